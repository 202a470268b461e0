//! The page as visitors would see it, on three widths and on a telephone.

use landinghub::api::Preview;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::pause;
use super::rare::Rare;
use super::room::{Room, window_size};
use super::small::{effect, memo};
use super::state::{Editor, Status, use_editor};
use crate::http::{self, Body};
use crate::ui::{Button, ButtonSize, Dialog, ErrorState, IconButton, Spinner};

/// A width with its icon and its words' key.
const WIDTHS: [(u32, &str, &str); 3] = [
    (1440, "monitor", "editor.desktop"),
    (768, "tablet", "editor.tablet"),
    (390, "smartphone", "editor.mobile"),
];
/// Pixels between frames.
const GAP: f64 = 24.0;

impl Editor {
    /// Opens the preview.
    pub fn open_preview(self) {
        self.stop_editing();
        self.desk.preview.set(true);
    }
}

/// See the module.
#[component]
pub fn PreviewDialog() -> impl IntoView {
    let editor = use_editor();
    view! {
        <Dialog open=editor.desk.preview title=editor.i.t("editor.preview") id="ed-preview" wide=true>
            {editor.rare(Rare::Preview)}
        </Dialog>
    }
}

/// Whether a telephone can't reach this server: its address means the telephone itself.
fn is_local() -> bool {
    let host = window().location().hostname().unwrap_or_default();
    host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.")
}

/// What is in the dialog.
#[component]
pub fn Frames() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    // Nothing while it is asked for.
    let url = RwSignal::new(None::<Result<String, String>>);
    // A width by itself, or all beside each other.
    let one = RwSignal::new((window_size().0 < 900.0).then_some(390_u32));
    let phone = RwSignal::new(false);
    let room = Room::new();
    effect(move || {
        room.node.track();
        let _ = request_animation_frame(move || room.measure());
    });
    let load = move || {
        spawn_local(async move {
            // What was just done is shown, too; offline it can't be.
            editor.saved().await;
            if !editor.is_alive() {
                return;
            }
            let path = ["/api/pages/", &editor.branch(), "/preview"].concat();
            let answer = http::call::<Preview>("GET", &path, Body::Empty).await;
            if editor.is_alive() {
                let _ = url.try_set(Some(match answer {
                    Ok(preview) => Ok(preview.url),
                    Err(failed) => Err(editor.failure(&failed)),
                }));
            }
        });
    };
    // Anew whenever something was saved: by somebody else, or from what was waiting.
    let revision = memo(move || {
        editor.watch_steps();
        let saved = editor.status.get() == Status::Saved;
        saved.then(|| editor.with(|core| core.session.revision()))
    });
    Effect::new(move |before: Option<Option<u64>>| {
        let now = revision.get();
        let known = before.flatten();
        if before.is_none() || (known.is_some() && now.is_some() && known != now) {
            load();
        }
        now.or(known)
    });
    let choice = move |width: Option<u32>, icon: &'static str, words: &'static str| {
        view! {
            <IconButton
                icon=icon.to_owned()
                label=i.t(words)
                pressed=Signal::derive(move || one.get() == width)
                on_click=move |_| one.set(width)
            />
        }
        .into_any()
    };
    let frames = move |address: String| {
        let (width, height) = room.size.get();
        let widths: Vec<(u32, &'static str)> = WIDTHS
            .iter()
            .filter(|(width, ..)| one.get().is_none_or(|one| one == *width))
            .map(|(width, _, words)| (*width, *words))
            .collect();
        let gaps = GAP * f64::from(u32::try_from(widths.len().saturating_sub(1)).unwrap_or_default());
        let total: f64 = widths.iter().map(|(width, _)| f64::from(*width)).sum();
        let scale = ((width - gaps) / total).clamp(0.05, 1.0);
        widths
            .into_iter()
            .map(|(wide, words)| {
                let wide = f64::from(wide);
                let high = ((height - 28.0) / scale).max(200.0);
                view! {
                    <figure class="ed-preview-frame" style=format!("width:{}px", wide * scale)>
                        <figcaption>{i.t(words)}" · "{wide.to_string()}" px"</figcaption>
                        <div style=format!("width:{}px;height:{}px;overflow:hidden", wide * scale, high * scale)>
                            <iframe
                                title=i.t(words)
                                src=address.clone()
                                sandbox="allow-scripts allow-forms"
                                style=format!("width:{wide}px;height:{high}px;transform:scale({scale});transform-origin:0 0")
                            ></iframe>
                        </div>
                    </figure>
                }
            })
            .collect_view()
    };
    let content = move || match url.get() {
        None => view! { <p class="ed-note" role="status"><Spinner/> {i.t("ui.loading")}</p> }.into_any(),
        Some(Err(message)) => view! {
            <ErrorState message on_retry=Callback::new(move |()| {
                url.set(None);
                load();
            })/>
        }
        .into_any(),
        Some(Ok(address)) => frames(address).into_any(),
    };
    let qr = move || {
        // Another code with every answer: it leads to a preview of its own.
        url.with(|url| matches!(url, Some(Ok(_)))).then(|| {
            let source = ["/api/pages/", &editor.branch(), "/qr.svg?of=preview"].concat();
            view! {
                <div class="ed-qr">
                    <img src=source width="176" height="176" alt=i.t("editor.preview.qr")/>
                    <p>{i.t("editor.preview.phone_text")}</p>
                    {is_local().then(|| view! { <p class="ed-note">{i.t("editor.preview.local")}</p> })}
                </div>
            }
        })
    };
    view! {
        <div class="ed-previewing">
            <div class="ed-preview-bar">
                <div class="ed-top-group" role="group" aria-label=i.t("editor.devices")>
                    {choice(None, "columns-2", "editor.preview.all")}
                    {WIDTHS.map(|(width, icon, words)| choice(Some(width), icon, words)).collect_view()}
                </div>
                <div class="ed-actions">
                    <Button size=ButtonSize::Small icon="refresh-cw" on_click=move |_| load()>{i.t("editor.preview.reload")}</Button>
                    <Button size=ButtonSize::Small icon="qr-code" on_click=move |_| {
                        phone.update(|phone| *phone = !*phone);
                        // Once the code has taken its room.
                        spawn_local(async move {
                            pause(30).await;
                            room.measure();
                        });
                    }>{i.t("editor.preview.phone")}</Button>
                    {move || match url.get() {
                        Some(Ok(address)) => Some(view! {
                            <a class="btn btn-secondary btn-sm" href=address target="_blank" rel="noopener">
                                <crate::ui::Icon name="external-link"/>
                                {i.t("editor.preview.tab")}
                            </a>
                        }),
                        _ => None,
                    }}
                </div>
            </div>
            <div class="ed-preview-room">
                <div class="ed-preview-frames" node_ref=room.node>{content}</div>
                <Show when=move || phone.get()>{qr}</Show>
            </div>
        </div>
    }
}
