//! Server functions of the settings.

use crate::answer::Answer;
#[cfg(feature = "ssr")]
use crate::answer::{context, tell};
use landinghub::Timestamp;
#[cfg(feature = "ssr")]
use landinghub::api::{EmailChange, PasswordChange, ProfileChange};
#[cfg(feature = "ssr")]
use landinghub_services::{Slice, accounts};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Where an account is logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Opaque.
    pub id: String,
    /// Browser and system.
    pub device: String,
    /// The address it was last used from.
    pub ip: String,
    /// Last use.
    pub last_used_at: Timestamp,
    /// Whether it is this one.
    pub current: bool,
}

/// Changes name, language and theme.
#[server(prefix = "/_fn", endpoint = "save_profile")]
pub async fn save_profile(name: String, locale: String, theme: String) -> Answer<()> {
    let (services, caller) = context()?;
    let change = ProfileChange { name: Some(name), locale: Some(locale), theme: Some(theme) };
    let saved = accounts::update_profile(&services, &caller, change).await;
    Ok(tell(&services, &caller, saved).await.map(|_| ()))
}

/// Changes the password and ends the other sessions.
#[server(prefix = "/_fn", endpoint = "change_password")]
pub async fn change_password(current_password: String, password: String) -> Answer<()> {
    let (services, caller) = context()?;
    let change = PasswordChange { current_password: current_password.into(), password: password.into() };
    Ok(tell(&services, &caller, accounts::change_password(&services, &caller, change).await).await)
}

/// Asks for another address.
#[server(prefix = "/_fn", endpoint = "change_email")]
pub async fn change_email(current_password: String, email: String) -> Answer<()> {
    let (services, caller) = context()?;
    let change = EmailChange { current_password: current_password.into(), email };
    Ok(tell(&services, &caller, accounts::change_email(&services, &caller, change).await).await)
}

/// Mails the verification link again.
#[server(prefix = "/_fn", endpoint = "resend_verification")]
pub async fn resend_verification() -> Answer<()> {
    let (services, caller) = context()?;
    Ok(tell(&services, &caller, accounts::resend_verification(&services, &caller).await).await)
}

/// Where the reader is logged in.
#[server(prefix = "/_fn", endpoint = "list_sessions")]
pub async fn list_sessions() -> Answer<Vec<SessionRow>> {
    let (services, caller) = context()?;
    let list = accounts::list_sessions(&services, &caller, &Slice { limit: Some(100), cursor: None }).await;
    let row = |it: landinghub::api::Session| SessionRow {
        id: it.id,
        device: it.device,
        ip: it.ip,
        last_used_at: it.last_used_at,
        current: it.current,
    };
    Ok(tell(&services, &caller, list).await.map(|list| list.items.into_iter().map(row).collect()))
}

/// Ends one of the reader's sessions.
#[server(prefix = "/_fn", endpoint = "end_session")]
pub async fn end_session(id: String) -> Answer<()> {
    let (services, caller) = context()?;
    Ok(tell(&services, &caller, accounts::end_session(&services, &caller, &id).await).await)
}
