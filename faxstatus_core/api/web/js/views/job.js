// One job: what it is, how far, its pages, its calls.

import { get, url } from "../api.js";
import { fact, fill, h } from "../dom.js";
import { octets, or, plural, time } from "../format.js";
import { callRows, callTable } from "./calls.js";
import { badge, jobActions } from "./jobs.js";

const MOST_PAGES = 12;

export async function jobView(context, id) {
  let job = await get(`/jobs/${id}`);
  const element = h("section", { class: "stack" });
  const calls = h("tbody");

  async function readCalls() {
    const list = await get(`/calls?job_id=${id}`);
    fill(calls, callRows(list.items));
  }

  function show() {
    const shown = Math.min(job.page_count, MOST_PAGES);
    fill(
      element,
      h("div", { class: "head" }, h("h1", {}, `Job ${job.job_id} to ${job.number}`), h("div", { class: "actions" }, badge(job.state), jobActions(context, job, take))),
      job.error_text ? h("p", { class: "notice bad" }, `Last try: ${job.error_text}`) : null,
      job.interruptions ? h("p", { class: "notice" }, "The server stopped while this job was on the line: the page then under way may have arrived twice.") : null,
      h(
        "div",
        { class: "card" },
        h("div", { class: "bar" },
          h("p", {}, h("span", {}, "Pages confirmed"), h("span", {}, `${job.pages_confirmed} of ${job.page_count}`)),
          h("progress", { max: job.page_count || 1, value: job.pages_confirmed, "aria-label": "Pages confirmed" })),
        h("dl", { class: "facts" },
          fact("Recipient", or([job.recipient_name, job.recipient_company].filter(Boolean).join(", "))),
          fact("Sender", or([job.sender_name, job.sender_company].filter(Boolean).join(", "))),
          fact("Subject", or(job.subject)), fact("Submitted", time(job.submitted_time)),
          fact("Submitted by", or(job.user_name)), fact("Tries", job.tries), fact("Next try", time(job.next_try)),
          fact("Not before", time(job.not_before)), fact("Priority", job.priority), fact("Resolution", job.resolution),
          fact("Finished", time(job.finished_time)), fact("Documents", job.documents.map((each) => `${each.name} (${plural(each.page_count, "page")}, ${octets(each.size)})`).join("; "))),
      ),
      h("div", { class: "card" }, h("h2", {}, "Pages as they are sent"),
        h("div", { class: "actions" }, Array.from({ length: shown }, (_, index) => {
          const address = url(`/jobs/${job.job_id}/pages/${index + 1}.png`);
          return h("a", { href: address, target: "_blank", rel: "noopener" },
            h("img", { class: "thumbnail", src: `${address}?width=120`, width: 120, height: 166, loading: "lazy", alt: `Page ${index + 1}` }));
        })),
        job.page_count > shown ? h("p", { class: "soft" }, `and ${job.page_count - shown} more`) : null),
      h("div", { class: "card" }, callTable("Calls for this job", calls)),
    );
  }

  function take(changed) {
    job = changed;
    show();
  }
  const onJob = ({ detail }) => detail.job_id === job.job_id && take(detail);
  const onCall = ({ detail }) => detail.job_ids.includes(job.job_id) && readCalls();
  context.events.addEventListener("job", onJob);
  context.events.addEventListener("call", onCall);
  show();
  await readCalls();
  return {
    element,
    leave() {
      context.events.removeEventListener("job", onJob);
      context.events.removeEventListener("call", onCall);
    },
  };
}
