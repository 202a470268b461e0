//! Looking at what is for sale before buying: on the content origin, without editor data, watermarked.

use super::listings::known;
use super::viewer;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::pages::{heavy, parse};
use crate::sites::{Previewed, policy, source_hash};
use hmac::{Hmac, KeyInit, Mac};
use landinghub::account::Role;
use landinghub::api::Preview;
use landinghub::render::{PageInfo, Rendered, Target, render};
use landinghub::{Id, Problem, Timestamp};
use landinghub_store::market::listings as store;
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
    let mut parts = token.split('.');
    let (Some(revision), Some(seconds), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::not_found().into());
    };
    let (Ok(seconds), Ok(signature)) = (seconds.parse::<i64>(), hex::decode(signature)) else {
        return Err(Problem::not_found().into());
    };
    let signed = mac(services, label, revision, seconds)?.verify_slice(&signature).is_ok();
    if !signed || services.now() >= Timestamp(0).plus_seconds(seconds) {
        return Err(Problem::not_found().into());
    }
    let mut reader = services.store.read().await?;
    let (title, document) =
        store::document(&mut reader.conn(), revision).await?.ok_or_else(Problem::not_found)?;
    drop(reader);
    let document = parse(revision, &document)?;
    let Rendered { html, css, js, needs, .. } =
        heavy(move || render(&document, &Target::Preview(PageInfo { title, ..PageInfo::default() }))).await?;
    let app = services.config.base_url.origin().ascii_serialization();
    let mut csp = policy(&services.config.content_url(""), &css, &js, &needs)
        .replace("frame-ancestors 'none'", &format!("frame-ancestors {app}"));
    // Where any style is allowed, naming one would forbid the others.
    if !needs.code {
        csp = csp.replace("style-src ", &format!("style-src {} ", source_hash(STYLE)));
    }
    Ok(Previewed { html: watermarked(&html), csp: format!("{csp}; sandbox allow-scripts") })
}

fn watermarked(html: &str) -> String {
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
