// A reply the AI suggests: shown beside the field with its sources, put into it by the agent, never sent by itself.

import { h, icon, trouble } from "./core.js";
import { w } from "./inbox-words.js";

/** Adds the button to an agent's conversation; what it brings is shown in the conversation's own slot. */
export function addDraft(thread) {
  const button = h(
    "button",
    { type: "button", class: "btn btn-ghost btn-sm", "data-ai-draft": "", onclick: () => ask() },
    icon("sparkles"),
    h("span", { class: "inbox-wide" }, w("inbox.draft")),
    h("span", { class: "sr-only inbox-narrow" }, w("inbox.draft")),
  );
  let stop = new AbortController();

  const close = () => {
    stop.abort();
    thread.slot.replaceChildren();
    thread.composer.focus();
  };

  const card = (...inside) => thread.slot.replaceChildren(h("section", { class: "inbox-draft", "aria-label": w("inbox.draft") }, ...inside));

  const dismiss = () => h("button", { type: "button", class: "btn btn-ghost btn-sm", onclick: close }, w("inbox.draft.dismiss"));

  async function ask() {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    stop = new AbortController();
    const { signal } = stop;
    const text = h("p", { dir: "auto", class: "inbox-draft-text" });
    card(h("p", { role: "status", class: "muted" }, w("inbox.draft.writing")), text);
    const room = thread.room.id;
    window.addEventListener(
      "lh:chat:ai_delta",
      ({ detail }) => {
        if (detail?.room_id === room) text.textContent = detail.text;
      },
      { signal },
    );
    const answer = await thread.session.ask("POST", `/api/chat/rooms/${encodeURIComponent(room)}/ai-draft`, {});
    button.removeAttribute("aria-disabled");
    // Dismissed, or the agent went to another conversation.
    if (signal.aborted || thread.room?.id !== room) return;
    stop.abort();
    if (answer.status !== 200) {
      card(h("p", { role: "alert" }, trouble(answer)), h("div", { class: "row" }, dismiss()));
      return;
    }
    show(answer.body);
  }

  function show(draft) {
    const sources = draft.sources.map((source) => h("li", {}, h("a", { href: source.url, target: "_blank", rel: "noopener" }, source.title)));
    const notes = { ai_unavailable: "inbox.draft.unavailable", ai_budget_spent: "inbox.draft.spent" };
    const by = draft.note ? notes[draft.note] : draft.engine === "articles" ? "inbox.draft.articles" : draft.sure ? "inbox.draft.ai" : "inbox.draft.unsure";
    const insert = h(
      "button",
      {
        type: "button",
        class: "btn btn-secondary btn-sm",
        onclick: () => {
          thread.isNote = false;
          thread.insert({ body: draft.message });
          thread.slot.replaceChildren();
        },
      },
      w("inbox.draft.insert"),
    );
    card(
      h("p", { class: "muted", role: "status" }, draft.message ? w(by) : w("inbox.draft.nothing")),
      draft.message && h("p", { dir: "auto", class: "inbox-draft-text" }, draft.message),
      sources.length > 0 && h("ul", { class: "inbox-draft-sources", "aria-label": w("inbox.draft.sources") }, ...sources),
      h("div", { class: "row" }, draft.message && insert, dismiss()),
    );
  }

  return button;
}
