use super::*;
use crate::Timestamp;
use crate::market::{Currency, Money};
use proptest::prelude::*;

/// 2026-11-22, so many hours and minutes after midnight in UTC.
fn at(hour: i64, minute: i64) -> Timestamp {
    Timestamp::parse("2026-11-22T00:00:00.000Z").expect("a moment").plus_seconds(hour * 3600 + minute * 60)
}

fn minute(text: &str) -> Minute {
    Minute::parse(text).expect("a minute of the day")
}

fn quiet(from: &str, to: &str) -> Preferences {
    Preferences { quiet: Some(Quiet { from: minute(from), to: minute(to) }), ..Preferences::default() }
}

const SAIGON: i64 = 7 * 3600;

#[test]
fn minutes_of_the_day_are_read_as_people_write_them() {
    for (text, shown) in [("22:30", "22:30"), ("7:05", "07:05"), (" 00:00 ", "00:00"), ("23:59", "23:59")] {
        assert_eq!(minute(text).to_string(), shown);
    }
    for text in ["", "24:00", "12:60", "12", "1:2", "012:00", "-1:00", "+1:00", "aa:bb", "12:00:00"] {
        assert_eq!(Minute::parse(text), None, "{text}");
    }
}

#[test]
fn each_thing_escalates_by_its_row() {
    let now = at(12, 0);
    let after = |seconds| Some(now.plus_seconds(seconds));
    let mail = |seconds| Some(Email::At(now.plus_seconds(seconds)));
    for (kind, push, email) in [
        (Kind::NewSale, after(30), mail(180)),
        (Kind::StockAlert, None, mail(180)),
        (Kind::OrderPaid, None, mail(0)),
        (Kind::OrderRefunded, after(30), mail(0)),
        (Kind::Security, after(30), None),
        (Kind::ApprovalWaiting, None, None),
        (Kind::ChatMessage, after(30), mail(180)),
    ] {
        let made = plan(kind, &Preferences::default(), now, &0);
        assert_eq!(made, Plan { in_app: true, push, email, sms: None }, "{kind:?}");
    }
}

#[test]
fn text_messages_are_for_what_cannot_wait_and_for_who_asked_for_them() {
    let mut preferences = Preferences::default();
    for kind in Kind::ALL {
        assert_eq!(plan(*kind, &preferences, at(12, 0), &0).sms, None, "{kind:?}");
        preferences.set(*kind, Channel::Sms, true);
    }
    assert_eq!(plan(Kind::Payout, &preferences, at(12, 0), &0).sms, None, "there is no number");
    preferences.phone = Some(Phone::try_from("+84 90 123-45 67").expect("a number"));
    for kind in Kind::ALL {
        let sent = plan(*kind, &preferences, at(3, 0), &0).sms;
        assert_eq!(sent.is_some(), kind.is_critical(), "{kind:?}");
    }
    for bad in ["", "0901234567", "+0123456789", "+84", "+84 90 abc", "+1234567890123456"] {
        assert!(Phone::try_from(bad).is_err(), "{bad}");
    }
    assert!(!format!("{:?}", preferences.phone).contains("9012"));
}

#[test]
fn quiet_hours_hold_what_can_wait_in_the_readers_own_time() {
    let preferences = quiet("22:00", "07:00");
    // 16:00 in UTC is 23:00 in Saigon.
    let made = plan(Kind::NewSale, &preferences, at(16, 0), &SAIGON);
    assert_eq!((made.push, made.email), (Some(at(24, 0)), Some(Email::At(at(24, 0)))));
    assert!(made.in_app);
    assert_eq!(plan(Kind::NewSale, &preferences, at(16, 0), &0).push, Some(at(16, 0).plus_seconds(30)));
    for kind in [Kind::OrderDisputed, Kind::Security, Kind::DomainTrouble] {
        let made = plan(kind, &preferences, at(16, 0), &SAIGON);
        assert_eq!(made.push, Some(at(16, 0).plus_seconds(30)), "{kind:?}");
    }
    // A receipt is what one expects right after paying.
    assert_eq!(plan(Kind::OrderPaid, &preferences, at(16, 0), &SAIGON).email, Some(Email::At(at(16, 0))));
    let read = State { seen: true, read: true };
    let verdict_of = |state, now| verdict(Kind::NewSale, Channel::Email, state, &preferences, now, &SAIGON);
    assert_eq!(verdict_of(State::default(), at(16, 0)), Verdict::Later(at(24, 0)));
    assert_eq!(verdict_of(read, at(16, 0)), Verdict::Cancel);
    assert_eq!(verdict_of(State::default(), at(24, 0)), Verdict::Send);
}

#[test]
fn a_digest_takes_the_mail_of_what_can_wait() {
    let preferences = Preferences { digest: Some(minute("08:00")), ..Preferences::default() };
    let mail = |kind, now| plan(kind, &preferences, now, &SAIGON).email;
    assert_eq!(mail(Kind::NewSale, at(0, 59)), Some(Email::Digest(at(1, 0))));
    assert_eq!(mail(Kind::NewSale, at(1, 0)), Some(Email::Digest(at(25, 0))));
    assert_eq!(mail(Kind::OrderDisputed, at(0, 0)), Some(Email::At(at(0, 3))));
    assert_eq!(mail(Kind::ChatMessage, at(0, 0)), Some(Email::At(at(0, 3))));
    assert_eq!(mail(Kind::OrderPaid, at(0, 0)), Some(Email::At(at(0, 0))));
}

#[test]
fn reading_cancels_and_seeing_cancels_push_alone() {
    let preferences = Preferences::default();
    let of = |channel, seen, read| {
        verdict(Kind::NewSale, channel, State { seen, read }, &preferences, at(12, 0), &0)
    };
    assert_eq!(of(Channel::Push, false, false), Verdict::Send);
    assert_eq!(of(Channel::Push, true, false), Verdict::Cancel);
    assert_eq!(of(Channel::Email, true, false), Verdict::Send);
    assert_eq!(of(Channel::Email, true, true), Verdict::Cancel);
    let state = State { seen: true, read: true };
    let receipt = verdict(Kind::OrderPaid, Channel::Email, state, &preferences, at(12, 0), &0);
    assert_eq!(receipt, Verdict::Send, "a receipt is sent, seen or not");
}

#[test]
fn what_is_exempt_cannot_be_switched_off_and_the_rest_can() {
    let mut preferences = Preferences::default();
    preferences.unsubscribe(None);
    for kind in Kind::ALL {
        let kept = kind.insists_on(Channel::Email);
        assert_eq!(preferences.wants(*kind, Channel::Email), kept, "{kind:?}");
        assert_eq!(kept, matches!(kind, Kind::Security | Kind::OrderPaid | Kind::OrderRefunded), "{kind:?}");
        assert_eq!(preferences.row(*kind).email, kept, "{kind:?}");
    }
    preferences = Preferences::default();
    preferences.unsubscribe(Some(Kind::NewSale));
    assert!(
        !preferences.wants(Kind::NewSale, Channel::Email) && preferences.wants(Kind::NewSale, Channel::Push)
    );
    assert!(preferences.wants(Kind::LeadReceived, Channel::Email));
    preferences.set(Kind::NewSale, Channel::Email, true);
    assert_eq!(preferences, Preferences::default(), "only what differs is kept");
}

#[test]
fn preferences_are_read_back_and_old_ones_stay_readable() {
    let mut preferences = quiet("22:00", "07:00");
    preferences.digest = Some(minute("08:00"));
    preferences.set(Kind::NewSale, Channel::Push, false);
    preferences.phone = Phone::try_from("+84901234567").ok();
    let json = serde_json::to_string(&preferences).expect("JSON");
    assert!(json.contains(r#""new_sale":{"push":false}"#), "{json}");
    assert_eq!(serde_json::from_str::<Preferences>(&json).expect("its own"), preferences);
    assert_eq!(serde_json::from_str::<Preferences>("{}").expect("an old one"), Preferences::default());
}

#[test]
fn words_in_json_are_words_in_the_database() {
    for kind in Kind::ALL {
        assert_eq!(serde_json::to_value(kind).expect("a word"), kind.as_str());
    }
    let event = Event::NewSale {
        order_id: "o".into(),
        listing_id: "l".into(),
        title: "T".into(),
        buyer: "B".into(),
        amount: Money::new(1, Currency::Vnd),
    };
    let json = serde_json::to_value(&event).expect("JSON");
    assert_eq!(json["kind"], event.kind().as_str());
    assert_eq!(serde_json::from_value::<Event>(json).expect("its own"), event);
    assert_eq!(event.key(), "new_sale:o:l");
}

fn minutes() -> impl Strategy<Value = Minute> {
    (0_u16..24, 0_u16..60).prop_map(|(hour, minute)| Minute::new(hour, minute).expect("of a day"))
}

fn offsets() -> impl Strategy<Value = i64> {
    (-48_i64..=56).prop_map(|quarters| quarters * 900)
}

proptest! {
    #[test]
    fn quiet_hours_end_within_a_day_and_not_before(
        from in minutes(), to in minutes(), seconds in 0_i64..4_000_000_000, offset in offsets()
    ) {
        let quiet = Quiet { from, to };
        let now = Timestamp(0).plus_seconds(seconds);
        if let Some(end) = quiet.until(now, &offset) {
            prop_assert!(from != to);
            prop_assert!(end > now && end <= now.plus_seconds(86_400));
            prop_assert_eq!(quiet.until(end, &offset), None);
            prop_assert_eq!(quiet.until(end.plus_seconds(-1), &offset), Some(end));
        }
    }

    #[test]
    fn a_digest_is_due_once_a_day(minute in minutes(), seconds in 0_i64..4_000_000_000, offset in offsets()) {
        let now = Timestamp(0).plus_seconds(seconds);
        let due = next_at(minute, now, &offset);
        prop_assert!(due > now && due <= now.plus_seconds(86_400));
        prop_assert_eq!(next_at(minute, due, &offset), due.plus_seconds(86_400));
    }

    #[test]
    fn nothing_goes_out_in_quiet_hours_but_what_cannot_wait(
        from in minutes(), to in minutes(), seconds in 0_i64..4_000_000_000, offset in offsets(), n in 0_usize..64
    ) {
        let kind = Kind::ALL[n % Kind::ALL.len()];
        let preferences = Preferences { quiet: Some(Quiet { from, to }), ..Preferences::default() };
        let now = Timestamp(0).plus_seconds(seconds);
        let made = plan(kind, &preferences, now, &offset);
        for (channel, due) in [
            (Channel::Push, made.push),
            (Channel::Email, made.email.map(|email| match email { Email::At(at) | Email::Digest(at) => at })),
        ] {
            let Some(due) = due else { continue };
            prop_assert!(due >= now);
            let exempt = kind.is_critical() || kind.is_receipt() && channel == Channel::Email;
            if !exempt {
                prop_assert_eq!(Quiet { from, to }.until(due, &offset), None);
            }
            // What is due by the plan is sent, if nothing has happened since.
            prop_assert_eq!(verdict(kind, channel, State::default(), &preferences, due, &offset), Verdict::Send);
        }
    }
}
