//! What people hand in, as files of every kind, through the commands. What is done stands in
//! `intake/*.steps`, in lines that a shell runs; what came out, in a file beside it.

use crate::office::{Desk, expect};

fn follow(name: &str, text: &str) {
    let links = [("crates/portcullis/tests/intake", "data"), ("examples", "examples")];
    let told = Desk::beside(&links).follow(text);
    expect(&format!("intake/{name}.expected"), &told, true);
}

#[test]
fn streams_are_answered_whole_and_their_end_is_told() {
    follow("streams.steps", include_str!("intake/streams.steps"));
}
