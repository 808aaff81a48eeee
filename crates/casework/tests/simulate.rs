//! A simulated office: people drawn from a seed do permitted and forbidden things. Whatever they
//! try, what must always hold is looked at after every step, by the plainest means, from what
//! happened and not from what the rules made of it.

mod people;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use casework::case::Case;
use casework::chain::{Follower, digest, read, write};
use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::id::{CaseId, PersonId};
use casework::recorded::{Recorded, Stream};
use casework::role::Role;
use casework::transition::allowed;

use crate::crash::times;

/// Steps of one seed, by default and in the long run, which goes through four.
const STEPS: u32 = 100_000;
const STEPS_LONG: u32 = 250_000;

#[test]
fn whatever_people_try_what_must_hold_holds() {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_240_304);
    let seeds = u64::from(times(1, 4));
    for seed in (seed..).take(usize::try_from(seeds).unwrap()) {
        run(seed, times(STEPS, STEPS_LONG));
    }
}

fn run(seed: u64, steps: u32) {
    let mut office = people::Office::new(seed);
    let mut watch = Watch::default();
    for recorded in office.beginning() {
        watch.accept(&recorded, None, &office.docket);
    }
    let (mut accepted, mut kinds) = (0, BTreeSet::new());
    for step in 0..steps {
        let recorded = office.attempt();
        let before = case_of(&office.docket, &recorded).cloned();
        let copy = (step % 1_000 == 0).then(|| office.docket.clone());
        match office.docket.apply(&recorded) {
            Ok(()) => {
                accepted += 1;
                kinds.insert(recorded.event.kind());
                watch.accept(&recorded, before.as_deref(), &office.docket);
            }
            Err(_) => {
                let same = case_of(&office.docket, &recorded) == before.as_ref();
                assert!(same, "seed {seed} step {step}: a refused event changed its case");
                if let Some(copy) = copy {
                    assert_eq!(
                        copy, office.docket,
                        "seed {seed} step {step}: changed all the same"
                    );
                }
            }
        }
        office.tidy(&mut watch.twin);
    }
    watch.finish(&office.docket);
    println!("seed {seed}: {steps} steps, {accepted} accepted, {} kinds", kinds.len());
    println!("{} grants, {} bookings", watch.grants, watch.bookings);
    assert!(watch.grants > 0 && watch.bookings > 0, "nothing much happened");
    assert!(accepted < steps, "something forbidden was tried");
    // No regime of this office reads anything into silence.
    let never = EventKind::ALL.iter().filter(|kind| !kinds.contains(kind));
    let never: Vec<_> = never.filter(|kind| **kind != EventKind::SilenceRecorded).collect();
    assert!(never.is_empty(), "never happened: {never:?}");
}

fn case_of<'d>(docket: &'d Docket, recorded: &Recorded) -> Option<&'d Arc<Case>> {
    match &recorded.stream {
        Stream::Case(id) => docket.cases.get(id),
        _ => None,
    }
}

/// What must hold, followed event by event.
#[derive(Default)]
struct Watch {
    follower: Follower,
    /// The same memory made from the texts of the log alone.
    twin: Docket,
    /// Who did what in which case, as the events say.
    did: BTreeMap<CaseId, Vec<(PersonId, EventKind)>>,
    /// Signatures under the recommendation that stands.
    signed: BTreeMap<CaseId, Vec<PersonId>>,
    recommended: BTreeMap<CaseId, PersonId>,
    grants: u32,
    bookings: u32,
}

impl Watch {
    fn accept(&mut self, recorded: &Recorded, before: Option<&Case>, docket: &Docket) {
        self.chained(recorded);
        let office = &self.twin.office;
        // The person held the role when it happened.
        if let Some(person) = office.people.get(&recorded.by) {
            assert!(person.active && person.roles.contains(&recorded.role), "{recorded:?}");
        }
        if let Stream::Case(id) = &recorded.stream {
            let kind = recorded.event.kind();
            if let Some(before) = before {
                assert!(allowed(before.state, kind), "{kind:?} in {:?}", before.state);
            }
            self.four_eyes(id, recorded, docket);
            self.life(id, recorded, before, docket);
            self.did.entry(id.clone()).or_default().push((recorded.by.clone(), kind));
        }
        let body = write(recorded).unwrap();
        self.twin.apply(&read(&body).unwrap()).unwrap();
    }

    fn chained(&mut self, recorded: &Recorded) {
        let (last, before) = self.follower.head();
        let (sequence, body) = (last + 1, write(recorded).unwrap());
        let digest = digest(before, sequence, &body);
        let entry = casework::chain::Entry { sequence, body, digest };
        assert_eq!(self.follower.take(&entry), []);
    }

    fn four_eyes(&mut self, id: &CaseId, recorded: &Recorded, docket: &Docket) {
        match &recorded.event {
            Event::Recommended { .. } => {
                self.recommended.insert(id.clone(), recorded.by.clone());
                self.signed.remove(id);
            }
            Event::Countersigned { accepted: false, .. } | Event::AppealDecided { .. } => {
                self.recommended.remove(id);
                self.signed.remove(id);
            }
            Event::Countersigned { .. } => {
                let worked = [
                    EventKind::Recommended,
                    EventKind::HitJudged,
                    EventKind::DenialJudged,
                    EventKind::RuleJudged,
                    EventKind::DutyDischarged,
                    EventKind::Advised,
                    EventKind::FactsCorrected,
                ];
                let did = self.did.get(id).into_iter().flatten();
                let mut own = did.filter(|(by, kind)| *by == recorded.by && worked.contains(kind));
                assert_eq!(own.next(), None, "{} signed own work", recorded.by);
                self.signed.entry(id.clone()).or_default().push(recorded.by.clone());
            }
            Event::LicenceGranted { terms, .. } => {
                self.grants += 1;
                self.granted(id, terms, recorded, docket);
            }
            Event::LicenceRefused { reasons, acceptable } => {
                assert!(!reasons.is_empty() && !acceptable.trim().is_empty());
            }
            _ => {}
        }
    }

    /// Written from the law of procedure, not from the function that enforces it.
    fn granted(
        &self,
        id: &CaseId,
        terms: &casework::licence::Terms,
        recorded: &Recorded,
        docket: &Docket,
    ) {
        let case = &docket.cases[id];
        let people: BTreeSet<&PersonId> = self.signed[id].iter().collect();
        assert!(!people.contains(&self.recommended[id]), "who recommended signed");
        assert!(!people.is_empty());
        let assessment = case.assessment.as_ref().unwrap();
        let one = assessment.matches.iter().any(|matched| matched.category == "I");
        if one {
            assert!(people.len() >= 2 && recorded.role == Role::HeadOfUnit);
        }
        assert_ne!(assessment.floor, casework::assessment::Level::Prohibited);
        let today = casework::clock::utc_date(recorded.at);
        assert_eq!(casework::clock::utc_date(assessment.basis.as_of), today);
        let screening = case.screening.as_ref().unwrap();
        for (list, version) in &docket.office.lists {
            assert_eq!(screening.lists.get(list), Some(&version.digest), "an old list");
        }
        for party in &case.application.parties {
            let search = &screening.parties[&party.id];
            assert_eq!(search.not_done, None);
            for hit in &search.hits {
                let judged = case.judgements.iter().find(|(key, _)| {
                    key.party == party.id && key.list == hit.list && key.entry == hit.entry
                });
                let (_, judged) = judged.expect("every hit was judged");
                assert_eq!(judged.verdict, casework::searched::Verdict::Different);
                assert!(judged.version == hit.version && judged.until >= today);
            }
        }
        assert!(case.questions.values().all(|question| !question.is_open()));
        assert!(case.consultations.values().all(|consultation| consultation.end.is_some()));
        for line in &terms.lines {
            let item = case.application.items.iter().find(|item| item.id == line.item).unwrap();
            assert!(line.quantity.amount <= item.quantity.amount);
        }
    }

    fn life(&mut self, id: &CaseId, recorded: &Recorded, before: Option<&Case>, docket: &Docket) {
        let licence = docket.cases[id].licence.as_ref();
        if let Event::ShipmentBooked { booking } = &recorded.event {
            self.bookings += 1;
            let before = before.and_then(|case| case.licence.as_ref()).unwrap();
            assert_eq!(before.standing, casework::licence::Standing::Valid);
            assert!(booking.day <= before.terms.until);
            assert_eq!(docket.cases[id].listed_parties(recorded.at), []);
        }
        let Some(licence) = licence else { return };
        for line in &licence.terms.lines {
            let mut drawn = casework::amount::Amount::ZERO;
            for booking in licence.bookings.iter().filter(|b| b.item == line.item) {
                assert_eq!(booking.quantity.unit, line.quantity.unit);
                drawn = drawn.plus(booking.quantity.amount);
            }
            assert!(drawn <= line.quantity.amount, "overdrawn");
        }
        for (verification, reporter) in &licence.verifications {
            if licence.closed.contains(&verification.id)
                && let Event::AdverseClosed { verification: closed, .. } = &recorded.event
                && *closed == verification.id
            {
                assert_ne!(*reporter, recorded.by, "an own adverse report closed");
            }
        }
        for (obligation, _) in &licence.met {
            if obligation.as_str() == "arrival" {
                assert!(licence.verifications.iter().any(|(v, _)| v.outcome.is_favourable()));
            }
        }
    }

    fn finish(&self, docket: &Docket) {
        assert_eq!(self.twin, *docket, "the memory made from the log's texts is the same");
        for case in docket.cases.values() {
            let seen = casework::view::for_applicant(case, &docket.office, case.at);
            let seen = format!("{seen:?}");
            assert!(!seen.contains(people::MARK), "an applicant saw what officers wrote: {seen}");
        }
    }
}
