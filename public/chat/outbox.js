// Messages on their way. Each has an id that the server knows it by, so that sending one twice stores it once; they are
// kept in this browser until the server has them, and go out one after the other.

import { keep, newId, trouble } from "./core.js";

export class Outbox {
  /** `send(item)` answers as `ask` does; `changed()` is told after every step; `sent(item, body)` of what was stored. */
  constructor(name, { send, changed, sent }) {
    this.name = "out:" + name;
    this.send = send;
    this.changed = changed;
    this.sent = sent;
    this.items = (keep.get(this.name) ?? []).map((item) => ({ ...item, state: "waiting" }));
    this.online = () => this.flush();
    addEventListener("online", this.online);
    addEventListener("lh:online", this.online);
    if (this.items.length) queueMicrotask(this.online);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.online);
    removeEventListener("lh:online", this.online);
  }

  rename(name) {
    keep.set(this.name, undefined);
    this.name = "out:" + name;
    this.save();
  }

  save() {
    keep.set(this.name, this.items.length ? this.items : undefined);
    this.changed();
  }

  add(message, attachments, more = {}) {
    this.items.push({ ...more, client_id: newId(), message, attachments, created_at: new Date().toISOString(), state: "waiting" });
    this.save();
    this.flush();
  }

  retry(item) {
    item.state = "waiting";
    this.save();
    this.flush();
  }

  drop(item) {
    this.items = this.items.filter((other) => other !== item);
    this.save();
  }

  /** The stream may tell of a message before the answer to its sending arrives. */
  arrived(clientId) {
    const item = this.items.find((other) => other.client_id === clientId);
    if (!item) return;
    this.items = this.items.filter((other) => other !== item);
    keep.set(this.name, this.items.length ? this.items : undefined);
  }

  async flush() {
    if (this.busy || this.closed) return;
    this.busy = true;
    clearTimeout(this.timer);
    for (;;) {
      // Without a network they wait; what was refused waits for its writer.
      const item = this.items.find((other) => other.state === "waiting" || (other.state === "failed" && other.offline));
      if (!item) break;
      item.state = "sending";
      this.changed();
      const answer = await this.send(item);
      if (answer.ok) {
        this.items = this.items.filter((other) => other !== item);
        keep.set(this.name, this.items.length ? this.items : undefined);
        this.sent(item, answer.body);
        continue;
      }
      const later = answer.status === 429 || answer.status === 503;
      item.state = later ? "waiting" : "failed";
      item.offline = answer.status === 0 || answer.status >= 500;
      item.why = trouble(answer);
      this.save();
      if (later || item.offline) {
        this.tries = (this.tries ?? 0) + 1;
        const wait = later ? Math.max(answer.retry, 1) * 1e3 : Math.min(30e3, 1e3 * 2 ** this.tries);
        this.timer = setTimeout(this.online, wait * (0.75 + Math.random() / 2));
        break;
      }
    }
    if (!this.items.length) this.tries = 0;
    this.busy = false;
    this.changed();
  }
}
