//! Components on the screen: made, shown again, edited where they stand, different in one place, plain again.

use landinghub::document::{InnerId, Kind, NodeId, Op, components};
use landinghub::editing::{component, place};
use leptos::prelude::*;

use super::canvas::event_element;
use super::controls::{TextControl, Typed};
use super::device::BrowserRng;
use super::state::{Editor, use_editor};
use crate::ui::{Button, ButtonSize, Icon};

impl Editor {
    /// Whether the selection is an instance of a component.
    pub fn is_instance(self) -> bool {
        self.selected.get().is_some_and(|id| self.of_kind(&id, &Kind::Instance))
    }

    fn of_kind(self, id: &NodeId, kind: &Kind) -> bool {
        self.doc(|document| document.node(id).is_some_and(|node| node.kind == *kind))
    }

    /// Whether a component can be made of a block.
    pub fn can_be_component(self, id: &NodeId) -> bool {
        self.watch(id);
        self.doc(|document| {
            document.node(id).is_some_and(|node| node.kind != Kind::Instance)
                && components::owner(document, id).is_none()
        })
    }

    /// Makes a component of a block.
    pub fn make_component(self, id: &NodeId) {
        self.stop_editing();
        let name = self.doc(|document| document.node(id).map(|node| self.name_of(node))).unwrap_or_default();
        let Some((ops, instance)) = self.doc(|document| component::make(document, id, &name, &BrowserRng))
        else {
            return self.bad(self.i.t("editor.component.cannot"));
        };
        if self.edit("editor.did.component", ops) {
            self.reveal(&instance);
            self.say(self.i.t_with("editor.said.component", &[("name", &name)]));
        }
    }

    /// Makes plain blocks of an instance.
    pub fn detach(self, id: &NodeId) {
        self.stop_editing();
        self.close_component();
        let Some((ops, top)) = self.doc(|document| component::detach(document, id, &BrowserRng)) else {
            return;
        };
        if self.edit("editor.did.detach", ops) {
            self.reveal(&top);
            self.say(self.i.t("editor.said.detached"));
        }
    }

    /// Shows the component of an instance as blocks to edit; what is changed changes everywhere.
    pub fn edit_component(self, id: &NodeId) {
        self.stop_editing();
        let top = self.doc(|document| {
            let (_, shown) = components::shown(document, document.node(id)?)?;
            Some(shown.root.clone())
        });
        let Some(top) = top else { return };
        self.show_open(Some(id.clone()));
        self.reveal(&top);
        self.say(self.i.t("editor.said.component_open"));
    }

    /// The instance whose component is edited, and the top of that.
    pub fn opened(self) -> Option<(NodeId, NodeId)> {
        let id = self.open.get_untracked()?;
        let top = self.doc(|document| {
            components::shown(document, document.node(&id)?).map(|(_, component)| component.root.clone())
        });
        Some((id, top?))
    }

    /// What is around a node from the inside out; what is in the opened component stands in its instance.
    pub fn around(self, id: &NodeId) -> Vec<NodeId> {
        let opened = self.opened();
        self.doc(|document| {
            let mut around: Vec<NodeId> = document.ancestors(id).cloned().collect();
            if let Some((instance, top)) = opened
                && around.last().unwrap_or(id) == &top
            {
                around.extend(std::iter::once(&instance).chain(document.ancestors(&instance)).cloned());
            }
            around
        })
    }

    /// Ends editing a component.
    pub fn close_component(self) {
        let Some(open) = self.open.get_untracked() else { return };
        self.stop_editing();
        self.show_open(None);
        self.select(Some(open));
    }

    fn show_open(self, instance: Option<NodeId>) {
        self.core(|core| {
            if let Some(canvas) = &mut core.canvas {
                canvas.open(core.session.document(), instance.clone());
            }
        });
        self.open.set(instance);
        self.moved();
    }

    /// Puts a component where it fits best, seen from the selection.
    pub fn add_component(self, id: &landinghub::document::ComponentId) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let added = self.doc(|document| {
            let kind = component::kind_of(document, id)?;
            let spot = place::best_spot(document, kind, selected.as_ref())
                .or_else(|| place::best_spot(document, &Kind::Section, selected.as_ref()))?;
            component::insert(document, id, &spot, &BrowserRng)
        });
        let Some((ops, node)) = added else { return self.bad(self.i.t("editor.reject.not_here")) };
        if self.edit("editor.did.add", ops) {
            self.reveal(&node);
        }
    }

    /// Starts editing the words at an event inside an instance; they become different here. Answers whether there are
    /// words.
    pub fn start_inside(self, id: &NodeId, event: &web_sys::Event, at: Option<(f64, f64)>) -> bool {
        if !self.of_kind(id, &Kind::Instance) {
            return false;
        }
        let mut element = event_element(event);
        while let Some(here) = element.and_then(|element| element.closest("[data-iid]").ok().flatten()) {
            let inner = here.get_attribute("data-iid").and_then(|id| InnerId::new(&id).ok());
            if let Some(inner) = inner
                && self.start_words(id, Some(inner), at)
            {
                return true;
            }
            element = here.parent_element();
        }
        false
    }
}

/// What the panel of an instance offers.
pub fn instance(editor: Editor, id: &NodeId) -> AnyView {
    let i = editor.i;
    let node = StoredValue::new(id.clone());
    let component = move || {
        editor
            .node(&node.get_value(), |document, node| {
                components::shown(document, node).map(|(id, component)| (id.clone(), component.name.clone()))
            })
            .flatten()
    };
    let name = Signal::derive(move || component().map(|(_, name)| name).unwrap_or_default());
    let differs =
        move || editor.node(&node.get_value(), |_, node| !node.overrides.is_empty()).unwrap_or_default();
    let count = move || {
        editor.watch_structure();
        let id = component().map(|(id, _)| id);
        editor.doc(|document| {
            let shows = |node: &&landinghub::document::Node| {
                components::shown(document, node).map(|(known, _)| known) == id.as_ref()
            };
            u64::try_from(document.nodes.values().filter(shows).count()).unwrap_or_default()
        })
    };
    let renamed = move |typed: Typed| {
        let name: String = typed.text.chars().take(200).collect();
        if let Some((component, _)) = component() {
            editor.edit_in(typed.gesture, "editor.did.rename", vec![Op::RenameComponent { component, name }]);
        }
        None
    };
    view! {
        <TextControl label=i.t("editor.component.name") value=name on_type=Callback::new(renamed)/>
        <p class="help">{move || i.n("editor.component.count", count())}</p>
        <p class="help">{i.t("editor.component.help")}</p>
        <div class="ed-actions">
            <Button size=ButtonSize::Small icon="component" on_click=move |_| editor.edit_component(&node.get_value())>{i.t("editor.component.edit")}</Button>
            <Button size=ButtonSize::Small on_click=move |_| editor.detach(&node.get_value())>{i.t("editor.component.detach")}</Button>
            <Show when=differs>
                <Button size=ButtonSize::Small icon="rotate-ccw" on_click=move |_| {
                    let ops = editor.doc(|document| component::reset(document, &node.get_value()));
                    editor.edit("editor.did.reset", ops);
                }>{i.t("editor.component.reset")}</Button>
            </Show>
        </div>
    }
    .into_any()
}

/// Says that a component is being edited, and ends it.
#[component]
pub fn OpenComponent() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let name = move || editor.open.get().map(|id| editor.name(&id)).unwrap_or_default();
    view! {
        <Show when=move || editor.open.with(Option::is_some)>
            <div class="ed-open" role="status">
                <Icon name="component"/>
                <span>{move || i.t_with("editor.component.open", &[("name", &name())])}</span>
                <Button size=ButtonSize::Small on_click=move |_| editor.close_component()>{i.t("editor.component.done")}</Button>
            </div>
        </Show>
    }
}

/// The components of the page, to put them in once more.
#[component]
pub fn Components() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let list = move || {
        editor.watch_structure();
        editor.watch_meta();
        let known = editor.doc(|document| {
            document.components.iter().map(|(id, it)| (id.clone(), it.name.clone())).collect::<Vec<_>>()
        });
        (!known.is_empty()).then(|| {
            let items = known
                .into_iter()
                .map(|(id, name)| {
                    let gone = id.clone();
                    let remove = i.t_with("editor.component.remove", &[("name", &name)]);
                    view! {
                        <li class="ed-component">
                            <button type="button" class="ed-block" on:click=move |_| editor.add_component(&id)>
                                <Icon name="component"/>
                                <span>{name}</span>
                            </button>
                            <crate::ui::IconButton icon="trash-2".to_owned() size=ButtonSize::Small label=remove on_click=move |_| {
                                editor.close_component();
                                let ops = editor.doc(|document| component::remove(document, &gone, &BrowserRng));
                                editor.edit("editor.did.remove", ops);
                            }/>
                        </li>
                    }
                })
                .collect_view();
            view! {
                <h2 class="ed-blocks-title">{i.t("editor.components")}</h2>
                <ul class="ed-components" role="list" aria-label=i.t("editor.components")>{items}</ul>
            }
        })
    };
    view! { <div>{list}</div> }
}
