//! Names that nobody in a small index can be: told from their words alone, without a search.
//!
//! `Index::search` finds nobody where no listed name, meeting each part of the query at its best,
//! can reach the floor (`bound`). Which listed names a part meets, and how well, is in `recall`.
//!
//! What is left out here makes the bound looser, never tighter: parts that tell little count as met
//! by every name, what two ways of meeting gain is added up, and a query in which one part stands
//! twice is left to the search.

use std::sync::Arc;

use crate::bound::{LOOSE, ROUNDING};
use crate::brief::Brief;
use crate::fact::floor_of;
use crate::identifier::strong;
use crate::index::at;
use crate::index::{Id, Index, identifier_hash};
use crate::link::{equal_to_initials, equal_to_run, mask};
use crate::listing::PartyKind;
use crate::name::{COMPOUND, Part, pairs, runs_from};
use crate::policy::{agree, weight};
use crate::recall::{Known, Meets, Memory, Tally};
use crate::regime::Regime;
use crate::search::{Query, narrow};
use crate::weigh::{dropped_cost, light, little};

/// Weight of the heaviest part there is.
const HEAVIEST: f32 = weight::NUMBER;

/// A query under one regime: what all names gain and what must be met or paid for.
struct Scale {
    regime: Regime,
    weights: Vec<f32>,
    /// The weights that count at least where nothing is met.
    light: Vec<f32>,
    /// Score that a part must agree with to gain anything.
    least: f32,
    /// What every name gains.
    base: f32,
    /// Parts that cost where they are not met.
    dear: u64,
    /// Weight of listed parts that the other parts may meet.
    spare: f32,
    extra: f32,
    dropped: f32,
}

impl Scale {
    fn new(regime: Regime, known: &[Arc<Known>], briefs: &[Brief], least: f32) -> Scale {
        let weights: Vec<f32> = known.iter().map(|known| known.brief.weight(regime)).collect();
        // No name can agree with more than all there is.
        let least = least / (1.0 - little(weights.iter().sum()));
        let light = briefs.iter().map(|brief| light(brief, regime)).collect();
        let (extra, dropped) = (regime.costs().extra, dropped_cost(briefs, regime));
        let (mut base, mut dear, mut spare) = (0.0, 0, 0.0);
        for ((q, known), weight) in (0_u8..).zip(known).zip(&weights) {
            if !known.told {
                base += weight * (1.0 - least).max(0.0);
            } else if known.loose {
                base += weight * (LOOSE - least).max(0.0);
            } else {
                dear |= mask(q, 1);
                continue;
            }
            spare += HEAVIEST;
        }
        Scale { regime, weights, light, least, base, dear, spare, extra, dropped }
    }

    /// What meeting these parts so well gains.
    fn gain(&self, q: u8, len: u8, agree: f32) -> f32 {
        let weights = self.weights.iter().skip(usize::from(q)).take(usize::from(len));
        weights.map(|weight| weight * (agree - self.least).max(0.0)).sum()
    }

    /// Whether a name of this heft, at least, and this tally can reach the floor. See `bound`.
    fn can(&self, tally: Tally, heft: f32) -> bool {
        let missed = self.dear & !tally.met;
        let missed = (0_u8..).zip(&self.light).filter(|(q, _)| missed & mask(*q, 1) != 0);
        let missed = missed.map(|(_, weight)| weight).sum::<f32>();
        let left = heft - tally.weight - self.spare;
        let cost = self.extra * missed + self.dropped * (left - missed).max(0.0);
        self.base + tally.gain + ROUNDING >= self.least * cost
    }
}

const REGIMES: [Regime; 3] = [Regime::Person, Regime::Organisation, Regime::Object];

impl Index {
    /// Whether the name of a query, or some of its words side by side, could have anything in common
    /// with a listed name, or an identifier with a party. "No" is certain, "yes" is not.
    pub fn may_meet(&self, query: &Query, memory: &mut Memory) -> bool {
        if self.may_identify(query) {
            return true;
        }
        memory.bound();
        let kind = query.kind.filter(|kind| *kind != PartyKind::Unknown);
        let Some(known) = self.read_few(&query.name, kind, memory) else { return true };
        if known.iter().any(|known| known.loose || !known.meets.is_empty()) {
            return true;
        }
        let parts: Vec<&Part> = known.iter().map(|known| &known.part).collect();
        pairs(&parts).any(|(_, pair)| self.has_compound(pair, &mut memory.buffers))
            || !self.neighbours(&known, &parts).is_empty()
    }

    /// Whether [`Index::search`] could find anybody for this query at the threshold, where facts
    /// may not clear. "No" is certain, "yes" is not.
    pub fn may_find(&self, query: &Query, threshold: f64, memory: &mut Memory) -> bool {
        if self.may_identify(query) {
            return true;
        }
        let kind = query.kind.filter(|kind| *kind != PartyKind::Unknown);
        // Brackets may take the weight off a part.
        if kind != Some(PartyKind::Person) && query.name.contains('(') {
            return true;
        }
        memory.bound();
        let known = self.read(&query.name, kind, memory);
        let parts: Vec<&Part> = known.iter().map(|known| &known.part).collect();
        if twice(&parts) {
            return true;
        }
        let least = floor_of(query.birth.is_some(), !query.countries.is_empty(), threshold);
        let least = narrow(least) - ROUNDING;
        let briefs: Vec<Brief> = known.iter().map(|known| known.brief).collect();
        let scales = REGIMES.map(|regime| Scale::new(regime, &known, &briefs, least));
        if scales.iter().any(|scale| scale.can(Tally::default(), 0.0)) {
            return true;
        }
        memory.tallies.resize(self.names.len(), Tally::default());
        for (q, known) in (0_u8..).zip(&known).filter(|(_, known)| known.told) {
            self.tally(&known.meets, (q, 1), (&scales, kind), memory);
        }
        for (start, pair) in pairs(&parts) {
            let Some(meets) = self.compound(pair, memory) else { continue };
            self.tally(&meets, (start, COMPOUND), (&scales, kind), memory);
        }
        for (number, q, len) in self.neighbours(&known, &parts) {
            let meets = self.met([(number, agree::JOINED)].into_iter(), &[]);
            self.tally(&meets, (q, len), (&scales, kind), memory);
        }
        let mut found = false;
        for name in memory.touched.drain(..) {
            let Some(tally) = memory.tallies.get_mut(at(name)).map(std::mem::take) else {
                continue;
            };
            let heft = self.about(name).1;
            let scale = self.scale(name, &scales, kind);
            found = found || scale.is_none_or(|scale| scale.can(tally, heft));
        }
        found
    }

    /// The scale of the regime under which a listed name is weighed.
    fn scale<'s>(
        &self,
        name: Id,
        scales: &'s [Scale; 3],
        asked: Option<PartyKind>,
    ) -> Option<&'s Scale> {
        let regime = Regime::of(self.about(name).0, asked);
        scales.iter().find(|scale| scale.regime == regime)
    }

    fn tally(
        &self,
        meets: &[Meets],
        (q, len): (u8, u8),
        (scales, asked): (&[Scale; 3], Option<PartyKind>),
        memory: &mut Memory,
    ) {
        for Meets { name, agree, weight } in meets {
            let Some(scale) = self.scale(*name, scales, asked) else { continue };
            let Some(tally) = memory.tallies.get_mut(at(*name)) else { continue };
            if tally.met == 0 {
                memory.touched.push(*name);
            }
            tally.met |= mask(q, len);
            tally.gain += scale.gain(q, len, *agree);
            tally.weight += weight;
        }
    }

    /// Whether an identifier of the query may be that of a party.
    fn may_identify(&self, query: &Query) -> bool {
        if self.identifiers.entries.is_empty() {
            return false;
        }
        query.identifiers.iter().filter_map(strong).any(|strong| {
            let hash = identifier_hash(strong.class, &strong.value);
            self.identifiers.find(hash).next().is_some()
        })
    }

    /// Listed parts that neighbours in the query are, written together or as initials, and where
    /// these begin and how many they are.
    fn neighbours(&self, known: &[Arc<Known>], parts: &[&Part]) -> Vec<(Id, u8, u8)> {
        let mut found = Vec::new();
        for (q, pair) in (0_u8..).zip(known.windows(2)) {
            let [a, b] = pair else { continue };
            let equal = equal_to_initials(self, [a.brief, b.brief]);
            found.extend(equal.map(|number| (number, q, 2)));
        }
        let opens = |at: usize| known.get(at).is_none_or(|known| known.opens);
        for run in runs_from(parts, true, &opens) {
            let equal = equal_to_run(self, parts, &run);
            found.extend(equal.map(|number| (number, run.start, run.len)));
        }
        found
    }
}

fn twice(parts: &[&Part]) -> bool {
    let mut rest = parts;
    while let Some((first, others)) = rest.split_first() {
        if others.iter().any(|other| other.text == first.text) {
            return true;
        }
        rest = others;
    }
    false
}
