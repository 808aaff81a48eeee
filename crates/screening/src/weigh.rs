//! What a meeting of two names is worth: agreement over agreement and difference.
//!
//! Let M be the agreement of matched parts times their weight, W their weight, and D the cost of
//! what is missing or contradicted. The score is M / (W + D), less a little for names that tell
//! little. Two properties carry the index: M is at most the weight of the query parts that are
//! matched, and a substantive query part that meets nothing adds at least `extra` times its
//! weight to D.

use crate::compare::{Cell, choose};
use crate::edit::Pattern;
use crate::listing::PartyKind;
use crate::name::{Part, Role};
use crate::policy::{
    ALIKE_FROM, ALIKE_FULL, Costs, LEGAL_CONFLICT, LEGAL_NATURE, LITTLE_TOLD, OBJECT, OBJECT_SHORT,
    ORGANISATION, PERSON, TITLED, TOLD_HALVES, UNEVEN_FULL, weight,
};
use crate::table::{FIRST_PUBLIC, GENERAL_FAMILY};

/// Which costs apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Regime {
    Person,
    Organisation,
    Object,
}

impl Regime {
    /// The listed kind decides; where the list does not say, the query does.
    pub(crate) fn of(listed: PartyKind, asked: Option<PartyKind>) -> Regime {
        match (listed, asked) {
            (PartyKind::Person, _) | (PartyKind::Unknown, Some(PartyKind::Person)) => {
                Regime::Person
            }
            (PartyKind::Vessel | PartyKind::Aircraft, _) => Regime::Object,
            _ => Regime::Organisation,
        }
    }

    pub(crate) fn costs(self) -> Costs {
        match self {
            Regime::Person => PERSON,
            Regime::Organisation => ORGANISATION,
            Regime::Object => OBJECT,
        }
    }

    pub(crate) fn weight(self, part: &Part) -> f32 {
        if self == Regime::Person { part.person } else { part.other }
    }
}

fn sum(parts: &[&Part], start: u8, len: u8, regime: Regime) -> f32 {
    let parts = parts.iter().skip(usize::from(start)).take(usize::from(len));
    parts.map(|p| regime.weight(p)).sum()
}

/// Chooses among `cells` and scores the meeting; the chosen ones are left in `cells`. A score
/// that cannot reach `least` need not be exact, only below it.
pub(crate) fn weigh(
    query: &[&Part],
    list: &[&Part],
    cells: &mut Vec<Cell>,
    regime: Regime,
    least: f32,
) -> f32 {
    cells.retain(|cell| allowed(cell, query, list, regime));
    for cell in cells.iter_mut() {
        cell.u = sum(query, cell.q, cell.q_len, regime);
        cell.v = sum(list, cell.l, cell.l_len, regime);
    }
    choose(cells, |cell| cell.met.agree * cell.u.min(cell.v));
    let costs = Costs { dropped: dropped_cost(query, regime), ..regime.costs() };
    let (mut agreed, mut whole) = (0.0_f32, 0.0_f32);
    let (mut q_used, mut l_used) = (0_u64, 0_u64);
    for cell in cells.iter() {
        let (u, v) = (cell.u, cell.v);
        agreed += cell.met.agree * u.min(v);
        whole += u.min(v) + uneven(cell, query, list, u, v, costs);
        q_used |= cell.q_mask();
        l_used |= cell.l_mask();
    }
    let (extra, q_soft) = alone(query, q_used, regime);
    let (dropped, l_soft) = alone(list, l_used, regime);
    let conflict = extra.min(dropped);
    whole +=
        costs.extra * (extra - conflict + q_soft) + costs.dropped * (dropped - conflict + l_soft);
    if agreed <= 0.0 {
        return 0.0;
    }
    // The softest conflict costs as much as an extra part; the index relies on that.
    let softest = agreed / (whole + costs.extra * conflict);
    if softest < least {
        return softest;
    }
    let likeness = if conflict > 0.0 { alike(query, q_used, list, l_used, regime) } else { 0.0 };
    let soft = ((likeness - ALIKE_FROM) / (ALIKE_FULL - ALIKE_FROM)).clamp(0.0, 1.0);
    whole += (costs.conflict + (costs.extra - costs.conflict) * soft) * conflict;
    let little = LITTLE_TOLD * (-TOLD_HALVES * agreed).exp2();
    (agreed / whole) * (1.0 - little) * legal_factor(query, list, regime)
}

/// The cost of a listed part that the query lacks.
fn dropped_cost(query: &[&Part], regime: Regime) -> f32 {
    let dropped = regime.costs().dropped;
    let mut names = query.iter().filter(|p| p.is_substantive());
    let rare = names.next().is_some_and(|p| p.person >= weight::RARE) && names.next().is_none();
    let titled = regime == Regime::Person && query.iter().any(|p| p.role == Role::Title);
    if titled && rare { dropped * TITLED } else { dropped }
}

/// A part that means something met one that hardly does.
fn uneven(cell: &Cell, query: &[&Part], list: &[&Part], u: f32, v: f32, costs: Costs) -> f32 {
    if cell.q_len != 1 || cell.l_len != 1 {
        return 0.0;
    }
    let q = query.get(usize::from(cell.q)).is_some_and(|p| p.is_substantive());
    let l = list.get(usize::from(cell.l)).is_some_and(|p| p.is_substantive());
    let doubt = ((1.0 - cell.met.agree) / (1.0 - UNEVEN_FULL)).min(1.0);
    if q == l { 0.0 } else { costs.uneven * doubt * (u - v).abs() }
}

fn allowed(cell: &Cell, query: &[&Part], list: &[&Part], regime: Regime) -> bool {
    match regime {
        Regime::Person => !cell.acronym,
        Regime::Organisation => true,
        Regime::Object => {
            let len = |p: Option<&&Part>| p.map_or(0, |p| p.latin().len());
            let long = len(query.get(usize::from(cell.q))).max(len(list.get(usize::from(cell.l))));
            !(cell.met.kind == crate::compare::Meeting::Typo && long <= OBJECT_SHORT)
        }
    }
}

/// Weight of the parts that met nothing: those that mean something, and the rest.
fn alone(parts: &[&Part], used: u64, regime: Regime) -> (f32, f32) {
    let mut sums = (0.0, 0.0);
    for (i, part) in (0_u32..).zip(parts) {
        // A name written twice is still one name.
        let again = |(j, p): (u32, &&Part)| used & (1 << j.min(63)) != 0 && p.text == part.text;
        if used & (1 << i.min(63)) == 0 && !(0_u32..).zip(parts).any(again) {
            let slot = if part.is_substantive() { &mut sums.0 } else { &mut sums.1 };
            *slot += regime.weight(part);
        }
    }
    sums
}

/// How alike, in letters, are the parts that met nothing: from the side that has less of them.
fn alike(query: &[&Part], q_used: u64, list: &[&Part], l_used: u64, regime: Regime) -> f32 {
    let left = |parts: &[&Part], used: u64| alone(parts, used, regime).0;
    let (few, few_used, many, many_used) = if left(query, q_used) <= left(list, l_used) {
        (query, q_used, list, l_used)
    } else {
        (list, l_used, query, q_used)
    };
    let words = |parts: &[&Part], used: u64| -> Vec<(f32, String)> {
        let word = |p: &Part| p.role == Role::Word && p.latin().len() > 3;
        let free = |(i, _): &(u32, &&Part)| used & (1 << i.min(&63)) == 0;
        let found = (0_u32..).zip(parts).filter(free).filter(|(_, p)| word(p));
        found.map(|(_, p)| (regime.weight(p), p.latin().to_owned())).collect()
    };
    let others = words(many, many_used);
    let mut sums = (0.0, 0.0);
    for (weight, word) in words(few, few_used) {
        let pattern = Pattern::new(&word);
        let best = others.iter().map(|(_, other)| ratio(&pattern, &word, other));
        sums.0 += weight * best.fold(0.0, f32::max);
        sums.1 += weight;
    }
    if sums.1 > 0.0 { sums.0 / sums.1 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "lengths are below 256")]
fn ratio(pattern: &Pattern, word: &str, other: &str) -> f32 {
    let long = word.len().max(other.len()).max(1);
    1.0 - pattern.distance(other).min(long) as f32 / long as f32
}

fn legal_factor(query: &[&Part], list: &[&Part], regime: Regime) -> f32 {
    if regime != Regime::Organisation {
        return 1.0;
    }
    let families = |parts: &[&Part]| -> u32 {
        let family = |p: &&Part| match p.role {
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
