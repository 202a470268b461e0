//! What the list of pages is asked for, as it stands in the address.

use crate::cookies::{read_cookie, set_choice};
use crate::market::parts::{query, with_query};
use http::request::Parts;
use landinghub_services::{Slice, pages};
use leptos::prelude::*;

/// Where the list is.
pub(super) const PATH: &str = "/pages";
/// Remembers how the list was looked at last.
const COOKIE: &str = "lh_pages";
/// Orders, the one without a word first.
pub(super) const SORTS: [&str; 6] = ["updated", "created", "title", "status", "views", "leads"];

/// How pages are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    /// Pictures.
    Grid,
    /// Numbers.
    Table,
}

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) q: String,
    pub(super) status: String,
    pub(super) sort: String,
    pub(super) order: String,
    pub(super) view: View,
    cursor: String,
}

impl Asked {
    /// Reads the address; how pages are shown is remembered for the next time.
    pub(super) fn read() -> Self {
        let parts = use_context::<Parts>();
        let kept = parts.as_ref().and_then(|parts| read_cookie(&parts.headers, COOKIE));
        let kept = kept.unwrap_or_else(|| "grid".to_owned());
        let asked = query("view");
        let wanted = if matches!(&*asked, "grid" | "table") { asked } else { kept.clone() };
        // What is fetched ahead isn't looked at yet.
        let ahead = parts.is_some_and(|parts| parts.headers.contains_key("sec-purpose"));
        if wanted != kept && !ahead {
            set_choice(COOKIE, &wanted);
        }
        Self {
            q: query("q"),
            status: query("status"),
            sort: query("sort"),
            order: query("order"),
            view: if wanted == "table" { View::Table } else { View::Grid },
            cursor: query("cursor"),
        }
    }

    /// The order by its word.
    pub(super) fn sorted(&self) -> &str {
        SORTS.into_iter().find(|sort| *sort == self.sort).unwrap_or("updated")
    }

    /// Whether the greatest comes first.
    pub(super) fn falling(&self) -> bool {
        match &*self.order {
            "asc" => false,
            "desc" => true,
            _ => !matches!(self.sorted(), "title" | "status"),
        }
    }

    pub(super) fn trash(&self) -> bool {
        self.status == "trashed"
    }

    /// Whether it is all there is that is asked for.
    pub(super) fn is_plain(&self) -> bool {
        self.q.is_empty() && self.status.is_empty()
    }

    /// The address of the same list in another order; the same order turns round.
    pub(super) fn ordered(&self, sort: &str) -> String {
        let order = match (sort == self.sorted(), self.falling()) {
            (true, true) => "asc",
            (true, false) => "desc",
            (false, _) => "",
        };
        with_query(PATH, &[("q", &self.q), ("status", &self.status), ("sort", sort), ("order", order)])
    }

    /// The address of this list without the place in it.
    pub(super) fn pairs(&self) -> [(&'static str, &str); 4] {
        [("q", &self.q), ("status", &self.status), ("sort", &self.sort), ("order", &self.order)]
    }

    pub(super) fn to_query(&self) -> pages::Query {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        pages::Query {
            q: some(&self.q),
            status: some(&self.status),
            sort: Some(self.sorted().to_owned()),
            order: some(&self.order),
            slice: Slice { limit: None, cursor: some(&self.cursor) },
        }
    }
}
