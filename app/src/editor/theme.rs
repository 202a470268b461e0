//! The page's theme: what its tokens are. A change shows wherever they are used.

use landinghub::document::{CssValue, Op, TokenId};
use leptos::prelude::*;

use super::controls::colors;
use super::state::use_editor;

/// See the module.
#[component]
pub fn ThemePanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let list = Memo::new(move |_| colors(editor));
    let keys = move || list.get().into_iter().map(|(id, name, _)| (id, name)).collect::<Vec<_>>();
    let change = move |gesture: u64, id: &str, color: &str| {
        let (Ok(token), Ok(value)) = (TokenId::new(id), CssValue::new(color)) else { return };
        let known = editor.doc(|document| document.tokens.get(&token).cloned());
        let op = match known {
            Some(old) => Some(Op::SetToken { token, value: landinghub::document::Token { value, ..old } }),
            None => editor.default_token(token).map(|op| match op {
                Op::SetToken { token, value: made } => {
                    Op::SetToken { token, value: landinghub::document::Token { value, ..made } }
                }
                other => other,
            }),
        };
        editor.edit_in(gesture, "editor.did.theme", op.into_iter().collect());
    };
    view! {
        <fieldset class="ed-group">
            <legend>{i.t("editor.page.colors")}</legend>
            <div class="ed-theme">
                <For each=keys key=|row| row.clone() let:row>
                    {
                        let (id, name) = row;
                        let gesture = StoredValue::new(0_u64);
                        let field = format!("ed-token-{id}");
                        let this = id.clone();
                        let value = move || {
                            let color = list.with(|list| list.iter().find(|(id, ..)| *id == this).map(|(_, _, color)| color.clone())).unwrap_or_default();
                            full_hex(&color)
                        };
                        view! {
                            <div class="ed-token">
                                <input
                                    type="color"
                                    id=field.clone()
                                    prop:value=value
                                    on:focus=move |_| gesture.set_value(editor.gesture())
                                    on:input:target=move |event| change(gesture.get_value(), &id, &event.target().value())
                                />
                                <label for=field>{name}</label>
                            </div>
                        }
                    }
                </For>
            </div>
        </fieldset>
    }
}

/// `#abc` as `#aabbcc`; colour fields take nothing else.
fn full_hex(color: &str) -> String {
    match color.strip_prefix('#') {
        Some(short) if short.len() == 3 => {
            std::iter::once('#').chain(short.chars().flat_map(|c| [c, c])).collect()
        }
        Some(full) if full.len() == 6 => color.to_owned(),
        _ => "#888888".to_owned(),
    }
}
