//! The help centre's rules: what an article is, and which one answers a question.

use crate::error::{Fields, Problem};
use crate::search::words;
use crate::text::single_line;
use std::collections::BTreeMap;

/// Longest title, in characters.
pub const TITLE: usize = 120;
/// Longest text, in characters.
pub const BODY: usize = 40_000;
/// Longest name in addresses.
const SLUG: usize = 80;
/// Longest beginning that lists show, in characters.
const SUMMARY: usize = 160;
/// A word of the title says as much as so many of the text.
const TITLE_WEIGHT: f64 = 3.0;
/// An article that has this share of what a question asks, weighed by how rare its words are, answers it.
pub const SURE: f64 = 0.55;

/// A title, a name in addresses and a text in Markdown, as they are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleText {
    /// One line.
    pub title: String,
    /// Lower case letters, digits and hyphens.
    pub slug: String,
    /// Markdown.
    pub body: String,
}

impl ArticleText {
    /// What was given, checked; without a `slug` it is made from the title.
    ///
    /// # Errors
    /// `validation_failed`, naming each field that is wrong.
    pub fn checked(title: &str, slug: Option<&str>, body: &str) -> Result<Self, Problem> {
        let mut fields = Fields::new();
        let title = single_line(title);
        if !(1..=TITLE).contains(&title.chars().count()) {
            fields.insert("title".to_owned(), format!("Use 1 to {TITLE} characters."));
        }
        let slug = match slug.map(str::trim).filter(|slug| !slug.is_empty()) {
            Some(slug) => slug.to_owned(),
            None => words(&title)
                .iter()
                .filter(|word| word.is_ascii())
                .take(8)
                .cloned()
                .collect::<Vec<_>>()
                .join("-"),
        };
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if !(1..=SLUG).contains(&slug.len()) || !slug.bytes().all(plain) {
            let detail = format!("Use 1 to {SLUG} lower case letters, digits and hyphens.");
            fields.insert("slug".to_owned(), detail);
        }
        let body = body.replace("\r\n", "\n").trim().to_owned();
        if !(1..=BODY).contains(&body.chars().count()) || body.contains('\0') {
            fields.insert("body".to_owned(), format!("Use 1 to {BODY} characters."));
        }
        if fields.is_empty() { Ok(Self { title, slug, body }) } else { Err(Problem::fields(fields)) }
    }
}

/// The beginning of a text for lists: its first paragraph without Markdown's signs.
#[must_use]
pub fn summary(body: &str) -> String {
    let prose = |line: &&str| !line.is_empty() && !line.starts_with(['#', '>', '|', '!', '`', '-', '*']);
    let paragraph: Vec<&str> =
        body.lines().map(str::trim).skip_while(|line| !prose(line)).take_while(prose).collect();
    let plain: String =
        without_links(&paragraph.join(" ")).chars().filter(|c| !matches!(c, '*' | '`' | '_')).collect();
    match plain.char_indices().nth(SUMMARY) {
        Some((end, _)) => format!("{}…", plain.get(..end).unwrap_or(&plain).trim_end()),
        None => plain,
    }
}

/// `[words](address)` as its words.
fn without_links(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((label, address)) = after.split_once("](") else { break };
        let Some((_, tail)) = address.split_once(')') else { break };
        out.push_str(before);
        out.push_str(label);
        rest = tail;
    }
    out.push_str(rest);
    out
}

/// An article as a question meets it.
#[derive(Clone, Debug)]
pub struct Indexed {
    title: Vec<String>,
    body: BTreeMap<String, u32>,
}

impl Indexed {
    /// The words of an article.
    #[must_use]
    pub fn new(title: &str, body: &str) -> Self {
        let mut counted = BTreeMap::new();
        for line in body.lines() {
            for word in words(line) {
                *counted.entry(word).or_insert(0) += 1;
            }
        }
        Self { title: words(title), body: counted }
    }

    fn weight(&self, word: &str, last: bool) -> f64 {
        let hit = |known: &str| known == word || (last && word.len() > 1 && known.starts_with(word));
        let title = if self.title.iter().any(|known| hit(known)) { TITLE_WEIGHT } else { 0.0 };
        let count: u32 = if last {
            self.body
                .range(word.to_owned()..)
                .take_while(|(known, _)| known.starts_with(word))
                .map(|(_, n)| *n)
                .sum()
        } else {
            self.body.get(word).copied().unwrap_or(0)
        };
        // More of the same word says less and less.
        title + f64::from(count) / (f64::from(count) + 1.5)
    }
}

/// An article found: its place in what was searched, how good it is, and how much of the question it has, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// Its index.
    pub index: usize,
    /// Greater is better.
    pub score: f64,
    /// Whether it answers: see [`SURE`].
    pub coverage: f64,
}

/// Which articles a question is about, the best first. `typing` takes the last word for a beginning.
#[must_use]
pub fn rank(question: &str, articles: &[Indexed], typing: bool) -> Vec<Hit> {
    let asked = words(question);
    let Some(total) = u32::try_from(articles.len()).ok().filter(|total| *total > 0) else {
        return Vec::new();
    };
    let terms: Vec<(&str, bool, f64)> = asked
        .iter()
        .enumerate()
        .map(|(at, word)| {
            let last = typing && at + 1 == asked.len();
            let having = articles.iter().filter(|article| article.weight(word, last) > 0.0).count();
            let having = f64::from(u32::try_from(having).unwrap_or(u32::MAX));
            // A word in every article asks nothing; one in none of them is weighed as rare.
            (word.as_str(), last, (1.0 + (f64::from(total) - having + 0.5) / (having + 0.5)).ln())
        })
        .collect();
    let all: f64 = terms.iter().map(|(_, _, rarity)| rarity).sum();
    let mut hits: Vec<Hit> = articles
        .iter()
        .enumerate()
        .filter_map(|(index, article)| {
            let (mut score, mut covered) = (0.0, 0.0);
            for (word, last, rarity) in &terms {
                let weight = article.weight(word, *last);
                score += rarity * weight;
                covered += if weight > 0.0 { *rarity } else { 0.0 };
            }
            (score > 0.0).then_some(Hit {
                index,
                score,
                coverage: if all > 0.0 { covered / all } else { 0.0 },
            })
        })
        .collect();
    hits.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.index.cmp(&b.index)));
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_checked_and_named() {
        let made = ArticleText::checked("  Rút tiền thế nào? ", None, "Text\r\n").expect("fine");
        assert_eq!(
            (made.title.as_str(), made.slug.as_str(), made.body.as_str()),
            ("Rút tiền thế nào?", "rut-tien-the-nao", "Text")
        );
        let wrong = ArticleText::checked("", Some("Bad slug"), "").expect_err("three fields");
        assert_eq!(wrong.fields.keys().collect::<Vec<_>>(), ["body", "slug", "title"]);
        assert!(ArticleText::checked("ไทย", None, "x").is_err(), "no name can be made of it");
    }

    #[test]
    fn a_summary_is_prose() {
        assert_eq!(
            summary("# Title\n\nOpen the **menu** and press [Publish](/x).\nThen wait.\n\n- one"),
            "Open the menu and press Publish. Then wait."
        );
        assert_eq!(summary(&"abcd".repeat(100)).chars().count(), SUMMARY + 1);
        assert_eq!(summary("- only\n- a list"), "");
    }

    #[test]
    fn questions_find_their_article() {
        let articles = [
            Indexed::new("Publish a page", "Press Publish. Your page gets an address."),
            Indexed::new("Payouts", "Ask for a payout of your available balance. A page isn't needed."),
            Indexed::new("Rút tiền", "Yêu cầu rút số dư khả dụng."),
            Indexed::new("เผยแพร่หน้า", "กดปุ่มเผยแพร่ที่มุมขวาบน"),
        ];
        let best = |question: &str| rank(question, &articles, false).first().copied();
        assert_eq!(best("how do I publish").map(|hit| hit.index), Some(0));
        assert_eq!(best("rut tien").map(|hit| hit.index), Some(2), "without diacritics");
        assert_eq!(best("อยากเผยแพร่").map(|hit| hit.index), Some(3));
        assert_eq!(rank("payo", &articles, true).first().map(|hit| hit.index), Some(1), "as one types");
        assert!(best("payout balance").is_some_and(|hit| hit.coverage > SURE));
        assert!(best("my dog ate the page of my homework").is_none_or(|hit| hit.coverage < SURE));
        assert_eq!(best("zebra"), None);
        assert!(rank("x", &[], true).is_empty());
    }
}
