//! Canned replies, for admins.

use super::access;
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use landinghub::api::List;
use landinghub::api::chat::{CannedDraft, CannedReply};
use landinghub::chat::{MAX_MESSAGE, Placeholders, fill, shortcut};
use landinghub::{Id, Problem, Timestamp, text};
use landinghub_store::chat::canned::{self as store, CannedRow};
use landinghub_store::chat::{context, rooms};

/// Longest title, in characters.
const LONGEST_TITLE: usize = 120;

fn to_api(row: CannedRow) -> CannedReply {
    CannedReply {
        id: row.id,
        shortcut: row.shortcut,
        title: row.title,
        body: row.body,
        updated_at: Timestamp(row.updated_at),
    }
}

/// All of them, by shortcut.
pub async fn canned_replies(
    services: &Services,
    caller: &Caller,
    slice: &Slice,
) -> Result<List<CannedReply>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let after = slice.after()?.unwrap_or_default();
    let mut reader = services.store.read().await?;
    let most = i64::try_from(limit).unwrap_or(100) + 1;
    let rows = store::list(&mut reader.conn(), &after, most).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.shortcut.clone(), row.id.clone()));
    Ok(List { items: rows.into_iter().map(to_api).collect(), next_cursor })
}

/// What is absent is taken from `old`.
fn checked(draft: CannedDraft, old: CannedRow) -> Result<CannedRow, Problem> {
    let word = match draft.shortcut {
        Some(word) => shortcut(&word)?,
        None if old.shortcut.is_empty() => return Err(Problem::field("shortcut", "This is required.")),
        None => old.shortcut,
    };
    let body = draft.body.unwrap_or(old.body);
    if body.trim().is_empty() || body.chars().count() > MAX_MESSAGE {
        return Err(Problem::field("body", format!("Write 1 to {MAX_MESSAGE} characters.")));
    }
    let title = text::single_line(&draft.title.unwrap_or(old.title));
    if title.chars().count() > LONGEST_TITLE {
        return Err(Problem::field("title", format!("Keep it to {LONGEST_TITLE} characters.")));
    }
    let title = if title.is_empty() { word.clone() } else { title };
    Ok(CannedRow { shortcut: word, title, body, ..old })
}

fn taken(failure: Failure) -> Failure {
    match failure {
        Failure::Store(error) if error.breaks("canned_replies_shortcut") => {
            Problem::field("shortcut", "There is a reply with this shortcut already.").into()
        }
        other => other,
    }
}

/// Makes one.
pub async fn create(services: &Services, caller: &Caller, draft: CannedDraft) -> Result<CannedReply> {
    let by = caller.admin()?.user_id.clone();
    let now = services.now();
    let new = CannedRow {
        id: Id::random(&*services.rng),
        shortcut: String::new(),
        title: String::new(),
        body: String::new(),
        updated_at: now.0,
    };
    let (row, mark) = (checked(draft, new)?, Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &row, &by).await?;
                let made = to_api(row);
                mark.keep_created(&mut tx, &made, None).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
        .map_err(taken)
}

/// Changes one.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &str,
    draft: CannedDraft,
) -> Result<CannedReply> {
    caller.admin()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let (id, now) = (id.to_owned(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let old = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let row = checked(draft, CannedRow { updated_at: now.0, ..old })?;
                store::update(&mut tx, &row, now).await?;
                Ok::<_, Failure>(to_api(row))
            })
        })
        .await
        .map_err(taken)
}

/// Deletes one.
pub async fn delete(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    caller.admin()?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let id = id.to_owned();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::delete(&mut tx, &id).await? {
                    return Err(Problem::not_found().into());
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// The replies with their placeholders filled in for a room, in the order of their shortcuts.
pub async fn filled(services: &Services, caller: &Caller, room: &str) -> Result<Vec<CannedReply>> {
    let actor = caller.admin()?;
    let id = access::known(room)?;
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let chatter = super::Chatter::of(caller)?;
    access::find(&mut conn, &chatter, &id).await?;
    let room = rooms::find(&mut conn, &id).await?.ok_or_else(Problem::not_found)?;
    let page_title = match &room.page_id {
        Some(page) => context::page(&mut conn, page).await?.map(|row| row.title).unwrap_or_default(),
        None => String::new(),
    };
    let with = Placeholders {
        customer_name: room.customer_name,
        customer_email: room.customer_email.unwrap_or_default(),
        agent_name: super::settings::name_of(&mut conn, &actor.user_id).await?,
        subject: room.subject,
        page_title,
    };
    let rows = store::list(&mut conn, &(String::new(), String::new()), 500).await?;
    let fill = |row: CannedRow| CannedReply { body: fill(&row.body, &with), ..to_api(row) };
    Ok(rows.into_iter().map(fill).collect())
}
