//! Billing addresses (`/api/me/addresses`).

use crate::clock::Timestamp;
use serde::{Deserialize, Serialize};

/// What stands on an invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AddressFields {
    /// Who; 1 to 120 characters.
    pub name: String,
    /// Their company.
    pub company: Option<String>,
    /// Street and number; 1 to 160 characters.
    pub line1: String,
    /// Floor, building, ward.
    pub line2: Option<String>,
    /// City or district; 1 to 120 characters.
    pub city: String,
    /// Province or state.
    pub region: Option<String>,
    /// As the country writes it.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2: `VN`.
    pub country: String,
    /// With its country's code, or as dialled there.
    pub phone: Option<String>,
    /// The number a tax office knows them by.
    pub tax_id: Option<String>,
}

/// A billing address of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Address {
    /// Opaque.
    pub id: String,
    /// What stands on an invoice.
    #[serde(flatten)]
    pub fields: AddressFields,
    /// Whether new orders have it on their invoices; one of an account's is.
    pub is_default: bool,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Last change.
    pub updated_at: Timestamp,
}

/// A new address, or changes to one: what is absent stays, an empty text clears what may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct AddressChange {
    /// Who; 1 to 120 characters, as with every text but the lines' 160.
    pub name: Option<String>,
    /// Their company.
    pub company: Option<String>,
    /// Street and number.
    pub line1: Option<String>,
    /// Floor, building, ward.
    pub line2: Option<String>,
    /// City or district.
    pub city: Option<String>,
    /// Province or state.
    pub region: Option<String>,
    /// As the country writes it.
    pub postal_code: Option<String>,
    /// ISO 3166-1 alpha-2: `VN`.
    pub country: Option<String>,
    /// With its country's code, or as dialled there.
    pub phone: Option<String>,
    /// The number a tax office knows them by.
    pub tax_id: Option<String>,
    /// `true` makes it the one on new orders.
    pub is_default: Option<bool>,
}
