//! A number with its unit: typed, stepped with arrows, or dragged by its label.

use landinghub::document::parts::{self, BadEntry, entry, measure};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

use super::super::device::Listener;
use super::super::small::effect;
use super::super::state::{Editor, use_editor};
use super::row::Marks;
use super::slot::Mark;

/// What a number field takes.
pub struct Num {
    /// The units; a bare number gets the first, until there is another.
    pub units: &'static [&'static str],
    /// Words besides numbers.
    pub words: &'static [&'static str],
    /// The smallest number.
    pub min: f64,
    /// How far an arrow goes.
    pub step: f64,
    /// Where arrows and drags start while there is no number in the first unit.
    pub start: f64,
}

const fn num(units: &'static [&'static str], words: &'static [&'static str], min: f64, step: f64) -> Num {
    Num { units, words, min, step, start: 0.0 }
}

/// The same with another start.
const fn from(num: Num, start: f64) -> Num {
    Num { start, ..num }
}

/// Stands for the unit of `clamp(…)` and the like.
const FORMULA: &str = "ƒ";

const SIZES: &[&str] = &["px", "%", "rem", "em", "vw", "vh", "svh", "dvh", "ch"];

/// Widths and heights.
pub static SIZE: Num = num(SIZES, &["auto", "fit-content", "min-content", "max-content"], 0.0, 1.0);
/// Limits of widths and heights.
pub static LIMIT: Num = num(SIZES, &["none", "fit-content", "min-content", "max-content"], 0.0, 1.0);
/// Padding, gaps, widths of lines, corners.
pub static ROOM: Num = num(SIZES, &[], 0.0, 1.0);
/// Margins and offsets.
pub static MARGIN: Num = num(SIZES, &["auto"], f64::MIN, 1.0);
/// Lengths either way.
pub static SHIFT: Num = num(&["px", "%", "rem", "em", "vw", "vh"], &[], f64::MIN, 1.0);
/// Sizes of text.
pub static TEXT: Num = num(&["px", "rem", "em", "%", "vw"], &[], 0.0, 1.0);
/// Room between letters.
pub static SPACING: Num = num(&["em", "px", "rem"], &["normal"], f64::MIN, 0.01);
/// Heights of lines.
pub static LINE: Num = from(num(&["", "px", "rem", "em", "%"], &["normal"], 0.0, 0.1), 1.5);
/// Opacity.
pub static SHARE: Num = from(num(&["%", ""], &[], 0.0, 1.0), 100.0);
/// Per cent alone.
pub static PERCENT: Num = num(&["%"], &[], 0.0, 1.0);
/// A bare number.
pub static PLAIN: Num = num(&[""], &[], f64::MIN, 1.0);
/// A bare number from 0.
pub static COUNT: Num = num(&[""], &[], 0.0, 1.0);
/// So many lines or columns, or no matter how many.
pub static LINES: Num = from(num(&[""], &["none", "auto"], 1.0, 1.0), 1.0);
/// A factor.
pub static FACTOR: Num = from(num(&[""], &[], f64::MIN, 0.05), 1.0);
/// An angle.
pub static ANGLE: Num = num(&["deg", "turn"], &[], f64::MIN, 1.0);
/// A duration.
pub static TIME: Num = from(num(&["ms", "s"], &[], 0.0, 10.0), 200.0);
/// Blur.
pub static BLUR: Num = num(&["px", "rem"], &[], 0.0, 1.0);
/// Tracks of grids.
pub static TRACK: Num =
    num(&["fr", "px", "%", "rem", "em", "vw", "ch"], &["auto", "min-content", "max-content"], 0.0, 1.0);
/// Rows of grids that come as they are needed.
pub static NEW_ROW: Num =
    num(&["px", "rem", "fr", "%", "vh"], &["auto", "min-content", "max-content"], 0.0, 1.0);
/// Where a flexible child starts from.
pub static BASIS: Num = num(SIZES, &["auto", "content"], 0.0, 1.0);

/// A new number: its gesture, the value, and the keys held.
#[derive(Clone)]
pub struct Change {
    /// One undo step.
    pub gesture: u64,
    /// The value; none takes it away.
    pub text: Option<String>,
    /// Alt was held.
    pub alt: bool,
    /// Shift was held.
    pub shift: bool,
}

/// What a number field reads, writes and is called.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// Its name.
    pub label: StoredValue<String>,
    /// What it takes.
    pub num: &'static Num,
    /// What is set here.
    pub here: Signal<Option<String>>,
    /// What holds otherwise.
    pub shown: Signal<String>,
    /// Sets it; answers what is wrong.
    pub set: Callback<Change, Option<String>>,
    /// Where it comes from.
    pub marks: Marks,
    /// While it is dragged, Alt and Shift mean sides, not steps.
    pub sides: bool,
}

/// A drag of a label under way.
struct Scrub {
    gesture: u64,
    x: f64,
    number: f64,
    unit: String,
    moved: bool,
    _keys: Listener,
}

impl Numbers {
    /// What is said here or elsewhere; what the browser makes of nothing said is in units of its own.
    fn text(self) -> (String, bool) {
        match self.here.get() {
            Some(text) => (text, true),
            None => (self.shown.get(), self.marks.mark.get() != Mark::None),
        }
    }

    /// The unit a bare number gets, or the word that stands there.
    fn unit(self) -> String {
        let (text, said) = self.text();
        let first = self.num.units.first().copied().unwrap_or_default();
        if said && self.num.words.contains(&text.as_str()) {
            return text;
        }
        match measure(&text) {
            _ if !said => first.to_owned(),
            Some(found) if self.num.units.contains(&found.unit) => found.unit.to_owned(),
            Some(_) => first.to_owned(),
            None if text.contains('(') => FORMULA.to_owned(),
            None => first.to_owned(),
        }
    }

    /// The number to start from, and its unit.
    fn now(self) -> (f64, String) {
        untrack(|| {
            let (text, _) = self.text();
            let unit = self.unit();
            let first = self.num.units.first().copied().unwrap_or_default();
            let unit = if self.num.units.contains(&unit.as_str()) { unit } else { first.to_owned() };
            let number = measure(&text).filter(|found| found.unit == unit).map(|found| found.number);
            (number.unwrap_or(self.num.start), unit)
        })
    }

    fn send(self, gesture: u64, number: f64, unit: &str, alt: bool, shift: bool) -> Option<String> {
        let mut text = parts::number(number.max(self.num.min));
        text.push_str(unit);
        self.set.run(Change { gesture, text: Some(text), alt, shift })
    }

    fn step(self, alt: bool, shift: bool) -> f64 {
        let factor = match (alt, shift) {
            (_, true) => 10.0,
            (true, _) => 0.1,
            _ => 1.0,
        };
        self.num.step * factor
    }
}

/// The name of a number field, which can be dragged. Alt and a press take the value away.
#[component]
pub fn ScrubLabel(
    numbers: Numbers,
    #[prop(into)] for_id: String,
    class: &'static str,
    children: Children,
) -> impl IntoView {
    let editor = use_editor();
    let scrub = StoredValue::new_local(None::<Scrub>);
    let dragged = StoredValue::new(false);
    let press = move |event: PointerEvent| {
        dragged.set_value(false);
        if event.button() != 0 || event.pointer_type() == "touch" || is_disabled(&event) {
            return;
        }
        let (number, unit) = numbers.now();
        if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<HtmlElement>().ok())
        {
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        let keys = Listener::new(&window().into(), "keydown", true, move |event| {
            let event: KeyboardEvent = event.unchecked_into();
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                give_up(editor, scrub);
            }
        });
        let begun = Scrub {
            gesture: editor.gesture(),
            x: f64::from(event.client_x()),
            number,
            unit,
            moved: false,
            _keys: keys,
        };
        scrub.set_value(Some(begun));
    };
    let moved = move |event: PointerEvent| {
        let steps = !numbers.sides;
        let step = numbers.step(steps && event.alt_key(), steps && event.shift_key());
        let next = scrub.try_update_value(|scrub| {
            let scrub = scrub.as_mut()?;
            let by = f64::from(event.client_x()) - scrub.x;
            scrub.moved |= by.abs() >= 3.0;
            scrub.moved.then(|| (scrub.gesture, scrub.number + (by * step), scrub.unit.clone()))
        });
        if let Some((gesture, number, unit)) = next.flatten() {
            dragged.set_value(true);
            numbers.send(gesture, number, &unit, event.alt_key(), event.shift_key());
        }
    };
    let end = move |_: PointerEvent| {
        let _ = scrub.try_update_value(Option::take);
    };
    let cancel = move |_: PointerEvent| give_up(editor, scrub);
    let click = move |event: leptos::ev::MouseEvent| {
        if event.alt_key() && !dragged.get_value() {
            event.prevent_default();
            numbers.marks.reset.run(());
        } else if dragged.get_value() {
            event.prevent_default();
        }
    };
    let title = move || numbers.marks.words.get();
    view! {
        <label
            class=class
            for=for_id
            title=title
            on:pointerdown=press
            on:pointermove=moved
            on:pointerup=end
            on:pointercancel=cancel
            on:click=click
        >
            {children()}
        </label>
    }
}

fn is_disabled(event: &PointerEvent) -> bool {
    let element = super::super::canvas::event_element(event);
    element.is_some_and(|element| element.closest("fieldset:disabled").ok().flatten().is_some())
}

fn give_up(editor: Editor, scrub: StoredValue<Option<Scrub>, LocalStorage>) {
    if let Some(scrub) = scrub.try_update_value(Option::take).flatten()
        && scrub.moved
    {
        editor.abandon(scrub.gesture);
    }
}

/// The text field of a number: with `bare`, units are part of its text, and pixels are meant.
#[component]
pub fn NumberInput(
    numbers: Numbers,
    #[prop(into)] id: String,
    #[prop(optional)] bare: bool,
) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let gesture = StoredValue::new(0_u64);
    let draft = RwSignal::new(None::<String>);
    let wrong = RwSignal::new(None::<String>);
    let num = numbers.num;
    // At another width or in another state the field is about another value.
    effect(move || {
        editor.device.track();
        editor.look.state.track();
        draft.set(None);
        wrong.set(None);
    });
    // Chosen for the next number, while there is none.
    let chosen = RwSignal::new(None::<String>);
    let unit = move || chosen.get().unwrap_or_else(|| numbers.unit());
    let goes_unsaid = move |of: &str| if bare { matches!(of, "px" | "") } else { of == unit() };
    let plain = move |text: String| match measure(&text) {
        Some(found) if goes_unsaid(found.unit) => parts::number(found.number),
        // Browsers say 0.5 where people say 50 %.
        Some(found) if found.unit.is_empty() && unit() == "%" => parts::number(found.number * 100.0),
        _ => text,
    };
    let shown = move || draft.get().unwrap_or_else(|| numbers.here.get().map(plain).unwrap_or_default());
    let apply = move |text: String, alt: bool, shift: bool| {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            wrong.set(None);
            numbers.set.run(Change { gesture: gesture.get_value(), text: None, alt, shift });
            return;
        }
        let unit = untrack(unit);
        let unit = if num.units.contains(&unit.as_str()) {
            unit
        } else {
            num.units.first().copied().unwrap_or_default().to_owned()
        };
        let problem = match entry(trimmed, &unit, num.units, num.words) {
            Ok(value) => match measure(&value) {
                Some(found) if found.number < num.min => Some(i.t("editor.wrong.negative").to_owned()),
                _ => {
                    chosen.set(None);
                    numbers.set.run(Change { gesture: gesture.get_value(), text: Some(value), alt, shift })
                }
            },
            Err(BadEntry::Expression) => Some(i.t("editor.wrong.expression").to_owned()),
            Err(BadEntry::Unit) => Some(i.t_with("editor.wrong.unit", &[("units", &units(num))])),
            Err(BadEntry::Value) => Some(i.t("editor.wrong.css").to_owned()),
        };
        wrong.set(problem);
    };
    let typed = move |text: String| {
        draft.set(Some(text.clone()));
        apply(text, false, false);
    };
    let key = move |event: KeyboardEvent| {
        let up = match event.key().as_str() {
            "ArrowUp" => 1.0,
            "ArrowDown" => -1.0,
            "Escape" if wrong.with_untracked(Option::is_some) => {
                event.prevent_default();
                draft.set(None);
                return wrong.set(None);
            }
            "Enter" => {
                if wrong.with_untracked(Option::is_none) {
                    draft.set(None);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        let (number, unit) = numbers.now();
        let number = number + up * numbers.step(event.alt_key(), event.shift_key());
        draft.set(None);
        wrong.set(numbers.send(gesture.get_value(), number, &unit, false, false));
    };
    let choose = move |word: String| {
        let gesture = editor.gesture();
        if word == FORMULA {
            return;
        }
        wrong.set(None);
        draft.set(None);
        if num.words.contains(&word.as_str()) {
            chosen.set(None);
            numbers.set.run(Change { gesture, text: Some(word), alt: false, shift: false });
            return;
        }
        let said = numbers.here.get_untracked();
        match said.as_deref().and_then(measure).map(|found| found.number) {
            Some(number) => {
                chosen.set(None);
                numbers.send(gesture, number, &word, false, false);
            }
            None => chosen.set(Some(word)),
        }
    };
    let error_id = [id.as_str(), "-error"].concat();
    let from_id = [id.as_str(), "-from"].concat();
    let described = {
        let (error_id, from_id) = (error_id.clone(), from_id.clone());
        move || if wrong.with(Option::is_some) { error_id.clone() } else { from_id.clone() }
    };
    let placeholder =
        move || if bare { plain(numbers.shown.get()) } else { short(plain(numbers.shown.get())) };
    let options = num
        .units
        .iter()
        .chain(num.words)
        .map(|word| {
            let words = if word.is_empty() {
                "–"
            } else {
                i.find(&format!("editor.css_value.{word}"))
                    .filter(|_| num.words.contains(word))
                    .unwrap_or(word)
            };
            view! { <option value=*word selected=move || unit() == *word>{words}</option> }
        })
        .collect_view();
    let choosing = (!bare && num.units.len() + num.words.len() > 1).then(|| {
        let label = i.t_with("editor.style.unit_of", &[("name", &numbers.label.get_value())]);
        view! {
            <select class="st-unit" aria-label=label prop:value=unit on:change:target=move |event| choose(event.target().value())>
                {options}
                {move || (unit() == FORMULA).then(|| view! { <option value=FORMULA selected=true>{FORMULA}</option> })}
            </select>
        }
    });
    view! {
        <div class="st-number">
            <input
                class="st-input"
                id=id
                autocomplete="off"
                spellcheck="false"
                prop:value=shown
                placeholder=placeholder
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby=described
                on:focus:target=move |event| {
                    gesture.set_value(editor.gesture());
                    event.target().select();
                }
                on:blur=move |_| {
                    if wrong.with_untracked(Option::is_none) {
                        draft.set(None);
                    }
                }
                on:input:target=move |event| typed(event.target().value())
                on:keydown=key
            />
            {choosing}
        </div>
        <span class="sr-only" id=from_id>{move || numbers.marks.words.get()}</span>
        {move || wrong.get().map(|what| view! { <p class="field-error st-error" id=error_id.clone() role="alert">{what}</p> })}
    }
}

/// What a computed value says is long; a field has little room.
fn short(text: String) -> String {
    if text.chars().count() > 18 { text.chars().take(17).chain(['…']).collect() } else { text }
}

fn units(num: &Num) -> String {
    let mut out = String::new();
    for unit in num.units.iter().chain(num.words).filter(|unit| !unit.is_empty()) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(unit);
    }
    out
}
