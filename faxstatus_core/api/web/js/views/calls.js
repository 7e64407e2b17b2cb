// Calls, and one call with its T.30 ladder.

import { get, getText, query, url } from "../api.js";
import { fact, fill, h, setText } from "../dom.js";
import { duration, or, time } from "../format.js";

const DIRECTIONS = { send: "sent", receive: "received", poll: "polled" };

export function callRows(calls) {
  const cell = (label, ...children) => h("td", { "data-label": label }, ...children);
  return calls.map((call) =>
    h(
      "tr",
      { "data-call": call.call_id },
      h("th", { scope: "row", "data-label": "Call" }, h("a", { href: `#/calls/${call.call_id}` }, `${call.call_id}`)),
      cell("When", time(call.started_time)),
      cell("Port", or(call.device_name)),
      cell("Way", DIRECTIONS[call.direction] ?? call.direction),
      cell("Far end", or([call.remote_id, call.number].filter(Boolean).join(", "))),
      cell("Pages", `${call.pages}`),
      cell("Duration", duration(call.duration)),
      h("td", { "data-label": "Result", class: "wide" }, result(call)),
    ));
}

export function callTable(caption, body) {
  return h("div", { class: "scroll" },
    h("table", { class: "fold" }, h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ["Call", "When", "Port", "Way", "Far end", "Pages", "Duration", "Result"].map((name) => h("th", { scope: "col" }, name)))),
      body));
}

function result(call) {
  if (call.succeeded === null) return h("span", { class: "badge live" }, "under way");
  return [h("span", { class: `badge ${call.succeeded ? "good" : "bad"}` }, call.succeeded ? "good" : "failed"), " ", h("span", { class: "soft" }, or(call.result_text, ""))];
}

export async function callsView(context) {
  const body = h("tbody");
  const none = h("p", { class: "empty" }, "No call is like that.");
  const more = h("button", { type: "button", onclick: () => read(false) }, "More");
  const way = choice("calls-way", [["", "Both ways"], ["send", "Sent"], ["receive", "Received"]]);
  const good = choice("calls-good", [["", "All"], ["true", "Good"], ["false", "Failed"]]);
  const text = h("input", { id: "calls-text", type: "search", placeholder: "Number, name, cause", oninput: () => later() });
  let next = null;
  let timer = 0;

  function choice(id, options) {
    return h("select", { id, onchange: () => read(true) }, options.map(([value, label]) => h("option", { value }, label)));
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => read(true), 250);
  }

  async function read(anew) {
    const part = await get(`/calls${query({ direction: way.value, succeeded: good.value, text: text.value.trim(), limit: 50, before: anew ? "" : next })}`);
    if (anew) body.replaceChildren();
    body.append(...callRows(part.items));
    next = part.next;
    more.hidden = next === null;
    none.hidden = body.children.length > 0;
  }

  await read(true);
  const onCall = () => later();
  context.events.addEventListener("call", onCall);
  const labelled = (label, input) => h("div", { class: "field" }, h("label", { for: input.id }, label), input);
  return {
    element: h("section", {}, h("div", { class: "head" }, h("h1", {}, "Calls")),
      h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() }, labelled("Way", way), labelled("Result", good), labelled("Search", text)),
      h("div", { class: "card" }, callTable("Calls, the newest first", body), none), h("p", {}, more)),
    leave() {
      clearTimeout(timer);
      context.events.removeEventListener("call", onCall);
    },
  };
}

function ladderText(id) {
  const text = h("pre", { class: "mono" });
  const details = h("details", { ontoggle: async () => {
    if (details.open && !text.textContent) setText(text, await getText(`/calls/${id}/ladder.txt`));
  } }, h("summary", {}, "As text"), h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Ladder as text" }, text));
  return details;
}

export async function callView(context, id) {
  const element = h("section", { class: "stack" });

  function show(call) {
    const base = url(`/calls/${id}`);
    const more = call.status?.extended;
    const links = [["ladder.txt", "Text"], ["ladder.html", "HTML with every bit"], ["capture.pcapng", "Capture for Wireshark"], ["trace.jsonl", "All records"]];
    fill(
      element,
      h("div", { class: "head" }, h("h1", {}, `Call ${id}: ${DIRECTIONS[call.direction] ?? call.direction} on ${or(call.device_name)}`), h("div", { class: "actions" }, result(call))),
      h("div", { class: "card" }, h("dl", { class: "facts" },
        fact("Began", time(call.started_time)), fact("Duration", duration(call.duration)), fact("Number", or(call.number)),
        fact("Far end", or(call.remote_id)), fact("Machine", or(more?.remote_maker)), fact("Pages", call.pages),
        fact("Speed", more?.modulation ? `${more.modulation} ${more.data_rate}` : "–"), fact("Coding", or(more?.coding)),
        fact("Error correction", more?.error_correction === undefined || more?.error_correction === null ? "–" : more.error_correction ? "yes" : "no"),
        fact("Resolution", or(more?.resolution)), fact("Bad lines", or(more?.call_bad_lines)), fact("Frames repeated", or(more?.ecm_retransmissions)),
        fact("Jobs", call.job_ids.length ? call.job_ids.map((job) => h("a", { href: `#/jobs/${job}` }, `${job} `)) : "–"),
        fact("Fax", call.fax_id ? h("a", { href: `#/inbox/${call.fax_id}` }, `${call.fax_id}`) : "–"))),
      call.has_trace
        ? h("div", { class: "card stack" },
          h("div", { class: "head" }, h("h2", {}, "T.30 ladder"), h("div", { class: "actions" }, links.map(([name, label]) => h("a", { href: `${base}/${name}`, target: "_blank", rel: "noopener" }, label)))),
          h("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": "Ladder" },
            h("img", { class: "ladder", src: `${base}/ladder.svg`, alt: "The frames of the call in their order; the text below has the same" })),
          ladderText(id))
        : h("p", { class: "notice" }, call.succeeded === null ? "The ladder is drawn when the call has ended." : "Nothing was recorded of this call."),
    );
  }

  show(await get(`/calls/${id}`));
  const onCall = ({ detail }) => String(detail.call_id) === id && show(detail);
  context.events.addEventListener("call", onCall);
  return { element, leave: () => context.events.removeEventListener("call", onCall) };
}
