//! Where the forms of the settings post to.

use super::PATH;
use crate::answer::{Answer, context};
use crate::market::actions::{fail, settle};
use crate::pages::said;
use landinghub::api::{EmailChange, PasswordChange, ProfileChange};
use landinghub_services::accounts;
use leptos::prelude::*;

/// Changes name, language and theme.
#[server(prefix = "/_fn", endpoint = "save_profile")]
async fn save_profile(
    #[server(default)] name: String,
    #[server(default)] locale: String,
    #[server(default)] theme: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let change = ProfileChange { name: Some(name.clone()), locale: Some(locale), theme: Some(theme) };
    match accounts::update_profile(&services, &caller, change).await {
        Ok(user) => settle(&services, &caller, "profile", PATH, Ok(user), "settings.saved").await,
        Err(failure) => fail(&services, &caller, failure, "profile", PATH, &[("name", &name)]).await,
    }
}

/// Changes the password and ends the other sessions.
#[server(prefix = "/_fn", endpoint = "change_password")]
async fn change_password(
    #[server(default)] current_password: String,
    #[server(default)] password: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let change = PasswordChange { current_password: current_password.into(), password: password.into() };
    let done = accounts::change_password(&services, &caller, change).await;
    settle(&services, &caller, "password", PATH, done, "settings.password.changed").await
}

/// Asks for another address.
#[server(prefix = "/_fn", endpoint = "change_email")]
async fn change_email(
    #[server(default)] current_password: String,
    #[server(default)] email: String,
) -> Result<(), ServerFnError> {
    let (services, caller) = context()?;
    let change = EmailChange { current_password: current_password.into(), email: email.clone() };
    match accounts::change_email(&services, &caller, change).await {
        Ok(()) => settle(&services, &caller, "email", PATH, Ok(()), "settings.email.sent").await,
        Err(failure) => fail(&services, &caller, failure, "email", PATH, &[("email", &email)]).await,
    }
}

/// Mails the verification link again.
#[server(prefix = "/_fn", endpoint = "resend_verification")]
async fn resend_verification() -> Answer<String> {
    let (services, caller) = context()?;
    let done = accounts::resend_verification(&services, &caller).await;
    said(&services, &caller, done, |i, ()| i.t("verify.sent").to_owned()).await
}

/// Ends one of the reader's sessions.
#[server(prefix = "/_fn", endpoint = "end_session")]
async fn end_session(id: String) -> Answer<String> {
    let (services, caller) = context()?;
    let done = accounts::end_session(&services, &caller, &id).await;
    said(&services, &caller, done, |i, ()| i.t("settings.sessions.ended").to_owned()).await
}
