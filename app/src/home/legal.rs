//! What is agreed on, and what happens to data. Who runs an installation and needs other words publishes help articles
//! named `legal-terms`, `legal-privacy` and `legal-refunds`: they are shown in place of ours.

use crate::answer::context;
use crate::i18n::{I18n, use_i18n};
use crate::layout::PublicFrame;
use crate::ui::{Icon, Tabs};
use landinghub::account::Locale;
use landinghub_services::help;
use leptos::prelude::*;

/// One of the texts.
#[derive(Clone, Copy)]
enum Paper {
    Terms,
    Privacy,
    Refunds,
}

/// The texts in the reader's language, the title on the first line after `# `.
macro_rules! in_language {
    ($locale:expr, $name:literal) => {
        match $locale {
            Locale::En => include_str!(concat!("../../legal/", $name, ".en.md")),
            Locale::Vi => include_str!(concat!("../../legal/", $name, ".vi.md")),
            Locale::Th => include_str!(concat!("../../legal/", $name, ".th.md")),
        }
    };
}

impl Paper {
    const ALL: [Self; 3] = [Self::Terms, Self::Privacy, Self::Refunds];

    const fn href(self) -> &'static str {
        match self {
            Self::Terms => "/legal/terms",
            Self::Privacy => "/legal/privacy",
            Self::Refunds => "/legal/refunds",
        }
    }

    /// The help article that stands in its place, where there is one.
    const fn article(self) -> &'static str {
        match self {
            Self::Terms => "legal-terms",
            Self::Privacy => "legal-privacy",
            Self::Refunds => "legal-refunds",
        }
    }

    fn name(self, i: I18n) -> &'static str {
        match self {
            Self::Terms => i.t("legal.terms"),
            Self::Privacy => i.t("legal.privacy"),
            Self::Refunds => i.t("legal.refunds"),
        }
    }

    fn about(self, i: I18n) -> &'static str {
        match self {
            Self::Terms => i.t("legal.terms.about"),
            Self::Privacy => i.t("legal.privacy.about"),
            Self::Refunds => i.t("legal.refunds.about"),
        }
    }

    const fn icon(self) -> &'static str {
        match self {
            Self::Terms => "file-text",
            Self::Privacy => "lock",
            Self::Refunds => "rotate-ccw",
        }
    }

    const fn text(self, locale: Locale) -> &'static str {
        match self {
            Self::Terms => in_language!(locale, "terms"),
            Self::Privacy => in_language!(locale, "privacy"),
            Self::Refunds => in_language!(locale, "refunds"),
        }
    }

    /// Title and HTML.
    fn ours(self, i: I18n) -> (String, String) {
        let text = self.text(i.locale());
        let (title, body) =
            text.strip_prefix("# ").and_then(|text| text.split_once('\n')).unwrap_or(("", text));
        (title.to_owned(), help::to_html(body))
    }
}

/// `/legal`: what there is.
#[component]
pub fn Legal() -> impl IntoView {
    let i = use_i18n();
    let papers = Paper::ALL
        .into_iter()
        .map(|paper| {
            view! {
                <li>
                    <a class="card legal-paper" href=paper.href()>
                        <Icon name=paper.icon()/>
                        <strong>{paper.name(i)}</strong>
                        <span class="muted">{paper.about(i)}</span>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! {
        <PublicFrame>
            <div class="wrap legal">
                <h1>{i.t("legal.title")}</h1>
                <p class="legal-lead">{i.t("legal.lead")}</p>
                <ul class="grid" role="list">{papers}</ul>
                <h2>{i.t("legal.fonts.title")}</h2>
                <p class="legal-lead">{i.t("legal.fonts.text")}</p>
            </div>
        </PublicFrame>
    }
}

/// `/legal/terms`.
#[component]
pub fn Terms() -> impl IntoView {
    screen(Paper::Terms)
}

/// `/legal/privacy`.
#[component]
pub fn Privacy() -> impl IntoView {
    screen(Paper::Privacy)
}

/// `/legal/refunds`.
#[component]
pub fn Refunds() -> impl IntoView {
    screen(Paper::Refunds)
}

fn screen(paper: Paper) -> impl IntoView {
    let i = use_i18n();
    let services = context().ok().map(|(services, _)| services);
    let text = async move {
        let theirs = match services {
            Some(services) => help::article(&services, paper.article(), i.locale()).await.ok(),
            None => None,
        };
        theirs.map_or_else(|| paper.ours(i), |text| (text.summary.title, text.html))
    };
    let tabs = Paper::ALL.iter().map(|paper| (paper.href().to_owned(), paper.name(i).to_owned())).collect();
    view! {
        <PublicFrame>
            <div class="wrap legal">
                <Tabs label=i.t("legal.title") tabs current=paper.href()/>
                <article>
                    {Suspend::new(async move {
                        let (title, html) = text.await;
                        // Markdown the server has made safe: see `help::markdown`.
                        view! { <h1>{title}</h1> <div class="prose" inner_html=html></div> }
                    })}
                </article>
            </div>
        </PublicFrame>
    }
}
