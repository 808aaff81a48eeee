//! `transfer/1` as the commands read it, assessed on the embedded law: never a panic, the floor
//! never above the ceiling, and the same bytes when asked again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

fuzz_target!(|text: &str| {
    let first = doors::transfer(text);
    assert_eq!(first, doors::transfer(text), "asked twice");
    match first {
        Ok(done) => assert!(done.floor <= done.ceiling, "{done:?}"),
        Err(problems) => assert!(!problems.is_empty(), "refused without a reason"),
    }
});
