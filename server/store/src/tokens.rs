//! Tokens that were mailed: verification, change of address, reset.

use crate::{Conn, Result};
use landinghub::Timestamp;

statements! {
    INSERT: "INSERT INTO mailed_tokens (hash, user_id, kind, email, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    FIND: "SELECT user_id, email FROM mailed_tokens WHERE hash = $1 AND kind = $2 AND expires_at > $3 AND user_id IS NOT NULL";
    TAKE: "DELETE FROM mailed_tokens WHERE hash = $1 AND kind = $2 AND expires_at > $3 AND user_id IS NOT NULL RETURNING user_id, email";
    DROP_KIND: "DELETE FROM mailed_tokens WHERE user_id = $1 AND kind = $2";
    FORGET: "DELETE FROM mailed_tokens WHERE expires_at < $1";
}

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Shows that the account's address is theirs.
    Verify,
    /// Shows that a new address is theirs, and puts it in the old one's place.
    Change,
    /// Allows a new password.
    Reset,
}

impl TokenKind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Change => "change",
            Self::Reset => "reset",
        }
    }
}

/// A token to be kept.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// SHA-256 of it.
    pub hash: Vec<u8>,
    /// Whose; without one it is a decoy that can't be used.
    pub user_id: Option<String>,
    /// What for.
    pub kind: TokenKind,
    /// The address it was mailed to.
    pub email: String,
    /// When.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
}

/// A good token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailedToken {
    /// Whose.
    pub user_id: String,
    /// The address it was mailed to.
    pub email: String,
}

/// Keeps a token.
pub async fn insert(conn: &mut Conn<'_>, new: &NewToken) -> Result<()> {
    let user_id = new.user_id.as_deref();
    execute!(
        conn,
        INSERT,
        [&new.hash, user_id, new.kind.as_str(), &new.email, new.created_at.0, new.expires_at.0]
    )?;
    Ok(())
}

/// The token, if it is good at `now`; it stays good.
pub async fn find(
    conn: &mut Conn<'_>,
    hash: &[u8],
    kind: TokenKind,
    now: Timestamp,
) -> Result<Option<MailedToken>> {
    let row = fetch_optional!(conn, FIND, (String, String), [hash, kind.as_str(), now.0])?;
    Ok(row.map(|(user_id, email)| MailedToken { user_id, email }))
}

/// Uses the token up, if it is good at `now`.
pub async fn take(
    conn: &mut Conn<'_>,
    hash: &[u8],
    kind: TokenKind,
    now: Timestamp,
) -> Result<Option<MailedToken>> {
    let row = fetch_optional!(conn, TAKE, (String, String), [hash, kind.as_str(), now.0])?;
    Ok(row.map(|(user_id, email)| MailedToken { user_id, email }))
}

/// Deletes a user's tokens of a kind.
pub async fn drop_kind(conn: &mut Conn<'_>, user_id: &str, kind: TokenKind) -> Result<u64> {
    execute!(conn, DROP_KIND, [user_id, kind.as_str()])
}

/// Deletes what expired before `before`.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, FORGET, [before.0])
}
