//! Pages that admins take down, and what people report.
//!
//! A page that is down answers 451 wherever it could be seen – its address, previews, pictures – until an admin lifts
//! that, whatever its owner does with it meanwhile. Its listings are suspended with it and come back with it.

use crate::context::{Caller, Services};
use crate::cursor::{Slice, cut, is_id};
use crate::error::{Failure, Result};
use crate::events::Note;
use crate::idempotency::Mark;
use crate::limits;
use crate::market::{self, News};
use crate::outbox;
use landinghub::api::List;
use landinghub::api::admin::{NewReport, Report, ReportDecision, Takedown};
use landinghub::api::market::Reason;
use landinghub::market::ListingEvent;
use landinghub::{Code, Id, Problem, Timestamp, text};
use landinghub_store::Conn;
use landinghub_store::audit;
use landinghub_store::market::listings;
use landinghub_store::takedowns::{self as store, AnyPage, ReportRow, TakedownRow};
use serde_json::json;
use url::Url;

/// Longest address of a report.
const LONGEST_URL: usize = 2000;

/// Refuses what would show a page that is down.
pub(crate) async fn refuse(services: &Services, page: &str) -> Result<()> {
    let mut reader = services.store.read().await?;
    refuse_in(&mut reader.conn(), page).await
}

/// The same, within a transaction.
pub(crate) async fn refuse_in(conn: &mut Conn<'_>, page: &str) -> Result<()> {
    match store::reason(conn, page).await? {
        None => Ok(()),
        Some(reason) => {
            Err(Problem::new(Code::TakenDown, format!("This page was taken down: {reason}")).into())
        }
    }
}

/// The id of a page that an admin names by it, or by an address it is at or sold at.
pub async fn page_named(services: &Services, caller: &Caller, text: &str) -> Result<String> {
    caller.admin()?;
    let text = text.trim();
    if is_id(text) {
        return Ok(text.to_owned());
    }
    let url =
        Url::parse(text).map_err(|_| Problem::field("id", "Give the page's id or its whole address."))?;
    let (page, _) = subject(services, &url).await?;
    page.ok_or_else(|| Problem::field("id", "No page of ours is at this address.").into())
}

/// Takes a page down.
pub async fn take_down(services: &Services, caller: &Caller, id: &str, input: Reason) -> Result<Takedown> {
    let admin = caller.admin()?.clone();
    let reason = market::some_lines("reason", &input.reason, 1000)?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let now = services.now();
    let entry = entry(services, &admin.user_id, "page.taken_down", id, &json!({ "reason": reason }));
    let (parts, id, caller) = (services.clone(), id.to_owned(), caller.clone());
    let (row, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let page = store::page(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                let mut suspended: Vec<String> = Vec::new();
                let mut told = Vec::new();
                for listing in listings::of_page(&mut tx, &id).await? {
                    let act = market::apply_event(
                        &parts,
                        &caller,
                        &mut tx,
                        &listing,
                        ListingEvent::Suspend,
                        Some(&reason),
                    );
                    if let Some((_, note)) = act.await? {
                        told.push(note);
                        suspended.push(listing);
                        continue;
                    }
                    // What waits for review isn't reviewed.
                    let act = market::apply_event(
                        &parts,
                        &caller,
                        &mut tx,
                        &listing,
                        ListingEvent::Reject,
                        Some(&reason),
                    );
                    told.extend(act.await?.map(|(_, note)| note));
                }
                let list = serde_json::to_string(&suspended).unwrap_or_else(|_| "[]".to_owned());
                if !store::insert(&mut tx, &id, (&admin.user_id, &reason), &list, now).await? {
                    return Err(Problem::new(Code::Conflict, "This page is down already.").into());
                }
                store::decide_of_page(&mut tx, &id, &reason, now).await?;
                audit::insert(&mut tx, &entry).await?;
                let title = page.title.clone();
                let news = News::TakenDown { page: page.id.clone(), title, reason };
                market::tell(&parts, &mut tx, &page.owner_id, news).await?;
                told.push(owner_note(&parts, &page, "taken_down")?.write(&mut tx).await?);
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>((row, told))
            })
        })
        .await?;
    done(services, row.slug.as_deref(), told);
    Ok(to_api(services, row))
}

/// Lets a page up again, and its listings with it.
pub async fn lift(services: &Services, caller: &Caller, id: &str) -> Result<()> {
    let admin = caller.admin()?.clone();
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let entry = entry(services, &admin.user_id, "page.put_back", id, &json!({}));
    let (parts, id, caller) = (services.clone(), id.to_owned(), caller.clone());
    let (slug, told) = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                let row = store::find(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                store::lift(&mut tx, &id).await?;
                let mut told = Vec::new();
                let suspended: Vec<String> = serde_json::from_str(&row.listings).unwrap_or_default();
                for listing in suspended {
                    let act =
                        market::apply_event(&parts, &caller, &mut tx, &listing, ListingEvent::Approve, None);
                    // Whatever became of it meanwhile stands.
                    if let Some((_, note)) = act.await? {
                        told.push(note);
                    }
                }
                audit::insert(&mut tx, &entry).await?;
                if let Some(page) = store::page(&mut tx, &id).await? {
                    let title = page.title.clone();
                    let news = News::PutBack { page: page.id.clone(), title };
                    market::tell(&parts, &mut tx, &page.owner_id, news).await?;
                    told.push(owner_note(&parts, &page, "put_back")?.write(&mut tx).await?);
                }
                Ok::<_, Failure>((row.slug, told))
            })
        })
        .await?;
    done(services, slug.as_deref(), told);
    Ok(())
}

fn owner_note(services: &Services, page: &AnyPage, what: &str) -> Result<Note> {
    let body = json!({ "kind": what, "page_id": page.id, "title": page.title });
    Note::new(services, &page.owner_id, "page:moderated", &page.id, &body)
}

fn done(services: &Services, slug: Option<&str>, told: Vec<crate::events::Told>) {
    if let Some(slug) = slug {
        services.sites.forget(slug);
    }
    for one in told {
        one.spread(services);
    }
    outbox::wake(services);
}

/// Pages that are down, the latest first.
pub async fn list(services: &Services, caller: &Caller, slice: &Slice) -> Result<List<Takedown>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let mut reader = services.store.read().await?;
    let found = store::list(&mut reader.conn(), &slice.after_moment()?, most(limit)).await?;
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.page_id.clone()));
    Ok(List { items: found.into_iter().map(|row| to_api(services, row)).collect(), next_cursor })
}

fn to_api(services: &Services, row: TakedownRow) -> Takedown {
    Takedown {
        page_id: row.page_id,
        url: row.slug.as_deref().map(|slug| services.config.page_url(slug)),
        title: row.title.unwrap_or_default(),
        owner: row
            .owner_id
            .map(|id| landinghub::api::market::Person { id, name: row.owner_name.unwrap_or_default() }),
        reason: row.reason,
        listings: serde_json::from_str(&row.listings).unwrap_or_default(),
        created_at: Timestamp(row.created_at),
    }
}

/// Anybody says that something here is abuse.
pub async fn report(services: &Services, caller: &Caller, input: NewReport) -> Result<Report> {
    let url = input.url.trim();
    let parsed =
        Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.host().is_some());
    let mut fields = landinghub::Fields::new();
    if parsed.is_none() || url.len() > LONGEST_URL {
        fields.insert("url".to_owned(), "Give the whole address, with https://.".to_owned());
    }
    let mut take = |result: Result<String, Problem>| {
        result.map_err(|problem| fields.extend(problem.fields)).unwrap_or_default()
    };
    let reason = take(market::line("reason", &input.reason, 100));
    let detail = take(market::lines("detail", &input.detail, 4000));
    let (Some(parsed), true) = (parsed, fields.is_empty()) else {
        return Err(Problem::fields(fields).into());
    };
    services.limits.check(crate::Limit::REPORTS, &limits::prefix(caller.ip))?;
    let (page_id, listing_id) = subject(services, &parsed).await?;
    let new = store::NewReport {
        id: Id::random(&*services.rng),
        url: parsed.to_string(),
        reason,
        detail,
        page_id,
        listing_id,
        reporter_id: caller.actor.as_ref().map(|actor| actor.user_id.clone()),
    };
    let (now, mark) = (services.now(), Mark::present());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::report(&mut tx, &new, now).await?;
                // Whoever reports learns nothing of whose page it is.
                let made = Report {
                    id: new.id,
                    url: new.url,
                    reason: new.reason,
                    detail: new.detail,
                    status: "open".to_owned(),
                    created_at: now,
                    page_id: None,
                    page_title: None,
                    listing_id: None,
                    taken_down: false,
                    note: None,
                };
                mark.keep_created(&mut tx, &made, None).await?;
                Ok::<_, Failure>(made)
            })
        })
        .await
}

/// The page or listing of ours an address leads to.
async fn subject(services: &Services, url: &Url) -> Result<(Option<String>, Option<String>)> {
    let host = url.host_str().unwrap_or_default().to_lowercase();
    let domain = services.config.pages_domain.split(':').next().unwrap_or_default().to_lowercase();
    let mut reader = services.store.read().await?;
    let mut conn = reader.conn();
    if let Some(slug) = host.strip_suffix(&domain).and_then(|rest| rest.strip_suffix('.')) {
        return Ok((store::page_at(&mut conn, slug).await?.map(|page| page.id), None));
    }
    let mut path = url.path_segments().into_iter().flatten();
    if let (Some("marketplace"), Some(id)) = (path.next(), path.next())
        && is_id(id)
        && let Some(row) = listings::find(&mut conn, "", id).await?
    {
        return Ok((Some(row.page_id), Some(row.id)));
    }
    Ok((None, None))
}

/// Reports for admins, the latest first; open ones unless another status (or `all`) is asked for.
pub async fn reports(
    services: &Services,
    caller: &Caller,
    status: Option<&str>,
    slice: &Slice,
) -> Result<List<Report>> {
    caller.admin()?;
    let limit = slice.limit()?;
    let word = match status {
        None | Some("open") => "open",
        Some("" | "all") => "",
        Some(word @ ("acted" | "dismissed")) => word,
        Some(_) => return Err(Problem::field("status", "There is no such status.").into()),
    };
    let mut reader = services.store.read().await?;
    let found = store::reports(&mut reader.conn(), word, &slice.after_moment()?, most(limit)).await?;
    let (found, next_cursor) = cut(found, limit, |row| (row.created_at.to_string(), row.id.clone()));
    Ok(List { items: found.into_iter().map(report_to_api).collect(), next_cursor })
}

/// An admin has looked at a report.
pub async fn decide(services: &Services, caller: &Caller, id: &str, input: ReportDecision) -> Result<Report> {
    let admin = caller.admin()?;
    let status = match input.decision.as_str() {
        "dismiss" | "dismissed" => "dismissed",
        "act" | "acted" => "acted",
        _ => return Err(Problem::field("decision", "Say dismiss or act.").into()),
    };
    let note = market::lines("note", &input.note, 1000)?;
    if !is_id(id) {
        return Err(Problem::not_found().into());
    }
    let detail = json!({ "decision": status, "note": note });
    let (entry, now, id) =
        (entry(services, &admin.user_id, "report.decided", id, &detail), services.now(), id.to_owned());
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                store::find_report(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                if !store::decide(&mut tx, &id, status, &note, now).await? {
                    return Err(Problem::new(Code::Conflict, "This report was decided already.").into());
                }
                audit::insert(&mut tx, &entry).await?;
                let row = store::find_report(&mut tx, &id).await?.ok_or_else(Problem::not_found)?;
                Ok::<_, Failure>(report_to_api(row))
            })
        })
        .await
}

fn report_to_api(row: ReportRow) -> Report {
    Report {
        id: row.id,
        url: text::single_line(&row.url),
        reason: row.reason,
        detail: row.detail,
        status: row.status,
        created_at: Timestamp(row.created_at),
        page_id: row.page_id,
        page_title: row.page_title,
        listing_id: row.listing_id,
        taken_down: row.taken_down != 0,
        note: row.note.filter(|note| !note.is_empty()),
    }
}

fn entry(
    services: &Services,
    actor: &str,
    action: &'static str,
    target: &str,
    detail: &serde_json::Value,
) -> audit::Entry {
    audit::Entry {
        id: Id::random(&*services.rng),
        at: services.now(),
        actor_id: actor.to_owned(),
        action,
        target: target.to_owned(),
        detail: detail.to_string(),
    }
}

fn most(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(100) + 1
}
