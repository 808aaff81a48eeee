//! Receipts through the commands: kept for every answer, checked offline, replayed.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::process::{Command, Stdio};

use portcullis::receipt::verify::verify;
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::lists::{fixture, import, own};
use crate::run::{Ran, root, run};
use crate::scratch::Scratch;

const DAY: &str = "2026-03-10";
const TIME: &str = "2026-03-10T12:00:00Z";
const NAMES: &str = "id,name,country\n1,Invented Trading Corp,KP\n2,Quite Another Firm,Germany\n\
                     3,,\n4,To Order,\n";

fn store(scratch: &Scratch) -> String {
    let store = scratch.at("lists");
    let ran = import(&store, &[&fixture("un.xml")]);
    assert_eq!(ran.status, 0, "{ran:?}");
    store
}

fn screen(store: &str, log: &str, arguments: &[&str], input: &str) -> Ran {
    let fixed = ["screen", "--lists", store, "--receipts", log, "--recorded-at", TIME];
    run(&[&fixed[..], &["--as-of", DAY], arguments].concat(), input)
}

fn receipts(arguments: &[&str]) -> Ran {
    run(&[&["receipts"], arguments].concat(), "")
}

/// A log of four answers, and where it is.
fn log(scratch: &Scratch) -> (String, String) {
    let (store, log) = (store(scratch), scratch.at("log"));
    let ran = screen(&store, &log, &["--input", "-", "--format", "csv"], NAMES);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert_eq!(ran.out.lines().count(), 5, "{}", ran.out);
    (store, log)
}

fn sha256(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// The slow twin of the chain, as the format's description says it: one receipt after another.
fn chained(lines: &[String]) -> String {
    let mut text = String::new();
    let mut prev = format!("sha256:{}", "0".repeat(64));
    for (line, seq) in lines.iter().zip(1..) {
        let body = line.split(",\"seq\":").next().unwrap();
        let sealed = format!("{body},\"seq\":{seq},\"prev\":\"{prev}\"");
        prev = sha256(sealed.as_bytes());
        text.push_str(&format!("{sealed},\"hash\":\"{prev}\"}}\n"));
    }
    text
}

fn lines(log: &str) -> Vec<String> {
    fs::read_to_string(log).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn every_answer_has_a_receipt_hits_and_clears_alike() {
    let scratch = Scratch::new();
    let (_, log) = log(&scratch);
    let lines = lines(&log);
    assert_eq!(lines.len(), 4);
    assert_eq!(chained(&lines), fs::read_to_string(&log).unwrap());
    let read: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (at, receipt) in read.iter().enumerate() {
        assert_eq!(receipt["kind"], "screen");
        assert_eq!(receipt["engine"], env!("CARGO_PKG_VERSION"));
        assert_eq!(receipt["config"]["threshold"], 0.7);
        assert_eq!(receipt["lists"][0]["list"], "un");
        assert_eq!(receipt["lists"][0]["as_of"], "2026-03-04");
        assert_eq!(receipt["as_of"], DAY);
        assert_eq!((&receipt["recorded_at"], &receipt["clock"]), (&TIME.into(), &"given".into()));
        for digest in ["build", "config_digest", "index", "query_digest", "answer_digest"] {
            assert_eq!(receipt[digest].as_str().unwrap().len(), 71, "{digest}");
        }
        let query = lines[at].split("\"query\":").nth(1).unwrap();
        let query = query.split(",\"query_digest\"").next().unwrap();
        assert_eq!(receipt["query_digest"], sha256(query.as_bytes()));
    }
    assert_eq!(read[0]["outcome"]["hits"][0][1], "KPe.903");
    // A field that was not understood is in the question as it was written.
    assert_eq!(read[1]["query"]["country"], "Germany");
    assert_eq!(read[1]["outcome"], serde_json::json!({"state": "done", "hits": []}));
    assert_eq!(read[2]["outcome"]["refused"], "no name and no identifier to look for");
    assert_eq!(read[3]["outcome"]["state"], "not_done");
    let answer = "2,0,,,,,,\n";
    assert_eq!(read[1]["answer_digest"], sha256(answer.as_bytes()));
}

#[test]
fn a_log_goes_on_and_is_the_same_at_any_number_of_threads() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let mut csv = "id,name\n".to_owned();
    for at in 0..9_000 {
        let name = if at % 100 == 7 { "Invented Trading Corp" } else { "Quite Another Firm" };
        csv.push_str(&format!("{at},{name}\n"));
    }
    let csv = scratch.file("names.csv", csv);
    let log = |threads: &str| {
        let path = scratch.at(&format!("log-{threads}"));
        for _ in 0..2 {
            let done = Command::new(env!("CARGO_BIN_EXE_portcullis"))
                .args(["screen", "--lists", &store, "--as-of", DAY, "--input", &csv])
                .args(["--format", "json", "--receipts", &path, "--recorded-at", TIME])
                .env("RAYON_NUM_THREADS", threads)
                .stdout(Stdio::null())
                .status()
                .unwrap();
            assert_eq!(done.code(), Some(1));
        }
        path
    };
    let (one, three) = (log("1"), log("3"));
    let head = receipts(&["head", &one]).out;
    assert!(head.starts_with("18000 sha256:"), "{head}");
    assert_eq!(head, receipts(&["head", &three]).out);
    assert_eq!(receipts(&["verify", &three]).status, 0);
    let receipts: Vec<Value> =
        lines(&one).iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (at, receipt) in receipts.iter().enumerate() {
        assert_eq!(receipt["query"]["id"], (at % 9_000).to_string());
    }
}

#[test]
fn every_fault_of_a_log_is_named_with_its_line() {
    let scratch = Scratch::new();
    let (_, log) = log(&scratch);
    let whole = lines(&log);
    let text = |lines: &[&str]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let [a, b, c, d] = [0, 1, 2, 3].map(|at| whole[at].as_str());
    let changed = b.replace("Quite", "Quote");
    let head = receipts(&["head", &log]).out;
    let head = head.trim().split(' ').nth(1).unwrap();
    let rechained: Vec<String> = [a, &changed, c, d].map(str::to_owned).to_vec();
    for (what, damaged, arguments, wanted) in [
        ("changed", text(&[a, &changed, c, d]), &[][..], ":2: receipt 2 was changed"),
        ("missing", text(&[a, c, d]), &[], ":2: receipt 2 is missing before this line"),
        ("two missing", text(&[a, d]), &[], ":2: receipts 2 to 3 are missing"),
        ("first missing", text(&[b, c, d]), &[], ":1: receipt 1 is missing"),
        ("doubled", text(&[a, b, b, c, d]), &[], ":3: receipt 2 is doubled"),
        ("doubled later", text(&[a, b, c, b, d]), &[], ":4: receipt 2 is doubled"),
        ("reordered", text(&[a, c, b, d]), &[], ":3: receipt 2 is out of order"),
        ("torn", text(&[a, b]) + &c[..50], &[], ":3: torn: 50 bytes"),
        ("foreign", text(&[a, "hello", b]), &[], ":2: not a receipt"),
        ("cut", text(&[a, b]), &["--head", head], "no receipt has the hash"),
        ("written anew", chained(&rechained), &["--head", head], "no receipt has the hash"),
    ] {
        let path = scratch.file("damaged", damaged);
        let ran = receipts(&[&["verify", &path], arguments].concat());
        assert_eq!(ran.status, 1, "{what}: {ran:?}");
        assert!(ran.out.contains(wanted), "{what}: {}", ran.out);
    }
    let ran = receipts(&["verify", &log, "--head", head]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains("the kept hash is receipt 4; 0 came after it"), "{}", ran.out);
    let ran = receipts(&["verify", &log, "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&json["sound"], &json["head"][0]), (&true.into(), &4.into()));
    for (arguments, wanted) in [
        (&["verify", &scratch.at("nowhere")][..], "there is no such file"),
        (&["verify", &log, "--head", "12ab"], "`12ab` is no hash"),
        (&["show", &log, "--seq", "9"], "no receipt 9"),
    ] {
        let ran = receipts(arguments);
        assert_eq!(ran.status, 3, "{arguments:?}: {ran:?}");
        assert!(ran.err.contains(wanted), "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn any_changed_byte_of_a_log_is_found() {
    let scratch = Scratch::new();
    let (store, log) = (store(&scratch), scratch.at("log"));
    screen(&store, &log, &["Invented Trading Corp", "Quite Another Firm"], "");
    let sound = fs::read(&log).unwrap();
    assert!(verify(sound.as_slice(), None).unwrap().is_sound());
    for at in 0..sound.len() {
        for mask in [1_u8, 0x20, 0x80] {
            let mut bytes = sound.clone();
            bytes[at] ^= mask;
            assert!(!verify(bytes.as_slice(), None).unwrap().is_sound(), "byte {at} ^ {mask}");
        }
    }
    // And any byte put in, taken out or put in its place, any run of bytes taken out.
    let places = (0..sound.len(), 1..600_usize, any::<u8>());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&places, |(at, run, byte)| {
            let (before, after) = sound.split_at(at);
            let to = sound.len().min(at + run);
            let put = [before, &[byte], after].concat();
            let replaced = [before, &[byte], &after[1..]].concat();
            let taken = [before, &sound[to..]].concat();
            for bytes in [put, replaced, taken].into_iter().filter(|bytes| *bytes != sound) {
                let whole_lines = sound.starts_with(&bytes) && bytes.ends_with(b"\n");
                // Whole receipts cut off the end are told only by a head that was kept.
                let found = !verify(bytes.as_slice(), None).unwrap().is_sound();
                prop_assert!(found || whole_lines || bytes.is_empty());
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_torn_line_is_told_and_taken_out_only_when_asked() {
    let scratch = Scratch::new();
    let (store, log) = log(&scratch);
    let torn = &lines(&log)[0][..100];
    OpenOptions::new().append(true).open(&log).unwrap().write_all(torn.as_bytes()).unwrap();
    let before = fs::read(&log).unwrap();
    let ran = screen(&store, &log, &["Quite Another Firm"], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("torn: 100 bytes without a line end"), "{}", ran.err);
    assert!(ran.err.contains("hint: `portcullis receipts mend"), "{}", ran.err);
    // No answer without its receipt, and nothing is touched.
    assert_eq!(ran.out, "");
    assert_eq!(fs::read(&log).unwrap(), before);
    assert_eq!(receipts(&["head", &log]).status, 3);
    let ran = receipts(&["mend", &log, "--recorded-at", TIME]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(fs::read_to_string(format!("{log}.torn-5")).unwrap(), torn);
    assert_eq!(screen(&store, &log, &["Quite Another Firm"], "").status, 0);
    let ran = receipts(&["verify", &log]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let mend: Value = serde_json::from_str(&lines(&log)[4]).unwrap();
    assert_eq!((&mend["kind"], &mend["torn_bytes"]), (&"mend".into(), &100.into()));
    assert_eq!(receipts(&["replay", &log, "--lists", &store]).status, 0);
    assert!(receipts(&["mend", &log]).out.contains("nothing is torn"));
}

#[test]
fn a_log_that_is_something_else_or_in_use_is_left_alone() {
    let scratch = Scratch::new();
    let (store, log) = log(&scratch);
    let held = OpenOptions::new().append(true).open(&log).unwrap();
    held.lock().unwrap();
    let ran = screen(&store, &log, &["Quite Another Firm"], "");
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("another run is writing to it"), "{}", ran.err);
    held.unlock().unwrap();
    let changed = fs::read_to_string(&log).unwrap().replace("To Order", "Yo Order");
    for (foreign, wanted) in [
        ("dear reader", "no log of receipts"),
        ("dear reader\n", "last line: not a receipt"),
        (changed.as_str(), "receipt 4 was changed"),
    ] {
        let path = scratch.file("foreign", foreign);
        for ran in [screen(&store, &path, &["x"], ""), receipts(&["mend", &path])] {
            assert_eq!(ran.status, 3, "{foreign}: {ran:?}");
            assert!(ran.err.contains(wanted), "{foreign}: {}", ran.err);
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), foreign);
    }
    let ran = screen(&store, &scratch.at("no/folder/log"), &["x"], "");
    assert_eq!(ran.status, 3, "{ran:?}");
}

/// The examples and some names, in every format.
fn everything(scratch: &Scratch) -> (String, String) {
    let (store, log) = log(scratch);
    let json = "{\"id\":7,\"name\":\"Nobody Known\",\"identifiers\":{\"bic\":\"INVTKPPY\"},\
                \"x_own\":[1]}\n{\"nme\":\"x\"}\n";
    for format in ["text", "json", "csv", "html"] {
        screen(&store, &log, &["--input", "-", "--format", format], json);
        let flags = ["--country", "kp", "--identifier", "imo:9187629", "--threshold", "0.8"];
        screen(&store, &log, &[&["Invented Trading", "--format", format], &flags[..]].concat(), "");
        let unread = "id,name\n1,x,y\n";
        screen(&store, &log, &["--input", "-", "--format", format], unread);
    }
    for arguments in [
        &["--format", "json"][..],
        &["--format", "text", "--as-of", "2026-03-10T05:00:00+02:00"],
        &["--assume", "screening=clear", "--profile", "partner"],
        &["--lists", "/nowhere/at/all"],
    ] {
        let fixed = ["assess", "examples", "--quiet", "--receipts", &log];
        let lists = if arguments.contains(&"--lists") { &[][..] } else { &["--lists", &store] };
        run(&[&fixed[..], lists, arguments].concat(), "");
    }
    (store, log)
}

#[test]
fn a_replay_gives_the_same_bytes() {
    let scratch = Scratch::new();
    let (store, log) = everything(&scratch);
    assert_eq!(receipts(&["verify", &log]).status, 0);
    let count = lines(&log).len();
    assert!(count > 70, "{count}");
    // A newer list does not matter: the old snapshot is still there.
    let newer = fs::read_to_string(fixture("un.xml")).unwrap();
    let newer = newer.replace("2026-03-04", "2026-03-08").replace("INVENTED", "RENAMED");
    assert_eq!(import(&store, &[&scratch.file("newer.xml", newer)]).status, 0);
    let ran = receipts(&["replay", &log, "--lists", &store]);
    assert_eq!(ran.out, format!("{count} answers given again: {count} the same, 0 differ\n"));
    assert_eq!(ran.status, 0, "{ran:?}");
    let ran = receipts(&["replay", &log, "--seq", "2", "--lists", &store, "--answer"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "2,0,,,,,,\n"), "{ran:?}");
    let ran = receipts(&["replay", &log, "--seq", "2", "--lists", &store, "--format", "json"]);
    assert_eq!(ran.out, "{\"seq\":2,\"same\":true,\"because\":[]}\n");
    let ran = receipts(&["replay", &log]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("`--lists DIR` names the store"), "{}", ran.err);
}

#[test]
fn a_replay_that_differs_names_why() {
    let scratch = Scratch::new();
    let (store, log) = log(&scratch);
    let replay = |log: &str, lists: &str, arguments: &[&str]| {
        receipts(&[&["replay", log, "--lists", lists, "--seq", "1"], arguments].concat())
    };
    // Another engine, that answered something else.
    let engine = format!("\"engine\":\"{}\"", env!("CARGO_PKG_VERSION"));
    let other = "\"answer_digest\":\"sha256:0";
    let aged: Vec<String> = lines(&log)
        .iter()
        .map(|line| line.replace(&engine, "\"engine\":\"0.0.9\""))
        .map(|line| {
            let at = line.find("\"answer_digest\":\"sha256:").unwrap();
            line[..at].to_owned() + other + &line[at + other.len()..]
        })
        .collect();
    let aged = scratch.file("aged", chained(&aged));
    let ran = replay(&aged, &store, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let wanted = format!("engine version: it was 0.0.9, it is {}", env!("CARGO_PKG_VERSION"));
    assert!(ran.out.contains(&wanted), "{}", ran.out);
    // A store without the snapshot, and one with another of the same day.
    let empty = scratch.at("empty");
    import(&empty, &[&fixture("seco.xml")]);
    let ran = replay(&log, &empty, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("list snapshot missing: un of 2026-03-04, sha256:"), "{}", ran.out);
    let another = fs::read_to_string(fixture("un.xml")).unwrap().replace("INVENTED", "RENAMED");
    let another_store = scratch.at("another");
    import(&another_store, &[&scratch.file("another.xml", another)]);
    let ran = replay(&log, &another_store, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("list un of 2026-03-04 differs: it was sha256:"), "{}", ran.out);
    // A damaged snapshot, its index gone.
    let object = fs::read_dir(scratch.path().join("lists/objects")).unwrap().next().unwrap();
    let object = object.unwrap().path();
    let text = fs::read_to_string(&object).unwrap();
    fs::write(&object, text.replace("INVENTED", "INVENTEO")).unwrap();
    fs::remove_dir_all(scratch.path().join("lists/indexes")).unwrap();
    let ran = replay(&log, &store, &[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("list digest differs") && ran.out.contains("damaged"), "{}", ran.out);
    // A log whose bytes were changed is no ground for a replay.
    let changed = fs::read_to_string(&log).unwrap().replace("Corp", "Corq");
    let ran = replay(&scratch.file("changed", changed), &store, &[]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains(":1: receipt 1 was changed"), "{}", ran.err);
}

#[test]
fn a_replay_names_another_pack_and_other_denials() {
    let scratch = Scratch::new();
    let log = scratch.at("log");
    let denials = scratch.file("denials.ndjson", "");
    let example = "examples/03-category-two-gyro.json";
    let fixed = ["assess", example, "--format", "json", "--receipts", &log];
    let ran = run(&[&fixed[..], &["--denials", &denials]].concat(), "");
    assert_ne!(ran.status, 3, "{ran:?}");
    let replay =
        |arguments: &[&str]| receipts(&[&["replay", &log, "--seq", "1"], arguments].concat());
    let ran = replay(&["--denials", &denials]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let ran = replay(&[]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("they are not given, --denials names it"), "{}", ran.out);
    let pack = scratch.path().join("regimes");
    copy(&root().join("regimes"), &pack);
    let members = pack.join("mtcr/members.toml");
    let text = fs::read_to_string(&members).unwrap();
    fs::write(&members, format!("# Another edition.\n{text}")).unwrap();
    let ran = replay(&["--denials", &denials, "--regimes", &pack.display().to_string()]);
    assert_eq!(ran.status, 1, "{ran:?}");
    assert!(ran.out.contains("regime pack: it was sha256:"), "{}", ran.out);
    assert!(ran.out.contains("\n  then: {\"floor\":"), "{}", ran.out);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &to) } else { assert!(fs::copy(&path, &to).is_ok()) }
    }
}

#[test]
fn receipts_are_shown_in_short_and_in_full() {
    let scratch = Scratch::new();
    let (_, log) = log(&scratch);
    let ran = receipts(&["show", &log]);
    assert_eq!((ran.status, ran.out.lines().count()), (0, 4), "{ran:?}");
    let short = format!("2 {TIME} screen {DAY} {{\"id\":\"2\",\"name\":\"Quite Another Firm\"");
    assert!(ran.out.lines().nth(1).unwrap().starts_with(&short), "{}", ran.out);
    let ran = receipts(&["show", &log, "--seq", "1"]);
    for wanted in ["receipt 1, screen", "(given clock)", "list      un of 2026-03-04, sha256:"] {
        assert!(ran.out.contains(wanted), "{wanted}: {}", ran.out);
    }
    let ran = receipts(&["show", &log, "--seq", "1", "--format", "json"]);
    assert_eq!(ran.out.trim_end(), lines(&log)[0]);
}

/// Stores with the same list on three days.
#[test]
fn lists_are_searched_as_they_stood() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    for (day, entries) in [("2026-01-10", 3), ("2026-02-10", 4), ("2026-03-01", 5)] {
        let ran = import(&store, &[&scratch.file("list", own("un", day, entries))]);
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    let name = "Invented Firm 4";
    let searched = |as_of: &str| {
        let ran =
            run(&["screen", name, "--threshold", "0.9", "--lists", &store, "--as-of", as_of], "");
        (ran.status, ran.out)
    };
    for (as_of, status, list) in [
        ("2026-03-02", 1, "un of 2026-03-01"),
        ("2026-02-28", 0, "un of 2026-02-10"),
        ("2026-02-10", 0, "un of 2026-02-10"),
        ("2026-02-09", 0, "un of 2026-01-10"),
        // Nothing stood then: what is searched instead counts, and clears nobody.
        ("2026-01-09", 2, "un of 2026-01-10"),
    ] {
        let (found, out) = searched(as_of);
        assert_eq!(found, status, "{as_of}: {out}");
        assert!(out.contains(&format!("Searched: {list}\n")), "{as_of}: {out}");
    }
    let (_, out) = searched("2026-01-09");
    let why =
        "Not complete: the store has no un published by 2026-01-09; searched instead was un of";
    let out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(out.contains(why), "{out}");
    // In an assessment as well; the receipt names the snapshot, and replays.
    let log = scratch.at("log");
    let text = fs::read_to_string(root().join("examples/01-clear-pump.json")).unwrap();
    let text = text.replace("Example End User EG", "Invented Firm 4");
    for (as_of, status, snapshot) in [
        ("2026-03-02", 2, "2026-03-01"),
        ("2026-02-28", 0, "2026-02-10"),
        ("2025-12-01", 2, "2026-01-10"),
    ] {
        let fixed = ["assess", "-", "--format", "json", "--lists", &store, "--receipts", &log];
        let ran = run(&[&fixed[..], &["--as-of", as_of]].concat(), &text);
        assert_eq!(ran.status, status, "{as_of}: {ran:?}");
        let wanted = format!(r#""lists":[{{"list":"un","as_of":"{snapshot}""#);
        assert!(ran.out.contains(&wanted), "{as_of}: {}", ran.out);
    }
    let ran = receipts(&["replay", &log, "--lists", &store]);
    assert_eq!(ran.out, "3 answers given again: 3 the same, 0 differ\n", "{ran:?}");
    // A list that is retired still stood before.
    assert_eq!(run(&["lists", "retire", "un", "--lists", &store], "").status, 0);
    let (status, out) = searched("2026-03-02");
    assert_eq!(status, 1, "{out}");
    assert!(out.contains("Searched: un of 2026-03-01\n"), "{out}");
}
