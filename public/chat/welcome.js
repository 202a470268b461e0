// What stands before the first message of a conversation: a greeting, when to expect an answer, topics, and for strangers who they are.

import { h, locale, n, t, trouble } from "./core.js";

/** The support's hours, once they are known. */
let hours;

export class Welcome {
  /** `focus()` goes to where one writes; `known()` is told when the hours are. */
  constructor({ session, page, focus, known }) {
    Object.assign(this, { session, page, focus, known });
    const name = this.session.person?.name;
    this.hoursLine = h("p", { class: "talk-hours" });
    this.topics = h("div", { class: "talk-topics", role: "group", "aria-label": t("chat.topics") });
    const parts = [
      h("p", { class: "talk-hello" }, name ? t("chat.hello.name", { name }) : t("chat.hello")),
      h("p", { class: "talk-lead" }, this.page ? t("chat.lead.page", { title: this.page.title }) : t("chat.lead")),
      this.hoursLine,
      this.topics,
    ];
    if (!this.session.known) parts.push(this.fields());
    this.drawTopics([1, 2, 3, 4].map((at) => t((this.page ? "chat.page_topic." : "chat.topic.") + at)));
    this.parts = parts;
  }

  fields() {
    const field = (name, type, label, autocomplete, help) => {
      const id = "talk-" + name;
      return h("label", { class: "field", for: id }, h("span", { class: "label" }, label), h("input", { id, class: "input", name, type, autocomplete, maxlength: name === "name" ? "80" : "254" }), help && h("span", { class: "help" }, help));
    };
    this.error = h("p", { class: "talk-why", role: "alert" });
    this.about = h(
      "form",
      { class: "talk-about", novalidate: true },
      field("name", "text", t("chat.your_name"), "name"),
      field("email", "email", t("chat.your_email"), "email", t("chat.your_email.help")),
      this.error,
    );
    this.about.addEventListener("submit", (event) => {
      event.preventDefault();
      this.focus();
    });
    return this.about;
  }

  who() {
    const value = (name) => this.about?.elements[name]?.value.trim();
    return { name: value("name"), email: value("email") };
  }

  drawTopics(topics) {
    const chip = (topic) =>
      h("button", {
        type: "button",
        class: "chip talk-topic",
        "aria-pressed": String(this.subject === topic),
        onclick: (event) => {
          this.subject = this.subject === topic ? undefined : topic;
          for (const other of this.topics.children) other.setAttribute("aria-pressed", String(other === event.currentTarget && Boolean(this.subject)));
          this.focus();
        },
      }, topic);
    this.topics.replaceChildren(...topics.map(chip));
  }

  async askHours() {
    if (this.page) return;
    if (!hours) {
      const answer = await this.session.ask("GET", "/api/chat/hours");
      if (!answer.ok) return;
      hours = answer.body;
    }
    if (hours.topics?.length && !this.subject) this.drawTopics(hours.topics.slice(0, 6));
    this.hoursLine.replaceChildren(h("span", { class: "talk-dot" + (hours.open ? " is-on" : "") }), this.hoursWords());
    this.known();
  }

  statusLine() {
    if (!hours) return "";
    return hours.open ? t("chat.open") : t("chat.closed");
  }

  hoursWords() {
    const { open, changes_at: changes, expected_reply_minutes: minutes } = hours;
    if (open) {
      if (minutes < 60) return t("chat.reply", { time: n("chat.minutes", Math.max(minutes, 1)) });
      return t("chat.reply", { time: n("chat.hours", Math.round(minutes / 60)) });
    }
    if (!changes) return t("chat.reply.mail");
    const at = new Intl.DateTimeFormat(locale, { weekday: "long", hour: "2-digit", minute: "2-digit" }).format(new Date(changes));
    return t("chat.reply.closed", { at });
  }

  /** The server didn't take who somebody said they are. */
  refuse(refused) {
    this.error.textContent = trouble(refused);
    const wrong = Object.keys(refused.body?.fields ?? {})[0];
    this.about.elements[wrong]?.focus();
  }
}
