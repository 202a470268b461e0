//! What is agreed on, and what happens to data.

use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use leptos::prelude::*;

/// `/legal`.
#[component]
pub fn Legal() -> impl IntoView {
    let i = use_i18n();
    view! {
        <PublicFrame title=i.t("legal.title")>
            <div class="wrap">
                <article class="prose">
                    <h1>{i.t("legal.title")}</h1>
                    <p>{i.t("legal.lead")}</p>
                    <h2>{i.t("legal.terms.title")}</h2>
                    <p>{i.t("legal.terms.pages")}</p>
                    <p>{i.t("legal.terms.abuse")}</p>
                    <h2>{i.t("legal.privacy.title")}</h2>
                    <p>{i.t("legal.privacy.kept")}</p>
                    <p>{i.t("legal.privacy.cookies")}</p>
                    <p>{i.t("legal.privacy.visitors")}</p>
                    <h2>{i.t("legal.fonts.title")}</h2>
                    <p>{i.t("legal.fonts.text")}</p>
                </article>
            </div>
        </PublicFrame>
    }
}
