//! Looking at a draft: an address of its own on the content origin, signed and good for half an hour.

use super::rendering::{self, Published};
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use crate::market::previews::{watermarked, with_mark};
use crate::{pages, takedowns};
use hmac::{Hmac, KeyInit, Mac};
use landinghub::render::Target;
use landinghub::{Id, Problem, Timestamp, api};
use sha2::Sha256;

/// How long a preview's address is good for.
const SECONDS: i64 = 1800;

/// What a signed address shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// The page as visitors will have it.
    Preview,
    /// The page without script.
    Still,
}

impl Look {
    const fn word(self) -> &'static str {
        match self {
            Self::Preview => "preview",
            Self::Still => "still",
        }
    }
}

/// A draft as it would be published.
#[derive(Clone, Debug)]
pub struct Previewed {
    /// The document.
    pub html: String,
    /// The `Content-Security-Policy` to serve it with.
    pub csp: String,
}

/// Makes an address at which the caller's draft can be looked at. Each has an origin of its own.
pub async fn preview(services: &Services, caller: &Caller, id: &str) -> Result<api::Preview> {
    let row = pages::own(services, &caller.actor()?.user_id, id).await?;
    let expires_at = services.now().plus_seconds(SECONDS);
    let url = address(services, Look::Preview, &row.id, &row.owner_id, expires_at)?;
    Ok(api::Preview { url, expires_at })
}

/// The signed address of a draft.
pub(crate) fn address(
    services: &Services,
    look: Look,
    page: &str,
    owner: &str,
    expires_at: Timestamp,
) -> Result<String> {
    let label = Id::random(&*services.rng);
    let seconds = expires_at.unix_seconds();
    let mac = hex::encode(mac(services, look, &label, page, owner, seconds)?.finalize().into_bytes());
    let (scheme, domain) = (services.config.scheme(), &services.config.content_domain);
    Ok(format!("{scheme}://{label}.{domain}/{}/{page}.{owner}.{seconds}.{mac}", look.word()))
}

/// The draft a preview's address leads to; `label` is the host's first label. Wrong and old addresses are `not_found`.
pub async fn previewed(services: &Services, look: Look, label: &str, token: &str) -> Result<Previewed> {
    let mut parts = token.split('.');
    let (Some(page), Some(owner), Some(seconds), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Problem::not_found().into());
    };
    let (Ok(seconds), Ok(signature)) = (seconds.parse::<i64>(), hex::decode(signature)) else {
        return Err(Problem::not_found().into());
    };
    let signed = mac(services, look, label, page, owner, seconds)?.verify_slice(&signature).is_ok();
    if !signed || services.now() >= Timestamp(0).plus_seconds(seconds) {
        return Err(Problem::not_found().into());
    }
    let loaded = pages::load(services, owner, page).await?;
    takedowns::refuse(services, loaded.row.variant_of.as_deref().unwrap_or(page)).await?;
    // Not on the picture in lists: it stays when the page is bought.
    let tried = loaded.row.trial_of.is_some() && look == Look::Preview;
    let services_for_work = services.clone();
    let Published { html, csp, .. } =
        pages::heavy(move || rendering::rendered(&services_for_work, &loaded, Target::Preview)).await??;
    let app = services.config.base_url.origin().ascii_serialization();
    let csp = csp.replace("frame-ancestors 'none'", &format!("frame-ancestors {app}"));
    let (html, csp) = if tried { (watermarked(&html), with_mark(csp)) } else { (html, csp) };
    let sandbox = match look {
        Look::Preview => "sandbox allow-scripts allow-forms",
        Look::Still => "sandbox",
    };
    Ok(Previewed { html, csp: format!("{csp}; {sandbox}") })
}

fn mac(
    services: &Services,
    look: Look,
    label: &str,
    page: &str,
    owner: &str,
    seconds: i64,
) -> Result<Hmac<Sha256>> {
    let secret = services.config.jwt_secret.expose().as_bytes();
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret).map_err(|error| Failure::Internal(error.to_string()))?;
    // The first words keep this signature apart from all others made with the same secret.
    mac.update(format!("landinghub {} 1\n{label}\n{page}\n{owner}\n{seconds}", look.word()).as_bytes());
    Ok(mac)
}
