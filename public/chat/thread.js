// A conversation: its messages, who writes, who has read, what is on its way, and the end of it.

import { Composer } from "./composer.js";
import { dayName, h, icon, iconButton, n, t, trouble } from "./core.js";
import { messageElement, setState } from "./message.js";
import { Outbox } from "./outbox.js";
import { ratingForm } from "./rating.js";

const SLICE = 30;
/** Messages of one sender within so long stand together, in milliseconds. */
const TOGETHER = 5 * 60e3;
const TYPING_EACH = 3e3;
const TYPING_FOR = 6e3;
const NEAR = 80;

export class Thread {
  /**
   * `room` may be missing: then `begin(message, files, clientId)` opens one with the first message and answers as
   * `ask` does. `intro` stands before the first message, `changed(room)` is told when the room is another.
   */
  constructor(session, { room, name = "new", begin, intro, changed, who, oncall } = {}) {
    this.session = session;
    this.room = room;
    this.begin = begin;
    this.changed = changed;
    this.oncall = oncall;
    this.messages = new Map();
    this.end = new AbortController();
    const id = room?.id ?? name;

    this.intro = h("div", { class: "talk-intro" }, intro);
    this.top = h("div", { class: "talk-top", "aria-hidden": "true" });
    this.list = h("div", { class: "talk-list" });
    this.waiting = h("div", { class: "talk-list is-waiting", "aria-live": "off" });
    this.log = h("div", { class: "talk-log", role: "log", "aria-label": t("chat.log"), "aria-live": "polite", "aria-relevant": "additions", tabindex: "0" }, this.top, this.intro, this.list, this.waiting);
    this.jump = h("button", { type: "button", class: "btn btn-secondary btn-sm talk-jump", onclick: () => this.toEnd(true) }, icon("arrow-down"), h("span", {}, t("chat.newest")));
    this.jump.hidden = true;
    this.typing = h("p", { class: "talk-typing", role: "status" });
    this.state = h("p", { class: "talk-offline", role: "status" });
    this.foot = h("div", { class: "talk-foot" });
    this.composer = new Composer(session, {
      draft: id,
      send: (text, files) => this.post(text, files),
      typing: () => this.tellTyping(),
    });
    this.composer.who = who;
    this.element = h(
      "div",
      { class: "talk-thread" },
      h("div", { class: "talk-scroll" }, this.log, this.jump),
      this.typing,
      this.state,
      this.foot,
      this.composer.element,
      h("div", { class: "talk-dropzone", "aria-hidden": "true" }, icon("upload"), t("chat.files.drop")),
    );
    this.composer.dropOn(this.element);
    this.outbox = new Outbox(id, {
      send: (item) => this.send(item),
      changed: () => this.drawWaiting(),
      sent: (item, body) => this.sent(body),
    });
    this.listen();
    this.drawWaiting();
    if (room) this.load();
  }

  listen() {
    const on = (target, name, then) => target.addEventListener(name, then, { signal: this.end.signal });
    const mine = (detail) => this.room && detail?.room_id === this.room.id;
    on(window, "lh:chat:new_message", ({ detail }) => mine(detail) && this.hear(detail));
    on(window, "lh:chat:read", ({ detail }) => mine(detail) && this.heardRead(detail));
    on(window, "lh:chat:typing", ({ detail }) => mine(detail) && detail.user_id !== this.session.me && this.showTyping(detail.name));
    on(window, "lh:chat:room_updated", ({ detail }) => detail?.id === this.room?.id && this.take(detail));
    on(window, "lh:reset", () => this.again());
    on(window, "lh:online", () => this.again());
    on(window, "lh:offline", () => this.online(false));
    on(window, "online", () => this.again());
    on(window, "offline", () => this.online(false));
    on(document, "visibilitychange", () => this.readSoon());
    on(window, "focus", () => this.readSoon());
    on(this.log, "scroll", () => {
      this.jump.hidden = this.nearEnd;
      if (this.nearEnd) {
        this.jump.classList.remove("is-new");
        this.readSoon();
      }
    });
    this.watcher = new IntersectionObserver(([entry]) => entry.isIntersecting && this.older(), { root: this.log, rootMargin: "200px" });
    // The field grows, the keyboard comes: who reads the end goes on reading it.
    let height = 0;
    this.sizes = new ResizeObserver(() => {
      if (this.log.clientHeight !== height && this.wasNear !== false) this.toEnd();
      height = this.log.clientHeight;
    });
    this.sizes.observe(this.log);
  }

  close() {
    this.end.abort();
    this.composer.save();
    this.outbox.close();
    this.watcher.disconnect();
    this.sizes.disconnect();
    clearTimeout(this.reading);
  }

  get path() {
    return "/api/chat/rooms/" + encodeURIComponent(this.room.id);
  }

  get last() {
    return Math.max(0, ...this.messages.keys());
  }

  get nearEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.wasNear = scrollHeight - scrollTop - clientHeight < NEAR;
    return this.wasNear;
  }

  toEnd(smooth) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.log.scrollTo({ top: this.log.scrollHeight, behavior: smooth && !still ? "smooth" : "instant" });
    this.wasNear = true;
    this.jump.hidden = true;
  }

  // What there is.

  async load() {
    this.log.setAttribute("aria-busy", "true");
    const slow = setTimeout(() => this.list.replaceChildren(...skeleton()), 200);
    const answer = await this.session.ask("GET", `${this.path}/messages?before=${Number.MAX_SAFE_INTEGER}&limit=${SLICE}`);
    clearTimeout(slow);
    if (this.end.signal.aborted) return;
    if (!answer.ok) {
      const again = h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => this.load() }, icon("rotate-ccw"), t("chat.retry"));
      this.list.replaceChildren(h("div", { class: "talk-error", role: "alert" }, h("p", {}, trouble(answer)), again));
      this.failed = true;
      return;
    }
    this.failed = false;
    const { items } = answer.body;
    for (const message of items) this.messages.set(message.seq, message);
    this.more = items.length === SLICE;
    this.draw();
    this.toEnd();
    if (this.more) this.watcher.observe(this.top);
    this.watched = true;
    // Read aloud from now on: what is there already is no news.
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
    this.drawFoot();
    this.readSoon();
  }

  async older() {
    if (!this.more || this.asking) return;
    this.asking = true;
    this.log.setAttribute("aria-busy", "true");
    const first = Math.min(...this.messages.keys());
    const answer = await this.session.ask("GET", `${this.path}/messages?before=${first}&limit=${SLICE}`);
    this.asking = false;
    if (answer.ok && !this.end.signal.aborted) {
      const { scrollHeight, scrollTop } = this.log;
      for (const message of answer.body.items) this.messages.set(message.seq, message);
      this.more = answer.body.items.length === SLICE;
      if (!this.more) this.watcher.disconnect();
      this.draw();
      this.log.scrollTop = scrollTop + this.log.scrollHeight - scrollHeight;
    }
    requestAnimationFrame(() => this.log.removeAttribute("aria-busy"));
  }

  /** The connection is back: what was missed, and what the room has become. */
  async again() {
    this.online(true);
    if (!this.room) return;
    if (this.failed) return this.load();
    await this.fresh();
    const answer = await this.session.ask("GET", this.path);
    if (answer.ok) this.take(answer.body.room ?? answer.body);
  }

  async fresh() {
    if (this.catching) return;
    this.catching = true;
    for (;;) {
      const answer = await this.session.ask("GET", `${this.path}/messages?after=${this.last}&limit=100`);
      if (!answer.ok || this.end.signal.aborted) break;
      for (const message of answer.body.items) this.add(message);
      if (answer.body.items.length < 100) break;
    }
    this.catching = false;
  }

  online(yes) {
    this.state.textContent = yes ? "" : t("chat.offline");
  }

  take(room) {
    if (this.room && room.version !== undefined && room.version < this.room.version) return;
    this.room = { ...this.room, ...room };
    this.drawFoot();
    this.changed?.(this.room);
  }

  /** A message of the stream. */
  hear(message) {
    const known = this.messages.has(message.seq);
    // Private notes have numbers, too, so a gap may be one; or something was missed.
    if (message.seq > this.last + 1 && this.watched) this.fresh();
    this.add(message);
    if (!known && message.sender.id !== this.session.me) this.oncall?.(message, this.room);
  }

  add(message) {
    if (message.private || this.end.signal.aborted) return;
    const near = this.nearEnd;
    const mine = message.sender.id === this.session.me;
    this.messages.set(message.seq, message);
    if (this.room && message.seq > (this.room.last_message?.seq ?? 0)) this.room = { ...this.room, last_message: message, updated_at: message.created_at };
    if (mine) this.outbox.arrived(message.client_id);
    else this.showTyping();
    this.draw();
    this.drawWaiting();
    if (near || mine) this.toEnd();
    else {
      this.jump.hidden = false;
      this.jump.classList.add("is-new");
    }
    this.readSoon();
  }

  heardRead({ user_id: reader, up_to: upTo }) {
    if (reader === this.session.me) return;
    this.readUpTo = Math.max(this.readUpTo ?? 0, upTo);
    this.draw();
  }

  // What is sent.

  async post(text, files) {
    this.outbox.add(text, files);
    this.toEnd();
    return true;
  }

  async send(item) {
    const attachments = item.attachments.map((file) => file.id);
    if (!this.room) {
      this.opening = true;
      const answer = await this.begin(item.message, attachments, item.client_id);
      this.opening = false;
      return answer;
    }
    const images = item.attachments.length && item.attachments.every((file) => /^image\//.test(file.mime));
    const type = images ? "image" : item.attachments.length ? "file" : "text";
    const body = { client_id: item.client_id, message: item.message, message_type: type, attachments };
    return this.session.ask("POST", this.path + "/messages", body);
  }

  sent(body) {
    if (!body.room) return this.add(body.message && body.id === undefined ? body.message : body);
    // The first message opened the room; from now on this is its thread.
    this.room = body.room;
    this.outbox.rename(body.room.id);
    this.composer.save();
    this.composer.draft = "draft:" + body.room.id;
    this.watched = true;
    this.intro.replaceChildren();
    this.add(body.message);
    this.changed?.(body.room, true);
  }

  tellTyping() {
    if (!this.room || Date.now() - (this.toldTyping ?? 0) < TYPING_EACH) return;
    this.toldTyping = Date.now();
    this.session.ask("POST", this.path + "/typing", {});
  }

  showTyping(name) {
    clearTimeout(this.typingEnd);
    this.typing.replaceChildren();
    if (!name) return;
    const dots = h("span", { class: "talk-dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.typing.append(dots, t("chat.typing", { name }));
    this.typingEnd = setTimeout(() => this.showTyping(), TYPING_FOR);
  }

  /** What is seen is read: the tab is looked at, and the end of the log is. */
  readSoon() {
    clearTimeout(this.reading);
    this.reading = setTimeout(() => this.read(), 300);
  }

  async read() {
    const seen = this.room && this.watched && document.visibilityState === "visible" && document.hasFocus();
    if (!seen || !this.element.isConnected || !this.element.checkVisibility?.() || !this.nearEnd) return;
    const upTo = this.last;
    const others = [...this.messages.values()].some((message) => message.seq > (this.told ?? 0) && message.sender.id !== this.session.me);
    if (!upTo || upTo <= (this.told ?? 0) || (!others && !this.room.unread)) return;
    this.told = upTo;
    const answer = await this.session.ask("POST", this.path + "/read", { up_to: upTo });
    if (!answer.ok) return void (this.told = 0);
    this.room.unread = 0;
    dispatchEvent(new CustomEvent("lh:chat:seen", { detail: { room_id: this.room.id } }));
    this.changed?.(this.room);
  }

  // What is drawn.

  /** A message's element is made anew only where something about it is another. */
  draw() {
    const me = this.session.me;
    const all = [...this.messages.values()].sort((one, other) => one.seq - other.seq);
    const readUpTo = Math.max(this.readUpTo ?? 0, ...all.filter((message) => message.read_at && message.sender.id === me).map((message) => message.seq));
    const drawn = new Map([...this.list.children].map((element) => [element.dataset.key, element]));
    const wanted = [];
    let before;
    for (const message of all) {
      const at = new Date(message.created_at);
      if (!before || at.toDateString() !== new Date(before.created_at).toDateString()) {
        const key = "day-" + at.toDateString();
        wanted.push(drawn.get(key) ?? h("div", { class: "talk-day", "data-key": key }, h("span", {}, dayName(at))));
        before = undefined;
      }
      const mine = message.sender.id === me;
      const state = mine ? (message.seq <= readUpTo ? "read" : "sent") : undefined;
      const joined = before?.sender.id === message.sender.id && before.sender_type !== "system" && at - new Date(before.created_at) < TOGETHER;
      const key = message.seq + (joined ? "+" : "");
      let element = drawn.get(key);
      if (!element) {
        const staff = message.sender_type === "bot" ? t("chat.bot") : undefined;
        element = messageElement(message, { mine, state, staff, renew: (file) => this.renew(message, file) });
        element.dataset.key = key;
        element.classList.toggle("is-joined", joined);
      } else setState(element, state);
      wanted.push(element);
      before = message;
    }
    place(this.list, wanted);
  }

  drawWaiting() {
    const rows = this.outbox?.items.map((item) => {
      const message = { ...item, seq: "", sender: { id: this.session.me, name: "" }, sender_type: "user" };
      const why = item.offline ? t("chat.failed.offline") : item.why;
      return messageElement(message, {
        mine: true,
        state: item.state,
        why,
        onretry: () => this.outbox.retry(item),
        ondrop: () => {
          this.outbox.drop(item);
          if (!this.composer.text) this.composer.text = item.message;
          this.composer.focus();
        },
      });
    });
    this.waiting.replaceChildren(...(rows ?? []));
    if (rows?.length && this.wasNear !== false) this.toEnd();
  }

  /** A file's address was good for a while only. */
  async renew(message, file) {
    const answer = await this.session.ask("GET", `${this.path}/messages?after=${message.seq - 1}&limit=1`);
    return answer.body?.items?.[0]?.attachments?.find((other) => other.id === file.id)?.url;
  }

  drawFoot() {
    const { room } = this;
    const done = room?.status === "resolved";
    const key = `${room?.id}${done}${room?.rating?.score ?? ""}`;
    if (key === this.footKey) return;
    this.footKey = key;
    this.foot.replaceChildren();
    if (!done) return;
    this.foot.append(h("p", { class: "talk-resolved" }, icon("circle-check"), t("chat.resolved")));
    const rates = room.kind === "support" && room.user.id === this.session.me;
    if (rates) this.foot.append(ratingForm(room.rating, (body) => this.session.ask("POST", this.path + "/rating", body)));
    if (this.wasNear !== false) this.toEnd();
  }
}

/** Puts children in order without touching those that stay. */
export function place(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  let at = parent.firstChild;
  for (const child of wanted) {
    if (child === at) at = at.nextSibling;
    else parent.insertBefore(child, at);
  }
}

function skeleton() {
  return [60, 40, 70, 30].map((width, at) =>
    h("div", { class: "talk-message" + (at % 2 ? " is-mine" : ""), "aria-hidden": "true" }, h("div", { class: "skeleton talk-ghost", style: `width:${width}%` })),
  );
}
