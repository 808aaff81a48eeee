//! Sets the weights of the probability and says how well it predicts: `calibrate DIR`.
//!
//! Labelled hits come from the official lists themselves: a party of one list is searched on
//! another, and the links by reference or identity number (`links/cross_list_links.csv`) say
//! which hit is the same party. Made-up people (`names/queries_negative_*`) are searched as well;
//! all their hits are false. A third of the queries, by hash, is kept apart from the fit, and so
//! are the entity pairs, which come from elsewhere. Prints `data/probability.toml` and the
//! reliability of both.

#![allow(clippy::indexing_slicing, clippy::expect_used, clippy::panic, reason = "a bench")]
#![allow(clippy::cast_possible_truncation, clippy::unwrap_used, reason = "a bench")]

#[path = "../data/mod.rs"]
mod data;
mod fit;
mod labelled;

use std::path::Path;

use screening::{Probability, Query, SIGNALS, compare_names};

/// A hit with what is known about it, and whether it is the same party.
pub(crate) struct Labelled {
    pub(crate) signals: [f64; SIGNALS.len()],
    /// Predicted by the weights in force.
    pub(crate) probability: Probability,
    pub(crate) score: f64,
    pub(crate) truth: bool,
    /// Kept apart from the fit.
    pub(crate) apart: bool,
}

fn main() {
    let dir = std::env::args().nth(1).expect("the data directory");
    let dir = Path::new(&dir);
    let hits = labelled::hits(dir);
    let (used, apart): (Vec<&Labelled>, Vec<&Labelled>) = hits.iter().partition(|h| !h.apart);
    println!("# {} hits for the fit, {} kept apart", used.len(), apart.len());
    let weights = fit::fit(&used);
    for (signal, weight) in SIGNALS.iter().zip(weights) {
        println!("\n[[weight]]\nsignal = \"{signal}\"\nlog_odds = {weight:.2}");
    }
    reliability("kept apart from the fit", &apart, true);
    reliability("used for the fit", &used, true);
    let pairs = pairs(dir);
    reliability("pairs from elsewhere", &pairs.iter().collect::<Vec<_>>(), false);
}

/// The labelled pairs of names and of entities that the score takes for hits.
fn pairs(dir: &Path) -> Vec<Labelled> {
    let checks = data::checks(&dir.join("names/entity_pairs_dev.yml"));
    let entities = checks.iter().map(|check| {
        let kind = labelled::kind_of(&check.schema);
        (check.query.query(kind), check.candidate.query(kind), check.matches)
    });
    let rows = data::csv(&dir.join("names/name_pairs_dev.csv"));
    let names = rows.iter().skip(1).map(|row| {
        let named = |name: &str| Query {
            name: name.to_owned(),
            kind: labelled::kind_of(&row[1]),
            ..Query::default()
        };
        (named(&row[2]), named(&row[3]), row[4] == "true")
    });
    let judged = entities.chain(names).filter_map(|(left, right, truth)| {
        let result = compare_names(&left, &right);
        (result.score >= screening::THRESHOLD).then_some(Labelled {
            signals: [0.0; SIGNALS.len()],
            probability: result.probability,
            score: result.score,
            truth,
            apart: true,
        })
    });
    judged.collect()
}

/// Predicted against observed, and the Brier score of the probability and of the score taken as
/// one. `even`: true and false hits weigh alike; otherwise as they come, the probability shifted
/// to the share of true ones.
fn reliability(label: &str, hits: &[&Labelled], even: bool) {
    let count = |truth: bool| hits.iter().filter(|h| h.truth == truth).count() as f64;
    let (yes, no) = (count(true), count(false));
    let weight = |h: &Labelled| match (even, h.truth) {
        (false, _) => 1.0 / (yes + no),
        (true, true) => 0.5 / yes,
        (true, false) => 0.5 / no,
    };
    let share = if even { 0.5 } else { yes / (yes + no) };
    let predicted = |h: &Labelled| h.probability.at_share(share);
    let brier = |p: &dyn Fn(&Labelled) -> f64| -> f64 {
        hits.iter().map(|h| weight(h) * (p(h) - f64::from(u8::from(h.truth))).powi(2)).sum()
    };
    println!("\n## {label}: {yes} true, {no} false");
    println!("Brier {:.4}; of the score {:.4}", brier(&predicted), brier(&|h| h.score));
    println!("| predicted | hits | true | predicted mean | observed share |");
    println!("|---|---|---|---|---|");
    for step in 0..10 {
        let low = f64::from(step) / 10.0;
        let within = |h: &&&Labelled| (low..low + 0.1).contains(&(predicted(h) - 1e-12).max(0.0));
        let part: Vec<&&Labelled> = hits.iter().filter(within).collect();
        let all: f64 = part.iter().map(|h| weight(h)).sum();
        if part.is_empty() {
            continue;
        }
        let mean: f64 = part.iter().map(|h| weight(h) * predicted(h)).sum::<f64>() / all;
        let right = part.iter().filter(|h| h.truth).count();
        let observed = part.iter().filter(|h| h.truth).map(|h| weight(h)).sum::<f64>() / all;
        let (high, hits) = (low + 0.1, part.len());
        println!("| {low:.1} to {high:.1} | {hits} | {right} | {mean:.3} | {observed:.3} |");
    }
}
