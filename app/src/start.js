// Loads the app's script and WebAssembly side by side, without preloading them: a browser without script
// fetches neither. Public pages wait until the browser is idle or somebody touches the page.
((script, wasm, defer) => {
  // What is pressed before the app listens is pressed again once it does.
  let pressed;
  const press = (event) => {
    pressed = event.target.closest("button[type=button]:not([popovertarget])") ?? pressed;
  };
  addEventListener("click", press, true);
  new MutationObserver((_, observer) => {
    observer.disconnect();
    removeEventListener("click", press, true);
    if (pressed?.isConnected) setTimeout(() => pressed.click());
  }).observe(document.documentElement, { attributeFilter: ["data-hydrated"] });
  let started;
  const start = () => {
    started ??= Promise.all([import(script), fetch(wasm)])
      .then(([app, bytes]) => app.default({ module_or_path: bytes }).then(() => app.hydrate()));
  };
  if (!defer) return start();
  for (const touch of ["pointerdown", "keydown", "focusin"]) addEventListener(touch, start, { once: true, passive: true });
  if ("requestIdleCallback" in window) requestIdleCallback(start, { timeout: 2000 });
  else setTimeout(start, 300);
})
