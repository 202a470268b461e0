//! A file of the library: what is known about it, where the page uses it, and what can be done with it.

use landinghub::api::Upload;
use landinghub::document::{AssetRef, Kind, NodeId, Op, Prop, Value};
use landinghub::editing::{add, asset};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::assets::Library;
use super::device::BrowserRng;
use super::small::memo;
use super::state::{Editor, Sheet};
use crate::http::{self, Body};
use crate::ui::{Button, ButtonKind, ButtonSize, Dialog, Icon};

impl Editor {
    /// Adds a picture as a block where it fits best, as one step.
    fn insert_upload(self, upload: &Upload) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let made = self.doc(|document| {
            let (asset, known) = asset::known(document, upload)?;
            let (ops, node) = add::block(document, &Kind::Image, selected.as_ref(), &BrowserRng)?;
            let set = Op::SetProp { node: node.clone(), prop: Prop::ASSET, value: Value::from(asset) };
            Some((known.into_iter().chain(ops).chain([set]).collect::<Vec<_>>(), node))
        });
        let Some((ops, node)) = made else {
            return self.bad(self.i.t("editor.reject.not_here"));
        };
        if self.edit("editor.did.add", ops) {
            self.reveal(&node);
            self.sheet.set(Sheet::None);
            self.say(self.i.t_with("editor.said.added", &[("name", &self.kind_name(&Kind::Image))]));
        }
    }

    /// The selected block, if it shows a picture.
    fn selected_image(self) -> Option<NodeId> {
        let id = self.selected.get()?;
        self.node(&id, |_, node| node.kind == Kind::Image)?.then_some(id)
    }
}

/// What is known about a file, and what can be done with it.
#[component]
pub fn Details(library: Library, item: Upload) -> impl IntoView {
    let editor = library.editor;
    let i = editor.i;
    let item = StoredValue::new(item);
    let (name, mime, bytes, size, is_image, url) = item.with_value(|item| {
        let size = item.width.zip(item.height).map(|(width, height)| format!("{width} × {height} px"));
        let is_image = item.mime.starts_with("image/");
        (item.name.clone(), item.mime.clone(), item.bytes, size, is_image, item.url.clone())
    });
    let kilobytes = i.t_with("editor.publish.kilobytes", &[("number", &i.number(bytes.div_ceil(1024)))]);
    let used = memo(move || {
        editor.watch_steps();
        let id = item.with_value(asset::asset_of).map(|(id, _)| id);
        editor.doc(|document| id.map(|id| asset::uses(document, &id)).unwrap_or_default())
    });
    let used_words = move || match used.with(Vec::len) {
        0 => i.t("editor.assets.unused").to_owned(),
        count => i.n("editor.assets.used", u64::try_from(count).unwrap_or_default()),
    };
    let show_use = move |_| {
        let nodes: Vec<NodeId> = used.get_untracked().into_iter().flatten().collect();
        let now = editor.selected.get_untracked();
        let at = nodes.iter().position(|id| now.as_ref() == Some(id)).map_or(0, |at| at + 1);
        if let Some(id) = nodes.get(at).or(nodes.first()) {
            editor.point_out(id);
        }
    };
    // What the picture shows, for every place on this page that doesn't say it itself.
    let alt = Signal::derive(move || {
        editor.watch_steps();
        item.with_value(asset::asset_of).and_then(|(asset, _)| {
            editor.doc(|document| document.assets.get(&asset).map(|asset| asset.alt.clone()))
        })
    });
    let set_alt = move |text: String| {
        let Some((asset, _)) = item.with_value(asset::asset_of) else { return };
        let Some(known) = editor.doc(|document| document.assets.get(&asset).cloned()) else { return };
        let alt: String = text.chars().take(1_000).collect();
        if known.alt != alt {
            let value = AssetRef { alt, ..known };
            editor.edit("editor.did.alt", vec![Op::SetAsset { asset, value }]);
        }
    };
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&item.with_value(|item| item.url.clone()));
        spawn_local(async move {
            let copied = js_sys::futures::JsFuture::from(promise).await.is_ok();
            if editor.is_alive() {
                if copied {
                    editor.good(i.t("editor.publish.copied"));
                } else {
                    editor.bad(i.t("editor.publish.not_copied"));
                }
            }
        });
    };
    let replace = move |_| {
        if let Some(image) = editor.selected_image() {
            item.with_value(|item| editor.use_upload(&image, &Prop::ASSET, item));
        }
    };
    let asking = RwSignal::new(false);
    let label = name.clone();
    view! {
        <section class="ed-details" aria-label=label>
            <p class="ed-details-name">{name}</p>
            <p class="ed-note">{mime}" · "{kilobytes}{size.map(|size| format!(" · {size}"))}</p>
            <p class="ed-note">
                {used_words}
                <Show when=move || used.with(|used| used.iter().any(Option::is_some))>
                    " "<button type="button" class="btn-link" on:click=show_use>{i.t("editor.audit.show")}</button>
                </Show>
            </p>
            <Show when=move || alt.with(Option::is_some)>
                <div class="ed-field">
                    <label class="label" for="ed-asset-alt">{i.t("editor.prop.alt")}</label>
                    <input class="input" id="ed-asset-alt" autocomplete="off" prop:value=move || alt.get().unwrap_or_default() on:change:target=move |event| set_alt(event.target().value())/>
                </div>
            </Show>
            <div class="ed-actions">
                {is_image.then(|| view! {
                    <Button kind=ButtonKind::Primary size=ButtonSize::Small icon="plus" on_click=move |_| item.with_value(|item| editor.insert_upload(item))>{i.t("editor.assets.insert")}</Button>
                    <Show when=move || editor.selected_image().is_some()>
                        <Button size=ButtonSize::Small icon="image" on_click=replace>{i.t("editor.assets.replace")}</Button>
                    </Show>
                })}
                <Button size=ButtonSize::Small icon="copy" on_click=copy>{i.t("editor.assets.copy")}</Button>
                <a class="btn btn-secondary btn-sm" href=url target="_blank" rel="noopener"><Icon name="external-link"/>{i.t("editor.assets.open")}</a>
                <Button kind=ButtonKind::Danger size=ButtonSize::Small icon="trash-2" on_click=move |_| asking.set(true)>{i.t("editor.assets.delete")}</Button>
            </div>
            <Dialog open=asking title=i.t("editor.assets.delete_title") id="ed-asset-delete">
                <Delete library item used=used.into() open=asking/>
            </Dialog>
        </section>
    }
}

/// Asks before a file goes for good; by its name where this page shows it.
#[component]
fn Delete(
    library: Library,
    item: StoredValue<Upload>,
    used: Signal<Vec<Option<NodeId>>>,
    open: RwSignal<bool>,
) -> impl IntoView {
    let editor = library.editor;
    let i = editor.i;
    let name = item.with_value(|item| if item.name.is_empty() { item.id.clone() } else { item.name.clone() });
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let in_use = !used.with_untracked(Vec::is_empty);
    let wanted = name.clone();
    let refused = Signal::derive(move || in_use && typed.with(|typed| typed.trim() != wanted));
    let delete = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if refused.get_untracked() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        let id = item.with_value(|item| item.id.clone());
        spawn_local(async move {
            let done = http::send("DELETE", &format!("/api/uploads/{id}"), &Body::Empty).await;
            if !editor.is_alive() {
                return;
            }
            let _ = busy.try_set(false);
            match done {
                Ok(_) => {
                    let _ = open.try_set(false);
                    let _ = library.chosen.try_set(None);
                    let _ = library.items.try_update(|items| items.retain(|item| item.id != id));
                    editor.good(i.t("editor.assets.deleted"));
                }
                Err(failed) => editor.bad(editor.failure(&failed)),
            }
        });
    };
    let text = if in_use {
        i.n("editor.assets.delete_used", u64::try_from(used.with_untracked(Vec::len)).unwrap_or_default())
    } else {
        i.t("editor.assets.delete_text").to_owned()
    };
    let shown = name.clone();
    view! {
        <form class="stack" on:submit=delete>
            <p><strong>{shown}</strong></p>
            <p>{text}</p>
            {in_use.then(|| view! {
                <div class="field">
                    <label class="label" for="ed-asset-name">{i.t_with("editor.assets.delete_name", &[("name", &name)])}</label>
                    <input class="input" id="ed-asset-name" autocomplete="off" on:input:target=move |event| typed.set(event.target().value())/>
                </div>
            })}
            <div class="dialog-foot">
                <Button on_click=move |_| open.set(false)>{i.t("ui.cancel")}</Button>
                <Button kind=ButtonKind::Danger submit=true busy disabled=refused>{i.t("editor.assets.delete")}</Button>
            </div>
        </form>
    }
}
