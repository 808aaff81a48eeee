//! A log of receipts: whatever stands in it is read to its end, and no sound log bears a change.

#![no_main]

use libfuzzer_sys::fuzz_target;
use portcullis::receipt::verify::verify;

fuzz_target!(|bytes: &[u8]| {
    let verified = verify(bytes, None).expect("bytes in memory are readable");
    let lines = bytes.split(|byte| *byte == b'\n').count();
    assert!(verified.receipts <= u64::try_from(lines).expect("few lines"));
    if !verified.is_sound() || bytes.is_empty() {
        return;
    }
    for at in [0, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.to_vec();
        changed[at] ^= 1;
        assert!(!verify(changed.as_slice(), None).is_ok_and(|v| v.is_sound()), "byte {at}");
    }
});
