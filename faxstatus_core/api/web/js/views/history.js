// How it has gone: charts of the last days, and all jobs.

import { get, query } from "../api.js";
import { barChart } from "../charts.js";
import { fill, h } from "../dom.js";
import { words } from "../format.js";
import { jobRow, jobTable } from "./jobs.js";

const KINDS = ["job", "call"];

export async function historyView(context) {
  const days = h("select", { id: "history-days", onchange: () => draw() }, [["7", "7 days"], ["30", "30 days"], ["90", "90 days"]].map(([value, label]) => h("option", { value, selected: value === "30" }, label)));
  const charts = h("div", { class: "columns" });
  const body = h("tbody");
  const none = h("p", { class: "empty" }, "No job is like that.");
  const more = h("button", { type: "button", onclick: () => read(false) }, "More");
  const state = h("select", { id: "history-state", onchange: () => read(true) }, ["", "completed", "failed", "retries_exceeded", "cancelled"].map((value) => h("option", { value }, value ? words(value) : "All")));
  const text = h("input", { id: "history-text", type: "search", placeholder: "Number, name, document", oninput: () => later() });
  let next = null;
  let timer = 0;
  let changing = 0;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => read(true), 250);
  }

  async function draw() {
    const statistics = await get(`/statistics?days=${days.value}`);
    const sum = (name) => statistics.days.reduce((total, day) => total + day[name], 0);
    const share = (good, failed) => (good + failed ? `${Math.round((100 * good) / (good + failed))} %` : "–");
    const sent = sum("sent"), sendFailed = sum("send_failed"), received = sum("received"), receiveFailed = sum("receive_failed");
    const causes = Object.entries(statistics.causes).sort((a, b) => b[1] - a[1]);
    const tile = (title, good, failed, pages, chart) =>
      h("div", { class: "card stack" }, h("h2", {}, title),
        h("div", { class: "actions" }, h("span", { class: "big" }, share(good, failed)), h("span", { class: "soft" }, `of ${good + failed} calls were good; ${pages} pages`)), chart);
    fill(charts,
      tile("Sent", sent, sendFailed, sum("pages_sent"), barChart("Calls out by day", statistics.days, "sent", "send_failed")),
      tile("Received", received, receiveFailed, sum("pages_received"), barChart("Calls in by day", statistics.days, "received", "receive_failed")),
      h("div", { class: "card" }, h("h2", {}, "Why calls failed"),
        causes.length
          ? h("table", {}, h("caption", { class: "unseen" }, "Failed calls by cause"), h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Cause"), h("th", { scope: "col" }, "Calls"))),
            h("tbody", {}, causes.map(([cause, count]) => h("tr", {}, h("th", { scope: "row" }, words(cause)), h("td", {}, `${count}`)))))
          : h("p", { class: "soft" }, "None did.")));
  }

  async function read(anew) {
    const part = await get(`/jobs${query({ state: state.value, text: text.value.trim(), limit: 50, before: anew ? "" : next })}`);
    if (anew) body.replaceChildren();
    body.append(...part.items.map((job) => jobRow(context, job, () => read(true))));
    next = part.next;
    more.hidden = next === null;
    none.hidden = body.children.length > 0;
  }

  await Promise.all([draw(), read(true)]);
  const onChange = () => {
    clearTimeout(changing);
    changing = setTimeout(() => Promise.all([draw(), next === null ? read(true) : null]).catch(() => {}), 1000);
  };
  for (const kind of KINDS) context.events.addEventListener(kind, onChange);
  const labelled = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  return {
    element: h("section", { class: "stack" },
      h("div", { class: "head" }, h("h1", {}, "History"), h("div", { class: "filters" }, labelled("Days", days))), charts,
      h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() }, labelled("State", state), labelled("Search", text)),
      h("div", { class: "card" }, jobTable("All jobs, the newest first", body), none), h("p", {}, more)),
    leave() {
      clearTimeout(timer);
      clearTimeout(changing);
      for (const kind of KINDS) context.events.removeEventListener(kind, onChange);
    },
  };
}
