//! Everything that can be done, in one table: `command_palette` searches it, the sheet of shortcuts lists it, the menu
//! of the selection picks from it.

use landinghub::document::NodeId;
use landinghub::editing::Wrap;
use leptos::prelude::*;

use super::state::{Device, Editor, Left, Right, Zoom};

/// What the table tells of a command.
pub struct Command {
    /// Its words' key.
    pub words: &'static str,
    /// Its shortcut, keys apart by spaces; empty for none.
    pub keys: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// What it does.
    pub run: fn(Editor),
    /// Where it is listed.
    pub group: Group,
}

/// Where a command is listed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// About the page as a whole.
    General,
    /// About the selection.
    Blocks,
    /// Opening a panel.
    Panels,
    /// Opening the page's settings at a field.
    Settings,
}

impl Group {
    /// Its words' key.
    pub const fn words(self) -> &'static str {
        match self {
            Self::General => "editor.keys.general",
            Self::Blocks => "editor.keys.blocks",
            Self::Panels => "editor.commands.panels",
            Self::Settings => "editor.commands.settings",
        }
    }
}

/// Does something to the selected block.
pub fn on_selected(editor: Editor, what: fn(Editor, &NodeId)) {
    if let Some(id) = editor.selected.get_untracked() {
        what(editor, &id);
    }
}

/// A line of the table.
pub const fn row(
    group: Group,
    words: &'static str,
    keys: &'static str,
    icon: &'static str,
    run: fn(Editor),
) -> Command {
    Command { words, keys, icon, run, group }
}

/// The table.
pub const COMMANDS: &[Command] = &[
    row(Group::General, "editor.commands", "Ctrl K", "command", |editor| editor.desk.commands.set(true)),
    row(Group::General, "editor.undo", "Ctrl Z", "undo-2", Editor::undo),
    row(Group::General, "editor.redo", "Ctrl ⇧ Z", "redo-2", Editor::redo),
    row(Group::General, "editor.keys.save", "Ctrl S", "save", Editor::retry_save),
    row(Group::General, "editor.version.save", "Ctrl ⇧ S", "bookmark", |editor| {
        editor.desk.naming.set(true)
    }),
    row(Group::General, "editor.preview", "Ctrl P", "external-link", Editor::open_preview),
    row(Group::General, "editor.publish", "Ctrl Enter", "rocket", |editor| editor.publishing.set(true)),
    row(Group::General, "editor.draft", "", "sparkles", |editor| editor.desk.drafting.set(true)),
    row(Group::General, "editor.code", "", "code-xml", |editor| editor.desk.code.set(true)),
    row(Group::General, "editor.desktop", "1", "monitor", |editor| editor.device.set(Device::Desktop)),
    row(Group::General, "editor.tablet", "2", "tablet", |editor| editor.device.set(Device::Tablet)),
    row(Group::General, "editor.mobile", "3", "smartphone", |editor| editor.device.set(Device::Mobile)),
    row(Group::General, "editor.commands.fit", "", "maximize", |editor| editor.zoom.set(Zoom::Fit)),
    row(Group::General, "editor.commands.full", "", "search", |editor| editor.zoom.set(Zoom::Percent(100))),
    row(Group::General, "editor.shortcuts", "?", "keyboard", |editor| editor.shortcuts.set(true)),
    row(Group::Blocks, "editor.edit_text", "Enter", "pencil", |editor| {
        on_selected(editor, |editor, id| {
            editor.start_editing(id, None);
        });
    }),
    row(Group::Blocks, "editor.select_parent", "Esc", "corner-left-up", Editor::select_parent),
    row(Group::Blocks, "editor.select_siblings", "Ctrl A", "list", Editor::select_siblings),
    row(Group::Blocks, "editor.copy", "Ctrl C", "copy", |editor| editor.copy_by_menu(false)),
    row(Group::Blocks, "editor.cut", "Ctrl X", "layers", |editor| editor.copy_by_menu(true)),
    row(Group::Blocks, "editor.paste", "Ctrl V", "file-text", Editor::paste_by_menu),
    row(Group::Blocks, "editor.duplicate", "Ctrl D", "copy", |editor| on_selected(editor, Editor::duplicate)),
    row(Group::Blocks, "editor.delete", "Delete", "trash-2", |editor| on_selected(editor, Editor::remove)),
    row(Group::Blocks, "editor.move_up", "Alt ↑", "arrow-up", |editor| {
        on_selected(editor, |editor, id| editor.step(id, false));
    }),
    row(Group::Blocks, "editor.move_down", "Alt ↓", "arrow-down", |editor| {
        on_selected(editor, |editor, id| editor.step(id, true));
    }),
    row(Group::Blocks, "editor.move_to", "M", "move-vertical", |editor| {
        on_selected(editor, |editor, _| editor.moving.set(true));
    }),
    row(Group::Blocks, "editor.group", "Ctrl G", "square", |editor| editor.wrap(Wrap::Group)),
    row(Group::Blocks, "editor.ungroup", "Ctrl ⇧ G", "square", Editor::ungroup),
    row(Group::Blocks, "editor.component.make", "", "component", |editor| {
        on_selected(editor, Editor::make_component);
    }),
    row(Group::Blocks, "editor.rename", "F2", "text-cursor-input", |editor| {
        editor.renaming.set(editor.selected.get_untracked());
    }),
    row(Group::Blocks, "editor.lock", "", "lock", |editor| {
        on_selected(editor, |editor, id| editor.set_locked(id, !editor.is_locked(id)));
    }),
    row(Group::Blocks, "editor.hide", "", "eye-off", |editor| {
        on_selected(editor, |editor, id| {
            let hidden = editor.doc(|document| document.node(id).is_some_and(|node| node.hidden));
            editor.set_hidden(id, !hidden);
        });
    }),
    row(Group::Panels, "editor.blocks", "", "layout-template", |editor| editor.open_left(Left::Blocks)),
    row(Group::Panels, "editor.sections", "", "panel-top", |editor| editor.open_left(Left::Sections)),
    row(Group::Panels, "editor.assets", "", "images", |editor| editor.open_left(Left::Assets)),
    row(Group::Panels, "editor.block", "", "sliders-horizontal", |editor| editor.open_right(Right::Block)),
    row(Group::Panels, "editor.theme", "", "palette", |editor| editor.open_right(Right::Theme)),
    row(Group::Panels, "editor.page", "", "settings", |editor| editor.open_right(Right::Page)),
    row(Group::Panels, "editor.audit", "", "list-checks", |editor| editor.open_right(Right::Audit)),
    row(Group::Panels, "editor.variants", "", "git-compare", |editor| editor.open_right(Right::Variants)),
    row(Group::Panels, "editor.history", "", "history", |editor| editor.open_right(Right::History)),
    row(Group::Settings, "editor.page.address", "", "globe", |editor| editor.open_setting("ed-slug")),
    row(Group::Settings, "editor.page.meta_title", "", "search", |editor| {
        editor.open_setting("ed-meta-title")
    }),
    row(Group::Settings, "editor.page.description", "", "search", |editor| {
        editor.open_setting("ed-meta-description");
    }),
    row(Group::Settings, "editor.page.social", "", "image", |editor| editor.open_setting("ed-meta-picture")),
    row(Group::Settings, "editor.page.favicon", "", "globe", |editor| editor.open_setting("ed-meta-icon")),
    row(Group::Settings, "editor.page.language", "", "languages", |editor| {
        editor.open_setting("ed-meta-lang")
    }),
    row(Group::Settings, "editor.page.noindex", "", "eye-off", |editor| {
        editor.open_setting("ed-meta-noindex")
    }),
    row(Group::Settings, "editor.page.delete", "", "trash-2", |editor| editor.desk.deleting.set(true)),
];

/// Every shortcut by group: the table's, then those that are no commands by themselves.
pub fn sheet(
    others: &'static [(&'static str, &'static [(&'static str, &'static str)])],
) -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
    let mut groups: Vec<(&'static str, Vec<(&'static str, &'static str)>)> = Vec::new();
    let mut put = |group: &'static str, keys: &'static str, words: &'static str| {
        let rows = match groups.iter_mut().position(|(name, _)| *name == group) {
            Some(at) => groups.get_mut(at),
            None => {
                groups.push((group, Vec::new()));
                groups.last_mut()
            }
        };
        if let Some((_, rows)) = rows
            && !rows.iter().any(|(known, known_words)| *known == keys || *known_words == words)
        {
            rows.push((keys, words));
        }
    };
    for command in COMMANDS.iter().filter(|command| !command.keys.is_empty()) {
        put(command.group.words(), command.keys, command.words);
    }
    for (group, rows) in others {
        for (keys, words) in *rows {
            put(group, keys, words);
        }
    }
    groups
}
