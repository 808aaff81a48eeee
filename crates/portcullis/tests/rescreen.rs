//! A book rescreened after a list changed finds what two whole screenings differ in.

mod books;
mod owners;
mod published;
mod receipts;
mod twin;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::lists::import;
use crate::run::{Ran, run};
use crate::scratch::Scratch;

const DAY: &str = "2026-03-10";

/// A list in our own form: entries with their names.
fn list(published: &str, entries: &[(&str, &[&str])]) -> String {
    let mut text = format!(
        r#"{{"portcullis_list":1,"list":"us-cons","published":"{published}","entries":{}}}"#,
        entries.len()
    );
    text.push('\n');
    for (entry, names) in entries {
        let names: Vec<String> =
            names.iter().map(|n| format!(r#"{{"whole":"{n}","quality":"primary"}}"#)).collect();
        let names = names.join(",");
        let _ = writeln!(text, r#"{{"entry":"{entry}","kind":"organisation","names":[{names}]}}"#);
    }
    text
}

/// Entries that stay, so that the list does not shrink too far.
const STAY: [(&str, &[&str]); 6] = [
    ("S1", &["Alder Brook Partners"]),
    ("S2", &["Birchwater Pumps"]),
    ("S3", &["Cedarhill Valves"]),
    ("S4", &["Dogwood Bearings"]),
    ("S5", &["Elderfield Castings"]),
    ("S6", &["Firlake Foundry"]),
];

/// The two versions of the list in one store: the later in force.
fn store(scratch: &Scratch) -> String {
    let store = scratch.at("lists");
    let old = [&STAY[..], &[("G1", &["Goneaway Turbines"]), ("C1", &["Changing Alloys"])]].concat();
    let new = [
        &STAY[..],
        &[("N1", &["Newcomer Gyroscopes"]), ("C1", &["Changing Alloys", "Altering Metals"])],
    ]
    .concat();
    for (day, entries) in [("2026-03-01", old), ("2026-03-08", new)] {
        let file = scratch.file(&format!("{day}.ndjson"), list(day, &entries));
        let ran = import(&store, &[&file]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    store
}

const BOOK: &str = "id,name\na,Newcomr Gyroscopes\nb,Goneaway Turbnes\nc,Altering Metals\n\
                    d,Changing Aloys\ne,Alder Brook Partner\nf,Nobody Atall\ng,Newcomer Pumps\n";

/// Hits of a whole screening: customer, entry, score.
fn screened(store: &str, day: &str, book: &str) -> BTreeMap<(String, String), String> {
    let ran =
        run(&["screen", "--lists", store, "--as-of", day, "--format", "json", "--input", book], "");
    let mut hits = BTreeMap::new();
    for line in ran.out.lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        let hit =
            |hit: &Value| (hit["entry"].as_str().unwrap().to_owned(), hit["score"].to_string());
        for (entry, score) in answer["hits"].as_array().unwrap().iter().map(hit) {
            hits.insert((answer["id"].as_str().unwrap().to_owned(), entry), score);
        }
    }
    hits
}

fn rescreen(store: &str, book: &str, more: &[&str]) -> Ran {
    rescreen_as("json", store, book, more)
}

fn rescreen_as(format: &str, store: &str, book: &str, more: &[&str]) -> Ran {
    let base = ["rescreen", "--lists", store, "--book", book, "--as-of", DAY, "--format", format];
    run(&[&base[..], more].concat(), "")
}

/// Customer and entry of every change of these kinds.
fn changes(ran: &Ran, wanted: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in ran.out.lines() {
        let told: Value = serde_json::from_str(line).unwrap();
        for change in told["changes"].as_array().into_iter().flatten() {
            if change["change"] == wanted {
                let entry = change["entry"].as_str().unwrap().to_owned();
                found.push((told["id"].as_str().unwrap().to_owned(), entry));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn what_a_list_change_makes_new_and_gone_is_what_two_screenings_differ_in() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", BOOK);
    let (before, after) = (screened(&store, "2026-03-05", &book), screened(&store, DAY, &book));
    let ran = rescreen(&store, &book, &["--since", "2026-03-05"]);
    let only = |of: &BTreeMap<_, _>, other: &BTreeMap<(String, String), String>| {
        let only: Vec<(String, String)> =
            of.keys().filter(|key| !other.contains_key(*key)).cloned().collect();
        only
    };
    assert_eq!(changes(&ran, "new"), only(&after, &before), "{ran:?}");
    assert_eq!(changes(&ran, "gone"), only(&before, &after), "{ran:?}");
    assert!(before.contains_key(&("b".to_owned(), "G1".to_owned())), "{before:?}");
    assert!(after.contains_key(&("a".to_owned(), "N1".to_owned())), "{after:?}");
    assert!(after.contains_key(&("c".to_owned(), "C1".to_owned())), "{after:?}");
}

#[test]
fn a_judged_hit_stays_in_sight_and_comes_back_when_the_customer_changes() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", "id,name\na,Newcomr Gyroscopes\n");
    let screen = |book: &str, more: &[&str]| {
        let base = ["screen", "--lists", &store, "--as-of", DAY, "--format", "json"];
        run(&[&base[..], &["--input", book], more].concat(), "").out
    };
    let answers = scratch.file("answers.ndjson", screen(&book, &[]));
    let hit = ["--answers", &answers, "--customer", "a", "--list", "us-cons", "--entry", "N1"];
    let verdict = ["--verdict", "different", "--author", "Desk 4", "--reason", "another firm"];
    let days = ["--decided", DAY, "--expires", "2026-09-10"];
    let drafted = run(&[&["judgements", "draft"][..], &hit, &verdict, &days].concat(), "");
    assert_eq!(drafted.status, 0, "{drafted:?}");
    let file = scratch.file("judgements.ndjson", &drafted.out);
    let judged = screen(&book, &["--judgements", &file]);
    assert!(judged.contains(r#""state":"suppressed""#), "{judged}");
    assert!(judged.contains(r#""entry":"N1""#), "a judged hit stays in the answer: {judged}");
    let changed = scratch.file("changed.csv", "id,name,country\na,Newcomer Gyroscopes Ltd,IR\n");
    let lifted = screen(&changed, &["--judgements", &file]);
    assert!(lifted.contains(r#""state":"lifted""#), "{lifted}");
}
