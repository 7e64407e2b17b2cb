// One received fax: its pages, page by page.

import { get, patch, remove, url } from "../api.js";
import { complain, confirmed, fact, h, setText } from "../dom.js";
import { duration, or, plural, time } from "../format.js";

export async function faxView(context, id) {
  let fax = await get(`/faxes/${id}`);
  const base = url(`/faxes/${id}`);
  const page = h("img", { alt: "" });
  const figure = h("figure", { tabindex: 0, role: "group", "aria-label": "Page" }, page);
  const place = h("span", { class: "soft", role: "status" });
  const zoom = h("button", { type: "button", "aria-pressed": "false", onclick: toggleZoom }, "Full size");
  const previous = h("button", { type: "button", onclick: () => show(current - 1) }, "Previous");
  const following = h("button", { type: "button", onclick: () => show(current + 1) }, "Next");
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
    previous.setAttribute("aria-disabled", String(current === 1));
    following.setAttribute("aria-disabled", String(current === fax.page_count));
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
      complain(problem.message);
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
          fact("Received", time(fax.received_time)), fact("Pages", plural(fax.page_count, "page")), fact("Port", or(fax.device_name)),
          fact("Identification (TSI)", or(fax.tsid)), fact("Caller", or([fax.caller_id, fax.caller_name].filter(Boolean).join(", "))),
          fact("Sub-address", or(fax.routing_string)), fact("Machine", or(fax.remote_maker)), fact("Bad lines", fax.bad_lines),
          fact("Duration", duration(fax.duration)),
          fact("Call", fax.call_id ? h("a", { href: `#/calls/${fax.call_id}` }, `${fax.call_id}`) : "–"))),
      h("div", { class: "card" },
        h("div", { class: "head" }, place, h("div", { class: "actions" },
          previous, following, zoom)),
        h("div", { class: "viewer" }, h("ol", { "aria-label": "Pages" }, thumbs), figure)),
    ),
    leave: () => document.removeEventListener("keydown", onKey),
  };
}
