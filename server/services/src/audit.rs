//! The log of what was done with an admin's powers, as admins read it.

use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::Result;
use landinghub::Timestamp;
use landinghub::api::List;
use landinghub::api::admin::{Actor, AuditEntry};
use landinghub_store::audit::{self as store, EntryRow};

/// Entries, the newest first; `action` is the beginning of their word, `user.` for instance.
pub async fn list(
    services: &Services,
    caller: &Caller,
    action: Option<&str>,
    slice: &Slice,
) -> Result<List<AuditEntry>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let after = slice.after_moment()?;
    let mut reader = services.store.read().await?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let rows = store::list(&mut reader.conn(), &after, action.unwrap_or_default(), most).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.at.to_string(), row.id.clone()));
    Ok(List { items: rows.into_iter().map(to_api).collect(), next_cursor })
}

fn to_api(row: EntryRow) -> AuditEntry {
    AuditEntry {
        id: row.id,
        at: Timestamp(row.at),
        actor: Actor { id: row.actor_id, name: row.actor_name.unwrap_or_default() },
        action: row.action,
        target: row.target,
        detail: serde_json::from_str(&row.detail).unwrap_or_default(),
    }
}
