//! Canned replies: texts with placeholders.

use crate::error::Problem;

/// What placeholders stand for; an empty one falls back to what follows its bar: `{{customer.name|there}}`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Placeholders {
    /// `customer.name`.
    pub customer_name: String,
    /// `customer.email`.
    pub customer_email: String,
    /// `agent.name`.
    pub agent_name: String,
    /// `room.subject`.
    pub subject: String,
    /// `page.title`: of the page the room is about.
    pub page_title: String,
}

impl Placeholders {
    fn value(&self, name: &str) -> Option<&str> {
        match name {
            "customer.name" => Some(&self.customer_name),
            "customer.email" => Some(&self.customer_email),
            "agent.name" => Some(&self.agent_name),
            "room.subject" => Some(&self.subject),
            "page.title" => Some(&self.page_title),
            _ => None,
        }
    }
}

/// The text with its placeholders filled in. What isn't one stays, and what is filled in isn't read again.
pub fn fill(text: &str, with: &Placeholders) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        filled.push_str(before);
        let Some((inside, following)) = after.split_once("}}") else {
            filled.push_str("{{");
            rest = after;
            continue;
        };
        let (name, otherwise) = inside.split_once('|').unwrap_or((inside, ""));
        if let Some(value) = with.value(name.trim()) {
            filled.push_str(if value.trim().is_empty() { otherwise.trim() } else { value });
            rest = following;
        } else {
            filled.push_str("{{");
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// The word a reply is called by, after `/`: 1 to 40 lower-case letters, digits and hyphens.
pub fn shortcut(given: &str) -> Result<String, Problem> {
    let word = given.trim().trim_start_matches('/').to_lowercase();
    let fits = (1..=40).contains(&word.chars().count())
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    if fits { Ok(word) } else { Err(Problem::field("shortcut", "Use 1 to 40 letters, digits and hyphens.")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let with = Placeholders {
            customer_name: "{{agent.name}}".to_owned(),
            agent_name: "Lan".to_owned(),
            ..Placeholders::default()
        };
        for (text, expected) in [
            ("Chào {{customer.name}}, {{ agent.name }} đây", "Chào {{agent.name}}, Lan đây"),
            ("{{page.title|your page}} {{page.title}}!", "your page !"),
            ("{{unknown}} {{agent.name", "{{unknown}} {{agent.name"),
            ("{{ {{agent.name}} }}", "{{ Lan }}"),
            ("", ""),
        ] {
            assert_eq!(fill(text, &with), expected, "{text}");
        }
    }

    #[test]
    fn shortcuts_are_words() {
        assert_eq!(shortcut("/Xin-Chào").as_deref(), Ok("xin-chào"));
        for wrong in ["", "/", "two words", &"x".repeat(41)] {
            assert!(shortcut(wrong).is_err(), "{wrong}");
        }
    }

    proptest::proptest! {
        #[test]
        fn text_without_placeholders_stays(text in "[^{}]{0,80}") {
            proptest::prop_assert_eq!(fill(&text, &Placeholders::default()), text);
        }
    }
}
