// The bell, toasts and push, for who is logged in: once the page has come to rest. On pages of the app it waits until the
// app has taken over what the server rendered.
(() => {
  const root = document.documentElement;
  const idle = window.requestIdleCallback ?? setTimeout;
  const begin = () => idle(() => import("/notifications.js").catch(() => {}));
  const ready = () => {
    if (root.dataset.hydrated) return begin();
    new MutationObserver((_, observer) => {
      observer.disconnect();
      begin();
    }).observe(root, { attributeFilter: ["data-hydrated"] });
  };
  if (document.readyState === "complete") ready();
  else addEventListener("load", ready);
})();
