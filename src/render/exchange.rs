//! Which rules of a stylesheet to exchange so that it becomes another: a browser that is given a whole new text reads
//! all of it and styles every element anew.

use std::collections::HashMap;

/// Rules that go, and those that come in their place: in the sheet itself, or in a group (`@media`, `@layer`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange<'a> {
    /// The group's index in the sheet.
    pub group: Option<usize>,
    /// How many rules there are before.
    pub count: usize,
    /// The index of the first that goes, and of the first that comes.
    pub at: usize,
    /// How many go.
    pub gone: usize,
    /// What comes.
    pub come: Vec<&'a str>,
}

/// What makes `new` out of `old`, one after the other; the last rules come first, so that indices hold.
#[must_use]
pub fn exchange<'a>(old: &str, new: &'a str) -> Vec<Exchange<'a>> {
    if old == new {
        return Vec::new();
    }
    let (old, new) = (rules(old), rules(new));
    let mut done = Vec::new();
    let mut count = old.len();
    let mut put = |done: &mut Vec<Exchange<'a>>,
                   group: Option<usize>,
                   at: usize,
                   gone: usize,
                   come: &[&'a str],
                   inside: usize| {
        if gone > 0 || !come.is_empty() {
            let before = if group.is_some() { inside } else { count };
            done.push(Exchange { group, count: before, at, gone, come: come.to_vec() });
            if group.is_none() {
                count = count - gone + come.len();
            }
        }
    };
    for (at, mut gone, mut come) in hunks(&old, &new).into_iter().rev() {
        // The same group with something else in it: what changed is in there.
        while let ([before @ .., last_old], [rest @ .., last_new]) = (gone, come)
            && let (Some((name, inside_old)), Some((same, inside_new))) = (group(last_old), group(last_new))
            && name == same
        {
            let (inside_old, inside_new) = (rules(inside_old), rules(inside_new));
            let mut inside = inside_old.len();
            for (place, gone, come) in hunks(&inside_old, &inside_new).into_iter().rev() {
                put(&mut done, Some(at + before.len()), place, gone.len(), come, inside);
                inside = inside - gone.len() + come.len();
            }
            (gone, come) = (before, rest);
        }
        put(&mut done, None, at, gone.len(), come, 0);
    }
    done
}

/// Where two lists differ: from which index of the old one, what goes, what comes.
fn hunks<'a, 'o, 'n>(old: &'a [&'o str], new: &'a [&'n str]) -> Vec<(usize, &'a [&'o str], &'a [&'n str])> {
    let mut places: HashMap<&str, usize> = HashMap::with_capacity(old.len());
    for (at, rule) in old.iter().enumerate().rev() {
        places.insert(rule, at);
    }
    let mut found = Vec::new();
    let (mut old_from, mut new_from) = (0, 0);
    let mut hunk = |old_from: usize, old_to: usize, new_from: usize, new_to: usize| {
        let (gone, come) = (old.get(old_from..old_to), new.get(new_from..new_to));
        let (gone, come) = (gone.unwrap_or_default(), come.unwrap_or_default());
        if !gone.is_empty() || !come.is_empty() {
            found.push((old_from, gone, come));
        }
    };
    for (new_at, rule) in new.iter().enumerate() {
        // The one that stands here, or else the first of its kind.
        let here = old.get(old_from).is_some_and(|other| other == rule).then_some(old_from);
        let same = here.or_else(|| places.get(rule).copied().filter(|at| *at >= old_from));
        if let Some(old_at) = same {
            hunk(old_from, old_at, new_from, new_at);
            (old_from, new_from) = (old_at + 1, new_at + 1);
        }
    }
    hunk(old_from, old.len(), new_from, new.len());
    found
}

/// The rules at the top of a sheet; what is in a group belongs to it.
fn rules(sheet: &str) -> Vec<&str> {
    let mut rules = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let (mut quote, mut escaped) = (None, false);
    for (at, byte) in sheet.bytes().enumerate() {
        if escaped {
            escaped = false;
            continue;
        }
        match byte {
            b'\\' => escaped = true,
            _ if quote == Some(byte) => quote = None,
            _ if quote.is_some() => {}
            b'"' | b'\'' => quote = Some(byte),
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    rules.extend(sheet.get(start..=at));
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    rules.extend(sheet.get(start..).filter(|rest| !rest.is_empty()));
    rules
}

/// A group's name and what is in it.
fn group(rule: &str) -> Option<(&str, &str)> {
    let (name, inside) = rule.split_once('{')?;
    let is_group = name.starts_with("@media") || name.starts_with("@layer");
    is_group.then_some((name, inside.strip_suffix('}')?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a browser would have afterwards.
    fn done(old: &str, new: &str) -> String {
        let mut list: Vec<String> = rules(old).into_iter().map(str::to_owned).collect();
        for Exchange { group: place, count, at, gone, come } in exchange(old, new) {
            let put = |list: &mut Vec<String>| {
                assert_eq!(list.len(), count);
                list.splice(at..at + gone, come.iter().map(|rule| (*rule).to_owned()));
            };
            match place {
                None => put(&mut list),
                Some(place) => {
                    let (name, inside) = group(&list[place]).expect("a group");
                    let mut inner = rules(inside).into_iter().map(str::to_owned).collect();
                    put(&mut inner);
                    list[place] = format!("{name}{{{}}}", inner.concat());
                }
            }
        }
        list.concat()
    }

    #[test]
    fn one_changed_declaration_is_one_rule() {
        let old = ":root{--a:1}@layer b{p{margin:0}}.x{color:red}.y{gap:1px}@media(max-width:9px){.x{gap:0}.y{gap:0}}";
        let new = old.replace("gap:1px", "gap:2px");
        let wanted = Exchange { group: None, count: 5, at: 3, gone: 1, come: vec![".y{gap:2px}"] };
        assert_eq!(exchange(old, &new), [wanted]);
        assert_eq!(exchange(old, old), []);
    }

    #[test]
    fn a_block_with_rules_at_two_widths_leaves_what_is_between_them() {
        let old = ".x{color:red}.z{gap:1px}@media(max-width:9px){.x{gap:0}.y{gap:0}.z{gap:0}}";
        let new = ".x{color:red}.w{gap:3px}.z{gap:1px}@media(max-width:9px){.x{gap:0}.w{gap:4px}.y{gap:0}.z{gap:0}}";
        let narrow = Exchange { group: Some(2), count: 3, at: 1, gone: 0, come: vec![".w{gap:4px}"] };
        let wide = Exchange { group: None, count: 3, at: 1, gone: 0, come: vec![".w{gap:3px}"] };
        assert_eq!(exchange(old, new), [narrow, wide]);
        assert_eq!(done(new, old), old);
    }

    #[test]
    fn braces_in_words_end_nothing() {
        let sheet = "a{content:\"}\\\"}\"}b{content:'{'}c{d:\\}}";
        assert_eq!(rules(sheet), ["a{content:\"}\\\"}\"}", "b{content:'{'}", "c{d:\\}}"]);
    }

    proptest! {
        #[test]
        fn what_is_exchanged_makes_the_other(
            sheets in prop::collection::vec((
                prop::collection::vec((0_u8..12, 0_u8..3), 0..14),
                prop::collection::vec((0_u8..12, 0_u8..3), 0..6),
                prop::option::of(prop::collection::vec((0_u8..12, 0_u8..3), 0..6)),
            ), 2),
        ) {
            let text = |rules: &[(u8, u8)]| -> String {
                rules.iter().fold(String::new(), |text, (name, value)| format!("{text}.c{name}{{gap:{value}px}}"))
            };
            let sheet = |(wide, middle, narrow): &(Vec<_>, Vec<_>, Option<Vec<_>>)| {
                let narrow = narrow.as_ref().map(|narrow| format!("@media(max-width:9px){{{}}}", text(narrow)));
                let narrow = narrow.unwrap_or_default();
                format!(":root{{--a:\"}}\"}}{}@media(max-width:99px){{{}}}{narrow}", text(wide), text(middle))
            };
            let (old, new) = (sheet(&sheets[0]), sheet(&sheets[1]));
            prop_assert_eq!(done(&old, &new), new);
        }
    }
}
