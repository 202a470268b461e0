// Conversations in a list.

import { avatar, h, icon, lastWords, partner, t, when } from "./core.js";

/** A row of the list of conversations. */
export function roomButton(room, me, onclick, props = {}) {
  const person = partner(room, me);
  return h(
    "button",
    { type: "button", class: "talk-room" + (room.unread ? " is-unread" : ""), "data-room": room.id, onclick, ...props },
    avatar(person),
    h(
      "span",
      { class: "talk-room-words" },
      h("span", { class: "talk-room-top" }, h("strong", { class: "truncate", dir: "auto" }, person.name), h("time", { datetime: room.updated_at }, when(room.last_message?.created_at ?? room.updated_at))),
      h("span", { class: "talk-room-subject truncate", dir: "auto" }, room.subject),
      h("span", { class: "talk-room-last truncate", dir: "auto" }, lastWords(room, me)),
    ),
    room.unread ? h("span", { class: "talk-unread" }, String(room.unread), h("span", { class: "sr-only" }, t("chat.unread"))) : room.status === "resolved" && h("span", { class: "talk-done", title: t("chat.resolved.short") }, icon("check"), h("span", { class: "sr-only" }, t("chat.resolved.short"))),
  );
}
