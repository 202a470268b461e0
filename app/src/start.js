// What every page does by itself, and the start of the app on the pages that have one: script and WebAssembly are
// fetched side by side, without preloading them, so that a browser without script fetches neither.
((script, wasm) => {
  const root = document.documentElement;
  addEventListener("click", (event) => {
    const reveal = event.target.closest("[data-reveal]");
    if (!reveal) return;
    const field = reveal.parentElement.querySelector("input");
    const shown = field.type === "password";
    field.type = shown ? "text" : "password";
    reveal.setAttribute("aria-pressed", shown);
    reveal.querySelector("use").setAttribute("href", shown ? "/icons.svg#eye-off" : "/icons.svg#eye");
  });
  document.querySelector("form[data-send]")?.submit();
  // A form that finds while one types: its results are taken out of the page its address leads to.
  const live = document.querySelector("form[data-live]");
  if (live) {
    let asked = 0;
    let timer;
    const look = async () => {
      const now = ++asked;
      const words = [...new FormData(live)].filter(([, value]) => value);
      const address = live.getAttribute("action") + "?" + new URLSearchParams(words);
      const response = await fetch(address).catch(() => undefined);
      const text = response?.ok ? await response.text() : undefined;
      if (now !== asked || !text) return;
      const id = live.dataset.live;
      const found = new DOMParser().parseFromString(text, "text/html").getElementById(id);
      if (!found) return;
      document.getElementById(id).replaceWith(document.adoptNode(found));
      history.replaceState(null, "", address);
    };
    live.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, 200);
    });
  }
  // A page that waits for something elsewhere: it is loaded anew once the status differs.
  const waits = document.querySelector("[data-poll]");
  if (waits) {
    const ask = async () => {
      const response = await fetch(waits.dataset.poll).catch(() => undefined);
      const status = response?.ok ? (await response.json().catch(() => ({}))).status : undefined;
      if (status && status !== waits.dataset.status) location.reload();
      else setTimeout(ask, 2000);
    };
    setTimeout(ask, 1000);
  }
  if (!script) {
    root.dataset.hydrated = "true";
    return;
  }
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
