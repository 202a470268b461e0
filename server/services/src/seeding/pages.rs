//! Made-up pages of people's own: some are published, visited, and their forms filled in.

use super::chance::{Chance, DAY, MINUTE};
use super::designs::{Designs, Said};
use super::goods::page_rows;
use super::people::Person;
use super::rows::{Progress, Rows};
use super::words::{self, BRANDS};
use super::{Plan, day, json};
use crate::context::{Actor, Caller, Services};
use crate::error::Result;
use crate::sites::{self, FieldKind, PublishedForm};
use futures::{StreamExt, TryStreamExt, stream};
use landinghub::account::{Locale, Role};
use landinghub::text;
use landinghub_store::seeding::{self as store, Table};
use landinghub_store::sites as deployments;
use serde_json::json as object;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

/// Pages published at once.
const AT_ONCE: usize = 6;
/// How long ago visits are known of.
const DAYS: i64 = 30;
/// Where visits come from, and with what, in hundredths.
const REFERRERS: &[(&str, usize)] =
    &[("direct", 38), ("google.com", 26), ("facebook.com", 18), ("zalo.me", 11), ("line.me", 7)];
const DEVICES: &[(&str, usize)] = &[("mobile", 64), ("desktop", 30), ("tablet", 6)];

/// What became of them.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Made {
    pub(super) published: usize,
    pub(super) leads: usize,
}

/// A page that is to be published.
struct Chosen {
    id: String,
    owner: String,
    locale: Locale,
}

/// Deals pages out to people in turn.
pub(super) async fn write(
    services: &Services,
    chance: &Chance,
    designs: &Designs,
    count: usize,
    people: &[Person],
    plan: &Plan,
    tell: &(dyn Fn(&str) + Send + Sync),
) -> Result<Made> {
    let now = services.now().0;
    let every = if plan.demo {
        2
    } else if plan.is_small() {
        5
    } else {
        12
    };
    let mut made = Made::default();
    let mut rows = Rows::new(services);
    let mut progress = Progress::new(tell, "pages", count);
    let mut chosen = Vec::new();
    for n in 0..count {
        let Some(owner) = people.get(n % people.len().max(1)) else { break };
        let said = words::of(owner.locale);
        let brand = chance.word(BRANDS);
        let what = chance.word(said.what);
        let title = format!("{brand} – {what} {}", chance.word(said.styles));
        let headline = chance.word(said.headlines).replace("{brand}", brand).replace("{what}", what);
        let about = chance.text(said.sentences, 1);
        let id = chance.id();
        let at = chance.past(now, 180).max(owner.since);
        page_rows(&mut rows, chance, &id, &owner.id, &title, ("create", at, plan.is_small()));
        let spoken = Said { title: &title, headline: &headline, brand, about: &about };
        rows.document(&id, &designs.document(chance, owner.locale, &spoken));
        if n % every == 0 {
            chosen.push(Chosen { id, owner: owner.id.clone(), locale: owner.locale });
        }
        rows.spill().await?;
        progress.at(n);
    }
    rows.flush().await?;
    if count > 0 {
        progress.end();
    }
    if !chosen.is_empty() {
        publish(services, &chosen, tell).await?;
        made.published = chosen.len();
        made.leads = visit(services, chance, &chosen).await?;
    }
    Ok(made)
}

async fn publish(services: &Services, chosen: &[Chosen], tell: &(dyn Fn(&str) + Send + Sync)) -> Result<()> {
    let mut progress = Progress::new(tell, "published pages", chosen.len());
    let mut done = 0;
    let mut deployed = stream::iter(chosen)
        .map(|page| async move {
            let caller = Caller {
                actor: Some(Actor {
                    user_id: page.owner.clone(),
                    session_id: "seed".to_owned(),
                    role: Role::User,
                    email_verified: true,
                }),
                ..Caller::anonymous(IpAddr::V4(Ipv4Addr::LOCALHOST))
            };
            sites::deploy(services, &caller, &page.id).await
        })
        .buffer_unordered(AT_ONCE);
    while deployed.try_next().await?.is_some() {
        done += 1;
        progress.at(done);
    }
    progress.end();
    Ok(())
}

/// A month of visits and some filled-in forms; answers how many forms.
async fn visit(services: &Services, chance: &Chance, chosen: &[Chosen]) -> Result<usize> {
    let now = services.now().0;
    let mut rows = Rows::new(services);
    let mut leads = 0;
    for page in chosen {
        let most = 1 + chance.popular(200);
        for ago in 0..DAYS {
            let visits = chance.below(most);
            if visits > 0 {
                let day = day(now - ago * DAY);
                let uniques = visits - visits * chance.below(30) / 100;
                for (kind, sources) in [("referrer", REFERRERS), ("device", DEVICES)] {
                    for (name, count) in shared(visits, sources) {
                        let row = object!({"page_id": page.id, "day": day, "kind": kind, "name": name, "visits": count});
                        rows.add(Table::Sources, row);
                    }
                }
                let row = object!({"page_id": page.id, "day": day, "visits": visits, "uniques": uniques});
                rows.add(Table::Days, row);
            }
        }
        let forms = {
            let mut reader = services.store.read().await?;
            deployments::find(&mut reader.conn(), &page.id).await?.map(|row| row.forms).unwrap_or_default()
        };
        let forms: BTreeMap<String, PublishedForm> = serde_json::from_str(&forms).unwrap_or_default();
        for (form_id, form) in &forms {
            for _ in 0..chance.below(8) {
                let person = chance.below(1000);
                let fields: BTreeMap<&str, String> = form
                    .fields
                    .iter()
                    .map(|field| (field.name.as_str(), filled(chance, page.locale, &field.kind, person)))
                    .collect();
                rows.add(
                    Table::Leads,
                    object!({
                        "id": chance.id(), "page_id": page.id, "form_id": form_id, "fields": json(&fields)?,
                        "created_at": now - chance.between(1, DAYS * 1440) * MINUTE,
                    }),
                );
                leads += 1;
            }
        }
        rows.spill().await?;
    }
    rows.flush().await?;
    for part in chosen.chunks(2_000) {
        let ids = json(&part.iter().map(|page| page.id.as_str()).collect::<Vec<_>>())?;
        services
            .store
            .write(move |mut tx| {
                Box::pin(async move { Ok::<_, crate::Failure>(store::sum_views(&mut tx, &ids).await?) })
            })
            .await?;
    }
    Ok(leads)
}

/// Visits shared out by hundredths; what is left over belongs to the first.
fn shared(visits: usize, sources: &[(&'static str, usize)]) -> Vec<(&'static str, usize)> {
    let mut counts: Vec<(&str, usize)> =
        sources.iter().map(|(name, share)| (*name, visits * share / 100)).collect();
    let rest = visits - counts.iter().map(|(_, count)| count).sum::<usize>();
    if let Some((_, first)) = counts.first_mut() {
        *first += rest;
    }
    counts.retain(|(_, count)| *count > 0);
    counts
}

fn filled(chance: &Chance, locale: Locale, kind: &FieldKind, person: usize) -> String {
    let said = words::of(locale);
    let name = || format!("{} {}", chance.word(said.families), chance.word(said.given));
    match kind {
        FieldKind::Text => name(),
        FieldKind::Email => {
            let name: String = text::fold(chance.word(words::of(Locale::En).given));
            format!("{name}{person}@visitor.test")
        }
        FieldKind::Select(choices) => choices.get(chance.below(choices.len())).cloned().unwrap_or_default(),
        FieldKind::Checkbox => "on".to_owned(),
    }
}
