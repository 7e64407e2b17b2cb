// One stream of events for the whole page. It comes back by itself, without loss or repeat.

import { get, url } from "./api.js";

const KINDS = ["status", "port", "job", "call", "fax", "removed"];
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 10000;

export class Events extends EventTarget {
  #source = null;
  #last = null;
  #wait = FIRST_WAIT;
  #timer = 0;
  #closed = true;

  open() {
    this.#closed = false;
    this.#connect();
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#source?.close();
  }

  #later() {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#again(), this.#wait);
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  // A stream does not say why it ended: the server may be away, or may not know us any more.
  async #again() {
    try {
      if ((await get("/session")).login_needed) this.dispatchEvent(new CustomEvent("ended"));
      else if (!this.#closed) this.#connect();
    } catch {
      this.#later();
    }
  }

  #connect() {
    this.#source?.close();
    const resume = this.#last ? `?last_event_id=${encodeURIComponent(this.#last)}` : "";
    const source = new EventSource(url("/events") + resume);
    this.#source = source;
    source.onopen = () => {
      this.#wait = FIRST_WAIT;
      this.dispatchEvent(new CustomEvent("connection", { detail: true }));
    };
    source.onerror = () => {
      this.dispatchEvent(new CustomEvent("connection", { detail: false }));
      // Where the server answered with an error, the browser gives up: we do not.
      source.close();
      this.#later();
    };
    for (const kind of KINDS) {
      source.addEventListener(kind, (event) => {
        this.#last = event.lastEventId || this.#last;
        this.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(event.data) }));
      });
    }
    source.addEventListener("reset", (event) => {
      this.#last = event.lastEventId || null;
      this.dispatchEvent(new CustomEvent("reset"));
    });
  }
}
