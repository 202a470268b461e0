//! The load: everybody connects, messages at two rates, one to everybody at once, and all come back at once.

use crate::client::{Arrived, Poster, listen};
use crate::peers::Peer;
use anyhow::{Result, bail};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;

/// How much of it.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Streams in all, ten an account.
    pub streams: usize,
    /// How long messages are sent at each rate.
    pub seconds: usize,
}

/// Streams of one account.
pub const EACH: usize = 10;
/// Connections that post.
const POSTERS: usize = 32;
/// Messages a second.
const RATES: [u32; 2] = [200, 1000];
/// Whatever takes longer has failed.
const PATIENCE: Duration = Duration::from_mins(2);

/// What was measured on one server; less is better in all.
pub struct Report {
    /// The server's name.
    pub name: &'static str,
    /// Names with units, and figures.
    pub figures: Vec<(String, f64)>,
}

/// Streams that are open, and what arrives on them.
struct Crowd {
    open: Arc<AtomicUsize>,
    tasks: JoinSet<Result<()>>,
    arrived: mpsc::UnboundedReceiver<Arrived>,
}

impl Crowd {
    /// Everybody connects at once; answers when all are greeted.
    async fn gather(peer: &Peer, size: Size) -> Result<(Self, Duration)> {
        let (sender, arrived) = mpsc::unbounded_channel();
        let mut crowd = Self { open: Arc::default(), tasks: JoinSet::new(), arrived };
        let began = Instant::now();
        for number in 0..size.streams {
            let opening = Arc::new(peer.opening(number / EACH));
            crowd.tasks.spawn(listen(peer.port, opening, Arc::clone(&crowd.open), sender.clone()));
        }
        while crowd.open.load(Ordering::Relaxed) < size.streams {
            if let Some(Ok(Err(error))) = crowd.tasks.try_join_next() {
                return Err(error.context("a stream didn't open"));
            }
            if began.elapsed() > PATIENCE {
                bail!("only {} streams have opened", crowd.open.load(Ordering::Relaxed));
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok((crowd, began.elapsed()))
    }
}

/// Posts the messages `numbers`, `rate` a second (all at once for 0), and answers when each was sent.
async fn send(peer: &Arc<Peer>, numbers: std::ops::Range<u64>, rate: u32) -> Result<HashMap<u64, Instant>> {
    let (sender, receiver) = queue();
    let mut workers = JoinSet::new();
    for _ in 0..POSTERS {
        let (peer, receiver) = (Arc::clone(peer), Arc::clone(&receiver));
        workers.spawn(async move {
            let mut poster = Poster::new(peer.port);
            let mut sent = Vec::new();
            loop {
                let Some(number) = receiver.lock().await.recv().await else {
                    return Ok::<_, anyhow::Error>(sent);
                };
                let account = usize::try_from(number)? % peer.accounts();
                let (path, token, body) = peer.message(account, number);
                let began = Instant::now();
                let (status, answer) = poster.post(&path, &token, &body).await?;
                if status >= 300 {
                    bail!("a message was answered with {status}: {answer}");
                }
                sent.push((number, began));
            }
        });
    }
    let began = Instant::now();
    for (index, number) in numbers.enumerate() {
        if rate > 0 {
            let due = Duration::from_secs_f64(index as f64 / f64::from(rate));
            tokio::time::sleep_until((began + due).into()).await;
        }
        let _ = sender.send(number);
    }
    drop(sender);
    let mut sent = HashMap::new();
    while let Some(worker) = workers.join_next().await {
        sent.extend(worker??);
    }
    Ok(sent)
}

type Queue = (mpsc::UnboundedSender<u64>, Arc<Mutex<mpsc::UnboundedReceiver<u64>>>);

fn queue() -> Queue {
    let (sender, receiver) = mpsc::unbounded_channel();
    (sender, Arc::new(Mutex::new(receiver)))
}

/// Waits until every message of `sent` has come on every stream of its account: milliseconds from post to arrival.
async fn collect(crowd: &mut Crowd, sent: &HashMap<u64, Instant>) -> Result<Vec<f64>> {
    let mut latencies = Vec::with_capacity(sent.len() * EACH);
    let late = Instant::now() + PATIENCE;
    while latencies.len() < sent.len() * EACH {
        let Ok(Some((number, at))) = tokio::time::timeout_at(late.into(), crowd.arrived.recv()).await else {
            bail!("{} of {} deliveries have arrived", latencies.len(), sent.len() * EACH);
        };
        if let Some(began) = sent.get(&number) {
            latencies.push(at.saturating_duration_since(*began).as_secs_f64() * 1000.0);
        }
    }
    latencies.sort_by(f64::total_cmp);
    Ok(latencies)
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted
        .get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

/// Runs it all on one server.
pub async fn measure(peer: Peer, size: Size) -> Result<Report> {
    let name = peer.kind.name();
    let peer = Arc::new(peer);
    let mut figures = Vec::new();
    let before = peer.memory()?;
    let (mut crowd, took) = Crowd::gather(&peer, size).await?;
    figures.push((format!("{} streams open, ms", size.streams), took.as_secs_f64() * 1000.0));
    let each = (peer.memory()? - before) / size.streams as f64 / 1024.0;
    figures.push(("memory a stream, KiB".to_owned(), each));
    let mut next = 0;
    for rate in RATES {
        let count = u64::from(rate) * size.seconds as u64;
        let before = peer.written().await?;
        let sent = send(&peer, next..next + count, rate).await?;
        let latencies = collect(&mut crowd, &sent).await?;
        if let Some(([jobs, commits, run], [jobs_before, commits_before, run_before])) =
            peer.written().await?.zip(before)
        {
            let (jobs, commits, run) = (jobs - jobs_before, commits - commits_before, run - run_before);
            println!(
                "at {rate}/s: {:.2} writes and {:.2} statements a message, {:.1} writes a commit",
                jobs / count as f64,
                run / count as f64,
                jobs / commits
            );
        }
        figures.push((format!("durable post to received at {rate}/s, p50 ms"), percentile(&latencies, 50)));
        figures.push((format!("durable post to received at {rate}/s, p99 ms"), percentile(&latencies, 99)));
        next += count;
    }
    let began = Instant::now();
    let sent = send(&peer, next..next + peer.accounts() as u64, 0).await?;
    collect(&mut crowd, &sent).await?;
    figures.push((
        format!("a message on every one of {} streams, ms", size.streams),
        began.elapsed().as_secs_f64() * 1000.0,
    ));
    // Everybody loses the connection and comes back at once.
    crowd.tasks.shutdown().await;
    drop(crowd);
    peer.settle().await;
    let (mut crowd, took) = Crowd::gather(&peer, size).await?;
    figures.push((format!("{} streams come back at once, ms", size.streams), took.as_secs_f64() * 1000.0));
    crowd.tasks.shutdown().await;
    for (what, figure) in &figures {
        println!("{what}: {figure:.1}");
    }
    Ok(Report { name, figures })
}
