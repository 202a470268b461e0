// The support's inbox: who waits, one conversation, and whom it is with. Live by the events of `live.js`.

import { ask, start } from "/live.js";
import { Session, avatar, h, icon, lastWords, ready, trouble, when } from "./core.js";
import { relative, sidePane } from "./inbox-side.js";
import { AgentThread } from "./inbox-thread.js";
import { w } from "./inbox-words.js";

const VIEWS = ["unassigned", "mine", "all", "snoozed"];
const PRIORITIES = ["low", "normal", "high", "urgent"];
/** The list looks again so often, so that promises age; a look at an open room renews that one looks at it. */
const AGE = 60e3;

const root = document.querySelector("[data-inbox]");
const query = new URLSearchParams(location.search);
const session = new Session();

const state = {
  view: VIEWS.includes(query.get("view")) ? query.get("view") : "unassigned",
  status: query.get("status") ?? "",
  priority: query.get("priority") ?? "",
  tag: query.get("tag") ?? "",
  q: query.get("q") ?? "",
  rooms: [],
  next: null,
  counts: {},
  agents: [],
  tags: [],
  room: undefined,
  customer: undefined,
};

const find = (name) => root.querySelector(`[data-part="${name}"]`);
const [side, list, main, aside, said] = ["side", "rooms", "room", "customer", "said"].map(find);
const path = (room, rest = "") => `/api/chat/rooms/${encodeURIComponent(room.id)}${rest}`;
const say = (text) => {
  said.textContent = "";
  requestAnimationFrame(() => (said.textContent = text));
};

/** Soon, and once for many calls. */
function soon(work, after) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(work, after);
  };
}

// The list.

function filter() {
  const params = new URLSearchParams({ view: state.view, limit: "40" });
  // Done ones are asked for by name, or searched for.
  const status = state.status || (state.q || state.view === "snoozed" ? "" : "open");
  if (status && status !== "any") params.set("status", status);
  for (const name of ["priority", "tag", "q"]) if (state[name]) params.set(name, state[name]);
  return params;
}

let asked = 0;
async function loadList(more) {
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

async function loadCounts() {
  const answer = await ask("GET", "/api/admin/chat/counts");
  if (answer.ok) state.counts = answer.body;
  for (const button of find("views").querySelectorAll("button")) {
    const count = state.counts[button.dataset.view] ?? 0;
    button.querySelector(".inbox-count").textContent = count || "";
  }
}

const listSoon = soon(() => loadList(), 250);
const countsSoon = soon(loadCounts, 250);

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

function drawList() {
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

function address() {
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

function drawSide() {
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

// One conversation.

let opening = 0;
async function open(id, byHand) {
  const turn = ++opening;
  root.dataset.pane = "room";
  if (state.room?.id === id) {
    if (byHand) state.thread?.composer.focus();
    return;
  }
  const known = state.rooms.find((room) => room.id === id);
  const answer = known ? { ok: true, body: known } : await ask("GET", `/api/chat/rooms/${encodeURIComponent(id)}`);
  if (turn !== opening) return;
  leave();
  if (!answer.ok) {
    main.replaceChildren(h("div", { class: "inbox-empty", role: "alert" }, h("p", {}, trouble(answer))));
    return;
  }
  const room = (state.room = answer.body);
  state.customer = undefined;
  state.replies = undefined;
  history.replaceState(null, "", address());
  state.thread = new AgentThread(session, {
    room,
    changed: (changed) => take(changed),
    agents: () => state.agents,
    canned: async () => (state.replies ??= (await ask("GET", `/api/admin/chat/rooms/${encodeURIComponent(room.id)}/canned-replies`)).body ?? []),
  });
  state.head = h("header", { class: "inbox-head" });
  main.replaceChildren(state.head, state.thread.element);
  drawHead();
  drawAside();
  drawList();
  if (byHand && innerWidth > 700) state.thread.composer.focus();
  dispatchEvent(new CustomEvent("lh:inbox:room", { detail: { room, thread: state.thread } }));
  const customer = await ask("GET", path(room, "/customer"));
  if (turn !== opening || !customer.ok) return;
  state.customer = customer.body;
  drawAside();
}

function leave() {
  state.thread?.close();
  state.thread = undefined;
  state.room = undefined;
}

function back() {
  root.dataset.pane = "list";
  const id = state.room?.id;
  leave();
  aside.replaceChildren();
  main.replaceChildren(h("div", { class: "inbox-empty" }, icon("message-circle"), h("p", {}, w("inbox.choose"))));
  history.replaceState(null, "", address());
  drawList();
  list.querySelector(`[data-room="${CSS.escape(id ?? "")}"] button`)?.focus();
}

/** A room as it is now: in the list, and where it is open. */
function take(room) {
  const at = state.rooms.findIndex((other) => other.id === room.id);
  if (at >= 0) {
    if (room.version < state.rooms[at].version) return;
    state.rooms[at] = { ...state.rooms[at], ...room };
    drawList();
  }
  if (state.room?.id !== room.id) return;
  // What isn't there any more isn't in the snapshot either.
  state.room = { ...room, support: room.support ?? state.room.support };
  drawHead();
  drawAside();
}

/** Does something to the open room; what comes back is the room. */
async function act(rest, body, method = "POST") {
  const { room } = state;
  if (!room) return undefined;
  const answer = await ask(method, path(room, rest), body);
  if (answer.ok) {
    if (answer.body?.id) {
      take(answer.body);
      state.thread?.take(answer.body);
    }
    listSoon();
    countsSoon();
  } else {
    say(refusal(answer));
    drawHead(refusal(answer));
  }
  return answer;
}

function refusal(answer) {
  const { code, admin } = answer.body ?? {};
  if (code === "already_assigned") return w("inbox.taken", { name: admin?.name ?? "" });
  if (code === "newer_message") return w("inbox.newer");
  return trouble(answer);
}

const acts = {
  async assign() {
    const { room } = state;
    if (!room) return;
    const over = room.admin && room.admin.id !== session.me;
    const answer = await act("/assign", over ? { take_over: true } : {});
    if (answer?.status === 409) {
      const fresh = await ask("GET", path(room));
      if (fresh.ok) take(fresh.body);
      drawHead(refusal(answer));
    }
  },
  async resolve() {
    if (!state.room) return;
    if (state.room.status === "resolved") return void (await act("/reopen"));
    const answer = await act("/resolve", { up_to: state.thread?.last ?? 0 });
    if (answer?.ok) say(w("inbox.resolved"));
    else state.thread?.fresh();
  },
  snooze: (until) => act("/snooze", { until }),
  note() {
    if (!state.thread) return;
    state.thread.isNote = true;
    state.thread.composer.focus();
  },
};

/** Moments to set a room aside to. */
function moments() {
  const at = (days, hour) => {
    const day = new Date();
    day.setDate(day.getDate() + days);
    day.setHours(hour, 0, 0, 0);
    return day;
  };
  const monday = ((8 - new Date().getDay()) % 7) || 7;
  return [
    ["hour", new Date(Date.now() + 3600e3)],
    ["tomorrow", at(1, 9)],
    ["monday", at(monday, 9)],
    ["month", at(30, 9)],
  ];
}

function select(label, value, options, change, className = "") {
  const element = h("select", { class: "select inbox-select " + className, "aria-label": label }, ...options.map(([key, words]) => h("option", { value: key, selected: key === value }, words)));
  element.value = value;
  element.addEventListener("change", () => change(element.value, element));
  return element;
}

function drawHead(why) {
  const { room } = state;
  if (!room || !state.head) return;
  const focused = document.activeElement?.closest?.(".inbox-head [data-act]")?.dataset.act;
  const mine = room.admin?.id === session.me;
  const done = room.status === "resolved";
  const button = (name, sign, words, work, kind = "secondary") =>
    h("button", { type: "button", class: `btn btn-${kind} btn-sm`, "data-act": name, onclick: work }, icon(sign), h("span", {}, words));
  const people = [["", w("inbox.nobody")], ...state.agents.map((agent) => [agent.id, agent.name + (agent.online ? " ●" : "")])];
  const assignee = select(w("inbox.assignee"), room.admin?.id ?? "", people, (id) => id && act("/assign", { admin_id: id, take_over: true }), "inbox-assignee");
  const priority = select(w("inbox.priority"), room.priority, PRIORITIES.map((key) => [key, w("inbox.priority." + key)]), (value) => act("", { priority: value }, "PATCH"));
  const asleep = room.status === "pending";
  const snooze = done
    ? undefined
    : asleep
      ? button("wake", "bell", w("inbox.wake"), () => acts.snooze(null), "ghost")
      : select(w("inbox.snooze"), "", [["", w("inbox.snooze")], ...moments().map(([key]) => [key, w("inbox.snooze." + key)])], (key) => {
          const moment = moments().find(([name]) => name === key);
          if (moment) acts.snooze(moment[1].toISOString());
        });
  state.head.replaceChildren(
    h(
      "div",
      { class: "inbox-title" },
      h("button", { type: "button", class: "btn btn-ghost btn-icon inbox-back", "aria-label": w("inbox.back"), onclick: back }, icon("arrow-left")),
      h(
        "div",
        {},
        h("h2", { dir: "auto" }, room.subject),
        h("p", {}, h("bdi", {}, room.user.name), room.admin ? " · " + w("inbox.has", { name: room.admin.name }) : " · " + w("inbox.view.unassigned"), asleep && room.snoozed_until ? " · " + w("inbox.until", { at: new Date(room.snoozed_until).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" }) }) : ""),
      ),
      h("button", { type: "button", class: "btn btn-ghost btn-icon inbox-details", "aria-label": w("inbox.details"), onclick: () => (root.dataset.pane = "customer") }, icon("info")),
    ),
    h(
      "div",
      { class: "inbox-acts" },
      !mine && button("assign", "user-check", room.admin ? w("inbox.take_over") : w("inbox.assign"), acts.assign),
      done ? button("resolve", "rotate-ccw", w("inbox.reopen"), acts.resolve) : button("resolve", "check", w("inbox.resolve"), acts.resolve, mine ? "primary" : "secondary"),
      assignee,
      priority,
      snooze,
    ),
    why ? h("p", { class: "notice notice-warn inbox-why", role: "alert" }, why) : "",
  );
  if (focused) state.head.querySelector(`[data-act="${focused}"]`)?.focus();
}

function drawAside() {
  const { room, customer } = state;
  if (!room || aside.contains(document.activeElement) && document.activeElement.matches("input") && document.activeElement.value) return;
  const inField = aside.contains(document.activeElement) && document.activeElement.matches("input");
  aside.replaceChildren(
    ...sidePane({
      room,
      customer,
      known: state.tags,
      saveTags: (tags) => act("", { tags }, "PATCH"),
      close: () => (root.dataset.pane = "room"),
    }),
  );
  if (inField) aside.querySelector("input")?.focus();
}

// What happens elsewhere.

function listen() {
  addEventListener("lh:chat:new_message", ({ detail }) => {
    const room = state.rooms.find((other) => other.id === detail.room_id);
    countsSoon();
    if (!room) return listSoon();
    room.last_message = detail;
    if (!detail.private) room.updated_at = detail.created_at;
    const open = state.room?.id === room.id && document.visibilityState === "visible";
    if (detail.sender.id !== session.me && !open) room.unread += 1;
    state.rooms.sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
    drawList();
  });
  addEventListener("lh:chat:room_updated", ({ detail }) => {
    take(detail);
    // It may belong elsewhere now.
    listSoon();
    countsSoon();
  });
  addEventListener("lh:chat:seen", ({ detail }) => {
    const room = state.rooms.find((other) => other.id === detail.room_id);
    if (room) room.unread = 0;
    drawList();
  });
  for (const name of ["lh:reset", "lh:online"]) {
    addEventListener(name, () => {
      loadList();
      loadCounts();
    });
  }
  setInterval(async () => {
    if (document.visibilityState !== "visible") return;
    drawList();
    if (!state.room) return;
    const answer = await ask("GET", path(state.room));
    if (answer.ok) take(answer.body);
  }, AGE);
}

// Keys.

function step(by) {
  if (!state.rooms.length) return;
  const at = state.rooms.findIndex((room) => room.id === state.room?.id);
  const next = state.rooms[Math.min(state.rooms.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
  open(next.id).then(() => list.querySelector(`[data-room="${CSS.escape(next.id)}"]`)?.scrollIntoView({ block: "nearest" }));
}

function keys() {
  const help = find("help");
  const doing = {
    j: () => step(1),
    k: () => step(-1),
    e: acts.resolve,
    a: acts.assign,
    n: acts.note,
    r: () => state.thread?.composer.focus(),
    "/": () => find("search").focus(),
    "?": () => help.showModal(),
  };
  find("help-button").addEventListener("click", () => help.showModal());
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape" && writing) return void event.target.blur();
    if (writing || document.querySelector("dialog[open]")) return;
    const work = doing[event.key];
    if (!work) return;
    event.preventDefault();
    work();
  });
}

async function begin() {
  await ready();
  start();
  drawSide();
  keys();
  listen();
  const [, , agents, settings] = await Promise.all([loadList(), loadCounts(), ask("GET", "/api/admin/chat/agents"), ask("GET", "/api/admin/chat/settings")]);
  if (agents.ok) state.agents = agents.body;
  if (settings.ok) state.tags = settings.body.tags;
  const tag = find("filter-tag");
  tag.append(...state.tags.map((name) => h("option", { value: name }, name)));
  tag.value = state.tag;
  const wanted = query.get("room") ?? root.dataset.inbox;
  if (wanted) await open(wanted);
  else if (innerWidth > 1000 && state.rooms.length && !state.room) drawList();
  drawHead();
  root.removeAttribute("aria-busy");
}

begin().catch(() => {
  list.replaceChildren(h("li", { class: "inbox-empty", role: "alert" }, h("p", {}, w("inbox.broken")), h("button", { type: "button", class: "btn btn-secondary btn-sm", onclick: () => location.reload() }, w("inbox.again"))));
});
