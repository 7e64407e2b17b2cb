// Requests to the server, and what its problems (RFC 9457) say.

const BASE = "/api/v1";

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || `HTTP status ${status}`);
    this.status = status;
    this.type = body.type || "about:blank";
    this.errors = body.errors || [];
  }
}

let onUnauthorized = () => {};

export function whenUnauthorized(callback) {
  onUnauthorized = callback;
}

async function ask(method, path, options = {}) {
  let response;
  try {
    response = await fetch(BASE + path, { method, credentials: "same-origin", ...options });
  } catch {
    throw new Problem(0, { detail: "The server cannot be reached." });
  }
  if (!response.ok) {
    const body = await response.json().catch(() => ({}));
    if (response.status === 401) onUnauthorized();
    throw new Problem(response.status, body);
  }
  return response;
}

async function request(method, path, options) {
  const response = await ask(method, path, options);
  return response.status === 204 ? null : response.json();
}

const json = (value) => ({
  body: JSON.stringify(value),
  headers: { "Content-Type": "application/json" },
});

export const get = (path) => request("GET", path);
export const getText = async (path) => (await ask("GET", path)).text();
export const post = (path, value) => request("POST", path, value === undefined ? {} : json(value));
export const put = (path, value) => request("PUT", path, json(value));
export const patch = (path, value) => request("PATCH", path, json(value));
export const remove = (path) => request("DELETE", path);

export function query(parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== "" && value !== null && value !== undefined);
  const text = new URLSearchParams(given.flatMap(([name, value]) => [value].flat().map((each) => [name, each]))).toString();
  return text ? `?${text}` : "";
}

// A form with files, and how much of it has gone.
export function submit(form, key, onProgress) {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("POST", `${BASE}/jobs`);
    sending.setRequestHeader("Idempotency-Key", key);
    sending.responseType = "json";
    sending.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    sending.onerror = () => reject(new Problem(0, { detail: "The server cannot be reached." }));
    sending.onload = () => {
      if (sending.status === 200 || sending.status === 201) resolve(sending.response);
      else {
        if (sending.status === 401) onUnauthorized();
        reject(new Problem(sending.status, sending.response || {}));
      }
    };
    sending.send(form);
  });
}

export const url = (path) => BASE + path;
