//! Shared styles of the selection as chips: use one, make one of the block's own looks, rename, leave.

use landinghub::document::css::Declaration;
use landinghub::document::edit::own_style;
use landinghub::document::{DeclarationKey, Op, StyleBlock, StyleId};
use leptos::prelude::*;

use super::super::device::BrowserRng;
use super::super::small::memo;
use super::Panel;
use crate::ui::{Button, ButtonKind, ButtonSize, Icon, aria};

/// Longest name, in characters.
const MAX_NAME: usize = 60;

/// The shared styles of the page by name.
fn all(panel: Panel) -> Vec<(StyleId, String)> {
    panel.editor.watch_styles();
    let mut list: Vec<(StyleId, String)> = panel.editor.doc(|document| {
        let named = document.styles.iter().filter_map(|(id, block)| Some((id.clone(), block.name.clone()?)));
        named.collect()
    });
    landinghub::lean::sort_by(&mut list, |a, b| a.1.cmp(&b.1));
    list
}

/// See the module.
#[component]
pub fn SharedStyles(panel: Panel) -> impl IntoView {
    let editor = panel.editor;
    let i = editor.i;
    let styles_of = move || {
        panel.node.with_value(|id| editor.node(id, |_, node| node.styles.clone()).unwrap_or_default())
    };
    let chips = memo(move || {
        let used = styles_of();
        all(panel).into_iter().filter(|(id, _)| used.contains(id)).collect::<Vec<_>>()
    });
    let others = memo(move || {
        let used = styles_of();
        all(panel).into_iter().filter(|(id, _)| !used.contains(id)).collect::<Vec<_>>()
    });
    let naming = RwSignal::new(None::<Option<StyleId>>);
    let draft = RwSignal::new(String::new());
    let set_styles = move |styles: Vec<StyleId>| {
        let node = panel.node.get_value();
        editor.edit("editor.did.style", vec![Op::SetNodeStyles { node, styles }]);
    };
    let add = move |id: StyleId| {
        let mut styles = untrack(styles_of);
        styles.insert(0, id);
        set_styles(styles);
    };
    let leave = move |id: &StyleId| {
        if editor.look.shared.with_untracked(|shared| shared.as_ref() == Some(id)) {
            editor.look.shared.set(None);
        }
        let styles = untrack(styles_of).into_iter().filter(|style| style != id).collect();
        set_styles(styles);
    };
    // The block's own looks become the style's; the block has them through it from then on.
    let make = move |name: String| {
        let node = panel.node.get_value();
        let ops = editor.doc(|document| {
            let style = StyleId::random(&BrowserRng);
            let own = own_style(document, &node).cloned();
            let declarations = own
                .iter()
                .flat_map(|own| document.declarations_of(own))
                .map(|(key, value)| Declaration {
                    key: DeclarationKey { style: style.clone(), ..key.clone() },
                    value: value.clone(),
                })
                .collect();
            let mut styles = document.node(&node).map(|node| node.styles.clone()).unwrap_or_default();
            styles.retain(|style| Some(style) != own.as_ref());
            styles.insert(0, style.clone());
            let mut ops = vec![
                Op::InsertStyle { style, block: StyleBlock { name: Some(name) }, declarations },
                Op::SetNodeStyles { node: node.clone(), styles },
            ];
            ops.extend(own.map(|style| Op::RemoveStyle { style }));
            ops
        });
        editor.look.shared.set(None);
        editor.edit("editor.did.style", ops);
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let name: String = draft.get_untracked().trim().chars().take(MAX_NAME).collect();
        let Some(which) = naming.get_untracked() else { return };
        if name.is_empty() {
            return;
        }
        match which {
            None => make(name),
            Some(style) => {
                editor.edit("editor.did.style", vec![Op::RenameStyle { style, name: Some(name) }]);
            }
        }
        naming.set(None);
    };
    let shown = move || {
        chips
            .get()
            .into_iter()
            .map(|(id, name)| {
                let (edited, rename, gone) = (id.clone(), id.clone(), id);
                let old = name.clone();
                let leave_words = i.t_with("editor.shared.leave", &[("name", &name)]);
                let rename_words = i.t_with("editor.shared.rename", &[("name", &name)]);
                let target = edited.clone();
                let on = move || editor.look.shared.with(|shared| shared.as_ref() == Some(&edited));
                view! {
                    <li class="st-class">
                        <button
                            type="button"
                            class="st-class-name"
                            title=i.t("editor.shared.edit")
                            aria-pressed=move || aria(on())
                            on:click=move |_| editor.look.shared.update(|shared| {
                                *shared = (shared.as_ref() != Some(&target)).then(|| target.clone());
                            })
                        >
                            {name}
                        </button>
                        <button type="button" class="st-reset" aria-label=rename_words.clone() title=rename_words on:click=move |_| {
                            draft.set(old.clone());
                            naming.set(Some(Some(rename.clone())));
                        }>
                            <Icon name="pencil"/>
                        </button>
                        <button type="button" class="st-reset" aria-label=leave_words.clone() title=leave_words on:click=move |_| leave(&gone)>
                            <Icon name="x"/>
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    let choose = move || {
        let list = others.get();
        (!list.is_empty()).then(|| {
            let options = list
                .iter()
                .map(|(id, name)| view! { <option value=id.to_string()>{name.clone()}</option> })
                .collect_view();
            view! {
                <select
                    class="st-select"
                    aria-label=i.t("editor.shared.add")
                    prop:value=""
                    on:change:target=move |event| {
                        if let Ok(id) = StyleId::new(&event.target().value()) {
                            add(id);
                        }
                    }
                >
                    <option value="" selected=true>{i.t("editor.shared.add")}</option>
                    {options}
                </select>
            }
        })
    };
    let form = move || {
        naming.get().map(|_| {
            view! {
                <form class="st-naming" on:submit=save>
                    <input
                        class="st-input"
                        aria-label=i.t("editor.shared.name")
                        placeholder=i.t("editor.shared.name")
                        maxlength="60"
                        prop:value=move || draft.get()
                        on:input:target=move |event| draft.set(event.target().value())
                    />
                    <Button size=ButtonSize::Small submit=true>{i.t("editor.shared.save")}</Button>
                    <Button size=ButtonSize::Small kind=ButtonKind::Ghost on_click=move |_| naming.set(None)>{i.t("ui.cancel")}</Button>
                </form>
            }
        })
    };
    view! {
        <div class="st-shared" role="group" aria-label=i.t("editor.shared")>
            <span class="st-label" aria-hidden="true">{i.t("editor.shared")}</span>
            <ul class="st-classes" role="list">{shown}</ul>
            <div class="st-shared-tools">
                {choose}
                <Button size=ButtonSize::Small kind=ButtonKind::Ghost icon="plus" on_click=move |_| {
                    draft.set(String::new());
                    naming.set(Some(None));
                }>{i.t("editor.shared.new")}</Button>
            </div>
            {form}
            {move || editor.look.shared.get().map(|style| {
                let used = editor.doc(|document| document.nodes.values().filter(|node| node.styles.contains(&style)).count());
                view! { <p class="notice st-everywhere" role="status">{i.n("editor.shared.everywhere", u64::try_from(used).unwrap_or_default())}</p> }
            })}
        </div>
    }
    .into_any()
}
