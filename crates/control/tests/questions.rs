//! The questions asked are sufficient: whoever answers them, and answers what is then asked, ends
//! with a settled answer, or with questions that no fact of the transfer answers. And a value at
//! which an answer is said to flip does flip it.
//!
//! What no fact answers, and only a person or the record does:
//!
//! - `judgement:…`: an authority's or an officer's finding (a hit on a list is judged here);
//! - a state whose standing on the day is not on record: `destination`, `from` or a party's country
//!   asked for although it is stated;
//! - a stop on the route, another party's country, the place of the end use or the state of origin,
//!   stated: is there an end use there?

use std::borrow::Cow;
use std::collections::BTreeMap;

use control::assess::{assess, open};
use control::classify::one;
use control::evidence::{Evidence, Judged, Screened, ScreeningState};
use control::input::{Given, ItemInput, PartyInput};
use control::normalise::{Setting, normalise};
use control::question::{Question, questions};
use control::truth::Truth;
use control::word::{ACTIVITIES, AWARENESS, PROGRAMMES};

use crate::pack::{day, pack};
use crate::reasons::{single, times};
use crate::twin::dice::Dice;
use crate::twin::fact::Stated;
use crate::twin::law::{law, text_of, texts_of};
use crate::twin::shrink::written;

const TRANSFERS: u64 = 3_400;
/// Answering what is asked may ask more: what an item is, then its figures, then its purpose.
const ROUNDS: usize = 12;

/// Floor and ceiling equal, the questions, and each rule's truth; none if facts contradict each other.
fn asked(given: &Stated) -> Option<(bool, Vec<Question>, BTreeMap<String, Truth>)> {
    let regime = pack();
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(regime, &given.input, setting);
    let case = open(regime, regime.profile(&given.profile)?, &transfer, &given.evidence);
    if !problems.is_empty() {
        return None;
    }
    let found = assess(&case);
    let mut rules = BTreeMap::new();
    for outcome in &found.outcomes {
        let known = rules.entry(regime.rule(outcome.rule).id.clone()).or_insert(Truth::False);
        *known = outcome.truth.max(*known);
    }
    Some((found.settled(), questions(&case, &found), rules))
}

/// Whether a fact can answer it.
fn is_of_fact(given: &Stated, question: &Question) -> bool {
    let ask = question.ask.as_str();
    let place = |list: &str| -> Option<usize> {
        let (at, _) = ask.strip_prefix(list)?.strip_prefix('[')?.split_once(']')?;
        Some(at.parse::<usize>().unwrap() - 1)
    };
    if ask.starts_with("judgement:") {
        return ask.starts_with("judgement:review_hit:");
    }
    match ask {
        "destination" => given.input.destination.is_none(),
        "from" => given.input.from.is_none(),
        _ if ask.starts_with("route[") || ask == "end_use.location" => false,
        _ if ask.starts_with("parties[") => {
            given.input.parties[place("parties").unwrap()].country.is_none()
        }
        _ => true,
    }
}

fn own(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

/// Answers one question at random.
fn reply(given: &mut Stated, question: &Question, dice: &mut Dice) {
    // Each with rows of its own in every treaty, so that its standing is on record.
    const STATES: &[&str] = &["IN", "DE", "IR", "KP", "PK"];
    let ask = question.ask.as_str();
    let input = &mut given.input;
    match ask {
        "end_use.awareness" => input.awareness = Some(own(dice.of(AWARENESS))),
        "end_use.programme" => {
            // "unknown" is an answer, but not one that settles anything.
            input.programme = Some(own(dice.of(&PROGRAMMES[..PROGRAMMES.len() - 1])));
        }
        "end_use.safeguarded" => input.safeguarded = Some(dice.often(50)),
        "destination" => input.destination = Some(own(dice.of(STATES))),
        "from" => input.from = Some(own(dice.of(STATES))),
        "parties.end_user" => {
            input.parties.push(PartyInput {
                role: Some(own("end_user")),
                name: Some(own("Example Works")),
                country: Some(own(dice.of(STATES))),
                ..PartyInput::default()
            });
            given.evidence.parties.push(Screened::done(Vec::new()));
        }
        _ if ask.starts_with("items[") => {
            let (_, field) = ask.split_once("].").unwrap();
            of_item(&mut input.items[0], field, question, dice);
        }
        _ => {
            let (_, rest) = ask.split_once("parties[").unwrap();
            let (at, field) = rest.split_once(']').unwrap();
            let at = at.parse::<usize>().unwrap() - 1;
            if field == ".country" {
                input.parties[at].country = Some(own(dice.of(STATES)));
            } else {
                of_screening(&mut given.evidence, at, dice);
            }
        }
    }
}

fn of_screening(evidence: &mut Evidence, at: usize, dice: &mut Dice) {
    let screened = &mut evidence.parties[at];
    screened.state = ScreeningState::Done;
    for hit in &mut screened.hits {
        hit.judged = Some(dice.of(&[Judged::Same, Judged::Different]));
    }
}

fn of_item(item: &mut ItemInput<'static>, field: &str, question: &Question, dice: &mut Dice) {
    if let Some(name) = field.strip_prefix("properties.") {
        let given = value(name, question, dice);
        state(item, name, given);
    } else if let Some(name) = field.strip_prefix("relations.") {
        // Where description or codes suggest something, "for nothing" is no answer.
        let nothing = match question.text.contains("`other_item` says") {
            true => vec![own("other_item")],
            false => Vec::new(),
        };
        let named = if dice.often(50) { nothing } else { targets(question, dice) };
        item.relations.retain(|(known, _)| known != name);
        item.relations.push((own(name), named));
    } else if field == "article" {
        item.article = Some(article(question, dice));
    } else if field == "scope" {
        item.scope = Some(vec![own(dice.of(ACTIVITIES))]);
    } else if field == "hs.code" {
        item.hs_code = Some(own(dice.of(&["8457", "720110", "901420", "300490"])));
    } else {
        panic!("nobody can answer `{field}`");
    }
}

fn state(item: &mut ItemInput<'static>, name: &str, given: Given<'static>) {
    item.properties.retain(|(known, _)| known != name);
    item.properties.push((own(name), given));
}

/// An article of a paragraph that hangs on the question, or of none.
fn article(question: &Question, dice: &mut Dice) -> Cow<'static, str> {
    let decided = law().paragraphs.iter().filter(|p| question.decides.contains(&p.id));
    let mut articles: Vec<&str> = decided.flat_map(|p| texts_of(&p.table, "article")).collect();
    articles.push("other_item");
    own(dice.of(&articles))
}

/// A paragraph of the law, as narrow as they come.
fn targets(question: &Question, dice: &mut Dice) -> Vec<Cow<'static, str>> {
    let all =
        ["mtcr:1.A.1", "mtcr:19.A.1", "mtcr:9.A.4", "nsg1:B.5.1.1", "nsg2:3.A.1", "gas_centrifuge"];
    let named: Vec<&str> =
        question.flips_at.iter().flat_map(|text| text.split([' ', ','])).collect();
    let known = all.iter().filter(|id| named.iter().any(|n| id.starts_with(n) && !n.is_empty()));
    let known: Vec<&&str> = known.collect();
    let chosen = if known.is_empty() { dice.of(&all) } else { *dice.of(&known) };
    vec![own(chosen)]
}

/// A value of the property's kind; for quantities on either side of a value that flips.
fn value(name: &str, question: &Question, dice: &mut Dice) -> Given<'static> {
    let table = &law().properties[name];
    let text = |text: &str| Given::Text(own(text));
    let flips: Vec<&str> = question.flips_at.iter().map(String::as_str).collect();
    match text_of(table, "kind") {
        "flag" => Given::Flag(dice.often(50)),
        "word" => text(dice.of(&texts_of(table, "words"))),
        "cas" => text(dice.of(&["302-01-2", "7790-98-9", "67-64-1"])),
        "text" => text("An-24R"),
        "envelope" => {
            let points: &[&[(&str, &str)]] =
                &[&[("250 km", "100 kg")], &[("400 km", "100 kg")], &[("400 km", "700 kg")]];
            let read = |(range, load): &(&str, &str)| (own(range), own(load));
            Given::Points(dice.of(points).iter().map(read).collect())
        }
        _ => {
            let unit = text_of(table, "unit");
            let (yes, no) = sides(match flips.is_empty() {
                true => "> 500",
                false => dice.of(&flips),
            });
            let one = if dice.often(50) { yes } else { no };
            let bare = one.chars().last().is_some_and(|c| c.is_ascii_digit());
            text(if bare && !unit.is_empty() { format!("{one} {unit}") } else { one }.as_str())
        }
    }
}

/// A value on either side of `> 0.5 deg/h`, `within 17..23 %` and the like: meeting it, failing it.
fn sides(flip: &str) -> (String, String) {
    let (sign, limit) = flip.split_once(' ').unwrap();
    let (number, unit) =
        limit.split_once(' ').map_or((limit, String::new()), |(n, u)| (n, format!(" {u}")));
    let write = |value: f64| format!("{value:.6e}{unit}");
    if sign == "within" {
        let (low, high) = number.split_once("..").unwrap();
        let (low, high): (f64, f64) = (low.parse().unwrap(), high.parse().unwrap());
        return (write(f64::midpoint(low, high)), write(high * 2.0));
    }
    let limit: f64 = number.parse().unwrap();
    let apart = if limit == 0.0 { 1.0 } else { limit.abs() / 2.0 };
    let (above, below) = (write(limit + apart), write(limit - apart));
    match sign {
        ">" | ">=" => (above, below),
        "<" | "<=" => (below, above),
        "=" => (write(limit), above),
        _ => panic!("sign of `{flip}`"),
    }
}

#[test]
fn answering_the_questions_settles_the_case_or_leaves_it_to_a_person() {
    let (mut settled, mut left, mut contradictory) = (0, 0, 0);
    for seed in 0..TRANSFERS * times() {
        let start = single(seed);
        let mut given = start.clone();
        let mut dice = Dice::new(seed ^ 0x5151);
        let mut last = Vec::new();
        let mut open = true;
        for _ in 0..ROUNDS {
            let Some((is_settled, questions, _)) = asked(&given) else {
                contradictory += 1;
                open = false;
                break;
            };
            let of_fact: Vec<&Question> =
                questions.iter().filter(|question| is_of_fact(&given, question)).collect();
            if of_fact.is_empty() {
                assert!(is_settled || !questions.is_empty(), "{}", written(&given));
                *if is_settled { &mut settled } else { &mut left } += 1;
                open = false;
                break;
            }
            last = of_fact.iter().map(|q| format!("{} for {:?}", q.ask, q.decides)).collect();
            for question in &questions {
                if is_of_fact(&given, question) {
                    reply(&mut given, question, &mut dice);
                }
            }
        }
        assert!(
            !open,
            "still asked after {ROUNDS} rounds: {last:?}\n{}\nanswered to\n{}",
            written(&start),
            written(&given)
        );
    }
    println!(
        "questions sufficient: {settled} settled, {left} left to a person, {contradictory} contradictory"
    );
    assert!(settled > 1_000);
}

/// Truth of what a question decides: a paragraph for the first item, or a rule.
fn decided(given: &Stated, what: &str) -> Option<Truth> {
    let regime = pack();
    let Some(paragraph) = regime.find(what) else {
        let (_, _, rules) = asked(given)?;
        return Some(rules.get(what).copied().unwrap_or(Truth::False));
    };
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(regime, &given.input, setting);
    let case = open(regime, regime.profile(&given.profile)?, &transfer, &given.evidence);
    problems.is_empty().then(|| one(&case, &transfer.items[0], paragraph).truth)
}

/// The facts around a question answered, until something hangs on that question alone.
fn alone(mut given: Stated, ask: &str, dice: &mut Dice) -> Option<(Stated, Question, String)> {
    for _ in 0..ROUNDS {
        let (_, questions, _) = asked(&given)?;
        let question = questions.iter().find(|question| question.ask == ask)?;
        let count = |what: &String| questions.iter().filter(|q| q.decides.contains(what)).count();
        if let Some(what) = question.decides.iter().find(|what| count(what) == 1) {
            return Some((given, question.clone(), what.clone()));
        }
        // What the item is stays as it is, or the question would be another's.
        for other in questions.iter().filter(|q| q.ask != ask && !q.ask.ends_with(".article")) {
            if is_of_fact(&given, other) {
                reply(&mut given, other, dice);
            }
        }
    }
    None
}

/// Where a question is the only one that something hangs on, the two sides of a value must differ in
/// it, or settle it. Where several questions are open, one alone need not: two of three are needed.
#[test]
fn what_is_said_to_flip_an_answer_flips_it() {
    let (mut values, mut flags) = (0, 0);
    for seed in 0..TRANSFERS * times() {
        let start = single(seed);
        let Some((_, first, _)) = asked(&start) else { continue };
        let mut dice = Dice::new(seed ^ 0x0f11);
        for ask in first.iter().map(|question| &question.ask) {
            let Some((_, name)) = ask.split_once(".properties.") else { continue };
            let Some((given, question, what)) = alone(start.clone(), ask, &mut dice) else {
                continue;
            };
            let kind = text_of(&law().properties[name], "kind");
            let mut tried = Vec::new();
            for flip in &question.flips_at {
                let text = |text: String| Given::Text(Cow::Owned(text));
                let (yes, no) = match kind {
                    "flag" => (Given::Flag(true), Given::Flag(false)),
                    "quantity" | "count" => {
                        let (yes, no) = sides(flip);
                        (text(yes), text(no))
                    }
                    _ => continue,
                };
                let with = |side: Given<'static>| {
                    let mut changed = given.clone();
                    state(&mut changed.input.items[0], name, side);
                    decided(&changed, &what)
                };
                let (Some(yes), Some(no)) = (with(yes), with(no)) else { continue };
                tried.push((yes, no));
            }
            // Several values stand for several tests, of which this one may hang on one only.
            let told = tried.iter().any(|(yes, no)| yes != no || *yes != Truth::Unknown);
            assert!(
                told || tried.is_empty(),
                "{ask} {:?} does not flip {what}: {tried:?}\n{}",
                question.flips_at,
                written(&given)
            );
            *if kind == "flag" { &mut flags } else { &mut values } += tried.len();
        }
    }
    println!("flips: {values} values and {flags} flags are true");
    assert!(values > 60 && flags > 15);
}
