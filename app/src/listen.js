// The chat, whose script comes with the first touch of its button; and the event stream, for whoever is logged in or has
// a conversation. Not before the page has come to rest: nothing on it waits for either.
(() => {
  const panel = () => import("/chat/panel.js");
  const launcher = document.querySelector("[data-talk]");
  const open = (how) => {
    launcher.setAttribute("aria-busy", "true");
    return panel().then((chat) => chat.toggle(launcher, how)).catch(() => {}).then(() => launcher.removeAttribute("aria-busy"));
  };
  if (launcher) {
    for (const touch of ["pointerenter", "focus", "touchstart"]) launcher.addEventListener(touch, panel, { once: true, passive: true });
    launcher.addEventListener("click", () => open());
  }
  const stored = (kind, key) => {
    try {
      return window[kind].getItem(key);
    } catch {
      return null;
    }
  };
  const { person } = JSON.parse(document.getElementById("lh-boot").textContent);
  const visitor = !person && stored("localStorage", "lh-chat:visitor");
  if (document.querySelector("[data-every]")) addEventListener("load", () => import("/fresh.js"));
  // The editor listens by itself.
  const apart = /^\/pages\/[^/]+\/edit$/.test(location.pathname);
  if (apart || (!person && !visitor)) return;
  const idle = window.requestIdleCallback ?? setTimeout;
  const begin = async () => {
    const live = await import("/live.js");
    live.start(person ? {} : { token: () => JSON.parse(stored("localStorage", "lh-chat:visitor") ?? "{}").token, name: "visitor" });
    if (document.querySelector("[data-fresh]")) await import("/fresh.js");
    await import("/chat/unread.js");
    if (launcher && innerWidth > 640 && stored("sessionStorage", "lh-chat-open")) open({ quiet: true, open: true });
  };
  const listen = () => setTimeout(() => idle(() => begin().catch(() => {})), 1000);
  if (document.readyState === "complete") listen();
  else addEventListener("load", listen);
})();
