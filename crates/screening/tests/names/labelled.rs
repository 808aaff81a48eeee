//! Accuracy on a small labelled set of our own, and every score of it frozen.
//!
//! Run with `UPDATE=1` to write the scores anew, and review the difference.

use std::fmt::Write;
use std::path::PathBuf;

use screening::{Query, THRESHOLD, compare_names};

use super::{Line, lines};

/// Least share of right answers; what is wrong today stands in the scores with a mark.
const RIGHT_MIN: f64 = 0.97;

fn pairs() -> Vec<Line> {
    let pairs = lines(include_str!("pairs.txt"));
    assert!(pairs.iter().all(|pair| matches!(pair.mark, "=" | "!")));
    pairs
}

fn score(pair: &Line) -> f64 {
    let query =
        |name: &str| Query { name: name.to_owned(), kind: Some(pair.kind), ..Query::default() };
    compare_names(&query(pair.asked), &query(pair.listed)).score
}

#[test]
fn labelled_pairs_keep_their_scores() {
    let (pairs, mut text, mut right) = (pairs(), String::new(), 0.0);
    for pair in &pairs {
        let score = score(pair);
        let ok = (score >= THRESHOLD) == (pair.mark == "=");
        right += f64::from(u8::from(ok));
        let note = if ok { "" } else { "  WRONG" };
        writeln!(text, "{score:.3} {} {} | {}{note}", pair.mark, pair.asked, pair.listed).unwrap();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/names/pairs.scores");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let frozen = std::fs::read_to_string(&path).expect("the frozen scores are there");
    for (now, then) in text.lines().zip(frozen.lines()) {
        assert_eq!(now, then, "run with UPDATE=1 and review the difference");
    }
    assert_eq!(text.lines().count(), frozen.lines().count());
    let share = right / f64::from(u32::try_from(pairs.len()).unwrap());
    assert!(share >= RIGHT_MIN, "{share}");
}
