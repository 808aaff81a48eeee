//! Events as people and machines hand them in: what is read is written as the log holds it, and reads
//! the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

fuzz_target!(|text: &str| {
    let Ok(written) = doors::event(text) else { return };
    assert_eq!(doors::event(&written).as_ref(), Ok(&written));
});
