//! A saved index with bytes of it changed: refused; and searched without a panic where the checksums
//! are those of the changed bytes. The input is a list of changes, three bytes each: where (two
//! bytes) and what stands there instead.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use screening::lists::{self, SourceFile, SourceKind};
use screening::{Index, Options, Query};

/// Parties with every kind of field that an index keeps.
const LIST: &str = include_str!("../../crates/screening/tests/fixtures/own.ndjson");

static SAVED: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let file = SourceFile { name: "own.ndjson", bytes: LIST.as_bytes() };
    let list = lists::read(SourceKind::PortcullisNdjson, &[file]).expect("the fixture is sound");
    let index = Index::build((0..).zip(&list.parties));
    let saved = index.to_bytes();
    assert_eq!(Index::from_bytes(&saved), Ok(index), "saved and read again");
    saved
});

/// Makes the checksum of each section that of its bytes.
fn seal(bytes: &mut [u8]) {
    let mut at = screening::MATCHING.len();
    while let Some(head) = bytes.get(at..at + 12) {
        let len = u64::from_le_bytes(head[..8].try_into().expect("eight bytes"));
        let from = at + 12;
        let Some(to) = usize::try_from(len).ok().and_then(|len| from.checked_add(len)) else {
            return;
        };
        let Some(section) = bytes.get(from..to) else { return };
        let sum = crc32fast::hash(section).to_le_bytes();
        bytes[at + 8..from].copy_from_slice(&sum);
        at = to;
    }
}

fuzz_target!(|data: &[u8]| {
    let mut bytes = SAVED.clone();
    for change in data.chunks_exact(3) {
        let at = usize::from(change[0]) << 8 | usize::from(change[1]);
        let at = at % bytes.len();
        bytes[at] = change[2];
    }
    if bytes != *SAVED {
        assert!(Index::from_bytes(&bytes).is_err(), "a changed byte was not seen");
    }
    seal(&mut bytes);
    let Ok(index) = Index::from_bytes(&bytes) else { return };
    for name in ["Imagined Person", "Ingineer, the", "InventedStar", "I. P. 44 LLC"] {
        let query = Query { name: name.into(), ..Query::default() };
        let _ = index.search(&query, &Options::default());
        let _ = index.search_brute(&query, &Options::default());
    }
});
