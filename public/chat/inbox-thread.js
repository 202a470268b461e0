// A conversation as the support has it before them: private notes, canned replies, who else is answering.

import { dayName, h, icon, t } from "./core.js";
import { addDraft } from "./inbox-draft.js";
import { w } from "./inbox-words.js";
import { messageElement } from "./message.js";
import { Thread, place } from "./thread.js";

const TOGETHER = 5 * 60e3;
const TYPING_FOR = 6e3;

export class AgentThread extends Thread {
  /** `agents()` are those of the support, `canned()` their replies for this room. */
  constructor(session, { room, changed, agents, canned }) {
    super(session, { room, name: room.id, changed });
    this.agents = agents;
    this.canned = canned;
    const { field, button, element } = this.composer;
    field.setAttribute("aria-label", w("inbox.reply"));
    field.setAttribute("aria-describedby", "inbox-composer-hint");
    field.placeholder = w("inbox.reply.placeholder");
    this.collision = h("p", { class: "inbox-collision", role: "status" });
    this.noteButton = h(
      "button",
      { type: "button", class: "btn btn-ghost btn-sm inbox-note-button", "aria-pressed": "false", onclick: () => this.turnNote() },
      icon("lock"),
      w("inbox.note"),
    );
    this.cannedButton = h(
      "button",
      { type: "button", class: "btn btn-ghost btn-sm", "aria-haspopup": "listbox", "aria-expanded": "false", onclick: () => this.showCanned("") },
      icon("zap"),
      h("span", { class: "inbox-wide" }, w("inbox.canned")),
      h("span", { class: "sr-only inbox-narrow" }, w("inbox.canned")),
    );
    button.classList.remove("btn-icon");
    button.append(h("span", { class: "inbox-send-word" }, t("chat.send")));
    const tools = element.querySelector(".talk-tools");
    this.slot = h("div", { class: "inbox-extras", "data-inbox-extras": room.id });
    tools.insertBefore(this.noteButton, this.composer.count);
    tools.insertBefore(this.cannedButton, this.composer.count);
    tools.insertBefore(addDraft(this), this.composer.count);
    element.prepend(this.slot, h("p", { class: "inbox-note-hint", id: "inbox-composer-hint" }));
    this.suggestions = h("ul", { class: "inbox-suggestions", role: "listbox", "aria-label": w("inbox.canned"), id: "inbox-suggestions" });
    this.suggestions.hidden = true;
    element.prepend(this.suggestions);
    this.typing.before(this.collision);
    field.addEventListener("input", () => this.suggest());
    // Before the composer's own, which sends on Enter.
    field.addEventListener("keydown", (event) => this.pick(event), { capture: true });
    field.addEventListener("blur", () => setTimeout(() => !this.suggestions.contains(document.activeElement) && this.closeCanned(), 150));
  }

  // Private notes.

  get isNote() {
    return this.note === true;
  }

  set isNote(on) {
    this.note = on;
    this.noteButton.setAttribute("aria-pressed", String(on));
    this.composer.element.classList.toggle("is-note", on);
    this.composer.element.querySelector("#inbox-composer-hint").textContent = on ? w("inbox.note.hint") : "";
    this.composer.field.placeholder = w(on ? "inbox.note.placeholder" : "inbox.reply.placeholder");
  }

  // It stays as it was chosen: what was meant for a note is never the next reply.
  turnNote() {
    this.isNote = !this.isNote;
    this.suggest();
    this.composer.focus();
  }

  async post(text, files) {
    this.outbox.add(text, files, { private: this.isNote });
    this.toEnd();
    return true;
  }

  async send(item) {
    const attachments = item.attachments.map((file) => file.id);
    const images = item.attachments.length && item.attachments.every((file) => /^image\//.test(file.mime));
    const type = images ? "image" : item.attachments.length ? "file" : "text";
    const body = { client_id: item.client_id, message: item.message, message_type: type, attachments, private: item.private === true };
    return this.session.ask("POST", this.path + "/messages", body);
  }

  tellTyping() {
    if (Date.now() - (this.toldTyping ?? 0) < 3e3) return;
    this.toldTyping = Date.now();
    this.session.ask("POST", this.path + "/typing", { private: this.isNote });
  }

  /** Another agent who writes is a collision; the customer just writes. */
  listen() {
    super.listen();
    window.addEventListener(
      "lh:chat:typing",
      (event) => {
        const { detail } = event;
        if (detail?.room_id !== this.room?.id || detail.user_id === this.session.me) return;
        if (!this.agents?.().some((agent) => agent.id === detail.user_id)) return;
        clearTimeout(this.collides);
        this.collision.textContent = w("inbox.collision", { name: detail.name });
        this.collides = setTimeout(() => (this.collision.textContent = ""), TYPING_FOR);
      },
      { signal: this.end.signal },
    );
  }

  showTyping(name) {
    const agent = name && this.agents?.().some((other) => other.name === name);
    super.showTyping(agent ? undefined : name);
  }

  // What is drawn: the support on one side, the customer on the other.

  add(message) {
    if (!message.private) {
      if (message.sender.id !== this.session.me) this.collision && (this.collision.textContent = "");
      return super.add(message);
    }
    const near = this.nearEnd;
    this.messages.set(message.seq, message);
    if (message.sender.id === this.session.me) this.outbox.arrived(message.client_id);
    this.draw();
    this.drawWaiting();
    if (near || message.sender.id === this.session.me) this.toEnd();
    this.readSoon();
    return undefined;
  }

  draw() {
    const all = [...this.messages.values()].sort((one, other) => one.seq - other.seq);
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
      const ours = message.sender_type !== "user";
      const read = message.read_at || message.seq <= (this.readUpTo ?? 0);
      const state = ours && !message.private && message.sender_type !== "system" ? (read ? "read" : "sent") : undefined;
      const joined = before?.sender.id === message.sender.id && before.private === message.private && at - new Date(before.created_at) < TOGETHER;
      const key = message.seq + (state ?? "") + (joined ? "+" : "");
      let element = drawn.get(key);
      if (!element) {
        element = messageElement(message, { mine: ours, state, renew: (file) => this.renew(message, file) });
        element.dataset.key = key;
        element.classList.toggle("is-joined", joined);
        if (ours) this.sign(element, message);
      }
      wanted.push(element);
      before = message;
    }
    place(this.list, wanted);
  }

  /** Who of the support it was, and whether only the support sees it. */
  sign(element, message) {
    const mine = message.sender.id === this.session.me;
    element.classList.toggle("is-note", message.private);
    const name = mine ? t("chat.you") : message.sender.name;
    const hidden = element.querySelector(".talk-body > .sr-only");
    if (hidden) hidden.textContent = name + ": ";
    const meta = element.querySelector(".talk-meta");
    if (!mine) meta?.prepend(h("bdi", { class: "inbox-signed", "aria-hidden": "true" }, name));
    if (message.private) meta?.prepend(h("span", { class: "inbox-private" }, icon("lock"), w("inbox.note")));
  }

  heardRead({ user_id: reader, up_to: upTo }) {
    // What counts is the customer.
    if (reader !== this.room.user.id) return;
    this.readUpTo = Math.max(this.readUpTo ?? 0, upTo);
    this.draw();
  }

  drawFoot() {
    const { room } = this;
    const key = `${room?.status}${room?.rating?.score ?? ""}`;
    if (key === this.footKey) return;
    this.footKey = key;
    this.foot.replaceChildren();
    if (room?.status === "resolved") this.foot.append(h("p", { class: "talk-resolved" }, icon("circle-check"), w("inbox.resolved")));
    if (room?.rating) this.foot.append(h("p", { class: "talk-resolved" }, icon("star"), w("inbox.rated", { score: room.rating.score }) + (room.rating.comment ? ": " + room.rating.comment : "")));
    if (this.wasNear !== false) this.toEnd();
  }

  // Canned replies: `/` and the beginning of a shortcut, or the button. People in a note: `@` and the beginning of a name.

  suggest() {
    const { value, selectionStart: caret } = this.composer.field;
    if (value.startsWith("/") && !/\s/.test(value)) return this.showCanned(value.slice(1));
    const call = this.isNote && /(?:^|\s)@([^@\n]{0,40})$/.exec(value.slice(0, caret));
    return call ? this.showPeople(call[1], caret) : this.closeCanned();
  }

  showPeople(begin, caret) {
    const wanted = folded(begin);
    const fits = ({ id, name }) => id !== this.session.me && (folded(name).startsWith(wanted) || folded(name).split(" ").some((word) => word.startsWith(wanted)));
    const found = (this.agents?.() ?? []).filter(fits).slice(0, 8);
    if (!found.length) return this.closeCanned();
    const call = ({ name }) => {
      this.composer.field.setRangeText(name + " ", caret - begin.length, caret, "end");
      this.composer.changed();
    };
    return this.offer(found, call, w("inbox.mention"), (agent) => [h("strong", { dir: "auto" }, agent.name), agent.online && h("span", {}, w("inbox.there"))]);
  }

  /** Shows what may be chosen by arrows and Enter. */
  offer(found, take, label, words) {
    const choose = (item) => {
      take(item);
      this.closeCanned();
      this.composer.focus();
    };
    const rows = found.map((item, at) =>
      h("li", { role: "option", id: "inbox-suggestion-" + at, "aria-selected": String(at === 0), onmousedown: (event) => event.preventDefault(), onclick: () => choose(item) }, ...words(item)),
    );
    this.found = found;
    this.choose = choose;
    this.at = 0;
    this.suggestions.replaceChildren(...rows);
    this.suggestions.setAttribute("aria-label", label);
    this.suggestions.hidden = !rows.length;
    if (rows.length) this.composer.field.setAttribute("aria-activedescendant", "inbox-suggestion-0");
  }

  async showCanned(begin) {
    const all = await this.canned();
    const wanted = begin.toLocaleLowerCase();
    const found = all.filter((reply) => reply.shortcut.startsWith(wanted) || reply.title.toLocaleLowerCase().includes(wanted)).slice(0, 8);
    this.offer(found, (reply) => this.insert(reply), w("inbox.canned"), (reply) => [h("strong", {}, "/" + reply.shortcut), h("span", {}, reply.title), h("small", { dir: "auto" }, reply.body)]);
    if (!found.length && !begin) {
      this.suggestions.replaceChildren(h("li", { class: "inbox-none" }, w("inbox.canned.none"), " ", h("a", { href: "/admin/inbox/settings#canned" }, w("inbox.canned.make"))));
      this.suggestions.hidden = false;
    }
    this.cannedButton.setAttribute("aria-expanded", String(!this.suggestions.hidden));
    this.composer.focus();
  }

  closeCanned() {
    this.suggestions.hidden = true;
    this.found = [];
    this.cannedButton.setAttribute("aria-expanded", "false");
    this.composer.field.removeAttribute("aria-activedescendant");
  }

  pick(event) {
    if (this.suggestions.hidden || !this.found?.length || event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.at = (this.at + step + this.found.length) % this.found.length;
      [...this.suggestions.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
      this.suggestions.children[this.at].scrollIntoView({ block: "nearest" });
      this.composer.field.setAttribute("aria-activedescendant", "inbox-suggestion-" + this.at);
    } else if (event.key === "Enter" || event.key === "Tab") {
      this.choose(this.found[this.at]);
    } else if (event.key === "Escape") {
      this.closeCanned();
    } else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  insert(reply) {
    const { value } = this.composer.field;
    this.composer.text = value.startsWith("/") || !value ? reply.body : value + (value.endsWith("\n") ? "" : "\n") + reply.body;
  }
}

/** As names are compared: without case and marks. */
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase().replaceAll("đ", "d");
