//! How big a document is: its JSON must stay under 1 MiB, and every operation that can make it grow asks.

use std::io;

use super::ids::Prop;
use super::model::{Document, Node};
use super::op::Reject;
use super::richtext::Span;
use super::validate::MAX_BYTES;
use super::value::{Link, Value};

/// Refuses a document over the limit. Exact, but only documents near the limit pay for that.
pub(super) fn check(document: &Document) -> Result<(), Reject> {
    if at_most(document) <= MAX_BYTES || size(document) <= MAX_BYTES { Ok(()) } else { Err(Reject::TooBig) }
}

/// Bytes of the document's JSON, without making the text.
#[must_use]
pub fn size(document: &Document) -> usize {
    struct Count(usize);
    impl io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // Counting can't fail, and every record can be serialised.
    match serde_json::to_writer(&mut count, document) {
        Ok(()) => count.0,
        Err(_) => usize::MAX,
    }
}

/// Never less than [`size`], and some twenty times quicker: sums of lengths, with room for what JSON puts around.
#[must_use]
pub fn at_most(document: &Document) -> usize {
    let nodes: usize = document.nodes.iter().map(|(id, record)| id.as_str().len() + node(record)).sum();
    let styles: usize = document
        .styles
        .iter()
        .map(|(id, block)| 32 + id.as_str().len() + block.name.as_deref().map_or(0, text))
        .sum();
    let declarations: usize = document
        .declarations
        .iter()
        .map(|(key, value)| {
            let names = key.style.as_str().len() + key.breakpoint.as_str().len() + key.property.css().len();
            96 + names + text(value.as_str())
        })
        .sum();
    let tokens: usize = document
        .tokens
        .iter()
        .map(|(id, token)| 64 + id.as_str().len() + text(&token.name) + text(token.value.as_str()))
        .sum();
    let assets: usize = document
        .assets
        .iter()
        .map(|(id, asset)| {
            let variants: usize =
                asset.variants.iter().map(|v| 64 + text(v.url.as_str()) + text(&v.format)).sum();
            128 + id.as_str().len()
                + asset.crop.as_ref().map_or(0, |crop| 192 + crop.of.as_str().len() + text(crop.url.as_str()))
                + text(asset.url.as_str())
                + text(&asset.mime)
                + text(&asset.alt)
                + variants
        })
        .sum();
    let components: usize = document
        .components
        .iter()
        .map(|(id, component)| 48 + id.as_str().len() + text(&component.name) + component.root.as_str().len())
        .sum();
    let meta = &document.meta;
    let head = meta.title.as_deref().map_or(0, text) + meta.description.as_deref().map_or(0, text);
    1_024
        + nodes
        + styles
        + declarations
        + tokens
        + assets
        + components
        + head
        + 96 * document.breakpoints.len()
}

fn node(node: &Node) -> usize {
    let place = node.place.as_ref().map_or(0, |place| {
        48 + place.parent.as_str().len() + place.slot.as_str().len() + place.order.as_str().len()
    });
    let props: usize = node.props.iter().map(|(prop, value)| prop_len(prop) + self::value(value)).sum();
    let styles: usize = node.styles.iter().map(|style| style.as_str().len() + 3).sum();
    let over: usize = node
        .overrides
        .iter()
        .map(|(id, props)| {
            let props: usize = props.iter().map(|(prop, value)| prop_len(prop) + self::value(value)).sum();
            24 + id.as_str().len() + props
        })
        .sum();
    112 + over + node.kind.as_str().len() + place + props + styles + text(&node.label)
}

fn prop_len(prop: &Prop) -> usize {
    prop.as_str().len() + 4
}

fn value(value: &Value) -> usize {
    match value {
        Value::Bool(_) | Value::Number(_) => 24,
        Value::Text(words) => text(words),
        Value::Texts(texts) => 2 + texts.iter().map(|words| text(words) + 1).sum::<usize>(),
        Value::Link { link: to } => 16 + link(to),
        Value::Asset { asset } => 16 + asset.as_str().len(),
        Value::Rich { rich } => {
            let items = rich.lines().count();
            32 + 96 * rich.blocks.len() + 48 * items + rich.spans().map(span).sum::<usize>()
        }
        Value::Unknown(json) => json.to_string().len(),
    }
}

fn span(span: &Span) -> usize {
    let color = span.color.as_ref().map_or(0, |token| token.as_str().len() + 16);
    112 + text(&span.text) + span.link.as_ref().map_or(0, link) + color
}

fn link(link: &Link) -> usize {
    48 + text(link.href.as_str())
}

/// A text in JSON, quotes included.
fn text(text: &str) -> usize {
    let escapes: usize = text
        .bytes()
        .map(|byte| match byte {
            b'"' | b'\\' => 1,
            0..=0x1f => 5,
            _ => 0,
        })
        .sum();
    2 + text.len() + escapes
}
