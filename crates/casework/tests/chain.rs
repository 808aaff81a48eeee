//! The log: one changed byte, one missing, doubled or moved entry is found and named.

use casework::chain::{Entry, Fault, digest, read, verify};
use casework::docket::Docket;
use proptest::prelude::*;

use crate::desk::Desk;

fn log() -> Vec<Entry> {
    Desk::granted().log
}

#[test]
fn a_whole_log_verifies_and_replays() {
    let desk = Desk::granted();
    assert_eq!(verify(&desk.log), []);
    let mut again = Docket::default();
    for entry in &desk.log {
        again.apply(&read(&entry.body).unwrap()).unwrap();
    }
    assert_eq!(again, desk.docket);
}

#[test]
fn a_case_replayed_alone_is_the_case() {
    let desk = Desk::granted();
    let mut alone: Option<casework::case::Case> = None;
    for recorded in desk.log.iter().map(|entry| read(&entry.body).unwrap()) {
        if recorded.stream != crate::desk::on_case() {
            continue;
        }
        let next = match &alone {
            None => casework::case::open(&recorded, &crate::desk::the_case(), None),
            Some(case) => case.replay(&recorded),
        };
        alone = Some(next.unwrap());
    }
    assert_eq!(alone.as_ref(), Some(desk.case()));
}

#[test]
fn missing_doubled_and_moved_entries_are_named() {
    let whole = log();
    let mut missing = whole.clone();
    missing.remove(4);
    assert_eq!(verify(&missing), [Fault::Missing { sequence: 5 }]);
    let mut doubled = whole.clone();
    doubled.insert(5, whole[4].clone());
    assert_eq!(verify(&doubled), [Fault::Doubled { sequence: 5 }]);
    let mut moved = whole.clone();
    moved.swap(4, 5);
    let found = verify(&moved);
    assert!(found.contains(&Fault::Reordered { sequence: 5, after: 6 }), "{found:?}");
}

#[test]
fn moved_and_renumbered_entries_are_found_by_their_digests() {
    let mut moved = log();
    moved.swap(4, 5);
    moved[4].sequence = 5;
    moved[5].sequence = 6;
    assert!(verify(&moved).contains(&Fault::Changed { sequence: 5 }));
}

#[test]
fn a_rewritten_end_of_the_log_breaks_the_digest_of_its_head() {
    // Whoever can rewrite everything can make a chain that holds; it then ends in another digest,
    // which is what a checkpoint kept elsewhere shows.
    let whole = log();
    let mut forged = whole.clone();
    let at = forged.len() - 2;
    forged[at].body = forged[at].body.replace("case-1", "case-2");
    for entry in at..forged.len() {
        let before = forged[entry - 1].digest.clone();
        forged[entry].digest = digest(&before, forged[entry].sequence, &forged[entry].body);
    }
    assert_eq!(verify(&forged), []);
    assert_ne!(forged.last().unwrap().digest, whole.last().unwrap().digest);
}

#[test]
fn an_event_is_written_in_one_way_only() {
    let body = &log()[0].body;
    assert!(read(body).is_ok());
    assert!(read(&body.replace(":", ": ")).is_err());
    assert!(read(&body.replace('{', "{\"x\":1,")).is_err());
}

proptest! {
    #[test]
    fn one_changed_byte_is_found(place in 0usize..1_000_000, flip in 1u8..=255) {
        let mut log = log();
        let total: usize = log.iter().map(|entry| entry.body.len()).sum();
        let mut place = place % total;
        for entry in &mut log {
            if place >= entry.body.len() {
                place -= entry.body.len();
                continue;
            }
            let mut bytes = entry.body.clone().into_bytes();
            bytes[place] ^= flip;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let sequence = entry.sequence;
            entry.body = text;
            prop_assert_eq!(verify(&log), [Fault::Changed { sequence }]);
            break;
        }
    }
}

/// A log as it was written when the format was new. It is never written again: what was recorded
/// once is read for ever, and replays to the same end.
pub(crate) fn kept() -> Vec<Entry> {
    let path = format!("{}/tests/log-1.ndjson", env!("CARGO_MANIFEST_DIR"));
    if !std::path::Path::new(&path).exists() && std::env::var_os("UPDATE").is_some() {
        let line = |e: &Entry| format!("{}\t{}\t{}\n", e.sequence, e.digest, e.body);
        let text: String = everything().iter().map(line).collect();
        std::fs::write(&path, text).unwrap();
    }
    let text = std::fs::read_to_string(&path).unwrap();
    let mut log = Vec::new();
    for line in text.lines() {
        let mut cells = line.splitn(3, '\t');
        let sequence = cells.next().unwrap().parse().unwrap();
        let digest = crate::desk::id(cells.next().unwrap());
        log.push(Entry { sequence, body: cells.next().unwrap().to_owned(), digest });
    }
    log
}

#[test]
fn a_log_of_the_first_format_is_still_read_and_still_allowed() {
    let log = kept();
    assert_eq!(verify(&log), []);
    let mut docket = Docket::default();
    for entry in &log {
        docket.apply(&read(&entry.body).unwrap()).unwrap();
    }
    let case = &docket.cases[&crate::desk::the_case()];
    let licence = case.licence.as_ref().unwrap();
    assert_eq!(licence.balance("1").unwrap().left, crate::desk::kilograms("6"));
    assert_eq!(docket.register.denials.len(), 1);
}

/// A short life of an office, with an event of most kinds.
fn everything() -> Vec<Entry> {
    use casework::event::Event;
    let mut desk = Desk::in_review();
    let notice = crate::weaknesses::notice("FR-1", "FR");
    desk.denial("denials", "FR-1", Event::DenialReceived { notice }).unwrap();
    desk.denial("officer", "FR-1", Event::DenialRead { case: None }).unwrap();
    desk.does("officer", Event::AgencyAsked { agency: crate::desk::id("defence") }).unwrap();
    desk.advise("adviser", "defence", casework::advice::Advice::Approve, "no concern");
    let asking = casework::assessment::Asking {
        field: "items[1].properties.force".to_owned(),
        text: "how much force?".to_owned(),
    };
    let question = || crate::desk::id("q1");
    desk.does("assessor", Event::QuestionAsked { question: question(), asking }).unwrap();
    let answer = "4 kN".to_owned();
    let answered = Event::QuestionAnswered { question: question(), answer, application: None };
    desk.does("applicant", answered).unwrap();
    desk.look();
    desk.recommend("officer");
    desk.sign("signer");
    desk.grant("officer").unwrap();
    let booking = crate::desk::booking("s1", 1, crate::desk::kilograms("4"));
    desk.does("customs", Event::ShipmentBooked { booking }).unwrap();
    let since = desk.at;
    let event = Event::LicenceSuspended { since, why: "doubts".to_owned() };
    desk.does("head", event).unwrap();
    desk.log
}
