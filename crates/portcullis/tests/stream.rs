//! Streams: input order, the same bytes at any thread count, CSV and JSON alike, the example folder.

use std::process::Command;

use crate::run::{root, run};

#[test]
fn order_is_kept_and_threads_change_nothing() {
    let line = |at: usize| {
        let drift = if at.is_multiple_of(3) { "0.1 deg/h" } else { "2 deg/h" };
        format!(
            r#"{{"id": "{at}", "as_of": "2025-01-01", "destination": "AE", "items": [{{"article": "gyro", "properties": {{"drift_rate_stability": "{drift}"}}}}]}}"#
        )
    };
    let text: String = (0..9_000).map(|at| line(at) + "\n").collect();
    let path =
        std::env::temp_dir().join(format!("portcullis-stream-{}.ndjson", std::process::id()));
    std::fs::write(&path, &text).unwrap();
    let with = |threads: &str| {
        let done = Command::new(env!("CARGO_BIN_EXE_portcullis"))
            .args(["assess", "--format", "json", path.to_str().unwrap()])
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .unwrap();
        String::from_utf8(done.stdout).unwrap()
    };
    let (one, four) = (with("1"), with("4"));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(one, four);
    for (at, answer) in one.lines().enumerate() {
        assert!(answer.starts_with(&format!("{{\"id\":\"{at}\"")), "{answer}");
    }
}

#[test]
fn csv_rows_are_transfers() {
    let csv = "transfer_id,as_of,destination,article,item_id,prop:drift_rate_stability,awareness\n\
               a,2025-01-01,AE,gyro,1,0.1 deg/h,none\na,2025-01-01,AE,other_item,2,,none\n\
               b,2025-01-01,AE,gyro,1,2 deg/h,none\na,2025-01-01,AE,gyro,3,,none\n";
    let ran = run(&["assess", "--format", "json", "--assume", "screening=clear", "-"], csv);
    assert_eq!(ran.status, 3);
    assert_eq!(ran.out.lines().count(), 3);
    assert!(ran.out.contains("mtcr:9.A.4"));
    assert!(ran.out.contains(r#"{"id":"a","withdrawn":true,"#), "{}", ran.out);
    assert!(ran.err.contains("the rows of `a` do not stand together"), "{}", ran.err);
}

#[test]
fn reports_fit_a_page_of_eighty_columns() {
    let ran = run(&["assess", "--assume", "screening=clear", "examples/"], "");
    assert_eq!(ran.status, 2);
    for line in ran.out.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn every_example_comes_out_as_reviewed() {
    let ran = run(&["assess", "--assume", "screening=clear", "examples/"], "");
    let path = root().join("crates/portcullis/tests/examples.txt");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &ran.out).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    assert_eq!(ran.out, expected, "UPDATE=1 rewrites the expected text; explain the difference");
}

#[test]
fn a_changed_threshold_in_a_copied_pack_changes_the_verdict() {
    let folder = std::env::temp_dir().join(format!("portcullis-pack-{}", std::process::id()));
    copy(&root().join("regimes"), &folder);
    let file = folder.join("mtcr/annex/09.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let text =
        text.replace("drift_rate_stability < 0.5 deg/h", "drift_rate_stability < 0.05 deg/h");
    std::fs::write(&file, text).unwrap();
    let pack = folder.to_str().unwrap();
    let gyro = "examples/03-category-two-gyro.json";
    let ran = run(&["assess", "--assume", "screening=clear", "--regimes", pack, gyro], "");
    assert_eq!(ran.status, 0, "{}{}", ran.out, ran.err);
    let diff = run(&["regime", "diff", "regimes", pack], "");
    assert!(diff.out.contains("mtcr:9.A.4 need"), "{}", diff.out);
    std::fs::write(&file, "list = \"mtcr\"\n[[paragraph]]\nid = \"9.A.4\"\nheadin = \"x\"\n")
        .unwrap();
    let check = run(&["regime", "check", pack], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(check.status, 3);
    assert!(check.out.contains("mtcr/annex/09.toml:4: unknown key `headin`"), "{}", check.out);
}

#[test]
fn a_list_without_an_edition_on_the_day_clears_nothing() {
    let folder = std::env::temp_dir().join(format!("portcullis-closed-{}", std::process::id()));
    copy(&root().join("regimes"), &folder);
    let file = folder.join("mtcr/list.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let closed = text.replacen("from = 1987-04-16\n", "from = 1987-04-16\nuntil = 2025-01-01\n", 1);
    assert_ne!(text, closed);
    std::fs::write(&file, closed).unwrap();
    let pump = ["--assume", "screening=clear", "examples/01-clear-pump.json"];
    let pack = folder.to_str().unwrap();
    let arguments = ["assess", "--format", "json", "--regimes", pack];
    let ran = run(&[&arguments[..], &pump].concat(), "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(ran.status, 2, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("no edition of mtcr is in force on 2025-03-03"), "{}", ran.out);
    assert!(ran.out.contains("judgement:mtcr:edition"), "{}", ran.out);
    // What rests on the list may hold as well: it is not known what the list held.
    assert!(ran.out.contains("no edition of mtcr in force on the day: open for `listed mtcr`"));
}

#[test]
fn a_word_defined_twice_is_told_with_both_places() {
    let folder = std::env::temp_dir().join(format!("portcullis-twice-{}", std::process::id()));
    copy(&root().join("regimes"), &folder);
    let again = "[[article]]\nid = \"gyro\"\nmeaning = \"x\"\n\n[[property]]\nid = \"range\"\nkind = \"count\"\nmeaning = \"x\"\n\n[[country]]\ncode = \"DE\"\nname = \"x\"\n";
    std::fs::write(folder.join("zz.toml"), again).unwrap();
    let check = run(&["regime", "check", folder.to_str().unwrap()], "");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(check.status, 3);
    let gyro = "zz.toml:1: article `gyro` is defined twice, first at vocabulary/core.toml:";
    assert!(check.out.contains(gyro), "{}", check.out);
    assert!(check.out.contains("zz.toml:5: property `range` is defined twice"), "{}", check.out);
    assert!(check.out.contains("zz.toml:10: state `DE` is defined twice"), "{}", check.out);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_text() {
    let scratch = crate::scratch::Scratch::new();
    let gyro = std::fs::read_to_string(root().join("examples/03-category-two-gyro.json")).unwrap();
    let line = gyro.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = |name: &str, text: &str| scratch.file(name, format!("\u{feff}{text}"));
    let whole = marked("whole.json", &gyro);
    let lines = marked("lines.ndjson", &format!("{line}\n{line}\n"));
    let denials = marked("denials.ndjson", "\n");
    let arguments = ["assess", "--format", "json", "--assume", "screening=clear", "--denials"];
    for (file, count) in [(whole, 1), (lines, 2)] {
        let ran = run(&[&arguments[..], &[&denials, &file]].concat(), "");
        assert_eq!((ran.status, ran.out.lines().count()), (1, count), "{}", ran.err);
    }
    let piped = run(&["assess", "--assume", "screening=clear", "-"], &format!("\u{feff}{line}"));
    assert_eq!(piped.status, 1, "{}", piped.err);
    let item = marked("item.json", r#"{"article": "gyro"}"#);
    assert_eq!(run(&["classify", &item], "").status, 2);
}

#[test]
fn an_item_that_nothing_describes_is_never_in_no_paragraph() {
    let transfer = r#"{"id": "T", "as_of": "2025-01-01", "from": "DE", "destination": "AE", "parties": [{"role": "end_user", "name": "Example", "country": "AE"}], "items": [{"description": "goods"}, {"article": "other_item", "relations": {"contains": []}}]}"#;
    let ran = run(&["assess", "--assume", "screening=clear", "-"], transfer);
    assert_eq!(ran.status, 2);
    let open = "Item 1: goods\n  nothing says what it is: it may be in any paragraph\n";
    assert!(ran.out.contains(open), "{}", ran.out);
    assert!(ran.out.contains("Item 2: no description\n  in no paragraph, as stated\n"));
    let json = run(&["assess", "--format", "json", "-"], transfer);
    assert!(json.out.contains(r#""unclassified":["1"]"#), "{}", json.out);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn words_find_paragraphs() {
    let ran = run(&["regime", "search", "carbon fibre winding"], "");
    assert!(
        ran.out.lines().take(5).any(|l| l.contains("6.B.1.a") || l.contains("3.B.4")),
        "{}",
        ran.out
    );
    let ran = run(&["regime", "show", "mtcr:9.A.4"], "");
    assert!(ran.out.contains("drift_rate_stability < 0.5 deg/h"), "{}", ran.out);
}

#[test]
fn an_end_user_that_nobody_names_is_asked_for_whatever_is_set_aside() {
    let with = |parties: &str| {
        format!(
            r#"{{"id": "T", "as_of": "2025-01-01", "from": "DE", "destination": "AE", "parties": [{parties}], "items": [{{"article": "batch_mixer", "properties": {{"volume": "95 L"}}}}], "end_use": {{"programme": "civil", "awareness": "none"}}}}"#
        )
    };
    let party = |role: &str| format!(r#"{{"role": "{role}", "name": "Example", "country": "AE"}}"#);
    let assess = |parties: &str| {
        run(&["assess", "--format", "json", "--assume", "screening=clear", "-"], &with(parties))
    };
    assert_eq!(assess(&party("end_user")).status, 0);
    // Neither the destination nor a consignee says in whose hands the goods end.
    for parties in [String::new(), party("consignee"), party("exporter")] {
        let open = assess(&parties);
        assert_eq!(open.status, 2, "{}", open.out);
        assert!(open.out.contains("parties.end_user"), "{}", open.out);
        assert!(open.out.contains("no end user named: open for `recipient is KP`"), "{}", open.out);
        assert!(!open.out.contains("un:listed"), "screening is set aside: {}", open.out);
    }
    let unscreened = run(&["assess", "--format", "json", "-"], &with(""));
    assert!(unscreened.out.contains("un:listed"), "{}", unscreened.out);
}
