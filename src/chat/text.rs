//! What is written: messages, subjects, tags.

use crate::error::Problem;
use crate::text::single_line;

/// Longest message, in characters (Unicode scalar values).
pub const MAX_MESSAGE: usize = 5000;
/// Longest subject, in characters.
const MAX_SUBJECT: usize = 200;
/// Tags of a room at the most.
pub const MAX_TAGS: usize = 20;
/// Longest tag, in characters.
const MAX_TAG: usize = 40;

/// A message as it is kept: exactly what was written. Empty where something is attached and nothing is said.
pub fn body(given: &str, attached: bool) -> Result<String, Problem> {
    let count = given.chars().count();
    if count > MAX_MESSAGE {
        let what = format!("Keep it to {MAX_MESSAGE} characters; this has {count}.");
        return Err(Problem::field("message", what));
    }
    if given.contains('\0') {
        return Err(Problem::field("message", "Text can't hold the character U+0000."));
    }
    if given.trim().is_empty() {
        return if attached {
            Ok(String::new())
        } else {
            Err(Problem::field("message", "Write something first."))
        };
    }
    Ok(given.to_owned())
}

/// A subject: one line, not too long; without one the beginning of the message.
pub fn subject(given: &str, message: &str) -> Result<String, Problem> {
    let line = single_line(given);
    if line.chars().count() > MAX_SUBJECT {
        return Err(Problem::field("subject", format!("Keep it to {MAX_SUBJECT} characters.")));
    }
    if !line.is_empty() {
        return Ok(line);
    }
    let line = single_line(message);
    if line.chars().count() <= 80 {
        return Ok(line);
    }
    Ok(line.chars().take(79).chain(['…']).collect())
}

/// Tags as they are kept: lower case, one line, each once, in the order they were given.
pub fn normalise_tags(given: &[String]) -> Result<Vec<String>, Problem> {
    let mut tags: Vec<String> = Vec::new();
    for tag in given {
        let tag = single_line(tag).to_lowercase();
        if tag.chars().count() > MAX_TAG || tag.contains(',') {
            let what = format!("A tag has at most {MAX_TAG} characters and no comma.");
            return Err(Problem::field("tags", what));
        }
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    if tags.len() > MAX_TAGS {
        return Err(Problem::field("tags", format!("A room has at most {MAX_TAGS} tags.")));
    }
    Ok(tags)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_counted_and_kept() {
        assert_eq!(body(&"ạ".repeat(MAX_MESSAGE), false).map(|text| text.chars().count()), Ok(MAX_MESSAGE));
        assert!(body(&"🙂".repeat(MAX_MESSAGE), false).is_ok());
        assert!(body(&"a".repeat(MAX_MESSAGE + 1), false).is_err());
        let hostile = " <script>alert(1)</script>\r\n\r\ndata: x\u{2028}\t";
        assert_eq!(body(hostile, false).as_deref(), Ok(hostile));
        assert!(body(" \n\t", false).is_err());
        assert_eq!(body(" \n", true).as_deref(), Ok(""));
    }

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(subject(" Trang\r\nbị lỗi ", "x").as_deref(), Ok("Trang  bị lỗi"));
        assert_eq!(subject("", "Chào\nbạn").as_deref(), Ok("Chào bạn"));
        assert_eq!(subject("", &"ă".repeat(300)).map(|line| line.chars().count()), Ok(80));
        assert!(subject(&"a".repeat(201), "x").is_err());
    }

    #[test]
    fn tags_are_tidy() {
        let tags =
            |given: &[&str]| normalise_tags(&given.iter().map(|tag| (*tag).to_owned()).collect::<Vec<_>>());
        assert_eq!(
            tags(&["Billing", " billing ", "", "VIP"]),
            Ok(vec!["billing".to_owned(), "vip".to_owned()])
        );
        assert!(tags(&["a,b"]).is_err());
        assert!(tags(&[&"x".repeat(41)]).is_err());
        let many: Vec<String> = (0..=MAX_TAGS).map(|n| n.to_string()).collect();
        assert!(normalise_tags(&many).is_err());
    }
}
