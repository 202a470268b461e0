//! Uploads: files from this device on their way to the server, and what the page makes of them. Choosing a picture for a
//! block is in `pictures`, the library's panel in `assets`.

use landinghub::api::Upload;
use landinghub::document::{MetaField, NodeId, Op, Prop, Value};
use landinghub::editing::asset;
use landinghub::{Code, Problem};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{File, FileList, FormData, ProgressEvent, XmlHttpRequest};

use super::state::Editor;
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonKind, ButtonSize};

/// What is offered where a picture is asked for.
pub const PICTURES: &str = "image/png,image/jpeg,image/gif,image/webp,image/svg+xml";
/// What is offered where a film is asked for.
pub const FILMS: &str = "video/mp4,video/webm";
/// Largest picture the server takes. How large a film may be is the server's to say.
const MAX_BYTES: f64 = 10.0 * 1_048_576.0;

/// Files that were chosen or dropped.
pub fn files_of(files: Option<FileList>) -> Vec<File> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|n| files.get(n)).collect()
}

/// The pictures among them.
pub fn picture_files(files: Option<FileList>) -> Vec<File> {
    files_of(files).into_iter().filter(|file| file.type_().starts_with("image/")).collect()
}

/// Uploads a file and tells how many per cent have gone, which `fetch` can't. Whoever may want to give it up takes the
/// request.
pub async fn upload(
    file: File,
    progress: impl Fn(u8) + 'static,
    started: impl FnOnce(&XmlHttpRequest),
) -> Result<Upload, Failed> {
    if file.size() > MAX_BYTES && !file.type_().starts_with("video/") {
        return Err(Failed::Problem(Problem::from(Code::PayloadTooLarge)));
    }
    let internal = |_| Failed::Problem(Problem::from(Code::Internal));
    // Renews the session, should it be about to end: a long upload isn't sent twice.
    http::send("GET", "/api/auth/me", &Body::Empty).await?;
    let form = FormData::new().map_err(internal)?;
    form.append_with_blob_and_filename("file", &file, &file.name()).map_err(internal)?;
    let request = XmlHttpRequest::new().map_err(internal)?;
    request.open("POST", "/api/uploads").map_err(internal)?;
    request.set_request_header("accept", "application/json").map_err(internal)?;
    let gone = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.total() > 0.0 {
            let share = (event.loaded() * 100.0 / event.total()).floor();
            progress((0..=100_u8).rev().find(|step| f64::from(*step) <= share).unwrap_or_default());
        }
    });
    request.upload().map_err(internal)?.set_onprogress(Some(gone.as_ref().unchecked_ref()));
    let promise = js_sys::Promise::new(&mut |resolve, _| request.set_onloadend(Some(&resolve)));
    request.send_with_opt_form_data(Some(&form)).map_err(internal)?;
    started(&request);
    let _ = js_sys::futures::JsFuture::from(promise).await;
    match request.status().unwrap_or_default() {
        0 => Err(Failed::Offline),
        401 => Err(Failed::LoggedOut),
        status => {
            let text = http::judge(status, request.response_text().ok().flatten().unwrap_or_default())?;
            serde_json::from_str(&text).map_err(|_| Failed::Problem(Problem::from(Code::Internal)))
        }
    }
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

    /// Puts an upload into a property of a node.
    pub fn use_upload(self, node: &NodeId, prop: &Prop, upload: &Upload) -> bool {
        let Some((asset, op)) = self.doc(|document| asset::known(document, upload)) else { return false };
        let set = Op::SetProp { node: node.clone(), prop: prop.clone(), value: Value::from(asset) };
        self.edit("editor.did.picture", op.into_iter().chain([set]).collect())
    }

    /// Puts an uploaded picture into a field of the head.
    pub fn use_head_picture(self, field: MetaField, upload: &Upload) -> bool {
        let Some((asset, op)) = self.doc(|document| asset::known(document, upload)) else { return false };
        let set = Op::SetMeta { field, value: Value::from(asset) };
        self.edit("editor.did.picture", op.into_iter().chain([set]).collect())
    }
}

/// Uploads a file for a control that shows no more than that it is busy, and hands it on.
pub fn send_file(editor: Editor, file: File, busy: RwSignal<bool>, then: impl FnOnce(Upload) + 'static) {
    busy.set(true);
    spawn_local(async move {
        let sent = upload(file, |_| {}, |_| {}).await;
        let _ = busy.try_set(false);
        match sent {
            Ok(upload) => then(upload),
            Err(failed) => editor.bad(editor.failure(&failed)),
        }
    });
}

/// A button that takes files from this device.
#[component]
pub fn FileButton(
    /// The field's name.
    #[prop(into)]
    label: String,
    /// The media types that are offered.
    #[prop(into)]
    accept: String,
    /// Whether several may be chosen at once.
    #[prop(optional)]
    multiple: bool,
    /// How loud.
    #[prop(optional)]
    kind: ButtonKind,
    /// Whether what it started still goes on.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Told of the choice.
    on_files: impl Fn(Vec<File>) + 'static,
    /// The button's words.
    children: Children,
) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let ask = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <Button kind size=ButtonSize::Small icon="upload" busy on_click=ask>{children()}</Button>
        <input
            node_ref=input
            type="file"
            multiple=multiple
            class="sr-only"
            tabindex="-1"
            aria-label=label
            accept=accept
            on:change:target=move |event| {
                on_files(files_of(event.target().files()));
                event.target().set_value("");
            }
        />
    }
    .into_any()
}
