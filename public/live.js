// The event stream in the browser: one for all tabs, held by the tab that has the lock and shared over a channel, in
// the same words as the editor's own half (app/src/editor/live.rs).
//
// A page is told by events of its window: `lh:<event>` with the parsed data as `detail` (`lh:chat:new_message`,
// `lh:order:updated`, …), `lh:reset` where too much was missed and everything has to be fetched anew, `lh:online` and
// `lh:offline` as the connection comes and goes. Each numbered event is told once, in order, in every tab.
//
//   import { start, ask } from "/live.js";
//   start();                        // who is logged in
//   start({ token: () => token, name: "visitor" });  // a visitor of the chat; `name` keeps several apart

const KINDS =
  "hello hb bye reset chat:new_message chat:room_updated chat:read chat:typing chat:ai_delta order:updated new_sale " +
  "listing:updated stock:alert payout:updated notification notification:read page:ops page:moderated presence session:ended";
const PASSING = /^(hello|hb|bye|presence|session:ended|notification:read|chat:typing|chat:ai_delta)$/;
// Milliseconds. The leader shows that it lives; one that didn't for so long is frozen; a stream silent for so long is
// dead; one that hasn't greeted by then is held back by something in between.
const TICK = 4e3;
const FROZEN = 10e3;
const SILENCE = 45e3;
const GREETING = 12e3;
// Without a stream it is asked so often, seen and unseen, and the stream is tried again after so long.
const POLL = 5e3;
const POLL_HIDDEN = 30e3;
const TRY_STREAM = 60e3;
// A cursor of the page before is good for so long; later than that a page begins with what it was rendered with.
const FRESH = 60e3;

const fire = (name, detail) => dispatchEvent(new CustomEvent("lh:" + name, { detail }));
const visible = () => document.visibilityState === "visible";
const now = () => Date.now();

/** `[epoch, number]` of an event's id. */
const read = (id) => {
  const at = id.lastIndexOf("-");
  return [id.slice(0, at), Number(id.slice(at + 1))];
};

let renewing;

/**
 * Asks the API: `{ok, status, body, retry}`; status 0 without a network. A session whose access has run out is renewed
 * once. `token` is a visitor's.
 */
export async function ask(method, path, body, { token, signal, key } = {}) {
  const headers = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (token) headers.authorization = "Bearer " + token;
  if (key) headers["idempotency-key"] = key;
  const send = () =>
    fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  try {
    let response = await send();
    if (response.status === 401 && !token) {
      renewing ??= fetch("/api/auth/refresh", { method: "POST" }).finally(() => (renewing = undefined));
      if ((await renewing).ok) response = await send();
    }
    const text = await response.text();
    let parsed;
    try {
      parsed = text ? JSON.parse(text) : undefined;
    } catch {
      // A page of something in between.
    }
    const retry = Number(response.headers.get("retry-after")) || 0;
    return { ok: response.ok, status: response.status, body: parsed, retry };
  } catch {
    return { ok: false, status: 0, retry: 0 };
  }
}

class Live {
  constructor(token, name) {
    this.token = token;
    this.name = token ? "lh-events-" + name : "lh-events";
    this.failures = 0;
    this.online = undefined;
    this.ended = false;
    this.heard = now();
    this.held = [];
    this.begin = this.begin.bind(this);
    this.wake = this.wake.bind(this);
    this.beat = this.beat.bind(this);
    try {
      const { cursor, at } = JSON.parse(sessionStorage.getItem(this.name) ?? "{}");
      if (now() - at < FRESH) this.cursor = cursor;
    } catch {
      // No storage: a page begins with what it was rendered with.
    }
    addEventListener("online", this.wake);
    addEventListener("offline", () => this.leads && this.fail());
    document.addEventListener("visibilitychange", this.wake);
    addEventListener("pagehide", () => this.stop());
    addEventListener("pageshow", (event) => event.persisted && this.begin());
    this.begin();
  }

  begin() {
    this.stopped = this.ended = false;
    this.heard = now();
    if ("BroadcastChannel" in window) {
      this.channel = new BroadcastChannel(this.name);
      this.channel.onmessage = ({ data: [kind, id, data] }) => this.overhear(kind, id, data);
    }
    this.beating = setInterval(this.beat, TICK);
    if (navigator.locks && this.channel) {
      this.want(false);
      // Beside a leader there is no greeting: where it stands is asked for.
      setTimeout(() => !this.leads && !this.stopped && this.catchUp(), 200);
    } else this.lead();
  }

  /** Lets go of everything, so that the page may be kept for the way back, and others can lead. */
  stop() {
    this.stopped = true;
    this.leads = false;
    this.close();
    clearInterval(this.beating);
    clearTimeout(this.again);
    this.channel?.close();
    this.channel = undefined;
    this.release?.();
    this.waiting?.abort();
    this.save();
  }

  save() {
    try {
      if (this.cursor) sessionStorage.setItem(this.name, JSON.stringify({ cursor: this.cursor, at: now() }));
    } catch {
      // As above.
    }
  }

  // Who leads.

  want(steal) {
    this.waiting?.abort();
    const waiting = (this.waiting = new AbortController());
    const options = steal ? { steal } : { signal: waiting.signal };
    let held = false;
    navigator.locks
      .request(this.name, options, () => {
        if (this.stopped || waiting.signal.aborted) return undefined;
        held = true;
        return new Promise((release) => {
          this.release = release;
          this.lead();
        });
      })
      .catch(() => {
        if (this.stopped || waiting.signal.aborted) return;
        // There are no locks here (a frame in another site's page): this one has a stream of its own.
        if (!held) return this.lead();
        // Another tab took it; this one waits for its turn.
        this.leads = false;
        this.close();
        clearTimeout(this.again);
        this.heard = now();
        this.want(false);
      });
  }

  lead() {
    this.leads = true;
    this.failures = 0;
    this.connect();
  }

  beat() {
    const silent = now() - this.heard;
    if (this.leads) {
      if (!this.ended) this.pass("tick", "", "");
      if (this.source && silent > SILENCE) this.fail();
    } else if (silent > FROZEN && visible() && navigator.locks) {
      this.heard = now();
      this.want(true);
    }
  }

  /** Looked at again, or the network is back: what was missed is asked for at once. */
  wake() {
    if (this.stopped || !visible()) return;
    if (this.ended) {
      this.stop();
      this.begin();
    } else if (!this.leads) {
      this.catchUp();
    } else if (!this.source || now() - this.heard > 25e3) {
      this.failures = 0;
      this.close();
      this.retryIn(0);
    }
  }

  pass(kind, id, data) {
    this.channel?.postMessage([kind, id, data]);
  }

  overhear(kind, id, data) {
    if (this.leads) return;
    this.heard = now();
    if (kind === "offline") this.say(false);
    else if (kind !== "tick") this.take(kind, id, data);
  }

  // The stream.

  async connect() {
    this.close();
    let address = "/api/events?" + (this.cursor ? "after=" + encodeURIComponent(this.cursor) : "");
    if (this.token) {
      const ticket = await ask("POST", "/api/events/ticket", undefined, { token: this.token() });
      if (!this.leads) return;
      if (ticket.status === 401) return this.end();
      if (!ticket.ok) return this.fail();
      address += "&ticket=" + encodeURIComponent(ticket.body.ticket);
    }
    this.stuck = "";
    const source = (this.source = new EventSource(address));
    this.heard = now();
    this.greeting = setTimeout(() => {
      // Open, but nothing comes: it is held back on its way.
      this.failures = Math.max(this.failures, 2);
      this.fail();
    }, GREETING);
    source.onerror = () => source === this.source && this.fail();
    for (const kind of KINDS.split(" ")) {
      source.addEventListener(kind, (event) => source === this.source && this.hear(kind, event));
    }
  }

  close() {
    clearTimeout(this.greeting);
    this.source?.close();
    this.source = undefined;
  }

  hear(kind, { lastEventId, data }) {
    this.heard = now();
    if (kind === "hello") {
      clearTimeout(this.greeting);
      this.failures = 0;
    }
    if (kind === "bye") {
      const { why, after_ms } = JSON.parse(data);
      this.close();
      // Perhaps only the access has run out: whoever asks before the next try renews it.
      if (why === "auth") this.failures ||= 1;
      return this.retryIn(Math.min(Math.max(after_ms || 0, 0), 120e3));
    }
    // An ending may be the access only; `retry` finds out.
    if (kind === "session:ended") return;
    // The last id sticks to events that have none of their own.
    const id = lastEventId === this.stuck ? "" : lastEventId;
    this.stuck = lastEventId;
    this.pass(kind, id, data);
    this.take(kind, id, data);
  }

  fail() {
    this.close();
    if (!this.leads) return;
    this.failures++;
    if (this.failures < 3 || !navigator.onLine) {
      this.say(false);
      this.pass("offline", "", "");
    }
    this.retryIn(Math.random() * Math.min(30e3, 1e3 * 2 ** Math.min(this.failures, 5)));
  }

  retryIn(milliseconds) {
    clearTimeout(this.again);
    this.again = setTimeout(() => this.retry(), milliseconds);
  }

  /**
   * After a failure what was missed is asked for first, which tells whether there is a network and a session; where the
   * stream fails and this doesn't, it goes on like this.
   */
  async retry() {
    if (!this.leads) return;
    if (!this.failures) return this.connect();
    const found = await this.catchUp(true);
    if (!this.leads || this.source) return;
    if (found === "ended") return this.end();
    if (found !== "ok") return this.fail();
    const blocked = this.failures >= 3;
    if (!blocked || now() - (this.tried ?? 0) > TRY_STREAM) {
      this.tried = now();
      return this.connect();
    }
    this.say(true);
    this.retryIn(visible() ? POLL : POLL_HIDDEN);
  }

  end() {
    if (this.ended) return;
    this.ended = true;
    this.close();
    this.pass("session:ended", "", "{}");
    fire("session:ended", {});
    // Whoever has a session shall lead.
    this.leads = false;
    this.release?.();
  }

  say(online) {
    if (this.online === online) return;
    this.online = online;
    fire(online ? "online" : "offline", {});
  }

  // What is told.

  take(kind, lastId, data) {
    // The last id sticks to events that have none of their own.
    const id = PASSING.test(kind) ? "" : lastId;
    if (kind === "session:ended") {
      if (!this.ended) fire(kind, {});
      return;
    }
    let detail;
    try {
      detail = JSON.parse(data || "{}");
    } catch {
      return;
    }
    if (kind === "hello") {
      const at = detail.epoch + "-" + detail.head;
      if (!this.cursor) this.cursor = at;
      else if (!this.leads) this.compare(detail.epoch, detail.head);
      this.say(true);
    } else if (kind === "hb") {
      if (this.cursor) this.compare(read(this.cursor)[0], detail.head);
      this.say(true);
      this.save();
    } else if (kind === "reset") {
      this.cursor = id;
      this.held = [];
      fire("reset", {});
    } else if (kind === "poll") {
      this.catchUp();
    } else if (!id) {
      fire(kind, detail);
    } else if (this.asking) {
      // What was missed is on its way and comes first.
      this.held.push([kind, id, detail]);
    } else {
      this.tell(kind, id, detail);
    }
  }

  tell(kind, id, detail) {
    const [epoch, number] = read(id);
    if (this.cursor) {
      const [mine, last] = read(this.cursor);
      if (mine === epoch && number <= last) return;
      // The leader's stream is in order; over the channel something may have been lost while this tab slept.
      if (!this.leads && !this.asking && (mine !== epoch || number > last + 1)) {
        this.held.push([kind, id, detail]);
        this.catchUp();
        return;
      }
    }
    this.cursor = id;
    fire(kind, detail);
    this.save();
  }

  /** The head says whether something was missed. */
  compare(epoch, head) {
    const [mine, last] = read(this.cursor);
    if (mine !== epoch || head > last) this.catchUp();
  }

  /** Asks for what was missed: `ok`, `ended` (no session any more) or `down`. */
  catchUp() {
    this.asking ??= this.missed().finally(() => {
      this.asking = undefined;
      const held = this.held;
      this.held = [];
      for (const event of held) this.tell(...event);
    });
    return this.asking;
  }

  async missed() {
    const since = this.cursor;
    const path = "/api/events/poll" + (since ? "?after=" + encodeURIComponent(since) : "");
    const { ok, status, body } = await ask("GET", path, undefined, { token: this.token?.() });
    if (status === 401) return "ended";
    if (!ok || !body) return "down";
    if (this.stopped) return "ok";
    if (body.reset) {
      this.cursor = body.cursor;
      this.held = [];
      fire("reset", {});
      if (!this.leads) this.say(true);
      return "ok";
    }
    for (const { id, event, data } of body.events) this.tell(event, id, data);
    // Beyond them is only what this account may not see any more.
    const [mine, last] = read(this.cursor ?? body.cursor);
    if (!this.cursor || mine !== read(body.cursor)[0] || body.head > last) this.cursor = body.cursor;
    this.save();
    if (!this.leads) this.say(true);
    // A leader without a stream shares what it was told by asking its tabs to ask.
    if (this.leads && !this.source && body.events.length) this.pass("poll", "", "");
    return "ok";
  }
}

let account;
let visitor;

/** Begins, once a page; `token` gives a visitor's token, `name` says which visitor it is. */
export function start({ token, name } = {}) {
  if (token) return (visitor ??= new Live(token, name));
  return (account ??= new Live());
}
