//! Flat CSV, every transfer in it assessed: never a panic, never a row refused without a reason.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

fuzz_target!(|bytes: &[u8]| {
    for done in doors::rows(bytes).into_iter().flatten() {
        match done {
            Ok(done) => assert!(done.floor <= done.ceiling, "{done:?}"),
            Err(problems) => assert!(!problems.is_empty(), "refused without a reason"),
        }
    }
});
