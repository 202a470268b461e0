//! What every request goes through, from the outside in: identity and log, admission, origin, who asks.

pub mod admission;
pub mod caller;
pub mod csrf;
pub mod headers;
pub mod idempotency;
pub mod observe;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use landinghub_services::Failure;
use std::net::IpAddr;

/// Where a request came from, behind trusted proxies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientIp(pub IpAddr);

impl<S: Sync> FromRequestParts<S> for ClientIp {
    type Rejection = crate::problem::ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Self::Rejection> {
        let missing = || Failure::Internal("the request has no address".to_owned());
        Ok(parts.extensions.get::<Self>().copied().ok_or_else(missing)?)
    }
}
