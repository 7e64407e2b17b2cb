// Who may look: asks for a token.

import { h, once, setText } from "../dom.js";

export function loginView(logIn) {
  const input = h("input", { id: "token", type: "password", autocomplete: "current-password", required: true, "aria-describedby": "token-hint token-fault" });
  const fault = h("p", { id: "token-fault", class: "fault", role: "alert" });
  const button = h("button", { class: "main" }, "Log in");
  const form = h(
    "form",
    {
      class: "card login",
      onsubmit: (event) => {
        event.preventDefault();
        once(button, tryToken);
      },
    },
    h("h1", {}, "Log in"),
    h("p", { id: "token-hint", class: "soft" }, "With a token, as ", h("code", { class: "mono" }, "faxstatus token create"), " gives it."),
    h("div", { class: "field" }, h("label", { for: "token" }, "Token"), input, fault),
    button,
  );

  async function tryToken() {
    setText(fault, "");
    try {
      await logIn(input.value.trim());
    } catch (problem) {
      setText(fault, problem.status === 401 ? "The server does not know this token." : problem.message);
      input.setAttribute("aria-invalid", "true");
      input.focus();
    }
  }
  return { element: form, focus: () => input.focus() };
}
