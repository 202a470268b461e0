//! Events: the log per account, and the streams that are a view of it.
//!
//! Whoever changes something prepares a [`Note`], writes it in the transaction of the change, and tells the hub after
//! the commit. A stream subscribes first and reads the log afterwards, so nothing falls in between; what the hub loses
//! (another process, a full buffer, a restart) is found by number in the log. The hub is in this process; hints of
//! other servers come in through Redis (`neighbours`), where there is one, and by comparing heads.

mod hub;
mod neighbours;
mod note;
mod online;
mod poll;
mod presence;
mod soon;
mod stream;
mod tickets;

pub use hub::Hub;
pub use neighbours::keep_in_touch;
pub(crate) use note::{Note, Told, write_all};
pub use online::{is_online, last_seen};
pub use poll::poll;
pub use presence::{expire as expire_presence, here};
pub(crate) use soon::soon;
pub use stream::{Stream, open};
pub use tickets::{redeem, ticket};

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub_store::events as store;

/// Events a stream replays at the most; whoever is further behind starts anew.
pub const MAX_REPLAY: i64 = 500;
/// Events kept of one topic: what is replayed, and room for streams at work.
const KEPT: i64 = 1000;
/// How long events are kept.
const KEPT_SECONDS: i64 = 7 * 86_400;
/// How far back heads are compared: commits of other processes may have waited that long.
const LOOK_BACK_SECONDS: i64 = 60;

/// Compares the heads of all topics in use with the database's: what another process has written arrives. A job.
pub async fn compare_heads(services: &Services) -> Result<()> {
    services.events.online.forget(services.now());
    if services.events.is_empty() {
        return Ok(());
    }
    let since = services.now().plus_seconds(-LOOK_BACK_SECONDS);
    let touched = {
        let mut reader = services.store.read().await?;
        store::touched(&mut reader.conn(), since).await?
    };
    for (topic, head) in touched {
        services.events.hint(&topic, head);
    }
    Ok(())
}

/// Deletes what no stream replays any more. A job; answers how many rows went.
pub async fn forget_old(services: &Services) -> Result<u64> {
    let now = services.now();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let tickets = store::forget_tickets(&mut tx, now).await?
                    + landinghub_store::chat::visitors::forget_tickets(&mut tx, now).await?;
                let events = store::forget(&mut tx, now.plus_seconds(-KEPT_SECONDS), KEPT).await?;
                Ok::<_, Failure>(tickets + events)
            })
        })
        .await
}
