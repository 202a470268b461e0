//! Accounts for demonstrations and measurements.

use super::passwords;
use crate::context::Services;
use crate::error::Result;
use landinghub::account::Password;

/// The hash of the one password that all made-up accounts have.
pub(crate) async fn seed_hash(services: &Services, password: &str) -> Result<String> {
    passwords::hash(services, Password::new("password", password)?).await
}
