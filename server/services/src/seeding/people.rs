//! Made-up accounts, and those of them who sell.

use super::chance::{Chance, DAY};
use super::rows::{Progress, Rows};
use super::words::{self, BRANDS};
use super::{PASSWORD, email};
use crate::accounts;
use crate::context::Services;
use crate::error::Result;
use landinghub::account::{AccountStatus, Locale, Role, Theme};
use landinghub::text;
use landinghub_store::seeding::{self as store, Table};
use serde_json::json;

/// Addresses asked after in one go.
const ASKED: usize = 5_000;

/// An account.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: String,
    pub(super) locale: Locale,
    pub(super) since: i64,
    pub(super) is_new: bool,
}

/// Lets those sell who were there before.
pub(super) async fn promote(services: &Services, sellers: &[Person]) -> Result<()> {
    let old: Vec<&str> =
        sellers.iter().filter(|person| !person.is_new).map(|person| person.id.as_str()).collect();
    if old.is_empty() {
        return Ok(());
    }
    let ids = super::json(&old)?;
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::promote(&mut tx, &ids).await?;
                Ok(())
            })
        })
        .await
}

/// The admin, who is made where there is none with that address.
pub(super) async fn admin(services: &Services, chance: &Chance) -> Result<String> {
    let emails = super::json(&[super::ADMIN])?;
    let known = {
        let mut reader = services.store.read().await?;
        store::known(&mut reader.conn(), &emails).await?
    };
    if let Some((_, id)) = known.into_iter().next() {
        return Ok(id);
    }
    let (id, hash, since) =
        (chance.id(), accounts::seed_hash(services, PASSWORD).await?, services.now().0 - 400 * DAY);
    let mut rows = Rows::new(services);
    rows.add(
        Table::Users,
        json!({
            "id": id, "email": super::ADMIN, "email_verified_at": since, "name": "Seed Admin", "name_folded": "seed admin",
            "password_hash": hash, "role": Role::Admin.as_str(), "status": AccountStatus::Active.as_str(),
            "locale": Locale::En.as_str(), "theme": Theme::default().as_str(), "created_at": since, "updated_at": since,
        }),
    );
    rows.flush().await?;
    Ok(id)
}

/// Makes users 1 to `count` that aren't there yet; of new ones, the first `sellers` sell. All have one password and its
/// one hash: hashing each would take longer than everything else.
pub(super) async fn make(
    services: &Services,
    chance: &Chance,
    (count, sellers): (u32, usize),
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<Vec<Person>> {
    let hash = accounts::seed_hash(services, PASSWORD).await?;
    let now = services.now().0;
    let mut people = Vec::new();
    let mut rows = Rows::new(services);
    let mut progress = Progress::new(tell, "users", usize::try_from(count).unwrap_or_default());
    let numbers: Vec<u32> = (1..=count).collect();
    for part in numbers.chunks(ASKED) {
        let emails: Vec<String> = part.iter().map(|n| email(*n)).collect();
        let known = {
            let mut reader = services.store.read().await?;
            let emails = serde_json::to_string(&emails).unwrap_or_default();
            store::known(&mut reader.conn(), &emails).await?
        };
        let known: std::collections::HashMap<String, String> = known.into_iter().collect();
        for email in emails {
            let place = people.len();
            let locale = match chance.below(10) {
                0..=4 => Locale::Vi,
                5..=7 => Locale::Th,
                _ => Locale::En,
            };
            let words = words::of(locale);
            let (family, given) = (chance.word(words.families), chance.word(words.given));
            let name = match locale {
                Locale::Vi => format!("{family} {given}"),
                Locale::En | Locale::Th => format!("{given} {family}"),
            };
            let store_name = chance.word(words.stores).replace("{}", chance.word(BRANDS));
            // Sellers were there before their first sale.
            let since =
                if place < sellers { now - chance.between(200, 400) * DAY } else { chance.past(now, 300) };
            let id = chance.id();
            let sells = place < sellers;
            if let Some(id) = known.get(&email) {
                people.push(Person { id: id.clone(), locale, since, is_new: false });
                continue;
            }
            rows.add(
                Table::Users,
                json!({
                    "id": id, "email": email, "email_verified_at": since + 60_000_000, "name": name,
                    "name_folded": text::fold(&name), "password_hash": hash,
                    "role": if sells { Role::Seller } else { Role::User }.as_str(),
                    "status": AccountStatus::Active.as_str(), "locale": locale.as_str(),
                    "theme": Theme::default().as_str(), "created_at": since, "updated_at": since,
                }),
            );
            if sells {
                rows.add(
                    Table::Applications,
                    json!({
                        "id": chance.id(), "user_id": id, "store_name": store_name, "about": chance.word(words.about),
                        "status": "approved", "created_at": since + DAY, "decided_at": since + 2 * DAY,
                    }),
                );
            }
            people.push(Person { id, locale, since, is_new: true });
            rows.spill().await?;
            progress.at(people.len());
        }
    }
    rows.flush().await?;
    progress.end();
    Ok(people)
}
