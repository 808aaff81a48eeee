//! Why a score is what it is: the parts that met and those that stand alone, the facts.

use crate::brief::Brief;
use crate::compare::{Cell, Meeting};
use crate::fact::Fact;
use crate::name::Part;
use crate::regime::Regime;

/// Why a score is what it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence {
    /// Every part of both names exactly once.
    pub parts: Vec<Aligned>,
    /// Facts beside the name.
    pub facts: Vec<Fact>,
}

/// Parts that met, or one that stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Aligned {
    /// How they met.
    pub kind: Meeting,
    /// Folded query parts; empty if only the list has it.
    pub query: String,
    /// Folded listed parts; empty if only the query has it.
    pub listed: String,
    /// How well they agree, 0 to 1.
    pub agree: f64,
    /// How much they tell.
    pub weight: f64,
}

/// The parts of both names as they met in `cells`.
pub(crate) fn aligned(
    query: &[&Part],
    list: &[&Part],
    cells: &[Cell],
    regime: Regime,
) -> Vec<Aligned> {
    let text = |parts: &[&Part], start: u8, len: u8| -> String {
        let parts = parts.iter().skip(usize::from(start)).take(usize::from(len));
        parts.map(|p| p.text.trim_matches(['(', ')'])).collect::<Vec<_>>().join(" ")
    };
    let weight = |parts: &[&Part], start: u8, len: u8| -> f64 {
        let parts = parts.iter().skip(usize::from(start)).take(usize::from(len));
        f64::from(parts.map(|p| Brief::of(p).weight(regime)).sum::<f32>())
    };
    let mut chosen: Vec<&Cell> = cells.iter().collect();
    chosen.sort_by_key(|c| (c.q, c.l));
    let (mut q_used, mut l_used) = (0_u64, 0_u64);
    let mut out = Vec::new();
    for cell in chosen {
        q_used |= cell.q_mask();
        l_used |= cell.l_mask();
        out.push(Aligned {
            kind: cell.met.kind,
            query: text(query, cell.q, cell.q_len),
            listed: text(list, cell.l, cell.l_len),
            agree: f64::from(cell.met.agree),
            weight: weight(query, cell.q, cell.q_len).min(weight(list, cell.l, cell.l_len)),
        });
    }
    let mut alone = |parts: &[&Part], used: u64, kind: Meeting| {
        for (i, _) in (0_u8..).zip(parts).filter(|(i, _)| used & (1 << i.min(&63)) == 0) {
            let (query, listed) = match kind {
                Meeting::Extra => (text(parts, i, 1), String::new()),
                _ => (String::new(), text(parts, i, 1)),
            };
            out.push(Aligned { kind, query, listed, agree: 0.0, weight: weight(parts, i, 1) });
        }
    };
    alone(query, q_used, Meeting::Extra);
    alone(list, l_used, Meeting::Dropped);
    out
}
