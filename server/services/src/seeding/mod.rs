//! Made-up content, for demonstrations and measurements: people, pages, visits, listings, orders with their money,
//! chats. Rows are written by the thousand and keep every rule that `landinghub doctor` proves.

mod chance;
mod chats;
mod designs;
mod goods;
mod orders;
mod pages;
mod people;
mod rows;
mod words;

use crate::context::Services;
use crate::error::{Failure, Result};
use chance::Chance;
use designs::Designs;
use landinghub_store::seeding as store;
use rows::Progress;

/// The password of every seeded account.
pub const PASSWORD: &str = "landinghub-seed";
/// The admin of demonstrations, who answers chats.
pub const ADMIN: &str = "admin@seed.test";

/// How much of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Users, `user1@seed.test` and on; those that are there already stay as they are.
    pub users: u32,
    /// Pages in all, with those that are sold and those that buyers got.
    pub pages: u32,
    /// Listings.
    pub listings: u32,
    /// Orders.
    pub orders: u32,
    /// Chats.
    pub rooms: u32,
    /// What is said in them, in all.
    pub messages: u32,
    /// What chance decides comes from it.
    pub seed: u64,
    /// Small, and every state is there.
    pub demo: bool,
}

impl Plan {
    /// The size that everything is measured at.
    pub const DEFAULT: Self = Self {
        users: 10_000,
        pages: 50_000,
        listings: 10_000,
        orders: 20_000,
        rooms: 5_000,
        messages: 100_000,
        seed: 1,
        demo: false,
    };
    /// For looking at.
    pub const DEMO: Self = Self {
        users: 24,
        pages: 120,
        listings: 48,
        orders: 70,
        rooms: 16,
        messages: 140,
        seed: 1,
        demo: true,
    };

    /// How many of the users sell.
    fn sellers(&self) -> usize {
        let most = usize::try_from(self.users).unwrap_or_default();
        let listings = usize::try_from(self.listings).unwrap_or_default();
        if listings == 0 { 0 } else { (listings / 20).max(2).min(most) }
    }

    /// Small ones have whole starters, and pictures.
    const fn is_small(&self) -> bool {
        self.pages <= 500
    }
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
    /// Listings.
    pub listings: usize,
    /// Orders.
    pub orders: usize,
    /// Chats.
    pub rooms: usize,
    /// What was said in them.
    pub messages: usize,
}

/// The address of the `n`th seeded user, from 1.
pub fn email(n: u32) -> String {
    format!("user{n}@seed.test")
}

/// Fills the installation, and tells how far it is.
pub async fn run(services: &Services, plan: &Plan, tell: &(dyn Fn(&str) + Send + Sync)) -> Result<Seeded> {
    let there = {
        let mut reader = services.store.read().await?;
        store::pages(&mut reader.conn()).await?
    };
    // Another run makes other things.
    let chance = Chance::new(plan.seed ^ u64::try_from(there).unwrap_or_default().wrapping_mul(0x9E37_79B9));
    let designs = Designs::make(&chance, plan.is_small())?;
    let sellers = plan.sellers();
    let people = people::make(services, &chance, (plan.users, sellers), tell).await?;
    let mut seeded =
        Seeded { users: people.iter().filter(|person| person.is_new).count(), ..Seeded::default() };
    people::promote(services, people.get(..sellers).unwrap_or_default()).await?;
    let now = services.now().0;
    let mut goods = goods::plan(&chance, plan, sellers, now, &people);
    let count = usize::try_from(plan.orders).unwrap_or_default();
    let orders = orders::plan(&chance, count, (&mut goods, &people), now, plan.demo);
    let sold = goods.len() + orders::copies(&orders);
    let own = usize::try_from(plan.pages).unwrap_or_default().saturating_sub(sold);
    let made = pages::write(services, &chance, &designs, own, &people, plan, tell).await?;
    seeded.published = made.published;
    seeded.leads = made.leads;
    if !goods.is_empty() {
        goods::write(services, &chance, &designs, &goods, &people, plan.demo, tell).await?;
    }
    if !orders.is_empty() {
        orders::write(services, &chance, &orders, (&goods, &people), tell).await?;
    }
    if plan.rooms > 0 {
        let rooms = usize::try_from(plan.rooms).unwrap_or_default();
        let messages = usize::try_from(plan.messages).unwrap_or_default();
        seeded.messages = chats::write(services, &chance, (rooms, messages), (&goods, &people), tell).await?;
        seeded.rooms = rooms;
    }
    seeded.pages = own + sold;
    seeded.listings = goods.len();
    seeded.orders = orders.len();
    if seeded.listings > 0 {
        let progress = Progress::new(tell, "search index", seeded.listings);
        // A server that runs beside has it, and follows by itself.
        match services.search.catch_up().await {
            Ok(_) => progress.end(),
            Err(error) => tracing::warn!(%error, "the search index is filled by the server"),
        }
    }
    Ok(seeded)
}

/// A moment as a day of statistics.
fn day(at: i64) -> String {
    let (year, month, day) = landinghub::Timestamp(at).date();
    format!("{year:04}-{month:02}-{day:02}")
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Failure::Internal(error.to_string()))
}
