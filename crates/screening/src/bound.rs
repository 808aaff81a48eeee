//! How high a name can score at most, from the query parts that it may meet.
//!
//! With U the weight that a query part brings into a meeting and a its agreement, a score reaches
//! `t` only if the sum of U * (a - t) reaches t * D; see `weigh` for D. U is between nothing and
//! the weight of the query part, a at most the best agreement that the part has anywhere in the
//! list, and D at least the cost of the query parts that meet nothing. A conflict costs at least
//! as much as an extra part.

use crate::policy::agree;
use crate::weigh::{Weigher, light, little};

/// Room for rounding, so that a name that just reaches the floor is not lost.
pub(crate) const ROUNDING: f32 = 1e-4;

struct Need {
    weight: f32,
    /// The weight that counts at least where it meets nothing.
    light: f32,
    /// Best agreement with any listed part.
    agree: f32,
    /// The part and its equals: of two equal parts one may meet for both.
    twins: u64,
    substantive: bool,
    /// An initial: meets names without a link.
    loose: bool,
}

/// The bound for one query under one regime.
pub(crate) struct Bound {
    needs: Vec<Need>,
    least: f32,
    extra: f32,
    dropped: f32,
}

impl Bound {
    /// `best` holds the best agreement of each query part; `loose` are the initials.
    pub(crate) fn new(weigher: &Weigher<'_>, best: &[f32], loose: u64, least: f32) -> Bound {
        let side = weigher.side();
        let need = |((brief, own), agree): ((&crate::brief::Brief, &u32), &f32)| {
            let equal = |(q, other): (u32, &u32)| u64::from(other == own) << q.min(63);
            let twins = (0_u32..).zip(side.ids).map(equal).fold(0, |all, bit| all | bit);
            let weight = brief.weight(weigher.regime());
            let loose = loose & twins != 0;
            let light = light(brief, weigher.regime());
            Need { weight, light, agree: *agree, twins, substantive: brief.is_substantive(), loose }
        };
        let needs = side.briefs.iter().zip(side.ids).zip(best).map(need).collect();
        let costs = weigher.costs();
        Bound { needs, least, extra: costs.extra, dropped: costs.dropped }
    }

    /// Weight of a query part.
    pub(crate) fn weight(&self, q: u8) -> f32 {
        self.needs.get(usize::from(q)).map_or(0.0, |n| n.weight)
    }

    /// Whether a name that meets the query parts `met`, each at its best, can reach the floor.
    pub(crate) fn can(&self, met: u64) -> bool {
        let agree = |q: usize, need: &Need| match met >> q.min(63) & 1 {
            1 => need.agree,
            _ if need.loose => LOOSE,
            _ => 0.0,
        };
        self.reaches(&agree, 0.0)
    }

    /// The same for the agreements that a name has, none being zero, where listed parts of the
    /// weight `left` at least meet nothing.
    pub(crate) fn can_with(&self, agrees: &[f32], left: f32) -> bool {
        self.reaches(&|q, _| agrees.get(q).copied().unwrap_or(0.0), left)
    }

    fn reaches(&self, agree: &impl Fn(usize, &Need) -> f32, left: f32) -> bool {
        let (mut agreed, mut met, mut best) = (0.0_f32, 0_u64, 0.0_f32);
        for (q, need) in self.needs.iter().enumerate() {
            let a = agree(q, need);
            agreed += a * need.weight;
            best = best.max(a);
            met |= u64::from(a > 0.0) << q.min(63);
        }
        let (mut missed, mut soft) = (0.0_f32, 0.0_f32);
        for need in self.needs.iter().filter(|n| met & n.twins == 0) {
            *(if need.substantive { &mut missed } else { &mut soft }) += need.light;
        }
        let t = self.least / (1.0 - little(agreed));
        // A mean is no more than the best of what it is made of.
        if best + ROUNDING < t {
            return false;
        }
        let mut gain = 0.0_f32;
        for (q, need) in self.needs.iter().enumerate() {
            gain += need.weight * (agree(q, need) - t).max(0.0);
        }
        let cost = self.extra * (missed + soft) + self.dropped * (left - missed).max(0.0);
        agreed > 0.0 && gain + ROUNDING >= t * cost
    }
}

/// Agreement that an initial of the query may have with anything.
pub(crate) const LOOSE: f32 =
    if agree::INITIAL > agree::INITIALS { agree::INITIAL } else { agree::INITIALS };
