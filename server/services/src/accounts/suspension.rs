//! Closing accounts and opening them again: for admins.

use super::{Services, access};
use crate::context::Caller;
use crate::error::{Failure, Result};
use landinghub::account::AccountStatus;
use landinghub::{Code, Id, Problem};
use landinghub_store::{accounts as store, audit, sessions};

/// Closes an account: its sessions end, and it can't log in.
pub async fn suspend(services: &Services, caller: &Caller, user_id: &str) -> Result<()> {
    set_status(services, caller, user_id, AccountStatus::Suspended).await
}

/// Opens a closed account again.
pub async fn reinstate(services: &Services, caller: &Caller, user_id: &str) -> Result<()> {
    set_status(services, caller, user_id, AccountStatus::Active).await
}

async fn set_status(
    services: &Services,
    caller: &Caller,
    user_id: &str,
    status: AccountStatus,
) -> Result<()> {
    let admin = caller.admin()?;
    if admin.user_id == user_id {
        return Err(Problem::new(Code::Conflict, "You can't close your own account here.").into());
    }
    let now = services.now();
    let entry = audit::Entry {
        id: Id::random(&*services.rng),
        at: now,
        actor_id: admin.user_id.clone(),
        action: if status == AccountStatus::Suspended { "user.suspended" } else { "user.reinstated" },
        target: user_id.to_owned(),
        detail: "{}".to_owned(),
    };
    let ended = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::find(&mut tx, &entry.target).await?.ok_or_else(Problem::not_found)?;
                if !store::set_status(&mut tx, &entry.target, status, now).await? {
                    return Ok(Vec::new());
                }
                audit::insert(&mut tx, &entry).await?;
                if status == AccountStatus::Active {
                    return Ok(Vec::new());
                }
                Ok::<_, Failure>(sessions::end_all(&mut tx, &entry.target, None, now).await?)
            })
        })
        .await?;
    for id in ended {
        access::look_again(services, &id);
    }
    Ok(())
}
