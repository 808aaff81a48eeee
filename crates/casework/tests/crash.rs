//! Writers killed in the middle of their work: what was acknowledged is there, nothing is there by
//! half or twice, and the log verifies. The writer is this test program run again.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

use casework::audit::audit;
use casework::event::Event;
use casework::id::CaseId;
use casework::recorded::Stream;
use casework::role::Role;
use casework::store::{Draft, Store};

use crate::desk::{Desk, id, person};
use crate::store::{embedded, fill};

/// Names the database to the writer.
const URL: &str = "CASEWORK_CRASH_URL";
/// Times that two writers are killed, by default and in the long run: a thousand writers each.
const KILLS: u32 = 12;
const KILLS_LONG: u32 = 500;

/// `PORTCULLIS_LONG=1` runs these tests whole; otherwise a bounded part of each.
pub(crate) fn times(short: u32, long: u32) -> u32 {
    if std::env::var_os("PORTCULLIS_LONG").is_some() { long } else { short }
}

#[test]
fn killed_writers_on_sqlite() {
    let (_folder, url) = embedded();
    run(&url, times(KILLS, KILLS_LONG));
}

#[test]
fn killed_writers_on_postgres() {
    if !crate::cluster::skipped() {
        run(&crate::cluster::database(), times(KILLS, KILLS_LONG));
    }
}

/// Does nothing unless it is told which database: it is the program that gets killed.
#[test]
fn the_writer() {
    let Ok(url) = std::env::var(URL) else { return };
    let store = Store::open(&url).unwrap();
    let at = Desk::empty().at;
    for number in 1.. {
        let name = format!("case-{}-{number}", std::process::id());
        let draft = Draft {
            stream: Stream::Case(id(&name)),
            expected: 0,
            at,
            by: person("applicant"),
            role: Role::Applicant,
            event: Event::CaseOpened { application: crate::desk::application() },
        };
        store.append(draft).unwrap();
        eprintln!("acknowledged {name}");
    }
}

fn run(url: &str, kills: u32) {
    let store = Store::open(url).unwrap();
    let desk = Desk::open();
    fill(&store, &desk);
    let mut acknowledged: BTreeSet<CaseId> = BTreeSet::new();
    for kill in 0..kills {
        // Two instances write side by side; both die.
        let mut writers: Vec<_> = (0..2).map(|_| writer(url)).collect();
        let wait = Duration::from_millis(u64::from(kill * 37 % 80));
        let mut readers = Vec::new();
        for child in &mut writers {
            let stream = child.stderr.take().unwrap();
            let (begun, first) = std::sync::mpsc::channel();
            let reader = std::thread::spawn(move || {
                let mut names = Vec::new();
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if let Some(name) = line.strip_prefix("acknowledged ") {
                        names.push(name.to_owned());
                        let _ = begun.send(());
                    }
                }
                names
            });
            readers.push((reader, first));
        }
        for (_, first) in &readers {
            first.recv_timeout(Duration::from_secs(60)).expect("the writer writes");
        }
        std::thread::sleep(wait);
        for child in &mut writers {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        for (reader, _) in readers {
            // A line that was cut by the death of its writer was not acknowledged.
            acknowledged
                .extend(reader.join().unwrap().into_iter().filter_map(|n| CaseId::new(n).ok()));
        }
    }
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, []);
    let there: BTreeSet<CaseId> = report.docket.cases.keys().cloned().collect();
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.len() <= 2 * kills as usize && lost.iter().all(|n| is_cut(n, &there)), "{lost:?}");
    // At most the last write of each writer was recorded without being acknowledged.
    let more = there.difference(&acknowledged).count();
    assert!(more <= 2 * kills as usize, "{more} more than were acknowledged");
    assert_eq!(report.entries, desk.log.len() as u64 + there.len() as u64, "none twice");
    println!("{kills} times two writers killed: {} acknowledged, {more} more", acknowledged.len());
}

/// A name that lost its end on the way is the beginning of one that is there.
fn is_cut(name: &CaseId, there: &BTreeSet<CaseId>) -> bool {
    there.iter().any(|whole| whole.as_str().starts_with(name.as_str()))
}

fn writer(url: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::the_writer", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}
