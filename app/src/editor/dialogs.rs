//! Dialogs of the editor: shortcuts, "Move to…", and logging in again without losing work.

use landinghub::Code;
use landinghub::document::{NodeId, Slot, Tree};
use landinghub::dragging::{Dragged, Gap};
use landinghub::editing::{
    clip::{excerpt, speaker},
    place,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::keys::SHEET;
use super::palette::{fold, icon};
use super::small::{effect, memo};
use super::state::{Editor, Status, use_editor};
use crate::http::{self, Failed};
use crate::ui::{Button, ButtonKind, Dialog, Icon};

/// Every shortcut.
#[component]
pub fn ShortcutsDialog() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let groups = move || {
        super::commands::sheet(SHEET)
            .into_iter()
            .map(|(name, rows)| {
                let rows = rows
                    .into_iter()
                    .map(|(keys, words)| {
                        let keys = super::desk::keys(keys);
                        let keys =
                            keys.split(' ').map(|key| view! { <kbd>{key.to_owned()}</kbd> }).collect_view();
                        view! { <div><dt>{i.t(words)}</dt><dd>{keys}</dd></div> }
                    })
                    .collect_view();
                view! { <section><h3>{i.t(name)}</h3><dl class="ed-keys">{rows}</dl></section> }
            })
            .collect_view()
    };
    view! {
        <Dialog open=editor.shortcuts title=i.t("editor.shortcuts") id="ed-shortcuts" wide=true>
            <div class="ed-sheet-of-keys">{groups()}</div>
        </Dialog>
    }
}

/// Every place the selection may stand in.
#[component]
pub fn MoveDialog() -> impl IntoView {
    let editor = use_editor();
    let open = editor.moving;
    view! {
        <Dialog open title=editor.i.t("editor.move_to") id="ed-move">
            <Targets/>
        </Dialog>
    }
}

#[component]
fn Targets() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let chosen = editor.chosen();
    if chosen.is_empty() {
        return view! { <p>{i.t("editor.nothing.text")}</p> }.into_any();
    }
    let Some(dragged) = editor.doc(|document| Dragged::nodes(document, &chosen)) else {
        return view! { <p>{i.t("editor.said.locked")}</p> }.into_any();
    };
    let targets = StoredValue::new(targets(editor, &dragged));
    if targets.with_value(Vec::is_empty) {
        return view! { <p>{i.t("editor.move.none")}</p> }.into_any();
    }
    let dragged = StoredValue::new_local(dragged);
    let search = RwSignal::new(String::new());
    let go = move |parent: &NodeId, depth: usize, index: usize| {
        editor.moving.set(false);
        let gap = Gap { parent: parent.clone(), slot: Slot::MAIN, index, depth: depth + 1 };
        dragged.with_value(|dragged| editor.move_into(dragged, &gap));
    };
    let rows = move || {
        let wanted = fold(search.read().trim());
        let rows = targets.with_value(|targets| {
            let found = targets.iter().filter(|target| fold(&target.name).contains(&wanted));
            found
                .map(|Target { depth, id, rest, name, icon }| {
                    let (depth, rest, icon) = (*depth, *rest, *icon);
                    let node = StoredValue::new(id.clone());
                    let first = i.t_with("editor.move.first_in", &[("name", name)]);
                    let last = i.t_with("editor.move.last_in", &[("name", name)]);
                    view! {
                        <li style=format!("--level:{depth}")>
                            <span class="ed-target"><Icon name=icon/> {name.clone()}</span>
                            <button type="button" class="btn btn-secondary btn-sm" aria-label=first on:click=move |_| go(&node.get_value(), depth, 0)>{i.t("editor.move.first")}</button>
                            <button type="button" class="btn btn-secondary btn-sm" aria-label=last on:click=move |_| go(&node.get_value(), depth, rest)>{i.t("editor.move.last")}</button>
                        </li>
                    }
                })
                .collect::<Vec<_>>()
        });
        let none = rows.is_empty();
        view! {
            <ul class="ed-targets" role="list">{rows}</ul>
            {none.then(|| view! { <p class="ed-note" role="status">{i.t("editor.layers.not_found")}</p> })}
        }
    };
    view! {
        <input
            class="input"
            type="search"
            aria-label=i.t("editor.move.search")
            placeholder=i.t("editor.move.search")
            on:input:target=move |event| search.set(event.target().value())
        />
        {rows}
    }
    .into_any()
}

struct Target {
    depth: usize,
    id: NodeId,
    /// How many other children it has.
    rest: usize,
    name: String,
    icon: &'static str,
}

fn targets(editor: Editor, dragged: &Dragged) -> Vec<Target> {
    editor.doc(|document| {
        let found = place::targets(document, dragged);
        let tree = Tree::new(document);
        found
            .into_iter()
            .filter_map(|(depth, id, rest)| {
                let node = document.node(&id)?;
                let speaker = if id == document.root { None } else { speaker(document, &tree, &id) };
                let words = speaker.and_then(|id| excerpt(document, &id));
                let name = editor.name_of(node);
                let name = words.map_or(name.clone(), |words| format!("{name}: {words}"));
                Some(Target { depth, id, rest, name, icon: icon(&node.kind) })
            })
            .collect()
    })
}

/// The session is over: log in again, and saving goes on.
#[component]
pub fn LoginDialog() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let open = RwSignal::new(false);
    let ended = memo(move || editor.status.get() == Status::LoggedOut);
    effect(move || open.set(ended.get()));
    view! {
        <Dialog open title=i.t("editor.login.title") id="ed-login">
            <Login open/>
        </Dialog>
    }
}

#[derive(serde::Serialize)]
struct Credentials {
    email: String,
    password: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    code: String,
}

#[component]
fn Login(open: RwSignal<bool>) -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let email = RwSignal::new(crate::boot::use_boot().person.map(|person| person.email).unwrap_or_default());
    let password = RwSignal::new(String::new());
    let (code, needs_code) = (RwSignal::new(String::new()), RwSignal::new(false));
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        let body = http::json(&Credentials {
            email: email.get_untracked(),
            password: password.get_untracked(),
            code: code.get_untracked(),
        });
        spawn_local(async move {
            let answer = http::send("POST", http::LOGIN, &body).await;
            let _ = busy.try_set(false);
            if !editor.is_alive() {
                return;
            }
            match answer {
                Ok(_) => {
                    let _ = open.try_set(false);
                    editor.retry_save();
                    editor.wake_live();
                }
                Err(Failed::Problem(problem)) if problem.code == Code::CodeRequired => {
                    let _ = needs_code.try_set(true);
                    let _ = wrong.try_set(None);
                }
                Err(Failed::Problem(problem)) if problem.code == Code::InvalidCredentials => {
                    let words = if problem.fields.contains_key("code") {
                        i.t("editor.login.code_wrong")
                    } else {
                        i.t("editor.login.wrong")
                    };
                    let _ = wrong.try_set(Some(words.to_owned()));
                }
                Err(failed) => {
                    let _ = wrong.try_set(Some(editor.failure(&failed)));
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>{i.t("editor.login.text")}</p>
            <div class="field">
                <label class="label" for="ed-login-email">{i.t("editor.login.email")}</label>
                <input class="input" id="ed-login-email" type="email" autocomplete="email" required=true prop:value=move || email.get() on:input:target=move |event| email.set(event.target().value())/>
            </div>
            <div class="field">
                <label class="label" for="ed-login-password">{i.t("editor.login.password")}</label>
                <input class="input" id="ed-login-password" type="password" autocomplete="current-password" required=true prop:value=move || password.get() on:input:target=move |event| password.set(event.target().value())/>
            </div>
            {move || needs_code.get().then(|| view! {
                <div class="field">
                    <label class="label" for="ed-login-code">{i.t("editor.login.code")}</label>
                    <input class="input" id="ed-login-code" autocomplete="one-time-code" required=true autofocus=true maxlength="30" prop:value=move || code.get() on:input:target=move |event| code.set(event.target().value())/>
                </div>
            })}
            {move || wrong.get().map(|what| view! { <p class="field-error" role="alert">{what}</p> })}
            <div class="dialog-foot"><Button kind=ButtonKind::Primary submit=true busy>{i.t("editor.login.submit")}</Button></div>
        </form>
    }
}
