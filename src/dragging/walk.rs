//! Dragging by keyboard: from gap to gap.

use super::dragged::{Dragged, Fit};
use super::target::{Gap, unchanged};
use crate::document::{Document, Kind, NodeId, Slot, Tree, components};
use crate::editing::place::best_spot;

/// Every gap the payload may go into, in the order of the document: before a block, in it, after it.
#[must_use]
pub fn gaps(document: &Document, dragged: &Dragged) -> Vec<Gap> {
    gaps_in(document, dragged, &document.root)
}

/// The same below one node: the root, or the top of a component.
fn gaps_in(document: &Document, dragged: &Dragged, top: &NodeId) -> Vec<Gap> {
    let (tree, fit) = (Tree::new(document), Fit::new(document, dragged));
    let mut found = Vec::new();
    inside(&tree, &fit, dragged, top, 1, &mut found);
    found
}

fn inside(
    tree: &Tree<'_>,
    fit: &Fit<'_>,
    dragged: &Dragged,
    parent: &NodeId,
    depth: usize,
    found: &mut Vec<Gap>,
) {
    let children = tree.children(parent);
    let takes = fit.fits(parent, children.is_empty());
    let gap = |index| Gap { parent: parent.clone(), slot: Slot::MAIN, index, depth };
    let rest = children.iter().filter(|id| !dragged.holds(id)).enumerate();
    found.extend(takes.then(|| gap(0)));
    for (index, child) in rest {
        inside(tree, fit, dragged, child, depth + 1, found);
        found.extend(takes.then(|| gap(index + 1)));
    }
}

/// Where a gap is, for an announcement. Words are made of it elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Description {
    /// The container.
    pub parent: NodeId,
    /// Its kind, to be named in the reader's language.
    pub kind: Kind,
    /// The name its author gave it, or nothing.
    pub label: String,
    /// What would stand before it.
    pub after: Option<NodeId>,
    /// The position the first block would have, from 1.
    pub position: usize,
    /// How many children the container would have then.
    pub of: usize,
    /// 1 for the children of the root.
    pub depth: usize,
    /// Everything is there already.
    pub unchanged: bool,
}

/// Describes a gap. `None` if its parent is gone.
#[must_use]
pub fn describe(document: &Document, dragged: &Dragged, gap: &Gap) -> Option<Description> {
    let node = document.nodes.get(&gap.parent)?;
    let children = document.children(&gap.parent, &gap.slot);
    let mut others = children.iter().filter(|id| !dragged.holds(id));
    let rest = others.clone().count();
    let after = gap.index.checked_sub(1).and_then(|before| others.nth(before)).map(|id| (**id).clone());
    Some(Description {
        after,
        parent: gap.parent.clone(),
        kind: node.kind.clone(),
        label: node.label.clone(),
        position: gap.index + 1,
        of: rest + dragged.tops().len(),
        depth: gap.depth,
        unchanged: unchanged(children.into_iter(), dragged, gap),
    })
}

/// A drag by keyboard: the gaps, and at which one it is. Read again if the document changes.
#[derive(Debug, Clone)]
pub struct Walk {
    gaps: Vec<Gap>,
    at: usize,
}

impl Walk {
    /// Starts where the first of the blocks stands; for something new, where it would be added. `None` if it fits
    /// nowhere.
    #[must_use]
    pub fn new(document: &Document, dragged: &Dragged, selection: Option<&NodeId>) -> Option<Self> {
        // What is part of a component stays in it.
        let from = if dragged.new_nodes().is_some() { selection } else { dragged.tops().first() };
        let component = from.and_then(|id| document.components.get(components::owner(document, id)?));
        let gaps = gaps_in(document, dragged, component.map_or(&document.root, |it| &it.root));
        let (parent, index) = if dragged.new_nodes().is_some() {
            let spot = best_spot(document, dragged.first_kind()?, selection);
            spot.map_or_else(|| (document.root.clone(), 0), |spot| (spot.parent, spot.index))
        } else {
            let parent = document.parent(dragged.tops().first()?)?;
            let children = document.children(parent, &Slot::MAIN);
            let before = children.iter().take_while(|id| !dragged.holds(id)).count();
            (parent.clone(), before)
        };
        let at = gaps.iter().position(|gap| gap.parent == parent && gap.index == index).unwrap_or_default();
        (!gaps.is_empty()).then_some(Self { gaps, at })
    }

    /// Where it is.
    #[must_use]
    pub fn gap(&self) -> Option<&Gap> {
        self.gaps.get(self.at)
    }

    /// Goes to a gap the pointer found. Answers whether it is one.
    pub fn go(&mut self, gap: &Gap) -> bool {
        self.step_to(self.gaps.iter().position(|other| other == gap))
    }

    /// ↓: the next gap. Answers whether there is one; so do the others.
    pub fn down(&mut self) -> bool {
        self.step_to(Some(self.at + 1))
    }

    /// ↑: the gap before.
    pub fn up(&mut self) -> bool {
        self.step_to(self.at.checked_sub(1))
    }

    /// ←: out of the container, right after it; if there is no gap after it, the nearest one outside before it.
    pub fn leave(&mut self) -> bool {
        let Some(depth) = self.gap().map(|gap| gap.depth) else { return false };
        let after =
            self.gaps.iter().skip(self.at).position(|gap| gap.depth < depth).map(|steps| self.at + steps);
        self.step_to(after.or_else(|| self.gaps.iter().take(self.at).rposition(|gap| gap.depth < depth)))
    }

    /// →: into the block before the gap, at its end; if it takes nothing, into the block after it, at its beginning.
    pub fn enter(&mut self) -> bool {
        let Some(depth) = self.gap().map(|gap| gap.depth) else { return false };
        let deeper = |gap: &&Gap| gap.depth > depth;
        let before = self.gaps.iter().take(self.at).rev().take_while(deeper).enumerate();
        // `min_by_key` keeps the first of equals, the nearest.
        let before =
            before.min_by_key(|(_, gap)| gap.depth).and_then(|(steps, _)| self.at.checked_sub(steps + 1));
        let after = self.gaps.iter().skip(self.at + 1).take_while(deeper).enumerate();
        let after = after.min_by_key(|(_, gap)| gap.depth).map(|(steps, _)| self.at + 1 + steps);
        self.step_to(before.or(after))
    }

    fn step_to(&mut self, at: Option<usize>) -> bool {
        let Some(at) = at.filter(|at| *at < self.gaps.len()) else { return false };
        self.at = at;
        true
    }
}
