//! The picture or film of a block: its preview, and another one from this device or from the library.

use landinghub::api::{List, Upload};
use landinghub::document::{Kind, NodeId, Prop, Value};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rare::Rare;
use super::small::{effect, memo};
use super::state::{Editor, Right, Sheet, use_editor};
use super::upload::{FILMS, FileButton, PICTURES, picture_files, send_file};
use crate::http::{self, Body};
use crate::ui::{Button, ButtonKind, ButtonSize, Dialog, ErrorState, Spinner};

impl Editor {
    /// Asks for another picture of an image; false if the block is none.
    pub fn pick_picture(self, id: &NodeId) -> bool {
        let free = self.node(id, |_, node| node.kind == Kind::Image && !node.locked) == Some(true);
        if free {
            self.select(Some(id.clone()));
            self.right.set(Right::Block);
            self.sheet.set(Sheet::Edit);
            self.picking.set(Some(id.clone()));
        }
        free
    }
}

/// A block's property that holds an upload. Copy it into closures as you like.
#[derive(Clone, Copy)]
struct Held {
    editor: Editor,
    node: StoredValue<NodeId>,
    prop: StoredValue<Prop>,
    busy: RwSignal<bool>,
}

impl Held {
    fn new(editor: Editor, node: StoredValue<NodeId>, prop: Prop) -> Self {
        Self { editor, node, prop: StoredValue::new(prop), busy: RwSignal::new(false) }
    }

    fn take(self, upload: &Upload) {
        self.editor.use_upload(&self.node.get_value(), &self.prop.get_value(), upload);
    }

    /// Uploads a file for the block, wherever the selection is once it has arrived.
    fn send(self, files: Vec<web_sys::File>) {
        let (node, prop) = (self.node.get_value(), self.prop.get_value());
        if let Some(file) = files.into_iter().next() {
            send_file(self.editor, file, self.busy, move |upload| {
                self.editor.use_upload(&node, &prop, &upload);
            });
        }
    }

    fn remove_button(self, is_set: impl Fn() -> bool + Send + Sync + Clone + 'static) -> AnyView {
        let Self { editor, node, prop, .. } = self;
        let remove = move |_| {
            editor.set_prop(editor.gesture(), &node.get_value(), &prop.get_value(), None);
        };
        view! {
            <Show when=is_set>
                <Button size=ButtonSize::Small kind=ButtonKind::Ghost on_click=remove>{editor.i.t("editor.picture.remove")}</Button>
            </Show>
        }
        .into_any()
    }
}

/// A picture with its preview.
pub fn picture(
    editor: Editor,
    node: StoredValue<NodeId>,
    prop: Prop,
    words: String,
    value: Signal<Option<Value>>,
) -> AnyView {
    let i = editor.i;
    let open = RwSignal::new(false);
    let held = Held::new(editor, node, prop);
    let shown_words = words.clone();
    // Its block was clicked twice.
    effect(move || {
        if editor.picking.with(|id| id.as_ref() == Some(&node.get_value())) {
            editor.picking.set(None);
            open.set(true);
        }
    });
    let shown = memo(move || {
        let asset = value.with(|value| value.as_ref().and_then(Value::as_asset).cloned())?;
        editor.doc(|document| {
            let asset = document.assets.get(&asset)?;
            Some(asset.variants.first().map_or(&asset.url, |variant| &variant.url).to_string())
        })
    });
    let is_set = move || shown.with(Option::is_some);
    let upload_words = i.t("editor.picture.upload");
    view! {
        <div class="ed-field" role="group" aria-label=words>
            <span class="label" aria-hidden="true">{shown_words}</span>
            <div class="ed-picture">
                {move || shown.get().map(|url| view! { <img src=url alt=""/> })}
                <FileButton label=upload_words accept=PICTURES busy=held.busy on_files=move |files| held.send(files)>
                    {upload_words}
                </FileButton>
                <Button size=ButtonSize::Small icon="image" on_click=move |_| open.set(true)>
                    {move || if is_set() { i.t("editor.picture.replace") } else { i.t("editor.picture.choose") }}
                </Button>
                {held.remove_button(is_set)}
            </div>
            {super::crop::picture_tools(editor, node, held.prop)}
            <PictureDialog open id="ed-picture" on_choose=move |upload| held.take(&upload)/>
        </div>
    }
    .into_any()
}

/// An uploaded film.
pub fn film(
    editor: Editor,
    node: StoredValue<NodeId>,
    prop: Prop,
    words: String,
    value: Signal<Option<Value>>,
) -> AnyView {
    let i = editor.i;
    let held = Held::new(editor, node, prop);
    let is_set = move || value.with(Option::is_some);
    let (shown_words, input_words) = (words.clone(), words.clone());
    view! {
        <div class="ed-field" role="group" aria-label=words>
            <span class="label" aria-hidden="true">{shown_words}</span>
            <div class="ed-picture">
                <FileButton label=input_words accept=FILMS busy=held.busy on_files=move |files| held.send(files)>
                    {move || if is_set() { i.t("editor.picture.replace") } else { i.t("editor.film.upload") }}
                </FileButton>
                {held.remove_button(is_set)}
            </div>
        </div>
    }
    .into_any()
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
            {editor.rare(Rare::Pictures(open, on_choose))}
        </Dialog>
    }
}

/// What is in the dialog: the library's pictures, and a place for another.
#[component]
pub fn Choices(open: RwSignal<bool>, on_choose: Callback<Upload>) -> impl IntoView {
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
    let upload_words = i.t("editor.picture.upload");
    let choose = move |upload: Upload| {
        open.set(false);
        on_choose.run(upload);
    };
    let send = move |file: web_sys::File| {
        send_file(editor, file, busy, move |upload| {
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
            <FileButton kind=ButtonKind::Primary label=upload_words accept=PICTURES busy on_files=move |files| files.into_iter().for_each(send)>
                {upload_words}
            </FileButton>
            <p class="help">{i.t("editor.picture.help")}</p>
        </div>
        {list}
    }
}
