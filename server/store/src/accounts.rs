//! Accounts.

use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::account::{AccountStatus, Locale, Role, Theme};
use landinghub::text;

statements! {
    INSERT: "INSERT INTO users (id, email, email_verified_at, name, password_hash, role, status, locale, theme, created_at, updated_at, name_folded) \
        VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $9, $10)";
    FIND: "SELECT id, email, email_verified_at, name, password_hash, role, status, locale, theme, avatar_url, created_at \
        FROM users WHERE id = $1";
    FIND_BY_EMAIL: "SELECT id, email, email_verified_at, name, password_hash, role, status, locale, theme, avatar_url, created_at \
        FROM users WHERE email = $1";
    UPDATE_PROFILE: "UPDATE users SET name = COALESCE(CAST($2 AS TEXT), name), locale = COALESCE(CAST($3 AS TEXT), locale), \
        theme = COALESCE(CAST($4 AS TEXT), theme), updated_at = $5, name_folded = COALESCE(CAST($6 AS TEXT), name_folded) WHERE id = $1 \
        RETURNING id, email, email_verified_at, name, password_hash, role, status, locale, theme, avatar_url, created_at";
    SET_PASSWORD: "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1";
    SET_EMAIL: "UPDATE users SET email = $2, email_verified_at = $3, updated_at = $3 WHERE id = $1";
    MARK_VERIFIED: "UPDATE users SET email_verified_at = COALESCE(email_verified_at, CAST($3 AS BIGINT)) WHERE id = $1 AND email = $2";
    SET_STATUS: "UPDATE users SET status = $2, updated_at = $3 WHERE id = $1 AND status <> $2";
    SET_ROLE: "UPDATE users SET role = $2, updated_at = $3 WHERE id = $1 AND role <> $2";
    LOCK_ADMINS: sqlite "SELECT id FROM users WHERE role = 'admin' ORDER BY id",
        postgres "SELECT id FROM users WHERE role = 'admin' ORDER BY id FOR UPDATE";
    COUNT_ACTIVE_ADMINS: "SELECT COUNT(*) FROM users WHERE role = 'admin' AND status = 'active'";
    SEARCH: "SELECT id, email, email_verified_at, name, password_hash, role, status, locale, theme, avatar_url, created_at \
        FROM users WHERE (email LIKE $1 ESCAPE '\\' OR name_folded LIKE $1 ESCAPE '\\') AND (role = $2 OR $2 = '') \
        AND (status = $3 OR $3 = '') AND (created_at, id) < ($4, $5) ORDER BY created_at DESC, id DESC LIMIT $6";
    UNFOLDED: "SELECT id, name FROM users WHERE name_folded = '' LIMIT $1";
    FOLD: "UPDATE users SET name_folded = $2 WHERE id = $1";
    COUNT_ADMINS: "SELECT COUNT(*) FROM users WHERE role = 'admin'";
}

/// An account as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Opaque.
    pub id: String,
    /// In lower case.
    pub email: String,
    /// Since when the address is known to be theirs.
    pub email_verified_at: Option<Timestamp>,
    /// As shown to others.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// Whether they may do anything.
    pub status: AccountStatus,
    /// The language of their interface and mail.
    pub locale: Locale,
    /// Light, dark, or the device's.
    pub theme: Theme,
    /// A picture, if they gave one.
    pub avatar_url: Option<String>,
    /// When they joined.
    pub created_at: Timestamp,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("role", &self.role).finish_non_exhaustive()
    }
}

/// An account to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// Opaque.
    pub id: String,
    /// In lower case; nobody else's.
    pub email: String,
    /// Set where the address needs no proof.
    pub email_verified_at: Option<Timestamp>,
    /// As shown to others.
    pub name: String,
    /// PHC string.
    pub password_hash: String,
    /// What they may do.
    pub role: Role,
    /// The language of their interface and mail.
    pub locale: Locale,
    /// When they joined.
    pub created_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    email: String,
    email_verified_at: Option<i64>,
    name: String,
    password_hash: String,
    role: String,
    status: String,
    locale: String,
    theme: String,
    avatar_url: Option<String>,
    created_at: i64,
}

impl TryFrom<Row> for Account {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let wrong = |what: &str| Error::Corrupt(format!("{what} of user {}", row.id));
        Ok(Self {
            role: Role::parse(&row.role).ok_or_else(|| wrong("role"))?,
            status: AccountStatus::parse(&row.status).ok_or_else(|| wrong("status"))?,
            locale: Locale::parse(&row.locale).ok_or_else(|| wrong("locale"))?,
            theme: Theme::parse(&row.theme).ok_or_else(|| wrong("theme"))?,
            id: row.id,
            email: row.email,
            email_verified_at: row.email_verified_at.map(Timestamp),
            name: row.name,
            password_hash: row.password_hash,
            avatar_url: row.avatar_url,
            created_at: Timestamp(row.created_at),
        })
    }
}

/// Makes an account; breaks `users_email` where the address is in use.
pub async fn insert(conn: &mut Conn<'_>, new: &NewAccount) -> Result<()> {
    let verified = new.email_verified_at.map(|at| at.0);
    execute!(
        conn,
        INSERT,
        [
            &new.id,
            &new.email,
            verified,
            &new.name,
            &new.password_hash,
            new.role.as_str(),
            new.locale.as_str(),
            Theme::default().as_str(),
            new.created_at.0,
            text::fold(&new.name)
        ]
    )?;
    Ok(())
}

/// The account with this id.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<Account>> {
    fetch_optional!(conn, FIND, Row, [id])?.map(Account::try_from).transpose()
}

/// The account with this address, which is in lower case.
pub async fn find_by_email(conn: &mut Conn<'_>, email: &str) -> Result<Option<Account>> {
    fetch_optional!(conn, FIND_BY_EMAIL, Row, [email])?.map(Account::try_from).transpose()
}

/// Changes what is `Some` and answers the account as it is now; `None` without such an account.
pub async fn update_profile(
    conn: &mut Conn<'_>,
    id: &str,
    name: Option<&str>,
    locale: Option<Locale>,
    theme: Option<Theme>,
    now: Timestamp,
) -> Result<Option<Account>> {
    let (locale, theme) = (locale.map(Locale::as_str), theme.map(Theme::as_str));
    let folded = name.map(text::fold);
    fetch_optional!(conn, UPDATE_PROFILE, Row, [id, name, locale, theme, now.0, &folded])?
        .map(Account::try_from)
        .transpose()
}

/// Sets the password's hash; `false` without such an account.
pub async fn set_password(conn: &mut Conn<'_>, id: &str, hash: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, SET_PASSWORD, [id, hash, now.0])? == 1)
}

/// Sets an address that was shown to be theirs; breaks `users_email` where it is in use.
pub async fn set_email(conn: &mut Conn<'_>, id: &str, email: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, SET_EMAIL, [id, email, now.0])? == 1)
}

/// Marks the address as theirs, if it still is this one.
pub async fn mark_verified(conn: &mut Conn<'_>, id: &str, email: &str, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, MARK_VERIFIED, [id, email, now.0])? == 1)
}

/// Changes the status; `false` where it was that already or there is no such account.
pub async fn set_status(
    conn: &mut Conn<'_>,
    id: &str,
    status: AccountStatus,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, SET_STATUS, [id, status.as_str(), now.0])? == 1)
}

/// Changes the role; `false` where it was that already or there is no such account.
pub async fn set_role(conn: &mut Conn<'_>, id: &str, role: Role, now: Timestamp) -> Result<bool> {
    Ok(execute!(conn, SET_ROLE, [id, role.as_str(), now.0])? == 1)
}

/// Which accounts are looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// In the address or the name; folded.
    pub words: String,
    /// With this role only.
    pub role: Option<Role>,
    /// With this status only.
    pub status: Option<AccountStatus>,
    /// After this moment and id of a list that starts with the newest.
    pub after: (i64, String),
    /// At most so many.
    pub limit: i64,
}

/// The accounts looked for, the newest first.
pub async fn search(conn: &mut Conn<'_>, wanted: &Wanted) -> Result<Vec<Account>> {
    let like = format!("%{}%", crate::pages::escape_like(&wanted.words));
    let (role, status) =
        (wanted.role.map_or("", Role::as_str), wanted.status.map_or("", AccountStatus::as_str));
    let (at, id) = &wanted.after;
    let rows = fetch_all!(conn, SEARCH, Row, [&like, role, status, *at, id, wanted.limit])?;
    rows.into_iter().map(Account::try_from).collect()
}

/// Up to `limit` accounts whose names aren't folded yet: those from before names were.
pub async fn unfolded(conn: &mut Conn<'_>, limit: i64) -> Result<Vec<(String, String)>> {
    fetch_all!(conn, UNFOLDED, (String, String), [limit])
}

/// Writes a name's folded form.
pub async fn fold_name(conn: &mut Conn<'_>, id: &str, name: &str) -> Result<()> {
    // A name of marks alone folds to nothing; a space keeps it from being asked for again.
    let folded = Some(text::fold(name)).filter(|folded| !folded.is_empty()).unwrap_or_else(|| " ".to_owned());
    execute!(conn, FOLD, [id, &folded])?;
    Ok(())
}

/// Holds every admin's row until the transaction ends: of two who close each other one comes second.
pub async fn lock_admins(conn: &mut Conn<'_>) -> Result<()> {
    fetch_all!(conn, LOCK_ADMINS, (String,), [])?;
    Ok(())
}

/// How many admins could act.
pub async fn count_active_admins(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT_ACTIVE_ADMINS, (i64,), [])?.0)
}

/// How many admins there are, suspended ones among them.
pub async fn count_admins(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, COUNT_ADMINS, (i64,), [])?.0)
}
