//! An invented year through the front door, and the office's own commands on it.

use serde_json::Value;

use crate::cluster;
use crate::run::run;
use crate::scratch::Scratch;

#[test]
fn an_invented_year_fills_an_empty_database_once() {
    let scratch = Scratch::new();
    let db = scratch.path().join("office.db").display().to_string();
    let demo = ["demo", "--db", &db, "--cases", "12", "--from", "2025-01-06", "--days", "200"];
    let ran = run(&demo, "");
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("granted: ") && ran.out.contains("officer-1"), "{}", ran.out);
    let again = run(&demo, "");
    assert_eq!(again.status, 1, "{again:?}");
    assert!(again.err.contains("holds a log already"), "{}", again.err);
    let wrong = run(&["demo", "--db", &db, "--from", "last year"], "");
    assert_eq!(wrong.status, 3, "{wrong:?}");
}

/// Tasks as `case tasks` tells them, of cases alone.
fn tasks(db: &str, case: &[&str]) -> Vec<String> {
    let to_do = ["case", "tasks", "--all", "--as", "head-1", "--db", db, "--format", "json"];
    let ran = run(&[&to_do[..], case].concat(), "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let told: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    let of_case = |task: &&Value| task["of"].as_str().unwrap().starts_with("case:");
    let mut all: Vec<String> = told.iter().filter(of_case).map(Value::to_string).collect();
    all.sort();
    all
}

/// The work of all cases is asked of the database in one; asked case by case there is no more.
fn work_is_left_out_of_no_list(db: &str) {
    let demo = ["demo", "--db", db, "--cases", "150", "--from", "2026-01-05", "--days", "300"];
    assert_eq!(run(&demo, "").status, 0);
    let list = ["case", "list", "--as", "head-1", "--db", db, "--limit", "1000"];
    let ran = run(&[&list[..], &["--format", "json"]].concat(), "");
    let cases: Vec<Value> = serde_json::from_str(&ran.out).unwrap();
    assert!(cases.len() > 130, "{}", cases.len());
    let each = cases.iter().flat_map(|case| tasks(db, &[case["case"].as_str().unwrap()]));
    let mut each: Vec<String> = each.collect();
    each.sort();
    assert!(each.len() > 50, "{}", each.len());
    assert_eq!(tasks(db, &[]), each);
}

#[test]
fn work_is_left_out_of_no_list_on_sqlite() {
    let scratch = Scratch::new();
    work_is_left_out_of_no_list(&scratch.at("office.db"));
}

#[test]
fn work_is_left_out_of_no_list_on_postgres() {
    if !cluster::skipped() {
        work_is_left_out_of_no_list(&cluster::database());
    }
}
