//! Looking at what is for sale before buying: on the content origin, without editor data, watermarked.

use super::listings::known;
use super::viewer;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages::{heavy, parse};
use crate::sites::{Previewed, policy, source_hash};
use crate::takedowns;
use hmac::{Hmac, KeyInit, Mac};
use landinghub::account::Role;
use landinghub::api::Preview;
use landinghub::document::Document;
use landinghub::market::{View, sketch};
use landinghub::render::{PageInfo, Rendered, Target, render};
use landinghub::{Id, Problem, Timestamp};
use landinghub_store::market::{listings as store, reviewing};
use sha2::Sha256;

/// How long a preview's address is good for.
const SECONDS: i64 = 1800;
/// Over the whole page, and in nobody's way.
const STYLE: &str = ".lh-watermark{position:fixed;inset:0;z-index:2147483647;pointer-events:none;overflow:hidden;display:grid;\
    place-items:center;grid-template-columns:repeat(3,1fr);grid-auto-rows:14rem;font:700 1.4rem/1 system-ui,sans-serif;\
    color:rgb(0 0 0/.16);text-shadow:0 0 2px rgb(255 255 255/.35)}.lh-watermark span{transform:rotate(-28deg)}";

/// An address at which a listing can be looked at: what is for sale, and what is reviewed for its seller and admins.
pub async fn preview(services: &Services, caller: &Caller, id: &str) -> Result<Preview> {
    let id = known(id)?;
    let mut reader = services.store.read().await?;
    let row = store::find(&mut reader.conn(), viewer(caller), &id).await?.ok_or_else(Problem::not_found)?;
    drop(reader);
    takedowns::refuse(services, &row.page_id).await?;
    let insider = caller
        .actor
        .as_ref()
        .is_some_and(|actor| actor.user_id == row.seller_id || actor.role == Role::Admin);
    let public = row.live_revision_id.filter(|_| row.status == "approved" || insider);
    let reviewed = row.pending_revision_id.filter(|_| insider);
    let revision = reviewed.or(public).ok_or_else(Problem::not_found)?;
    let expires_at = services.now().plus_seconds(SECONDS);
    let (label, seconds) = (Id::random(&*services.rng), expires_at.unix_seconds());
    let mac = hex::encode(mac(services, &label, &revision, seconds)?.finalize().into_bytes());
    let (scheme, domain) = (services.config.scheme(), &services.config.content_domain);
    Ok(Preview { url: format!("{scheme}://{label}.{domain}/listing/{revision}.{seconds}.{mac}"), expires_at })
}

/// The page such an address leads to; wrong and old ones are `not_found`.
pub async fn previewed(services: &Services, label: &str, token: &str) -> Result<Previewed> {
    let (word, token) = match token.strip_prefix("still.") {
        Some(token) => (format!("still {label}"), token),
        None => (label.to_owned(), token),
    };
    let is_still = word != label;
    let mut parts = token.split('.');
    let (Some(revision), Some(seconds), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::not_found().into());
    };
    let (Ok(seconds), Ok(signature)) = (seconds.parse::<i64>(), hex::decode(signature)) else {
        return Err(Problem::not_found().into());
    };
    let signed = mac(services, &word, revision, seconds)?.verify_slice(&signature).is_ok();
    if !signed || services.now() >= Timestamp(0).plus_seconds(seconds) {
        return Err(Problem::not_found().into());
    }
    if is_still {
        return unmarked(services, revision).await;
    }
    let (title, document) = document_of(services, revision).await?;
    let app = services.config.base_url.origin().ascii_serialization();
    let info = PageInfo { title, market: app.clone(), ..PageInfo::default() };
    let Rendered { html, css, js, needs, .. } =
        heavy(move || render(&document, &Target::Preview(info))).await?;
    let csp = policy(&services.config.content_url(""), &css, &js, &needs)
        .replace("frame-ancestors 'none'", &format!("frame-ancestors {app}"));
    let csp = with_mark(csp);
    Ok(Previewed { html: watermarked(&html), csp: format!("{csp}; sandbox allow-scripts") })
}

/// The title and document of a pinned revision, unless its page was taken down.
async fn document_of(services: &Services, revision: &str) -> Result<(String, Document)> {
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    let (title, document) = store::document(&mut conn, revision).await?.ok_or_else(Problem::not_found)?;
    if let Some(page) = reviewing::page_of(&mut conn, revision).await? {
        takedowns::refuse_in(&mut conn, &page).await?;
    }
    drop(reader);
    Ok((title, parse(revision, &document)?))
}

/// A signed address at which a browser of this machine draws a revision.
pub(crate) fn still(services: &Services, revision: &str, expires_at: Timestamp) -> Result<String> {
    let (label, seconds) = (Id::random(&*services.rng), expires_at.unix_seconds());
    let mac =
        hex::encode(mac(services, &format!("still {label}"), revision, seconds)?.finalize().into_bytes());
    let (scheme, domain) = (services.config.scheme(), &services.config.content_domain);
    Ok(format!("{scheme}://{label}.{domain}/listing/still.{revision}.{seconds}.{mac}"))
}

/// A revision as it is drawn: without script, and without a mark.
async fn unmarked(services: &Services, revision: &str) -> Result<Previewed> {
    let (title, document) = document_of(services, revision).await?;
    let info = PageInfo { title, ..PageInfo::default() };
    let Rendered { html, css, js, needs, .. } =
        heavy(move || render(&document, &Target::Preview(info))).await?;
    let csp = policy(&services.config.content_url(""), &css, &js, &needs);
    Ok(Previewed { html, csp: format!("{csp}; sandbox") })
}

/// A revision's first screen as it is drawn from its document alone.
pub(crate) async fn sketched(services: &Services, revision: &str, view: View) -> Result<String> {
    let (_, document) = document_of(services, revision).await?;
    heavy(move || sketch(&document, view.window())).await
}

/// A page's policy that lets the watermark's style in.
pub(crate) fn with_mark(csp: String) -> String {
    // Where any style is allowed, naming one would forbid the others.
    if csp.contains("style-src 'unsafe-inline'") {
        return csp;
    }
    csp.replace("style-src ", &format!("style-src {} ", source_hash(STYLE)))
}

/// A page with a mark over it that says it isn't bought.
pub(crate) fn watermarked(html: &str) -> String {
    let marks = "<span>LandingHub · Preview</span>".repeat(18);
    let mark =
        format!("<style>{STYLE}</style><div class=\"lh-watermark\" aria-hidden=\"true\">{marks}</div>");
    match html.rfind("</body>") {
        Some(at) => {
            let (before, rest) = html.split_at(at);
            format!("{before}{mark}{rest}")
        }
        None => format!("{html}{mark}"),
    }
}

fn mac(services: &Services, label: &str, revision: &str, seconds: i64) -> Result<Hmac<Sha256>> {
    let secret = services.config.jwt_secret.expose().as_bytes();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).map_err(|error| Failure::Internal(error.to_string()))?;
    mac.update(format!("landinghub listing 1\n{label}\n{revision}\n{seconds}").as_bytes());
    Ok(mac)
}
