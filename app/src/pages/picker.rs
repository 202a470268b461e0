//! How a page begins: from a template, from a few words, from HTML, or from nothing.

use super::PageArt;
use super::api::{TemplateCard, create_page, list_templates};
use super::brief::BriefForm;
use super::import::ImportForm;
use crate::answer::settle;
use crate::i18n::use_i18n;
use crate::ui::{Button, ButtonKind, Dialog, ErrorState, Icon, SkeletonGrid, use_toasts};
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
    let button = move |template: TemplateCard| {
        let (title, id) = (template.name.clone(), template.id.clone());
        let name_id = format!("template-{}", template.id);
        let label_id = name_id.clone();
        let category = match template.category.as_str() {
            "restaurant" => i.t("pages.category.restaurant"),
            "course" => i.t("pages.category.course"),
            "product" => i.t("pages.category.product"),
            "event" => i.t("pages.category.event"),
            _ => i.t("pages.category.other"),
        };
        let picture = if template.picture.is_empty() {
            view! { <PageArt seed=id.clone()/> }.into_any()
        } else {
            view! { <img src=template.picture alt="" width="480" height="300" loading="lazy"/> }.into_any()
        };
        view! {
            <button
                type="button"
                class="template"
                data-template=template.id
                aria-labelledby=label_id
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |_| create.run((title.clone(), Some(id.clone())))
            >
                <span class="page-thumb">{picture}</span>
                <span class="template-name" id=name_id>{template.name}</span>
                <span class="template-kind">{category}</span>
            </button>
        }
    };
    let blank = move || {
        view! {
            <button
                type="button"
                class="template"
                aria-labelledby="template-blank"
                aria-disabled=move || busy.get().then_some("true")
                on:click=move |_| create.run((i.t("pages.untitled").to_owned(), None))
            >
                <span class="page-thumb template-blank"><Icon name="plus"/></span>
                <span class="template-name" id="template-blank">{i.t("pages.blank")}</span>
                <span class="template-kind">{i.t("pages.blank.text")}</span>
            </button>
        }
    };
    let way = move |to: Form,
                    id: &'static str,
                    icon: &'static str,
                    name: &'static str,
                    kind: &'static str| {
        view! {
            <button type="button" class="template" aria-labelledby=id on:click=move |_| form.set(Some(to))>
                <span class="page-thumb template-blank"><Icon name=icon/></span>
                <span class="template-name" id=id>{name}</span>
                <span class="template-kind">{kind}</span>
            </button>
        }
    };
    let from_html =
        move || way(Form::Html, "template-html", "file-code", i.t("pages.import"), i.t("pages.import.kind"));
    let from_brief =
        move || way(Form::Brief, "template-brief", "pencil", i.t("pages.brief"), i.t("pages.brief.kind"));
    view! {
        <p class="muted small" style="margin-bottom:var(--s4)">{i.t("pages.pick")}</p>
        <Suspense fallback=|| view! { <SkeletonGrid count=4/> }>
            {move || Suspend::new(async move {
                match templates.await {
                    Ok(list) => view! { <div class="grid templates">{list.into_iter().map(button).collect_view()} {blank()} {from_brief()} {from_html()}</div> }.into_any(),
                    Err(trouble) => {
                        view! { <ErrorState message=trouble.message on_retry=move |()| templates.refetch()/> }.into_any()
                    }
                }
            })}
        </Suspense>
    }
}
