//! `landinghub seed`: made-up content, for looking at and for measuring.

use crate::cli::sentence;
use anyhow::bail;
use clap::Args;
use landinghub_services::Services;
use landinghub_services::seeding::{self, Plan as Amounts};
use std::io::{IsTerminal, Write};
use url::Host;

/// How much of what; without numbers what everything is measured at: 10 000 users, 50 000 pages, 10 000 listings,
/// 20 000 orders, 5 000 rooms, 100 000 messages.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Plan {
    /// Users user1@seed.test and on, with the password landinghub-seed
    #[arg(long)]
    users: Option<u32>,
    /// Pages in all: the users' own, dealt out in turn, those that are for sale, and buyers' copies
    #[arg(long)]
    pages: Option<u32>,
    /// Listings, with their pages, likes and reviews
    #[arg(long)]
    listings: Option<u32>,
    /// Orders in every state, with their money
    #[arg(long)]
    orders: Option<u32>,
    /// Chats with the support and with sellers
    #[arg(long)]
    rooms: Option<u32>,
    /// What is said in all chats
    #[arg(long)]
    messages: Option<u32>,
    /// The number chance is made from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Little of everything in every state, and accounts to log in with
    #[arg(long)]
    demo: bool,
    /// Also where the base URL isn't on this machine
    #[arg(long)]
    yes: bool,
}

/// Fills the installation as planned.
pub async fn run(services: &Services, plan: &Plan) -> anyhow::Result<()> {
    if !plan.yes && !is_local(&services.config.base_url) {
        bail!(
            "{} isn't on this machine: made-up users with a known password belong there only with --yes",
            services.config.base_url
        );
    }
    let live = std::io::stderr().is_terminal();
    let tell = move |text: &str| {
        // Lines that are overwritten are for terminals.
        if live || text.ends_with('\n') {
            let mut out = std::io::stderr().lock();
            let text = if live { text } else { text.trim_start_matches('\r') };
            let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        }
    };
    let amounts = amounts(plan);
    let seeded = seeding::run(services, &amounts, &tell)
        .await
        .map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
    println!(
        "{} users, {} pages ({} published), {} leads, {} listings, {} orders, {} chats with {} messages made.",
        seeded.users,
        seeded.pages,
        seeded.published,
        seeded.leads,
        seeded.listings,
        seeded.orders,
        seeded.rooms,
        seeded.messages
    );
    let sells = if seeded.listings > 0 { ", who sells" } else { "" };
    println!("Log in as {}{sells} with the password {}.", seeding::email(1), seeding::PASSWORD);
    if amounts.listings > 0 {
        println!("A buyer is {}.", seeding::email(amounts.users));
    }
    if amounts.rooms > 0 {
        println!("The admin is {}.", seeding::ADMIN);
    }
    Ok(())
}

/// Whoever names a number gets that and nothing else; what others need is there in any case.
fn amounts(plan: &Plan) -> Amounts {
    let named = [plan.users, plan.pages, plan.listings, plan.orders, plan.rooms, plan.messages];
    let base = if plan.demo {
        Amounts::DEMO
    } else if named.iter().any(Option::is_some) {
        let listings = plan.listings.unwrap_or_default();
        let orders = plan.orders.unwrap_or_default();
        let rooms = plan.rooms.unwrap_or_default();
        let wanted = [(listings, listings / 20), (orders, orders / 4), (rooms, rooms / 4)];
        let users = wanted.iter().filter(|(any, _)| *any > 0).map(|(_, users)| *users.max(&3)).max();
        Amounts {
            users: users.unwrap_or(1),
            pages: listings,
            listings: if orders > 0 { (orders / 2).max(1) } else { 0 },
            orders: 0,
            rooms: 0,
            messages: rooms * 20,
            ..Amounts::DEFAULT
        }
    } else {
        Amounts::DEFAULT
    };
    Amounts {
        users: plan.users.unwrap_or(base.users).max(1),
        pages: plan.pages.unwrap_or(base.pages),
        listings: plan.listings.unwrap_or(base.listings),
        orders: plan.orders.unwrap_or(base.orders),
        rooms: plan.rooms.unwrap_or(base.rooms),
        messages: plan.messages.unwrap_or(base.messages),
        seed: plan.seed,
        demo: base.demo,
    }
}

fn is_local(url: &url::Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for (url, local) in [
            ("http://localhost:3000", true),
            ("http://app.localhost", true),
            ("http://127.0.0.1:1", true),
            ("http://[::1]:1", true),
            ("https://app.example.com", false),
            ("https://localhost.example.com", false),
        ] {
            assert_eq!(is_local(&url.parse().expect("a URL")), local, "{url}");
        }
    }
}
