// The bell, toasts and push, on every page of somebody who is logged in. Words come from the bell itself.
import { ask } from "/live.js";

const bell = document.getElementById("bell");
const words = bell?.dataset ?? {};
const locale = document.documentElement.lang || "en";
const RECENT = "/api/notifications?limit=8";
/** Toasts at once; older ones go. */
const MOST = 3;
const STAY = 8000;

const visible = () => document.visibilityState === "visible";
const make = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
/** A link of ours to another document: the app's router leaves it to the browser. */
const way = (className, href, text) => {
  const link = make("a", className, text);
  link.href = href;
  return link;
};
const icon = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/icons.svg#${name}`);
  svg.append(use);
  return svg;
};

// The number on the bell.

let unread = 0;
const count = (number) => {
  unread = Math.max(0, number);
  if (!bell) return;
  const badge = bell.querySelector(".bell-count");
  badge.textContent = unread > 99 ? "99+" : unread || "";
  badge.classList.toggle("is-some", unread > 0);
  const name = unread ? `${bell.title}: ${words.unread.replace("{count}", unread)}` : bell.title;
  bell.setAttribute("aria-label", name);
  if ("setAppBadge" in navigator) {
    (unread ? navigator.setAppBadge(unread) : navigator.clearAppBadge()).catch(() => {});
  }
};

/** A path of our own, or the centre. */
const own = (path) => (/^\/(?![/\\])/.test(path ?? "") ? path : "/notifications");

const read = async (what) => {
  const { ok, body } = await ask("POST", "/api/notifications/read", what);
  if (ok) count(body.unread);
  return ok;
};

// The list below it.

let menu;
let list;
const ago = (time) => {
  const seconds = (new Date(time) - Date.now()) / 1000;
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / size), unit);
};

const entry = (one) => {
  const item = make("li", one.read_at ? "bell-item" : "bell-item is-new");
  const link = way("", own(one.url));
  link.append(make("strong", "", one.title));
  if (one.text) link.append(make("span", "bell-text", one.text));
  const time = make("time", "muted", ago(one.created_at));
  time.dateTime = one.created_at;
  link.append(time);
  // The page that comes may ask before this has arrived; it is sent all the same.
  link.addEventListener("click", () => one.read_at || mark(one.id));
  item.append(link);
  return item;
};

/** Tells the server while this page goes. */
const mark = (id) =>
  fetch("/api/notifications/read", {
    method: "POST",
    keepalive: true,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids: [id] }),
  }).catch(() => {});

const show = (items) => {
  list.replaceChildren(...items.map(entry));
  if (!items.length) list.append(make("li", "bell-none muted", words.none));
};

const skeleton = () => {
  const item = make("li", "bell-item");
  item.append(make("span", "skeleton"), make("span", "skeleton"));
  item.setAttribute("aria-hidden", "true");
  return item;
};

const load = async () => {
  list.setAttribute("aria-busy", "true");
  if (!list.children.length) list.append(skeleton(), skeleton(), skeleton());
  const { ok, body } = await ask("GET", RECENT);
  list.removeAttribute("aria-busy");
  if (ok) {
    count(body.unread);
    show(body.items);
    return;
  }
  const item = make("li", "bell-none");
  const again = make("button", "btn btn-secondary btn-sm", words.retry);
  again.type = "button";
  again.addEventListener("click", load);
  item.append(make("p", "", words.failed), again);
  list.replaceChildren(item);
};

const build = () => {
  menu = make("div", "menu bell-menu");
  menu.id = "bell-menu";
  menu.popover = "auto";
  menu.setAttribute("role", "dialog");
  menu.setAttribute("aria-label", bell.title);
  const head = make("div", "bell-head");
  const all = make("button", "btn btn-ghost btn-sm", words.read);
  all.type = "button";
  all.addEventListener("click", async () => {
    if (await read({ all: true })) load();
  });
  const title = make("h2", "", bell.title);
  head.append(title, all);
  list = make("ul");
  list.setAttribute("role", "list");
  const foot = make("div", "bell-foot");
  const rest = way("", "/notifications", words.all);
  const settings = way("btn btn-ghost btn-icon btn-sm", "/settings/notifications");
  settings.title = words.settings;
  settings.setAttribute("aria-label", words.settings);
  settings.append(icon("settings"));
  foot.append(rest, settings);
  menu.append(head, list, foot);
  // Beside the body: what is in it belongs to the app.
  document.documentElement.append(menu);
  menu.addEventListener("toggle", (event) => {
    bell.setAttribute("aria-expanded", event.newState === "open");
    if (event.newState === "open") load();
    else if (menu.contains(document.activeElement) || document.activeElement === document.body) bell.focus();
  });
};

if (bell && "popover" in HTMLElement.prototype) {
  bell.setAttribute("role", "button");
  bell.setAttribute("aria-expanded", "false");
  bell.setAttribute("aria-controls", "bell-menu");
  bell.setAttribute("aria-haspopup", "dialog");
  const toggle = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button > 0) return;
    event.preventDefault();
    if (!menu) build();
    const place = bell.getBoundingClientRect();
    menu.style.setProperty("--bell-top", `${Math.round(place.bottom + 6)}px`);
    menu.style.setProperty("--bell-end", `${Math.max(8, Math.round(innerWidth - place.right))}px`);
    menu.togglePopover({ source: bell });
    if (menu.matches(":popover-open")) menu.querySelector("button").focus();
  };
  // A press closes an open popover before the click comes: it must not open it again.
  let wasOpen = false;
  bell.addEventListener("pointerdown", () => (wasOpen = Boolean(menu?.matches(":popover-open"))));
  bell.addEventListener("click", (event) => {
    if (wasOpen && event.detail > 0) {
      wasOpen = false;
      event.preventDefault();
      return;
    }
    toggle(event);
  });
  bell.addEventListener("keydown", (event) => event.key === " " && toggle(event));
}

// What happens now.

let toasts;
const toast = (one) => {
  if (!toasts) {
    toasts = make("div", "toasts live-toasts");
    toasts.setAttribute("role", "status");
    toasts.setAttribute("aria-live", "polite");
    document.documentElement.append(toasts);
  }
  const box = make("div", "toast");
  box.dataset.notification = one.id;
  const text = make("div", "toast-text");
  const link = way("", own(one.url), one.title);
  link.addEventListener("click", () => mark(one.id));
  text.append(link);
  if (one.text) text.append(make("p", "muted", one.text));
  const close = make("button", "btn btn-ghost btn-icon btn-sm");
  close.type = "button";
  close.title = words.dismiss;
  close.setAttribute("aria-label", words.dismiss);
  close.append(icon("x"));
  let timer;
  const go = () => {
    clearTimeout(timer);
    box.remove();
  };
  const wait = () => (timer = setTimeout(go, STAY));
  close.addEventListener("click", go);
  box.addEventListener("pointerenter", () => clearTimeout(timer));
  box.addEventListener("focusin", () => clearTimeout(timer));
  box.addEventListener("pointerleave", wait);
  box.append(icon("bell"), text, close);
  for (const other of toasts.querySelectorAll(`[data-notification="${CSS.escape(one.id)}"]`)) other.remove();
  toasts.append(box);
  while (toasts.children.length > MOST) toasts.firstChild.remove();
  wait();
};

addEventListener("lh:notification", ({ detail: one }) => {
  // The editor has no bell: nothing disturbs there, and a push follows.
  if (one.read_at || !bell) return;
  // Whoever looks at it where it happens has read it.
  const inbox = document.querySelector("[data-inbox]");
  const here = inbox ? "/admin/support/" + inbox.dataset.open : location.pathname;
  if (visible() && own(one.url) === here && /^\/(messages|admin\/support)\//.test(here)) {
    read({ ids: [one.id] });
    return;
  }
  count(unread + (one.count > 1 ? 0 : 1));
  if (one.count > 1) refresh();
  if (menu?.matches(":popover-open")) load();
  if (!visible()) return;
  // Who has the conversations open before them sees it there.
  if (one.kind === "chat_message" && (inbox || document.querySelector(".talk-panel:not([hidden])"))) return;
  toast(one);
  ask("POST", "/api/notifications/seen", { ids: [one.id] });
});
addEventListener("lh:notification:read", ({ detail }) => {
  count(detail.unread);
  if (menu?.matches(":popover-open")) load();
});
addEventListener("lh:reset", () => bell && refresh());

const refresh = async () => {
  const { ok, body } = await ask("GET", "/api/notifications?limit=1");
  if (ok) count(body.unread);
};

// The centre: what is followed from there was read.
document.querySelector("[data-notices]")?.addEventListener("click", (event) => {
  const item = event.target.closest("a") && event.target.closest("li.is-new");
  if (item) mark(item.dataset.id);
});

// Push.

const bytes = (text) => {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
};
const worker = async () => {
  if (!("serviceWorker" in navigator)) return undefined;
  return navigator.serviceWorker.register("/sw.js").catch(() => undefined);
};
const keep = (subscription) => {
  const { endpoint, keys } = subscription.toJSON();
  return ask("POST", "/api/notifications/push", { endpoint, keys });
};

const push = async () => {
  const registration = await worker();
  if (!registration || !("PushManager" in window)) return;
  const subscription = await registration.pushManager.getSubscription().catch(() => undefined);
  // A subscription belongs to a session: whoever logs in again has it, too.
  if (subscription && Notification.permission === "granted" && !sessionStorage.getItem("lh-push")) {
    if ((await keep(subscription)).ok) sessionStorage.setItem("lh-push", "1");
  }
  const card = document.querySelector("[data-push]");
  if (!card) return;
  const status = card.querySelector("[role=status]");
  const button = card.querySelector("[role=switch]");
  const say = (on, text) => {
    button.setAttribute("aria-checked", on);
    status.textContent = text;
  };
  const look = async () => {
    const now = await registration.pushManager.getSubscription().catch(() => undefined);
    if (Notification.permission === "denied") say(false, card.dataset.denied);
    else say(Boolean(now), now ? card.dataset.on : card.dataset.off);
    return now;
  };
  card.hidden = false;
  await look();
  button.addEventListener("click", async () => {
    if (button.disabled) return;
    button.disabled = true;
    try {
      const now = await registration.pushManager.getSubscription();
      if (now) {
        await ask("DELETE", "/api/notifications/push", { endpoint: now.endpoint });
        await now.unsubscribe();
      } else if ((await Notification.requestPermission()) === "granted") {
        const { ok, body } = await ask("GET", "/api/notifications/push");
        if (!ok) throw new Error("no key");
        const made = await registration.pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: bytes(body.public_key),
        });
        if (!(await keep(made)).ok) {
          await made.unsubscribe();
          throw new Error("not kept");
        }
      }
      await look();
    } catch {
      say(false, card.dataset.failed);
    } finally {
      button.disabled = false;
    }
  });
};

if (bell) refresh();
push();
