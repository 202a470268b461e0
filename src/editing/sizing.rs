//! The arithmetic of handles: lengths people drag, and the tracks of a grid.

use crate::Rng;
use crate::document::css::{CssProperty, CssValue, Declaration, DeclarationKey, State};
use crate::document::{BreakpointId, Document, NodeId, Op, StyleBlock, StyleId, edit};

/// A coarse step, in pixels.
pub const STEP: f64 = 8.0;

/// A length somebody dragged: whole pixels, on the grid of eight if `coarse`, never below 0.
#[must_use]
pub fn snap(pixels: f64, coarse: bool) -> f64 {
    let step = if coarse { STEP } else { 1.0 };
    ((pixels / step).round() * step).max(0.0)
}

/// The value of a length.
#[must_use]
pub fn pixels(length: f64) -> Option<CssValue> {
    CssValue::new(&format!("{length:.0}px")).ok()
}

/// The sizes of a grid's tracks in pixels, read from the computed `grid-template-…`; those folded away are left out.
/// `None` if it isn't a grid with tracks.
#[must_use]
pub fn tracks(computed: &str) -> Option<Vec<f64>> {
    let sizes: Option<Vec<f64>> = computed
        .split_whitespace()
        .filter(|word| !word.starts_with('['))
        .map(|word| word.strip_suffix("px")?.parse().ok())
        .collect();
    let sizes: Vec<f64> = sizes?.into_iter().filter(|size| *size > 0.0).collect();
    (!sizes.is_empty()).then_some(sizes)
}

/// Moves the edge after the so many-th track: what one side gains the other loses. Neither gets smaller than `least`,
/// in pixels.
#[must_use]
pub fn move_edge(tracks: &[f64], edge: usize, by: f64, least: f64) -> Vec<f64> {
    let mut moved = tracks.to_vec();
    if let [before, after] = moved.get_mut(edge..edge + 2).unwrap_or_default() {
        let by = by.clamp((least - *before).min(0.0), (*after - least).max(0.0));
        *before += by;
        *after -= by;
    }
    moved
}

/// The tracks as shares of the room there is, 1 on average: `1.5fr 0.5fr`.
#[must_use]
pub fn shares(tracks: &[f64]) -> Option<CssValue> {
    let count = f64::from(u32::try_from(tracks.len()).ok()?);
    let whole: f64 = tracks.iter().sum();
    let mut value = String::new();
    for size in tracks {
        if !value.is_empty() {
            value.push(' ');
        }
        let share = format!("{:.2}", size / whole * count);
        value.push_str(share.trim_end_matches('0').trim_end_matches('.'));
        value.push_str("fr");
    }
    CssValue::new(&value).ok()
}

/// What `grid-template-rows` is once a row has been pulled: that one is at least so high, the others stay as they are
/// `declared`, or as high as what is in them. It still grows with its content.
#[must_use]
pub fn row_heights(declared: Option<&CssValue>, count: usize, row: usize, height: f64) -> Option<CssValue> {
    let known = declared.map_or("", CssValue::as_str);
    // Names of lines and repeats would have to be counted out.
    let known = if known.contains('[') || known.contains("repeat(") { "" } else { known };
    let mut words = split_tracks(known);
    words.resize(count, "auto");
    let mut value = String::new();
    for (at, word) in words.into_iter().enumerate() {
        if at > 0 {
            value.push(' ');
        }
        if at == row {
            value.push_str("minmax(");
            value.push_str(pixels(height)?.as_str());
            value.push_str(", auto)");
        } else {
            value.push_str(word);
        }
    }
    CssValue::new(&value).ok()
}

/// The tracks of a declared list: parted at spaces outside of brackets. `none` has none.
fn split_tracks(value: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    let parts = value.split(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ' ' && depth == 0
    });
    parts.filter(|part| !part.is_empty() && *part != "none").collect()
}

/// The track at a distance from the first one's start, from 0. In a gap it is the nearer neighbour; beyond the ends,
/// the last or the first.
#[must_use]
pub fn track_at(tracks: &[f64], gap: f64, at: f64) -> usize {
    let mut end = 0.0;
    for (index, size) in tracks.iter().enumerate() {
        end += size;
        if at < end + gap / 2.0 {
            return index;
        }
        end += gap;
    }
    tracks.len().saturating_sub(1)
}

/// Where so many tracks begin and how long they are together, gaps between them counted.
#[must_use]
pub fn extent(tracks: &[f64], gap: f64, first: usize, span: usize) -> (f64, f64) {
    let mut start = 0.0;
    let mut length = 0.0;
    for (index, size) in tracks.iter().enumerate() {
        if index < first {
            start += size + gap;
        } else if index < first + span {
            length += size + if index > first { gap } else { 0.0 };
        }
    }
    (start, length)
}

/// The value of `grid-column` or `grid-row`: from a line counted from 1, over so many tracks.
#[must_use]
pub fn cell(line: usize, span: usize) -> Option<CssValue> {
    CssValue::new(&if span > 1 { format!("{line} / span {span}") } else { line.to_string() }).ok()
}

/// A declaration of one node: at which width, what, and its value.
pub type Row = (BreakpointId, CssProperty, CssValue);

/// The operations that declare several things of one node alone; its own style block is made if it has none yet.
#[must_use]
pub fn declare(document: &Document, node: &NodeId, rows: &[Row], rng: &dyn Rng) -> Vec<Op> {
    let own = edit::own_style(document, node).cloned();
    let style = own.clone().unwrap_or_else(|| StyleId::random(rng));
    let declarations = rows.iter().map(|(breakpoint, property, value)| Declaration {
        key: DeclarationKey {
            style: style.clone(),
            breakpoint: breakpoint.clone(),
            state: State::None,
            property: *property,
        },
        value: value.clone(),
    });
    if own.is_some() {
        return declarations.map(Op::SetDeclaration).collect();
    }
    let mut styles = document.nodes.get(node).map(|node| node.styles.clone()).unwrap_or_default();
    let declarations = declarations.collect();
    styles.push(style.clone());
    vec![
        Op::InsertStyle { style, block: StyleBlock::default(), declarations },
        Op::SetNodeStyles { node: node.clone(), styles },
    ]
}

/// Whether one of the node's styles says anything of a property at this width.
#[must_use]
pub fn declares(
    document: &Document,
    node: &NodeId,
    breakpoint: &BreakpointId,
    property: CssProperty,
) -> bool {
    document.nodes.get(node).is_some_and(|node| {
        node.styles
            .iter()
            .flat_map(|style| document.declarations_of(style))
            .any(|(key, _)| key.breakpoint == *breakpoint && key.property == property && key.state.is_none())
    })
}

/// What the node's own style says of a property at this width or, where it says nothing, at the next wider one.
#[must_use]
pub fn declared<'a>(
    document: &'a Document,
    node: &NodeId,
    breakpoint: &BreakpointId,
    property: CssProperty,
) -> Option<&'a CssValue> {
    let style = edit::own_style(document, node)?;
    let until = document.breakpoints.iter().position(|point| point.id == *breakpoint)?;
    document.breakpoints.get(..=until)?.iter().rev().find_map(|point| {
        document.declaration(&DeclarationKey {
            style: style.clone(),
            breakpoint: point.id.clone(),
            state: State::None,
            property,
        })
    })
}

/// Whether the node's own style says exactly this already.
#[must_use]
pub fn says(document: &Document, node: &NodeId, (breakpoint, property, value): &Row) -> bool {
    edit::own_style(document, node).is_some_and(|style| {
        let key = DeclarationKey {
            style: style.clone(),
            breakpoint: breakpoint.clone(),
            state: State::None,
            property: *property,
        };
        document.declaration(&key) == Some(value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Kind, Lang, Node, Slot, apply_all, validate};
    use crate::rng::SeededRng;

    #[test]
    fn what_is_declared_becomes_the_nodes_own() {
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        let node = NodeId::new("n").unwrap();
        let place = edit::place_at(&document, &document.root, &Slot::MAIN, 0, None);
        document.nodes.insert(node.clone(), Node { place, ..Node::new(Kind::Heading) });
        let (base, phone) = (document.breakpoints[0].id.clone(), document.breakpoints[2].id.clone());
        let start = document.clone();
        let rows = [
            (base.clone(), CssProperty::Width, pixels(200.0).unwrap()),
            (phone.clone(), CssProperty::Width, pixels(90.0).unwrap()),
        ];
        let ops = declare(&document, &node, &rows, &SeededRng::new(1));
        let inverse = apply_all(&mut document, &ops).unwrap();
        validate(&document).unwrap();
        assert!(declares(&document, &node, &phone, CssProperty::Width));
        assert!(!declares(&document, &node, &phone, CssProperty::Height));
        let again = declare(&document, &node, &rows[..1], &SeededRng::new(2));
        assert!(matches!(again.as_slice(), [Op::SetDeclaration(_)]));
        apply_all(&mut document, &inverse).unwrap();
        assert_eq!(document, start);
    }

    #[test]
    fn lengths() {
        assert_eq!(pixels(snap(13.4, false)).unwrap().as_str(), "13px");
        assert_eq!(pixels(snap(13.4, true)).unwrap().as_str(), "16px");
        assert_eq!(pixels(snap(-5.0, false)).unwrap().as_str(), "0px");
    }

    #[test]
    fn an_edge_moves_between_its_neighbours_only() {
        let grid = tracks("300px 300px 0px 300px").unwrap();
        assert_eq!(grid, [300.0; 3]);
        assert_eq!(move_edge(&grid, 0, 60.0, 40.0), [360.0, 240.0, 300.0]);
        assert_eq!(move_edge(&grid, 1, 900.0, 40.0), [300.0, 560.0, 40.0]);
        assert_eq!(move_edge(&grid, 2, 50.0, 40.0), grid);
        assert_eq!(shares(&move_edge(&grid, 0, 60.0, 40.0)).unwrap().as_str(), "1.2fr 0.8fr 1fr");
        assert_eq!(tracks("none"), None);
        assert_eq!(tracks(""), None);
    }

    #[test]
    fn rows_keep_what_is_said_of_the_others() {
        let rows = |declared: &str, count, row, height| {
            let declared = CssValue::new(declared).ok();
            row_heights(declared.as_ref(), count, row, height).unwrap().to_string()
        };
        assert_eq!(rows("", 3, 1, 120.4), "auto minmax(120px, auto) auto");
        assert_eq!(rows("none", 2, 1, 8.0), "auto minmax(8px, auto)");
        assert_eq!(rows("minmax(90px, auto) 1fr", 3, 1, 50.0), "minmax(90px, auto) minmax(50px, auto) auto");
        assert_eq!(rows("minmax(90px, auto) 1fr 2fr", 2, 0, 10.0), "minmax(10px, auto) 1fr");
        assert_eq!(rows("repeat(4, 1fr)", 2, 0, 10.0), "minmax(10px, auto) auto");
    }

    #[test]
    fn cells() {
        let grid = [100.0, 50.0, 100.0];
        for (at, expected) in [(-5.0, 0), (99.0, 0), (104.0, 0), (106.0, 1), (175.0, 2), (900.0, 2)] {
            assert_eq!(track_at(&grid, 10.0, at), expected, "{at}");
        }
        assert_eq!(extent(&grid, 10.0, 1, 2), (110.0, 160.0));
        assert_eq!(cell(2, 1).unwrap().as_str(), "2");
        assert_eq!(cell(2, 3).unwrap().as_str(), "2 / span 3");
    }
}
