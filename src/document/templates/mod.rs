//! The starter templates, as code. The server ships them as JSON (`server/templates/*.json`), so that neither the
//! words nor the layouts weigh on the browser's half; the test here writes those files anew and fails where they
//! differ (`UPDATE_TEMPLATES=1 cargo test templates` accepts).

mod course;
mod launch;
mod restaurant;
mod webinar;

use std::path::PathBuf;

use serde_json::json;

use super::build::{Block, Page};
use super::model::{Document, TokenKind};
use super::{Kind, validate};
use crate::render::{PageInfo, Severity, Target, render};

struct Template {
    id: &'static str,
    name: &'static str,
    category: &'static str,
    language: &'static str,
    document: Document,
}

fn all() -> Vec<Template> {
    vec![launch::template(), restaurant::template(), webinar::template(), course::template()]
}

/// Boxes beside each other that wrap.
fn row(children: impl IntoIterator<Item = Block>) -> Block {
    Block::of(Kind::Container, children)
        .css("display: flex; flex-direction: row; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: center")
}

/// Boxes below each other.
fn stack(children: impl IntoIterator<Item = Block>) -> Block {
    Block::of(Kind::Container, children)
}

/// A quiet box with a line around it.
fn card(children: impl IntoIterator<Item = Block>) -> Block {
    stack(children).css(
        "padding: 1.75rem; gap: 0.75rem; background-color: token(bg); border-width: 1px; border-style: solid; \
         border-color: token(border); border-radius: token(radius)",
    )
}

/// A grid of equal boxes: three beside each other, two on tablets, one on phones.
fn grid(children: impl IntoIterator<Item = Block>) -> Block {
    stack(children)
        .css("display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1.5rem")
        .tablet("grid-template-columns: repeat(2, minmax(0, 1fr))")
        .mobile("grid-template-columns: minmax(0, 1fr)")
}

/// Two columns of equal height in their middle, one below the other up to the tablet.
fn split(left: Vec<Block>, right: Vec<Block>) -> Block {
    super::build::columns([left, right])
        .css("grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 4rem; align-items: center")
        .tablet("grid-template-columns: minmax(0, 1fr); gap: 2.5rem")
}

/// The tokens of a look: primary, on primary, background, surface, text, muted, border, radius.
fn look<'r>(page: Page<'r>, colors: [&str; 7], radius: &str) -> Page<'r> {
    let names = [
        ("primary", "Primary"),
        ("on-primary", "On primary"),
        ("bg", "Background"),
        ("surface", "Surface"),
        ("text", "Text"),
        ("muted", "Muted text"),
        ("border", "Lines"),
    ];
    let page = names
        .into_iter()
        .zip(colors)
        .fold(page, |page, ((id, name), value)| page.token(id, TokenKind::Color, name, value));
    page.token("radius", TokenKind::Length, "Corners", radius).token(
        "width",
        TokenKind::Length,
        "Content width",
        "1120px",
    )
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("server/templates")
}

#[test]
fn templates_are_right_and_their_files_are_fresh() {
    for template in all() {
        let id = template.id;
        validate(&template.document).unwrap_or_else(|found| panic!("{id}: {found:?}"));
        let canonical = Some("https://a.example/".to_owned());
        let info = PageInfo { title: template.name.to_owned(), canonical, ..PageInfo::default() };
        let rendered = render(&template.document, &Target::Published(info));
        let bad: Vec<_> = rendered.audit.iter().filter(|finding| finding.severity > Severity::Note).collect();
        assert!(bad.is_empty(), "{id}: {bad:?}");
        assert!(rendered.html.len() < 60_000, "{id}: {} bytes", rendered.html.len());
        assert!(!rendered.assets.is_empty());
        for url in &rendered.assets {
            let file = url.strip_prefix("/_lh/t/").expect("template pictures are served by the site host");
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("public/templates").join(file);
            assert!(path.exists(), "{id}: {file} is missing");
        }
        let file = json!({
            "id": id,
            "name": template.name,
            "category": template.category,
            "language": template.language,
            "document": template.document,
        });
        let text = serde_json::to_string_pretty(&file).unwrap() + "\n";
        let path = folder().join(format!("{id}.json"));
        if std::env::var_os("UPDATE_TEMPLATES").is_some() {
            std::fs::create_dir_all(folder()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let stored = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(stored == text, "{id}.json is stale: UPDATE_TEMPLATES=1 cargo test -p landinghub templates");
    }
}
