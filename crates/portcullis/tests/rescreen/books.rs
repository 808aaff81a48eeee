//! Two books, and old answers: who is new, gone or given otherwise, and who was never answered.

use crate::run::{Ran, run};
use crate::scratch::Scratch;

use super::{BOOK, DAY, changes, rescreen, rescreen_as, store};

/// Answers of the whole book on the day of the old list.
fn answers(scratch: &Scratch, store: &str, book: &str) -> String {
    let ran = run(
        &["screen", "--lists", store, "--as-of", "2026-03-05", "--format", "json", "--input", book],
        "",
    );
    assert!(ran.status <= 2, "{ran:?}");
    scratch.file("answers.ndjson", ran.out)
}

fn pairs(found: &[(&str, &str)]) -> Vec<(String, String)> {
    found.iter().map(|(id, entry)| ((*id).to_owned(), (*entry).to_owned())).collect()
}

#[test]
fn customers_who_come_go_and_change_are_screened_whole() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let old = scratch.file("old.csv", BOOK);
    let new =
        BOOK.replace("d,Changing Aloys\n", "").replace("f,Nobody Atall\n", "f,Birchwater Pumps\n")
            + "h,Cedarhill Valves\ni,To Order\n";
    let new = scratch.file("new.csv", new);
    let since = ["--since", "2026-03-05", "--previous-book", &old];
    let ran = rescreen(&store, &new, &since);
    // Somebody who cannot be looked for was added: that is no clear.
    assert_eq!(ran.status, 2, "{ran:?}");
    let wanted = pairs(&[("a", "N1"), ("c", "C1"), ("f", "S2"), ("h", "S3")]);
    assert_eq!(changes(&ran, "new"), wanted, "{ran:?}");
    assert_eq!(changes(&ran, "gone"), pairs(&[("b", "G1"), ("d", "C1")]), "{ran:?}");
    for wanted in [
        r#""id":"i","name":"To Order","not_complete":"what stands in place of the name"#,
        "customer added to the book",
        "customer removed from the book",
        "name of the customer changed",
        r#""not_complete":1"#,
    ] {
        assert!(ran.out.contains(wanted), "{wanted}: {}", ran.out);
    }
    // An id that stands for two says nothing of either.
    let twice = scratch.file("twice.csv", format!("{BOOK}a,Somebody Else\n"));
    let ran = rescreen(&store, &twice, &since);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("id `a` is in the present book twice"), "{}", ran.err);
    assert!(ran.out.contains(r#""not_screened":2"#), "{}", ran.out);
}

#[test]
fn a_bad_row_is_told_and_never_passed_over() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", "id,name\na,\nb,x,y\nc,Newcomer Gyroscopes\n");
    for format in ["json", "csv", "text"] {
        let ran = rescreen_as(format, &store, &book, &["--since", "2026-03-05"]);
        assert_eq!(ran.status, 3, "{ran:?}");
        assert!(ran.err.contains("book.csv:2: no name and no identifier"), "{}", ran.err);
        assert!(ran.err.contains("book.csv:3: 3 cells where the header has 2"), "{}", ran.err);
        assert!(ran.err.contains("2 rows were not rescreened"), "{}", ran.err);
        let told = ["\"not_screened\":\"", ",not_screened,", "not rescreened"];
        assert!(told.iter().any(|told| ran.out.matches(told).count() == 2), "{}", ran.out);
        assert!(ran.out.contains("N1"), "{}", ran.out);
    }
}

#[test]
fn old_answers_name_their_lists_and_whom_they_are_about() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", BOOK);
    let answers = answers(&scratch, &store, &book);
    let plain = rescreen(&store, &book, &["--since", "2026-03-05"]);
    let ran = rescreen(&store, &book, &["--answers", &answers]);
    let told = |ran: &Ran| ["new", "changed", "gone"].map(|kind| changes(ran, kind));
    assert_eq!(told(&ran), told(&plain), "{ran:?}");
    // A customer of whom there is no answer is screened in all lists, not taken for clear.
    let more = scratch.file("more.csv", format!("{BOOK}h,Cedarhill Valves\n"));
    let ran = rescreen(&store, &more, &["--answers", &answers]);
    assert!(changes(&ran, "new").contains(&("h".to_owned(), "S3".to_owned())), "{ran:?}");
    assert!(ran.out.contains("there is no old answer about the customer"), "{}", ran.out);
    // So is one who bears another name now, and everybody behind the place where a file was cut.
    let renamed = scratch.file("renamed.csv", BOOK.replace("Nobody Atall", "Birchwater Pumps"));
    let ran = rescreen(&store, &renamed, &["--answers", &answers]);
    assert!(changes(&ran, "new").contains(&("f".to_owned(), "S2".to_owned())), "{ran:?}");
    let text = std::fs::read_to_string(&answers).unwrap();
    let first: String = text.split_inclusive('\n').take(2).collect();
    let cut = scratch.file("cut.ndjson", &first);
    let ran = rescreen(&store, &book, &["--answers", &cut]);
    assert!(changes(&ran, "new").contains(&("e".to_owned(), "S1".to_owned())), "{ran:?}");
    let torn = scratch.file("torn.ndjson", &text[..text.len() - 30]);
    let ran = rescreen(&store, &book, &["--answers", &torn]);
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{ran:?}");
}

#[test]
fn old_answers_of_other_settings_or_lists_need_a_whole_screening() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", BOOK);
    let answers = answers(&scratch, &store, &book);
    let text = std::fs::read_to_string(&answers).unwrap();
    let engine = format!(r#""engine":"{}""#, env!("CARGO_PKG_VERSION"));
    let digest = text.split(r#""digest":""#).nth(1).unwrap().split('"').next().unwrap();
    let other = format!("sha256:{}", "0".repeat(64));
    let mixed = text.replacen(r#""as_of":"2026-03-05""#, r#""as_of":"2026-03-04""#, 1);
    for (what, text, wanted) in [
        ("engine", text.replace(&engine, r#""engine":"0.0.9""#), "made by engine 0.0.9"),
        ("lists", text.replace(digest, &other), "which the store does not have"),
        ("mixed", mixed, "on another day or otherwise than the first"),
        ("empty", String::new(), "no answer in it"),
        ("foreign", "{}\n".to_owned(), "not an answer with `data`"),
    ] {
        let ran = rescreen(&store, &book, &["--answers", &scratch.file("other", text)]);
        assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{what}: {ran:?}");
        assert!(ran.err.contains(wanted), "{what}: {}", ran.err);
    }
    let ran = rescreen(&store, &book, &["--answers", &answers, "--threshold", "0.8"]);
    assert_eq!(ran.status, 3, "{ran:?}");
    assert!(ran.err.contains("hint: screen the whole book again"), "{}", ran.err);
}

#[test]
fn a_rescreening_goes_on_from_the_last_one_if_it_came_to_its_end() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", BOOK);
    let last = rescreen(&store, &book, &["--since", "2026-03-05"]);
    let answers = scratch.file("last.ndjson", &last.out);
    let ran = rescreen(&store, &book, &["--answers", &answers]);
    let told = ["new", "changed", "gone"].map(|kind| changes(&ran, kind));
    assert_eq!(told, [vec![], vec![], vec![]], "nothing changed since: {ran:?}");
    let more = scratch.file("more.csv", format!("{BOOK}h,Cedarhill Valves\n"));
    let ran = rescreen(&store, &more, &["--answers", &answers]);
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("hint: `--previous-book` names"), "{}", ran.err);
    let ran = rescreen(&store, &more, &["--answers", &answers, "--previous-book", &book]);
    assert_eq!(changes(&ran, "new"), pairs(&[("h", "S3")]), "{ran:?}");
    let ran = rescreen(&store, &more, &["--answers", &answers, "--previous-book", &more]);
    assert_eq!(ran.status, 3, "{ran:?}");
    // Whoever stood behind the break was not compared.
    let lines: Vec<&str> = last.out.split_inclusive('\n').collect();
    let broken = scratch.file("broken.ndjson", lines[..lines.len() - 1].concat());
    let ran = rescreen(&store, &book, &["--answers", &broken]);
    assert_eq!((ran.status, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("a rescreening that was broken off"), "{}", ran.err);
}

#[test]
fn a_list_that_is_missing_or_old_is_never_no_hits() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let book = scratch.file("book.csv", "id,name\nf,Nobody Atall\n");
    // The list of the United Nations is not there; the starter list stands in and says so.
    let ran = rescreen(&store, &book, &["--since", "2026-03-05"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.contains(r#""state":"not_done""#), "{}", ran.out);
    assert!(ran.err.contains("the United Nations list is not installed"), "{}", ran.err);
    for format in ["text", "csv"] {
        let ran = rescreen_as(format, &store, &book, &["--since", "2026-03-05"]);
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains("warning: "), "{}", ran.err);
    }
    // A list that is no longer searched takes its hits with it, each told.
    assert_eq!(run(&["lists", "retire", "us-cons", "--lists", &store], "").status, 0);
    let book = scratch.file("book.csv", BOOK);
    let base = ["rescreen", "--lists", &store, "--book", &book, "--format", "json"];
    let ran = run(&[&base[..], &["--since", DAY, "--quiet"]].concat(), "");
    let gone = changes(&ran, "gone");
    assert!(gone.contains(&("e".to_owned(), "S1".to_owned())), "{ran:?}");
    assert!(ran.out.contains("list us-cons is no longer searched"), "{}", ran.out);
    // A snapshot that is damaged is no empty one.
    let objects = std::fs::read_dir(scratch.path().join("lists/objects")).unwrap();
    for object in objects {
        let path = object.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("Newcomer", "Newcorner")).unwrap();
    }
    let ran = rescreen(&store, &book, &["--since", "2026-03-05"]);
    assert_eq!((ran.status, ran.out.as_str()), (4, ""), "{ran:?}");
}
