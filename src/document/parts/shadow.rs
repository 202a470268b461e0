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

impl Shadow {
    /// A new shadow of letters.
    #[must_use]
    pub fn of_text() -> Self {
        Self {
            lengths: ["0px", "2px", "12px", "0px"].map(str::to_owned),
            color: "rgb(0 0 0 / 45%)".to_owned(),
            ..Self::default()
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
    print(list, true)
}

/// The same for letters, whose shadows are right, down and blur.
#[must_use]
pub fn print_text_shadows(list: &[Shadow]) -> String {
    print(list, false)
}

fn print(list: &[Shadow], is_box: bool) -> String {
    let mut out = String::new();
    for shadow in list {
        out.push_str(if out.is_empty() { "" } else { ", " });
        if shadow.inset && is_box {
            out.push_str("inset ");
        }
        for length in shadow.lengths.iter().take(if is_box { 4 } else { 3 }) {
            out.push_str(length);
            out.push(' ');
        }
        out.push_str(&shadow.color);
    }
    if out.is_empty() { "none".to_owned() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shadows_of_letters_have_no_spread() {
        let list = shadows("1px 2px 3px #ff0000").unwrap();
        assert_eq!(print_text_shadows(&list), "1px 2px 3px #ff0000");
        assert_eq!(print_shadows(&list), "1px 2px 3px 0px #ff0000");
        assert_eq!(print_text_shadows(&[]), "none");
    }
}
