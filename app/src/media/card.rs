//! One file: its picture, what it is, where it is used, and what can be done with it.

use crate::i18n::{I18n, use_i18n};
use crate::ui::{Badge, Icon, Menu, POST, Tone};
use landinghub::api::Upload;
use landinghub_services::uploads::Used;
use leptos::prelude::*;

/// Bytes as people say them: `640 B`, `12 KB`, `1.5 MB`.
pub(crate) fn size(i: I18n, bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = KB * KB;
    let tenths = |unit: u64, name: &str| {
        let tenths = u32::try_from(bytes * 10 / unit).unwrap_or(u32::MAX);
        let whole = tenths.is_multiple_of(10) || tenths >= 1000;
        let shown =
            if whole { i.number(u64::from(tenths / 10)) } else { i.decimal(f64::from(tenths) / 10.0) };
        format!("{shown} {name}")
    };
    match bytes {
        0..KB => format!("{bytes} B"),
        KB..MB => format!("{} KB", i.number(bytes.div_ceil(KB))),
        _ if bytes < MB * KB => tenths(MB, "MB"),
        _ => tenths(MB * KB, "GB"),
    }
}

/// What it looks like, small.
fn picture(upload: &Upload) -> AnyView {
    if upload.mime.starts_with("image/") {
        // The smallest that is sharp on a card.
        let fits = upload.variants.iter().filter(|variant| variant.width >= 400).min_by_key(|it| it.width);
        let src = fits.map_or_else(|| upload.url.clone(), |variant| variant.url.clone());
        return view! { <img src=src alt="" loading="lazy" decoding="async" width="320" height="240"/> }
            .into_any();
    }
    let icon = if upload.mime.starts_with("video/") { "film" } else { "file-text" };
    view! { <span class="media-icon"><Icon name=icon/></span> }.into_any()
}

/// `PNG`, `MP4`, …
fn format(mime: &str) -> String {
    let name = mime.rsplit('/').next().unwrap_or_default();
    name.split('+').next().unwrap_or_default().to_uppercase()
}

pub(super) fn upload_card(i: I18n, upload: Upload, used: Vec<Used>) -> AnyView {
    let called = if upload.name.is_empty() { format(&upload.mime) } else { upload.name.clone() };
    let sides = upload.width.zip(upload.height).map(|(width, height)| format!(" · {width} × {height}"));
    let facts = format!("{} · {}{}", format(&upload.mime), size(i, upload.bytes), sides.unwrap_or_default());
    let count = u64::try_from(used.len()).unwrap_or_default();
    let warning = if used.is_empty() {
        i.t("media.delete.unused").to_owned()
    } else {
        let titles: Vec<&str> = used.iter().map(|page| page.title.as_str()).collect();
        i.t_with("media.delete.used", &[("pages", &titles.join(", "))])
    };
    let places = if used.is_empty() {
        view! { <Badge>{i.t("media.unused")}</Badge> }.into_any()
    } else {
        let rows = used
            .into_iter()
            .map(|page| view! { <li><a href=format!("/pages/{}/edit", page.page_id)>{page.title}</a></li> })
            .collect_view();
        view! {
            <details class="media-used">
                <summary><Badge tone=Tone::Good>{i.n("media.used", count)}</Badge></summary>
                <ul>{rows}</ul>
            </details>
        }
        .into_any()
    };
    let menu = format!("menu-{}", upload.id);
    let (src, id, url) = (picture(&upload), upload.id.clone(), upload.url.clone());
    let (copied, looked) = (url.clone(), url.clone());
    let (name, hint) = (called.clone(), called.clone());
    let (open, more) =
        (i.t_with("media.open", &[("name", &called)]), i.t_with("pages.menu", &[("title", &called)]));
    let at = upload.created_at.map(|at| i.date(at));
    view! {
        <li class="page-card media-card" data-item=id tabindex="-1">
            <a class="page-thumb media-thumb" href=url target="_blank" rel="noopener" aria-label=open>{src}</a>
            <div class="page-info">
                <h2 class="truncate" title=hint>{name}</h2>
                <Menu
                    id=menu
                    label=more
                    class="btn btn-ghost btn-icon btn-sm"
                    button=|| view! { <Icon name="ellipsis"/> }
                >
                    <button type="button" class="menu-item" data-copy=copied data-copied=i.t("media.copied") data-scripted>
                        <Icon name="link"/>
                        {i.t("media.copy")}
                    </button>
                    <a class="menu-item" href=looked target="_blank" rel="noopener">
                        <Icon name="external-link"/>
                        {i.t("media.look")}
                    </a>
                    <hr/>
                    <form method=POST action="/_fn/delete_upload" data-act="gone" data-confirm="delete-file" data-called=called data-warning=warning data-scripted>
                        <input type="hidden" name="id" value=upload.id/>
                        <button class="menu-item is-danger"><Icon name="trash-2"/>{i.t("media.delete")}</button>
                    </form>
                </Menu>
                <p class="page-meta"><span class="numbers">{facts}</span> <span>{at}</span></p>
                <div class="media-places">{places}</div>
            </div>
        </li>
    }
    .into_any()
}

/// Asks before a file is deleted for good, by its name.
#[component]
pub(super) fn DeleteDialog() -> impl IntoView {
    let i = use_i18n();
    view! {
        <dialog class="dialog" id="delete-file" aria-labelledby="delete-file-title" aria-describedby="delete-file-text">
            <h2 class="dialog-title" id="delete-file-title" data-title=i.t("media.delete.title")></h2>
            <form method="dialog" class="dialog-body">
                <p id="delete-file-text" data-text></p>
                <div class="dialog-foot">
                    <button class="btn btn-secondary" value="no">{i.t("ui.cancel")}</button>
                    <button class="btn btn-danger" value="yes">{i.t("media.delete")}</button>
                </div>
            </form>
        </dialog>
    }
    .into_any()
}
