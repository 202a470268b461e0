//! Changing a document: batches of operations, and going back to an earlier revision.
//!
//! The operations are applied to what was read, outside of the transaction; the transaction only compares the
//! revision and stores. Whoever comes second is told what was missed.

use super::history::rebuild;
use super::read::parse;
use super::{Loaded, SNAPSHOT_EVERY, count, heavy, load, stored};
use crate::context::{Actor, Caller, Services};
use crate::error::{Failure, Result};
use crate::events::Note;
use landinghub::api::{MAX_OPS, MissedBatch, RawOpBatch, Revised};
use landinghub::document::{Document, Op, apply_all};
use landinghub::live::{Missed, PageOps};
use landinghub::page::PageStatus;
use landinghub::{Code, Id, Problem};
use landinghub_store::page_ops::{self, NewOp};
use landinghub_store::pages as store;

/// Batches a conflict lists at the most; whoever is further behind loads the page again.
const MAX_MISSED: i64 = 500;
/// Operations larger than this, in bytes, aren't part of the event: who wants them asks.
const MAX_TOLD: usize = 64 * 1024;

/// Applies a batch to the caller's page: all of it, one revision more, or nothing.
///
/// The same `(client, seq)` again gets the same answer. A base that isn't the present revision is a
/// `revision_conflict` with `revision` and what was `missed` (empty if that is too much, or the base lies ahead).
pub async fn apply_ops(services: &Services, caller: &Caller, id: &str, batch: RawOpBatch) -> Result<Revised> {
    let actor = caller.actor()?;
    let loaded = load(services, &actor.user_id, id).await?;
    check(&batch)?;
    if let Some(done) = replayed(services, id, &batch.client, stored(batch.seq)).await? {
        return Ok(done);
    }
    refuse_frozen(services, &loaded)?;
    if stored(batch.base_revision) != loaded.row.revision {
        return Err(conflict(services, &actor.user_id, id, stored(batch.base_revision)).await?.into());
    }
    let RawOpBatch { client, seq, ops, .. } = batch;
    let seq = stored(seq);
    let from = loaded.row.revision;
    let ops = decode(ops)?;
    match commit(services, actor, loaded, Batch { client: client.clone(), seq, ops, summary: None }).await? {
        Some(done) => Ok(done),
        // Somebody was faster: perhaps this very batch, sent twice.
        None => match replayed(services, id, &client, seq).await? {
            Some(done) => Ok(done),
            None => Err(conflict(services, &actor.user_id, id, from).await?.into()),
        },
    }
}

/// Makes the document of an earlier revision the present one, as a new revision.
pub async fn restore_revision(
    services: &Services,
    caller: &Caller,
    id: &str,
    revision: u64,
) -> Result<Revised> {
    let actor = caller.actor()?;
    let row = super::own(services, &actor.user_id, id).await?;
    let wanted = stored(revision);
    if !(1..=row.revision).contains(&wanted) {
        return Err(Problem::not_found().into());
    }
    let document = rebuild(services, id, wanted).await?;
    replace(services, actor, id, &document, &format!("restore {revision}")).await
}

/// Applies operations that depend on the document to the actor's page, as one revision: `make` answers them with what
/// is to be told of them, and is asked again where somebody saves meanwhile. Answers the revision and what was told.
pub(crate) async fn amend<T, F>(
    services: &Services,
    actor: &Actor,
    id: &str,
    summary: &str,
    make: F,
) -> Result<(Revised, T)>
where
    T: Send + 'static,
    F: Fn(&Document) -> (Vec<Op>, T) + Clone + Send + 'static,
{
    for _ in 0..5 {
        let loaded = load(services, &actor.user_id, id).await?;
        refuse_frozen(services, &loaded)?;
        let (text, page, make) = (loaded.document.clone(), id.to_owned(), make.clone());
        let (ops, told) = heavy(move || parse(&page, &text).map(|document| make(&document))).await??;
        let now = Revised { revision: count(loaded.row.revision) };
        if ops.is_empty() {
            return Ok((now, told));
        }
        let client = format!("server-{}", Id::random(&*services.rng));
        let batch = Batch { client, seq: 1, ops, summary: Some(summary.to_owned()) };
        if let Some(done) = commit(services, actor, loaded, batch).await? {
            return Ok((done, told));
        }
    }
    Err(Problem::new(Code::Conflict, "The page is being changed too fast. Try again in a moment.").into())
}

/// Makes a document the present one of the actor's page, as a new revision that wins over whatever is saved
/// meanwhile: every edit there stays in the history.
pub(crate) async fn replace(
    services: &Services,
    actor: &Actor,
    id: &str,
    document: &Document,
    summary: &str,
) -> Result<Revised> {
    for _ in 0..5 {
        let loaded = load(services, &actor.user_id, id).await?;
        refuse_frozen(services, &loaded)?;
        let batch = Batch {
            client: format!("server-{}", Id::random(&*services.rng)),
            seq: 1,
            ops: vec![Op::ReplaceDocument { document: Box::new(document.clone()) }],
            summary: Some(summary.to_owned()),
        };
        if let Some(done) = commit(services, actor, loaded, batch).await? {
            return Ok(done);
        }
    }
    Err(Problem::new(Code::Conflict, "The page is being changed too fast. Try again in a moment.").into())
}

fn check(batch: &RawOpBatch) -> Result<(), Problem> {
    let client_fits = (1..=64).contains(&batch.client.len())
        && batch.client.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    if !client_fits {
        return Err(Problem::field("client", "Use 1 to 64 letters, digits, hyphens and underscores."));
    }
    if i64::try_from(batch.seq).is_err() || i64::try_from(batch.base_revision).is_err() {
        return Err(Problem::field("seq", "This number is too large."));
    }
    if batch.ops.is_empty() || batch.ops.len() > MAX_OPS {
        return Err(Problem::field("ops", format!("Send 1 to {MAX_OPS} operations.")));
    }
    Ok(())
}

fn refuse_frozen(services: &Services, loaded: &Loaded) -> Result<(), Problem> {
    let row = &loaded.row;
    if row.status() == PageStatus::Trashed {
        return Err(Problem::new(Code::Conflict, "This page is in the trash. Restore it first."));
    }
    if let Some(listing) = &row.trial_of
        && row.trial_until.is_none_or(|until| until <= services.now().0)
    {
        let detail = "The trial is over. Buy the page to go on; your changes are kept.";
        return Err(Problem::new(Code::TrialPage, detail).with("listing_id", listing.clone().into()));
    }
    Ok(())
}

/// Reads the operations one by one, so that the wrong one can be named.
fn decode(ops: Vec<serde_json::Value>) -> Result<Vec<Op>, Problem> {
    ops.into_iter()
        .enumerate()
        .map(|(index, op)| {
            serde_json::from_value(op)
                .map_err(|error| Problem::field(&format!("ops[{index}]"), error.to_string()))
        })
        .collect()
}

async fn replayed(services: &Services, id: &str, client: &str, seq: i64) -> Result<Option<Revised>> {
    let mut reader = services.store.read().await?;
    let revision = page_ops::revision_of(&mut reader.conn(), id, client, seq).await?;
    Ok(revision.map(|revision| Revised { revision: count(revision) }))
}

/// What a client with another revision is told: the present one, and what came after its own.
async fn conflict(services: &Services, owner: &str, id: &str, base: i64) -> Result<Problem> {
    let Missed { revision, missed } = between(services, owner, id, base).await?;
    let missed = serde_json::to_value(missed).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(Problem::from(Code::RevisionConflict).with("revision", revision.into()).with("missed", missed))
}

/// What came after a revision of the caller's page; nothing if that is too much, or the revision lies ahead.
pub async fn missed(services: &Services, caller: &Caller, id: &str, after: u64) -> Result<Missed> {
    between(services, &caller.actor()?.user_id, id, stored(after)).await
}

async fn between(services: &Services, owner: &str, id: &str, base: i64) -> Result<Missed> {
    let row = super::own(services, owner, id).await?;
    let mut missed = Vec::new();
    if base < row.revision && row.revision - base <= MAX_MISSED {
        let mut reader = services.store.read().await?;
        for batch in page_ops::between(&mut reader.conn(), id, base, row.revision).await? {
            missed.push(MissedBatch {
                revision: count(batch.revision),
                client: batch.client,
                seq: count(batch.seq),
                ops: serde_json::from_str(&batch.ops)
                    .map_err(|error| Failure::Internal(format!("operations of page {id}: {error}")))?,
            });
        }
    }
    Ok(Missed { revision: count(row.revision), missed })
}

struct Batch {
    client: String,
    seq: i64,
    ops: Vec<Op>,
    summary: Option<String>,
}

/// Applies and stores a batch on the revision that was read; `None` where somebody else was faster.
async fn commit(services: &Services, actor: &Actor, loaded: Loaded, batch: Batch) -> Result<Option<Revised>> {
    let Loaded { row, mut overlay, document } = loaded;
    overlay.give_way(&batch.ops);
    let (id, summary) = (row.id.clone(), batch.summary);
    let (document, op, event) = {
        let (now, author_id, id) = (services.now(), actor.user_id.clone(), id.clone());
        let revision = row.revision + 1;
        heavy(move || {
            let mut document = parse(&id, &document)?;
            let ops = batch.ops;
            let inverse = apply_all(&mut document, &ops).map_err(|rejected| {
                let mut problem =
                    Problem::field(&format!("ops[{}]", rejected.index), rejected.reject.to_string());
                problem
                    .extra
                    .get_or_insert_default()
                    .insert("reason".to_owned(), rejected.reject.code().into());
                problem
            })?;
            let told = json(&ops)?;
            let event = PageOps {
                page_id: id.clone(),
                revision: count(revision),
                client: batch.client.clone(),
                seq: count(batch.seq),
                ops: (told.len() <= MAX_TOLD).then(|| ops.clone()),
            };
            let op = NewOp {
                page_id: id,
                revision,
                client: batch.client,
                seq: batch.seq,
                summary: summary.unwrap_or_else(|| summarise(&ops, &document)),
                ops: told,
                inverse: json(&inverse)?,
                author_id,
                created_at: now,
            };
            Ok::<_, Failure>((document.to_json(), op, event))
        })
        .await??
    };
    let (owner, meta, revision) = (row.owner_id, overlay.write(), op.revision);
    let note = Note::new(services, &owner, "page:ops", &op.page_id, &event)?;
    let stored = services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                if !store::advance(
                    &mut tx,
                    (&op.page_id, &owner),
                    (op.revision - 1, op.revision),
                    &meta,
                    op.created_at,
                )
                .await?
                {
                    return Ok(None);
                }
                page_ops::insert(&mut tx, &op).await?;
                page_ops::put_document(&mut tx, &op.page_id, op.revision, &document).await?;
                if op.revision % SNAPSHOT_EVERY == 0 {
                    page_ops::insert_snapshot(&mut tx, &op.page_id, op.revision, &document).await?;
                }
                Ok::<_, Failure>(Some(note.write(&mut tx).await?))
            })
        })
        .await;
    match stored {
        Ok(Some(told)) => {
            told.spread(services);
            Ok(Some(Revised { revision: count(revision) }))
        }
        Ok(None) => Ok(None),
        Err(Failure::Store(error)) if error.breaks("page_ops_page_id_client_seq") => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn json(ops: &[Op]) -> Result<String> {
    serde_json::to_string(ops).map_err(|error| Failure::Internal(error.to_string()))
}

/// A few plain words for the history: what was done, to what, and how much more there was. Clients translate them.
fn summarise(ops: &[Op], document: &Document) -> String {
    let kind_of = |node: &landinghub::document::NodeId| {
        document.node(node).map_or_else(String::new, |node| format!(" {}", node.kind))
    };
    let describe = |op: &Op| match op {
        Op::Insert(subtree) => {
            let top = subtree.nodes.values().find(|node| {
                node.place.as_ref().is_none_or(|place| !subtree.nodes.contains_key(&place.parent))
            });
            format!("insert{}", top.map_or_else(String::new, |node| format!(" {}", node.kind)))
        }
        Op::Remove { .. } => "remove".to_owned(),
        Op::Move { node, .. } => format!("move{}", kind_of(node)),
        Op::ReplaceSubtree { .. } => "replace".to_owned(),
        Op::ReplaceDocument { .. } => "replace page".to_owned(),
        Op::SetProp { node, .. }
        | Op::UnsetProp { node, .. }
        | Op::SetOverride { node, .. }
        | Op::UnsetOverride { node, .. } => format!("edit{}", kind_of(node)),
        Op::SetNodeFlags { node, .. } => format!("arrange{}", kind_of(node)),
        Op::SetNodeStyles { .. }
        | Op::InsertStyle { .. }
        | Op::RemoveStyle { .. }
        | Op::RenameStyle { .. }
        | Op::SetDeclaration(_)
        | Op::UnsetDeclaration(_) => "style".to_owned(),
        Op::SetToken { .. } | Op::UnsetToken { .. } => "theme".to_owned(),
        Op::SetAsset { .. } | Op::UnsetAsset { .. } => "assets".to_owned(),
        Op::InsertComponent { .. } | Op::RemoveComponent { .. } | Op::RenameComponent { .. } => {
            "component".to_owned()
        }
        Op::SetMeta { .. } | Op::UnsetMeta { .. } => "settings".to_owned(),
    };
    // What was done to blocks says more than the styles and assets that came along.
    let telling = |op: &&Op| {
        !matches!(
            op,
            Op::SetAsset { .. } | Op::UnsetAsset { .. } | Op::InsertStyle { .. } | Op::RemoveStyle { .. }
        )
    };
    let Some(first) = ops.iter().find(telling).or(ops.first()) else { return String::new() };
    let words = describe(first);
    let more = ops.iter().filter(telling).filter(|op| describe(op) != words).count();
    if more == 0 { words } else { format!("{words} +{more}") }
}
