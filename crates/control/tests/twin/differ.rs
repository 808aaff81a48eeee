//! Engine and twin on the same transfers.

use std::collections::BTreeMap;

use control::assess::{assess, open};
use control::classify::one;
use control::normalise::{Setting, normalise};
use control::truth::Truth;

use super::Three::{self, No, Open, Yes};
use super::dice::Dice;
use super::fact::Stated;
use super::law::{law, text_of};
use super::random::stated;
use super::rule::{Answer, answer};
use super::shrink::{shrink, written};
use crate::pack::{day, pack};

/// Transfers compared on every run; `SLOW=1` looks at twenty times as many.
const TRANSFERS: u64 = 1_200;
/// Disagreements cut down and shown; the rest are counted.
const SHOWN: usize = 8;

fn three(truth: Truth) -> Three {
    match truth {
        Truth::False => No,
        Truth::Unknown => Open,
        Truth::True => Yes,
    }
}

/// The law as the engine holds it, by the names that both sides use.
struct Names {
    /// For each paragraph of the raw pack, the engine's.
    paragraphs: Vec<control::ident::ParagraphIdx>,
    /// For each rule of the raw pack, the position in the engine's.
    rules: Vec<usize>,
}

fn names() -> Names {
    let (law, regime) = (law(), pack());
    let paragraphs = law.paragraphs.iter().map(|p| regime.find(&p.id).unwrap()).collect();
    let mut left: Vec<usize> = (0..regime.rules.len()).collect();
    let rules = law.rules.iter().map(|table| {
        // Two rules of one name follow each other in time and in the file.
        let same = |at: &&usize| {
            let rule = &regime.rules[**at];
            rule.id == text_of(table, "id")
                && rule.part == text_of(table, "part")
                && rule.heading == text_of(table, "heading")
        };
        let found = *left.iter().find(same).unwrap();
        left.retain(|at| *at != found);
        found
    });
    Names { paragraphs, rules: rules.collect() }
}

/// Every answer on which engine and twin differ, and the twin's; none if the transfer is refused.
fn differences(given: &Stated, names: &Names) -> Option<(Vec<String>, Answer)> {
    let (law, regime) = (law(), pack());
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(regime, &given.input, setting);
    if !problems.is_empty() {
        return None;
    }
    let profile = regime.profile(&given.profile).unwrap();
    let case = open(regime, profile, &transfer, &given.evidence);
    let found = assess(&case);
    let own = answer(law, given);
    let mut differ = Vec::new();
    let mut compare = |what: &str, engine: &str, twin: &str| {
        if engine != twin {
            differ.push(format!("{what}: engine {engine}, twin {twin}"));
        }
    };
    let word = |truth: Three| format!("{truth:?}");
    for (at, item) in transfer.items.iter().enumerate() {
        for (paragraph, idx) in names.paragraphs.iter().enumerate() {
            let engine = three(one(&case, item, *idx).truth);
            let what = format!("item {} {}", at + 1, law.paragraphs[paragraph].id);
            compare(&what, &word(engine), &word(own.paragraphs[at][paragraph]));
        }
        let listed = |all: BTreeMap<String, Three>| format!("{all:?}");
        let engine = found.classified[at]
            .matches
            .iter()
            .map(|m| (regime.paragraph(m.paragraph).id.clone(), three(m.truth)));
        let twin = own.matches[at].iter().map(|(p, truth)| (law.paragraphs[*p].id.clone(), *truth));
        let what = format!("item {} matches", at + 1);
        compare(&what, &listed(engine.collect()), &listed(twin.collect()));
    }
    for (rule, at) in names.rules.iter().enumerate() {
        let engine = found
            .outcomes
            .iter()
            .find(|outcome| outcome.rule.index() == *at)
            .map_or(No, |outcome| three(outcome.truth));
        let table = &law.rules[rule];
        let what = format!("rule {} {}", text_of(table, "id"), text_of(table, "part"));
        compare(&what, &word(engine), &word(own.rules[rule]));
    }
    // Duties from screening and denials are not rules of the pack: the twin knows none of them.
    let of_rules = found.duties.iter().filter(|duty| duty.rule.is_some());
    let engine: BTreeMap<String, Three> =
        of_rules.map(|duty| (duty.code.clone(), three(duty.truth))).collect();
    compare("duties of rules", &format!("{engine:?}"), &format!("{:?}", own.duties));
    compare("floor", found.floor.word(), own.floor);
    compare("ceiling", found.ceiling.word(), own.ceiling);
    Some((differ, own))
}

#[test]
fn the_slow_obvious_evaluator_agrees_with_the_engine() {
    let names = names();
    let times = crate::reasons::times();
    let (mut agreed, mut refused) = (0, 0);
    let mut rules = vec![[0_usize; 3]; law().rules.len()];
    let mut paragraphs = vec![[0_usize; 3]; law().paragraphs.len()];
    let mut troubled: BTreeMap<String, String> = BTreeMap::new();
    for seed in 0..TRANSFERS * times {
        let given = stated(law(), &mut Dice::new(seed));
        let Some((differ, own)) = differences(&given, &names) else {
            refused += 1;
            continue;
        };
        if differ.is_empty() {
            agreed += 1;
            count(&mut rules, &own.rules);
            own.paragraphs.iter().for_each(|truths| count(&mut paragraphs, truths));
            continue;
        }
        let kind = kind_of(&differ[0]);
        if troubled.len() < SHOWN && !troubled.contains_key(&kind) {
            let same = |smaller: &Stated| {
                let all = differences(smaller, &names).map(|(all, _)| all);
                all.is_some_and(|all| all.iter().any(|one| kind_of(one) == kind))
            };
            let least = shrink(&given, &same);
            let (mut all, _) = differences(&least, &names).unwrap_or_default();
            all.truncate(12);
            let all = all.join("\n  ");
            troubled.insert(kind, format!("\n\nseed {seed}\n  {all}\n{}", written(&least)));
        } else {
            troubled.entry(kind).or_default();
        }
    }
    let shown: String = troubled.values().map(String::as_str).collect();
    let kinds = troubled.len();
    assert!(troubled.is_empty(), "{agreed} agree, {kinds} kinds of disagreement{shown}");
    println!("{agreed} transfers agree, {refused} refused as contradictory");
    println!("rules, of {}: {}", rules.len(), seen(&rules));
    println!("paragraphs, of {}: {}", paragraphs.len(), seen(&paragraphs));
    println!(
        "not covered: duties from screening and denials, findings, exits, the wording of reasons"
    );
    assert!(refused * 10 < agreed, "too many random transfers contradict themselves");
    // A rule that no transfer reaches is compared for nothing. Those that leave the last word to a
    // person are never true.
    let unreached = law().rules.iter().zip(&rules).filter(|(rule, [no, open, yes])| {
        let judged = rule.contains_key("judgement");
        !(*no > 0 && *open > 0 && (*yes > 0 || judged))
    });
    let unreached: Vec<String> = unreached
        .map(|(rule, seen)| format!("{} {}: {seen:?}", text_of(rule, "id"), text_of(rule, "part")))
        .collect();
    assert!(unreached.is_empty(), "not seen in every value: {unreached:?}");
}

/// Where engine and twin differ, without what each says.
fn kind_of(difference: &str) -> String {
    difference.split(": engine").next().unwrap_or_default().to_owned()
}

fn count(counts: &mut [[usize; 3]], truths: &[Three]) {
    for (counts, truth) in counts.iter_mut().zip(truths) {
        counts[*truth as usize] += 1;
    }
}

/// How many lines of law were seen false, unknown and true at all.
fn seen(counts: &[[usize; 3]]) -> String {
    let [no, open, yes] = [0, 1, 2].map(|at| counts.iter().filter(|c| c[at] > 0).count());
    format!("{no} seen false, {open} unknown, {yes} true")
}
