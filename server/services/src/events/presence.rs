//! Who has which page open: a lease of a minute in every server's memory, renewed by who is still there.

use super::neighbours::Word;
use crate::accounts;
use crate::context::{Caller, Services};
use crate::error::Result;
use crate::pages;
use landinghub::live::{Here, HereNow, Presence};
use landinghub::{Problem, Timestamp, text};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

/// How long somebody counts as being there.
const LEASE_SECONDS: i64 = 60;
/// Clients of a page that are told of.
const MAX_CLIENTS: usize = 30;
/// Longest name, in characters.
const MAX_NAME: usize = 80;

/// An editor's word about itself, as servers hand it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lease {
    page_id: String,
    owner: String,
    here: Here,
    gone: bool,
}

#[derive(Debug, Default)]
struct Open {
    owner: String,
    clients: BTreeMap<String, (Here, Timestamp)>,
}

impl Open {
    fn snapshot(&self, page_id: &str) -> Presence {
        let clients = self.clients.values().map(|(here, _)| here.clone()).collect();
        Presence { page_id: page_id.to_owned(), clients }
    }
}

/// Pages that somebody has open.
#[derive(Debug, Default)]
pub(super) struct Pages(Mutex<HashMap<String, Open>>);

impl Pages {
    fn with<T>(&self, work: impl FnOnce(&mut HashMap<String, Open>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The caller's page is open in an editor, which tells what is selected there. Everybody on the page hears of it.
pub async fn here(services: &Services, caller: &Caller, id: &str, now: HereNow) -> Result<()> {
    let row = pages::own(services, &caller.actor()?.user_id, id).await?;
    let fits = |id: &str| {
        (1..=64).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    };
    if !fits(&now.client) {
        return Err(Problem::field("client", "Use 1 to 64 letters, digits, hyphens and underscores.").into());
    }
    let name: String = text::single_line(&now.name.unwrap_or_default()).chars().take(MAX_NAME).collect();
    let here = Here {
        client: now.client,
        name,
        device: accounts::describe_device(&caller.user_agent),
        selected: now.selected.filter(|id| fits(id)),
        branch: now.branch.filter(|id| fits(id)).unwrap_or_else(|| row.id.clone()),
    };
    let lease = Lease { page_id: row.id, owner: row.owner_id, here, gone: now.gone };
    heard(services, lease.clone());
    services.events.neighbours.say(|| Word::Here(lease));
    Ok(())
}

/// An editor has a page open, or has left it, on this server or on another. Everybody on the page hears of it.
pub(super) fn heard(services: &Services, lease: Lease) {
    let until = services.now().plus_seconds(LEASE_SECONDS);
    let Lease { page_id, owner, here, gone } = lease;
    let snapshot = services.events.presence.with(|pages| {
        let open = pages.entry(page_id.clone()).or_default();
        open.owner.clone_from(&owner);
        let client = here.client.clone();
        open.clients.remove(&client);
        if !gone && open.clients.len() < MAX_CLIENTS {
            open.clients.insert(client, (here, until));
        }
        let snapshot = open.snapshot(&page_id);
        if open.clients.is_empty() {
            pages.remove(&page_id);
        }
        snapshot
    });
    tell(services, &owner, &snapshot);
}

/// Lets go of those that haven't been heard of. A job, run every few seconds.
pub fn expire(services: &Services) {
    let now = services.now();
    let changed = services.events.presence.with(|pages| {
        let mut changed = Vec::new();
        pages.retain(|page_id, open| {
            let before = open.clients.len();
            open.clients.retain(|_, (_, until)| *until > now);
            if open.clients.len() < before {
                changed.push((open.owner.clone(), open.snapshot(page_id)));
            }
            !open.clients.is_empty()
        });
        changed
    });
    for (owner, snapshot) in changed {
        tell(services, &owner, &snapshot);
    }
}

fn tell(services: &Services, owner: &str, snapshot: &Presence) {
    if let Ok(body) = serde_json::to_string(snapshot) {
        services.events.pass(owner, "presence", &body);
    }
}
