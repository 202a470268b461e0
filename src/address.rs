//! Billing addresses: what may stand in one, how it is written, and the countries there are.

use crate::account::Locale;
use crate::api::addresses::{AddressChange, AddressFields};
use crate::error::{Fields, Problem};
use crate::text;

/// Code, English, Vietnamese and Thai name of each country, with tabs between them (ISO 3166-1, CLDR).
const COUNTRIES: &str = include_str!("address/countries.txt");

/// The countries with their names in a language, sorted by name; those most people here live in come first.
pub fn countries(locale: Locale) -> Vec<(&'static str, &'static str)> {
    const FIRST: [&str; 2] = ["VN", "TH"];
    let mut all: Vec<_> = rows(locale).collect();
    all.sort_by_key(|(code, name)| {
        let first = FIRST.iter().position(|first| first == code).unwrap_or(FIRST.len());
        (first, text::fold(name), *name)
    });
    all
}

/// A country's name; the code itself where it isn't one.
pub fn country_name(code: &str, locale: Locale) -> &str {
    rows(locale).find(|(known, _)| *known == code).map_or(code, |(_, name)| name)
}

fn rows(locale: Locale) -> impl Iterator<Item = (&'static str, &'static str)> {
    let column = match locale {
        Locale::En => 1,
        Locale::Vi => 2,
        Locale::Th => 3,
    };
    COUNTRIES.lines().filter_map(move |line| {
        let mut columns = line.split('\t');
        let code = columns.next()?;
        Some((code, columns.nth(column - 1)?))
    })
}

/// The address as it is after a change; `before` is empty for a new one. Names every field that is wrong.
pub fn changed(before: AddressFields, change: AddressChange) -> Result<AddressFields, Problem> {
    let mut wrong = Fields::new();
    let mut needed = |field: &str, old: String, new: Option<String>, most: usize| {
        let value = new.map_or(old, |new| text::single_line(&new));
        if value.is_empty() {
            wrong.insert(field.to_owned(), "This is required.".to_owned());
        } else if value.chars().count() > most {
            wrong.insert(field.to_owned(), format!("Use at most {most} characters."));
        }
        value
    };
    let name = needed("name", before.name, change.name, 120);
    let line1 = needed("line1", before.line1, change.line1, 160);
    let city = needed("city", before.city, change.city, 120);
    let country = needed("country", before.country, change.country, 120).to_ascii_uppercase();
    let mut optional = |field: &str, old: Option<String>, new: Option<String>, most: usize| {
        let value = new.map_or(old, |new| Some(text::single_line(&new)).filter(|new| !new.is_empty()));
        if value.as_ref().is_some_and(|value| value.chars().count() > most) {
            wrong.insert(field.to_owned(), format!("Use at most {most} characters."));
        }
        value
    };
    let company = optional("company", before.company, change.company, 120);
    let line2 = optional("line2", before.line2, change.line2, 160);
    let region = optional("region", before.region, change.region, 120);
    let postal_code = optional("postal_code", before.postal_code, change.postal_code, 16);
    let phone = optional("phone", before.phone, change.phone, 24);
    let tax_id = optional("tax_id", before.tax_id, change.tax_id, 40);
    if !wrong.contains_key("country") && !rows(Locale::En).any(|(code, _)| code == country) {
        wrong.insert("country".to_owned(), "Choose a country by its two letters, such as VN.".to_owned());
    }
    let is_number = |c: char| c.is_ascii_digit() || "+-(). /".contains(c);
    if phone.as_ref().is_some_and(|phone| {
        !phone.chars().all(is_number) || phone.chars().filter(char::is_ascii_digit).count() < 4
    }) {
        wrong.insert("phone".to_owned(), "Enter a telephone number such as +84 90 123 45 67.".to_owned());
    }
    if !wrong.is_empty() {
        return Err(Problem::fields(wrong));
    }
    Ok(AddressFields { name, company, line1, line2, city, region, postal_code, country, phone, tax_id })
}

/// The address as it is written on paper, line by line.
pub fn lines(address: &AddressFields, locale: Locale) -> Vec<String> {
    let given = |text: &Option<String>| text.clone().unwrap_or_default();
    let place = [given(&address.postal_code), address.city.clone()].join(" ");
    let place = [place.trim().to_owned(), given(&address.region)];
    let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let all = [
        given(&address.company),
        address.name.clone(),
        address.line1.clone(),
        given(&address.line2),
        place,
        country_name(&address.country, locale).to_owned(),
        given(&address.tax_id),
    ];
    all.into_iter().filter(|line| !line.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "a change's fields are optional")]
    fn given(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn new() -> AddressChange {
        AddressChange {
            name: given(" Mai\nNguyễn "),
            line1: given("1 Phố Huế"),
            city: given("Hà Nội"),
            country: given("vn"),
            ..AddressChange::default()
        }
    }

    #[test]
    fn every_country_has_a_name_in_every_language() {
        for locale in Locale::ALL.iter().copied() {
            let all = countries(locale);
            assert_eq!(all.len(), 249);
            assert_eq!((all[0].0, all[1].0), ("VN", "TH"));
            assert!(all.iter().all(|(code, name)| code.len() == 2 && !name.is_empty()));
        }
        assert_eq!(country_name("VN", Locale::Th), "เวียดนาม");
        assert_eq!(country_name("??", Locale::Th), "??");
    }

    #[test]
    fn an_address_is_read_and_changed() {
        let made = changed(AddressFields::default(), new()).expect("a good address");
        assert_eq!((made.name.as_str(), made.country.as_str()), ("Mai Nguyễn", "VN"));
        let more =
            AddressChange { company: given("Mai & Co"), postal_code: given("100000"), ..Default::default() };
        let made = changed(made, more).expect("a good change");
        assert_eq!(
            lines(&made, Locale::Vi),
            ["Mai & Co", "Mai Nguyễn", "1 Phố Huế", "100000 Hà Nội", "Việt Nam"]
        );
        let cleared = changed(made.clone(), AddressChange { company: given(" "), ..Default::default() });
        assert_eq!(cleared.expect("it may be empty").company, None);
        assert!(changed(made, AddressChange { city: given(" "), ..Default::default() }).is_err());
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = |change: AddressChange| {
            let problem = changed(AddressFields::default(), change).expect_err("wrong");
            problem.fields.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(wrong(AddressChange::default()), ["city", "country", "line1", "name"]);
        assert_eq!(wrong(AddressChange { country: given("XX"), ..new() }), ["country"]);
        assert_eq!(wrong(AddressChange { country: given("Vietnam"), ..new() }), ["country"]);
        assert_eq!(wrong(AddressChange { phone: given("call me"), ..new() }), ["phone"]);
        assert_eq!(wrong(AddressChange { line2: given(&"x".repeat(161)), ..new() }), ["line2"]);
    }
}
