// How many messages wait, on everything that shows it (`[data-chat-unread]`): on the launcher those of the support.

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
const count = { all: 0, support: 0 };

async function look() {
  const { ok, body } = await ask("GET", "/api/chat/rooms?own=true&limit=100", undefined, { token: visitor?.token });
  if (!ok) return;
  const mine = body.items.filter((room) => room.user.id === me || room.seller?.id === me);
  const sum = (rooms) => rooms.reduce((all, room) => all + room.unread, 0);
  count.all = sum(mine);
  count.support = sum(mine.filter((room) => room.kind === "support" && room.user.id === me));
  show();
}

function show() {
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
  for (const name of ["chat:new_message", "chat:room_updated", "chat:seen", "reset"]) addEventListener("lh:" + name, soon);
  look();
  // Screens of an app come and go.
  new MutationObserver(show).observe(document.body, { childList: true });
}
