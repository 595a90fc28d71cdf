// Talks to the workspace: JSON calls that carry the token, and one stream that says when to look again.

import { h } from "./dom.js";

const token = document.querySelector('meta[name="page-token"]').content;
const STALE = "The workspace has been restarted since this page was opened. Reload the page.";
const RELOADED = "workspace.reloaded";
const SAID = { 403: STALE, 404: "That is no longer there." };
const AWAY = "The workspace is not answering. Is it still running?";

async function ask(path, options = {}) {
  const headers = { "X-Page-Token": token, ...options.headers };
  const response = await fetch(path, { ...options, headers });
  if (response.ok) return response;
  if (response.status === 403) loadAgain();
  const error = new Error(SAID[response.status] ?? "Something went wrong in the workspace.");
  error.status = response.status;
  throw error;
}

// The workspace was started anew, with a new token. Once in a while only: a page that reloads itself for ever helps nobody.
function loadAgain() {
  const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
  if (Date.now() - last < 10_000) return;
  sessionStorage.setItem(RELOADED, String(Date.now()));
  location.reload();
}

export async function getScreen(user, room) {
  const query = new URLSearchParams({ user, room });
  return (await ask(`/page/screen?${query}`)).json();
}

// Every gesture comes back as {ok, error, errors, …}, also where the workspace cannot be reached.
export async function gesture(name, user, details = {}) {
  try {
    const body = JSON.stringify({ user, ...details });
    const response = await ask(`/page/${name}`, { method: "POST", body, headers: { "Content-Type": "application/json" } });
    return await response.json();
  } catch (error) {
    return { ok: false, error: error instanceof TypeError ? AWAY : error.message, errors: {}, options: [] };
  }
}

// Uploads a file for a form and returns its id.
export async function upload(user, file) {
  const query = new URLSearchParams({ user, name: file.name });
  const headers = { "Content-Type": "application/octet-stream" };
  return (await (await ask(`/page/upload?${query}`, { method: "POST", body: file, headers })).json()).id;
}

export async function download(url, name) {
  const blob = await (await ask(url)).blob();
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// Calls `onChange` when something changed, also after each reconnection since anything may have happened meanwhile.
export function stream(user, { onChange, onState }) {
  let socket = null;
  let wait = 250;
  let stopped = false;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/page/stream?${new URLSearchParams({ user })}`, ["workspace.page", token]);
    socket.addEventListener("open", () => {
      wait = 250;
      onState(true);
      onChange();
    });
    socket.addEventListener("message", onChange);
    socket.addEventListener("close", () => {
      if (stopped) return;
      onState(false);
      setTimeout(() => {
        if (stopped) return;
        onChange();
        open();
      }, wait);
      wait = Math.min(wait * 2, 4000);
    });
  };
  open();
  return () => {
    stopped = true;
    socket.close();
  };
}
