//! The page's tokens as a theme: which belong together, who uses one, replacing one by another, ready palettes.

use super::css::{CssRef, CssValue, Declaration};
use super::ids::TokenId;
use super::model::{Document, Token, TokenKind};
use super::op::Op;
use super::value::Value;
use crate::render::base;

/// What a token is for, as a panel groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Colours.
    Color,
    /// Families.
    Font,
    /// Sizes of text: ids that start with `size-`.
    Size,
    /// Room, corners, widths.
    Length,
    /// Whatever else.
    Other,
}

/// A ready set of colours for the seven tokens every page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    /// The key of its name.
    pub id: &'static str,
    /// Token and value.
    pub colors: [(&'static str, &'static str); 7],
}

const fn palette(id: &'static str, colors: [&'static str; 7]) -> Palette {
    let [primary, on_primary, bg, surface, text, muted, border] = colors;
    Palette {
        id,
        colors: [
            ("primary", primary),
            ("on-primary", on_primary),
            ("bg", bg),
            ("surface", surface),
            ("text", text),
            ("muted", muted),
            ("border", border),
        ],
    }
}

/// The palettes. In each, words stand out from what is behind them by 4.5 : 1 or more.
pub const PALETTES: &[Palette] = &[
    palette("ocean", ["#1d4ed8", "#ffffff", "#ffffff", "#eff5ff", "#0f1b33", "#4a5a78", "#d5e0f2"]),
    palette("forest", ["#166534", "#ffffff", "#fdfefb", "#eef5ec", "#14251a", "#4b6152", "#d3e2d2"]),
    palette("sunset", ["#c2410c", "#ffffff", "#fffdfa", "#fff1e6", "#2b1710", "#74584b", "#f2dccb"]),
    palette("rose", ["#be185d", "#ffffff", "#fffcfd", "#fdf0f5", "#2d1220", "#755063", "#f3d7e3"]),
    palette("night", ["#a5b4fc", "#111428", "#0e1020", "#191c33", "#eef0fb", "#aab0cf", "#323757"]),
];

/// The group of a token.
#[must_use]
pub fn group(id: &TokenId, kind: TokenKind) -> Group {
    match kind {
        TokenKind::Color => Group::Color,
        TokenKind::Font => Group::Font,
        TokenKind::Length if id.as_str().starts_with("size-") => Group::Size,
        TokenKind::Length => Group::Length,
        TokenKind::Other => Group::Other,
    }
}

/// What every page starts with for this token, as a token of the page. `None` for the page's own.
#[must_use]
pub fn default_token(id: &TokenId, name: &str) -> Option<Token> {
    let (_, value) = base::TOKENS.iter().find(|(known, _)| *known == id.as_str())?;
    // The headings' family follows the text's until the page has one of its own.
    let value = if value.starts_with("var(") {
        base::TOKENS.iter().find(|(known, _)| *known == "font-body").map(|(_, value)| *value)?
    } else {
        value
    };
    let kind = if value.starts_with('#') {
        TokenKind::Color
    } else if id.as_str().starts_with("font-") {
        TokenKind::Font
    } else {
        TokenKind::Length
    };
    Some(Token { kind, name: name.to_owned(), value: CssValue::new(value).ok()? })
}

/// Every token people see: those all pages have, in their order, then the page's own by name.
#[must_use]
pub fn tokens(document: &Document) -> Vec<(TokenId, Token)> {
    let known = |id: &TokenId| base::TOKENS.iter().any(|(known, _)| *known == id.as_str());
    let standard = base::TOKENS.iter().filter_map(|(id, _)| {
        let id = TokenId::new(id).ok()?;
        let token = document.tokens.get(&id).cloned().or_else(|| default_token(&id, ""))?;
        Some((id, token))
    });
    let mut own: Vec<(TokenId, Token)> = document
        .tokens
        .iter()
        .filter(|(id, _)| !known(id))
        .map(|(id, token)| (id.clone(), token.clone()))
        .collect();
    crate::lean::sort_by(&mut own, |a, b| a.1.name.cmp(&b.1.name).then_with(|| a.0.cmp(&b.0)));
    standard.chain(own).collect()
}

/// How many values and texts of the page refer to the token.
#[must_use]
pub fn uses(document: &Document, token: &TokenId) -> usize {
    let values = document.declarations.values().filter(|value| refers(value, token)).count();
    let texts =
        document.nodes.values().flat_map(|node| node.props.values()).filter(|value| colored(value, token));
    values + texts.count()
}

fn refers(value: &CssValue, token: &TokenId) -> bool {
    value.refs().any(|reference| matches!(&reference, CssRef::Token(used) if used == token))
}

fn colored(value: &Value, token: &TokenId) -> bool {
    value.as_rich().is_some_and(|rich| rich.spans().any(|span| span.color.as_ref() == Some(token)))
}

/// The operations that put another token in a token's place everywhere and remove it.
#[must_use]
pub fn replace(document: &Document, token: &TokenId, by: &TokenId) -> Vec<Op> {
    let name = |id: &TokenId| {
        let mut text = String::from("token(");
        text.push_str(id.as_str());
        text.push(')');
        text
    };
    let (old, new) = (name(token), name(by));
    let rows = document.declarations.iter().filter(|(_, value)| refers(value, token));
    let mut ops: Vec<Op> = rows
        .filter_map(|(key, value)| {
            let value = CssValue::new(&value.as_str().replace(&old, &new)).ok()?;
            Some(Op::SetDeclaration(Declaration { key: key.clone(), value }))
        })
        .collect();
    for (id, node) in &document.nodes {
        for (prop, value) in node.props.iter().filter(|(_, value)| colored(value, token)) {
            let Some(mut rich) = value.as_rich().cloned() else { continue };
            for span in rich.spans_mut().filter(|span| span.color.as_ref() == Some(token)) {
                span.color = Some(by.clone());
            }
            ops.push(Op::SetProp { node: id.clone(), prop: prop.clone(), value: Value::Rich { rich } });
        }
    }
    ops.push(Op::UnsetToken { token: token.clone() });
    ops
}

/// The operations that give the page a palette. `name` is what a token it doesn't have yet is called.
pub fn use_palette(document: &Document, palette: &Palette, name: impl Fn(&str) -> String) -> Vec<Op> {
    palette
        .colors
        .iter()
        .filter_map(|(id, color)| {
            let token = TokenId::new(id).ok()?;
            let old = document.tokens.get(&token).cloned().or_else(|| default_token(&token, &name(id)))?;
            let value = CssValue::new(color).ok()?;
            (old.value != value || !document.tokens.contains_key(&token))
                .then_some(Op::SetToken { token, value: Token { kind: TokenKind::Color, value, ..old } })
        })
        .collect()
}
