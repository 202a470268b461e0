//! The media library: everything that was uploaded, found by name, put on the page by click or drag.

use landinghub::api::{List, Upload};
use landinghub::document::{Document, Kind, NodeId, Op, Prop, Value};
use landinghub::editing::add;
use landinghub::{Code, Problem};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::device::{BrowserRng, Timer};
use super::drag::Payload;
use super::small::{each, memo};
use super::state::{Editor, Sheet, use_editor};
use super::upload::{MAX_BYTES, asset_of};
use crate::http::{self, Body, Failed};
use crate::ui::{
    Button, ButtonKind, ButtonSize, Dialog, EmptyState, ErrorState, Icon, LoadMore, Progress, Skeleton,
};

/// Quiet in the search field before it is searched for, in milliseconds.
const QUIET: i32 = 250;
/// What the file dialog offers.
const ACCEPT: &str = "image/png,image/jpeg,image/gif,image/webp,image/avif,image/svg+xml,video/mp4,video/webm,application/pdf,application/zip";

/// A file on its way.
#[derive(Clone)]
struct Sending {
    number: u32,
    name: String,
    percent: RwSignal<Option<u8>>,
    wrong: RwSignal<Option<String>>,
}

/// The library as far as it is loaded.
#[derive(Clone, Copy)]
struct Library {
    editor: Editor,
    items: RwSignal<Vec<Upload>>,
    cursor: RwSignal<Option<String>>,
    /// Nothing while the first slice is on its way.
    state: RwSignal<Option<Result<(), String>>>,
    busy: RwSignal<bool>,
    query: RwSignal<String>,
    kind: RwSignal<String>,
    chosen: RwSignal<Option<String>>,
    sending: RwSignal<Vec<Sending>>,
    /// What was asked for last; answers to older questions are dropped.
    asked: StoredValue<u32>,
}

impl Library {
    fn load(self, from: Option<String>) {
        let asked = self.asked.get_value() + 1;
        self.asked.set_value(asked);
        self.busy.set(true);
        let mut path = String::from("/api/uploads?limit=24");
        for (name, value) in [("q", self.query.get_untracked()), ("kind", self.kind.get_untracked())] {
            if !value.is_empty() {
                path.push('&');
                path.push_str(name);
                path.push('=');
                path.push_str(&String::from(js_sys::encode_uri_component(&value)));
            }
        }
        if let Some(cursor) = &from {
            path.push_str("&cursor=");
            path.push_str(cursor);
        }
        spawn_local(async move {
            let list = http::call::<List<Upload>>("GET", &path, Body::Empty).await;
            if !self.editor.is_alive() || self.asked.try_get_value() != Some(asked) {
                return;
            }
            self.busy.set(false);
            match list {
                Ok(list) => {
                    self.items.update(|items| {
                        if from.is_none() {
                            items.clear();
                        }
                        items.extend(list.items);
                    });
                    self.cursor.set(list.next_cursor);
                    // The tiles stay where they are: only the first answer shows them.
                    if self.state.with_untracked(|state| *state != Some(Ok(()))) {
                        self.state.set(Some(Ok(())));
                    }
                }
                Err(failed) => self.state.set(Some(Err(self.editor.failure(&failed)))),
            }
        });
    }

    fn reload(self) {
        self.state.set(None);
        self.load(None);
    }

    fn send(self, files: Vec<web_sys::File>) {
        for file in files {
            let number = self.asked.get_value().wrapping_mul(1_000)
                + u32::try_from(self.sending.with_untracked(Vec::len)).unwrap_or_default();
            let row = Sending {
                number,
                name: file.name(),
                percent: RwSignal::new(Some(0)),
                wrong: RwSignal::new(None),
            };
            self.sending.update(|list| list.push(row.clone()));
            spawn_local(async move {
                let sent = upload_with_progress(file, row.percent, |_| {}).await;
                if !self.editor.is_alive() || self.sending.is_disposed() {
                    return;
                }
                match sent {
                    Ok(upload) => {
                        self.sending.update(|list| list.retain(|other| other.number != number));
                        self.editor
                            .say(self.editor.i.t_with("editor.assets.uploaded", &[("name", &upload.name)]));
                        self.items.update(|items| items.insert(0, upload));
                    }
                    Err(failed) => row.wrong.set(Some(self.editor.failure(&failed))),
                }
            });
        }
    }
}

/// Uploads a file and tells how far it is. `fetch` can't.
pub async fn upload_with_progress(
    file: web_sys::File,
    percent: RwSignal<Option<u8>>,
    started: impl FnOnce(&web_sys::XmlHttpRequest),
) -> Result<Upload, Failed> {
    if file.size() > MAX_BYTES && !file.type_().starts_with("video/") {
        return Err(Failed::Problem(Problem::from(Code::PayloadTooLarge)));
    }
    let internal = |_| Failed::Problem(Problem::from(Code::Internal));
    // Renews the session, should it be about to end: a long upload isn't sent twice.
    http::send("GET", "/api/auth/me", &Body::Empty).await?;
    let form = web_sys::FormData::new().map_err(internal)?;
    form.append_with_blob_and_filename("file", &file, &file.name()).map_err(internal)?;
    let request = web_sys::XmlHttpRequest::new().map_err(internal)?;
    request.open("POST", "/api/uploads").map_err(internal)?;
    request.set_request_header("accept", "application/json").map_err(internal)?;
    let progress = Closure::<dyn FnMut(web_sys::ProgressEvent)>::new(move |event: web_sys::ProgressEvent| {
        if event.total() > 0.0 {
            let share = (event.loaded() * 100.0 / event.total()).floor();
            let _ = percent.try_set((0..=100_u8).rev().find(|step| f64::from(*step) <= share));
        }
    });
    request.upload().map_err(internal)?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let promise = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_form_data(Some(&form)).map_err(internal)?;
    started(&request);
    let _ = js_sys::futures::JsFuture::from(promise).await;
    let text = request.response_text().ok().flatten().unwrap_or_default();
    match request.status().unwrap_or_default() {
        0 => Err(Failed::Offline),
        200..=299 => serde_json::from_str(&text).map_err(|_| Failed::Problem(Problem::from(Code::Internal))),
        401 => Err(Failed::LoggedOut),
        _ => Err(Failed::Problem(
            serde_json::from_str(&text).unwrap_or_else(|_| Problem::from(Code::Internal)),
        )),
    }
}

/// Where the page uses an upload: its blocks, or its head (nothing in that row).
fn uses(document: &Document, upload: &Upload) -> Vec<Option<NodeId>> {
    let Some((asset, _)) = asset_of(upload) else { return Vec::new() };
    let mut found: Vec<Option<NodeId>> = document
        .nodes
        .iter()
        .filter(|(_, node)| node.props.values().any(|value| value.as_asset() == Some(&asset)))
        .map(|(id, _)| Some(id.clone()))
        .collect();
    let word = format!("asset({asset})");
    let styles: Vec<_> = document
        .declarations
        .iter()
        .filter(|(_, value)| value.as_str().contains(&word))
        .map(|(key, _)| &key.style)
        .collect();
    found.extend(
        document
            .nodes
            .iter()
            .filter(|(_, node)| node.styles.iter().any(|style| styles.contains(&style)))
            .map(|(id, _)| Some(id.clone())),
    );
    let head = [&document.meta.og_image, &document.meta.favicon];
    if head.into_iter().flatten().any(|used| *used == asset) {
        found.push(None);
    }
    found
}

impl Editor {
    /// Adds a picture as a block where it fits best, as one step.
    fn insert_upload(self, upload: &Upload) {
        self.stop_editing();
        let selected = self.selected.get_untracked();
        let added = self.doc(|document| add::block(document, &Kind::Image, selected.as_ref(), &BrowserRng));
        let (Some((mut ops, node)), Some((known, value))) = (added, asset_op(upload)) else {
            return self.bad(self.i.t("editor.reject.not_here"));
        };
        ops.insert(0, known);
        ops.push(Op::SetProp { node: node.clone(), prop: Prop::ASSET, value });
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

/// See the module.
#[component]
pub fn Assets() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let library = Library {
        editor,
        items: RwSignal::new(Vec::new()),
        cursor: RwSignal::new(None),
        state: RwSignal::new(None),
        busy: RwSignal::new(false),
        query: RwSignal::new(String::new()),
        kind: RwSignal::new(String::new()),
        chosen: RwSignal::new(None),
        sending: RwSignal::new(Vec::new()),
        asked: StoredValue::new(0),
    };
    library.load(None);
    let waiting = StoredValue::new_local(None::<Timer>);
    let search = move |text: String| {
        library.query.set(text);
        waiting.set_value(Some(Timer::after(QUIET, move || {
            if editor.is_alive() && !library.state.is_disposed() {
                library.load(None);
            }
        })));
    };
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        library.send(all_files(files));
    };
    let kinds = [
        ("", i.t("editor.assets.all")),
        ("image", i.t("editor.assets.images")),
        ("video", i.t("editor.assets.videos")),
        ("file", i.t("editor.assets.files")),
    ]
    .map(|(value, words)| view! { <option value=value>{words}</option> })
    .collect_view();
    let sending =
        move || library.sending.get().into_iter().map(|row| sending_row(library, row)).collect_view();
    let none = memo(move || library.items.with(Vec::is_empty));
    let content = move || {
        match library.state.get() {
        None => view! {
            <div class="ed-library" role="status" aria-label=i.t("ui.loading")>
                <Skeleton height="5rem"/><Skeleton height="5rem"/><Skeleton height="5rem"/><Skeleton height="5rem"/>
            </div>
        }
        .into_any(),
        Some(Err(message)) => {
            view! { <ErrorState message on_retry=Callback::new(move |()| library.reload())/> }.into_any()
        }
        Some(Ok(())) if none.get() => {
            if library.query.with_untracked(String::is_empty) && library.kind.with_untracked(String::is_empty) {
                view! { <EmptyState icon="images" title=i.t("editor.assets.none") text=i.t("editor.assets.none_text")/> }.into_any()
            } else {
                view! { <p class="ed-note" role="status">{i.t("editor.assets.not_found")}</p> }.into_any()
            }
        }
        Some(Ok(())) => view! {
            <ul class="ed-library" role="list" aria-label=i.t("editor.assets")>
                {each(move || library.items.get(), |item| item.id.clone(), move |item| tile(library, item))}
            </ul>
            <LoadMore
                more=Signal::derive(move || library.cursor.with(Option::is_some))
                busy=library.busy
                on_more=Callback::new(move |()| library.load(library.cursor.get_untracked()))
            />
        }
        .into_any(),
    }
    };
    let details = move || {
        let id = library.chosen.get()?;
        let item = library.items.with(|items| items.iter().find(|item| item.id == id).cloned())?;
        Some(view! { <Details library item/> })
    };
    view! {
        <div
            class="ed-assets"
            class:is-over=over
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop
        >
            <div class="ed-search ed-search-row">
                <input
                    class="input"
                    type="search"
                    aria-label=i.t("editor.assets.search")
                    placeholder=i.t("editor.assets.search")
                    on:input:target=move |event| search(event.target().value())
                />
                <select
                    class="select"
                    aria-label=i.t("editor.assets.kind")
                    on:change:target=move |event| {
                        library.kind.set(event.target().value());
                        library.load(None);
                    }
                >
                    {kinds}
                </select>
            </div>
            <div class="ed-drop is-slim">
                <Button kind=ButtonKind::Secondary size=ButtonSize::Small icon="upload" on_click=move |_| {
                    if let Some(input) = input.get_untracked() {
                        input.click();
                    }
                }>{i.t("editor.assets.upload")}</Button>
                <p class="help">{i.t("editor.assets.drop")}</p>
                <input
                    node_ref=input
                    type="file"
                    multiple=true
                    class="sr-only"
                    tabindex="-1"
                    aria-label=i.t("editor.assets.upload")
                    accept=ACCEPT
                    on:change:target=move |event| {
                        let field: web_sys::HtmlInputElement = event.target().unchecked_into();
                        library.send(all_files(field.files()));
                        field.set_value("");
                    }
                />
            </div>
            <ul class="ed-sending" role="list">{sending}</ul>
            {content}
            {details}
        </div>
    }
}

fn all_files(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|n| files.get(n)).collect()
}

fn sending_row(library: Library, row: Sending) -> AnyView {
    let i = library.editor.i;
    let Sending { number, name, percent, wrong } = row;
    let label = name.clone();
    let state = move || {
        match wrong.get() {
        None => view! { <Progress label=label.clone() percent/> }.into_any(),
        Some(what) => view! {
            <p class="field-error" role="alert">{what}</p>
            <Button size=ButtonSize::Small on_click=move |_| library.sending.update(|list| list.retain(|other| other.number != number))>{i.t("ui.dismiss")}</Button>
        }
        .into_any(),
    }
    };
    view! { <li><span class="ed-file-name">{name}</span>{state}</li> }.into_any()
}

/// The smallest copy of a picture that is large enough for a tile.
fn small(item: &Upload) -> String {
    item.variants
        .iter()
        .filter(|variant| variant.format == "webp" || item.variants.len() < 2)
        .min_by_key(|variant| variant.width)
        .or(item.variants.first())
        .map_or_else(|| item.url.clone(), |variant| variant.url.clone())
}

fn tile(library: Library, item: Upload) -> AnyView {
    let editor = library.editor;
    let is_image = item.mime.starts_with("image/");
    let (id, pressed) = (item.id.clone(), item.id.clone());
    let name = if item.name.is_empty() { item.mime.clone() } else { item.name.clone() };
    let picture = if is_image {
        let size = |side: Option<u32>| side.map(|side| side.to_string());
        view! { <img src=small(&item) alt="" loading="lazy" draggable="false" width=size(item.width) height=size(item.height)/> }
            .into_any()
    } else {
        let icon = if item.mime.starts_with("video/") { "film" } else { "file-text" };
        view! { <span class="ed-file"><Icon name=icon/></span> }.into_any()
    };
    let payload = Box::new(item);
    let title = name.clone();
    view! {
        <li>
            <button
                type="button"
                class="ed-tile"
                title=title
                aria-pressed=move || if library.chosen.with(|chosen| chosen.as_ref() == Some(&pressed)) { "true" } else { "false" }
                on:pointerdown=move |event| {
                    if is_image {
                        editor.press(&event, Payload::Picture(payload.clone()));
                    }
                }
                on:click=move |_| library.chosen.update(|chosen| {
                    *chosen = if chosen.as_ref() == Some(&id) { None } else { Some(id.clone()) };
                })
            >
                {picture}
                <span class="ed-file-name">{name}</span>
            </button>
        </li>
    }
    .into_any()
}

/// What is known about a file, and what can be done with it.
#[component]
fn Details(library: Library, item: Upload) -> impl IntoView {
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
        item.with_value(|item| editor.doc(|document| uses(document, item)))
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
        item.with_value(asset_of).and_then(|(asset, _)| {
            editor.doc(|document| document.assets.get(&asset).map(|asset| asset.alt.clone()))
        })
    });
    let set_alt = move |text: String| {
        let Some((asset, _)) = item.with_value(asset_of) else { return };
        let Some(known) = editor.doc(|document| document.assets.get(&asset).cloned()) else { return };
        let alt: String = text.chars().take(1_000).collect();
        if known.alt != alt {
            let value = landinghub::document::AssetRef { alt, ..known };
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
            item.with_value(|item| editor.use_picture(&image, &Prop::ASSET, item));
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
                <a class="btn btn-secondary btn-sm" href=url target="_blank" rel="noopener external"><Icon name="external-link"/>{i.t("editor.assets.open")}</a>
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

/// The asset of an upload, as an operation that makes it known to the page.
pub fn asset_op(upload: &Upload) -> Option<(Op, Value)> {
    let (asset, value) = asset_of(upload)?;
    Some((Op::SetAsset { asset: asset.clone(), value }, Value::from(asset)))
}
