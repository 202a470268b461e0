//! Controls with the usual values at hand: where a background is painted, and width to height.

use landinghub::document::CssProperty as P;
use landinghub::document::CssValue;
use leptos::prelude::*;

use super::super::controls::{TextControl, Typed};
use super::Panel;
use super::boxes::set_all;
use super::row::{name, row, word_name};
use crate::ui::aria;

/// What a background is painted on. In the letters it is seen once they have no colour of their own.
pub fn clip(panel: Panel) -> AnyView {
    const WORDS: [&str; 4] = ["border-box", "padding-box", "content-box", "text"];
    const CLEAR: &str = "transparent";
    let editor = panel.editor;
    let slot = panel.slot(P::BackgroundClip);
    let color = panel.slot(P::Color);
    let (here, ink) = (slot.here(), color.here());
    let now = move || here.get().unwrap_or_default();
    let options = WORDS
        .iter()
        .map(|word| view! { <option value=*word selected=move || now() == *word>{word_name(editor, word)}</option> })
        .collect_view();
    let choose = move |word: String| {
        let is_clear = ink.with_untracked(|ink| ink.as_deref() == Some(CLEAR));
        let mut rows = vec![(P::BackgroundClip, CssValue::new(&word).ok())];
        if word == "text" {
            rows.push((P::Color, CssValue::new(CLEAR).ok()));
        } else if is_clear {
            rows.push((P::Color, None));
        }
        set_all(panel, &rows);
    };
    let label = name(editor, P::BackgroundClip);
    let field = view! {
        <select
            class="st-select"
            aria-label=label.clone()
            prop:value=now
            on:change:target=move |event| choose(event.target().value())
        >
            <option value="" selected=move || now().is_empty()>{word_name(editor, "border-box")}</option>
            {options}
        </select>
    };
    row(slot.into(), label, false, field.into_any())
}

/// Width to height: the usual ones, and any other as it is typed.
pub fn ratio(panel: Panel) -> AnyView {
    const USUAL: [&str; 6] = ["16 / 9", "4 / 3", "3 / 2", "1 / 1", "4 / 5", "9 / 16"];
    let editor = panel.editor;
    let slot = panel.slot(P::AspectRatio);
    let here = slot.here();
    let draft = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || draft.get().unwrap_or_else(|| here.get().unwrap_or_default()));
    let typed = move |typed: Typed| {
        // People write 16:9 or 16/9.
        let text = typed.text.trim().replace([':', '/'], " / ");
        let problem = slot.set(typed.gesture, (!text.is_empty()).then_some(text));
        draft.set(problem.is_some().then_some(typed.text));
        problem
    };
    let label = name(editor, P::AspectRatio);
    let buttons = USUAL
        .iter()
        .map(|usual| {
            let on = move || here.with(|here| here.as_deref() == Some(*usual));
            let press = move |_| {
                let again = here.with_untracked(|here| here.as_deref() == Some(*usual));
                draft.set(None);
                slot.set(editor.gesture(), (!again).then(|| (*usual).to_owned()));
            };
            view! {
                <button type="button" class="st-seg" aria-pressed=move || aria(on()) on:click=press>
                    {usual.replace(" / ", ":")}
                </button>
            }
        })
        .collect_view();
    let field = view! {
        <div class="st-list">
            <div class="st-segs">{buttons}</div>
            <TextControl label=label.clone() bare=true value=shown placeholder=slot.shown() on_type=Callback::new(typed)/>
        </div>
    };
    row(slot.into(), label, true, field.into_any())
}
