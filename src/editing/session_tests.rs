//! A session against a model of the server: whatever happens, both end with the same bytes and no change is made twice.

use proptest::prelude::*;

use super::*;
use crate::api::MAX_OPS;
use crate::document::{Kind, Lang, NodeId, Prop, Value, edit, validate};
use crate::dragging::{Dragged, drop, walk};
use crate::editing::{Wrap, add, group, selection};
use crate::rng::SeededRng;

fn start() -> Document {
    let mut document = Document::empty(NodeId::new("root").unwrap(), Lang::EN);
    let rng = SeededRng::new(42);
    for preset in ["hero", "features"].map(|name| add::Preset::find(name).unwrap()) {
        let (ops, _) = add::preset(&document, preset, "Name", None, &rng).unwrap();
        apply_all(&mut document, &ops).unwrap();
    }
    document
}

fn pick(document: &Document, at: usize) -> NodeId {
    document.nodes.keys().nth(at % document.nodes.len()).unwrap().clone()
}

/// Something a person could do, chosen by three numbers; perhaps nothing.
fn ops(document: &Document, what: u8, a: usize, b: usize, rng: &SeededRng) -> Vec<Op> {
    let node = pick(document, a);
    let both = [node.clone(), pick(document, b)];
    match what % 11 {
        0 => {
            let (kind, _) = crate::document::kind::catalogue().nth(b % 20).unwrap();
            add::block(document, kind, Some(&node), rng).map(|(ops, _)| ops).unwrap_or_default()
        }
        1 if node != document.root => vec![Op::Remove { node }],
        2 => edit::move_by(document, &node, if b.is_multiple_of(2) { 1 } else { -1 }).into_iter().collect(),
        3 => selection::duplicate(document, &both, rng).map(|(ops, _)| ops).unwrap_or_default(),
        4 => {
            let Some(dragged) = Dragged::nodes(document, &both) else { return Vec::new() };
            let gaps = walk::gaps(document, &dragged);
            let gap = gaps.get(b % gaps.len().max(1));
            gap.and_then(|gap| drop::ops(document, &dragged, gap)).unwrap_or_default()
        }
        7 => {
            let wraps = [Wrap::Group, Wrap::Section, Wrap::Columns, Wrap::Link];
            group::wrap(document, &both, wraps[b % 4], rng).map(|(ops, _)| ops).unwrap_or_default()
        }
        8 => group::ungroup(document, &both).map(|(ops, _)| ops).unwrap_or_default(),
        9 => selection::step(document, &both, b.is_multiple_of(2)).unwrap_or_default(),
        5 => vec![Op::SetNodeFlags {
            node,
            label: Some(format!("n{b}")),
            locked: None,
            hidden: Some(b.is_multiple_of(2)),
        }],
        _ if document.nodes[&node].kind == Kind::Heading => {
            vec![Op::SetProp { node, prop: Prop::TEXT, value: Value::text(format!("t{b}")) }]
        }
        _ => Vec::new(),
    }
}

/// The server: a document, and the batches that made it.
struct Server {
    document: Document,
    log: Vec<MissedBatch>,
}

impl Server {
    fn revision(&self) -> u64 {
        u64::try_from(self.log.len()).unwrap()
    }

    /// As the contract says: the same answer for the same batch, a conflict for a stale one, else one more revision.
    fn post(&mut self, batch: &OpBatch) -> Result<u64, Vec<MissedBatch>> {
        if let Some(row) = self.log.iter().find(|row| row.client == batch.client && row.seq == batch.seq) {
            return Ok(row.revision);
        }
        if batch.base_revision != self.revision() {
            return Err(self.log.iter().filter(|row| row.revision > batch.base_revision).cloned().collect());
        }
        apply_all(&mut self.document, &batch.ops).expect("a client sends what it could apply itself");
        let revision = self.revision() + 1;
        self.log.push(MissedBatch {
            revision,
            client: batch.client.clone(),
            seq: batch.seq,
            ops: batch.ops.clone(),
        });
        Ok(revision)
    }
}

/// Posts once; `lost` drops the answer on its way.
fn sync(session: &mut Session, server: &mut Server, lost: bool) {
    let Some(batch) = session.batch() else { return };
    match server.post(&batch) {
        _ if lost => {}
        Ok(revision) => {
            session.saved(batch.seq, revision);
        }
        Err(missed) => {
            session.rebase(server.revision(), &missed).expect("what the server applied applies here");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn undo_and_redo_restore_the_exact_bytes(steps in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..40)) {
        let rng = SeededRng::new(7);
        let mut session = Session::new(start(), 0, "c".into());
        let mut states = vec![session.document().to_json()];
        for (number, (what, a, b)) in steps.into_iter().enumerate() {
            let ops = ops(session.document(), what, a, b, &rng);
            if !ops.is_empty() && session.edit("x", u64::try_from(number).unwrap(), ops).is_ok() {
                states.push(session.document().to_json());
            }
        }
        for state in states.iter().rev().skip(1) {
            session.undo().expect("a step a change").expect("nobody else changed anything");
            prop_assert_eq!(&session.document().to_json(), state);
        }
        prop_assert!(session.undo().is_none());
        for state in states.iter().skip(1) {
            session.redo().expect("a step a change").expect("nobody else changed anything");
            prop_assert_eq!(&session.document().to_json(), state);
        }
        // And what was queued on the way leads the server to the same bytes.
        let mut server = Server { document: start(), log: Vec::new() };
        sync(&mut session, &mut server, false);
        prop_assert_eq!(server.document.to_json(), session.document().to_json());
    }

    #[test]
    fn two_tabs_come_together(steps in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), 0_u8..8), 1..60)) {
        let rng = SeededRng::new(9);
        let mut server = Server { document: start(), log: Vec::new() };
        let mut tabs = [Session::new(start(), 0, "a".into()), Session::new(start(), 0, "b".into())];
        for (number, (what, a, b, how)) in steps.into_iter().enumerate() {
            let tab = &mut tabs[usize::from(how % 2)];
            match how {
                0..=3 => {
                    let ops = ops(tab.document(), what, a, b, &rng);
                    if !ops.is_empty() {
                        let _ = tab.edit("x", u64::try_from(number).unwrap(), ops);
                    }
                }
                4 | 5 => sync(tab, &mut server, false),
                6 => sync(tab, &mut server, true),
                _ => {
                    let _ = tab.undo();
                }
            }
            validate(tab.document()).unwrap();
        }
        for _ in 0..8 {
            for tab in &mut tabs {
                sync(tab, &mut server, false);
            }
        }
        for tab in &mut tabs {
            prop_assert!(tab.is_saved());
            let missed: Vec<_> = server.log.iter().filter(|row| row.revision > tab.revision()).cloned().collect();
            tab.rebase(server.revision(), &missed).unwrap();
            prop_assert_eq!(tab.document().to_json(), server.document.to_json());
        }
        let mut seen = std::collections::BTreeSet::new();
        prop_assert!(server.log.iter().all(|row| seen.insert((row.client.clone(), row.seq))));
    }
}

fn heading(document: &Document) -> NodeId {
    document.nodes.iter().find(|(_, node)| node.kind == Kind::Heading).unwrap().0.clone()
}

fn set(node: &NodeId, text: &str) -> Vec<Op> {
    vec![Op::SetProp { node: node.clone(), prop: Prop::TEXT, value: Value::text(text) }]
}

#[test]
fn typing_is_one_step_and_one_operation() {
    let mut session = Session::new(start(), 0, "c".into());
    let (before, node) = (session.document().to_json(), heading(session.document()));
    for text in ["X", "Xi", "Xin"] {
        session.edit("text", 1, set(&node, text)).unwrap();
    }
    assert_eq!(session.batch().unwrap().ops, set(&node, "Xin"));
    session.undo().unwrap().unwrap();
    assert_eq!(session.document().to_json(), before);
    assert!(session.undo().is_none());
    session.redo().unwrap().unwrap();
    assert_eq!(session.document().nodes[&node].text(&Prop::TEXT), "Xin");
}

#[test]
fn a_retry_is_the_same_batch_and_later_changes_wait() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "one")).unwrap();
    let first = session.batch().unwrap();
    session.edit("text", 2, set(&node, "two")).unwrap();
    assert_eq!(session.batch().unwrap(), first);
    session.saved(first.seq, 1);
    let second = session.batch().unwrap();
    assert_eq!((second.base_revision, second.seq, second.ops), (1, first.seq + 1, set(&node, "two")));
    session.saved(second.seq, 2);
    assert!(session.is_saved() && session.batch().is_none() && session.unsaved().is_none());
}

#[test]
fn a_change_to_what_somebody_removed_is_dropped_and_told() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "mine")).unwrap();
    session.batch();
    let missed = MissedBatch {
        revision: 1,
        client: "other".into(),
        seq: 1,
        ops: vec![Op::Remove { node: node.clone() }],
    };
    let rebased = session.rebase(1, &[missed]).unwrap();
    assert_eq!((rebased.dropped, rebased.kept), (1, Vec::new()));
    assert!(session.is_saved() && session.document().node(&node).is_none());
    assert!(session.undo().unwrap().is_err(), "what it changed is gone");
}

#[test]
fn on_the_same_value_the_last_wins_and_it_is_told() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "mine")).unwrap();
    session.batch();
    let missed = MissedBatch { revision: 1, client: "other".into(), seq: 1, ops: set(&node, "theirs") };
    let rebased = session.rebase(1, &[missed]).unwrap();
    assert_eq!((rebased.kept, rebased.lost), (vec![Clash::Prop(node.clone(), Prop::TEXT)], Vec::new()));
    assert_eq!(
        (rebased.dropped, rebased.clients, rebased.blocks),
        (0, vec!["other".to_owned()], vec![node.clone()])
    );
    assert_eq!(session.document().nodes[&node].text(&Prop::TEXT), "mine");
    assert_eq!(session.batch().unwrap().base_revision, 1);
}

#[test]
fn a_batch_whose_answer_was_lost_is_not_made_twice() {
    let mut server = Server { document: start(), log: Vec::new() };
    let mut session = Session::new(start(), 0, "c".into());
    let rng = SeededRng::new(5);
    let (ops, _) = add::block(session.document(), &Kind::Button, None, &rng).unwrap();
    session.edit("add", 1, ops).unwrap();
    sync(&mut session, &mut server, true);
    sync(&mut session, &mut server, false);
    assert!(session.is_saved());
    assert_eq!((server.log.len(), server.document.to_json()), (1, session.document().to_json()));
}

#[test]
fn what_the_server_refuses_is_taken_back_and_the_rest_stays() {
    let mut session = Session::new(start(), 0, "c".into());
    let before = session.document().to_json();
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "bad")).unwrap();
    session.batch();
    let rebased = session.refused().unwrap();
    assert_eq!(rebased.dropped, 1);
    assert_eq!(session.document().to_json(), before);
    assert!(session.refused().is_none());
}

#[test]
fn more_than_fits_into_a_batch_goes_in_several() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    let flags = |n: usize| Op::SetNodeFlags {
        node: node.clone(),
        label: Some(format!("n{n}")),
        locked: None,
        hidden: None,
    };
    session.edit("many", 1, (0..MAX_OPS + 3).map(flags).collect()).unwrap();
    let mut server = Server { document: start(), log: Vec::new() };
    assert_eq!(session.batch().unwrap().ops.len(), MAX_OPS);
    assert!(session.has_more());
    while !session.is_saved() {
        sync(&mut session, &mut server, false);
    }
    assert_eq!((server.log.len(), server.document.to_json()), (2, session.document().to_json()));
}

#[test]
fn one_that_is_refused_takes_no_others_along() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    let mut server = Server { document: start(), log: Vec::new() };
    for n in 0..40 {
        let label = Some(if n == 17 { "refused".to_owned() } else { format!("n{n}") });
        let op = Op::SetNodeFlags { node: node.clone(), label, locked: Some(n % 2 == 0), hidden: None };
        session.edit("flags", n, vec![op]).unwrap();
    }
    let mut dropped = 0;
    while let Some(batch) = session.batch() {
        if serde_json::to_string(&batch.ops).unwrap().contains("refused") {
            dropped += session.refused().unwrap().dropped;
        } else {
            sync(&mut session, &mut server, false);
        }
    }
    let arrived: usize = server.log.iter().map(|row| row.ops.len()).sum();
    assert_eq!((dropped, arrived, server.document.to_json()), (1, 39, session.document().to_json()));
}

fn theirs(revision: u64, ops: Vec<Op>) -> MissedBatch {
    MissedBatch { revision, client: "other".into(), seq: revision, ops }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_does_not_fit_leaves_all_as_it_was(steps in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>()), 1..12), own in 0_usize..6) {
        let rng = SeededRng::new(9);
        let mut session = Session::new(start(), 0, "own".to_owned());
        let mut other = start();
        let mut missed = Vec::new();
        for (at, (what, a, b)) in steps.into_iter().enumerate() {
            if at < own {
                let ops = ops(session.document(), what, a, b, &rng);
                let _ = session.edit("x", u64::try_from(at).unwrap(), ops);
                if at == 1 {
                    session.batch();
                }
            } else {
                let ops = ops(&other, what, a, b, &rng);
                if apply_all(&mut other, &ops).is_ok() {
                    missed.push(theirs(u64::try_from(missed.len()).unwrap() + 1, ops));
                }
            }
        }
        let gone = Op::Remove { node: NodeId::new("never-there").unwrap() };
        missed.push(theirs(u64::try_from(missed.len()).unwrap() + 1, vec![gone]));
        let (bytes, unsaved) = (session.document().to_json(), session.unsaved());
        prop_assert_eq!(session.rebase(u64::try_from(missed.len()).unwrap(), &missed), None);
        prop_assert_eq!(session.document().to_json(), bytes);
        prop_assert_eq!(session.unsaved(), unsaved);
        prop_assert_eq!(session.revision(), 0);
    }
}

#[test]
fn whoever_was_first_is_told_that_theirs_went() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "mine")).unwrap();
    let seq = session.batch().unwrap().seq;
    assert!(session.saved(seq, 1));
    let heard = session.hear(&theirs(2, set(&node, "theirs"))).unwrap();
    assert_eq!((heard.kept, heard.lost), (Vec::new(), vec![Clash::Prop(node.clone(), Prop::TEXT)]));
    assert_eq!(session.document().nodes[&node].text(&Prop::TEXT), "theirs");
    let again = session.hear(&theirs(3, set(&node, "later"))).unwrap();
    assert!(again.lost.is_empty(), "they have seen ours by then");
}

#[test]
fn undo_never_takes_somebody_elses_work_along() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    let rng = SeededRng::new(3);
    session.edit("text", 1, set(&node, "mine")).unwrap();
    let (ops, added) = add::block(session.document(), &Kind::Heading, None, &rng).unwrap();
    session.edit("add", 2, ops).unwrap();
    let batch = session.batch().unwrap();
    session.saved(batch.seq, 1);
    session.hear(&theirs(2, set(&added, "theirs"))).unwrap();
    assert_eq!(session.undo(), Some(Err(Refused::Changed)), "it would remove what they wrote");
    assert!(session.undo().unwrap().is_ok(), "nobody touched this");
    assert_eq!(session.document().nodes[&added].text(&Prop::TEXT), "theirs");
}

#[test]
fn the_stream_may_tell_first_and_more_than_once() {
    let mut session = Session::new(start(), 0, "c".into());
    let node = heading(session.document());
    session.edit("text", 1, set(&node, "mine")).unwrap();
    let batch = session.batch().unwrap();
    let own = MissedBatch { revision: 1, client: "c".into(), seq: batch.seq, ops: batch.ops.clone() };
    assert_eq!(session.hear(&own), Some(Rebased::default()));
    assert!(session.is_saved());
    assert!(!session.saved(batch.seq, 1), "the answer comes second");
    assert_eq!(session.hear(&own), Some(Rebased::default()));
    assert_eq!(session.hear(&theirs(3, set(&node, "x"))), None, "the second is missing");
    assert_eq!(session.revision(), 1);
}

/// A tab with a network that loses, repeats and delays.
struct Tab {
    session: Session,
    /// Answers to posts that are still under way.
    late: Vec<(u64, Result<u64, Vec<MissedBatch>>, u64)>,
    made: Vec<String>,
    dropped: usize,
}

impl Tab {
    fn answer(
        &mut self,
        (seq, answer, revision): (u64, Result<u64, Vec<MissedBatch>>, u64),
        server: &Server,
    ) {
        match answer {
            Ok(revision) => {
                self.session.saved(seq, revision);
            }
            Err(missed) => match self.session.rebase(revision, &missed) {
                Some(rebased) => self.dropped += rebased.dropped,
                None => self.catch_up(server),
            },
        }
    }

    fn catch_up(&mut self, server: &Server) {
        let missed: Vec<_> =
            server.log.iter().filter(|row| row.revision > self.session.revision()).cloned().collect();
        self.dropped += self.session.rebase(server.revision(), &missed).expect("nothing is missing").dropped;
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Three tabs, posts whose answers are lost, late or in another order, a stream that repeats and skips, times
    /// without any network: in the end all have the server's bytes, every change was made once or reported as dropped,
    /// and undoing everything of one's own leaves what others wrote.
    #[test]
    fn three_live_tabs_come_together(steps in proptest::collection::vec((any::<u8>(), any::<usize>(), any::<usize>(), 0_u8..12), 1..90)) {
        let rng = SeededRng::new(11);
        let mut server = Server { document: start(), log: Vec::new() };
        let mut tabs: Vec<Tab> = ["a", "b", "c"].into_iter().map(|name| Tab {
            session: Session::new(start(), 0, name.into()), late: Vec::new(), made: Vec::new(), dropped: 0,
        }).collect();
        for (number, (what, a, b, how)) in steps.into_iter().enumerate() {
            let tab = &mut tabs[a % 3];
            match how {
                0..=3 => {
                    let mut ops = ops(tab.session.document(), what, b, a, &rng);
                    let mark = format!("mark{number}");
                    if let Some(Op::SetNodeFlags { label, .. }) = ops.first_mut() {
                        *label = Some(mark.clone());
                    }
                    let marks = matches!(ops.first(), Some(Op::SetNodeFlags { .. }));
                    if !ops.is_empty() && tab.session.edit("x", u64::try_from(number).unwrap(), ops).is_ok() && marks {
                        tab.made.push(mark);
                    }
                }
                // Posts; the answer comes at once, later, or never.
                4..=6 => if let Some(batch) = tab.session.batch() {
                    let answer = (batch.seq, server.post(&batch), server.revision());
                    match how {
                        4 => tab.answer(answer, &server),
                        5 => tab.late.push(answer),
                        _ => {}
                    }
                },
                // A late answer, perhaps a newer one before an older.
                7 => if !tab.late.is_empty() {
                    let answer = tab.late.remove(b % tab.late.len());
                    tab.answer(answer, &server);
                },
                // The stream: any event, known, next, or too early.
                8 | 9 => if !server.log.is_empty() {
                    let event = server.log[b % server.log.len()].clone();
                    match tab.session.hear(&event) {
                        Some(rebased) => tab.dropped += rebased.dropped,
                        None if how == 8 => tab.catch_up(&server),
                        None => {}
                    }
                },
                10 => tab.catch_up(&server),
                _ => {
                    let _ = tab.session.undo();
                }
            }
            validate(tabs[a % 3].session.document()).unwrap();
        }
        for _ in 0..4 {
            for tab in &mut tabs {
                while let Some(batch) = tab.session.batch() {
                    let answer = (batch.seq, server.post(&batch), server.revision());
                    tab.answer(answer, &server);
                }
            }
        }
        for tab in &mut tabs {
            tab.catch_up(&server);
            prop_assert!(tab.session.is_saved());
            prop_assert_eq!(tab.session.document().to_json(), server.document.to_json());
        }
        let mut seen = std::collections::BTreeSet::new();
        prop_assert!(server.log.iter().all(|row| seen.insert((row.client.clone(), row.seq))));
        let written = serde_json::to_string(&server.log).unwrap();
        for tab in &tabs {
            let lost = tab.made.iter().filter(|mark| !written.contains(&format!("\"{mark}\""))).count();
            prop_assert!(lost <= tab.dropped, "{} lost, {} told", lost, tab.dropped);
        }
        // Whoever wrote a text last keeps it, whatever the others undo.
        let mut last = std::collections::BTreeMap::new();
        for row in &server.log {
            for op in &row.ops {
                if let Op::SetProp { node, prop, value } = op {
                    last.insert((node.clone(), prop.clone()), (row.client.clone(), value.clone()));
                }
            }
        }
        let tab = &mut tabs[0];
        while let Some(undone) = tab.session.undo() {
            prop_assert!(undone.is_err() || validate(tab.session.document()).is_ok());
        }
        for ((node, prop), (client, value)) in last {
            if client != "a" && server.document.nodes.get(&node).is_some_and(|node| node.props.get(&prop) == Some(&value)) {
                let kept = tab.session.document().nodes.get(&node).and_then(|node| node.props.get(&prop));
                prop_assert_eq!(kept, Some(&value));
            }
        }
    }
}
