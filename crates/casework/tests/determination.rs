//! The law asked within a case: on submission, and again on every change; denials compared.

use std::collections::BTreeSet;

use casework::assessing::{ask, law_digest, to_ask};
use casework::assessment::{DenialCompared, Matched};
use casework::case::Around;
use casework::event::Event;
use casework::facts::Application;
use casework::id::Digest;
use casework::undercut::{Transfer, compare};

use crate::desk::Desk;
use crate::pack::regime;

impl Desk {
    /// Puts the repository's law in force.
    pub(crate) fn real_law(&mut self) {
        let digest = law_digest(regime()).unwrap();
        let (profile, source) = ("partner".to_owned(), "the repository".to_owned());
        let event = Event::LawProposed { digest: digest.clone(), profile, source };
        self.office("steward", event).unwrap();
        self.office("steward-2", Event::LawPublished { digest }).unwrap();
    }

    pub(crate) fn around(&self) -> Around<'_> {
        self.docket.around(self.case(), None)
    }

    /// Asks the real law and records the answer; gives what changed.
    pub(crate) fn ask(&mut self) -> Vec<String> {
        let asked = ask(regime(), self.case(), &self.around(), self.at).unwrap();
        let changes = asked.changes.clone();
        let event = Event::Assessed { assessment: asked.assessment, changes: asked.changes };
        self.does("system", event).unwrap();
        changes
    }
}

/// Denials against an application whose one item is a vibration test system.
pub(crate) fn compared(desk: &Desk, application: &Application) -> Vec<DenialCompared> {
    let matches = BTreeSet::from([Matched {
        item: "1".to_owned(),
        paragraph: "mtcr:15.B.1".to_owned(),
        category: "II".to_owned(),
        certain: true,
    }]);
    let on = casework::clock::utc_date(desk.at);
    let transfer = Transfer { application, matches: &matches, regime: regime(), on };
    compare(&desk.docket.register, &desk.docket.office, &transfer)
}

/// A vibration test system that the list describes.
pub(crate) fn controlled() -> Application {
    let mut application = crate::desk::application();
    for (name, value) in [("vibration", "20 g"), ("force", "60 kN")] {
        let stated = casework::facts::Stated::Text(value.to_owned());
        application.items[0].properties.insert(name.to_owned(), stated);
    }
    let yes = casework::facts::Stated::Flag(true);
    application.items[0].properties.insert("digital_controller".to_owned(), yes);
    application
}

pub(crate) fn real(application: Application) -> Desk {
    let mut desk = Desk::open();
    desk.real_law();
    desk.begin(application);
    desk
}

#[test]
fn the_law_is_asked_on_submission_and_says_what_is_open() {
    let mut desk = real(controlled());
    assert_eq!(desk.ask(), Vec::<String>::new(), "nothing to compare with");
    let first = desk.case().assessment.clone().unwrap();
    assert!(first.matches.iter().any(|m| m.paragraph == "mtcr:15.B.1.a" && m.certain));
    assert_eq!(first.floor, casework::assessment::Level::LicenceRequired);
    assert!(first.basis.lists.is_empty(), "nobody searched yet");
    assert!(first.questions.iter().any(|asking| asking.field.starts_with("screening.")));
    desk.search(|_| ());
    let changes = desk.ask();
    assert_eq!(changes.first().unwrap(), "because: lists changed: un", "{changes:?}");
    assert!(changes.iter().any(|change| change.starts_with("question gone:")), "{changes:?}");
}

#[test]
fn a_changed_fact_shows_what_it_changes() {
    let mut desk = real(controlled());
    desk.search(|_| ());
    desk.ask();
    let mut weaker = controlled();
    let stated = casework::facts::Stated::Text("5 kN".to_owned());
    weaker.items[0].properties.insert("force".to_owned(), stated);
    let why = "data sheet".to_owned();
    desk.does("assessor", Event::FactsCorrected { application: weaker, why }).unwrap();
    desk.search(|_| ());
    let changes = desk.ask();
    assert_eq!(changes[0], "because: the application changed");
    assert!(changes.iter().any(|c| c == "paragraph gone: mtcr:15.B.1.a of item 1"), "{changes:?}");
    assert!(
        changes.iter().any(|c| c.starts_with("now not_controlled to licence_required")),
        "{changes:?}"
    );
}

#[test]
fn open_questions_go_to_the_applicant_and_stop_the_clock() {
    let mut open = controlled();
    open.items[0].properties.remove("force");
    let mut desk = real(open);
    desk.search(|_| ());
    desk.ask();
    let questions = to_ask(desk.case());
    let (id, asking) =
        questions.iter().find(|(_, a)| a.field == "items[1].properties.force").unwrap().clone();
    assert!(asking.text.contains("50 kN"), "the value at which it turns: {}", asking.text);
    desk.does("system", Event::QuestionAsked { question: id, asking: asking.clone() }).unwrap();
    assert!(to_ask(desk.case()).iter().all(|(_, a)| a.field != asking.field), "asked once");
    assert!(desk.case().running.as_ref().unwrap().stopped().is_some());
    let asked = &to_ask(desk.case());
    assert!(asked.iter().all(|(_, a)| !a.field.starts_with("judgement:")), "officers judge");
}

#[test]
fn another_pack_than_the_one_in_force_is_not_asked() {
    let mut desk = Desk::open();
    desk.begin(controlled());
    let refused = ask(regime(), desk.case(), &desk.around(), desk.at).unwrap_err();
    assert_eq!(refused[0].what, "the law data at hand is not the one in force");
    assert_ne!(Some(crate::desk::law()), Some(Digest::of(b"")));
}

#[test]
fn scenario_03_a_clean_category_two_case_is_granted_with_conditions() {
    let mut desk = real(controlled());
    desk.search(|_| ());
    desk.ask();
    let open = desk.case().assessment.clone().unwrap();
    // What the law leaves to judgement is judged, with reasons; what is owed is obtained or found
    // not to arise.
    for found in &open.rules {
        if desk.case().asks_judgement(&found.rule) {
            let why = "car maker, known for years, civil use shown".to_owned();
            let event = Event::RuleJudged { rule: found.rule.clone(), holds: false, why };
            desk.does("assessor", event).unwrap();
        }
    }
    for duty in &open.duties {
        let code = duty.code.clone();
        match code.strip_prefix("obtain:") {
            Some(word) if duty.certain => {
                let (government, note) = ("BR".to_owned(), "note 3".to_owned());
                let event = Event::AssuranceFiled { code: word.to_owned(), government, note };
                desk.does("officer", event).unwrap();
            }
            _ => {
                let how = "does not arise: no contribution to delivery systems".to_owned();
                desk.does("officer", Event::DutyDischarged { code, how }).unwrap();
            }
        }
    }
    desk.ask();
    desk.recommend("officer");
    desk.sign("signer");
    assert_eq!(desk.blockers(), Vec::<String>::new(), "{:#?}", desk.case().assessment);
    desk.grant("officer-2").unwrap();
    let licence = desk.case().licence.as_ref().unwrap();
    assert_eq!(licence.terms.conditions.len(), 2);
    let granted = desk.log.last().unwrap();
    assert!(granted.body.contains("\"lists\":{\"un\":"), "the empty search names its lists");
    crate::scenarios::everywhere(&desk);
}

#[test]
fn the_shipped_rules_read_and_are_adopted_rule_by_rule() {
    let rules = casework::notice::shipped_rules().unwrap();
    assert_eq!(rules.len(), 6);
    let mut desk = Desk::open();
    assert!(desk.docket.office.undercut.is_empty(), "nothing is in force by itself");
    let eu = rules.iter().find(|rule| rule.reply.is_some()).unwrap().clone();
    let early = desk.office("steward", Event::UndercutRuleSet { rule: eu });
    assert_eq!(early.unwrap_err().to_string(), "there is no calendar `eu`");
    crate::undercut::adopt(&mut desk);
    assert_eq!(desk.docket.office.undercut.len(), 6);
}
