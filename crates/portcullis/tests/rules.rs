//! Every rule is seen true, false and unknown by a worked transfer of `regimes/cases/*.ndjson`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::run::{root, run};

/// Rules that rest on a person's judgement are never true by themselves; `un:listed` needs a list.
const NEVER_TRUE: &[&str] = &[
    "mtcr:guidelines.7b",
    "mtcr:guidelines.7.suspicion",
    "un:2094.22",
    "un:2270.8",
    "un:1737.4",
    "nsg:2.2.risk",
    "un:listed",
    "mtcr:edition",
    "nsg:1.edition",
    "nsg:2.edition",
];

#[test]
fn every_rule_is_seen_in_three_values() {
    let read = |name| std::fs::read_to_string(root().join("regimes/cases").join(name)).unwrap();
    let text = ["rules.ndjson", "facts.ndjson"].map(read).concat();
    let cases: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let input: String = cases.iter().map(|c| format!("{}\n", c["transfer"])).collect();
    let ran = run(&["assess", "--format", "json", "-"], &input);
    let answers: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(answers.len(), cases.len(), "{}", ran.err);
    let mut seen: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (case, answer) in cases.iter().zip(&answers) {
        let rule = case["rule"].as_str().unwrap();
        let outcomes = answer["outcomes"].as_array().unwrap();
        let truths: Vec<&str> = outcomes
            .iter()
            .filter(|o| o["rule"] == rule)
            .map(|o| o["truth"].as_str().unwrap())
            .collect();
        let got = if truths.contains(&"true") {
            "true"
        } else if truths.is_empty() {
            "false"
        } else {
            "unknown"
        };
        if case["expect"] != got {
            let (id, expect) = (&case["transfer"]["id"], &case["expect"]);
            wrong.push(format!("{id}: {rule}: want {expect}, got {got}"));
        }
        let at = ["false", "unknown", "true"].iter().position(|t| *t == got).unwrap();
        seen.entry(rule.to_owned()).or_default()[at] += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let cleared = run(&["assess", "--format", "json", "--assume", "screening=clear", "-"], &input);
    assert!(!cleared.out.contains("\"rule\":\"un:listed\""));
    seen.get_mut("un:listed").unwrap()[0] += 1;
    for rule in rules() {
        let counts = seen.get(&rule).copied().unwrap_or_default();
        let wanted = if NEVER_TRUE.contains(&rule.as_str()) { &counts[..2] } else { &counts[..] };
        assert!(!wanted.contains(&0), "{rule} is not seen in every value: {counts:?}");
    }
    let sum = |at: usize| seen.values().map(|c| c[at]).sum::<usize>();
    println!("{} rules: {} true, {} false, {} unknown", seen.len(), sum(2), sum(0), sum(1));
}

/// Ids of all rules in the pack, from the pack's own text.
fn rules() -> Vec<String> {
    let mut ids = Vec::new();
    for file in ["mtcr/rules.toml", "un/rules.toml", "nsg/rules.toml"] {
        let text = std::fs::read_to_string(root().join("regimes").join(file)).unwrap();
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line == "[[rule]]" {
                let id = lines.next().unwrap().trim_start_matches("id = ").trim_matches('"');
                ids.push(id.to_owned());
            }
        }
    }
    ids.dedup();
    ids
}
