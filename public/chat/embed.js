// The frame on a published page: the panel by itself, for a visitor whose conversations belong to that page.

import { embed } from "./panel.js";

const page = JSON.parse(document.getElementById("lh-page").textContent);
const framed = window.parent !== window;
const panel = await embed(page);
document.documentElement.dataset.hydrated = "true";

/** The page around it shows how much waits. */
const tell = (message) => framed && window.parent.postMessage(message, "*");
addEventListener("lh:chat:new_message", ({ detail }) => detail.sender.id !== panel.session.me && tell({ lhChat: "unread" }));
addEventListener("lh:chat:seen", () => tell({ lhChat: "seen" }));
addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || !data?.lhChat) return;
  if (data.lhChat === "open") panel.open();
});
if (!framed) panel.shut.hidden = true;
tell({ lhChat: "ready" });
