//! From the address to the working screen: fetching the page, its states, and the panels around the canvas.

use landinghub::Code;
use landinghub::api::Page;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::device::Listener;
use super::drop_mark::DropMark;
use super::inspector::Inspector;
use super::keys::keyboard;
use super::layers::Layers;
use super::more::Part;
use super::offline::dead_tabs;
use super::palette::Blocks;
use super::rare::Rare;
use super::small::{effect, memo};
use super::stage::Stage;
use super::state::{Editor, Left, Right, Sheet, use_editor};
use super::top::TopBar;
use crate::editor_frame::EditorFrame;
use crate::http::{self, Body, Failed};
use crate::i18n::use_i18n;
use crate::ui::{EmptyState, ErrorState, Icon, LinkButton, aria};

/// Where fetching stands.
#[derive(Clone)]
enum Fetched {
    Waiting,
    Here(Box<Page>, String, Vec<landinghub::editing::Unsaved>),
    Missing,
    LoggedOut,
    Failed,
}

/// Fetches the page and shows what came of it.
pub fn load(id: Memo<String>) -> impl Fn() -> AnyView + Send + Clone + 'static {
    let i = use_i18n();
    let variant = super::variants::in_address();
    let fetched = ArcRwSignal::new(Fetched::Waiting);
    let fetch = {
        let fetched = fetched.clone();
        Callback::new(move |()| {
            let fetched = fetched.clone();
            let id = id.get_untracked();
            let variant = variant.clone();
            fetched.set(Fetched::Waiting);
            spawn_local(async move {
                let mut branch = id.clone();
                let mut answer = http::call::<Page>("GET", &format!("/api/pages/{id}"), Body::Empty).await;
                // A variant that is gone meanwhile leaves the page itself.
                if let (Ok(page), Some(variant)) = (&mut answer, variant)
                    && let Ok(other) =
                        http::call::<Page>("GET", &format!("/api/pages/{variant}"), Body::Empty).await
                {
                    (page.document, page.revision) = (other.document, other.revision);
                    branch = variant;
                }
                let unsaved = if answer.is_ok() { dead_tabs(&branch, None).await } else { Vec::new() };
                fetched.set(match answer {
                    Ok(page) if page.document.is_some() => Fetched::Here(Box::new(page), branch, unsaved),
                    Ok(_) => Fetched::Missing,
                    Err(Failed::LoggedOut) => Fetched::LoggedOut,
                    Err(Failed::Problem(problem)) if matches!(problem.code, Code::NotFound | Code::Gone) => {
                        Fetched::Missing
                    }
                    Err(_) => Fetched::Failed,
                });
            });
        })
    };
    effect(move || {
        id.track();
        fetch.run(());
    });
    move || {
        match fetched.get() {
        Fetched::Waiting => view! { <EditorFrame/> }.into_any(),
        Fetched::Here(page, branch, unsaved) => view! { <Workbench page=*page branch unsaved/> }.into_any(),
        Fetched::Missing => view! {
            <main class="ed-alone">
                <EmptyState icon="file-text" title=i.t("editor.missing.title") text=i.t("editor.missing.text")>
                    <LinkButton href="/pages">{i.t("editor.back")}</LinkButton>
                </EmptyState>
            </main>
        }
        .into_any(),
        Fetched::LoggedOut => view! {
            <main class="ed-alone">
                <EmptyState icon="lock" title=i.t("editor.login.title") text=i.t("editor.login.first")>
                    <LinkButton href=format!("/auth/login?next=/pages/{}/edit", id.get_untracked())>{i.t("editor.login.submit")}</LinkButton>
                </EmptyState>
            </main>
        }
        .into_any(),
        Fetched::Failed => view! {
            <main class="ed-alone"><ErrorState message=i.t("editor.failed.load") on_retry=fetch/></main>
        }
        .into_any(),
    }
    }
}

/// The screen of a page.
#[component]
fn Workbench(page: Page, branch: String, unsaved: Vec<landinghub::editing::Unsaved>) -> impl IntoView {
    let mut page = page;
    let Some(document) = page.document.take() else { return ().into_any() };
    let editor = Editor::new(&page, document);
    provide_context(editor);
    listen(editor);
    super::audit::watch(editor);
    editor.core(|core| core.branch = branch);
    editor.be_alive();
    editor.go_live();
    editor.recover(unsaved);
    editor.outlive_others();
    let i = editor.i;
    let sheet = move || match editor.sheet.get() {
        Sheet::None => "none",
        Sheet::Layers => "layers",
        Sheet::Edit => "edit",
        Sheet::Add => "add",
    };
    view! {
        <div class="ed" data-sheet=sheet class:is-flashing=editor.desk.flash>
            <TopBar/>
            <LeftPanel/>
            <main class="ed-main" aria-label=i.t("editor.canvas")>
                {editor.part(Part::Bar)}
                <Stage/>
                {editor.part(Part::Past)}
            </main>
            <RightPanel/>
            <BottomBar/>
            <div class="sr-only" aria-live="assertive" aria-atomic="true">{move || editor.said.get()}</div>
            <DropMark/>
            <super::marquee::LassoMark/>
            {editor.part(Part::Floating)}
        </div>
    }
    .into_any()
}

/// What is listened to outside the frame, until the screen goes.
fn listen(editor: Editor) {
    let window: web_sys::EventTarget = window().into();
    let target = &window;
    let listeners = vec![
        Listener::new(target, "keydown", false, move |event| editor.pressed_key(keyboard(&event), false)),
        // There before a finger touches: a browser doesn't ask listeners that come later.
        Listener::new(target, "touchmove", true, move |event| editor.keep_touch(&event)),
        Listener::new(target, "copy", false, move |event| editor.clips(event.unchecked_ref(), false)),
        Listener::new(target, "cut", false, move |event| editor.clips(event.unchecked_ref(), false)),
        Listener::new(target, "paste", false, move |event| editor.clips(event.unchecked_ref(), false)),
        Listener::new(target, "online", false, move |_| editor.retry_save()),
        Listener::new(target, "offline", false, move |_| editor.cut_off()),
        Listener::new(target, "lh:renew", false, move |event| {
            event.prevent_default();
            editor.renew();
        }),
        Listener::new(target, "pagehide", false, move |_| editor.leave()),
        Listener::new(target, "beforeunload", false, move |event| {
            editor.commit_inline();
            if !editor.with(|core| core.session.is_saved()) {
                event.prevent_default();
            }
        }),
    ];
    let mut listeners = listeners;
    listeners.extend(super::imaging::guard_window());
    let listeners = StoredValue::new_local(listeners);
    on_cleanup(move || {
        editor.leave();
        let _ = listeners.try_update_value(Vec::clear);
    });
}

impl Editor {
    /// Loads the page again, after a new build. What can't be saved now is kept on this device and found again.
    fn renew(self) {
        spawn_local(async move {
            self.saved().await;
            let _ = window().location().reload();
        });
    }
}

/// A tab of a panel.
fn tab<T: Copy + PartialEq + Send + Sync + 'static>(
    bind: RwSignal<T>,
    value: T,
    id: &'static str,
    panel: &'static str,
    icon: &'static str,
    words: &'static str,
) -> AnyView {
    let on = move || bind.get() == value;
    view! {
        <button
            type="button"
            role="tab"
            class="ed-tab"
            title=words
            id=id
            aria-controls=panel
            aria-selected=move || aria(on())
            tabindex=move || if on() { "0" } else { "-1" }
            on:click=move |_| bind.set(value)
        >
            <Icon name=icon/>
            <span class="ed-tab-words">{words}</span>
        </button>
    }
    .into_any()
}

/// Arrow keys go from tab to tab.
fn tab_keys(event: leptos::ev::KeyboardEvent) {
    let Some(from) = super::canvas::event_element(&event) else { return };
    let step = match event.key().as_str() {
        "ArrowRight" => 1,
        "ArrowLeft" => -1,
        _ => return,
    };
    let list = from.closest("[role=tablist]").ok().flatten();
    let Some(tabs) = list.and_then(|list| list.query_selector_all("[role=tab]").ok()) else { return };
    let tabs: Vec<web_sys::Node> = (0..tabs.length()).filter_map(|n| tabs.item(n)).collect();
    let here = tabs.iter().position(|tab| tab.is_same_node(Some(&from))).unwrap_or_default();
    let to = here.checked_add_signed(step).unwrap_or(tabs.len()) % tabs.len().max(1);
    let to = if here == 0 && step < 0 { tabs.len().saturating_sub(1) } else { to };
    let to = tabs.get(to).cloned();
    if let Some(to) = to.and_then(|to| to.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        to.click();
        let _ = to.focus();
    }
}

/// Another panel begins at its top, wherever the one before was scrolled to.
fn from_the_top<T: Send + Sync + 'static>(panel: Memo<T>, id: &'static str) {
    effect(move || {
        panel.track();
        if let Some(element) = document().get_element_by_id(id) {
            element.set_scroll_top(0);
        }
    });
}

#[component]
fn LeftPanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let panel = memo(move || editor.left.get());
    from_the_top(panel, "ed-left-panel");
    let content = move || match panel.get() {
        Left::Blocks => view! { <Blocks/> }.into_any(),
        Left::Sections => editor.part(Part::Sections),
        Left::Assets => editor.part(Part::Rare(Rare::Assets)),
    };
    let labelled = move || match panel.get() {
        Left::Blocks => "ed-tab-blocks",
        Left::Sections => "ed-tab-sections",
        Left::Assets => "ed-tab-assets",
    };
    view! {
        <aside
            class="ed-left"
            data-adding=move || if panel.get() == Left::Blocks { "blocks" } else { "pictures" }
            aria-label=i.t("editor.left")
        >
            <div class="ed-adding">
            <div class="ed-tabs" role="tablist" aria-label=i.t("editor.left") on:keydown=tab_keys>
                {tab(editor.left, Left::Blocks, "ed-tab-blocks", "ed-left-panel", "layout-template", i.t("editor.blocks"))}
                {tab(editor.left, Left::Sections, "ed-tab-sections", "ed-left-panel", "panel-top", i.t("editor.sections"))}
                {tab(editor.left, Left::Assets, "ed-tab-assets", "ed-left-panel", "images", i.t("editor.assets"))}
            </div>
            <div class="ed-panel" role="tabpanel" id="ed-left-panel" aria-labelledby=labelled tabindex="-1">{content}</div>
            </div>
            <section class="ed-layering" aria-labelledby="ed-layers-title">
                <h2 class="ed-layers-title" id="ed-layers-title">{i.t("editor.layers")}</h2>
                <div class="ed-panel" id="ed-layers-panel"><Layers/></div>
            </section>
        </aside>
    }
}

#[component]
fn RightPanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let panel = memo(move || editor.right.get());
    from_the_top(panel, "ed-right-panel");
    let content = move || match panel.get() {
        Right::Block => view! { <Inspector/> }.into_any(),
        Right::Theme => editor.part(Part::Rare(Rare::Theme)),
        Right::Page => editor.part(Part::Rare(Rare::Page)),
        Right::Audit => editor.part(Part::Audit),
        Right::Variants => editor.part(Part::Rare(Rare::Variants)),
        Right::History => editor.part(Part::Rare(Rare::History)),
    };
    let labelled = move || match panel.get() {
        Right::Block => "ed-tab-block",
        Right::Theme => "ed-tab-theme",
        Right::Page => "ed-tab-page",
        Right::Audit => "ed-tab-audit",
        Right::Variants => "ed-tab-variants",
        Right::History => "ed-tab-history",
    };
    view! {
        <aside class="ed-right" aria-label=i.t("editor.right")>
            <div class="ed-tabs" role="tablist" aria-label=i.t("editor.right") on:keydown=tab_keys>
                {tab(editor.right, Right::Block, "ed-tab-block", "ed-right-panel", "sliders-horizontal", i.t("editor.block"))}
                {tab(editor.right, Right::Theme, "ed-tab-theme", "ed-right-panel", "palette", i.t("editor.theme"))}
                {tab(editor.right, Right::Page, "ed-tab-page", "ed-right-panel", "settings", i.t("editor.page"))}
                <AuditTab/>
                {tab(editor.right, Right::Variants, "ed-tab-variants", "ed-right-panel", "git-compare", i.t("editor.variants"))}
                {tab(editor.right, Right::History, "ed-tab-history", "ed-right-panel", "history", i.t("editor.history"))}
            </div>
            <div class="ed-panel" role="tabpanel" id="ed-right-panel" aria-labelledby=labelled tabindex="-1">{content}</div>
        </aside>
    }
}

/// The tab of the audit, with the number of what should be mended.
#[component]
fn AuditTab() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let badge = move || match editor.serious() {
        0 => None,
        count => {
            let count = u64::try_from(count).unwrap_or_default();
            // Seen, not part of the tab's name.
            Some(view! { <span class="ed-tab-badge" aria-hidden="true">{i.number(count.min(99))}</span> })
        }
    };
    view! {
        <div class="ed-tab-with-badge" role="presentation">
            {tab(editor.right, Right::Audit, "ed-tab-audit", "ed-right-panel", "list-checks", i.t("editor.audit"))}
            {badge}
        </div>
    }
}

/// On small screens: which panel covers the canvas.
#[component]
fn BottomBar() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let button = move |sheet: Sheet, icon: &'static str, words: &'static str| {
        let click = move |_| {
            if editor.sheet.get_untracked() == sheet {
                return editor.sheet.set(Sheet::None);
            }
            editor.sheet.set(sheet);
        };
        view! {
            <button
                type="button"
                class="ed-bottom-button"
                aria-pressed=move || aria(editor.sheet.get() == sheet)
                on:click=click
            >
                <Icon name=icon/>
                <span>{words}</span>
            </button>
        }
    };
    view! {
        <nav class="ed-bottom" aria-label=i.t("editor.bottom")>
            {button(Sheet::Layers, "layers", i.t("editor.layers"))}
            {button(Sheet::Edit, "sliders-horizontal", i.t("editor.bottom.edit"))}
            {button(Sheet::Add, "plus", i.t("editor.bottom.add"))}
        </nav>
    }
}
