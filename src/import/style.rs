//! Stylesheets of pages that are imported: simple selectors, widths, the pointer's state, custom properties. What our
//! style language can't say is left out, and counted.

use std::collections::BTreeMap;

use super::folder::replaced;
use super::tree::Element;
use crate::document::css::CssRef;
use crate::document::{AssetId, AssetRef, CssProperty, CssValue};

/// When a declaration holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum When {
    Base,
    Tablet,
    Mobile,
    Hover,
}

/// One part of a selector: everything that must be true of one element.
#[derive(Debug, Default)]
struct Compound {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
}

#[derive(Debug)]
struct Rule {
    /// From the outermost to the element itself.
    selector: Vec<Compound>,
    when: When,
    weight: (usize, usize, usize),
    rows: Vec<(String, String)>,
}

/// The stylesheets of a page.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: Vec<Rule>,
    custom: BTreeMap<String, String>,
    /// Pictures by their address.
    pictures: BTreeMap<String, AssetId>,
    /// Rules and declarations that couldn't be kept.
    pub(super) lost: usize,
}

/// What holds for one element: property and value by when.
pub(super) type Styles = BTreeMap<(When, CssProperty), CssValue>;

impl Sheet {
    /// The stylesheets of a page with these pictures.
    pub(super) fn of_page(pictures: &BTreeMap<String, (AssetId, AssetRef)>) -> Self {
        let pictures = pictures.iter().map(|(address, (id, _))| (address.clone(), id.clone())).collect();
        Self { pictures, ..Self::default() }
    }

    /// Reads the text of a `<style>`.
    pub(super) fn add(&mut self, css: &str) {
        let mut clean = String::with_capacity(css.len());
        let mut rest = css;
        while let Some((before, after)) = rest.split_once("/*") {
            clean.push_str(before);
            rest = after.split_once("*/").map_or("", |(_, after)| after);
        }
        clean.push_str(rest);
        self.block(&clean, When::Base, 0);
    }

    fn block(&mut self, css: &str, when: When, depth: usize) {
        let mut rest = css;
        while let Some((head, after)) = rest.split_once('{') {
            // Up to the bracket that closes this one.
            let mut level = 1_usize;
            let end = after.char_indices().find_map(|(at, c)| {
                match c {
                    '{' => level += 1,
                    '}' => level -= 1,
                    _ => {}
                }
                (level == 0).then_some(at)
            });
            let (body, next) = match end {
                Some(at) => (after.get(..at).unwrap_or_default(), after.get(at + 1..).unwrap_or_default()),
                None => (after, ""),
            };
            rest = next;
            // What stands before belongs to a statement without a block: @import, @charset.
            let head = head.rsplit(';').next().unwrap_or_default().trim();
            if let Some(at_rule) = head.strip_prefix('@') {
                match media(at_rule) {
                    Some(inner) if depth < 3 => self.block(body, inner.max(when), depth + 1),
                    _ => self.lost += 1,
                }
                continue;
            }
            let rows: Vec<(String, String)> = rows(body);
            for selector in head.split(',') {
                self.rule(selector.trim(), when, &rows);
            }
        }
    }

    fn rule(&mut self, selector: &str, when: When, rows: &[(String, String)]) {
        if matches!(selector, ":root" | "html" | "body" | "*") {
            let custom = rows.iter().filter(|(name, _)| name.starts_with("--"));
            self.custom.extend(custom.cloned());
            if selector != "body" && selector != "html" {
                return;
            }
        }
        let (selector, when) = match selector.strip_suffix(":hover") {
            Some(selector) if when == When::Base => (selector, When::Hover),
            _ => (selector, when),
        };
        let parts: Option<Vec<Compound>> =
            selector.split(['>', ' ']).filter(|part| !part.is_empty()).map(compound).collect();
        let Some(parts) = parts.filter(|parts| !parts.is_empty()) else {
            self.lost += 1;
            return;
        };
        let weight = parts.iter().fold((0, 0, 0), |sum, part| {
            (
                sum.0 + usize::from(part.id.is_some()),
                sum.1 + part.classes.len(),
                sum.2 + usize::from(part.name.is_some()),
            )
        });
        self.rules.push(Rule { selector: parts, when, weight, rows: rows.to_vec() });
    }

    /// What holds for an element; `path` goes from the outermost element to it.
    pub(super) fn of(&mut self, path: &[&Element]) -> Styles {
        let Some((element, around)) = path.split_last() else { return Styles::new() };
        let mut found: Vec<(&Rule, usize)> = self
            .rules
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.matches(element, around))
            .map(|(order, rule)| (rule, order))
            .collect();
        found.sort_by_key(|(rule, order)| (rule.weight, *order));
        let mut rows: Vec<(When, &str, &str)> = found
            .iter()
            .flat_map(|(rule, _)| {
                rule.rows.iter().map(|(name, value)| (rule.when, name.as_str(), value.as_str()))
            })
            .collect();
        let own = rows_of(element);
        rows.extend(own.iter().map(|(name, value)| (When::Base, name.as_str(), value.as_str())));
        let mut styles = Styles::new();
        let mut lost = 0;
        for (when, name, value) in rows {
            let value = resolve(&self.custom, value, 0);
            let value = replaced(&value, |address| Some(format!("asset({})", self.pictures.get(address)?)));
            let mut told = declarations(name, &value);
            // Somebody may write our references by hand.
            let known = |reference| matches!(reference, CssRef::Asset(id) if self.pictures.values().any(|known| *known == id));
            told.retain(|(_, value)| value.refs().all(known));
            if told.is_empty() && !name.starts_with("--") {
                lost += 1;
            }
            for (property, value) in told {
                styles.insert((when, property), value);
            }
        }
        self.lost += lost;
        styles
    }
}

fn rows(body: &str) -> Vec<(String, String)> {
    let pairs = body.split(';').filter_map(|row| row.split_once(':'));
    pairs
        .map(|(name, value)| {
            let value = value.trim();
            let value = value.strip_suffix("!important").unwrap_or(value).trim();
            (name.trim().to_ascii_lowercase(), value.to_owned())
        })
        .filter(|(name, value)| !name.is_empty() && !value.is_empty() && !name.contains('}'))
        .collect()
}

fn rows_of(element: &Element) -> Vec<(String, String)> {
    rows(element.attributes.get("style").unwrap_or_default())
}

/// Which of our widths a media query means; `None` for what isn't one.
fn media(rule: &str) -> Option<When> {
    let query = rule.strip_prefix("media")?.to_ascii_lowercase();
    if query.contains("min-width") || query.contains("print") || query.contains("prefers") {
        return None;
    }
    let Some((_, after)) = query.split_once("max-width") else {
        return query.contains("screen").then_some(When::Base);
    };
    let number: String =
        after.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let width: u32 = number.parse().ok()?;
    let width = if after.contains("em") { width * 16 } else { width };
    match width {
        0..=720 => Some(When::Mobile),
        721..=1_200 => Some(When::Tablet),
        _ => Some(When::Base),
    }
}

fn compound(text: &str) -> Option<Compound> {
    let mut made = Compound::default();
    let mut rest = text;
    let word_end = |text: &str| text.find(['.', '#', ':', '[']).unwrap_or(text.len());
    while let Some(first) = rest.chars().next() {
        let body = match first {
            '.' | '#' => rest.get(1..)?,
            ':' | '[' | '+' | '~' | '*' | '&' | '%' => return None,
            _ => rest,
        };
        let (word, after) = body.split_at_checked(word_end(body))?;
        if word.is_empty() {
            return None;
        }
        match first {
            '.' => made.classes.push(word.to_owned()),
            '#' => made.id = Some(word.to_owned()),
            _ => made.name = Some(word.to_ascii_lowercase()),
        }
        rest = after;
    }
    Some(made)
}

impl Compound {
    fn is(&self, element: &Element) -> bool {
        let class = element.attributes.get("class").unwrap_or_default();
        self.name.as_ref().is_none_or(|name| *name == element.name)
            && self.id.as_deref().is_none_or(|id| element.attributes.get("id") == Some(id))
            && self.classes.iter().all(|wanted| class.split_ascii_whitespace().any(|class| class == wanted))
    }
}

impl Rule {
    fn matches(&self, element: &Element, around: &[&Element]) -> bool {
        let Some((own, outer)) = self.selector.split_last() else { return false };
        if !own.is(element) {
            return false;
        }
        let mut left = around.iter().rev();
        outer.iter().rev().all(|part| left.any(|element| part.is(element)))
    }
}

/// Puts the values of custom properties in.
fn resolve(custom: &BTreeMap<String, String>, value: &str, depth: usize) -> String {
    let Some((before, after)) = value.split_once("var(").filter(|_| depth < 8) else {
        return value.to_owned();
    };
    let mut level = 1_usize;
    let end = after.char_indices().find_map(|(at, c)| {
        match c {
            '(' => level += 1,
            ')' => level -= 1,
            _ => {}
        }
        (level == 0).then_some(at)
    });
    let Some(end) = end else { return value.to_owned() };
    let (inner, rest) = (after.get(..end).unwrap_or_default(), after.get(end + 1..).unwrap_or_default());
    let (name, fallback) = inner.split_once(',').unwrap_or((inner, ""));
    let meant = custom.get(name.trim()).map_or(fallback.trim(), String::as_str);
    resolve(custom, &[before, meant, rest].concat(), depth + 1)
}

/// A declaration in our style language: none, one, or what a shorthand stands for.
fn declarations(name: &str, value: &str) -> Vec<(CssProperty, CssValue)> {
    let value = value.replace('\'', "\"");
    let one = |name: &str, value: &str| {
        let property = CssProperty::try_from(name).ok()?;
        let value = CssValue::new(value).ok()?;
        property.accepts(&value).then_some((property, value))
    };
    let sides = |prefix: &str| -> Vec<(CssProperty, CssValue)> {
        let mut out = Vec::new();
        for word in words(&value) {
            let part = if matches!(word, "solid" | "dashed" | "dotted" | "double" | "none") {
                "style"
            } else if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                "width"
            } else {
                "color"
            };
            out.extend(one(&[prefix, "-", part].concat(), word));
        }
        out
    };
    match name {
        "background" if value.contains("asset(") => background(&value, one),
        "background" => {
            if value.contains("gradient(") {
                one("background-image", &value).into_iter().collect()
            } else {
                one("background-color", &value).into_iter().collect()
            }
        }
        "border" | "border-top" | "border-right" | "border-bottom" | "border-left" => sides(name),
        // A page is as wide as its window; a fixed width is only ever a limit.
        "width"
            if value.ends_with("px")
                && value.trim_end_matches("px").parse::<f32>().is_ok_and(|px| px > 480.0) =>
        {
            one("max-width", &value).into_iter().collect()
        }
        "grid-gap" => one("gap", &value).into_iter().collect(),
        "column-count" => one("columns", &value).into_iter().collect(),
        // What browsers first knew under names of their own.
        "-webkit-line-clamp" | "-webkit-background-clip" | "-webkit-backdrop-filter" => {
            one(name.trim_start_matches("-webkit-"), &value).into_iter().collect()
        }
        "-webkit-text-fill-color" => one("color", &value).into_iter().collect(),
        _ => one(name, &value).into_iter().collect(),
    }
}

/// A background with a picture: its layers, and how the picture lies.
fn background(
    value: &str,
    one: impl Fn(&str, &str) -> Option<(CssProperty, CssValue)>,
) -> Vec<(CssProperty, CssValue)> {
    let is_image = |word: &str| word.starts_with("asset(") || word.contains("gradient(");
    let mut images = Vec::new();
    let (mut size, mut repeat, mut color, mut position) = (None, None, None, Vec::new());
    for layer in parts(value, ',') {
        // The size stands behind a slash, with or without space around it.
        let layer = layer.replace('/', " / ");
        for word in words(&layer) {
            match word {
                word if is_image(word) => images.push(word.to_owned()),
                "cover" | "contain" => size = Some(word.to_owned()),
                "no-repeat" | "repeat" | "repeat-x" | "repeat-y" => repeat = Some(word.to_owned()),
                "center" | "top" | "bottom" | "left" | "right" if position.len() < 2 => {
                    position.push(word.to_owned());
                }
                "/" | "scroll" | "fixed" | "border-box" | "padding-box" => {}
                word => color = Some(word.to_owned()),
            }
        }
    }
    let images = images.join(", ");
    let position = position.join(" ");
    let rows = [
        ("background-image", Some(images)),
        ("background-size", size),
        ("background-repeat", repeat),
        ("background-position", Some(position)),
        ("background-color", color),
    ];
    let rows =
        rows.into_iter().filter_map(|(name, value)| Some((name, value.filter(|value| !value.is_empty())?)));
    rows.filter_map(|(name, value)| one(name, &value)).collect()
}

/// The words of a value; brackets hold theirs together.
fn words(value: &str) -> Vec<&str> {
    parts(value, ' ')
}

/// What stands between the separators outside of brackets.
fn parts(value: &str, separator: char) -> Vec<&str> {
    let (mut found, mut start, mut level) = (Vec::new(), 0, 0_usize);
    for (at, c) in value.char_indices() {
        match c {
            '(' => level += 1,
            ')' => level = level.saturating_sub(1),
            c if c == separator && level == 0 => {
                found.push(value.get(start..at).unwrap_or_default().trim());
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(value.get(start..).unwrap_or_default().trim());
    found.retain(|word| !word.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_weighed() {
        let mut sheet = Sheet::default();
        sheet.add(
            ":root{--brand:#123456} /* x */ .card{color:red;background:var(--brand)} div .card{color:blue !important}\
             .card:hover{color:green} @media (max-width:600px){.card{border:1px solid #ccc}} @keyframes x{from{top:0}}\
             .a::before{content:'x'} .card{position:fixed}",
        );
        let page = super::super::tree::read("<div><p class='card big' style='padding:4px'>x</p></div>");
        let outer = page.find("div").unwrap();
        let inner = page.find("p").unwrap();
        let styles = sheet.of(&[outer, inner]);
        let text: Vec<String> =
            styles.iter().map(|((when, property), value)| format!("{when:?} {property}: {value}")).collect();
        assert_eq!(
            text,
            [
                "Base padding: 4px",
                "Base background-color: #123456",
                "Base color: blue",
                "Mobile border-width: 1px",
                "Mobile border-style: solid",
                "Mobile border-color: #ccc",
                "Hover color: green",
            ]
        );
        assert_eq!(sheet.lost, 3);
    }
}
