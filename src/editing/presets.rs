//! Whole sections to start from.

use crate::Rng;
use crate::document::build::Block;
use crate::document::recipe::recipe;
use crate::document::{Document, Kind, Lang, NodeId};

use super::add::{Added, made_at};
use super::place::best_spot;

/// A section made of several blocks, to start from. What it is made of is in `document/recipes`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    name: &'static str,
    category: &'static str,
}

impl Preset {
    /// Every preset, in the order they are offered; those of a category stand together.
    pub const ALL: &'static [Self] = PRESETS;

    /// The preset of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|preset| preset.name == name)
    }

    /// Its name; also the key for translations, `editor.section.{name}`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.name
    }

    /// The category it is shown under; also the key for translations, `editor.sections.{category}`.
    #[must_use]
    pub const fn category(self) -> &'static str {
        self.category
    }
}

const PRESETS: &[Preset] = &[
    Preset { name: "navbar", category: "start" },
    Preset { name: "hero", category: "start" },
    Preset { name: "hero_split", category: "start" },
    Preset { name: "hero_form", category: "start" },
    Preset { name: "hero_video", category: "start" },
    Preset { name: "hero_cover", category: "start" },
    Preset { name: "call_to_action", category: "start" },
    Preset { name: "cta_dark", category: "start" },
    Preset { name: "cta_split", category: "start" },
    Preset { name: "features", category: "content" },
    Preset { name: "features_cards", category: "content" },
    Preset { name: "image_text", category: "content" },
    Preset { name: "text_image", category: "content" },
    Preset { name: "steps", category: "content" },
    Preset { name: "features_tabs", category: "content" },
    Preset { name: "gallery", category: "content" },
    Preset { name: "video", category: "content" },
    Preset { name: "carousel", category: "content" },
    Preset { name: "faq", category: "content" },
    Preset { name: "faq_columns", category: "content" },
    Preset { name: "quotes", category: "trust" },
    Preset { name: "quote_big", category: "trust" },
    Preset { name: "stats", category: "trust" },
    Preset { name: "logos", category: "trust" },
    Preset { name: "team", category: "trust" },
    Preset { name: "pricing", category: "sell" },
    Preset { name: "pricing_two", category: "sell" },
    Preset { name: "pricing_single", category: "sell" },
    Preset { name: "sale_countdown", category: "sell" },
    Preset { name: "order_form", category: "sell" },
    Preset { name: "popup", category: "sell" },
    Preset { name: "contact", category: "contact" },
    Preset { name: "contact_map", category: "contact" },
    Preset { name: "newsletter", category: "contact" },
    Preset { name: "booking", category: "contact" },
    Preset { name: "footer", category: "end" },
    Preset { name: "footer_center", category: "end" },
    Preset { name: "footer_line", category: "end" },
];

/// The blocks of a preset, in the page's language.
#[must_use]
pub fn preset_block(preset: Preset, lang: &Lang) -> Block {
    recipe(preset.name, lang).unwrap_or_else(|| Block::new(Kind::Section))
}

/// Adds a section after the one selected, or where such sections belong.
#[must_use]
pub fn preset(
    document: &Document,
    preset: Preset,
    selection: Option<&NodeId>,
    rng: &dyn Rng,
) -> Option<Added> {
    let block = preset_block(preset, &document.lang);
    let kind = block.node().kind.clone();
    let selection = selection.filter(|_| !matches!(kind, Kind::Navbar | Kind::Footer | Kind::Popup));
    let spot = best_spot(document, &kind, selection)?;
    made_at(document, &spot, block, rng)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::recipe::tests::names;

    #[test]
    fn every_preset_is_a_recipe_and_the_other_way_round() {
        let mut offered: Vec<&str> = Preset::ALL.iter().map(|preset| preset.as_str()).collect();
        let mut made: Vec<&str> = names().filter(|name| !name.starts_with("kind.")).collect();
        offered.sort_unstable();
        made.sort_unstable();
        assert_eq!(offered, made);
        assert!(offered.len() >= 24);
        // Categories stand together.
        let mut seen: Vec<&str> = Preset::ALL.iter().map(|preset| preset.category()).collect();
        seen.dedup();
        assert_eq!(seen.len(), seen.iter().collect::<std::collections::BTreeSet<_>>().len(), "{seen:?}");
    }
}
