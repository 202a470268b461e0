//! The toolbar while rich text is edited: marks, links, lists, colours from the page's tokens.

use landinghub::document::{Href, TokenKind};
use leptos::prelude::*;

use super::state::use_editor;
use crate::ui::{ButtonSize, IconButton};

/// See the module.
#[component]
pub fn Marks() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let linking = RwSignal::new(false);
    let address = RwSignal::new(String::new());
    let wrong = RwSignal::new(false);
    let mark = move |icon: &str, label: &'static str, command: &'static str| {
        view! {
            <IconButton icon=icon.to_owned() size=ButtonSize::Small label=i.t(label) on_click=move |_| editor.mark(command, "")/>
        }
    };
    let link = move || match Href::new(&address.get_untracked()) {
        Ok(href) => {
            editor.mark("createLink", href.as_str());
            linking.set(false);
        }
        Err(_) => wrong.set(true),
    };
    let colors = editor.doc(|document| {
        let tokens = document.tokens.iter().filter(|(_, token)| token.kind == TokenKind::Color);
        tokens
            .map(|(id, token)| {
                (id.to_string(), if token.name.is_empty() { id.to_string() } else { token.name.clone() })
            })
            .collect::<Vec<_>>()
    });
    let has_colors = !colors.is_empty();
    view! {
        {mark("bold", "editor.mark.bold", "bold")}
        {mark("italic", "editor.mark.italic", "italic")}
        {mark("list", "editor.mark.list", "insertUnorderedList")}
        <button type="button" class="btn btn-ghost btn-sm btn-icon ed-underline" aria-label=i.t("editor.mark.underline") title=i.t("editor.mark.underline") on:click=move |_| editor.mark("underline", "")>"U"</button>
        <IconButton icon="link".to_owned() size=ButtonSize::Small label=i.t("editor.mark.link") on_click=move |_| {
            wrong.set(false);
            linking.update(|linking| *linking = !*linking);
        }/>
        {has_colors.then(|| view! {
            <select class="select ed-color" aria-label=i.t("editor.mark.color") on:change:target=move |event| {
                let token = event.target().value();
                if token.is_empty() {
                    editor.mark("removeFormat", "");
                } else {
                    editor.mark_color(&token);
                }
                event.target().set_value("-");
            }>
                <option value="-" selected=true>{i.t("editor.mark.color")}</option>
                {colors.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view()}
            </select>
        })}
        <IconButton icon="check".to_owned() size=ButtonSize::Small label=i.t("editor.mark.done") on_click=move |_| editor.stop_editing()/>
        <Show when=move || linking.get()>
            <form class="ed-link-form" on:submit=move |event| {
                event.prevent_default();
                link();
            }>
                <input
                    class="input"
                    aria-label=i.t("editor.prop.link")
                    placeholder="https://"
                    prop:value=move || address.get()
                    aria-invalid=move || wrong.get().then_some("true")
                    on:input:target=move |event| address.set(event.target().value())
                />
                <button type="submit" class="btn btn-primary btn-sm">{i.t("editor.mark.apply")}</button>
                <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| {
                    editor.mark("unlink", "");
                    linking.set(false);
                }>{i.t("editor.mark.unlink")}</button>
            </form>
        </Show>
    }
}
