//! How likely a hit is the same party: a probability beside the score.
//!
//! The score says how well names and facts agree; the probability adds how much the names tell
//! (a rare name that agrees is better evidence than a common one) and which facts nobody gave.
//! Its weights are in `data/probability.toml`, set by the `calibrate` example from labelled hits;
//! how predicted and observed shares compare on hits kept apart is in `docs/benchmarks.md`.
//!
//! The probability is of a hit in a population where one hit in two is true. Where fewer are, it
//! is shifted by the odds: see [`Probability::at_share`].

use std::sync::OnceLock;

use serde::Deserialize;

use crate::compare::Meeting;
use crate::evidence::{Aligned, Evidence};
use crate::fact::{Fact, FactKind, Outcome};
use crate::listing::PartyKind;

/// Names of the weights, in the order of [`signals`].
pub const SIGNALS: [&str; 18] = [
    "constant",
    "names",
    "names_high",
    "told",
    "told_high",
    "extra",
    "dropped",
    "organisation",
    "object",
    "birth_day",
    "birth_year",
    "birth_differs",
    "country_agrees",
    "country_differs",
    "gender_agrees",
    "gender_differs",
    "identifier_equal",
    "identifier_near",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    weight: Vec<Weight>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Weight {
    signal: String,
    log_odds: f64,
}

/// A probability that a hit is the same party, with the share of true hits that it rests on.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Probability(f64);

impl Probability {
    /// Of a hit whose names agree by `named` (the score of the names alone).
    pub fn of(named: f64, evidence: &Evidence, kind: PartyKind) -> Probability {
        let signals = signals(named, evidence, kind);
        Probability(weights().iter().zip(signals).map(|(weight, signal)| weight * signal).sum())
    }

    /// In a population where one hit in two is true.
    pub fn even(self) -> f64 {
        1.0 / (1.0 + (-self.0).exp())
    }

    /// In a population where `share` of the hits (above 0, below 1) is true.
    pub fn at_share(self, share: f64) -> f64 {
        1.0 / (1.0 + (-self.0 - (share / (1.0 - share)).ln()).exp())
    }
}

fn weights() -> &'static [f64; SIGNALS.len()] {
    static WEIGHTS: OnceLock<[f64; SIGNALS.len()]> = OnceLock::new();
    WEIGHTS.get_or_init(|| {
        // The table is part of the program; a test reads it.
        let file: File = toml::from_str(include_str!("../data/probability.toml"))
            .unwrap_or(File { weight: Vec::new() });
        SIGNALS.map(|signal| {
            let found = file.weight.iter().find(|weight| weight.signal == signal);
            found.map_or(0.0, |weight| weight.log_odds)
        })
    })
}

/// Name score from which agreement is worth more.
const NAMES_HIGH: f64 = 0.90;
/// Weight told from which a name is long.
const TOLD_HIGH: f64 = 2.0;

/// What is known about a hit, as numbers: the meaning of each is its name in [`SIGNALS`].
pub fn signals(named: f64, evidence: &Evidence, kind: PartyKind) -> [f64; SIGNALS.len()] {
    let sum = |chosen: &dyn Fn(&Aligned) -> bool| -> f64 {
        evidence.parts.iter().filter(|part| chosen(part)).map(|part| part.weight).sum()
    };
    let met = evidence.parts.iter().map(|part| part.agree * part.weight);
    let told: f64 = met.sum();
    let fact = |wanted: FactKind, outcome: Outcome| {
        evidence.facts.iter().any(|fact| fact.kind == wanted && fact.outcome == outcome)
    };
    let born = evidence.facts.iter().find(|fact| fact.kind == FactKind::Birth);
    let to_the_day = born.is_some_and(Fact::is_exact);
    let born_same = fact(FactKind::Birth, Outcome::Confirms);
    let flag = |is: bool| f64::from(u8::from(is));
    [
        1.0,
        named - NAMES_HIGH,
        (named - NAMES_HIGH).max(0.0),
        told - TOLD_HIGH,
        (told - TOLD_HIGH).max(0.0),
        sum(&|part| part.kind == Meeting::Extra),
        sum(&|part| part.kind == Meeting::Dropped),
        flag(kind == PartyKind::Organisation),
        flag(matches!(kind, PartyKind::Vessel | PartyKind::Aircraft)),
        flag(born_same && to_the_day),
        flag(born_same && !to_the_day),
        flag(fact(FactKind::Birth, Outcome::Contradicts)),
        flag(fact(FactKind::Country, Outcome::Confirms)),
        flag(fact(FactKind::Country, Outcome::Contradicts)),
        flag(fact(FactKind::Gender, Outcome::Confirms)),
        flag(fact(FactKind::Gender, Outcome::Contradicts)),
        flag(fact(FactKind::Identifier, Outcome::Confirms)),
        flag(fact(FactKind::Identifier, Outcome::NearMiss)),
    ]
}
