//! Rows by the thousand, for demonstrations and measurements: a statement takes a JSON list of rows of one table.

use crate::{Conn, Result, Sql};

macro_rules! bulk {
    ($($(#[$doc:meta])* $name:ident = $table:literal ($first:literal $(, $column:literal)*);)*) => {
        /// A table that is filled by the thousand.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Table { $($(#[$doc])* $name,)* }

        impl Table {
            const fn sql(self) -> Sql {
                match self {
                    $(Self::$name => Sql {
                        sqlite: concat!(
                            "INSERT INTO ", $table, " (", $first, $(", ", $column,)* ") SELECT value->>'$.", $first, "'",
                            $(", value->>'$.", $column, "'",)* " FROM json_each($1)"
                        ),
                        postgres: concat!(
                            "INSERT INTO ", $table, " (", $first, $(", ", $column,)* ") SELECT ", $first, $(", ", $column,)*
                            " FROM json_populate_recordset(CAST(NULL AS ", $table, "), CAST($1 AS JSON))"
                        ),
                    },)*
                }
            }
        }

        const BULK: &[(&str, Sql)] = &[$((concat!(module_path!(), "::", stringify!($name)), Table::$name.sql()),)*];
    };
}

bulk! {
    /// Accounts.
    Users = "users" ("id", "email", "email_verified_at", "name", "name_folded", "password_hash", "role", "status", "locale", "theme",
        "created_at", "updated_at");
    /// Who asked to sell.
    Applications = "seller_applications" ("id", "user_id", "store_name", "about", "status", "created_at", "decided_at");
    /// Pages.
    Pages = "pages" ("id", "owner_id", "title", "title_folded", "slug", "status", "revision", "meta", "views", "created_at", "updated_at",
        "thumbnail_tried");
    /// Their documents.
    Documents = "page_documents" ("page_id", "revision", "document");
    /// The first line of their histories.
    Operations = "page_ops" ("page_id", "revision", "client", "seq", "ops", "inverse", "author_id", "summary", "created_at");
    /// Visits by day.
    Days = "page_days" ("page_id", "day", "visits", "uniques");
    /// Where they came from, and with what.
    Sources = "visit_sources" ("page_id", "day", "kind", "name", "visits");
    /// Forms that were filled in.
    Leads = "leads" ("id", "page_id", "form_id", "fields", "created_at");
    /// Listings.
    Listings = "listings" ("id", "seller_id", "page_id", "status", "change", "title", "description", "price", "currency", "category", "tags",
        "licence", "stock", "rejection_reason", "live_revision_id", "pending_revision_id", "stock_limit", "sold", "reserved", "views", "likes",
        "rating_sum", "rating_count", "created_at", "updated_at", "submitted_at", "approved_at", "gallery");
    /// Their pinned revisions.
    Revisions = "listing_revisions" ("id", "listing_id", "number", "page_revision", "title", "description", "price", "currency", "category",
        "tags", "licence", "stock", "language", "created_at", "document", "gallery", "draw_tried");
    /// Who likes what.
    Likes = "listing_likes" ("listing_id", "user_id", "created_at");
    /// What buyers say.
    Reviews = "reviews" ("id", "listing_id", "user_id", "rating", "comment", "reply", "created_at");
    /// Orders.
    Orders = "orders" ("id", "buyer_id", "status", "currency", "total", "refunded", "dispute_over", "payment_method", "paid_attempt_id",
        "transaction_id", "created_at", "expires_at", "paid_at", "delivered_at", "refund_asked_at", "refund_reason", "attention");
    /// What was ordered.
    Items = "order_items" ("id", "order_id", "n", "listing_id", "revision_id", "seller_id", "title", "title_folded", "price", "fee", "fee_bps",
        "licence", "refunded", "stock", "release_at", "released_at", "created_at");
    /// Attempts to pay.
    Attempts = "payment_attempts" ("id", "order_id", "provider", "account", "reference", "status", "amount", "currency", "transaction_id",
        "created_at", "updated_at", "expires_at", "asked_at");
    /// What happened to the money.
    Events = "payment_events" ("id", "order_id", "attempt_id", "at", "kind", "text", "amount", "currency");
    /// Money that went back.
    Refunds = "refunds" ("id", "order_id", "attempt_id", "kind", "amount", "currency", "status", "reason", "created_at", "done_at");
    /// What buyers have.
    Entitlements = "entitlements" ("id", "buyer_id", "listing_id", "order_id", "item_id", "revision_id", "page_id", "licence_key", "created_at",
        "ended_at");
    /// Postings of the ledger.
    Postings = "ledger_postings" ("key", "kind", "currency", "order_id", "at");
    /// Their lines.
    Entries = "ledger_entries" ("posting_key", "n", "account", "owner_id", "amount", "currency", "at");
    /// Chats.
    Rooms = "chat_rooms" ("id", "kind", "customer_id", "seller_id", "admin_id", "status", "subject", "priority", "tags",
        "listing_id", "pair_key", "locale", "version", "last_seq", "customer_seq", "answer_seq", "waiting_since", "sla_started_at",
        "answered_at", "resolved_at", "first_response", "resolution", "rating", "rated_at", "created_at", "updated_at");
    /// Who is in them.
    Members = "chat_members" ("room_id", "user_id", "role", "last_read_seq", "subscribed", "looking_until");
    /// What they say.
    Messages = "chat_messages" ("room_id", "seq", "id", "client_id", "sender_id", "sender_type", "body", "message_type",
        "attachments", "private", "read_at", "created_at");
    /// What sellers were paid.
    Payouts = "payouts" ("id", "seller_id", "amount", "currency", "status", "created_at", "updated_at");
}

queries! {
    IDS = "SELECT email, id FROM users WHERE email IN (SELECT value FROM json_each($1))",
        "SELECT email, id FROM users WHERE email IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
    PROMOTE = "UPDATE users SET role = 'seller' WHERE role = 'user' AND id IN (SELECT value FROM json_each($1))",
        "UPDATE users SET role = 'seller' WHERE role = 'user' AND id IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
    PAGES = "SELECT COUNT(*) FROM pages";
    SNAPSHOTS = "INSERT INTO page_snapshots (page_id, revision, document) SELECT page_id, revision, document FROM page_documents \
        WHERE page_id IN (SELECT value FROM json_each($1))",
        "INSERT INTO page_snapshots (page_id, revision, document) SELECT page_id, revision, document FROM page_documents \
        WHERE page_id IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
    COPIES = "INSERT INTO page_documents (page_id, revision, document) SELECT x.value->>'$.page', 1, r.document FROM json_each($1) x \
        JOIN listing_revisions r ON r.id = x.value->>'$.revision'",
        "INSERT INTO page_documents (page_id, revision, document) SELECT x.page, 1, r.document \
        FROM json_to_recordset(CAST($1 AS JSON)) AS x (page TEXT, revision TEXT) JOIN listing_revisions r ON r.id = x.revision";
    VIEWS = "UPDATE pages SET views = (SELECT COALESCE(SUM(d.visits), 0) FROM page_days d WHERE d.page_id = pages.id) \
        WHERE id IN (SELECT value FROM json_each($1))",
        "UPDATE pages SET views = (SELECT CAST(COALESCE(SUM(d.visits), 0) AS BIGINT) FROM page_days d WHERE d.page_id = pages.id) \
        WHERE id IN (SELECT jsonb_array_elements_text(CAST($1 AS JSONB)))";
}

/// What of it is prepared on both databases by a test.
pub(crate) fn statements() -> Vec<(&'static str, Sql)> {
    [BULK, STATEMENTS].concat()
}

/// Adds rows: a JSON list of objects with a value for each column.
pub async fn insert(conn: &mut Conn<'_>, table: Table, rows: &str) -> Result<u64> {
    execute!(conn, table.sql(), [rows])
}

/// Adds the first snapshots of pages, a JSON list of ids, from their documents.
pub async fn snapshots(conn: &mut Conn<'_>, pages: &str) -> Result<u64> {
    execute!(conn, SNAPSHOTS, [pages])
}

/// Adds documents like those of listings' revisions: a JSON list of `{page, revision}`.
pub async fn copies(conn: &mut Conn<'_>, pairs: &str) -> Result<u64> {
    execute!(conn, COPIES, [pairs])
}

/// Sums the visits of pages, a JSON list of ids.
pub async fn sum_views(conn: &mut Conn<'_>, pages: &str) -> Result<u64> {
    execute!(conn, VIEWS, [pages])
}

/// Accounts with addresses of a JSON list: address and id.
pub async fn known(conn: &mut Conn<'_>, emails: &str) -> Result<Vec<(String, String)>> {
    fetch_all!(conn, IDS, (String, String), [emails])
}

/// Lets accounts of a JSON list of ids sell.
pub async fn promote(conn: &mut Conn<'_>, users: &str) -> Result<u64> {
    execute!(conn, PROMOTE, [users])
}

/// How many pages there are.
pub async fn pages(conn: &mut Conn<'_>) -> Result<i64> {
    Ok(fetch_one!(conn, PAGES, (i64,), [])?.0)
}
