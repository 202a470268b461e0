//! New pages: from nothing, from a template, from a document, from another page.

use super::read::parse;
use super::{load, refuse_trial, stored, to_api};
use crate::config::Limit;
use crate::context::{Actor, Caller, Services};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::{ai, templates};
use bytes::Bytes;
use landinghub::document::{Document, FractionalIndex, Kind, Lang, Node, NodeId, Place, Prop, Slot, Value};
use landinghub::page::{PageTitle, Slug};
use landinghub::{Code, Fields, Id, Problem, api, text};
use landinghub_store::Conn;
use landinghub_store::page_ops::{self, NewOp};
use landinghub_store::pages as store;

/// The revision a page starts with.
pub(crate) const FIRST_REVISION: i64 = 1;

/// How a page came about, as its first answer tells.
#[derive(Clone, Debug, Default)]
struct Origin {
    report: Option<api::ImportReport>,
    composed_by: Option<api::help::Engine>,
}

/// Makes a page of the caller's.
pub async fn create(services: &Services, caller: &Caller, new: api::NewPage) -> Result<api::Page> {
    let actor = caller.actor()?;
    let mut fields = Fields::new();
    let mut new = new;
    let imported = match new.html.take() {
        Some(_) if new.template.is_some() || new.document.is_some() => {
            let both = "Start from HTML, from a template or from a document, not from several.";
            return Err(Problem::field("html", both).into());
        }
        Some(html) => Some(super::import::read(services, caller, html).await?),
        None => None,
    };
    let own = imported.as_ref().and_then(|imported| imported.document.meta.title.clone());
    let composed = match new.brief.take() {
        Some(_) if new.template.is_some() || new.document.is_some() || imported.is_some() => {
            return Err(
                Problem::field("brief", "Start from a brief or from something else, not from both.").into()
            );
        }
        Some(brief) => {
            let lang = owner_language(services, &actor.user_id).await?;
            Some(ai::compose(services, &actor.user_id, &brief, lang).await?)
        }
        None => None,
    };
    let composed_by = composed.as_ref().map(|composed| composed.engine);
    let own = own.or_else(|| composed.as_ref().map(|composed| composed.title.clone()));
    if new.title.trim().is_empty()
        && let Some(own) = own
    {
        new.title = own;
    }
    let (imported, report) = match imported {
        Some(imported) => (Some(imported.document), Some(imported.report)),
        None => (None, None),
    };
    let title = PageTitle::try_from(new.title.as_str()).map_err(|problem| fields.extend(problem.fields)).ok();
    let document = match (new.template.as_deref().filter(|id| !id.is_empty()), new.document) {
        (Some(_), Some(_)) => {
            fields.insert(
                "template".to_owned(),
                "Start from a template or from a document, not from both.".to_owned(),
            );
            None
        }
        (Some(id), None) => {
            let document = templates::document(id);
            if document.is_none() {
                fields.insert("template".to_owned(), "There is no such template.".to_owned());
            }
            document
        }
        (None, Some(json)) => match Document::from_json(&json.to_string()) {
            Ok(document) => Some(document),
            Err(error) => {
                fields.insert("document".to_owned(), error.to_string());
                None
            }
        },
        (None, None) if imported.is_some() => imported,
        (None, None) if composed.is_some() => composed.map(|composed| composed.document),
        (None, None) => Some(blank(services, actor, &new.title).await?),
    };
    let (Some(title), Some(document), true) = (title, document, fields.is_empty()) else {
        return Err(Problem::fields(fields).into());
    };
    insert(services, actor, &title, &document, "{}".to_owned(), "create", Origin { report, composed_by })
        .await
}

/// Makes a page of the caller's from a file: HTML, or a zip with a page in it. Without a `title` it has the page's own,
/// else the file's name.
pub async fn import(
    services: &Services,
    caller: &Caller,
    title: &str,
    file_name: &str,
    bytes: Bytes,
) -> Result<api::Page> {
    let actor = caller.actor()?;
    let imported = super::import::read_file(services, caller, bytes).await?;
    let own = imported.document.meta.title.clone().unwrap_or_default();
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let names = [title, &own, stem, "Imported page"];
    let first = names.into_iter().map(text::single_line).find(|name| !name.is_empty());
    let first: String = first.unwrap_or_default().chars().take(120).collect();
    let title = PageTitle::try_from(first.as_str())?;
    let origin = Origin { report: Some(imported.report), ..Origin::default() };
    insert(services, actor, &title, &imported.document, "{}".to_owned(), "create", origin).await
}

/// Makes a page like another one of the caller's; history, visits and leads stay with the old one.
pub async fn duplicate(services: &Services, caller: &Caller, id: &str) -> Result<api::Page> {
    let actor = caller.actor()?;
    let loaded = load(services, &actor.user_id, id).await?;
    refuse_trial(&loaded.row)?;
    let document = parse(id, &loaded.document)?;
    let title = next_title(&loaded.row.title)?;
    insert(services, actor, &title, &document, loaded.overlay.write(), "duplicate", Origin::default()).await
}

/// "Sale" → "Sale (2)" → "Sale (3)": a number is understood in every language.
fn next_title(title: &str) -> Result<PageTitle, Problem> {
    let (stem, number) = title
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("))
        .and_then(|(stem, number)| Some((stem, number.parse::<u32>().ok()?)))
        .unwrap_or((title, 1));
    let stem: String = stem.chars().take(105).collect();
    PageTitle::try_from(format!("{stem} ({})", number.saturating_add(1)).as_str())
}

async fn insert(
    services: &Services,
    actor: &Actor,
    title: &PageTitle,
    document: &Document,
    meta: String,
    summary: &str,
    origin: Origin,
) -> Result<api::Page> {
    let text = document.to_json();
    // Two addresses made from one title differ by chance; a collision is tried again with more of it.
    for suffix in [5, 8, 8] {
        let random: String = Id::random(&*services.rng).chars().take(suffix).collect();
        let page = store::NewPage {
            id: Id::random(&*services.rng),
            owner_id: actor.user_id.clone(),
            title: title.as_str().to_owned(),
            title_folded: text::fold(title.as_str()),
            slug: Slug::from_title(title.as_str(), &random).as_str().to_owned(),
            revision: FIRST_REVISION,
            meta: meta.clone(),
            created_at: services.now(),
            variant_of: None,
        };
        match write(services, page, document.clone(), text.clone(), summary.to_owned(), origin.clone()).await
        {
            Err(Failure::Store(error)) if error.breaks("pages_slug") => {}
            done => return done,
        }
    }
    Err(Failure::Internal("no free address was found for a new page".to_owned()))
}

async fn write(
    services: &Services,
    page: store::NewPage,
    content: Document,
    document: String,
    summary: String,
    origin: Origin,
) -> Result<api::Page> {
    let (services, mark) = (services.clone(), Mark::present());
    let limit = services.config.limits.get(Limit::PAGES).map(stored);
    let database = services.store.clone();
    database
        .write(move |mut tx| {
            Box::pin(async move {
                if let Some(limit) = limit
                    && store::count(&mut tx, &page.owner_id).await? >= limit
                {
                    let detail = format!(
                        "An account keeps up to {limit} pages, the trash included. Delete some first."
                    );
                    return Err(Problem::new(Code::Conflict, detail).into());
                }
                begin(&mut tx, &page, &document, summary).await?;
                let row = store::find(&mut tx, &page.id, &page.owner_id).await?;
                let row = row.ok_or_else(|| Failure::Internal("a new page can't be found".to_owned()))?;
                let made = to_api(&services, &row, Some((content.meta.clone(), content)));
                let made =
                    api::Page { import_report: origin.report, composed_by: origin.composed_by, ..made };
                let location = format!("/api/pages/{}", made.id);
                mark.keep_created(&mut tx, &made, Some(location)).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// Writes a new page with its document and the first line of its history.
pub(crate) async fn begin(
    conn: &mut Conn<'_>,
    page: &store::NewPage,
    document: &str,
    summary: String,
) -> Result<(), landinghub_store::Error> {
    store::insert(conn, page).await?;
    page_ops::put_document(conn, &page.id, page.revision, document).await?;
    page_ops::insert_snapshot(conn, &page.id, page.revision, document).await?;
    let first = NewOp {
        page_id: page.id.clone(),
        revision: page.revision,
        client: "server".to_owned(),
        seq: page.revision,
        ops: "[]".to_owned(),
        inverse: "[]".to_owned(),
        author_id: page.owner_id.clone(),
        summary,
        created_at: page.created_at,
    };
    page_ops::insert(conn, &first).await
}

/// The language of an account's pages, as far as nothing else says it.
async fn owner_language(services: &Services, user_id: &str) -> Result<Lang> {
    let mut reader = services.store.read().await?;
    let locale = store::owner_locale(&mut reader.conn(), user_id).await?;
    Ok(locale.and_then(|tag| Lang::new(&tag).ok()).unwrap_or(Lang::EN))
}

/// A page with one section and the title as its heading, in the language of its owner.
async fn blank(services: &Services, actor: &Actor, title: &str) -> Result<Document> {
    let lang = owner_language(services, &actor.user_id).await?;
    let rng = &*services.rng;
    let (root, section) = (NodeId::random(rng), NodeId::random(rng));
    let mut document = Document::empty(root.clone(), lang);
    let inside = |parent: NodeId| Some(Place { parent, slot: Slot::MAIN, order: FractionalIndex::first() });
    let mut heading = Node::new(Kind::Heading);
    heading.place = inside(section.clone());
    heading.props.insert(Prop::TEXT, Value::text(text::single_line(title)));
    heading.props.insert(Prop::LEVEL, Value::Number(1));
    let mut band = Node::new(Kind::Section);
    band.place = inside(root);
    document.nodes.insert(section, band);
    document.nodes.insert(NodeId::random(rng), heading);
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_numbered() {
        let next = |title: &str| next_title(title).expect("a title").as_str().to_owned();
        assert_eq!(next("Sale"), "Sale (2)");
        assert_eq!(next("Sale (2)"), "Sale (3)");
        assert_eq!(next("Sale (x)"), "Sale (x) (2)");
        assert_eq!(next(&"ạ".repeat(120)).chars().count(), 109);
    }
}
