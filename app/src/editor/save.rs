//! Saving: within a second of a change, one batch at a time, again until it has arrived.

use landinghub::api::{MissedBatch, Page, Revised};
use landinghub::editing::Rebased;
use landinghub::{Code, Problem, Rng};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::{BrowserRng, Timer, now};
use super::state::{Editor, Status};
use crate::http::{self, Failed};

/// Time from a change to its post.
const DELAY: i32 = 600;
/// Waits between tries: doubled each time, never longer than this.
const LONGEST_WAIT: i32 = 20_000;

/// Where saving stands.
#[derive(Default)]
pub struct Saver {
    timer: Option<Timer>,
    busy: bool,
    failures: u32,
    /// When something last arrived, in milliseconds since 1970.
    pub arrived: f64,
}

/// A wait before the next try: longer after each failure, and never the same for everybody.
fn wait(failures: u32) -> i32 {
    let most = (1_000_i32 << failures.min(5)).min(LONGEST_WAIT);
    let mut byte = [0_u8];
    BrowserRng.fill(&mut byte);
    most / 2 + most / 2 * i32::from(byte[0]) / 255
}

impl Editor {
    /// A change is being made: nobody is told that all is saved.
    pub fn will_save(self) {
        if self.status.get_untracked() == Status::Saved {
            self.set_status(Status::Saving);
        }
    }

    /// Whatever was being made came to nothing.
    pub fn wont_save(self) {
        if self.status.get_untracked() == Status::Saving && self.with(|core| core.session.is_saved()) {
            self.set_status(Status::Saved);
        }
    }

    /// A change was made: post it soon, together with what follows at once.
    pub fn schedule_save(self) {
        if !matches!(self.status.get_untracked(), Status::Offline | Status::LoggedOut) {
            self.set_status(Status::Saving);
        }
        self.keep_note();
        let waiting = self.with(|core| core.saver.timer.is_some() || core.saver.busy);
        if !waiting {
            self.save_after(DELAY);
        }
    }

    fn save_after(self, milliseconds: i32) {
        let timer = Timer::after(milliseconds, move || {
            if self.is_alive() {
                self.save_now();
            }
        });
        self.core(|core| core.saver.timer = Some(timer));
    }

    pub(super) fn set_status(self, status: Status) {
        if self.status.get_untracked() != status {
            self.status.set(status);
        }
    }

    /// Posts what there is to post, unless that is going on already.
    pub fn save_now(self) {
        let start = self.core(|core| {
            core.saver.timer = None;
            !std::mem::replace(&mut core.saver.busy, true)
        });
        if start {
            spawn_local(async move {
                let done = self.post_all().await;
                if self.is_alive() {
                    self.core(|core| core.saver.busy = false);
                    self.after_save(done);
                }
            });
        }
    }

    /// Waits until everything has arrived. False if that can't be done now.
    pub async fn saved(self) -> bool {
        self.commit_inline();
        for _ in 0..100 {
            if !self.is_alive() {
                return false;
            }
            if self.with(|core| core.session.is_saved()) {
                return true;
            }
            if matches!(self.status.get_untracked(), Status::Offline | Status::LoggedOut | Status::Wrong(_)) {
                return false;
            }
            self.save_now();
            super::device::pause(60).await;
        }
        false
    }

    fn after_save(self, done: Result<(), Failed>) {
        match done {
            Ok(()) => {
                self.core(|core| core.saver.failures = 0);
                self.keep_note();
                self.set_status(Status::Saved);
                return;
            }
            Err(Failed::LoggedOut) => {
                self.set_status(Status::LoggedOut);
                return;
            }
            Err(Failed::Offline) => {
                self.set_status(Status::Offline);
            }
            Err(Failed::Problem(problem)) => {
                let text = match problem.code {
                    Code::NotFound | Code::Gone => self.i.t("editor.status.page_gone").to_owned(),
                    Code::Conflict => self.i.t("editor.status.in_trash").to_owned(),
                    Code::RateLimited => self.i.t("editor.status.slow_down").to_owned(),
                    _ => self.i.t("editor.status.wrong").to_owned(),
                };
                self.set_status(Status::Wrong(text));
                if matches!(problem.code, Code::NotFound | Code::Gone | Code::Forbidden | Code::Suspended) {
                    return;
                }
            }
        }
        let failures = self.core(|core| {
            core.saver.failures += 1;
            core.saver.failures
        });
        self.save_after(wait(failures));
    }

    /// The network is back, or somebody asks: try at once.
    pub fn retry_save(self) {
        self.core(|core| core.saver.failures = 0);
        if !self.with(|core| core.session.is_saved()) {
            self.set_status(Status::Saving);
            self.save_now();
        } else if matches!(self.status.get_untracked(), Status::Offline | Status::LoggedOut) {
            self.set_status(Status::Saved);
        }
    }

    /// The browser says that there is no network.
    pub fn cut_off(self) {
        if matches!(self.status.get_untracked(), Status::Saved | Status::Saving) {
            self.set_status(Status::Offline);
        }
    }

    async fn post_all(self) -> Result<(), Failed> {
        let path = format!("/api/pages/{}/ops", self.branch());
        loop {
            if !self.is_alive() {
                return Ok(());
            }
            let Some(batch) = self.core(|core| core.session.batch()) else { return Ok(()) };
            if self.with(|core| core.session.has_more()) {
                // This number stands for these changes only.
                self.keep_note();
            }
            let answer = http::call::<Revised>("POST", &path, http::json(&batch)).await;
            if !self.is_alive() {
                return Ok(());
            }
            match answer {
                Ok(revised) => self.core(|core| {
                    core.session.saved(batch.seq, revised.revision);
                    core.saver.arrived = now();
                }),
                Err(Failed::Problem(problem)) if problem.code == Code::RevisionConflict => {
                    self.catch_up(&problem).await?
                }
                Err(Failed::Problem(problem))
                    if matches!(
                        problem.code,
                        Code::ValidationFailed | Code::Malformed | Code::PayloadTooLarge
                    ) =>
                {
                    if let Some(rebased) = self.core(|core| core.session.refused()) {
                        if rebased.dropped > 0 {
                            self.bad(problem.detail);
                        }
                        self.tell_rebased(rebased);
                    }
                }
                Err(failed) => return Err(failed),
            }
        }
    }

    /// Somebody was faster: take their changes in and go on.
    async fn catch_up(self, problem: &Problem) -> Result<(), Failed> {
        let extra = problem.extra.as_ref();
        let revision = extra.and_then(|extra| extra.get("revision")).and_then(serde_json::Value::as_u64);
        let missed = extra
            .and_then(|extra| extra.get("missed"))
            .and_then(|missed| serde_json::from_str::<Vec<MissedBatch>>(&missed.to_string()).ok());
        if let (Some(revision), Some(missed)) = (revision, missed)
            && let Some(rebased) = self.core(|core| core.session.rebase(revision, &missed))
        {
            self.tell_rebased(rebased);
            return Ok(());
        }
        self.fetch_again().await
    }

    /// Takes the server's document as the base and puts unsaved changes on top.
    pub(super) async fn fetch_again(self) -> Result<(), Failed> {
        let rebased = self.fetch().await?;
        if let Some(rebased) = rebased {
            self.tell_rebased(rebased);
        }
        Ok(())
    }

    /// The same, without a word about it.
    pub async fn fetch_quietly(self) -> Result<(), Failed> {
        if let Some(rebased) = self.fetch().await? {
            self.show(rebased.touched);
        }
        Ok(())
    }

    async fn fetch(self) -> Result<Option<Rebased>, Failed> {
        let page =
            http::call::<Page>("GET", &format!("/api/pages/{}", self.branch()), http::Body::Empty).await?;
        let document = page.document.filter(|_| self.is_alive());
        Ok(document.map(|document| self.core(|core| core.session.replace(document, page.revision))))
    }

    /// The page goes away: hand the browser what is unsaved. What doesn't arrive is on this device.
    pub fn leave(self) {
        self.commit_inline();
        self.say_goodbye();
        if self.with(|core| core.session.is_saved()) {
            return;
        }
        let path = format!("/api/pages/{}/ops", self.branch());
        if let Some(batch) = self.core(|core| core.session.batch()) {
            self.keep_note();
            http::send_and_leave(&path, &serde_json::to_string(&batch).unwrap_or_default());
        }
    }
}
