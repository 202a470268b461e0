//! What came of a page.

use serde::{Deserialize, Serialize};

/// A page's visits over some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PageAnalytics {
    /// Visits.
    pub visits: u64,
    /// Visitors, each counted once a day.
    pub uniques: u64,
    /// Forms sent.
    pub conversions: u64,
    /// Every day from first to last, none left out.
    pub days: Vec<VisitDay>,
    /// Where they came from, the most first.
    pub referrers: Vec<Referrer>,
    /// With what, the most first.
    pub devices: Vec<DeviceVisits>,
    /// The page and its variants, while it had any.
    pub variants: Vec<VariantVisits>,
}

/// A day of a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VisitDay {
    /// In UTC, `YYYY-MM-DD`.
    pub date: String,
    /// Visits.
    pub visits: u64,
    /// Visitors.
    pub uniques: u64,
}

/// Visits from one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Referrer {
    /// Its host; `direct` where the browser didn't say.
    pub referrer: String,
    /// Visits.
    pub visits: u64,
}

/// Visits with one sort of device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceVisits {
    /// `desktop`, `tablet` or `mobile`.
    pub device: String,
    /// Visits.
    pub visits: u64,
}

/// What one of a page's documents brought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariantVisits {
    /// The variant; `null` for the page itself.
    pub id: Option<String>,
    /// As its owner calls it; `null` for the page itself and for those that are gone.
    pub name: Option<String>,
    /// Who saw it.
    pub visits: u64,
    /// Forms they sent.
    pub conversions: u64,
}
