// What the queue and the history share: a table of jobs, and what can be done with one.

import { post } from "../api.js";
import { announce, complain, h, once } from "../dom.js";
import { or, time, tone, words } from "../format.js";

const ACTIONS = {
  pending: ["pause", "cancel"], retrying: ["retry", "pause", "cancel"], paused: ["resume", "cancel"],
  in_progress: ["cancel"], failed: ["retry"], retries_exceeded: ["retry"], cancelled: ["retry"],
};
const LABELS = { cancel: "Cancel", pause: "Pause", resume: "Resume", retry: "Try again" };

export function badge(state) {
  return h("span", { class: `badge ${tone(state)}` }, words(state));
}

export function jobActions(context, job, onDone) {
  if (!context.may("submit")) return null;
  return (ACTIONS[job.state] ?? []).map((name) =>
    h(
      "button",
      {
        type: "button",
        class: "small",
        "aria-label": `${LABELS[name]}: job ${job.job_id}`,
        onclick: (event) => once(event.target, async () => {
          try {
            onDone(await post(`/jobs/${job.job_id}/${name}`));
            announce(`Job ${job.job_id}: ${name} done`);
          } catch (problem) {
            complain(problem.message);
          }
        }),
      },
      LABELS[name],
    ),
  );
}

export function jobRow(context, job, onDone) {
  const cell = (label, ...children) => h("td", { "data-label": label }, ...children);
  return h(
    "tr",
    { "data-job": job.job_id },
    h("th", { scope: "row", "data-label": "Job" }, h("a", { href: `#/jobs/${job.job_id}` }, `${job.job_id}`)),
    cell("To", job.number, job.recipient_name ? h("span", { class: "soft" }, ` ${job.recipient_name}`) : null),
    cell("Document", or(job.document_name || job.documents[0]?.name)),
    cell("State", badge(job.state), job.error_text ? h("div", { class: "soft" }, job.error_text) : null),
    cell("Pages", `${job.pages_confirmed} of ${job.page_count}`),
    cell("Tries", `${job.tries}`),
    cell("When", when(job)),
    h("td", { class: "actions-cell", "data-label": "" }, h("div", { class: "actions" }, jobActions(context, job, onDone))),
  );
}

function when(job) {
  const [what, at] = job.next_try ? ["next try", job.next_try]
    : job.finished_time ? ["ended", job.finished_time]
      : job.not_before && new Date(job.not_before) > new Date() ? ["not before", job.not_before]
        : ["submitted", job.submitted_time];
  return [h("span", { class: "soft" }, `${what} `), time(at)];
}

export function jobTable(caption, body) {
  return h(
    "div",
    { class: "scroll" },
    h(
      "table",
      { class: "fold" },
      h("caption", {}, caption),
      h("thead", {}, h("tr", {}, ["Job", "To", "Document", "State", "Pages", "Tries", "When", ""].map((name) =>
        h("th", { scope: "col" }, name || h("span", { class: "unseen" }, "Actions"))))),
      body,
    ),
  );
}
