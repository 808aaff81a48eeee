//! Ours in the comparison of `bench/peers`: `peers DATA write DIR` writes the list and the queries
//! for everybody, `peers DATA run DIR [COUNT]` answers the first COUNT of each set.

#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a bench")]
#![allow(clippy::cast_possible_truncation, clippy::unwrap_used, reason = "a bench")]

mod data;

use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use data::{Rng, csv, mutate_drop, mutate_each, parties};
use screening::listing::PartyKind;
use screening::{Index, Options, Query};

/// Rounds of which the best counts.
const ROUNDS: usize = 5;

type Sets = Vec<(&'static str, Vec<(String, String)>)>;

fn sets(dir: &Path) -> Sets {
    let rows = csv(&dir.join("names/queries_un_positive.csv"));
    let listed = rows.iter().skip(1).filter(|r| !r[8].is_empty());
    let plain: Vec<(String, String)> = listed.map(|r| (r[0].clone(), r[8].clone())).collect();
    let mutated = |mutate: fn(&str, &mut Rng) -> String| -> Vec<(String, String)> {
        let mut rng = Rng::new(5);
        plain.iter().map(|(n, e)| (mutate(n, &mut rng), e.clone())).collect()
    };
    let files = ["queries_negative_global_1k.csv", "queries_negative_us_1k.csv"];
    // Alternating, so that the first few are of both kinds.
    let read = |f: &str| csv(&dir.join("names").join(f)).into_iter().skip(1);
    let strangers = read(files[0]).zip(read(files[1])).flat_map(|(a, b)| [a, b]);
    vec![
        ("listed names", plain.clone()),
        ("typo in each token", mutated(mutate_each)),
        ("token dropped, reversed, typo", mutated(mutate_drop)),
        ("strangers", strangers.map(|r| (r[0].clone(), String::new())).collect()),
    ]
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn write(dir: &Path, out: &Path) {
    let (mut list, mut queries) = (String::new(), String::new());
    for party in parties(dir) {
        let kind = if party.kind == PartyKind::Person { "person" } else { "other" };
        for name in &party.names {
            writeln!(list, "{},{kind},{}", quoted(&party.entry), quoted(&name.whole)).unwrap();
        }
    }
    for (label, set) in sets(dir) {
        for (name, entry) in set {
            let fields = [quoted(label), quoted(&name), quoted(&entry)];
            writeln!(queries, "{}", fields.join(",")).unwrap();
        }
    }
    std::fs::write(out.join("list.csv"), list).unwrap();
    std::fs::write(out.join("queries.csv"), queries).unwrap();
}

/// Time that this thread was on a processor.
fn on_processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    Duration::from_nanos(text.split(' ').next().and_then(|n| n.parse().ok()).expect("a time"))
}

fn run(dir: &Path, count: usize) {
    let all = parties(dir);
    let index = Index::build((0..).zip(&all));
    let entries: HashMap<u32, &str> = (0..).zip(all.iter().map(|p| p.entry.as_str())).collect();
    let options = Options { limit: 5, ..Options::default() };
    for (label, mut set) in sets(dir) {
        set.truncate(count);
        let query = |name: &str| Query {
            name: name.to_owned(),
            kind: Some(PartyKind::Person),
            ..Query::default()
        };
        let queries: Vec<Query> = set.iter().map(|(name, _)| query(name)).collect();
        let (mut hit, mut alarms, mut best) = (0, 0, Duration::MAX);
        for _ in 0..ROUNDS {
            let began = on_processor();
            let answers: Vec<_> = queries.iter().map(|q| index.search(q, &options)).collect();
            best = best.min(on_processor().saturating_sub(began));
            let right = |(a, (_, entry)): &(&screening::Answer, &(String, String))| {
                a.hits.iter().any(|h| entries.get(&h.party) == Some(&entry.as_str()))
            };
            hit = answers.iter().zip(&set).filter(right).count();
            alarms = answers.iter().filter(|a| !a.hits.is_empty()).count();
        }
        let rate = set.len() as f64 / best.as_secs_f64();
        println!("ours,{},{},{rate:.1},{hit},{hit},{alarms}", quoted(label), set.len());
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, what, out, rest @ ..] = args.as_slice() else {
        panic!("usage: peers DATA write|run DIR [COUNT]")
    };
    let count = rest.first().and_then(|n| n.parse().ok()).unwrap_or(usize::MAX);
    match what.as_str() {
        "write" => write(Path::new(dir), Path::new(out)),
        _ => run(Path::new(dir), count),
    }
}
