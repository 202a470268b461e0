//! The articles that came with the program. An installation gets them once; what an admin does with them stays.

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::Id;
use landinghub::account::Locale;
use landinghub::help::ArticleText;
use landinghub_store::help::{self as store, ArticleRow};
use landinghub_store::settings;
use rust_embed::RustEmbed;

/// `{category}/{slug}.{locale}.md`, the title on the first line after `# `.
#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../help"]
struct Files;

/// Adds them unless that was done before. Answers how many.
pub async fn add_starters(services: &Services) -> Result<u64> {
    let now = services.now();
    let rows: Vec<ArticleRow> = Files::iter()
        .filter_map(|name| {
            let file = Files::get(&name)?;
            let (category, rest) = name.split_once('/')?;
            let (slug, locale) = rest.strip_suffix(".md")?.rsplit_once('.')?;
            let (title, body) = std::str::from_utf8(&file.data).ok()?.strip_prefix("# ")?.split_once('\n')?;
            let text = ArticleText::checked(title, Some(slug), body).ok()?;
            Some(ArticleRow {
                id: Id::random(&*services.rng),
                slug: text.slug,
                locale: Locale::parse(locale)?.as_str().to_owned(),
                category: category.to_owned(),
                title: text.title,
                body: text.body,
                published: 1,
                helped: 0,
                updated_at: now.0,
            })
        })
        .collect();
    let services_in = services.clone();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !settings::insert_once(&mut tx, "help.starters", "1").await? {
                    return Ok(0);
                }
                let mut count = 0;
                for row in &rows {
                    store::insert(&mut tx, row).await?;
                    count += 1;
                }
                super::shelf::changed(&services_in, &mut tx).await?;
                Ok::<_, Failure>(count)
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_starter_is_there_in_three_languages() {
        let mut languages: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for name in Files::iter() {
            let (path, locale) =
                name.strip_suffix(".md").and_then(|name| name.rsplit_once('.')).expect("a name");
            let (_, slug) = path.split_once('/').expect("a category");
            let file = Files::get(&name).expect("a file");
            let text = std::str::from_utf8(&file.data).expect("UTF-8");
            let (title, body) =
                text.strip_prefix("# ").and_then(|text| text.split_once('\n')).expect("a title");
            ArticleText::checked(title, Some(slug), body).expect(&name);
            languages.entry(slug.to_owned()).or_default().push(locale.to_owned());
        }
        assert!(languages.len() >= 6);
        for (slug, mut locales) in languages {
            locales.sort();
            assert_eq!(locales, ["en", "th", "vi"], "{slug}");
        }
    }
}
