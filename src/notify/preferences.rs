//! What somebody wants to be told of, and how.

use super::{Channel, Kind, Minute, Quiet};
use crate::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;

/// The ways for one kind.
#[expect(clippy::struct_excessive_bools, reason = "one for each way")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Channels {
    /// The centre, the badge, toasts.
    pub in_app: bool,
    /// Mail.
    pub email: bool,
    /// Push.
    pub push: bool,
    /// Text messages.
    pub sms: bool,
}

impl Channels {
    /// Whether one is on.
    pub const fn get(self, channel: Channel) -> bool {
        match channel {
            Channel::InApp => self.in_app,
            Channel::Email => self.email,
            Channel::Push => self.push,
            Channel::Sms => self.sms,
        }
    }

    const fn of(mut make: Self, channel: Channel, on: bool) -> Self {
        match channel {
            Channel::InApp => make.in_app = on,
            Channel::Email => make.email = on,
            Channel::Push => make.push = on,
            Channel::Sms => make.sms = on,
        }
        make
    }
}

/// A telephone number as E.164 has it: `+84901234567`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// As it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<&str> for Phone {
    type Error = Problem;

    /// Takes what people type: blanks, dots, hyphens and brackets go.
    fn try_from(text: &str) -> Result<Self, Problem> {
        let wrong =
            || Problem::field("phone", "Enter a number with its country code, such as +84 90 123 45 67.");
        let kept: String =
            text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')' | '\u{a0}')).collect();
        let digits = kept.strip_prefix('+').ok_or_else(wrong)?;
        let fits = (8..=15).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if fits { Ok(Self(kept)) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for Phone {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        Self::try_from(text.as_str())
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// Its last digits are enough to know it by.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.len().saturating_sub(3);
        write!(f, "Phone(…{})", self.0.get(end..).unwrap_or_default())
    }
}

/// What somebody has chosen; what they haven't is as [`Kind::by_default`] says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Where it differs from the defaults.
    pub chosen: BTreeMap<Kind, BTreeMap<Channel, bool>>,
    /// When nothing that can wait is sent.
    pub quiet: Option<Quiet>,
    /// When a day's mail comes in one, instead of one by one.
    pub digest: Option<Minute>,
    /// An IANA name; empty for the usual one of their language.
    pub time_zone: String,
    /// Where text messages go.
    pub phone: Option<Phone>,
}

impl Preferences {
    /// Whether this way is used for this kind.
    pub fn wants(&self, kind: Kind, channel: Channel) -> bool {
        if kind.insists_on(channel) {
            return true;
        }
        let chosen = self.chosen.get(&kind).and_then(|row| row.get(&channel)).copied();
        let wanted = chosen.unwrap_or_else(|| kind.by_default(channel));
        wanted && kind.offers(channel) && (channel != Channel::Sms || self.phone.is_some())
    }

    /// A row of the matrix as it is set; without a telephone number a text message may be set all the same.
    pub fn row(&self, kind: Kind) -> Channels {
        let none = Channels { in_app: false, email: false, push: false, sms: false };
        Channel::ALL.iter().fold(none, |row, channel| {
            let chosen = self.chosen.get(&kind).and_then(|row| row.get(channel)).copied();
            let on = kind.insists_on(*channel)
                || kind.offers(*channel) && chosen.unwrap_or_else(|| kind.by_default(*channel));
            Channels::of(row, *channel, on)
        })
    }

    /// Switches a way on or off; only what differs from the default is kept, and what can't be chosen isn't.
    pub fn set(&mut self, kind: Kind, channel: Channel, on: bool) {
        let row = self.chosen.entry(kind).or_default();
        if on == kind.by_default(channel) || kind.insists_on(channel) || !kind.offers(channel) {
            row.remove(&channel);
        } else {
            row.insert(channel, on);
        }
        if row.is_empty() {
            self.chosen.remove(&kind);
        }
    }

    /// No mail of this kind any more; of any kind, where none is named.
    pub fn unsubscribe(&mut self, kind: Option<Kind>) {
        for kind in Kind::ALL.iter().copied().filter(|one| kind.is_none_or(|kind| kind == *one)) {
            self.set(kind, Channel::Email, false);
        }
    }
}
