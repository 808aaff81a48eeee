//! The invented year: it goes through the rules like real work, verifies, and is the same again.

use std::collections::BTreeMap;

use casework::audit::audit;
use casework::demo::{Plan, Summary, fill};
use casework::event::EventKind;
use casework::store::{CaseFilter, Store};

use crate::cluster::{database, skipped};
use crate::desk::day;
use crate::pack::regime;
use crate::store::embedded;

const PLAN: Plan = Plan { seed: 7, cases: 60, from: jiff::civil::date(2025, 1, 6), days: 365 };

fn filled(url: &str, plan: &Plan) -> (Store, Summary) {
    let store = Store::open(url).unwrap();
    let mut told = 0;
    let summary = fill(&store, regime(), plan, &mut |progress| {
        assert!(progress.events > told && progress.on >= day("2025-01-06"));
        told = progress.events;
    });
    let summary = summary.unwrap();
    assert!(told > 0 && summary.cases >= plan.cases);
    (store, summary)
}

fn verifies(store: &Store, summary: &Summary) {
    let report = audit(store).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!((report.entries, report.docket.cases.len() as u32), (summary.events, summary.cases));
}

#[test]
fn an_invented_year_on_sqlite_and_the_same_year_again() {
    let (_folder, url) = embedded();
    let (store, summary) = filled(&url, &PLAN);
    verifies(&store, &summary);
    let happened = |kind| summary.kinds.get(&kind).copied().unwrap_or(0);
    for kind in [
        EventKind::CaseReturned,
        EventKind::QuestionAnswered,
        EventKind::HitJudged,
        EventKind::Advised,
        EventKind::LicenceGranted,
        EventKind::LicenceRefused,
        EventKind::NotRequiredFound,
        EventKind::Withdrawn,
        EventKind::ShipmentBooked,
        EventKind::Verified,
        EventKind::DenialNotified,
        EventKind::DenialReceived,
    ] {
        assert!(happened(kind) > 0, "{kind:?}: {:?}", summary.kinds);
    }
    let (_other, url) = embedded();
    let (again, _) = filled(&url, &PLAN);
    assert_eq!(again.head().unwrap(), store.head().unwrap(), "the same seed, the same log");
    let full = fill(&store, regime(), &PLAN, &mut |_| ()).unwrap_err().to_string();
    assert!(full.contains("holds a log already"), "{full}");
}

#[test]
fn an_invented_year_on_postgres() {
    if skipped() {
        return;
    }
    let (store, summary) = filled(&database(), &Plan { seed: 8, ..PLAN });
    verifies(&store, &summary);
    let mut states: BTreeMap<String, u32> = BTreeMap::new();
    for row in store.cases(&CaseFilter::default(), 1_000).unwrap() {
        *states.entry(row.state).or_default() += 1;
    }
    println!("{states:?}\n{:?}", summary.kinds);
    assert!(states.len() >= 6, "{states:?}");
}
