//! Outlines over the canvas: what is selected, what the pointer is over, and the handles.

use landinghub::document::NodeId;
use leptos::prelude::*;

use super::canvas::Rect;
use super::more::Part;
use super::small::memo;
use super::state::use_editor;

/// The height of a name above an outline, in pixels. Where there is no room it stands inside, or below what is low.
const TAG: f64 = 20.0;

/// Outlines of the selected and the hovered node.
#[component]
pub fn Overlay() -> impl IntoView {
    let editor = use_editor();
    let rect_of = move |id: Option<NodeId>| {
        editor.geometry.track();
        let rect = editor.with(|core| core.canvas.as_ref()?.rect(&id?))?;
        let scale = editor.scale.get();
        Some(Rect { x: rect.x * scale, y: rect.y * scale, w: rect.w * scale, h: rect.h * scale })
    };
    let selected = memo(move || rect_of(editor.selected.get()));
    let others = memo(move || {
        let first = editor.selected.get();
        let others = editor.selection().into_iter().filter(|id| Some(id) != first.as_ref());
        others.filter_map(|id| rect_of(Some(id))).collect::<Vec<_>>()
    });
    let hovered = memo(move || {
        let id = editor.hovered.get();
        if id.as_ref().is_some_and(|id| editor.selection().contains(id)) { None } else { rect_of(id) }
    });
    let style = |rect: Rect| {
        format!("transform:translate({}px,{}px);width:{}px;height:{}px", rect.x, rect.y, rect.w, rect.h)
    };
    // The name above the outline; a picture that loads or a font that arrives moves it.
    view! {
        <div class="ed-overlay">
            {move || hovered.get().map(|rect| view! {
                <div class="ed-outline is-hover" style=style(rect)>
                    <span class="ed-tag" class:is-inside={rect.y < TAG} class:is-below={rect.y < TAG && rect.h < TAG * 3.0}>{move || editor.hovered.get().map(|id| editor.name(&id))}</span>
                </div>
            })}
            {move || others.get().into_iter().map(|rect| view! {
                <div class="ed-outline is-selected is-other" style=style(rect)></div>
            }).collect_view()}
            {move || selected.get().map(|rect| view! {
                <div class="ed-outline is-selected" class:is-instance=move || editor.is_instance() class:is-editing=move || editor.editing.get().is_some() style=style(rect)>
                    <span class="ed-tag" class:is-inside={rect.y < TAG} class:is-below={rect.y < TAG && rect.h < TAG * 3.0}>{move || editor.selected.get().map(|id| editor.name(&id))}</span>
                </div>
            })}
            {editor.part(Part::Handles)}
        </div>
    }
}
