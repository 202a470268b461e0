//! TXT records, asked of the machine's own name servers: one question, and an answer that is believed only as far as
//! it fits the question. No cache: whoever has just entered a record wants it seen.

use crate::context::Services;
use landinghub::Rng;
use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::timeout;

/// For one try at one server.
const PATIENCE: Duration = Duration::from_secs(2);
/// Servers that are asked, and how often each.
const SERVERS: usize = 3;
const TRIES: usize = 2;
/// What we take over UDP (the DNS flag day's size); longer answers come over TCP.
const DATAGRAM: u16 = 1232;
const TXT: u16 = 16;

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// One of the records is it.
    Yes,
    /// There are none, or others.
    No,
    /// Nobody could tell.
    Unknown,
}

/// Whether one of the TXT records of a name is what is looked for.
pub(crate) async fn txt(services: &Services, name: &str, is_it: impl Fn(&str) -> bool) -> Answer {
    let servers = match services.config.dns {
        Some(server) => vec![server],
        None => configured(&tokio::fs::read_to_string("/etc/resolv.conf").await.unwrap_or_default()),
    };
    for server in servers {
        for _ in 0..TRIES {
            match ask(&*services.rng, server, name).await {
                Ok(Reply::Texts(texts)) => {
                    return if texts.iter().any(|text| is_it(text)) { Answer::Yes } else { Answer::No };
                }
                Ok(Reply::Refused) => break,
                Err(error) => tracing::debug!(%error, %server, "a name server didn't answer"),
            }
        }
    }
    Answer::Unknown
}

/// The name servers of a `resolv.conf`.
fn configured(text: &str) -> Vec<SocketAddr> {
    let named = text.lines().filter_map(|line| {
        let address = line.trim().strip_prefix("nameserver")?.split_whitespace().next()?;
        address.parse::<IpAddr>().ok()
    });
    named.take(SERVERS).map(|address| SocketAddr::new(address, 53)).collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Reply {
    /// The records; none where the name has none or doesn't exist.
    Texts(Vec<String>),
    /// The server fails or won't.
    Refused,
}

async fn ask(rng: &dyn Rng, server: SocketAddr, name: &str) -> io::Result<Reply> {
    let mut id = [0_u8; 2];
    rng.fill(&mut id);
    let question = question(name).ok_or(ErrorKind::InvalidInput)?;
    let query = query(id, &question);
    let any: IpAddr =
        if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
    let socket = UdpSocket::bind(SocketAddr::new(any, 0)).await?;
    // From now on nobody else's datagrams are seen.
    socket.connect(server).await?;
    socket.send(&query).await?;
    let mut buffer = vec![0_u8; usize::from(DATAGRAM)];
    let reply = timeout(PATIENCE, async {
        loop {
            let length = socket.recv(&mut buffer).await?;
            // What doesn't fit the question isn't its answer; the right one may still come.
            if let Some(reply) = buffer.get(..length).and_then(|bytes| read(bytes, id, &question)) {
                return io::Result::Ok(reply);
            }
        }
    });
    match reply.await.map_err(|_| ErrorKind::TimedOut)?? {
        Read::Whole(reply) => Ok(reply),
        Read::Cut => timeout(PATIENCE, ask_whole(server, &query, id, &question))
            .await
            .map_err(|_| ErrorKind::TimedOut)?,
    }
}

/// The same over TCP, where the answer is too long for a datagram.
async fn ask_whole(server: SocketAddr, query: &[u8], id: [u8; 2], question: &[u8]) -> io::Result<Reply> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(query.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), query].concat()).await?;
    let length = stream.read_u16().await?;
    let mut bytes = vec![0_u8; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    match read(&bytes, id, question) {
        Some(Read::Whole(reply)) => Ok(reply),
        _ => Err(ErrorKind::InvalidData.into()),
    }
}

/// The question for TXT records of a name, as it is sent and comes back.
fn question(name: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(name.len() + 6);
    for label in name.trim_end_matches('.').split('.') {
        bytes.push(u8::try_from(label.len()).ok().filter(|length| (1..64).contains(length))?);
        bytes.extend(label.as_bytes());
    }
    bytes.push(0);
    bytes.extend(TXT.to_be_bytes());
    bytes.extend([0, 1]);
    (bytes.len() <= 259).then_some(bytes)
}

fn query(id: [u8; 2], question: &[u8]) -> Vec<u8> {
    // Recursion desired, one question, one additional record: how much we take.
    let head = [id[0], id[1], 1, 0, 0, 1, 0, 0, 0, 0, 0, 1];
    let size = DATAGRAM.to_be_bytes();
    let options = [0, 0, 41, size[0], size[1], 0, 0, 0, 0, 0, 0];
    [&head[..], question, &options].concat()
}

enum Read {
    Whole(Reply),
    /// The rest comes over TCP.
    Cut,
}

/// Reads an answer; `None` for what isn't one to this question.
fn read(bytes: &[u8], id: [u8; 2], question: &[u8]) -> Option<Read> {
    let mut bytes = Bytes(bytes);
    if bytes.take(2)? != id {
        return None;
    }
    let (flags, code) = (bytes.byte()?, bytes.byte()? & 0xf);
    let [questions, answers] = [bytes.number()?, bytes.number()?];
    bytes.take(4)?;
    if flags & 0x80 == 0 || questions != 1 || !bytes.take(question.len())?.eq_ignore_ascii_case(question) {
        return None;
    }
    if flags & 0x02 != 0 {
        return Some(Read::Cut);
    }
    // 3: there is no such name.
    if !matches!(code, 0 | 3) {
        return Some(Read::Whole(Reply::Refused));
    }
    let mut texts = Vec::new();
    for _ in 0..answers {
        bytes.name()?;
        let kind = bytes.number()?;
        bytes.take(6)?;
        let length = usize::from(bytes.number()?);
        let data = bytes.take(length)?;
        if kind == TXT {
            texts.push(text(data)?);
        }
    }
    Some(Read::Whole(Reply::Texts(texts)))
}

/// A record's strings, put together.
fn text(data: &[u8]) -> Option<String> {
    let mut data = Bytes(data);
    let mut text = Vec::new();
    while !data.0.is_empty() {
        let length = usize::from(data.byte()?);
        text.extend(data.take(length)?);
    }
    Some(String::from_utf8_lossy(&text).into_owned())
}

/// What is left of a message.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// Past a name; a pointer ends it.
    fn name(&mut self) -> Option<()> {
        loop {
            match self.byte()? {
                0 => return Some(()),
                length if length >= 0xc0 => return self.byte().map(drop),
                length if length < 64 => {
                    self.take(usize::from(length))?;
                }
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 2] = [7, 9];

    /// An answer with these records: kind and data.
    fn answer(name: &str, code: u8, flags: u8, records: &[(u16, &[u8])]) -> Vec<u8> {
        let count = u16::try_from(records.len()).expect("few").to_be_bytes();
        let mut bytes = vec![ID[0], ID[1], 0x80 | flags, code, 0, 1, count[0], count[1], 0, 0, 0, 0];
        bytes.extend(question(name).expect("a name"));
        for (kind, data) in records {
            bytes.extend([0xc0, 12]);
            bytes.extend(kind.to_be_bytes());
            bytes.extend([0, 1, 0, 0, 0, 60]);
            bytes.extend(u16::try_from(data.len()).expect("short").to_be_bytes());
            bytes.extend(*data);
        }
        bytes
    }

    fn reply(bytes: &[u8]) -> Option<Reply> {
        match read(bytes, ID, &question("_x.example.com").expect("a name"))? {
            Read::Whole(reply) => Some(reply),
            Read::Cut => None,
        }
    }

    #[test]
    fn records_are_read_and_strings_put_together() {
        let records: &[(u16, &[u8])] =
            &[(5, b"\x03www\0"), (16, b"\x03one\x04 two"), (16, b"\x00"), (16, b"\x05th\xffee")];
        let texts = reply(&answer("_x.example.com", 0, 0, records));
        assert_eq!(texts, Some(Reply::Texts(vec!["one two".into(), String::new(), "th\u{fffd}ee".into()])));
        assert_eq!(reply(&answer("_X.Example.com", 3, 0, &[])), Some(Reply::Texts(vec![])), "no such name");
        assert_eq!(reply(&answer("_x.example.com", 2, 0, &[])), Some(Reply::Refused));
    }

    #[test]
    fn what_does_not_fit_the_question_is_no_answer() {
        let good = answer("_x.example.com", 0, 0, &[(16, b"\x03one")]);
        assert!(reply(&good).is_some());
        for length in 0..good.len() {
            assert_eq!(reply(&good[..length]), None, "cut at {length}");
        }
        assert_eq!(reply(&answer("_y.example.com", 0, 0, &[(16, b"\x03one")])), None);
        let mut other = good.clone();
        other[1] = 8;
        assert_eq!(reply(&other), None, "another's id");
        other.clone_from(&good);
        other[2] = 0;
        assert_eq!(reply(&other), None, "a question");
        assert_eq!(
            reply(&answer("_x.example.com", 0, 0, &[(16, b"\x09one")])),
            None,
            "a string that is too long"
        );
        assert!(matches!(
            read(&answer("_x.example.com", 0, 2, &[]), ID, &question("_x.example.com").expect("a name")),
            Some(Read::Cut)
        ));
        // Whatever a byte becomes, nothing panics.
        for at in 0..good.len() {
            for value in [0, 1, 0x3f, 0x40, 0x80, 0xc0, 0xff] {
                let mut bytes = good.clone();
                bytes[at] = value;
                let _ = reply(&bytes);
            }
        }
    }

    #[test]
    fn name_servers_are_found() {
        let text = "# none\nsearch x\nnameserver 10.0.0.2\n nameserver ::1 # the second\nnameserver nonsense\noptions edns0\n";
        let found = configured(text);
        assert_eq!(
            found,
            ["10.0.0.2:53".parse().expect("an address"), "[::1]:53".parse().expect("an address")]
        );
        assert!(question(&"a".repeat(64)).is_none() && question("a..b").is_none());
    }
}
