// The inbox's list: its views, filters, search, and rows.

import { ask } from "/live.js";
import { avatar, h, icon, lastWords, trouble, when } from "./core.js";
import { open } from "./inbox-room.js";
import { relative } from "./inbox-side.js";
import { VIEWS, find, list, session, soon, state } from "./inbox-state.js";
import { w } from "./inbox-words.js";

function filter() {
  // A search looks everywhere.
  const params = new URLSearchParams({ view: state.q ? "all" : state.view, limit: "40" });
  // Done ones are asked for by name, or searched for.
  const status = state.status || (state.q || state.view === "snoozed" ? "" : "open");
  if (status && status !== "any") params.set("status", status);
  for (const name of ["priority", "tag", "q"]) if (state[name]) params.set(name, state[name]);
  return params;
}

let asked = 0;
export async function loadList(more) {
  const turn = ++asked;
  const params = filter();
  if (more && state.next) params.set("cursor", state.next);
  const slow = setTimeout(() => list.setAttribute("aria-busy", "true"), 200);
  const answer = await ask("GET", "/api/chat/rooms?" + params);
  clearTimeout(slow);
  if (turn !== asked) return;
  list.removeAttribute("aria-busy");
  if (!answer.ok) {
    const again = h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => loadList() }, icon("rotate-ccw"), w("inbox.again"));
    list.replaceChildren(h("li", { class: "inbox-empty", role: "alert" }, h("p", {}, trouble(answer)), again));
    return;
  }
  state.rooms = more ? [...state.rooms, ...answer.body.items] : answer.body.items;
  state.next = answer.body.next_cursor;
  drawList();
}

export async function loadCounts() {
  const answer = await ask("GET", "/api/admin/chat/counts");
  if (answer.ok) state.counts = answer.body;
  for (const button of find("views").querySelectorAll("button")) {
    const count = state.counts[button.dataset.view] ?? 0;
    button.querySelector(".inbox-count").textContent = count || "";
  }
}

export const listSoon = soon(() => loadList(), 250);
export const countsSoon = soon(loadCounts, 250);

function row(room) {
  const due = room.support?.first_response;
  const late = room.status === "open" && room.support?.waiting_since && (due?.state === "late" || due?.state === "soon") ? due : undefined;
  const current = room.id === state.room?.id;
  return h(
    "li",
    { class: "inbox-row" + (room.unread ? " is-unread" : ""), "data-room": room.id },
    h(
      "button",
      { type: "button", "aria-current": current ? "true" : undefined, onclick: () => open(room.id, true) },
      avatar(room.user),
      h(
        "span",
        { class: "inbox-row-main" },
        h("span", { class: "inbox-row-top" }, h("bdi", { class: "inbox-name" }, room.user.name), h("time", { datetime: room.updated_at }, when(room.updated_at))),
        h("span", { class: "inbox-subject", dir: "auto" }, room.subject),
        h("span", { class: "inbox-last", dir: "auto" }, room.last_message?.private ? icon("lock") : undefined, lastWords(room, session.me)),
        h(
          "span",
          { class: "inbox-marks" },
          room.priority !== "normal" && h("span", { class: "inbox-priority", "data-priority": room.priority }, w("inbox.priority." + room.priority)),
          late && h("span", { class: "inbox-sla", "data-state": late.state }, late.state === "late" ? w("inbox.sla.late") : relative(late.at)),
          room.status !== "open" && h("span", { class: "badge" }, w("inbox.status." + room.status)),
          room.kind === "seller" && h("span", { class: "badge badge-warn" }, w("inbox.reported")),
          ...room.tags.slice(0, 2).map((tag) => h("span", { class: "inbox-tag" }, h("bdi", {}, tag))),
          room.admin && state.view !== "mine" && h("span", { class: "inbox-owner" }, icon("user"), room.admin.name),
        ),
      ),
      room.unread ? h("span", { class: "inbox-unread" }, String(room.unread), h("span", { class: "sr-only" }, " " + w("inbox.unread"))) : undefined,
    ),
  );
}

export function drawList() {
  const focused = document.activeElement?.closest?.("[data-room]")?.dataset.room;
  const rows = state.rooms.map(row);
  if (!rows.length) {
    const filtered = state.q || state.status || state.priority || state.tag;
    rows.push(h("li", { class: "inbox-empty" }, icon(filtered ? "search" : "inbox"), h("p", {}, w(filtered ? "inbox.empty.filter" : "inbox.empty." + state.view))));
  }
  if (state.next) rows.push(h("li", { class: "inbox-more" }, h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => loadList(true) }, w("inbox.more"))));
  list.replaceChildren(...rows);
  if (focused) list.querySelector(`[data-room="${CSS.escape(focused)}"] button`)?.focus({ preventScroll: true });
}

export function address() {
  const params = new URLSearchParams();
  if (state.view !== "unassigned") params.set("view", state.view);
  for (const name of ["status", "priority", "tag", "q"]) if (state[name]) params.set(name, state[name]);
  if (state.room) params.set("room", state.room.id);
  const text = params.toString();
  return "/admin/inbox" + (text ? "?" + text : "");
}

function choose(view) {
  state.view = view;
  for (const button of find("views").querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.view === view));
  history.replaceState(null, "", address());
  loadList();
}

export function drawSide() {
  const views = VIEWS.map((view) =>
    h(
      "button",
      { type: "button", class: "inbox-view", "data-view": view, "aria-pressed": String(view === state.view), onclick: () => choose(view) },
      w("inbox.view." + view),
      h("span", { class: "inbox-count" }),
    ),
  );
  find("views").replaceChildren(...views);
  const search = find("search");
  search.value = state.q;
  search.addEventListener("input", soon(() => {
    state.q = search.value.trim();
    history.replaceState(null, "", address());
    loadList();
  }, 200));
  search.form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["status", "priority", "tag"]) {
    const select = find("filter-" + name);
    select.value = state[name];
    select.addEventListener("change", () => {
      state[name] = select.value;
      history.replaceState(null, "", address());
      loadList();
    });
  }
}
