//! Writing articles: for admins, in the audit log.

use super::{full, shelf, summary};
use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut};
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use landinghub::account::Locale;
use landinghub::api::List;
use landinghub::api::help::{Article, ArticleChange, ArticleSummary, NewArticle};
use landinghub::help::ArticleText;
use landinghub::{Code, Id, Problem};
use landinghub_store::help::{self as store, ArticleRow};
use landinghub_store::{Conn, audit};

/// The category of an article that isn't given one.
const GENERAL: &str = "general";

/// Every text in every language, drafts too.
pub async fn list_all(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<ArticleSummary>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let after = slice.after()?;
    let rows = {
        let mut reader = services.store.read().await?;
        store::all(&mut reader.conn()).await?
    };
    let key = |row: &ArticleRow| (format!("{}\u{1}{}", row.category, row.slug), row.locale.clone());
    let rows = rows.into_iter().filter(|row| after.as_ref().is_none_or(|after| key(row) > *after)).collect();
    let (rows, next_cursor) = cut(rows, limit, key);
    let item = |row: ArticleRow| {
        let helped = u64::try_from(row.helped).ok();
        Ok(ArticleSummary { helped, ..summary(row)? })
    };
    Ok(List { items: rows.into_iter().map(item).collect::<Result<_>>()?, next_cursor })
}

/// Makes an article, or gives one of this name a text in another language.
pub async fn create(services: &Services, caller: &Caller, new: NewArticle) -> Result<Article> {
    let actor = caller.admin()?.user_id.clone();
    let text = ArticleText::checked(&new.title, new.slug.as_deref(), &new.body)?;
    let row = ArticleRow {
        id: Id::random(&*services.rng),
        slug: text.slug,
        locale: new.locale.unwrap_or(Locale::En).as_str().to_owned(),
        category: category(new.category.as_deref())?,
        title: text.title,
        body: text.body,
        published: i64::from(new.published.unwrap_or(true)),
        helped: 0,
        updated_at: services.now().0,
    };
    let entry = entry(services, actor, "help.create", &row);
    let (services_in, mark) = (services.clone(), Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &row).await.map_err(taken)?;
                shelf::changed(&services_in, &mut tx).await?;
                audit::insert(&mut tx, &entry).await?;
                let article = full(row)?;
                mark.keep_created(&mut tx, &article, None).await?;
                Ok::<_, Failure>(article)
            })
        })
        .await
}

/// One text, be it a draft.
pub async fn by_id(services: &Services, caller: &Caller, id: &str) -> Result<Article> {
    caller.admin()?;
    let mut reader = services.store.read().await?;
    full(known(&mut reader.conn(), id).await?)
}

/// Changes one text.
pub async fn update(
    services: &Services,
    caller: &Caller,
    id: &str,
    change: ArticleChange,
) -> Result<Article> {
    let actor = caller.admin()?.user_id.clone();
    let id = id.to_owned();
    let (services_in, now) = (services.clone(), services.now());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let mut row = known(&mut tx, &id).await?;
                let title = change.title.as_deref().unwrap_or(&row.title);
                let slug = change.slug.as_deref().unwrap_or(&row.slug);
                let text =
                    ArticleText::checked(title, Some(slug), change.body.as_deref().unwrap_or(&row.body))?;
                if let Some(given) = &change.category {
                    row.category = category(Some(given))?;
                }
                if let Some(locale) = change.locale {
                    locale.as_str().clone_into(&mut row.locale);
                }
                if let Some(published) = change.published {
                    row.published = i64::from(published);
                }
                (row.title, row.slug, row.body, row.updated_at) = (text.title, text.slug, text.body, now.0);
                store::update(&mut tx, &row).await.map_err(taken)?;
                shelf::changed(&services_in, &mut tx).await?;
                audit::insert(&mut tx, &entry(&services_in, actor, "help.update", &row)).await?;
                full(row)
            })
        })
        .await
}

/// Deletes one text.
pub async fn delete(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let actor = caller.admin()?.user_id.clone();
    let (services_in, id) = (services.clone(), id.to_owned());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = known(&mut tx, &id).await?;
                store::delete(&mut tx, &id).await?;
                shelf::changed(&services_in, &mut tx).await?;
                audit::insert(&mut tx, &entry(&services_in, actor, "help.delete", &row)).await?;
                Ok::<_, Failure>(())
            })
        })
        .await
}

async fn known(conn: &mut Conn<'_>, id: &str) -> Result<ArticleRow> {
    if !crate::cursor::is_id(id) {
        return Err(Problem::not_found().into());
    }
    store::find(conn, id).await?.ok_or_else(|| Problem::not_found().into())
}

fn category(given: Option<&str>) -> Result<String, Problem> {
    let given = given.map(str::trim).filter(|given| !given.is_empty()).unwrap_or(GENERAL);
    let fits =
        given.len() <= 40 && given.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if fits {
        Ok(given.to_owned())
    } else {
        Err(Problem::field("category", "Use up to 40 lower case letters, digits and hyphens."))
    }
}

fn taken(error: landinghub_store::Error) -> Failure {
    if error.breaks("help_articles_slug_locale") {
        let detail = "This article has a text in this language already.";
        return Problem {
            fields: Problem::field("slug", detail).fields,
            ..Problem::new(Code::Conflict, detail)
        }
        .into();
    }
    error.into()
}

fn entry(services: &Services, actor_id: String, action: &'static str, row: &ArticleRow) -> audit::Entry {
    audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id,
        action,
        target: row.slug.clone(),
        detail: serde_json::json!({"locale": row.locale, "title": row.title}).to_string(),
    }
}
