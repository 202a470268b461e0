//! What is selected: one block whose properties are shown, and perhaps others beside it.

use landinghub::document::NodeId;
use landinghub::editing::selection;
use leptos::prelude::*;

use super::state::{Editor, Right};

impl Editor {
    /// All that is selected, in the order it was chosen. Tracked.
    pub fn selection(self) -> Vec<NodeId> {
        whole(self.selected.get(), self.many.get())
    }

    /// All that is selected, untracked.
    pub fn chosen(self) -> Vec<NodeId> {
        whole(self.selected.get_untracked(), self.many.get_untracked())
    }

    /// What an action on this block is about: the whole selection if the block is part of it.
    pub fn together(self, id: &NodeId) -> Vec<NodeId> {
        let chosen = self.chosen();
        if chosen.contains(id) { chosen } else { vec![id.clone()] }
    }

    /// How many blocks are selected. Tracked.
    pub fn count(self) -> usize {
        self.selection().len()
    }

    /// Selects several; the last is the one whose properties are shown, unless told otherwise.
    pub fn select_many(self, ids: Vec<NodeId>, first: Option<&NodeId>) {
        let ids: Vec<NodeId> = self.doc(|document| {
            ids.into_iter().filter(|id| *id != document.root && document.nodes.contains_key(id)).collect()
        });
        let Some(main) = first.filter(|id| ids.contains(id)).or(ids.last()).cloned() else {
            return self.select(None);
        };
        self.stop_editing();
        self.right.set(Right::Block);
        let count = ids.len();
        self.many.set(if count > 1 { ids } else { Vec::new() });
        if self.selected.get_untracked().as_ref() != Some(&main) {
            self.selected.set(Some(main));
        }
        if count > 1 {
            self.say(self.i.n("editor.said.selected", u64::try_from(count).unwrap_or_default()));
        }
    }

    /// Adds a block to the selection, or takes it out.
    pub fn toggle_selected(self, id: &NodeId) {
        let mut chosen = self.chosen();
        match chosen.iter().position(|other| other == id) {
            Some(at) => {
                chosen.remove(at);
            }
            None => chosen.push(id.clone()),
        }
        self.select_many(chosen, None);
    }

    /// Selects everything beside the selection; without one, everything right on the page.
    pub fn select_siblings(self) {
        let selected = self.selected.get_untracked();
        let all = self.doc(|document| match &selected {
            Some(id) => selection::siblings(document, id),
            None => {
                let children = document.children(&document.root, &landinghub::document::Slot::MAIN);
                children.into_iter().cloned().collect()
            }
        });
        self.select_many(all, selected.as_ref());
    }
}

/// Whoever sets the one selected block alone has selected that alone.
fn whole(selected: Option<NodeId>, many: Vec<NodeId>) -> Vec<NodeId> {
    match selected {
        Some(id) if many.contains(&id) => many,
        selected => selected.into_iter().collect(),
    }
}
