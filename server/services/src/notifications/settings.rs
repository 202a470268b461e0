//! What the caller wants to be told of, and how.

use super::zone;
use crate::context::{Caller, Services};
use crate::error::{Failure, Result};
use landinghub::account::{Locale, Role};
use landinghub::api::notifications::{
    Digest, EventRow, NotificationPreferences, PreferencesChange, QuietHours,
};
use landinghub::notify::{Channel, Channels, Kind, Minute, Phone, Preferences, Quiet};
use landinghub::{Fields, Problem};
use landinghub_store::Conn;
use landinghub_store::notifications as store;

/// Offered where somebody has set none.
const NIGHT: (&str, &str) = ("22:00", "07:00");
const MORNING: &str = "08:00";

/// Preferences as they are kept; the defaults where there are none, or none that can be read.
pub(super) fn read(body: Option<&str>) -> Preferences {
    body.and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default()
}

/// Those of an account, in whatever transaction there is.
pub(super) async fn of(conn: &mut Conn<'_>, user_id: &str) -> Result<Preferences> {
    Ok(read(store::preferences(conn, user_id).await?.as_deref()))
}

/// Keeps them.
pub(super) async fn keep(
    services: &Services,
    conn: &mut Conn<'_>,
    user_id: &str,
    preferences: &Preferences,
) -> Result<()> {
    let body = serde_json::to_string(preferences).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(store::prefer(conn, user_id, &body, services.now()).await?)
}

/// The caller's.
pub async fn preferences(services: &Services, caller: &Caller) -> Result<NotificationPreferences> {
    let actor = caller.actor()?;
    let mut reader = services.store.read().await?;
    let to = store::recipient(&mut reader.conn(), &actor.user_id).await?.ok_or_else(Problem::not_found)?;
    Ok(to_api(services, &read(to.preferences.as_deref()), to.role(), to.locale()))
}

/// Changes what is named, and nothing else; where anything is wrong, nothing.
pub async fn change(
    services: &Services,
    caller: &Caller,
    input: PreferencesChange,
) -> Result<NotificationPreferences> {
    let user = caller.actor()?.user_id.clone();
    let edit = Edit::try_from(input)?;
    let parts = services.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let to = store::recipient(&mut tx, &user).await?.ok_or_else(Problem::not_found)?;
                let mut preferences = of(&mut tx, &user).await?;
                edit.apply(&mut preferences);
                keep(&parts, &mut tx, &user, &preferences).await?;
                Ok::<_, Failure>(to_api(&parts, &preferences, to.role(), to.locale()))
            })
        })
        .await
}

/// A part of a change.
enum Set<T> {
    /// It stays as it is.
    Stays,
    /// There is none from now on.
    Off,
    /// This one from now on.
    To(T),
}

impl<T> Set<T> {
    fn new(now: Option<T>) -> Self {
        now.map_or(Self::Off, Self::To)
    }
}

impl<T: Clone> Set<T> {
    fn apply(&self, to: &mut Option<T>) {
        match self {
            Self::Stays => {}
            Self::Off => *to = None,
            Self::To(value) => *to = Some(value.clone()),
        }
    }
}

/// A change that is known to be possible.
struct Edit {
    rows: Vec<(Kind, Channel, bool)>,
    quiet: Set<Quiet>,
    digest: Set<Minute>,
    time_zone: Option<String>,
    phone: Set<Phone>,
}

impl TryFrom<PreferencesChange> for Edit {
    type Error = Problem;

    fn try_from(input: PreferencesChange) -> Result<Self, Problem> {
        let mut wrong = Fields::new();
        let mut minute = |field: &str, text: &str| {
            let found = Minute::parse(text);
            if found.is_none() {
                wrong.insert(field.to_owned(), "Enter a time of the day such as 22:30.".to_owned());
            }
            found
        };
        let quiet = input.quiet_hours.map_or(Set::Stays, |hours| {
            let (from, to) = (minute("quiet_hours.from", &hours.from), minute("quiet_hours.to", &hours.to));
            Set::new(from.zip(to).filter(|_| hours.enabled).map(|(from, to)| Quiet { from, to }))
        });
        let digest = input.digest.map_or(Set::Stays, |digest| {
            Set::new(minute("digest.at", &digest.at).filter(|_| digest.enabled))
        });
        if let Some(name) = &input.time_zone
            && !name.is_empty()
            && zone::find(name).is_none()
        {
            wrong.insert("time_zone".to_owned(), "Choose a time zone such as Asia/Bangkok.".to_owned());
        }
        let phone = match input.phone.as_deref().map(str::trim) {
            None => Set::Stays,
            Some("") => Set::Off,
            Some(text) => match Phone::try_from(text) {
                Ok(phone) => Set::To(phone),
                Err(problem) => {
                    wrong.extend(problem.fields);
                    Set::Stays
                }
            },
        };
        if !wrong.is_empty() {
            return Err(Problem::fields(wrong));
        }
        let mut rows = Vec::new();
        for (word, row) in &input.events {
            let Some(kind) = Kind::parse(word) else { continue };
            let ways = [
                (Channel::InApp, row.in_app),
                (Channel::Email, row.email),
                (Channel::Push, row.push),
                (Channel::Sms, row.sms),
            ];
            rows.extend(ways.into_iter().filter_map(|(channel, on)| Some((kind, channel, on?))));
        }
        Ok(Self { rows, quiet, digest, time_zone: input.time_zone, phone })
    }
}

impl Edit {
    fn apply(&self, preferences: &mut Preferences) {
        for (kind, channel, on) in &self.rows {
            preferences.set(*kind, *channel, *on);
        }
        self.quiet.apply(&mut preferences.quiet);
        self.digest.apply(&mut preferences.digest);
        self.phone.apply(&mut preferences.phone);
        if let Some(name) = &self.time_zone {
            preferences.time_zone.clone_from(name);
        }
    }
}

fn to_api(
    services: &Services,
    preferences: &Preferences,
    role: Role,
    locale: Locale,
) -> NotificationPreferences {
    let sms_available = services.config.reach.sms.is_some();
    let fixed = |kind: Kind, channel: Channel| {
        kind.insists_on(channel) || !kind.offers(channel) || channel == Channel::Sms && !sms_available
    };
    let row = |kind: Kind| EventRow {
        group: kind.group(),
        on: preferences.row(kind),
        locked: Channels {
            in_app: fixed(kind, Channel::InApp),
            email: fixed(kind, Channel::Email),
            push: fixed(kind, Channel::Push),
            sms: fixed(kind, Channel::Sms),
        },
    };
    let kinds = Kind::ALL.iter().copied().filter(|kind| kind.concerns(role));
    let quiet = preferences.quiet;
    let shown = |minute: Option<Minute>, otherwise: &str| {
        minute.map_or_else(|| otherwise.to_owned(), |minute| minute.to_string())
    };
    NotificationPreferences {
        events: kinds.map(|kind| (kind, row(kind))).collect(),
        quiet_hours: QuietHours {
            enabled: quiet.is_some(),
            from: shown(quiet.map(|quiet| quiet.from), NIGHT.0),
            to: shown(quiet.map(|quiet| quiet.to), NIGHT.1),
        },
        digest: Digest { enabled: preferences.digest.is_some(), at: shown(preferences.digest, MORNING) },
        time_zone: zone::name(&preferences.time_zone, locale).to_owned(),
        phone: preferences.phone.as_ref().map(|phone| phone.as_str().to_owned()),
        sms_available,
    }
}
