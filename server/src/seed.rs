//! `landinghub seed`: made-up content, for looking at and for measuring.

use crate::cli::sentence;
use anyhow::bail;
use clap::Args;
use landinghub_services::Services;
use landinghub_services::seeding::{self, Amounts};
use url::Host;

/// How much of what; without numbers a small demonstration.
#[derive(Clone, Copy, Debug, Default, Args)]
pub struct Plan {
    /// Users user1@seed.test and on, with the password landinghub-seed
    #[arg(long)]
    users: Option<u32>,
    /// Pages, dealt out to the users in turn; every fifth is published
    #[arg(long)]
    pages: Option<u32>,
    /// Listings (a later version)
    #[arg(long)]
    listings: Option<u32>,
    /// Orders (a later version)
    #[arg(long)]
    orders: Option<u32>,
    /// Rooms (a later version)
    #[arg(long)]
    rooms: Option<u32>,
    /// Messages (a later version)
    #[arg(long)]
    messages: Option<u32>,
    /// The number chance is made from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A few users with pages, half of them published
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
    for (what, count) in [
        ("listings", plan.listings),
        ("orders", plan.orders),
        ("rooms", plan.rooms),
        ("messages", plan.messages),
    ] {
        if count.is_some_and(|count| count > 0) {
            println!("{what}: not in this version, skipped");
        }
    }
    let seeded =
        seeding::run(services, amounts(plan)).await.map_err(|failure| anyhow::anyhow!(sentence(failure)))?;
    println!(
        "{} users, {} pages ({} published), {} leads made.",
        seeded.users, seeded.pages, seeded.published, seeded.leads
    );
    println!("Log in as {} with the password {}.", seeding::email(1), seeding::PASSWORD);
    Ok(())
}

fn amounts(plan: &Plan) -> Amounts {
    let nothing_named = plan.users.is_none() && plan.pages.is_none();
    if plan.demo || nothing_named {
        return Amounts {
            users: plan.users.unwrap_or(3),
            pages: plan.pages.unwrap_or(12),
            publish_every: 2,
            seed: plan.seed,
        };
    }
    let users = plan.users.unwrap_or(1).max(1);
    Amounts { users, pages: plan.pages.unwrap_or(0), publish_every: 5, seed: plan.seed }
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
