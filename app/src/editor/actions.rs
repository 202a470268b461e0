//! What people do to blocks: add, remove, move, duplicate, copy. Each is one undo step and is said aloud.

use landinghub::document::{Document, Kind, NodeId, Op, Prop, Value};
use landinghub::dragging::{Dragged, Gap, drop};
use landinghub::editing::{Preset, Spot, Wrap, add, group, place, selection};
use leptos::prelude::*;

use super::device::BrowserRng;
use super::state::{Editor, Sheet};

impl Editor {
    /// Adds a block where it fits best, and selects it.
    pub fn add_block(self, kind: &Kind) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let added = self.doc(|document| add::block(document, kind, selected.as_ref(), &BrowserRng));
        self.added(added, &self.kind_name(kind));
    }

    /// Adds a section, and selects it.
    pub fn add_preset(self, preset: Preset, name: &str) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let added = self.doc(|document| add::preset(document, preset, name, selected.as_ref(), &BrowserRng));
        self.added(added, name);
    }

    /// Adds a child of this kind at the end of a node, and selects nothing else.
    pub fn add_child(self, parent: &NodeId, kind: &Kind) -> bool {
        let index = self.doc(|document| document.children(parent, &landinghub::document::Slot::MAIN).len());
        self.add_at(kind, &Spot { parent: parent.clone(), index }, false)
    }

    /// Adds a block exactly there.
    pub fn add_at(self, kind: &Kind, spot: &Spot, select: bool) -> bool {
        let added = self.doc(|document| add::block_at(document, kind, spot, &BrowserRng));
        let Some((ops, node)) = added else {
            self.bad(self.i.t("editor.reject.not_here"));
            return false;
        };
        let done = self.edit("editor.did.add", ops);
        if done && select {
            self.reveal(&node);
        }
        done
    }

    fn added(self, added: Option<add::Added>, name: &str) {
        let Some((ops, node)) = added else {
            return self.bad(self.i.t("editor.reject.not_here"));
        };
        if self.edit("editor.did.add", ops) {
            self.reveal(&node);
            self.sheet.set(Sheet::None);
            self.say(self.i.t_with("editor.said.added", &[("name", name)]));
        }
    }

    /// Whether a node is guarded against changes.
    pub fn is_locked(self, id: &NodeId) -> bool {
        self.doc(|document| document.node(id).is_some_and(|node| node.locked))
    }

    /// What of a selection isn't locked, in order. Says so if something is.
    fn free_of(self, ids: &[NodeId]) -> Vec<NodeId> {
        let (free, locked) = self.doc(|document| selection::free(document, ids));
        if locked > 0 {
            self.bad(if free.is_empty() {
                self.i.t("editor.said.locked").to_owned()
            } else {
                self.i.n("editor.said.kept", u64::try_from(locked).unwrap_or_default())
            });
        }
        free
    }

    /// The name of one block, or how many there are.
    pub fn name_of_all(self, ids: &[NodeId]) -> String {
        match ids {
            [id] => self.doc(|document| document.node(id).map(|node| self.name_of(node))).unwrap_or_default(),
            _ => self.i.n("editor.blocks_count", u64::try_from(ids.len()).unwrap_or_default()),
        }
    }

    /// Removes the node, or the selection it is part of, with everything in it, and selects a neighbour.
    pub fn remove(self, id: &NodeId) {
        self.stop_editing();
        self.remove_as(&self.together(id), "editor.did.remove");
    }

    fn remove_as(self, ids: &[NodeId], label: &'static str) -> bool {
        let going = self.free_of(ids);
        if going.is_empty() {
            return false;
        }
        let name = self.name_of_all(&going);
        let next = self.doc(|document| selection::neighbour(document, &going));
        let done = self.edit(label, going.into_iter().map(|node| Op::Remove { node }).collect());
        if done {
            self.select(next);
            self.say(self.i.t_with("editor.said.removed", &[("name", &name)]));
        }
        done
    }

    /// Removes what was put on the clipboard. Answers false if something of it is locked; then nothing was.
    pub fn cut_away(self, ids: &[NodeId]) -> bool {
        self.stop_editing();
        if self.doc(|document| selection::free(document, ids)).1 > 0 {
            self.bad(self.i.t("editor.said.locked"));
            return false;
        }
        self.remove_as(ids, "editor.did.cut")
    }

    /// Puts copies right after the node, or after the selection it is part of, and selects them.
    pub fn duplicate(self, id: &NodeId) {
        self.stop_editing();
        let ids = self.together(id);
        let made = self.doc(|document| selection::duplicate(document, &ids, &BrowserRng));
        let Some((ops, copies)) = made else { return };
        if self.edit("editor.did.duplicate", ops) {
            self.reveal_all(copies.clone());
            self.say(self.i.t_with("editor.said.duplicated", &[("name", &self.name_of_all(&copies))]));
        }
    }

    /// Selects what was just made or moved, and brings the first of it into view.
    pub fn reveal_all(self, ids: Vec<NodeId>) {
        let Some(first) = ids.first().cloned() else { return };
        self.reveal(&first);
        if ids.len() > 1 {
            self.select_many(ids, Some(&first));
        }
    }

    /// Changes places with the sibling before or after; several move together.
    pub fn step(self, id: &NodeId, down: bool) {
        let ids = self.together(id);
        let free = self.free_of(&ids);
        if free.is_empty() {
            return;
        }
        self.stop_editing();
        let Some(ops) = self.doc(|document| selection::step(document, &free, down)) else {
            return self.say(self.i.t(if down { "editor.said.last" } else { "editor.said.first" }));
        };
        if self.edit("editor.did.move", ops) {
            self.say_place(id);
            self.with(|core| {
                if let Some(canvas) = &core.canvas {
                    canvas.scroll_to(id);
                }
            });
            self.moved();
        }
    }

    /// Puts something around the selection.
    pub fn wrap(self, with: Wrap) {
        self.stop_editing();
        let ids = self.free_of(&self.chosen());
        if ids.is_empty() {
            return;
        }
        let made = self.doc(|document| group::wrap(document, &ids, with, &BrowserRng));
        let Some((ops, top)) = made else { return self.bad(self.i.t("editor.reject.wrap")) };
        if self.edit(if with == Wrap::Group { "editor.did.group" } else { "editor.did.wrap" }, ops) {
            self.reveal(&top);
            self.say(self.i.t_with("editor.said.grouped", &[("name", &self.name_of_all(&ids))]));
        }
    }

    /// Takes away what is around, and leaves what is inside.
    pub fn ungroup(self) {
        self.stop_editing();
        let ids = self.free_of(&self.chosen());
        if ids.is_empty() {
            return;
        }
        let Some((ops, inside)) = self.doc(|document| group::ungroup(document, &ids)) else {
            return self.bad(self.i.t("editor.reject.ungroup"));
        };
        if self.edit("editor.did.ungroup", ops) {
            self.reveal_all(inside.clone());
            self.say(self.i.t_with("editor.said.ungrouped", &[("name", &self.name_of_all(&inside))]));
        }
    }

    /// Moves the selection into a container, before or after what is there. Answers whether anything changed.
    pub fn move_into(self, dragged: &Dragged, gap: &Gap) -> bool {
        self.stop_editing();
        let Some(ops) = self.doc(|document| drop_ops(document, dragged, gap)) else { return false };
        if ops.is_empty() {
            self.say(self.i.t("editor.said.unmoved"));
            return false;
        }
        let done = self.edit("editor.did.move", ops);
        if done {
            self.reveal_all(dragged.tops().to_vec());
            if let Some(first) = dragged.tops().first() {
                self.say_place(first);
            }
        }
        done
    }

    /// Says where a node stands now.
    pub fn say_place(self, id: &NodeId) {
        let said = self.doc(|document| {
            let spot = place::spot_of(document, id)?;
            let count = document.children(&spot.parent, &landinghub::document::Slot::MAIN).len();
            let name = self.name_of(document.node(id)?);
            let parent = self.name_of(document.node(&spot.parent)?);
            let (at, count) = ((spot.index + 1).to_string(), count.to_string());
            Some(self.i.t_with(
                "editor.said.moved",
                &[("name", &name), ("parent", &parent), ("at", &at), ("count", &count)],
            ))
        });
        if let Some(said) = said {
            self.say(said);
        }
    }

    /// Selects what is around the selection.
    pub fn select_parent(self) {
        let Some(id) = self.selected.get_untracked() else { return };
        let parent =
            self.doc(|document| document.parent(&id).filter(|parent| **parent != document.root).cloned());
        match parent {
            Some(parent) => self.reveal(&parent),
            // From a component to the instance it is edited in.
            None if self.open.with_untracked(Option::is_some) => self.close_component(),
            None => self.select(None),
        }
    }

    /// Whether the node, or the selection it is part of, is left out when published.
    pub fn set_hidden(self, id: &NodeId, hidden: bool) {
        let set = |node| Op::SetNodeFlags { node, label: None, locked: None, hidden: Some(hidden) };
        if self.edit("editor.did.hide", self.together(id).into_iter().map(set).collect()) {
            self.say(self.i.t(if hidden { "editor.said.hidden" } else { "editor.said.shown" }));
        }
    }

    /// Whether the node, or the selection it is part of, is guarded against changes.
    pub fn set_locked(self, id: &NodeId, locked: bool) {
        self.stop_editing();
        let set = |node| Op::SetNodeFlags { node, label: None, locked: Some(locked), hidden: None };
        if self.edit("editor.did.lock", self.together(id).into_iter().map(set).collect()) {
            self.say(self.i.t(if locked { "editor.said.is_locked" } else { "editor.said.unlocked" }));
        }
    }

    /// Names the node in the layers list.
    pub fn rename(self, id: &NodeId, label: &str) {
        let label: String = label.trim().chars().take(200).collect();
        let same = self.doc(|document| document.node(id).is_none_or(|node| node.label == label));
        if !same {
            let op = Op::SetNodeFlags { node: id.clone(), label: Some(label), locked: None, hidden: None };
            self.edit("editor.did.rename", vec![op]);
        }
    }

    /// Sets a property, or takes it away.
    pub fn set_prop(self, gesture: u64, id: &NodeId, prop: &Prop, value: Option<Value>) -> bool {
        let (node, prop) = (id.clone(), prop.clone());
        let same = self
            .doc(|document| document.node(id).is_some_and(|node| node.props.get(&prop) == value.as_ref()));
        if same {
            return true;
        }
        let mut ops = self.doc(|document| {
            landinghub::editing::look::comes_with(document, id, &prop, value.as_ref(), &BrowserRng)
        });
        ops.push(match value {
            Some(value) => Op::SetProp { node, prop, value },
            None => Op::UnsetProp { node, prop },
        });
        self.edit_in(gesture, "editor.did.prop", ops)
    }
}

/// The operations of a drop, with what the blocks need round them where they lie loose.
pub fn drop_ops(document: &Document, dragged: &Dragged, gap: &Gap) -> Option<Vec<Op>> {
    let ops = drop::ops(document, dragged, gap)?;
    // What stood there already stays as it is.
    let home = |id: &NodeId| document.parent(id) == Some(&gap.parent);
    if dragged.tops().iter().all(home) { Some(ops) } else { Some(add::wrapped(document, ops, &BrowserRng)) }
}
