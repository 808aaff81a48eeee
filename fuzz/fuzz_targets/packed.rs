//! Packed files as `lists import` takes them: unpacked or refused, and never more than is allowed,
//! however small the file that holds it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::doors;

/// Small, so that short inputs come up against it.
const BYTES_MAX: usize = 1 << 14;

fuzz_target!(|bytes: &[u8]| {
    if bytes.len() > BYTES_MAX {
        return;
    }
    let Ok(sizes) = doors::unpacked(bytes, BYTES_MAX) else { return };
    assert!(sizes.len() <= screening::lists::limits::FILES_MAX, "{} files", sizes.len());
    let all: usize = sizes.iter().sum();
    assert!(all <= BYTES_MAX, "{all} bytes");
});
