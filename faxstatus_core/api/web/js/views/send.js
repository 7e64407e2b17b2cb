// The form that hands in a job.

import { submit } from "../api.js";
import { announce, h, once, setText } from "../dom.js";
import { octets } from "../format.js";

const MOST_FILES = 20;

let draft = null;

// What was typed stays until it is sent: over another view, a lost connection and a new log-in.
export async function sendView(context) {
  if (!context.may("submit")) return { element: h("section", {}, h("h1", {}, "Send a fax"), h("p", { class: "notice" }, "This token may look, but not send.")) };
  draft ??= sendForm();
  return { element: draft };
}

function sendForm() {
  const files = [];
  const faults = new Map();
  let key = newKey();

  function field(name, label, input, hint) {
    const id = `send-${name}`;
    const fault = h("p", { class: "fault", id: `${id}-fault` });
    input.id = id;
    input.name = name;
    input.setAttribute("aria-describedby", `${id}-fault${hint ? ` ${id}-hint` : ""}`);
    faults.set(name, { input, fault });
    return h("div", { class: "field" }, h("label", { for: id }, label), input, hint ? h("span", { class: "hint", id: `${id}-hint` }, hint) : null, fault);
  }

  const list = h("ul", { class: "files", "aria-label": "Documents" });
  const chooser = h("input", { type: "file", multiple: true, id: "send-files", class: "unseen", "aria-describedby": "send-document-fault", onchange: () => { take(chooser.files); chooser.value = ""; } });
  const documentFault = h("p", { class: "fault", id: "send-document-fault" });
  const drop = h(
    "div",
    { class: "drop" },
    h("p", {}, "Drop documents here, or"),
    h("label", { class: "button", for: "send-files" }, "Choose files"), chooser,
    h("p", { class: "hint soft" }, "TIFF, PDF, PostScript, PNG, JPEG or text"), documentFault,
  );
  faults.set("document", { input: chooser, fault: documentFault });
  const over = (event) => {
    event.preventDefault();
    drop.classList.toggle("over", event.type === "dragover" || event.type === "dragenter");
  };

  function take(chosen) {
    files.push(...[...chosen].slice(0, MOST_FILES - files.length));
    showFiles();
    clear("document");
    if (chosen.length > 0 && files.length === MOST_FILES) blame([["document", `At most ${MOST_FILES} documents go in one job.`]]);
  }

  function showFiles() {
    key = newKey();
    list.replaceChildren(...files.map((file, index) =>
      h("li", {}, h("span", {}, file.name, " ", h("span", { class: "soft" }, octets(file.size))),
        h("button", { type: "button", class: "small", "aria-label": `Leave out ${file.name}`, onclick: () => { files.splice(index, 1); showFiles(); chooser.focus(); } }, "Leave out"))));
  }

  const bar = h("progress", { max: 1, value: 0, "aria-label": "Upload" });
  const button = h("button", { class: "main" }, "Send");
  const said = h("p", { role: "alert", class: "notice bad", hidden: true });
  const cover = h("input", { type: "checkbox", id: "send-cover", name: "cover", value: "true", onchange: () => (coverFields.hidden = !cover.checked) });
  const coverFields = h("div", { hidden: true },
    field("subject", "Subject", h("input", { maxlength: 200 })),
    field("note", "Note", h("textarea", { maxlength: 4000 })));

  const form = h(
    "form",
    { novalidate: true, oninput: () => (key = newKey()), onsubmit: (event) => { event.preventDefault(); once(button, send); } },
    said,
    h("div", { class: "columns" },
      h("div", { class: "card" }, h("h2", {}, "What"), drop, list,
        h("div", { class: "check" }, cover, h("label", { for: "send-cover" }, "A cover page goes first")), coverFields),
      h("div", { class: "card" }, h("h2", {}, "To whom, and how"),
        field("number", "Number", h("input", { type: "tel", autocomplete: "tel", required: true, maxlength: 100 }), "Digits; a comma is a pause"),
        h("div", { class: "two" },
          field("recipient_name", "Recipient", h("input", { maxlength: 200, autocomplete: "off" })),
          field("recipient_company", "Recipient's company", h("input", { maxlength: 200, autocomplete: "off" })),
          field("sender_name", "Sender", h("input", { maxlength: 200, autocomplete: "name" })),
          field("sender_company", "Sender's company", h("input", { maxlength: 200, autocomplete: "organization" }))),
        h("details", { class: "more" }, h("summary", {}, "More"),
          h("div", { class: "two" },
            field("resolution", "Resolution", select([["fine", "Fine"], ["standard", "Standard"], ["superfine", "Superfine"], ["300", "300 to the inch"], ["400", "400 to the inch"]])),
            field("priority", "Priority", h("input", { type: "number", min: 0, max: 255, value: "127" }), "The lower goes first"),
            field("not_before", "Not before", h("input", { type: "datetime-local" })),
            field("max_tries", "Calls at most", h("input", { type: "number", min: 1, max: 100 })),
            field("subaddress", "Sub-address (SUB)", h("input", { maxlength: 20 })),
            field("password", "Password (SID)", h("input", { maxlength: 20, autocomplete: "off" })))),
        h("div", { class: "bar" }, bar),
        h("div", { class: "actions" }, button))),
  );
  bar.parentElement.hidden = true;
  for (const name of ["dragenter", "dragover", "dragleave"]) form.addEventListener(name, over);
  form.addEventListener("drop", (event) => {
    over(event);
    take(event.dataTransfer.files);
  });

  async function send() {
    clear();
    const missing = [];
    if (!files.length && !cover.checked) missing.push(["document", "A document is needed, or a cover page."]);
    if (!form.elements.number.value.trim()) missing.push(["number", "A number is needed."]);
    if (missing.length) return blame(missing);
    bar.parentElement.hidden = false;
    try {
      const job = await submit(data(), key, (share) => (bar.value = share));
      draft = null;
      announce(`Job ${job.job_id} was taken.`);
      location.hash = `#/jobs/${job.job_id}`;
    } catch (problem) {
      tell(problem);
    } finally {
      bar.parentElement.hidden = true;
    }
  }

  function data() {
    const body = new FormData();
    for (const [name, { input }] of faults) {
      if (name === "document" || !input.value) continue;
      if (!cover.checked && (name === "subject" || name === "note")) continue;
      body.append(name, name === "not_before" ? new Date(input.value).toISOString() : input.value);
    }
    if (cover.checked) body.append("cover", "true");
    for (const file of files) body.append("document", file, file.name);
    return body;
  }

  function tell(problem) {
    const known = problem.errors.map(({ where, what }) => [where.split(".")[1], what]).filter(([name]) => faults.has(name));
    blame(known);
    if (known.length || problem.status === 401) return;
    setText(said, problem.message);
    said.hidden = false;
    said.scrollIntoView({ block: "nearest" });
  }

  function blame(found) {
    for (const [name, text] of found) {
      const { input, fault } = faults.get(name);
      setText(fault, text);
      input.setAttribute("aria-invalid", "true");
      input.closest("details")?.setAttribute("open", "");
    }
    if (found.length) faults.get(found[0][0]).input.focus();
    announce(found.map(([, text]) => text).join(" "));
  }

  function clear(...names) {
    said.hidden = true;
    for (const name of names.length ? names : faults.keys()) {
      const { input, fault } = faults.get(name);
      setText(fault, "");
      input.removeAttribute("aria-invalid");
    }
  }

  return h("section", {}, h("div", { class: "head" }, h("h1", {}, "Send a fax")), form);
}

// The same form that is sent twice is one job.
function newKey() {
  const octets = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

function select(options) {
  return h("select", {}, options.map(([value, label]) => h("option", { value }, label)));
}
