//! Earlier revisions of the page by day: looked at, named, gone back to.

use landinghub::api::{List, Revision, RevisionChange};
use landinghub::document::Kind;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::Timer;
use super::rare::Rare;
use super::small::{each, memo};
use super::state::{Editor, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{
    Button, ButtonKind, ButtonSize, Dialog, EmptyState, ErrorState, IconButton, LoadMore, Skeleton,
};

/// Quiet after a save before the list is asked for anew, in milliseconds.
const QUIET: i32 = 400;

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
                    // The list stays where it is: only the first answer shows it.
                    if state.try_with_untracked(|state| *state != Some(Ok(()))) == Some(true) {
                        state.set(Some(Ok(())));
                    }
                }
                Err(failed) if editor.is_alive() => {
                    let _ = state.try_set(Some(Err(editor.failure(&failed))));
                }
                Err(_) => {}
            }
        });
    };
    // Again a moment after something was saved, whoever did it.
    let timer = StoredValue::new_local(None::<Timer>);
    let revision = memo(move || {
        editor.watch_steps();
        let _ = editor.status.get();
        editor.desk.history.track();
        (editor.with(|core| core.session.revision()), editor.desk.history.get())
    });
    Effect::new(move |before: Option<()>| {
        revision.track();
        if before.is_none() {
            return load(None);
        }
        timer.set_value(Some(Timer::after(QUIET, move || {
            if editor.is_alive() && !items.is_disposed() {
                load(None);
            }
        })));
    });
    // A heading where another day begins.
    let rows = memo(move || {
        let mut day = String::new();
        items.with(|items| {
            let mut rows = Vec::with_capacity(items.len());
            for (index, revision) in items.iter().enumerate() {
                let date = i.date(revision.created_at);
                let begins = (date != day).then(|| date.clone());
                day = date;
                rows.push((begins, revision.clone(), index == 0));
            }
            rows
        })
    });
    let none = memo(move || items.with(Vec::is_empty));
    let list = move || {
        match state.get() {
        None => view! { <div class="stack" role="status" aria-label=i.t("ui.loading")><Skeleton height="3rem"/><Skeleton height="3rem"/><Skeleton height="3rem"/></div> }.into_any(),
        Some(Err(message)) => view! { <ErrorState message on_retry=Callback::new(move |()| load(None))/> }.into_any(),
        Some(Ok(())) if none.get() => view! { <EmptyState icon="history" title=i.t("editor.history.none") text=i.t("editor.history.none_text")/> }.into_any(),
        Some(Ok(())) => view! {
            <ol class="ed-revisions" role="list" aria-label=i.t("editor.history")>
                {each(move || rows.get(), key_of, move |(day, revision, now)| row(editor, day, revision, now))}
            </ol>
            <LoadMore more=Signal::derive(move || cursor.with(Option::is_some)) busy on_more=Callback::new(move |()| load(cursor.get_untracked()))/>
        }
        .into_any(),
    }
    };
    view! {
        <div class="ed-panel-head">
            <h2>{i.t("editor.history")}</h2>
            <Button size=ButtonSize::Small icon="bookmark" on_click=move |_| editor.name_version(None)>{i.t("editor.version.save")}</Button>
        </div>
        {list}
    }
}

/// The first letters of the first and the last word of a name.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// A hue that stays with a name.
fn hue(name: &str) -> u32 {
    name.bytes().fold(7, |hue: u32, byte| hue.wrapping_mul(31).wrapping_add(u32::from(byte))) % 360
}

/// How long the bar of a change is, in per cent: twice as long for each tenfold.
fn extent(size: u64) -> u32 {
    let digits = size.max(1).ilog2();
    (digits * 7).clamp(6, 100)
}

/// A row is another one when something of it that is shown is.
fn key_of((day, revision, now): &(Option<String>, Revision, bool)) -> String {
    let (name, day) = (revision.name.as_deref().unwrap_or_default(), day.as_deref().unwrap_or_default());
    let named = if revision.name.is_some() { "+" } else { "-" };
    [revision.revision.to_string().as_str(), if *now { "!" } else { "." }, named, name, "\n", day].concat()
}

fn row(editor: Editor, day: Option<String>, revision: Revision, now: bool) -> AnyView {
    let i = editor.i;
    let number = revision.revision;
    let named = revision.name.is_some();
    let told = summary(editor, &revision);
    let title = revision.name.clone().unwrap_or_else(|| told.clone());
    let (hour, minute, ..) = revision.created_at.time_of_day();
    let time = format!("{hour:02}:{minute:02}");
    let looked_at = move || {
        editor.desk.viewing.with(|viewing| viewing.as_ref().is_some_and(|viewing| viewing.revision == number))
    };
    let revision = StoredValue::new(revision);
    let (author, size) = revision.with_value(|revision| (revision.author.clone(), revision.size));
    let note = if named { format!("{time} · {author} · {told}") } else { format!("{time} · {author}") };
    let actions = if now {
        view! { <span class="badge">{i.t("editor.history.now")}</span> }.into_any()
    } else {
        view! {
            <IconButton icon="eye".to_owned() label=i.t("editor.history.view") size=ButtonSize::Small on_click=move |_| editor.look_back(revision.get_value())/>
            <Button size=ButtonSize::Small icon="rotate-ccw" on_click=move |_| editor.go_back(revision.get_value())>{i.t("editor.history.restore")}</Button>
        }
        .into_any()
    };
    view! {
        {day.map(|day| view! { <li class="ed-day"><h3>{day}</h3></li> })}
        <li class="ed-revision" class:is-named=named class:is-shown=looked_at>
            <span class="ed-initials" style=format!("--hue:{}", hue(&author)) title=author.clone() aria-hidden="true">{initials(&author)}</span>
            <div class="ed-revision-body">
                <p class="ed-revision-name">{title}</p>
                <p class="ed-note">{note}</p>
                <span class="ed-extent" style=format!("--extent:{}%", extent(size)) aria-hidden="true"></span>
                <div class="ed-actions">
                    {actions}
                    <IconButton
                        icon=if named { "pencil" } else { "bookmark" }.to_owned()
                        label=i.t(if named { "editor.version.rename" } else { "editor.version.name" })
                        size=ButtonSize::Small
                        on_click=move |_| editor.name_version(Some(revision.get_value()))
                    />
                </div>
            </div>
        </li>
    }
    .into_any()
}

/// What was done, where nobody named it. The server tells a verb, perhaps a kind of block or a revision, and how many
/// other things were done: `edit heading +2`.
pub fn summary(editor: Editor, revision: &Revision) -> String {
    let i = editor.i;
    if revision.summary.starts_with("replace page") {
        return i.t("editor.summary.replace_page").to_owned();
    }
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
    /// Asks for a name of a revision; of the present one where none is given.
    pub fn name_version(self, revision: Option<Revision>) {
        self.desk.named.set(revision);
        self.desk.naming.set(true);
    }

    async fn give_name(self, revision: Option<u64>, name: String) -> Result<(), Failed> {
        let revision = match revision {
            Some(revision) => revision,
            None => {
                if !self.saved().await {
                    return Err(Failed::Offline);
                }
                self.with(|core| core.session.revision())
            }
        };
        let path = format!("/api/pages/{}/revisions/{revision}", self.branch());
        http::call::<Revision>("PATCH", &path, http::json(&RevisionChange { name: Some(name) })).await?;
        Ok(())
    }
}

/// Asks for the name of a version.
#[component]
pub fn VersionDialog() -> impl IntoView {
    let editor = use_editor();
    let open = editor.desk.naming;
    view! {
        <Dialog open title=editor.i.t("editor.version.save") id="ed-version">
            {editor.rare(Rare::Version)}
        </Dialog>
    }
}

/// What is in the dialog.
#[component]
pub fn Version() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let open = editor.desk.naming;
    let revision = editor.desk.named.get_untracked();
    let before = revision.as_ref().and_then(|revision| revision.name.clone()).unwrap_or_default();
    let number = revision.map(|revision| revision.revision);
    let had_name = !before.is_empty();
    let name = RwSignal::new(before);
    let busy = RwSignal::new(false);
    let wrong = RwSignal::new(None::<String>);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = name.get_untracked().trim().to_owned();
        if text.is_empty() && !had_name {
            return wrong.set(Some(i.t("editor.version.empty").to_owned()));
        }
        busy.set(true);
        spawn_local(async move {
            let done = editor.give_name(number, text).await;
            if !editor.is_alive() {
                return;
            }
            let _ = busy.try_set(false);
            match done {
                Ok(()) => {
                    open.set(false);
                    editor.desk.history.update(|number| *number = number.wrapping_add(1));
                    editor.good(i.t("editor.version.saved"));
                }
                Err(failed) => {
                    let _ = wrong.try_set(Some(editor.failure(&failed)));
                }
            }
        });
    };
    view! {
        <form class="stack" on:submit=submit>
            <p>{i.t("editor.version.text")}</p>
            <div class="field">
                <label class="label" for="ed-version-name">{i.t("editor.version.label")}</label>
                <input
                    class="input"
                    id="ed-version-name"
                    maxlength="80"
                    autocomplete="off"
                    autofocus=true
                    prop:value=move || name.get()
                    aria-invalid=move || wrong.with(Option::is_some).then_some("true")
                    aria-describedby="ed-version-wrong"
                    on:input:target=move |event| name.set(event.target().value())
                />
                <p class="field-error" id="ed-version-wrong" role="alert">{move || wrong.get()}</p>
            </div>
            <div class="dialog-foot">
                <Button on_click=move |_| open.set(false)>{i.t("ui.cancel")}</Button>
                <Button kind=ButtonKind::Primary submit=true busy>{i.t("editor.version.keep")}</Button>
            </div>
        </form>
    }
}
