//! Whatever the bytes, a reader answers; it never panics.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use screening::lists::{self, SourceFile, SourceKind};

use crate::fixture::{self, Fixture};

/// What holds of every list that was read at all.
fn check(outcome: &Result<lists::ListFile, lists::Refusal>) {
    let Ok(list) = outcome else { return };
    assert!(!list.parties.is_empty());
    let mut entries: Vec<&str> = list.parties.iter().map(|party| party.entry.as_str()).collect();
    entries.sort_unstable();
    assert!(entries.windows(2).all(|pair| pair[0] != pair[1]), "entry numbers are unique");
    for party in &list.parties {
        assert!(!party.names.is_empty() && party.names.iter().all(|name| !name.whole.is_empty()));
        assert!(party.birth.iter().all(|birth| birth.year_min <= birth.year_max));
        assert!(party.remarks.chars().count() <= lists::limits::REMARKS_CHARS_MAX);
    }
    let written = lists::write(&list.list, list.published.as_deref(), &list.parties);
    let file = SourceFile { name: "written", bytes: written.as_bytes() };
    let again = lists::read(SourceKind::PortcullisNdjson, &[file]);
    assert_eq!(again.map(|again| again.parties).as_ref(), Ok(&list.parties), "{written}");
}

fn fixtures() -> &'static [Fixture] {
    static FIXTURES: std::sync::OnceLock<Vec<Fixture>> = std::sync::OnceLock::new();
    FIXTURES.get_or_init(fixture::all)
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 600,
        rng_seed: RngSeed::Fixed(1718),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let file = SourceFile { name: "random", bytes: &bytes };
        let _ = lists::guess(&[file]);
        for kind in SourceKind::ALL {
            check(&lists::read(*kind, &[file]));
        }
    }

    #[test]
    fn random_text_of_their_alphabet(text in "[<>/&;a-z\"'=,\\t\\n 0-9{}:\\[\\]é-]{0,300}") {
        let file = SourceFile { name: "random", bytes: text.as_bytes() };
        let _ = lists::guess(&[file]);
        for kind in SourceKind::ALL {
            check(&lists::read(*kind, &[file]));
        }
    }

    #[test]
    fn fixtures_with_random_damage(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
        cut in any::<Option<prop::sample::Index>>(),
    ) {
        let fixture = which.get(fixtures());
        let mut bytes = fixture.files[0].1.clone();
        for (place, byte, what) in edits {
            let at = place.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 1 => { bytes.remove(at); }
                _ => {
                    // A stretch of the file twice: entries, rows and tags repeat.
                    let end = (at + usize::from(byte) * 4).min(bytes.len());
                    let stretch = bytes[at..end].to_vec();
                    bytes.splice(at..at, stretch);
                }
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        check(&fixture.read_with(&bytes));
        let _ = lists::guess(&[SourceFile { name: "random", bytes: &bytes }]);
    }
}

#[test]
fn whole_fixtures_hold() {
    for fixture in fixtures() {
        check(&fixture.read());
    }
}
