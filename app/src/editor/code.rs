//! The output as code: what visitors load, line by line, with its sizes.

use landinghub::render::audit::compressed;
use landinghub::render::pretty::{self, Language, Line, marked};
use landinghub::render::{PageInfo, Target, render, render_node};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::rare::Rare;
use super::state::{Editor, use_editor};
use crate::ui::{Button, ButtonSize, Dialog, aria};

/// See the module.
#[component]
pub fn CodeDialog() -> impl IntoView {
    let editor = use_editor();
    view! {
        <Dialog open=editor.desk.code title=editor.i.t("editor.code") id="ed-code" wide=true>
            {editor.rare(Rare::Code)}
        </Dialog>
    }
}

/// One of the three texts.
#[derive(Clone)]
struct Source {
    name: &'static str,
    language: Language,
    text: String,
    lines: Vec<Line>,
}

fn sources(editor: Editor) -> Vec<Source> {
    let (title, url) = editor.info.with_untracked(|info| (info.title.clone(), info.url.clone()));
    let info = PageInfo {
        title,
        canonical: Some(url),
        market: window().location().origin().unwrap_or_default(),
        ..PageInfo::default()
    };
    let output = editor.doc(|document| Some(render(document, &Target::Published(info))));
    let Some(output) = output else { return Vec::new() };
    vec![
        Source {
            name: "HTML",
            language: Language::Html,
            lines: pretty::html(&output.html),
            text: output.html,
        },
        Source { name: "CSS", language: Language::Css, lines: pretty::css(&output.css), text: output.css },
        Source {
            name: "JavaScript",
            language: Language::Script,
            lines: pretty::script(&output.js),
            text: output.js,
        },
    ]
}

/// The first and last line of the selected block's markup.
fn selected_lines(editor: Editor, html: &Source) -> Option<(usize, usize)> {
    let id = editor.selected.get_untracked()?;
    let markup =
        editor.doc(|document| Some(render_node(document, &id, &Target::Published(PageInfo::default()))))?;
    let from = html.text.find(&markup).filter(|_| !markup.is_empty())?;
    let to = from + markup.len();
    let first = html.lines.iter().rposition(|line| line.from <= from)?;
    let last = html.lines.iter().rposition(|line| line.from < to)?;
    Some((first, last))
}

/// The lines as markup. Everything a person wrote was escaped by `marked`.
fn listing(source: &Source, shown: Option<(usize, usize)>) -> String {
    let mut out = String::with_capacity(source.text.len() * 2);
    for (index, line) in source.lines.iter().enumerate() {
        let on = shown.is_some_and(|(first, last)| (first..=last).contains(&index));
        out.push_str(if on { "<li class=\"is-shown\"" } else { "<li" });
        out.push_str(" style=\"--depth:");
        out.push_str(&line.depth.to_string());
        out.push_str("\"><code>");
        out.push_str(&marked(source.language, &line.text));
        out.push_str("</code></li>");
    }
    out
}

/// What is in the dialog.
#[component]
pub fn Code() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let all = StoredValue::new(sources(editor));
    let range = all.with_value(|all| all.first().and_then(|html| selected_lines(editor, html)));
    let at = RwSignal::new(0_usize);
    let shown = RwSignal::new(range);
    let kilobytes = move |bytes: usize| {
        let tenths = u64::try_from(bytes.saturating_mul(10).div_ceil(1024)).unwrap_or_default();
        let number =
            if tenths < 100 { format!("{}.{}", tenths / 10, tenths % 10) } else { i.number(tenths / 10) };
        i.t_with("editor.publish.kilobytes", &[("number", &number)])
    };
    let tabs = all.with_value(|all| {
        all.iter()
            .enumerate()
            .map(|(index, source)| {
                view! {
                    <button
                        type="button"
                        class="ed-code-tab"
                        aria-pressed=move || aria(at.get() == index)
                        on:click=move |_| at.set(index)
                    >
                        {source.name}
                    </button>
                }
            })
            .collect_view()
    });
    let sizes = move || {
        all.with_value(|all| {
            all.get(at.get()).map(|source| {
                i.t_with(
                    "editor.code.sizes",
                    &[("raw", &kilobytes(source.text.len())), ("gzip", &kilobytes(compressed(&source.text)))],
                )
            })
        })
    };
    let scroll = move || {
        let _ = request_animation_frame(move || {
            if let Some(line) = document().query_selector(".ed-code .is-shown").ok().flatten() {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Center);
                line.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    };
    if range.is_some() {
        scroll();
    }
    let show = move |_| {
        at.set(0);
        shown.set(range);
        scroll();
    };
    let copy = move |_| {
        let text = all.with_value(|all| all.get(at.get_untracked()).map(|source| source.text.clone()));
        let promise = window().navigator().clipboard().write_text(&text.unwrap_or_default());
        spawn_local(async move {
            let copied = js_sys::futures::JsFuture::from(promise).await.is_ok();
            if editor.is_alive() {
                if copied {
                    editor.good(i.t("editor.code.copied"));
                } else {
                    editor.bad(i.t("editor.code.not_copied"));
                }
            }
        });
    };
    let content = move || {
        all.with_value(|all| match all.get(at.get()) {
            Some(source) if source.lines.is_empty() => {
                view! { <p class="ed-note">{i.t("editor.code.none")}</p> }.into_any()
            }
            Some(source) => {
                let range = shown.get().filter(|_| at.get() == 0);
                let html = listing(source, range);
                view! { <ol class="ed-code" tabindex="0" role="list" aria-label=source.name inner_html=html></ol> }.into_any()
            }
            None => ().into_any(),
        })
    };
    view! {
        <div class="ed-code-head">
            <div class="ed-code-tabs" role="group" aria-label=i.t("editor.code")>{tabs}</div>
            <p class="ed-note" role="status">{sizes}</p>
            <div class="ed-actions">
                {range.map(|_| view! { <Button size=ButtonSize::Small icon="eye" on_click=show>{i.t("editor.code.selected")}</Button> })}
                <Button size=ButtonSize::Small icon="copy" on_click=copy>{i.t("editor.code.copy")}</Button>
            </div>
        </div>
        {content}
    }
}
