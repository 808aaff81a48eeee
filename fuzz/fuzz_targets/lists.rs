//! Every list reader on arbitrary bytes: the first byte picks the kind, the rest is the file.
//! What is read must survive being written in our own form and read again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use screening::lists::{self, SourceFile, SourceKind};

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let kinds = SourceKind::ALL;
    let kind = kinds[usize::from(*first) % kinds.len()];
    let file = SourceFile { name: "fuzzed", bytes };
    let _ = lists::guess(&[file]);
    let Ok(list) = lists::read(kind, &[file]) else { return };
    assert!(list.parties.iter().all(|party| !party.names.is_empty()));
    let written = lists::write(&list.list, list.published.as_deref(), &list.parties);
    let again = SourceFile { name: "written", bytes: written.as_bytes() };
    let again = lists::read(SourceKind::PortcullisNdjson, &[again]).expect("our own form");
    assert_eq!(again.parties, list.parties);
});
