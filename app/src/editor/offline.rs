//! Unsaved work on this device, should the tab die before it arrives: one row a tab in IndexedDB, renewed with every
//! change and gone once all is saved. A tab that lives holds a lock; rows of tabs without one are taken over.
//!
//! The database answers a little later, and a tab may die before: until then the row is in a journal that is written
//! within the change's own task.

use js_sys::futures::JsFuture;
use js_sys::{Array, Promise};
use landinghub::Code;
use landinghub::editing::Unsaved;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IdbDatabase, IdbKeyRange, IdbObjectStore, IdbRequest, IdbTransactionMode};

use super::device::{notes, now, pause};
use super::locks::{self, Lock};
use super::state::{Editor, Status};
use crate::http::{self, Failed};

const DATABASE: &str = "landinghub";
const STORE: &str = "unsaved";
/// Without locks: a row that wasn't renewed for so long, in milliseconds, is a dead tab's.
const SILENCE: f64 = 30_000.0;
/// The names of the journal's rows begin so.
const JOURNAL: &str = "lh.unsaved/";
/// Bytes of a row in the journal at the most: all of a browser's notes have a few megabytes together.
const MOST: usize = 128 << 10;

/// Where writing the row stands.
#[derive(Default)]
pub struct Notes {
    busy: bool,
    again: bool,
    /// That there is no room was said already.
    full: bool,
    lock: Option<Lock>,
    /// Of other tabs, to be there when they end.
    others: Vec<(String, Lock)>,
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    /// When, in milliseconds since 1970.
    at: f64,
    unsaved: Unsaved,
}

async fn done(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let promise = Promise::new(&mut |good, bad| {
        request.set_onsuccess(Some(&good));
        request.set_onerror(Some(&bad));
    });
    JsFuture::from(promise).await?;
    request.result()
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let factory = window().indexed_db()?.ok_or(JsValue::NULL)?;
    let request = factory.open_with_u32(DATABASE, 1)?;
    let made = request.clone();
    let upgrade = Closure::<dyn FnMut()>::new(move || {
        if let Ok(database) = made.result() {
            let _ = database.unchecked_into::<IdbDatabase>().create_object_store(STORE);
        }
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    Ok(done(&request).await?.unchecked_into())
}

/// Works on the store and waits until it is on the disk.
async fn store(
    mode: IdbTransactionMode,
    work: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>,
) -> Result<JsValue, JsValue> {
    let database = open().await?;
    let transaction = database.transaction_with_str_and_mode(STORE, mode)?;
    let request = work(&transaction.object_store(STORE)?)?;
    let committed = Promise::new(&mut |good, bad| {
        transaction.set_oncomplete(Some(&good));
        transaction.set_onabort(Some(&bad));
    });
    let outcome = JsFuture::from(committed).await;
    database.close();
    outcome?;
    request.result()
}

/// Rows of this page's tabs.
async fn rows(page: &str) -> Vec<(String, String)> {
    let prefix = [page, "/"].concat();
    // The journal's are newer. It is read first: what its tab moves to the database meanwhile is found there.
    let mut rows = notes::all(JOURNAL);
    rows.retain(|(name, _)| name.starts_with(&prefix));
    let range = || IdbKeyRange::bound(&prefix.as_str().into(), &format!("{prefix}\u{ffff}").into());
    let keys =
        store(IdbTransactionMode::Readonly, |store| store.get_all_keys_with_key(&range()?.into())).await;
    for key in keys.map(|keys| Array::from(&keys)).unwrap_or_default().iter() {
        let text = store(IdbTransactionMode::Readonly, |store| store.get(&key)).await;
        if let (Some(key), Some(text)) = (key.as_string(), text.ok().and_then(|text| text.as_string()))
            && !rows.iter().any(|(name, _)| *name == key)
        {
            rows.push((key, text));
        }
    }
    rows
}

fn journal(name: &str) -> String {
    [JOURNAL, name].concat()
}

async fn remove(name: &str) {
    notes::remove(&journal(name));
    // What can't be removed is recovered once more, which changes nothing.
    let _ = store(IdbTransactionMode::Readwrite, |store| store.delete(&name.into())).await;
}

fn lock_name(client: &str) -> String {
    format!("lh-editor-{client}")
}

/// The lock of the tab whose row this is.
fn lock_of(row: &str) -> String {
    lock_name(row.rsplit_once('/').map_or("", |(_, client)| client))
}

impl Editor {
    /// From now on this tab counts as alive.
    pub fn be_alive(self) {
        let client = self.with(|core| core.session.client().to_owned());
        let lock = Lock::ask(&lock_name(&client), false, || {}, || {});
        self.core(|core| core.notes.lock = lock);
    }

    /// Takes over what other tabs leave unsaved when they end. One that was closed a moment ago may still count as alive.
    pub fn outlive_others(self) {
        let (page, client) = self.with(|core| (core.branch.clone(), core.session.client().to_owned()));
        spawn_local(async move {
            for (name, _) in rows(&page).await {
                let other = lock_of(&name);
                if other == lock_name(&client) || !self.is_alive() {
                    continue;
                }
                let (page, theirs) = (page.clone(), other.clone());
                let ended = move || {
                    let (page, theirs) = (page.clone(), theirs.clone());
                    spawn_local(async move {
                        let found = dead_tabs(&page, Some(&theirs)).await;
                        if self.is_alive() {
                            self.recover(found);
                            // What couldn't be asked about is for whoever comes next.
                            self.core(|core| core.notes.others.retain(|(name, _)| *name != theirs));
                        }
                    });
                };
                let lock = Lock::ask(&other, false, ended, || {});
                self.core(|core| core.notes.others.extend(lock.map(|lock| (other, lock))));
            }
        });
    }

    /// This tab's row: its name, and what is in it if anything is unsaved.
    fn note(self) -> (String, Option<String>) {
        let (name, unsaved) = self.with(|core| {
            ([core.branch.as_str(), "/", core.session.client()].concat(), core.session.unsaved())
        });
        (name, unsaved.and_then(|unsaved| serde_json::to_string(&Note { at: now(), unsaved }).ok()))
    }

    /// Brings this tab's row up to date.
    pub fn keep_note(self) {
        let (name, note) = self.note();
        match note.filter(|note| note.len() <= MOST) {
            Some(note) => notes::set(&journal(&name), &note),
            None => notes::remove(&journal(&name)),
        }
        let start = self.core(|core| {
            core.notes.again = true;
            !std::mem::replace(&mut core.notes.busy, true)
        });
        if start {
            spawn_local(async move {
                // What was changed is seen first.
                pause(0).await;
                while self.is_alive() && self.core(|core| std::mem::take(&mut core.notes.again)) {
                    self.write_note().await;
                }
                if self.is_alive() {
                    self.core(|core| core.notes.busy = false);
                }
            });
        }
    }

    async fn write_note(self) {
        let (name, note) = self.note();
        let Some(note) = note else { return remove(&name).await };
        let kept = store(IdbTransactionMode::Readwrite, |store| {
            store.put_with_key(&note.as_str().into(), &name.as_str().into())
        })
        .await;
        if kept.is_ok() {
            // Unless something was changed meanwhile, which the journal has already.
            if self.core(|core| !core.notes.again) {
                notes::remove(&journal(&name));
            }
        } else if self.is_alive() {
            // Only worth a word where the server can't take it either, and once.
            let waiting = !matches!(self.status.get_untracked(), Status::Saved | Status::Saving);
            if waiting && !self.core(|core| std::mem::replace(&mut core.notes.full, true)) {
                self.bad(self.i.t("editor.offline.no_room"));
            }
        }
    }

    /// Makes the changes of tabs that died again, on top of the page as it is now, as one step.
    pub fn recover(self, found: Vec<Unsaved>) {
        let (gesture, mut recovered) = (self.gesture(), 0_u64);
        for op in found.into_iter().filter_map(|unsaved| unsaved.next).flat_map(|batch| batch.ops) {
            if let Some(edited) =
                self.core(|core| core.session.edit("editor.did.recover", gesture, vec![op]).ok())
            {
                self.show(edited.touched);
                recovered += 1;
            }
        }
        if recovered == 0 {
            return;
        }
        self.schedule_save();
        let discard = Callback::new(move |()| {
            if self.is_alive()
                && let Some(Ok(edited)) = self.core(|core| core.session.abandon(gesture))
            {
                self.show(edited.touched);
                self.schedule_save();
            } else {
                self.bad(self.i.t("editor.recovered.too_late"));
            }
        });
        self.offer(self.i.n("editor.recovered", recovered), self.i.t("editor.recovered.discard"), discard);
    }
}

/// Unsaved work of dead tabs of this page: what never reached the server, in `next`. `ended`: the lock of one that has ended,
/// which this tab holds now.
pub async fn dead_tabs(page: &str, ended: Option<&str>) -> Vec<Unsaved> {
    let alive = locks::held().await;
    let mut found = Vec::new();
    for (name, text) in rows(page).await {
        let Ok(Note { at, unsaved }) = serde_json::from_str::<Note>(&text) else {
            remove(&name).await;
            continue;
        };
        let lock = lock_of(&name);
        let lives = match &alive {
            Some(names) => ended != Some(&*lock) && names.contains(&lock),
            None => now() - at < SILENCE,
        };
        if lives {
            continue;
        }
        let mut missing = Vec::new();
        let mut next = None;
        let mut known = true;
        for batch in [unsaved.sent, unsaved.next].into_iter().flatten() {
            // Made for a revision that never is the present one, it changes nothing: either it had arrived, and the
            // server says so, or it is refused.
            let ops = batch.ops.iter().take(1).cloned().collect();
            let probe = landinghub::api::OpBatch {
                base_revision: 0,
                ops,
                client: batch.client.clone(),
                seq: batch.seq,
            };
            match http::send("POST", &format!("/api/pages/{page}/ops"), &http::json(&probe)).await {
                Ok(_) => {}
                Err(Failed::Problem(problem)) if problem.code == Code::RevisionConflict => {
                    missing.extend(batch.ops.iter().cloned());
                    next = Some(batch);
                }
                // Kept for the next time.
                Err(_) => known = false,
            }
        }
        if !known {
            continue;
        }
        remove(&name).await;
        if let Some(batch) = next {
            let next = Some(landinghub::api::OpBatch { ops: missing, ..batch });
            found.push(Unsaved { sent: None, next });
        }
    }
    found
}
