//! The command palette: commands, blocks, sections and layers, found by a few letters.

use landinghub::document::kind::catalogue;
use landinghub::document::{Kind, NodeId, Tree};
use landinghub::editing::{Preset, clip::excerpt};
use landinghub::text::closeness;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::commands::{COMMANDS, Group};
use super::desk::keys;
use super::device::pause;
use super::palette::{fold, icon, is_meant};
use super::small::effect;
use super::state::{Editor, use_editor};
use crate::ui::{Dialog, Icon, aria};

/// Something the palette offers.
#[derive(Clone)]
struct Offer {
    name: String,
    folded: String,
    group: String,
    icon: &'static str,
    keys: &'static str,
    act: Act,
}

#[derive(Clone)]
enum Act {
    Run(fn(Editor)),
    Add(&'static Kind),
    Section(Preset),
    Go(NodeId),
}

/// Offers shown at the most.
const MOST: usize = 60;

fn offers(editor: Editor) -> Vec<Offer> {
    let i = editor.i;
    let mut all = Vec::new();
    let has_selection = editor.selected.get_untracked().is_some();
    let mut put = |name: String, more: &str, group: &str, icon, keys, act| {
        let mut folded = fold(&name);
        if !more.is_empty() {
            folded.push(' ');
            folded.push_str(more);
        }
        all.push(Offer { name, folded, group: group.to_owned(), icon, keys, act });
    };
    for command in COMMANDS {
        let needs_selection = command.group == Group::Blocks;
        if command.words != "editor.commands" && (!needs_selection || has_selection) {
            // English words always find it, too: the key's last part is one.
            let english = command.words.rsplit('.').next().unwrap_or_default().replace('_', " ");
            put(
                i.t(command.words).to_owned(),
                &english,
                i.t(command.group.words()),
                command.icon,
                command.keys,
                Act::Run(command.run),
            );
        }
    }
    for (kind, spec) in catalogue() {
        let english = spec.name.to_lowercase();
        put(editor.kind_name(kind), &english, i.t("editor.commands.add"), icon(kind), "", Act::Add(kind));
    }
    for preset in Preset::ALL {
        let english = preset.as_str().replace('_', " ");
        let name = editor.preset_name(*preset).to_owned();
        put(name, &english, i.t("editor.commands.section"), "panel-top", "", Act::Section(*preset));
    }
    let group = i.t("editor.layers");
    let layers = editor.doc(|document| {
        let tree = Tree::new(document);
        tree.walk(&document.root)
            .into_iter()
            .skip(1)
            .filter_map(|(_, id)| {
                let node = document.node(id)?;
                let name = editor.name_of(node);
                let words = excerpt(document, id);
                let name = words.map_or(name.clone(), |words| format!("{name}: {words}"));
                Some((name, icon(&node.kind), id.clone()))
            })
            .collect::<Vec<_>>()
    });
    for (name, icon, id) in layers {
        put(name, "", group, icon, "", Act::Go(id));
    }
    all
}

/// What answers the words, the best first. Without words the commands, as they stand.
fn found(all: &[Offer], query: &str) -> Vec<Offer> {
    let wanted = fold(query);
    if wanted.is_empty() {
        return all.iter().filter(|offer| matches!(offer.act, Act::Run(_))).cloned().collect();
    }
    let mut rated: Vec<((bool, u32), &Offer)> = all
        .iter()
        .filter_map(|offer| {
            let other = match &offer.act {
                Act::Add(kind) => is_meant(&wanted, &offer.name, kind.as_str(), ""),
                Act::Section(preset) => is_meant(&wanted, &offer.name, preset.as_str(), ""),
                _ => false,
            };
            let score = closeness(&offer.folded, &wanted);
            // Letters strewn all over a long text are no answer.
            let score = score.filter(|score| *score >= 600 || !matches!(offer.act, Act::Go(_)));
            let score = score.or(other.then_some(500))?;
            let rank = match offer.act {
                Act::Run(_) => 3,
                Act::Add(_) | Act::Section(_) => 2,
                Act::Go(_) => 0,
            };
            // Whoever writes the whole name means just that.
            Some(((fold(&offer.name) == wanted, score * 4 + rank), offer))
        })
        .collect();
    landinghub::lean::sort_by(&mut rated, |a, b| b.0.cmp(&a.0));
    rated.into_iter().map(|(_, offer)| offer.clone()).take(MOST).collect()
}

impl Editor {
    fn act(self, act: &Act) {
        self.desk.commands.set(false);
        let act = act.clone();
        // The dialog gives the focus back first. Not by a timer of Leptos: those end with the dialog.
        spawn_local(async move {
            pause(0).await;
            if !self.is_alive() {
                return;
            }
            match act {
                Act::Run(run) => run(self),
                Act::Add(kind) => self.add_block(kind),
                Act::Section(preset) => self.add_preset(preset, self.preset_name(preset)),
                Act::Go(id) => self.point_out(&id),
            }
        });
    }
}

/// The command palette.
#[component]
pub fn CommandsDialog() -> impl IntoView {
    let editor = use_editor();
    let open = editor.desk.commands;
    view! {
        <Dialog open title=editor.i.t("editor.commands") id="ed-commands">
            <Palette/>
        </Dialog>
    }
}

#[component]
fn Palette() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let all = StoredValue::new(offers(editor));
    let query = RwSignal::new(String::new());
    let at = RwSignal::new(0_usize);
    let list = Memo::new_with_compare(
        move |_| {
            let query = query.get();
            all.with_value(|all| found(all, &query))
        },
        |_, _| true,
    );
    let input = NodeRef::<html::Input>::new();
    effect(move || {
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    });
    effect(move || {
        let at = at.get();
        if let Some(row) = document().get_element_by_id(&format!("ed-command-{at}")) {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            row.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let run = move |index: usize| {
        if let Some(offer) = list.with_untracked(|list| list.get(index).cloned()) {
            editor.act(&offer.act);
        }
    };
    let pressed = move |event: leptos::ev::KeyboardEvent| {
        let count = list.with_untracked(Vec::len);
        if event.is_composing() {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" if count > 0 => at.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => at.update(|at| *at = (*at + count - 1) % count),
            "Home" if query.with_untracked(String::is_empty) => at.set(0),
            "End" if query.with_untracked(String::is_empty) => at.set(count.saturating_sub(1)),
            "Enter" => run(at.get_untracked()),
            _ => return,
        }
        event.prevent_default();
    };
    let rows = move || {
        let mut last = String::new();
        let grouped = query.with_untracked(String::is_empty);
        list.get()
            .into_iter()
            .enumerate()
            .map(|(index, offer)| {
                let Offer { name, group, icon, keys: shortcut, .. } = offer;
                let begins = grouped && group != last;
                last.clone_from(&group);
                let shortcut = (!shortcut.is_empty()).then(|| {
                    let parts: Vec<String> = keys(shortcut).split(' ').map(str::to_owned).collect();
                    view! { <span class="ed-command-keys">{parts.into_iter().map(|key| view! { <kbd>{key}</kbd> }).collect_view()}</span> }
                });
                view! {
                    {begins.then(|| view! { <li class="ed-command-group" role="presentation">{group.clone()}</li> })}
                    <li
                        id=format!("ed-command-{index}")
                        class="ed-command"
                        role="option"
                        aria-selected=move || aria(at.get() == index)
                        on:pointermove=move |_| if at.get_untracked() != index { at.set(index) }
                        on:click=move |_| run(index)
                    >
                        <Icon name=icon/>
                        <span class="ed-command-name">{name}</span>
                        {(!grouped).then(|| view! { <span class="ed-command-in">{group.clone()}</span> })}
                        {shortcut}
                    </li>
                }
            })
            .collect_view()
    };
    let none = move || list.with(Vec::is_empty);
    view! {
        <div class="ed-commands">
            <input
                node_ref=input
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                aria-label=i.t("editor.commands.search")
                aria-expanded="true"
                aria-controls="ed-command-list"
                aria-autocomplete="list"
                aria-activedescendant=move || (!none()).then(|| format!("ed-command-{}", at.get()))
                placeholder=i.t("editor.commands.search")
                on:input:target=move |event| {
                    at.set(0);
                    query.set(event.target().value());
                }
                on:keydown=pressed
            />
            <ul id="ed-command-list" class="ed-command-list" role="listbox" aria-label=i.t("editor.commands")>{rows}</ul>
            <p class="ed-note" role="status">{move || none().then(|| i.t("editor.commands.none"))}</p>
        </div>
    }
}
