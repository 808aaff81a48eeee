//! Spellings made to slip past a list. Each is found, and as what it is.
//!
//! `evasions.txt` holds single attacks for review. `methods` makes the same kinds of attack on every
//! name of the starter list, and of the shared lists where they are: how many are still found is
//! frozen in `evasions.rates`; `UPDATE=1` writes it anew, the difference is for review.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use screening::listing::ListedParty;
use screening::lists::{self, SourceFile, SourceKind};
use screening::{Finding, Index, Meeting, Options, Query};

use super::attack::METHODS;
use super::{Line, lines};

fn starter() -> Vec<ListedParty> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lists/starter.ndjson");
    read(SourceKind::PortcullisNdjson, &path)
}

fn read(kind: SourceKind, path: &Path) -> Vec<ListedParty> {
    let bytes = std::fs::read(path).unwrap();
    lists::read(kind, &[SourceFile { name: "list", bytes: &bytes }]).unwrap().parties
}

/// The mark says how a part meets, or which trick is reported; `miss` for what is not found today.
fn attacks() -> Vec<Line> {
    lines(include_str!("evasions.txt"))
}

/// `\u{..}` in the file, for what cannot be seen.
fn unescape(text: &str) -> String {
    let mut pieces = text.split("\\u{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out
}

/// The starter list, and what else the attacks name.
fn listed(attacks: &[Line]) -> Vec<ListedParty> {
    let mut parties = starter();
    for Line { listed, kind, .. } in attacks {
        let known = |p: &ListedParty| p.names.iter().any(|n| n.whole == *listed);
        if !parties.iter().any(known) {
            parties.push(super::index::party(listed, *kind, &[listed]));
        }
    }
    parties
}

#[test]
fn attacks_are_seen_through() {
    let attacks = attacks();
    let parties = listed(&attacks);
    let index = Index::build((0..).zip(&parties));
    let options = Options { limit: 1_000, ..Options::default() };
    let mut wrong = String::new();
    for Line { line, kind, mark: seen, asked, listed } in &attacks {
        let query = Query { name: unescape(asked), kind: Some(*kind), ..Query::default() };
        let answer = index.search(&query, &options);
        assert_eq!(answer, index.search_brute(&query, &options), "{line}");
        let is_it = |p: &ListedParty| p.names.iter().any(|n| n.whole == *listed);
        let hit = answer.hits.iter().find(|hit| is_it(&parties[hit.party as usize]));
        let how: Vec<String> = hit.map_or_else(Vec::new, |hit| {
            let parts = hit.evidence.parts.iter();
            let met = parts.filter(|p| !matches!(p.kind, Meeting::Extra | Meeting::Dropped));
            met.map(|p| format!("{:?}", p.kind)).collect()
        });
        let told: Vec<String> =
            answer.findings.iter().map(|finding: &Finding| format!("{finding:?}")).collect();
        let right = match *seen {
            "miss" => hit.is_none(),
            seen => hit.is_some() && how.iter().chain(&told).any(|word| word == seen),
        };
        if !right {
            writeln!(wrong, "{line}: {:?} {how:?} {told:?}", hit.map(|h| h.score)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// How many of the names of these parties each method hides, by method.
fn rates(parties: &[ListedParty], step: usize) -> BTreeMap<&'static str, [usize; 2]> {
    let index = Index::build((0..).zip(parties));
    let options = Options { limit: 200, ..Options::default() };
    let mut rates = BTreeMap::new();
    let names = parties
        .iter()
        .zip(0_u32..)
        .flat_map(|(p, at)| p.names.iter().map(move |name| (at, p.kind, name.whole.as_str())));
    for (at, kind, name) in names.step_by(step) {
        for (method, make) in METHODS {
            let Some(asked) = make(name).filter(|asked| asked != name) else { continue };
            let query = Query { name: asked.clone(), kind: Some(kind), ..Query::default() };
            let hits = index.search(&query, &options).hits;
            let found = hits.iter().any(|hit| hit.party == at);
            let rate: &mut [usize; 2] = rates.entry(*method).or_default();
            rate[0] += usize::from(found);
            rate[1] += 1;
            if !found && std::env::var("SHOW").is_ok_and(|show| show == *method) {
                println!("missed {asked} | {name}");
            }
        }
    }
    rates
}

#[test]
fn methods_hide_no_more_than_before() {
    let mut text = String::new();
    for (method, [found, all]) in rates(&starter(), 1) {
        writeln!(text, "{method}: {found} of {all}").unwrap();
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/names/evasions.rates");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let frozen = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(text, frozen, "run with UPDATE=1 and review the difference");
}

/// Least share that is found among the names of the shared lists, by any method.
const FOUND_MIN: f64 = 0.60;
/// Every so many of their names is asked for.
const STEP: usize = 23;

#[test]
fn methods_on_the_shared_lists() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/parties");
    if !shared.is_dir() {
        println!("skipped: no shared data");
        return;
    }
    let parties = read(SourceKind::UnXml, &shared.join("un/un_consolidated_2026-02-27.xml"));
    let mut low = String::new();
    for (method, [found, all]) in rates(&parties, STEP) {
        let share = found as f64 / all as f64;
        println!("{method}: {found} of {all} = {share:.3}");
        if share < FOUND_MIN {
            writeln!(low, "{method}: {share:.3}").unwrap();
        }
    }
    assert!(low.is_empty(), "{low}");
}
