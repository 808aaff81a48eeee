//! The index equals its slow twin.

use std::path::PathBuf;

use proptest::prelude::*;
use screening::listing::{ListedName, ListedParty, NameQuality, PartyKind};
use screening::{Answer, FactKind, Hit, Index, Options, Outcome, Query};

pub(crate) fn party(entry: &str, kind: PartyKind, names: &[&str]) -> ListedParty {
    let name = |(n, whole): (usize, &&str)| ListedName {
        whole: (*whole).to_owned(),
        family: None,
        given: None,
        quality: if n % 3 == 2 { NameQuality::Weak } else { NameQuality::Strong },
    };
    ListedParty {
        names: names.iter().enumerate().map(name).collect(),
        ..ListedParty::new(entry, kind)
    }
}

fn same(index: &Index, query: &Query, threshold: f64) -> Result<usize, String> {
    let told = Options { threshold, limit: 1_000, facts_clear: false };
    let untold = Options { facts_clear: true, ..told };
    same_with(index, query, &told)?;
    of_kind(index, query, &told)?;
    same_with(index, query, &untold)
}

/// Looking for one kind only loses nobody of it, and nobody whose kind is unknown.
fn of_kind(index: &Index, query: &Query, options: &Options) -> Result<(), String> {
    let other = |hit: &Hit| {
        let kind = hit.evidence.facts.iter().find(|fact| fact.kind == FactKind::Kind);
        kind.is_some_and(|fact| fact.outcome == Outcome::Contradicts)
    };
    let kept = |answer: Answer| -> Vec<Hit> {
        answer.hits.into_iter().filter(|hit| !other(hit)).collect()
    };
    let all = kept(index.search(query, options));
    let some = kept(index.search_of_kind(query, options));
    if all == some { Ok(()) } else { Err(format!("{query:?}\n all {all:#?}\n some {some:#?}")) }
}

fn same_with(index: &Index, query: &Query, options: &Options) -> Result<usize, String> {
    let (fast, slow) = (index.search(query, options), index.search_brute(query, options));
    let show = |a: &screening::Answer| -> Vec<String> {
        a.hits.iter().map(|h| format!("{} {:.5} {}", h.party, h.score, h.matched_name)).collect()
    };
    if show(&fast) == show(&slow) {
        Ok(fast.hits.len())
    } else {
        Err(format!(
            "{query:?} with {options:?}\n fast {:#?}\n slow {:#?}",
            show(&fast),
            show(&slow)
        ))
    }
}

fn word() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "vladimir",
        "wladimir",
        "putin",
        "mohammed",
        "muhammad",
        "al",
        "el",
        "bin",
        "ibn",
        "abd",
        "abdul",
        "rahman",
        "abdulrahman",
        "kim",
        "jong",
        "un",
        "jp",
        "j",
        "jean",
        "paul",
        "xi",
        "trading",
        "llc",
        "ooo",
        "bank",
        "pla",
        "peoples",
        "liberation",
        "army",
        "Сергей",
        "sergey",
        "محمد",
        "وليد",
        "walid",
        "44",
        "forty",
        "four",
        "alrawi",
        "rawi",
        "haji",
        "dr",
        "good",
        "will",
        "goodwill",
        "of",
        "ben",
        "benjamin",
        "maria",
        "mario",
        "김",
        "정은",
        "ai",
        "bn",
        "nitup",
        "贝拉克",
        "barack",
        "bagheri",
        "baqeri",
        "jang",
        "chang",
        "u",
        "w",
        "(JAB)",
    ])
    .prop_map(str::to_owned);
    prop_oneof![4 => known, 1 => "[a-c]{2,9}", 1 => "[k-n]{7,11}"]
}

/// A word, perhaps with a letter deleted, doubled or moved.
fn mistyped() -> impl Strategy<Value = String> {
    (word(), 0_usize..8, 0_usize..6).prop_map(|(word, at, how)| {
        let mut letters: Vec<char> = word.chars().collect();
        if at + 1 < letters.len() {
            match how {
                0 => drop(letters.remove(at)),
                1 => letters.insert(at, 'e'),
                2 => letters.swap(at, at + 1),
                _ => {}
            }
        }
        letters.into_iter().collect()
    })
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(mistyped(), 1..6).prop_map(|w| w.join(" "))
}

pub(crate) fn kind() -> impl Strategy<Value = PartyKind> {
    prop::sample::select(vec![
        PartyKind::Person,
        PartyKind::Organisation,
        PartyKind::Vessel,
        PartyKind::Unknown,
    ])
}

proptest! {
    #![proptest_config(crate::fixed(400))]

    #[test]
    fn the_index_loses_nothing(
        list in prop::collection::vec((kind(), prop::collection::vec(text(), 1..4)), 1..25),
        queries in prop::collection::vec((prop::option::of(kind()), text()), 1..8),
        threshold in prop::sample::select(vec![0.3, 0.5, 0.62, 0.7, 0.85]),
    ) {
        let parties: Vec<ListedParty> = list
            .iter()
            .map(|(k, n)| party("x", *k, &n.iter().map(String::as_str).collect::<Vec<_>>()))
            .collect();
        let index = Index::build((0..).zip(&parties));
        let saved = Index::from_bytes(&index.to_bytes());
        prop_assert_eq!(saved.as_ref(), Ok(&index));
        for (kind, name) in queries {
            let query = Query { name, kind, ..Query::default() };
            if let Err(text) = same(&index, &query, threshold) {
                prop_assert!(false, "{}", text);
            }
        }
    }
}

#[test]
fn an_initial_stands_for_one_word_not_for_a_compound() {
    let listed = party("x", PartyKind::Unknown, &["C<de%"]);
    let query = Query { name: "d".into(), ..Query::default() };
    same(&Index::build([(0, &listed)]), &query, 0.3).unwrap();
}

/// Names of the shared lists; nothing where they are not there.
pub(crate) fn shared() -> Option<(Vec<ListedParty>, Vec<String>)> {
    let base = std::env::var_os("PORTCULLIS_DATA").map(PathBuf::from)?;
    let lines = |path: &str| -> Option<Vec<String>> {
        let bytes = std::fs::read(base.join(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect())
    };
    let field = |line: &String, n: usize| -> Option<String> {
        Some(line.split("\",").next()?.split(",\"").nth(n)?.to_owned())
    };
    let names = lines("parties/ofac/sdn_csv_2023-12-28/sdn.csv")?;
    let parties = names.iter().filter_map(|line| {
        let kind = if line.contains("\"individual\"") {
            PartyKind::Person
        } else {
            PartyKind::Organisation
        };
        Some(party(line.split(',').next()?, kind, &[field(line, 1)?.as_str()]))
    });
    let queries = ["names/queries_un_positive.csv", "names/queries_negative_global_1k.csv"];
    let mut asked = Vec::new();
    for path in queries {
        let rows = lines(path)?;
        asked.extend(
            rows.iter().skip(1).step_by(23).filter_map(|r| Some(r.split(',').next()?.to_owned())),
        );
    }
    Some((parties.collect(), asked))
}

#[test]
fn the_index_loses_nothing_on_the_shared_lists() {
    let Some((parties, queries)) = shared() else {
        eprintln!("skipped: no shared data (set PORTCULLIS_DATA)");
        return;
    };
    let index = Index::build((0..).zip(&parties));
    let mut hits = 0;
    for name in queries {
        // Swapping two letters exercises the deletion neighbourhood on real words.
        let mut letters: Vec<char> = name.chars().collect();
        if letters.len() > 6 {
            letters.swap(3, 4);
        }
        for name in [name, letters.into_iter().collect()] {
            for kind in [None, Some(PartyKind::Person)] {
                let query = Query { name: name.clone(), kind, ..Query::default() };
                hits += same(&index, &query, 0.7).unwrap();
            }
        }
    }
    assert!(hits > 0);
}
