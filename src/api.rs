//! What the HTTP contract's answers look like, shared by the server and the browser.

pub mod addresses;
pub mod admin;
pub mod chat;
pub mod domains;
pub mod drafts;
pub mod help;

pub mod market;
pub mod notifications;
pub mod security;
pub mod stats;
pub mod visits;

use crate::account::{Hidden, Locale, Role, Theme};
use crate::clock::Timestamp;
use crate::document::{Document, Meta, Op};
use crate::page::PageStatus;
use serde::{Deserialize, Serialize};

/// One slice of a list, with the cursor of the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct List<T> {
    /// The slice.
    pub items: Vec<T>,
    /// Pass it as `?cursor=` for what follows; `null` at the end.
    pub next_cursor: Option<String>,
}

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct User {
    /// Opaque.
    pub id: String,
    /// As shown to others.
    pub name: String,
    /// In lower case.
    pub email: String,
    /// Whether the address was shown to be theirs.
    pub email_verified: bool,
    /// What they may do.
    pub role: Role,
    /// The language of their interface and mail.
    pub locale: Locale,
    /// Light, dark, or the device's.
    pub theme: Theme,
    /// A picture, if they gave one.
    pub avatar_url: Option<String>,
    /// When they joined.
    pub created_at: Timestamp,
}

/// The answer to registering and logging in.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedIn {
    /// Who.
    pub user: User,
    /// A JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
}

/// The answer to a refresh.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Refreshed {
    /// A JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds until the access token ends.
    pub expires_in: i64,
}

/// One place an account is logged in at.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// Opaque.
    pub id: String,
    /// Browser and system, as far as the `User-Agent` tells.
    pub device: String,
    /// The address it was last used from.
    pub ip: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last refresh.
    pub last_used_at: Timestamp,
    /// Whether this request came from it.
    pub current: bool,
}

/// A page; `document` only where one page is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page {
    /// Opaque.
    pub id: String,
    /// Its name in lists, and on the published page unless `meta.title` says otherwise.
    pub title: String,
    /// The first label of its address.
    pub slug: String,
    /// Where it is in its life.
    pub status: PageStatus,
    /// One more with every accepted batch of operations.
    pub revision: u64,
    /// Where it is, or would be, published.
    pub url: String,
    /// A small picture of it, once there is one.
    pub thumbnail_url: Option<String>,
    /// Visits so far.
    pub views: u64,
    /// What visitors left in its forms; only in lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads: Option<u64>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last change of any sort.
    pub updated_at: Timestamp,
    /// Last publication, if it is published.
    pub published_at: Option<Timestamp>,
    /// Of which listing it is a trial, while it isn't bought: such a page can be edited and nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trial: Option<market::Trial>,
    /// The order it was bought with, where its seller has a newer revision to offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_order_id: Option<String>,
    /// Title, description, pictures of the head as the next publication has them; only where one page is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
    /// Content and looks; only where one page is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<Document>,
    /// What became of the HTML it was made from; only in the answer that makes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import_report: Option<ImportReport>,
    /// Right after making it from a brief: who planned it, `articles` where no model did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub composed_by: Option<help::Engine>,
}

pub use crate::import::ImportReport;

/// Operations in one batch at the most.
pub const MAX_OPS: usize = 1000;

/// A batch of operations as a client posts it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpBatch {
    /// The revision the operations were made on.
    pub base_revision: u64,
    /// Which client: a random id made once a tab.
    pub client: String,
    /// One more with every batch of this client; a retry repeats it.
    pub seq: u64,
    /// At least one.
    pub ops: Vec<Op>,
}

/// A batch that came in between, as a revision conflict and the event stream tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissedBatch {
    /// The revision it made.
    pub revision: u64,
    /// Whose.
    pub client: String,
    /// Its number there.
    pub seq: u64,
    /// What it did.
    pub ops: Vec<Op>,
}

/// The answer to operations and to a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revised {
    /// The page's revision now.
    pub revision: u64,
}

/// A point in a page's history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Revision {
    /// Its number.
    pub revision: u64,
    /// When.
    pub created_at: Timestamp,
    /// Who, by name.
    pub author: String,
    /// What was done, in a few words.
    pub summary: String,
    /// A name given by hand, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much changed: the length of its operations.
    #[serde(default)]
    pub size: u64,
}

/// A change to a point in a page's history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RevisionChange {
    /// At most 80 characters; empty or `null` takes the name away.
    pub name: Option<String>,
}

/// A page as it was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastPage {
    /// The revision.
    pub revision: u64,
    /// Content and looks then.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub document: Document,
}

/// The answer to publishing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Deployed {
    /// Where it is live.
    pub url: String,
    /// Which revision.
    #[serde(default)]
    pub revision: u64,
    /// Since when.
    pub deployed_at: Timestamp,
    /// What a visitor loads, uncompressed.
    pub bytes: DeployedBytes,
}

/// Sizes in bytes, before compression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeployedBytes {
    /// Markup.
    pub html: u64,
    /// Styles.
    pub css: u64,
    /// Scripts of behaviours the page uses.
    pub js: u64,
    /// The largest variants of its images.
    pub images: u64,
}

/// What a visitor left in a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Lead {
    /// Opaque.
    pub id: String,
    /// The form's node.
    pub form_id: String,
    /// Field name → value, as text.
    pub fields: std::collections::BTreeMap<String, String>,
    /// When.
    pub created_at: Timestamp,
}

/// An uploaded file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Upload {
    /// Opaque.
    pub id: String,
    /// As the file was called.
    #[serde(default)]
    pub name: String,
    /// On the content origin.
    pub url: String,
    /// In pixels, for images.
    pub width: Option<u32>,
    /// In pixels, for images.
    pub height: Option<u32>,
    /// Size as stored.
    pub bytes: u64,
    /// By content, never by name.
    pub mime: String,
    /// When it was uploaded.
    #[serde(default)]
    pub created_at: Option<Timestamp>,
    /// Smaller copies.
    pub variants: Vec<UploadVariant>,
}

pub use crate::document::model::CropArea;

/// A smaller copy of an image.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UploadVariant {
    /// On the content origin.
    pub url: String,
    /// In pixels.
    pub width: u32,
    /// `webp`, `jpeg`, `png`.
    pub format: String,
}

/// A template or a section of the starter library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Starter {
    /// Opaque; a template's is the `template` of a new page.
    pub id: String,
    /// As shown.
    pub name: String,
    /// What it is for.
    pub category: String,
    /// The language of its copy.
    pub language: String,
    /// A picture of it.
    pub thumbnail_url: String,
}

/// What registering takes. A field that is missing is checked like an empty one, so that one answer names all.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Registration {
    /// As shown to others.
    pub name: String,
    /// To log in with; a verification mail goes there.
    pub email: String,
    /// 8 to 128 code points.
    pub password: Hidden,
    /// From the link the server prints while there is no admin: this account becomes the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub admin_token: Option<Hidden>,
}

/// What logging in takes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Credentials {
    /// As registered.
    pub email: String,
    /// As set.
    pub password: Hidden,
    /// Of the authenticator, or a recovery code; for accounts that have codes at login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Hidden>,
    /// Of a `code_required` or a refused code: stands for address and password for five minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub challenge: Option<Hidden>,
}

/// Changes to one's own profile; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ProfileChange {
    /// 1 to 80 characters.
    pub name: Option<String>,
    /// `en`, `vi` or `th`.
    pub locale: Option<String>,
    /// `system`, `light` or `dark`.
    pub theme: Option<String>,
}

/// A token out of a mail.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct MailedToken {
    /// The `token` of the link.
    pub token: Hidden,
}

/// Whose password was forgotten.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ForgottenPassword {
    /// The account's address.
    pub email: String,
}

/// A new password by a token out of a mail.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordReset {
    /// The `token` of the link.
    pub token: Hidden,
    /// 8 to 128 code points.
    pub password: Hidden,
}

/// A new password by the present one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PasswordChange {
    /// The present one.
    pub current_password: Hidden,
    /// 8 to 128 code points.
    pub password: Hidden,
}

/// Another address, by the present password.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct EmailChange {
    /// The present one.
    pub current_password: Hidden,
    /// The new address; it counts once its link was opened.
    pub email: String,
}

/// What making a page takes: a title, and at most one of what it starts with.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct NewPage {
    /// 1 to 120 characters.
    pub title: String,
    /// The id of a template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// A whole document.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub document: Option<serde_json::Value>,
    /// HTML to import, up to 2 MiB; the page's own title stands in for an empty one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
    /// What the page should be, in 3 to 4 000 characters; the plan's title stands in for an empty one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brief: Option<String>,
}

/// Whether a page could have an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressCheck {
    /// Whether it could.
    pub available: bool,
    /// Why not: `slug_taken`, `slug_reserved`, `validation_failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<crate::Code>,
    /// The same as a sentence; empty where it could.
    pub detail: String,
}

/// Changes to a page beside its document; what is absent stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PageChange {
    /// 1 to 120 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The first label of its address; the old one leads here for 90 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Fields of the head: `title`, `description`, `og_image`, `favicon`, `noindex`, `lang`; `null` clears one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub meta: Option<serde_json::Map<String, serde_json::Value>>,
}

/// A batch of operations before the operations are read, so that each wrong one can be named.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RawOpBatch {
    /// The revision the operations were made on.
    pub base_revision: u64,
    /// Which client: a random id made once a tab.
    pub client: String,
    /// One more with every batch of this client; a retry repeats it.
    pub seq: u64,
    /// At least one.
    pub ops: Vec<serde_json::Value>,
}

/// Where a draft can be looked at for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Preview {
    /// On the content origin; whoever has it may look.
    pub url: String,
    /// Until when.
    pub expires_at: Timestamp,
}
