//! A/B variants: what there is, who gets how much of the visitors, which one is edited, and how a test ends.

use landinghub::api::Revised;
use landinghub::variant::{NewVariant, Variant, VariantChange, Variants};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::{Editor, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{
    Badge, Button, ButtonKind, ButtonSize, ConfirmDialog, ErrorState, IconButton, Skeleton, Tone,
};

/// The variant that the page's address names.
pub fn in_address() -> Option<String> {
    let search = window().location().search().unwrap_or_default();
    let named = search.trim_start_matches('?').split('&').find_map(|pair| pair.strip_prefix("variant="));
    named.filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric())).map(str::to_owned)
}

/// Where the list stands, and what is asked about which of it.
#[derive(Clone, Copy)]
struct Panel {
    editor: Editor,
    list: RwSignal<Option<Result<Variants, String>>>,
    busy: RwSignal<bool>,
    asked: RwSignal<String>,
    choosing: RwSignal<bool>,
    deleting: RwSignal<bool>,
    go: Callback<Option<String>>,
}

impl Panel {
    fn path(self, rest: &str) -> String {
        let id = self.editor.info.with_untracked(|info| info.id.clone());
        ["/api/pages/", &id, "/variants", rest].concat()
    }

    fn load(self) {
        spawn_local(async move {
            let answer = http::call::<Variants>("GET", &self.path(""), Body::Empty).await;
            if self.editor.is_alive() {
                let _ = self.list.try_set(Some(answer.map_err(|failed| self.editor.failure(&failed))));
            }
        });
    }

    /// Does something on the server, then shows what came of it.
    ///
    /// `then` is no callback: those end with the dialog that asked.
    fn act(self, method: &'static str, rest: String, body: Body, then: Box<dyn FnOnce(String)>) {
        self.busy.set(true);
        spawn_local(async move {
            self.editor.saved().await;
            let answer = http::send(method, &self.path(&rest), &body).await;
            if !self.editor.is_alive() {
                return;
            }
            let _ = self.busy.try_set(false);
            match answer {
                Ok(text) => then(text),
                Err(failed) => self.failed(&failed),
            }
            self.load();
        });
    }

    fn failed(self, failed: &Failed) {
        let field = match failed {
            Failed::Problem(problem) => problem.fields.values().next().cloned(),
            _ => None,
        };
        self.editor.bad(field.unwrap_or_else(|| self.editor.failure(failed)));
    }

    fn create(self) {
        let (count, room) = self.list.with_untracked(|list| match list {
            Some(Ok(list)) => (list.items.len(), list.original.share),
            _ => (0, 100),
        });
        let letter = char::from(b'B' + u8::try_from(count).unwrap_or_default().min(24));
        let branch = self.editor.branch();
        let page = self.editor.info.with_untracked(|info| info.id.clone());
        let new = NewVariant {
            name: self.editor.i.t_with("editor.variants.name", &[("letter", &letter.to_string())]),
            share: Some(i64::from(room / 2)),
            from: (branch != page).then_some(branch),
        };
        let then = Box::new(move |text: String| {
            if let Ok(made) = serde_json::from_str::<Variant>(&text) {
                self.go.run(Some(made.id));
            }
        });
        self.act("POST", String::new(), http::json(&new), then);
    }

    fn change(self, id: &str, change: &VariantChange) {
        self.act("PATCH", ["/", id].concat(), http::json(change), Box::new(|_| {}));
    }

    fn choose(self) {
        let id = self.asked.get_untracked();
        let then = Box::new(move |text: String| {
            self.editor.good(self.editor.i.t("editor.variants.chosen"));
            if serde_json::from_str::<Revised>(&text).is_ok() {
                self.leave();
            }
        });
        self.act("POST", ["/", &id, "/choose"].concat(), Body::Empty, then);
    }

    fn delete(self) {
        let id = self.asked.get_untracked();
        let edited = id == self.editor.branch();
        let then = Box::new(move |_| {
            if edited {
                self.leave();
            }
        });
        self.act("DELETE", ["/", &id].concat(), Body::Empty, then);
    }

    /// Back to the page itself, as it is now.
    fn leave(self) {
        if self.editor.branch() == self.editor.info.with_untracked(|info| info.id.clone()) {
            spawn_local(async move {
                let _ = self.editor.fetch_quietly().await;
            });
        } else {
            self.go.run(None);
        }
    }
}

/// See the module.
#[component]
pub fn VariantsPanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let go = Callback::new(move |variant: Option<String>| {
        spawn_local(async move {
            editor.saved().await;
            if !editor.is_alive() {
                return;
            }
            let id = editor.info.with_untracked(|info| info.id.clone());
            let mut to = ["/pages/", &id, "/edit"].concat();
            if let Some(variant) = variant {
                to.push_str("?variant=");
                to.push_str(&variant);
            }
            // It can only fail for an address that isn't one.
            let _ = window().location().set_href(&to);
        });
    });
    let panel = Panel {
        editor,
        list: RwSignal::new(None),
        busy: RwSignal::new(false),
        asked: RwSignal::new(String::new()),
        choosing: RwSignal::new(false),
        deleting: RwSignal::new(false),
        go,
    };
    panel.load();
    let content = move || {
        match panel.list.get() {
        None => view! { <div class="stack" role="status" aria-label=i.t("ui.loading")><Skeleton height="4rem"/><Skeleton height="4rem"/></div> }.into_any(),
        Some(Err(message)) => view! { <ErrorState message on_retry=Callback::new(move |()| panel.load())/> }.into_any(),
        Some(Ok(list)) => rows(panel, list),
    }
    };
    view! {
        <div class="ed-panel-head"><h2>{i.t("editor.variants")}</h2></div>
        <p class="ed-note">{i.t("editor.variants.help")}</p>
        {content}
        <div class="ed-actions">
            <Button size=ButtonSize::Small icon="plus" busy=panel.busy on_click=move |_| panel.create()>{i.t("editor.variants.new")}</Button>
        </div>
        <ConfirmDialog
            open=panel.choosing
            id="ed-variant-choose"
            title=i.t("editor.variants.choose_title")
            text=i.t("editor.variants.choose_text")
            confirm=i.t("editor.variants.choose")
            on_confirm=Callback::new(move |()| panel.choose())
        />
        <ConfirmDialog
            open=panel.deleting
            id="ed-variant-delete"
            title=i.t("editor.variants.delete_title")
            text=i.t("editor.variants.delete_text")
            confirm=i.t("editor.variants.delete")
            on_confirm=Callback::new(move |()| panel.delete())
        />
    }
    .into_any()
}

/// Visits, leads, and how many of a hundred visits brought one.
fn numbers(editor: Editor, visits: u64, leads: u64) -> String {
    let i = editor.i;
    // Tenths of a per cent, without floats.
    let rate = (leads.saturating_mul(1000)).checked_div(visits).unwrap_or_default();
    let rate = [&(rate / 10).to_string(), ".", &(rate % 10).to_string()].concat();
    i.t_with(
        "editor.variants.numbers",
        &[("visits", &visits.to_string()), ("leads", &leads.to_string()), ("rate", &rate)],
    )
}

fn rows(panel: Panel, list: Variants) -> AnyView {
    let editor = panel.editor;
    let i = editor.i;
    let page = editor.info.with_untracked(|info| info.id.clone());
    let branch = editor.branch();
    let edits_page = branch == page;
    let room = list.original.share;
    let original = view! {
        <li class="ed-variant">
            <p class="ed-variant-head">
                <strong>{i.t("editor.variants.original")}</strong>
                <span>{[&list.original.share.to_string(), " %"].concat()}</span>
            </p>
            <p class="ed-note">{numbers(editor, list.original.visits, list.original.leads)}</p>
            {edited(panel, None, edits_page)}
        </li>
    };
    let variants = list.items.into_iter().map(|variant| row(panel, variant, room, &branch)).collect_view();
    view! { <ul class="ed-variants" role="list" aria-label=i.t("editor.variants")>{original}{variants}</ul> }
        .into_any()
}

fn edited(panel: Panel, id: Option<String>, now: bool) -> AnyView {
    let i = panel.editor.i;
    if now {
        return view! { <Badge tone=Tone::Brand>{i.t("editor.variants.edited")}</Badge> }.into_any();
    }
    view! {
        <Button size=ButtonSize::Small icon="pencil" on_click=move |_| panel.go.run(id.clone())>{i.t("editor.variants.edit")}</Button>
    }
    .into_any()
}

fn row(panel: Panel, variant: Variant, room: u8, branch: &str) -> AnyView {
    let i = panel.editor.i;
    let share = RwSignal::new(variant.share);
    let most = room.saturating_add(variant.share);
    let stale = variant.live_revision != Some(variant.revision);
    let id = StoredValue::new(variant.id.clone());
    let name = variant.name.clone();
    let old = variant.name.clone();
    let slider = i.t_with("editor.variants.share_of", &[("name", &variant.name)]);
    let ask = move |open: RwSignal<bool>| {
        panel.asked.set(id.get_value());
        open.set(true);
    };
    view! {
        <li class="ed-variant">
            <p class="ed-variant-head">
                <input
                    class="input ed-variant-name"
                    aria-label=i.t("editor.variants.name_label")
                    maxlength="60"
                    autocomplete="off"
                    value=name
                    on:change:target=move |event| {
                        let name = event.target().value();
                        if name != old {
                            panel.change(&id.get_value(), &VariantChange { name: Some(name), share: None });
                        }
                    }
                />
                <span>{move || [&share.get().to_string(), " %"].concat()}</span>
            </p>
            <input
                type="range"
                class="ed-variant-share"
                min="0"
                max=most.to_string()
                aria-label=slider
                prop:value=move || share.get().to_string()
                on:input:target=move |event| share.set(event.target().value().parse().unwrap_or_default())
                on:change:target=move |event| {
                    let share = event.target().value().parse().ok();
                    panel.change(&id.get_value(), &VariantChange { name: None, share });
                }
            />
            <p class="ed-note">{numbers(panel.editor, variant.visits, variant.leads)}</p>
            {stale.then(|| view! { <p class="ed-note">{i.t("editor.variants.publish_first")}</p> })}
            <div class="ed-actions">
                {edited(panel, Some(variant.id.clone()), variant.id == branch)}
                <Button size=ButtonSize::Small kind=ButtonKind::Secondary icon="check" on_click=move |_| ask(panel.choosing)>{i.t("editor.variants.choose")}</Button>
                <IconButton size=ButtonSize::Small icon="trash-2".to_owned() label=i.t("editor.variants.delete") on_click=move |_| ask(panel.deleting)/>
            </div>
        </li>
    }
    .into_any()
}
