//! What people hand in, as files of every kind, through the commands. What is done stands in
//! `intake/*.steps`, in lines that a shell runs; what came out, in a file beside it.

use control::assume::FIELDS;
use control::limits::APART_ROWS_MAX;
use control::word::{ACTIVITIES, ASSURANCES, AWARENESS, KINDS, PARTY_KINDS, PROGRAMMES, ROLES};

use crate::lists::{fixture, import, own};
use crate::office::{Desk, expect};
use crate::run::{root, run};
use crate::scratch::Scratch;

fn follow(name: &str, text: &str) {
    let data = "crates/portcullis/tests/intake";
    let links =
        [(data, "data"), ("examples", "examples"), ("regimes", "regimes"), ("docs", "docs")];
    let told = Desk::beside(&links).follow(text);
    expect(&format!("intake/{name}.expected"), &told, true);
    // Words of readers and of the machine are nobody's who fills in a form; advice is never empty.
    for foreign in [
        "EOF",
        "expected value",
        "invalid type",
        "missing field",
        "unknown variant",
        ", expected",
        " at line 1 column",
        "parse error",
        "utf-8:",
        "os error",
        "trailing ",
        "hint: \n",
    ] {
        let line = told.lines().find(|line| !line.starts_with('$') && line.contains(foreign));
        assert_eq!(line, None, "{foreign}");
    }
}

#[test]
fn what_is_not_asked_for_is_told_with_advice() {
    follow("foreign.steps", include_str!("intake/foreign.steps"));
}

#[test]
fn streams_are_answered_whole_and_their_end_is_told() {
    follow("streams.steps", include_str!("intake/streams.steps"));
}

#[test]
fn documents_name_every_word_and_their_examples_are_read() {
    follow("documents.steps", include_str!("intake/documents.steps"));
    let read =
        |name: &str| std::fs::read_to_string(root().join("docs/formats").join(name)).unwrap();
    let (transfer, denial) = (read("transfer.md"), read("denial.md"));
    let lists = [KINDS, ACTIVITIES, ROLES, PARTY_KINDS, PROGRAMMES, AWARENESS, ASSURANCES, FIELDS];
    let help = run(&["assess", "--help"], "").out;
    for word in lists.concat() {
        assert!(transfer.contains(&format!("`{word}`")), "transfer.md lacks `{word}`");
    }
    for field in FIELDS {
        assert!(help.contains(field), "`assess --help` lacks {field}");
    }
    for (text, name) in [(&transfer, "transfers.ndjson"), (&denial, "denials.ndjson")] {
        assert!(text.contains(name));
        let example = std::fs::read_to_string(root().join("docs/examples").join(name)).unwrap();
        for line in example.lines() {
            let fields: serde_json::Map<String, serde_json::Value> =
                serde_json::from_str(line).unwrap();
            for field in fields.keys() {
                assert!(text.contains(&format!("`{field}`")), "{name}: `{field}` is not told");
            }
        }
    }
}

/// Every report for people, on lists, denials and packs of all kinds.
#[test]
fn reports_fit_a_page_of_eighty_columns() {
    let scratch = Scratch::new();
    let (store, pack) = (scratch.at("lists"), scratch.at("pack"));
    let files = ["un.xml", "seco.xml", "ftm.json"].map(fixture);
    let undated = scratch.file("own", own("own", "2026-03-01", 3).split_once('\n').unwrap().1);
    let files: Vec<&str> = files.iter().map(String::as_str).chain([undated.as_str()]).collect();
    assert_eq!(import(&store, &files).status, 0);
    let policy = scratch.file("policy.toml", "format = \"policy/1\"\nthreshold = 0.5\n");
    let regimes = root().join("regimes").display().to_string();
    let shell = format!("cp -r {regimes} {pack} && sed -i s/0.5/0.4/ {pack}/mtcr/annex/09.toml");
    assert!(std::process::Command::new("sh").args(["-c", &shell]).status().unwrap().success());
    let lists = ["--lists", &store, "--policy", &policy];
    let name =
        "Invented-Trading-Corporation-of-the-whole-of-a-very-long-name-without-any-space-GmbH";
    let denials = ["--denials", "docs/examples/denials.ndjson", "--regimes", &pack];
    for command in [
        &[&["assess", "docs/examples", "examples/11-several-items.json"], &lists[..], &denials]
            .concat(),
        &[&["screen", name, "Imagined Person O'One & Only", "to order"], &lists[..]].concat(),
        &["lists", "status", "--lists", &store][..],
        &["regime", "diff", &regimes, &pack],
        &["regime", "diff", "2025-09-27", "2025-09-28"],
        &["regime", "search", "carbon", "fibre", "winding"],
        &["regime", "show", "mtcr:9"],
        &["regime", "show", "un:2397.7"],
        &["classify", "--description", "turbojet engine, gyros and vacuum pumps", "--hs", "841112"],
        &["classify", "--article", "gyro"],
        &["--help"],
        &["assess", "--help"],
    ] {
        let ran = run(command, "");
        assert!(!ran.out.is_empty(), "{command:?}: {}", ran.err);
        let wide = ran.out.lines().find(|line| line.chars().count() > 80);
        assert_eq!(wide, None, "{command:?}");
    }
}

#[test]
fn rows_beyond_the_limit_that_stand_apart_refuse_the_file_before_any_answer() {
    use std::fmt::Write as _;
    let mut csv = "transfer_id,item_id\n".to_owned();
    for at in 0..=APART_ROWS_MAX + 2 {
        let _ = writeln!(csv, "t{},{at}", at % 2);
    }
    let scratch = Scratch::new();
    let ran = run(&["assess", &scratch.file("apart.csv", csv)], "");
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{}", ran.err);
    assert!(ran.err.contains("more than 1000000 rows stand apart"), "{}", ran.err);
    assert!(ran.err.contains("hint: sort the file by transfer_id"), "{}", ran.err);
}
