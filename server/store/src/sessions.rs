//! Sessions and their refresh tokens.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::account::{AccountStatus, Role};

statements! {
    INSERT: "INSERT INTO sessions (id, user_id, user_agent, ip, created_at, last_used_at, expires_at) VALUES ($1, $2, $3, $4, $5, $5, $6)";
    INSERT_TOKEN: "INSERT INTO refresh_tokens (hash, session_id, parent_hash, created_at) VALUES ($1, $2, $3, $4)";
    REPLACE_TOKEN: "UPDATE refresh_tokens SET replaced_at = $2 WHERE hash = $1 AND replaced_at IS NULL";
    TOUCH: "UPDATE sessions SET last_used_at = $2, ip = $3, user_agent = $4 WHERE id = $1";
    FIND_TOKEN: "SELECT t.session_id, s.user_id, t.replaced_at, s.user_agent, s.last_used_at, s.expires_at, s.ended_at, u.status, \
            CASE WHEN EXISTS (SELECT 1 FROM refresh_tokens c WHERE c.parent_hash = t.hash AND c.replaced_at IS NULL) \
                THEN 1 ELSE 0 END AS has_live_child \
        FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id WHERE t.hash = $1";
    FIND_GRANT: "SELECT s.user_id, s.last_used_at, s.expires_at, s.ended_at, u.role, u.status, u.email_verified_at \
        FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.id = $1";
    LIST: "SELECT id, user_agent, ip, created_at, last_used_at FROM sessions \
        WHERE user_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_used_at > $3 \
            AND (created_at < $4 OR (created_at = $4 AND id < $5)) \
        ORDER BY created_at DESC, id DESC LIMIT $6";
    BEGAN: "SELECT created_at FROM sessions WHERE id = $1";
    END: "UPDATE sessions SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL";
    END_OWN: "UPDATE sessions SET ended_at = $3 WHERE id = $1 AND user_id = $2 AND ended_at IS NULL";
    END_ALL: "UPDATE sessions SET ended_at = $3 WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL RETURNING id";
    LIVE_IDS: "SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL";
    FORGET: "DELETE FROM sessions WHERE expires_at < $1";
}

/// A login to be recorded.
#[derive(Clone, Debug)]
pub struct NewSession {
    /// Opaque.
    pub id: String,
    /// Whose.
    pub user_id: String,
    /// The program, as it says itself.
    pub user_agent: String,
    /// From where.
    pub ip: String,
    /// When.
    pub created_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
}

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSession {
    /// Opaque.
    pub id: String,
    /// The program, as it says itself.
    pub user_agent: String,
    /// Where it was last refreshed from.
    pub ip: String,
    /// When it began.
    pub created_at: Timestamp,
    /// Its last refresh.
    pub last_used_at: Timestamp,
}

/// A refresh token with what decides about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundToken {
    /// Its session.
    pub session_id: String,
    /// Whose.
    pub user_id: String,
    /// When a successor took its place.
    pub replaced_at: Option<Timestamp>,
    /// Whether the token that follows it directly is the session's present one.
    pub has_live_child: bool,
    /// The session's last refresh.
    pub last_used_at: Timestamp,
    /// When the session ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// The program it was last refreshed with.
    pub user_agent: String,
    /// Whether its owner may do anything.
    pub status: AccountStatus,
}

/// What a session allows right now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionGrant {
    /// Whose.
    pub user_id: String,
    /// Its last refresh.
    pub last_used_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
    /// What its owner may do.
    pub role: Role,
    /// Whether they may do anything.
    pub status: AccountStatus,
    /// Whether the address is known to be theirs.
    pub email_verified: bool,
}

/// When a session began.
pub async fn began(conn: &mut Conn<'_>, id: &str) -> Result<Option<Timestamp>> {
    Ok(fetch_optional!(conn, BEGAN, (i64,), [id])?.map(|row| Timestamp(row.0)))
}

/// Records a login.
pub async fn insert(conn: &mut Conn<'_>, new: &NewSession) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [&new.id, &new.user_id, &new.user_agent, &new.ip, new.created_at.0, new.expires_at.0]
    )?;
    Ok(())
}

/// Adds a refresh token; `parent` is the hash of the one it replaces.
pub async fn insert_token(
    conn: &mut Conn<'_>,
    hash: &[u8],
    session_id: &str,
    parent: Option<&[u8]>,
    now: Timestamp,
) -> Result<()> {
    execute!(conn, INSERT_TOKEN, [hash, session_id, parent, now.0])?;
    Ok(())
}

/// Marks a token as replaced; `false` where it was already or there is none. Of several callers one gets `true`.
pub async fn replace_token(conn: &mut Conn<'_>, hash: &[u8], now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, REPLACE_TOKEN, [hash, now.0])? == 1)
}

/// Notes a refresh.
pub async fn touch(conn: &mut Conn<'_>, id: &str, ip: &str, user_agent: &str, now: Timestamp) -> Result<()> {
    execute!(conn, TOUCH, [id, now.0, ip, user_agent])?;
    Ok(())
}

/// The token with this hash.
pub async fn find_token(conn: &mut Conn<'_>, hash: &[u8]) -> Result<Option<FoundToken>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        session_id: String,
        user_id: String,
        replaced_at: Option<i64>,
        last_used_at: i64,
        expires_at: i64,
        ended_at: Option<i64>,
        user_agent: String,
        status: String,
        has_live_child: i32,
    }
    let Some(row) = fetch_optional!(conn, FIND_TOKEN, Row, [hash])? else { return Ok(None) };
    Ok(Some(FoundToken {
        status: status(&row.status)?,
        user_agent: row.user_agent,
        session_id: row.session_id,
        user_id: row.user_id,
        replaced_at: row.replaced_at.map(Timestamp),
        has_live_child: row.has_live_child == 1,
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
        ended_at: row.ended_at.map(Timestamp),
    }))
}

/// What the session with this id allows.
pub async fn find_grant(conn: &mut Conn<'_>, id: &str) -> Result<Option<SessionGrant>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        user_id: String,
        last_used_at: i64,
        expires_at: i64,
        ended_at: Option<i64>,
        role: String,
        status: String,
        email_verified_at: Option<i64>,
    }
    let Some(row) = fetch_optional!(conn, FIND_GRANT, Row, [id])? else { return Ok(None) };
    Ok(Some(SessionGrant {
        role: role(&row.role)?,
        status: status(&row.status)?,
        user_id: row.user_id,
        last_used_at: Timestamp(row.last_used_at),
        expires_at: Timestamp(row.expires_at),
        ended_at: row.ended_at.map(Timestamp),
        email_verified: row.email_verified_at.is_some(),
    }))
}

/// The sessions of a user that are neither ended nor expired nor unused since `used_since`, newest first.
/// `before` is the time and id of the last one already seen.
pub async fn list(
    conn: &mut Conn<'_>,
    user_id: &str,
    now: Timestamp,
    used_since: Timestamp,
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<ListedSession>> {
    let rows = fetch_all!(
        conn,
        LIST,
        (String, String, String, i64, i64),
        [user_id, now.0, used_since.0, before.0.0, before.1, limit]
    )?;
    Ok(rows
        .into_iter()
        .map(|(id, user_agent, ip, created_at, last_used_at)| ListedSession {
            id,
            user_agent,
            ip,
            created_at: Timestamp(created_at),
            last_used_at: Timestamp(last_used_at),
        })
        .collect())
}

/// Ends a session; `false` where it was ended already or there is none.
pub async fn end(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, END, [id, now.0])? == 1)
}

/// Ends a session if it is this user's; `false` where it isn't, was ended already, or there is none.
pub async fn end_own(conn: &mut Conn<'_>, id: &str, user_id: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, END_OWN, [id, user_id, now.0])? == 1)
}

/// Ends a user's sessions but `except`; answers the ids of those it ended.
pub async fn end_all(
    conn: &mut Conn<'_>,
    user_id: &str,
    except: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>> {
    let except = except.unwrap_or_default();
    Ok(fetch_all!(conn, END_ALL, (String,), [user_id, except, now.0])?.into_iter().map(|row| row.0).collect())
}

/// The ids of a user's sessions that weren't ended.
pub async fn live_ids(conn: &mut Conn<'_>, user_id: &str) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, LIVE_IDS, (String,), [user_id])?.into_iter().map(|row| row.0).collect())
}

/// Deletes sessions that expired before `before`, with their tokens.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, FORGET, [before.0])
}

fn role(word: &str) -> Result<Role> {
    Role::parse(word).ok_or_else(|| Error::Corrupt(format!("role {word}")))
}

fn status(word: &str) -> Result<AccountStatus> {
    AccountStatus::parse(word).ok_or_else(|| Error::Corrupt(format!("status {word}")))
}
