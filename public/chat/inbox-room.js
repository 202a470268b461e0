// The inbox's open conversation: what can be done with it, and whom it is with.

import { ask } from "/live.js";
import { h, icon, trouble } from "./core.js";
import { address, countsSoon, drawList, listSoon } from "./inbox-list.js";
import { sidePane } from "./inbox-side.js";
import { aside, list, main, path, root, say, session, state } from "./inbox-state.js";
import { AgentThread } from "./inbox-thread.js";
import { w } from "./inbox-words.js";

const PRIORITIES = ["low", "normal", "high", "urgent"];

let opening = 0;
export async function open(id, byHand) {
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
  root.dataset.open = room.id;
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
  delete root.dataset.open;
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
export function take(room) {
  const at = state.rooms.findIndex((other) => other.id === room.id);
  if (at >= 0) {
    const known = state.rooms[at];
    if (room.version < known.version) return;
    // Messages come by themselves: a room that was asked for earlier doesn't know the last ones.
    const { last_message: last, updated_at } = known;
    const newer = (last?.seq ?? 0) > (room.last_message?.seq ?? 0) ? { last_message: last, updated_at } : {};
    state.rooms[at] = { ...known, ...room, ...newer };
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

export const acts = {
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

export function drawHead(why) {
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
