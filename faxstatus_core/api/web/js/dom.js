// Elements without markup: every text is set as text.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "value" && "value" in element) element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  append(element, children);
  return element;
}

export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat()) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

// An unchanged text is left alone, so that a screen reader does not repeat it.
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

// One of a list of facts; nothing where nothing is known.
export function fact(label, value) {
  return value === null || value === "" || value === "–" ? null : h("div", {}, h("dt", {}, label), h("dd", {}, value));
}

export function announce(text) {
  setText(document.getElementById("announcer"), text);
}

// What went wrong, for everybody to see; gone when it is put away or another view is shown.
export function complain(text) {
  const trouble = document.getElementById("trouble");
  fill(trouble, h("p", { class: "notice bad" }, text, h("button", { type: "button", class: "small", onclick: () => fill(trouble) }, "Put away")));
}

export function forgive() {
  fill(document.getElementById("trouble"));
}

// One click at a time. Not by "disabled": what is disabled loses the focus.
export async function once(button, work) {
  if (button.getAttribute("aria-disabled") === "true") return;
  button.setAttribute("aria-disabled", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

export function confirmed(text) {
  const dialog = document.getElementById("confirm");
  setText(document.getElementById("confirm-text"), text);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}
