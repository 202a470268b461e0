//! SQLite's one writer, with group commit.
//!
//! A transaction costs an fsync at `synchronous=FULL`, whatever it holds. Jobs of all callers queue up;
//! the writer takes what is waiting, runs each under a savepoint in one `BEGIN IMMEDIATE`, commits, and
//! only then answers. A job that fails is rolled back to its savepoint and doesn't touch its neighbours.
//!
//! The writer has a thread of its own. Each statement is a word to the connection's thread and one back; as a task of the
//! runtime it would stand in the queue behind all other tasks for every one of them.

use crate::connect::Conn;
use crate::error::{Error, Result};
use crate::sql;
use futures::FutureExt;
use futures::future::BoxFuture;
use sqlx::migrate::Migrator;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// Jobs in one transaction at the most; beyond it the fsync is no longer what costs.
const BATCH: usize = 128;
/// Jobs that may wait; more callers wait for a place.
const QUEUE: usize = 1024;

/// Tells the caller how its job ended, once the commit has or hasn't happened.
type Answer = Box<dyn FnOnce(Result<()>) + Send>;
type Job = Box<dyn for<'c> FnOnce(&'c mut SqliteConnection) -> BoxFuture<'c, Ran> + Send>;

struct Ran {
    keep: bool,
    answer: Answer,
}

enum Task {
    Job(Job),
    Migrate(&'static Migrator, Option<i64>, oneshot::Sender<Result<()>>),
    Close(oneshot::Sender<()>),
}

/// Counts since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriterStats {
    /// Jobs run.
    pub jobs: u64,
    /// Transactions committed.
    pub commits: u64,
    /// Statements the jobs ran.
    pub statements: u64,
}

#[derive(Debug, Default)]
struct Counters {
    jobs: AtomicU64,
    commits: AtomicU64,
    statements: AtomicU64,
}

/// A handle to the writer's queue.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Task>,
    counters: Arc<Counters>,
}

impl Writer {
    pub(crate) fn start(conn: SqliteConnection) -> Result<Self> {
        let (queue, tasks) = mpsc::channel(QUEUE);
        let counters = Arc::<Counters>::default();
        let (runtime, counted) = (Handle::current(), Arc::clone(&counters));
        thread::Builder::new()
            .name("sqlite-writer".to_owned())
            .spawn(move || runtime.block_on(work(conn, tasks, counted)))
            .map_err(sqlx::Error::from)?;
        Ok(Self { queue, counters })
    }

    pub(crate) async fn run<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
        F: for<'c> FnOnce(Conn<'c>) -> BoxFuture<'c, Result<T, E>> + Send + 'static,
    {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            Box::pin(async move {
                let result = AssertUnwindSafe(job(Conn::Sqlite(conn))).catch_unwind().await;
                match result {
                    Ok(result) => Ran {
                        keep: result.is_ok(),
                        answer: Box::new(move |committed| {
                            // The caller may have gone away; its write stands all the same.
                            let _ = sender
                                .send(result.and_then(|value| committed.map(|()| value).map_err(E::from)));
                        }),
                    },
                    Err(_panic) => Ran { keep: false, answer: Box::new(move |_| drop(sender)) },
                }
            })
        });
        self.queue.send(Task::Job(job)).await.map_err(|_| Error::Writer)?;
        receiver.await.map_err(|_| Error::Writer)?
    }

    /// Up to migration `last`; all of them without it.
    pub(crate) async fn migrate(&self, migrator: &'static Migrator, last: Option<i64>) -> Result<()> {
        let (sender, receiver) = oneshot::channel();
        self.queue.send(Task::Migrate(migrator, last, sender)).await.map_err(|_| Error::Writer)?;
        receiver.await.map_err(|_| Error::Writer)?
    }

    pub(crate) async fn close(&self) {
        let (sender, receiver) = oneshot::channel();
        if self.queue.send(Task::Close(sender)).await.is_ok() {
            let _ = receiver.await;
        }
    }

    pub(crate) fn stats(&self) -> WriterStats {
        WriterStats {
            jobs: self.counters.jobs.load(Ordering::Relaxed),
            commits: self.counters.commits.load(Ordering::Relaxed),
            statements: self.counters.statements.load(Ordering::Relaxed),
        }
    }
}

async fn work(mut conn: SqliteConnection, mut tasks: mpsc::Receiver<Task>, counters: Arc<Counters>) {
    let mut next = None;
    loop {
        let task = match next.take() {
            Some(task) => task,
            None => match tasks.recv().await {
                Some(task) => task,
                None => break,
            },
        };
        match task {
            Task::Job(first) => next = batch(&mut conn, first, &mut tasks, &counters).await,
            Task::Migrate(migrator, last, sender) => {
                let _ = sender.send(migrator.run_direct(last, &mut conn, false).await.map_err(Error::from));
            }
            Task::Close(sender) => {
                tasks.close();
                if let Err(error) = conn.close().await {
                    tracing::warn!(%error, "the writing connection didn't close cleanly");
                }
                let _ = sender.send(());
                return;
            }
        }
    }
}

/// Runs `first` and whatever else waits in one transaction; returns a task that is no job, if one came.
async fn batch(
    conn: &mut SqliteConnection,
    first: Job,
    tasks: &mut mpsc::Receiver<Task>,
    counters: &Counters,
) -> Option<Task> {
    let mut answers: Vec<Answer> = Vec::new();
    let mut other = None;
    let mut state = Ok(());
    // What comes before the next job, and what ends the batch.
    let mut step = ("BEGIN IMMEDIATE; SAVEPOINT job", "COMMIT");
    let mut job = Some(first);
    while let Some(run) = job.take() {
        if state.is_ok() {
            state = execute(conn, step.0).await;
        }
        if state.is_err() {
            // The transaction is lost already: this job must not run outside of one.
            answers.push(refuse(run));
        } else {
            let before = sql::counted();
            let Ran { keep, answer } = run(conn).await;
            counters.statements.fetch_add(sql::counted() - before, Ordering::Relaxed);
            answers.push(answer);
            // A savepoint that was rolled back to is still there, for the next one.
            step = if keep {
                ("RELEASE job; SAVEPOINT job", "COMMIT")
            } else {
                ("ROLLBACK TO job", "ROLLBACK TO job; COMMIT")
            };
        }
        counters.jobs.fetch_add(1, Ordering::Relaxed);
        if answers.len() < BATCH {
            match tasks.try_recv() {
                Ok(Task::Job(another)) => job = Some(another),
                Ok(task) => other = Some(task),
                Err(_) => {}
            }
        }
    }
    if state.is_ok() {
        state = execute(conn, step.1).await;
    }
    if let Err(error) = &state {
        tracing::error!(%error, jobs = answers.len(), "a batch of writes was not committed");
        // After some errors SQLite has rolled back by itself, and this fails harmlessly.
        let _ = execute(conn, "ROLLBACK").await;
    } else {
        counters.commits.fetch_add(1, Ordering::Relaxed);
    }
    for answer in answers {
        answer(match &state {
            Ok(()) => Ok(()),
            Err(error) => Err(Error::Unwritable(error.to_string())),
        });
    }
    other
}

/// The answer to a job that never ran: dropping it drops its sender, which the caller sees as [`Error::Writer`].
fn refuse(job: Job) -> Answer {
    Box::new(move |_| drop(job))
}

async fn execute(conn: &mut SqliteConnection, sql: &'static str) -> Result<()> {
    sqlx::query(AssertSqlSafe(sql)).execute(conn).await?;
    Ok(())
}
