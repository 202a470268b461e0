// What a page of the app does once it has come to rest: it listens to the event stream, shows how many messages wait,
// follows what it shows, and opens the chat again that the page before had open.

import { start } from "/live.js";

const stored = (kind, key) => {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
};

const { person } = JSON.parse(document.getElementById("lh-boot").textContent);
const visitor = stored("localStorage", "lh-chat:visitor");
const isSomebody = person || visitor;
const quietly = () => {};

if (isSomebody) {
  start(person ? {} : { token: () => JSON.parse(stored("localStorage", "lh-chat:visitor") ?? "{}").token, name: "visitor" });
  import("/chat/unread.js").catch(quietly);
}
if (document.querySelector("[data-fresh]")) import("/fresh.js").catch(quietly);

const launcher = document.querySelector("[data-talk]");
if (isSomebody && launcher && innerWidth > 640 && stored("sessionStorage", "lh-chat-open")) {
  import("/chat/panel.js").then((chat) => chat.toggle(launcher, { quiet: true, open: true })).catch(quietly);
}
