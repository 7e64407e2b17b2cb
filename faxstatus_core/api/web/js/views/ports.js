// The live board: one card a port, with the page as it arrives.

import { get, url } from "../api.js";
import { h, setText } from "../dom.js";
import { duration, octets, or, plural, tone, words } from "../format.js";

const LOOK = 1000;
const RECEIVING = new Set(["receiving"]);
const IN_CALL = new Set(["dialing", "sending", "answered", "receiving", "aborting"]);

export async function portsView({ events }) {
  const list = h("ul", { class: "cards" });
  const none = h("p", { class: "empty card" }, "This server has no ports.");
  const cards = new Map();

  async function readAll() {
    const ports = await get("/ports");
    const statuses = await Promise.all(ports.map((port) => get(`/ports/${port.device_id}/status`)));
    for (const [id, card] of cards) {
      if (!ports.some((port) => port.device_id === id)) {
        card.element.remove();
        cards.delete(id);
      }
    }
    ports.forEach((port, index) => {
      if (!cards.has(port.device_id)) {
        const card = portCard(port);
        cards.set(port.device_id, card);
        list.append(card.element);
      }
      cards.get(port.device_id).show(statuses[index]);
    });
    none.hidden = ports.length > 0;
  }

  await readAll();
  const onStatus = ({ detail: status }) => cards.get(status.device_id)?.show(status);
  const onPorts = () => readAll().catch(() => {});
  events.addEventListener("status", onStatus);
  events.addEventListener("port", onPorts);
  events.addEventListener("removed", onPorts);
  const timer = setInterval(() => cards.forEach((card) => card.tick()), LOOK);
  return {
    element: h("section", {}, h("div", { class: "head" }, h("h1", {}, "Ports")), none, list),
    leave() {
      clearInterval(timer);
      events.removeEventListener("status", onStatus);
      events.removeEventListener("port", onPorts);
      events.removeEventListener("removed", onPorts);
    },
  };
}

function portCard(port) {
  const title = `port-${port.device_id}`;
  const badge = h("span", { class: "badge" });
  const description = h("p", { class: "description" });
  const pages = h("span");
  const amount = h("span");
  const bar = h("progress", { max: 100, "aria-label": `Page in transmission on ${port.name}` });
  const progress = h("div", { class: "bar" }, h("p", {}, pages, amount), bar);
  const live = h("img", { class: "arriving", alt: "The page as far as it has arrived" });
  const facts = {};
  const fact = (name, label) => {
    facts[name] = h("dd");
    return h("div", {}, h("dt", {}, label), facts[name]);
  };
  const element = h(
    "li",
    { class: "card port", "data-port": port.name },
    h(
      "article",
      { "aria-labelledby": title },
      h("header", {}, h("h2", { id: title }, port.name), h("span", { role: "status" }, badge)),
      description,
      h("div", { class: "work" }, h("div", {}, progress), live),
      h(
        "dl",
        { class: "facts" },
        fact("far", "Far end"), fact("speed", "Speed"), fact("elapsed", "Elapsed"),
        fact("own", "Own identification"), fact("document", "Document"), fact("quality", "Bad lines"),
      ),
    ),
  );
  let status = null;
  let began = 0;
  let visible = true;
  const watcher = new IntersectionObserver(([entry]) => (visible = entry.isIntersecting));
  watcher.observe(element);
  live.addEventListener("error", () => (live.hidden = true));
  live.addEventListener("load", () => (live.hidden = false));

  function show(next) {
    status = next;
    const more = status.extended;
    const calling = IN_CALL.has(more.state);
    began = performance.now() - 1000 * (status.elapsed_time ?? 0);
    badge.className = `badge ${tone(more.state)}`;
    setText(badge, words(more.state));
    setText(description, status.description);
    progress.hidden = status.current_page === null;
    if (status.current_page !== null) {
      setText(pages, status.page_count ? `Page ${status.current_page} of ${status.page_count}` : `Page ${status.current_page}`);
      setText(amount, more.page_percent === null ? (more.page_bytes ? octets(more.page_bytes) : "") : `${Math.round(more.page_percent)} %`);
      if (more.page_percent === null) bar.removeAttribute("value");
      else bar.value = more.page_percent;
    }
    if (!RECEIVING.has(more.state)) live.hidden = true;
    const number = status.address ?? more.dialled_number ?? status.caller_id;
    setText(facts.far, or([more.remote_id, number].filter((each) => each).join(", ")));
    setText(facts.speed, more.modulation ? `${more.modulation} ${more.data_rate}${more.error_correction ? ", ECM" : ""}` : "–");
    setText(facts.own, or(port.csid));
    setText(facts.document, or(status.document_name ?? (more.pages_received ? plural(more.pages_received, "page") : null)));
    setText(facts.quality, or(calling ? more.call_bad_lines : null));
    tick();
  }

  function tick() {
    if (!status) return;
    const state = status.extended.state;
    const runs = IN_CALL.has(state);
    setText(facts.elapsed, runs ? duration((performance.now() - began) / 1000) : duration(status.elapsed_time));
    if (RECEIVING.has(state) && status.current_page !== null && visible && !document.hidden) {
      live.src = `${url(`/ports/${port.device_id}/page.png`)}?width=240&at=${Date.now()}`;
    }
  }

  live.hidden = true;
  return { element, show, tick };
}
