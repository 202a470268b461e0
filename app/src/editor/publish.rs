//! Publishing: where the page is live, how large it is, taking it down; and the preview.

use landinghub::api::{Deployed, Page};
use landinghub::page::PageStatus;
use landinghub::render::{Severity, audit_of};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::state::{Editor, Info, use_editor};
use crate::http::{self, Body, Failed};
use crate::ui::{Button, ButtonKind, Dialog, Icon};

#[derive(Deserialize)]
struct Preview {
    url: String,
}

impl Editor {
    /// Opens the page as visitors would see it, in another tab.
    pub fn open_preview(self) {
        // Opened at once, as long as the click counts; where it leads follows.
        let tab = window().open_with_url_and_target("about:blank", "_blank").ok().flatten();
        spawn_local(async move {
            self.saved().await;
            if !self.is_alive() {
                return;
            }
            let id = self.branch();
            let answer = http::call::<Preview>("GET", &format!("/api/pages/{id}/preview"), Body::Empty).await;
            match (answer, tab) {
                (Ok(preview), Some(tab)) => {
                    let _ = tab.set_opener(&wasm_bindgen::JsValue::NULL);
                    let _ = tab.location().set_href(&preview.url);
                }
                (Ok(preview), None) => {
                    let _ =
                        window().open_with_url_and_target_and_features(&preview.url, "_blank", "noopener");
                }
                (Err(failed), tab) => {
                    if let Some(tab) = tab {
                        let _ = tab.close();
                    }
                    if self.is_alive() {
                        self.bad(self.failure(&failed));
                    }
                }
            }
        });
    }

    async fn deploy(self) -> Result<Deployed, Failed> {
        self.saved().await;
        let id = self.info.with_untracked(|info| info.id.clone());
        let deployed =
            http::call::<Deployed>("POST", &format!("/api/pages/{id}/deploy"), Body::Empty).await?;
        let _ = self.info.try_update(|info| {
            info.status = PageStatus::Published;
            info.url.clone_from(&deployed.url);
            info.published_at = Some(deployed.deployed_at);
        });
        Ok(deployed)
    }

    async fn take_down(self) -> Result<(), Failed> {
        let id = self.info.with_untracked(|info| info.id.clone());
        http::send("DELETE", &format!("/api/pages/{id}/deploy"), &Body::Empty).await?;
        let page = http::call::<Page>("GET", &format!("/api/pages/{id}"), Body::Empty).await?;
        let _ = self.info.try_set(Info::from(&page));
        Ok(())
    }
}

/// See the module.
#[component]
pub fn PublishDialog() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    view! {
        <Dialog open=editor.publishing title=i.t("editor.publish.title") id="ed-publish">
            <Publish/>
        </Dialog>
    }
}

#[component]
fn Publish() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let busy = RwSignal::new(false);
    let done = RwSignal::new(None::<Deployed>);
    let wrong = RwSignal::new(None::<String>);
    let is_live = move || editor.info.with(|info| info.status == PageStatus::Published);
    let url = move || editor.info.with(|info| info.url.clone());
    let findings = editor.doc(audit_of);
    let serious = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let run = move |take_down: bool| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            let result = if take_down {
                editor.take_down().await.map(|()| None)
            } else {
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
        if done.with(Option::is_some) {
            i.t("editor.publish.done").to_owned()
        } else if let Some(at) = editor.info.with(|info| info.published_at).filter(|_| is_live()) {
            i.t_with("editor.publish.live_since", &[("time", &i.moment(at))])
        } else {
            i.t("editor.publish.draft").to_owned()
        }
    };
    view! {
        <div class="stack">
            <p class="ed-live" class:is-live=is_live>
                <Icon name="globe"/>
                <span>{state}</span>
            </p>
            <div class="ed-url">
                <Show when=is_live fallback=move || view! { <span>{url}</span> }>
                    <a href=url target="_blank" rel="noopener external">{url}</a>
                </Show>
                <Button icon="copy" on_click=copy>{i.t("editor.publish.copy")}</Button>
            </div>
            {sizes}
            {(serious > 0).then(|| view! {
                <p class="notice"><Icon name="triangle-alert"/> {i.n("editor.publish.findings", u64::try_from(serious).unwrap_or_default())}</p>
            })}
            {move || wrong.get().map(|what| view! { <p class="notice notice-bad" role="alert">{what}</p> })}
            <div class="dialog-foot">
                <Show when=is_live>
                    <Button kind=ButtonKind::Danger busy on_click=move |_| run(true)>{i.t("editor.publish.unpublish")}</Button>
                </Show>
                <Button kind=ButtonKind::Primary icon="rocket" busy on_click=move |_| run(false)>
                    {move || if is_live() { i.t("editor.publish.again") } else { i.t("editor.publish.now") }}
                </Button>
            </div>
        </div>
    }
}
