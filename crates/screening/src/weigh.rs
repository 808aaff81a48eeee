//! What a meeting of two names is worth: agreement over agreement and difference.
//!
//! Let M be the agreement of matched parts times their weight, W their weight, and D the cost of
//! what is missing or contradicted. The score is M / (W + D), less a little for names that tell
//! little. `Bound` says how high that can be, from the query parts that may be met; the index
//! relies on it, so a change here is a change there.

use crate::brief::Brief;
use crate::compare::{Cell, Meeting, Prepared, choose};
use crate::edit::Pattern;
use crate::name::Role;
use crate::policy::{
    ALIKE_FROM, ALIKE_FULL, Costs, LEGAL_CONFLICT, LEGAL_NATURE, LITTLE_TOLD, OBJECT_SHORT, TITLED,
    TOLD_HALVES, UNEVEN_FULL, weight,
};
use crate::regime::Regime;
use crate::table::{FIRST_PUBLIC, GENERAL_FAMILY};

/// The parts of one name.
#[derive(Clone, Copy)]
pub(crate) struct Side<'a> {
    pub(crate) briefs: &'a [Brief],
    /// Equal numbers for equal parts.
    pub(crate) ids: &'a [u32],
}

/// A query under one regime.
pub(crate) struct Weigher<'a> {
    query: &'a [Prepared<'a>],
    briefs: Vec<Brief>,
    ids: Vec<u32>,
    regime: Regime,
    /// With `dropped` the least of all that a dropped part may cost: `Bound` relies on that.
    costs: Costs,
    /// What a dropped part costs where only one listed part was met.
    alone: f32,
}

/// What the names that tell little lose.
pub(crate) fn little(agreed: f32) -> f32 {
    LITTLE_TOLD * (-TOLD_HALVES * agreed).exp2()
}

impl<'a> Weigher<'a> {
    pub(crate) fn new(query: &'a [Prepared<'a>], regime: Regime) -> Weigher<'a> {
        let briefs: Vec<Brief> = query.iter().map(|p| p.brief).collect();
        let ids = query.iter().map(|p| first_equal(query, p)).collect();
        let (costs, alone) = costs(&briefs, regime);
        Weigher { query, briefs, ids, regime, costs, alone }
    }

    pub(crate) fn regime(&self) -> Regime {
        self.regime
    }

    /// What absence costs.
    pub(crate) fn costs(&self) -> Costs {
        self.costs
    }

    /// Chooses among `cells` and scores the meeting; the chosen ones are left in `cells`. A score
    /// that cannot reach `least` need not be exact, only below it. `latin` reads a listed part.
    pub(crate) fn weigh<'l>(
        &self,
        list: Side<'_>,
        latin: &dyn Fn(usize) -> &'l str,
        cells: &mut Vec<Cell>,
        least: f32,
    ) -> f32 {
        let (query, regime, costs) = (self.side(), self.regime, self.costs);
        cells.retain(|cell| allowed(cell, query.briefs, list.briefs, regime));
        for cell in cells.iter_mut() {
            cell.u = sum(query.briefs, cell.q, cell.q_len, regime);
            cell.v = sum(list.briefs, cell.l, cell.l_len, regime);
        }
        choose(cells, |cell| cell.met.agree * cell.u.min(cell.v));
        let (mut agreed, mut whole) = (0.0_f32, 0.0_f32);
        let (mut q_used, mut l_used) = (0_u64, 0_u64);
        for cell in cells.iter() {
            let (u, v) = (cell.u, cell.v);
            agreed += cell.met.agree * u.min(v);
            whole += u.min(v) + uneven(cell, query.briefs, list.briefs, costs);
            q_used |= cell.q_mask();
            l_used |= cell.l_mask();
        }
        // Where somebody is named by what was met word for word, it counts little that the query says
        // where he is.
        let telling = |cell: &Cell| -> bool {
            if cell.q_len != cell.l_len {
                return false;
            }
            let parts = query.briefs.iter().skip(usize::from(cell.q)).take(usize::from(cell.q_len));
            parts.clone().any(|p| !p.is_place() && p.weight(regime) >= weight::FREQUENT)
        };
        let light = if cells.iter().any(telling) { light } else { Brief::weight };
        let (extra, q_soft) = alone(query, q_used, regime, light);
        let (dropped, l_soft) = alone(list, l_used, regime, Brief::weight);
        let conflict = extra.min(dropped);
        let left = dropped - conflict + l_soft;
        whole += costs.extra * (extra - conflict + q_soft);
        whole += match l_used.count_ones() {
            0 | 1 => self.alone * left,
            _ => costs.dropped * left.min(1.0) + costs.dropped_more * (left - 1.0).max(0.0),
        };
        if agreed <= 0.0 {
            return 0.0;
        }
        // The softest conflict costs as much as an extra part; the bounds rely on that.
        let softest = agreed / (whole + costs.extra * conflict) * (1.0 - little(agreed));
        if softest < least {
            return softest;
        }
        if conflict > 0.0 {
            let few_asked = extra <= dropped;
            let likeness = self.alike(q_used, list, latin, l_used, few_asked);
            let soft = ((likeness - ALIKE_FROM) / (ALIKE_FULL - ALIKE_FROM)).clamp(0.0, 1.0);
            whole += (costs.conflict + (costs.extra - costs.conflict) * soft) * conflict;
        }
        let legal = legal_factor(query.briefs, list.briefs, regime);
        (agreed / whole) * (1.0 - little(agreed)) * legal
    }

    pub(crate) fn side(&self) -> Side<'_> {
        Side { briefs: &self.briefs, ids: &self.ids }
    }

    /// How alike, in letters, are the parts that met nothing: from the side that has less of them.
    fn alike<'l>(
        &self,
        q_used: u64,
        list: Side<'_>,
        latin: &dyn Fn(usize) -> &'l str,
        l_used: u64,
        few_asked: bool,
    ) -> f32 {
        let word = |b: &Brief| b.role == Role::Word && b.len() > 3;
        let free = |i: usize, used: u64| used & (1 << i.min(63)) == 0;
        let asked =
            self.query.iter().enumerate().filter(|(i, p)| free(*i, q_used) && word(&p.brief));
        let asked = asked.filter_map(|(_, p)| Some((&p.brief, p.pattern()?)));
        let asked: Vec<(&Brief, &Pattern)> = asked.collect();
        let listed = list.briefs.iter().enumerate().filter(|(i, b)| free(*i, l_used) && word(b));
        let listed: Vec<(&Brief, &[u8])> =
            listed.map(|(i, b)| (b, b.letters().unwrap_or_else(|| latin(i).as_bytes()))).collect();
        let mut sums = (0.0, 0.0);
        let mut add = |brief: &Brief, best: f32| {
            sums.0 += brief.weight(self.regime) * best;
            sums.1 += brief.weight(self.regime);
        };
        if few_asked {
            for (brief, pattern) in &asked {
                let best =
                    listed.iter().map(|(b, word)| ratio(pattern, brief.len(), b.len(), word));
                add(brief, best.fold(0.0, f32::max));
            }
        } else {
            for (b, word) in &listed {
                let best = asked.iter().map(|(q, pattern)| ratio(pattern, q.len(), b.len(), word));
                add(b, best.fold(0.0, f32::max));
            }
        }
        if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 }
    }
}

fn first_equal(query: &[Prepared<'_>], part: &Prepared<'_>) -> u32 {
    let same = |(_, other): &(u32, &Prepared<'_>)| other.part.text == part.part.text;
    (0_u32..).zip(query).find(same).map_or(0, |(at, _)| at)
}

#[expect(clippy::cast_precision_loss, reason = "lengths are below 256")]
fn ratio(pattern: &Pattern, own: usize, len: usize, other: &[u8]) -> f32 {
    let long = own.max(len).max(1);
    1.0 - pattern.distance(other).min(long) as f32 / long as f32
}

fn sum(parts: &[Brief], start: u8, len: u8, regime: Regime) -> f32 {
    let parts = parts.iter().skip(usize::from(start)).take(usize::from(len));
    parts.map(|p| p.weight(regime)).sum()
}

/// The least that a listed part which the query lacks can cost.
pub(crate) fn dropped_cost(query: &[Brief], regime: Regime) -> f32 {
    costs(query, regime).0.dropped
}

/// The costs for a query, and the cost of a dropped part where only one listed part was met.
fn costs(query: &[Brief], regime: Regime) -> (Costs, f32) {
    let mut costs = regime.costs();
    let mut names = query.iter().filter(|p| p.is_substantive());
    let rare = |p: &Brief| p.weight(Regime::Person) >= weight::RARE;
    let rare = names.next().is_some_and(rare);
    let one = names.next().is_none();
    let titled = regime == Regime::Person && query.iter().any(|p| p.role == Role::Title);
    let share = if titled && rare && one { TITLED } else { 1.0 };
    let [of_one, of_more] = costs.dropped_alone;
    let alone = share * if one { of_one } else { of_more };
    costs.dropped = alone.min(share * costs.dropped);
    costs.dropped_more = costs.dropped.max(share * costs.dropped_more);
    (costs, alone)
}

/// A part that means something met one that hardly does.
fn uneven(cell: &Cell, query: &[Brief], list: &[Brief], costs: Costs) -> f32 {
    if cell.q_len != 1 || cell.l_len != 1 {
        return 0.0;
    }
    let q = query.get(usize::from(cell.q)).is_some_and(Brief::is_substantive);
    let l = list.get(usize::from(cell.l)).is_some_and(Brief::is_substantive);
    let doubt = ((1.0 - cell.met.agree) / (1.0 - UNEVEN_FULL)).min(1.0);
    if q == l { 0.0 } else { costs.uneven * doubt * (cell.u - cell.v).abs() }
}

fn allowed(cell: &Cell, query: &[Brief], list: &[Brief], regime: Regime) -> bool {
    match regime {
        Regime::Person => !cell.acronym,
        Regime::Organisation => true,
        Regime::Object => {
            let len = |p: Option<&Brief>| p.map_or(0, Brief::len);
            let long = len(query.get(usize::from(cell.q))).max(len(list.get(usize::from(cell.l))));
            !(cell.met.kind == Meeting::Typo && long <= OBJECT_SHORT)
        }
    }
}

/// What a part of the query tells at least where it met nothing.
pub(crate) fn light(part: &Brief, regime: Regime) -> f32 {
    let weight = part.weight(regime);
    if regime == Regime::Organisation && part.is_place() {
        weight.min(weight::LEGAL)
    } else {
        weight
    }
}

/// Weight of the parts that met nothing: those that mean something, and the rest.
fn alone(
    side: Side<'_>,
    used: u64,
    regime: Regime,
    weight: fn(&Brief, Regime) -> f32,
) -> (f32, f32) {
    let mut sums = (0.0, 0.0);
    for ((i, part), own) in (0_u32..).zip(side.briefs).zip(side.ids) {
        if used & (1 << i.min(63)) != 0 {
            continue;
        }
        // A name written twice is still one name.
        let again = |(j, other): (u32, &u32)| used & (1 << j.min(63)) != 0 && other == own;
        if !(0_u32..).zip(side.ids).any(again) {
            let slot = if part.is_substantive() { &mut sums.0 } else { &mut sums.1 };
            *slot += weight(part, regime);
        }
    }
    sums
}

fn legal_factor(query: &[Brief], list: &[Brief], regime: Regime) -> f32 {
    if regime != Regime::Organisation {
        return 1.0;
    }
    let families = |parts: &[Brief]| -> u32 {
        let family = |p: &Brief| match p.role {
            Role::LegalForm(f) if f != GENERAL_FAMILY => 1_u32 << f.min(31),
            _ => 0,
        };
        parts.iter().map(family).fold(0, |all, f| all | f)
    };
    let (q, l) = (families(query), families(list));
    if q == 0 || l == 0 || q & l != 0 {
        return 1.0;
    }
    let public = |families: u32| families >> FIRST_PUBLIC != 0;
    if public(q) == public(l) { LEGAL_CONFLICT } else { LEGAL_NATURE }
}
