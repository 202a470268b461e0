//! The media library: everything that was uploaded, found by name, put on the page by click or drag.

use landinghub::api::{List, Upload};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::asset_details::Details;
use super::device::Timer;
use super::drag::Payload;
use super::small::{each, memo};
use super::state::{Editor, use_editor};
use super::upload::{FILMS, FileButton, PICTURES, files_of, upload};
use crate::http::{self, Body};
use crate::ui::{Button, ButtonSize, EmptyState, ErrorState, Icon, LoadMore, Progress, Skeleton, aria};

/// Quiet in the search field before it is searched for, in milliseconds.
const QUIET: i32 = 250;
/// What is offered besides pictures and films.
const FILES: &str = "application/pdf,application/zip";

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
pub struct Library {
    /// The editor it is a panel of.
    pub editor: Editor,
    /// The files, the newest first.
    pub items: RwSignal<Vec<Upload>>,
    cursor: RwSignal<Option<String>>,
    /// Nothing while the first slice is on its way.
    state: RwSignal<Option<Result<(), String>>>,
    busy: RwSignal<bool>,
    query: RwSignal<String>,
    kind: RwSignal<String>,
    /// Whose details are shown.
    pub chosen: RwSignal<Option<String>>,
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
                let progress = move |now| {
                    let _ = row.percent.try_set(Some(now));
                };
                let sent = upload(file, progress, |_| {}).await;
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
    let over = RwSignal::new(false);
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let files = event.data_transfer().and_then(|data| data.files());
        library.send(files_of(files));
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
                <FileButton label=i.t("editor.assets.upload") accept=[PICTURES, FILMS, FILES].join(",") multiple=true on_files=move |files| library.send(files)>
                    {i.t("editor.assets.upload")}
                </FileButton>
                <p class="help">{i.t("editor.assets.drop")}</p>
            </div>
            <ul class="ed-sending" role="list">{sending}</ul>
            {content}
            {details}
        </div>
    }
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
                aria-pressed=move || aria(library.chosen.with(|chosen| chosen.as_ref() == Some(&pressed)))
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
