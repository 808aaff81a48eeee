//! Lists of which nobody said when they were published, and the day up to which lists age.

use std::fs;

use crate::lists::{fixture, import, own};
use crate::run::{Ran, root, run};
use crate::scratch::Scratch;
use crate::serve::server::Server;

/// A list without a first line states no day.
fn undated(list: &str) -> String {
    list.split_once('\n').unwrap().1.to_owned()
}

fn screen(store: &str, arguments: &[&str]) -> Ran {
    let name = ["screen", "Quite Another Firm", "--lists", store, "--format", "json"];
    run(&[&name[..], arguments].concat(), "")
}

fn status(store: &str) -> Ran {
    run(&["lists", "status", "--lists", store], "")
}

#[test]
fn a_list_that_nobody_dated_clears_nobody() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let today = jiff::Timestamp::now().to_string()[..10].to_owned();
    let united = scratch.file("un", own("un", &today, 3));
    let file = scratch.file("own.ndjson", undated(&own("own", "2020-01-01", 3)));
    let ran = import(&store, &[&united, &file]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains(&format!("own imported {today} (published on: unknown)")));
    assert!(ran.err.contains("own states no day of publication"), "{}", ran.err);
    assert!(ran.err.contains("hint: import it again with `--published DAY`"), "{}", ran.err);
    // Whatever age is allowed: nobody knows it.
    for age in ["30", "4000000000"] {
        let ran = screen(&store, &["--max-age", age]);
        assert_eq!(ran.status, 2, "{ran:?}");
        let why = format!("own imported {today} (published on: unknown): import it again with");
        assert!(ran.out.contains(&format!(r#""state":"not_done","why":"{why}"#)), "{}", ran.out);
    }
    let ran = status(&store);
    assert_eq!(ran.status, 2, "{ran:?}");
    let line = "own          unknown        ?        3  portcullis-ndjson  UNDATED\n";
    assert!(ran.out.contains(line), "{}", ran.out);
    let json = run(&["lists", "status", "--lists", &store, "--format", "json"], "");
    assert!(json.out.contains(r#""undated":true,"age_days":null,"too_old":true"#), "{}", json.out);
    let (transfer, log) = ("examples/03-category-two-gyro.json", scratch.at("log"));
    let ran = run(&["assess", "--lists", &store, "--receipts", &log, transfer], "");
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.contains(&format!("list own imported {today} (published on: unknown), 3")));
    let kept = fs::read_to_string(&log).unwrap();
    assert!(kept.contains(&format!(r#""list":"own","as_of":"{today}","undated":true"#)), "{kept}");
    let ran = run(&["receipts", "replay", &log, "--lists", &store], "");
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn the_same_file_with_its_day_takes_the_place_of_the_one_without() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let un = scratch.file("un", own("un", "2026-03-01", 3));
    let file = scratch.file("own.ndjson", undated(&own("own", "2026-03-01", 3)));
    let other = scratch.file("other.ndjson", undated(&own("own", "2026-03-01", 4)));
    assert_eq!(import(&store, &[&un, &file]).status, 0);
    // Another file with an old day may be older than the one in force, or not.
    let ran = import(&store, &["--published", "2026-03-01", &other]);
    assert!(ran.out.contains("own of 2026-03-01, 4 entries: kept for looking back"), "{}", ran.out);
    assert!(ran.err.contains("is not known\n  hint: import what is in force again"), "{}", ran.err);
    let ran = import(&store, &["--published", "2026-03-02", &file]);
    assert!(ran.out.contains("own of 2026-03-02, 3 entries, 3 names: in force"), "{}", ran.out);
    assert!(ran.out.contains("0 added, 0 removed, 0 changed"), "{}", ran.out);
    assert!(status(&store).out.contains("own          2026-03-02"), "{}", status(&store).out);
    // On any later day it stands with its day as well.
    for day in ["2026-03-03", "2999-01-01"] {
        let ran = screen(&store, &["--as-of", day, "--max-age", "999999"]);
        assert!(ran.out.contains(r#""list":"own","as_of":"2026-03-02","digest""#), "{}", ran.out);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    // A known day is not given up.
    let ran = import(&store, &[&file]);
    assert!(ran.out.contains("own of 2026-03-02, 3 entries: already in force"), "{}", ran.out);
    let ran = import(&store, &[&other]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("own: the file states no day of publication"), "{}", ran.err);
    assert!(ran.err.contains("hint: `--published DAY`"), "{}", ran.err);
    assert!(status(&store).out.contains("own          2026-03-02"), "{}", status(&store).out);
    assert_eq!(run(&["lists", "verify", "--lists", &store], "").status, 0);
}

#[test]
fn over_http_a_past_day_does_not_make_the_lists_young() {
    let scratch = Scratch::new();
    let (store, log) = (scratch.at("lists"), scratch.at("log"));
    assert_eq!(import(&store, &[&fixture("un.xml")]).status, 0);
    let server = Server::start(&["--lists", &store, "--receipts", &log]);
    let transfer = fs::read_to_string(root().join("examples/03-category-two-gyro.json")).unwrap();
    let name = r#"{"name":"Quite Another Firm"}"#;
    // The list is of 2026-03-04, and searched long after, whatever day is asked about.
    for (path, body) in [("/v1/assess", transfer.as_str()), ("/v1/screen", name)] {
        for day in ["", "?as_of=2026-03-10", "?as_of=2025-03-03"] {
            let reply = server.post(&format!("{path}{day}"), body);
            assert_eq!(reply.status, 200, "{}", reply.text());
            assert!(reply.text().contains(r#""state":"not_done","why":"un of 2026-03-04 is "#));
        }
    }
    drop(server);
    let ran = run(&["receipts", "replay", &log, "--lists", &store], "");
    assert_eq!(ran.out, "6 answers given again: 6 the same, 0 differ\n", "{}", ran.err);
}
