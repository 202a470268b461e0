//! Codes of an authenticator at login, and the codes that stand in for a lost one.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    FIND: "SELECT seed, generation, confirmed_at, last_step FROM two_step WHERE user_id = $1";
    CONFIRM: "INSERT INTO two_step (user_id, seed, generation, confirmed_at, last_step) VALUES ($1, $2, 0, $3, 0) \
        ON CONFLICT (user_id) DO UPDATE SET seed = excluded.seed, confirmed_at = excluded.confirmed_at \
        WHERE two_step.confirmed_at IS NULL";
    SWITCH_OFF: "UPDATE two_step SET seed = '', confirmed_at = NULL, generation = generation + 1 \
        WHERE user_id = $1 AND confirmed_at IS NOT NULL";
    USE_STEP: "UPDATE two_step SET last_step = $2 WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2";
    ADD_CODE: "INSERT INTO recovery_codes (user_id, hash, created_at) VALUES ($1, $2, $3)";
    USE_CODE: "DELETE FROM recovery_codes WHERE user_id = $1 AND hash = $2";
    DROP_CODES: "DELETE FROM recovery_codes WHERE user_id = $1";
    COUNT_CODES: "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1";
}

/// How an account stands with codes at login.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct TwoStep {
    /// What its secret is derived from; empty while it is off.
    pub seed: String,
    /// How often it was switched off.
    pub generation: i64,
    /// Since when a code is asked for, in µs; `None` while it is off.
    pub confirmed_at: Option<i64>,
    /// The last step whose code opened a session.
    pub last_step: i64,
}

/// How the account stands; `None` where it never had codes.
pub async fn find(conn: &mut Conn<'_>, user_id: &str) -> Result<Option<TwoStep>> {
    fetch_optional!(conn, FIND, TwoStep, [user_id])
}

/// Switches codes on; `false` where they are on already.
pub async fn confirm(conn: &mut Conn<'_>, user_id: &str, seed: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, CONFIRM, [user_id, seed, now.0])? == 1)
}

/// Switches codes off, recovery codes with them; `false` where they were off.
pub async fn switch_off(conn: &mut Conn<'_>, user_id: &str) -> Result<bool> {
    execute!(conn, DROP_CODES, [user_id])?;
    Ok(execute!(conn, SWITCH_OFF, [user_id])? == 1)
}

/// Uses a step's code up; `false` where it or a later one was used before.
pub async fn use_step(conn: &mut Conn<'_>, user_id: &str, step: i64) -> Result<bool> {
    Ok(execute!(conn, USE_STEP, [user_id, step])? == 1)
}

/// Keeps a recovery code's hash.
pub async fn add_code(conn: &mut Conn<'_>, user_id: &str, hash: &[u8], now: Timestamp) -> Result<()> {
    execute!(conn, ADD_CODE, [user_id, hash, now.0])?;
    Ok(())
}

/// Uses a recovery code up; `false` where there is none with this hash.
pub async fn use_code(conn: &mut Conn<'_>, user_id: &str, hash: &[u8]) -> Result<bool> {
    Ok(execute!(conn, USE_CODE, [user_id, hash])? == 1)
}

/// How many recovery codes are left.
pub async fn count_codes(conn: &mut Conn<'_>, user_id: &str) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT_CODES, (i64,), [user_id])?.0)
}
