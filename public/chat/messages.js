// `/messages`: the conversations on one side, one of them on the other; below 800 px one at a time.

import { Session, avatar, h, icon, iconButton, partner, ready, t, trouble } from "./core.js";
import { roomButton } from "./room-button.js";
import { Thread } from "./thread.js";

const FILTERS = {
  all: () => true,
  unread: (room) => room.unread > 0,
  deals: (room) => room.kind === "seller",
  pages: (room, me) => room.kind === "support" && room.user.id !== me,
  support: (room, me) => room.kind === "support" && room.user.id === me,
};
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLowerCase();

class Messages {
  constructor(root) {
    this.root = root;
    this.session = new Session();
    /** What the address asks for: a room, or a conversation about something. */
    this.wish = JSON.parse(root.dataset.messages);
    this.filter = "all";
    this.search = h("input", { type: "search", class: "input", placeholder: t("chat.find"), "aria-label": t("chat.find"), oninput: () => this.drawRooms() });
    this.filters = h("div", { class: "talk-filters", role: "group", "aria-label": t("chat.filter") });
    this.list = h("div", { class: "talk-rooms-box" });
    this.side = h("section", { class: "messages-side", "aria-label": t("chat.all") }, h("div", { class: "messages-find" }, this.search, this.filters), this.list);
    this.main = h("section", { class: "messages-main", "aria-label": t("chat.log") });
    root.replaceChildren(this.side, this.main);
    root.classList.add("is-ready");
    for (const name of ["chat:new_message", "chat:room_updated", "chat:seen", "reset", "online"]) addEventListener("lh:" + name, () => this.soon());
    addEventListener("popstate", () => this.go());
    this.begin();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 250);
  }

  async begin() {
    const { room, partner: seller, ...about } = this.wish;
    if (!room && !seller) this.pick();
    await this.load();
    if (seller) {
      const known = this.rooms?.find((one) => this.isAbout(one, about));
      if (known) {
        history.replaceState(null, "", "/messages/" + known.id);
        this.show(known);
      } else this.write(seller, about);
    } else if (room) this.go();
  }

  isAbout(room, { listing_id: listing, order_id: order }) {
    if (room.kind !== "seller") return false;
    return order ? room.order_id === order : room.listing_id === listing && room.user.id === this.session.me;
  }

  async load() {
    const answer = await this.session.ask("GET", "/api/chat/rooms?own=true&limit=100");
    if (answer.ok) {
      const { me } = this.session;
      this.rooms = answer.body.items.filter((room) => room.user.id === me || room.seller?.id === me);
      this.cursor = answer.body.next_cursor;
    }
    this.drawRooms(answer);
  }

  drawRooms(answer) {
    const { me } = this.session;
    if (!this.rooms) {
      if (answer?.ok === false) {
        const again = h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => this.load() }, icon("rotate-ccw"), t("chat.retry"));
        this.list.replaceChildren(h("div", { class: "talk-error", role: "alert" }, h("p", {}, trouble(answer)), again));
      }
      return;
    }
    const shownFilters = Object.entries(FILTERS).filter(([name, fits]) => name === "all" || name === this.filter || this.rooms.some((room) => fits(room, me)));
    this.filters.replaceChildren(
      ...shownFilters.map(([name]) =>
        h("button", { type: "button", class: "chip", "aria-pressed": String(this.filter === name), "data-filter": name, onclick: () => this.choose(name) }, t("chat.filter." + name)),
      ),
    );
    const words = fold(this.search.value.trim());
    const fits = (room) => fold([partner(room, me).name, room.subject, room.last_message?.message ?? ""].join(" ")).includes(words);
    const shown = this.rooms.filter((room) => FILTERS[this.filter](room, me) && fits(room));
    const held = document.activeElement?.dataset?.room;
    const rows = shown.map((room) => h("li", {}, roomButton(room, me, () => this.open(room), { "aria-current": this.thread?.room?.id === room.id ? "true" : undefined })));
    if (!this.rooms.length) this.list.replaceChildren(empty(t("chat.empty.title"), t("chat.empty.text")));
    else if (!rows.length) this.list.replaceChildren(h("p", { class: "talk-none" }, t("chat.filter.none")));
    else this.list.replaceChildren(h("ul", { class: "talk-rooms", role: "list" }, ...rows));
    if (held) this.list.querySelector(`[data-room="${CSS.escape(held)}"]`)?.focus();
  }

  choose(name) {
    this.filter = name;
    this.drawRooms();
    this.filters.querySelector(`[data-filter="${name}"]`).focus();
  }

  open(room) {
    if (this.thread?.room?.id === room.id) return this.thread.composer.focus();
    history.pushState(null, "", "/messages/" + room.id);
    this.show(room, true);
  }

  /** Shows what the address says. */
  async go() {
    const id = location.pathname.split("/")[2];
    if (!id) return this.pick();
    let room = this.rooms?.find((one) => one.id === id);
    if (!room) {
      const answer = await this.session.ask("GET", "/api/chat/rooms/" + encodeURIComponent(id));
      if (!answer.ok) {
        this.leave();
        this.main.replaceChildren(empty(answer.status === 404 ? t("chat.missing") : trouble(answer), "", h("a", { class: "btn btn-secondary", href: "/messages" }, t("chat.all"))));
        return this.root.classList.add("is-open");
      }
      room = answer.body.room ?? answer.body;
    }
    this.show(room);
  }

  leave() {
    this.thread?.close();
    this.thread = undefined;
  }

  pick() {
    this.leave();
    this.root.classList.remove("is-open");
    this.main.replaceChildren(empty(t("chat.pick"), ""));
    this.drawRooms();
  }

  show(room, focus) {
    this.leave();
    this.thread = new Thread(this.session, { room, changed: (now) => this.changed(now) });
    this.frame(room);
    if (focus && matchMedia("(pointer: fine)").matches) this.thread.composer.focus();
    this.drawRooms();
  }

  /** A conversation that begins with the first message. */
  write(seller, about) {
    this.leave();
    const { subject, listing_id: listing, order_id: order } = about;
    this.thread = new Thread(this.session, {
      name: "about:" + (order ?? listing),
      intro: [h("p", { class: "talk-lead" }, order ? t("chat.to_order") : t("chat.to_seller"))],
      changed: (room, opened) => {
        if (opened) history.replaceState(null, "", "/messages/" + room.id);
        this.changed(room);
      },
      begin: (message, attachments, key) => {
        const body = { kind: "seller", subject, message, client_id: key, attachments };
        if (listing) body.listing_id = listing;
        if (order) body.order_id = order;
        return this.session.ask("POST", "/api/chat/rooms", body, { key });
      },
    });
    this.frame({ subject, user: { id: this.session.me }, seller, kind: "seller", ...about });
    if (matchMedia("(pointer: fine)").matches) this.thread.composer.focus();
  }

  frame(room) {
    this.headOf(room);
    this.main.replaceChildren(this.head, this.thread.element);
    this.root.classList.add("is-open");
    this.thread.readSoon();
  }

  headOf(room) {
    const person = partner(room, this.session.me);
    const back = iconButton("arrow-left", t("chat.all"), {
      class: "btn btn-ghost btn-icon messages-back",
      onclick: () => {
        history.pushState(null, "", "/messages");
        this.pick();
      },
    });
    const about = [
      room.listing_id && [t("chat.about.listing"), "/marketplace/" + room.listing_id],
      room.order_id && room.user.id === this.session.me && [t("chat.about.order"), "/my-orders/" + room.order_id],
    ].filter(Boolean);
    const head = h(
      "header",
      { class: "talk-head" },
      back,
      h("div", { class: "talk-title" }, avatar(person), h("div", { class: "talk-who" }, h("h2", {}, h("bdi", {}, person.name)), h("p", { class: "truncate", dir: "auto" }, room.subject ?? ""))),
      room.id && room.kind === "seller" && iconButton("flag", t("chat.report"), { onclick: () => this.report(room) }),
      ...about.map(([words, href]) => h("a", { class: "btn btn-secondary btn-sm", href }, words)),
    );
    this.head?.replaceWith(head);
    this.head = head;
  }

  /** The support reads along only where somebody asks for it, so it is asked twice. */
  report(room) {
    const said = h("p", { class: "talk-why", role: "alert" });
    const close = () => dialog.close();
    const button = h("button", { type: "button", class: "btn btn-danger" }, t("chat.report"));
    const dialog = h(
      "dialog",
      { class: "dialog", "aria-label": t("chat.report") },
      h("h2", { class: "dialog-title" }, t("chat.report")),
      h("div", { class: "dialog-body" }, h("p", {}, t("chat.report.text")), said, h("div", { class: "dialog-foot" }, h("button", { type: "button", class: "btn btn-secondary", onclick: close }, t("chat.cancel")), button)),
    );
    button.addEventListener("click", async () => {
      button.disabled = true;
      const answer = await this.session.ask("POST", `/api/chat/rooms/${encodeURIComponent(room.id)}/report`, {});
      button.disabled = false;
      if (!answer.ok) return void (said.textContent = trouble(answer));
      button.remove();
      dialog.querySelector(".dialog-body p").textContent = t("chat.report.done");
    });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  changed(room) {
    this.headOf(room);
    const at = this.rooms?.findIndex((one) => one.id === room.id) ?? -1;
    if (at >= 0) this.rooms[at] = { ...this.rooms[at], ...room };
    this.soon();
    this.drawRooms();
  }
}

function empty(title, text, action) {
  return h("div", { class: "talk-empty" }, icon("message-circle"), h("h2", {}, title), text && h("p", {}, text), action);
}

const root = document.querySelector("[data-messages]");
await ready();
new Messages(root);
