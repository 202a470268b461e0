// The chat's script comes with the first touch of its button; the stream, for whoever is logged in or has a
// conversation, once the page has come to rest. Nothing waits for either.
(() => {
  const talk = document.querySelector("[data-talk]");
  // Without a network the next press, or the next page, tries again.
  const nothing = () => {};
  const panel = () => import("/chat/panel.js");
  if (talk) {
    for (const touch of ["pointerenter", "focus"]) talk.addEventListener(touch, () => panel().catch(nothing), { once: true });
    talk.addEventListener("click", () => panel().then((chat) => chat.toggle(talk)).catch(nothing));
  }
  const soon = () => setTimeout(() => import("/begin.js").catch(nothing), 1000);
  const begin = () => (document.readyState === "complete" ? soon() : addEventListener("load", soon));
  let visitor;
  try {
    visitor = localStorage["lh-chat:visitor"];
  } catch {}
  const boot = document.getElementById("lh-boot").textContent;
  // The editor listens by itself.
  if (/^\/pages\/.+\/edit$/.test(location.pathname)) return;
  if (visitor || JSON.parse(boot).person || document.querySelector("[data-every]")) begin();
})();
