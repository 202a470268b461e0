// What the parts of the inbox share: what is shown, where it is drawn, and what is said of it.

import { Session } from "./core.js";

export const VIEWS = ["unassigned", "mine", "all", "snoozed"];

export const root = document.querySelector("[data-inbox]");
export const query = new URLSearchParams(location.search);
export const session = new Session();

export const state = {
  view: VIEWS.includes(query.get("view")) ? query.get("view") : "unassigned",
  status: query.get("status") ?? "",
  priority: query.get("priority") ?? "",
  tag: query.get("tag") ?? "",
  q: query.get("q") ?? "",
  rooms: [],
  next: null,
  counts: {},
  agents: [],
  tags: [],
  room: undefined,
  customer: undefined,
};

export const find = (name) => root.querySelector(`[data-part="${name}"]`);
export const [list, main, aside] = ["rooms", "room", "customer"].map(find);
const said = find("said");
export const path = (room, rest = "") => `/api/chat/rooms/${encodeURIComponent(room.id)}${rest}`;
export const say = (text) => {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
};

/** Soon, and once for many calls. */
export function soon(work, after) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, after);
  };
}
