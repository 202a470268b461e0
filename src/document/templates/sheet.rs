//! A template as a text file: a head of `word value` lines, `---`, then its blocks, indented by one space for each
//! block around them.
//!
//! The head: `name`, `category`, `language`, `title`, `description`, `colors` (the seven of
//! [`super::look`] and the radius), `color`, `font` and `length` for further tokens, `asset id file WxH alt`, and
//! looks, `~name declarations`, which `tablet:`, `mobile:` and `hover:` after the name confine to a width or a state.
//!
//! A block: a word for its kind, in brackets its properties (`name=value`, values in quotes where they have spaces,
//! `name` alone for yes, `~look`, `as="name in the layers list"`), then its words. A line `{ declarations`, with the
//! same `tablet:` before it, styles the block it stands in.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::build::{Block, Page, heading, image, list, text, text_as};
use super::super::ids::{AssetId, Prop};
use super::super::kind::{Kind, PropType};
use super::super::model::{Lang, TokenKind};
use super::super::value::Value;
use super::{Template, look};
use crate::rng::SeededRng;

type Looks<'a> = BTreeMap<&'a str, Vec<(&'a str, &'a str)>>;

/// The template in a file.
pub(super) fn read(path: &Path) -> Template {
    let id = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
    let file = std::fs::read_to_string(path).expect("a file");
    let (head, body) = file.split_once("\n---\n").unwrap_or_else(|| panic!("{id} has no body"));
    let head: Vec<(&str, &str)> = head
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once(' ').unwrap_or_else(|| panic!("{id}: {line}")))
        .collect();
    let one = |word: &str| {
        let found = head.iter().find(|(known, _)| *known == word);
        found.unwrap_or_else(|| panic!("{id} has no {word}")).1.to_owned()
    };
    let rng = SeededRng::new(id.bytes().fold(7, |seed, byte| seed * 31 % 1_000_003 + u64::from(byte)));
    let mut page = Page::new(Lang::new(&one("language")).expect("a language"), &rng)
        .meta(&one("title"), &one("description"));
    let mut looks = Looks::new();
    for (word, value) in &head {
        page = match *word {
            "colors" => {
                let all: Vec<&str> = value.split(' ').collect();
                look(page, std::array::from_fn(|at| all[at]), all[7])
            }
            "color" | "font" | "length" => {
                let (id, value) = value.split_once(' ').expect("id and value");
                let (kind, name, value) = match *word {
                    "color" => {
                        let (value, name) = value.split_once(' ').expect("value and name");
                        (TokenKind::Color, name, value)
                    }
                    "length" => (TokenKind::Length, id, value),
                    _ => (TokenKind::Font, if id == "font-body" { "Text" } else { "Headings" }, value),
                };
                page.token(id, kind, name, value)
            }
            "asset" => {
                let mut parts = value.splitn(4, ' ');
                let mut part = || parts.next().expect("id, file, size, words");
                let (id, file, size, alt) = (part(), part(), part(), part());
                let (width, height) = size.split_once('x').expect("a size");
                let (width, height) = (width.parse().expect("a width"), height.parse().expect("a height"));
                page.asset(id, &format!("/_lh/t/{file}"), "image/svg+xml", width, height, alt)
            }
            word => {
                if let Some(name) = word.strip_prefix('~') {
                    let (name, at) = name.split_once(':').map_or((name, ""), |(name, at)| (name, at));
                    looks.entry(name).or_default().push((at.trim_end_matches(':'), value));
                }
                page
            }
        };
    }
    let lines: Vec<&str> = body.lines().filter(|line| !line.trim().is_empty()).collect();
    let mut at = 0;
    while at < lines.len() {
        page = page.block(block(&lines, &mut at, 0, &looks));
    }
    Template::new(&id, &one("name"), &one("category"), page.finish())
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

fn block(lines: &[&str], at: &mut usize, level: usize, looks: &Looks<'_>) -> Block {
    let line = lines[*at];
    assert_eq!(depth(line), level, "the indent of {line:?}");
    *at += 1;
    let mut made = one(line.trim(), looks);
    while lines.get(*at).is_some_and(|next| depth(next) > level) {
        let next = lines[*at].trim();
        match next.split_once("{ ").filter(|(before, _)| before.is_empty() || before.ends_with(':')) {
            Some((before, css)) => {
                made = styled(made, before.trim_end_matches(':'), css);
                *at += 1;
            }
            None => made = made.child(block(lines, at, level + 1, looks)),
        }
    }
    made
}

fn styled(block: Block, at: &str, css: &str) -> Block {
    match at {
        "" => block.css(css),
        "tablet" => block.tablet(css),
        "mobile" => block.mobile(css),
        "hover" => block.hover(css),
        _ => panic!("no width or state {at}"),
    }
}

/// Kind, attributes and words of a line.
fn parts(line: &str) -> (&str, Vec<String>, &str) {
    let end = line.find([' ', '[']).unwrap_or(line.len());
    let (tag, rest) = line.split_at(end);
    let Some(inner) = rest.strip_prefix('[') else { return (tag, Vec::new(), rest.trim()) };
    let mut attributes = vec![String::new()];
    let mut quoted = false;
    for (at, c) in inner.char_indices() {
        match c {
            ']' if !quoted => return (tag, attributes, inner[at + 1..].trim()),
            '"' => quoted = !quoted,
            ' ' if !quoted => attributes.push(String::new()),
            c => attributes.last_mut().expect("never empty").push(c),
        }
    }
    panic!("no end of the properties: {line}")
}

fn one(line: &str, looks: &Looks<'_>) -> Block {
    let (tag, attributes, words) = parts(line);
    let said = !words.is_empty();
    let mut made = match tag {
        "h1" | "h2" | "h3" | "h4" => heading(tag[1..].parse().expect("a level"), words),
        "text" => text(words),
        "lead" | "small" | "eyebrow" | "big" => text_as(tag, words),
        "check" | "bullet" | "number" | "plain" => {
            let items: Vec<&str> = words.split(" | ").collect();
            list(if tag == "plain" { "none" } else { tag }, &items)
        }
        "box" => Block::new(Kind::Container),
        "row" => super::row([]),
        "col" => Block::new(Kind::Column),
        "q" => Block::new(Kind::FaqItem).prop(Prop::QUESTION, words),
        "image" => {
            let asset = attributes.iter().find_map(|part| part.strip_prefix("asset=")).expect("an asset");
            if said { image(asset, words) } else { image(asset, "") }
        }
        word => {
            let kind = Kind::try_from(word).expect("a kind");
            assert!(!matches!(kind, Kind::Unknown(_)), "no kind {word}");
            let prop = match kind {
                Kind::Countdown => Some(Prop::DONE),
                Kind::Popup | Kind::Video => Some(Prop::LABEL),
                Kind::Map => Some(Prop::ADDRESS),
                Kind::Form => Some(Prop::SUCCESS),
                _ => kind.spec().inline.clone(),
            };
            let block = Block::new(kind);
            if let Some(prop) = prop.filter(|_| said) {
                block.prop(prop, words)
            } else {
                assert!(!said, "no words in {line:?}");
                block
            }
        }
    };
    for part in &attributes {
        made = attribute(made, part, looks);
    }
    made
}

fn attribute(block: Block, part: &str, looks: &Looks<'_>) -> Block {
    if let Some(name) = part.strip_prefix('~') {
        let rows = looks.get(name).unwrap_or_else(|| panic!("no look {name}"));
        return rows.iter().fold(block, |block, (at, css)| styled(block, at, css));
    }
    let (name, value) = part.split_once('=').unwrap_or((part, "true"));
    match name {
        "as" => return block.label(value),
        "href" => return block.link(value),
        "asset" if block.node().kind == Kind::Image => return block,
        _ => {}
    }
    let prop = Prop::new(name).expect("a property");
    let spec = block.node().kind.prop_spec(&prop).unwrap_or_else(|| panic!("no {part} here"));
    let value = match spec.ty {
        PropType::Number { .. } => Value::Number(value.parse().expect("a number")),
        PropType::Bool => Value::Bool(value == "true"),
        PropType::Texts => Value::Texts(value.split('|').map(str::to_owned).collect()),
        PropType::Asset => Value::Asset { asset: AssetId::new(value).expect("an id") },
        _ => Value::text(value),
    };
    assert!(spec.ty.accepts(&value), "{part} doesn't fit");
    block.prop(prop, value)
}
