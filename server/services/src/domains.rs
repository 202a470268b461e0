//! Hosts of other people's where pages are served, too. A TXT record proves whose a host is; the record is looked at
//! again every day, and a host whose record is gone for a week is no longer served.

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::outward::dns::{Answer, txt};
use crate::pages::own_page;
use crate::secrets;
use landinghub::api::List;
use landinghub::api::domains::{Domain, DomainStatus, NewDomain};
use landinghub::domain_name::DomainName;
use landinghub::notify::Event;
use landinghub::{Code, Id, Problem, Timestamp};
use landinghub_store::domains::{self as store, DomainRow};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What stands before a domain in the name of its record.
const PREFIX: &str = "_landinghub";
/// Seconds until a verified domain is looked at again.
const AGAIN_SECONDS: i64 = 86_400;
/// Seconds without its record until a domain is lost.
const LOST_SECONDS: i64 = 7 * 86_400;
/// Domains looked at in one go.
const BATCH: i64 = 50;

/// The hosts that are served, in memory: published pages stay up when the database is away.
#[derive(Clone, Debug, Default)]
pub struct Domains(Arc<RwLock<Arc<HashMap<String, String>>>>);

impl Domains {
    /// The slug of the page that is served at a host.
    pub fn slug(&self, host: &str) -> Option<String> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(host).cloned()
    }

    fn set(&self, served: HashMap<String, String>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(served);
    }
}

/// Reads which hosts are served; a job does it every few seconds, so other servers' changes are seen, too.
pub async fn refresh(services: &Services) -> Result<()> {
    let mut reader = services.store.read().await?;
    let served = store::served(&mut reader.conn()).await?;
    services.domains.set(served.into_iter().collect());
    Ok(())
}

/// The domains of the caller's page, the oldest first.
pub async fn list(services: &Services, caller: &Caller, page_id: &str) -> Result<List<Domain>> {
    let page = own_page(services, &caller.actor()?.user_id, page_id).await?;
    let mut reader = services.store.read().await?;
    let rows = store::list(&mut reader.conn(), &page.id).await?;
    let items = rows.into_iter().map(|row| shown(services, &page.slug, row)).collect();
    Ok(List { items, next_cursor: None })
}

/// Adds a domain to the caller's page. It is served there once its record was seen.
pub async fn add(services: &Services, caller: &Caller, page_id: &str, input: NewDomain) -> Result<Domain> {
    let page = own_page(services, &caller.actor()?.user_id, page_id).await?;
    crate::pages::refuse_trial(&page)?;
    let name = DomainName::try_from(input.domain.as_str())?;
    if is_ours(services, name.as_str()) {
        return Err(Problem::field(
            "domain",
            "This is an address of LandingHub. Change the page's address instead.",
        )
        .into());
    }
    let most = services.config.limits.get(Limit::DOMAINS);
    let (now, token, mark) = (services.now(), Id::token::<16>(&*services.rng), Mark::present());
    let (parts, slug, page_id) = (services.clone(), page.slug.clone(), page.id.clone());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let name = name.as_str();
                if store::is_taken(&mut tx, &page_id, name).await? {
                    return Err(taken().into());
                }
                let has = u64::try_from(store::list(&mut tx, &page_id).await?.len()).unwrap_or(u64::MAX);
                if most.is_some_and(|most| has >= most) {
                    let detail = "The page has as many domains as it may. Remove one first.";
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                if !store::claim(&mut tx, &page_id, name, &token, now).await? {
                    return Err(Problem::new(Code::Conflict, "The page has this domain already.").into());
                }
                let row = store::find(&mut tx, &page_id, name).await?.ok_or_else(Problem::not_found)?;
                let made = shown(&parts, &slug, row);
                let location = format!("/api/pages/{page_id}/domains/{}", made.domain);
                mark.keep_created(&mut tx, &made, Some(location)).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// Looks for the record of a domain of the caller's page; from then on the page is served there.
pub async fn verify(services: &Services, caller: &Caller, page_id: &str, domain: &str) -> Result<Domain> {
    let actor = caller.actor()?;
    let page = own_page(services, &actor.user_id, page_id).await?;
    let row = claimed(services, &page.id, domain).await?;
    services.limits.check(Limit::DOMAIN_CHECKS, &actor.user_id)?;
    match look(services, &row).await {
        Answer::Yes => {}
        Answer::No => {
            let detail =
                "The TXT record isn't there yet. Changes can take a few hours to be seen everywhere.";
            let mut problem = Problem::field("domain", detail);
            problem.code = Code::DomainUnverified;
            return Err(problem.into());
        }
        Answer::Unknown => {
            let detail = "The domain's name servers didn't answer. Try again in a moment.";
            return Err(Problem { retry_after: Some(10), ..Problem::new(Code::Unavailable, detail) }.into());
        }
    }
    let (now, key) = (services.now(), (row.page_id, row.domain));
    let written = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let (page, domain) = (&key.0, &key.1);
                if !store::verify(&mut tx, page, domain, now).await? {
                    return Ok(None);
                }
                store::find(&mut tx, page, domain).await
            })
        })
        .await;
    let row = match written {
        // By the index's name, or by its column.
        Err(error) if error.breaks("page_domains_verified") || error.breaks("page_domains_domain") => {
            return Err(taken().into());
        }
        other => other?.ok_or_else(Problem::not_found)?,
    };
    refresh(services).await?;
    Ok(shown(services, &page.slug, row))
}

/// Takes a domain away from the caller's page; it is no longer served there when this answers.
pub async fn remove(services: &Services, caller: &Caller, page_id: &str, domain: &str) -> Result<()> {
    let page = own_page(services, &caller.actor()?.user_id, page_id).await?;
    let row = claimed(services, &page.id, domain).await?;
    services
        .store
        .write(move |mut tx| Box::pin(async move { store::delete(&mut tx, &row.page_id, &row.domain).await }))
        .await?;
    refresh(services).await
}

/// Looks again at what was verified long ago; answers how many were looked at.
pub async fn look_again(services: &Services) -> Result<u64> {
    let now = services.now();
    let mut reader = services.store.read().await?;
    let due = store::due(&mut reader.conn(), now.plus_seconds(-AGAIN_SECONDS), BATCH).await?;
    drop(reader);
    let count = due.len();
    for row in due {
        let answer = look(services, &row).await;
        let parts = services.clone();
        services
            .store
            .write(move |mut tx| {
                Box::pin(async move {
                    let (page, domain) = (&row.page_id, &row.domain);
                    match answer {
                        Answer::Yes => {
                            store::verify(&mut tx, page, domain, now).await?;
                        }
                        Answer::Unknown => store::look_later(&mut tx, page, domain, now).await?,
                        Answer::No => {
                            store::fail(&mut tx, page, domain, now).await?;
                            let since = Timestamp(row.failing_since.unwrap_or(now.0));
                            if now.seconds_since(since) >= LOST_SECONDS {
                                store::lose(&mut tx, page, domain).await?;
                            }
                            if let Some(owner) = store::owner(&mut tx, page).await? {
                                let (page_id, domain) = (page.clone(), domain.clone());
                                let event =
                                    Event::DomainTrouble { page_id, domain, since: since.0.to_string() };
                                crate::notifications::tell(&parts, &mut tx, &owner, &event).await?;
                            }
                        }
                    }
                    Ok::<_, Failure>(())
                })
            })
            .await?;
    }
    if count > 0 {
        refresh(services).await?;
    }
    Ok(u64::try_from(count).unwrap_or_default())
}

async fn claimed(services: &Services, page_id: &str, domain: &str) -> Result<DomainRow> {
    let name = DomainName::try_from(domain).map_err(|_| Problem::not_found())?;
    let mut reader = services.store.read().await?;
    Ok(store::find(&mut reader.conn(), page_id, name.as_str()).await?.ok_or_else(Problem::not_found)?)
}

/// Whether the record says what it should.
async fn look(services: &Services, row: &DomainRow) -> Answer {
    let wanted = value(&row.token);
    txt(services, &record(&row.domain), |text| secrets::same(text.trim(), &wanted)).await
}

fn record(domain: &str) -> String {
    format!("{PREFIX}.{domain}")
}

fn value(token: &str) -> String {
    format!("landinghub-verification={token}")
}

fn shown(services: &Services, slug: &str, row: DomainRow) -> Domain {
    let config = &services.config;
    let status = match (row.verified_at, row.failing_since) {
        (None, _) => DomainStatus::Pending,
        (Some(_), None) => DomainStatus::Verified,
        (Some(_), Some(_)) => DomainStatus::Failing,
    };
    Domain {
        url: format!("{}://{}/", config.scheme(), row.domain),
        txt_name: record(&row.domain),
        txt_value: value(&row.token),
        target: format!("{slug}.{}", host_of(&config.pages_domain)),
        status,
        created_at: Timestamp(row.created_at),
        verified_at: row.verified_at.map(Timestamp),
        checked_at: row.checked_at.map(Timestamp),
        domain: row.domain,
    }
}

/// Whether a host is one of this installation's, or below one.
fn is_ours(services: &Services, name: &str) -> bool {
    let config = &services.config;
    let own = [config.base_url.host_str().unwrap_or_default(), &config.pages_domain, &config.content_domain];
    own.iter()
        .map(|own| host_of(own))
        .any(|own| name == own || name.strip_suffix(own).is_some_and(|rest| rest.ends_with('.')))
}

fn host_of(authority: &str) -> &str {
    authority.rsplit_once(':').map_or(authority, |(host, _)| host)
}

fn taken() -> Problem {
    let mut problem = Problem::field("domain", "Another page is served at this domain already.");
    problem.code = Code::DomainTaken;
    problem
}
