// Values as people read them.

const instant = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const size = new Intl.NumberFormat(undefined, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });

export const time = (value) => (value ? instant.format(new Date(value)) : "–");
export const octets = (value) => size.format(Math.max(1, Math.round(value / 1000)));
export const words = (value) => (value ?? "").replaceAll("_", " ");
export const or = (value, other = "–") => (value === null || value === undefined || value === "" ? other : String(value));
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "–";
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

const TONES = {
  completed: "good", available: "", offline: "bad", unavailable: "bad", busy: "busy", no_answer: "busy",
  no_dial_tone: "bad", not_fax_call: "bad", bad_address: "bad", call_delayed: "busy", call_blacklisted: "bad",
  disconnected: "bad", fatal_error: "bad", dialing: "live", sending: "live", ringing: "live", answered: "live",
  receiving: "live", routing: "live", initializing: "busy", aborting: "busy",
  pending: "", in_progress: "live", cancelling: "busy", retrying: "busy", paused: "busy", failed: "bad",
  retries_exceeded: "bad", cancelled: "",
};
export const tone = (state) => TONES[state] ?? "";
