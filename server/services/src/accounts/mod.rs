//! Accounts and sessions: registering, logging in, keeping and ending sessions, addresses, passwords, profiles.
//!
//! A login is a *session* (its id is the `sid` of access tokens). The session's refresh tokens follow each other;
//! only the latest is good, see [`refresh`]. Access tokens are JWTs; [`authenticate`] believes them only as long
//! as the session's row does.

mod access;
mod address;
mod administration;
pub mod cookies;
mod device;
mod login;
mod passwords;
mod profile;
mod recovery;
mod registration;
mod seeding;
mod sessions;
mod totp;
mod two_step;

pub use access::authenticate;
pub(crate) use access::{actor_of, look_again, look_again_here};
pub use address::{change_email, resend_verification, verify};
pub use administration::{UserQuery, change_user, fold_names, list_users};
pub(crate) use device::describe as describe_device;
pub use login::login;
pub use profile::{change_password, me, update_profile};
pub use recovery::{forgot_password, reset_password};
pub use registration::{create_admin, first_admin_token, register};
pub(crate) use seeding::seed_hash;
pub use sessions::{Grant, Renewal, end_session, list_sessions, logout, refresh};
pub use two_step::{confirm_totp, end_totp, end_totp_of, totp};

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::api::User;
use landinghub::{Code, Problem};
use landinghub_store::accounts::Account;
use landinghub_store::{sessions as session_store, tokens as token_store};

/// Seconds an access token is good for.
pub const ACCESS_SECONDS: i64 = 15 * 60;
/// Seconds a session lasts, whatever happens.
pub const SESSION_SECONDS: i64 = 30 * 86_400;
/// Seconds without a refresh after which a session is over.
pub const IDLE_SECONDS: i64 = 7 * 86_400;
/// Seconds a verification link is good for.
pub const VERIFY_SECONDS: i64 = 86_400;
/// Seconds a reset link is good for.
pub const RESET_SECONDS: i64 = 600;

/// What this module keeps in memory.
#[derive(Default)]
pub(crate) struct Accounts {
    hashing: passwords::Hashing,
    grants: access::Grants,
}

fn user(account: Account) -> User {
    User {
        id: account.id,
        name: account.name,
        email: account.email,
        email_verified: account.email_verified_at.is_some(),
        role: account.role,
        locale: account.locale,
        theme: account.theme,
        avatar_url: account.avatar_url,
        created_at: account.created_at,
    }
}

fn token_invalid() -> Failure {
    Problem::new(Code::TokenInvalid, "This link was used already or is too old. Ask for a new one.").into()
}

/// The failure of a write that may have broken the rule that an address has one account.
fn email_taken(error: landinghub_store::Error) -> Failure {
    if error.breaks("users_email") {
        let mut problem =
            Problem::field("email", "There is an account with this address already. Log in instead.");
        problem.code = Code::EmailTaken;
        return problem.into();
    }
    error.into()
}

/// Deletes sessions and mailed tokens that ended long ago; answers how many rows went.
pub async fn forget_expired(services: &Services) -> Result<u64> {
    let before = services.now().plus_seconds(-7 * 86_400);
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let sessions = session_store::forget(&mut tx, before).await?;
                Ok(sessions + token_store::forget(&mut tx, before).await?)
            })
        })
        .await
}
