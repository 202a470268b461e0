//! Visits: counted in memory, written together every few seconds.

use super::LiveSite;
use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::Timestamp;
use landinghub_store::{sites, variants, visits as store};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Whose visits: a page's, and, while it is tested, those of one of its variants ('' is the page itself).
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Counter {
    page: String,
    variant: Option<String>,
    day: String,
}

/// Who came, as far as a request tells.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// The address.
    pub ip: IpAddr,
    /// The browser, in its own words.
    pub user_agent: &'a str,
    /// The address of the page the visitor was on before; empty where the browser doesn't say.
    pub referrer: &'a str,
    /// The host that was asked for.
    pub host: &'a str,
}

impl Visitor<'_> {
    /// The host that sent the visitor; `direct` where nobody did.
    fn referrer(&self) -> String {
        let host = |text: &str| {
            let host = text.split(['/', '?', '#']).next().unwrap_or_default().to_ascii_lowercase();
            host.rsplit('@').next().unwrap_or_default().trim_start_matches("www.").to_owned()
        };
        let from = self.referrer.split_once("://").map(|(_, rest)| host(rest)).unwrap_or_default();
        let sound = (1..=253).contains(&from.len())
            && from.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'));
        if sound && from != host(self.host) { from } else { "direct".to_owned() }
    }

    fn device(&self) -> &'static str {
        let agent = self.user_agent.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|word| agent.contains(word));
        if has(&["ipad", "tablet", "kindle"]) || (has(&["android"]) && !has(&["mobile"])) {
            "tablet"
        } else if has(&["mobi", "iphone", "ipod"]) {
            "mobile"
        } else {
            "desktop"
        }
    }

    /// Tells people apart for a day on one page, and can't be turned back into an address: the key is the server's.
    fn hash(&self, key: &[u8], page: &str, day: &str) -> String {
        let mut hash = Sha256::new();
        let ip = self.ip.to_canonical().to_string();
        for part in [b"landinghub visitor 1", key, page.as_bytes(), day.as_bytes(), ip.as_bytes()] {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(self.user_agent);
        let digest = hex::encode(hash.finalize());
        digest.get(..32).unwrap_or_default().to_owned()
    }
}

/// Where a page's visitors of a day came from and what they came with: page, day, kind, name.
type Source = (String, String, &'static str, String);

/// What is counted between two writes.
#[derive(Debug, Default)]
struct Counts {
    visits: HashMap<Counter, i64>,
    sources: BTreeMap<Source, i64>,
    /// Page, day, hash.
    people: BTreeSet<(String, String, String)>,
}

/// So many different sources and people are told apart between two writes; the rest are visits and no more.
const TOLD_APART: usize = 20_000;

/// Visits since they were last written.
#[derive(Debug, Default)]
pub struct Visits(Mutex<Counts>);

impl Visits {
    /// Counts a visit.
    pub fn count(&self, page_id: &str, now: Timestamp) {
        self.add(Counter { page: page_id.to_owned(), variant: None, day: day(now) }, 1);
    }

    /// Counts a visit of the document that was served. `key` is the server's secret.
    pub fn count_at(&self, site: &LiveSite, visitor: &Visitor<'_>, key: &[u8], now: Timestamp) {
        self.count(&site.page_id, now);
        if let Some(variant) = site.counted_as() {
            let variant = Some(variant.to_owned());
            self.add(Counter { page: site.page_id.clone(), variant, day: day(now) }, 1);
        }
        let (page, day) = (site.page_id.clone(), day(now));
        let (hash, referrer) = (visitor.hash(key, &page, &day), visitor.referrer());
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.people.len() < TOLD_APART && counts.sources.len() < TOLD_APART {
            for (kind, name) in [("referrer", referrer), ("device", visitor.device().to_owned())] {
                *counts.sources.entry((page.clone(), day.clone(), kind, name)).or_default() += 1;
            }
            counts.people.insert((page, day, hash));
        }
    }

    fn add(&self, counter: Counter, visits: i64) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.visits.entry(counter).or_default() += visits;
    }

    fn take(&self) -> Counts {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts back what couldn't be written.
    fn give_back(&self, kept: Counts) {
        for (counter, visits) in kept.visits {
            self.add(counter, visits);
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (source, visits) in kept.sources {
            *counts.sources.entry(source).or_default() += visits;
        }
        counts.people.extend(kept.people);
    }
}

/// In UTC, `YYYY-MM-DD`.
pub(crate) fn day(now: Timestamp) -> String {
    let (year, month, day) = now.date();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Writes the visits counted so far. A job, run every few seconds and once at the end; what can't be written is
/// counted on.
pub async fn flush_visits(services: &Services) -> Result<()> {
    let counts = services.visits.take();
    if counts.visits.is_empty() && counts.people.is_empty() {
        return Ok(());
    }
    let mut rows: Vec<(Counter, i64)> =
        counts.visits.iter().map(|(at, visits)| (at.clone(), *visits)).collect();
    // In one order everywhere, so that two processes never wait for each other in a circle.
    rows.sort();
    let (sources, people) = (counts.sources.clone(), counts.people.clone());
    let yesterday = day(services.now().plus_seconds(-86_400));
    let written = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for (Counter { page, variant, day }, visits) in &rows {
                    match variant {
                        None => sites::add_visits(&mut tx, page, day, *visits).await?,
                        Some(variant) => {
                            variants::add_day(&mut tx, (page, variant), day, (*visits, 0)).await?;
                        }
                    }
                }
                for ((page, day, kind, name), visits) in &sources {
                    store::add_source(&mut tx, (page, day), (kind, name), *visits).await?;
                }
                for (page, day, hash) in &people {
                    store::add_person(&mut tx, page, day, hash).await?;
                }
                store::forget_people(&mut tx, &yesterday).await?;
                Ok::<_, Failure>(())
            })
        })
        .await;
    if written.is_err() {
        services.visits.give_back(counts);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visitor<'a>(user_agent: &'a str, referrer: &'a str) -> Visitor<'a> {
        Visitor { ip: IpAddr::from([192, 0, 2, 7]), user_agent, referrer, host: "shop.example:3000" }
    }

    #[test]
    fn what_a_request_tells_of_a_visitor() {
        let from = |referrer| visitor("", referrer).referrer();
        assert_eq!(from("https://www.Google.com/search?q=x"), "google.com");
        assert_eq!(from("https://l.facebook.com?u=1"), "l.facebook.com");
        assert_eq!(from("http://shop.example:3000/"), "direct", "the page itself sent nobody");
        for nothing in ["", "about:blank", "https://", "https://<script>/", "https://a b/"] {
            assert_eq!(from(nothing), "direct", "{nothing}");
        }
        let with = |agent| visitor(agent, "").device();
        assert_eq!(with("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148"), "mobile");
        assert_eq!(with("Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36"), "mobile");
        assert_eq!(with("Mozilla/5.0 (Linux; Android 13; SM-X710) Safari/537.36"), "tablet");
        assert_eq!(with("Mozilla/5.0 (iPad; CPU OS 16_0)"), "tablet");
        assert_eq!(with("Mozilla/5.0 (Windows NT 10.0; Win64; x64)"), "desktop");
    }

    #[test]
    fn people_are_told_apart_for_a_day_and_no_longer() {
        let (a, b) = (visitor("one", ""), visitor("two", ""));
        let hash = |who: &Visitor<'_>, page, day| who.hash(b"key", page, day);
        assert_eq!(hash(&a, "p", "2026-11-22"), hash(&a, "p", "2026-11-22"));
        assert_ne!(hash(&a, "p", "2026-11-22"), hash(&b, "p", "2026-11-22"));
        assert_ne!(hash(&a, "p", "2026-11-22"), hash(&a, "p", "2026-11-23"));
        assert_ne!(hash(&a, "p", "2026-11-22"), hash(&a, "q", "2026-11-22"));
        assert_ne!(hash(&a, "p", "2026-11-22"), a.hash(b"other", "p", "2026-11-22"));
    }
}
