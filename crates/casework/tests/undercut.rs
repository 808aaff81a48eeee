//! Denials beside a case: what each regime's rule asks, consultations, files of denials.

use casework::assessment::Consequence;
use casework::event::Event;
use casework::facts::Application;
use casework::notice::RegimeName;

use crate::desk::Desk;
use crate::determination::{compared, controlled, real};

pub(crate) fn adopt(desk: &mut Desk) {
    let calendar = crate::desk::plain_calendar("eu", &[]);
    desk.office("steward", Event::CalendarPublished { calendar }).unwrap();
    for rule in casework::notice::shipped_rules().unwrap() {
        desk.office("steward", Event::UndercutRuleSet { rule }).unwrap();
    }
}

fn receive(desk: &mut Desk, change: impl FnOnce(&mut casework::notice::Notice)) {
    let mut notice = crate::weaknesses::notice("D-1", "FR");
    change(&mut notice);
    desk.denial("denials", "D-1", Event::DenialReceived { notice }).unwrap();
}

fn consequence(
    application: &Application,
    change: impl FnOnce(&mut casework::notice::Notice),
) -> Option<Consequence> {
    let mut desk = Desk::open();
    adopt(&mut desk);
    desk.at = crate::desk::instant("2025-03-02T08:00:00Z");
    receive(&mut desk, change);
    compared(&desk, application).first().map(|compared| compared.consequence)
}

#[test]
fn scenario_09_to_12_what_a_denial_asks_depends_on_its_regime() {
    let plain = controlled();
    let with = |n: &mut casework::notice::Notice| {
        n.parameters.insert("force".to_owned(), "60000 N".to_owned());
    };
    let old = crate::desk::day("2022-03-01");
    // 9: denied two years ago, same item, same end user.
    assert_eq!(consequence(&plain, |_| ()), Some(Consequence::ConsultBefore));
    // 10: three years and a day.
    for (regime, expected) in [
        (RegimeName::EuDualUse, Consequence::ConsultBefore),
        (RegimeName::EuArms, Consequence::Advisory),
        (RegimeName::Wa, Consequence::Advisory),
        (RegimeName::Mtcr, Consequence::Judge),
    ] {
        let found = consequence(&plain, |n| {
            with(n);
            n.regime = regime;
            n.decided = old;
        });
        assert_eq!(found, Some(expected), "{regime:?}");
    }
    // 11: a catch-all denial binds nobody under the MTCR; the look is recorded.
    let catch_all = |n: &mut casework::notice::Notice| {
        n.catch_all = true;
        n.list_entry = None;
    };
    assert_eq!(consequence(&plain, catch_all), Some(Consequence::Advisory));
    // 12: same consignee, other end user.
    for (regime, expected) in [
        (RegimeName::EuDualUse, Consequence::ConsultBefore),
        (RegimeName::Mtcr, Consequence::Advisory),
    ] {
        let found = consequence(&plain, |n| {
            with(n);
            n.regime = regime;
            n.end_user.name = "Zagros Rocket Institute".to_owned();
            n.consignee = Some(casework::notice::NoticeParty {
                name: "Harbour Agency".to_owned(),
                aliases: Vec::new(),
                country: "BR".to_owned(),
            });
        });
        assert_eq!(found, Some(expected), "{regime:?}");
    }
    // Wassenaar speaks afterwards.
    let after = consequence(&plain, |n| {
        with(n);
        n.regime = RegimeName::Wa;
    });
    assert_eq!(after, Some(Consequence::NotifyAfter));
    // Another firm altogether.
    assert_eq!(consequence(&plain, |n| n.end_user.name = "Lulwa Laboratory".to_owned()), None);
    // Another spelling is for a person.
    let spelt = consequence(&plain, |n| n.end_user.name = "Karr Works".to_owned());
    assert_ne!(spelt, Some(Consequence::ConsultBefore));
}

/// A case in which one denial is known, searched and assessed under the shipped rules.
fn beside(change: impl FnOnce(&mut casework::notice::Notice)) -> Desk {
    let mut desk = real(controlled());
    adopt(&mut desk);
    receive(&mut desk, |n| {
        n.parameters.insert("force".to_owned(), "60 kN".to_owned());
        change(n);
    });
    desk.search(|_| ());
    desk.ask();
    desk
}

/// What the assessment of the case says of the one denial.
fn said(desk: &Desk) -> Option<Consequence> {
    let assessment = desk.case().assessment.as_ref().unwrap();
    assessment.denials.first().map(|compared| compared.consequence)
}

#[test]
fn scenario_10_a_denial_of_three_years_and_a_day_is_judged_where_no_period_is_configured() {
    let old = crate::desk::day("2021-03-01");
    let held = |desk: &Desk| desk.blockers().contains(&"denial D-1 is not judged".to_owned());
    let arms = beside(|n| (n.regime, n.decided) = (RegimeName::EuArms, old));
    assert_eq!(said(&arms), Some(Consequence::Advisory));
    assert!(!held(&arms), "outside three years it advises");
    crate::scenarios::everywhere(&arms);
    let dual = beside(|n| (n.regime, n.decided) = (RegimeName::EuDualUse, old));
    assert_eq!(said(&dual), Some(Consequence::ConsultBefore));
    assert!(held(&dual), "valid until it is revoked");
    let mut desk = beside(|n| n.decided = old);
    assert_eq!(said(&desk), Some(Consequence::Judge), "the MTCR has no period on record");
    assert!(held(&desk));
    let judged = Event::DenialJudged {
        denial: crate::desk::id("D-1"),
        denial_version: 1,
        identical: false,
        why: "decided before the works changed hands".to_owned(),
    };
    desk.does("denials", judged).unwrap();
    assert!(!held(&desk));
    crate::scenarios::everywhere(&desk);
}

#[test]
fn scenario_11_a_catch_all_denial_advises_and_the_look_is_recorded() {
    let desk = beside(|n| (n.catch_all, n.list_entry) = (true, None));
    assert_eq!(said(&desk), Some(Consequence::Advisory));
    assert!(!desk.blockers().iter().any(|blocker| blocker.contains("D-1")), "binds nobody");
    crate::scenarios::everywhere(&desk);
}

#[test]
fn scenario_12_another_end_user_behind_the_same_consignee_counts_where_the_rule_says_so() {
    let other = |n: &mut casework::notice::Notice| {
        n.end_user.name = "Zagros Rocket Institute".to_owned();
        n.consignee = Some(casework::notice::NoticeParty {
            name: "Harbour Agency".to_owned(),
            aliases: Vec::new(),
            country: "BR".to_owned(),
        });
    };
    let mtcr = beside(other);
    assert_eq!(said(&mtcr), Some(Consequence::Advisory));
    crate::scenarios::everywhere(&mtcr);
    let dual = beside(|n| {
        other(n);
        n.regime = RegimeName::EuDualUse;
    });
    assert_eq!(said(&dual), Some(Consequence::ConsultBefore));
    crate::scenarios::everywhere(&dual);
}

#[test]
fn scenario_33_a_renumbered_entry_is_still_found_by_its_parameters() {
    for entry in ["mtcr:99.B.7", "mtcr:9.A.1"] {
        let found = consequence(&controlled(), |n| {
            n.list_entry = Some(entry.to_owned());
            n.edition = Some("2003".to_owned());
            n.parameters.insert("force".to_owned(), "60 kN".to_owned());
        });
        assert_eq!(found, Some(Consequence::Judge), "{entry}");
    }
}

#[test]
fn scenario_09_a_consultation_is_sent_timed_answered_and_told_the_outcome() {
    let mut desk = real(controlled());
    adopt(&mut desk);
    receive(&mut desk, |n| {
        n.regime = RegimeName::EuDualUse;
        n.parameters.insert("force".to_owned(), "60 kN".to_owned());
    });
    desk.search(|_| ());
    desk.ask();
    let told = |desk: &Desk, what: &str| desk.blockers().contains(&what.to_owned());
    assert!(told(&desk, "denial D-1 is not judged"));
    let judge = |version| Event::DenialJudged {
        denial: crate::desk::id("D-1"),
        denial_version: version,
        identical: true,
        why: "the same system to the same works".to_owned(),
    };
    assert!(desk.does("denials", judge(2)).is_err(), "a version that is not there");
    desk.does("denials", judge(1)).unwrap();
    assert!(told(&desk, "denial D-1: its authority not consulted"));
    let sent = Event::ConsultationSent {
        consultation: crate::desk::id("c1"),
        denial: crate::desk::id("D-1"),
        denial_version: 1,
        summary: "vibration test system, 60 kN, same end user".to_owned(),
    };
    desk.does("denials", sent).unwrap();
    assert!(told(&desk, "consultation c1 is open"));
    let consultation = desk.case().consultations[&crate::desk::id("c1")].clone();
    let due = desk.case().reply_due(&desk.around(), &consultation).unwrap();
    assert_eq!(due.on, crate::desk::day("2024-03-18"), "ten working days");
    let silence = || Event::SilenceRecorded { consultation: crate::desk::id("c1") };
    assert!(desk.does("system", silence()).is_err(), "not before its time");
    let why = "asks for the data sheet".to_owned();
    let more = Event::ConsultationExtended { consultation: crate::desk::id("c1"), why };
    desk.does("denials", more).unwrap();
    desk.pass(20);
    assert!(desk.does("system", silence()).is_err(), "thirty working days now");
    desk.pass(25);
    desk.does("system", silence()).unwrap();
    assert!(!told(&desk, "consultation c1 is open"));
    assert!(!told(&desk, "denial D-1: its authority not consulted"));
    crate::scenarios::everywhere(&desk);
}

#[test]
fn silence_means_nothing_where_no_period_or_meaning_is_configured() {
    let mut desk = real(controlled());
    adopt(&mut desk);
    receive(&mut desk, |_| ());
    let sent = Event::ConsultationSent {
        consultation: crate::desk::id("c1"),
        denial: crate::desk::id("D-1"),
        denial_version: 1,
        summary: "vibration test system".to_owned(),
    };
    desk.does("denials", sent).unwrap();
    desk.pass(400);
    let silence = Event::SilenceRecorded { consultation: crate::desk::id("c1") };
    let refused = desk.does("system", silence).unwrap_err().to_string();
    assert_eq!(refused, "period not configured: consultation");
}

#[test]
fn a_withdrawn_denial_makes_the_cases_that_cite_it_be_asked_again() {
    let mut desk = real(controlled());
    adopt(&mut desk);
    receive(&mut desk, |_| ());
    desk.search(|_| ());
    desk.ask();
    assert!(desk.blockers().contains(&"denial D-1 is not judged".to_owned()));
    let on = crate::desk::day("2024-03-04");
    let revoked =
        Event::DenialRevoked { on, on_appeal: true, reasons: crate::desk::words("appeal won") };
    desk.denial("denials", "D-1", revoked).unwrap();
    let stale = "assessed before the register of denials changed".to_owned();
    assert!(desk.blockers().contains(&stale));
    let changes = desk.ask();
    assert!(changes.contains(&"because: the register of denials changed".to_owned()));
    assert!(changes.contains(&"denial gone: D-1 version 1".to_owned()), "{changes:?}");
}

#[test]
fn denials_go_out_and_come_in_as_files_and_a_faulty_file_is_refused_whole() {
    let mut desk = Desk::open();
    receive(&mut desk, |n| {
        n.parameters.insert("force".to_owned(), "60 kN".to_owned());
        n.validity = casework::notice::Validity::Until(crate::desk::day("2026-05-01"));
    });
    let text = casework::denial_file::write(desk.docket.register.denials.values());
    let read = casework::denial_file::read("partner.ndjson", &text).unwrap();
    let notice = desk.docket.register.denials.values().next().unwrap().notice().unwrap();
    assert_eq!(&read[0].notice, notice);
    let bad = format!("{text}{}", text.replace("\"FR\"", "\"France\""));
    let problems = casework::denial_file::read("partner.ndjson", &bad).unwrap_err();
    assert_eq!(
        problems[0].to_string().lines().next().unwrap(),
        "partner.ndjson:2: `France` is no country code"
    );
    let twice = format!("{text}{text}");
    assert!(casework::denial_file::read("partner.ndjson", &twice).is_err());
}

#[test]
fn a_partner_speaks_of_its_own_denials_only() {
    let mut desk = Desk::open();
    desk.enrol("partner-fr", &[casework::role::Role::Partner]).unwrap();
    let by = crate::desk::person("partner-fr");
    let stream = || casework::recorded::Stream::Denial(crate::desk::id("D-1"));
    let role = casework::role::Role::Partner;
    let other = Event::DenialReceived { notice: crate::weaknesses::notice("D-1", "IT") };
    assert!(desk.act_as(&by, role, stream(), other).is_err());
    let own = Event::DenialReceived { notice: crate::weaknesses::notice("D-1", "FR") };
    desk.act_as(&by, role, stream(), own).unwrap();
}

#[test]
fn a_new_denial_leaves_stale_only_what_it_may_concern() {
    let mut desk = real(controlled());
    desk.search(|_| ());
    desk.ask();
    let stale = |desk: &Desk| {
        desk.blockers().contains(&"assessed before the register of denials changed".to_owned())
    };
    let another = |desk: &mut Desk, id: &str, user: &str| {
        let mut notice = crate::weaknesses::notice(id, "FR");
        notice.end_user.name = user.to_owned();
        notice.end_user.country = "ZA".to_owned();
        desk.denial("denials", id, Event::DenialReceived { notice }).unwrap();
    };
    another(&mut desk, "D-1", "Zagros Rocket Institute");
    assert!(!stale(&desk), "somebody else, somewhere else");
    // Somebody who reads it changes nothing.
    desk.denial("denials", "D-1", Event::DenialRead { case: None }).unwrap();
    assert!(!stale(&desk));
    // A name that may be the same is not known to be another, in whichever state and script.
    for (id, user) in [("D-2", "CARR WORKS"), ("D-3", "Кар Воркс"), ("D-4", "?")] {
        another(&mut desk, id, user);
        assert!(stale(&desk), "{user}");
        desk.ask();
        assert!(!stale(&desk), "{user}");
    }
    // The denial of somebody else turns out to be of this one, and is withdrawn.
    another(&mut desk, "D-1", "Car Works");
    assert!(stale(&desk));
    desk.ask();
    let on = casework::clock::utc_date(desk.at);
    let reasons = crate::desk::words("an error");
    let revoked = Event::DenialRevoked { on, on_appeal: false, reasons };
    desk.denial("denials-2", "D-1", revoked).unwrap();
    assert!(stale(&desk));
    desk.ask();
    // What was withdrawn comes back under another name: the version before may have counted here.
    another(&mut desk, "D-1", "Zagros Rocket Institute");
    assert!(stale(&desk));
    crate::scenarios::everywhere(&desk);
}

#[test]
fn many_denials_at_once_are_not_gone_through_one_by_one() {
    let mut desk = real(controlled());
    desk.search(|_| ());
    desk.ask();
    let stale = "assessed before the register of denials changed".to_owned();
    for number in 0..201 {
        let id = format!("D-{number}");
        let mut notice = crate::weaknesses::notice(&id, "FR");
        notice.end_user.name = "Zagros Rocket Institute".to_owned();
        desk.denial("denials", &id, Event::DenialReceived { notice }).unwrap();
        if number >= 199 {
            assert_eq!(desk.blockers().contains(&stale), number == 200, "{number}");
        }
    }
}

#[test]
fn a_case_that_names_no_end_user_is_touched_by_every_denial() {
    let mut application = controlled();
    application.parties.retain(|party| party.role != "end_user");
    let mut desk = Desk::open();
    let mut notice = crate::weaknesses::notice("D-1", "FR");
    notice.end_user.name = "Zagros Rocket Institute".to_owned();
    desk.denial("denials", "D-1", Event::DenialReceived { notice }).unwrap();
    let denial = &desk.docket.register.denials[&crate::desk::id("D-1")];
    assert!(casework::undercut::touches(denial, &application));
    assert!(!casework::undercut::touches(denial, &controlled()));
}
