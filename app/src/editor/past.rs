//! An earlier revision on the canvas: looked at beside the present one, not changed.

use landinghub::api::{PastPage, Revision};
use landinghub::document::{Document, Op};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::canvas::Canvas;
use super::device::Listener;
use super::keys::keyboard;
use super::rare::Rare;
use super::small::memo;
use super::state::{Editor, Sheet, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonKind, ButtonSize, ErrorState, Spinner, aria};

impl Editor {
    /// Shows an earlier revision on the canvas.
    pub fn look_back(self, revision: Revision) {
        self.stop_editing();
        self.select(None);
        self.right.set(super::state::Right::History);
        self.sheet.set(Sheet::None);
        self.desk.viewing.set(Some(revision));
    }

    async fn fetch_past(self, revision: u64) -> Result<Document, Failed> {
        let path = format!("/api/pages/{}/revisions/{revision}", self.branch());
        Ok(http::call::<PastPage>("GET", &path, Body::Empty).await?.document)
    }

    /// Makes an earlier revision the present one: a change like any other, undone like any other.
    pub fn go_back(self, revision: Revision) {
        spawn_local(async move {
            let past = self.fetch_past(revision.revision).await;
            if !self.is_alive() {
                return;
            }
            match past {
                Ok(document) => self.put_back(&revision, document),
                Err(failed) => self.bad(self.failure(&failed)),
            }
        });
    }

    fn put_back(self, revision: &Revision, document: Document) {
        self.stop_editing();
        self.desk.viewing.set(None);
        if self.edit("editor.did.restore", vec![Op::ReplaceDocument { document: Box::new(document) }]) {
            let number = revision.revision.to_string();
            let text = self.i.t_with("editor.history.restored", &[("revision", &number)]);
            self.say(text.clone());
            self.offer(text, self.i.t("editor.history.undo"), Callback::new(move |()| self.undo()));
        }
    }
}

/// Over the stage while an earlier revision is looked at.
#[component]
pub fn Past() -> impl IntoView {
    let editor = use_editor();
    let number =
        memo(move || editor.desk.viewing.with(|viewing| viewing.as_ref().map(|viewing| viewing.revision)));
    move || {
        number.get()?;
        let revision = editor.desk.viewing.get_untracked()?;
        Some(editor.rare(Rare::Look(revision)))
    }
}

/// The revision instead of the canvas.
#[component]
pub fn Look(revision: Revision) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let number = revision.revision;
    // Nothing while it is on its way.
    let past = RwSignal::new(None::<Result<(), String>>);
    let document = StoredValue::new_local(None::<Document>);
    let canvas = StoredValue::new_local(None::<(Canvas, Vec<Listener>)>);
    let now = RwSignal::new(false);
    let frame = NodeRef::<html::Iframe>::new();
    let stage = NodeRef::<html::Div>::new();
    let load = move || {
        spawn_local(async move {
            let answer = editor.fetch_past(number).await;
            if !editor.is_alive() || past.is_disposed() {
                return;
            }
            match answer {
                Ok(found) => {
                    document.set_value(Some(found));
                    past.set(Some(Ok(())));
                }
                Err(failed) => past.set(Some(Err(editor.failure(&failed)))),
            }
        });
    };
    load();
    let paint = move || {
        let shows_now = now.get_untracked();
        let _ = canvas.try_with_value(|canvas| {
            let Some((canvas, _)) = canvas else { return };
            if shows_now {
                editor.doc(|document| canvas.paint(document));
            } else {
                document.with_value(|document| {
                    if let Some(document) = document {
                        canvas.paint(document);
                    }
                });
            }
        });
    };
    let title = editor.info.with_untracked(|info| info.title.clone());
    let enter = move |_| {
        let Some(frame) = frame.get_untracked() else { return };
        let mounted = document.with_value(|document| Canvas::mount(frame, document.as_ref()?, &title));
        let Some(mounted) = mounted else { return };
        // Nothing in it does anything.
        let listeners = mounted.document().default_view().map(|window| {
            let window: web_sys::EventTarget = window.into();
            let stop =
                |name| Listener::new(&window, name, true, |event: web_sys::Event| event.prevent_default());
            let keys = Listener::new(&window, "keydown", true, move |event| leave_on_escape(editor, &event));
            vec![stop("click"), stop("submit"), stop("auxclick"), keys]
        });
        canvas.set_value(Some((mounted, listeners.unwrap_or_default())));
        paint();
    };
    // Keys of the editor mean the present page, which isn't seen.
    let window: web_sys::EventTarget = window().into();
    let keys = StoredValue::new_local(Some(Listener::new(&window, "keydown", true, move |event| {
        let inside = super::canvas::event_element(&event).is_some_and(|element| {
            element.closest("dialog, [popover], input, textarea, select").ok().flatten().is_some()
        });
        if !inside {
            leave_on_escape(editor, &event);
            let key = keyboard(&event).key();
            if !matches!(key.as_str(), "Tab" | "Enter" | " ") {
                event.stop_immediate_propagation();
            }
        }
    })));
    on_cleanup(move || {
        let _ = keys.try_update_value(Option::take);
        let _ = canvas.try_update_value(Option::take);
    });
    let source = format!("/pages/{}/canvas", editor.info.with_untracked(|info| info.id.clone()));
    let shown = move || {
        // The outlines move whenever the stage is measured anew.
        editor.geometry.track();
        let stage = stage.get().map_or(600.0, |stage| f64::from(stage.client_height()) - 32.0).max(200.0);
        let scale = editor.scale.get();
        let width = f64::from(editor.device.get().width());
        (width, stage / scale, scale)
    };
    let name = revision.name.clone().unwrap_or_else(|| super::history::summary(editor, &revision));
    let when = i.moment(revision.created_at);
    let revision = StoredValue::new(revision);
    let restore = move |_| {
        if let Some(document) = document.with_value(Clone::clone) {
            revision.with_value(|revision| editor.put_back(revision, document));
        }
    };
    let content = move || match past.get() {
        None => view! { <p class="ed-note" role="status"><Spinner/> {i.t("ui.loading")}</p> }.into_any(),
        Some(Err(message)) => view! {
            <ErrorState message on_retry=Callback::new(move |()| {
                past.set(None);
                load();
            })/>
        }
        .into_any(),
        Some(Ok(())) => view! {
            <div
                class="ed-past-sheet"
                style:width=move || format!("{}px", shown().0 * shown().2)
                style:height=move || format!("{}px", shown().1 * shown().2)
            >
                <iframe
                    node_ref=frame
                    title=i.t("editor.history.frame")
                    class="ed-frame"
                    sandbox="allow-same-origin"
                    src=source.clone()
                    style:width=move || format!("{}px", shown().0)
                    style:height=move || format!("{}px", shown().1)
                    style:transform=move || format!("scale({})", shown().2)
                    on:load=enter.clone()
                ></iframe>
            </div>
        }
        .into_any(),
    };
    view! {
        <section class="ed-past" aria-label=i.t("editor.history.view")>
            <div class="ed-past-bar" role="status">
                <p><strong>{name}</strong>" · "{when}</p>
                <div class="ed-actions">
                    <button
                        type="button"
                        class="btn btn-secondary btn-sm"
                        aria-pressed=move || aria(now.get())
                        on:click=move |_| {
                            now.update(|now| *now = !*now);
                            paint();
                        }
                    >
                        {i.t("editor.history.compare")}
                    </button>
                    <Button kind=ButtonKind::Primary size=ButtonSize::Small icon="rotate-ccw" on_click=restore>{i.t("editor.history.restore")}</Button>
                    <Button size=ButtonSize::Small on_click=move |_| editor.desk.viewing.set(None)>{i.t("editor.history.back")}</Button>
                </div>
            </div>
            <div class="ed-past-stage" node_ref=stage>{content}</div>
        </section>
    }
}

fn leave_on_escape(editor: Editor, event: &web_sys::Event) {
    if keyboard(event.unchecked_ref()).key() == "Escape" {
        editor.desk.viewing.set(None);
        event.stop_immediate_propagation();
    }
}
