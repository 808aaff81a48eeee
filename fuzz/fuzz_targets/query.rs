//! One query of a match as the server reads and answers it: never a panic, the same bytes when asked
//! again, JSON that can be read, and never a list of results where the query could not be read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

fuzz_target!(|text: &str| {
    let (status, answer) = doors::query(text).expect("the starter list is there");
    assert_eq!(doors::query(text), Ok((status, answer.clone())), "asked twice");
    assert!(answer.starts_with(&format!("{{\"status\":{status},")), "{answer}");
    // The starter list clears nobody: an answer is 503, or the query is at fault.
    assert!([400, 404, 503].contains(&status), "{answer}");
    assert_eq!(answer.contains("\"results\":["), status == 503, "{answer}");
});
