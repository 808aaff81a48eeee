//! Each fixture gives the entries and problems that stand beside it in `*.expected`.
//!
//! Run with `BLESS=1` to write the files anew, and review the difference.

use std::fmt::Write;

use screening::lists::{self, ListFile, SourceFile, SourceKind};

use crate::fixture;

fn shown(list: &ListFile) -> String {
    let mut text = lists::write(&list.list, list.published.as_deref(), &list.parties);
    writeln!(text, "records: {}", list.records).unwrap();
    for problem in &list.problems {
        writeln!(text, "{problem}").unwrap();
    }
    text
}

#[test]
fn fixtures_give_the_expected_entries() {
    let bless = std::env::var_os("BLESS").is_some();
    for fixture in fixture::all() {
        let list = fixture.read().unwrap_or_else(|refusal| panic!("{refusal}"));
        let actual = shown(&list);
        let path = fixture::folder().join(format!("{}.expected", fixture.name()));
        if bless {
            std::fs::write(&path, &actual).unwrap();
        }
        let expected = std::fs::read_to_string(&path).expect("the expected text is there");
        assert_eq!(actual, expected, "{}", fixture.name());
    }
}

#[test]
fn every_kind_has_a_fixture_and_is_guessed_by_content() {
    let fixtures = fixture::all();
    for kind in SourceKind::ALL {
        assert!(fixtures.iter().any(|fixture| fixture.kind == *kind), "{kind}");
        assert_eq!(kind.word().parse(), Ok(*kind));
    }
    assert!("ofac".parse::<SourceKind>().is_err());
    for fixture in fixtures {
        for (name, bytes) in &fixture.files {
            let file = SourceFile { name: "unnamed", bytes };
            assert_eq!(lists::guess(&[file]), Some(fixture.kind), "{name}");
        }
    }
    for bytes in [&b"<html><body/></html>"[..], b"", b"hello", b"{}", b"\x89PNG", b"a,b\n1,2\n"] {
        assert_eq!(lists::guess(&[SourceFile { name: "x", bytes }]), None);
    }
}

/// The file of one kind is refused as another, and so is the page that a proxy sends instead.
#[test]
fn another_kind_is_refused() {
    let fixtures = fixture::all();
    for fixture in &fixtures {
        for other in &fixtures {
            if other.kind != fixture.kind {
                let what = format!("{} as {}", other.name(), fixture.kind);
                assert!(fixture.read_with(&other.files[0].1).is_err(), "{what}");
            }
        }
        for page in [&b"<!DOCTYPE html><html><head/><body>Sorry</body></html>"[..], b"", b"  \n"] {
            assert!(fixture.read_with(page).is_err(), "{}", fixture.name());
        }
    }
}

#[test]
fn dates_and_ids_of_the_lists() {
    let found: Vec<(String, Option<String>)> = fixture::all()
        .iter()
        .map(|fixture| fixture.read().unwrap())
        .map(|list| (list.list, list.published))
        .collect();
    let ids: Vec<&str> = found.iter().map(|(list, _)| list.as_str()).collect();
    let expected = "us-sdn us-sdn us-sdn us-sdn us-csl us-csl us-dpl un eu eu eu uk uk uk ch \
                    made_up opensanctions office";
    assert_eq!(ids.join(" "), expected);
    for (list, published) in found {
        if !matches!(list.as_str(), "us-sdn" | "us-csl") {
            assert!(published.is_some(), "{list}");
        }
    }
}
