//! Receipts of rescreenings: what changed, for whom, and that everybody else is as before.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::lists::import;
use crate::run::{Ran, run};
use crate::scratch::Scratch;

use super::{BOOK, DAY, list, rescreen, rescreen_as, store};

const TIME: &str = "2026-03-10T12:00:00Z";

fn sha256(bytes: impl AsRef<[u8]>) -> String {
    let digest = Sha256::digest(bytes.as_ref());
    format!("sha256:{}", digest.iter().map(|b| format!("{b:02x}")).collect::<String>())
}

fn kept(store: &str, book: &str, log: &str, more: &[&str]) -> Ran {
    let fixed = ["--receipts", log, "--recorded-at", TIME];
    rescreen(store, book, &[&fixed[..], more].concat())
}

fn receipts(log: &str) -> Vec<Value> {
    let text = fs::read_to_string(log).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn replay(log: &str, store: &str, more: &[&str]) -> Ran {
    run(&[&["receipts", "replay", log, "--lists", store], more].concat(), "")
}

fn verified(log: &str) -> Ran {
    run(&["receipts", "verify", log], "")
}

#[test]
fn the_receipts_say_what_changed_and_cover_the_whole_book() {
    let scratch = Scratch::new();
    let (store, log) = (store(&scratch), scratch.at("log"));
    let book = scratch.file("book.csv", BOOK);
    let ran = kept(&store, &book, &log, &["--since", "2026-03-05"]);
    assert_eq!(verified(&log).status, 0);
    let receipts = receipts(&log);
    let told = ran.out.lines().count() - 2;
    assert_eq!(receipts.len(), told + 1, "{receipts:?}");
    let (whole, customers) = receipts.split_last().unwrap();
    for (receipt, answer) in customers.iter().zip(ran.out.split_inclusive('\n').skip(1)) {
        assert_eq!(receipt["kind"], "rescreen");
        assert_eq!(receipt["query"]["customer"], "same");
        assert_eq!(receipt["answer_digest"], sha256(answer), "{answer}");
    }
    assert_eq!(customers[0]["query"]["row"], json!({"id": "a", "name": "Newcomr Gyroscopes"}));
    let change = &customers[0]["outcome"]["changes"][0];
    assert_eq!(
        (&change[0], &change[1], &change[2]),
        (&"new".into(), &"us-cons".into(), &"N1".into())
    );
    assert_eq!(whole["kind"], "book");
    assert_eq!(whole["as_of"], DAY);
    assert_eq!(whole["query"]["book"]["digest"], sha256(BOOK));
    assert_eq!(whole["query"]["book"]["bytes"], BOOK.len());
    assert_eq!(whole["answer_digest"], sha256(&ran.out));
    let entries = json!([
        ["us-cons", "C1", "changed"],
        ["us-cons", "G1", "removed"],
        ["us-cons", "N1", "added"]
    ]);
    assert_eq!(whole["outcome"]["entries"], entries);
    assert_eq!((&whole["outcome"]["customers"], &whole["outcome"]["new"]), (&7.into(), &2.into()));
    assert_eq!(whole["before"]["as_of"], "2026-03-05");
    for (side, day) in [(&whole["before"]["lists"], "2026-03-01"), (&whole["lists"], "2026-03-08")]
    {
        assert_eq!((&side[0]["list"], &side[0]["as_of"]), (&"us-cons".into(), &day.into()));
        assert_eq!(side[0]["digest"].as_str().unwrap().len(), 71);
    }
    // Of a book in which nothing changes there is one all the same.
    let clear = scratch.file("clear.csv", "id,name\nf,Nobody Atall\n");
    let log = scratch.at("clear");
    kept(&store, &clear, &log, &["--since", "2026-03-05"]);
    let clear = self::receipts(&log);
    assert_eq!(clear.len(), 1);
    assert_eq!((&clear[0]["kind"], &clear[0]["outcome"]["new"]), (&"book".into(), &0.into()));
}

#[test]
fn a_replay_gives_the_same_bytes_and_names_what_is_missing() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let policy = scratch.file("policy.toml", "format = \"policy/1\"\nthreshold = 0.66\n");
    let old = scratch.file("old.csv", BOOK);
    let new =
        BOOK.replace("f,Nobody Atall\n", "f,Birchwater Pumps\n").replace("d,Changing Aloys\n", "")
            + "h,Cedarhill Valves\ni,To Order\nj,\n";
    let new = scratch.file("new.csv", new);
    let screened = ["screen", "--lists", &store, "--as-of", "2026-03-05", "--format", "json"];
    let screened = run(&[&screened[..], &["--policy", &policy, "--input", &old]].concat(), "").out;
    let answers = scratch.file("answers.ndjson", &screened);
    let judged = judgement(&scratch, &store, "a", "N1", ["2026-03-01", "2026-09-01"]);
    let log = scratch.at("log");
    for format in ["text", "json", "csv"] {
        let given = ["--policy", &policy, "--judgements", &judged, "--answers", &answers];
        let more = ["--previous-book", &old, "--receipts", &log];
        let ran = rescreen_as(format, &store, &new, &[&given[..], &more].concat());
        assert_eq!(ran.status, 3, "one row cannot be read: {ran:?}");
    }
    let count = receipts(&log).len();
    assert!(count > 15, "{count}");
    let files = ["--policy", &policy, "--judgements", &judged, "--book", &new];
    let files = [&files[..], &["--previous-book", &old, "--answers", &answers]].concat();
    // A newer list does not matter.
    let newer = scratch.file("newer", list("2026-03-09", &super::STAY));
    assert_eq!(import(&store, &[&newer]).status, 0);
    let ran = replay(&log, &store, &files);
    assert_eq!(ran.out, format!("{count} answers given again: {count} the same, 0 differ\n"));
    let first = receipts(&log)[0]["seq"].to_string();
    let again = replay(&log, &store, &[&files[..], &["--seq", &first, "--answer"]].concat());
    assert!(again.out.contains("Newcomer Gyroscopes"), "{again:?}");
    // Each customer needs neither book; the whole does, and says which.
    let without = |flag: &str| {
        let at = files.iter().position(|file| *file == flag).unwrap();
        let rest = [&files[..at], &files[at + 2..]].concat();
        replay(&log, &store, &rest)
    };
    for (flag, wanted, differ) in [
        ("--book", "book: it was sha256:", 3),
        ("--previous-book", "previous book: it was sha256:", 3),
        ("--answers", "old answers: it was sha256:", 3),
        ("--judgements", "judgements: they were sha256:", 6),
    ] {
        let ran = without(flag);
        assert_eq!(ran.status, 1, "{flag}: {ran:?}");
        assert!(ran.out.contains(wanted) && ran.out.contains("not given"), "{flag}: {}", ran.out);
        let end = format!("{} the same, {differ} differ\n", count - differ);
        assert!(ran.out.ends_with(&end), "{flag}: {}", ran.out);
    }
    let ran = without("--policy");
    assert!(ran.out.contains("screening policy sha256:"), "{}", ran.out);
    fs::write(&new, BOOK).unwrap();
    let ran = replay(&log, &store, &files);
    assert!(ran.out.contains("book: it was sha256:"), "{}", ran.out);
    assert!(ran.out.ends_with("3 differ\n"), "{}", ran.out);
    let empty = scratch.at("empty");
    import(&empty, &[&newer]);
    let ran = replay(&log, &empty, &files);
    assert!(ran.out.contains("list snapshot missing: us-cons of 2026-03-01"), "{}", ran.out);
}

/// A judgement on a hit of the new list.
fn judgement(scratch: &Scratch, store: &str, id: &str, entry: &str, days: [&str; 2]) -> String {
    let book = scratch.file("judged.csv", BOOK);
    let base = ["screen", "--lists", store, "--as-of", DAY, "--format", "json", "--input", &book];
    let answers = scratch.file("judged.ndjson", run(&base, "").out);
    let hit = ["--answers", &answers, "--customer", id, "--list", "us-cons", "--entry", entry];
    let verdict = ["--verdict", "different", "--author", "Desk 4", "--reason", "another firm"];
    let days = ["--decided", days[0], "--expires", days[1]];
    let drafted = run(&[&["judgements", "draft"][..], &hit, &verdict, &days].concat(), "");
    assert_eq!(drafted.status, 0, "{drafted:?}");
    scratch.file("judgements.ndjson", drafted.out)
}

#[test]
fn a_judgement_that_ends_is_told_though_no_list_changed() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", BOOK);
    let judged = judgement(&scratch, &store, "a", "N1", ["2026-03-09", "2026-03-20"]);
    let rescreen = |since: &str, day: &str| {
        let base = ["rescreen", "--lists", &store, "--book", &book, "--format", "json", "--quiet"];
        let days = ["--since", since, "--as-of", day, "--judgements", &judged];
        run(&[&base[..], &days].concat(), "").out
    };
    let began = rescreen("2026-03-08", "2026-03-09");
    assert!(began.contains(r#""change":"changed""#), "{began}");
    assert!(began.contains(r#""state":"suppressed""#) && began.contains("Desk 4"), "{began}");
    assert!(began.contains(r#""open":0"#), "{began}");
    let stands = rescreen("2026-03-09", "2026-03-20");
    assert!(!stands.contains(r#""change""#), "{stands}");
    let ended = rescreen("2026-03-20", "2026-03-21");
    assert!(ended.contains(r#""state":"lifted""#), "{ended}");
    assert!(ended.contains("it expired on 2026-03-20"), "{ended}");
    assert!(ended.contains(r#""open":1"#), "{ended}");
}

#[test]
fn no_answer_goes_out_where_its_receipt_cannot_be_kept() {
    let scratch = Scratch::new();
    let (store, book) = (store(&scratch), scratch.file("book.csv", BOOK));
    for (what, log, wanted) in [
        ("torn", scratch.file("torn", "{\"receipt\":1,\"ki"), "torn: 16 bytes"),
        ("foreign", scratch.file("foreign", "dear reader\n"), "not a receipt"),
        ("no folder", scratch.at("no/folder/log"), "No such file"),
        ("device", "/dev/full".to_owned(), "/dev/full: not a file"),
    ] {
        let ran = kept(&store, &book, &log, &["--since", "2026-03-05"]);
        assert!(ran.status >= 3, "{what}: {ran:?}");
        assert_eq!(ran.out, "", "{what}");
        assert!(ran.err.contains(wanted), "{what}: {}", ran.err);
    }
    let log = scratch.at("held");
    let held = fs::File::create(&log).unwrap();
    held.lock().unwrap();
    let ran = kept(&store, &book, &log, &["--since", "2026-03-05"]);
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("another run is writing to it"), "{}", ran.err);
}

/// Killed at any moment, the log holds a receipt of everything that went out.
#[test]
fn a_run_that_is_killed_leaves_no_answer_without_its_receipt() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let mut rows = "id,name\n".to_owned();
    for at in 0..6_000 {
        rows.push_str(&format!("{at},Newcomr Gyroscopes {at}\n"));
    }
    let book = scratch.file("book.csv", rows);
    let (mut cut, mut whole) = (0, 0);
    for (at, milliseconds) in [20, 60, 120, 200, 300, 450, 700, 1_100].into_iter().enumerate() {
        for command in ["screen", "rescreen"] {
            let log = scratch.at(&format!("log-{command}-{at}"));
            let out = scratch.at(&format!("out-{command}-{at}"));
            let more = match command {
                "screen" => ["--input", &book, "--limit", "10"],
                _ => ["--book", &book, "--since", "2026-03-05"],
            };
            let mut child = Command::new(env!("CARGO_BIN_EXE_portcullis"))
                .args([command, "--lists", &store, "--as-of", DAY, "--format", "json", "--quiet"])
                .args(more)
                .args(["--receipts", &log])
                .stdout(fs::File::create(&out).unwrap())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let since = Instant::now();
            while since.elapsed() < Duration::from_millis(milliseconds) {
                std::thread::sleep(Duration::from_millis(5));
            }
            child.kill().unwrap();
            child.wait().unwrap();
            let written = fs::read_to_string(&out).unwrap();
            let kept = fs::read_to_string(&log).unwrap_or_default();
            let answers: Vec<&str> = written.split_inclusive('\n').collect();
            let answers = answers.iter().filter(|a| a.ends_with('\n') && a.contains("\"id\":"));
            for answer in answers.clone() {
                assert!(kept.contains(&sha256(answer)), "{command}, {milliseconds} ms: {answer}");
            }
            let ended = written.contains("\"customers\":") || answers.count() == 6_000;
            if ended {
                whole += 1
            } else {
                cut += 1
            }
            // Whole or torn: what stands there is told, mended and gone on with.
            if kept.is_empty() {
                continue;
            }
            run(&["receipts", "mend", &log], "");
            assert_eq!(verified(&log).status, 0, "{command}, {milliseconds} ms");
        }
    }
    println!("{cut} cut, {whole} whole");
    assert!(cut > 0, "none was killed in time");
}
