//! Controls of the richer kinds: icons, moments, listings.

use landinghub::document::Value;
use landinghub::document::icons::{ICONS, SPRITE};
use landinghub::document::kind::PropType;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;

use super::controls::{ChoiceControl, TextControl, Typed, unique};
use super::state::Editor;
use crate::http;

/// One of the icons, from a grid.
pub fn icons(words: String, now: Signal<String>, choose: Callback<&'static str>) -> AnyView {
    let said = words.clone();
    let items = ICONS
        .iter()
        .map(|name| {
            let name: &'static str = name;
            let chosen = move || now.with(|now| now == name || (now.is_empty() && name == "star"));
            view! {
                <button type="button" class="ed-icon" aria-label=name title=name aria-pressed=move || chosen().to_string() on:click=move |_| choose.run(name)>
                    <svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><use href=[SPRITE, "#", name].concat()></use></svg>
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="ed-field">
            <span class="label" aria-hidden="true">{words}</span>
            <div class="ed-icons" role="group" aria-label=said>{items}</div>
        </div>
    }
    .into_any()
}

/// The distance from UTC of this device's clock at that moment: `+07:00`.
fn zone(date: &js_sys::Date) -> String {
    let east = -date.get_timezone_offset();
    let minutes = east.abs();
    let mut out = String::from(if east < 0.0 { "-" } else { "+" });
    two(&mut out, minutes / 60.0);
    out.push(':');
    two(&mut out, minutes % 60.0);
    out
}

fn two(out: &mut String, number: f64) {
    let text = number.trunc().to_string();
    if text.len() < 2 {
        out.push('0');
    }
    out.push_str(&text);
}

/// A moment on this device's clock: `2026-12-31T23:59`.
fn local(stored: &str) -> String {
    let date = js_sys::Date::new(&JsValue::from_str(stored));
    if date.get_time().is_nan() {
        return String::new();
    }
    let mut out = date.get_full_year().to_string();
    for (mark, number) in [
        ('-', date.get_month() + 1),
        ('-', date.get_date()),
        ('T', date.get_hours()),
        (':', date.get_minutes()),
    ] {
        out.push(mark);
        two(&mut out, f64::from(number));
    }
    out
}

/// A moment by the clock of this device.
pub fn instant(
    editor: Editor,
    words: String,
    now: Signal<String>,
    choose: Callback<Option<String>>,
) -> AnyView {
    let id = unique(editor);
    let help = move || {
        now.with(|now| {
            let date = js_sys::Date::new(&JsValue::from_str(now));
            if date.get_time().is_nan() { String::new() } else { ["GMT", &zone(&date)].concat() }
        })
    };
    let changed = move |text: String| {
        let date = js_sys::Date::new(&JsValue::from_str(&text));
        let read =
            (!date.get_time().is_nan()).then(|| [text.get(..16).unwrap_or(&text), &zone(&date)].concat());
        choose.run(read);
    };
    view! {
        <div class="ed-field">
            <label class="label" for=id.clone()>{words}</label>
            <input class="input" type="datetime-local" id=id prop:value=move || now.with(|now| local(now)) on:change:target=move |event| changed(event.target().value())/>
            <p class="help">{help}</p>
        </div>
    }
    .into_any()
}

/// What a list of listings is read for.
#[derive(serde::Deserialize)]
struct Mine {
    items: Vec<Offer>,
}

#[derive(serde::Deserialize)]
struct Offer {
    id: String,
    title: String,
}

/// A listing of the marketplace: one of the author's own, or any by its id or address.
pub fn listing(
    editor: Editor,
    words: String,
    now: Signal<String>,
    set: Callback<(u64, Option<Value>)>,
) -> AnyView {
    let i = editor.i;
    let mine = RwSignal::new(Vec::<(String, String)>::new());
    spawn_local(async move {
        if let Ok(found) = http::call::<Mine>("GET", "/api/marketplace/mine", http::Body::Empty).await {
            let _ = mine.try_set(found.items.into_iter().map(|offer| (offer.id, offer.title)).collect());
        }
    });
    let own = move || {
        let mut options = mine.get();
        if options.is_empty() {
            return None;
        }
        options.insert(0, (String::new(), i.t("editor.listing.choose").to_owned()));
        let choose = move |id: String| {
            set.run((editor.gesture(), (!id.is_empty()).then_some(Value::Text(id))));
        };
        Some(
            view! { <ChoiceControl label=i.t("editor.listing.mine") options value=now on_change=Callback::new(choose)/> },
        )
    };
    // What is typed stands, even while it is no listing yet.
    let draft = RwSignal::new(None::<String>);
    let shown = Signal::derive(move || draft.get().unwrap_or_else(|| now.get()));
    let typed = move |typed: Typed| {
        let text = typed.text.trim();
        let id = text.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let id = id.split(['?', '#']).next().unwrap_or_default();
        let value = Value::text(id);
        if !id.is_empty() && !PropType::Listing.accepts(&value) {
            draft.set(Some(typed.text));
            return Some(i.t("editor.wrong.listing").to_owned());
        }
        draft.set(None);
        set.run((typed.gesture, (!id.is_empty()).then_some(value)));
        None
    };
    view! {
        {own}
        <TextControl label=words value=shown help=i.t("editor.help.listing") on_type=Callback::new(typed)/>
    }
    .into_any()
}
