// What every page does by itself, with and without an app. A page that is a document is ready with it.
((isDocument) => {
  const root = document.documentElement;
  addEventListener("click", (event) => {
    if (event.target.closest("[data-talk-open]")) document.querySelector("[data-talk]")?.click();
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
      dispatchEvent(new Event("lh:fresh"));
      history.replaceState(null, "", address);
    };
    live.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(look, 200);
    });
  }
  // What was fetched ahead was nobody's look; now it is somebody's, and asking for it counts.
  const looked = document.querySelector("[data-look]");
  const how = performance.getEntriesByType("navigation")[0]?.deliveryType;
  if (looked && how === "navigational-prefetch") fetch(looked.dataset.look).catch(() => undefined);
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
  if (isDocument) root.dataset.hydrated = "true";
})