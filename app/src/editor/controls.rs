//! Small controls of the panels: a label, a field, and what is wrong with it.

use leptos::prelude::*;

use super::state::{Editor, use_editor};

/// A change of a field: its gesture (one a visit of the field) and its text.
#[derive(Clone, Debug)]
pub struct Typed {
    /// Everything typed in one visit is undone together.
    pub gesture: u64,
    /// The text now.
    pub text: String,
}

/// An `id` that is used once.
pub fn unique(editor: Editor) -> String {
    format!("ed-{}", editor.gesture())
}

/// One or several lines of text. `on_type` answers what is wrong with the text, if anything.
#[component]
pub fn TextControl(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(optional)] multiline: bool,
    #[prop(optional, into)] placeholder: Signal<String>,
    #[prop(optional, into)] help: String,
    /// Keeps the label for assistive technology only.
    #[prop(optional)]
    bare: bool,
    #[prop(into)] on_type: Callback<Typed, Option<String>>,
) -> impl IntoView {
    let editor = use_editor();
    let id = unique(editor);
    let gesture = StoredValue::new(0_u64);
    let wrong = RwSignal::new(None::<String>);
    let error_id = format!("{id}-error");
    let described = {
        let error_id = error_id.clone();
        move || wrong.with(Option::is_some).then(|| error_id.clone())
    };
    let start = move |_| gesture.set_value(editor.gesture());
    let typed = move |text: String| wrong.set(on_type.run(Typed { gesture: gesture.get_value(), text }));
    let field = if multiline {
        view! {
            <textarea
                class="textarea"
                id=id.clone()
                rows="3"
                prop:value=move || value.get()
                placeholder=move || placeholder.get()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:focus=start
                on:input:target=move |event| typed(event.target().value())
            ></textarea>
        }
        .into_any()
    } else {
        view! {
            <input
                class="input"
                id=id.clone()
                autocomplete="off"
                prop:value=move || value.get()
                placeholder=move || placeholder.get()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:focus=start
                on:input:target=move |event| typed(event.target().value())
            />
        }
        .into_any()
    };
    view! {
        <div class="ed-field">
            <label class=if bare { "sr-only" } else { "label" } for=id>{label}</label>
            {field}
            {move || wrong.get().map(|what| view! { <p class="field-error" id=error_id.clone()>{what}</p> })}
            {(!help.is_empty()).then(|| view! { <p class="help">{help}</p> })}
        </div>
    }
}

/// Yes or no.
#[component]
pub fn CheckControl(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<bool>,
    #[prop(into)] on_change: Callback<bool>,
) -> impl IntoView {
    let id = unique(use_editor());
    view! {
        <div class="check">
            <input
                type="checkbox"
                id=id.clone()
                prop:checked=move || value.get()
                on:change:target=move |event| on_change.run(event.target().checked())
            />
            <label for=id>{label}</label>
        </div>
    }
}

/// One of a few.
#[component]
pub fn ChoiceControl(
    #[prop(into)] label: String,
    /// Value and words of each.
    options: Vec<(String, String)>,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] on_change: Callback<String>,
) -> impl IntoView {
    let id = unique(use_editor());
    let options = options
        .into_iter()
        .map(|(key, words)| {
            let this = key.clone();
            view! { <option value=key selected=move || value.get() == this>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="ed-field">
            <label class="label" for=id.clone()>{label}</label>
            <select class="select" id=id prop:value=move || value.get() on:change:target=move |event| on_change.run(event.target().value())>
                {options}
            </select>
        </div>
    }
}
