//! What people hand in, as files of every kind, through the commands. What is done stands in
//! `intake/*.steps`, in lines that a shell runs; what came out, in a file beside it.

use crate::office::{Desk, expect};

fn follow(name: &str, text: &str) {
    let data = "crates/portcullis/tests/intake";
    let links = [(data, "data"), ("examples", "examples"), ("regimes", "regimes")];
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
