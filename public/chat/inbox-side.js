// What stands beside a conversation: its promises, tags and priority, and who the customer is.

import { avatar, h, icon, locale, when } from "./core.js";
import { w } from "./inbox-words.js";

/** States of rooms, pages, listings and orders that have words. */
const STATUS = new Set(
  "draft published trashed pending approved rejected withdrawn suspended open resolved paid delivered partially_refunded refunded disputed charged_back cancelled expired".split(" "),
);
const money = ({ amount, currency }) => {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** digits);
};

/** "in 5 minutes", "2 hours ago". */
export function relative(text) {
  const seconds = (new Date(text) - Date.now()) / 1000;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const [value, unit] =
    Math.abs(seconds) < 3600 ? [seconds / 60, "minute"] : Math.abs(seconds) < 172800 ? [seconds / 3600, "hour"] : [seconds / 86400, "day"];
  return format.format(Math.round(value), unit);
}

const fact = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));

function promise(name, due) {
  const words = { met: w("inbox.sla.met"), late: w("inbox.sla.late"), soon: relative(due.at), running: relative(due.at) };
  return fact(name, h("span", { class: "inbox-sla", "data-state": due.state, title: new Date(due.at).toLocaleString(locale) }, words[due.state]));
}

function rows(title, items, href) {
  if (!items?.length) return undefined;
  const list = items.map((item) =>
    h(
      "li",
      {},
      h("a", { href: href(item.id), dir: "auto" }, item.title || item.id),
      h("small", {}, STATUS.has(item.status) ? w("inbox.status." + item.status) : item.status, item.total ? " · " + money(item.total) : "", " · ", when(item.created_at)),
    ),
  );
  return h("section", { class: "inbox-card" }, h("h3", {}, title), h("ul", { role: "list" }, ...list));
}

/** The tags of a room as chips that go, with a field for more; `save(tags)` keeps them. */
function tags(room, known, save) {
  const field = h("input", { class: "input inbox-tag-field", "aria-label": w("inbox.tag.add"), placeholder: w("inbox.tag.add"), list: "inbox-tags", maxlength: "40", autocomplete: "off" });
  const add = () => {
    const tag = field.value.trim();
    if (tag) save([...room.tags, tag]);
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    add();
  });
  field.addEventListener("change", add);
  const chips = room.tags.map((tag) =>
    h("li", { class: "inbox-tag" }, h("bdi", {}, tag), h("button", { type: "button", "aria-label": w("inbox.tag.remove", { tag }), onclick: () => save(room.tags.filter((other) => other !== tag)) }, icon("x"))),
  );
  return h(
    "section",
    { class: "inbox-card" },
    h("h3", {}, w("inbox.tags")),
    h("ul", { class: "inbox-tag-list", role: "list" }, ...chips),
    field,
    h("datalist", { id: "inbox-tags" }, ...known.map((tag) => h("option", { value: tag }))),
  );
}

/** The pane: `room`, what is known of its customer (perhaps not yet), the tags there are, and what to do with changes. */
export function sidePane({ room, customer, known, saveTags, close }) {
  const support = room.support ?? {};
  const back = h("button", { type: "button", class: "btn btn-ghost btn-icon inbox-side-close", "aria-label": w("inbox.close"), onclick: close }, icon("x"));
  const who = h(
    "header",
    { class: "inbox-who" },
    avatar(room.user),
    h(
      "div",
      {},
      h("h2", { dir: "auto" }, room.user.name),
      support.email && h("a", { href: "mailto:" + support.email }, support.email),
      h("p", {}, support.is_visitor ? w("inbox.visitor") : customer?.role ? w("inbox.role." + customer.role) : ""),
    ),
    back,
  );
  const facts = h(
    "dl",
    { class: "inbox-facts" },
    support.first_response && promise(w("inbox.sla.first"), support.first_response),
    support.resolution && promise(w("inbox.sla.resolution"), support.resolution),
    support.waiting_since && fact(w("inbox.waiting"), relative(support.waiting_since)),
    customer?.since && fact(w("inbox.since"), new Date(customer.since).toLocaleDateString(locale)),
    support.locale && fact(w("inbox.language"), new Intl.DisplayNames([locale], { type: "language" }).of(support.locale)),
    room.rating && fact(w("inbox.rating"), "★".repeat(room.rating.score)),
  );
  return [
    who,
    facts,
    tags(room, known, saveTags),
    rows(w("inbox.about"), customer?.about, (id) => (id === room.page_id ? "/admin/look/" + id : id === room.order_id ? "/admin/orders?q=" + id : "/marketplace/" + id)),
    rows(w("inbox.context.pages"), customer?.pages, (id) => "/admin/users?q=" + encodeURIComponent(support.email ?? id)),
    rows(w("inbox.context.orders"), customer?.orders, (id) => "/admin/orders?q=" + id),
    rows(w("inbox.context.listings"), customer?.listings, (id) => "/marketplace/" + id),
    rows(w("inbox.context.rooms"), customer?.rooms, (id) => "/admin/inbox?view=all&room=" + id),
    !customer && h("span", { class: "skeleton inbox-ghost" }),
  ].filter(Boolean);
}
