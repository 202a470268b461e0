//! The log read without a stream: for browsers behind a proxy that blocks or holds back streams, and for a tab that
//! finds a gap in what it has heard.

use super::MAX_REPLAY;
use super::stream::{cursor, head, may_see};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::live::{Polled, PolledEvent};
use landinghub_store::events as store;
use std::collections::HashMap;

/// What the caller's log holds after `since`, in order; without `since` only where it stands. The same rules as for a
/// stream: too far behind, too old or somebody else's means to start anew.
pub async fn poll(services: &Services, caller: &Caller, since: Option<&str>) -> Result<Polled> {
    let actor = &caller.listener()?;
    let head = head(services, &actor.user_id).await?;
    let id = |seq: i64| format!("{}-{seq}", head.epoch);
    let mut polled = Polled { cursor: id(head.head), head: head.head, reset: false, events: Vec::new() };
    let Some(since) = since.filter(|since| !since.is_empty()) else { return Ok(polled) };
    let from = cursor(since).filter(|(epoch, _)| *epoch == head.epoch).map(|(_, seq)| seq);
    let Some(from) = from.filter(|seq| (0..=head.head).contains(seq) && head.head - seq <= MAX_REPLAY) else {
        polled.reset = true;
        return Ok(polled);
    };
    let rows = {
        let mut reader = services.store.read().await?;
        store::after(&mut reader.conn(), &actor.user_id, (from, head.head), MAX_REPLAY).await?
    };
    if from < head.head && rows.first().is_none_or(|row| row.seq != from + 1) {
        polled.reset = true;
        return Ok(polled);
    }
    let mut allowed = HashMap::new();
    for row in rows {
        if may_see(services, actor, &mut allowed, &row).await? {
            let data =
                serde_json::from_str(&row.body).map_err(|error| Failure::Internal(error.to_string()))?;
            polled.events.push(PolledEvent { id: id(row.seq), event: row.kind, data });
        }
    }
    Ok(polled)
}
