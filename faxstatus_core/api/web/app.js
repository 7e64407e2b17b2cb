// Shows every port live from the stream of server-sent events. All values are set as text.
"use strict";

const TONES = {
  available: "idle", offline: "bad", unavailable: "bad", completed: "good",
  busy: "bad", no_answer: "bad", no_dial_tone: "bad", not_fax_call: "bad", bad_address: "bad",
  call_delayed: "bad", call_blacklisted: "bad", disconnected: "bad", fatal_error: "bad",
};
const RETRY_MS = 3000;

const board = document.getElementById("ports");
const template = document.getElementById("port");
const connection = document.getElementById("connection");
const empty = document.getElementById("empty");
const cards = new Map();

function say(text, lost) {
  connection.textContent = text;
  connection.classList.toggle("lost", lost);
}

function set(card, field, text) {
  const element = card.querySelector(`[data-field="${field}"]`);
  // An unchanged text is left alone, so that a screen reader does not repeat it.
  if (element.textContent !== text) element.textContent = text;
}

function duration(seconds) {
  if (seconds === null) return "–";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function pages(status) {
  if (status.current_page === null) return "";
  return status.page_count === null
    ? `Page ${status.current_page}`
    : `Page ${status.current_page} of ${status.page_count}`;
}

function speed(extended) {
  return [extended.modulation, extended.data_rate === null ? null : `${extended.data_rate} bit/s`]
    .filter((part) => part !== null).join(", ") || "–";
}

function cardFor(deviceId) {
  let card = cards.get(deviceId);
  if (card === undefined) {
    card = template.content.firstElementChild.cloneNode(true);
    cards.set(deviceId, card);
    const ids = [...cards.keys()].sort((a, b) => a - b);
    const next = ids[ids.indexOf(deviceId) + 1];
    board.insertBefore(card, next === undefined ? null : cards.get(next));
    empty.hidden = true;
  }
  return card;
}

function show(status) {
  const card = cardFor(status.device_id);
  const extended = status.extended;
  card.dataset.tone = TONES[extended.state] ?? "busy";
  set(card, "device_name", status.device_name);
  set(card, "state", extended.state.replaceAll("_", " "));
  set(card, "description", status.description);
  set(card, "pages", pages(status));
  set(card, "number", status.address ?? status.caller_id ?? "–");
  set(card, "csid", status.csid ?? "–");
  set(card, "tsid", status.tsid ?? "–");
  set(card, "speed", speed(extended));
  set(card, "elapsed", duration(status.elapsed_time));
  set(card, "document_name", status.document_name ?? "–");
  const page = card.querySelector('[data-part="page"]');
  page.toggleAttribute("data-idle", status.current_page === null);
  const bar = card.querySelector("progress");
  // A receiver cannot know how much is to come: without a value the bar says that something moves.
  if (extended.state === "receiving") bar.removeAttribute("value");
  else bar.value = extended.state === "completed" ? 100 : extended.page_percent ?? 0;
}

async function sayWhetherEmpty() {
  const response = await fetch("api/v1/ports");
  if (response.ok) empty.hidden = (await response.json()).length > 0;
}

function listen() {
  const source = new EventSource("api/v1/events");
  source.addEventListener("open", () => {
    say("Live", false);
    sayWhetherEmpty().catch(() => undefined);
  });
  source.addEventListener("status", (event) => show(JSON.parse(event.data)));
  source.addEventListener("error", () => {
    say("Connection lost, trying again…", true);
    // After an error response the browser gives up; we do not.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  });
}

listen();
