//! Time zones by their names, with the rules of summer time that ship with this binary.

use jiff::tz::TimeZone;
use landinghub::Timestamp;
use landinghub::account::Locale;
use landinghub::notify::Zone;

/// A zone of the database.
pub(super) struct Place(TimeZone);

impl Zone for Place {
    fn offset(&self, at: Timestamp) -> i64 {
        // Beyond the year 9999 there are no rules.
        jiff::Timestamp::from_second(at.unix_seconds())
            .map_or(0, |moment| i64::from(self.0.to_offset(moment).seconds()))
    }
}

/// The zone of this name, if there is one.
pub(super) fn find(name: &str) -> Option<Place> {
    let plain = (1..=64).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'+'));
    if plain { TimeZone::get(name).ok().map(Place) } else { None }
}

/// The name where somebody has chosen one, else where most who read the language are.
pub(super) fn name(chosen: &str, locale: Locale) -> &str {
    match (chosen, locale) {
        ("", Locale::En) => "UTC",
        ("", Locale::Vi) => "Asia/Ho_Chi_Minh",
        ("", Locale::Th) => "Asia/Bangkok",
        (chosen, _) => chosen,
    }
}

/// The zone somebody is in; UTC where its name has gone.
pub(super) fn of(chosen: &str, locale: Locale) -> Place {
    find(name(chosen, locale)).unwrap_or(Place(TimeZone::UTC))
}

#[cfg(test)]
mod tests {
    use super::*;
    use landinghub::notify::{Minute, Quiet, next_at};

    fn at(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a moment")
    }

    #[test]
    fn zones_are_found_by_name_and_know_summer_time() {
        for bad in ["", "Nowhere/Atlantis", "../../etc/passwd", "Asia/Ho Chi Minh", "\u{1}"] {
            assert!(find(bad).is_none(), "{bad}");
        }
        assert_eq!(of("", Locale::Vi).offset(at("2026-11-22T00:00:00.000Z")), 7 * 3600);
        assert_eq!(of("", Locale::Th).offset(at("2026-11-22T00:00:00.000Z")), 7 * 3600);
        assert_eq!(of("Gone/Away", Locale::Vi).offset(at("2026-11-22T00:00:00.000Z")), 0);
        let berlin = find("Europe/Berlin").expect("a zone");
        assert_eq!(berlin.offset(at("2026-03-28T12:00:00.000Z")), 3600);
        assert_eq!(berlin.offset(at("2026-03-29T12:00:00.000Z")), 7200);
    }

    #[test]
    fn quiet_hours_end_by_the_clock_on_the_wall_when_clocks_are_changed() {
        let berlin = find("Europe/Berlin").expect("a zone");
        let minute = |text| Minute::parse(text).expect("a minute");
        let quiet = Quiet { from: minute("22:00"), to: minute("07:00") };
        // In the night to 29 March 2026 clocks went from 02:00 to 03:00, in the one to 25 October back.
        assert_eq!(
            quiet.until(at("2026-03-28T22:00:00.000Z"), &berlin),
            Some(at("2026-03-29T05:00:00.000Z"))
        );
        assert_eq!(
            quiet.until(at("2026-10-24T21:00:00.000Z"), &berlin),
            Some(at("2026-10-25T06:00:00.000Z"))
        );
        assert_eq!(
            next_at(minute("08:00"), at("2026-03-28T12:00:00.000Z"), &berlin),
            at("2026-03-29T06:00:00.000Z")
        );
    }
}
