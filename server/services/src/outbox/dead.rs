//! Rows that were given up, and those that wait: admins look at them, have them tried again, or let them go.

use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use landinghub::api::List;
use landinghub::api::notifications::Delivery;
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::outbox::{self as store, EntryRow, EntryState};
use landinghub_store::{Conn, audit, notifications};
use serde_json::{Value, json};

/// Dead rows, or those that wait (`pending`), the latest first.
pub async fn list(
    services: &Services,
    caller: &Caller,
    state: Option<&str>,
    kind: Option<&str>,
    slice: &Slice,
) -> Result<List<Delivery>> {
    caller.admin()?;
    let state = match state {
        None | Some("" | "dead") => EntryState::Dead,
        Some("pending") => EntryState::Pending,
        Some(_) => return Err(Problem::field("state", "Ask for dead or pending.").into()),
    };
    let limit = slice.limit()?;
    let (moment, id) = slice.after_moment()?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let mut reader = services.store.read().await?;
    let rows = store::list(&mut reader.conn(), state, (moment, &id), kind.unwrap_or_default(), most).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.created_at.to_string(), row.id.clone()));
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let about = reader_of(&mut reader.conn(), &row).await?;
        let shown = to_api(row);
        items.push(Delivery { about: about.unwrap_or(shown.about), ..shown });
    }
    Ok(List { items, next_cursor })
}

/// What a notification is of, and whom it is for.
async fn reader_of(conn: &mut Conn<'_>, row: &EntryRow) -> Result<Option<String>> {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    let text = |name: &str| payload.get(name).and_then(Value::as_str);
    let (kind, user) = match (text("notification"), text("user")) {
        (Some(id), _) => match notifications::find(conn, id).await? {
            Some(found) => (found.kind, found.user_id),
            None => return Ok(None),
        },
        (None, Some(user)) => (row.kind.clone(), user.to_owned()),
        (None, None) => return Ok(None),
    };
    let to = notifications::recipient(conn, &user).await?;
    Ok(to.map(|to| format!("{kind} · {}", to.email)))
}

/// Has a dead row tried again, from the first try on.
pub async fn retry(services: &Services, caller: &Caller, id: &str) -> Result<Delivery> {
    let again = decide(services, caller, id, "delivery.retried").await?;
    super::wake(services);
    Ok(again)
}

/// Lets go of a dead row: it isn't done, and never will be.
pub async fn discard(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    decide(services, caller, id, "delivery.discarded").await.map(drop)
}

async fn decide(services: &Services, caller: &Caller, id: &str, action: &'static str) -> Result<Delivery> {
    let admin = caller.admin()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let now = services.now();
    let mut entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: admin.user_id.clone(),
        action,
        target: id.to_owned(),
        detail: String::new(),
    };
    let id = id.to_owned();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let changed = if action == "delivery.retried" {
                    store::revive(&mut tx, &id, now).await?
                } else {
                    store::discard(&mut tx, &id, now).await?
                };
                if !changed {
                    let detail = "This delivery isn't dead: it waits, or was done.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                let before = to_api(row);
                entry.detail = json!({ "kind": before.kind, "about": before.about }).to_string();
                audit::insert(&mut tx, &entry).await?;
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>(Delivery { about: before.about, ..to_api(row) })
            })
        })
        .await
}

fn to_api(row: EntryRow) -> Delivery {
    Delivery {
        about: about(&row),
        id: row.id,
        kind: row.kind,
        state: row.state,
        attempts: u64::try_from(row.attempts).unwrap_or_default(),
        last_error: row.last_error,
        created_at: Timestamp(row.created_at),
        at: Timestamp(row.finished_at.unwrap_or(row.due_at)),
    }
}

/// What may be shown of a row: the reader and the sort of a mail, the id of anything else. Never a token.
fn about(row: &EntryRow) -> String {
    let payload: Value = serde_json::from_str(&row.payload).unwrap_or_default();
    let of = |pointer: &str| payload.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let parts: Vec<String> = if row.kind == "mail" {
        [of("/letter/kind"), of("/to")].into_iter().flatten().collect()
    } else {
        ["/notification", "/user", "/refund", "/attempt"].into_iter().filter_map(of).collect()
    };
    parts.join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_never_shown() {
        let row = EntryRow {
            id: "1".into(),
            kind: "mail".into(),
            payload: r#"{"to":"lan@example.com","name":"Lan","letter":{"kind":"reset","token":"secret"}}"#
                .into(),
            state: "dead".into(),
            attempts: 8,
            last_error: None,
            created_at: 0,
            due_at: 0,
            finished_at: Some(1),
        };
        assert_eq!(about(&row), "reset · lan@example.com");
        assert!(!serde_json::to_string(&to_api(row)).expect("JSON").contains("secret"));
    }
}
