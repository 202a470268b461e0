//! Pictures: uploads, the library, and putting them into blocks.

use landinghub::api::{List, Upload};
use landinghub::document::{AssetId, AssetRef, AssetUrl, AssetVariant, NodeId, Op, Prop, Value};
use landinghub::{Code, Problem};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::rare::Rare;
use super::state::{Editor, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonKind, ButtonSize, Dialog, ErrorState, Spinner};

/// Largest picture the server takes.
pub const MAX_BYTES: f64 = 10.0 * 1_048_576.0;

/// The pictures among dropped files.
pub fn picture_files(files: Option<web_sys::FileList>) -> Vec<web_sys::File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length())
        .filter_map(|n| files.get(n))
        .filter(|file| file.type_().starts_with("image/"))
        .collect()
}

/// Uploads a file.
pub async fn upload(file: web_sys::File) -> Result<Upload, Failed> {
    let failed = |_| Failed::Problem(Problem::from(Code::Internal));
    // How large a film may be is the server's to say.
    if file.size() > MAX_BYTES && !file.type_().starts_with("video/") {
        return Err(Failed::Problem(Problem::from(Code::PayloadTooLarge)));
    }
    let form = web_sys::FormData::new().map_err(failed)?;
    form.append_with_blob_and_filename("file", &file, &file.name()).map_err(failed)?;
    let text = http::send("POST", "/api/uploads", &Body::Form(form)).await?;
    serde_json::from_str(&text).map_err(|_| Failed::Problem(Problem::from(Code::Internal)))
}

/// An upload as a document refers to it.
pub fn asset_of(upload: &Upload) -> Option<(AssetId, AssetRef)> {
    let mut variants: Vec<AssetVariant> = upload
        .variants
        .iter()
        .filter_map(|variant| {
            Some(AssetVariant {
                url: AssetUrl::new(&variant.url).ok()?,
                width: variant.width,
                format: variant.format.clone(),
            })
        })
        .collect();
    landinghub::lean::sort_by(&mut variants, |a, b| a.width.cmp(&b.width));
    let asset = AssetRef {
        url: AssetUrl::new(&upload.url).ok()?,
        width: upload.width,
        height: upload.height,
        mime: upload.mime.clone(),
        alt: String::new(),
        variants,
        crop: None,
    };
    Some((AssetId::new(&upload.id.to_lowercase()).ok()?, asset))
}

impl Editor {
    /// What a failed request says to people.
    pub fn failure(self, failed: &Failed) -> String {
        match failed {
            Failed::Offline => self.i.t("editor.failed.offline").to_owned(),
            Failed::LoggedOut => self.i.t("editor.failed.logged_out").to_owned(),
            Failed::Problem(problem) => match problem.code {
                Code::PayloadTooLarge => self.i.t("editor.failed.too_large").to_owned(),
                Code::UnsupportedMediaType => self.i.t("editor.failed.type").to_owned(),
                Code::RateLimited => {
                    let minutes = problem.retry_after.unwrap_or(60).div_ceil(60).to_string();
                    self.i.t_with("editor.failed.rate_limited", &[("minutes", &minutes)])
                }
                Code::Unavailable | Code::Internal => self.i.t("editor.failed.server").to_owned(),
                _ => problem.detail.clone(),
            },
        }
    }

    /// Puts an uploaded picture into a property of a node.
    pub fn use_picture(self, node: &NodeId, prop: &Prop, upload: &Upload) -> bool {
        let Some((asset, value)) = asset_of(upload) else { return false };
        let mut ops = Vec::new();
        if self.doc(|document| document.assets.get(&asset) != Some(&value)) {
            ops.push(Op::SetAsset { asset: asset.clone(), value });
        }
        ops.push(Op::SetProp { node: node.clone(), prop: prop.clone(), value: Value::from(asset) });
        self.edit("editor.did.picture", ops)
    }

    /// Puts an uploaded picture into a field of the head.
    pub fn use_head_picture(self, field: landinghub::document::MetaField, upload: &Upload) -> bool {
        let Some((asset, value)) = asset_of(upload) else { return false };
        self.edit(
            "editor.did.picture",
            vec![
                Op::SetAsset { asset: asset.clone(), value },
                Op::SetMeta { field, value: Value::from(asset) },
            ],
        )
    }
}

/// Uploads a picture and hands it on.
pub fn send_picture(
    editor: Editor,
    file: web_sys::File,
    busy: RwSignal<bool>,
    then: impl FnOnce(Upload) + 'static,
) {
    busy.set(true);
    spawn_local(async move {
        let sent = upload(file).await;
        let _ = busy.try_set(false);
        match sent {
            Ok(upload) => then(upload),
            Err(failed) => editor.bad(editor.failure(&failed)),
        }
    });
}

/// A button that takes a picture from this device.
pub fn upload_button(
    editor: Editor,
    kind: ButtonKind,
    busy: RwSignal<bool>,
    send: impl Fn(web_sys::File) + 'static,
) -> impl IntoView {
    let words = editor.i.t("editor.picture.upload");
    let input = NodeRef::<html::Input>::new();
    view! {
        <Button kind size=ButtonSize::Small icon="upload" busy on_click=move |_| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        }>{words}</Button>
        <input
            node_ref=input
            type="file"
            class="sr-only"
            tabindex="-1"
            aria-label=words
            accept="image/png,image/jpeg,image/gif,image/webp,image/svg+xml"
            on:change:target=move |event| {
                let field: web_sys::HtmlInputElement = event.target().unchecked_into();
                if let Some(file) = field.files().and_then(|files| files.get(0)) {
                    send(file);
                }
                field.set_value("");
            }
        />
    }
}

/// Chooses a picture: a new upload or one of the library.
#[component]
pub fn PictureDialog(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Unique on the page.
    id: &'static str,
    /// Told of the choice.
    #[prop(into)]
    on_choose: Callback<Upload>,
) -> impl IntoView {
    let editor = use_editor();
    view! {
        <Dialog open title=editor.i.t("editor.picture.choose") id wide=true>
            {editor.rare(Rare::Library(open, on_choose))}
        </Dialog>
    }
}

/// What is in the dialog.
#[component]
pub fn Library(open: RwSignal<bool>, on_choose: Callback<Upload>) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let items = RwSignal::new(None::<Result<Vec<Upload>, String>>);
    let busy = RwSignal::new(false);
    let load = move || {
        spawn_local(async move {
            let list = http::call::<List<Upload>>("GET", "/api/uploads?limit=100", Body::Empty).await;
            let list = list
                .map(|list| list.items.into_iter().filter(|item| item.mime.starts_with("image/")).collect());
            let _ = items.try_set(Some(list.map_err(|failed| editor.failure(&failed))));
        });
    };
    load();
    let choose = move |upload: Upload| {
        open.set(false);
        on_choose.run(upload);
    };
    let send = move |file: web_sys::File| {
        send_picture(editor, file, busy, move |upload| {
            if !open.is_disposed() {
                choose(upload);
            }
        });
    };
    let dropped = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        let files = event.data_transfer().map(|data| picture_files(data.files())).unwrap_or_default();
        if let Some(file) = files.into_iter().next() {
            send(file);
        }
    };
    let list = move || match items.get() {
        None => view! { <p class="ed-note" role="status"><Spinner/> {i.t("ui.loading")}</p> }.into_any(),
        Some(Err(message)) => {
            view! { <ErrorState message on_retry=Callback::new(move |()| { items.set(None); load(); })/> }
                .into_any()
        }
        Some(Ok(list)) if list.is_empty() => {
            view! { <p class="ed-note">{i.t("editor.picture.none")}</p> }.into_any()
        }
        Some(Ok(list)) => {
            let tiles = list
                .into_iter()
                .enumerate()
                .map(|(number, item)| {
                    let small = item.variants.iter().min_by_key(|variant| variant.width).map_or(item.url.clone(), |variant| variant.url.clone());
                    let name = i.t_with("editor.picture.number", &[("number", &(number + 1).to_string())]);
                    view! {
                        <li>
                            <button type="button" class="ed-tile" aria-label=name on:click=move |_| choose(item.clone())>
                                <img src=small alt="" loading="lazy"/>
                            </button>
                        </li>
                    }
                })
                .collect_view();
            view! { <ul class="ed-tiles" role="list" aria-label=i.t("editor.picture.library")>{tiles}</ul> }
                .into_any()
        }
    };
    view! {
        <div class="ed-drop" on:dragover=|event| event.prevent_default() on:drop=dropped>
            {upload_button(editor, ButtonKind::Primary, busy, send)}
            <p class="help">{i.t("editor.picture.help")}</p>
        </div>
        {list}
    }
}
