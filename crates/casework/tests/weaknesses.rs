//! Seventeen weaknesses read in the best open licensing system, each impossible here. A test bears
//! the number and the name of its weakness.

mod decision;

use std::collections::BTreeMap;

use casework::decision::Recommendation;
use casework::event::Event;
use casework::id::{Digest, PartyId};
use casework::notice::{Notice, NoticeParty, RegimeName, Validity};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::{Hit, HitKey, PartySearch, Screening, Verdict};
use casework::transition::State;

use crate::desk::{
    Desk, application, booking, day, end_user, grant_recommended, id, kilograms, party, person,
    terms, words,
};

pub(crate) fn hit(list: &str, entry: &str, version: &str) -> Hit {
    Hit {
        list: id(list),
        authority: list.to_owned(),
        entry: entry.to_owned(),
        version: Digest::of(version.as_bytes()),
        name: "CAR WORKS".to_owned(),
        score_permille: 900,
        band: "strong".to_owned(),
        identifier_equal: false,
        via: None,
        reason: "the names agree".to_owned(),
        listed_from: Some(day("2024-01-10")),
        listed_until: None,
    }
}

fn found(screening: &mut Screening, party: &str, hit: Hit) {
    screening.parties.get_mut(&id::<PartyId>(party)).unwrap().hits.push(hit);
}

fn judged(entry_version: &str, verdict: Verdict, until: &str) -> Event {
    Event::HitJudged {
        hit: HitKey { party: end_user(), list: id("un"), entry: "E1".to_owned() },
        entry_version: Digest::of(entry_version.as_bytes()),
        verdict,
        why: "another address, another trade".to_owned(),
        until: day(until),
    }
}

pub(crate) fn notice(name: &str, authority: &str) -> Notice {
    let party = |name: &str| NoticeParty {
        name: name.to_owned(),
        aliases: Vec::new(),
        country: "BR".to_owned(),
    };
    Notice {
        id: id(name),
        regime: RegimeName::Mtcr,
        authority: authority.to_owned(),
        decided: day("2023-05-01"),
        validity: Validity::RegimeDefault,
        list_entry: Some("mtcr:15.B.1".to_owned()),
        edition: None,
        article: None,
        description: "vibration test system".to_owned(),
        parameters: BTreeMap::new(),
        end_user: party("Car Works"),
        consignee: None,
        catch_all: false,
        stated_end_use: String::new(),
        reason: "risk of diversion".to_owned(),
    }
}

#[test]
fn weakness_01_every_party_and_owner_is_screened_whatever_its_role() {
    for role in control::word::ROLES {
        let mut desk = Desk::open();
        let mut application = application();
        if !application.parties.iter().any(|p| p.role == *role) {
            let mut new = party(role, "Somebody Else", "BR");
            let owner = serde_json::from_str(r#"{"name": "Owner"}"#).unwrap();
            new.owners.push(owner);
            application.parties.push(new);
        }
        desk.begin(application);
        desk.search(|screening| {
            screening.parties.remove(&id::<PartyId>(role));
        });
        let missing = format!("party {role} not screened: nobody searched");
        assert!(desk.blockers().contains(&missing), "{role}");
        desk.search(|screening| found(screening, role, hit("un", "E1", "v1")));
        let open = format!("party {role}: hit un E1 is not judged");
        assert!(desk.blockers().contains(&open), "{role}");
    }
}

#[test]
fn weakness_02_a_hit_is_judged_by_a_person_and_not_by_a_score() {
    let mut desk = Desk::in_review();
    for score in [1, 500, 1000] {
        desk.search(|screening| {
            found(screening, "end_user", Hit { score_permille: score, ..hit("un", "E1", "v1") });
        });
        let open = "party end_user: hit un E1 is not judged".to_owned();
        assert!(desk.blockers().contains(&open), "{score}");
    }
}

#[test]
fn weakness_03_a_search_that_was_cut_short_is_no_search() {
    let mut desk = Desk::in_review();
    desk.search(|screening| {
        let search = PartySearch {
            not_done: Some("more hits than are looked at".to_owned()),
            names: words("Car Works"),
            hits: Vec::new(),
        };
        screening.parties.insert(end_user(), search);
    });
    let open = "party end_user not screened: more hits than are looked at".to_owned();
    assert!(desk.blockers().contains(&open));
}

#[test]
fn weakness_04_not_screened_blocks_and_a_missing_list_is_no_empty_list() {
    let mut desk = Desk::in_review();
    assert!(desk.blockers().contains(&"not screened".to_owned()));
    desk.look();
    desk.office("steward", Event::ListWithdrawn { list: id("un"), why: "source down".to_owned() })
        .unwrap();
    assert!(desk.blockers().contains(&"not screened: no list is in force".to_owned()));
    // A list that is not renewed is not relied on for ever.
    let mut desk = Desk::signed();
    desk.pass(70);
    let refused = desk.grant("officer").unwrap_err().to_string();
    assert!(refused.contains("list un was to be renewed by 2024-04-30"), "{refused}");
}

#[test]
fn weakness_05_a_new_list_blocks_until_everybody_is_screened_again_licences_included() {
    let mut desk = Desk::signed();
    desk.publish_list("un", "two", "2024-03-04").unwrap();
    let blockers = desk.blockers();
    assert!(blockers.contains(&"not screened against the list un in force".to_owned()));
    assert!(blockers.contains(&"assessed before the lists changed".to_owned()));

    let mut desk = Desk::granted();
    desk.publish_list("un", "two", "2024-03-04").unwrap();
    let event = || Event::ShipmentBooked { booking: booking("s1", 1, kilograms("1")) };
    assert!(matches!(desk.does("customs", event()), Err(Refusal::Blocked(_))));
    desk.search(|_| ());
    desk.does("customs", event()).unwrap();
}

#[test]
fn weakness_06_a_denial_has_dates_parameters_versions_and_an_end_with_its_author() {
    let mut desk = Desk::open();
    let first = notice("FR-1", "FR");
    desk.denial("denials", "FR-1", Event::DenialReceived { notice: first.clone() }).unwrap();
    let mut second = first.clone();
    second.parameters.insert("thrust".to_owned(), "50 kN".to_owned());
    let again = Event::DenialReceived { notice: second.clone() };
    desk.denial("denials", "FR-1", again.clone()).unwrap();
    assert!(desk.denial("denials", "FR-1", again).is_err(), "the same version twice");
    let on = day("2024-03-10");
    let revoked = Event::DenialRevoked { on, on_appeal: true, reasons: words("appeal won") };
    desk.denial("denials-2", "FR-1", revoked).unwrap();
    let denial = &desk.docket.register.denials[&id("FR-1")];
    let versions: Vec<_> = denial.versions.iter().map(|version| &version.notice).collect();
    assert_eq!(versions, [&first, &second], "both are kept");
    let end = denial.revoked.as_ref().unwrap();
    assert_eq!((end.on, end.by.as_str(), end.on_appeal), (on, "denials-2", true));
    assert!(denial.holds(day("2024-03-09")) && !denial.holds(on));
}

#[test]
fn weakness_07_our_own_denials_count_too() {
    let mut desk = Desk::in_review();
    refuse(&mut desk);
    let notice = notice("DE-1", "DE");
    let event = Event::DenialDrafted { notice, case: id("case-1") };
    desk.denial("denials", "DE-1", event).unwrap();
    let denial = &desk.docket.register.denials[&id("DE-1")];
    assert!(!denial.holds(day("2024-03-04")), "a draft holds nobody");
    let own = desk.denial("denials", "DE-1", Event::DenialApproved {});
    assert!(matches!(own, Err(Refusal::NotThisPerson(_))));
    desk.denial("head", "DE-1", Event::DenialApproved {}).unwrap();
    assert!(desk.docket.register.denials[&id("DE-1")].holds(day("2024-03-04")));
    let compared = crate::determination::compared(&desk, &application());
    assert_eq!(compared.len(), 1, "{compared:?}");
}

fn refuse(desk: &mut Desk) {
    desk.look();
    let recommendation =
        Recommendation::Refuse { acceptable: "an end user that can be visited".to_owned() };
    let reasons = words("risk of diversion");
    desk.does("officer", Event::Recommended { recommendation, reasons, conflict: None }).unwrap();
    desk.sign("signer");
    let acceptable = "an end user that can be visited".to_owned();
    let event = Event::LicenceRefused { reasons: words("risk of diversion"), acceptable };
    desk.does("officer", event).unwrap();
}

#[test]
fn weakness_08_nothing_is_edited_or_deleted_and_reading_a_denial_is_recorded() {
    let mut desk = Desk::open();
    let received = Event::DenialReceived { notice: notice("FR-1", "FR") };
    for name in ["officer", "assessor", "screener", "customs", "applicant", "adviser"] {
        let refused = desk.denial(name, "FR-1", received.clone());
        assert!(matches!(refused, Err(Refusal::NotForRole(..))), "{name}");
    }
    desk.denial("denials", "FR-1", received).unwrap();
    desk.denial("officer", "FR-1", Event::DenialRead { case: None }).unwrap();
    let reads = &desk.docket.register.denials[&id("FR-1")].reads;
    assert_eq!(reads.len(), 1);
    assert_eq!(reads[0].0.as_str(), "officer");
    // No kind of event takes anything away: the log only grows.
    let before = desk.log.len();
    let _ = desk.denial("applicant", "FR-1", Event::DenialRead { case: None });
    assert_eq!(desk.log.len(), before);
}

#[test]
fn weakness_09_four_eyes_are_two_people_whatever_the_request_says() {
    let mut desk = Desk::in_review();
    // One person in every officer's role is still one person.
    let every =
        [Role::TechnicalAssessor, Role::LicensingOfficer, Role::Countersigner, Role::HeadOfUnit];
    desk.enrol("everybody", &every).unwrap();
    desk.look();
    let everybody = person("everybody");
    let on_case = crate::desk::on_case;
    desk.act_as(&everybody, Role::LicensingOfficer, on_case(), grant_recommended(terms())).unwrap();
    for role in [Role::Countersigner, Role::HeadOfUnit] {
        let signed = Event::Countersigned { accepted: true, reasons: Vec::new() };
        let refused = desk.act_as(&everybody, role, on_case(), signed);
        assert!(matches!(refused, Err(Refusal::NotThisPerson(_))), "{role:?}");
    }
    // Nobody acts in a role that the office does not know them in.
    let signed = || Event::Countersigned { accepted: true, reasons: Vec::new() };
    let refused = desk.act_as(&person("officer-2"), Role::Countersigner, on_case(), signed());
    assert!(matches!(refused, Err(Refusal::NotInRole(..))));
    desk.sign("signer");
    assert_eq!(desk.case().state, State::Signed);
}

#[test]
fn a_judgement_holds_for_one_version_of_the_entry_these_facts_and_its_time() {
    let mut desk = Desk::in_review();
    desk.search(|screening| found(screening, "end_user", hit("un", "E1", "v1")));
    let open = "party end_user: hit un E1 is not judged".to_owned();
    let wrong = desk.does("screener", judged("v2", Verdict::Different, "2024-12-31"));
    assert!(wrong.is_err(), "a version that nobody saw");
    desk.does("screener", judged("v1", Verdict::Unsure, "2024-12-31")).unwrap();
    assert!(desk.blockers().contains(&open), "unsure is no judgement");
    desk.does("screener", judged("v1", Verdict::Different, "2024-03-20")).unwrap();
    assert!(!desk.blockers().contains(&open));
    desk.search(|screening| found(screening, "end_user", hit("un", "E1", "v2")));
    assert!(desk.blockers().contains(&open), "the entry changed");
    desk.search(|screening| found(screening, "end_user", hit("un", "E1", "v1")));
    desk.pass(17);
    assert!(desk.blockers().contains(&open), "its time is over");
}
