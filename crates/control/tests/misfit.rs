//! Facts that do not fit each other, or the form of the item: what may be meant is held, a finding says
//! what was read, and a purpose that is named settles it.

use control::answer::{Answer, answer};
use control::assess::{assess, open};
use control::input::TransferInput;
use control::truth::Truth;

use crate::cases::item;
use crate::pack::{evidence, pack, transfer};

/// Article, form, scope, facts as in the worked cases.
fn answered(article: &str, form: &str, scope: &str, facts: &str) -> Answer {
    let items = vec![item(article, form, scope, facts)];
    let own = transfer(&TransferInput { items, ..TransferInput::default() });
    let evidence = evidence(&own, true);
    let regime = pack();
    let case = open(regime, regime.profile("partner").unwrap(), &own, &evidence);
    answer(&case, &assess(&case))
}

fn held(answer: &Answer) -> Vec<&str> {
    let unknown = answer.matches.iter().filter(|m| m.truth == Truth::Unknown);
    unknown.map(|m| m.paragraph.as_str()).collect()
}

fn says(answer: &Answer, words: &str) -> bool {
    answer.findings.iter().any(|finding| finding.contains(words))
}

fn asks(answer: &Answer, field: &str) -> bool {
    answer.questions.iter().any(|question| question.ask == format!("items[1].{field}"))
}

#[test]
fn codes_and_words_hold_the_technology_of_the_item_that_they_suggest() {
    for hint in
        ["claimed=7E101", "claimed=mtcr:9.E.1", "claimed=MTCR 9.A.4", "description=Gyro data"]
    {
        let found = answered("", "technology", "development", &format!("relations=none; {hint}"));
        assert!(held(&found).contains(&"mtcr:9.E.1"), "{hint}: {:?}", held(&found));
        assert!(!held(&found).contains(&"mtcr:13.E.1"), "{hint}: {:?}", held(&found));
        assert!(says(&found, "said to be for nothing"), "{hint}: {:?}", found.findings);
        assert!(asks(&found, "relations.usable_in"), "{hint}: {:?}", found.questions);
        // Every list has technology as `other_item`: that says no more than nothing.
        let other =
            answered("other_item", "technology", "development", &format!("relations=none; {hint}"));
        assert_eq!(held(&other), held(&found), "{hint}");
        let elsewhere = format!("usable_in=other_item; relations=none; {hint}");
        let elsewhere = answered("", "technology", "development", &elsewhere);
        assert!(elsewhere.matches.is_empty(), "{hint}: {:?}", held(&elsewhere));
    }
    let plain = answered("", "technology", "development", "relations=none");
    assert!(plain.matches.is_empty() && plain.findings.is_empty());
    let settled = answered(
        "",
        "technology",
        "development",
        "usable_in=mtcr:13.A.1; relations=none; claimed=7E101",
    );
    assert!(!held(&settled).contains(&"mtcr:9.E.1"), "{:?}", held(&settled));
    assert!(settled.findings.is_empty(), "{:?}", settled.findings);
    let unknown = answered("", "technology", "development", "relations=none; claimed=mtcr:9.Z.1");
    assert!(says(&unknown, "is not known here"), "{:?}", unknown.findings);
}

#[test]
fn a_code_of_something_else_holds_what_is_stated_to_be_nothing() {
    for (hint, wants) in [("claimed=9A012", "mtcr:1.A.2"), ("hs=880694", "mtcr:19.A.2")] {
        let found = answered("other_item", "", "", &format!("relations=none; {hint}"));
        assert!(held(&found).contains(&wants), "{hint}: {:?}", held(&found));
        assert!(says(&found, "suggest") && asks(&found, "article"), "{hint}");
        let part = answered("other_item", "", "", &format!("part_of=uav; relations=none; {hint}"));
        assert!(part.matches.is_empty(), "{hint}: {:?}", held(&part));
    }
    let wide = answered("other_item", "", "", "relations=none; hs=841370");
    assert!(wide.matches.is_empty(), "{:?}", held(&wide));
}

#[test]
fn a_wide_customs_heading_proposes_and_clears_nothing() {
    let wide = answered("", "", "", "relations=none; hs=841370");
    assert!(!wide.matches.is_empty() && wide.unclassified == ["1"]);
    assert_eq!(wide.ceiling, answered("", "", "", "relations=none").ceiling);
    let narrow = answered("", "", "", "relations=none; hs=880694");
    assert!(!narrow.matches.is_empty() && narrow.unclassified.is_empty());
}

#[test]
fn what_states_no_form_is_goods_unless_something_says_that_it_can_be_none() {
    let found = answered("other_item", "", "production", "usable_in=mtcr:9.A.4; claimed=7E101");
    assert!(found.matches.iter().any(|m| m.paragraph == "mtcr:9.E.1"), "{:?}", found.matches);
    assert!(says(&found, "form not stated: read as technology"), "{:?}", found.findings);
    let goods = answered("gyro", "", "", "drift_rate_stability=0.1 deg/h; claimed=7E101");
    assert!(goods.matches.iter().any(|m| m.paragraph == "mtcr:9.A.4"), "{:?}", goods.matches);
}

#[test]
fn an_article_of_software_is_equipment_that_it_may_be_for() {
    let found = answered("gyro", "software", "use", "relations=none");
    assert_eq!(held(&found), ["mtcr:9.D.1"]);
    assert!(says(&found, "read as equipment that it may be for"), "{:?}", found.findings);
    assert!(asks(&found, "article"));
    let named = answered("gyro", "software", "use", "usable_in=mtcr:9.A.4; relations=none");
    assert_eq!(held(&named), Vec::<&str>::new());
    assert!(!says(&named, "read as equipment"), "{:?}", named.findings);
    let inside = answered("", "software", "use", "contains=mtcr:9.A.4; relations=none");
    assert_eq!(held(&inside), ["mtcr:9.D.1"]);
    assert!(says(&inside, "`contains` mtcr:9.A.4") && asks(&inside, "relations.contains"));
}

#[test]
fn a_part_is_usable_in_what_it_is_part_of() {
    let found = answered("thrust_vector_control", "", "", "part_of=mtcr:1.A.1; relations=none");
    assert_eq!(held(&found), ["mtcr:2.A.1.e"]);
    assert!(says(&found, "`part_of` mtcr:1.A.1, while `usable_in`"), "{:?}", found.findings);
    assert!(asks(&found, "relations.usable_in") && asks(&found, "relations.part_of"));
    let fits = answered(
        "thrust_vector_control",
        "",
        "",
        "part_of=mtcr:1.A.1; usable_in=mtcr:2.A.1.a; relations=none",
    );
    assert!(fits.findings.is_empty(), "{:?}", fits.findings);
}

#[test]
fn general_words_of_a_heading_take_what_a_relation_places_there() {
    let found = answered("other_item", "", "", "specially_designed_for=nsg1:B.5.1; relations=none");
    assert_eq!(held(&found), ["nsg1:B.5.1"]);
    let because = found.matches[0].because.join("; ");
    assert!(because.contains("specially_designed_for nsg1:B.5.1"), "{because}");
    assert!(asks(&found, "article"));
    let nothing = answered("other_item", "", "", "relations=none");
    assert!(nothing.matches.is_empty());
}

#[test]
fn a_system_named_for_its_subsystem_is_asked_about() {
    let found = answered("motor_case", "", "", "usable_in=mtcr:1.A.1; relations=none");
    assert_eq!(held(&found), ["mtcr:3.A.3"]);
    let question = found.questions.iter().find(|q| q.ask == "items[1].relations.usable_in");
    assert!(question.unwrap().text.contains("which subsystem"));
}
