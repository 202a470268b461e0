//! Rooms.

use super::messages::MessageRow;
use crate::pages::escape_like;
use crate::{Conn, Error, Result};
use landinghub::Timestamp;
use landinghub::chat::{Priority, RoomKind, RoomState, RoomStatus};

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RoomRow {
    /// Opaque.
    pub id: String,
    /// A word of `RoomKind`.
    pub kind: String,
    /// An account or a visitor.
    pub customer_id: String,
    /// Their name.
    pub customer_name: String,
    /// Their address, where there is one.
    pub customer_email: Option<String>,
    /// 1 where they have no account.
    pub is_visitor: i64,
    /// The seller, or the owner of the page.
    pub seller_id: Option<String>,
    /// Their name.
    pub seller_name: Option<String>,
    /// Who answers.
    pub admin_id: Option<String>,
    /// Their name.
    pub admin_name: Option<String>,
    /// A word of `RoomStatus`.
    pub status: String,
    /// One line.
    pub subject: String,
    /// A word of `Priority`.
    pub priority: String,
    /// JSON.
    pub tags: String,
    /// From or about which page.
    pub page_id: Option<String>,
    /// About which listing.
    pub listing_id: Option<String>,
    /// About which order.
    pub order_id: Option<String>,
    /// Microseconds.
    pub reported_at: Option<i64>,
    /// The customer's language.
    pub locale: String,
    /// Grows with every change.
    pub version: i64,
    /// The last message of all.
    pub last_seq: i64,
    /// The customer's last message.
    pub customer_seq: i64,
    /// The last one the customer can see that isn't theirs.
    pub answer_seq: i64,
    /// Microseconds.
    pub snoozed_until: Option<i64>,
    /// Microseconds.
    pub waiting_since: Option<i64>,
    /// Microseconds.
    pub sla_started_at: i64,
    /// Microseconds.
    pub answered_at: Option<i64>,
    /// Microseconds.
    pub resolved_at: Option<i64>,
    /// Of the first time; microseconds.
    pub first_response: Option<i64>,
    /// Of the first time; microseconds.
    pub resolution: Option<i64>,
    /// 1 to 5.
    pub rating: Option<i64>,
    /// Plain text.
    pub rating_comment: Option<String>,
    /// Microseconds.
    pub created_at: i64,
    /// Microseconds.
    pub updated_at: i64,
}

impl RoomRow {
    fn corrupt(&self, what: &str) -> Error {
        Error::Corrupt(format!("{what} of room {}", self.id))
    }

    /// What the rules decide by.
    pub fn state(&self) -> Result<RoomState> {
        Ok(RoomState {
            status: self.status()?,
            admin: self.admin_id.clone(),
            last_seq: self.last_seq,
            customer_seq: self.customer_seq,
            answer_seq: self.answer_seq,
        })
    }

    /// Takes over what [`update`] has written; whoever has it now is without a name here.
    pub fn apply(&mut self, state: &RoomState) {
        if self.admin_id != state.admin {
            (self.admin_id, self.admin_name) = (state.admin.clone(), None);
        }
        state.status.as_str().clone_into(&mut self.status);
        (self.last_seq, self.customer_seq, self.answer_seq) =
            (state.last_seq, state.customer_seq, state.answer_seq);
        self.version += 1;
    }

    /// Where it is.
    pub fn status(&self) -> Result<RoomStatus> {
        RoomStatus::parse(&self.status).ok_or_else(|| self.corrupt("status"))
    }

    /// Between whom it is.
    pub fn kind(&self) -> Result<RoomKind> {
        RoomKind::parse(&self.kind).ok_or_else(|| self.corrupt("kind"))
    }

    /// How soon.
    pub fn priority(&self) -> Result<Priority> {
        Priority::parse(&self.priority).ok_or_else(|| self.corrupt("priority"))
    }
}

/// A room with what one viewer has before them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct ViewRow {
    /// The room.
    #[sqlx(flatten)]
    pub room: RoomRow,
    /// Messages of others they haven't read.
    pub unread: i64,
    /// The last message they can see, if there is one.
    pub last_seq_seen: Option<i64>,
}

/// A room that somebody writes to.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
struct AskedRow {
    #[sqlx(flatten)]
    room: RoomRow,
    sent: i64,
}

/// A room to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    /// Opaque.
    pub id: String,
    /// Between whom.
    pub kind: RoomKind,
    /// An account or a visitor.
    pub customer_id: String,
    /// The seller, or the owner of the page.
    pub seller_id: Option<String>,
    /// One line.
    pub subject: String,
    /// From or about which page.
    pub page_id: Option<String>,
    /// About which listing.
    pub listing_id: Option<String>,
    /// About which order.
    pub order_id: Option<String>,
    /// Unique where there is one.
    pub pair_key: Option<String>,
    /// The customer's language.
    pub locale: String,
    /// When.
    pub created_at: Timestamp,
}

/// Which rooms the support asks for; empty texts ask for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// `unassigned`, `mine`, `all` or `snoozed`.
    pub view: String,
    /// A word of `RoomStatus`.
    pub status: String,
    /// A word of `Priority`.
    pub priority: String,
    /// One of its tags.
    pub tag: String,
    /// Words of messages, notes or the subject; or folded text of the customer's name or address.
    pub q: String,
}

/// The columns of [`RoomRow`].
macro_rules! columns {
    () => {
        "r.id, r.kind, r.customer_id, COALESCE(cu.name, cv.name, '') AS customer_name, COALESCE(cu.email, cv.email) AS customer_email, \
         CASE WHEN cv.id IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS is_visitor, r.seller_id, su.name AS seller_name, r.admin_id, au.name AS admin_name, r.status, r.subject, \
         r.priority, r.tags, r.page_id, r.listing_id, r.order_id, r.reported_at, r.locale, r.version, r.last_seq, r.customer_seq, \
         r.answer_seq, r.snoozed_until, r.waiting_since, r.sla_started_at, r.answered_at, r.resolved_at, r.first_response, r.resolution, \
         r.rating, r.rating_comment, r.created_at, r.updated_at"
    };
}

macro_rules! from {
    () => {
        " FROM chat_rooms r LEFT JOIN users cu ON cu.id = r.customer_id LEFT JOIN chat_visitors cv ON cv.id = r.customer_id \
         LEFT JOIN users su ON su.id = r.seller_id LEFT JOIN users au ON au.id = r.admin_id "
    };
}

macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT ", columns!(), from!(), $rest)
    };
}

/// A room, and whether `$2` has sent a message `$3` there.
macro_rules! asked {
    ($lock:literal) => {
        concat!(
            "SELECT ",
            columns!(),
            ", (SELECT COUNT(*) FROM chat_messages x WHERE x.room_id = r.id AND x.sender_id = $2 AND x.client_id = $3) AS sent",
            from!(),
            "WHERE r.id = $1",
            $lock
        )
    };
}

/// Whether the viewer `$1`, of the support where `$2` is 1, sees private notes in room `r`.
macro_rules! sees {
    () => {
        "($2 = 1 AND r.customer_id <> $1 AND (r.kind = 'support' OR r.seller_id <> $1))"
    };
}

macro_rules! view {
    ($rest:expr) => {
        concat!(
            "SELECT ",
            columns!(),
            ", (SELECT COUNT(*) FROM chat_messages x WHERE x.room_id = r.id AND x.seq > COALESCE(m.last_read_seq, 0) \
             AND x.sender_id <> $1 AND (x.private = 0 OR ",
            sees!(),
            ")) AS unread, \
             CASE WHEN ",
            sees!(),
            " THEN r.last_seq WHEN r.customer_seq > r.answer_seq THEN r.customer_seq ELSE r.answer_seq END AS last_seq_seen",
            from!(),
            "LEFT JOIN chat_members m ON m.room_id = r.id AND m.user_id = $1 ",
            $rest
        )
    };
}

/// What the support's inbox holds.
macro_rules! inbox {
    () => {
        "(r.kind = 'support' OR r.reported_at IS NOT NULL) "
    };
}

/// The latest rooms of a condition. What a viewer has before them is counted for these only.
macro_rules! latest {
    ($first:expr, $rest:literal, $limit:literal) => {
        concat!(
            "WHERE r.id IN (SELECT r.id FROM chat_rooms r WHERE ",
            $first,
            $rest,
            "ORDER BY r.updated_at DESC, r.id DESC LIMIT ",
            $limit,
            ") ORDER BY r.updated_at DESC, r.id DESC"
        )
    };
    ($condition:literal, $limit:literal) => {
        latest!("", $condition, $limit)
    };
}

queries! {
    INSERT = "INSERT INTO chat_rooms (id, kind, customer_id, seller_id, status, subject, priority, tags, page_id, listing_id, \
        order_id, pair_key, locale, version, last_seq, customer_seq, answer_seq, sla_started_at, created_at, updated_at) \
        VALUES ($1, $2, $3, $4, 'open', $5, 'normal', '[]', $6, $7, $8, $9, $10, 1, 0, 0, 0, $11, $11, $11)";
    FIND = select!("WHERE r.id = $1");
    LOCK = select!("WHERE r.id = $1"), select!("WHERE r.id = $1 FOR UPDATE OF r");
    LOCK_FOR = asked!(""), asked!(" FOR UPDATE OF r");
    BY_PAIR = "SELECT id FROM chat_rooms WHERE pair_key = $1";
    VIEW = view!("WHERE r.id = $3");
    OWN = view!(latest!("(r.customer_id = $1 OR r.seller_id = $1) AND ($3 = '' OR r.status = $3) AND ($4 = '' OR (r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $8 AND w.word < $9 AND w.private = 0) \
        AND ($10 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $10 AND w.word < $11 AND w.private = 0)) \
        AND ($12 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $12 AND w.word < $13 AND w.private = 0)) \
        AND ($14 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $14 AND w.word < $15 AND w.private = 0)) \
        AND ($16 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $16 AND w.word < $17 AND w.private = 0)) \
        AND ($18 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $18 AND w.word < $19 AND w.private = 0)))) \
        AND (r.updated_at, r.id) < ($5, $6) ", "$7"));
    INBOX = view!(latest!(inbox!(), "AND ($3 = 'all' OR ($3 = 'mine' AND r.admin_id = $1) \
        OR ($3 = 'unassigned' AND r.admin_id IS NULL AND (r.status = 'open' OR $4 <> '')) OR ($3 = 'snoozed' AND r.status = 'pending')) \
        AND ($4 = '' OR r.status = $4) AND ($5 = '' OR r.priority = $5) AND ($6 = '' OR r.tags LIKE $6 ESCAPE '\\') \
        AND ($7 = '' OR r.customer_id IN (SELECT u.id FROM users u WHERE u.name_folded LIKE $7 ESCAPE '\\' OR u.email LIKE $7 ESCAPE '\\' \
        UNION ALL SELECT v.id FROM chat_visitors v WHERE v.name_folded LIKE $7 ESCAPE '\\' OR v.email LIKE $7 ESCAPE '\\') \
        OR (r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $11 AND w.word < $12) \
        AND ($13 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $13 AND w.word < $14)) \
        AND ($15 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $15 AND w.word < $16)) \
        AND ($17 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $17 AND w.word < $18)) \
        AND ($19 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $19 AND w.word < $20)) \
        AND ($21 = '' OR r.id IN (SELECT w.room_id FROM chat_words w WHERE w.word >= $21 AND w.word < $22)))) \
        AND (r.updated_at, r.id) < ($8, $9) ", "$10"));
    COUNTS = concat!("SELECT CAST(COALESCE(SUM(CASE WHEN r.admin_id IS NULL AND r.status = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN r.admin_id = $1 AND r.status = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN r.status = 'open' THEN 1 ELSE 0 END), 0) AS BIGINT), \
        CAST(COALESCE(SUM(CASE WHEN r.status = 'pending' THEN 1 ELSE 0 END), 0) AS BIGINT) \
        FROM chat_rooms r WHERE r.status <> 'resolved' AND ", inbox!());
    UPDATE = "UPDATE chat_rooms SET version = version + 1, status = $3, admin_id = $4, last_seq = $5, customer_seq = $6, answer_seq = $7, \
        snoozed_until = $8, waiting_since = $9, sla_started_at = $10, answered_at = $11, resolved_at = $12, first_response = $13, \
        resolution = $14, updated_at = $15 WHERE id = $1 AND version = $2";
    DESCRIBE = "UPDATE chat_rooms SET version = version + 1, priority = $2, tags = $3, subject = $4, updated_at = $5, \
        indexed_seq = CASE WHEN subject = $4 THEN indexed_seq WHEN indexed_seq > 0 THEN 0 ELSE indexed_seq - 1 END WHERE id = $1";
    RATE = "UPDATE chat_rooms SET version = version + 1, rating = $2, rating_comment = $3, rated_at = $4 WHERE id = $1";
    REPORT = "UPDATE chat_rooms SET version = version + 1, reported_at = $2, updated_at = $2 WHERE id = $1";
    SNOOZED = "SELECT id FROM chat_rooms WHERE snoozed_until <= $1 ORDER BY snoozed_until LIMIT $2";
}

/// The pattern of a text that contains another; empty for an empty one.
fn containing(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("%{}%", escape_like(text)) }
}

/// Opens a room; breaks `chat_rooms_pair_key` where there is one already.
pub async fn insert(conn: &mut Conn<'_>, new: &NewRoom) -> Result<()> {
    execute!(
        conn,
        INSERT,
        [
            &new.id,
            new.kind.as_str(),
            &new.customer_id,
            &new.seller_id,
            &new.subject,
            &new.page_id,
            &new.listing_id,
            &new.order_id,
            &new.pair_key,
            &new.locale,
            new.created_at.0
        ]
    )?;
    Ok(())
}

/// A room.
pub async fn find(conn: &mut Conn<'_>, id: &str) -> Result<Option<RoomRow>> {
    fetch_optional!(conn, FIND, RoomRow, [id])
}

/// A room that nobody else changes until the transaction ends.
pub async fn lock(conn: &mut Conn<'_>, id: &str) -> Result<Option<RoomRow>> {
    fetch_optional!(conn, LOCK, RoomRow, [id])
}

/// The same, and whether `sender` has sent a message with this name there; one that is sent at this moment may be missed,
/// and is refused by [`insert`](super::messages::insert).
pub async fn lock_for(
    conn: &mut Conn<'_>,
    id: &str,
    (sender, client_id): (&str, &str),
) -> Result<Option<(RoomRow, bool)>> {
    let row = fetch_optional!(conn, LOCK_FOR, AskedRow, [id, sender, client_id])?;
    Ok(row.map(|row| (row.room, row.sent > 0)))
}

/// The room of a pair.
pub async fn by_pair(conn: &mut Conn<'_>, key: &str) -> Result<Option<String>> {
    Ok(fetch_optional!(conn, BY_PAIR, (String,), [key])?.map(|row| row.0))
}

/// A room as `viewer` has it before them; `is_support` where they are of the support.
pub async fn view(
    conn: &mut Conn<'_>,
    (viewer, is_support): (&str, bool),
    id: &str,
) -> Result<Option<ViewRow>> {
    fetch_optional!(conn, VIEW, ViewRow, [viewer, i64::from(is_support), id])
}

/// The last message a viewer of [`view`] can see.
pub async fn last_message(conn: &mut Conn<'_>, row: &ViewRow) -> Result<Option<MessageRow>> {
    match row.last_seq_seen {
        Some(seq) if seq > 0 => super::messages::find(conn, &row.room.id, seq).await,
        _ => Ok(None),
    }
}

/// Rooms somebody is a part of, the latest first; `q` is words of what they can read there.
pub async fn own(
    conn: &mut Conn<'_>,
    viewer: &str,
    (status, q): (&str, &str),
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ViewRow>> {
    let [first, second, third, fourth, fifth, sixth] = super::words::ranges(q);
    fetch_all!(
        conn,
        OWN,
        ViewRow,
        [
            viewer, 0_i64, status, q, after.0, &after.1, limit, first.0, first.1, second.0, second.1,
            third.0, third.1, fourth.0, fourth.1, fifth.0, fifth.1, sixth.0, sixth.1
        ]
    )
}

/// Rooms of the support's inbox, the latest first.
pub async fn inbox(
    conn: &mut Conn<'_>,
    viewer: &str,
    filter: &Filter,
    after: &(i64, String),
    limit: i64,
) -> Result<Vec<ViewRow>> {
    // As it stands in the JSON.
    let tag = if filter.tag.is_empty() { String::new() } else { serde_json::json!(filter.tag).to_string() };
    let [first, second, third, fourth, fifth, sixth] = super::words::ranges(&filter.q);
    fetch_all!(
        conn,
        INBOX,
        ViewRow,
        [
            viewer,
            1_i64,
            &filter.view,
            &filter.status,
            &filter.priority,
            containing(&tag),
            containing(&filter.q),
            after.0,
            &after.1,
            limit,
            first.0,
            first.1,
            second.0,
            second.1,
            third.0,
            third.1,
            fourth.0,
            fourth.1,
            fifth.0,
            fifth.1,
            sixth.0,
            sixth.1
        ]
    )
}

/// Unassigned, `viewer`'s open ones, all open ones, set aside.
pub async fn counts(conn: &mut Conn<'_>, viewer: &str) -> Result<(i64, i64, i64, i64)> {
    fetch_one!(conn, COUNTS, (i64, i64, i64, i64), [viewer])
}

/// Writes what the rules made of a locked room; `false` where somebody was quicker.
pub async fn update(conn: &mut Conn<'_>, row: &RoomRow, state: &RoomState) -> Result<bool> {
    let changed = execute!(
        conn,
        UPDATE,
        [
            &row.id,
            row.version,
            state.status.as_str(),
            &state.admin,
            state.last_seq,
            state.customer_seq,
            state.answer_seq,
            row.snoozed_until,
            row.waiting_since,
            row.sla_started_at,
            row.answered_at,
            row.resolved_at,
            row.first_response,
            row.resolution,
            row.updated_at
        ]
    )?;
    Ok(changed == 1)
}

/// Changes priority, tags and subject of a locked room.
pub async fn describe(
    conn: &mut Conn<'_>,
    id: &str,
    (priority, tags, subject): (Priority, &str, &str),
    now: Timestamp,
) -> Result<()> {
    execute!(conn, DESCRIBE, [id, priority.as_str(), tags, subject, now.0])?;
    Ok(())
}

/// Keeps what the customer thinks.
pub async fn rate(
    conn: &mut Conn<'_>,
    id: &str,
    (score, comment): (i64, Option<&str>),
    now: Timestamp,
) -> Result<()> {
    execute!(conn, RATE, [id, score, comment, now.0])?;
    Ok(())
}

/// Puts a room between buyer and seller before the support.
pub async fn report(conn: &mut Conn<'_>, id: &str, now: Timestamp) -> Result<()> {
    execute!(conn, REPORT, [id, now.0])?;
    Ok(())
}

/// Rooms whose time to come back has come.
pub async fn snoozed(conn: &mut Conn<'_>, now: Timestamp, limit: i64) -> Result<Vec<String>> {
    let rows = fetch_all!(conn, SNOOZED, (String,), [now.0, limit])?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}
