//! Rows of the panel: a name, where the value comes from, a control, and taking it away.

use landinghub::document::CssProperty;
use leptos::prelude::*;

use super::super::controls::unique;
use super::super::state::{Editor, use_editor};
use super::number::{Change, Num, NumberInput, Numbers, ScrubLabel};
use super::slot::{Mark, Slot};
use crate::ui::{Icon, aria};

/// Where a value comes from, and how to be rid of it.
#[derive(Clone, Copy)]
pub struct Marks {
    /// Set here, from elsewhere, or not at all.
    pub mark: Signal<Mark>,
    /// The same in words.
    pub words: Signal<String>,
    /// Takes it away here.
    pub reset: Callback<()>,
}

impl Marks {
    /// Of something that always has a value.
    pub fn none() -> Self {
        Self {
            mark: Signal::stored(Mark::None),
            words: Signal::stored(String::new()),
            reset: Callback::new(|()| ()),
        }
    }
}

impl From<Slot> for Marks {
    fn from(slot: Slot) -> Self {
        let lens = slot;
        Self {
            mark: slot.mark(),
            words: Signal::derive(move || slot.origin()),
            reset: Callback::new(move |()| lens.take_away()),
        }
    }
}

/// The name of a property.
pub fn name(editor: Editor, property: CssProperty) -> String {
    editor.i.find(&format!("editor.css.{property}")).map_or_else(|| property.to_string(), ToOwned::to_owned)
}

/// The dot before a name: blue for set here, orange for from elsewhere. Words for those who don't see it, unless
/// they are told otherwise: inside a label they would become a part of the name.
#[component]
pub fn Dot(marks: Marks, #[prop(optional)] quiet: bool) -> impl IntoView {
    move || {
        let class = match marks.mark.get() {
            Mark::None => return ().into_any(),
            Mark::Here => "st-dot is-here",
            Mark::From => "st-dot is-from",
        };
        let words = move || marks.words.get();
        if quiet {
            return view! { <span class=class aria-hidden="true" title=words></span> }.into_any();
        }
        view! { <span class=class role="img" aria-label=words title=words></span> }.into_any()
    }
}

/// Takes a value away that is set here.
#[component]
pub fn ResetButton(marks: Marks, label: StoredValue<String>) -> impl IntoView {
    let editor = use_editor();
    let words = move || editor.i.t_with("editor.style.reset_of", &[("name", &label.get_value())]);
    move || {
        (marks.mark.get() == Mark::Here).then(|| {
            view! {
                <button type="button" class="st-reset" aria-label=words() title=words() on:click=move |_| marks.reset.run(())>
                    <Icon name="rotate-ccw"/>
                </button>
            }
        })
    }
}

/// A row with a control that isn't a number. Alt and a press on its name take the value away.
pub fn row(marks: Marks, label: String, wide: bool, control: AnyView) -> AnyView {
    let label = StoredValue::new(label);
    let title = move || marks.words.get();
    view! {
        <div class=if wide { "st-row is-wide" } else { "st-row" } role="group" aria-label=label.get_value()>
            <span
                class="st-label"
                title=title
                on:click=move |event| {
                    if event.alt_key() {
                        marks.reset.run(());
                    }
                }
            >
                <Dot marks/>
                <span aria-hidden="true">{label.get_value()}</span>
            </span>
            <div class="st-control">{control}</div>
            <ResetButton marks label/>
        </div>
    }
    .into_any()
}

/// A row with a number.
pub fn number_row(editor: Editor, numbers: Numbers) -> AnyView {
    let id = unique(editor);
    let marks = numbers.marks;
    view! {
        <div class="st-row">
            <ScrubLabel numbers for_id=id.clone() class="st-label is-scrub">
                <Dot marks quiet=true/>
                <span>{numbers.label.get_value()}</span>
            </ScrubLabel>
            <div class="st-control"><NumberInput numbers id/></div>
            <ResetButton marks label=numbers.label/>
        </div>
    }
    .into_any()
}

/// A number whose name stands elsewhere, but can be dragged as well.
pub fn number_field(numbers: Numbers) -> AnyView {
    let id = unique(use_editor());
    view! {
        <div class="st-lone">
            <ScrubLabel numbers for_id=id.clone() class="st-grip">
                <span class="sr-only">{numbers.label.get_value()}</span>
                <Icon name="move-horizontal"/>
            </ScrubLabel>
            <NumberInput numbers id/>
        </div>
    }
    .into_any()
}

/// The numbers of a slot.
pub fn numbers_of(slot: Slot, label: String, num: &'static Num) -> Numbers {
    Numbers {
        label: StoredValue::new(label),
        num,
        here: slot.here(),
        shown: slot.shown(),
        set: Callback::new(move |change: Change| slot.set(change.gesture, change.text)),
        marks: slot.into(),
        sides: false,
    }
}

/// One of a few words as buttons in a bar; `icon` is empty for words that have none.
pub fn segments(editor: Editor, slot: Slot, words: &'static [(&'static str, &'static str)]) -> AnyView {
    let value = slot.shown();
    let here = slot.here();
    let buttons = words
        .iter()
        .map(|(word, icon)| {
            let name = word_name(editor, word);
            let on = move || value.with(|value| value == word || value.strip_prefix("flex-") == Some(*word));
            view! {
                <button
                    type="button"
                    class="st-seg"
                    aria-pressed=move || aria(on())
                    aria-label=name.clone()
                    title=name.clone()
                    on:click=move |_| {
                        let again = here.with_untracked(|here| here.as_deref() == Some(*word));
                        slot.set(editor.gesture(), (!again).then(|| (*word).to_owned()));
                    }
                >
                    {if icon.is_empty() { view! { <span>{name.clone()}</span> }.into_any() } else { view! { <Icon name=*icon/> }.into_any() }}
                </button>
            }
        })
        .collect_view();
    view! { <div class="st-segs">{buttons}</div> }.into_any()
}

/// What a word of CSS is called.
pub fn word_name(editor: Editor, word: &str) -> String {
    editor.i.find(&format!("editor.css_value.{word}")).unwrap_or(word).to_owned()
}

/// One of many words in a list. What is set and isn't among them is offered, too.
pub fn choice(editor: Editor, slot: Slot, label: &str, words: &'static [&'static str]) -> AnyView {
    let here = slot.here();
    let shown = slot.shown();
    let now = move || here.get().unwrap_or_default();
    let rest = move || {
        let text = shown.get();
        if text.is_empty() { "–".to_owned() } else { word_name(editor, &text) }
    };
    let other = move || here.get().filter(|text| !words.contains(&text.as_str()));
    let options = words
        .iter()
        .map(|word| view! { <option value=*word selected=move || now() == *word>{word_name(editor, word)}</option> })
        .collect_view();
    view! {
        <select
            class="st-select"
            aria-label=label.to_owned()
            prop:value=now
            on:change:target=move |event| {
                let word = event.target().value();
                slot.set(editor.gesture(), (!word.is_empty()).then_some(word));
            }
        >
            <option value="" selected=move || now().is_empty()>{rest}</option>
            {options}
            {move || other().map(|text| view! { <option value=text.clone() selected=true>{text.clone()}</option> })}
        </select>
    }
    .into_any()
}
