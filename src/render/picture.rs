//! Pictures: in which sizes they are offered, which is fetched first, with or without a caption and a link.

use super::escape::{attribute, text};
use super::html::{Around, Writer};
use super::room::Room;
use crate::document::{AssetRef, Document, Kind, Node, NodeId, Prop, Tree, Value};

impl<'a> Writer<'a> {
    pub(super) fn image(&mut self, id: &'a NodeId, node: &Node, around: Around) {
        let found = node
            .props
            .get(&Prop::ASSET)
            .and_then(Value::as_asset)
            .and_then(|id| self.document.assets.get_key_value(id));
        let Some((asset_id, asset)) = found else {
            if self.target.is_canvas() {
                self.open("div", id, node, "img noimg");
                self.out.push_str("></div>");
            }
            return;
        };
        self.assets.insert(asset_id.clone());
        let caption = node.text(&Prop::CAPTION);
        let link = node.props.get(&Prop::LINK).and_then(Value::as_link).filter(|_| !around.in_link);
        if around.in_gallery && link.is_none() && !self.target.is_canvas() {
            return self.shot(id, node, asset);
        }
        let outer = if caption.is_empty() { link.map(|_| "a") } else { Some("figure") };
        match outer {
            None => self.open("img", id, node, "img"),
            Some(tag) => {
                self.open(tag, id, node, "img");
                if tag == "a" {
                    self.href(link);
                }
                self.out.push('>');
                if tag == "figure" && link.is_some() {
                    self.out.push_str("<a");
                    self.href(link);
                    self.out.push('>');
                }
                self.out.push_str("<img");
            }
        }
        self.picture(id, node, asset, None);
        if outer == Some("figure") {
            if link.is_some() {
                self.close("a");
            }
            self.out.push_str("<figcaption>");
            text(&mut self.out, caption);
            self.out.push_str("</figcaption>");
        }
        if let Some(tag) = outer {
            self.close(tag);
        }
    }

    /// The attributes of an `<img`, and its closing bracket. Without a `room` it is as wide as where it stands.
    pub(super) fn picture(&mut self, id: &NodeId, node: &Node, asset: &AssetRef, room: Option<Room>) {
        let info = self.target.info();
        attribute(&mut self.out, "src", &info.url(&asset.url));
        let webp = asset.variants.iter().any(|variant| variant.format == "webp");
        let set: Vec<String> = asset
            .variants
            .iter()
            .filter(|variant| !webp || variant.format == "webp")
            .map(|variant| format!("{} {}w", info.url(&variant.url), variant.width))
            .collect();
        if set.len() > 1 {
            attribute(&mut self.out, "srcset", &set.join(", "));
            let room = room.unwrap_or_else(|| Room::of(self.document, self.tree, id, node));
            attribute(&mut self.out, "sizes", &room.sizes(self.document));
        }
        if let (Some(width), Some(height)) = (asset.width, asset.height) {
            attribute(&mut self.out, "width", &width.to_string());
            attribute(&mut self.out, "height", &height.to_string());
        }
        let alt = node.props.get(&Prop::ALT).and_then(Value::as_text).unwrap_or(&asset.alt);
        attribute(&mut self.out, "alt", alt);
        if self.hero == Some(id) {
            self.out.push_str(" fetchpriority=\"high\"");
        } else if !self.target.is_canvas() {
            self.out.push_str(" loading=\"lazy\" decoding=\"async\"");
        }
        self.out.push('>');
    }
}

/// The first picture of the first band below the bars, if there is one: it is above the fold.
pub(super) fn hero<'a>(document: &'a Document, tree: &Tree<'a>) -> Option<&'a NodeId> {
    let shown = |id: &NodeId| document.nodes.get(id).is_some_and(|node| !node.hidden);
    let first = tree
        .children(&document.root)
        .iter()
        .copied()
        .find(|id| shown(id) && document.nodes.get(*id).is_some_and(|node| node.kind != Kind::Navbar))?;
    tree.walk(first)
        .into_iter()
        .map(|(_, id)| id)
        .find(|id| shown(id) && document.nodes.get(*id).is_some_and(|node| node.kind == Kind::Image))
}
