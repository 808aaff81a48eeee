//! The slow twin: whatever changes, what is told is what two whole screenings differ in.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::lists::import;
use crate::run::run;
use crate::scratch::Scratch;

/// Customer, list and entry of a hit.
pub(super) type Key = (String, String, String);

/// What became of hits.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Told {
    new: BTreeSet<Key>,
    changed: BTreeSet<Key>,
    gone: BTreeSet<Key>,
}

impl Told {
    pub(super) fn counts(&self) -> [usize; 3] {
        [self.new.len(), self.changed.len(), self.gone.len()]
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Hits of a whole screening: everything an answer shows of them but their rank.
pub(super) fn screened(more: &[&str]) -> BTreeMap<Key, Value> {
    let base = ["screen", "--format", "json", "--limit", "10000", "--quiet"];
    let ran = run(&[&base[..], more].concat(), "");
    assert!(ran.status <= 2, "{}", ran.err);
    let mut hits = BTreeMap::new();
    for line in ran.out.lines() {
        let answer: Value = serde_json::from_str(line).unwrap();
        for hit in answer["hits"].as_array().unwrap() {
            let mut hit = hit.clone();
            hit.as_object_mut().unwrap().remove("rank");
            let key = (text(&answer["id"]), text(&hit["list"]), text(&hit["entry"]));
            assert!(hits.insert(key, hit).is_none());
        }
    }
    hits
}

/// What two whole screenings differ in.
pub(super) fn difference(then: &BTreeMap<Key, Value>, now: &BTreeMap<Key, Value>) -> Told {
    let only = |of: &BTreeMap<Key, Value>, other: &BTreeMap<Key, Value>| {
        of.keys().filter(|key| !other.contains_key(*key)).cloned().collect()
    };
    let differs = |(key, hit): &(&Key, &Value)| then.get(*key).is_some_and(|then| then != *hit);
    let changed = now.iter().filter(differs).map(|(key, _)| key.clone()).collect();
    Told { new: only(now, then), changed, gone: only(then, now) }
}

/// What a rescreening tells.
pub(super) fn rescreened(more: &[&str]) -> Told {
    let ran = run(&[&["rescreen", "--format", "json", "--quiet"], more].concat(), "");
    assert!(ran.status <= 2, "{}", ran.err);
    let mut told = Told::default();
    for line in ran.out.lines() {
        let customer: Value = serde_json::from_str(line).unwrap();
        for change in customer["changes"].as_array().into_iter().flatten() {
            let key = (text(&customer["id"]), text(&change["list"]), text(&change["entry"]));
            assert!(!change["why"].as_array().unwrap().is_empty(), "{line}");
            let fresh = match change["change"].as_str().unwrap() {
                "new" => told.new.insert(key),
                "changed" => told.changed.insert(key),
                "gone" => told.gone.insert(key),
                _ => true,
            };
            assert!(fresh, "{line}");
        }
    }
    told
}

const DAYS: [&str; 2] = ["2026-03-01", "2026-03-08"];
/// Few words, so that names meet; the last ones tell little.
const WORDS: &[&str] = &[
    "Zarkari", "Bolverd", "Kestrane", "Turmalin", "Velmora", "Quorvane", "Osprenne", "Mirzoev",
    "Metal", "Trading", "Shipping",
];
const COUNTRIES: &[&str] = &["", "SY", "KP", "DE"];
const KINDS: &[&str] = &["person", "organisation", "not stated"];

/// An entry or a customer in numbers, that shrink well.
#[derive(Clone, Debug)]
struct Party {
    names: Vec<Vec<usize>>,
    kind: usize,
    country: usize,
    birth: Option<u16>,
    number: Option<u8>,
    gone: Option<u8>,
    owners: Vec<(usize, u8)>,
    programme: bool,
}

fn party() -> impl Strategy<Value = Party> {
    let name = prop::collection::vec(0..WORDS.len(), 2..4);
    let names = prop::collection::vec(name, 1..3);
    let facts = (0..KINDS.len(), 0..COUNTRIES.len(), prop::option::weighted(0.4, 1960..1963_u16));
    let more = (prop::option::weighted(0.3, 0..3_u8), prop::option::weighted(0.2, 1..12_u8));
    let owners = prop::collection::vec((0..8_usize, 30..70_u8), 0..2);
    (names, facts, more, owners, any::<bool>()).prop_map(|parts| {
        let (names, (kind, country, birth), (number, gone), owners, programme) = parts;
        Party { names, kind, country, birth, number, gone, owners, programme }
    })
}

fn name(words: &[usize]) -> String {
    words.iter().map(|word| WORDS[*word]).collect::<Vec<_>>().join(" ")
}

/// A list of our own form: entries by their place; nobody stands where an entry is left out.
fn list(id: &str, day: &str, entries: &[Option<Party>]) -> String {
    let listed = || entries.iter().enumerate().filter_map(|(at, e)| Some((at, e.as_ref()?)));
    let head =
        json!({"portcullis_list": 1, "list": id, "published": day, "entries": listed().count()});
    let mut text = format!("{head}\n");
    for (at, entry) in listed() {
        let quality = |at| if at == 0 { "primary" } else { "strong" };
        let names = entry.names.iter().enumerate();
        let names: Vec<Value> =
            names.map(|(at, n)| json!({"whole": name(n), "quality": quality(at)})).collect();
        let mut line = json!({"entry": format!("E{at}"), "names": names});
        if KINDS[entry.kind] != "not stated" {
            line["kind"] = json!(KINDS[entry.kind]);
        }
        if entry.country > 0 {
            line["countries"] = json!([COUNTRIES[entry.country]]);
        }
        if let Some(year) = entry.birth {
            line["birth"] = json!([{"year_min": year, "year_max": year}]);
        }
        if let Some(number) = entry.number {
            line["identifiers"] =
                json!([{"kind": "passport", "value": format!("P{number}700200{number}")}]);
        }
        if let Some(day) = entry.gone {
            line["delisted_on"] = json!(format!("2026-03-{day:02}"));
        }
        if !entry.owners.is_empty() {
            let owner = |(owner, share): &(usize, u8)| json!({"owner": format!("E{owner}"), "share": share.to_string()});
            line["owners"] = entry.owners.iter().map(owner).collect();
        }
        if entry.programme {
            line["programmes"] = json!(["RUSSIA"]);
        }
        let _ = writeln!(text, "{line}");
    }
    text
}

fn book(rows: &[Option<Party>]) -> String {
    let mut text = "id,name,country,kind,birth_date,identifier\n".to_owned();
    for (at, row) in rows.iter().enumerate() {
        let Some(row) = row else { continue };
        let kind = if KINDS[row.kind] == "not stated" { "" } else { KINDS[row.kind] };
        let birth = row.birth.map_or(String::new(), |year| year.to_string());
        let number = row.number.map_or(String::new(), |n| format!("passport:P{n}700200{n}"));
        let (name, country) = (name(&row.names[0]), COUNTRIES[row.country]);
        let _ = writeln!(text, "c{at},{name},{country},{kind},{birth},{number}");
    }
    text
}

/// Two versions of a list or a book: what stays, what is replaced, what comes and goes.
fn versions(most: usize) -> impl Strategy<Value = [Vec<Option<Party>>; 2]> {
    let pair = (prop::option::weighted(0.85, party()), 0..4_u8, party());
    prop::collection::vec(pair, 3..most).prop_map(|pairs| {
        let then = pairs.iter().map(|(then, _, _)| then.clone()).collect();
        let now = pairs.into_iter().map(|(then, roll, other)| match roll {
            0 => Some(other),
            // The same with something turned, which a list may do without meaning anything.
            1 => then.map(|mut party| {
                party.names.reverse();
                party.country = other.country;
                party.owners = other.owners;
                party
            }),
            _ => then,
        });
        [then, now.collect()]
    })
}

/// What a judgement on a hit looks like, with its first and last day.
fn judgement(key: &Key, answer: &Value, hit: &Value, (from, until): (u8, u8)) -> Value {
    json!({
        "scope": "customer", "customer": key.0, "name": answer["name"], "list": key.1,
        "entry": key.2, "verdict": "different", "reason": "another party", "author": "Desk 4",
        "decided": format!("2026-02-{from:02}"), "expires": format!("2026-03-{until:02}"),
        "customer_facts": answer["customer_facts"], "entry_facts": hit["entry_facts"],
    })
}

/// Judgements on every other hit of the first day.
fn judged(then: &[&str], days: (u8, u8)) -> String {
    let ran = run(&[&["screen", "--format", "json", "--quiet"], then].concat(), "");
    let mut lines = String::new();
    for (at, line) in ran.out.lines().enumerate() {
        let answer: Value = serde_json::from_str(line).unwrap();
        for hit in answer["hits"].as_array().unwrap().iter().skip(at % 2) {
            let key = (text(&answer["id"]), text(&hit["list"]), text(&hit["entry"]));
            let _ = writeln!(lines, "{}", judgement(&key, &answer, hit, days));
        }
    }
    lines
}

const POLICY: &str = "format = \"policy/1\"\nthreshold = 0.72\n[[rule]]\nprogramme = \"RUSSIA\"\n\
                      threshold = 0.6\nwhy = \"wide\"\n[[rule]]\nlist = \"us-cons\"\n\
                      kind = \"person\"\nthreshold = 0.85\nwhy = \"noise\"\n";

#[test]
fn any_change_of_lists_book_and_judgements_is_told_as_two_whole_screenings_differ() {
    let cases = Config { cases: 12, failure_persistence: None, ..Config::default() };
    let rng = proptest::test_runner::TestRng::deterministic_rng(cases.rng_algorithm);
    let rest = ((1..28_u8, 2..9_u8), 0..4_usize, prop::bool::weighted(0.3));
    let input = (versions(9), versions(7), versions(9), rest);
    let some = std::cell::Cell::new([0; 3]);
    TestRunner::new_with_rng(cases, rng)
        .run(&input, |(mut un, mut cons, rows, (days, which, linked))| {
            // Reading the rules of ownership takes longest.
            let all = un.iter_mut().chain(&mut cons).flatten().flatten();
            for party in all.filter(|_| !linked) {
                party.owners.clear();
            }
            let scratch = Scratch::new();
            let store = scratch.at("lists");
            for (at, day) in DAYS.iter().enumerate() {
                let files = [("un", &un[at]), ("us-cons", &cons[at])];
                let files = files.map(|(id, e)| scratch.file(id, list(id, day, e)));
                let files: Vec<&str> = files.iter().map(String::as_str).collect();
                let ran = import(&store, &[&["--accept-shrunken"][..], &files].concat());
                // A list without entries is no list.
                prop_assume!(ran.status == 0);
            }
            let books = [0, 1].map(|at| scratch.file(&format!("book{at}.csv"), book(&rows[at])));
            let policy = scratch.file("policy.toml", POLICY);
            let lists = ["--lists", &store];
            let side = |at: usize, book: &usize| {
                [&lists[..], &["--as-of", DAYS[at], "--input", &books[*book]]].concat()
            };
            let judgements = judged(&side(0, &0), days);
            let judgements = scratch.file("judgements.ndjson", judgements);
            let fixed = ["--since", DAYS[0], "--as-of", DAYS[1]];
            let fixed = [&lists[..], &fixed].concat();
            let more = match which {
                0 => &[][..],
                1 => &["--policy", &policy],
                2 => &["--judgements", &judgements],
                _ => &["--policy", &policy, "--judgements", &judgements],
            };
            let whole = |at, book| screened(&[&side(at, &book)[..], more].concat());
            let told = rescreened(&[&fixed[..], &["--book", &books[0]], more].concat());
            let then = whole(0, 0);
            prop_assert_eq!(&told, &difference(&then, &whole(1, 0)), "{:?}", more);
            let both = ["--book", &books[1], "--previous-book", &books[0]];
            let told = rescreened(&[&fixed[..], &both, more].concat());
            prop_assert_eq!(&told, &difference(&then, &whole(1, 1)), "both, {:?}", more);
            let (so_far, counts) = (some.get(), told.counts());
            some.set([0, 1, 2].map(|at| so_far[at] + counts[at]));
            Ok(())
        })
        .unwrap();
    let some = some.get();
    assert!(some.iter().all(|count| *count > 5), "the cases say little: {some:?}");
}
