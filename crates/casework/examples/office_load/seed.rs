//! A large office in little time: an invented year of some cases, each of which then happens to many
//! others too, word for word and at the same moment. Everything goes through the store's own door,
//! so the log is one that the rules allow and an audit finds sound.

use std::collections::BTreeSet;

use casework::chain::read;
use casework::demo::{Plan, fill};
use casework::event::Event;
use casework::id::CaseId;
use casework::recorded::{Recorded, Stream};
use casework::store::{Draft, PAGE_MAX, Store};
use control::regime::Regime;

/// Cases that are invented one by one at most; beyond them each stands for several.
const INVENTED_MAX: u32 = 1_250;
/// Events that go into the database together.
const BATCH: usize = 500;

/// Fills a database, or goes on where an interrupted filling stopped; how many cases and events there
/// are then.
pub(crate) fn office(store: &Store, regime: &Regime, cases: u32) -> (u32, u64) {
    let copies = cases.div_ceil(INVENTED_MAX);
    let plan =
        Plan { seed: 1, cases: cases / copies, from: jiff::civil::date(2025, 1, 6), days: 365 };
    if copies == 1 {
        let summary = fill(store, regime, &plan, &mut |_| {}).unwrap();
        return (summary.cases, summary.events);
    }
    let folder = std::env::temp_dir().join(format!("office-load-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let year = format!("sqlite:{}?mode=rwc", folder.join("year.db").display());
    let year = Store::open(&year).unwrap();
    let summary = fill(&year, regime, &plan, &mut |_| {}).unwrap();
    eprintln!("a year of {} cases, {} events", summary.cases, summary.events);
    let (once, segment, there) = (BTreeSet::new(), Vec::new(), store.head().unwrap().0);
    let mut seed = Seed { store, copies, once, segment, events: 0, there };
    let mut after = 0;
    loop {
        let page = year.log(after, PAGE_MAX).unwrap();
        let Some(last) = page.last() else { break };
        after = last.sequence;
        for entry in page {
            seed.take(read(&entry.body).unwrap());
        }
    }
    seed.flush();
    let (once, events) = (u32::try_from(seed.once.len()).unwrap(), seed.events);
    drop(year);
    std::fs::remove_dir_all(&folder).unwrap();
    ((summary.cases - once) * copies + once, events)
}

struct Seed<'s> {
    store: &'s Store,
    copies: u32,
    /// Cases that happen once: what they rest on has a digest with the number of another case in it.
    once: BTreeSet<CaseId>,
    /// What happened in cases since the office or its register last changed.
    segment: Vec<Recorded>,
    events: u64,
    /// Events that were there before.
    there: u64,
}

impl Seed<'_> {
    fn take(&mut self, recorded: Recorded) {
        let Stream::Case(id) = &recorded.stream else {
            self.flush();
            self.write(vec![recorded]);
            return;
        };
        if let Event::CaseOpened { application } = &recorded.event
            && application.original.is_some()
        {
            self.once.insert(id.clone());
        }
        self.segment.push(recorded);
    }

    fn flush(&mut self) {
        let segment = std::mem::take(&mut self.segment);
        let mut batch = Vec::new();
        for copy in 0..self.copies {
            for recorded in &segment {
                match &recorded.stream {
                    Stream::Case(id) if copy > 0 && self.once.contains(id) => {}
                    Stream::Case(id) => batch.push(copied(recorded, id, copy)),
                    Stream::Office | Stream::Denial(_) => {}
                }
                if batch.len() == BATCH {
                    self.write(std::mem::take(&mut batch));
                }
            }
        }
        self.write(batch);
    }

    fn write(&mut self, batch: Vec<Recorded>) {
        if batch.is_empty() {
            return;
        }
        let before = self.events / 100_000;
        let known = usize::try_from(self.there.saturating_sub(self.events)).unwrap();
        self.events += batch.len() as u64;
        if known >= batch.len() {
            return;
        }
        let drafts = batch.into_iter().skip(known).map(|recorded| {
            let Recorded { stream, version, at, by, role, event } = recorded;
            Draft { stream, expected: version - 1, at, by, role, event }
        });
        self.store.append_all(drafts.collect()).unwrap();
        if self.events / 100_000 > before {
            eprintln!("{} events", self.events);
        }
    }
}

/// The same in another case. Numbers of cases are in those of their licences as well.
fn copied(recorded: &Recorded, id: &CaseId, copy: u32) -> Recorded {
    if copy == 0 {
        return recorded.clone();
    }
    let body = casework::chain::write(recorded).unwrap();
    read(&body.replace(id.as_str(), &format!("{id}-{copy}"))).unwrap()
}
