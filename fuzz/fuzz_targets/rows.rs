//! Rows of names as `screen --input` reads them: never a panic, never a row without a question or a
//! reason, and the question that a receipt keeps is read as the same question again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

fuzz_target!(|bytes: &[u8]| {
    for row in doors::questions(bytes).into_iter().flatten() {
        match row {
            Ok(question) => {
                let again = doors::questions(question.kept.as_bytes());
                assert_eq!(again, Ok(vec![Ok(question)]));
            }
            Err(why) => assert!(!why.is_empty(), "refused without a reason"),
        }
    }
});
