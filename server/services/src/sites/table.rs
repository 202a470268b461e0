//! The table sites are served from: address → bytes in memory.
//!
//! The database is asked once per address and again every few seconds while it is visited, so that a change made by
//! another process arrives. If it can't answer, what is in memory stays up.

use super::forms::PublishedForm;
use crate::context::Services;
use crate::error::{Failure, Result};
use crate::storage::ObjectKey;
use bytes::Bytes;
use landinghub::Timestamp;
use landinghub::page::{PageStatus, Slug};
use landinghub::variant;
use landinghub_store::pages::{self as store, PageRow};
use landinghub_store::sites::{self as deployments, DeploymentRow};
use landinghub_store::takedowns;
use landinghub_store::variants::{self, LiveRow};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Bytes of sites in memory at the most.
const MEMORY: u64 = 256 * 1024 * 1024;
/// How long a live site is served without asking the database.
const FRESH_SECONDS: i64 = 15;
/// How long "there is nothing here" is believed.
const NEGATIVE_SECONDS: i64 = 2;
/// How long the database may take to say that nothing changed.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How the bytes of a site are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As they are.
    Identity,
    /// Brotli.
    Brotli,
    /// Zstandard.
    Zstd,
    /// gzip.
    Gzip,
}

impl Encoding {
    /// All that are stored, the best first.
    pub const ALL: [Self; 4] = [Self::Brotli, Self::Zstd, Self::Gzip, Self::Identity];

    /// The word of `Content-Encoding`; `None` for the bytes as they are.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Brotli => Some("br"),
            Self::Zstd => Some("zstd"),
            Self::Gzip => Some("gzip"),
        }
    }

    /// The name of the object that holds a site in this encoding.
    pub(crate) fn key(self, hash: &str) -> Option<ObjectKey> {
        ObjectKey::new(match self {
            Self::Identity => format!("sites/{hash}/index.html"),
            Self::Brotli => format!("sites/{hash}/index.html.br"),
            Self::Zstd => format!("sites/{hash}/index.html.zst"),
            Self::Gzip => format!("sites/{hash}/index.html.gz"),
        })
    }
}

/// A site that is live.
#[derive(Debug)]
pub struct LiveSite {
    /// The page.
    pub page_id: String,
    /// SHA-256 of the HTML, in hex.
    pub hash: String,
    /// The `Content-Security-Policy` it is served with.
    pub csp: String,
    /// What may be posted to it, by form.
    pub forms: BTreeMap<String, PublishedForm>,
    /// Which variant this is; `None` for the page itself.
    pub variant: Option<String>,
    bodies: Vec<(Encoding, Bytes)>,
    /// The page's variants that are live, with their shares.
    variants: Vec<(u8, Arc<LiveSite>)>,
}

impl LiveSite {
    /// The bytes in an encoding, if they are there; the HTML itself always is.
    pub fn body(&self, encoding: Encoding) -> Option<Bytes> {
        self.bodies.iter().find(|(has, _)| *has == encoding).map(|(_, bytes)| bytes.clone())
    }

    /// Whether visitors see different documents.
    pub fn is_tested(&self) -> bool {
        self.variant.is_some() || !self.variants.is_empty()
    }

    /// As which document of its page its visits and leads count; `None` where there is only one.
    pub fn counted_as(&self) -> Option<&str> {
        self.is_tested().then(|| self.variant.as_deref().unwrap_or_default())
    }

    /// The document a visitor sees: the same one as long as the shares stay, without anything kept in their browser.
    pub fn for_visitor(self: &Arc<Self>, ip: IpAddr, user_agent: &str) -> Arc<Self> {
        if self.variants.is_empty() {
            return Arc::clone(self);
        }
        let mut hash = Sha256::new();
        for part in ["landinghub variant 1", &self.page_id, &ip.to_canonical().to_string(), user_agent] {
            hash.update(part);
            hash.update([0]);
        }
        let number = hash.finalize().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        let shares: Vec<u8> = self.variants.iter().map(|(share, _)| *share).collect();
        let picked = variant::pick(number, &shares).and_then(|index| self.variants.get(index));
        picked.map_or_else(|| Arc::clone(self), |(_, site)| Arc::clone(site))
    }

    /// The one among the page's documents that has this form, the visitor's own first.
    pub fn with_form(self: &Arc<Self>, own: Arc<Self>, form_id: &str) -> Arc<Self> {
        let all = std::iter::once(self).chain(self.variants.iter().map(|(_, site)| site));
        let has = |site: &Arc<Self>| site.forms.contains_key(form_id);
        if has(&own) { own } else { all.into_iter().find(|site| has(site)).map_or(own, Arc::clone) }
    }

    /// Bytes in memory.
    fn weight(&self) -> usize {
        let own: usize = self.bodies.iter().map(|(_, bytes)| bytes.len()).sum();
        own + self.variants.iter().map(|(_, site)| site.weight()).sum::<usize>()
    }

    /// The strong `ETag` of the site in an encoding, with its quotes.
    pub fn etag(&self, encoding: Encoding) -> String {
        let hash: String = self.hash.chars().take(32).collect();
        format!("\"{hash}-{}\"", encoding.word().unwrap_or("id"))
    }
}

/// What is at an address.
#[derive(Clone, Debug)]
pub enum Site {
    /// A site.
    Live(Arc<LiveSite>),
    /// The address it has now, in full.
    Moved(String),
    /// It was here and is in the trash, or deleted.
    Gone,
    /// An admin took it down.
    TakenDown,
    /// Nothing, as far as the public may know.
    Missing,
}

#[derive(Clone)]
struct Entry {
    site: Site,
    checked: Timestamp,
}

/// The table.
pub struct Sites {
    entries: moka::sync::Cache<String, Entry>,
    /// Counts forgettings, so that a slow look-up can't put back what was forgotten meanwhile.
    generation: AtomicU64,
}

impl Default for Sites {
    fn default() -> Self {
        let weigh = |slug: &String, entry: &Entry| {
            let bytes = match &entry.site {
                Site::Live(site) => site.weight(),
                _ => 0,
            };
            u32::try_from(bytes + slug.len() + 512).unwrap_or(u32::MAX)
        };
        Self {
            entries: moka::sync::Cache::builder().max_capacity(MEMORY).weigher(weigh).build(),
            generation: AtomicU64::new(0),
        }
    }
}

impl Sites {
    /// Forgets what is at an address: the next visit asks the database.
    pub(crate) fn forget(&self, slug: &str) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.entries.invalidate(slug);
    }

    fn keep(&self, slug: &str, site: Site, checked: Timestamp, generation: u64) {
        if self.generation.load(Ordering::Acquire) == generation {
            self.entries.insert(slug.to_owned(), Entry { site, checked });
        }
    }
}

/// What is at an address; `slug` is the host's first label.
pub async fn at(services: &Services, slug: &str) -> Result<Site> {
    let table = &services.sites;
    // What can't be a slug is nowhere, and isn't worth a row in memory.
    if Slug::try_from(slug).is_ok_and(|read| read.as_str() != slug) || Slug::try_from(slug).is_err() {
        return Ok(Site::Missing);
    }
    let now = services.now();
    let known = table.entries.get(slug);
    if let Some(entry) = &known {
        let fresh = if matches!(entry.site, Site::Live(_)) { FRESH_SECONDS } else { NEGATIVE_SECONDS };
        if now.seconds_since(entry.checked) < fresh {
            return Ok(entry.site.clone());
        }
    }
    let generation = table.generation.load(Ordering::Acquire);
    let live = match &known {
        Some(Entry { site: Site::Live(site), .. }) => Some(Arc::clone(site)),
        _ => None,
    };
    match tokio::time::timeout(PATIENCE, look_up(services, slug, live.as_ref())).await {
        Ok(Ok(site)) => {
            table.keep(slug, site.clone(), now, generation);
            Ok(site)
        }
        failed => {
            let error = match failed {
                Ok(Err(failure)) => failure,
                _ => Failure::Problem(landinghub::Code::Unavailable.into()),
            };
            let Some(site) = live else { return Err(error) };
            tracing::warn!(%error, slug, "a site couldn't be checked and is served as it was");
            table.keep(slug, Site::Live(Arc::clone(&site)), now, generation);
            Ok(Site::Live(site))
        }
    }
}

async fn look_up(services: &Services, slug: &str, known: Option<&Arc<LiveSite>>) -> Result<Site> {
    // Between reading the row and the bytes another publication may have replaced both: then once more.
    for _ in 0..3 {
        let deployment = {
            let mut reader = services.store.read().await?;
            let mut conn = reader.conn();
            let Some(page) = store::find_by_slug(&mut conn, slug).await? else {
                let Some(page) = store::redirect(&mut conn, slug, services.now()).await? else {
                    return Ok(Site::Missing);
                };
                if takedowns::reason(&mut conn, &page).await?.is_some() {
                    return Ok(Site::TakenDown);
                }
                let Some(now_at) = store::slug_of(&mut conn, &page).await? else { return Ok(Site::Gone) };
                let page = store::find_by_slug(&mut conn, &now_at).await?;
                return Ok(page.map_or(Site::Missing, |page| moved(services, &page)));
            };
            // Whatever its owner did with it meanwhile.
            if takedowns::reason(&mut conn, page.variant_of.as_ref().unwrap_or(&page.id)).await?.is_some() {
                return Ok(Site::TakenDown);
            }
            match page.status() {
                PageStatus::Trashed => return Ok(Site::Gone),
                PageStatus::Draft => return Ok(Site::Missing),
                PageStatus::Published => {
                    let found = deployments::find(&mut conn, &page.id).await?;
                    let live =
                        if found.is_some() { variants::live(&mut conn, &page.id).await? } else { Vec::new() };
                    found.map(|found| (found, live))
                }
            }
        };
        let Some((deployment, live)) = deployment else { return Ok(Site::Missing) };
        if let Some(site) = known
            && site.hash == deployment.hash
            && site.csp == deployment.csp
            && site.page_id == deployment.page_id
            && site.variants.len() == live.len()
            && site.variants.iter().zip(&live).all(|((share, site), row)| {
                i64::from(*share) == row.share
                    && site.hash == row.hash
                    && site.variant.as_ref() == Some(&row.variant_id)
            })
        {
            return Ok(Site::Live(Arc::clone(site)));
        }
        if let Some(site) = read(services, deployment, live).await? {
            return Ok(Site::Live(Arc::new(site)));
        }
    }
    Err(Failure::Internal(format!("the bytes of the site at {slug} are missing from the object store")))
}

fn moved(services: &Services, page: &PageRow) -> Site {
    match page.status() {
        PageStatus::Published => Site::Moved(services.config.page_url(&page.slug)),
        PageStatus::Trashed => Site::Gone,
        PageStatus::Draft => Site::Missing,
    }
}

/// Reads a site and its variants; `None` where the HTML of one is missing.
async fn read(services: &Services, row: DeploymentRow, live: Vec<LiveRow>) -> Result<Option<LiveSite>> {
    let mut variants = Vec::with_capacity(live.len());
    for one in live {
        let Some(bodies) = bodies(services, &one.hash).await? else { return Ok(None) };
        let site = LiveSite {
            page_id: row.page_id.clone(),
            forms: forms(&row.page_id, &one.forms)?,
            hash: one.hash,
            csp: one.csp,
            variant: Some(one.variant_id),
            bodies,
            variants: Vec::new(),
        };
        variants.push((u8::try_from(one.share).unwrap_or_default(), Arc::new(site)));
    }
    let Some(bodies) = bodies(services, &row.hash).await? else { return Ok(None) };
    Ok(Some(LiveSite {
        forms: forms(&row.page_id, &row.forms)?,
        page_id: row.page_id,
        hash: row.hash,
        csp: row.csp,
        variant: None,
        bodies,
        variants,
    }))
}

fn forms(page_id: &str, text: &str) -> Result<BTreeMap<String, PublishedForm>> {
    serde_json::from_str(text)
        .map_err(|error| Failure::Internal(format!("the forms of page {page_id}: {error}")))
}

/// Reads the bytes in every encoding there is; `None` where even the HTML is missing.
async fn bodies(services: &Services, hash: &str) -> Result<Option<Vec<(Encoding, Bytes)>>> {
    let mut bodies = Vec::with_capacity(Encoding::ALL.len());
    for encoding in Encoding::ALL {
        let Some(key) = encoding.key(hash) else { continue };
        let bytes = services
            .objects
            .get(key)
            .await
            .map_err(|error| Failure::Internal(format!("object store: {error}")))?;
        bodies.extend(bytes.map(|bytes| (encoding, bytes)));
    }
    let whole = bodies.iter().any(|(encoding, _)| *encoding == Encoding::Identity);
    Ok(whole.then_some(bodies))
}
