//! The reasons shown are sufficient: whoever keeps only the facts that they mention, and takes away
//! every other, gets the same paragraph and the same rule with the same truth.
//!
//! What "mention" means. A reason is a line of text: a fact as stated, then the test that it meets or
//! leaves open. A property, a relation, a word of the end use is mentioned where its name stands in
//! a line. Four lines speak of several facts at once:
//!
//! - `purpose relations name nothing`: all of them;
//! - `by the stated range and payload`, `exchanging payload for fuel gives …`: the flight figures;
//! - `item 1 is in mtcr:9.A.4`: whatever the reasons of that paragraph mention;
//! - `item 1 is in no such paragraph`: the whole description of the item.
//!
//! The day, the profile and the form of an item are not facts that can be missing, and stay.
//! An exclusion or exit must be claimed, so that taking a claim away never loosens anything.

use std::collections::BTreeSet;

use control::answer::{Answer, answer};
use control::assess::{assess, open};
use control::classify::one;
use control::evidence::Screened;
use control::normalise::{Setting, normalise};
use control::truth::Truth;

use crate::pack::{day, pack};
use crate::twin::dice::Dice;
use crate::twin::fact::Stated;
use crate::twin::law::law;
use crate::twin::random::stated;
use crate::twin::shrink::written;

const TRANSFERS: u64 = 700;
const PURPOSES: [&str; 3] = ["usable_in", "designed_or_modified_for", "specially_designed_for"];
const FLIGHT: [&str; 6] =
    ["range", "payload", "takeoff_mass", "empty_mass", "usable_fuel", "envelope"];

/// `SLOW=1` looks at twenty times as many.
pub(crate) fn times() -> u64 {
    if std::env::var_os("SLOW").is_some() { 20 } else { 1 }
}

/// The whole answer in words; none if the transfer contradicts itself.
pub(crate) fn answered(given: &Stated) -> Option<Answer> {
    let regime = pack();
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(regime, &given.input, setting);
    if !problems.is_empty() {
        return None;
    }
    let case = open(regime, regime.profile(&given.profile)?, &transfer, &given.evidence);
    Some(answer(&case, &assess(&case)))
}

/// One paragraph for the first item, whether or not a more specific one takes its place.
fn truth_of(given: &Stated, paragraph: &str) -> Option<Truth> {
    let regime = pack();
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(regime, &given.input, setting);
    let case = open(regime, regime.profile(&given.profile)?, &transfer, &given.evidence);
    problems
        .is_empty()
        .then(|| one(&case, &transfer.items[0], regime.find(paragraph).unwrap()).truth)
}

/// A random transfer of one item.
pub(crate) fn single(seed: u64) -> Stated {
    let mut given = stated(law(), &mut Dice::new(seed));
    given.input.items.truncate(1);
    given
}

/// The words of a line: names of properties, relations and fields.
fn words(lines: &[String]) -> BTreeSet<String> {
    let letter = |c: char| c.is_alphanumeric() || c == '_';
    let all = lines.iter().flat_map(|line| line.split(move |c| !letter(c)));
    all.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The item with the facts that the lines mention.
fn keep_item(given: &mut Stated, lines: &[String]) {
    let mut words = words(lines);
    let says = |what: &str| lines.iter().any(|line| line.contains(what));
    if says("purpose relations") {
        words.extend(PURPOSES.map(str::to_owned));
    }
    if says("exchange") || says("exchanging") || says("the stated range") || says("envelope") {
        words.extend(FLIGHT.map(str::to_owned));
    }
    let item = &mut given.input.items[0];
    item.properties.retain(|(name, _)| words.contains(name.as_ref()));
    item.relations.retain(|(name, _)| words.contains(name.as_ref()));
    if !words.contains("article") && !words.contains("contents") {
        item.article = None;
    }
    // A candidate rests on what suggested it.
    if !says("suggested by") {
        item.description = None;
        item.claimed.clear();
        if !words.contains("customs") {
            item.hs_code = None;
        }
    }
    if !words.contains("scope") {
        item.scope = None;
    }
}

/// The transfer around the item with the facts that the lines mention.
fn keep_around(given: &mut Stated, lines: &[String]) {
    let words = words(lines);
    let input = &mut given.input;
    let unless = |name: &str| !words.contains(name);
    // A state is mentioned by its code, wherever it was stated.
    if input.from.as_deref().is_some_and(unless) {
        input.from = None;
    }
    if input.destination.as_deref().is_some_and(unless) {
        input.destination = None;
    }
    input.route.retain(|state| words.contains(state.as_ref()));
    if unless("location") {
        input.location = None;
    }
    if unless("awareness") {
        input.awareness = None;
    }
    if unless("programme") {
        input.programme = None;
    }
    if unless("safeguarded") {
        input.safeguarded = None;
    }
    input.assurances.clear();
    if unless("parties") {
        let keep = |country: &Option<std::borrow::Cow<'_, str>>| {
            country.as_deref().is_none_or(|country| words.contains(country))
        };
        let kept: Vec<bool> = input.parties.iter().map(|party| keep(&party.country)).collect();
        let mut at = kept.iter();
        input.parties.retain(|_| *at.next().unwrap());
        given.evidence.parties = vec![Screened::not_done("not mentioned"); input.parties.len()];
        given.evidence.set_aside = false;
    }
    given.evidence.denials = control::evidence::Denials::NotLooked;
}

#[test]
fn the_reasons_of_a_paragraph_are_sufficient() {
    let mut seen = [0_usize; 2];
    for given in (0..TRANSFERS * times()).map(single) {
        let Some(full) = answered(&given) else { continue };
        for matched in &full.matches {
            let mut cut = given.clone();
            keep_item(&mut cut, &matched.because);
            let Some(left) = truth_of(&cut, &matched.paragraph) else { continue };
            assert_eq!(
                left,
                matched.truth,
                "{}: {:?}\n{}\ncut to\n{}",
                matched.paragraph,
                matched.because,
                written(&given),
                written(&cut)
            );
            seen[usize::from(matched.truth == Truth::True)] += 1;
        }
    }
    println!("reasons sufficient: {} true and {} unknown paragraphs", seen[1], seen[0]);
    assert!(seen[0] > 500 && seen[1] > 100);
}

#[test]
fn the_reasons_of_a_rule_are_sufficient() {
    let mut seen = [0_usize; 2];
    for given in (0..TRANSFERS * times()).map(single) {
        let Some(full) = answered(&given) else { continue };
        for outcome in &full.outcomes {
            let mut lines = outcome.because.clone();
            let whole = lines.iter().any(|line| line.contains("is in no such"));
            let text = lines.join("\n");
            let named =
                |id: &str| text.split([' ', ',', '\n']).any(|w| w.trim_end_matches(':') == id);
            for matched in full.matches.iter().filter(|m| named(&m.paragraph)) {
                lines.extend(matched.because.iter().cloned());
            }
            let mut cut = given.clone();
            if !whole {
                keep_item(&mut cut, &lines);
            }
            keep_around(&mut cut, &lines);
            let Some(left) = answered(&cut) else { continue };
            let again = left
                .outcomes
                .iter()
                .find(|o| o.rule == outcome.rule && o.heading == outcome.heading);
            assert_eq!(
                again.map(|o| o.truth),
                Some(outcome.truth),
                "{}: {lines:?}\n{}\ncut to\n{}",
                outcome.rule,
                written(&given),
                written(&cut)
            );
            seen[usize::from(outcome.truth == Truth::True)] += 1;
        }
    }
    println!("reasons sufficient: {} true and {} unknown outcomes", seen[1], seen[0]);
    assert!(seen[0] > 500 && seen[1] > 100);
}
