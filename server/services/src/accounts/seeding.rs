//! Accounts for demonstrations and measurements.

use super::passwords;
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::seeding::email;
use landinghub::Id;
use landinghub::account::{Locale, Password, Role};
use landinghub_store::accounts::{self as store, NewAccount};

/// Accounts written in one transaction.
const BATCH: usize = 200;

/// Makes the users 1 to `count` that aren't there yet, all with one password and its one hash: hashing each would
/// take longer than everything else. Answers the ids of all, and how many are new.
pub(crate) async fn seed_users(
    services: &Services,
    count: u32,
    password: &str,
) -> Result<(Vec<String>, usize)> {
    let hash = passwords::hash(services, Password::new("password", password)?).await?;
    let now = services.now();
    let (mut ids, mut made) = (Vec::new(), 0);
    let all: Vec<NewAccount> = (1..=count)
        .map(|n| NewAccount {
            id: Id::random(&*services.rng),
            email: email(n),
            email_verified_at: Some(now),
            name: format!("User {n}"),
            password_hash: hash.clone(),
            role: Role::User,
            locale: Locale::default(),
            created_at: now,
        })
        .collect();
    for batch in all.chunks(BATCH) {
        let batch = batch.to_vec();
        let (batch_ids, batch_made) = services
            .store
            .write(move |mut tx| {
                Box::pin(async move {
                    let (mut ids, mut made) = (Vec::new(), 0);
                    for new in batch {
                        if let Some(account) = store::find_by_email(&mut tx, &new.email).await? {
                            ids.push(account.id);
                            continue;
                        }
                        store::insert(&mut tx, &new).await?;
                        ids.push(new.id);
                        made += 1;
                    }
                    Ok::<_, Failure>((ids, made))
                })
            })
            .await?;
        ids.extend(batch_ids);
        made += batch_made;
    }
    Ok((ids, made))
}
