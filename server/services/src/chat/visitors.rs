//! People without an account: a token stands for them, and is good for chat only.

use crate::config::Limit;
use crate::context::{Caller, Guest, Services};
use crate::cursor::is_id;
use crate::error::{Failure, Result};
use crate::idempotency::Mark;
use crate::limits::prefix;
use crate::secrets;
use landinghub::account::{Email, Locale};
use landinghub::api::chat::{NewVisitor, VisitorPass};
use landinghub::api::market::Person;
use landinghub::{Code, Id, Problem, text};
use landinghub_store::chat::context;
use landinghub_store::chat::visitors::{self as store, VisitorRow};

/// What visitors' tokens begin with.
pub const TOKEN_PREFIX: &str = "lhv_";
/// Longest name, in characters.
const LONGEST_NAME: usize = 80;
/// Longest token.
const LONGEST_TOKEN: usize = 100;

/// Lets somebody in who has no account.
pub async fn start(services: &Services, caller: &Caller, new: NewVisitor) -> Result<VisitorPass> {
    let locale = new.locale.unwrap_or(caller.locale);
    let id = Id::random(&*services.rng);
    let name = text::single_line(new.name.as_deref().unwrap_or_default());
    if name.chars().count() > LONGEST_NAME {
        return Err(Problem::field("name", format!("Keep it to {LONGEST_NAME} characters.")).into());
    }
    let name = if name.is_empty() { nameless(locale, &id) } else { name };
    let email = match new.email.as_deref().map(str::trim).filter(|email| !email.is_empty()) {
        Some(email) => Some(Email::try_from(email)?.as_str().to_owned()),
        None => None,
    };
    services.limits.check(Limit::CHAT_VISITORS, &prefix(caller.ip))?;
    // A page that is gone by now is no reason to refuse anybody.
    let page_id = match new.page_id.filter(|page| is_id(page)) {
        Some(page) => {
            let mut reader = services.store.read().await?;
            context::published_owner(&mut reader.conn(), &page).await?.map(|(page, _)| page)
        }
        None => None,
    };
    let token = format!("{TOKEN_PREFIX}{}", secrets::random::<24>(&*services.rng));
    let row = VisitorRow {
        id: id.clone(),
        name: name.clone(),
        email,
        page_id,
        locale: locale.as_str().to_owned(),
        created_at: services.now().0,
    };
    let pass = VisitorPass { visitor_token: token.clone(), visitor: Person { id, name } };
    let (answer, mark) = (pass.clone(), Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::insert(&mut tx, &row, &secrets::hash(&token)).await?;
                mark.keep_created(&mut tx, &answer, None).await?;
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(pass)
}

fn nameless(locale: Locale, id: &str) -> String {
    let word = match locale {
        Locale::En => "Visitor",
        Locale::Vi => "Khách",
        Locale::Th => "ผู้เยี่ยมชม",
    };
    let number: String = id.chars().take(4).collect();
    format!("{word} {}", number.to_uppercase())
}

/// Whom a token stands for: `unauthenticated` where it isn't one of ours.
pub async fn of_token(services: &Services, token: &str) -> Result<Guest> {
    if !token.starts_with(TOKEN_PREFIX) || token.len() > LONGEST_TOKEN {
        return Err(Code::Unauthenticated.into());
    }
    let mut reader = services.store.read().await?;
    let row = store::by_token(&mut reader.conn(), &secrets::hash(token)).await?;
    let row = row.ok_or(Code::Unauthenticated)?;
    Ok(Guest { locale: Locale::parse(&row.locale).unwrap_or_default(), id: row.id, page_id: row.page_id })
}
