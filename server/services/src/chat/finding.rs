//! What conversations are found by. Words follow the messages and not each message its words: whoever writes doesn't wait
//! for an index, and whoever searches waits for what is new since.

use crate::context::Services;
use crate::error::{Failure, Result};
use landinghub::search;
use landinghub_store::chat::words::{self as store, BehindRow, SaidRow};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Rooms of one transaction; few, as others wait to write.
const ROOMS: i64 = 8;
/// Messages of a room in one transaction.
const MESSAGES: i64 = 200;
/// How long a search waits, and for how many transactions at least. After an import the job goes on with what is left.
const PATIENCE: (Duration, usize) = (Duration::from_millis(300), 3);

/// Brings the words up to the messages. A job; answers how many rooms it has touched.
pub async fn index(services: &Services) -> Result<usize> {
    let mut touched = 0;
    loop {
        let done = step(services).await?;
        touched += done;
        if done == 0 {
            return Ok(touched);
        }
    }
}

/// The same before a search: what was written a moment ago is found.
pub(super) async fn catch_up(services: &Services) -> Result<()> {
    let began = Instant::now();
    for done in 1.. {
        if step(services).await? == 0 || (done >= PATIENCE.1 && began.elapsed() > PATIENCE.0) {
            break;
        }
    }
    Ok(())
}

async fn step(services: &Services) -> Result<usize> {
    // One at a time in this process; what another process does at the same time isn't done twice.
    let _turn = services.chat_words.lock().await;
    let mut work = Vec::new();
    {
        let mut reader = services.store.read().await?;
        for room in store::behind(&mut reader.conn(), ROOMS).await? {
            let said = store::said(&mut reader.conn(), &room.id, room.indexed_seq.max(0), MESSAGES).await?;
            work.push((room, said));
        }
    }
    if work.is_empty() {
        return Ok(0);
    }
    let ready = work.into_iter().map(|(room, said)| prepare(room, &said)).collect::<Result<Vec<_>>>()?;
    let count = ready.len();
    services
        .store
        .write(move |mut tx| {
            Box::pin(async move {
                for Ready { room, up_to, public, private } in &ready {
                    store::add(&mut tx, room, *up_to, (public, private)).await?;
                }
                Ok::<_, Failure>(())
            })
        })
        .await?;
    Ok(count)
}

struct Ready {
    room: BehindRow,
    up_to: i64,
    public: String,
    private: String,
}

fn prepare(room: BehindRow, said: &[SaidRow]) -> Result<Ready> {
    let (mut public, mut private) = (BTreeSet::new(), BTreeSet::new());
    if room.indexed_seq <= 0 {
        public.extend(search::words(&room.subject));
    }
    for message in said {
        let words = if message.private == 0 { &mut public } else { &mut private };
        words.extend(search::words(&message.body));
    }
    let more = i64::try_from(said.len()).is_ok_and(|count| count == MESSAGES);
    let up_to = said.last().filter(|_| more).map_or(room.last_seq, |last| last.seq);
    // In order: two processes never wait for each other's rows.
    let json = |words: &BTreeSet<String>| {
        serde_json::to_string(words).map_err(|error| Failure::Internal(error.to_string()))
    };
    Ok(Ready { public: json(&public)?, private: json(&private)?, room, up_to })
}
