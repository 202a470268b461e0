//! Sections from a few words: the server plans them, here they become operations of one gesture.

use landinghub::api::drafts::{NewSections, Sections};
use landinghub::compose;
use landinghub::document::{Kind, NodeId};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::{BrowserRng, Timer};
use super::rare::Rare;
use super::state::{Editor, Sheet, use_editor};
use crate::http::{self, Failed};
use crate::ui::{Button, ButtonKind, Dialog, Spinner};

/// After so many milliseconds it is said that it takes longer.
const SLOW: i32 = 5_000;

impl Editor {
    /// Where drafted sections go: after the selection's section, or at the end.
    fn draft_spot(self) -> Option<NodeId> {
        // What is being edited inside a component stands where its instance does.
        let id = self.open.get_untracked().or_else(|| self.selected.get_untracked())?;
        self.doc(|document| {
            let around = document.ancestors(&id).filter(|around| **around != document.root);
            let band = around.last().cloned().unwrap_or(id);
            // Nothing goes behind a footer.
            document.node(&band).is_some_and(|node| node.kind != Kind::Footer).then_some(band)
        })
    }

    /// Puts planned sections into the page as one step. Answers how many; nothing where none may stand there.
    fn put_sections(self, planned: &Sections) -> Option<usize> {
        let spot = self.draft_spot();
        let named = |preset| self.preset_name(preset).to_owned();
        let made = self
            .doc(|document| compose::insert(document, &planned.sections, named, spot.as_ref(), &BrowserRng));
        let (ops, tops) = made?;
        self.close_component();
        if !self.edit("editor.did.draft", ops) {
            return None;
        }
        let count = tops.len();
        self.reveal_all(tops);
        self.sheet.set(Sheet::None);
        Some(count)
    }

    /// Says what came, with a way back as long as nothing else was done.
    fn tell_drafted(self, count: usize, note: Option<&str>) {
        let mut said = self.i.n("editor.draft.done", u64::try_from(count).unwrap_or_default());
        if let Some(words) = note.and_then(|note| self.i.find(&format!("editor.draft.note.{note}"))) {
            said.push(' ');
            said.push_str(words);
        }
        let undo = Callback::new(move |()| {
            if self.with(|core| core.session.history().undo_label() == Some("editor.did.draft")) {
                self.undo();
            }
        });
        self.say(said.clone());
        self.offer(said, self.i.t("editor.draft.back"), undo);
    }
}

/// The dialog behind "Draft with a few words". The words stay until they led to something.
#[component]
pub fn DraftDialog() -> impl IntoView {
    let editor = use_editor();
    let brief = RwSignal::new(String::new());
    view! {
        <Dialog open=editor.desk.drafting title=editor.i.t("editor.draft") id="ed-draft">
            {editor.rare(Rare::Draft(brief))}
        </Dialog>
    }
}

/// What is in the dialog; the words are kept outside.
#[component]
pub fn Draft(brief: RwSignal<String>) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let busy = RwSignal::new(false);
    let slow = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let field = NodeRef::<html::Textarea>::new();
    // The request on its way; closing the dialog gives it up.
    let asked = StoredValue::new_local(None::<(web_sys::AbortController, Timer)>);
    let give_up = move || {
        if let Some((controller, _)) = asked.try_update_value(Option::take).flatten() {
            controller.abort();
        }
        let _ = busy.try_set(false);
        let _ = slow.try_set(false);
    };
    on_cleanup(give_up);
    let place = editor.draft_spot().map(|id| {
        editor.doc(|document| document.node(&id).map(|node| editor.name_of(node))).unwrap_or_default()
    });
    let place = match place {
        Some(name) => i.t_with("editor.draft.after", &[("name", &name)]),
        None => i.t("editor.draft.end").to_owned(),
    };
    let send = move || {
        if busy.get_untracked() {
            return;
        }
        let words = brief.get_untracked();
        if !(compose::BRIEF.0..=compose::BRIEF.1).contains(&words.trim().chars().count()) {
            wrong.set(Some(i.t("editor.draft.length").to_owned()));
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
            return;
        }
        let Ok(controller) = web_sys::AbortController::new() else { return };
        let signal = controller.signal();
        let timer = Timer::after(SLOW, move || {
            let _ = slow.try_set(true);
        });
        asked.set_value(Some((controller, timer)));
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            // What was just done counts, too: the server looks at what it has.
            editor.saved().await;
            let path = ["/api/pages/", &editor.branch(), "/draft"].concat();
            let body = http::json(&NewSections { brief: words });
            let answer = http::call_until::<Sections>("POST", &path, body, &signal).await;
            // Given up meanwhile, or the screen is gone.
            if signal.aborted() || !editor.is_alive() {
                return;
            }
            give_up();
            match answer {
                Ok(planned) => match editor.put_sections(&planned) {
                    Some(count) => {
                        let _ = brief.try_set(String::new());
                        editor.desk.drafting.set(false);
                        editor.tell_drafted(count, planned.note.as_deref());
                    }
                    None => {
                        let _ = wrong.try_set(Some(i.t("editor.draft.none").to_owned()));
                    }
                },
                Err(Failed::Offline) => {
                    let _ = wrong.try_set(Some(i.t("editor.draft.offline").to_owned()));
                }
                Err(failed) => {
                    let _ = wrong.try_set(Some(editor.failure(&failed)));
                }
            }
        });
    };
    let progress = move || {
        busy.get().then(|| {
            let words = i.t(if slow.get() { "editor.draft.slow" } else { "editor.draft.busy" });
            view! { <Spinner/> <span>{words}</span> }
        })
    };
    view! {
        <form
            class="stack"
            on:submit=move |event| {
                event.prevent_default();
                send();
            }
        >
            <p class="muted small">{i.t("editor.draft.text")}</p>
            <label class="label" for="ed-draft-brief">{i.t("editor.draft.label")}</label>
            <textarea
                class="textarea"
                id="ed-draft-brief"
                rows="5"
                maxlength="4000"
                placeholder=i.t("editor.draft.example")
                node_ref=field
                prop:value=move || brief.get()
                prop:readOnly=move || busy.get()
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                aria-describedby="ed-draft-place ed-draft-wrong"
                on:input:target=move |event| brief.set(event.target().value())
                on:keydown=move |event| {
                    if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                        event.prevent_default();
                        send();
                    }
                }
            ></textarea>
            <p class="help" id="ed-draft-place">{place}</p>
            <p class="field-error" id="ed-draft-wrong" role="alert">{move || wrong.get()}</p>
            <div class="dialog-foot">
                <div class="ed-draft-progress" role="status">{progress}</div>
                <Button on_click=move |_| {
                    if busy.get_untracked() {
                        give_up();
                    } else {
                        editor.desk.drafting.set(false);
                    }
                }>{i.t("ui.cancel")}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{i.t("editor.draft.submit")}</Button>
            </div>
        </form>
    }
}
