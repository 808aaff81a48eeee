//! Name matching on arbitrary text. The first byte picks kind and threshold, the first line is the
//! query, the others are listed names: the index finds what its slow twin finds, scores stay within
//! 0 and 1, equal names meet, and identifiers are read without a panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use screening::listing::{
    IdentifierKind, ListedIdentifier, ListedName, ListedParty, NameQuality, PartyKind,
};
use screening::{Index, Options, Query, compare_names, identifier, same_after_folding};

const KINDS: [PartyKind; 5] = [
    PartyKind::Person,
    PartyKind::Organisation,
    PartyKind::Vessel,
    PartyKind::Aircraft,
    PartyKind::Unknown,
];
const IDENTIFIERS: [IdentifierKind; 8] = [
    IdentifierKind::Passport,
    IdentifierKind::Tax,
    IdentifierKind::Registration,
    IdentifierKind::Lei,
    IdentifierKind::Bic,
    IdentifierKind::Imo,
    IdentifierKind::Mmsi,
    IdentifierKind::Wallet,
];

fuzz_target!(|data: &[u8]| {
    let Some((first, bytes)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let pick = usize::from(*first);
    let kind = KINDS[pick % KINDS.len()];
    let mut lines = text.lines();
    let name = lines.next().unwrap_or_default();
    let query = |name: &str, kind| Query { name: name.into(), kind, ..Query::default() };
    let asked = query(name, (pick % 2 == 0).then_some(kind));
    let parties: Vec<ListedParty> =
        lines.take(6).zip(pick..).map(|(name, at)| party(name, KINDS[at % KINDS.len()])).collect();
    let index = Index::build((0..).zip(&parties));
    let threshold = [0.3, 0.6, 0.75, 0.95][pick / 64];
    let options = Options { threshold, limit: 100, facts_clear: pick % 4 < 2 };
    let (fast, slow) = (index.search(&asked, &options), index.search_brute(&asked, &options));
    assert_eq!(fast, slow, "{asked:?} among {parties:?}");
    for hit in &fast.hits {
        assert!((0.0..=1.0).contains(&hit.score), "{hit:?}");
    }
    for party in &parties {
        let listed = query(&party.names[0].whole, Some(party.kind));
        for (left, right) in [(&asked, &listed), (&listed, &asked)] {
            let found = compare_names(left, right);
            assert!((0.0..=1.0).contains(&found.score), "{left:?} {right:?} {found:?}");
        }
        let same = same_after_folding(name, &listed.name);
        assert_eq!(same, same_after_folding(&listed.name, name), "{name:?} {listed:?}");
    }
    identifiers(name, &IDENTIFIERS);
});

fn identifiers(value: &str, kinds: &[IdentifierKind]) {
    for kind in kinds {
        for country in [None, Some("RU".to_owned())] {
            let listed = ListedIdentifier { kind: *kind, value: value.to_owned(), country };
            let _ = identifier::check(&listed);
        }
        let once = identifier::normalise(*kind, value);
        let _ = identifier::near_miss(&once, value);
    }
}

fn party(name: &str, kind: PartyKind) -> ListedParty {
    ListedParty {
        names: vec![ListedName {
            whole: name.to_owned(),
            family: None,
            given: None,
            quality: NameQuality::Strong,
        }],
        ..ListedParty::new(name, kind)
    }
}
