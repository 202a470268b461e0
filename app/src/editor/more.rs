//! What nobody needs in the first moment: panels, dialogs, the audit. In a build for release they are a module of their
//! own that is fetched as soon as the page can be worked on (feature `split`, docs/decisions/012).
//!
//! The rest of the editor reaches them through [`More`] alone: what is called directly is in the first module.

use std::sync::OnceLock;

use landinghub::document::{Document, Kind, NodeId};
use landinghub::render::{Finding, audit_of};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::assets::Assets;
use super::audit::AuditPanel;
use super::code::CodeDialog;
use super::commands::CommandsDialog;
use super::context::ContextMenu;
use super::dialogs::{LoginDialog, MoveDialog, ShortcutsDialog};
use super::history::{HistoryPanel, VersionDialog};
use super::imaging::SendList;
use super::inspector;
use super::marks::TextToolbar;
use super::page::{DeleteDialog, PagePanel};
use super::past::Past;
use super::preview::PreviewDialog;
use super::publish::PublishDialog;
use super::sections::Sections;
use super::state::Editor;
use super::theme::ThemePanel;
use super::variants::VariantsPanel;
use crate::ui::Skeleton;

/// A part of the screen.
#[derive(Clone, Debug)]
pub enum Part {
    /// Sections to add.
    Sections,
    /// Files of the media library.
    Assets,
    /// The properties of a block.
    Block(NodeId, Kind),
    /// The page's tokens.
    Theme,
    /// The page's settings.
    Page,
    /// What could be better.
    Audit,
    /// A/B variants.
    Variants,
    /// Earlier revisions.
    History,
    /// An earlier revision on the canvas.
    Past,
    /// What floats over everything: dialogs, menus, the toolbar of words.
    Floating,
}

/// The way into the other module.
#[derive(Debug)]
struct More {
    view: fn(Editor, Part) -> AnyView,
    audit: fn(&Document) -> Vec<Finding>,
}

static MORE: OnceLock<More> = OnceLock::new();

fn view(editor: Editor, part: Part) -> AnyView {
    match part {
        Part::Sections => view! { <Sections/> }.into_any(),
        Part::Assets => view! { <Assets/> }.into_any(),
        Part::Block(id, kind) => inspector::panel(editor, id, kind).into_any(),
        Part::Theme => view! { <ThemePanel/> }.into_any(),
        Part::Page => view! { <PagePanel/> }.into_any(),
        Part::Audit => view! { <AuditPanel/> }.into_any(),
        Part::Variants => view! { <VariantsPanel/> }.into_any(),
        Part::History => view! { <HistoryPanel/> }.into_any(),
        Part::Past => view! { <Past/> }.into_any(),
        Part::Floating => vec![
            view! { <TextToolbar/> }.into_any(),
            view! { <SendList/> }.into_any(),
            view! { <ContextMenu/> }.into_any(),
            view! { <PublishDialog/> }.into_any(),
            view! { <PreviewDialog/> }.into_any(),
            view! { <CodeDialog/> }.into_any(),
            view! { <CommandsDialog/> }.into_any(),
            view! { <VersionDialog/> }.into_any(),
            view! { <DeleteDialog/> }.into_any(),
            view! { <ShortcutsDialog/> }.into_any(),
            view! { <MoveDialog/> }.into_any(),
            view! { <LoginDialog/> }.into_any(),
        ]
        .into_any(),
    }
}

fn make() -> Box<More> {
    Box::new(More { view, audit: audit_of })
}

#[cfg(feature = "split")]
#[leptos::wasm_split::wasm_split(editor_more, wasm_split_path = ::leptos::wasm_split)]
fn more() -> Box<More> {
    make()
}

#[cfg(not(feature = "split"))]
async fn more() -> Box<More> {
    make()
}

impl Editor {
    /// Fetches what isn't needed in the first moment.
    pub fn fetch_more(self) {
        spawn_local(async move {
            let fetched = more().await;
            let _ = MORE.get_or_init(|| *fetched);
            let _ = self.more.try_set(true);
        });
    }

    /// A part of the screen; until it is there, its place.
    pub fn part(self, part: Part) -> AnyView {
        // Once it is there, it is there at once and for good.
        if let Some(more) = MORE.get() {
            return (more.view)(self, part);
        }
        let floats = matches!(part, Part::Floating | Part::Past);
        (move || match (self.more.get(), MORE.get()) {
            (true, Some(more)) => (more.view)(self, part.clone()),
            _ if floats => ().into_any(),
            _ => view! {
                <div class="stack" role="status" aria-label=self.i.t("ui.loading")>
                    <Skeleton height="2rem"/><Skeleton height="6rem"/><Skeleton height="6rem"/>
                </div>
            }
            .into_any(),
        })
        .into_any()
    }

    /// What could be better about the page. `None` until that can be told.
    pub fn audit(self) -> Option<Vec<Finding>> {
        MORE.get().and_then(|more| self.doc(|document| Some((more.audit)(document))))
    }
}
