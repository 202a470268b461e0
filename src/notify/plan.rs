//! When each way is used: at once in the app, later and only as needed elsewhere.

use super::{Channel, Kind, Preferences, Zone, next_at};
use crate::Timestamp;

/// A browser shows a message after so long, unless the app has shown it.
pub const PUSH_SECONDS: i64 = 30;
/// A mail goes out after so long, unless it was read.
pub const EMAIL_SECONDS: i64 = 180;
/// A text message goes out after so long, unless it was read.
pub const SMS_SECONDS: i64 = 300;

/// When a mail goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Email {
    /// By itself.
    At(Timestamp),
    /// With the others of the day.
    Digest(Timestamp),
}

/// What is to be done about something that has just happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Whether it is in the centre, and told at once.
    pub in_app: bool,
    /// A message of the browser.
    pub push: Option<Timestamp>,
    /// A mail.
    pub email: Option<Email>,
    /// A text message.
    pub sms: Option<Timestamp>,
}

/// How far somebody has taken notice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// It was shown to them.
    pub seen: bool,
    /// They have read it, there or where it happened.
    pub read: bool,
}

/// What comes of a message whose time has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes out.
    Send,
    /// It isn't needed any more.
    Cancel,
    /// Not now.
    Later(Timestamp),
}

/// What to do about something of this kind that happened `now`.
pub fn plan(kind: Kind, preferences: &Preferences, now: Timestamp, zone: &impl Zone) -> Plan {
    let at = |channel: Channel, seconds: i64| {
        preferences.wants(kind, channel).then(|| awake(kind, preferences, now.plus_seconds(seconds), zone))
    };
    let email = if kind.mails_itself() {
        None
    } else if kind.is_receipt() {
        Some(Email::At(now))
    } else if let (true, true, Some(minute)) =
        (preferences.wants(kind, Channel::Email), kind.may_be_digested(), preferences.digest)
    {
        Some(Email::Digest(next_at(minute, now, zone)))
    } else {
        at(Channel::Email, EMAIL_SECONDS).map(Email::At)
    };
    Plan {
        in_app: preferences.wants(kind, Channel::InApp),
        push: at(Channel::Push, PUSH_SECONDS),
        email,
        sms: at(Channel::Sms, SMS_SECONDS),
    }
}

/// Whether a message still goes out, as things are `now`.
pub fn verdict(
    kind: Kind,
    channel: Channel,
    state: State,
    preferences: &Preferences,
    now: Timestamp,
    zone: &impl Zone,
) -> Verdict {
    if channel == Channel::Email && kind.is_receipt() {
        return Verdict::Send;
    }
    let noticed = state.read || channel == Channel::Push && state.seen;
    if noticed || !preferences.wants(kind, channel) {
        return Verdict::Cancel;
    }
    match awake(kind, preferences, now, zone) {
        later if later > now => Verdict::Later(later),
        _ => Verdict::Send,
    }
}

/// The moment itself, or the end of the quiet hours it is in.
fn awake(kind: Kind, preferences: &Preferences, at: Timestamp, zone: &impl Zone) -> Timestamp {
    let quiet = preferences.quiet.filter(|_| !kind.is_critical());
    quiet.and_then(|quiet| quiet.until(at, zone)).unwrap_or(at)
}
