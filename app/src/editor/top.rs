//! The bar above: back, the page's name, undo, widths, zoom, saving, preview, publish.

use leptos::prelude::*;

use super::desk::keys;
use super::state::{Device, Right, Status, Zoom, use_editor};
use crate::ui::{Icon, IconButton};

/// What the canvas can be zoomed to, in per cent.
pub const ZOOMS: [u16; 7] = [25, 50, 75, 100, 125, 150, 200];

/// See the module.
#[component]
pub fn TopBar() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let steps = move |undo: bool| {
        Signal::derive(move || {
            editor.watch_steps();
            editor.with(|core| {
                let history = core.session.history();
                if undo { history.undo_label() } else { history.redo_label() }.is_none()
            })
        })
    };
    let device = move |device: Device, icon: &str, label: &'static str, shortcut: &str| {
        view! {
            <IconButton
                icon=icon.to_owned()
                label=i.t(label)
                keys=shortcut.to_owned()
                pressed=Signal::derive(move || editor.device.get() == device)
                on_click=move |_| editor.device.set(device)
            />
        }
    };
    // Said where people look for the name of what they change.
    let is_variant = editor.branch() != editor.info.with_untracked(|info| info.id.clone());
    view! {
        <header class="ed-top">
            <h1 class="sr-only">{i.t("editor.screen")}</h1>
            <a class="btn btn-ghost btn-icon" href="/pages" aria-label=i.t("editor.back") title=i.t("editor.back")><Icon name="arrow-left"/></a>
            <Title/>
            {is_variant.then(|| view! {
                <button type="button" class="badge badge-brand ed-wide" on:click=move |_| editor.open_right(Right::Variants)>{i.t("editor.variants.here")}</button>
            })}
            <div class="ed-top-group">
                <IconButton icon="undo-2".to_owned() label=i.t("editor.undo") keys=keys("Ctrl Z") disabled=steps(true) on_click=move |_| editor.undo()/>
                <IconButton icon="redo-2".to_owned() label=i.t("editor.redo") keys=keys("Ctrl ⇧ Z") disabled=steps(false) on_click=move |_| editor.redo()/>
            </div>
            <div class="ed-top-group ed-devices" role="group" aria-label=i.t("editor.devices")>
                {device(Device::Desktop, "monitor", "editor.desktop", "1")}
                {device(Device::Tablet, "tablet", "editor.tablet", "2")}
                {device(Device::Mobile, "smartphone", "editor.mobile", "3")}
                <ZoomField/>
            </div>
            <Saving/>
            <super::presence::People/>
            <div class="ed-top-group ed-top-end">
                <IconButton icon="command".to_owned() label=i.t("editor.commands") keys=keys("Ctrl K") on_click=move |_| editor.desk.commands.set(true)/>
                <IconButton class_name="ed-wide" icon="code-xml".to_owned() label=i.t("editor.code") on_click=move |_| editor.desk.code.set(true)/>
                <IconButton class_name="ed-wide" icon="history".to_owned() label=i.t("editor.history") on_click=move |_| editor.open_right(Right::History)/>
                <IconButton class_name="ed-wide" icon="settings".to_owned() label=i.t("editor.page") on_click=move |_| editor.open_right(Right::Page)/>
                <IconButton class_name="ed-wide" icon="keyboard".to_owned() label=i.t("editor.shortcuts") keys="?" on_click=move |_| editor.shortcuts.set(true)/>
                <button type="button" class="btn btn-secondary ed-preview" aria-label=i.t("editor.preview") title=format!("{} ({})", i.t("editor.preview"), keys("Ctrl P")) on:click=move |_| editor.open_preview()>
                    <Icon name="external-link"/>
                    <span class="ed-word">{i.t("editor.preview")}</span>
                </button>
                <super::trial::TrialBar/>
                <Show when=move || editor.info.with(|info| info.trial.is_none())>
                    <button type="button" class="btn btn-primary" title=format!("{} ({})", i.t("editor.publish"), keys("Ctrl Enter")) on:click=move |_| editor.publishing.set(true)>{i.t("editor.publish")}</button>
                </Show>
            </div>
        </header>
    }
}

/// The page's name; changed on Enter or when the field is left.
#[component]
fn Title() -> impl IntoView {
    let editor = use_editor();
    view! {
        <input
            class="input ed-title"
            aria-label=editor.i.t("editor.title")
            maxlength="120"
            autocomplete="off"
            prop:value=move || editor.info.with(|info| info.title.clone())
            on:change:target=move |event| editor.set_title(&event.target().value())
            on:keydown:target=move |event| {
                let field = event.target();
                match event.key().as_str() {
                    "Enter" => {
                        let _ = field.blur();
                    }
                    "Escape" => {
                        field.set_value(&editor.info.with_untracked(|info| info.title.clone()));
                        let _ = field.blur();
                    }
                    _ => {}
                }
            }
        />
    }
}

#[component]
fn ZoomField() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let fit = move || match editor.zoom.get() {
        Zoom::Fit => {
            i.t_with("editor.zoom.fitted", &[("percent", &format!("{:.0}", editor.scale.get() * 100.0))])
        }
        Zoom::Percent(_) => i.t("editor.zoom.fit").to_owned(),
    };
    let options = ZOOMS
        .map(|percent| {
            view! {
                <option value=percent.to_string() selected=move || editor.zoom.get() == Zoom::Percent(percent)>{format!("{percent}%")}</option>
            }
        })
        .collect_view();
    view! {
        <select
            class="select ed-zoom"
            aria-label=i.t("editor.zoom")
            on:change:target=move |event| {
                let chosen = event.target().value().parse::<u16>();
                editor.zoom.set(chosen.map_or(Zoom::Fit, Zoom::Percent));
            }
        >
            <option value="fit" selected=move || editor.zoom.get() == Zoom::Fit>{fit}</option>
            {options}
        </select>
    }
}

/// How saving goes.
#[component]
fn Saving() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let words = move || match editor.status.get() {
        // Saved is said once changes can be made at all.
        Status::Saved if !editor.more.get() => i.t("ui.loading").to_owned(),
        Status::Saved => i.t("editor.status.saved").to_owned(),
        Status::Saving => i.t("editor.status.saving").to_owned(),
        Status::Offline => i.t("editor.status.offline").to_owned(),
        Status::LoggedOut => i.t("editor.status.logged_out").to_owned(),
        Status::Wrong(what) => what,
    };
    let icon = move || match editor.status.get() {
        Status::Saved => "circle-check",
        Status::Saving => "cloud",
        Status::Offline => "cloud-off",
        Status::LoggedOut | Status::Wrong(_) => "circle-alert",
    };
    let class = move || match editor.status.get() {
        Status::Saved | Status::Saving => "ed-status",
        _ => "ed-status is-bad",
    };
    let stuck = move || matches!(editor.status.get(), Status::Offline | Status::Wrong(_));
    view! {
        <div class=class>
            {move || view! { <Icon name=icon()/> }}
            <span role="status" class="ed-status-words">{words}</span>
            <Show when=stuck>
                <button type="button" class="btn btn-ghost btn-sm" on:click=move |_| editor.retry_save()>{i.t("ui.retry")}</button>
            </Show>
        </div>
    }
}
