//! The columns or rows of a grid: how many, and how wide each is.

use landinghub::document::CssProperty;
use landinghub::document::parts::{print_tracks, repeated, tracks};
use leptos::prelude::*;

use super::super::small::memo;
use super::Panel;
use super::color::NamedNumber;
use super::number::{Change, Numbers, TRACK};
use super::row::{Marks, name, row};
use crate::ui::{ButtonSize, IconButton};

/// A column that shares the room there is and never grows over it.
const SHARE: &str = "minmax(0, 1fr)";
const MOST: usize = 12;

/// See the module.
pub fn track_list(panel: Panel, property: CssProperty) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let slot = panel.slot(property);
    let value = slot.value();
    let list = memo(move || value.with(|text| text.as_deref().and_then(tracks)));
    let count = memo(move || list.with(|list| list.as_ref().map_or(0, Vec::len)));
    let grow = move |by: isize| {
        let old = list.get_untracked().unwrap_or_default();
        let wanted = old.len().saturating_add_signed(by).clamp(1, MOST);
        let text = if old.is_empty() || old.windows(2).all(|pair| pair.first() == pair.last()) {
            repeated(wanted, old.first().map_or(SHARE, String::as_str))
        } else {
            let mut new = old;
            new.resize(wanted, SHARE.to_owned());
            print_tracks(&new)
        };
        slot.set(editor.gesture(), Some(text));
    };
    let fields = move || {
        (0..count.get())
            .map(|index| {
                let label = i.t_with("editor.track.number", &[("number", &(index + 1).to_string())]);
                let now = Signal::derive(move || {
                    list.with(|list| {
                        list.as_ref()
                            .and_then(|list| list.get(index))
                            .map(|text| if text == SHARE { "1fr".to_owned() } else { text.clone() })
                    })
                });
                let numbers = Numbers {
                    label: StoredValue::new(label),
                    num: &TRACK,
                    here: now,
                    shown: Signal::derive(move || now.get().unwrap_or_default()),
                    set: Callback::new(move |change: Change| {
                        let mut new = list.get_untracked()?;
                        let text = change.text?;
                        *new.get_mut(index)? = if text == "1fr" { SHARE.to_owned() } else { text };
                        slot.set(change.gesture, Some(print_tracks(&new)))
                    }),
                    marks: Marks::none(),
                    sides: false,
                };
                view! { <NamedNumber numbers/> }
            })
            .collect_view()
    };
    let label = name(editor, property);
    let words = move || match count.get() {
        0 => value.get().unwrap_or_else(|| i.t("editor.track.auto").to_owned()),
        count => count.to_string(),
    };
    let fewer = [label.as_str(), ": ", i.t("editor.track.fewer")].concat();
    let more = [label.as_str(), ": ", i.t("editor.track.more")].concat();
    row(
        slot.into(),
        label,
        true,
        view! {
            <div class="st-stepper">
                <IconButton icon="minus".to_owned() size=ButtonSize::Small label=fewer disabled=Signal::derive(move || count.get() <= 1) on_click=move |_| grow(-1)/>
                <output>{words}</output>
                <IconButton icon="plus".to_owned() size=ButtonSize::Small label=more disabled=Signal::derive(move || count.get() >= MOST) on_click=move |_| grow(1)/>
            </div>
            <div class="st-tracks">{fields}</div>
        }
        .into_any(),
    )
}
