// The start of the app on the pages that have one: script and WebAssembly are fetched side by side, without preloading
// them, so that a browser without script fetches neither.
((script, wasm, build) => {
  const root = document.documentElement;
  // What is pressed before the app listens is pressed again once it does.
  let pressed;
  const press = (event) => {
    pressed = event.target.closest("button[type=button]:not([popovertarget],[data-reveal])") ?? pressed;
  };
  addEventListener("click", press, true);
  new MutationObserver((_, observer) => {
    observer.disconnect();
    removeEventListener("click", press, true);
    if (pressed?.isConnected) setTimeout(() => pressed.click());
  }).observe(root, { attributeFilter: ["data-hydrated"] });
  // Parts of the app that can't be fetched are asked for again, by hand or once the browser is online.
  let notice;
  let waiting = [];
  let stale = false;
  const again = () => {
    if (stale) return;
    notice?.remove();
    notice = undefined;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  addEventListener("online", again);
  const show = (sentence, press, go) => {
    notice?.remove();
    const { words } = JSON.parse(document.getElementById("lh-boot").textContent);
    notice = document.createElement("div");
    notice.className = "toasts";
    notice.innerHTML =
      '<div class="toast is-error" role="alert"><p></p><button type="button" class="btn btn-secondary btn-sm"></button></div>';
    notice.querySelector("p").textContent = words[sentence];
    const button = notice.querySelector("button");
    button.textContent = words[press];
    button.onclick = go;
    // Beside the body: what is in it belongs to the app.
    root.append(notice);
  };
  const ask = (go) => {
    waiting.push(go);
    if (!notice) show("ui.offline", "ui.retry", again);
  };
  // Parts of one build fit no other, so after a deploy only loading the page again helps. Whoever has unsaved work takes the
  // event and loads it again by itself.
  const renew = () => {
    if (dispatchEvent(new Event("lh:renew", { cancelable: true }))) location.reload();
  };
  const fetchOnce = fetch.bind(window);
  const fetchPart = async (part) => {
    const address = new URL(part.url ?? part, location);
    address.searchParams.set("v", build);
    for (;;) {
      const response = await fetchOnce(address).catch(() => undefined);
      if (response?.ok) return response;
      if (response?.status === 410) {
        if (!stale) show("ui.renew", "ui.reload", renew);
        stale = true;
        // Nothing that waits for it can go on.
        await new Promise(() => {});
      }
      await new Promise(ask);
    }
  };
  // The loader of split modules fetches by itself.
  const folder = script.slice(0, script.lastIndexOf("/") + 1);
  window.fetch = (what, options) =>
    new URL(what.url ?? what, location).pathname.startsWith(folder) ? fetchPart(what) : fetchOnce(what, options);
  // A script that failed to load isn't fetched twice by a page: it is the page that is loaded again.
  Promise.all([import(script), fetchPart(wasm)])
    .then(([app, bytes]) => app.default({ module_or_path: bytes }).then(() => app.start()))
    .catch((error) => {
      console.error(error);
      ask(() => location.reload());
    });
})
