//! After the grant: shipments, obligations, verification, suspension, consent to a retransfer.

use casework::amount::{Amount, Quantity, Unit};
use casework::event::Event;
use casework::facts::Application;
use casework::id::{Digest, ShipmentId};
use casework::licence::{Outcome, Standing, Verification, VerificationKind};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::PartySearch;

use crate::desk::{Desk, application, booking, day, end_user, id, kilograms, terms, words};
use crate::weaknesses::hit;

fn book(desk: &mut Desk, shipment: &str, part: u16, quantity: Quantity) -> Result<(), Refusal> {
    let booking = booking(shipment, part, quantity);
    desk.does("customs", Event::ShipmentBooked { booking })
}

#[test]
fn scenario_32_too_much_or_another_unit_is_stopped() {
    let mut desk = Desk::granted();
    let much = book(&mut desk, "s1", 1, kilograms("11")).unwrap_err().to_string();
    assert_eq!(much, "11 kilogram of line 1: 10 kilogram left");
    let pieces = Quantity { amount: Amount::whole(1), unit: Unit::Piece };
    let other = book(&mut desk, "s1", 1, pieces).unwrap_err().to_string();
    assert_eq!(other, "booked in piece, licensed in kilogram: never converted");
    let mismatch = Event::MismatchRaised { what: "pieces instead of kilograms".to_owned() };
    desk.does("customs", mismatch).unwrap();
    assert_eq!(desk.case().mismatches.len(), 1);
    assert!(desk.case().licence.as_ref().unwrap().bookings.is_empty());
    crate::scenarios::everywhere(&desk);
}

#[test]
fn split_shipments_are_put_together_again_and_never_overdrawn() {
    let mut desk = Desk::granted();
    book(&mut desk, "s1", 1, kilograms("4")).unwrap();
    book(&mut desk, "s1", 2, kilograms("3.5")).unwrap();
    assert!(book(&mut desk, "s1", 2, kilograms("1")).is_err(), "the same part twice");
    assert!(book(&mut desk, "s2", 1, kilograms("2.500001")).is_err());
    let licence = desk.case().licence.as_ref().unwrap();
    let shipment: ShipmentId = id("s1");
    assert_eq!(licence.recombined(&shipment)["1"], kilograms("7.5"));
    assert_eq!(licence.balance("1").unwrap().left, kilograms("2.5"));
    let why = "did not leave".to_owned();
    let event = Event::BookingCancelled { shipment, part: 2, why };
    desk.does("customs", event).unwrap();
    book(&mut desk, "s1", 2, kilograms("6")).unwrap();
    let licence = desk.case().licence.as_ref().unwrap();
    assert!(licence.exhausted());
    assert_eq!(licence.cancelled.len(), 1, "what was taken back is still known");
}

#[test]
fn a_licence_is_not_used_before_it_or_after_its_end() {
    let mut desk = Desk::granted();
    let mut early = booking("s1", 1, kilograms("1"));
    early.day = day("2024-03-03");
    assert!(desk.does("customs", Event::ShipmentBooked { booking: early }).is_err());
    desk.pass(2 * 366);
    let mut late = booking("s1", 1, kilograms("1"));
    late.day = day("2026-03-05");
    let refused = desk.does("customs", Event::ShipmentBooked { booking: late });
    assert_eq!(refused.unwrap_err().to_string(), "the licence ended on 2026-03-03");
}

fn report(name: &str, kind: VerificationKind, outcome: Outcome) -> Event {
    let verification = Verification {
        id: id(name),
        kind,
        shipment: Some(id("s1")),
        on: day("2024-03-20"),
        outcome,
        conditions: std::collections::BTreeMap::new(),
        serials: Vec::new(),
        report: "as seen".to_owned(),
    };
    Event::Verified { verification }
}

#[test]
fn what_could_not_be_done_or_was_refused_never_counts_as_favourable() {
    let mut desk = Desk::granted();
    book(&mut desk, "s1", 1, kilograms("4")).unwrap();
    let owed = desk.case().licence.as_ref().unwrap().obligations();
    let arrival = owed.iter().find(|owed| owed.id == id("arrival")).unwrap();
    assert_eq!(arrival.due, Some(day("2024-04-03")));
    let met = || Event::ObligationMet {
        obligation: id("arrival"),
        shipment: Some(id("s1")),
        evidence: "delivery report".to_owned(),
    };
    for (name, outcome) in
        [("v1", Outcome::CouldNotBeDone), ("v2", Outcome::Refused), ("v3", Outcome::Unfavourable)]
    {
        desk.does("inspector", report(name, VerificationKind::Delivery, outcome)).unwrap();
        let refused = desk.does("inspector", met()).unwrap_err().to_string();
        assert_eq!(refused, "no favourable verification shows it", "{outcome:?}");
    }
    assert_eq!(desk.case().licence.as_ref().unwrap().adverse().count(), 3);
    let good = report("v4", VerificationKind::Delivery, Outcome::Favourable);
    desk.does("inspector", good).unwrap();
    desk.does("inspector", met()).unwrap();
    assert_eq!(desk.case().licence.as_ref().unwrap().adverse().count(), 3, "they stay open");
}

#[test]
fn nobody_closes_an_adverse_report_of_their_own() {
    let mut desk = Desk::granted();
    let roles = [Role::VerificationInspector, Role::LicensingOfficer];
    desk.enrol("both", &roles).unwrap();
    let both = crate::desk::person("both");
    let on_case = crate::desk::on_case;
    let refused = report("v1", VerificationKind::PostShipment, Outcome::Refused);
    desk.act_as(&both, Role::VerificationInspector, on_case(), refused).unwrap();
    let close =
        || Event::AdverseClosed { verification: id("v1"), reasons: words("visit made up for") };
    let own = desk.act_as(&both, Role::LicensingOfficer, on_case(), close());
    assert!(matches!(own, Err(Refusal::NotThisPerson(_))));
    desk.does("officer", close()).unwrap();
}

#[test]
fn scenario_29_a_party_listed_later_suspends_the_licence_from_its_listing() {
    let mut desk = Desk::granted();
    desk.does("inspector", report("v1", VerificationKind::PostShipment, Outcome::Refused)).unwrap();
    desk.pass(7);
    desk.publish_list("un", "two", "2024-03-10").unwrap();
    let listed = |screening: &mut casework::searched::Screening| {
        let mut found = hit("un", "E1", "v1");
        found.identifier_equal = true;
        found.listed_from = Some(day("2024-03-09"));
        let search =
            PartySearch { not_done: None, names: words("Harbour Agency"), hits: vec![found] };
        screening.parties.insert(id("consignee"), search);
    };
    desk.search(listed);
    let Standing::Suspended { since, why, by } = &desk.case().licence.as_ref().unwrap().standing
    else {
        panic!("not suspended")
    };
    assert_eq!(since.to_string(), "2024-03-09T00:00:00Z");
    assert_eq!(why, "party consignee is listed: un E1");
    assert_eq!(*by, None);
    assert!(book(&mut desk, "s1", 1, kilograms("1")).is_err(), "shipments are stopped");
    let back = Event::LicenceReinstated { reasons: words("the applicant asks") };
    assert!(matches!(desk.does("head", back), Err(Refusal::Blocked(_))));
    assert_eq!(desk.case().listed_parties(desk.at), [id("consignee")]);
    assert_eq!(desk.case().licence.as_ref().unwrap().adverse().count(), 1);
    crate::scenarios::everywhere(&desk);
}

#[test]
fn a_hit_by_name_alone_holds_shipments_until_somebody_judges_it() {
    let mut desk = Desk::granted();
    desk.publish_list("un", "two", "2024-03-04").unwrap();
    desk.search(|screening| {
        let search = screening.parties.get_mut(&end_user()).unwrap();
        search.hits.push(hit("un", "E1", "v1"));
    });
    assert!(matches!(desk.case().licence.as_ref().unwrap().standing, Standing::Valid));
    let refused = book(&mut desk, "s1", 1, kilograms("1")).unwrap_err().to_string();
    assert!(refused.contains("hit un E1 is not judged"), "{refused}");
}

#[test]
fn who_suspended_does_not_reinstate() {
    let mut desk = Desk::granted();
    let since = desk.at;
    let event = Event::LicenceSuspended { since, why: "doubts about the end use".to_owned() };
    desk.does("head", event).unwrap();
    let back = || Event::LicenceReinstated { reasons: words("doubts settled") };
    assert!(matches!(desk.does("head", back()), Err(Refusal::NotThisPerson(_))));
    desk.does("head-2", back()).unwrap();
    assert_eq!(desk.case().licence.as_ref().unwrap().standing, Standing::Valid);
    let decisions: Vec<_> = desk.case().decisions.iter().map(|d| d.previous).collect();
    assert_eq!(decisions, [None, Some(1), Some(2)], "each knows the one before");
}

#[test]
fn the_undertaking_is_checked_field_by_field() {
    type Change = fn(&mut Application);
    let changes: [(&str, Change); 7] = [
        ("end_user.name", |a| a.parties[2].name = "Car Works Two".to_owned()),
        ("end_user.address", |a| a.parties[2].address = Some("Gate 4".to_owned())),
        ("consignee.country", |a| a.parties[1].country = Some("PY".to_owned())),
        ("contract", |a| a.contract = Some("C-18".to_owned())),
        ("end_use", |a| a.end_use.statement = Some("rocket parts".to_owned())),
        ("location", |a| a.end_use.location = Some("second works".to_owned())),
        ("item 1.quantity", |a| a.items[0].quantity = kilograms("12")),
    ];
    for (field, change) in changes {
        let mut desk = Desk::in_review();
        desk.look();
        let mut changed = application();
        change(&mut changed);
        let why = "corrected by telephone".to_owned();
        let event = Event::FactsCorrected { application: changed, why };
        desk.does("assessor", event).unwrap();
        desk.look();
        let told = desk.blockers();
        let start = format!("undertaking, {field}:");
        assert!(told.iter().any(|blocker| blocker.starts_with(&start)), "{field}: {told:?}");
    }
}

#[test]
fn an_old_undertaking_blocks() {
    let mut desk = Desk::open();
    desk.at = crate::desk::instant("2024-09-03T08:00:00Z");
    desk.publish_list("un", "one", "2024-09-01").unwrap();
    desk.begin(application());
    desk.look();
    let told = desk.blockers();
    assert!(told.contains(&"the undertaking was good until 2024-08-01".to_owned()), "{told:?}");
}

#[test]
fn scenario_26_a_retransfer_needs_consent_within_what_was_shipped() {
    let mut desk = Desk::granted();
    book(&mut desk, "s1", 1, kilograms("4")).unwrap();
    let mut consent = application();
    consent.kind = "retransfer".to_owned();
    assert!(consent.check().is_err(), "the original licence is named");
    consent.original = Some(id("L-1"));
    consent.parties[2].name = "Other Works".to_owned();
    let case = casework::recorded::Stream::Case(id("case-2"));
    let applicant = crate::desk::person("applicant");
    let open = Event::CaseOpened { application: consent.clone() };
    desk.act_as(&applicant, Role::Applicant, case, open).unwrap();
    let second = &desk.docket.cases[&id("case-2")];
    let mut new = terms();
    new.licence = id("L-2");
    let around = desk.docket.around(second, Some(&new.licence));
    let told: Vec<String> =
        second.can_issue(&new, &around, desk.at).iter().map(ToString::to_string).collect();
    let less = "original licence L-1: less of line 1 was shipped".to_owned();
    assert!(told.contains(&less), "{told:?}");
    assert!(told.contains(&"not screened".to_owned()), "the new party is screened");
    new.lines[0].quantity = kilograms("4");
    let told = second.can_issue(&new, &around, desk.at);
    assert!(!told.iter().any(|blocker| blocker.to_string() == less));
    crate::scenarios::everywhere(&desk);
}

#[test]
fn terms_never_go_beyond_the_application() {
    let desk = Desk::signed();
    let case = desk.case();
    let mut much = terms();
    much.lines[0].quantity = kilograms("10.000001");
    let around = desk.docket.around(case, None);
    let told = case.can_issue(&much, &around, desk.at);
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let line = "terms beyond the application: line 1: 10.000001 kilogram worth 50000 EUR";
    assert!(told.contains(&line.to_owned()), "{told:?}");
    assert!(told.contains(&"the terms are not those recommended".to_owned()));
}

#[test]
fn category_one_needs_two_other_people_and_a_head_who_did_not_recommend() {
    let mut desk = Desk::in_review();
    desk.search(|_| ());
    desk.assess(|assessment| {
        let mut matched = assessment.matches.pop_first().unwrap();
        matched.category = "I".to_owned();
        assessment.matches.insert(matched);
    });
    desk.recommend("officer");
    desk.sign("signer");
    let again = Event::Countersigned { accepted: true, reasons: Vec::new() };
    assert!(matches!(desk.does("signer", again), Err(Refusal::NotThisPerson(_))));
    assert!(desk.grant("officer").is_err(), "one signature is missing");
    desk.sign("signer-2");
    assert!(matches!(desk.grant("officer"), Err(Refusal::NotThisPerson(_))));
    assert!(matches!(desk.grant("officer-2"), Err(Refusal::NotForRole(..))));
    desk.grant("head").unwrap();
}

#[test]
fn an_appeal_is_decided_by_somebody_who_took_no_part() {
    let mut desk = Desk::in_review();
    desk.look();
    let recommendation =
        casework::decision::Recommendation::Refuse { acceptable: "another end user".to_owned() };
    let reasons = words("diversion");
    desk.does("officer", Event::Recommended { recommendation, reasons, conflict: None }).unwrap();
    desk.sign("head");
    let acceptable = "another end user".to_owned();
    let refused = Event::LicenceRefused { reasons: words("diversion"), acceptable };
    desk.does("officer", refused).unwrap();
    desk.does("applicant", Event::Appealed { grounds: "new evidence".to_owned() }).unwrap();
    let decided = || Event::AppealDecided { reopened: true, reasons: words("new evidence") };
    assert!(matches!(desk.does("head", decided()), Err(Refusal::NotThisPerson(_))));
    desk.does("head-2", decided()).unwrap();
    assert!(desk.case().recommendation.is_none(), "it is recommended and signed anew");
    let early = desk.grant("head-2");
    assert!(early.is_err());
}

#[test]
fn late_appeals_are_late_by_the_configured_period() {
    let mut desk = Desk::in_review();
    desk.look();
    let recommendation =
        casework::decision::Recommendation::Refuse { acceptable: "nothing would".to_owned() };
    let reasons = words("diversion");
    desk.does("officer", Event::Recommended { recommendation, reasons, conflict: None }).unwrap();
    desk.sign("signer");
    let acceptable = "nothing would".to_owned();
    let refused = Event::LicenceRefused { reasons: words("diversion"), acceptable };
    desk.does("officer", refused).unwrap();
    desk.pass(29);
    let late = desk.does("applicant", Event::Appealed { grounds: "new evidence".to_owned() });
    assert_eq!(late.unwrap_err().to_string(), "appeals were due by 2024-04-01");
}

#[test]
fn an_assurance_is_a_word_of_the_law_and_has_a_note() {
    let mut desk = Desk::in_review();
    let filed = |code: &str, note: &str| Event::AssuranceFiled {
        code: code.to_owned(),
        government: "BR".to_owned(),
        note: note.to_owned(),
    };
    assert!(desk.does("officer", filed("promise", "n 1")).is_err());
    assert!(desk.does("officer", filed("government_to_government", " ")).is_err());
    desk.does("officer", filed("government_to_government", "note 14/2024")).unwrap();
    let digest = Digest::of(b"other");
    assert!(!desk.case().documents.contains_key(&digest));
}
