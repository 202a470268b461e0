//! Made-up users, pages, leads and visits, for demonstrations and measurements.

use crate::accounts;
use crate::context::{Actor, Caller, Services};
use crate::error::Result;
use crate::sites::{self, FieldKind, Site};
use crate::{leads, pages, templates};
use landinghub::account::Role;
use landinghub::api::NewPage;
use landinghub::rng::SeededRng;
use std::net::{IpAddr, Ipv4Addr};

/// The password of every seeded user.
pub const PASSWORD: &str = "landinghub-seed";

/// How much of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    /// Users, `user1@seed.test` and on; those that are there already stay as they are.
    pub users: u32,
    /// Pages in all, dealt out to the users in turn.
    pub pages: u32,
    /// Every how manieth page is published; 0 for none.
    pub publish_every: u32,
    /// What chance decides comes from it.
    pub seed: u64,
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seeded {
    /// New accounts.
    pub users: usize,
    /// New pages.
    pub pages: usize,
    /// Of those, published.
    pub published: usize,
    /// Forms filled in.
    pub leads: usize,
}

/// The address of the `n`th seeded user, from 1.
pub fn email(n: u32) -> String {
    format!("user{n}@seed.test")
}

/// Fills the installation.
pub async fn run(services: &Services, amounts: Amounts) -> Result<Seeded> {
    let rng = SeededRng::new(amounts.seed);
    let mut seeded = Seeded::default();
    let (ids, new) = accounts::seed_users(services, amounts.users, PASSWORD).await?;
    seeded.users = new;
    let starters = templates::list(services);
    for n in 0..amounts.pages {
        let place = usize::try_from(n).unwrap_or_default();
        let Some(user_id) = ids.get(place % ids.len().max(1)) else { break };
        let caller = Caller {
            actor: Some(Actor {
                user_id: user_id.clone(),
                session_id: "seed".to_owned(),
                role: Role::User,
                email_verified: true,
            }),
            ..Caller::anonymous(IpAddr::V4(Ipv4Addr::LOCALHOST))
        };
        let starter = starters.get(place % starters.len().max(1));
        let new = NewPage {
            title: format!("{} {}", starter.map_or("Page", |starter| starter.name.as_str()), n + 1),
            template: starter.map(|starter| starter.id.clone()),
            document: None,
            html: None,
            brief: None,
        };
        let page = pages::create(services, &caller, new).await?;
        seeded.pages += 1;
        if amounts.publish_every > 0 && n % amounts.publish_every == 0 {
            sites::deploy(services, &caller, &page.id).await?;
            seeded.published += 1;
            if let Site::Live(site) = sites::at(services, &page.slug).await? {
                seeded.leads += visit(services, &site, &rng).await?;
            }
        }
    }
    sites::flush_visits(services).await?;
    Ok(seeded)
}

/// Two weeks of visits and some filled-in forms; answers how many forms.
async fn visit(services: &Services, site: &sites::LiveSite, rng: &SeededRng) -> Result<usize> {
    for day in 0..14 {
        for _ in 0..rng.next_u64() % 40 {
            services.visits.count(&site.page_id, services.now().plus_seconds(-86_400 * day));
        }
    }
    let mut sent = 0;
    for (form_id, form) in &site.forms {
        for n in 0..rng.next_u64() % 8 {
            let values =
                form.fields.iter().map(|field| (field.name.clone(), made_up(&field.kind, n))).collect();
            let [a, b, c, d, ..] = rng.next_u64().to_le_bytes();
            let visitor = Caller::anonymous(IpAddr::V4(Ipv4Addr::new(a, b, c, d)));
            leads::submit(services, &visitor, site, form_id, values).await?;
            sent += 1;
        }
    }
    Ok(sent)
}

fn made_up(kind: &FieldKind, n: u64) -> String {
    match kind {
        FieldKind::Text => format!("Visitor {n}"),
        FieldKind::Email => format!("visitor{n}@seed.test"),
        FieldKind::Select(choices) => choices.first().cloned().unwrap_or_default(),
        FieldKind::Checkbox => "on".to_owned(),
    }
}
