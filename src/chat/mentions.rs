//! `@Name` in a private note.

use crate::text::fold;

/// The people a note calls by name: `@` and their whole name, or its last word where only one of them has it, whatever
/// the case and marks. Answers their places in `names`, each once.
pub fn mentioned(note: &str, names: &[&str]) -> Vec<usize> {
    let folded: Vec<String> = names.iter().map(|name| fold(name)).collect();
    let mut found = Vec::new();
    let text = fold(note);
    for (at, _) in text.match_indices('@') {
        let rest = text.get(at + 1..).unwrap_or_default();
        if let Some(place) = called(rest, &folded)
            && !found.contains(&place)
        {
            found.push(place);
        }
    }
    found
}

/// Whom the text begins with: the longest whole name, else the one with that given name.
fn called(rest: &str, folded: &[String]) -> Option<usize> {
    let begins = |name: &str| {
        !name.is_empty()
            && rest
                .strip_prefix(name)
                .is_some_and(|after| after.chars().next().is_none_or(|c| !c.is_alphanumeric()))
    };
    let whole = folded.iter().enumerate().filter(|(_, name)| begins(name));
    if let Some((place, _)) = whole.max_by_key(|(_, name)| name.len()) {
        return Some(place);
    }
    // The given name: the last word for Vietnamese, the first for others.
    let words = |name: &str| -> Vec<String> { name.split(' ').map(str::to_owned).collect() };
    let mut given = folded.iter().enumerate().filter(|(_, name)| {
        let words = words(name);
        words.first().is_some_and(|word| begins(word)) || words.last().is_some_and(|word| begins(word))
    });
    let first = given.next()?.0;
    given.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_called_by_name() {
        let names = ["Trần Thị Lan", "Minh", "Minh Anh", "Nguyễn Văn Hùng", "Lê Hùng"];
        for (note, expected) in [
            ("@Minh please look", &[1][..]),
            ("@Minh Anh please", &[2]),
            ("@lan, @MINH!", &[0, 1]),
            ("@Trần Thị Lan @lan", &[0]),
            ("@Hùng", &[]),
            ("@Lê Hùng.", &[4]),
            ("@Minhx lan@example.com", &[]),
            ("no one", &[]),
            ("@", &[]),
        ] {
            assert_eq!(mentioned(note, &names), expected, "{note}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(note in "\\PC{0,60}") {
            let found = mentioned(&note, &["Lan", "Minh"]);
            proptest::prop_assert!(found.iter().all(|place| *place < 2));
        }
    }
}
