//! The starter templates, as code and as text files (`*.txt`, see [`sheet`]). The server ships them as JSON
//! (`server/templates/*.json`), so that neither the words nor the layouts weigh on the browser's half; the test here
//! writes those files anew and fails where they differ (`UPDATE_TEMPLATES=1 cargo test templates` accepts). With
//! `STARTERS_OUT=folder` it also writes templates and sections there as pages, for `end2end/starters.mjs` to look at
//! and to draw their small pictures from.

mod course;
mod launch;
mod restaurant;
mod sheet;
mod webinar;

use std::path::PathBuf;

use serde_json::json;

use super::build::{Block, Page};
use super::model::{Document, TokenKind};
use super::{Kind, validate};
use crate::render::{Finding, PageInfo, Severity, Target, render};

struct Template {
    id: String,
    name: String,
    category: String,
    language: String,
    document: Document,
}

impl Template {
    fn new(id: &str, name: &str, category: &str, document: Document) -> Self {
        let language = document.lang.as_str().to_owned();
        Self { id: id.to_owned(), name: name.to_owned(), category: category.to_owned(), language, document }
    }
}

/// The templates that are text files, in the order they are offered.
const SHEETS: &[&str] = &[
    "sale-cham-soc-da",
    "ember-lamp",
    "can-ho-ben-song",
    "pocketful-app",
    "tuan-le-thiet-ke",
    "portfolio-photographer",
    "charity-forest-th",
    "thiep-cuoi",
    "coming-soon-th",
];

/// In the order they are offered.
fn all() -> Vec<Template> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/document/templates");
    let mut all = vec![restaurant::template(), launch::template(), course::template(), webinar::template()];
    all.extend(SHEETS.iter().map(|name| sheet::read(&own.join(format!("{name}.txt")))));
    all
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
    // Without names of their own: each editor calls them what they are in its language.
    let ids = ["primary", "on-primary", "bg", "surface", "text", "muted", "border"];
    let page = ids
        .into_iter()
        .zip(colors)
        .fold(page, |page, (id, value)| page.token(id, TokenKind::Color, "", value));
    page.token("radius", TokenKind::Length, "", radius).token("width", TokenKind::Length, "", "1120px")
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("server/templates")
}

/// Where pages to look at go, if anywhere.
fn pages_folder() -> Option<PathBuf> {
    std::env::var_os("STARTERS_OUT").map(PathBuf::from)
}

#[test]
fn templates_are_right_and_their_files_are_fresh() {
    let all = all();
    assert!(all.len() >= 12, "{}", all.len());
    for (place, template) in all.iter().enumerate() {
        let id = &template.id;
        validate(&template.document).unwrap_or_else(|found| panic!("{id}: {found:?}"));
        let canonical = Some("https://a.example/".to_owned());
        let info = PageInfo { title: template.name.clone(), canonical, ..PageInfo::default() };
        let rendered = render(&template.document, &Target::Published(info));
        if let Some(folder) = pages_folder() {
            std::fs::write(folder.join(format!("{id}.html")), &rendered.html).unwrap();
        }
        let bad: Vec<_> = rendered.audit.iter().filter(|finding| finding.severity > Severity::Note).collect();
        assert!(bad.is_empty(), "{id}: {}", told(&template.document, &bad));
        assert!(rendered.html.len() < 60_000, "{id}: {} bytes", rendered.html.len());
        assert!(!rendered.assets.is_empty());
        for url in &rendered.assets {
            let file = url.strip_prefix("/_lh/t/").expect("template pictures are served by the site host");
            let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("public/templates").join(file);
            assert!(path.exists(), "{id}: {file} is missing");
            assert!(path.metadata().unwrap().len() < 20_000, "{id}: {file} is large");
        }
        let file = json!({
            "id": id,
            "place": place,
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
    let languages = |language: &str| all.iter().filter(|template| template.language == language).count();
    assert!(languages("vi") >= 3 && languages("th") >= 2 && languages("en") >= 4);
}

/// Findings with the words of their nodes.
fn told(document: &Document, found: &[&Finding]) -> String {
    let one = |finding: &&Finding| {
        let node = finding.node.as_ref().and_then(|id| document.nodes.get(id));
        format!("\n{:?} {:?} {:?}", finding.rule, finding.measure, node.map(|node| (&node.kind, &node.props)))
    };
    found.iter().map(one).collect()
}

#[test]
fn sections_can_be_drawn() {
    let Some(folder) = pages_folder() else { return };
    let rng = crate::rng::SeededRng::new(3);
    for preset in crate::editing::Preset::ALL {
        let lang = super::Lang::EN;
        let block = crate::editing::add::preset_block(*preset, &lang);
        let page = Page::new(lang, &rng).block(block).finish();
        let html = render(&page, &Target::Canvas(PageInfo::default())).html;
        std::fs::write(folder.join(format!("section.{}.html", preset.as_str())), html).unwrap();
    }
}
