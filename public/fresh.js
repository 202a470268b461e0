// Parts of a page that follow what happens elsewhere: `<section id="…" data-fresh="order:ID">` is taken anew out of the
// page it belongs to when the event stream says so. Several words are separated by spaces:
//   order:ID  listing:ID  orders  sales  listings  notifications
// Nothing is exchanged under somebody's hands: a part with a field that has the focus, or with something filled in,
// waits. `data-every="20"` asks by itself so often, in seconds, while the page is looked at.

const TELLS = {
  "order:updated": ({ order_id: id }) => ["orders", "sales", "order:" + id],
  new_sale: ({ order_id: id, listing_id: listing }) => ["sales", "orders", "order:" + id, "listing:" + listing],
  "listing:updated": ({ id }) => ["listings", "listing:" + id],
  "stock:alert": ({ listing_id: id }) => ["listings", "listing:" + id],
  "payout:updated": () => ["sales"],
  notification: () => ["notifications"],
};

let wanted = new Set();
let timer;

const changed = (field) => {
  if (field.type === "hidden" || field.type === "submit") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((one, at) => one.selected !== one.defaultSelected && (at > 0 || one.defaultSelected));
  return field.value !== field.defaultValue;
};
const busy = (part) => {
  const fields = [...part.querySelectorAll("input, textarea, select")].filter((field) => !field.closest(".talk-thread"));
  return part.querySelector("dialog[open]") || fields.some((field) => field === document.activeElement || changed(field));
};

async function renew() {
  const parts = [...document.querySelectorAll("[data-fresh][id]")].filter((part) => wanted.has("all") || part.dataset.fresh.split(" ").some((word) => wanted.has(word)));
  if (!parts.length) return void wanted.clear();
  if (parts.some(busy)) return void (timer = setTimeout(renew, 3000));
  wanted = new Set();
  const response = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => undefined);
  // Somewhere else by now: the login, or nothing.
  if (!response?.ok || new URL(response.url).pathname !== location.pathname) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of parts) {
    const now = page.getElementById(part.id);
    if (!now || !part.isConnected || now.innerHTML === part.innerHTML || busy(part)) continue;
    const open = new Set([...part.querySelectorAll("details[open]")].map((one) => one.id || one.querySelector("summary")?.textContent));
    const held = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") ?? document.activeElement.id : undefined;
    const fresh = document.adoptNode(now);
    // What has a script of its own stays.
    for (const own of part.querySelectorAll("[data-talk-order]")) fresh.querySelector("[data-talk-order]")?.replaceWith(own);
    // What an action had to say is said once, and stays to be read.
    for (const said of part.querySelectorAll(":scope > .notice[role]")) fresh.querySelector(":scope > .notice[role]") ?? fresh.prepend(said);
    part.replaceWith(fresh);
    for (const one of fresh.querySelectorAll("details")) one.open ||= open.has(one.id || one.querySelector("summary")?.textContent);
    if (held) (fresh.querySelector(`[href="${CSS.escape(held)}"]`) ?? document.getElementById(held))?.focus();
    fresh.classList.add("is-fresh");
  }
  dispatchEvent(new CustomEvent("lh:fresh"));
}

const want = (words) => {
  for (const word of words) wanted.add(word);
  clearTimeout(timer);
  // What happens at once is fetched at once.
  timer = setTimeout(renew, 250);
};

for (const [name, words] of Object.entries(TELLS)) {
  addEventListener("lh:" + name, ({ detail }) => want(words(detail ?? {})));
}
addEventListener("lh:reset", () => want(["all"]));

const every = Math.min(...[...document.querySelectorAll("[data-every]")].map((part) => Number(part.dataset.every)));
if (Number.isFinite(every)) {
  setInterval(() => {
    if (document.visibilityState !== "visible") return;
    want([...document.querySelectorAll("[data-every]")].flatMap((part) => part.dataset.fresh.split(" ")));
  }, every * 1e3);
}
