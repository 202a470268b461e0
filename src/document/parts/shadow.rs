//! `box-shadow`: a list of shadows.

use super::{measure, split};

/// One shadow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shadow {
    /// Inside the box.
    pub inset: bool,
    /// Right, down, blur, spread, as lengths.
    pub lengths: [String; 4],
    /// Its colour as a value.
    pub color: String,
}

impl Default for Shadow {
    fn default() -> Self {
        Self {
            inset: false,
            lengths: ["0px", "8px", "24px", "-4px"].map(str::to_owned),
            color: "rgb(15 23 42 / 16%)".to_owned(),
        }
    }
}

/// Reads a list of shadows; `none` is an empty one.
#[must_use]
pub fn shadows(text: &str) -> Option<Vec<Shadow>> {
    let text = text.trim();
    if text == "none" || text.is_empty() {
        return Some(Vec::new());
    }
    split(text, ',').into_iter().map(shadow).collect()
}

fn shadow(text: &str) -> Option<Shadow> {
    let (mut inset, mut lengths, mut color) = (false, Vec::new(), None);
    for word in split(text, ' ') {
        if word == "inset" {
            inset = true;
        } else if measure(word).is_some() {
            lengths.push(word.to_owned());
        } else if color.is_none() {
            color = Some(word.to_owned());
        } else {
            return None;
        }
    }
    if !(2..=4).contains(&lengths.len()) {
        return None;
    }
    lengths.resize(4, "0px".to_owned());
    Some(Shadow {
        inset,
        lengths: lengths.try_into().ok()?,
        color: color.unwrap_or_else(|| "#000000".to_owned()),
    })
}

/// The list as a value; without any it is `none`.
#[must_use]
pub fn print_shadows(list: &[Shadow]) -> String {
    let mut out = String::new();
    for shadow in list {
        out.push_str(if out.is_empty() { "" } else { ", " });
        if shadow.inset {
            out.push_str("inset ");
        }
        for length in &shadow.lengths {
            out.push_str(length);
            out.push(' ');
        }
        out.push_str(&shadow.color);
    }
    if out.is_empty() { "none".to_owned() } else { out }
}
