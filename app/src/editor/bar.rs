//! The strip above the canvas.

use landinghub::document::NodeId;
use leptos::prelude::*;

use super::canvas::event_element;
use super::marks::keep_focus;
use super::small::{each, memo};
use super::state::{Editor, Left, use_editor};
use crate::ui::{ButtonSize, IconButton};

/// The strip above the canvas: where the selection is, and what can be done with it. It covers nothing of the page.
#[component]
pub fn ContextBar() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let act = move |what: fn(Editor, &NodeId)| {
        move |_| {
            if let Some(id) = editor.selected.get_untracked() {
                what(editor, &id);
            }
        }
    };
    let path = memo(move || {
        editor.watch_structure();
        let id = editor.selected.get()?;
        editor.doc(|document| {
            let around = document.ancestors(&id).filter(|around| **around != document.root).cloned();
            let mut path: Vec<NodeId> = std::iter::once(id.clone()).chain(around).collect();
            path.reverse();
            Some(path)
        })
    });
    let crumb = move |id: NodeId| {
        let (name, here, click) = (id.clone(), id.clone(), id.clone());
        view! {
            <li>
                <button
                    type="button"
                    class="ed-crumb"
                    aria-current=move || (editor.selected.get().as_ref() == Some(&here)).then_some("true")
                    on:click=move |_| editor.reveal(&click)
                    on:pointerenter=move |_| editor.hovered.set(Some(id.clone()))
                    on:pointerleave=move |_| editor.hovered.set(None)
                >
                    {move || editor.name(&name)}
                </button>
            </li>
        }
    };
    let button = move |icon: &str, label: &'static str, click: Callback<leptos::ev::MouseEvent>| {
        view! { <IconButton icon=icon.to_owned() size=ButtonSize::Small label=i.t(label) on_click=click/> }
    };
    view! {
        <div
            class="ed-context"
            // The words being edited keep their selection.
            on:pointerdown=keep_focus
            on:mousedown=keep_focus
        >
            <super::component::OpenComponent/>
            <Show when=move || path.with(Option::is_some) fallback=move || view! { <p class="ed-hint">{i.t("editor.nothing.text")}</p> }>
                        <nav class="ed-path" aria-label=i.t("editor.path")>
                            <Show when=move || editor.count() != 1>
                                <p class="ed-hint">{move || i.n("editor.said.selected", u64::try_from(editor.count()).unwrap_or_default())}</p>
                            </Show>
                            <ol role="list" class:is-many=move || editor.count() != 1>
                                {each(move || path.get().unwrap_or_default(), ToString::to_string, move |id| crumb(id).into_any())}
                            </ol>
                        </nav>
                        <div class="ed-toolbar" role="toolbar" aria-label=i.t("editor.toolbar")>
                            {button("corner-left-up", "editor.select_parent", Callback::new(move |_| editor.select_parent()))}
                            {button("arrow-up", "editor.move_up", Callback::new(act(|editor, id| editor.step(id, false))))}
                            {button("arrow-down", "editor.move_down", Callback::new(act(|editor, id| editor.step(id, true))))}
                            {button("plus", "editor.add_after", Callback::new(move |_| editor.open_left(Left::Blocks)))}
                            {button("copy", "editor.duplicate", Callback::new(act(Editor::duplicate)))}
                            {button("trash-2", "editor.delete", Callback::new(act(Editor::remove)))}
                            {button("ellipsis", "editor.menu", Callback::new(move |event: leptos::ev::MouseEvent| {
                                let at = event_element(&event).map(|element| super::canvas::bounds(&element)).unwrap_or_default();
                                editor.open_menu_on(None, at.x, at.y + at.h + 4.0);
                            }))}
                        </div>
            </Show>
        </div>
    }
}
