//! An office of many cases under many users: fills a database with an invented year and measures
//! mixed work on it, in this process.
//!
//!     cargo run --release -p casework --example office_load -- postgres 100000
//!     cargo run --release -p casework --example office_load -- postgres:/var/tmp/office 100000
//!     cargo run --release -p casework --example office_load -- sqlite:office.db?mode=rwc 5000
//!
//! `postgres` starts a server of its own that writes every commit to the disk; with a folder, which
//! must be an absolute one, its database stays there. A database that is filled already is measured
//! as it is; with `FILL` in the environment an interrupted filling goes on first. `SECONDS`, `USERS` and `PAUSE` (milliseconds between what
//! one user does, on average) come from the environment.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    dead_code,
    unreachable_pub,
    reason = "a measurement, not part of the library"
)]

#[path = "../../tests/cluster.rs"]
mod cluster;
#[path = "../../tests/pack.rs"]
mod pack;
mod seed;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use casework::case::Case;
use casework::decision::Recommendation;
use casework::event::Event;
use casework::id::{CaseId, Digest, LicenceId, PersonId};
use casework::licence::Terms;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::role::Role;
use casework::store::{CaseFilter, Draft, Store, StoreError, WorkFilter};
use casework::transition::State;
use casework::view::{for_applicant, for_customs};
use jiff::Timestamp;

const STATES: [&str; 6] = ["review", "granted", "refused", "submitted", "recommended", "returned"];
/// Firms of the invented year that the office is made of.
const FIRMS: usize = 62;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(database), Some(cases)) = (arguments.next(), arguments.next()) else {
        panic!("office_load postgres|URL CASES");
    };
    let cases: u32 = cases.parse().expect("a number of cases");
    let (_server, url) = at(&database);
    let store = Store::open(&url).unwrap();
    if store.head().unwrap().0 == 0 || std::env::var_os("FILL").is_some() {
        let began = Instant::now();
        let (cases, events) = seed::office(&store, pack::regime(), cases);
        let took = began.elapsed().as_secs();
        println!("filled: {cases} cases, {events} events in {took} s");
    }
    let began = Instant::now();
    let store = Store::open(&url).unwrap();
    store.docket(None).unwrap();
    println!("opened and office read in {} ms", began.elapsed().as_millis());
    measure(&store);
}

/// The database that is named, with the server that is run for it.
fn at(database: &str) -> (Option<cluster::Server>, String) {
    if database == "postgres" {
        let server = cluster::Server::begin(cluster::UNLIMITED, "on");
        let url = server.database();
        return (Some(server), url);
    }
    let Some(folder) = database.strip_prefix("postgres:").filter(|rest| !rest.starts_with("//"))
    else {
        return (None, database.to_owned());
    };
    let server = cluster::Server::run_in(folder.into(), [cluster::UNLIMITED, "on"], "keep");
    if !server.tool("psql", &["-Atlq"]).lines().any(|line| line.starts_with("office|")) {
        server.tool("createdb", &["office"]);
    }
    let url = server.url("office");
    (Some(server), url)
}

fn from_env(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % count.max(1) as u64) as usize
    }
}

/// What the users of the measurement share.
struct Shared<'s> {
    store: &'s Store,
    at: Timestamp,
    /// Cases in each state, a sample.
    known: BTreeMap<&'static str, Vec<CaseId>>,
    licences: Vec<LicenceId>,
    recorded: AtomicU64,
    conflicts: AtomicU64,
    /// Place of the log's end at the beginning: numbers of new cases are this run's own.
    run: u64,
    done: AtomicBool,
}

fn measure(store: &Store) {
    let mut known = BTreeMap::new();
    for state in STATES {
        let mut filter = CaseFilter { state: Some(state.to_owned()), ..CaseFilter::default() };
        let mut ids = Vec::new();
        while ids.len() < 30_000 {
            let rows = store.cases(&filter, 1_000).unwrap();
            let Some(last) = rows.last() else { break };
            filter.after = last.opened;
            ids.extend(rows.into_iter().map(|row| row.id));
        }
        println!("{state}: {} cases", ids.len());
        known.insert(state, ids);
    }
    let number = |id: &CaseId| id.as_str().trim_start_matches("C-").to_owned();
    let licence = |id: &CaseId| LicenceId::new(format!("LIC-{}", number(id))).unwrap();
    let shared = Shared {
        store,
        at: "2026-11-02T09:00:00Z".parse().unwrap(),
        licences: known["granted"].iter().map(licence).collect(),
        known,
        recorded: AtomicU64::new(0),
        conflicts: AtomicU64::new(0),
        run: store.head().unwrap().0,
        done: AtomicBool::new(false),
    };
    let (users, seconds, pause) =
        (from_env("USERS", 200), from_env("SECONDS", 30), from_env("PAUSE", 500));
    let before = shared.run;
    let mut took: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
    std::thread::scope(|scope| {
        let shared = &shared;
        let users: Vec<_> =
            (0..users).map(|user| scope.spawn(move || work(shared, user, pause))).collect();
        std::thread::sleep(Duration::from_secs(seconds));
        shared.done.store(true, Ordering::Relaxed);
        for user in users {
            for (kind, mut times) in user.join().unwrap() {
                took.entry(kind).or_default().append(&mut times);
            }
        }
    });
    let recorded = shared.recorded.load(Ordering::Relaxed);
    let after = store.head().unwrap().0;
    println!("{users} users, {pause} ms pause on average, {seconds} s:");
    let mut all: Vec<u64> = took.values().flatten().copied().collect();
    took.insert("all", std::mem::take(&mut all));
    for (kind, mut times) in took {
        times.sort_unstable();
        let at = |permille: usize| times[(times.len() - 1) * permille / 1_000] as f64 / 1_000.0;
        println!(
            "{kind:>12}: {:>8} ({:>7.1}/s)  p50 {:>7.2} ms  p95 {:>7.2} ms  p99 {:>7.2} ms  max {:>7.2} ms",
            times.len(),
            times.len() as f64 / seconds as f64,
            at(500),
            at(950),
            at(990),
            at(1_000)
        );
    }
    let conflicts = shared.conflicts.load(Ordering::Relaxed);
    println!("{recorded} events acknowledged, {conflicts} times somebody was faster");
    assert_eq!(after - before, recorded, "no update is lost, none is doubled");
}

fn work(shared: &Shared<'_>, user: u64, pause: u64) -> BTreeMap<&'static str, Vec<u64>> {
    let mut random = Random(user * 7_919 + 13);
    let mut took: BTreeMap<&'static str, Vec<u64>> = BTreeMap::new();
    let mut number = 0;
    while !shared.done.load(Ordering::Relaxed) {
        if pause > 0 {
            let wait = random.below(usize::try_from(pause).unwrap() * 2) as u64;
            std::thread::sleep(Duration::from_millis(wait));
        }
        number += 1;
        let began = Instant::now();
        let kind = one(shared, &mut random, user, number);
        took.entry(kind).or_default().push(began.elapsed().as_micros() as u64);
    }
    took
}

fn one(shared: &Shared<'_>, random: &mut Random, user: u64, number: u64) -> &'static str {
    let store = shared.store;
    match random.below(100) {
        0..30 => {
            let case = pick(shared, random);
            let docket = store.docket(Some(&case)).unwrap();
            let case = &docket.cases[&case];
            let around = docket.around(case, None);
            let _ = case.open_points(&around, shared.at);
            let _ = for_applicant(case, &docket.office, shared.at);
            "open a case"
        }
        30..40 => {
            let role = &WORK[random.below(WORK.len())];
            let which = WorkFilter { states: Some(role.to_vec()), ..WorkFilter::default() };
            let mut open = 0;
            let page = store.page_at_work(&which, 50, |docket, id| {
                let case = &docket.cases[id];
                open += case.open_points(&docket.around(case, None), shared.at).len();
                open += usize::from(case.due(&docket.office).is_ok());
                Ok::<(), StoreError>(())
            });
            page.unwrap();
            "work list"
        }
        40..50 => {
            let case = pick(shared, random);
            let docket = store.docket(Some(&case)).unwrap();
            let case = &docket.cases[&case];
            if let Some(terms) = terms(case) {
                let around = docket.around(case, Some(&terms.licence));
                let found = case.can_issue(terms, &around, shared.at);
                assert!(!found.is_empty(), "a day later everything is to be looked at again");
            }
            "can_issue"
        }
        50..60 => {
            let state = STATES[random.below(STATES.len())].to_owned();
            let after = random.below(1_000_000) as u64;
            let filter = CaseFilter { state: Some(state), after, ..CaseFilter::default() };
            store.cases(&filter, 50).unwrap();
            "list a state"
        }
        60..67 => {
            let firm = Some(format!("firm-{}", random.below(FIRMS)));
            let filter = CaseFilter { firm, ..CaseFilter::default() };
            store.cases(&filter, 50).unwrap();
            "search a firm"
        }
        67..72 => {
            let licence = &shared.licences[random.below(shared.licences.len())];
            if let Some(row) = store.licence(licence).unwrap() {
                let docket = store.docket(Some(&row.case)).unwrap();
                let _ = for_customs(&docket.cases[&row.case], shared.at);
            }
            "customs look"
        }
        72..80 => {
            let case = pick(shared, random);
            file(shared, &case, user, number);
            "file a paper"
        }
        80..83 => {
            // Many on the same few cases: they get into each other's way.
            let case = shared.known["granted"][random.below(20)].clone();
            file(shared, &case, user, number);
            "file, crowded"
        }
        83..92 => {
            advance(shared, random);
            "advance a case"
        }
        _ => {
            let case = pick(shared, random);
            let known = store.case(&case).unwrap().unwrap();
            let id: CaseId = CaseId::new(format!("N-{}-{user}-{number}", shared.run)).unwrap();
            let mut application = known.application.clone();
            application.original = None;
            application.kind = "export".to_owned();
            let opened = Draft {
                stream: Stream::Case(id),
                expected: 0,
                at: shared.at,
                by: applicant(&known),
                role: Role::Applicant,
                event: Event::CaseOpened { application },
            };
            store.append(opened).unwrap();
            shared.recorded.fetch_add(1, Ordering::Relaxed);
            "open a new"
        }
    }
}

/// States of the cases in which one role's work is.
const WORK: [&[State]; 4] = [
    &[State::Submitted, State::Review],
    &[State::Review, State::Signed, State::Granted, State::Appealed],
    &[State::Recommended],
    &[State::Review, State::Granted],
];

/// The terms that were recommended.
fn terms(case: &Case) -> Option<&Terms> {
    match &case.recommendation.as_ref()?.what {
        Recommendation::Grant { terms, .. } => Some(terms),
        Recommendation::Refuse { .. } | Recommendation::NotRequired => None,
    }
}

/// Somebody takes a case one state on: accepts it, hands it in, or takes back what is under review.
fn advance(shared: &Shared<'_>, random: &mut Random) {
    loop {
        let kind = ["submitted", "returned", "review"][random.below(3)];
        let Some(ids) = shared.known.get(kind).filter(|ids| !ids.is_empty()) else { continue };
        let id = &ids[random.below(ids.len())];
        let case = shared.store.case(id).unwrap().unwrap();
        let officer = PersonId::new("intake-1").unwrap();
        let (by, role, event) = match case.state {
            State::Submitted => (officer, Role::IntakeOfficer, Event::CaseAccepted {}),
            State::Review if random.below(2) == 0 => {
                let reasons = vec!["the contract is missing".to_owned()];
                (officer, Role::IntakeOfficer, Event::CaseReturned { reasons })
            }
            State::Returned => {
                let facts = case.facts.clone();
                (applicant(&case), Role::Applicant, Event::Submitted { facts })
            }
            State::Review => {
                let why = "the customer has gone elsewhere".to_owned();
                (applicant(&case), Role::Applicant, Event::Withdrawn { why })
            }
            _ => continue,
        };
        let stream = Stream::Case(id.clone());
        let draft = Draft { stream, expected: case.version, at: shared.at, by, role, event };
        match shared.store.append(draft) {
            Ok(_) => {
                shared.recorded.fetch_add(1, Ordering::Relaxed);
                return;
            }
            // Somebody was faster, or this case is not ready for that: another one.
            Err(StoreError::Refused(_)) => {
                shared.conflicts.fetch_add(1, Ordering::Relaxed);
            }
            Err(other) => panic!("{other}"),
        }
    }
}

fn applicant(case: &Case) -> PersonId {
    let firm = case.firm().as_str().trim_start_matches("firm-");
    PersonId::new(format!("applicant-{firm}")).unwrap()
}

fn pick(shared: &Shared<'_>, random: &mut Random) -> CaseId {
    let granted = &shared.known["granted"];
    let review = &shared.known["review"];
    if review.is_empty() || random.below(2) == 0 {
        return granted[random.below(granted.len())].clone();
    }
    review[random.below(review.len())].clone()
}

/// A paper is filed: read, then recorded, again where somebody was faster.
fn file(shared: &Shared<'_>, id: &CaseId, user: u64, number: u64) {
    loop {
        let case = shared.store.case(id).unwrap().unwrap();
        let draft = Draft {
            stream: Stream::Case(id.clone()),
            expected: case.version,
            at: shared.at,
            by: applicant(&case),
            role: Role::Applicant,
            event: Event::DocumentFiled {
                digest: Digest::of(format!("{user} {number}").as_bytes()),
                name: "letter.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: 10_000,
            },
        };
        match shared.store.append(draft) {
            Ok(_) => {
                shared.recorded.fetch_add(1, Ordering::Relaxed);
                return;
            }
            Err(StoreError::Refused(Refusal::Conflict { .. })) => {
                shared.conflicts.fetch_add(1, Ordering::Relaxed);
            }
            // It was taken back in the meantime.
            Err(StoreError::Refused(Refusal::NotNow { .. })) => return,
            Err(other) => panic!("{other}"),
        }
    }
}
