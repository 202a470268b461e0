//! Leads: taking in what visitors leave in forms, and showing it to the page's owner.

mod csv;

pub use self::csv::csv;
pub(crate) use self::csv::harmless;

use crate::config::Limit;
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::limits::prefix;
use crate::notifications;
use crate::pages;
use crate::sites::{self, FieldKind, FormField, LiveSite};
use landinghub::account::{Email, Locale};
use landinghub::notify::Event;
use landinghub::render::forms::TRAP;
use landinghub::{Fields, Id, Problem, Timestamp, api};
use landinghub_store::leads::{self as store, LeadRow};
use landinghub_store::variants;
use std::collections::BTreeMap;

/// Longest value of a field, in characters.
const MAX_VALUE: usize = 5000;

/// What a visitor sends: names and values in the order they came.
pub type Sent = Vec<(String, String)>;

/// Takes in a form of a live site. Fields the form doesn't have are ignored; a filled trap pretends to succeed.
pub async fn submit(
    services: &Services,
    caller: &Caller,
    site: &LiveSite,
    form_id: &str,
    sent: Sent,
) -> Result<()> {
    let form = site.forms.get(form_id).ok_or_else(Problem::not_found)?;
    services.limits.check(Limit::FORM_PREFIX, &format!("{} {}", site.page_id, prefix(caller.ip)))?;
    if sent.iter().any(|(name, value)| name == TRAP && !value.trim().is_empty()) {
        tracing::info!(page = %site.page_id, form = form_id, "a form was filled in by a machine");
        return Ok(());
    }
    let mut values = BTreeMap::new();
    let mut wrong = Fields::new();
    for field in &form.fields {
        // The same name several times: a group of check boxes, or a form sent strangely. All of it is kept.
        let given: Vec<String> = sent
            .iter()
            .filter(|(name, _)| *name == field.name)
            .map(|(_, value)| clean(value))
            .filter(|v| !v.is_empty())
            .collect();
        match check(field, &given.join(", ")) {
            Ok(value) => {
                values.insert(field.name.clone(), value);
            }
            Err(what) => {
                wrong.insert(field.name.clone(), what.sentence(caller.locale).to_owned());
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Problem::fields(wrong).into());
    }
    let (parts, page_id) = (services.clone(), site.page_id.clone());
    let counted = site.counted_as().map(|variant| (variant.to_owned(), sites::day(services.now())));
    let lead = LeadRow {
        id: Id::random(&*services.rng),
        form_id: form_id.to_owned(),
        fields: serde_json::to_string(&values).map_err(|error| Failure::Internal(error.to_string()))?,
        created_at: services.now().0,
    };
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &page_id, &lead).await?;
                if let Some((owner, title)) = store::page(&mut tx, &page_id).await? {
                    let lead_id = lead.id.clone();
                    let event = Event::LeadReceived { page_id: page_id.clone(), lead_id, title };
                    notifications::tell(&parts, &mut tx, &owner, &event).await?;
                }
                if let Some((variant, day)) = counted {
                    variants::add_day(&mut tx, (&page_id, &variant), &day, (0, 1)).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await
}

/// The leads of the caller's page, the newest first.
pub async fn list(
    services: &Services,
    caller: &Caller,
    page_id: &str,
    slice: &Slice,
) -> Result<api::List<api::Lead>> {
    let row = pages::own(services, &caller.actor()?.user_id, page_id).await?;
    let limit = slice.limit()?;
    let (moment, id) = slice.after_moment()?;
    let mut reader = services.store.read().await?;
    let more = i64::try_from(limit).unwrap_or(100) + 1;
    let rows = store::list(&mut reader.conn(), (&row.id, &row.owner_id), (moment, &id), more).await?;
    let (rows, next_cursor) = cut(rows, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(api::List { items: rows.into_iter().map(to_api).collect::<Result<_>>()?, next_cursor })
}

fn to_api(row: LeadRow) -> Result<api::Lead> {
    let fields = serde_json::from_str(&row.fields)
        .map_err(|error| Failure::Internal(format!("lead {}: {error}", row.id)))?;
    Ok(api::Lead { id: row.id, form_id: row.form_id, fields, created_at: Timestamp(row.created_at) })
}

/// Line ends as one sort, without other control characters, trimmed.
fn clean(value: &str) -> String {
    let value = value.replace("\r\n", "\n").replace('\r', "\n");
    value
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What is wrong with a value. Visitors read it, so it is said in their language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrong {
    Missing,
    Unticked,
    TooLong,
    NoAddress,
    NoOption,
}

impl Wrong {
    const fn sentence(self, locale: Locale) -> &'static str {
        match (self, locale) {
            (Self::Missing, Locale::En) => "Please fill in this field.",
            (Self::Missing, Locale::Vi) => "Vui lòng điền vào ô này.",
            (Self::Missing, Locale::Th) => "โปรดกรอกช่องนี้",
            (Self::Unticked, Locale::En) => "Please tick this box.",
            (Self::Unticked, Locale::Vi) => "Vui lòng đánh dấu vào ô này.",
            (Self::Unticked, Locale::Th) => "โปรดทำเครื่องหมายในช่องนี้",
            (Self::TooLong, Locale::En) => "Use up to 5,000 characters.",
            (Self::TooLong, Locale::Vi) => "Tối đa 5.000 ký tự.",
            (Self::TooLong, Locale::Th) => "ใช้ได้ไม่เกิน 5,000 อักขระ",
            (Self::NoAddress, Locale::En) => "Enter an e-mail address such as name@example.com.",
            (Self::NoAddress, Locale::Vi) => "Nhập địa chỉ e-mail, ví dụ ten@example.com.",
            (Self::NoAddress, Locale::Th) => "ป้อนอีเมล เช่น name@example.com",
            (Self::NoOption, Locale::En) => "Choose one of the options.",
            (Self::NoOption, Locale::Vi) => "Hãy chọn một trong các lựa chọn.",
            (Self::NoOption, Locale::Th) => "โปรดเลือกหนึ่งตัวเลือก",
        }
    }
}

fn check(field: &FormField, value: &str) -> Result<String, Wrong> {
    if field.kind == FieldKind::Checkbox {
        let checked = !value.is_empty() && !matches!(value, "false" | "off" | "0" | "no");
        if field.required && !checked {
            return Err(Wrong::Unticked);
        }
        return Ok(if checked { "yes" } else { "no" }.to_owned());
    }
    if value.is_empty() {
        return if field.required { Err(Wrong::Missing) } else { Ok(String::new()) };
    }
    if value.chars().count() > MAX_VALUE {
        return Err(Wrong::TooLong);
    }
    match &field.kind {
        FieldKind::Email if Email::try_from(value).is_err() => Err(Wrong::NoAddress),
        FieldKind::Select(options) if !options.iter().any(|option| clean(option) == value) => {
            Err(Wrong::NoOption)
        }
        _ => Ok(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: FieldKind, required: bool) -> FormField {
        FormField { name: "x".to_owned(), label: "X".to_owned(), kind, required }
    }

    #[test]
    fn values_are_checked_by_their_field() {
        assert!(check(&field(FieldKind::Text, true), "").is_err());
        assert!(check(&field(FieldKind::Text, true), &"ồ".repeat(5000)).is_ok());
        assert!(check(&field(FieldKind::Text, true), &"ồ".repeat(5001)).is_err());
        assert!(check(&field(FieldKind::Email, false), "").is_ok());
        assert!(check(&field(FieldKind::Email, false), "not an address").is_err());
        let choices = FieldKind::Select(vec!["A".to_owned(), "B".to_owned()]);
        assert!(check(&field(choices.clone(), false), "B").is_ok());
        assert!(check(&field(choices, false), "C").is_err());
        assert_eq!(check(&field(FieldKind::Checkbox, true), "on"), Ok("yes".to_owned()));
        assert!(check(&field(FieldKind::Checkbox, true), "").is_err());
        assert_eq!(clean(" a\r\nb\0\u{8} "), "a\nb");
    }
}
