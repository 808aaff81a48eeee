//! Worked cases in `regimes/**/cases/*.csv`: an item, a paragraph, what the text makes of it. Every
//! paragraph that can match is seen true, false and unknown.

use std::borrow::Cow;
use std::collections::BTreeMap;

use control::assess::open;
use control::classify::one;
use control::input::{Given, ItemInput, TransferInput};
use control::regime::Kinship;
use control::truth::Truth;

use crate::pack::{collect, evidence, pack, root, transfer};

#[derive(Debug)]
struct Case {
    place: String,
    paragraph: String,
    expect: Truth,
    item: ItemInput<'static>,
}

fn truth(word: &str) -> Truth {
    match word {
        "true" => Truth::True,
        "false" => Truth::False,
        "unknown" => Truth::Unknown,
        other => panic!("`{other}` is no truth"),
    }
}

fn cases() -> Vec<Case> {
    let mut paths = Vec::new();
    collect(&root(), "csv", &mut paths);
    let mut cases = Vec::new();
    for path in paths {
        let mut reader = csv::Reader::from_path(&path).unwrap();
        for (at, row) in reader.records().enumerate() {
            let row = row.unwrap();
            let cell = |column: usize| row.get(column).unwrap().trim().to_owned();
            cases.push(Case {
                place: format!("{}:{}", path.display(), at + 2),
                paragraph: cell(0),
                expect: truth(&cell(1)),
                item: item(&cell(2), &cell(3), &cell(4), &cell(5)),
            });
        }
    }
    cases
}

pub(crate) fn item(article: &str, form: &str, scope: &str, facts: &str) -> ItemInput<'static> {
    let text = |t: &str| (!t.is_empty()).then(|| Cow::Owned(t.to_owned()));
    let list = |t: &str| -> Vec<Cow<'static, str>> {
        t.split(" + ").filter(|p| *p != "none").map(|p| Cow::Owned(p.trim().to_owned())).collect()
    };
    let mut item = ItemInput {
        article: text(article),
        form: text(form),
        scope: (!scope.is_empty()).then(|| list(scope)),
        ..ItemInput::default()
    };
    let mut rest_none = false;
    for fact in facts.split("; ").filter(|f| !f.is_empty()) {
        let (name, value) = fact.split_once('=').unwrap();
        if name == "relations" {
            rest_none = true;
        } else if Kinship::parse(name).is_some() {
            item.relations.push((Cow::Owned(name.to_owned()), list(value)));
        } else if name == "envelope" {
            let point = |p: Cow<'static, str>| {
                let (range, payload) = p.split_once('/').unwrap();
                (Cow::Owned(range.to_owned()), Cow::Owned(payload.to_owned()))
            };
            let points = list(value).into_iter().map(point).collect();
            item.properties.push((Cow::Borrowed("envelope"), Given::Points(points)));
        } else {
            let value = Given::Text(Cow::Owned(value.to_owned()));
            item.properties.push((Cow::Owned(name.to_owned()), value));
        }
    }
    for kinship in Kinship::ALL.into_iter().filter(|_| rest_none) {
        if !item.relations.iter().any(|(name, _)| name == kinship.word()) {
            item.relations.push((Cow::Borrowed(kinship.word()), Vec::new()));
        }
    }
    item
}

#[test]
fn every_case_comes_out_as_written_and_every_paragraph_is_seen_in_three_values() {
    let regime = pack();
    let mut seen: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for case in cases() {
        let input = TransferInput { items: vec![case.item.clone()], ..TransferInput::default() };
        let own = transfer(&input);
        let evidence = evidence(&own, true);
        let open = open(regime, regime.profile("partner").unwrap(), &own, &evidence);
        let at = regime.find(&case.paragraph).unwrap_or_else(|| panic!("{}", case.place));
        let got = one(&open, &own.items[0], at).truth;
        if got != case.expect {
            let (want, got) = (case.expect.word(), got.word());
            wrong.push(format!("{}: {}: want {want}, got {got}", case.place, case.paragraph));
        }
        seen.entry(case.paragraph).or_default()[case.expect as usize] += 1;
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n"));
    let missing: Vec<&str> = regime
        .paragraphs
        .iter()
        .filter(|p| p.can_match())
        .filter(|p| seen.get(&p.id).is_none_or(|counts| counts.contains(&0)))
        .map(|p| p.id.as_str())
        .collect();
    assert!(missing.is_empty(), "not seen in all three values: {missing:?}");
    let sum = |at: usize| seen.values().map(|counts| counts[at]).sum::<usize>();
    let paragraphs = seen.len();
    println!("{paragraphs} paragraphs: {} true, {} false, {} unknown", sum(2), sum(0), sum(1));
}
