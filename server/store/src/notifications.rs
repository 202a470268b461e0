//! What people were told of, what they want to be told of, and the browsers that may be sent to.

use crate::{Conn, Result};
use landinghub::Timestamp;
use landinghub::account::{Locale, Role};

statements! {
    RECIPIENT: "SELECT u.id, u.name, u.email, u.locale, u.role, p.body AS preferences FROM users u \
        LEFT JOIN notification_preferences p ON p.user_id = u.id WHERE u.id = $1 AND u.status = 'active'";
    ADMINS: "SELECT id FROM users WHERE role = 'admin' AND status = 'active' ORDER BY id";
    INSERT: "INSERT INTO notifications (id, user_id, kind, subject, data, dedup_key, in_app, digest, created_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (dedup_key) DO NOTHING";
    ADD_UP: "UPDATE notifications SET count = count + 1, data = $4, created_at = $5, seen_at = NULL WHERE id = (SELECT id \
        FROM notifications WHERE user_id = $1 AND kind = $2 AND subject = $3 AND read_at IS NULL ORDER BY created_at DESC LIMIT 1) \
        RETURNING id, user_id, kind, subject, data, count, in_app, created_at, seen_at, read_at, mailed_at, mailed_by";
    FIND: "SELECT id, user_id, kind, subject, data, count, in_app, created_at, seen_at, read_at, mailed_at, mailed_by FROM notifications WHERE id = $1";
    LIST: "SELECT id, user_id, kind, subject, data, count, in_app, created_at, seen_at, read_at, mailed_at, mailed_by FROM notifications \
        WHERE user_id = $1 AND in_app AND (created_at, id) < ($2, $3) AND ($4 = '' OR $4 LIKE '%,' || kind || ',%') AND (CAST($5 AS BIGINT) = 0 OR read_at IS NULL) \
        ORDER BY created_at DESC, id DESC LIMIT $6";
    UNREAD: "SELECT COUNT(*) FROM notifications WHERE user_id = $1 AND in_app AND read_at IS NULL";
    READ_ONE: "UPDATE notifications SET read_at = $3, seen_at = COALESCE(seen_at, $3) WHERE id = $1 AND user_id = $2 AND read_at IS NULL";
    READ_UP_TO: "UPDATE notifications SET read_at = $3, seen_at = COALESCE(seen_at, $3) WHERE user_id = $1 AND read_at IS NULL \
        AND (created_at, id) <= (SELECT o.created_at, o.id FROM notifications o WHERE o.id = $2 AND o.user_id = $1)";
    READ_ALL: "UPDATE notifications SET read_at = $2, seen_at = COALESCE(seen_at, $2) WHERE user_id = $1 AND read_at IS NULL";
    READ_SUBJECT: "UPDATE notifications SET read_at = $3, seen_at = COALESCE(seen_at, $3) WHERE user_id = $1 AND subject = $2 AND read_at IS NULL";
    SEE: "UPDATE notifications SET seen_at = $3 WHERE id = $1 AND user_id = $2 AND seen_at IS NULL";
    DIGESTIBLE: "SELECT id, user_id, kind, subject, data, count, in_app, created_at, seen_at, read_at, mailed_at, mailed_by FROM notifications \
        WHERE user_id = $1 AND digest AND digested_at IS NULL AND read_at IS NULL AND created_at <= $2 ORDER BY created_at DESC, id DESC LIMIT $3";
    DIGESTED: "UPDATE notifications SET digested_at = $3 WHERE user_id = $1 AND digest AND digested_at IS NULL AND created_at <= $2";
    TAKE_MAIL: "UPDATE notifications SET mailed_at = $3, mailed_by = $4 WHERE id = $1 AND mailed_at IS NOT DISTINCT FROM $2";
    FORGET: "DELETE FROM notifications WHERE created_at < $1";
    PREFERENCES: "SELECT body FROM notification_preferences WHERE user_id = $1";
    PREFER: "INSERT INTO notification_preferences (user_id, body, updated_at) VALUES ($1, $2, $3) \
        ON CONFLICT (user_id) DO UPDATE SET body = excluded.body, updated_at = excluded.updated_at";
    SUBSCRIBE: "INSERT INTO push_subscriptions (id, user_id, session_id, endpoint, p256dh, auth, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
        ON CONFLICT (endpoint) DO UPDATE SET user_id = excluded.user_id, session_id = excluded.session_id, p256dh = excluded.p256dh, \
        auth = excluded.auth, created_at = excluded.created_at";
    TRIM: "DELETE FROM push_subscriptions WHERE user_id = $1 AND id NOT IN (SELECT id FROM push_subscriptions WHERE user_id = $1 \
        ORDER BY created_at DESC, id DESC LIMIT $2)";
    UNSUBSCRIBE: "DELETE FROM push_subscriptions WHERE endpoint = $1 AND user_id = $2";
    DROP_SUBSCRIPTION: "DELETE FROM push_subscriptions WHERE id = $1";
    SUBSCRIPTIONS: "SELECT p.id, p.endpoint, p.p256dh, p.auth FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id \
        WHERE p.user_id = $1 AND s.user_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 ORDER BY p.id";
    SUBSCRIPTION: "SELECT p.id, p.endpoint, p.p256dh, p.auth FROM push_subscriptions p JOIN sessions s ON s.id = p.session_id \
        WHERE p.id = $1 AND p.user_id = $3 AND s.user_id = $3 AND s.ended_at IS NULL AND s.expires_at > $2";
}

/// Whoever is to be told.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Recipient {
    /// The account, which is active.
    pub id: String,
    /// As they are greeted.
    pub name: String,
    /// Where mail goes.
    pub email: String,
    pub(crate) locale: String,
    pub(crate) role: String,
    /// JSON, where they have chosen anything.
    pub preferences: Option<String>,
}

impl Recipient {
    /// Their language.
    pub fn locale(&self) -> Locale {
        Locale::parse(&self.locale).unwrap_or_default()
    }

    /// What they may do.
    pub fn role(&self) -> Role {
        Role::parse(&self.role).unwrap_or(Role::User)
    }
}

/// A notification as stored.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct NotificationRow {
    /// Opaque.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// What sort of thing happened.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// The event as JSON.
    pub data: String,
    /// So many became one.
    pub count: i64,
    /// Whether it is in the centre.
    pub in_app: bool,
    /// When it, or the last of it, happened.
    pub created_at: i64,
    /// When it was shown.
    pub seen_at: Option<i64>,
    /// When it was read.
    pub read_at: Option<i64>,
    /// When a mail about it went out last, or was about to.
    pub mailed_at: Option<i64>,
    /// The row of the outbox that it was.
    pub mailed_by: Option<String>,
}

/// A notification to be written.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// Opaque.
    pub id: String,
    /// Whose it is.
    pub user_id: String,
    /// What sort of thing happened.
    pub kind: &'static str,
    /// What it is about.
    pub subject: String,
    /// The event as JSON.
    pub data: String,
    /// A second one with the same key isn't written.
    pub dedup_key: String,
    /// Whether it is in the centre.
    pub in_app: bool,
    /// Whether its mail waits for a digest.
    pub digest: bool,
    /// Now.
    pub created_at: Timestamp,
}

/// A browser's subscription to be kept.
#[derive(Clone)]
pub struct NewSubscription {
    /// Opaque.
    pub id: String,
    /// Whose browser.
    pub user_id: String,
    /// Logged in by.
    pub session_id: String,
    /// Where messages for it go; whoever knows it can send.
    pub endpoint: String,
    /// The browser's public key, an uncompressed point.
    pub p256dh: Vec<u8>,
    /// Its secret of 16 bytes.
    pub auth: Vec<u8>,
}

/// A browser that may be sent to.
#[derive(Clone, sqlx::FromRow)]
pub struct SubscriptionRow {
    /// Opaque.
    pub id: String,
    /// Where messages for it go.
    pub endpoint: String,
    /// The browser's public key.
    pub p256dh: Vec<u8>,
    /// Its secret.
    pub auth: Vec<u8>,
}

/// Whoever is to be told, if the account is there and active.
pub async fn recipient(conn: &mut Conn<'_>, user_id: &str) -> Result<Option<Recipient>> {
    fetch_optional!(conn, RECIPIENT, Recipient, [user_id])
}

/// All admins who may be told, by id.
pub async fn admins(conn: &mut Conn<'_>) -> Result<Vec<String>> {
    Ok(fetch_all!(conn, ADMINS, (String,), [])?.into_iter().map(|(id,)| id).collect())
}

/// Writes one; `None` where its key is there already.
pub async fn insert(conn: &mut Conn<'_>, new: NewNotification) -> Result<Option<NotificationRow>> {
    let done = execute!(
        conn,
        INSERT,
        [
            &new.id,
            &new.user_id,
            new.kind,
            &new.subject,
            &new.data,
            &new.dedup_key,
            new.in_app,
            new.digest,
            new.created_at.0
        ]
    )?;
    Ok((done == 1).then(|| NotificationRow {
        id: new.id,
        user_id: new.user_id,
        kind: new.kind.to_owned(),
        subject: new.subject,
        data: new.data,
        count: 1,
        in_app: new.in_app,
        created_at: new.created_at.0,
        seen_at: None,
        read_at: None,
        mailed_at: None,
        mailed_by: None,
    }))
}

/// Makes one more of the latest unread one of a kind about the same; `None` where all are read.
pub async fn add_up(
    conn: &mut Conn<'_>,
    user_id: &str,
    (kind, subject): (&str, &str),
    data: &str,
    now: Timestamp,
) -> Result<Option<NotificationRow>> {
    fetch_optional!(conn, ADD_UP, NotificationRow, [user_id, kind, subject, data, now.0])
}

/// The one with this id, whosever it is.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<NotificationRow>> {
    fetch_optional!(conn, FIND, NotificationRow, [id])
}

/// An account's, the newest first; of some kinds (`,a,b,`) where `kinds` isn't empty.
pub async fn list(
    conn: &mut Conn<'_>,
    user_id: &str,
    (moment, id): (i64, &str),
    (kinds, unread): (&str, bool),
    limit: i64,
) -> Result<Vec<NotificationRow>> {
    fetch_all!(conn, LIST, NotificationRow, [user_id, moment, id, kinds, i64::from(unread), limit])
}

/// How many an account hasn't read.
pub async fn unread(conn: &mut Conn<'_>, user_id: &str) -> Result<i64> {
    Ok(fetch_one!(conn, UNREAD, (i64,), [user_id])?.0)
}

/// Notes that one of the account's was read.
pub async fn read_one(conn: &mut Conn<'_>, id: &str, user_id: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, READ_ONE, [id, user_id, now.0])
}

/// The same for this one and all that are older.
pub async fn read_up_to(conn: &mut Conn<'_>, user_id: &str, id: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, READ_UP_TO, [user_id, id, now.0])
}

/// The same for all.
pub async fn read_all(conn: &mut Conn<'_>, user_id: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, READ_ALL, [user_id, now.0])
}

/// The same for all about one thing.
pub async fn read_subject(conn: &mut Conn<'_>, user_id: &str, subject: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, READ_SUBJECT, [user_id, subject, now.0])
}

/// Notes that one of the account's was shown.
pub async fn see(conn: &mut Conn<'_>, id: &str, user_id: &str, now: Timestamp) -> Result<u64> {
    execute!(conn, SEE, [id, user_id, now.0])
}

/// Unread ones up to `until` whose mail waits for a digest, the newest first.
pub async fn digestible(
    conn: &mut Conn<'_>,
    user_id: &str,
    until: Timestamp,
    limit: i64,
) -> Result<Vec<NotificationRow>> {
    fetch_all!(conn, DIGESTIBLE, NotificationRow, [user_id, until.0, limit])
}

/// Notes that they were in a digest.
pub async fn digested(conn: &mut Conn<'_>, user_id: &str, until: Timestamp, now: Timestamp) -> Result<u64> {
    execute!(conn, DIGESTED, [user_id, until.0, now.0])
}

/// A row of the outbox is about to mail about it; `false` where another one was quicker.
pub async fn take_mail(
    conn: &mut Conn<'_>,
    known: &NotificationRow,
    outbox_row: &str,
    now: Timestamp,
) -> Result<bool> {
    Ok(execute!(conn, TAKE_MAIL, [&known.id, known.mailed_at, now.0, outbox_row])? == 1)
}

/// Deletes those before `before`.
pub async fn forget(conn: &mut Conn<'_>, before: Timestamp) -> Result<u64> {
    execute!(conn, FORGET, [before.0])
}

/// What an account has chosen, as JSON.
pub async fn preferences(conn: &mut Conn<'_>, user_id: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, PREFERENCES, (String,), [user_id])?.map(|(body,)| body))
}

/// Keeps what an account has chosen.
pub async fn prefer(conn: &mut Conn<'_>, user_id: &str, body: &str, now: Timestamp) -> Result<()> {
    execute!(conn, PREFER, [user_id, body, now.0])?;
    Ok(())
}

/// Keeps a subscription, which moves to whoever asked last; of the account's others the latest `most` stay.
pub async fn subscribe(conn: &mut Conn<'_>, new: &NewSubscription, now: Timestamp, most: i64) -> Result<()> {
    execute!(
        conn,
        SUBSCRIBE,
        [
            &new.id,
            &new.user_id,
            &new.session_id,
            &new.endpoint,
            new.p256dh.as_slice(),
            new.auth.as_slice(),
            now.0
        ]
    )?;
    execute!(conn, TRIM, [&new.user_id, most])?;
    Ok(())
}

/// Ends a subscription of the account's.
pub async fn unsubscribe(conn: &mut Conn<'_>, endpoint: &str, user_id: &str) -> Result<u64> {
    execute!(conn, UNSUBSCRIBE, [endpoint, user_id])
}

/// Ends a subscription that its browser has ended.
pub async fn drop_subscription(conn: &mut Conn<'_>, id: &str) -> Result<u64> {
    execute!(conn, DROP_SUBSCRIPTION, [id])
}

/// The browsers of an account that are still logged in.
pub async fn subscriptions(
    conn: &mut Conn<'_>,
    user_id: &str,
    now: Timestamp,
) -> Result<Vec<SubscriptionRow>> {
    fetch_all!(conn, SUBSCRIPTIONS, SubscriptionRow, [user_id, now.0])
}

/// One of them.
pub async fn subscription(
    conn: &mut Conn<'_>,
    id: &str,
    user_id: &str,
    now: Timestamp,
) -> Result<Option<SubscriptionRow>> {
    fetch_optional!(conn, SUBSCRIPTION, SubscriptionRow, [id, now.0, user_id])
}
