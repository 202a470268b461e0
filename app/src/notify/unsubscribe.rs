//! `/unsubscribe`: the page behind a mail's link. It shows; only its button acts.

use crate::i18n::use_i18n;
use crate::layout::PublicFrame;
use crate::market::parts::{ask, query, shown};
use crate::ui::{Button, ButtonKind, Card, LinkButton, Notice, POST, Tone};
use landinghub_services::notifications::{self, Scope};
use leptos::prelude::*;

/// `/unsubscribe?token=…`.
#[component]
pub fn Unsubscribe() -> impl IntoView {
    let i = use_i18n();
    let (token, done) = (query("token"), !query("done").is_empty());
    let action = format!(
        "/unsubscribe?token={}",
        token.replace(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c), "")
    );
    let scope = ask(move |services, _| async move { notifications::unsubscribe_scope(&services, &token) });
    view! {
        <PublicFrame>
            <div class="wrap unsubscribe">
                <h1>{i.t("unsubscribe.title")}</h1>
                {Suspend::new(async move {
                    shown(scope.await, |scope| {
                        let what = match scope {
                            Scope::All => i.t("unsubscribe.all").to_owned(),
                            Scope::Kind(kind) => i
                                .find(&format!("notify.kind.{}", kind.as_str()))
                                .map(|words| format!("“{words}”"))
                                .unwrap_or_default(),
                        };
                        if done {
                            return view! {
                                <Notice tone=Tone::Good live=true>{i.t_with("unsubscribe.done", &[("what", &what)])}</Notice>
                                <p><LinkButton href="/settings/notifications">{i.t("bell.settings")}</LinkButton></p>
                            }
                            .into_any();
                        }
                        view! {
                            <Card>
                                <p>{i.t_with("unsubscribe.text", &[("what", &what)])}</p>
                                <form method=POST action=action class="form-actions">
                                    <Button kind=ButtonKind::Primary submit=true>{i.t("unsubscribe.button")}</Button>
                                    <LinkButton href="/settings/notifications">{i.t("bell.settings")}</LinkButton>
                                </form>
                            </Card>
                        }
                        .into_any()
                    })
                })}
            </div>
        </PublicFrame>
    }
}
