//! Uploads as a page knows them: what refers to one, what the page says of it, where it uses it.

use crate::api::Upload;
use crate::document::{AssetId, AssetRef, AssetUrl, AssetVariant, Document, NodeId, Op};

/// An upload as a document refers to it, saying nothing of its own about it. `None` for addresses a page can't have.
#[must_use]
pub fn asset_of(upload: &Upload) -> Option<(AssetId, AssetRef)> {
    let mut variants: Vec<AssetVariant> = upload
        .variants
        .iter()
        .filter_map(|variant| {
            Some(AssetVariant {
                url: AssetUrl::new(&variant.url).ok()?,
                width: variant.width,
                format: variant.format.clone(),
            })
        })
        .collect();
    crate::lean::sort_by(&mut variants, |a, b| a.width.cmp(&b.width));
    let asset = AssetRef {
        url: AssetUrl::new(&upload.url).ok()?,
        width: upload.width,
        height: upload.height,
        mime: upload.mime.clone(),
        alt: String::new(),
        variants,
        crop: None,
    };
    Some((AssetId::new(&upload.id.to_lowercase()).ok()?, asset))
}

/// The id under which a page knows an upload, and the operation it takes for that, if any. What the page says of it
/// already, its words and what it was cut out of, stays.
#[must_use]
pub fn known(document: &Document, upload: &Upload) -> Option<(AssetId, Option<Op>)> {
    let (asset, mut value) = asset_of(upload)?;
    let old = document.assets.get(&asset);
    if let Some(old) = old {
        value.alt.clone_from(&old.alt);
        value.crop.clone_from(&old.crop);
    }
    let op = (old != Some(&value)).then(|| Op::SetAsset { asset: asset.clone(), value });
    Some((asset, op))
}

/// Where a page uses an asset: its blocks, in their content or their looks, and its head (nothing in that row).
#[must_use]
pub fn uses(document: &Document, asset: &AssetId) -> Vec<Option<NodeId>> {
    let word = format!("asset({asset})");
    let styles: Vec<_> = document
        .declarations
        .iter()
        .filter(|(_, value)| value.as_str().contains(&word))
        .map(|(key, _)| &key.style)
        .collect();
    let shown =
        document.nodes.iter().filter(|(_, node)| node.values().any(|value| value.as_asset() == Some(asset)));
    let dressed =
        document.nodes.iter().filter(|(_, node)| node.styles.iter().any(|style| styles.contains(&style)));
    let mut found: Vec<_> = shown.chain(dressed).map(|(id, _)| Some(id.clone())).collect();
    if [&document.meta.og_image, &document.meta.favicon].into_iter().flatten().any(|used| used == asset) {
        found.push(None);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::UploadVariant;
    use crate::document::{
        CssProperty, CssValue, Kind, Lang, MetaField, Prop, Value, apply, apply_all, edit,
    };
    use crate::document::{State, model::base_breakpoint_id};
    use crate::editing::add;
    use crate::rng::SeededRng;

    fn empty() -> Document {
        Document::empty(NodeId::new("root").unwrap(), Lang::EN)
    }

    fn upload() -> Upload {
        let copy = |width: u32| UploadVariant {
            url: format!("https://content.example/u/{width}.webp"),
            width,
            format: "webp".to_owned(),
        };
        Upload {
            id: "01HAT".to_owned(),
            name: "hat.png".to_owned(),
            url: "https://content.example/u/hat.png".to_owned(),
            width: Some(1600),
            height: Some(900),
            bytes: 1,
            mime: "image/png".to_owned(),
            created_at: None,
            variants: vec![copy(800), copy(400)],
        }
    }

    #[test]
    fn what_the_page_says_of_a_picture_survives_its_being_used_again() {
        let mut document = empty();
        let (asset, op) = known(&document, &upload()).unwrap();
        assert_eq!(asset.as_str(), "01hat");
        apply(&mut document, &op.unwrap()).unwrap();
        let widths: Vec<u32> = document.assets[&asset].variants.iter().map(|copy| copy.width).collect();
        assert_eq!(widths, [400, 800]);
        let described = AssetRef { alt: "A hat".to_owned(), ..document.assets[&asset].clone() };
        apply(&mut document, &Op::SetAsset { asset: asset.clone(), value: described }).unwrap();

        assert_eq!(known(&document, &upload()), Some((asset.clone(), None)));
        // The server has made another copy meanwhile.
        let more = Upload { variants: upload().variants.into_iter().take(1).collect(), ..upload() };
        let Some((_, Some(Op::SetAsset { value, .. }))) = known(&document, &more) else {
            panic!("the page would keep what is old")
        };
        assert_eq!((value.alt.as_str(), value.variants.len()), ("A hat", 1));
        assert_eq!(known(&document, &Upload { url: "javascript:1".to_owned(), ..upload() }), None);
    }

    #[test]
    fn uses_are_found_in_content_looks_and_head() {
        let rng = SeededRng::new(1);
        let mut document = empty();
        let (asset, op) = known(&document, &upload()).unwrap();
        apply(&mut document, &op.unwrap()).unwrap();
        assert!(uses(&document, &asset).is_empty());

        let (ops, image) = add::block(&document, &Kind::Image, None, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
        let value = Value::from(asset.clone());
        apply(&mut document, &Op::SetProp { node: image.clone(), prop: Prop::ASSET, value }).unwrap();
        assert_eq!(uses(&document, &asset), [Some(image.clone())]);

        let behind = CssValue::new(&format!("asset({asset})")).unwrap();
        let when = edit::When { breakpoint: base_breakpoint_id(), state: State::None };
        let root = document.root.clone();
        let rows = [(CssProperty::BackgroundImage, Some(behind))];
        let ops = crate::document::cascade::set(&document, &root, &when, &rows, &rng);
        apply_all(&mut document, &ops).unwrap();
        let value = Value::from(asset.clone());
        apply(&mut document, &Op::SetMeta { field: MetaField::OgImage, value }).unwrap();
        assert_eq!(uses(&document, &asset), [Some(image), Some(root), None]);
    }
}
