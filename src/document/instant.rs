//! A moment as a document writes it: local time with its distance from UTC.

use super::model::Lang;

/// A moment, to the second: `2026-12-31T23:59:00+07:00`, with `Z` for UTC. Seconds may be left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instant {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    /// Minutes east of UTC.
    offset: i16,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// So many digits at the start of the text as a number, and the rest.
fn digits(text: &str, count: usize) -> Option<(u16, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    if !head.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

fn small(text: &str, max: u16) -> Option<(u8, &str)> {
    let (number, rest) = digits(text, 2)?;
    if number > max {
        return None;
    }
    Some((u8::try_from(number).ok()?, rest))
}

impl Instant {
    /// Reads one; nothing if it isn't a date there is, or has no distance from UTC.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let (year, rest) = digits(text, 4)?;
        let (month, rest) = small(rest.strip_prefix('-')?, 12)?;
        let (day, rest) = small(rest.strip_prefix('-')?, 31)?;
        let (hour, rest) = small(rest.strip_prefix('T')?, 23)?;
        let (minute, rest) = small(rest.strip_prefix(':')?, 59)?;
        let (second, rest) = match rest.strip_prefix(':') {
            Some(rest) => small(rest, 59)?,
            None => (0, rest),
        };
        let offset = if rest == "Z" {
            0
        } else {
            let east = if rest.starts_with('+') { 1 } else { -1 };
            let (hours, rest) = small(rest.strip_prefix(['+', '-'])?, 14)?;
            let (minutes, rest) = small(rest.strip_prefix(':')?, 59)?;
            if !rest.is_empty() {
                return None;
            }
            east * (i16::from(hours) * 60 + i16::from(minutes))
        };
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let there = (1..=12).contains(&month) && (1..=days).contains(&day) && year >= 1970;
        there.then_some(Self { year, month, day, hour, minute, second, offset })
    }

    /// As machines read it: in `datetime` and in `Date.parse`.
    #[must_use]
    pub fn machine(&self) -> String {
        let Self { year, month, day, hour, minute, second, offset } = self;
        let zone = if *offset == 0 { "Z".to_owned() } else { self.zone() };
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{zone}")
    }

    fn zone(&self) -> String {
        let sign = if self.offset < 0 { '-' } else { '+' };
        let minutes = self.offset.unsigned_abs();
        format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// As people read it, in the page's language.
    #[must_use]
    pub fn words(&self, lang: &Lang) -> String {
        let Self { year, month, day, hour, minute, .. } = self;
        let zone = if self.offset == 0 { String::new() } else { self.zone() };
        if matches!(lang.as_str().split('-').next(), Some("vi" | "th")) {
            return format!("{hour:02}:{minute:02}, {day:02}/{month:02}/{year} (GMT{zone})");
        }
        let month = MONTHS.get(usize::from(*month).saturating_sub(1)).copied().unwrap_or_default();
        format!("{day} {month} {year}, {hour:02}:{minute:02} (GMT{zone})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_and_written() {
        for (text, machine, words) in [
            ("2026-12-31T23:59+07:00", "2026-12-31T23:59:00+07:00", "31 Dec 2026, 23:59 (GMT+07:00)"),
            ("2028-02-29T00:00:05Z", "2028-02-29T00:00:05Z", "29 Feb 2028, 00:00 (GMT)"),
            ("2026-01-01T10:30:00-03:30", "2026-01-01T10:30:00-03:30", "1 Jan 2026, 10:30 (GMT-03:30)"),
        ] {
            let read = Instant::new(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(read.machine(), machine);
            assert_eq!(read.words(&Lang::EN), words);
            assert_eq!(Instant::new(&read.machine()), Some(read));
        }
        let vi = Lang::new("vi").unwrap();
        assert_eq!(
            Instant::new("2026-12-31T23:59+07:00").unwrap().words(&vi),
            "23:59, 31/12/2026 (GMT+07:00)"
        );
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-12-31",
            "2026-12-31T23:59",
            "2026-02-29T00:00Z",
            "2026-13-01T00:00Z",
            "2026-00-01T00:00Z",
            "2026-1-1T00:00Z",
            "2026-01-01T24:00Z",
            "2026-01-01T00:00+15:00",
            "2026-01-01T00:00Z<script>",
            "2026-01-01T00:00\"Z",
            "٢٠٢٦-01-01T00:00Z",
        ] {
            assert_eq!(Instant::new(text), None, "{text}");
        }
    }
}
