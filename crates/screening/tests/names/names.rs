//! Pairs of names through the front door.

use proptest::prelude::*;
use screening::listing::{BirthDate, IdentifierKind, ListedIdentifier, PartyKind};
use screening::normalise::fold;
use screening::{
    Band, Comparison, Meeting, Outcome, Query, THRESHOLD, compare_names, same_after_folding,
};

fn person(name: &str) -> Query {
    Query { name: name.into(), kind: Some(PartyKind::Person), ..Query::default() }
}

fn company(name: &str) -> Query {
    Query { name: name.into(), kind: Some(PartyKind::Organisation), ..Query::default() }
}

fn check(left: Query, right: Query, same: bool) -> Comparison {
    let found = compare_names(&left, &right);
    let shown = format!("{} | {}: {found:#?}", left.name, right.name);
    assert_eq!(found.score >= THRESHOLD, same, "{shown}");
    found
}

#[test]
fn spellings_and_scripts_of_one_person() {
    for (a, b) in [
        ("Владимир Путин", "Vladimir Putin"),
        ("Володимир Зеленський", "Volodymyr Oleksandrovych Zelenskyy"),
        ("محمد الزواري", "Mohamed al-Zouari"),
        ("عبد الرحمن القحطاني", "Abdul Rahman al-Qahtani"),
        ("김정은", "Kim Jong-un"),
        ("리수용", "Ri Su-yong"),
        ("习近平", "Xi Jinping"),
        ("バラク・オバマ", "Barack Obama"),
        ("Αλέξης Τσίπρας", "Alexis Tsipras"),
        ("'Abd al-Aziz al-Nuristani", "Abdul Aziz Nooristani"),
        ("AlisherUsmanov", "Alisher Usmanov"),
        ("bin Salman Mohammed", "Mohammed bin Salman"),
        ("Misha Petrov", "Mikhail Petrov"),
        ("J.-P. Belmondo", "Jean-Paul Belmondo"),
    ] {
        check(person(a), person(b), true);
    }
}

#[test]
fn other_persons() {
    for (a, b) in [
        ("Frank Richter", "Frederik Richter"),
        ("Hans O Friedrich", "Hans Joachim Friedrich"),
        ("William G. Frost", "William W. Frost"),
        ("Sergey Ivanovich Lavrov", "Sergey Viktorovich Lavrov"),
        ("Hafez al-Assad", "Bashar al-Assad"),
        ("Kim Yong-chol", "Kim Yong-chun"),
        ("Antonia Bianchi", "Maria Bianchi"),
    ] {
        check(person(a), person(b), false);
    }
}

#[test]
fn organisations() {
    for (a, b, same) in [
        ("OAO Gazprom", "Open Joint Stock Company Gazprom", true),
        ("SiemensAG", "Siemens Aktiengesellschaft", true),
        ("Brigade Forty-Four", "Brigade 44", true),
        ("Good Will Company", "Goodwill Company", true),
        ("ABC Co.", "A.B.C. Company", true),
        ("Government of Estonia", "Government of Ethiopia", false),
        ("BAE Systems, Inc.", "BAE Industries, Inc.", false),
        ("Management Company 23", "Management Company", false),
    ] {
        check(company(a), company(b), same);
    }
}

#[test]
fn evidence_names_every_part_once() {
    let found = check(person("Dr J Putin Volodya"), person("PUTIN, Vladimir Vladimirovich"), false);
    let sides = |side: fn(&screening::Aligned) -> &str| -> Vec<String> {
        let parts = found.evidence.parts.iter().flat_map(|p| side(p).split_whitespace());
        let mut parts: Vec<String> = parts.map(str::to_owned).collect();
        parts.sort();
        parts
    };
    assert_eq!(sides(|p| &p.query), ["dr", "j", "putin", "volodya"]);
    assert_eq!(sides(|p| &p.listed), ["putin", "vladimir", "vladimirovich"]);
    let kinds: Vec<Meeting> = found.evidence.parts.iter().map(|p| p.kind).collect();
    assert!(kinds.contains(&Meeting::Literal) && kinds.contains(&Meeting::Nickname), "{kinds:?}");
}

#[test]
fn facts_confirm_and_contradict() {
    let born = |year: i16| {
        Some(BirthDate {
            year_min: year,
            year_max: year,
            month: Some(5),
            day: Some(6),
            circa: false,
        })
    };
    let plain = check(person("Ali Rashid"), person("Ali Rashed"), true);
    let with = |a: i16, b: i16| {
        let left = Query { birth: born(a), ..person("Ali Rashid") };
        compare_names(&left, &Query { birth: born(b), ..person("Ali Rashed") })
    };
    assert!(with(1970, 1970).score > plain.score);
    assert!(with(1970, 1985).score < plain.score);
    let absent = &plain.evidence.facts;
    assert!(absent.iter().any(|f| f.outcome == Outcome::Absent));
}

#[test]
fn an_equal_identifier_is_reported_beside_the_name() {
    let imo = |value: &str| ListedIdentifier {
        kind: IdentifierKind::Imo,
        value: value.into(),
        country: None,
    };
    let left = Query { identifiers: vec![imo("IMO 9074729")], ..company("Ocean Star") };
    let right = Query { identifiers: vec![imo("9074729")], ..company("Blue Whale") };
    let found = compare_names(&left, &right);
    assert!(found.identifier_equal && found.band == Band::Weak);
    let near = Query { identifiers: vec![imo("9074792")], ..company("Blue Whale") };
    let found = compare_names(&left, &near);
    assert!(!found.identifier_equal);
    assert!(found.evidence.facts.iter().any(|f| f.outcome == Outcome::NearMiss));
}

#[test]
fn no_pile_at_one_and_rare_names_tell_more() {
    let score = |name: &str| compare_names(&person(name), &person(name)).score;
    let (short, common, rare) =
        (score("Ali"), score("Ali Hassan"), score("Reinaldo Gregorio Cerna Juarez"));
    assert!(short < common && common < rare && rare < 1.0, "{short} {common} {rare}");
}

#[test]
fn folding_for_equality() {
    assert!(
        same_after_folding("Müller & Söhne GmbH", "MULLER UND SOHNE")
            || same_after_folding("Müller Söhne GmbH", "MULLER SOHNE")
    );
    assert!(same_after_folding("OOO \"Бай\"", "бай"));
    assert!(!same_after_folding("Bay", "Baikal"));
    assert!(!same_after_folding("GmbH.", ""));
}

fn name() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "vladimir",
        "putin",
        "mohammed",
        "al",
        "bin",
        "rashid",
        "abd",
        "rahman",
        "kim",
        "jong",
        "un",
        "j",
        "jc",
        "xi",
        "trading",
        "llc",
        "ooo",
        "bank",
        "Сергей",
        "محمد",
        "김정은",
        "习近平",
        "44",
        "sechin",
        "o'brien",
        "al-rawi",
        "alrawi",
        "gmbh",
    ]);
    prop::collection::vec(words, 1..7).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(crate::fixed(300))]

    #[test]
    fn folding_is_idempotent(text in "\\PC{0,60}") {
        let once = fold(&text).words.join(" ");
        prop_assert_eq!(fold(&once).words.join(" "), once);
    }

    #[test]
    fn scores_are_in_range_and_equal_names_agree(a in name(), b in name()) {
        let score = compare_names(&person(&a), &person(&b)).score;
        prop_assert!((0.0..=1.0).contains(&score));
        let own = compare_names(&person(&a), &person(&a)).score;
        prop_assert!(own + 1e-6 >= score, "{} {} {}", a, own, score);
    }

    #[test]
    fn the_order_of_parts_does_not_count(parts in prop::collection::vec("[a-z]{4,9}", 1..5)) {
        let name = parts.join(" ");
        let back = parts.iter().rev().cloned().collect::<Vec<_>>().join(" ");
        let (a, b) = (person(&name), person(&back));
        let straight = compare_names(&a, &a).score;
        prop_assert!((compare_names(&a, &b).score - straight).abs() < 1e-6);
    }

    /// Which side is the query matters only where one says more.
    #[test]
    fn symmetric_when_both_say_as_much(a in "[a-z]{4,9}", b in "[a-z]{4,9}", c in "[a-z]{4,9}") {
        let (x, y) = (person(&format!("{a} {b}")), person(&format!("{a} {c}")));
        let (left, right) = (compare_names(&x, &y).score, compare_names(&y, &x).score);
        prop_assert!((left - right).abs() < 1e-5, "{} {}", left, right);
    }
}
