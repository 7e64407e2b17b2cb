// Received faxes with their first pages.

import { get, query, url } from "../api.js";
import { h, setText } from "../dom.js";
import { or, plural, time } from "../format.js";

export async function inboxView(context) {
  const list = h("ul", { class: "cards" });
  const none = h("p", { class: "empty card" }, "No fax.");
  const more = h("button", { type: "button", onclick: () => read(false) }, "More");
  const text = h("input", { id: "inbox-text", type: "search", placeholder: "Number, name", oninput: () => later() });
  const unread = h("input", { id: "inbox-unread", type: "checkbox", onchange: () => read(true) });
  let next = null;
  let timer = 0;

  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => read(true), 250);
  }

  async function read(anew) {
    const part = await get(`/faxes${query({ text: text.value.trim(), read: unread.checked ? "false" : "", limit: 24, before: anew ? "" : next })}`);
    if (anew) list.replaceChildren();
    list.append(...part.items.map(card));
    next = part.next;
    more.hidden = next === null;
    none.hidden = list.children.length > 0;
    setText(none, text.value || unread.checked ? "No fax is like that." : "No fax has been received yet.");
  }

  function card(fax) {
    const from = fax.caller_name || fax.tsid || fax.caller_id || "unknown sender";
    return h(
      "li",
      {},
      h(
        "a",
        { class: `card fax${fax.read ? "" : " unread"}`, href: `#/inbox/${fax.fax_id}`, "data-fax": fax.fax_id },
        h("img", { src: `${url(`/faxes/${fax.fax_id}/pages/1.png`)}?width=192`, alt: "", loading: "lazy", width: 96, height: 134 }),
        h("div", {}, h("div", { class: "from" }, from), h("div", { class: "soft" }, time(fax.received_time)),
          h("div", {}, plural(fax.page_count, "page"), fax.complete ? "" : ", incomplete"),
          h("div", { class: "soft" }, `on ${or(fax.device_name)}`),
          fax.routing_string ? h("div", { class: "soft" }, `for ${fax.routing_string}`) : null),
      ),
    );
  }

  await read(true);
  const onFax = () => read(true).catch(() => {});
  context.events.addEventListener("fax", onFax);
  context.events.addEventListener("removed", onFax);
  return {
    element: h(
      "section",
      {},
      h("div", { class: "head" }, h("h1", {}, "Inbox")),
      h("form", { class: "filters", role: "search", onsubmit: (event) => event.preventDefault() },
        h("div", { class: "field" }, h("label", { for: "inbox-text" }, "Search"), text),
        h("div", { class: "check" }, unread, h("label", { for: "inbox-unread" }, "Only new ones"))),
      none, list, h("p", {}, more),
    ),
    leave() {
      clearTimeout(timer);
      context.events.removeEventListener("fax", onFax);
      context.events.removeEventListener("removed", onFax);
    },
  };
}
