//! Accuracy on the shared test data: `accuracy DIR [pairs|entities|screen|links] [-v]`; `accuracy
//! DIR brute` holds the index against the full scan on the same queries (minutes).
//!
//! A third of the rows (hash of the row number divisible by three) is held out from tuning; both
//! figures are printed. The parsers here know just enough for these files.

#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a bench")]
#![allow(clippy::cast_possible_truncation, clippy::unwrap_used, reason = "a bench")]

mod data;

use std::collections::HashMap;
use std::path::Path;

use data::{Rng, csv, held_out, mutate_drop, mutate_each, parties};
use screening::listing::PartyKind;
use screening::{Index, Options, Query, compare_names};

/// The default, or what `-t` says, for a sweep.
fn threshold() -> f64 {
    let args: Vec<String> = std::env::args().collect();
    let at = args.iter().position(|a| a == "-t");
    let given = at.and_then(|at| args.get(at + 1)).and_then(|t| t.parse().ok());
    given.unwrap_or(screening::THRESHOLD)
}

fn main() {
    let mut args = std::env::args().skip(1);
    let dir = args.next().expect("the data directory");
    let rest: Vec<String> = args.collect();
    let verbose = rest.iter().any(|a| a == "-v");
    let wants = |what: &str| {
        !rest.iter().any(|a| a.chars().all(char::is_alphabetic)) || rest.iter().any(|a| a == what)
    };
    let dir = Path::new(&dir);
    println!("threshold {}", threshold());
    if wants("pairs") {
        pairs(dir, verbose);
    }
    if wants("entities") {
        entities(dir, verbose);
    }
    if wants("screen") {
        screen(dir, verbose);
    }
    if wants("links") {
        links(dir, verbose);
    }
    if rest.iter().any(|a| a == "brute") {
        brute(dir);
    }
}

fn kind_of(schema: &str) -> Option<PartyKind> {
    match schema {
        "Person" => Some(PartyKind::Person),
        "Company" | "Organization" | "PublicBody" => Some(PartyKind::Organisation),
        "Vessel" => Some(PartyKind::Vessel),
        "Airplane" => Some(PartyKind::Aircraft),
        _ => None,
    }
}

fn named(name: &str, kind: Option<PartyKind>) -> Query {
    Query { name: name.to_owned(), kind, ..Query::default() }
}

fn figures(label: &str, rows: &[(f64, bool)]) {
    let count = |hit: bool, truth: bool| {
        rows.iter().filter(|(s, t)| (*s >= threshold()) == hit && *t == truth).count() as f64
    };
    let (tp, fp, fn_) = (count(true, true), count(true, false), count(false, true));
    let mut wins = 0.0;
    let (yes, no): (Vec<_>, Vec<_>) = rows.iter().partition(|(_, t)| *t);
    for (s, _) in &yes {
        for (o, _) in &no {
            wins += if s > o {
                1.0
            } else if s == o {
                0.5
            } else {
                0.0
            };
        }
    }
    let auc = wins / (yes.len() * no.len()).max(1) as f64;
    let right = rows.len() as f64 - fp - fn_;
    println!(
        "{label}: {} rows, F1 {:.3}, precision {:.3}, recall {:.3}, AUC {auc:.4}, right {:.1} %",
        rows.len(),
        2.0 * tp / (2.0 * tp + fp + fn_),
        tp / (tp + fp),
        tp / (tp + fn_),
        100.0 * right / rows.len() as f64,
    );
}

fn report(label: &str, rows: &[(f64, bool)]) {
    let part = |out: bool| -> Vec<(f64, bool)> {
        rows.iter().enumerate().filter(|(i, _)| held_out(*i) == out).map(|(_, r)| *r).collect()
    };
    figures(&format!("{label} all"), rows);
    figures(&format!("{label} tuned"), &part(false));
    figures(&format!("{label} held out"), &part(true));
}

fn pairs(dir: &Path, verbose: bool) {
    let mut rows = Vec::new();
    let file = csv(&dir.join("names/name_pairs_dev.csv"));
    for (number, row) in file.iter().skip(1).enumerate() {
        let kind = kind_of(&row[1]);
        let result = compare_names(&named(&row[2], kind), &named(&row[3], kind));
        let truth = row[4] == "true";
        if verbose && !held_out(number) && (result.score >= threshold()) != truth {
            println!("  {truth} {:.3} {} | {} ({})", result.score, row[2], row[3], row[1]);
        }
        rows.push((result.score, truth));
    }
    report("name pairs", &rows);
}

fn entities(dir: &Path, verbose: bool) {
    let mut rows = Vec::new();
    for (number, check) in data::checks(&dir.join("names/entity_pairs_dev.yml")).iter().enumerate()
    {
        let kind = kind_of(&check.schema);
        let result = compare_names(&check.query.query(kind), &check.candidate.query(kind));
        if verbose && !held_out(number) && (result.score >= threshold()) != check.matches {
            let (q, c) = (check.query.query(kind).name, check.candidate.query(kind).name);
            println!("  {} {:.3} {q} | {c} ({})", check.matches, result.score, check.schema);
        }
        rows.push((result.score, check.matches));
    }
    report("entity pairs", &rows);
}

/// Whether the right entry is among the first five, and how many are found.
fn found(
    index: &Index,
    entries: &HashMap<u32, String>,
    queries: &[(String, String)],
    label: &str,
    verbose: bool,
) {
    let options = Options { threshold: threshold(), limit: 5, ..Options::default() };
    let mut hits = [0_usize; 2];
    let mut totals = [0_usize; 2];
    for (number, (name, entry)) in queries.iter().enumerate() {
        let answer = index.search(&named(name, Some(PartyKind::Person)), &options);
        let hit = answer.hits.iter().any(|h| entries.get(&h.party) == Some(entry));
        let part = usize::from(held_out(number));
        totals[part] += 1;
        hits[part] += usize::from(hit);
        if verbose && !hit && part == 0 {
            let all = Options { threshold: 0.0, limit: usize::MAX, ..options };
            let ranks = index.search(&named(name, Some(PartyKind::Person)), &all).hits;
            let place = ranks.iter().position(|h| entries.get(&h.party) == Some(entry));
            let right = place.map(|at| (at + 1, &ranks[at].matched_name, ranks[at].score));
            let first = ranks.first().map(|h| (&h.matched_name, h.score));
            println!("  missed {name} ({entry}) right one {right:?}, first {first:?}");
        }
    }
    println!(
        "{label}: {} of {} (tuned {}/{}, held out {}/{})",
        hits[0] + hits[1],
        queries.len(),
        hits[0],
        totals[0],
        hits[1],
        totals[1]
    );
}

fn screen(dir: &Path, verbose: bool) {
    let all = parties(dir);
    let index = Index::build((0..).zip(&all));
    let entries: HashMap<u32, String> = (0..).zip(all.iter().map(|p| p.entry.clone())).collect();
    println!("list: {} parties, {} names", index.parties(), index.names());
    let rows = csv(&dir.join("names/queries_un_positive.csv"));
    let plain: Vec<(String, String)> = rows
        .iter()
        .skip(1)
        .filter(|r| !r[8].is_empty())
        .map(|r| (r[0].clone(), r[8].clone()))
        .collect();
    found(&index, &entries, &plain, "UN plain", verbose);
    let mut rng = Rng::new(5);
    let each: Vec<_> = plain.iter().map(|(n, e)| (mutate_each(n, &mut rng), e.clone())).collect();
    found(&index, &entries, &each, "UN typo in each token", verbose);
    let mut rng = Rng::new(5);
    let drop: Vec<_> = plain.iter().map(|(n, e)| (mutate_drop(n, &mut rng), e.clone())).collect();
    found(&index, &entries, &drop, "UN drop, reverse, typo", verbose);
    for file in ["queries_negative_global_1k.csv", "queries_negative_us_1k.csv"] {
        let rows = csv(&dir.join("names").join(file));
        let options = Options { threshold: threshold(), limit: 1, ..Options::default() };
        let mut alarms = [0_usize; 2];
        for (number, row) in rows.iter().skip(1).enumerate() {
            let answer = index.search(&named(&row[0], Some(PartyKind::Person)), &options);
            if let Some(hit) = answer.hits.first() {
                alarms[usize::from(held_out(number))] += 1;
                if verbose {
                    println!("  alarm {:.3} {} | {}", hit.score, row[0], hit.matched_name);
                }
            }
        }
        let total = alarms[0] + alarms[1];
        let of = rows.len() - 1;
        println!(
            "{file}: {total} of {of} alarms = {:.2} % (tuned {}, held out {})",
            100.0 * total as f64 / of as f64,
            alarms[0],
            alarms[1]
        );
    }
}

/// Every seventh query, as it is and mistyped, with and without its kind.
fn brute(dir: &Path) {
    let index = Index::build((0..).zip(&parties(dir)));
    let options = Options { threshold: threshold(), limit: 1_000, ..Options::default() };
    let (mut rng, mut asked, mut hits) = (Rng::new(7), 0, 0);
    let files = ["queries_un_positive", "queries_negative_global_1k", "queries_negative_us_1k"];
    for file in files {
        let rows = csv(&dir.join(format!("names/{file}.csv")));
        for row in rows.iter().skip(1).step_by(7) {
            let forms = [row[0].clone(), mutate_each(&row[0], &mut rng)];
            for (name, kind) in forms.iter().zip([None, Some(PartyKind::Person)]) {
                let query = named(name, kind);
                let (fast, slow) =
                    (index.search(&query, &options), index.search_brute(&query, &options));
                assert_eq!(fast, slow, "{name} {kind:?}");
                (asked, hits) = (asked + 1, hits + slow.hits.len());
            }
        }
    }
    println!("index and full scan: {asked} queries, {hits} hits, all equal");
}

fn links(dir: &Path, verbose: bool) {
    let uk = data::uk_parties(dir);
    let index = Index::build((0..).zip(&uk));
    let place: HashMap<&str, u32> = uk.iter().map(|p| p.entry.as_str()).zip(0..).collect();
    let rows = csv(&dir.join("links/cross_list_links.csv"));
    let (mut total, mut hit, mut by_primary) = (0, 0, 0);
    for row in rows.iter().skip(1) {
        if row[0] != "un" || row[4] != "uk" || !row[10].is_empty() {
            continue;
        }
        total += 1;
        let Some(wanted) = place.get(row[5].as_str()) else { continue };
        let others: Vec<&str> = row[3].split(" | ").filter(|n| !n.is_empty()).collect();
        let names = std::iter::once(row[2].as_str()).chain(others);
        let options = Options { threshold: threshold(), limit: 50, ..Options::default() };
        let (mut found, mut first) = (false, false);
        for (n, name) in names.enumerate() {
            let answer = index.search(&named(name, None), &options);
            if answer.hits.iter().any(|h| h.party == *wanted) {
                found = true;
                first = n == 0;
                by_primary += usize::from(first);
                break;
            }
        }
        hit += usize::from(found);
        if verbose && !(found && first) {
            println!("  missed {} | {}", row[2], row[6]);
        }
    }
    println!(
        "UN to UK links: {hit} of {total} = {:.2} % by some name, {by_primary} = {:.2} % by the primary",
        100.0 * hit as f64 / total.max(1) as f64,
        100.0 * by_primary as f64 / total.max(1) as f64
    );
}
