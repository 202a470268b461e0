//! OpenAPI schemas of the two word lists that aren't ordinary enums.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::css::CssProperty;
use super::kind::Kind;

impl PartialSchema for CssProperty {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Self::ALL.iter().map(|property| property.css())))
            .description(Some("An allow-listed CSS property."))
            .into()
    }
}

impl ToSchema for CssProperty {
    fn name() -> Cow<'static, str> {
        "CssProperty".into()
    }
}

impl PartialSchema for Kind {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .examples(Self::ALL.iter().map(Self::as_str))
            .description(Some("What a node is. Words of newer versions are kept verbatim."))
            .into()
    }
}

impl ToSchema for Kind {
    // Schemas are known by name alone, and `Kind` is taken by what notifications are about.
    fn name() -> Cow<'static, str> {
        "NodeKind".into()
    }
}
