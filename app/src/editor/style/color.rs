//! A colour: the page's colours as swatches, any other by the browser's own field or as text, and how much it covers.

use landinghub::document::parts::{Paint, paint};
use landinghub::document::{CssValue, TokenId, TokenKind, theme};
use leptos::prelude::*;

use super::super::controls::unique;
use super::super::small::{effect, memo};
use super::super::state::{Editor, use_editor};
use super::number::{Change, NumberInput, Numbers, PERCENT};
use super::row::Marks;
use super::slot::Slot;
use crate::ui::aria;

/// What a colour field reads and writes.
#[derive(Clone, Copy)]
pub struct Colors {
    /// Its name.
    pub label: StoredValue<String>,
    /// What is set here.
    pub here: Signal<Option<String>>,
    /// What holds otherwise; the browser's words if nothing was said.
    pub shown: Signal<String>,
    /// Sets it; answers what is wrong.
    pub set: Callback<(u64, Option<String>), Option<String>>,
    /// Whether the page's colours are offered; they aren't for those themselves.
    pub tokens: bool,
}

impl Colors {
    /// Those of a slot.
    pub fn of(slot: Slot, label: String) -> Self {
        Self {
            label: StoredValue::new(label),
            here: slot.here(),
            shown: slot.shown(),
            set: Callback::new(move |(gesture, text): (u64, Option<String>)| slot.set(gesture, text)),
            tokens: true,
        }
    }
}

/// The page's colours: id, name, value.
pub fn tokens(editor: Editor) -> Vec<(TokenId, String, String)> {
    editor.watch_styles();
    let all = editor.doc(theme::tokens);
    all.into_iter()
        .filter(|(_, token)| token.kind == TokenKind::Color)
        .map(|(id, token)| {
            let name = if token.name.is_empty() { editor.token_words(id.as_str()) } else { token.name };
            (id, name, token.value.as_str().to_owned())
        })
        .collect()
}

/// See the module.
#[component]
pub fn ColorField(colors: Colors) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let gesture = StoredValue::new(0_u64);
    let begin = move || gesture.set_value(editor.gesture());
    let draft = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<String>);
    // At another width or in another state the field is about another value.
    effect(move || {
        editor.device.track();
        editor.look.state.track();
        draft.set(None);
        wrong.set(None);
    });
    let list = memo(move || if colors.tokens { tokens(editor) } else { Vec::new() });
    let text = move || colors.here.get().unwrap_or_else(|| colors.shown.get());
    // A token as its colour, for what shows colours only.
    let plain = move |paint: &Paint| match paint {
        Paint::Rgba(rgba) => Some(*rgba),
        Paint::Token(id, share) => {
            let all = tokens(editor);
            let value = all.iter().find(|(known, ..)| known == id).map(|(.., value)| value.as_str())?;
            match landinghub::document::parts::paint(value)?.with_opacity(*share) {
                Paint::Rgba(rgba) => Some(rgba),
                Paint::Token(..) => None,
            }
        }
    };
    let now = memo(move || paint(&text()));
    let hex = move || {
        now.get().and_then(|paint| plain(&paint)).map_or_else(|| "#888888".to_owned(), |rgba| rgba.hex())
    };
    let preview = move || {
        let color = now.get().and_then(|paint| plain(&paint)).map(|rgba| Paint::Rgba(rgba).css());
        let mut style = String::from("--swatch:");
        style.push_str(color.as_deref().unwrap_or("transparent"));
        style
    };
    let name_of = move |paint: &Paint| match paint {
        Paint::Rgba(_) => None,
        Paint::Token(id, _) => {
            list.with(|list| list.iter().find(|(known, ..)| known == id).map(|(_, name, _)| name.clone()))
        }
    };
    let words = move |value: &str| match paint(value) {
        Some(paint) => name_of(&paint).unwrap_or_else(|| value.to_owned()),
        None => value.to_owned(),
    };
    let shown = move || {
        draft.get().unwrap_or_else(|| colors.here.get().map(|value| words(&value)).unwrap_or_default())
    };
    // What the browser says of colours is long.
    let placeholder = move || {
        let text = colors.shown.get();
        match paint(&text) {
            Some(Paint::Rgba(rgba)) if rgba.alpha == 0 => i.t("editor.color.none").to_owned(),
            Some(paint @ Paint::Rgba(_)) => paint.css(),
            _ => words(&text),
        }
    };
    let send = move |gesture: u64, text: Option<String>| {
        wrong.set(colors.set.run((gesture, text)));
    };
    let typed = move |text: String| {
        draft.set(Some(text.clone()));
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return send(gesture.get_value(), None);
        }
        // The name of one of the page's colours, `#rgb` with or without its sign, or what CSS calls a colour.
        let named = list.with_untracked(|list| {
            list.iter()
                .find(|(_, name, _)| name.eq_ignore_ascii_case(trimmed))
                .map(|(id, ..)| CssValue::token(id).as_str().to_owned())
        });
        let bare = matches!(trimmed.len(), 3 | 6 | 8) && trimmed.chars().all(|c| c.is_ascii_hexdigit());
        let value =
            named.unwrap_or_else(|| if bare { ["#", trimmed].concat() } else { trimmed.to_lowercase() });
        if CssValue::new(&value).is_ok_and(|value| value.is_color()) && is_color(&value) {
            send(gesture.get_value(), Some(value));
        } else {
            wrong.set(Some(i.t("editor.wrong.color").to_owned()));
        }
    };
    let picked = move |hex: String| {
        draft.set(None);
        let share = now.get_untracked().map_or(100, |paint| paint.opacity());
        // Where nothing was seen so far, what is picked should be.
        let share = if share == 0 { 100 } else { share };
        let color = paint(&hex).map(|paint| paint.with_opacity(share).css());
        send(gesture.get_value(), color);
    };
    let opacity = Numbers {
        label: StoredValue::new(i.t_with("editor.color.opacity_of", &[("name", &colors.label.get_value())])),
        num: &PERCENT,
        here: Signal::derive(move || {
            let paint = paint(&colors.here.get()?)?;
            Some([paint.opacity().to_string().as_str(), "%"].concat())
        }),
        shown: Signal::derive(move || {
            now.get().map_or_else(
                || "100%".to_owned(),
                |paint| [paint.opacity().to_string().as_str(), "%"].concat(),
            )
        }),
        set: Callback::new(move |change: Change| {
            let share = change
                .text
                .as_deref()
                .and_then(landinghub::document::parts::measure)
                .map_or(100.0, |found| found.number);
            let share =
                landinghub::document::parts::number(share.clamp(0.0, 100.0).round()).parse().unwrap_or(100);
            let paint = now.get_untracked()?;
            colors.set.run((change.gesture, Some(paint.with_opacity(share).css())))
        }),
        marks: Marks::none(),
        sides: false,
    };
    let swatches = move || {
        list.get()
            .into_iter()
            .map(|(id, name, color)| {
                let this = id.clone();
                let on = move || now.with(|now| matches!(now, Some(Paint::Token(id, _)) if *id == this));
                let words = name.clone();
                let style = ["--swatch:", &color].concat();
                view! {
                    <button
                        type="button"
                        class="ed-swatch"
                        style=style
                        title=name
                        aria-pressed=move || aria(on())
                        on:click=move |_| {
                            draft.set(None);
                            send(editor.gesture(), Some(CssValue::token(&id).as_str().to_owned()));
                        }
                    >
                        // Words inside, not a label: a colour called "Text" isn't found as the field "Text".
                        <span class="sr-only">{words}</span>
                    </button>
                }
            })
            .collect_view()
    };
    let label = colors.label.get_value();
    let any = i.t_with("editor.color.custom_of", &[("name", &label)]);
    let error = unique(editor);
    let described = {
        let error = error.clone();
        move || wrong.with(Option::is_some).then(|| error.clone())
    };
    view! {
        <div class="st-color">
            <div class="st-color-line">
                <span class="st-chip" style=preview>
                    <input
                        type="color"
                        aria-label=any.clone()
                        title=any
                        prop:value=hex
                        on:focus=move |_| begin()
                        on:pointerdown=move |_| begin()
                        on:input:target=move |event| picked(event.target().value())
                    />
                </span>
                <input
                    class="st-input"
                    aria-label=label
                    autocomplete="off"
                    spellcheck="false"
                    prop:value=shown
                    placeholder=placeholder
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby=described
                    on:focus:target=move |event| {
                        begin();
                        event.target().select();
                    }
                    on:blur=move |_| {
                        if wrong.with_untracked(Option::is_none) {
                            draft.set(None);
                        }
                    }
                    on:keydown=move |event| {
                        if event.key() == "Escape" && wrong.with_untracked(Option::is_some) {
                            event.prevent_default();
                            draft.set(None);
                            wrong.set(None);
                        }
                    }
                    on:input:target=move |event| typed(event.target().value())
                />
                <div class="st-opacity" role="group" aria-label=opacity.label.get_value()>
                    <NamedNumber numbers=opacity/>
                </div>
            </div>
            {move || wrong.get().map(|what| view! { <p class="field-error st-error" id=error.clone() role="alert">{what}</p> })}
            {move || colors.tokens.then(|| view! { <div class="ed-swatches">{swatches}</div> })}
        </div>
    }
    .into_any()
}

/// Whether the browser takes the word for a colour.
fn is_color(text: &str) -> bool {
    text.contains("token(") || web_sys::css::supports_with_value("color", text).unwrap_or(true)
}

/// A number whose name is for assistive technology only.
#[component]
pub fn NamedNumber(numbers: Numbers, #[prop(optional)] bare: bool) -> impl IntoView {
    let id = unique(use_editor());
    view! {
        <label class="sr-only" for=id.clone()>{numbers.label.get_value()}</label>
        <NumberInput numbers id bare/>
    }
    .into_any()
}
