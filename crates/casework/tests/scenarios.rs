//! Scenarios of the field's acceptance list that no other file holds, from the application to their
//! end, each recorded on both databases and verified there. The number is the list's own.

use casework::advice::Advice;
use casework::assessing::ask;
use casework::assessment::{Asking, Level, RuleFound};
use casework::audit::audit;
use casework::chain::read;
use casework::decision::Recommendation;
use casework::event::Event;
use casework::id::Digest;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::searched::{Hit, HitKey, Verdict};
use casework::store::Store;
use casework::transition::State;

use crate::desk::{
    Desk, application, day, end_user, grant_recommended, id, instant, person, terms, the_case,
    words,
};
use crate::pack::regime;
use crate::weaknesses::{hit, notice};

/// The same history on SQLite and on PostgreSQL: recorded event by event, verified, read back.
pub(crate) fn everywhere(desk: &Desk) {
    let (_folder, url) = crate::store::embedded();
    recorded(desk, &url);
    if !crate::cluster::skipped() {
        recorded(desk, &crate::cluster::database());
    }
}

fn recorded(desk: &Desk, url: &str) {
    let store = Store::open(url).unwrap();
    crate::store::fill(&store, desk);
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.docket, desk.docket);
    drop(store);
    let again = Store::open(url).unwrap();
    assert_eq!(again.log(0, 1_000).unwrap(), desk.log, "the same digests");
    let known = desk.docket.cases.get(&the_case()).cloned();
    assert_eq!(again.case(&the_case()).unwrap(), known);
}

fn judged(verdict: Verdict) -> Event {
    Event::HitJudged {
        hit: HitKey { party: end_user(), list: id("un"), entry: "E1".to_owned() },
        entry_version: Digest::of(b"v1"),
        verdict,
        why: "register of companies of both states".to_owned(),
        until: day("2024-12-31"),
    }
}

fn found(desk: &mut Desk, hit: Hit) {
    desk.search(|screening| screening.parties.get_mut(&end_user()).unwrap().hits.push(hit));
}

#[test]
fn scenario_08_red_flags_alone_neither_deny_nor_clear() {
    let mut suspicious = application();
    suspicious.items[0].article = Some("other_item".to_owned());
    suspicious.items[0].hs_code = Some("841370".to_owned());
    for none in
        ["usable_in", "specially_designed_for", "designed_or_modified_for", "contains", "part_of"]
    {
        suspicious.items[0].relations.insert(none.to_owned(), Vec::new());
    }
    suspicious.end_use.awareness = Some("suspected".to_owned());
    let mut desk = Desk::open();
    desk.real_law();
    desk.begin(suspicious);
    desk.search(|_| ());
    desk.ask();
    let rule = "mtcr:guidelines.7.suspicion".to_owned();
    assert!(desk.case().asks_judgement(&rule), "a person decides");
    let assessment = desk.case().assessment.clone().unwrap();
    assert_eq!(assessment.floor, Level::NotControlled, "not denied");
    assert!(assessment.ceiling > Level::NotControlled, "not cleared");
    let reasons = || words("nothing is listed");
    let release = Event::Recommended {
        recommendation: Recommendation::NotRequired,
        reasons: reasons(),
        conflict: None,
    };
    desk.does("officer", release.clone()).unwrap();
    desk.sign("signer");
    desk.sign("signer-2");
    let held = desk.does("head", Event::NotRequiredFound { reasons: reasons() });
    assert!(matches!(held, Err(Refusal::Blocked(_))), "held until it is looked into");
    let back = Event::Countersigned { accepted: false, reasons: words("look into the cash") };
    desk.does("signer", back).unwrap();
    let clear =
        |why: &str| Event::RuleJudged { rule: rule.clone(), holds: false, why: why.to_owned() };
    assert!(matches!(desk.does("assessor", clear(" ")), Err(Refusal::ReasonMissing(_))));
    desk.does("assessor", clear("the bank confirms; a service firm installs it")).unwrap();
    assert!(!desk.case().rules[&rule].holds);
    everywhere(&desk);
}

#[test]
fn scenario_18_and_19_a_listed_owner_is_never_cleared_or_confirmed_by_the_machine() {
    // What a share means is the law's, tested with the law; here whoever is reached through an
    // owner blocks until a person has looked, whatever the identifiers say.
    let mut owned = application();
    let owner = |name: &str, share: Option<&str>| casework::facts::Owner {
        name: name.to_owned(),
        share: share.map(str::to_owned),
        id: None,
        country: None,
        kind: None,
        birth_date: None,
        identifiers: std::collections::BTreeMap::new(),
        owners: Vec::new(),
    };
    owned.parties[2].owners = vec![owner("X", Some("50 %")), owner("Y", None)];
    let mut desk = Desk::open();
    desk.begin(owned);
    let through = |share: &str| Hit {
        via: Some(format!("owner X with {share}")),
        identifier_equal: true,
        ..hit("un", "E1", "v1")
    };
    for share in ["50 %", "49 %", "a share that is not stated"] {
        found(&mut desk, through(share));
        desk.assess(|_| ());
        let open = "party end_user: hit un E1 is not judged".to_owned();
        assert!(desk.blockers().contains(&open), "{share}");
    }
    desk.does("screener", judged(Verdict::Unsure)).unwrap();
    assert!(desk.blockers().contains(&"party end_user: hit un E1 is not judged".to_owned()));
    desk.does("screener", judged(Verdict::Same)).unwrap();
    assert!(desk.blockers().contains(&"party end_user is listed: un E1".to_owned()));
    everywhere(&desk);
}

#[test]
fn scenario_30_an_integrity_run() {
    let mut desk = Desk::open();
    desk.at = instant("2024-09-03T08:00:00Z");
    desk.publish_list("un", "one", "2024-09-02").unwrap();
    let mut denied = notice("FR-1", "FR");
    denied.end_user.name = "Avtozavod".to_owned();
    desk.denial("denials", "FR-1", Event::DenialReceived { notice: denied }).unwrap();
    let mut cyrillic = application();
    cyrillic.parties[2].name = "Автозавод".to_owned();
    // Signed on 1 February: seven months old.
    desk.begin(cyrillic);
    // A source was down while one party was searched.
    desk.search(|screening| {
        let party = screening.parties.get_mut(&end_user()).unwrap();
        party.not_done = Some("the source was down".to_owned());
    });
    let told = desk.blockers();
    for expected in [
        "party end_user not screened: the source was down",
        "the undertaking was good until 2024-08-01",
    ] {
        assert!(told.contains(&expected.to_owned()), "{expected}: {told:?}");
    }
    // It is back: the alias is found across scripts, and blocks.
    found(&mut desk, Hit { name: "AVTOZAVOD".to_owned(), ..hit("un", "E1", "v1") });
    assert!(desk.blockers().contains(&"party end_user: hit un E1 is not judged".to_owned()));
    desk.does("screener", judged(Verdict::Different)).unwrap();
    desk.assess(|_| ());
    // The officer signs the own recommendation, over the interface.
    let every = [casework::role::Role::LicensingOfficer, casework::role::Role::Countersigner];
    desk.enrol("both", &every).unwrap();
    let both = person("both");
    desk.act_as(&both, every[0], Stream::Case(the_case()), grant_recommended(terms())).unwrap();
    let signed = Event::Countersigned { accepted: true, reasons: Vec::new() };
    let own = desk.act_as(&both, every[1], Stream::Case(the_case()), signed);
    assert!(matches!(own, Err(Refusal::NotThisPerson(_))));
    // The old undertaking sends the case back to the applicant.
    let back = Event::Countersigned { accepted: false, reasons: words("an old undertaking") };
    desk.does("signer", back).unwrap();
    let returned = Event::CaseReturned { reasons: words("sign the undertaking anew") };
    desk.does("officer", returned).unwrap();
    assert_eq!(desk.case().state, State::Returned);
    // The partner withdraws its denial: whoever it may concern is asked again.
    let on = day("2024-09-03");
    let revoked = Event::DenialRevoked { on, on_appeal: true, reasons: words("appeal won") };
    desk.denial("denials-2", "FR-1", revoked).unwrap();
    let stale = "assessed before the register of denials changed".to_owned();
    assert!(desk.blockers().contains(&stale));
    assert_eq!(casework::chain::verify(&desk.log), []);
    everywhere(&desk);
}

#[test]
fn scenario_31_approve_and_not_required_is_a_conflict_and_not_the_laxer() {
    let mut desk = Desk::in_review();
    desk.enrol_adviser("adviser-2", "energy");
    desk.look();
    for agency in ["defence", "energy"] {
        desk.does("officer", Event::AgencyAsked { agency: id(agency) }).unwrap();
    }
    desk.advise("adviser", "defence", Advice::Approve, "a licence, and a clean one");
    desk.advise("adviser-2", "energy", Advice::NotRequired, "in no list of ours");
    let merged = desk.case().advice();
    assert!(merged.conflict && merged.governing == Some(Advice::Approve));
    let release = Event::Recommended {
        recommendation: Recommendation::NotRequired,
        reasons: words("energy says so"),
        conflict: Some("energy knows these goods".to_owned()),
    };
    desk.does("officer", release).unwrap();
    desk.sign("signer");
    let found = desk.does("officer", Event::NotRequiredFound { reasons: words("energy says so") });
    assert!(matches!(found, Err(Refusal::Blocked(_))), "the laxer does not release");
    everywhere(&desk);
}

#[test]
fn scenario_34_a_day_of_the_month_seen_before_is_counted_again() {
    // The same question on 14 February, on 14 March and every day between has the same answer.
    let mut desk = Desk::open();
    desk.at = instant("2024-02-13T08:00:00Z");
    let period = crate::desk::period(30, casework::clock::Days::Working(id("national")));
    let clock = casework::clock::ClockName::Decision;
    desk.office("steward", Event::PeriodSet { clock, period }).unwrap();
    desk.begin(application());
    let due = desk.case().due(&desk.docket.office).unwrap();
    assert_eq!(due.on, day("2024-03-26"));
    desk.at = instant("2024-02-14T08:00:00Z");
    for _ in 0..30 {
        assert_eq!(desk.case().due(&desk.docket.office).unwrap(), due);
        desk.pass(1);
    }
    let mut shorter = due.clone();
    let period = crate::desk::period(22, casework::clock::Days::Working(id("national")));
    desk.office("steward", Event::PeriodSet { clock, period }).unwrap();
    shorter.on = desk.case().due(&desk.docket.office).unwrap().on;
    assert_eq!(shorter.on, day("2024-03-14"), "the second fourteenth is one of the days");
    everywhere(&desk);
}

#[test]
fn scenario_36_the_same_denial_with_other_content_is_a_new_version() {
    let mut desk = Desk::in_review();
    let first = notice("FR-1", "FR");
    let mut second = first.clone();
    second.description = "vibration test system, two axes".to_owned();
    for notice in [&first, &second] {
        let received = Event::DenialReceived { notice: notice.clone() };
        desk.denial("denials", "FR-1", received).unwrap();
    }
    let denial = &desk.docket.register.denials[&id("FR-1")];
    let kept: Vec<_> = denial.versions.iter().map(|version| &version.notice).collect();
    assert_eq!(kept, [&first, &second]);
    assert_eq!(crate::determination::compared(&desk, &application())[0].version, 2);
    everywhere(&desk);
}

#[test]
fn scenario_37_a_decision_replayed_years_later_is_the_same() {
    let mut desk = Desk::open();
    desk.real_law();
    desk.begin(application());
    desk.search(|_| ());
    let asked = ask(regime(), desk.case(), &desk.around(), desk.at).unwrap();
    let before = desk.docket.clone();
    let event = Event::Assessed { assessment: asked.assessment.clone(), changes: Vec::new() };
    desk.does("system", event).unwrap();
    let (log, decided) = (desk.log.clone(), desk.at);
    desk.pass(1_000);
    // The log goes through the rules again: the same state, to the last digest.
    let mut again = casework::docket::Docket::default();
    for entry in &log {
        again.apply(&read(&entry.body).unwrap()).unwrap();
    }
    assert_eq!(again.cases, desk.docket.cases);
    // The law is asked again as of its own day, of the facts of that day.
    let case = &before.cases[&the_case()];
    let replayed = ask(regime(), case, &before.around(case, None), decided).unwrap();
    assert_eq!(replayed, asked);
    everywhere(&desk);
}

#[test]
fn scenario_38_category_two_for_delivery_of_wmd_is_presumed_denied() {
    let mut desk = Desk::in_review();
    desk.search(|_| ());
    desk.assess(|assessment| {
        assessment.ceiling = Level::PresumedDenied;
        assessment.rules.insert(RuleFound {
            rule: "purpose".to_owned(),
            heading: "meant for the delivery of weapons of mass destruction".to_owned(),
            status: Some(Level::PresumedDenied),
            certain: false,
            cite: "Guidelines, paragraph 2".to_owned(),
        });
        let (field, text) = ("judgement:purpose".to_owned(), "what is it for?".to_owned());
        assessment.questions.push(Asking { field, text });
    });
    let assessment = desk.case().assessment.clone().unwrap();
    assert!(assessment.matches.iter().all(|matched| matched.category != "I"));
    let why = "the works belong to a missile programme".to_owned();
    let event = Event::RuleJudged { rule: "purpose".to_owned(), holds: true, why };
    desk.does("assessor", event).unwrap();
    assert!(desk.case().ceiling() >= Some(Level::PresumedDenied), "although Category II");
    assert_eq!(desk.case().signatures_needed(), 2);
    desk.recommend("officer");
    let told = desk.blockers();
    let expected = "presumed denied, and no government-to-government assurance";
    assert!(told.contains(&expected.to_owned()), "{told:?}");
    let covers = told.iter().any(|told| told.starts_with("the law may require presumed_denied"));
    assert!(covers || told.iter().any(|told| told.contains("prohibited")), "{told:?}");
    everywhere(&desk);
}
