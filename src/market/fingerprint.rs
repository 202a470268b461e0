//! How alike two pages are, by what they say and by how they are built: sketches of sets (MinHash), small enough to be
//! kept for every revision and compared without its document.
//!
//! Texts are cut into runs of characters rather than words, so that Thai, which has no spaces, counts as well. What a
//! copier changes first – colours, pictures, ids – isn't looked at.

use crate::document::{Document, Tree, Value};
use crate::text::fold_decomposed;
use serde::{Deserialize, Serialize};

/// Numbers of a sketch; the error of a likeness is about `1 / sqrt` of it.
const SIZE: usize = 64;
/// Numbers that have to agree for two pages to be compared at all: pages half alike meet in some band nearly surely.
const BAND: usize = 4;
/// Characters of a run of text.
const TEXT_RUN: usize = 8;
/// Blocks of a run of structure.
const BLOCK_RUN: usize = 4;
/// Fewer runs than this say nothing: every page with a heading and a button would be alike.
const LEAST_RUNS: usize = 24;

/// What is kept of a page; a side that has too little to say is empty and like nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    text: Vec<u32>,
    structure: Vec<u32>,
}

/// How alike two pages are, each in thousandths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Likeness {
    /// Of what they say.
    pub text: u16,
    /// Of how they are built.
    pub structure: u16,
}

impl Likeness {
    /// Whether somebody should look: the words are mostly the same, or some are and the build is nearly all the same.
    pub const fn is_suspicious(self) -> bool {
        self.text >= 600 || (self.text >= 250 && self.structure >= 850)
    }
}

impl Fingerprint {
    /// Of a page.
    pub fn of(document: &Document) -> Self {
        let tree = Tree::new(document);
        let tops = std::iter::once(&document.root).chain(document.components.values().map(|part| &part.root));
        let (mut words, mut blocks) = (String::new(), Vec::new());
        for top in tops {
            for (depth, id) in tree.walk(top) {
                let Some(node) = document.nodes.get(id) else { continue };
                blocks.push(format!("{depth}{}", node.kind));
                for text in node.values().flat_map(texts) {
                    words.push_str(&fold_decomposed(text.chars()));
                }
            }
        }
        let letters: Vec<char> = words.chars().filter(|c| c.is_alphanumeric()).collect();
        Self {
            text: sketch(letters.windows(TEXT_RUN).map(|run| hash(run.iter().map(|c| u64::from(*c))))),
            structure: sketch(
                blocks
                    .windows(BLOCK_RUN)
                    .map(|run| hash(run.iter().flat_map(|block| block.bytes().map(u64::from).chain([0])))),
            ),
        }
    }

    /// How alike this page and another are.
    pub fn likeness(&self, other: &Self) -> Likeness {
        Likeness {
            text: agreement(&self.text, &other.text),
            structure: agreement(&self.structure, &other.structure),
        }
    }

    /// Keys of the bands of what it says: pages that share none are hardly alike.
    pub fn text_bands(&self) -> Vec<i64> {
        bands(&self.text, 1)
    }

    /// The same of how it is built.
    pub fn structure_bands(&self) -> Vec<i64> {
        bands(&self.structure, 2)
    }
}

/// The texts of a property.
pub(super) fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => vec![text.clone()],
        Value::Texts(texts) => texts.clone(),
        Value::Rich { rich } => vec![rich.to_plain()],
        _ => Vec::new(),
    }
}

fn bands(sketch: &[u32], side: u64) -> Vec<i64> {
    let keys = (0_u64..).zip(sketch.chunks_exact(BAND)).map(|(band, numbers)| {
        hash([side, band].into_iter().chain(numbers.iter().map(|number| u64::from(*number))))
    });
    keys.map(u64::cast_signed).collect()
}

fn agreement(a: &[u32], b: &[u32]) -> u16 {
    if a.len() != SIZE || b.len() != SIZE {
        return 0;
    }
    let same = a.iter().zip(b).filter(|(a, b)| a == b).count();
    u16::try_from(same * 1000 / SIZE).unwrap_or_default()
}

/// The smallest of the runs' numbers in each of [`SIZE`] orders.
fn sketch(runs: impl Iterator<Item = u64>) -> Vec<u32> {
    let (mut least, mut count) = ([u64::MAX; SIZE], 0);
    for run in runs {
        count += 1;
        for (least, salt) in least.iter_mut().zip(1_u64..) {
            *least = (*least).min(mix(run ^ mix(salt)));
        }
    }
    if count < LEAST_RUNS {
        return Vec::new();
    }
    least.iter().map(|number| u32::try_from(number >> 32).unwrap_or_default()).collect()
}

/// FNV-1a over numbers: stable for ever, since sketches are stored.
fn hash(numbers: impl IntoIterator<Item = u64>) -> u64 {
    numbers.into_iter().fold(0xcbf2_9ce4_8422_2325, |hash, number| {
        (hash ^ number).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23)
    })
}

/// The finaliser of SplitMix64.
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::build::{Block, Page, button, heading, text};
    use crate::document::{Kind, Lang};
    use crate::rng::SeededRng;
    use proptest::prelude::*;

    fn page(sections: &[(String, String)], seed: u64) -> Document {
        let rng = SeededRng::new(seed);
        let mut builder = Page::new(Lang::EN, &rng);
        for (title, body) in sections {
            let paragraph = body.replace(['<', '&'], "");
            builder = builder.block(Block::of(
                Kind::Section,
                [heading(2, title), text(&format!("<p>{paragraph}</p>")), button("Go", "#")],
            ));
        }
        builder.finish()
    }

    fn section() -> impl Strategy<Value = (String, String)> {
        ("[a-z]{3,9} [a-z]{3,9}", "[a-z]{4,9}( [a-z]{2,9}){12,30}")
    }

    fn sections(least: usize) -> impl Strategy<Value = Vec<(String, String)>> {
        prop::collection::vec(section(), least..10)
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn a_copy_is_found_whatever_its_ids(parts in sections(4)) {
            let (own, copy) = (Fingerprint::of(&page(&parts, 1)), Fingerprint::of(&page(&parts, 2)));
            prop_assert_eq!(own.likeness(&copy), Likeness { text: 1000, structure: if own.structure.is_empty() { 0 } else { 1000 } });
            prop_assert!(own.text_bands().iter().any(|band| copy.text_bands().contains(band)));
        }

        #[test]
        fn one_changed_section_of_many_doesn_t_hide_a_copy(parts in sections(7), other in section()) {
            let mut changed = parts.clone();
            changed[3] = other;
            let (own, copy) = (Fingerprint::of(&page(&parts, 1)), Fingerprint::of(&page(&changed, 2)));
            let likeness = own.likeness(&copy);
            prop_assert!(likeness.is_suspicious(), "{:?}", likeness);
            let meets = |own: &[i64], copy: &[i64]| own.iter().any(|band| copy.contains(band));
            prop_assert!(
                meets(&own.text_bands(), &copy.text_bands()) || meets(&own.structure_bands(), &copy.structure_bands())
            );
        }

        #[test]
        fn pages_that_say_something_else_are_not_copies(a in sections(4), b in sections(4)) {
            prop_assume!(a != b);
            let (a, b) = (Fingerprint::of(&page(&a, 1)), Fingerprint::of(&page(&b, 2)));
            let likeness = a.likeness(&b);
            prop_assert!(!likeness.is_suspicious(), "{:?}", likeness);
            prop_assert_eq!(likeness, b.likeness(&a));
        }
    }

    #[test]
    fn marks_and_case_don_t_hide_a_copy_and_thai_counts() {
        let vietnamese =
            |text: &str| vec![(text.to_owned(), format!("{text} {text} tại nhà hàng của chúng tôi mỗi tối"))];
        let a = Fingerprint::of(&page(&vietnamese("Đặt bàn ngay hôm nay"), 1));
        let b = Fingerprint::of(&page(&vietnamese("ĐẶT BÀN NGAY HÔM NAY"), 2));
        assert!(a.likeness(&b).text > 900, "{:?}", a.likeness(&b));
        let thai = page(
            &[("จองโต๊ะวันนี้".to_owned(), "ร้านอาหารของเราเปิดทุกวันตั้งแต่เช้าจนถึงดึกพร้อมเมนูหลากหลาย".to_owned())],
            3,
        );
        assert_eq!(Fingerprint::of(&thai).likeness(&Fingerprint::of(&thai)).text, 1000);
    }

    #[test]
    fn too_little_is_like_nothing() {
        let tiny = Fingerprint::of(&page(&[("Hi".to_owned(), "x".to_owned())], 1));
        assert_eq!(tiny.likeness(&tiny), Likeness::default());
        assert!(tiny.text_bands().is_empty());
    }
}
