//! Small forms of the selling and admin screens: a button that acts, one that asks for a reason first, chips that choose.

use super::parts::{query, with_query};
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind, ButtonSize, EmptyState, POST};
use landinghub_services::Slice;
use leptos::prelude::*;

/// Where a list goes on, as the address says.
pub(crate) fn slice() -> Slice {
    let cursor = query("cursor");
    Slice { limit: None, cursor: (!cursor.is_empty()).then_some(cursor) }
}

/// A form of hidden fields with one button.
pub(crate) fn press(
    endpoint: &str,
    fields: Vec<(&'static str, String)>,
    words: &'static str,
    kind: ButtonKind,
) -> AnyView {
    let action = format!("/_fn/{endpoint}");
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! { <form method=POST action=action class="inline-form">{fields}<Button kind size=ButtonSize::Small submit=true>{words}</Button></form> }.into_any()
}

/// A form that asks for a reason before it acts; `help` says who reads it.
pub(super) fn reasoned(
    endpoint: &str,
    fields: Vec<(&'static str, String)>,
    words: &'static str,
    help: &'static str,
) -> AnyView {
    let i = use_i18n();
    let action = format!("/_fn/{endpoint}");
    let id = format!("{endpoint}-{}", fields.first().map(|(_, value)| value.clone()).unwrap_or_default());
    let about = format!("{id}-help");
    let fields = fields
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect_view();
    view! {
        <details class="reasoned">
            <summary class="btn btn-secondary btn-sm">{words}</summary>
            <form method=POST action=action class="stack reasoned-form">
                {fields}
                <label class="field" for=id.clone()><span class="label">{i.t("admin.reason")}</span></label>
                <textarea class="textarea" id=id name="reason" rows="3" maxlength="1000" required aria-describedby=about.clone()></textarea>
                <p class="help" id=about>{help}</p>
                <Button kind=ButtonKind::Danger size=ButtonSize::Small submit=true>{words}</Button>
            </form>
        </details>
    }
    .into_any()
}

/// Links that choose one value of a part of the query.
pub(super) fn chips(
    path: &str,
    name: &'static str,
    chosen: &str,
    values: Vec<(&'static str, &'static str)>,
    label: &'static str,
) -> AnyView {
    let links = values
        .into_iter()
        .map(|(value, words)| {
            let href = with_query(path, &[(name, value)]);
            view! { <a class="chip" href=href aria-current=(value == chosen).then_some("true")>{words}</a> }
        })
        .collect_view();
    view! { <nav class="chips" aria-label=label>{links}</nav> }.into_any()
}

/// A list with nothing in it.
pub(super) fn nothing(icon: &'static str, title: &'static str, text: &'static str) -> AnyView {
    view! { <EmptyState icon=icon title=title text=text/> }.into_any()
}
