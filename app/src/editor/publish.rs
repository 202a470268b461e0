//! Publishing: what changes, where the page is live, how large it is, taking it down.

use landinghub::api::{Deployed, List, Page, Revision};
use landinghub::page::PageStatus;
use landinghub::render::{Severity, audit_of};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::history::summary;
use super::rare::Rare;
use super::state::{Editor, Info, Right, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonKind, ButtonSize, Dialog, Icon};

/// Changes listed at the most.
const LISTED: usize = 5;

impl Editor {
    fn deploy_path(self) -> String {
        ["/api/pages/", &self.info.with_untracked(|info| info.id.clone()), "/deploy"].concat()
    }

    async fn deploy(self) -> Result<Deployed, Failed> {
        self.saved().await;
        let deployed = http::call::<Deployed>("POST", &self.deploy_path(), Body::Empty).await?;
        let _ = self.info.try_update(|info| {
            info.status = PageStatus::Published;
            info.url.clone_from(&deployed.url);
            info.published_at = Some(deployed.deployed_at);
        });
        Ok(deployed)
    }

    async fn take_down(self) -> Result<(), Failed> {
        let id = self.info.with_untracked(|info| info.id.clone());
        http::send("DELETE", &self.deploy_path(), &Body::Empty).await?;
        let page = http::call::<Page>("GET", &format!("/api/pages/{id}"), Body::Empty).await?;
        let _ = self.info.try_set(Info::from(&page));
        Ok(())
    }

    /// What was done since the page was published last, the latest first, and how much there is of it.
    async fn changes_since(self) -> Option<(Vec<String>, u64)> {
        let live = http::call::<Deployed>("GET", &self.deploy_path(), Body::Empty).await.ok()?;
        let id = self.info.with_untracked(|info| info.id.clone());
        let path = format!("/api/pages/{id}/revisions?limit=100");
        let list = http::call::<List<Revision>>("GET", &path, Body::Empty).await.ok()?;
        let new: Vec<Revision> =
            list.items.into_iter().filter(|revision| revision.revision > live.revision).collect();
        let count = u64::try_from(new.len()).unwrap_or_default();
        let mut told: Vec<String> = Vec::new();
        for revision in &new {
            let words = revision.name.clone().unwrap_or_else(|| summary(self, revision));
            if !told.contains(&words) {
                told.push(words);
            }
        }
        told.truncate(LISTED);
        Some((told, count))
    }
}

/// See the module.
#[component]
pub fn PublishDialog() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    view! {
        <Dialog open=editor.publishing title=i.t("editor.publish.title") id="ed-publish">
            <Content/>
        </Dialog>
    }
}

#[component]
fn Content() -> impl IntoView {
    let editor = use_editor();
    match editor.info.with_untracked(|info| info.trial.clone()) {
        Some(trial) => view! { <super::trial::TrialNotice trial/> }.into_any(),
        None => editor.rare(Rare::Publish),
    }
}

/// What is in the dialog of a page that isn't a trial.
#[component]
pub fn Publish() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<Deployed>);
    let wrong = RwSignal::new(None::<String>);
    let changes = RwSignal::new(None::<(Vec<String>, u64)>);
    let code = RwSignal::new(false);
    let is_live = move || editor.info.with(|info| info.status == PageStatus::Published);
    let url = move || editor.info.with(|info| info.url.clone());
    let run = move |take_down: bool| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let result = if take_down {
                editor.take_down().await.map(|()| None)
            } else {
                if editor.info.with_untracked(|info| info.status == PageStatus::Published) {
                    editor.saved().await;
                    let since = editor.changes_since().await;
                    let _ = changes.try_set(since);
                }
                editor.deploy().await.map(Some)
            };
            let _ = busy.try_set(false);
            if !editor.is_alive() {
                return;
            }
            match result {
                Ok(deployed) => {
                    editor.say(i.t(if deployed.is_some() {
                        "editor.publish.done"
                    } else {
                        "editor.publish.down"
                    }));
                    let _ = done.try_set(deployed);
                }
                Err(failed) => {
                    let _ = wrong.try_set(Some(editor.failure(&failed)));
                }
            }
        });
    };
    // Who presses "Publish" wants it live: the dialog tells how it went.
    run(false);
    let copy = move |_| {
        let promise = window().navigator().clipboard().write_text(&url());
        spawn_local(async move {
            let copied = js_sys::futures::JsFuture::from(promise).await.is_ok();
            if editor.is_alive() {
                editor.say(i.t(if copied { "editor.publish.copied" } else { "editor.publish.not_copied" }));
                if copied {
                    editor.good(i.t("editor.publish.copied"));
                }
            }
        });
    };
    let sizes = move || {
        done.get().map(|deployed| {
            let kilobytes = |bytes: u64| {
                i.t_with("editor.publish.kilobytes", &[("number", &i.number(bytes.div_ceil(1024)))])
            };
            let bytes = deployed.bytes;
            view! {
                <dl class="ed-sizes">
                    <div><dt>"HTML"</dt><dd>{kilobytes(bytes.html)}</dd></div>
                    <div><dt>"CSS"</dt><dd>{kilobytes(bytes.css)}</dd></div>
                    <div><dt>"JavaScript"</dt><dd>{kilobytes(bytes.js)}</dd></div>
                    <div><dt>{i.t("editor.publish.images")}</dt><dd>{kilobytes(bytes.images)}</dd></div>
                </dl>
            }
        })
    };
    let state = move || {
        if busy.get() {
            i.t("editor.publish.busy").to_owned()
        } else if done.with(Option::is_some) {
            i.t("editor.publish.done").to_owned()
        } else if let Some(at) = editor.info.with(|info| info.published_at).filter(|_| is_live()) {
            i.t_with("editor.publish.live_since", &[("time", &i.moment(at))])
        } else {
            i.t("editor.publish.draft").to_owned()
        }
    };
    let what = move || {
        changes.get().map(|(told, count)| {
            if count == 0 {
                return view! { <p class="ed-note">{i.t("editor.publish.unchanged")}</p> }.into_any();
            }
            let rows = told.into_iter().map(|words| view! { <li>{words}</li> }).collect_view();
            view! {
                <section class="ed-changes">
                    <h3>{i.n("editor.publish.changes", count)}</h3>
                    <ul>{rows}</ul>
                </section>
            }
            .into_any()
        })
    };
    // By severity: errors, warnings, notes.
    let findings = editor.doc(audit_of);
    let count = |severity| {
        u64::try_from(findings.iter().filter(|finding| finding.severity == severity).count())
            .unwrap_or_default()
    };
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let audit = (errors + warnings > 0).then(|| {
        let words = if errors > 0 {
            i.n("editor.publish.findings", errors)
        } else {
            i.n("editor.publish.warnings", warnings)
        };
        view! {
            <p class="notice ed-publish-audit">
                <Icon name="triangle-alert"/>
                <span>{words}</span>
                <Button size=ButtonSize::Small on_click=move |_| {
                    editor.publishing.set(false);
                    editor.open_right(Right::Audit);
                }>{i.t("editor.publish.look")}</Button>
            </p>
        }
    });
    let qr = move || {
        (code.get() && is_live()).then(|| {
            let source = ["/api/pages/", &editor.info.with_untracked(|info| info.id.clone()), "/qr.svg"].concat();
            view! { <img class="ed-publish-qr" src=source width="176" height="176" alt=i.t("editor.publish.qr_alt")/> }
        })
    };
    view! {
        <div class="stack">
            <p class="ed-live" class:is-live=move || is_live() && !busy.get() role="status">
                {move || if busy.get() {
                    view! { <crate::ui::Spinner/> }.into_any()
                } else {
                    view! { <Icon name=if done.with(Option::is_some) { "circle-check" } else { "globe" }/> }.into_any()
                }}
                <span>{state}</span>
            </p>
            <div class="ed-url">
                <Show when=is_live fallback=move || view! { <span>{url}</span> }>
                    <a href=url target="_blank" rel="noopener">{url}</a>
                </Show>
                <div class="ed-actions">
                    <Button size=ButtonSize::Small icon="copy" on_click=copy>{i.t("editor.publish.copy")}</Button>
                    <Show when=is_live>
                        <Button size=ButtonSize::Small icon="qr-code" on_click=move |_| code.update(|code| *code = !*code)>{i.t("editor.publish.qr")}</Button>
                    </Show>
                </div>
            </div>
            {qr}
            {what}
            {sizes}
            {audit}
            {move || wrong.get().map(|what| view! { <p class="notice notice-bad" role="alert">{what}</p> })}
            <div class="dialog-foot">
                <Show when=is_live>
                    <Button kind=ButtonKind::Ghost busy on_click=move |_| run(true)>{i.t("editor.publish.unpublish")}</Button>
                </Show>
                <Button kind=ButtonKind::Primary icon="rocket" busy on_click=move |_| run(false)>
                    {move || if is_live() { i.t("editor.publish.again") } else { i.t("editor.publish.now") }}
                </Button>
            </div>
        </div>
    }
}
