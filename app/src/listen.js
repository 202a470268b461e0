// Who is logged in hears of what happens. Not before the page has come to rest: nothing on it waits for the stream.
(() => {
  if (/^\/pages\/[^/]+\/edit$/.test(location.pathname)) return; // The editor listens by itself.
  const idle = window.requestIdleCallback ?? setTimeout;
  const listen = () => setTimeout(() => idle(() => import("/live.js").then((live) => live.start(), () => {})), 1000);
  if (document.readyState === "complete") listen();
  else addEventListener("load", listen);
})();
