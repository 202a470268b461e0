//! Lists of functions (`filter`, `transform`), tracks of grids, spans.

use super::{call, split};

/// The arguments of a function in a list such as `blur(4px) saturate(1.2)`.
#[must_use]
pub fn function<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    split(text, ' ').into_iter().filter_map(call).find(|(found, _)| *found == name).map(|(_, inner)| inner)
}

/// The list with a function set or taken away; the others stay as and where they are. `None` if the list is empty
/// then.
#[must_use]
pub fn with_function(text: &str, name: &str, inner: Option<&str>) -> Option<String> {
    let made = inner.map(|inner| {
        let mut made = String::from(name);
        made.push('(');
        made.push_str(inner);
        made.push(')');
        made
    });
    let mut list: Vec<String> = Vec::new();
    let mut placed = false;
    for piece in split(text, ' ').into_iter().filter(|piece| *piece != "none") {
        if call(piece).is_some_and(|(found, _)| found == name) {
            if !placed {
                list.extend(made.clone());
            }
            placed = true;
        } else {
            list.push(piece.to_owned());
        }
    }
    if !placed {
        list.extend(made);
    }
    (!list.is_empty()).then(|| list.join(" "))
}

/// Most tracks a grid is edited with.
const MAX_TRACKS: usize = 24;

/// The tracks of a grid one by one. `None` where their number isn't fixed.
#[must_use]
pub fn tracks(text: &str) -> Option<Vec<String>> {
    let mut list = Vec::new();
    for piece in split(text, ' ') {
        match call(piece) {
            Some(("repeat", inner)) => {
                let (count, what) = inner.split_once(',')?;
                let count: usize = count.trim().parse().ok()?;
                let inside = split(what, ' ');
                if list.len() + count.checked_mul(inside.len())? > MAX_TRACKS {
                    return None;
                }
                for _ in 0..count {
                    list.extend(inside.iter().map(|track| (*track).to_owned()));
                }
            }
            _ if matches!(piece, "none" | "subgrid" | "masonry") => return None,
            _ => list.push(piece.to_owned()),
        }
    }
    (!list.is_empty() && list.len() <= MAX_TRACKS).then_some(list)
}

/// So many tracks of the same size.
#[must_use]
pub fn repeated(count: usize, track: &str) -> String {
    if count == 1 {
        return track.to_owned();
    }
    let mut out = String::from("repeat(");
    out.push_str(&count.to_string());
    out.push_str(", ");
    out.push_str(track);
    out.push(')');
    out
}

/// The tracks as a value.
#[must_use]
pub fn print_tracks(list: &[String]) -> String {
    match list.split_first() {
        Some((first, rest)) if !rest.is_empty() && rest.iter().all(|track| track == first) => {
            repeated(list.len(), first)
        }
        _ => list.join(" "),
    }
}

/// How many tracks `span 2` covers.
#[must_use]
pub fn span(text: &str) -> Option<u8> {
    text.trim().strip_prefix("span ")?.trim().parse().ok()
}
