//! The event stream in the browser: one for all tabs, held by the one that has the lock and shared over a channel.
//!
//! A native `EventSource` ends for good at the first answer that isn't a stream, so this one is rebuilt: with full
//! jitter from 1 to 30 seconds, at once when the tab is looked at again or the network is back, and when nothing was
//! heard for 45 seconds. Where there are no locks, every tab has a stream of its own.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::Array;
use landinghub::Rng;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{BroadcastChannel, EventSource, MessageEvent};

use super::device::{BrowserRng, Listener, Timer, now};
use super::locks::Lock;
use crate::http::{self, Body, Failed};

const NAME: &str = "lh-events";
/// What is listened for; what isn't the editor's is passed on to other tabs, where `public/live.js` listens.
const KINDS: [&str; 20] = [
    "hello",
    "hb",
    "bye",
    "reset",
    "page:ops",
    "presence",
    "session:ended",
    "chat:new_message",
    "chat:room_updated",
    "chat:read",
    "chat:typing",
    "chat:ai_delta",
    "order:updated",
    "new_sale",
    "listing:updated",
    "stock:alert",
    "notification",
    "notification:read",
    "page:moderated",
    "payout:updated",
];
/// The leader shows the other tabs that it lives so often, in milliseconds.
const TICK: i32 = 4_000;
/// A leader that didn't for so long is frozen.
const FROZEN: f64 = 10_000.0;
/// A stream that says nothing for so long is dead: signs of life come every 15 to 20 seconds.
const SILENCE: f64 = 45_000.0;

/// What a listener is told beside the stream's own events: the stream can't be had, ask some other way.
pub const POLL: &str = "poll";

struct Source {
    stream: EventSource,
    _listeners: Vec<Listener>,
}

impl Drop for Source {
    fn drop(&mut self) {
        self.stream.close();
    }
}

#[derive(Default)]
struct State {
    source: Option<Source>,
    channel: Option<BroadcastChannel>,
    lock: Option<Lock>,
    listeners: Vec<Listener>,
    /// The id of the last event, whoever heard it.
    last: Option<String>,
    leads: bool,
    /// Tries since the last `hello`.
    failures: u32,
    /// The last sign of life of the stream, or of the leader.
    heard: f64,
    beat: Option<Timer>,
    again: Option<Timer>,
}

/// Is told the name and the data of an event.
type Tell = Box<dyn Fn(&str, &str)>;

struct Inner {
    state: RefCell<State>,
    tell: Tell,
}

/// A tab's share in the stream; ends when dropped.
pub struct Live(Rc<Inner>);

impl Drop for Live {
    fn drop(&mut self) {
        // Everything in it refers to it weakly.
        if let Some(channel) = self.0.state.take().channel {
            channel.close();
        }
    }
}

/// Milliseconds from 0 to `most`.
fn jitter(most: u32) -> i32 {
    let mut bytes = [0_u8; 4];
    BrowserRng.fill(&mut bytes);
    i32::try_from(u32::from_le_bytes(bytes) % (most + 1)).unwrap_or_default()
}

fn is_visible() -> bool {
    let document = leptos::prelude::document();
    !document.hidden()
}

impl Live {
    /// Listens; `tell` gets each event's name and data.
    pub fn start(tell: impl Fn(&str, &str) + 'static) -> Self {
        let inner = Rc::new(Inner { state: RefCell::default(), tell: Box::new(tell) });
        inner.state.borrow_mut().heard = now();
        inner.ask_to_lead(false);
        if inner.state.borrow().lock.is_some() {
            inner.open_channel();
        } else {
            inner.lead();
        }
        let window: web_sys::EventTarget = leptos::prelude::window().into();
        let document: web_sys::EventTarget = leptos::prelude::document().into();
        let weak = Rc::downgrade(&inner);
        let wake = move |_| {
            if let Some(inner) = weak.upgrade().filter(|_| is_visible()) {
                inner.wake();
            }
        };
        let listeners = vec![
            Listener::new(&window, "online", false, wake.clone()),
            Listener::new(&window, "pageshow", false, wake.clone()),
            Listener::new(&document, "visibilitychange", false, wake),
        ];
        inner.state.borrow_mut().listeners.extend(listeners);
        inner.beat_later();
        Self(inner)
    }

    /// Tries at once; after logging in again.
    pub fn wake(&self) {
        self.0.wake();
    }
}

impl Inner {
    fn ask_to_lead(self: &Rc<Self>, steal: bool) {
        let (granted, taken) = (Rc::downgrade(self), Rc::downgrade(self));
        let lock = Lock::ask(
            NAME,
            steal,
            move || {
                if let Some(inner) = granted.upgrade() {
                    inner.lead();
                }
            },
            move || {
                if let Some(inner) = taken.upgrade() {
                    inner.follow();
                }
            },
        );
        let before = std::mem::replace(&mut self.state.borrow_mut().lock, lock);
        drop(before);
    }

    fn lead(self: &Rc<Self>) {
        {
            let mut state = self.state.borrow_mut();
            state.leads = true;
            state.failures = 0;
        }
        self.connect();
    }

    /// Another tab leads now; this one waits for its turn.
    fn follow(self: &Rc<Self>) {
        let old = {
            let mut state = self.state.borrow_mut();
            state.leads = false;
            state.heard = now();
            state.again = None;
            state.source.take()
        };
        drop(old);
        self.ask_to_lead(false);
    }

    fn open_channel(self: &Rc<Self>) {
        let Ok(channel) = BroadcastChannel::new(NAME) else { return };
        let weak = Rc::downgrade(self);
        let target: &web_sys::EventTarget = channel.unchecked_ref();
        let listener = Listener::new(target, "message", false, move |event| {
            let Some(inner) = weak.upgrade() else { return };
            let parts = Array::from(&event.unchecked_ref::<MessageEvent>().data());
            let part = |index| parts.get(index).as_string().unwrap_or_default();
            inner.overhear(&part(0), &part(1), &part(2));
        });
        let mut state = self.state.borrow_mut();
        state.channel = Some(channel);
        state.listeners.push(listener);
    }

    /// What the leader passes on.
    fn overhear(&self, kind: &str, id: &str, data: &str) {
        {
            let mut state = self.state.borrow_mut();
            if state.leads {
                return;
            }
            state.heard = now();
            state.failures = 0;
            if !id.is_empty() {
                state.last = Some(id.to_owned());
            }
        }
        if kind != "tick" {
            (self.tell)(kind, data);
        }
    }

    fn pass_on(&self, kind: &str, id: &str, data: &str) {
        if let Some(channel) = &self.state.borrow().channel {
            let parts = Array::of3(&kind.into(), &id.into(), &data.into());
            let _ = channel.post_message(&parts);
        }
    }

    fn connect(self: &Rc<Self>) {
        let mut url = "/api/events".to_owned();
        if let Some(last) = &self.state.borrow().last {
            url.push_str("?after=");
            url.push_str(last);
        }
        let Ok(stream) = EventSource::new(&url) else { return };
        let target: &web_sys::EventTarget = stream.unchecked_ref();
        let mut listeners = Vec::new();
        for kind in KINDS {
            let weak = Rc::downgrade(self);
            listeners.push(Listener::new(target, kind, false, move |event| {
                let message: &MessageEvent = event.unchecked_ref();
                let data = message.data().as_string().unwrap_or_default();
                hear(&weak, kind, &message.last_event_id(), &data);
            }));
        }
        let weak = Rc::downgrade(self);
        listeners.push(Listener::new(target, "error", false, move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.failed();
            }
        }));
        let mut state = self.state.borrow_mut();
        state.heard = now();
        state.again = None;
        let old = state.source.replace(Source { stream, _listeners: listeners });
        drop(state);
        drop(old);
    }

    /// Closes the stream and tries again later. Not from within one of its listeners: those must not be dropped while
    /// they run.
    fn reconnect_in(self: &Rc<Self>, milliseconds: i32) {
        let weak = Rc::downgrade(self);
        let mut state = self.state.borrow_mut();
        if let Some(source) = &state.source {
            source.stream.close();
        }
        state.again = Some(Timer::after(milliseconds, move || {
            if let Some(inner) = weak.upgrade() {
                inner.try_again();
            }
        }));
    }

    fn failed(self: &Rc<Self>) {
        let failures = {
            let mut state = self.state.borrow_mut();
            state.failures += 1;
            state.failures
        };
        let most = 1_000_u32 << failures.min(5);
        self.reconnect_in(jitter(most.min(30_000)));
    }

    /// After a failure it is asked first whether there is a session, which renews an old one.
    fn try_again(self: &Rc<Self>) {
        if !self.state.borrow().leads {
            return;
        }
        if self.state.borrow().failures == 0 {
            return self.connect();
        }
        let weak = Rc::downgrade(self);
        spawn_local(async move {
            let asked = http::send("GET", "/api/auth/me", &Body::Empty).await;
            let Some(inner) = weak.upgrade() else { return };
            match asked {
                Ok(_) => {
                    if inner.state.borrow().failures > 1 {
                        (inner.tell)(POLL, "");
                        inner.pass_on(POLL, "", "");
                    }
                    inner.connect();
                }
                Err(Failed::LoggedOut) => {
                    (inner.tell)("session:ended", "{}");
                    inner.pass_on("session:ended", "", "{}");
                }
                Err(_) => inner.failed(),
            }
        });
    }

    fn wake(self: &Rc<Self>) {
        let leads = {
            let mut state = self.state.borrow_mut();
            state.failures = 0;
            state.leads
        };
        let streams = self
            .state
            .borrow()
            .source
            .as_ref()
            .is_some_and(|source| source.stream.ready_state() != EventSource::CLOSED);
        if leads && !streams {
            self.reconnect_in(0);
        }
        (self.tell)(POLL, "");
    }

    fn beat_later(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let timer = Timer::after(TICK, move || {
            if let Some(inner) = weak.upgrade() {
                inner.beat();
            }
        });
        self.state.borrow_mut().beat = Some(timer);
    }

    fn beat(self: &Rc<Self>) {
        let (leads, silent, failures, shares) = {
            let state = self.state.borrow();
            (state.leads, now() - state.heard, state.failures, state.lock.is_some())
        };
        if leads {
            self.pass_on("tick", "", "");
            if silent > SILENCE && self.state.borrow().again.is_none() {
                self.failed();
            }
        } else if shares && silent > FROZEN && is_visible() {
            self.state.borrow_mut().heard = now();
            self.ask_to_lead(true);
        }
        if failures > 1 && is_visible() {
            (self.tell)(POLL, "");
        }
        self.beat_later();
    }
}

fn hear(inner: &Weak<Inner>, kind: &str, id: &str, data: &str) {
    let Some(inner) = inner.upgrade() else { return };
    {
        let mut state = inner.state.borrow_mut();
        state.heard = now();
        if kind == "hello" {
            state.failures = 0;
            if state.last.is_none() {
                state.last = cursor(data);
            }
        }
        if !id.is_empty() {
            state.last = Some(id.to_owned());
        }
    }
    if kind == "bye" {
        let bye: Bye = serde_json::from_str(data).unwrap_or_default();
        if bye.why == "auth" {
            // Perhaps only the access token was old: asking renews it.
            inner.state.borrow_mut().failures += 1;
        }
        return inner.reconnect_in(i32::try_from(bye.after_ms).unwrap_or_default().clamp(0, 120_000));
    }
    inner.pass_on(kind, id, data);
    (inner.tell)(kind, data);
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Bye {
    why: String,
    after_ms: i64,
}

#[derive(serde::Deserialize)]
struct Hello {
    epoch: String,
    head: i64,
}

/// Where a stream that has had no event yet would go on.
fn cursor(hello: &str) -> Option<String> {
    let hello: Hello = serde_json::from_str(hello).ok()?;
    let mut cursor = hello.epoch;
    cursor.push('-');
    cursor.push_str(&hello.head.to_string());
    Some(cursor)
}
