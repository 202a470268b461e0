//! What the screen can be in: the widths, the panels, how saving goes.

use landinghub::Timestamp;
use landinghub::api::Page;
use landinghub::api::market::Trial;
use landinghub::document::{BreakpointId, Document, model};
use landinghub::page::PageStatus;

/// The widths a page is looked at in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// 1440 px.
    Desktop,
    /// 768 px.
    Tablet,
    /// 390 px.
    Mobile,
}

impl Device {
    /// The canvas' width in CSS pixels.
    pub const fn width(self) -> u32 {
        match self {
            Self::Desktop => 1440,
            Self::Tablet => 768,
            Self::Mobile => 390,
        }
    }

    /// The breakpoint whose declarations are edited at this width.
    pub fn breakpoint(self, document: &Document) -> BreakpointId {
        let mut fits = document
            .breakpoints
            .iter()
            .filter(|point| point.max_width.is_none_or(|max| u32::from(max) >= self.width()));
        fits.next_back().map_or_else(model::base_breakpoint_id, |point| point.id.clone())
    }
}

/// How large the canvas is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zoom {
    /// As large as there is room, at most 100 %.
    Fit,
    /// So many per cent.
    Percent(u16),
}

/// How saving goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Everything has arrived.
    Saved,
    /// Something is on its way.
    Saving,
    /// The server can't be reached; changes are kept here and sent later.
    Offline,
    /// The session is over.
    LoggedOut,
    /// What went wrong; another try follows.
    Wrong(String),
}

/// The page apart from its document.
#[derive(Clone, Debug, PartialEq)]
pub struct Info {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// The first label of its address.
    pub slug: String,
    /// Draft or published.
    pub status: PageStatus,
    /// Its address.
    pub url: String,
    /// Last publication.
    pub published_at: Option<Timestamp>,
    /// What it is a trial of, while it isn't bought.
    pub trial: Option<Trial>,
}

impl From<&Page> for Info {
    fn from(page: &Page) -> Self {
        Self {
            id: page.id.clone(),
            title: page.title.clone(),
            slug: page.slug.clone(),
            status: page.status,
            url: page.url.clone(),
            published_at: page.published_at,
            trial: page.trial.clone(),
        }
    }
}

/// What is open on the left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Blocks to add.
    Blocks,
    /// Sections to add.
    Sections,
    /// Files of the media library.
    Assets,
}

/// What is open on the right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// The selection's properties.
    Block,
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
}

/// Which panel covers a small screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// None: the canvas is seen.
    None,
    /// Layers.
    Layers,
    /// Properties.
    Edit,
    /// Blocks.
    Add,
}

/// Whether this is a phone, where the page is looked at as on a phone.
pub fn is_narrow() -> bool {
    super::super::room::window_size().0 < 700.0
}
