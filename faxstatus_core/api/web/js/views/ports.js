// The live board: one card a port, with the page as it arrives.

import { get, url } from "../api.js";
import { fill, h, setText } from "../dom.js";
import { duration, octets, or, plural, tone, words } from "../format.js";

const TICK = 1000;
const LOOK = 500;
const RECEIVING = new Set(["receiving"]);
const PHASES = {
  A: "The call is set up", B: "Both machines agree on how", C: "The page is on the line",
  D: "Has the page arrived?", E: "The call ends",
};
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
  const timer = setInterval(() => cards.forEach((card) => card.tick()), TICK);
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
  const sheet = h("div", { class: "sheet", hidden: true });
  const facts = {};
  const fact = (name, label) => {
    facts[name] = h("dd");
    return h("div", { hidden: true }, h("dt", {}, label), facts[name]);
  };
  const element = h(
    "li",
    { class: "card port", "data-port": port.name },
    h(
      "article",
      { "aria-labelledby": title },
      h("header", {}, h("h2", { id: title }, port.name), h("span", { role: "status" }, badge)),
      description,
      h("div", { class: "work" }, h("div", {}, progress,
        h("dl", { class: "facts" },
          fact("far", "Far end"), fact("speed", "Speed"), fact("elapsed", "Elapsed"),
          fact("document", "Document"), fact("quality", "Bad lines"),
          fact("own", "Own identification"))), sheet),
    ),
  );
  const use = port.send && port.receive ? "Sends and receives" : port.send ? "Sends" : port.receive ? "Receives" : "";
  let status = null;
  let began = 0;
  let visible = true;
  let looking = false;
  let looked = -LOOK;
  const watcher = new IntersectionObserver(([entry]) => (visible = entry.isIntersecting));
  watcher.observe(element);

  // The picture before stays until the next is whole, so that nothing flickers.
  async function look() {
    const page = h("img", { alt: "The page as far as it has arrived", src: `${url(`/ports/${port.device_id}/page.png`)}?width=240&at=${Date.now()}` });
    looking = true;
    looked = performance.now();
    try {
      await page.decode();
      fill(sheet, page);
      sheet.hidden = !RECEIVING.has(status.extended.state);
    } catch {
      sheet.hidden = true; // there is no page, or no server
    } finally {
      looking = false;
    }
  }

  function state(name, text) {
    setText(facts[name], or(text, ""));
    facts[name].parentElement.hidden = facts[name].textContent === "";
  }

  function show(next) {
    status = next;
    const more = status.extended;
    const calling = IN_CALL.has(more.state);
    began = performance.now() - 1000 * (status.elapsed_time ?? 0);
    badge.className = `badge ${tone(more.state)}`;
    setText(badge, words(more.state));
    // What the badge does not say already.
    const said = status.description.toLowerCase() === words(more.state) ? "" : status.description;
    setText(description, said || (calling ? PHASES[more.phase] ?? "" : use));
    progress.hidden = status.current_page === null;
    if (status.current_page !== null) {
      setText(pages, status.page_count ? `Page ${status.current_page} of ${status.page_count}` : `Page ${status.current_page}`);
      setText(amount, more.page_percent === null ? (more.page_bytes ? octets(more.page_bytes) : "") : `${Math.round(more.page_percent)} %`);
      if (more.page_percent === null) bar.removeAttribute("value");
      else bar.value = more.page_percent;
    }
    if (!RECEIVING.has(more.state)) sheet.hidden = true;
    const number = status.address ?? more.dialled_number ?? status.caller_id;
    state("far", [more.remote_id, number].filter((each) => each).join(", "));
    state("speed", more.modulation ? `${more.modulation} ${more.data_rate}${more.error_correction ? ", ECM" : ""}` : null);
    state("own", calling ? null : port.csid);
    state("document", status.document_name ?? (more.pages_received ? plural(more.pages_received, "page") : null));
    state("quality", calling ? more.call_bad_lines : null);
    tick();
  }

  function tick() {
    if (!status) return;
    const { state: now, page_bytes: arrived } = status.extended;
    const elapsed = IN_CALL.has(now) ? (performance.now() - began) / 1000 : status.elapsed_time;
    state("elapsed", elapsed === null ? null : duration(elapsed));
    const due = !looking && performance.now() - looked >= LOOK;
    if (RECEIVING.has(now) && arrived && due && visible && !document.hidden) look();
  }

  return { element, show, tick };
}
