//! Names searched within a name: the same hits as each by itself.

use proptest::prelude::*;
use screening::listing::{ListedParty, PartyKind};
use screening::{Index, Inner, Options, Query};

use crate::index::{kind, party, shared, text};

/// Runs of some words of a name, and the name less its first letter.
fn inner(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let runs = (1..=words.len()).flat_map(|size| words.windows(size).map(|run| run.join(" ")));
    let mut all: Vec<String> = runs.collect();
    all.push(name.chars().skip(1).collect());
    all.push(words.iter().rev().copied().collect::<Vec<_>>().join(" "));
    all
}

/// Compares, and counts the hits.
fn same(index: &Index, query: &Query, threshold: f64) -> Result<usize, String> {
    let texts = inner(&query.name);
    let inner = |threshold| texts.iter().map(move |name| Inner { name, threshold });
    let inner: Vec<Inner<'_>> = inner(threshold).chain(inner(0.9)).collect();
    let mut hits = 0;
    for (facts_clear, of_kind) in [(false, false), (false, true), (true, false)] {
        let options = Options { threshold: 0.7, limit: 50, facts_clear };
        let (whole, within) = index.search_within(query, &options, &inner, of_kind);
        if whole != index.search(query, &options) {
            return Err(format!("{query:?}: {whole:#?}"));
        }
        for (inner, found) in inner.iter().zip(&within) {
            let query = Query { name: inner.name.to_owned(), ..query.clone() };
            let options = Options { threshold: inner.threshold, ..options };
            let alone = match of_kind {
                true => index.search_of_kind(&query, &options),
                false => index.search(&query, &options),
            };
            if *found != alone.hits {
                return Err(format!("{query:?} {options:?}: {found:#?} alone {:#?}", alone.hits));
            }
            hits += found.len();
        }
    }
    Ok(hits)
}

proptest! {
    #![proptest_config(crate::fixed(300))]

    #[test]
    fn within_a_name_as_by_itself(
        list in prop::collection::vec((kind(), prop::collection::vec(text(), 1..4)), 1..25),
        queries in prop::collection::vec((prop::option::of(kind()), text(), text()), 1..4),
        between in prop::sample::select(vec![" ", ", ", " (", ") ", "-", ". "]),
        threshold in prop::sample::select(vec![0.3, 0.7, 0.9]),
    ) {
        let parties: Vec<ListedParty> = list
            .iter()
            .map(|(k, n)| party("x", *k, &n.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        let index = Index::build((0..).zip(&parties));
        for (kind, first, second) in queries {
            let query = Query { name: format!("{first}{between}{second}"), kind, ..Query::default() };
            if let Err(text) = same(&index, &query, threshold) {
                prop_assert!(false, "{}", text);
            }
        }
    }
}

#[test]
fn legal_forms_numbers_and_acronyms_are_a_matter_of_the_whole() {
    let organisation = PartyKind::Organisation;
    let listed = [
        party("1", organisation, &["Open Joint Stock Company Gazprom"]),
        party("2", organisation, &["Brigade 44", "PLA"]),
        party("3", organisation, &["Peoples Liberation Army Bank", "Stock Company"]),
        party("4", PartyKind::Person, &["Kim Jong Un", "Ag Ghali"]),
    ];
    let index = Index::build((0..).zip(&listed));
    let mut hits = 0;
    for name in [
        "agent of Open Joint Stock Company Gazprom in Dubai",
        "the Brigade Forty Four Five of the Peoples Liberation Army",
        "Global Relief Foundation (GRF) and Peoples Liberation Army (PLA) Bank",
        "김정은 c/o Ag Ghali Ltd Co",
        "Peoples Liberation Army Corporat of Dubai",
        "Gazprom Liberation Stock Comp any Tradin of Open Joint",
    ] {
        for kind in [None, Some(organisation), Some(PartyKind::Person)] {
            let query = Query { name: name.to_owned(), kind, ..Query::default() };
            hits += same(&index, &query, 0.6).unwrap();
        }
    }
    assert!(hits > 0);
}

#[test]
fn within_a_name_as_by_itself_on_the_shared_lists() {
    let Some((parties, queries)) = shared() else {
        eprintln!("skipped: no shared data (set PORTCULLIS_DATA)");
        return;
    };
    let index = Index::build((0..).zip(&parties));
    let mut hits = 0;
    for (name, other) in queries.iter().zip(queries.iter().skip(1)).step_by(3) {
        let query = Query { name: format!("{name} for {other} Trading Ltd"), ..Query::default() };
        hits += same(&index, &query, 0.7).unwrap();
    }
    assert!(hits > 0);
}
