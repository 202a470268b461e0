//! The control of a property, by the property's type. Those that are more than a field are in `kinds`, `pictures` and
//! `component`.

use landinghub::document::kind::{PropSpec, PropType};
use landinghub::document::{Href, Kind, Link, NodeId, Prop, RichText, Value};
use leptos::prelude::*;

use super::super::controls::{CheckControl, ChoiceControl, TextControl, Typed};
use super::super::small::memo;
use super::super::state::{Editor, Sheet};
use super::super::{component, crop, kinds, pictures};
use crate::ui::{Button, ButtonSize};

/// A property's words on the panel; the kind may have its own.
fn label(editor: Editor, kind: &Kind, prop: &Prop) -> String {
    let i = editor.i;
    let special = i.find(&format!("editor.prop.{kind}.{prop}"));
    special
        .or_else(|| i.find(&format!("editor.prop.{prop}")))
        .map_or_else(|| prop.to_string(), ToOwned::to_owned)
}

/// The control that fits a property's type.
pub fn control(editor: Editor, id: &NodeId, kind: &Kind, spec: &'static PropSpec) -> AnyView {
    let i = editor.i;
    let words = label(editor, kind, &spec.prop);
    let node = StoredValue::new(id.clone());
    let prop = StoredValue::new(spec.prop.clone());
    let value = Signal::derive(move || {
        editor
            .node(&node.get_value(), |_, node| prop.with_value(|prop| node.props.get(prop).cloned()))
            .flatten()
    });
    let text = Signal::derive(move || {
        value.with(|value| value.as_ref().and_then(Value::as_text).unwrap_or_default().to_owned())
    });
    let set = move |gesture: u64, value: Option<Value>| {
        editor.set_prop(gesture, &node.get_value(), &prop.get_value(), value)
    };
    match spec.ty {
        PropType::Text { max, multiline } => {
            let typed = move |typed: Typed| {
                let text: String = typed.text.chars().take(max).collect();
                // A field's empty words are no words.
                let empty = text.is_empty();
                set(typed.gesture, (!empty).then_some(Value::Text(text)));
                None
            };
            let decorative =
                (*kind == Kind::Image && spec.prop == Prop::ALT).then(|| crop::decorative(editor, node));
            view! {
                <TextControl label=words value=text multiline on_type=Callback::new(typed)/>
                {decorative}
            }
            .into_any()
        }
        PropType::Name => {
            let typed = move |typed: Typed| {
                let text = typed.text.trim();
                if text.is_empty() {
                    set(typed.gesture, None);
                    return None;
                }
                let value = Value::text(text);
                if !spec.ty.accepts(&value) {
                    return Some(i.t("editor.wrong.name").to_owned());
                }
                set(typed.gesture, Some(value));
                None
            };
            view! { <TextControl label=words value=text on_type=Callback::new(typed)/> }.into_any()
        }
        PropType::Rich => rich(
            editor,
            node,
            words,
            value,
            Callback::new(move |(gesture, value)| {
                set(gesture, Some(value));
            }),
        ),
        PropType::Number { min, max } if max - min > 20 => {
            let now = Signal::derive(move || match value.get() {
                Some(Value::Number(number)) => number.to_string(),
                _ => default_number(&prop.get_value(), min).to_string(),
            });
            let typed = move |typed: Typed| {
                let text = typed.text.trim();
                let number = if text.is_empty() { Some(min) } else { text.parse::<i64>().ok() };
                match number.filter(|number| (min..=max).contains(number)) {
                    Some(number) => {
                        set(typed.gesture, (number != min).then_some(Value::Number(number)));
                        None
                    }
                    None => {
                        let (min, max) = (min.to_string(), max.to_string());
                        Some(i.t_with("editor.wrong.number", &[("min", &min), ("max", &max)]))
                    }
                }
            };
            view! { <TextControl label=words value=now on_type=Callback::new(typed)/> }.into_any()
        }
        PropType::Number { min, max } => {
            let options = (min..=max)
                .map(|number| (number.to_string(), number_words(editor, &spec.prop, number)))
                .collect();
            let now = Signal::derive(move || match value.get() {
                Some(Value::Number(number)) => number.to_string(),
                _ => default_number(&prop.get_value(), min).to_string(),
            });
            let choose = move |text: String| {
                if let Ok(number) = text.parse::<i64>() {
                    set(editor.gesture(), Some(Value::Number(number)));
                }
            };
            view! { <ChoiceControl label=words options value=now on_change=Callback::new(choose)/> }
                .into_any()
        }
        PropType::Bool => {
            let now = Signal::derive(move || matches!(value.get(), Some(Value::Bool(true))));
            let choose = move |on: bool| {
                set(editor.gesture(), on.then_some(Value::Bool(true)));
            };
            view! { <CheckControl label=words value=now on_change=Callback::new(choose)/> }.into_any()
        }
        PropType::Choice(choices) => {
            let options = choices
                .iter()
                .map(|word| {
                    ((*word).to_owned(), i.find(&format!("editor.choice.{word}")).unwrap_or(word).to_owned())
                })
                .collect();
            let first = choices.first().copied().unwrap_or_default();
            let now = Signal::derive(move || {
                value.with(|value| value.as_ref().and_then(Value::as_text).unwrap_or(first).to_owned())
            });
            let choose = move |word: String| {
                let value = (word != first).then_some(Value::Text(word));
                set(editor.gesture(), value);
            };
            view! { <ChoiceControl label=words options value=now on_change=Callback::new(choose)/> }
                .into_any()
        }
        PropType::Texts => {
            let now = Signal::derive(move || match value.get() {
                Some(Value::Texts(texts)) => texts.join("\n"),
                _ => String::new(),
            });
            let typed = move |typed: Typed| {
                let lines = typed
                    .text
                    .lines()
                    .map(|line| line.chars().take(300).collect::<String>())
                    .take(100)
                    .collect();
                set(typed.gesture, Some(Value::Texts(lines)));
                None
            };
            view! { <TextControl label=words value=now multiline=true help=i.t("editor.help.lines") on_type=Callback::new(typed)/> }.into_any()
        }
        PropType::Link => link(
            editor,
            words,
            value,
            Callback::new(move |(gesture, value)| {
                set(gesture, value);
            }),
        ),
        PropType::Asset => pictures::picture(editor, node, spec.prop.clone(), words, value),
        PropType::Icon => kinds::icons(
            words,
            text,
            Callback::new(move |name: &'static str| {
                set(editor.gesture(), Some(Value::text(name)));
            }),
        ),
        PropType::Instant => kinds::instant(
            editor,
            words,
            text,
            Callback::new(move |value: Option<String>| {
                set(editor.gesture(), value.map(Value::Text));
            }),
        ),
        PropType::Url => {
            let typed = move |typed: Typed| {
                let text = typed.text.trim();
                let value = Value::text(text);
                if !text.is_empty() && !spec.ty.accepts(&value) {
                    return Some(i.t("editor.wrong.url").to_owned());
                }
                set(typed.gesture, (!text.is_empty()).then_some(value));
                None
            };
            view! { <TextControl label=words value=text placeholder=Signal::stored("https://".to_owned()) help=i.find(&format!("editor.help.{kind}.{}", spec.prop)).unwrap_or_default() on_type=Callback::new(typed)/> }.into_any()
        }
        PropType::Code { max } => {
            let typed = move |typed: Typed| {
                let text: String = typed.text.chars().take(max).collect();
                set(typed.gesture, (!text.is_empty()).then_some(Value::Text(text)));
                None
            };
            view! { <TextControl label=words value=text multiline=true help=i.t("editor.help.code") on_type=Callback::new(typed)/> }.into_any()
        }
        PropType::Listing => kinds::listing(
            editor,
            words,
            text,
            Callback::new(move |(gesture, value): (u64, Option<Value>)| {
                set(gesture, value);
            }),
        ),
        PropType::Film => pictures::film(editor, node, spec.prop.clone(), words, value),
        PropType::Component => component::instance(editor, id),
    }
}

/// What a number means where it isn't one: heading levels.
fn number_words(editor: Editor, prop: &Prop, number: i64) -> String {
    if *prop == Prop::LEVEL {
        editor.i.t_with("editor.level", &[("level", &number.to_string())])
    } else {
        number.to_string()
    }
}

fn default_number(prop: &Prop, min: i64) -> i64 {
    match prop.as_str() {
        "level" => 2,
        "rows" => 4,
        "columns" => 3,
        _ => min,
    }
}

/// Structured text: as lines where it has no marks, and always on the canvas.
fn rich(
    editor: Editor,
    node: StoredValue<NodeId>,
    words: String,
    value: Signal<Option<Value>>,
    set: Callback<(u64, Value)>,
) -> AnyView {
    let i = editor.i;
    let text_of =
        |value: &Option<Value>| value.as_ref().and_then(Value::as_rich).cloned().unwrap_or_default();
    let plain = memo(move || {
        value.with(|value| {
            let rich = text_of(value);
            rich == RichText::from_plain(&rich.to_plain())
        })
    });
    let text = Signal::derive(move || value.with(|value| text_of(value).to_plain()));
    // Typing keeps the field: a blank line at the end is no paragraph yet.
    let draft = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || {
        draft
            .get()
            .filter(|draft| RichText::from_plain(draft).to_plain() == text.get())
            .unwrap_or_else(|| text.get())
    });
    let typed = move |typed: Typed| {
        draft.set(Some(typed.text.clone()));
        set.run((typed.gesture, Value::Rich { rich: RichText::from_plain(&typed.text) }));
        None
    };
    let words = StoredValue::new(words);
    view! {
        <Show
            when=move || plain.get()
            fallback=move || view! {
                <div class="ed-field">
                    <span class="label">{words.get_value()}</span>
                    <p class="ed-excerpt">{move || text.get().chars().take(160).collect::<String>()}</p>
                </div>
            }
        >
            <TextControl label=words.get_value() value=shown multiline=true on_type=Callback::new(typed)/>
        </Show>
        <Button size=ButtonSize::Small icon="pencil" on_click=move |_| {
            editor.sheet.set(Sheet::None);
            editor.start_editing(&node.get_value(), None);
        }>{i.t("editor.edit_text")}</Button>
    }
    .into_any()
}

/// Where it leads, and in which window.
fn link(
    editor: Editor,
    words: String,
    value: Signal<Option<Value>>,
    set: Callback<(u64, Option<Value>)>,
) -> AnyView {
    let i = editor.i;
    let now = move || value.with(|value| value.as_ref().and_then(Value::as_link).cloned());
    let address = Signal::derive(move || now().map(|link| link.href.to_string()).unwrap_or_default());
    let new_tab = Signal::derive(move || now().is_some_and(|link| link.new_tab));
    // What is typed stands, even while it isn't an address yet or is completed to one.
    let draft = RwSignal::new(None::<(String, String)>);
    let shown = Signal::derive(move || {
        let address = address.get();
        draft.get().filter(|(_, means)| *means == address).map_or(address, |(typed, _)| typed)
    });
    let typed = move |typed: Typed| {
        let text = typed.text.trim();
        if text.is_empty() {
            draft.set(None);
            set.run((typed.gesture, None));
            return None;
        }
        match super::super::link::address(text) {
            Some(href) => {
                let means = href.to_string();
                let link = Link { href, new_tab: new_tab.get_untracked() };
                set.run((typed.gesture, Some(Value::from(link))));
                draft.set(Some((typed.text, means)));
                None
            }
            None => {
                draft.set(Some((typed.text, address.get_untracked())));
                Some(i.t("editor.wrong.link").to_owned())
            }
        }
    };
    // A section of the page is chosen by its words; one without an anchor gets one in the same step.
    let places = memo(move || {
        editor.watch_structure();
        value.track();
        super::super::link::places(editor)
    });
    let lead = move |fragment: String| {
        let Ok(href) = Href::new(&fragment) else { return };
        let gesture = editor.gesture();
        let made = places.with_untracked(|places| {
            places
                .iter()
                .find(|place| place.is_new && fragment.strip_prefix('#') == Some(&place.anchor))
                .cloned()
        });
        if let Some(place) = made {
            editor.set_prop(gesture, &place.node, &Prop::ANCHOR, Some(Value::text(place.anchor)));
        }
        set.run((gesture, Some(Value::from(Link { href, new_tab: false }))));
    };
    let sections = move || {
        places.with(|places| {
            places
                .iter()
                .map(|place| {
                    let fragment = ["#", &place.anchor].concat();
                    let is = fragment.clone();
                    view! { <option value=fragment selected=move || address.with(|now| *now == is)>{place.name.clone()}</option> }
                })
                .collect_view()
        })
    };
    let choose = move |on: bool| {
        if let Some(link) = now() {
            set.run((editor.gesture(), Some(Value::from(Link { new_tab: on, ..link }))));
        }
    };
    view! {
        <TextControl label=words value=shown placeholder=Signal::stored("https://".to_owned()) help=i.t("editor.help.link") on_type=Callback::new(typed)/>
        <Show when=move || places.with(|places| !places.is_empty())>
            <select
                class="select"
                aria-label=i.t("editor.link.choose")
                on:change:target=move |event| lead(event.target().value())
            >
                <option value="" disabled=true selected=move || !address.with(|now| now.len() > 1 && now.starts_with('#'))>{i.t("editor.link.choose")}</option>
                {sections}
            </select>
        </Show>
        <Show when=move || !address.with(|now| now.is_empty() || now.starts_with('#'))>
            <CheckControl label=i.t("editor.new_tab") value=new_tab on_change=Callback::new(choose)/>
        </Show>
    }
    .into_any()
}
