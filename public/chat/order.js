// The conversation that belongs to an order, on the order's own page.

import { Session, h, ready, t } from "./core.js";
import { Thread } from "./thread.js";

await ready();
const session = new Session();
for (const box of document.querySelectorAll("[data-talk-order]")) {
  const { talkOrder: order, talkListing: listing, talkSubject: subject } = box.dataset;
  const answer = await session.ask("GET", "/api/chat/rooms?own=true&limit=100");
  const mine = (room) => room.kind === "seller" && (room.order_id === order || (listing && room.listing_id === listing && room.user.id === session.me));
  const rooms = answer.ok ? answer.body.items.filter(mine) : [];
  const room = rooms.find((one) => one.order_id === order) ?? rooms[0];
  const thread = new Thread(session, {
    room,
    name: "about:" + order,
    intro: [h("p", { class: "talk-lead" }, t("chat.to_order"))],
    begin: (message, attachments, key) => session.ask("POST", "/api/chat/rooms", { kind: "seller", subject, message, client_id: key, order_id: order, listing_id: listing, attachments }, { key }),
  });
  box.replaceChildren(thread.element);
}
