//! The document around the body: head, metadata, structured data.

use serde_json::json;

use super::escape::{attribute, json as escaped_json, text};
use super::{PageInfo, Target};
use crate::document::{AssetId, Document, Kind, Prop, Tree};

/// The whole HTML document.
pub(super) fn page(
    document: &Document,
    target: &Target,
    css: &str,
    js: &str,
    body: &str,
    tree: &Tree<'_>,
) -> String {
    let info = target.info();
    let mut out = String::with_capacity(css.len() + body.len() + 2_048);
    out.push_str("<!doctype html><html");
    attribute(&mut out, "lang", document.lang.as_str());
    if document.lang.is_rtl() {
        attribute(&mut out, "dir", "rtl");
    }
    out.push_str("><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>");
    let title = title(document, info);
    text(&mut out, title);
    out.push_str("</title>");
    if !target.is_canvas() {
        metadata(document, target, title, &mut out);
        structured(document, info, title, tree, &mut out);
    }
    if let Some(address) = &info.stylesheet {
        out.push_str("<link rel=\"stylesheet\"");
        attribute(&mut out, "href", address);
        out.push('>');
    } else {
        out.push_str(if target.is_canvas() { "<style id=\"lh-css\">" } else { "<style>" });
        // Values can't hold `<` (see `CssValue`) and the base has none, so nothing here can end the element.
        out.push_str(css);
        out.push_str("</style>");
    }
    if !js.is_empty() {
        if let Some(address) = &info.script {
            out.push_str("<script defer");
            attribute(&mut out, "src", address);
            out.push_str("></script>");
        } else {
            // A module runs once the page has been read.
            out.push_str("<script type=\"module\">");
            out.push_str(js);
            out.push_str("</script>");
        }
    }
    out.push_str("</head>");
    out.push_str(body);
    out.push_str("</html>");
    out
}

/// The document's title, else the page's.
fn title<'a>(document: &'a Document, info: &'a PageInfo) -> &'a str {
    document.meta.title.as_deref().filter(|title| !title.trim().is_empty()).unwrap_or(&info.title)
}

fn meta(out: &mut String, key: &str, name: &str, content: &str) {
    out.push_str("<meta");
    attribute(out, key, name);
    attribute(out, "content", content);
    out.push('>');
}

/// An address that works from anywhere: social networks don't resolve paths.
fn absolute(document: &Document, info: &PageInfo, asset: &AssetId) -> Option<String> {
    let url = info.url(&document.assets.get(asset)?.url);
    if !url.starts_with('/') {
        return Some(url);
    }
    let canonical = info.canonical.as_deref()?;
    let (scheme, rest) = canonical.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{host}{url}"))
}

fn metadata(document: &Document, target: &Target, title: &str, out: &mut String) {
    let (info, own) = (target.info(), &document.meta);
    let description = own.description.as_deref().filter(|text| !text.trim().is_empty());
    if let Some(description) = description {
        meta(out, "name", "description", description);
    }
    if own.noindex || matches!(target, Target::Preview(_)) {
        meta(out, "name", "robots", "noindex");
    }
    if let Some(canonical) = &info.canonical {
        out.push_str("<link rel=\"canonical\"");
        attribute(out, "href", canonical);
        out.push('>');
        meta(out, "property", "og:url", canonical);
    }
    meta(out, "property", "og:type", "website");
    meta(out, "property", "og:title", title);
    if let Some(description) = description {
        meta(out, "property", "og:description", description);
    }
    let image = own.og_image.as_ref().and_then(|asset| absolute(document, info, asset));
    if let Some(image) = &image {
        meta(out, "property", "og:image", image);
    }
    meta(out, "name", "twitter:card", if image.is_some() { "summary_large_image" } else { "summary" });
    if let Some(icon) = own.favicon.as_ref().and_then(|asset| document.assets.get(asset)) {
        out.push_str("<link rel=\"icon\"");
        attribute(out, "href", &info.url(&icon.url));
        out.push('>');
    }
}

/// JSON-LD: what the page is, and its questions and answers. Data, not script.
fn structured(document: &Document, info: &PageInfo, title: &str, tree: &Tree<'_>, out: &mut String) {
    let mut page = json!({ "@type": "WebPage", "name": title, "inLanguage": document.lang.as_str() });
    if let Some(fields) = page.as_object_mut() {
        if let Some(canonical) = &info.canonical {
            fields.insert("url".to_owned(), json!(canonical));
        }
        if let Some(description) = &document.meta.description {
            fields.insert("description".to_owned(), json!(description));
        }
    }
    let questions: Vec<_> = tree
        .walk(&document.root)
        .into_iter()
        .filter_map(|(_, id)| Some((id, document.nodes.get(id)?)))
        .filter(|(_, node)| node.kind == Kind::FaqItem && !node.hidden)
        .filter_map(|(id, node)| {
            let answer = tree
                .walk(id)
                .into_iter()
                .filter_map(|(_, id)| document.nodes.get(id)?.props.get(&Prop::CONTENT)?.as_rich())
                .map(crate::document::RichText::to_plain)
                .collect::<Vec<_>>()
                .join("\n\n");
            let question = node.text(&Prop::QUESTION);
            (!question.is_empty() && !answer.is_empty()).then(
                || json!({ "@type": "Question", "name": question, "acceptedAnswer": { "@type": "Answer", "text": answer } }),
            )
        })
        .collect();
    let mut graph = vec![page];
    if !questions.is_empty() {
        graph.push(json!({ "@type": "FAQPage", "mainEntity": questions }));
    }
    out.push_str("<script type=\"application/ld+json\">");
    out.push_str(&escaped_json(&json!({ "@context": "https://schema.org", "@graph": graph })));
    out.push_str("</script>");
}
