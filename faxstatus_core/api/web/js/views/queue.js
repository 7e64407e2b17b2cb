// Jobs that are not finished, as they change.

import { get, put } from "../api.js";
import { h, setText } from "../dom.js";
import { plural } from "../format.js";
import { jobRow, jobTable } from "./jobs.js";

const OPEN = ["pending", "in_progress", "cancelling", "retrying", "paused"];

export async function queueView(context) {
  const [server, jobs] = await Promise.all([get("/server"), readAll()]);
  const body = h("tbody");
  const none = h("p", { class: "empty card" }, "Nothing waits. ", context.may("submit") ? h("a", { href: "#/send" }, "Send a fax") : null);
  const table = h("div", { class: "card" }, jobTable("Jobs that are not finished, the next one first", body));
  const amount = h("p", { class: "soft" });
  const pause = h("button", { type: "button", onclick: togglePause });
  const paused = h("p", { class: "notice bad" }, "The queue is paused: no job is begun.");
  let isPaused = server.pause_server_queue;

  function show() {
    const sorted = [...jobs.values()].sort((a, b) => a.priority - b.priority || a.job_id - b.job_id);
    const focused = document.activeElement?.closest?.("tr[data-job]");
    const place = focused ? [...body.children].indexOf(focused) : -1;
    const label = document.activeElement?.textContent;
    body.replaceChildren(...sorted.map((job) => jobRow(context, job, take)));
    if (place >= 0) focusAgain(body, focused.dataset.job, place, label);
    none.hidden = sorted.length > 0;
    table.hidden = sorted.length === 0;
    setText(amount, sorted.length ? plural(sorted.length, "job") : "");
    setText(pause, isPaused ? "Go on" : "Pause the queue");
    paused.hidden = !isPaused;
  }

  function take(job) {
    if (OPEN.includes(job.state)) jobs.set(job.job_id, job);
    else jobs.delete(job.job_id);
    show();
  }

  async function togglePause() {
    const info = await put("/server/paused", { paused: !isPaused });
    isPaused = info.pause_server_queue;
    show();
  }

  const onJob = ({ detail }) => take(detail);
  context.events.addEventListener("job", onJob);
  show();
  return {
    element: h(
      "section",
      {},
      h("div", { class: "head" }, h("h1", { tabindex: -1 }, "Queue"), h("div", { class: "actions" }, amount, context.may("admin") ? pause : null)),
      paused, none, table,
    ),
    leave: () => context.events.removeEventListener("job", onJob),
  };
}

// What had the focus was made anew, or has gone: then the job that took its place has it.
function focusAgain(body, job, place, label) {
  const row = body.querySelector(`tr[data-job="${job}"]`) ?? body.children[Math.min(place, body.children.length - 1)];
  const same = [...(row?.querySelectorAll("button") ?? [])].find((button) => button.textContent === label);
  (same ?? row?.querySelector("a") ?? document.querySelector("main h1"))?.focus();
}

async function readAll() {
  const jobs = new Map();
  let before = "";
  do {
    const part = await get(`/jobs?${OPEN.map((state) => `state=${state}`).join("&")}&limit=200${before}`);
    for (const job of part.items) jobs.set(job.job_id, job);
    before = part.next ? `&before=${part.next}` : "";
  } while (before && jobs.size < 2000);
  return jobs;
}
