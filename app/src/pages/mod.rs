//! The grid of pages, the template picker, and what visitors left.

#[cfg(feature = "ssr")]
mod analytics;
pub mod api;
mod art;
mod brief;
mod card;
#[cfg(feature = "ssr")]
mod domains;
mod import;
mod leads;
mod picker;

#[cfg(feature = "ssr")]
pub use analytics::Analytics;
pub use art::PageArt;
#[cfg(feature = "ssr")]
pub use domains::Domains;
pub use leads::Leads;

use crate::answer::{Trouble, settle};
use crate::i18n::use_i18n;
use crate::layout::{AppFrame, Section};
use crate::ui::{
    Button, ButtonKind, Dialog, EmptyState, ErrorState, Icon, LoadMore, Segments, SkeletonGrid, TextField,
    use_toasts,
};
use api::{PageCard, PageSlice, list_pages, rename_page};
use card::PageItem;
use leptos::prelude::*;
use leptos::task::spawn_local;
use picker::Picker;
use std::time::Duration;

/// `/pages`.
#[component]
pub fn Pages() -> impl IntoView {
    let i = use_i18n();
    view! {
        <AppFrame section=Section::Pages title=i.t("pages.title")>
            <PagesGrid/>
        </AppFrame>
    }
}

/// What the grid asks for.
#[derive(Clone, Copy)]
struct Asked {
    words: RwSignal<String>,
    status: RwSignal<&'static str>,
    version: RwSignal<u32>,
}

#[component]
fn PagesGrid() -> impl IntoView {
    let i = use_i18n();
    let asked =
        Asked { words: RwSignal::new(String::new()), status: RwSignal::new(""), version: RwSignal::new(0) };
    let picking = RwSignal::new(false);
    let renaming = Renaming::new();
    let offline = i.t("ui.offline");
    let first = Resource::new(
        move || (asked.words.get(), asked.status.get(), asked.version.get()),
        move |(words, status, _)| async move { settle(list_pages(words, status.to_owned(), None).await, offline) },
    );
    let reload = Callback::new(move |()| asked.version.update(|version| *version += 1));
    let search = leptos::leptos_dom::helpers::debounce(Duration::from_millis(200), move |words: String| {
        asked.words.set(words)
    });
    let grid = move || {
        Suspend::new(async move {
            let answer = first.await;
            view! { <Slice answer asked picking renaming reload/> }
        })
    };
    view! {
        <div class="page-head">
            <h1>{i.t("pages.title")}</h1>
            <Button kind=ButtonKind::Primary icon="plus" on_click=move |_| picking.set(true)>{i.t("pages.new")}</Button>
        </div>
        <div class="page-tools">
            <div class="input-group">
                <Icon name="search"/>
                <input
                    class="input"
                    type="search"
                    aria-label=i.t("pages.search")
                    placeholder=i.t("pages.search")
                    maxlength="120"
                    on:input:target={
                        let mut search = search;
                        move |event| search(event.target().value())
                    }
                />
            </div>
            <Segments
                label=i.t("pages.filter")
                options=vec![
                    ("", i.t("pages.filter.all")),
                    ("published", i.t("pages.status.published")),
                    ("draft", i.t("pages.status.draft")),
                    ("trashed", i.t("pages.status.trashed")),
                ]
                bind=asked.status
            />
        </div>
        <Transition fallback=|| view! { <SkeletonGrid/> }>{grid}</Transition>
        <Picker open=picking/>
        <RenameDialog renaming reload/>
    }
}

/// The first slice as it was answered, and whatever is loaded after it.
#[component]
fn Slice(
    answer: Result<PageSlice, Trouble>,
    asked: Asked,
    picking: RwSignal<bool>,
    renaming: Renaming,
    reload: Callback<()>,
) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let slice = match answer {
        Ok(slice) => slice,
        Err(trouble) => return view! { <ErrorState message=trouble.message on_retry=reload/> }.into_any(),
    };
    let (words, status) = (asked.words.get_untracked(), asked.status.get_untracked());
    if slice.items.is_empty() {
        return match (words.is_empty(), status) {
            (true, "") => view! {
                <EmptyState icon="layout-template" title=i.t("pages.empty.title") text=i.t("pages.empty.text")>
                    <Button kind=ButtonKind::Primary icon="plus" on_click=move |_| picking.set(true)>
                        {i.t("pages.new")}
                    </Button>
                </EmptyState>
            }
            .into_any(),
            (true, "trashed") => view! {
                <EmptyState icon="trash-2" title=i.t("pages.trash.empty") text=i.t("pages.trash.text")/>
            }
            .into_any(),
            _ => view! { <EmptyState icon="search" title=i.t("pages.none.title") text=i.t("pages.none.text")/> }.into_any(),
        };
    }
    let items = RwSignal::new(slice.items);
    let next = RwSignal::new(slice.next);
    let busy = RwSignal::new(false);
    let offline = i.t("ui.offline");
    let more = move |()| {
        let words = words.clone();
        busy.set(true);
        spawn_local(async move {
            match settle(list_pages(words, status.to_owned(), next.get_untracked()).await, offline) {
                Ok(slice) => {
                    items.update(|items| items.extend(slice.items));
                    next.set(slice.next);
                }
                Err(trouble) => toasts.bad(trouble.message),
            }
            busy.set(false);
        });
    };
    view! {
        <div class="grid">
            <For
                each=move || items.get()
                key=|page| page.id.clone()
                children=move |page| view! { <PageItem page renaming reload/> }
            />
        </div>
        <LoadMore more=Signal::derive(move || next.read().is_some()) busy on_more=more/>
    }
    .into_any()
}

/// The page that is being renamed.
#[derive(Clone, Copy)]
pub struct Renaming {
    open: RwSignal<bool>,
    id: RwSignal<String>,
    title: RwSignal<String>,
    error: RwSignal<Option<String>>,
}

impl Renaming {
    fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            id: RwSignal::new(String::new()),
            title: RwSignal::new(String::new()),
            error: RwSignal::new(None),
        }
    }

    /// Opens the dialog for a page.
    fn start(self, page: &PageCard) {
        self.id.set(page.id.clone());
        self.title.set(page.title.clone());
        self.error.set(None);
        self.open.set(true);
    }
}

#[component]
fn RenameDialog(renaming: Renaming, reload: Callback<()>) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let Renaming { open, id, title, error } = renaming;
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            match settle(rename_page(id.get_untracked(), title.get_untracked()).await, offline) {
                Ok(()) => {
                    open.set(false);
                    toasts.good(i.t("pages.renamed"));
                    reload.run(());
                }
                Err(trouble) => error.set(Some(trouble.message)),
            }
        });
    };
    view! {
        <Dialog open id="rename" title=i.t("pages.rename").to_owned()>
            <form class="form" on:submit=save>
                <TextField
                    name="title"
                    label=i.t("pages.field.title")
                    bind=title
                    required=true
                    maxlength=120
                    error
                />
                <div class="dialog-foot">
                    <Button on_click=move |_| open.set(false)>{i.t("ui.cancel")}</Button>
                    <Button kind=ButtonKind::Primary submit=true>{i.t("ui.save")}</Button>
                </div>
            </form>
        </Dialog>
    }
}
