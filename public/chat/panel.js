// The support's panel: beside the launcher on every page of the app, and alone in the frame that published pages open.

import { Answers } from "./answers.js";
import { chime } from "./chime.js";
import { Session, avatar, h, icon, iconButton, keep, partner, ready, t, trouble } from "./core.js";
import { roomButton } from "./room-button.js";
import { Thread } from "./thread.js";
import { Welcome } from "./welcome.js";

const narrow = matchMedia("(max-width: 640px)");
const NAME = "talk-panel";

let panel;

/** Opens the panel, or closes it; `quiet` leaves the focus where it is. */
export async function toggle(launcher, { quiet, open } = {}) {
  launcher.setAttribute("aria-busy", "true");
  try {
    await ready();
  } catch {
    // No network: the next press tries again.
    return;
  } finally {
    launcher.removeAttribute("aria-busy");
  }
  panel ??= new Panel({ launcher });
  if (panel.opened && open !== true) panel.close();
  else panel.open(quiet);
}

/** Fills the frame on a published page. */
export async function embed(page) {
  await ready();
  const session = new Session({ page: page.id });
  panel = new Panel({ session, page });
  document.body.append(panel.element);
  panel.open(true);
  return panel;
}

class Panel {
  constructor({ launcher, session = new Session(), page }) {
    this.launcher = launcher;
    this.session = session;
    this.page = page;
    this.back = iconButton("arrow-left", t("chat.all"), { onclick: () => this.showList(true) });
    this.title = h("div", { class: "talk-title" });
    this.more = iconButton("ellipsis", t("chat.more"), { "aria-haspopup": "menu", "aria-expanded": "false", onclick: () => this.menu() });
    this.shut = iconButton("x", t("chat.close"), { onclick: () => this.close() });
    this.body = h("div", { class: "talk-main" });
    this.element = h(
      "section",
      { id: NAME, class: "talk-panel" + (page ? " is-framed" : ""), role: "dialog", "aria-label": page ? t("chat.with_page") : t("chat.launcher") },
      h("header", { class: "talk-head" }, this.back, this.title, this.more, this.shut),
      this.body,
    );
    this.element.hidden = true;
    this.element.addEventListener("keydown", (event) => this.key(event));
    // The page around has keys of its own, as the editor does.
    for (const name of ["keydown", "copy", "cut", "paste"]) this.element.addEventListener(name, (event) => event.stopPropagation());
    // Beside the body: what is in it may belong to an app.
    if (!page) document.documentElement.append(this.element);
    // The keyboard of a telephone covers half of the sheet otherwise.
    const fit = () => {
      const { height, offsetTop } = visualViewport;
      this.element.style.setProperty("--talk-height", height + "px");
      this.element.style.setProperty("--talk-top", offsetTop + "px");
    };
    visualViewport?.addEventListener("resize", fit);
    visualViewport?.addEventListener("scroll", fit);
    if (visualViewport) fit();
    narrow.addEventListener("change", () => this.mark());
    const refresh = () => this.opened && this.list?.isConnected && this.loadRooms();
    for (const name of ["chat:new_message", "chat:room_updated", "reset"]) addEventListener("lh:" + name, refresh);
  }

  mark() {
    const sheet = this.opened && narrow.matches && !this.page;
    document.documentElement.classList.toggle("has-talk-sheet", sheet);
    // The sheet covers everything; what is below it is for nobody.
    if (!this.page) document.body.inert = sheet;
    if (sheet) this.element.setAttribute("aria-modal", "true");
    else this.element.removeAttribute("aria-modal");
  }

  async open(quiet) {
    this.opened = true;
    this.element.hidden = false;
    this.mark();
    this.launcher?.setAttribute("aria-expanded", "true");
    remember(true);
    if (!this.thread && !this.list) this.showNew();
    if (!quiet) this.thread?.composer.focus();
    if (!this.asked && this.session.known) {
      this.asked = true;
      await this.loadRooms();
      // Whoever is in the middle of something goes on with it, unless they have begun to write already.
      const going = this.rooms?.find((room) => room.status !== "resolved");
      if (going && this.thread && !this.thread.room && !this.thread.composer.text && !this.thread.outbox.items.length) this.showRoom(going, !quiet);
    }
    this.thread?.readSoon();
  }

  close() {
    this.opened = false;
    this.element.hidden = true;
    this.mark();
    this.thread?.composer.save();
    this.launcher?.setAttribute("aria-expanded", "false");
    remember(false);
    if (this.page) parent.postMessage({ lhChat: "close" }, "*");
    else this.launcher?.focus();
  }

  key(event) {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      if (this.menuBox) this.closeMenu(true);
      else this.close();
    }
    if (event.key !== "Tab") return;
    const all = [...this.element.querySelectorAll('button:not([disabled]), a[href], textarea, input:not([tabindex="-1"]), [tabindex="0"]')].filter((one) => one.checkVisibility?.() ?? true);
    const [first, last] = [all[0], all.at(-1)];
    const at = event.shiftKey ? first : last;
    if (document.activeElement !== at) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  // The conversations.

  async loadRooms() {
    if (this.loading) return;
    this.loading = true;
    const answer = await this.session.ask("GET", "/api/chat/rooms?own=true&limit=50");
    this.loading = false;
    if (answer.ok) {
      const { me } = this.session;
      // Buyers, sellers and visitors of one's pages have a screen of their own.
      this.rooms = answer.body.items.filter((room) => room.user.id === me && room.kind === "support");
    }
    if (this.list?.isConnected) this.drawRooms(answer);
    this.drawBack();
  }

  drawBack() {
    const others = this.rooms?.filter((room) => room.id !== this.thread?.room?.id) ?? [];
    this.back.hidden = !this.thread || (!others.length && !this.thread.room);
    const count = others.reduce((sum, room) => sum + room.unread, 0);
    this.back.dataset.unread = count || "";
  }

  showList(focus) {
    this.leave();
    this.list = h("div", { class: "talk-rooms-box" });
    this.body.replaceChildren(this.list);
    this.title.replaceChildren(h("h2", {}, t("chat.all")));
    this.more.hidden = false;
    this.back.hidden = true;
    this.drawRooms();
    this.loadRooms();
    if (focus) this.list.querySelector("button")?.focus();
  }

  drawRooms(answer) {
    const { me } = this.session;
    const begin = h("button", { type: "button", class: "btn btn-primary talk-begin", onclick: () => this.showNew(true) }, icon("plus"), t("chat.new"));
    if (answer && !answer.ok && !this.rooms) {
      const again = h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => this.loadRooms() }, icon("rotate-ccw"), t("chat.retry"));
      this.list.replaceChildren(h("div", { class: "talk-error", role: "alert" }, h("p", {}, trouble(answer)), again), begin);
      return;
    }
    const held = this.list.contains(document.activeElement) && document.activeElement.dataset.room;
    const rows = (this.rooms ?? []).map((room) => h("li", {}, roomButton(room, me, () => this.showRoom(room, true))));
    this.list.replaceChildren(rows.length ? h("ul", { class: "talk-rooms", role: "list" }, ...rows) : h("p", { class: "talk-none" }, t("chat.none")), begin);
    if (held) this.list.querySelector(`[data-room="${CSS.escape(held)}"]`)?.focus();
  }

  leave() {
    this.closeMenu();
    this.note?.remove();
    this.dropAnswers();
    this.thread?.close();
    this.thread = this.list = undefined;
  }

  showRoom(room, focus) {
    this.leave();
    this.thread = new Thread(this.session, { room, changed: (now) => this.roomChanged(now), oncall: (message) => this.ring(message) });
    this.show(focus);
    this.head(room);
  }

  show(focus) {
    this.body.replaceChildren(this.thread.element);
    this.more.hidden = false;
    this.drawBack();
    if (focus) this.thread.composer.focus();
  }

  roomChanged(room, opened) {
    if (opened) {
      this.dropAnswers();
      this.loadRooms();
    }
    this.head(room);
  }

  head(room) {
    const person = room ? partner(room, this.session.me) : { id: "support", name: this.page?.title ?? t("chat.team") };
    const line = room?.subject || this.welcome?.statusLine();
    this.title.replaceChildren(
      avatar(person),
      h("div", { class: "talk-who" }, h("h2", {}, h("bdi", {}, person.name)), line && h("p", { class: "truncate", dir: "auto" }, line)),
    );
  }

  // A new conversation.

  showNew(focus) {
    this.leave();
    this.welcome = new Welcome({
      session: this.session,
      page: this.page,
      focus: () => this.thread.composer.focus(),
      known: () => this.thread && !this.thread.room && this.head(),
    });
    this.thread = new Thread(this.session, {
      name: this.page ? "new:" + this.page.id : "new",
      intro: this.welcome.parts,
      begin: (message, attachments, key) => this.begin(message, attachments, key),
      changed: (now, opened) => this.roomChanged(now, opened),
      who: () => this.welcome.who(),
      oncall: (message) => this.ring(message),
    });
    if (!this.page) {
      // Visitors of others' pages ask their owners, whom our help centre knows nothing of.
      this.answers = new Answers(this.thread.composer);
      this.thread.foot.before(this.answers.element, this.answers.said);
    }
    this.show(focus);
    this.head();
    this.welcome.askHours();
  }

  dropAnswers() {
    this.answers?.close();
    this.answers = undefined;
  }

  async begin(message, attachments, clientId) {
    if (!this.session.known) {
      const refused = await this.session.introduce(this.welcome.who());
      if (refused) {
        this.welcome.refuse(refused);
        return refused;
      }
    }
    this.welcome.about?.remove();
    const body = { subject: this.welcome.subject ?? "", message, client_id: clientId, kind: "support", attachments };
    if (this.page) body.page_id = this.page.id;
    return this.session.ask("POST", "/api/chat/rooms", body, { key: clientId });
  }

  // The menu, and the sound.

  menu() {
    if (this.menuBox) return this.closeMenu();
    const room = this.thread?.room;
    const item = (sign, words, onclick, props = {}) => h("button", { type: "button", class: "menu-item", role: "menuitem", onclick, ...props }, icon(sign), words);
    const items = [
      room && item("mail", t("chat.transcript"), () => this.transcript(room)),
      this.thread && item("plus", t("chat.new"), () => this.showNew(true)),
      item(keep.get("sound") ? "volume-2" : "volume-x", t("chat.sound"), () => {
        keep.set("sound", keep.get("sound") ? undefined : true);
        if (keep.get("sound")) chime();
        this.closeMenu(true);
      }, { role: "menuitemcheckbox", "aria-checked": String(Boolean(keep.get("sound"))) }),
    ].filter(Boolean);
    this.menuBox = h("div", { class: "talk-menu", role: "menu", "aria-label": t("chat.more") }, ...items);
    this.menuBox.addEventListener("keydown", (event) => {
      const at = items.indexOf(document.activeElement);
      const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      items.at(to % items.length).focus();
    });
    this.away = (event) => !this.menuBox?.contains(event.target) && !this.more.contains(event.target) && this.closeMenu();
    addEventListener("pointerdown", this.away, true);
    this.element.append(this.menuBox);
    this.more.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  closeMenu(focus) {
    if (!this.menuBox) return;
    removeEventListener("pointerdown", this.away, true);
    this.menuBox.remove();
    this.menuBox = undefined;
    this.more.setAttribute("aria-expanded", "false");
    if (focus) this.more.focus();
  }

  async transcript(room) {
    this.closeMenu(true);
    const { person, visitor } = this.session;
    if (!person && !visitor?.email) return this.askAddress(room);
    await this.sendTranscript(room, visitor?.email);
  }

  async sendTranscript(room, email) {
    const body = email ? { email } : {};
    const answer = await this.session.ask("POST", `/api/chat/rooms/${encodeURIComponent(room.id)}/transcript`, body);
    this.say(answer.ok ? t("chat.transcript.sent", { email: email ?? this.session.person.email }) : trouble(answer), answer.ok);
    return answer.ok;
  }

  /** A visitor who left no address says now where to. */
  askAddress(room) {
    const field = h("input", { class: "input", type: "email", autocomplete: "email", required: true, maxlength: "254", "aria-label": t("chat.transcript.to"), placeholder: t("chat.transcript.to") });
    const form = h("form", { class: "talk-note talk-address" }, field, h("button", { type: "submit", class: "btn btn-primary btn-sm" }, t("chat.send")), iconButton("x", t("chat.cancel"), { onclick: () => (form.remove(), this.more.focus()) }));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await this.sendTranscript(room, field.value.trim())) form.remove();
    });
    this.note?.remove();
    this.element.append(form);
    field.focus();
  }

  say(words, good) {
    this.note?.remove();
    this.note = h("p", { class: "talk-note" + (good ? " is-good" : " is-bad"), role: "status" });
    this.element.append(this.note);
    this.note.textContent = words;
    setTimeout(() => this.note?.remove(), 6000);
  }

  ring(message) {
    if (message.sender_type !== "system" && keep.get("sound")) chime();
  }
}

/** Whether the panel is open is kept for the next page of this tab. */
function remember(open) {
  try {
    if (open) sessionStorage.setItem("lh-chat-open", "1");
    else sessionStorage.removeItem("lh-chat-open");
  } catch {
    // Then it isn't.
  }
}
