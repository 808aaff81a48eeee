//! A year of an invented office, drawn from a seed: for trying, for pictures and for load tests.
//!
//! Everything goes through the same door as a real office's work, so the database that comes out
//! verifies. The same seed, law data and plan give the same log. Firms, people, parties, lists and
//! partners' denials are invented; states must be known to the law data and are real ones.

mod law;
mod path;
mod random;
mod review;
mod world;

use std::cell::RefCell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use control::regime::Regime;
use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};

use crate::assessment::Assessment;
use crate::docket::Docket;
use crate::event::Event;
use crate::id::PersonId;
use crate::recorded::{Recorded, Stream};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::store::{Draft, Store, StoreError};
use path::Path;
use random::Random;

/// Events that go into the database together.
const BATCH: usize = 500;
/// Things that happen in one case at most; beyond them something goes round in circles.
const STEPS_MAX: u32 = 120;
/// Hours between which people work, in UTC.
const HOURS: std::ops::Range<i8> = 8..17;

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The same seed makes the same office.
    pub seed: u64,
    /// Applications within the time; retransfers come on top.
    pub cases: u32,
    /// The first day.
    pub from: Date,
    /// For how many days applications come in and people work.
    pub days: u16,
}

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The invented day.
    pub on: Date,
    /// Cases begun.
    pub cases: u32,
    /// Events recorded.
    pub events: u64,
}

/// What was made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Cases.
    pub cases: u32,
    /// Events, the office's own included.
    pub events: u64,
    /// How many events of each kind.
    pub kinds: BTreeMap<crate::event::EventKind, u64>,
}

/// Something that somebody does, and how many minutes pass before anybody does the next thing.
struct Step {
    stream: Stream,
    by: PersonId,
    role: Role,
    event: Event,
    wait: i64,
}

/// Fills an empty database.
///
/// # Errors
/// The database is not empty or fails, or the rules refuse something, which is a fault here.
pub fn fill(
    store: &Store,
    regime: &Regime,
    plan: &Plan,
    progress: &mut dyn FnMut(&Progress),
) -> Result<Summary, StoreError> {
    if store.head()?.0 > 0 {
        let why = "the database holds a log already; an invented year goes into an empty one";
        return Err(Refusal::NotSo(why.to_owned()).into());
    }
    let mut year = Year::new(store, regime, plan)?;
    year.office()?;
    while let Some(Reverse((at, number))) = year.queue.pop() {
        if at > year.end {
            break;
        }
        year.turn(at, number)?;
        if year.batch.len() >= BATCH {
            year.record()?;
            progress(&Progress {
                on: crate::clock::utc_date(at),
                cases: year.summary.cases,
                events: year.summary.events,
            });
        }
    }
    year.record()?;
    Ok(year.summary)
}

/// The year as it goes.
struct Year<'y> {
    store: &'y Store,
    regime: &'y Regime,
    plan: Plan,
    random: Random,
    end: Timestamp,
    docket: Docket,
    /// What happens next: when, in which case; numbers below those of cases are the office's own.
    queue: BinaryHeap<Reverse<(Timestamp, u32)>>,
    paths: BTreeMap<u32, Path>,
    next: u32,
    batch: Vec<Draft>,
    summary: Summary,
    /// What the law said of the same goods to the same state in the same month, with nobody found
    /// and no denial near: names and amounts change nothing then.
    answers: RefCell<BTreeMap<Asked, Assessment>>,
}

/// Everything on which such an answer depends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Asked {
    good: usize,
    to: Option<String>,
    retransfer: bool,
    assurances: BTreeSet<String>,
    month: (i16, i8),
}

/// What the office itself does every week.
const LISTS: u32 = 0;
/// A partner tells of a denial.
const DENIALS: u32 = 1;
/// Cases are numbered from here.
const CASES: u32 = 10;

impl<'y> Year<'y> {
    fn new(store: &'y Store, regime: &'y Regime, plan: &Plan) -> Result<Self, StoreError> {
        let beyond = || Refusal::NotSo(format!("{}: no year begins there", plan.from));
        let from = control::period::midnight(plan.from);
        let end = from.checked_add((i64::from(plan.days) * 24).hours()).map_err(|_| beyond())?;
        let mut year = Self {
            store,
            regime,
            plan: *plan,
            random: Random::new(plan.seed),
            end,
            docket: Docket::default(),
            queue: BinaryHeap::new(),
            paths: BTreeMap::new(),
            next: CASES,
            batch: Vec::new(),
            summary: Summary::default(),
            answers: RefCell::default(),
        };
        let minutes = i64::from(plan.days) * 24 * 60;
        for _ in 0..plan.cases {
            let at = later(from, year.random.within(minutes - 4 * 24 * 60));
            let path = Path::draw(&mut year.random, plan);
            year.begin(at, path);
        }
        for week in 1..=i64::from(plan.days) / 7 {
            year.queue.push(Reverse((later(from, week * 7 * 24 * 60), LISTS)));
        }
        for _ in 0..(plan.cases / 40).clamp(5, world::DENIALS_MAX) {
            year.queue.push(Reverse((later(from, year.random.within(minutes)), DENIALS)));
        }
        Ok(year)
    }

    fn begin(&mut self, at: Timestamp, path: Path) {
        self.paths.insert(self.next, Path { number: self.next, ..path });
        self.queue.push(Reverse((at, self.next)));
        self.next += 1;
    }

    /// The next thing in a case, and when the one after it is.
    fn turn(&mut self, at: Timestamp, number: u32) -> Result<(), StoreError> {
        match number {
            LISTS => return self.lists(at),
            DENIALS => return self.denial(at),
            _ => {}
        }
        let Some(mut path) = self.paths.remove(&number) else { return Ok(()) };
        path.steps += 1;
        if path.steps == 1 {
            self.summary.cases += 1;
        }
        let id = path::case_id(number)?;
        let step = if path.steps > STEPS_MAX { None } else { self.step(&mut path, &id, at)? };
        let Some(step) = step else {
            self.over(&path, &id, at);
            return Ok(());
        };
        let next = later(at, step.wait);
        self.take(at, step)?;
        self.queue.push(Reverse((next, number)));
        self.paths.insert(number, path);
        Ok(())
    }

    /// A case that is over makes room, unless what was shipped is passed on.
    fn over(&mut self, path: &Path, id: &crate::id::CaseId, at: Timestamp) {
        let licence = self.docket.cases.get(id).and_then(|case| case.licence.as_ref());
        let licence = licence.filter(|licence| !licence.bookings.is_empty());
        match licence.map(|licence| licence.terms.licence.clone()) {
            Some(licence) if path.passed_on => {
                let path = path.retransfer(&mut self.random, licence);
                self.begin(later(at, 20 * 24 * 60), path);
            }
            _ => {
                self.docket.cases.remove(id);
            }
        }
    }

    /// Somebody does something: in our own memory at once, in the database with the next batch.
    fn take(&mut self, at: Timestamp, step: Step) -> Result<(), StoreError> {
        let Step { stream, by, role, event, .. } = step;
        let expected = self.docket.version(&stream);
        let kind = event.kind();
        let version = expected + 1;
        let recorded = Recorded { stream, version, at, by, role, event };
        self.docket.apply(&recorded)?;
        *self.summary.kinds.entry(kind).or_default() += 1;
        self.summary.events += 1;
        let Recorded { stream, at, by, role, event, .. } = recorded;
        self.batch.push(Draft { stream, expected, at, by, role, event });
        Ok(())
    }

    fn record(&mut self) -> Result<(), StoreError> {
        let batch = std::mem::take(&mut self.batch);
        if batch.is_empty() {
            return Ok(());
        }
        self.store.append_all(batch).map(|_| ())
    }
}

/// So many minutes later, when people work again.
fn later(at: Timestamp, minutes: i64) -> Timestamp {
    let mut at = at.checked_add(minutes.minutes()).unwrap_or(at);
    for _ in 0..4 {
        let civil = jiff::tz::Offset::UTC.to_datetime(at);
        let free = matches!(civil.weekday(), Weekday::Saturday | Weekday::Sunday);
        if !free && HOURS.contains(&civil.hour()) {
            break;
        }
        // Early in the morning of the same day, or of the next.
        let today = civil.hour() < HOURS.start && !free;
        let day = if today { Some(civil.date()) } else { crate::calendar::next(civil.date()) };
        let morning = day.map(control::period::midnight);
        let minute = i64::from(HOURS.start) * 60 + i64::from(civil.minute());
        at = morning.and_then(|day| day.checked_add(minute.minutes()).ok()).unwrap_or(at);
    }
    at
}
