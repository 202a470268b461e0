//! What could be better about the page, looked at a moment after every change.

use std::sync::Arc;

use landinghub::render::audit::score;
use landinghub::render::{Area, Finding, Rule, Severity, audit_of, mend};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::device::{BrowserRng, Timer, pause};
use super::small::effect;
use super::state::{Editor, Right, Sheet, use_editor};
use crate::ui::{Button, ButtonKind, ButtonSize, EmptyState, Icon, Skeleton};

/// Quiet after a change before the audit looks, in milliseconds.
const QUIET: i32 = 700;
/// How long an outline flashes, in milliseconds.
const FLASH: i32 = 1_400;
/// Findings listed at the most.
const MOST: usize = 80;

/// Keeps the findings up to date until the screen goes.
pub fn watch(editor: Editor) {
    let timer = StoredValue::new_local(None::<Timer>);
    effect(move || {
        editor.watch_steps();
        editor.more.track();
        let look = move || {
            // Whatever the person does next comes first.
            let _ = request_idle_callback(move || {
                if let Some(found) = editor.audit() {
                    let same = editor.desk.findings.with_untracked(|old| old.as_deref() == Some(&found));
                    if !same {
                        editor.desk.findings.set(Some(Arc::new(found)));
                    }
                }
            });
        };
        timer.set_value(Some(Timer::after(QUIET, look)));
    });
}

impl Editor {
    /// Selects a node, brings it into view and makes it stand out; the panel stays.
    pub fn point_out(self, id: &landinghub::document::NodeId) {
        let panel = self.right.get_untracked();
        self.reveal(id);
        self.right.set(panel);
        self.sheet.set(Sheet::None);
        self.desk.flash.set(true);
        // Not by a timer of Leptos: those end with the panel.
        spawn_local(async move {
            pause(FLASH).await;
            let _ = self.desk.flash.try_set(false);
        });
    }

    /// Does what can be done about findings, as one step. Answers how many were mended.
    fn mend(self, findings: &[Finding]) -> u64 {
        let gesture = self.gesture();
        let mut done = 0;
        for finding in findings {
            // Each remedy sees what the one before made.
            let ops = self.doc(|document| {
                let still = findings.len() == 1 || audit_of(document).contains(finding);
                if still { mend(document, finding, &BrowserRng) } else { None }
            });
            if ops.is_some_and(|ops| self.edit_in(gesture, "editor.did.mend", ops)) {
                done += 1;
            }
        }
        done
    }

    /// How many findings there are that should be mended.
    pub fn serious(self) -> usize {
        self.desk.findings.with(|found| {
            found
                .as_ref()
                .map_or(0, |found| found.iter().filter(|finding| finding.severity != Severity::Note).count())
        })
    }
}

/// See the module.
#[component]
pub fn AuditPanel() -> impl IntoView {
    let editor = use_editor();
    let i = editor.i;
    let top = NodeRef::<html::Div>::new();
    let found = editor.desk.findings;
    let fix = Callback::new(move |findings: Vec<Finding>| {
        let done = editor.mend(&findings);
        if done > 0 {
            editor.say(i.n("editor.audit.mended", done));
        }
        // The button that was pressed is about to go.
        if let Some(top) = top.get_untracked() {
            let _ = top.focus();
        }
    });
    let content = move || {
        match found.get() {
        None => view! {
            <div class="stack" role="status" aria-label=i.t("ui.loading")><Skeleton height="6rem"/><Skeleton height="4rem"/><Skeleton height="4rem"/></div>
        }
        .into_any(),
        Some(found) => list(editor, &found, fix),
    }
    };
    view! {
        <div class="ed-panel-head" node_ref=top tabindex="-1"><h2>{i.t("editor.audit")}</h2></div>
        {content}
    }
}

fn list(editor: Editor, found: &Arc<Vec<Finding>>, fix: Callback<Vec<Finding>>) -> AnyView {
    let i = editor.i;
    let areas = Area::ALL
        .iter()
        .map(|area| {
            let score = score(found, *area);
            let name = i.find(&format!("editor.audit.area.{}", area.as_str())).unwrap_or(area.as_str());
            let class = match score {
                90.. => "ed-score is-good",
                60.. => "ed-score is-fair",
                _ => "ed-score is-poor",
            };
            view! {
                <li class=class style=format!("--score:{score}%")>
                    <span>{name}</span>
                    <b>{score}</b>
                    <i aria-hidden="true"></i>
                </li>
            }
        })
        .collect_view();
    let mut rows: Vec<Finding> = found.to_vec();
    landinghub::lean::sort_by(&mut rows, |a, b| b.severity.cmp(&a.severity));
    let fixable: Vec<Finding> = editor.doc(|document| {
        rows.iter().filter(|finding| mend(document, finding, &BrowserRng).is_some()).cloned().collect()
    });
    // What takes something away is left to a press of its own.
    let safe: Vec<Finding> = fixable
        .iter()
        .filter(|finding| {
            !matches!(finding.rule, Rule::EmptyText | Rule::NoPicture | Rule::Noindex | Rule::ImageAlt)
        })
        .cloned()
        .collect();
    let all = (safe.len() > 1).then(|| {
        let count = u64::try_from(safe.len()).unwrap_or_default();
        view! {
            <Button size=ButtonSize::Small icon="sparkles" on_click=move |_| fix.run(safe.clone())>
                {i.n("editor.audit.fix_all", count)}
            </Button>
        }
    });
    let none = rows.is_empty();
    let items = rows
        .into_iter()
        .take(MOST)
        .map(|finding| row(editor, &finding, fixable.contains(&finding), fix))
        .collect_view();
    view! {
        <ul class="ed-scores" role="list" aria-label=i.t("editor.audit.scores")>{areas}</ul>
        {none.then(|| view! { <EmptyState icon="circle-check" title=i.t("editor.audit.none") text=i.t("editor.audit.none_text")/> })}
        {all.map(|button| view! { <div class="ed-actions ed-fix-all">{button}</div> })}
        <ul class="ed-findings" role="list" aria-label=i.t("editor.audit.findings")>{items}</ul>
    }
    .into_any()
}

fn row(editor: Editor, finding: &Finding, fixable: bool, fix: Callback<Vec<Finding>>) -> AnyView {
    let i = editor.i;
    let (icon, class) = match finding.severity {
        Severity::Error => ("circle-alert", "ed-finding is-error"),
        Severity::Warning => ("triangle-alert", "ed-finding is-warning"),
        Severity::Note => ("info", "ed-finding is-note"),
    };
    let rule = finding.rule.as_str();
    let measure = finding.measure.unwrap_or_default();
    let measured = match finding.rule {
        // 3.20 : 1
        Rule::Contrast => {
            let (whole, part) = (measure / 100, measure % 100);
            Some(format!("{whole}.{part:02} : 1"))
        }
        Rule::Weight => {
            Some(i.t_with("editor.publish.kilobytes", &[("number", &i.number(measure.div_ceil(1024)))]))
        }
        Rule::LongTitle | Rule::LongDescription => Some(i.number(measure)),
        _ => None,
    };
    let severity =
        i.find(&format!("editor.audit.severity.{}", finding.severity.as_str())).unwrap_or_default();
    let title = i.find(&format!("editor.audit.rule.{rule}")).unwrap_or(rule);
    let why = i.find(&format!("editor.audit.why.{rule}")).unwrap_or_default();
    let remedy = i.find(&format!("editor.audit.fix.{rule}")).unwrap_or_else(|| i.t("editor.audit.fix"));
    let place = finding.node.as_ref().and_then(|id| {
        editor.doc(|document| {
            let name = editor.name_of(document.node(id)?);
            let words = landinghub::editing::clip::excerpt(document, id);
            Some(words.map_or(name.clone(), |words| format!("{name}: {words}")))
        })
    });
    let node = finding.node.clone();
    let field = match finding.rule {
        Rule::NoTitle | Rule::LongTitle => Some("ed-meta-title"),
        Rule::NoDescription | Rule::LongDescription => Some("ed-meta-description"),
        Rule::NoSharePicture => Some("ed-meta-picture"),
        Rule::Noindex => Some("ed-meta-noindex"),
        _ => None,
    };
    let this = finding.clone();
    view! {
        <li class=class data-rule=rule>
            <Icon name=icon/>
            <div class="ed-finding-body">
                <p class="ed-finding-title"><span class="sr-only">{severity}": "</span>{title}{measured.map(|text| view! { " "<span class="ed-measure">{text}</span> })}</p>
                {place.map(|place| view! { <p class="ed-finding-place">{place}</p> })}
                <p class="ed-finding-why">{why}</p>
                <div class="ed-actions">
                    {node.map(|node| view! {
                        <Button size=ButtonSize::Small icon="eye" on_click=move |_| editor.point_out(&node)>{i.t("editor.audit.show")}</Button>
                    })}
                    {field.map(|field| view! {
                        <Button size=ButtonSize::Small icon="settings" on_click=move |_| editor.open_setting(field)>{i.t("editor.audit.open")}</Button>
                    })}
                    {fixable.then(|| view! {
                        <Button kind=ButtonKind::Primary size=ButtonSize::Small on_click=move |_| fix.run(vec![this.clone()])>{remedy}</Button>
                    })}
                </div>
            </div>
        </li>
    }
    .into_any()
}

impl Editor {
    /// Opens the page's settings at a field.
    pub fn open_setting(self, field: &'static str) {
        self.desk.field.set(Some(field));
        self.open_right(Right::Page);
    }
}
