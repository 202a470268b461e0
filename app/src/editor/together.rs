//! Changes of others: taken in as the event stream tells of them, asked for where it can't, and told where they meet
//! one's own.

use landinghub::api::MissedBatch;
use landinghub::document::{NodeId, Prop};
use landinghub::editing::{Clash, Rebased};
use landinghub::live::{Missed, PageOps, Presence};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::{Timer, now};
use super::live::{Live, POLL};
use super::state::{Editor, Status};
use crate::http::{self, Body};

/// What arrived less than so many milliseconds ago was changed by both at once.
const AT_ONCE: f64 = 15_000.0;
/// Whoever drags is not disturbed; this is how often it is looked whether they still do, in milliseconds.
const LATER: i32 = 400;

/// A tab's part in editing together.
#[derive(Default)]
pub struct Together {
    live: Option<Live>,
    asking: bool,
    later: Option<Timer>,
    pub(super) greeting: Option<Timer>,
    /// Whose tab this is.
    pub(super) me: Option<String>,
}

impl Editor {
    /// Takes part from now on, until the screen goes.
    pub fn go_live(self) {
        let me = crate::boot::use_boot().person.map(|person| person.name);
        let live = Live::start(move |kind, data| {
            if self.is_alive() {
                self.told(kind, data);
            }
        });
        self.core(|core| {
            core.together.live = Some(live);
            core.together.me = me;
        });
        on_cleanup(move || {
            let live = self.core(|core| core.together.live.take());
            drop(live);
        });
        self.announce();
    }

    /// After logging in again.
    pub fn wake_live(self) {
        self.with(|core| {
            if let Some(live) = &core.together.live {
                live.wake();
            }
        });
    }

    fn told(self, kind: &str, data: &str) {
        match kind {
            "page:ops" => {
                let Ok(batch) = serde_json::from_str::<PageOps>(data) else { return };
                if batch.page_id != self.branch() {
                    return;
                }
                let PageOps { revision, client, seq, ops, .. } = batch;
                match ops {
                    Some(ops) => self.hear(&MissedBatch { revision, client, seq, ops }),
                    None => self.ask_missed(),
                }
            }
            "presence" => {
                if let Ok(presence) = serde_json::from_str::<Presence>(data) {
                    self.meet(presence);
                }
            }
            "hello" => {
                self.ask_missed();
                self.greet();
            }
            "reset" | POLL => self.ask_missed(),
            "session:ended" => self.set_status(Status::LoggedOut),
            _ => {}
        }
    }

    fn hear(self, batch: &MissedBatch) {
        if self.with(|core| core.drag.is_some()) {
            return self.ask_later();
        }
        let heard = self.core(|core| {
            if now() - core.saver.arrived > AT_ONCE {
                core.session.forget_recent();
            }
            core.session.hear(batch)
        });
        match heard {
            Some(rebased) => self.take_in(rebased, false),
            None => self.ask_missed(),
        }
    }

    fn ask_later(self) {
        let timer = Timer::after(LATER, move || {
            if self.is_alive() {
                self.ask_missed();
            }
        });
        self.core(|core| core.together.later = Some(timer));
    }

    /// Asks what came after the last revision that is known here.
    pub fn ask_missed(self) {
        if self.with(|core| core.drag.is_some()) {
            return self.ask_later();
        }
        if matches!(self.status.get_untracked(), Status::Offline | Status::LoggedOut)
            || self.core(|core| std::mem::replace(&mut core.together.asking, true))
        {
            return;
        }
        spawn_local(async move {
            let after = self.with(|core| core.session.revision());
            let path = format!("/api/pages/{}/ops?after={after}", self.branch());
            let answer = http::call::<Missed>("GET", &path, Body::Empty).await;
            if !self.is_alive() {
                return;
            }
            self.core(|core| core.together.asking = false);
            let Ok(Missed { revision, missed }) = answer else { return };
            if revision <= self.with(|core| core.session.revision()) {
                return;
            }
            if self.with(|core| core.drag.is_some()) {
                return self.ask_later();
            }
            match self.core(|core| core.session.rebase(revision, &missed)) {
                Some(rebased) => self.take_in(rebased, false),
                // Too much, or it doesn't fit: the whole page.
                None => {
                    let _ = self.fetch_quietly().await;
                }
            }
        });
    }

    /// A conflict while saving was settled.
    pub fn tell_rebased(self, rebased: Rebased) {
        self.take_in(rebased, true);
    }

    /// Shows what came in. What met one's own work is told; the rest only where `aloud`.
    fn take_in(self, rebased: Rebased, aloud: bool) {
        let Rebased { touched, dropped, kept, lost, clients, blocks } = rebased;
        if !touched.is_empty() {
            self.show(touched);
        }
        // What was unsaved may have come along.
        self.keep_note();
        if self.with(|core| core.session.is_saved()) {
            if self.status.get_untracked() == Status::Saving {
                self.set_status(Status::Saved);
            }
        } else {
            self.schedule_save();
        }
        let who = self.called(&clients);
        if dropped > 0 {
            self.bad(self.i.n("editor.merged.dropped", u64::try_from(dropped).unwrap_or_default()));
        }
        let notice = match (kept.first(), lost.first()) {
            (Some(value), _) => {
                let what = self.what(value);
                Some((
                    self.i.t_with("editor.merged.kept", &[("who", &who), ("what", &what)]),
                    self.where_is(value),
                ))
            }
            (None, Some(value)) => {
                let what = self.what(value);
                Some((
                    self.i.t_with("editor.merged.lost", &[("who", &who), ("what", &what)]),
                    self.where_is(value),
                ))
            }
            (None, None) if aloud && !clients.is_empty() => {
                let block = blocks.first().cloned();
                let text = match &block {
                    Some(id) if blocks.len() == 1 => {
                        self.i.t_with("editor.merged.block", &[("who", &who), ("what", &self.name(id))])
                    }
                    _ => self.i.t_with(
                        "editor.merged.blocks",
                        &[("who", &who), ("count", &blocks.len().to_string())],
                    ),
                };
                Some((text, block))
            }
            _ => None,
        };
        let Some((text, block)) = notice else { return };
        match block {
            Some(id) => {
                let show = Callback::new(move |()| {
                    if self.is_alive() {
                        self.reveal(&id);
                    }
                });
                self.offer(text, self.i.t("editor.merged.show"), show);
            }
            None => self.good(text),
        }
    }

    fn where_is(self, value: &Clash) -> Option<NodeId> {
        self.doc(|document| value.node(document))
    }

    /// A value in words.
    fn what(self, value: &Clash) -> String {
        let name = self.where_is(value).map(|id| self.name(&id)).unwrap_or_default();
        let key = match value {
            Clash::Prop(_, prop) if *prop == Prop::TEXT => "text",
            Clash::Prop(..) => "prop",
            Clash::Declaration(key) if key.property.css().contains("color") => "color",
            Clash::Declaration(_) => "style",
            Clash::Place(_) => "place",
            Clash::Token(_) => return self.i.t("editor.clash.theme").to_owned(),
            Clash::Meta(_) => return self.i.t("editor.clash.page").to_owned(),
        };
        let name = [("name", name.as_str())];
        match key {
            "text" => self.i.t_with("editor.clash.text", &name),
            "prop" => self.i.t_with("editor.clash.prop", &name),
            "color" => self.i.t_with("editor.clash.color", &name),
            "place" => self.i.t_with("editor.clash.place", &name),
            _ => self.i.t_with("editor.clash.style", &name),
        }
    }
}
