//! The weaknesses from the tenth on: the decision, clocks, and what each audience sees.

use std::collections::BTreeSet;

use casework::advice::Advice;
use casework::decision::{Recommendation, Reply};
use casework::event::{Event, EventKind};
use casework::id::Digest;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::{Hit, Verdict};
use casework::transition::State;
use casework::view::{ApplicantState, for_agency, for_applicant, for_customs};

use crate::desk::{Desk, application, day, grant_recommended, id, instant, person, terms, words};

use super::{found, hit, judged, notice};

#[test]
fn weakness_10_a_grant_looks_at_everything_again_at_its_own_moment() {
    // Whatever changes between signature and grant stops the grant.
    type Change = fn(&mut Desk);
    let changes: [(&str, Change); 6] = [
        ("assessed before the day changed", |desk| desk.pass(1)),
        ("not screened against the list un in force", |desk| {
            desk.publish_list("un", "two", "2024-03-04").unwrap();
        }),
        ("assessed before the law changed", |desk| {
            let digest = Digest::of(b"new law");
            let (profile, source) = ("partner".to_owned(), "primary text".to_owned());
            let event = Event::LawProposed { digest: digest.clone(), profile, source };
            desk.office("steward", event).unwrap();
            desk.office("steward-2", Event::LawPublished { digest }).unwrap();
        }),
        ("assessed before the register of denials changed", |desk| {
            let received = Event::DenialReceived { notice: notice("FR-1", "FR") };
            desk.denial("denials", "FR-1", received).unwrap();
        }),
        ("party end_user: hit un E1 is not judged", |desk| {
            desk.search(|screening| found(screening, "end_user", hit("un", "E1", "v1")));
        }),
        ("may be prohibited: settle what is open", |desk| {
            desk.assess(|assessment| {
                assessment.ceiling = casework::assessment::Level::Prohibited;
                assessment.rules.insert(casework::assessment::RuleFound {
                    rule: "un:measure".to_owned(),
                    heading: "prohibited".to_owned(),
                    status: Some(casework::assessment::Level::Prohibited),
                    certain: false,
                    cite: "a resolution".to_owned(),
                });
            });
        }),
    ];
    for (expected, change) in changes {
        let mut desk = Desk::signed();
        assert_eq!(desk.blockers(), Vec::<String>::new());
        change(&mut desk);
        let Err(Refusal::Blocked(blockers)) = desk.grant("head") else {
            panic!("{expected}: not blocked")
        };
        let told: Vec<String> = blockers.iter().map(ToString::to_string).collect();
        assert!(told.iter().any(|blocker| blocker == expected), "{expected}: {told:?}");
        assert_eq!(desk.case().state, State::Signed);
    }
    // All blockers are told at once.
    let desk = Desk::in_review();
    let told = desk.blockers();
    for expected in ["nobody recommended to grant", "not assessed", "not screened"] {
        assert!(told.contains(&expected.to_owned()), "{expected}: {told:?}");
    }
}

#[test]
fn weakness_11_finishing_a_case_takes_nothing_out_of_its_history() {
    let desk = Desk::granted();
    assert_eq!(casework::chain::verify(&desk.log), []);
    let case = desk.case();
    let did = |name: &str, kind| case.part[&person(name)].contains(&kind);
    assert!(did("officer", EventKind::Recommended) && did("signer", EventKind::Countersigned));
    assert!(did("system", EventKind::Screened) && did("intake", EventKind::UndertakingFiled));
    let of_case = desk.log.iter().filter(|entry| entry.body.contains("case-1")).count();
    assert_eq!(of_case as u64, case.version);
}

#[test]
fn weakness_12_the_most_restrictive_advice_governs_and_no_reason_is_lost() {
    let mut desk = Desk::in_review();
    desk.enrol_adviser("adviser-2", "energy");
    desk.look();
    for agency in ["defence", "energy"] {
        desk.does("officer", Event::AgencyAsked { agency: id(agency) }).unwrap();
    }
    desk.advise("adviser", "defence", Advice::Approve, "fine");
    desk.advise("adviser-2", "energy", Advice::NotRequired, "not listed in our view");
    let merged = desk.case().advice();
    assert_eq!(merged.governing, Some(Advice::Approve), "not the laxer");
    assert!(merged.conflict, "and the conflict shows");
    let reasons: Vec<&str> = merged.reasons.iter().map(|(_, reason)| reason.as_str()).collect();
    assert_eq!(reasons, ["fine", "not listed in our view"]);
    let silent = desk.does("officer", grant_recommended(terms()));
    assert!(matches!(silent, Err(Refusal::ReasonMissing(_))), "a conflict is explained");

    desk.advise("adviser-2", "energy", Advice::Refuse, "risk");
    assert_eq!(desk.case().advice().governing, Some(Advice::Refuse));
    assert!(desk.blockers().contains(&"agency energy advises to refuse".to_owned()));
}

#[test]
fn weakness_12_a_refusal_keeps_every_recommended_reason_and_says_what_would_be_acceptable() {
    let mut desk = Desk::in_review();
    desk.look();
    let refuse = |acceptable: &str| Event::Recommended {
        recommendation: Recommendation::Refuse { acceptable: acceptable.to_owned() },
        reasons: vec!["diversion".to_owned(), "no visit possible".to_owned()],
        conflict: None,
    };
    assert!(matches!(desk.does("officer", refuse(" ")), Err(Refusal::ReasonMissing(_))));
    desk.does("officer", refuse("another end user")).unwrap();
    desk.sign("signer");
    let acceptable = "another end user".to_owned();
    let event = Event::LicenceRefused { reasons: words("diversion"), acceptable };
    let refused = desk.does("officer", event).unwrap_err().to_string();
    assert_eq!(refused, "a recommended reason is left out: no visit possible");
}

#[test]
fn weakness_13_the_law_asked_is_named_and_dated_in_every_determination() {
    let mut desk = Desk::in_review();
    desk.search(|_| ());
    let mut assessment = desk.clean_assessment();
    assessment.basis.law = Digest::of(b"some other law");
    let event = Event::Assessed { assessment, changes: Vec::new() };
    let refused = desk.does("system", event).unwrap_err().to_string();
    assert_eq!(refused, "the law asked is not the law in force");
    desk.assess(|_| ());
    let basis = &desk.case().assessment.as_ref().unwrap().basis;
    assert_eq!((basis.law.clone(), basis.as_of), (crate::desk::law(), desk.at));
}

#[test]
fn weakness_14_a_clock_is_computed_and_never_counted() {
    // A case last looked at on 14 February is as old on 14 March as it is.
    let mut desk = Desk::empty();
    desk.at = instant("2024-02-14T09:00:00Z");
    let calendar = crate::desk::plain_calendar("national", &[]);
    desk.office("steward", Event::CalendarPublished { calendar }).unwrap();
    let clock = casework::clock::ClockName::Decision;
    let of = casework::clock::Days::Working(id("national"));
    let period = crate::desk::period(21, of);
    desk.office("steward", Event::PeriodSet { clock, period }).unwrap();
    desk.begin(application());
    let due = || desk.case().due(&desk.docket.office).unwrap();
    assert_eq!(due().on, day("2024-03-14"));
    assert_eq!(due(), due(), "asking changes nothing");
}

#[test]
fn weakness_15_only_what_the_table_allows_happens() {
    let mut desk = Desk::open();
    desk.does("applicant", Event::CaseOpened { application: application() }).unwrap();
    let skip = desk.does("officer", grant_recommended(terms()));
    assert!(matches!(skip, Err(Refusal::NotNow { .. })));
    let mut desk = Desk::granted();
    let back = desk.does("officer", grant_recommended(terms()));
    assert!(matches!(back, Err(Refusal::NotNow { .. })));
    assert!(desk.does("applicant", Event::Withdrawn { why: "late".to_owned() }).is_err());
}

#[test]
fn weakness_16_what_officers_know_has_no_place_in_what_others_see() {
    const SECRET: &str = "MARK-7f3a";
    let mut desk = Desk::in_review();
    desk.search(|screening| {
        found(screening, "end_user", Hit { reason: SECRET.to_owned(), ..hit("un", "E1", "v1") });
    });
    let mut told = judged("v1", Verdict::Different, "2024-12-31");
    if let Event::HitJudged { why, .. } = &mut told {
        *why = SECRET.to_owned();
    }
    desk.does("screener", told).unwrap();
    let mut received = notice("FR-1", "FR");
    received.reason = SECRET.to_owned();
    desk.denial("denials", "FR-1", Event::DenialReceived { notice: received }).unwrap();
    desk.assess(|assessment| {
        assessment.questions = vec![casework::assessment::Asking {
            field: "judgement:x".to_owned(),
            text: SECRET.to_owned(),
        }];
    });
    let judged = Event::DenialJudged {
        denial: id("FR-1"),
        denial_version: 1,
        identical: true,
        why: SECRET.to_owned(),
    };
    desk.does("denials", judged).unwrap();
    let sent = Event::ConsultationSent {
        consultation: id("c1"),
        denial: id("FR-1"),
        denial_version: 1,
        summary: SECRET.to_owned(),
    };
    desk.does("denials", sent).unwrap();
    let (reply, reasons) = (Reply::NoObjection, words(SECRET));
    let answered = Event::ConsultationAnswered { consultation: id("c1"), reply, reasons };
    desk.does("denials", answered).unwrap();
    desk.enrol_adviser("adviser-2", "energy");
    for agency in ["defence", "energy"] {
        desk.does("officer", Event::AgencyAsked { agency: id(agency) }).unwrap();
    }
    desk.advise("adviser-2", "energy", Advice::Approve, SECRET);
    let mut recommended = grant_recommended(terms());
    if let Event::Recommended { reasons, .. } = &mut recommended {
        *reasons = words(SECRET);
    }
    desk.does("officer", recommended).unwrap();

    let case = desk.case();
    assert!(format!("{case:?}").matches(SECRET).count() >= 7, "the officers have it");
    let applicant = for_applicant(case, &desk.docket.office, desk.at);
    let shown = format!("{applicant:?}");
    for hidden in [SECRET, "FR-1", "consultation", "officer", "signer", "defence", "mtcr"] {
        assert!(!shown.contains(hidden), "{hidden} in {shown}");
    }
    assert_eq!(applicant.state, ApplicantState::UnderReview, "not how far inside");
    let agency = for_agency(case, &id("defence"), &desk.docket.office).unwrap();
    assert!(!format!("{agency:?}").contains(SECRET), "an agency sees no other's position");
    assert!(for_agency(case, &id("customs-office"), &desk.docket.office).is_none());
    let granted = Desk::granted();
    let customs = for_customs(granted.case(), granted.at).unwrap();
    assert!(!format!("{customs:?}").contains("civil use"), "no reasons for customs");
}

#[test]
fn weakness_16_another_firm_does_nothing_in_the_case() {
    let mut desk = Desk::in_review();
    let other = Event::PersonEnrolled {
        person: person("rival"),
        roles: BTreeSet::from([Role::Applicant]),
        firm: Some(id("firm-2")),
        agency: None,
        state: None,
    };
    desk.act_as(&person("admin"), Role::Administrator, Stream::Office, other).unwrap();
    let event = Event::Withdrawn { why: "so that ours is faster".to_owned() };
    let refused = desk.act_as(&person("rival"), Role::Applicant, crate::desk::on_case(), event);
    assert!(matches!(refused, Err(Refusal::NotThisPerson(_))));
}

#[test]
fn weakness_17_rules_and_periods_are_dated_data_entered_by_two_people() {
    let mut desk = Desk::open();
    let digest = Digest::of(b"new law");
    let (profile, source) = ("partner".to_owned(), "primary text".to_owned());
    let event = Event::LawProposed { digest: digest.clone(), profile, source };
    desk.office("steward", event).unwrap();
    let alone = desk.office("steward", Event::LawPublished { digest: digest.clone() });
    assert!(matches!(alone, Err(Refusal::NotThisPerson(_))));
    for name in ["officer", "head", "system", "applicant"] {
        let event = Event::LawPublished { digest: digest.clone() };
        assert!(desk.office(name, event).is_err(), "{name}");
    }
    desk.office("steward-2", Event::LawPublished { digest }).unwrap();
}
