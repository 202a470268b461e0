//! What admins do with accounts: find them, give them roles, close them and open them again.

use super::{Services, access, user};
use crate::context::Caller;
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use landinghub::account::{AccountStatus, Role};
use landinghub::api::List;
use landinghub::api::admin::{AdminUser, UserChange};
use landinghub::{Code, Id, Problem, text};
use landinghub_store::accounts::{self as store, Account};
use landinghub_store::{audit, sessions};

/// Longest text searched for, in characters.
const MAX_QUERY: usize = 120;
/// Names folded in one transaction.
const FOLD_BATCH: i64 = 500;

/// Which accounts are looked for.
#[derive(Clone, Debug, Default)]
pub struct UserQuery {
    /// Words of the name or the address, whatever their case and marks.
    pub q: Option<String>,
    /// `user`, `seller` or `admin`.
    pub role: Option<String>,
    /// `active` or `suspended`.
    pub status: Option<String>,
    /// Which slice.
    pub slice: Slice,
}

/// Accounts, the newest first.
pub async fn list_users(services: &Services, caller: &Caller, query: &UserQuery) -> Result<List<AdminUser>> {
    caller.admin()?;
    let limit = query.slice.limit()?;
    let words = query.q.as_deref().unwrap_or_default().chars().filter(|c| !c.is_control());
    let wanted = store::Wanted {
        words: text::fold(words.take(MAX_QUERY).collect::<String>().trim()),
        role: choice(query.role.as_deref(), Role::parse, "role", "Ask for user, seller or admin.")?,
        status: choice(
            query.status.as_deref(),
            AccountStatus::parse,
            "status",
            "Ask for active or suspended.",
        )?,
        after: query.slice.after_moment()?,
        limit: i64::try_from(limit).unwrap_or(100) + 1,
    };
    let mut reader = services.store.read().await?;
    let accounts = store::search(&mut reader.conn(), &wanted).await?;
    let (accounts, next_cursor) =
        cut(accounts, limit, |account| (account.created_at.0.to_string(), account.id.clone()));
    Ok(List { items: accounts.into_iter().map(to_api).collect(), next_cursor })
}

/// The word of a filter, if one is given.
fn choice<T>(
    word: Option<&str>,
    parse: fn(&str) -> Option<T>,
    field: &str,
    wanted: &str,
) -> Result<Option<T>> {
    match word.filter(|word| !word.is_empty()) {
        None => Ok(None),
        Some(word) => Ok(Some(parse(word).ok_or_else(|| Problem::field(field, wanted))?)),
    }
}

fn to_api(account: Account) -> AdminUser {
    let status = account.status;
    AdminUser { user: user(account), status }
}

/// Gives a role, closes an account (its sessions end, and it can't log in) or opens it again. Nobody changes their
/// own, so that there is always an admin who can act.
pub async fn change_user(
    services: &Services,
    caller: &Caller,
    user_id: &str,
    change: UserChange,
) -> Result<AdminUser> {
    let admin = caller.admin()?;
    if !is_id(user_id) {
        return Err(Problem::not_found().into());
    }
    if admin.user_id == user_id {
        return Err(Problem::new(
            Code::Conflict,
            "You can't change your own role or close your own account.",
        )
        .into());
    }
    let (now, admin_id, user_id) = (services.now(), admin.user_id.clone(), user_id.to_owned());
    let ids = [Id::random(&*services.rng), Id::random(&*services.rng)];
    let (account, looked_at) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::lock_admins(&mut tx).await?;
                let before = store::find(&mut tx, &user_id).await?.ok_or_else(Problem::not_found)?;
                let [role_id, status_id] = ids;
                let entry = |id: String, action, detail: serde_json::Value| audit::Entry {
                    id,
                    at: now,
                    actor_id: admin_id.clone(),
                    action,
                    target: user_id.clone(),
                    detail: detail.to_string(),
                };
                let mut looked_at = Vec::new();
                if let Some(role) = change.role
                    && store::set_role(&mut tx, &user_id, role, now).await?
                {
                    let detail = serde_json::json!({"from": before.role.as_str(), "to": role.as_str()});
                    audit::insert(&mut tx, &entry(role_id, "user.role", detail)).await?;
                    looked_at = sessions::live_ids(&mut tx, &user_id).await?;
                }
                if let Some(status) = change.status
                    && store::set_status(&mut tx, &user_id, status, now).await?
                {
                    let closed = status == AccountStatus::Suspended;
                    let action = if closed { "user.suspended" } else { "user.reinstated" };
                    audit::insert(&mut tx, &entry(status_id, action, serde_json::json!({}))).await?;
                    if closed {
                        looked_at = sessions::end_all(&mut tx, &user_id, None, now).await?;
                    }
                }
                // Two admins who close each other at the same moment.
                if store::count_active_admins(&mut tx).await? == 0 {
                    return Err(Problem::new(Code::Conflict, "There would be no admin left.").into());
                }
                let after = store::find(&mut tx, &user_id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>((after, looked_at))
            })
        })
        .await?;
    for id in looked_at {
        access::look_again(services, &id);
    }
    Ok(to_api(account))
}

/// Folds names from before names were folded; answers how many.
pub async fn fold_names(services: &Services) -> Result<u64> {
    let mut folded = 0;
    loop {
        let done = services
            .store
            .write(|mut tx| {
                Box::pin(async move {
                    let names = store::unfolded(&mut tx, FOLD_BATCH).await?;
                    for (id, name) in &names {
                        store::fold_name(&mut tx, id, name).await?;
                    }
                    Ok::<_, Failure>(names.len())
                })
            })
            .await?;
        if done == 0 {
            return Ok(folded);
        }
        folded += u64::try_from(done).unwrap_or_default();
    }
}
