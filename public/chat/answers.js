// Articles of the help centre that may answer what somebody is about to ask, while they write it. Nothing is sent with
// them: whoever was helped says so, and needn't ask.

import { ask } from "/live.js";
import { h, icon, iconButton, locale, t } from "./core.js";

/** Fewer letters ask nothing. */
const SHORTEST = 6;
const PAUSE = 450;
/** What an article may be made of; the rest of it is its text. */
const KNOWN = new Set(["P", "H1", "H2", "H3", "H4", "UL", "OL", "LI", "STRONG", "EM", "CODE", "PRE", "BLOCKQUOTE", "BR", "HR", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"]);

export class Answers {
  constructor(composer) {
    this.composer = composer;
    this.element = h("section", { class: "talk-answers", "aria-label": t("chat.answers.title") });
    this.element.hidden = true;
    this.said = h("p", { class: "sr-only", role: "status" });
    this.onInput = () => this.soon();
    composer.field.addEventListener("input", this.onInput);
    this.soon();
  }

  close() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.composer.field.removeEventListener("input", this.onInput);
    this.element.remove();
    this.said.remove();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PAUSE);
  }

  async look() {
    const { text } = this.composer;
    if (this.hidden || text === this.asked) return;
    if (text.length < SHORTEST) return this.show([]);
    this.asked = text;
    this.asking?.abort();
    this.asking = new AbortController();
    const answer = await ask("GET", "/api/help/suggestions?" + new URLSearchParams({ q: text.slice(-300), locale }), undefined, { signal: this.asking.signal });
    // Helpful, not needed: without an answer there are none.
    if (answer.ok && text === this.asked) this.show(answer.body.items);
  }

  show(items) {
    const key = items.map((item) => item.slug).join();
    if (key === this.key) return;
    this.key = key;
    this.element.hidden = !items.length;
    const hide = iconButton("x", t("chat.answers.hide"), {
      onclick: () => {
        this.hidden = true;
        this.show([]);
        this.composer.focus();
      },
    });
    this.element.replaceChildren(
      h("header", {}, icon("sparkles"), h("h3", {}, t("chat.answers.title")), hide),
      h("ul", { role: "list" }, ...items.map((item) => h("li", {}, this.card(item)))),
    );
    this.said.textContent = items.length ? t("chat.answers.title") + ": " + items.map((item) => item.title).join(", ") : "";
  }

  card(item) {
    const body = h("div", { class: "talk-answer-body" });
    body.hidden = true;
    const head = h(
      "button",
      { type: "button", class: "talk-answer-head", "aria-expanded": "false", onclick: () => this.turn(item, head, body) },
      h("span", { class: "talk-answer-words" }, h("strong", { dir: "auto" }, item.title), h("span", { class: "talk-answer-summary", dir: "auto" }, item.summary)),
      icon("chevron-down"),
    );
    return h("article", { class: "talk-answer", lang: item.locale }, head, body);
  }

  /** Opens an article where it is, or shuts it. */
  async turn(item, head, body) {
    const open = body.hidden;
    body.hidden = !open;
    head.setAttribute("aria-expanded", String(open));
    if (!open || body.childElementCount) return;
    const path = "/api/help/articles/" + encodeURIComponent(item.slug);
    const answer = await ask("GET", path + "?locale=" + encodeURIComponent(locale));
    const text = h("div", { class: "talk-answer-text", dir: "auto", tabindex: "0", role: "region", "aria-label": item.title });
    if (answer.ok) text.append(...drawn(answer.body.html));
    else text.append(h("p", {}, item.summary));
    body.replaceChildren(
      text,
      h(
        "p",
        { class: "talk-answer-acts" },
        h("button", { type: "button", class: "btn btn-primary btn-sm", onclick: () => this.helped(path) }, icon("check"), t("chat.answers.helped")),
        h("a", { class: "btn btn-ghost btn-sm", href: "/help/" + encodeURIComponent(item.slug), target: "_blank", rel: "noopener" }, icon("external-link"), t("chat.answers.open")),
      ),
    );
  }

  helped(path) {
    ask("POST", path + "/helped");
    const kept = this.composer.text;
    this.hidden = true;
    this.composer.text = "";
    const back = h("button", {
      type: "button",
      class: "btn btn-ghost btn-sm",
      onclick: () => {
        this.composer.text = kept;
        this.element.hidden = true;
        this.composer.focus();
      },
    }, t("chat.answers.back"));
    this.element.replaceChildren(h("p", { class: "talk-answers-glad", role: "status" }, icon("circle-check"), t("chat.answers.glad"), kept && back));
    (kept ? back : this.composer.field).focus();
  }
}

/** Our own help centre's HTML as elements: what isn't known is only its text, and links lead to the web. */
function drawn(html) {
  const copy = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.data)];
    if (node.nodeType !== Node.ELEMENT_NODE) return [];
    const children = [...node.childNodes].flatMap(copy);
    if (node.tagName === "A") {
      const to = new URL(node.getAttribute("href") ?? "", location.href);
      return /^(https?|mailto):$/.test(to.protocol) ? [h("a", { href: to.href, target: "_blank", rel: "noopener noreferrer" }, ...children)] : children;
    }
    return KNOWN.has(node.tagName) ? [h(node.tagName.toLowerCase(), {}, ...children)] : children;
  };
  return [...new DOMParser().parseFromString(html, "text/html").body.childNodes].flatMap(copy);
}
