//! Earlier revisions of the page, and going back to one.

use landinghub::api::{List, Revised, Revision};
use landinghub::document::Kind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state::{Editor, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonSize, ConfirmDialog, EmptyState, ErrorState, LoadMore, Skeleton};

/// See the module.
#[component]
pub fn HistoryPanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let items = RwSignal::new(Vec::<Revision>::new());
    let cursor = RwSignal::new(None::<String>);
    let state = RwSignal::new(None::<Result<(), String>>);
    let busy = RwSignal::new(false);
    let load = move |from: Option<String>| {
        busy.set(true);
        spawn_local(async move {
            // What was just done belongs into the list.
            if from.is_none() {
                editor.saved().await;
            }
            if !editor.is_alive() {
                return;
            }
            let id = editor.branch();
            let after = from.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let list = http::call::<List<Revision>>(
                "GET",
                &format!("/api/pages/{id}/revisions?limit=30{after}"),
                Body::Empty,
            )
            .await;
            let _ = busy.try_set(false);
            match list {
                Ok(list) => {
                    let _ = items.try_update(|items| {
                        if from.is_none() {
                            items.clear();
                        }
                        items.extend(list.items);
                    });
                    let _ = cursor.try_set(list.next_cursor);
                    let _ = state.try_set(Some(Ok(())));
                }
                Err(failed) if editor.is_alive() => {
                    let _ = state.try_set(Some(Err(editor.failure(&failed))));
                }
                Err(_) => {}
            }
        });
    };
    load(None);
    let asking = RwSignal::new(false);
    let wanted = RwSignal::new(0_u64);
    let restore = move |()| {
        let revision = wanted.get_untracked();
        spawn_local(async move {
            let done = editor.restore(revision).await;
            if !editor.is_alive() {
                return;
            }
            match done {
                Ok(()) => {
                    editor.good(i.t_with("editor.history.restored", &[("revision", &revision.to_string())]));
                    load(None);
                }
                Err(failed) => editor.bad(editor.failure(&failed)),
            }
        });
    };
    let row = move |revision: Revision| {
        let number = revision.revision;
        let here = move || items.with(|items| items.first().is_some_and(|first| first.revision == number));
        let name = revision.name.clone().unwrap_or_else(|| summary(editor, &revision));
        view! {
            <li class="ed-revision">
                <div>
                    <p class="ed-revision-name">{name}</p>
                    <p class="ed-note">{i.moment(revision.created_at)}" · "{revision.author}</p>
                </div>
                <Show when=here fallback=move || view! {
                    <Button size=ButtonSize::Small icon="rotate-ccw" on_click=move |_| {
                        wanted.set(number);
                        asking.set(true);
                    }>{i.t("editor.history.restore")}</Button>
                }>
                    <span class="badge">{i.t("editor.history.now")}</span>
                </Show>
            </li>
        }
    };
    let list = move || {
        match state.get() {
        None => view! { <div class="stack" role="status" aria-label=i.t("ui.loading")><Skeleton height="3rem"/><Skeleton height="3rem"/><Skeleton height="3rem"/></div> }.into_any(),
        Some(Err(message)) => view! { <ErrorState message on_retry=Callback::new(move |()| load(None))/> }.into_any(),
        Some(Ok(())) if items.with(Vec::is_empty) => view! { <EmptyState icon="history" title=i.t("editor.history.none") text=i.t("editor.history.none_text")/> }.into_any(),
        Some(Ok(())) => view! {
            <ol class="ed-revisions" role="list" aria-label=i.t("editor.history")>
                <For each=move || items.get() key=|revision| revision.revision children=row/>
            </ol>
            <LoadMore more=Signal::derive(move || cursor.with(Option::is_some)) busy on_more=Callback::new(move |()| load(cursor.get_untracked()))/>
        }
        .into_any(),
    }
    };
    view! {
        <div class="ed-panel-head"><h2>{i.t("editor.history")}</h2></div>
        {list}
        <ConfirmDialog
            open=asking
            id="ed-restore"
            title=i.t("editor.history.restore_title")
            text=i.t("editor.history.restore_text")
            confirm=i.t("editor.history.restore")
            on_confirm=Callback::new(restore)
        />
    }
}

/// What a revision is called where nobody named it. The server tells a verb, perhaps a kind of block or a revision,
/// and how many other things were done: `edit heading +2`.
fn summary(editor: Editor, revision: &Revision) -> String {
    let i = editor.i;
    let (words, more) = revision.summary.split_once(" +").unwrap_or((&revision.summary, ""));
    let (verb, rest) = words.split_once(' ').unwrap_or((words, ""));
    let Some(mut told) = i.find(&format!("editor.summary.{verb}")).map(ToOwned::to_owned) else {
        let number = revision.revision.to_string();
        return if words.is_empty() {
            i.t_with("editor.history.revision", &[("revision", &number)])
        } else {
            revision.summary.clone()
        };
    };
    if !rest.is_empty() {
        told.push_str(": ");
        told.push_str(&Kind::try_from(rest).map_or_else(|_| rest.to_owned(), |kind| editor.kind_name(&kind)));
    }
    if !more.is_empty() {
        told.push_str(" +");
        told.push_str(more);
    }
    told
}

impl Editor {
    /// Makes an earlier revision the present one; that is a revision of its own, so it can be gone back from.
    async fn restore(self, revision: u64) -> Result<(), Failed> {
        self.saved().await;
        let id = self.branch();
        http::call::<Revised>("POST", &format!("/api/pages/{id}/revisions/{revision}/restore"), Body::Empty)
            .await?;
        if self.is_alive() {
            self.stop_editing();
            self.fetch_quietly().await?;
            self.core(|core| core.session.forget_history());
            self.say(self.i.t("editor.said.restored"));
        }
        Ok(())
    }
}
