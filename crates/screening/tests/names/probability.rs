//! The probability: what raises it, what lowers it, and that its table is whole.

use proptest::prelude::*;
use screening::listing::{BirthDate, PartyKind};
use screening::{Comparison, Query, SIGNALS, compare_names};

fn person(name: &str) -> Query {
    Query { name: name.to_owned(), kind: Some(PartyKind::Person), ..Query::default() }
}

fn born(year: i16) -> Option<BirthDate> {
    let (month, day) = (Some(5), Some(17));
    Some(BirthDate { year_min: year, year_max: year, month, day, circa: false })
}

fn even(comparison: &Comparison) -> f64 {
    comparison.probability.even()
}

#[test]
fn the_table_has_every_signal_in_order() {
    let text = include_str!("../../data/probability.toml");
    let table: toml::Table = text.parse().unwrap();
    let rows = table["weight"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row["signal"].as_str().unwrap()).collect();
    assert_eq!(names, SIGNALS);
    assert_eq!(text.matches("\n# ").count() - 3, SIGNALS.len(), "each has its meaning");
}

#[test]
fn a_rare_name_that_agrees_tells_more_than_a_common_one() {
    let common = compare_names(&person("Ali Hassan"), &person("Ali Hassan"));
    let rare = compare_names(&person("Teitelboim Zarkari"), &person("Teitelboim Zarkari"));
    assert!(even(&rare) > even(&common), "{} {}", even(&rare), even(&common));
    let one = compare_names(&person("Zarkari"), &person("Zarkari"));
    assert!(even(&rare) > even(&one));
}

#[test]
fn silence_stands_between_agreement_and_contradiction() {
    let name = "Teitelboim Zarkari";
    let asked = Query { birth: born(1961), countries: vec!["IR".to_owned()], ..person(name) };
    let same = compare_names(&asked, &asked.clone());
    let silent = compare_names(&asked, &person(name));
    let other = Query { birth: born(1980), countries: vec!["FR".to_owned()], ..person(name) };
    let other = compare_names(&asked, &other);
    assert!(even(&same) > even(&silent) && even(&silent) > even(&other));
}

#[test]
fn the_share_of_true_hits_shifts_it_by_the_odds() {
    let hit = compare_names(&person("Ali Hassan"), &person("Ali Hasan")).probability;
    assert!((hit.at_share(0.5) - hit.even()).abs() < 1e-12);
    let odds = |p: f64| p / (1.0 - p);
    assert!((odds(hit.at_share(0.1)) - odds(hit.even()) / 9.0).abs() < 1e-9);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn it_is_a_probability(left in ".{0,40}", right in ".{0,40}", share in 0.001..0.999) {
        let found = compare_names(&person(&left), &person(&right)).probability;
        let at = found.at_share(share);
        prop_assert!((0.0..=1.0).contains(&at), "{at}");
    }
}
