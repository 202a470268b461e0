// The support's inbox: who waits, one conversation, and whom it is with. Live by the events of `live.js`.

import { ask, start } from "/live.js";
import { h, ready } from "./core.js";
import { countsSoon, drawList, drawSide, listSoon, loadCounts, loadList } from "./inbox-list.js";
import { acts, drawHead, open, take } from "./inbox-room.js";
import { find, list, path, query, root, session, state } from "./inbox-state.js";
import { w } from "./inbox-words.js";

/** The list looks again so often, so that promises age; a look at an open room renews that one looks at it. */
const AGE = 60e3;

// What happens elsewhere.

function listen() {
  addEventListener("lh:chat:new_message", ({ detail }) => {
    const room = state.rooms.find((other) => other.id === detail.room_id);
    countsSoon();
    if (!room) return listSoon();
    room.last_message = detail;
    if (!detail.private) room.updated_at = detail.created_at;
    const open = state.room?.id === room.id && document.visibilityState === "visible";
    if (detail.sender.id !== session.me && !open) room.unread += 1;
    state.rooms.sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
    drawList();
  });
  addEventListener("lh:chat:room_updated", ({ detail }) => {
    take(detail);
    // It may belong elsewhere now.
    listSoon();
    countsSoon();
  });
  addEventListener("lh:chat:seen", ({ detail }) => {
    const room = state.rooms.find((other) => other.id === detail.room_id);
    if (room) room.unread = 0;
    drawList();
  });
  for (const name of ["lh:reset", "lh:online"]) {
    addEventListener(name, () => {
      loadList();
      loadCounts();
    });
  }
  setInterval(async () => {
    if (document.visibilityState !== "visible") return;
    drawList();
    if (!state.room) return;
    const answer = await ask("GET", path(state.room));
    if (answer.ok) take(answer.body);
  }, AGE);
}

// Keys.

function step(by) {
  if (!state.rooms.length) return;
  const at = state.rooms.findIndex((room) => room.id === state.room?.id);
  const next = state.rooms[Math.min(state.rooms.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  open(next.id).then(() => list.querySelector(`[data-room="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: "nearest" }));
}

function keys() {
  const help = find("help");
  const doing = {
    j: () => step(1),
    k: () => step(-1),
    e: acts.resolve,
    a: acts.assign,
    n: acts.note,
    r: () => state.thread?.composer.focus(),
    "/": () => find("search").focus(),
    "?": () => help.showModal(),
  };
  find("help-button").addEventListener("click", () => help.showModal());
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && writing) return void event.target.blur();
    if (writing || document.querySelector("dialog[open]")) return;
    const work = doing[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
}

async function begin() {
  await ready();
  start();
  drawSide();
  keys();
  listen();
  const [, , agents, settings] = await Promise.all([loadList(), loadCounts(), ask("GET", "/api/admin/chat/agents"), ask("GET", "/api/admin/chat/settings")]);
  if (agents.ok) state.agents = agents.body;
  if (settings.ok) state.tags = settings.body.tags;
  const tag = find("filter-tag");
  tag.append(...state.tags.map((name) => h("option", { value: name }, name)));
  tag.value = state.tag;
  const wanted = query.get("room") ?? root.dataset.inbox;
  if (wanted) await open(wanted);
  else if (innerWidth > 1000 && state.rooms.length && !state.room) drawList();
  drawHead();
  root.removeAttribute("aria-busy");
}

begin().catch(() => {
  list.replaceChildren(h("li", { class: "inbox-empty", role: "alert" }, h("p", {}, w("inbox.broken")), h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => location.reload() }, w("inbox.again"))));
});
