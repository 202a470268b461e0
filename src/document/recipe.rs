//! Blocks from a small notation: new blocks of the richer kinds, and whole sections to start from. One reader for all
//! of them keeps the editor's module small.
//!
//! A line is a block, indented by one space for each block around it: a word for the kind, then the keys of its words
//! in the page's language, `property=value`, `~look`, and names of yes-or-no properties. `@name` stands for another
//! recipe. The words are in `recipes/{en,vi,th}.txt`.

use super::build::{Block, list, text_as};
use super::ids::Prop;
use super::kind::{Kind, PropType};
use super::model::Lang;
use super::value::Value;

static RECIPES: &str = include_str!("recipes/recipes.txt");
static EN: &str = include_str!("recipes/en.txt");
static VI: &str = include_str!("recipes/vi.txt");
static TH: &str = include_str!("recipes/th.txt");

/// What `~look` stands for: declarations, and those up to the phone's width.
const LOOKS: &[(&str, &str, &str)] = &[
    ("row", "display: flex; flex-direction: row; flex-wrap: wrap; align-items: center; gap: 12px", ""),
    ("mid", "justify-content: center", ""),
    ("between", "justify-content: space-between", ""),
    ("center", "text-align: center; align-self: center", ""),
    ("middle", "justify-content: center", ""),
    ("end", "justify-content: center; align-items: flex-end", "align-items: flex-start"),
    ("narrow", "align-self: center", ""),
    ("bare", "padding: 0; border-width: 0", ""),
    ("round", "width: 96px; height: 96px; min-height: 0; border-radius: 50%; object-fit: cover", ""),
    (
        "card",
        "padding: 24px; border-radius: 16px; border-width: 1px; border-style: solid; border-color: color-mix(in srgb, currentcolor 15%, transparent)",
        "",
    ),
    ("soft", "background-color: color-mix(in srgb, currentcolor 4%, transparent)", ""),
    ("tight", "padding-top: 40px; padding-bottom: 40px", ""),
    ("strip", "padding-top: 12px; padding-bottom: 12px", ""),
    (
        "line",
        "display: flex; flex-direction: row; flex-wrap: wrap; gap: 4px 32px; padding-top: 16px; border-top-width: 1px; border-top-style: solid; border-top-color: color-mix(in srgb, currentcolor 15%, transparent)",
        "",
    ),
    ("slot", "width: 96px; padding-top: 4px", ""),
    ("rest", "flex: 1 1 256px; gap: 4px", ""),
    ("light", "color: #ffffff", ""),
    ("night", "background-color: #0f172a; color: #ffffff", ""),
    ("brand", "background-image: linear-gradient(120deg, #1d4ed8, #6d28d9); color: #ffffff", ""),
    ("sale", "background-image: linear-gradient(120deg, #b91c1c, #c2410c); color: #ffffff", ""),
    ("warm", "background-color: #fff7ed; color: #431407", ""),
];

/// The block a recipe makes, with words in the page's language. `None` if there is no such recipe.
#[must_use]
pub fn recipe(name: &str, lang: &Lang) -> Option<Block> {
    let mut lines = RECIPES
        .lines()
        .skip_while(|line| line.strip_prefix("= ").is_none_or(|rest| rest.split(' ').next() != Some(name)));
    lines.next()?;
    let lines: Vec<&'static str> = lines.take_while(|line| !line.starts_with("= ")).collect();
    read(&lines, &mut 0, 0, words_of(lang))
}

fn words_of(lang: &Lang) -> &'static str {
    match lang.as_str().split('-').next() {
        Some("vi") => VI,
        Some("th") => TH,
        _ => EN,
    }
}

/// Words by their key; the key itself if there are none.
fn phrase(words: &'static str, key: &'static str) -> &'static str {
    let line = words.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
    debug_assert!(line.is_some(), "no words for {key}");
    line.unwrap_or(key)
}

/// Reads the block at line `at` and everything deeper below it.
fn read(lines: &[&'static str], at: &mut usize, depth: usize, words: &'static str) -> Option<Block> {
    let line = lines.get(*at)?.get(depth..)?;
    *at += 1;
    let mut parts = line.split(' ');
    let tag = parts.next()?;
    let mut block = match tag.strip_prefix('@') {
        Some(name) => recipe_in(name, words)?,
        None => one(tag, parts, words)?,
    };
    while let Some(next) = lines.get(*at) {
        if next.len() - next.trim_start().len() <= depth {
            break;
        }
        block = block.child(read(lines, at, depth + 1, words)?);
    }
    Some(block)
}

fn recipe_in(name: &str, words: &'static str) -> Option<Block> {
    let lang = if words == VI {
        "vi"
    } else if words == TH {
        "th"
    } else {
        "en"
    };
    recipe(name, &Lang::new(lang).ok()?)
}

/// The property a kind's words go into.
fn words_prop(kind: &Kind) -> Option<Prop> {
    Some(match kind {
        Kind::Countdown => Prop::DONE,
        Kind::Popup | Kind::Video => Prop::LABEL,
        Kind::Map => Prop::ADDRESS,
        Kind::Form => Prop::SUCCESS,
        _ => return kind.spec().inline.clone(),
    })
}

fn one(tag: &str, parts: std::str::Split<'static, char>, words: &'static str) -> Option<Block> {
    let (kind, level, variant) = match tag {
        "h1" => (Kind::Heading, Some(1), ""),
        "h2" => (Kind::Heading, Some(2), ""),
        "h3" => (Kind::Heading, Some(3), ""),
        "text" => (Kind::RichText, None, "body"),
        "lead" | "small" | "eyebrow" | "big" => (Kind::RichText, None, tag),
        "check" | "bullet" => (Kind::List, None, ""),
        "row" => (Kind::Container, None, ""),
        _ => (Kind::try_from(tag).ok()?, None, ""),
    };
    let mut keys: Vec<&'static str> = Vec::new();
    let mut block = Block::new(kind.clone());
    if let Some(level) = level {
        block = block.prop(Prop::LEVEL, level);
    }
    if matches!(kind, Kind::Button | Kind::Link) {
        block = block.link("#");
    }
    if tag == "row" {
        block = look(block, "row");
    }
    let mut looks = Vec::new();
    for part in parts {
        if let Some(name) = part.strip_prefix('~') {
            looks.push(name);
        } else if let Some(("href", address)) = part.split_once('=') {
            block = block.link(address);
        } else if let Some((name, value)) = part.split_once('=') {
            let prop = Prop::new(name).ok()?;
            let value = match kind.prop_spec(&prop)?.ty {
                PropType::Number { .. } => Value::Number(value.parse().ok()?),
                PropType::Bool => Value::Bool(value == "true"),
                PropType::Texts => {
                    Value::Texts(value.split('|').map(|key| phrase(words, key).to_owned()).collect())
                }
                _ => Value::text(value),
            };
            block = block.prop(prop, value);
        } else if part == "required" {
            block = block.prop(Prop::REQUIRED, true);
        } else {
            keys.push(part);
        }
    }
    if kind == Kind::List {
        let items: Vec<&str> = keys.iter().map(|key| phrase(words, key)).collect();
        block = list(tag, &items);
    } else if let Some(key) = keys.first() {
        let said = phrase(words, key);
        block = match (&kind, variant) {
            // Plain words, but for what means something in HTML.
            (Kind::RichText, variant) => {
                let said = said.replace('&', "&amp;").replace('<', "&lt;");
                if variant == "body" { super::build::text(&said) } else { text_as(variant, &said) }
            }
            _ => block.prop(words_prop(&kind)?, said),
        };
    }
    Some(looks.into_iter().fold(block, look))
}

fn look(block: Block, name: &str) -> Block {
    let Some((_, css, mobile)) = LOOKS.iter().find(|(known, ..)| *known == name) else {
        debug_assert!(false, "no look {name}");
        return block;
    };
    block.css(css).mobile(mobile)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::document::build::Page;
    use crate::document::validate;
    use crate::rng::SeededRng;

    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        RECIPES.lines().filter_map(|line| line.strip_prefix("= "))
    }

    #[test]
    fn every_recipe_makes_a_right_block_in_every_language() {
        let rng = SeededRng::new(2);
        for lang in ["en", "vi", "th", "fr"] {
            let lang = Lang::new(lang).unwrap();
            for name in names() {
                let block = recipe(name, &lang).unwrap_or_else(|| panic!("{name}"));
                if !name.starts_with("kind.") {
                    let page = Page::new(lang.clone(), &rng).block(block).finish();
                    assert_eq!(validate(&page), Ok(()), "{name}");
                }
            }
        }
        assert!(recipe("nope", &Lang::EN).is_none());
    }

    #[test]
    fn every_word_is_there_in_every_language_and_used() {
        let keys = |text: &'static str| -> Vec<&str> {
            text.lines().map(|line| line.split_once('=').unwrap().0).collect()
        };
        assert_eq!(keys(EN), keys(VI));
        assert_eq!(keys(EN), keys(TH));
        for key in keys(EN) {
            let used = RECIPES.lines().any(|line| line.split([' ', '=', '|']).any(|part| part == key));
            assert!(used, "{key}");
        }
    }
}
