//! Differences of snapshots, our own form and the starter list.

use screening::listing::{IdentifierKind, PartyKind};
use screening::lists::{self, SourceFile, SourceKind, diff};

use crate::fixture;

fn own(text: &str) -> Vec<screening::listing::ListedParty> {
    let file = SourceFile { name: "own", bytes: text.as_bytes() };
    lists::read(SourceKind::PortcullisNdjson, &[file]).expect("sound").parties
}

fn party(entry: &str, name: &str, more: &str) -> String {
    format!(
        "{{\"entry\":\"{entry}\",\"kind\":\"person\",\
         \"names\":[{{\"whole\":\"{name}\",\"quality\":\"primary\"}}]{more}}}\n"
    )
}

#[test]
fn differences_are_found_and_ordered() {
    let old = own(&[
        party("c", "Gone", ""),
        party("b", "Same", ",\"countries\":[\"IR\",\"SY\"]"),
        party("a", "Imagined", ",\"remarks\":\"one\""),
    ]
    .concat());
    let new = own(&[
        party("z", "New", ""),
        party("a", "Imagined Person", ",\"remarks\":\"two\",\"gender\":\"male\""),
        party("d", "New", ""),
        party("b", "Same", ",\"countries\":[\"SY\",\"IR\"]"),
    ]
    .concat());
    let found = diff::difference(&old, &new);
    let entries = |parties: &[&screening::listing::ListedParty]| {
        parties.iter().map(|party| party.entry.clone()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(entries(&found.added), "d z");
    assert_eq!(entries(&found.removed), "c");
    assert_eq!(found.changed.len(), 1);
    let words: Vec<&str> = found.changed[0].fields.iter().map(|field| field.word()).collect();
    assert_eq!(words, ["names", "gender", "remarks"]);
    assert!(!diff::Field::Remarks.matters_to_matching());
    assert!(diff::Field::Birth.matters_to_matching());
    assert!(diff::difference(&old, &old).is_empty());
    let back = diff::difference(&new, &old);
    assert_eq!((entries(&back.added), entries(&back.removed)), ("c".into(), "d z".into()));
}

#[test]
fn a_delisted_entry_says_so_from_its_day_on() {
    let party = &own(&party("a", "Imagined", ",\"delisted_on\":\"2020-02-03\""))[0];
    assert!(!party.is_delisted_by("2020-02-02"));
    assert!(party.is_delisted_by("2020-02-03"));
}

#[test]
fn what_is_written_is_read_back() {
    for fixture in fixture::all() {
        let list = fixture.read().expect("sound");
        let text = lists::write(&list.list, list.published.as_deref(), &list.parties);
        let file = SourceFile { name: "written", bytes: text.as_bytes() };
        assert_eq!(lists::guess(&[file]), Some(SourceKind::PortcullisNdjson));
        let again = lists::read(SourceKind::PortcullisNdjson, &[file]).expect("our own form");
        assert_eq!(again.list, list.list);
        assert_eq!(again.published, list.published);
        assert_eq!(again.parties, list.parties);
        assert!(again.problems.is_empty());
    }
}

#[test]
fn the_starter_list_is_sound() {
    let file = SourceFile { name: "starter.ndjson", bytes: lists::starter().as_bytes() };
    let list = lists::read(SourceKind::PortcullisNdjson, &[file]).expect("sound");
    assert_eq!(list.published.as_deref(), Some(lists::STARTER_AS_OF));
    assert!(list.problems.is_empty());
    assert!((90..=150).contains(&list.parties.len()));
    assert_eq!(
        lists::write(&list.list, list.published.as_deref(), &list.parties),
        lists::starter()
    );
    let find = |entry: &str| list.parties.iter().find(|party| party.entry == entry);
    let komid = find("KPe.001").expect("the Korea Mining Development Trading Corporation");
    assert_eq!(komid.names[0].whole, "KOREA MINING DEVELOPMENT TRADING CORPORATION");
    assert!(komid.names.iter().any(|name| name.whole == "KOMID"));
    let shig = find("IRe.067").expect("the Shahid Hemmat Industrial Group");
    assert_eq!(shig.listed_on.as_deref(), Some("2006-12-23"));
    let passports = list.parties.iter().flat_map(|party| &party.identifiers);
    assert!(passports.filter(|id| id.kind == IdentifierKind::Passport).count() > 20);
    for party in &list.parties {
        assert!(matches!(party.kind, PartyKind::Person | PartyKind::Organisation));
        assert!(party.listed_on.is_some(), "{}", party.entry);
        assert!(party.remarks.split(' ').count() <= 12, "{}", party.entry);
        assert!(matches!(party.programmes.as_slice(), [one] if one == "DPRK" || one == "Iran"));
    }
}
