//! What notifications say, in each language. Texts of people are put in as they are; whoever shows them escapes them.

use landinghub::account::Locale;
use landinghub::market::{Currency, Money};
use landinghub::notify::{Decision, Event};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::LazyLock;

type Words = BTreeMap<String, String>;

/// Longest value put into a sentence, in characters.
const LONGEST: usize = 300;

static EN: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/en.json")));
static VI: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/vi.json")));
static TH: LazyLock<Words> = LazyLock::new(|| read(include_str!("words/th.json")));

/// A broken file reads as empty; a test reads them all.
fn read(json: &str) -> Words {
    serde_json::from_str(json).unwrap_or_default()
}

fn words(locale: Locale) -> &'static Words {
    match locale {
        Locale::En => &EN,
        Locale::Vi => &VI,
        Locale::Th => &TH,
    }
}

/// The words for a key; the key itself where there are none.
pub(super) fn word(locale: Locale, key: &'static str) -> &'static str {
    words(locale).get(key).map_or(key, String::as_str)
}

/// A notification in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// One line.
    pub title: String,
    /// A sentence or two.
    pub text: String,
    /// What its link does.
    pub action: String,
}

/// An event in words; `count` of them where several became one.
pub(super) fn say(event: &Event, count: i64, locale: Locale) -> Said {
    let all = words(locale);
    let (stem, action) = stems(event);
    let values = values(event, count, locale);
    let fill = |key: &str| {
        let mut filled = all.get(key).cloned().unwrap_or_else(|| key.to_owned());
        for (name, value) in &values {
            // Values are put in last to first in the text, never into each other: braces in them stay.
            filled = filled.replace(&format!("{{{name}}}"), &value.replace('{', "\u{1}"));
        }
        filled.replace('\u{1}', "{")
    };
    let many = format!("{stem}.many");
    let title = if count > 1 && all.contains_key(&many) { many } else { format!("{stem}.title") };
    let text =
        if stem.starts_with("approval_") { "approval.text".to_owned() } else { format!("{stem}.text") };
    let title = landinghub::text::single_line(&fill(&title));
    Said { title, text: fill(&text), action: fill(&format!("{action}.action")) }
}

/// Where the sentences of an event, and of its link, begin in the dictionary.
fn stems(event: &Event) -> (String, String) {
    let kind = event.kind().as_str();
    let (stem, action) = match event {
        Event::SellerDecided { decision: Decision::Granted, .. } => ("seller_granted", "seller_granted"),
        Event::SellerDecided { .. } => ("seller_refused", "seller_refused"),
        Event::ApprovalWaiting { listing: true, .. } => ("approval_listing", "approval"),
        Event::ApprovalWaiting { .. } => ("approval_seller", "approval"),
        Event::PayoutFailed { .. } => ("payout_failed", "payout"),
        Event::PageTakenDown { .. } => ("page_taken_down", "page_moderated"),
        Event::PagePutBack { .. } => ("page_put_back", "page_moderated"),
        Event::Security { alarm, .. } => return (format!("security_{}", alarm.as_str()), kind.to_owned()),
        _ => (kind, kind),
    };
    (stem.to_owned(), action.to_owned())
}

fn values(event: &Event, count: i64, locale: Locale) -> Vec<(&'static str, String)> {
    let sum = |money: &Money| money_words(*money, locale);
    let mut values = match event {
        Event::NewSale { title, buyer, amount, .. } => {
            vec![("title", title.clone()), ("buyer", buyer.clone()), ("amount", sum(amount))]
        }
        Event::RefundAsked { title, buyer, .. } => vec![("title", title.clone()), ("buyer", buyer.clone())],
        Event::OrderDisputed { title, amount, .. } | Event::OrderRefunded { title, amount, .. } => {
            vec![("title", title.clone()), ("amount", sum(amount))]
        }
        Event::StockAlert { title, left, .. } => vec![("title", title.clone()), ("left", left.to_string())],
        Event::ListingApproved { title, .. }
        | Event::TemplateUpdate { title, .. }
        | Event::PagePutBack { title, .. }
        | Event::LeadReceived { title, .. } => vec![("title", title.clone())],
        Event::ListingRejected { title, reason, .. }
        | Event::ListingSuspended { title, reason, .. }
        | Event::RefundDeclined { title, reason, .. }
        | Event::PageTakenDown { title, reason, .. } => {
            vec![("title", title.clone()), ("reason", reason.clone())]
        }
        Event::PayoutFailed { amount, reason, .. } => {
            vec![("amount", sum(amount)), ("reason", reason.clone())]
        }
        Event::SellerDecided { reason, .. } => vec![("reason", reason.clone())],
        Event::ReviewReceived { title, reviewer, rating, .. } => {
            vec![("title", title.clone()), ("reviewer", reviewer.clone()), ("rating", rating.to_string())]
        }
        Event::Payout { amount, .. } => vec![("amount", sum(amount))],
        Event::OrderPaid { title, total, .. } => vec![("title", title.clone()), ("total", sum(total))],
        Event::ReviewReply { title, seller, .. } => {
            vec![("title", title.clone()), ("seller", seller.clone())]
        }
        Event::DomainTrouble { domain, .. } => vec![("domain", domain.clone())],
        Event::ChatMessage { about, from, text, .. } | Event::ChatMention { about, from, text, .. } => {
            vec![("about", about.clone()), ("from", from.clone()), ("text", text.clone())]
        }
        Event::ChatAssigned { about, by, .. } => vec![("about", about.clone()), ("by", by.clone())],
        Event::Security { detail, .. } => vec![("detail", detail.clone())],
        Event::ApprovalWaiting { title, from, .. } => vec![("title", title.clone()), ("from", from.clone())],
    };
    values.push(("count", count.to_string()));
    for (_, value) in &mut values {
        if value.chars().count() > LONGEST {
            *value = value.chars().take(LONGEST - 1).chain(['…']).collect();
        }
    }
    values
}

/// An amount as people of the language write it, the same as on screen: `₫199,000`, in Vietnamese `199.000 ₫`.
fn money_words(money: Money, locale: Locale) -> String {
    let (separator, point) = if locale == Locale::Vi { ('.', ',') } else { (',', '.') };
    let base = 10_u64.pow(money.currency.exponent());
    let units = money.amount.unsigned_abs();
    let digits = (units / base).to_string();
    let mut shown = if money.amount < 0 { "−".to_owned() } else { String::new() };
    let symbol = match money.currency {
        Currency::Vnd => "₫",
        Currency::Thb => "฿",
        Currency::Usd => "$",
    };
    if locale != Locale::Vi {
        shown.push_str(symbol);
    }
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    if base > 1 {
        let _ = write!(shown, "{point}{:02}", units % base);
    }
    if locale == Locale::Vi {
        shown.push(' ');
        shown.push_str(symbol);
    }
    shown
}

/// The subject of a digest of so many.
pub(super) fn digest_subject(locale: Locale, count: usize) -> String {
    let key = if count == 1 && locale == Locale::En { "digest.subject.one" } else { "digest.subject.other" };
    word(locale, key).replace("{count}", &count.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use landinghub::notify::{Alarm, Kind};
    use std::collections::BTreeSet;

    fn placeholders(sentence: &str) -> BTreeSet<&str> {
        sentence.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    /// One of each kind, with braces and markup where people's own texts go.
    fn events() -> Vec<Event> {
        let text = || "{buyer} <b>“x”</b>".to_owned();
        let id = || "id".to_owned();
        let money = Money::new(1_250_050, Currency::Usd);
        let mut all = vec![
            Event::NewSale { order_id: id(), listing_id: id(), title: text(), buyer: text(), amount: money },
            Event::RefundAsked { order_id: id(), title: text(), buyer: text() },
            Event::OrderDisputed { order_id: id(), title: text(), amount: money },
            Event::StockAlert { listing_id: id(), title: text(), left: 3 },
            Event::ListingApproved { listing_id: id(), title: text(), step: id() },
            Event::ListingRejected { listing_id: id(), title: text(), reason: text(), step: id() },
            Event::ListingSuspended { listing_id: id(), title: text(), reason: text(), step: id() },
            Event::SellerDecided { application_id: id(), decision: Decision::Refused, reason: text() },
            Event::SellerDecided { application_id: id(), decision: Decision::Granted, reason: text() },
            Event::ReviewReceived {
                review_id: id(),
                listing_id: id(),
                title: text(),
                reviewer: text(),
                rating: 4,
            },
            Event::Payout { payout_id: id(), amount: money },
            Event::OrderPaid { order_id: id(), title: text(), total: money },
            Event::OrderRefunded { order_id: id(), title: text(), amount: money, so_far: 1 },
            Event::PayoutFailed { payout_id: id(), amount: money, reason: text() },
            Event::RefundDeclined { order_id: id(), title: text(), reason: text(), step: id() },
            Event::PageTakenDown { page_id: id(), title: text(), reason: text(), step: id() },
            Event::PagePutBack { page_id: id(), title: text(), step: id() },
            Event::ReviewReply { review_id: id(), listing_id: id(), title: text(), seller: text() },
            Event::TemplateUpdate {
                listing_id: id(),
                title: text(),
                order_id: id(),
                page_id: id(),
                step: id(),
            },
            Event::LeadReceived { page_id: id(), lead_id: id(), title: text() },
            Event::DomainTrouble { page_id: id(), domain: text(), since: id() },
            Event::ChatAssigned { room_id: id(), about: text(), by: text(), step: id(), path: id() },
            Event::ApprovalWaiting { listing: true, title: text(), from: text(), step: id() },
            Event::ApprovalWaiting { listing: false, title: text(), from: text(), step: id() },
        ];
        let chat = (id(), 1, text(), text(), text(), id());
        let (room_id, seq, about, from, said, path) = chat.clone();
        all.push(Event::ChatMessage { room_id, seq, about, from, text: said, path });
        let (room_id, seq, about, from, said, path) = chat;
        all.push(Event::ChatMention { room_id, seq, about, from, text: said, path });
        for alarm in [
            Alarm::PasswordChanged,
            Alarm::AddressChanging,
            Alarm::SessionReused,
            Alarm::TwoStepOn,
            Alarm::TwoStepOff,
        ] {
            all.push(Event::Security { alarm, detail: text(), step: id() });
        }
        all
    }

    #[test]
    fn every_kind_has_words_in_every_language_and_values_stay_as_they_are() {
        let kinds: BTreeSet<Kind> = events().iter().map(Event::kind).collect();
        assert_eq!(kinds.len(), Kind::ALL.len());
        for locale in Locale::ALL {
            for event in events() {
                for count in [1, 5] {
                    let said = say(&event, count, *locale);
                    for text in [&said.title, &said.text, &said.action] {
                        assert!(
                            !text.contains(".title") && !text.contains(".text") && !text.is_empty(),
                            "{text}"
                        );
                        for left in placeholders(text) {
                            assert_eq!(left, "buyer", "{locale:?} {:?}: {text}", event.kind());
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn the_languages_say_the_same() {
        for (key, words) in EN.iter() {
            for other in [&*VI, &*TH] {
                let Some(there) = other.get(key) else {
                    assert!(key.rsplit_once(".one").is_some_and(|(_, rest)| rest.is_empty()), "{key}");
                    continue;
                };
                assert_eq!(placeholders(words), placeholders(there), "{key}");
            }
        }
        assert!(VI.keys().chain(TH.keys()).all(|key| EN.contains_key(key)));
    }

    #[test]
    fn many_become_one_and_amounts_are_written_as_people_do() {
        let lead = Event::LeadReceived { page_id: "p".into(), lead_id: "l".into(), title: "Quán".into() };
        assert_eq!(say(&lead, 1, Locale::En).title, "A new lead from “Quán”");
        assert_eq!(say(&lead, 4, Locale::En).title, "4 new leads from “Quán”");
        assert_eq!(money_words(Money::new(199_000, Currency::Vnd), Locale::Vi), "199.000 ₫");
        assert_eq!(money_words(Money::new(199_000, Currency::Vnd), Locale::En), "₫199,000");
        assert_eq!(money_words(Money::new(-1_250, Currency::Usd), Locale::Th), "−$12.50");
    }
}
