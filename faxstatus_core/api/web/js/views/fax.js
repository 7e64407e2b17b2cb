// One received fax: its pages, page by page.

import { get, patch, remove, url } from "../api.js";
import { announce, confirmed, h, setText } from "../dom.js";
import { duration, or, plural, time } from "../format.js";

export async function faxView(context, id) {
  let fax = await get(`/faxes/${id}`);
  const base = url(`/faxes/${id}`);
  const page = h("img", { alt: "" });
  const figure = h("figure", { tabindex: 0, "aria-label": "Page" }, page);
  const place = h("span", { class: "soft", role: "status" });
  const zoom = h("button", { type: "button", "aria-pressed": "false", onclick: toggleZoom }, "Full size");
  const mark = h("button", { type: "button", onclick: toggleRead });
  const thumbs = fax.pages.map(({ number }) =>
    h("li", {}, h("button", { type: "button", "aria-label": `Page ${number}`, onclick: () => show(number) },
      h("img", { src: `${base}/pages/${number}.png?width=160`, alt: "", loading: "lazy" }))));
  let current = 0;

  function show(number) {
    current = Math.min(Math.max(number, 1), fax.page_count);
    page.src = `${base}/pages/${current}.png`;
    page.alt = `Page ${current} of ${fax.page_count}`;
    setText(place, `Page ${current} of ${fax.page_count}`);
    thumbs.forEach((item, index) => {
      const button = item.firstElementChild;
      if (index + 1 === current) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
  }

  function toggleZoom() {
    const full = figure.classList.toggle("full");
    zoom.setAttribute("aria-pressed", String(full));
    setText(zoom, full ? "Fit" : "Full size");
  }

  async function toggleRead() {
    fax = await patch(`/faxes/${id}`, { read: !fax.read });
    showRead();
  }

  function showRead() {
    setText(mark, fax.read ? "Mark as new" : "Mark as read");
  }

  async function removeFax() {
    if (!(await confirmed(`Remove fax ${id} for good?`))) return;
    try {
      await remove(`/faxes/${id}`);
      location.hash = "#/inbox";
    } catch (problem) {
      announce(problem.message);
    }
  }

  const onKey = (event) => {
    if (event.target.closest("input, textarea, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowRight" || event.key === "PageDown") show(current + 1);
    else if (event.key === "ArrowLeft" || event.key === "PageUp") show(current - 1);
    else if (event.key === "z") toggleZoom();
    else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", onKey);
  show(1);
  if (!fax.read && context.may("submit")) fax = await patch(`/faxes/${id}`, { read: true });
  showRead();
  const row = (label, value) => h("div", {}, h("dt", {}, label), h("dd", {}, value));
  return {
    element: h(
      "section",
      { class: "stack" },
      h("div", { class: "head" }, h("h1", {}, `Fax from ${fax.caller_name || fax.tsid || fax.caller_id || "an unknown sender"}`),
        h("div", { class: "actions" },
          h("a", { class: "button", href: `${base}/fax.pdf`, download: `fax-${id}.pdf` }, "PDF"),
          h("a", { class: "button", href: `${base}/fax.tiff`, download: `fax-${id}.tiff` }, "TIFF"),
          context.may("submit") ? mark : null,
          context.may("admin") ? h("button", { type: "button", class: "danger", onclick: removeFax }, "Remove") : null)),
      fax.complete ? null : h("p", { class: "notice bad" }, "The caller did not end this fax in good order: pages may be missing."),
      h("div", { class: "card" },
        h("dl", { class: "facts" },
          row("Received", time(fax.received_time)), row("Pages", plural(fax.page_count, "page")), row("Port", or(fax.device_name)),
          row("Identification (TSI)", or(fax.tsid)), row("Caller", or([fax.caller_id, fax.caller_name].filter(Boolean).join(", "))),
          row("Sub-address", or(fax.routing_string)), row("Machine", or(fax.remote_maker)), row("Bad lines", fax.bad_lines),
          row("Duration", duration(fax.duration)),
          row("Call", fax.call_id ? h("a", { href: `#/calls/${fax.call_id}` }, `${fax.call_id}`) : "–"))),
      h("div", { class: "card" },
        h("div", { class: "head" }, place, h("div", { class: "actions" },
          h("button", { type: "button", onclick: () => show(current - 1) }, "Before"),
          h("button", { type: "button", onclick: () => show(current + 1) }, "Next"), zoom)),
        h("div", { class: "viewer" }, h("ol", { "aria-label": "Pages" }, thumbs), figure)),
    ),
    leave: () => document.removeEventListener("keydown", onKey),
  };
}
