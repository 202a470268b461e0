//! Whole sections to start from.

use crate::Rng;
use crate::document::build::Block;
use crate::document::recipe::recipe;
use crate::document::{Document, Kind, Lang, NodeId, Prop};

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
    Preset { name: "announcement", category: "start" },
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
    Preset { name: "comparison", category: "content" },
    Preset { name: "schedule", category: "content" },
    Preset { name: "gallery", category: "content" },
    Preset { name: "video", category: "content" },
    Preset { name: "carousel", category: "content" },
    Preset { name: "faq", category: "content" },
    Preset { name: "faq_columns", category: "content" },
    Preset { name: "quotes", category: "trust" },
    Preset { name: "quote_big", category: "trust" },
    Preset { name: "stats", category: "trust" },
    Preset { name: "logos", category: "trust" },
    Preset { name: "guarantee", category: "trust" },
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

/// The fragment the navbar's links lead to, for the first section of its sort.
fn fragment(name: &str) -> Option<&'static str> {
    const FRAGMENTS: &[(&str, &str)] =
        &[("features", "features"), ("pricing", "pricing"), ("contact", "contact"), ("booking", "contact")];
    FRAGMENTS.iter().find(|(start, _)| name.starts_with(start)).map(|(_, fragment)| *fragment)
}

/// A preset for this page: called `name` in the layers list, and found by the links of a navbar.
#[must_use]
pub fn section(document: &Document, preset: Preset, name: &str) -> Block {
    let mut block = preset_block(preset, &document.lang);
    if block.node().kind == Kind::Section {
        block = block.label(name);
    }
    let knows = block.node().kind.prop_spec(&Prop::ANCHOR).is_some();
    let taken = |fragment: &str| document.nodes.values().any(|node| node.text(&Prop::ANCHOR) == fragment);
    match fragment(preset.name).filter(|fragment| knows && !taken(fragment)) {
        Some(fragment) => block.prop(Prop::ANCHOR, fragment),
        None => block,
    }
}

/// Adds a section after the one selected, or where such sections belong. `name` is what people call it.
#[must_use]
pub fn preset(
    document: &Document,
    preset: Preset,
    name: &str,
    selection: Option<&NodeId>,
    rng: &dyn Rng,
) -> Option<Added> {
    let block = section(document, preset, name);
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
    fn links_of_the_navbar_lead_to_the_first_section_of_their_sort() {
        let rng = crate::rng::SeededRng::new(1);
        let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
        for name in ["navbar", "features", "pricing", "pricing_two", "contact"] {
            let preset = Preset::ALL.iter().find(|preset| preset.name == name).unwrap();
            let (ops, _) = super::preset(&document, *preset, "Its name", None, &rng).unwrap();
            crate::document::apply_all(&mut document, &ops).unwrap();
        }
        let mut anchors: Vec<&str> = document.nodes.values().map(|node| node.text(&Prop::ANCHOR)).collect();
        anchors.retain(|anchor| !anchor.is_empty());
        anchors.sort_unstable();
        assert_eq!(anchors, ["contact", "features", "pricing"]);
        let links = document.nodes.values().filter_map(|node| node.props.get(&Prop::LINK)?.as_link());
        for href in
            links.map(|link| link.href.to_string()).filter(|href| href.len() > 1 && href.starts_with('#'))
        {
            assert!(anchors.contains(&&href[1..]), "{href}");
        }
        assert_eq!(document.nodes.values().filter(|node| node.label == "Its name").count(), 4);
    }

    #[test]
    fn every_preset_is_a_recipe_and_the_other_way_round() {
        let mut offered: Vec<&str> = Preset::ALL.iter().map(|preset| preset.as_str()).collect();
        let mut made: Vec<&str> = names().filter(|name| !name.starts_with("kind.")).collect();
        offered.sort_unstable();
        made.sort_unstable();
        assert_eq!(offered, made);
        assert!(offered.len() >= 40);
        // Categories stand together.
        let mut seen: Vec<&str> = Preset::ALL.iter().map(|preset| preset.category()).collect();
        seen.dedup();
        assert_eq!(seen.len(), seen.iter().collect::<std::collections::BTreeSet<_>>().len(), "{seen:?}");
    }
}
