//! The document as a tree: child lists, derived once for walks over many nodes.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::ids::{NodeId, Slot};
use super::model::{Document, Node};
use super::order::FractionalIndex;

/// Child lists of a document at one moment.
#[derive(Debug)]
pub struct Tree<'a> {
    children: HashMap<&'a NodeId, Vec<&'a NodeId>>,
}

impl<'a> Tree<'a> {
    /// Derives every child list: slots by name, positions in order.
    #[must_use]
    pub fn new(document: &'a Document) -> Self {
        Self::of(&document.nodes)
    }

    pub(crate) fn of(nodes: &'a BTreeMap<NodeId, Node>) -> Self {
        type Row<'a> = (&'a Slot, &'a FractionalIndex, &'a NodeId);
        let mut rows: HashMap<&NodeId, Vec<Row<'_>>> = HashMap::with_capacity(nodes.len() / 2);
        for (id, node) in nodes {
            if let Some(place) = &node.place {
                rows.entry(&place.parent).or_default().push((&place.slot, &place.order, id));
            }
        }
        let children = rows
            .into_iter()
            .map(|(parent, mut rows)| {
                crate::lean::sort_by(&mut rows, Ord::cmp);
                (parent, rows.into_iter().map(|(_, _, id)| id).collect())
            })
            .collect();
        Self { children }
    }

    /// The children of a node, in order.
    #[must_use]
    pub fn children(&self, parent: &NodeId) -> &[&'a NodeId] {
        self.children.get(parent).map(Vec::as_slice).unwrap_or_default()
    }

    /// The node and everything under it, parents before children, with the depth below `top`.
    ///
    /// Ends after as many nodes as there are child entries, even in a document with a cycle.
    #[must_use]
    pub fn walk(&self, top: &'a NodeId) -> Vec<(usize, &'a NodeId)> {
        let mut left = self.children.values().map(Vec::len).sum::<usize>() + 1;
        let mut out = Vec::new();
        let mut stack = vec![(0, top)];
        while let Some((depth, id)) = stack.pop() {
            if left == 0 {
                break;
            }
            left -= 1;
            out.push((depth, id));
            stack.extend(self.children(id).iter().rev().map(|child| (depth + 1, *child)));
        }
        out
    }
}
