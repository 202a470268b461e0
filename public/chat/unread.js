// How many messages wait, on everything that shows it (`[data-chat-unread]`): on the launcher those of the support.
// The number is kept for the next page of this tab, whose stream goes on where this one's ends.

import { ask } from "/live.js";

const KEPT = "lh-unread";
const FRESH = 60e3;

const read = (kind, key) => {
  try {
    return JSON.parse(window[kind].getItem(key) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
};

const { person } = JSON.parse(document.getElementById("lh-boot")?.textContent || "{}");
const visitor = person ? undefined : read("localStorage", "lh-chat:visitor");
const me = person?.id ?? visitor?.id;

const kept = read("sessionStorage", KEPT);
let count = kept?.me === me ? kept : undefined;
let timer;

async function look() {
  const { ok, body } = await ask("GET", "/api/chat/rooms?own=true&limit=100", undefined, { token: visitor?.token });
  if (!ok) return;
  const sum = (rooms) => rooms.reduce((all, room) => all + room.unread, 0);
  const mine = body.items.filter((room) => room.user.id === me || room.seller?.id === me);
  const support = mine.filter((room) => room.kind === "support" && room.user.id === me);
  count = { me, all: sum(mine), support: sum(support), at: Date.now() };
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(count));
  } catch {
    // Then the next page asks.
  }
  show();
}

function show() {
  if (!count) return;
  for (const badge of document.querySelectorAll("[data-chat-unread]")) {
    const waits = count[badge.closest("[data-talk]") ? "support" : "all"];
    badge.hidden = waits === 0;
    badge.firstElementChild.textContent = waits > 99 ? "99+" : String(waits);
  }
}

const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(look, 400);
};

if (me) {
  for (const name of ["chat:new_message", "chat:room_updated", "chat:read", "chat:seen", "reset"]) addEventListener("lh:" + name, soon);
  show();
  if (!count || Date.now() - count.at > FRESH) look();
  // Screens of an app come and go.
  new MutationObserver(show).observe(document.body, { childList: true });
}
