// How many messages wait, on everything that shows it: `[data-chat-unread]`, `[data-messages-unread]`.

import { ask } from "/live.js";

const person = JSON.parse(document.getElementById("lh-boot")?.textContent || "{}").person;
let visitor;
try {
  visitor = person ? undefined : JSON.parse(localStorage.getItem("lh-chat:visitor") ?? "null");
} catch {
  // None then.
}
const me = person?.id ?? visitor?.id;

let timer;
let count = 0;

async function look() {
  const { ok, body } = await ask("GET", "/api/chat/rooms?own=true&limit=100", undefined, { token: visitor?.token });
  if (!ok) return;
  const mine = body.items.filter((room) => room.user.id === me || room.seller?.id === me);
  count = mine.reduce((sum, room) => sum + room.unread, 0);
  show();
}

function show() {
  for (const badge of document.querySelectorAll("[data-chat-unread]")) {
    badge.hidden = count === 0;
    badge.firstElementChild.textContent = count > 99 ? "99+" : String(count);
  }
}

const soon = () => {
  clearTimeout(timer);
  timer = setTimeout(look, 400);
};

if (me) {
  for (const name of ["chat:new_message", "chat:room_updated", "chat:seen", "reset"]) addEventListener("lh:" + name, soon);
  look();
  // Screens of an app come and go.
  new MutationObserver(show).observe(document.body, { childList: true });
}
