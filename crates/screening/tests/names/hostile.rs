//! Input made to slip through or to break: no panic, bounded time, and a finding each.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use screening::listing::PartyKind;
use screening::{Finding, Index, Options, Query, compare_names};

fn person(name: &str) -> Query {
    Query { name: name.into(), kind: Some(PartyKind::Person), ..Query::default() }
}

fn check(trick: &str, finding: Finding) {
    let found = compare_names(&person(trick), &person("Vladimir Putin"));
    assert!(found.score > 0.9, "{trick:?} {found:#?}");
    assert!(found.findings.contains(&finding), "{trick:?} {:?}", found.findings);
}

#[test]
fn tricks_are_seen_through_and_reported() {
    check("Vlаdimir Рutin", Finding::MixedScript);
    check("V\u{200B}l\u{200D}adimir P\u{2060}utin", Finding::Invisible);
    check("\u{202E}Vladimir\u{202C} Putin", Finding::Direction);
    check("Vlad1mir Putin", Finding::DigitLetter);
    check("Ｖｌａｄｉｍｉｒ Putin Putin", Finding::Repeated);
    let flood: String = "Vladimir Putin"
        .chars()
        .flat_map(|c| [c].into_iter().chain(std::iter::repeat_n('\u{301}', 20)))
        .collect();
    check(&flood, Finding::MarkFlood);
}

#[test]
fn huge_input_is_cut_and_fast() {
    let list = super::index::party("1", PartyKind::Person, &["Vladimir Putin", "Al-Rawi"]);
    let index = Index::build([(1, &list)]);
    for text in [
        "a".repeat(4_000_000),
        "a ".repeat(2_000_000),
        "\u{301}".repeat(2_000_000),
        "\u{200B}".repeat(2_000_000),
        "習".repeat(1_000_000),
        "김".repeat(1_000_000),
        "ال".repeat(1_000_000),
        "a.".repeat(1_000_000),
        "forty ".repeat(500_000),
        "\u{FDFA}".repeat(500_000),
    ] {
        let start = Instant::now();
        let answer = index.search(&person(&text), &Options::default());
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
        assert!(answer.findings.contains(&Finding::Shortened), "{:?}", answer.findings);
    }
}

proptest! {
    #![proptest_config(crate::fixed(300))]

    #[test]
    fn any_text_is_survived(a in any::<String>(), b in any::<String>()) {
        use PartyKind::{Organisation, Person, Vessel};
        for kind in [None, Some(Person), Some(Organisation), Some(Vessel)] {
            let query = |name: &str| Query { name: name.into(), kind, ..Query::default() };
            let found = compare_names(&query(&a), &query(&b));
            prop_assert!((0.0..=1.0).contains(&found.score));
        }
    }

    #[test]
    fn saved_bytes_cut_or_changed_are_refused(cut in 0_usize..2_000, change in 1_u8..=255) {
        let list = super::index::party("1", PartyKind::Person, &["Vladimir Putin", "Al-Rawi 44"]);
        let bytes = Index::build([(1, &list)]).to_bytes();
        let cut = cut % bytes.len();
        prop_assert!(Index::from_bytes(&bytes[..cut]).is_err());
        let mut bad = bytes.clone();
        bad[cut] ^= change;
        prop_assert!(Index::from_bytes(&bad).is_err());
        let longer = [bytes.as_slice(), &[change]].concat();
        prop_assert!(Index::from_bytes(&longer).is_err());
    }
}
