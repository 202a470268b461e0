//! How a page begins: from a template, from a few words, from HTML, or from nothing.

use super::PageArt;
use super::api::{TemplateCard, create_page, list_templates};
use super::brief::BriefForm;
use super::import::ImportForm;
use crate::answer::settle;
use crate::i18n::use_i18n;
use crate::ui::{
    Button, ButtonKind, Dialog, ErrorState, Icon, LANGUAGES, Segments, Select, SkeletonGrid, use_toasts,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The dialog behind "New page".
#[component]
pub fn Picker(open: RwSignal<bool>) -> impl IntoView {
    let i = use_i18n();
    view! {
        <Dialog open id="new-page" title=i.t("pages.new").to_owned() wide=true>
            <Starts/>
        </Dialog>
    }
}

/// The form that stands in the place of the templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Html,
    Brief,
}

/// Templates, or a form: HTML from elsewhere, or a few words.
#[component]
fn Starts() -> impl IntoView {
    let i = use_i18n();
    let form = RwSignal::new(None::<Form>);
    move || {
        let Some(chosen) = form.get() else { return view! { <Templates form/> }.into_any() };
        let fields = match chosen {
            Form::Html => view! { <ImportForm/> }.into_any(),
            Form::Brief => view! { <BriefForm/> }.into_any(),
        };
        view! {
            {fields}
            <p>
                <Button kind=ButtonKind::Ghost icon="arrow-left" on_click=move |_| form.set(None)>{i.t("pages.import.back")}</Button>
            </p>
        }
        .into_any()
    }
}

#[component]
fn Templates(
    /// Set to go to a form.
    form: RwSignal<Option<Form>>,
) -> impl IntoView {
    let i = use_i18n();
    let toasts = use_toasts();
    let offline = i.t("ui.offline");
    let busy = RwSignal::new(false);
    let create = Callback::new(move |(title, template): (String, Option<String>)| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match settle(create_page(title, template).await, offline) {
                // A new page of the browser: the editor is another part of the app, loaded by itself.
                Ok(id) => {
                    let _ = window().location().set_href(&format!("/pages/{id}/edit"));
                }
                Err(trouble) => {
                    toasts.bad(trouble.message);
                    busy.set(false);
                }
            }
        });
    });
    let templates = Resource::new(|| (), move |()| async move { settle(list_templates().await, offline) });
    let blank = view! {
        <button
            type="button"
            class="start"
            aria-labelledby="template-blank"
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |_| create.run((i.t("pages.untitled").to_owned(), None))
        >
            <Icon name="plus"/>
            <span class="template-name" id="template-blank">{i.t("pages.blank")}</span>
            <span class="template-kind">{i.t("pages.blank.text")}</span>
        </button>
    };
    let way =
        move |to: Form, id: &'static str, icon: &'static str, name: &'static str, kind: &'static str| {
            view! {
                <button type="button" class="start" aria-labelledby=id on:click=move |_| form.set(Some(to))>
                    <Icon name=icon/>
                    <span class="template-name" id=id>{name}</span>
                    <span class="template-kind">{kind}</span>
                </button>
            }
        };
    view! {
        <div class="starts">
            {blank}
            {way(Form::Brief, "template-brief", "pencil", i.t("pages.brief"), i.t("pages.brief.kind"))}
            {way(Form::Html, "template-html", "file-code", i.t("pages.import"), i.t("pages.import.kind"))}
        </div>
        <Suspense fallback=|| view! { <SkeletonGrid count=6/> }>
            {move || Suspend::new(async move {
                match templates.await {
                    Ok(list) => view! { <Library list busy create/> }.into_any(),
                    Err(trouble) => {
                        view! { <ErrorState message=trouble.message on_retry=move |()| templates.refetch()/> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}

/// Folded for search.
fn folded(text: &str) -> String {
    // The browser decomposes by itself, so its half carries no tables.
    #[cfg(feature = "hydrate")]
    let folded = landinghub::text::fold_decomposed(
        String::from(js_sys::JsString::from(text).normalize("NFD")).chars(),
    );
    #[cfg(not(feature = "hydrate"))]
    let folded = landinghub::text::fold(text);
    folded
}

/// A template with its category in the reader's words, and what it is found by.
#[derive(Clone)]
struct Offer {
    card: TemplateCard,
    category: &'static str,
    found_by: String,
}

/// The templates, those in the reader's language first, with what narrows them down.
#[component]
fn Library(
    list: Vec<TemplateCard>,
    /// Whether a page is being made.
    busy: RwSignal<bool>,
    /// Makes a page: its title and the template.
    create: Callback<(String, Option<String>)>,
) -> impl IntoView {
    let i = use_i18n();
    let language_name =
        |of: &str| LANGUAGES.iter().find(|(locale, _)| locale.as_str() == of).map_or("", |(_, name)| *name);
    let mut offers: Vec<Offer> = list
        .into_iter()
        .map(|card| {
            let category = i.find(&format!("pages.category.{}", card.category));
            let category = category.unwrap_or_else(|| i.t("pages.category.other"));
            let found_by =
                folded(&[&card.name, category, &card.category.replace('_', " "), &card.id].join(" "));
            Offer { card, category, found_by }
        })
        .collect();
    offers.sort_by_key(|offer| offer.card.language != i.locale().as_str());
    let mut categories: Vec<(String, String)> =
        offers.iter().map(|offer| (offer.card.category.clone(), offer.category.to_owned())).collect();
    categories.sort_by(|a, b| a.1.cmp(&b.1));
    categories.dedup();
    categories.insert(0, (String::new(), i.t("pages.templates.all").to_owned()));
    let mut languages = vec![("", i.t("pages.templates.any"))];
    languages.extend(
        LANGUAGES
            .iter()
            .filter(|(locale, _)| offers.iter().any(|offer| offer.card.language == locale.as_str()))
            .map(|(locale, name)| (locale.as_str(), *name)),
    );
    let (words, category, language) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(""));
    let chosen = Memo::new(move |_| {
        let wanted = folded(&words.read());
        let fits = |offer: &&Offer| {
            (category.read().is_empty() || *category.read() == offer.card.category)
                && (language.get().is_empty() || language.get() == offer.card.language)
                && wanted.split_whitespace().all(|word| offer.found_by.contains(word))
        };
        offers.iter().filter(fits).map(|offer| (offer.card.clone(), offer.category)).collect::<Vec<_>>()
    });
    let card = move |(template, category): (TemplateCard, &'static str)| {
        let (title, id) = (template.name.clone(), template.id.clone());
        let name_id = format!("template-{}", template.id);
        let label_id = name_id.clone();
        let picture = if template.picture.is_empty() {
            view! { <PageArt seed=id.clone()/> }.into_any()
        } else {
            view! { <img src=template.picture alt="" width="640" height="400" loading="lazy"/> }.into_any()
        };
        let kind = format!("{category} · {}", language_name(&template.language));
        let look = i.t_with("pages.templates.look", &[("name", &template.name)]);
        view! {
            <div class="template-card">
            <button
                type="button"
                class="template"
                data-template=template.id
                aria-labelledby=label_id
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |_| create.run((title.clone(), Some(id.clone())))
            >
                <span class="page-thumb">{picture}</span>
                <span class="template-name" id=name_id lang=template.language>{template.name}</span>
                <span class="template-kind">{kind}</span>
            </button>
            <a class="template-look" href=template.look target="_blank" rel="noopener" aria-label=look>
                <Icon name="eye"/>
                {i.t("pages.templates.look.short")}
            </a>
            </div>
        }
    };
    view! {
        <div class="page-tools templates-tools">
            <div class="input-group">
                <Icon name="search"/>
                <input
                    class="input"
                    type="search"
                    aria-label=i.t("pages.templates.search")
                    placeholder=i.t("pages.templates.search")
                    maxlength="80"
                    on:input:target=move |event| words.set(event.target().value())
                />
            </div>
            <Select
                name="category"
                id="template-category"
                label=i.t("pages.templates.category")
                label_hidden=true
                options=categories
                on_change=Callback::new(move |chosen| category.set(chosen))
            />
            <Segments label=i.t("pages.templates.language") options=languages bind=language/>
        </div>
        <p class="muted small templates-note" role="status">
            {move || {
                let count = chosen.read().len();
                if count == 0 {
                    i.t("pages.templates.none").to_owned()
                } else {
                    let count = i.n("pages.templates", u64::try_from(count).unwrap_or_default());
                    format!("{count} {}", i.t("pages.pick"))
                }
            }}
        </p>
        <div class="grid templates">
            <For each=move || chosen.get() key=|(template, _)| template.id.clone() children=card/>
        </div>
    }
}
