//! What people do to blocks: add, remove, move, duplicate, copy. Each is one undo step and is said aloud.

use landinghub::document::{CssProperty, CssValue, Kind, NodeId, Op, Prop, State, Value, edit};
use landinghub::editing::{Clip, Preset, Spot, add, place};
use leptos::prelude::*;

use super::device::{BrowserRng, notes};
use super::state::{Editor, Sheet};

const CLIP: &str = "lh.clip";

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
        let added = self.doc(|document| add::preset(document, preset, selected.as_ref(), &BrowserRng));
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

    /// Removes the node with everything in it, and selects a neighbour.
    pub fn remove(self, id: &NodeId) {
        if self.is_locked(id) {
            return self.say(self.i.t("editor.said.locked"));
        }
        self.stop_editing();
        let name = self.doc(|document| document.node(id).map(|node| self.name_of(node))).unwrap_or_default();
        let next = self.doc(|document| place::neighbour(document, id));
        if self.edit("editor.did.remove", vec![Op::Remove { node: id.clone() }]) {
            self.select(next);
            self.say(self.i.t_with("editor.said.removed", &[("name", &name)]));
        }
    }

    /// Puts a copy right after the node, and selects it.
    pub fn duplicate(self, id: &NodeId) {
        self.stop_editing();
        let op = self.doc(|document| edit::duplicate(document, id, &BrowserRng));
        let Some(Op::Insert(subtree)) = &op else { return };
        let top = subtree.nodes.iter().find(|(_, node)| {
            node.place.as_ref().is_some_and(|place| !subtree.nodes.contains_key(&place.parent))
        });
        let top = top.map(|(id, _)| id.clone());
        if self.edit("editor.did.duplicate", op.into_iter().collect()) {
            let Some(top) = top else { return };
            let name =
                self.doc(|document| document.node(&top).map(|node| self.name_of(node))).unwrap_or_default();
            self.reveal(&top);
            self.say(self.i.t_with("editor.said.duplicated", &[("name", &name)]));
        }
    }

    /// Changes places with the sibling before or after.
    pub fn step(self, id: &NodeId, down: bool) {
        if self.is_locked(id) {
            return self.say(self.i.t("editor.said.locked"));
        }
        self.stop_editing();
        let Some(op) = self.doc(|document| place::step(document, id, down)) else {
            return self.say(self.i.t(if down { "editor.said.last" } else { "editor.said.first" }));
        };
        if self.edit("editor.did.move", vec![op]) {
            self.say_place(id);
            self.with(|core| {
                if let Some(canvas) = &core.canvas {
                    canvas.scroll_to(id);
                }
            });
            self.moved();
        }
    }

    /// Moves a node to a spot. Answers whether anything changed.
    pub fn move_to(self, id: &NodeId, spot: &Spot) -> bool {
        let Some(op) = self.doc(|document| place::move_to(document, id, spot)) else { return false };
        self.stop_editing();
        let done = self.edit("editor.did.move", vec![op]);
        if done {
            self.reveal(id);
            self.say_place(id);
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
            None => self.select(None),
        }
    }

    /// Whether the node is left out when published.
    pub fn set_hidden(self, id: &NodeId, hidden: bool) {
        let op = Op::SetNodeFlags { node: id.clone(), label: None, locked: None, hidden: Some(hidden) };
        if self.edit("editor.did.hide", vec![op]) {
            self.say(self.i.t(if hidden { "editor.said.hidden" } else { "editor.said.shown" }));
        }
    }

    /// Whether the node is guarded against changes.
    pub fn set_locked(self, id: &NodeId, locked: bool) {
        self.stop_editing();
        let op = Op::SetNodeFlags { node: id.clone(), label: None, locked: Some(locked), hidden: None };
        if self.edit("editor.did.lock", vec![op]) {
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
        let op = match value {
            Some(value) => Op::SetProp { node, prop, value },
            None => Op::UnsetProp { node, prop },
        };
        self.edit_in(gesture, "editor.did.prop", vec![op])
    }

    /// Sets a declaration of a node alone for the width looked at, or takes it away.
    pub fn set_style(
        self,
        gesture: u64,
        id: &NodeId,
        property: CssProperty,
        value: Option<CssValue>,
    ) -> bool {
        let device = self.device.get_untracked();
        let ops = self.doc(|document| {
            let when = edit::When { breakpoint: device.breakpoint(document), state: State::None };
            edit::set_style(document, id, &when, property, value, &BrowserRng)
        });
        self.edit_in(gesture, "editor.did.style", ops)
    }

    /// Puts the selection on the clipboard. Answers its text.
    pub fn copy_selected(self) -> Option<String> {
        let id = self.selected.get_untracked()?;
        let text = self.doc(|document| Clip::of(document, &id))?.to_text();
        // Where the clipboard can't be read, another tab finds it here.
        notes::set(CLIP, &text);
        self.say(self.i.t("editor.said.copied"));
        Some(text)
    }

    /// Puts a clip after the selection. Answers whether the text was one.
    pub fn paste_clip(self, text: &str) -> bool {
        let Some(clip) = Clip::from_text(text) else { return false };
        let selected = self.selected.get_untracked();
        let pasted = self.doc(|document| {
            let kind = &clip.subtree.nodes.get(&clip.top)?.kind;
            let spot = place::best_spot(document, kind, selected.as_ref())?;
            clip.paste(document, &spot, &BrowserRng)
        });
        match pasted {
            Some((ops, node)) => {
                if self.edit("editor.did.paste", ops) {
                    self.reveal(&node);
                    self.say(self.i.t("editor.said.pasted"));
                }
            }
            None => self.bad(self.i.t("editor.reject.not_here")),
        }
        true
    }
}
