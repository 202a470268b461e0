//! What may be said about a failure to whoever asked: a stable code, a sentence, and the fields at fault.
//!
//! Internals (SQL errors, file paths) never reach a [`Problem`]; they are logged once, at the boundary.

use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// Field name → what is wrong with it.
pub type Fields = BTreeMap<String, String>;

/// The stable words of the HTTP contract; each has one status and one English title.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $word:literal, $status:literal, $title:literal;)*) => {
        /// A stable word for what went wrong, as the HTTP contract lists them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum Code { $($(#[$doc])* $variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in answers.
            pub const fn word(self) -> &'static str { match self { $(Self::$variant => $word,)* } }

            /// The HTTP status it is answered with.
            pub const fn status(self) -> u16 { match self { $(Self::$variant => $status,)* } }

            /// A short English title.
            pub const fn title(self) -> &'static str { match self { $(Self::$variant => $title,)* } }
        }
    };
}

codes! {
    /// The request can't be read: broken JSON, a wrong type, a broken cursor.
    Malformed = "malformed", 400, "The request can't be read";
    /// A callback that its sender didn't sign.
    SignatureInvalid = "signature_invalid", 400, "The signature is wrong";
    /// A verification or reset token that is wrong, used or too old.
    TokenInvalid = "token_invalid", 400, "This link is no longer valid";
    /// No credentials, or bad ones.
    Unauthenticated = "unauthenticated", 401, "Log in first";
    /// Address and password don't belong together.
    InvalidCredentials = "invalid_credentials", 401, "E-mail or password is wrong";
    /// The account has codes at login, and none came.
    CodeRequired = "code_required", 401, "Enter the code of your authenticator";
    /// The refresh token was ended, reused or is too old.
    SessionEnded = "session_ended", 401, "Your session has ended";
    /// Allowed to others, not to this actor.
    Forbidden = "forbidden", 403, "Not allowed";
    /// A browser's request from another site.
    CrossSite = "cross_site", 403, "Requests from other sites are refused";
    /// The account is suspended.
    Suspended = "suspended", 403, "This account is suspended";
    /// Only sellers may.
    NotASeller = "not_a_seller", 403, "Only sellers may do this";
    /// The account's address isn't known to be theirs.
    EmailUnverified = "email_unverified", 403, "Confirm your e-mail address first";
    /// Nobody buys or likes what is their own.
    OwnListing = "own_listing", 403, "This listing is your own";
    /// A page that is tried and not bought can be edited and nothing else.
    TrialPage = "trial_page", 403, "This page is a trial";
    /// Missing, or not to be seen by this actor.
    NotFound = "not_found", 404, "Not found";
    /// The method doesn't exist here.
    MethodNotAllowed = "method_not_allowed", 405, "Method not allowed";
    /// The address belongs to an account already.
    EmailTaken = "email_taken", 409, "This e-mail is in use";
    /// Another page is served at the domain.
    DomainTaken = "domain_taken", 409, "This domain is in use";
    /// The slug belongs to another page.
    SlugTaken = "slug_taken", 409, "This address is in use";
    /// Operations for another revision than the present one.
    RevisionConflict = "revision_conflict", 409, "The page has changed meanwhile";
    /// The same idempotency key with another body.
    IdempotencyConflict = "idempotency_conflict", 409, "This key was used for another request";
    /// The buyer has it already.
    AlreadyOwned = "already_owned", 409, "You have this already";
    /// Nothing is left to sell.
    OutOfStock = "out_of_stock", 409, "Sold out";
    /// Somebody else answers.
    AlreadyAssigned = "already_assigned", 409, "Somebody else has this conversation";
    /// The customer has written since.
    NewerMessage = "newer_message", 409, "There is a newer message";
    /// The state doesn't allow it.
    Conflict = "conflict", 409, "Not possible in the present state";
    /// It was there and is in the trash.
    Gone = "gone", 410, "No longer here";
    /// An admin took it down.
    TakenDown = "taken_down", 451, "Taken down";
    /// Over a size limit.
    PayloadTooLarge = "payload_too_large", 413, "Too large";
    /// Not a type we take.
    UnsupportedMediaType = "unsupported_media_type", 415, "This type isn't supported";
    /// The host isn't ours.
    Misdirected = "misdirected", 421, "Unknown host";
    /// Read well, but the values are wrong.
    ValidationFailed = "validation_failed", 422, "Some values are not valid";
    /// This way of paying isn't there, or doesn't take this currency.
    MethodNotAvailable = "method_not_available", 422, "This payment method isn't available here";
    /// The record that proves whose a domain is isn't there.
    DomainUnverified = "domain_unverified", 422, "The domain isn't proven";
    /// A slug nobody may have.
    SlugReserved = "slug_reserved", 422, "This address is reserved";
    /// Too many of these in too short a time.
    RateLimited = "rate_limited", 429, "Too many requests";
    /// Our fault; the details are in the log under the request id.
    Internal = "internal", 500, "Something went wrong on our side";
    /// Overloaded or a part is away; worth another try.
    Unavailable = "unavailable", 503, "Not available right now";
}

/// A failure as it is answered: RFC 9457 fields, without the transport.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[error("{code:?}: {detail}")]
pub struct Problem {
    /// The stable word.
    pub code: Code,
    /// A sentence that says what happened and what to do next.
    pub detail: String,
    /// The fields at fault, where it is about fields.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub fields: Fields,
    /// Seconds until another try makes sense (`Retry-After`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// Members beside the standard ones, such as `revision` and `missed` of a revision conflict.
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<Object>))]
    pub extra: Option<serde_json::Map<String, serde_json::Value>>,
}

impl<'de> Deserialize<'de> for Problem {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Standard {
            code: Code,
            detail: String,
            #[serde(default)]
            fields: Fields,
            retry_after: Option<u64>,
        }
        let text = crate::lean::text(deserializer)?;
        let Standard { code, detail, fields, retry_after } =
            serde_json::from_str(&text).map_err(serde::de::Error::custom)?;
        let mut extra: serde_json::Map<_, _> =
            serde_json::from_str(&text).map_err(serde::de::Error::custom)?;
        extra.retain(|name, _| !matches!(name.as_str(), "code" | "detail" | "fields" | "retry_after"));
        Ok(Self { code, detail, fields, retry_after, extra: Some(extra) })
    }
}

impl Problem {
    /// A problem with a sentence.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), fields: Fields::new(), retry_after: None, extra: None }
    }

    /// Missing, or not to be seen: always the same answer.
    pub fn not_found() -> Self {
        Self::new(Code::NotFound, "There is nothing here, or it isn't yours to see.")
    }

    /// One wrong field.
    pub fn field(name: &str, what: impl Into<String>) -> Self {
        Self::fields(Fields::from([(name.to_owned(), what.into())]))
    }

    /// Several wrong fields.
    pub fn fields(fields: Fields) -> Self {
        let detail = fields.values().next().cloned().unwrap_or_default();
        Self { fields, ..Self::new(Code::ValidationFailed, detail) }
    }

    /// Too many; worth another try after `seconds`.
    pub fn rate_limited(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(Code::RateLimited, format!("Too many attempts. Try again in {seconds} seconds."))
        }
    }

    /// The same problem with a further member.
    #[must_use]
    pub fn with(mut self, name: &str, value: serde_json::Value) -> Self {
        self.extra.get_or_insert_default().insert(name.to_owned(), value);
        self
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Self {
        Self::new(code, code.title())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_unique_and_are_what_serde_writes() {
        let words: std::collections::BTreeSet<_> = Code::ALL.iter().map(|code| code.word()).collect();
        assert_eq!(words.len(), Code::ALL.len());
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).expect("a code is a string"), code.word());
        }
    }
}
