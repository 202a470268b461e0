// The start of the app on the pages that have one: script and WebAssembly are fetched side by side, without preloading
// them, so that a browser without script fetches neither.
((script, wasm) => {
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
  const again = () => {
    notice?.remove();
    notice = undefined;
    const all = waiting;
    waiting = [];
    for (const go of all) go();
  };
  addEventListener("online", again);
  const ask = (go) => {
    waiting.push(go);
    if (notice) return;
    const { words } = JSON.parse(document.getElementById("lh-boot").textContent);
    notice = document.createElement("div");
    notice.className = "toasts";
    notice.innerHTML =
      '<div class="toast is-error" role="alert"><p></p><button type="button" class="btn btn-secondary btn-sm"></button></div>';
    notice.querySelector("p").textContent = words["ui.offline"];
    const button = notice.querySelector("button");
    button.textContent = words["ui.retry"];
    button.onclick = again;
    // Beside the body: what is in it belongs to the app.
    root.append(notice);
  };
  const fetchOnce = fetch.bind(window);
  const fetchPart = async (part) => {
    for (;;) {
      const response = await fetchOnce(part).catch(() => undefined);
      if (response?.ok) return response;
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
