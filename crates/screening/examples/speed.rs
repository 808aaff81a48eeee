//! Speed on the shared lists: `speed DIR [ENTITIES [ROUNDS [SET]]]`; the list is grown to ENTITIES
//! (2,000,000); each figure is the best of ROUNDS (5); SET is the start of the label of one set.

#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a bench")]
#![allow(clippy::cast_possible_truncation, clippy::unwrap_used, reason = "a bench")]

mod data;

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use data::{Rng, csv, mutate_each, parties};
use screening::listing::{ListedParty, PartyKind};
use screening::{Index, Options, Query};

/// As the binary has it, so that its speed is what is measured.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn memory(field: &str) -> u64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find(|l| l.starts_with(field)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse().ok()).unwrap_or(0) / 1024
}

/// Time that this thread was on a processor, where the system tells: other work on the machine
/// does not count.
fn on_processor() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or(0))
}

/// The best of some rounds: other work on the machine only ever makes a round slower.
fn run(label: &str, index: &Index, queries: &[Query], rounds: usize) {
    let options = Options::default();
    let (mut best, mut busy, mut hits) = (Duration::MAX, Duration::MAX, 0);
    let mut least = vec![Duration::MAX; queries.len()];
    for _ in 0..rounds {
        let (start, began) = (Instant::now(), on_processor());
        hits = 0;
        for (query, least) in queries.iter().zip(&mut least) {
            let one = Instant::now();
            hits += index.search(query, &options).hits.len();
            *least = one.elapsed().min(*least);
        }
        best = start.elapsed().min(best);
        busy = on_processor().saturating_sub(began).min(busy);
    }
    least.sort();
    let at = |p: usize| least.get(least.len() * p / 1000).copied().unwrap_or(Duration::ZERO);
    println!(
        "{label}: {} queries, {:.0}/s by clock, {:.0}/s by processor time, mean {:?}, p50 {:?}, \
         p99 {:?}, max {:?}, {hits} hits",
        queries.len(),
        queries.len() as f64 / best.as_secs_f64(),
        queries.len() as f64 / busy.as_secs_f64(),
        least.iter().sum::<Duration>() / u32::try_from(least.len().max(1)).unwrap_or(1),
        at(500),
        at(990),
        at(999),
    );
}

fn sets(dir: &Path) -> Vec<(&'static str, Vec<Query>)> {
    let query = |name: String| Query { name, kind: Some(PartyKind::Person), ..Query::default() };
    let read = |file: &str| -> Vec<String> {
        csv(&dir.join("names").join(file)).into_iter().skip(1).map(|r| r[0].clone()).collect()
    };
    let un = read("queries_un_positive.csv");
    let mut rng = Rng::new(5);
    let typos = un.iter().map(|n| query(mutate_each(n, &mut rng))).collect();
    let negative: Vec<String> = ["queries_negative_global_1k.csv", "queries_negative_us_1k.csv"]
        .iter()
        .flat_map(|f| read(f))
        .collect();
    let any = negative.iter().cloned().map(|name| Query { name, ..Query::default() }).collect();
    vec![
        ("negatives", negative.into_iter().map(query).collect()),
        ("negatives, kind not said", any),
        ("UN names", un.into_iter().map(query).collect()),
        ("UN names, typo in each token", typos),
    ]
}

/// New parties whose words are those of the list in another order; one in eight is a new word,
/// made of the halves of two, so that the dictionary grows as a real one does.
fn grow(list: &[ListedParty], count: usize) -> Vec<ListedParty> {
    let mut rng = Rng::new(11);
    let words = |kind: PartyKind| -> Vec<String> {
        let names = list.iter().filter(|p| p.kind == kind).flat_map(|p| &p.names);
        names.flat_map(|n| n.whole.split_whitespace().map(str::to_owned)).collect()
    };
    let (persons, others) = (words(PartyKind::Person), words(PartyKind::Organisation));
    let mut all = list.to_vec();
    while all.len() < count {
        let kind = if rng.below(4) == 0 { PartyKind::Organisation } else { PartyKind::Person };
        let pool = if kind == PartyKind::Person { &persons } else { &others };
        let mut party = data::party(&all.len().to_string(), kind);
        let mut name = Vec::new();
        for _ in 0..2 + rng.below(3) {
            let word = &pool[rng.below(pool.len())];
            let half = |w: &str, first: bool| -> String {
                let n = w.chars().count() / 2 + 1;
                if first { w.chars().take(n).collect() } else { w.chars().skip(n - 1).collect() }
            };
            let other = &pool[rng.below(pool.len())];
            let fresh = half(word, true) + &half(other, false).to_lowercase();
            name.push(if rng.below(8) == 0 { fresh } else { word.clone() });
        }
        party.names.push(data::name(&name.join(" "), screening::listing::NameQuality::Primary));
        all.push(party);
    }
    all
}

fn main() {
    let mut args = std::env::args().skip(1);
    let dir = args.next().expect("the data directory");
    let dir = Path::new(&dir);
    let count = args.next().and_then(|n| n.parse().ok()).unwrap_or(2_000_000);
    let rounds = args.next().and_then(|n| n.parse().ok()).unwrap_or(5);
    let wanted = args.next().unwrap_or_default();
    let sets: Vec<_> = sets(dir).into_iter().filter(|s| s.0.starts_with(&wanted)).collect();
    let list = parties(dir);
    let words: HashSet<&str> =
        list.iter().flat_map(|p| &p.names).flat_map(|n| n.whole.split_whitespace()).collect();
    let before = memory("VmRSS");
    let start = Instant::now();
    let index = Index::build((0..).zip(&list));
    println!(
        "built {} parties, {} names, {} distinct words in {:?}; index {} MB",
        index.parties(),
        index.names(),
        words.len(),
        start.elapsed(),
        memory("VmRSS").saturating_sub(before)
    );
    let bytes = index.to_bytes();
    let start = Instant::now();
    let ready = Index::from_bytes(&bytes).expect("own bytes");
    println!("ready from {} MB in {:?}", bytes.len() / 1_000_000, start.elapsed());
    for (label, queries) in &sets {
        run(label, &ready, queries, rounds);
    }
    if count <= list.len() {
        return;
    }
    drop((index, ready));
    let grown = grow(&list, count);
    let start = Instant::now();
    let index = Index::build((0..).zip(&grown));
    println!(
        "grown to {} parties in {:?}; peak {} MB",
        index.parties(),
        start.elapsed(),
        memory("VmHWM")
    );
    for (label, queries) in &sets {
        run(label, &index, queries, rounds);
    }
}
