//! `screen --why-changed`: every difference of two answers has its cause.

use serde_json::Value;

use crate::lists::{fixture, import};
use crate::run::{Ran, run};
use crate::scratch::Scratch;

/// A list of our own form: entry, names, and what else its line says.
fn list(day: &str, entries: &[(&str, &[&str], &str)]) -> String {
    let count = entries.len();
    let head = format!(r#""list":"un","published":"{day}","entries":{count}"#);
    let mut text = format!("{{\"portcullis_list\":1,{head}}}\n");
    for (entry, names, more) in entries {
        let name = |(at, name): (usize, &&str)| {
            let quality = if at == 0 { "primary" } else { "strong" };
            format!(r#"{{"whole":"{name}","quality":"{quality}"}}"#)
        };
        let names: Vec<String> = names.iter().enumerate().map(name).collect();
        let names = names.join(",");
        let line = format!(r#""entry":"{entry}","kind":"organisation","names":[{names}]{more}"#);
        text.push_str(&format!("{{{line}}}\n"));
    }
    text
}

fn store(scratch: &Scratch) -> String {
    let store = scratch.at("lists");
    let old = list(
        "2026-02-01",
        &[
            ("A1", &["Zarkari Metal Works"], ""),
            ("A2", &["Bolverd Shipping", "Kestrane Marine"], ""),
            ("A3", &["Turmalin Optics"], ""),
            ("A4", &["Ordinary Unchanged Foundry"], ""),
            ("A5", &["Velmora Chemicals"], ""),
        ],
    );
    let new = list(
        "2026-03-01",
        &[
            ("A2", &["Bolverd Shipping", "Osprenne Lines"], ""),
            ("A3", &["Turmalin Optics"], r#","delisted_on":"2026-02-20""#),
            ("A4", &["Ordinary Unchanged Foundry"], r#","remarks":"seen again""#),
            ("A5", &["Velmora Chemicals"], r#","countries":["SY"]"#),
            ("A6", &["Quorvane Aerospace"], ""),
        ],
    );
    for text in [old, new] {
        let ran = import(&store, &[&scratch.file("list", text)]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    store
}

fn why(store: &str, sides: [&str; 2], arguments: &[&str]) -> Ran {
    let [a, b] = sides;
    run(&[&["screen", "--lists", store, "--why-changed", a, b], arguments].concat(), "")
}

#[test]
fn the_cause_is_the_entry_that_changed() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    for (name, flags, change, because) in [
        (
            "Zarkari Metal Works",
            &[][..],
            "disappears un A1 Zarkari Metal Works",
            "entry removed: un of 2026-03-01 no longer has it, un of 2026-02-01 had it",
        ),
        (
            "Quorvane Aerospace",
            &[],
            "appears un A6 Quorvane Aerospace",
            "entry added: un of 2026-02-01 does not have it, un of 2026-03-01 has it",
        ),
        (
            "Kestrane Marine",
            &[],
            "disappears un A2 Kestrane Marine",
            "name removed: Kestrane Marine",
        ),
        ("Osprenne Lines", &[], "appears un A2 Osprenne Lines", "name added: Osprenne Lines"),
        (
            "Turmalin Optics",
            &[],
            "disappears un A3 Turmalin Optics",
            "B: delisted on 2026-02-20, by 2026-03-05",
        ),
        (
            "Velmora Chemicals",
            &["--country", "IR"],
            "weighed un A5 Velmora Chemicals",
            "countries changed",
        ),
    ] {
        let fixed = [name, "--as-of", "2026-03-05", "--max-age", "90"];
        let sides = ["un@2026-02-01", "un@2026-03-01"];
        let ran = why(&store, sides, &[&fixed[..], flags].concat());
        assert_eq!(ran.status, 1, "{name}: {ran:?}");
        assert!(ran.out.contains(&format!("\n  {change} ")), "{name}: {}", ran.out);
        assert!(ran.out.contains(&format!("\n    {because}\n")), "{name}: {}", ran.out);
        assert!(ran.out.ends_with("1 names, 1 changed\n"), "{name}: {}", ran.out);
        // The days on which these lists stood are another way to say it.
        let days = ["2026-02-05", "2026-03-05"];
        let ran = why(&store, days, &[&[name][..], flags].concat());
        assert_eq!(ran.status, 1, "{name}: {ran:?}");
        assert!(ran.out.contains(because), "{name}: {}", ran.out);
        // Nothing differs from itself.
        let ran = why(&store, [sides[0], sides[0]], &fixed);
        assert_eq!(ran.status, 0, "{name}: {ran:?}");
        assert!(ran.out.ends_with("1 names, 0 changed\n"), "{name}: {}", ran.out);
    }
    let same = ["Ordinary Unchanged Foundry", "Nobody Known"];
    let ran = why(&store, ["2026-02-05", "2026-03-05"], &same);
    assert_eq!(ran.status, 0, "{ran:?}");
}

#[test]
fn the_cause_is_the_configuration_that_changed() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let name = ["Bolverd Trading", "--as-of", "2026-03-05"];
    let ran = why(&store, ["0.9", "threshold=0.5"], &name);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("\n  appears un A2 Bolverd Shipping – → 0."), "{}", ran.out);
    assert!(ran.out.contains(" is below the threshold 0.9\n"), "{}", ran.out);
    let receipt_config = r#"{"threshold":0.9,"limit":25,"max_age":30,"format":"csv"}"#;
    let (a, b) = (scratch.file("a", receipt_config), scratch.file("b", r#"{"max_age":2}"#));
    let ran = why(&store, [&a, &b], &[&name[..], &["--format", "json"]].concat());
    assert_eq!(ran.status, 1, "{ran:?}");
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["state_a"], &json["state_b"]), (&"done".into(), &"not_done".into()));
    let old = "B: un of 2026-03-01 is 4 days old; at most 2 days are allowed";
    assert_eq!(json["changes"][0]["because"], serde_json::json!(["A: whole", old]));
    assert_eq!(json["changes"][1]["change"], "appears");
    // A limit that is full.
    let both = "Bolverd Shipping / Velmora Chemicals";
    let [a, b] = ["1", "9"].map(|limit| scratch.file(limit, format!(r#"{{"limit":{limit}}}"#)));
    let ran = why(&store, [&a, &b], &[both, "--as-of", "2026-03-05"]);
    assert!(ran.out.contains("A: 1 better hits fill the limit"), "{}", ran.out);
}

#[test]
fn a_list_on_one_side_only_is_told_and_files_are_compared_row_by_row() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let swiss = std::fs::read_to_string(fixture("seco.xml")).unwrap();
    let swiss = scratch.file("seco.xml", swiss.replace("2026-05-06", "2026-03-02"));
    assert_eq!(import(&store, &[&swiss]).status, 0);
    let csv = "id,name,country\n1,Person Imagined,\n2,Quite Another Firm,\n3,x,Germany\n";
    let input = scratch.file("names.csv", csv);
    let sides = ["2026-03-01", "2026-03-05"];
    let ran = why(&store, sides, &["--input", &input, "--format", "json"]);
    // The row of which a field was not understood makes the exit status.
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("names.csv:4: country: `Germany`"), "{}", ran.err);
    let rows: Vec<Value> = ran.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    // The Swiss list had not stood on the first day, and nothing of that day is whole.
    let because = rows[0]["changes"][0]["because"][0].as_str().unwrap();
    assert!(because.starts_with("A: the store has no ch published by 2026-03-01"), "{because}");
}

#[test]
fn sides_that_are_neither_are_refused() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let config = scratch.file("config", r#"{"treshold":0.8}"#);
    for (sides, arguments, wanted) in [
        (["0.1", "0.8"], &[][..], "`0.1`: --threshold: between 0.3 and 1"),
        (["0.8", &config], &[], "line 1: treshold: unknown field"),
        (["0.8", "nothing"], &[], "neither a threshold, a configuration file, a day nor"),
        (["0.8", "un@2025"], &[], "no such snapshot\n  hint: there is un@2026-02-01-"),
        (["0.8", "un@2026"], &[], "more than one snapshot"),
        (["0.8", "0.9"], &["--format", "csv"], "--format is text or json"),
    ] {
        let ran = why(&store, sides, &[&["A Name"], arguments].concat());
        assert_eq!(ran.status, 3, "{sides:?}: {ran:?}");
        assert!(ran.err.contains(wanted), "{sides:?}: {}", ran.err);
    }
    let ran = run(&["screen", "--why-changed", "2026-01-01", "0.8", "A Name"], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("a day or a snapshot needs a store"), "{}", ran.err);
}
