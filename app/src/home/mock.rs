//! The product, drawn: decoration for eyes, said in words beside it.

use crate::i18n::use_i18n;
use crate::ui::Icon;
use leptos::prelude::*;

/// The editor with a page in it.
#[component]
pub fn EditorMock() -> impl IntoView {
    let i = use_i18n();
    let layer = |icon: &'static str, words: &'static str, deep: bool, on: bool| {
        let class = match (deep, on) {
            (true, true) => "mock-layer is-deep is-on",
            (true, false) => "mock-layer is-deep",
            (false, true) => "mock-layer is-on",
            (false, false) => "mock-layer",
        };
        view! { <span class=class><Icon name=icon/>{words}</span> }
    };
    view! {
        <div class="mock" role="img" aria-label=i.t("home.mock.label")>
            <div class="mock-bar">
                <span class="mock-file">{i.t("home.mock.file")}</span>
                <span class="mock-saved"><Icon name="check"/>{i.t("home.mock.saved")}</span>
                <span class="mock-tools wide-only">
                    <Icon name="undo-2"/>
                    <Icon name="redo-2"/>
                    <i></i>
                    <Icon name="monitor"/>
                    <Icon name="tablet"/>
                    <Icon name="smartphone"/>
                </span>
                <span class="mock-publish">{i.t("home.mock.publish")}</span>
            </div>
            <div class="mock-body">
                <div class="mock-side wide-only">
                    <b>{i.t("home.mock.layers")}</b>
                    {layer("panel-top", i.t("home.mock.navbar"), false, false)}
                    {layer("square", i.t("home.mock.section"), false, false)}
                    {layer("heading", i.t("home.mock.heading"), true, true)}
                    {layer("text", i.t("home.mock.text"), true, false)}
                    {layer("mouse-pointer-click", i.t("home.mock.button"), true, false)}
                    {layer("image", i.t("home.mock.image"), true, false)}
                    {layer("columns-2", i.t("home.mock.columns"), false, false)}
                    {layer("text-cursor-input", i.t("home.mock.form"), false, false)}
                    {layer("panel-bottom", i.t("home.mock.footer"), false, false)}
                </div>
                <div class="mock-canvas">
                    <div class="mock-page">
                        <div class="mock-nav"><b>{i.t("home.mock.brand")}</b><i></i><i></i><i></i></div>
                        <div class="mock-hero">
                            <div>
                                <span class="mock-title"><em>{i.t("home.mock.heading")}</em>{i.t("home.mock.title")}</span>
                                <span class="mock-copy">{i.t("home.mock.copy")}</span>
                                <span class="mock-cta">{i.t("home.mock.cta")}</span>
                            </div>
                            <svg viewBox="0 0 200 170" preserveAspectRatio="xMidYMid slice">
                                <rect width="200" height="170" fill="#f3d9b8"></rect>
                                <circle cx="152" cy="42" r="24" fill="#f7b45c"></circle>
                                <path d="M0 120 52 70l42 42 30-26 76 62v22H0z" fill="#9fae7a"></path>
                                <path d="M0 140 60 104l54 40 40-22 46 30v18H0z" fill="#5f7a4f"></path>
                                <path d="M66 84h58v30a24 24 0 0 1-24 24h-10a24 24 0 0 1-24-24z" fill="#fffaf2"></path>
                                <path d="M124 90h8a12 12 0 0 1 0 24h-8" fill="none" stroke="#fffaf2" stroke-width="6"></path>
                                <ellipse cx="95" cy="85" rx="29" ry="6" fill="#5b3320"></ellipse>
                                <path d="M84 70c-6-8 6-12 0-20M98 70c-6-8 6-12 0-20" fill="none" stroke="#fffaf2" stroke-width="3" stroke-linecap="round"></path>
                            </svg>
                        </div>
                        <div class="mock-cards"><i></i><i></i><i></i></div>
                    </div>
                </div>
                <div class="mock-side mock-panel wide-only">
                    <b>{i.t("home.mock.style")}</b>
                    <span class="mock-field">{i.t("home.mock.size")}<u>"48"</u></span>
                    <span class="mock-field">{i.t("home.mock.weight")}<u>"600"</u></span>
                    <span class="mock-field">{i.t("home.mock.colour")}<u class="mock-swatch">"#3b2418"</u></span>
                    <span class="mock-field">{i.t("home.mock.align")}<u><Icon name="align-left"/></u></span>
                    <b>{i.t("home.mock.spacing")}</b>
                    <span class="mock-box"><i></i></span>
                </div>
            </div>
        </div>
    }
    .into_any()
}
