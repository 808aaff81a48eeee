//! An invented year through the front door, and the office's own commands on it.

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
