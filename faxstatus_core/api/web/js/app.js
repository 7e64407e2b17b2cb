// The page: which view is shown, who is logged in, and what all views share.

import { get, post, Problem, remove, whenUnauthorized } from "./api.js";
import { announce, complain, fill, forgive, h, setText } from "./dom.js";
import { Events } from "./events.js";
import { plural } from "./format.js";
import { callView, callsView } from "./views/calls.js";
import { faxView } from "./views/fax.js";
import { historyView } from "./views/history.js";
import { inboxView } from "./views/inbox.js";
import { jobView } from "./views/job.js";
import { loginView } from "./views/login.js";
import { portsView } from "./views/ports.js";
import { queueView } from "./views/queue.js";
import { sendView } from "./views/send.js";

const ROUTES = [
  [/^ports$/, portsView, "Ports"],
  [/^queue$/, queueView, "Queue"],
  [/^jobs\/(\d+)$/, jobView, "Job"],
  [/^inbox$/, inboxView, "Inbox"],
  [/^inbox\/(\d+)$/, faxView, "Fax"],
  [/^send$/, sendView, "Send"],
  [/^calls$/, callsView, "Calls"],
  [/^calls\/(\d+)$/, callView, "Call"],
  [/^history$/, historyView, "History"],
];
const ROLES = ["read", "submit", "admin"];
const SHORTCUTS = { p: "ports", q: "queue", i: "inbox", s: "send", c: "calls", h: "history" };

const main = document.getElementById("view");
const connection = document.getElementById("connection");
const context = {
  events: new Events(),
  role: null,
  may: (role) => ROLES.indexOf(context.role) >= ROLES.indexOf(role),
};
let leave = () => {};
let shown = 0;
let isUp = false;
let hasFailed = false;

async function show() {
  const path = location.hash.replace(/^#\/?/, "") || "ports";
  const [route, view, title] = ROUTES.find(([pattern]) => pattern.test(path)) ?? [null, null, "Nothing here"];
  leave();
  leave = () => {};
  const turn = ++shown;
  hasFailed = false;
  forgive();
  document.title = `${title} – Fax server`;
  for (const link of document.querySelectorAll("nav a")) {
    const here = link.getAttribute("href") === `#/${path.split("/")[0]}`;
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (!view) {
    fill(main, h("h1", {}, "There is no such page"), h("p", {}, h("a", { href: "#/ports" }, "To the ports")));
    return;
  }
  try {
    const shownView = await view(context, ...path.match(route).slice(1));
    if (turn !== shown) {
      shownView.leave?.();
      return;
    }
    leave = shownView.leave ?? (() => {});
    fill(main, shownView.element);
  } catch (problem) {
    if (turn !== shown || problem.status === 401) return;
    hasFailed = true;
    fill(main, h("h1", {}, title), h("p", { class: "notice bad", role: "alert" }, problem.message));
  }
  if (document.activeElement === document.body || document.activeElement?.closest("nav")) {
    focusView();
  }
}

// A screen reader then reads the heading; what is next in the order of tabs is in the view.
function focusView() {
  const heading = main.querySelector("h1");
  heading?.setAttribute("tabindex", "-1");
  (heading ?? main).focus({ preventScroll: true });
}

async function begin() {
  const session = await get("/session");
  context.role = session.role;
  const loginNeeded = session.login_needed;
  document.getElementById("logout").hidden = !session.name;
  for (const element of document.querySelectorAll("[data-role]")) {
    element.closest("li").hidden = !context.may(element.dataset.role);
  }
  if (loginNeeded) {
    context.events.close();
    leave();
    leave = () => {};
    shown++;
    setText(connection, "");
    document.title = "Log in – Fax server";
    const view = loginView(async (token) => {
      await post("/session", { token });
      await begin();
    });
    fill(main, view.element);
    view.focus();
    return;
  }
  context.events.open();
  count();
  await show();
}

async function count() {
  const [queue, unread] = await Promise.all([
    get("/jobs?state=pending&state=in_progress&state=retrying&state=paused&state=cancelling&limit=100"),
    get("/faxes?read=false&limit=100"),
  ]).catch(() => [null, null]);
  if (!queue) return;
  showCount("queue", queue);
  showCount("unread", unread);
}

function showCount(name, list) {
  const number = list.items.length;
  const element = document.querySelector(`[data-count="${name}"]`);
  setText(element, number === 0 ? "" : list.next ? `${number}+` : String(number));
}

let counting = 0;
function countSoon() {
  clearTimeout(counting);
  counting = setTimeout(count, 300);
}

context.events.addEventListener("connection", ({ detail: up }) => {
  setText(connection, up ? "Live" : "Connection lost; trying again…");
  connection.classList.toggle("lost", !up);
  if (up && !isUp && hasFailed) show();
  isUp = up;
});
context.events.addEventListener("ended", sessionEnded);
context.events.addEventListener("reset", () => {
  countSoon();
  show();
});
for (const kind of ["job", "fax", "removed"]) context.events.addEventListener(kind, countSoon);
context.events.addEventListener("fax", ({ detail: fax }) => {
  if (!fax.read) announce(`Fax received: ${plural(fax.page_count, "page")} from ${fax.tsid ?? fax.caller_id ?? "unknown"}`);
});
context.events.addEventListener("job", ({ detail: job }) => {
  if (["completed", "failed", "retries_exceeded"].includes(job.state)) {
    announce(`Job ${job.job_id} to ${job.number}: ${job.state.replaceAll("_", " ")}`);
  }
});

function sessionEnded() {
  if (context.role === null) return;
  context.role = null;
  begin().catch(failed);
}
whenUnauthorized(sessionEnded);

// What a button or a filter asked the server for, and did not get.
window.addEventListener("unhandledrejection", (event) => {
  if (!(event.reason instanceof Problem)) return;
  event.preventDefault();
  if (event.reason.status !== 401) complain(event.reason.message);
});

// A file that is let fall beside the place for it would take the page's place.
for (const name of ["dragover", "drop"]) window.addEventListener(name, (event) => event.preventDefault());

document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  focusView();
});

window.addEventListener("hashchange", () => context.role !== null && show());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  if (!singleKeys.checked) return;
  if (event.key === "?") document.getElementById("shortcuts").showModal();
  else if (SHORTCUTS[event.key] && (event.key !== "s" || context.may("submit"))) location.hash = `#/${SHORTCUTS[event.key]}`;
});
document.getElementById("help").addEventListener("click", () => document.getElementById("shortcuts").showModal());
document.getElementById("logout").addEventListener("click", async () => {
  await remove("/session");
  location.reload(); // nothing of what was seen or typed stays
});

const singleKeys = document.getElementById("single-keys");
singleKeys.checked = kept("single-keys") !== "no";
singleKeys.addEventListener("change", () => keep("single-keys", singleKeys.checked ? "yes" : "no"));

// Without storage a choice holds until the page is left.
function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}
function keep(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    // As above.
  }
}

const theme = document.getElementById("theme");
const dark = () =>
  (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
function showTheme() {
  setText(theme, dark() ? "Light" : "Dark");
  theme.setAttribute("aria-label", dark() ? "Use light colours" : "Use dark colours");
}
if (["light", "dark"].includes(kept("theme"))) document.documentElement.dataset.theme = kept("theme");
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", showTheme);
theme.addEventListener("click", () => {
  const chosen = dark() ? "light" : "dark";
  document.documentElement.dataset.theme = chosen;
  keep("theme", chosen);
  showTheme();
});
showTheme();

function failed(problem) {
  fill(main, h("p", { class: "notice bad", role: "alert" }, problem.message), h("button", { type: "button", onclick: start }, "Try again"));
}

function start() {
  begin().catch(failed);
}

start();
