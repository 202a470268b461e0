// What every part of the chat shares: who writes (an account or a visitor), words, elements, and times.

import { ask as send, start } from "/live.js";

/** Makes an element: `h("p", { class: "a", onclick }, "text", child)`. Text is only ever text. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

let sprite;

/** Keeps the sprite's drawings: what is first needed without a network (not sent, try again) is there all the same. */
async function drawings() {
  try {
    const response = await fetch("/icons.svg");
    if (response.ok) sprite = new DOMParser().parseFromString(await response.text(), "image/svg+xml");
  } catch {
    // Each icon asks for itself.
  }
}

/** An icon of the sprite. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const symbol = sprite?.getElementById(name);
  if (symbol) {
    svg.setAttribute("viewBox", symbol.getAttribute("viewBox"));
    svg.append(...[...symbol.childNodes].map((node) => document.importNode(node, true)));
  } else {
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", "/icons.svg#" + name);
    svg.append(use);
  }
  return svg;
}

/** A button that is only an icon, named by `label`. */
export const iconButton = (name, label, props = {}) =>
  h("button", { type: "button", class: "btn btn-ghost btn-icon", "aria-label": label, title: label, ...props }, icon(name));

// Words.

export const locale = document.documentElement.lang || "en";
let dictionary = {};

/** Fetches the words of this language, and the styles; once. */
export function ready() {
  if (!prepared) drawings();
  prepared ??= Promise.all([words(), styles()]).catch((error) => {
    prepared = undefined;
    throw error;
  });
  return prepared;
}
let prepared;

async function words() {
  const response = await fetch("/chat/words/" + encodeURIComponent(locale));
  if (!response.ok) throw new Error("no words");
  dictionary = await response.json();
}

function styles() {
  if (document.querySelector('link[href="/chat/chat.css"]')) return undefined;
  const link = h("link", { rel: "stylesheet", href: "/chat/chat.css" });
  const loaded = new Promise((resolve) => (link.onload = link.onerror = resolve));
  document.head.append(link);
  return loaded;
}

/** The words for a key, each `{name}` in them replaced. */
export function t(key, values = {}) {
  const text = dictionary[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

/** The words for a number of things. */
export function n(key, count) {
  const form = count === 1 && locale === "en" ? "one" : "other";
  return t(key + "." + form, { count: count.toLocaleString(locale) });
}

// Times and sizes.

const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const weekday = new Intl.DateTimeFormat(locale, { weekday: "long" });
const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "long", year: "numeric" });
const short = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
const daysAgo = (day) => Math.round((midnight(new Date()) - midnight(day)) / 864e5);

export const hour = (text) => clock.format(new Date(text));

/** "Today", "Yesterday", a weekday, or a date. */
export function dayName(day) {
  const ago = daysAgo(day);
  if (ago === 0) return t("chat.today");
  if (ago === 1) return t("chat.yesterday");
  return ago > 1 && ago < 7 ? weekday.format(day) : date.format(day);
}

/** As short as a list needs it. */
export function when(text) {
  const day = new Date(text);
  const ago = daysAgo(day);
  if (ago === 0) return clock.format(day);
  return ago === 1 ? t("chat.yesterday") : short.format(day);
}

export function size(bytes) {
  const [value, unit] = bytes < 1024 * 1024 ? [Math.max(bytes / 1024, 0.1), "kilobyte"] : [bytes / 1024 / 1024, "megabyte"];
  const format = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(locale, format).format(value);
}

// What is kept in this browser. Where there is no storage, it is kept for as long as the page is open.

const memory = new Map();

export const keep = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem("lh-chat:" + key) ?? "null") ?? undefined;
    } catch {
      return memory.get(key);
    }
  },
  set(key, value) {
    try {
      if (value === undefined) localStorage.removeItem("lh-chat:" + key);
      else localStorage.setItem("lh-chat:" + key, JSON.stringify(value));
    } catch {
      memory.set(key, value);
    }
  },
};

/** An id that no other message of this sender has. */
export const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Who writes.

const given = (id) => JSON.parse(document.getElementById(id)?.textContent || "{}");

/** Whoever is logged in, or a visitor; a visitor gets a token with the first message. */
export class Session {
  constructor({ page } = {}) {
    this.page = page;
    const { person } = page ? {} : given("lh-boot");
    this.person = person ?? undefined;
    this.key = page ? "visitor:" + page : "visitor";
    this.visitor = this.person ? undefined : keep.get(this.key);
    if (this.known) this.listen();
  }

  /** Whether there is anybody whose conversations could be asked for. */
  get known() {
    return Boolean(this.person || this.visitor);
  }

  get me() {
    return this.person?.id ?? this.visitor?.id;
  }

  get token() {
    return this.visitor?.token;
  }

  listen() {
    start(this.person ? {} : { token: () => this.token, name: this.key });
  }

  /** Becomes a visitor: `undefined`, or the answer that refused. */
  async introduce({ name, email }) {
    if (this.known) return undefined;
    const body = { locale };
    if (name) body.name = name;
    if (email) body.email = email;
    if (this.page) body.page_id = this.page;
    const answer = await send("POST", "/api/chat/visitors", body);
    if (!answer.ok) return answer;
    const { visitor_token: token, visitor } = answer.body;
    this.visitor = { token, id: visitor.id, name: visitor.name, email };
    keep.set(this.key, this.visitor);
    this.listen();
    return undefined;
  }

  /** Asks the API as whoever this is. A visitor whom nobody knows any more is a stranger again. */
  async ask(method, path, body, options = {}) {
    const answer = await send(method, path, body, { token: this.token, ...options });
    if (answer.status === 401 && this.visitor) {
      this.visitor = undefined;
      keep.set(this.key, undefined);
    }
    return answer;
  }

  /** Where files go. */
  get uploads() {
    return this.token ? "/api/chat/attachments" : "/api/uploads";
  }

  authorize(request) {
    if (this.token) request.setRequestHeader("authorization", "Bearer " + this.token);
  }
}

/** What went wrong, in words: the API's own where it has some. */
export function trouble(answer) {
  if (!answer.status) return t("chat.error.offline");
  if (answer.status === 429) return t("chat.error.often");
  const fields = Object.values(answer.body?.fields ?? {});
  return fields[0] ?? answer.body?.detail ?? t("chat.error");
}

// Conversations.

const colours = 6;
/** One of a few colours, always the same for an id. */
export const colour = (id = "") => [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 9973, 7) % colours;

export function avatar(person) {
  const letter = [...(person?.name ?? "").trim()][0]?.toLocaleUpperCase(locale);
  return h("span", { class: "talk-avatar", "data-colour": colour(person?.id), "aria-hidden": "true" }, letter ?? icon("message-circle"));
}

/** Whom one talks to in a room. */
export function partner(room, me) {
  if (room.user?.id !== me) return room.user ?? { id: "", name: t("chat.visitor") };
  return room.seller ?? room.admin ?? { id: "support", name: t("chat.team") };
}

/** What a list says of a room's last message. */
export function lastWords(room, me) {
  const last = room.last_message;
  if (!last) return "";
  const text = last.message || (last.attachments.length ? t("chat.attachment") : "");
  return last.sender.id === me ? t("chat.you_said", { text }) : text;
}
