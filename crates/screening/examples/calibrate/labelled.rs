//! Hits whose truth is known from links between official lists.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use screening::listing::{BirthDate, ListedParty, PartyKind};
use screening::lists::{self, SourceFile};
use screening::{Index, Options, Query, signals};

use crate::Labelled;
use crate::data::{self, Rng, csv, mutate_each};

/// Below the threshold in force, so that lower thresholds are covered.
const LEAST: f64 = 0.65;

pub(crate) fn kind_of(schema: &str) -> Option<PartyKind> {
    match schema {
        "Person" => Some(PartyKind::Person),
        "Company" | "Organization" | "PublicBody" => Some(PartyKind::Organisation),
        "Vessel" => Some(PartyKind::Vessel),
        "Airplane" => Some(PartyKind::Aircraft),
        _ => None,
    }
}

fn bytes(path: &Path) -> Vec<u8> {
    let raw = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    if path.extension().is_none_or(|e| e != "gz") {
        return raw;
    }
    let mut out = Vec::new();
    flate2::read::GzDecoder::new(raw.as_slice()).read_to_end(&mut out).expect("a gzip file");
    out
}

fn read(dir: &Path, files: &[&str]) -> Vec<ListedParty> {
    let contents: Vec<Vec<u8>> =
        files.iter().map(|f| bytes(&dir.join("parties").join(f))).collect();
    let files: Vec<SourceFile<'_>> = files
        .iter()
        .zip(&contents)
        .map(|(name, bytes)| SourceFile { name: name.rsplit('/').next().unwrap(), bytes })
        .collect();
    let kind = lists::guess(&files).expect("a known format");
    lists::read(kind, &files).expect("a sound file").parties
}

struct List {
    parties: Vec<ListedParty>,
    index: Index,
}

impl List {
    fn new(parties: Vec<ListedParty>) -> List {
        let index = Index::build((0..).zip(&parties));
        List { parties, index }
    }
}

pub(crate) fn hits(dir: &Path) -> Vec<Labelled> {
    let base = "ofac/sdn_csv_2023-12-28";
    let ofac = ["sdn.csv", "alt.csv", "add.csv"].map(|f| format!("{base}/{f}"));
    let ofac: Vec<&str> = ofac.iter().map(String::as_str).collect();
    let named: BTreeMap<&str, List> = [
        ("ofac", List::new(read(dir, &ofac))),
        ("un", List::new(read(dir, &["un/un_consolidated_2026-02-27.xml"]))),
        ("eu", List::new(read(dir, &["eu/fsf_1_1_2026-05-01_rebuilt.xml.gz"]))),
        ("uk", List::new(data::uk_parties(dir))),
    ]
    .into();
    let mut links: BTreeMap<(String, String, String), BTreeSet<String>> = BTreeMap::new();
    for row in csv(&dir.join("links/cross_list_links.csv")).iter().skip(1) {
        if row.len() > 10 && row[10].is_empty() {
            let key = (row[0].clone(), row[1].clone(), row[4].clone());
            links.entry(key).or_default().insert(row[5].clone());
        }
    }
    let mut rng = Rng::new(11);
    let mut out = Vec::new();
    for ((left, entry, right), linked) in &links {
        let (from, to) = (&named[left.as_str()], &named[right.as_str()]);
        let Some(party) = from.parties.iter().find(|p| p.entry == *entry) else {
            eprintln!("no {left} {entry}");
            continue;
        };
        let apart = rng.below(3) == 0;
        // Four ways in which a customer book may hold the party.
        for way in 0..4 {
            let query = ask(party, way, &mut rng);
            search(to, &query, apart, &mut out, |p| linked.contains(&p.entry));
        }
    }
    let lists: Vec<&List> = named.values().collect();
    for file in ["global", "us"] {
        let path = dir.join(format!("names/queries_negative_{file}_1k.csv"));
        for row in csv(&path).iter().skip(1).filter(|row| row.len() >= 8) {
            let apart = rng.below(3) == 0;
            let query = person(&row[0], &row[4], &row[5]);
            for list in &lists {
                search(list, &query, apart, &mut out, |_| false);
            }
        }
    }
    out
}

fn person(name: &str, gender: &str, born: &str) -> Query {
    let mut fields = born.split('-').map(str::parse::<i16>);
    let year = fields.next().and_then(Result::ok);
    let mut small = || fields.next().and_then(Result::ok).and_then(|n| u8::try_from(n).ok());
    let (month, day) = (small(), small());
    Query {
        name: name.to_owned(),
        kind: Some(PartyKind::Person),
        birth: year.map(|y| BirthDate { year_min: y, year_max: y, month, day, circa: false }),
        gender: Some(gender.to_owned()),
        ..Query::default()
    }
}

/// A random name of the party, perhaps mistyped, with or without its facts.
fn ask(party: &ListedParty, way: usize, rng: &mut Rng) -> Query {
    let name = &party.names[rng.below(party.names.len())].whole;
    let facts = way == 0 || way == 2;
    let with = |rng: &mut Rng| facts && rng.below(4) != 0;
    Query {
        name: if way == 3 { mutate_each(name, rng) } else { name.clone() },
        kind: Some(party.kind),
        birth: if with(rng) { party.birth.first().cloned() } else { None },
        countries: if with(rng) { party.countries.clone() } else { Vec::new() },
        gender: if with(rng) { party.gender.clone() } else { None },
        // The links were found by these numbers: to use them would be to know the answer.
        identifiers: Vec::new(),
    }
}

fn search(
    list: &List,
    query: &Query,
    apart: bool,
    out: &mut Vec<Labelled>,
    same: impl Fn(&ListedParty) -> bool,
) {
    let options = Options { threshold: LEAST, limit: 25, facts_clear: true };
    for hit in list.index.search(query, &options).hits {
        let party = &list.parties[hit.party as usize];
        out.push(Labelled {
            signals: signals(hit.named, &hit.evidence, party.kind),
            probability: hit.probability,
            score: hit.score,
            truth: same(party),
            apart,
        });
    }
}
