//! What is shown of a drag: the line where a drop would land, and the name of what is dragged beside the pointer.

use leptos::prelude::*;

use super::drag::Shown;
use super::small::memo;
use super::state::use_editor;

/// See the module. The elements stay while the drag goes on; only their styles change.
#[component]
pub fn DropMark() -> impl IntoView {
    let editor = use_editor();
    let of = move |read: fn(&Shown) -> bool| {
        memo(move || editor.shown.with(|shown| shown.as_ref().is_some_and(read)))
    };
    let (any, by_pointer) = (of(|_| true), of(|shown| shown.pointer.is_some()));
    let (marked, whole) =
        (of(|shown| shown.mark.is_some()), of(|shown| shown.mark.is_some_and(|(_, whole)| whole)));
    let mark = move || {
        let rect =
            editor.shown.with(|shown| shown.as_ref().and_then(|shown| shown.mark)).map(|(rect, _)| rect);
        let rect = rect.unwrap_or_default();
        let (w, h) = (rect.w.max(3.0), rect.h.max(3.0));
        format!("transform:translate({}px,{}px);width:{w}px;height:{h}px", rect.x, rect.y)
    };
    let ghost = move || {
        let at =
            editor.shown.with(|shown| shown.as_ref().and_then(|shown| shown.pointer)).unwrap_or_default();
        format!("transform:translate({}px,{}px)", at.x + 12.0, at.y + 12.0)
    };
    let name = memo(move || editor.shown.with(|shown| shown.as_ref().map(|shown| shown.name.clone())));
    view! {
        <Show when=move || any.get()>
            <div class="ed-drag-layer" class:is-pointer=by_pointer aria-hidden="true">
                <Show when=move || marked.get()>
                    <div class="ed-drop-mark" class:is-whole=whole style=mark></div>
                </Show>
                <Show when=move || by_pointer.get()>
                    <div class="ed-ghost" style=ghost>{name}</div>
                </Show>
            </div>
        </Show>
    }
}
