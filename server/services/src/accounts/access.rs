//! Access tokens: JWTs of 15 minutes, believed as long as their session's row allows it.

use super::{ACCESS_SECONDS, Services};
use crate::context::Actor;
use crate::error::{Failure, Result};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use landinghub::account::{AccountStatus, Role};
use landinghub::{Code, Id, Timestamp};
use landinghub_store::sessions::{self as store, SessionGrant};
use moka::sync::Cache;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The clocks of two servers may differ by so much.
const LEEWAY_SECONDS: i64 = 5;
/// How long a session's row is believed without looking again. Sessions ended in this process are forgotten at once.
const BELIEVED_SECONDS: i64 = 30;
/// Ours are about 500 bytes.
const LONGEST: usize = 4096;
/// Whom access tokens are for.
const AUDIENCE: &str = "landinghub";

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: String,
    sid: String,
    /// For clients to look at; what counts is the database.
    role: Role,
}

/// Session rows read a moment ago.
pub(super) struct Grants(Cache<String, (Timestamp, SessionGrant)>);

impl Default for Grants {
    fn default() -> Self {
        // The time to live only frees memory: freshness is judged by the clock of the services.
        Self(Cache::builder().max_capacity(100_000).time_to_live(Duration::from_mins(1)).build())
    }
}

impl Grants {
    /// Looks again before believing this session the next time.
    pub(super) fn forget(&self, session_id: &str) {
        self.0.invalidate(session_id);
    }
}

/// A session has changed, perhaps ended: it isn't believed unseen any more, and its streams look at once.
pub(crate) fn look_again(services: &Services, session_id: &str) {
    services.accounts.grants.forget(session_id);
    services.events.session_changed(session_id);
}

/// The same for a change on another server, which has told the others already.
pub(crate) fn look_again_here(services: &Services, session_id: &str) {
    services.accounts.grants.forget(session_id);
    services.events.look_at_session(session_id);
}

/// Whom a session speaks for right now: `session_ended` where it is over.
pub(crate) async fn actor_of(services: &Services, session_id: &str) -> Result<Actor> {
    let grant = grant(services, session_id).await?.ok_or(Code::SessionEnded)?;
    let over = grant.ended_at.is_some() || grant.expires_at <= services.now();
    if over || grant.status != AccountStatus::Active {
        return Err(Code::SessionEnded.into());
    }
    Ok(Actor {
        user_id: grant.user_id,
        session_id: session_id.to_owned(),
        role: grant.role,
        email_verified: grant.email_verified,
    })
}

/// A new access token.
pub(super) fn issue(services: &Services, user_id: &str, session_id: &str, role: Role) -> Result<String> {
    let now = services.now().unix_seconds();
    let claims = Claims {
        iss: issuer(services),
        aud: AUDIENCE.to_owned(),
        sub: user_id.to_owned(),
        exp: now + ACCESS_SECONDS,
        nbf: now,
        iat: now,
        jti: Id::random(&*services.rng),
        sid: session_id.to_owned(),
        role,
    };
    let key = EncodingKey::from_secret(services.config.jwt_secret.expose().as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key)
        .map_err(|error| Failure::Internal(format!("jwt: {error}")))
}

/// Whom an access token speaks for: `unauthenticated` where it isn't ours or is too old, `session_ended` where its
/// session is over.
pub async fn authenticate(services: &Services, token: &str) -> Result<Actor> {
    let claims = read(services, token).ok_or(Code::Unauthenticated)?;
    let actor = actor_of(services, &claims.sid).await?;
    if actor.user_id != claims.sub {
        return Err(Code::Unauthenticated.into());
    }
    Ok(actor)
}

async fn grant(services: &Services, session_id: &str) -> Result<Option<SessionGrant>> {
    let now = services.now();
    let cache = &services.accounts.grants.0;
    if let Some((at, grant)) = cache.get(session_id)
        && (0..BELIEVED_SECONDS).contains(&now.seconds_since(at))
    {
        return Ok(Some(grant));
    }
    let mut reader = services.store.read().await?;
    let grant = store::find_grant(&mut reader.conn(), session_id).await?;
    if let Some(grant) = &grant {
        cache.insert(session_id.to_owned(), (now, grant.clone()));
    }
    Ok(grant)
}

/// The claims of a token that is ours and good right now.
fn read(services: &Services, token: &str) -> Option<Claims> {
    if token.len() > LONGEST {
        return None;
    }
    // Our header says algorithm and type and nothing else: no key of the sender's choosing (`jwk jku kid x5u`).
    let expected = Header::new(Algorithm::HS256);
    if jsonwebtoken::decode_header(token).ok()? != expected {
        return None;
    }
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[issuer(services)]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
    // Times are checked below, by the clock of the services; the claims' types make a textual `exp` an error.
    validation.validate_exp = false;
    validation.validate_nbf = false;
    let key = DecodingKey::from_secret(services.config.jwt_secret.expose().as_bytes());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    let now = services.now().unix_seconds();
    let begun = claims.nbf.max(claims.iat).saturating_sub(LEEWAY_SECONDS) <= now;
    let over = claims.exp.saturating_add(LEEWAY_SECONDS) <= now;
    (begun && !over).then_some(claims)
}

fn issuer(services: &Services) -> String {
    services.config.app_url("")
}
