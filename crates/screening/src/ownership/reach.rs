//! What a rule of ownership says of a party: two fixed points over the holdings.

use super::{Graph, Holding, Part, PartyId, STEPS_MAX, Share};

/// What is known of a party's own listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is the listed one: an official identifier is equal, or a person said so.
    Listed,
    /// A listed name agrees; a person must judge.
    NameOnly,
    /// The lists were searched and hold nobody like it.
    NotListed,
    /// Whether it is listed is not known: nobody searched, or not whole, or the source does not say.
    Unscreened,
}

impl Standing {
    fn is_possible(self) -> bool {
        self != Self::NotListed
    }
}

/// From which share on an owner's listing reaches what it owns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    /// "50 % or more".
    AtLeast(Part),
    /// "More than 50 %".
    MoreThan(Part),
    /// The text says "owned" without a number: never certain, and any share may do.
    NotStated,
    /// Ownership alone never does.
    Never,
}

impl Threshold {
    /// "50 % or more".
    #[must_use]
    pub const fn at_least_half() -> Self {
        Self::AtLeast(Part::HALF)
    }

    /// "More than 50 %".
    #[must_use]
    pub const fn more_than_half() -> Self {
        Self::MoreThan(Part::HALF)
    }

    fn surely(self, sum: Share) -> bool {
        match self {
            Self::AtLeast(part) => sum.surely(part, false),
            Self::MoreThan(part) => sum.surely(part, true),
            Self::NotStated | Self::Never => false,
        }
    }

    fn perhaps(self, sum: Share) -> bool {
        match self {
            Self::AtLeast(part) => sum.perhaps_reaches(part, false),
            Self::MoreThan(part) => sum.perhaps_reaches(part, true),
            Self::NotStated => sum.may_be_held(),
            Self::Never => false,
        }
    }
}

/// Whether the shares of several listed owners are added up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// They are.
    Together,
    /// Not by themselves; if the owners act as one, they are. That is for a person to find, so a
    /// sum that reaches the threshold leaves the answer unknown.
    Apart,
}

/// A rule of ownership, without its law: threshold and addition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// From which share on.
    pub threshold: Threshold,
    /// Whether shares are added.
    pub sum: Sum,
}

/// What a rule says of a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Its owners' listing reaches it, whatever is still unknown.
    Blocked,
    /// It does not, whatever is still unknown.
    NotBlocked,
    /// It depends on what is not known.
    Unknown,
}

/// One holding on a way from an owner who is or may be listed to the party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The holding.
    pub holding: Holding,
    /// What is known of the owner's own listing.
    pub standing: Standing,
    /// What the rule says of the owner.
    pub owner: Verdict,
}

/// A verdict with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolledUp {
    /// The verdict.
    pub verdict: Verdict,
    /// The verdict if every party whose name alone was found is the listed one.
    pub if_hits_hold: Verdict,
    /// What owners that are or may be listed, or reached by the rule, hold of the party itself.
    pub held: Share,
    /// Every holding on the way, nearest to the party first; at most [`STEPS_MAX`].
    pub steps: Vec<Step>,
    /// There are more steps.
    pub more: bool,
    /// Only the sum of owners that the rule does not add up reaches the threshold.
    pub only_jointly: bool,
    /// Only holdings in a circle reach the threshold.
    pub only_in_a_circle: bool,
}

/// What a rule makes of the owners of a party. `standing` has one entry for each party of the
/// graph; a missing one is [`Standing::Unscreened`]. The listing of the party itself is left aside:
/// the roll-up is about its owners.
///
/// The floor is the least set of parties that holds the listed and everyone whom members hold to
/// the threshold with their lower bounds. The ceiling is the greatest set of parties below somebody
/// possibly listed whom members hold to the threshold with their upper bounds: companies that hold
/// each other may so reach it together, which only a person can judge.
#[must_use]
pub fn roll_up(graph: &Graph, subject: PartyId, rule: &Rule, standing: &[Standing]) -> RolledUp {
    let standing: Vec<Standing> = (0..graph.len())
        .map(|at| standing.get(at).copied().unwrap_or(Standing::Unscreened))
        .collect();
    let seeds = |counts: fn(Standing) -> bool| -> Vec<bool> {
        let own = standing.iter().enumerate();
        own.map(|(at, standing)| at != subject.index() && counts(*standing)).collect()
    };
    let sure = seeds(|s| s == Standing::Listed);
    let named = seeds(|s| matches!(s, Standing::Listed | Standing::NameOnly));
    let possible = seeds(Standing::is_possible);
    let floor = floor(graph, rule, &sure);
    let held_if = self::floor(graph, rule, &named);
    let ceiling = ceiling(graph, rule, &possible);
    let has = |set: &[bool], at: PartyId| set.get(at.index()).copied().unwrap_or(false);
    let verdict = |floor: &[bool], at: PartyId| match (has(floor, at), has(&ceiling, at)) {
        (true, _) => Verdict::Blocked,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::NotBlocked,
    };
    let own = verdict(&floor, subject);
    let inductive = least(graph, |sum| rule.threshold.perhaps(sum), &possible, &all(graph));
    let alone = || {
        each_alone(&possible, |seed| {
            least(graph, |sum| rule.threshold.perhaps(sum), seed, &all(graph))
        })
    };
    let only_in_a_circle = own == Verdict::Unknown && !has(&inductive, subject);
    let ways = ways(graph, subject, &possible, only_in_a_circle);
    let step = |at: &usize| {
        let holding = graph.holdings().get(*at).copied()?;
        let owner = holding.owner;
        let standing = standing.get(owner.index()).copied()?;
        Some(Step { holding, standing, owner: verdict(&floor, owner) })
    };
    let steps: Vec<Step> = ways.iter().take(STEPS_MAX).filter_map(step).collect();
    RolledUp {
        verdict: own,
        if_hits_hold: verdict(&held_if, subject),
        held: held(graph, subject, &floor, &ceiling),
        more: ways.len() > steps.len(),
        steps,
        only_jointly: own == Verdict::Unknown
            && !only_in_a_circle
            && rule.sum == Sum::Apart
            && rule.threshold != Threshold::NotStated
            && !has(&alone(), subject),
        only_in_a_circle,
    }
}

fn all(graph: &Graph) -> Vec<bool> {
    vec![true; graph.len()]
}

/// Sum of what members hold of a party.
fn sum(graph: &Graph, owned: PartyId, members: &[bool]) -> Share {
    let own = graph.holdings().iter().filter(|h| h.owned == owned);
    own.filter(|h| members.get(h.owner.index()).copied().unwrap_or(false))
        .fold(Share::NOTHING, |sum, holding| sum.plus(holding.share))
}

/// Between what the floor and the ceiling hold of the party.
fn held(graph: &Graph, subject: PartyId, floor: &[bool], ceiling: &[bool]) -> Share {
    let (low, high) = (sum(graph, subject, floor).low, sum(graph, subject, ceiling).high);
    Share { low, high }
}

/// The least set with the seeds and everyone whom its members hold so that the test says yes.
fn least(
    graph: &Graph,
    test: impl Fn(Share) -> bool,
    seeds: &[bool],
    within: &[bool],
) -> Vec<bool> {
    let mut members = seeds.to_vec();
    let mut sums = vec![Share::NOTHING; graph.len()];
    let mut below: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    for (at, holding) in graph.holdings().iter().enumerate() {
        if let Some(own) = below.get_mut(holding.owner.index()) {
            own.push(at);
        }
    }
    let mut fresh: Vec<usize> =
        members.iter().enumerate().filter(|(_, is)| **is).map(|(at, _)| at).collect();
    while let Some(owner) = fresh.pop() {
        for at in below.get(owner).into_iter().flatten() {
            let Some(holding) = graph.holdings().get(*at) else { continue };
            let owned = holding.owned.index();
            let Some(sum) = sums.get_mut(owned) else { continue };
            *sum = sum.plus(holding.share);
            let may = within.get(owned).copied().unwrap_or(false);
            if let Some(is) = members.get_mut(owned).filter(|is| !**is && may && test(*sum)) {
                *is = true;
                fresh.push(owned);
            }
        }
    }
    members
}

fn floor(graph: &Graph, rule: &Rule, seeds: &[bool]) -> Vec<bool> {
    let test = |sum| rule.threshold.surely(sum);
    match rule.sum {
        Sum::Together => least(graph, test, seeds, &all(graph)),
        Sum::Apart => each_alone(seeds, |seed| least(graph, test, seed, &all(graph))),
    }
}

/// The union over the seeds taken one by one.
fn each_alone(seeds: &[bool], reach: impl Fn(&[bool]) -> Vec<bool>) -> Vec<bool> {
    let mut union = seeds.to_vec();
    for at in (0..seeds.len()).filter(|at| seeds.get(*at).copied().unwrap_or(false)) {
        let alone: Vec<bool> = (0..seeds.len()).map(|other| other == at).collect();
        for (is, reached) in union.iter_mut().zip(reach(&alone)) {
            *is |= reached;
        }
    }
    union
}

fn ceiling(graph: &Graph, rule: &Rule, seeds: &[bool]) -> Vec<bool> {
    let mut members = all(graph);
    loop {
        // Whoever nobody possibly listed holds anything of is out, however they hold each other.
        let grounded = least(graph, Share::may_be_held, seeds, &members);
        let keep = |at: usize| {
            let is_seed = seeds.get(at).copied().unwrap_or(false);
            let grounded_here = grounded.get(at).copied().unwrap_or(false);
            is_seed || grounded_here && rule.threshold.perhaps(sum(graph, PartyId(at), &grounded))
        };
        let next: Vec<bool> = (0..graph.len()).map(keep).collect();
        if next == members {
            return members;
        }
        members = next;
    }
}

/// Positions of the holdings on a way from a seed to the party, nearest to the party first; by
/// names where equally near, so that the order of the input says nothing. What the party itself
/// holds is on no way to it but in a circle.
fn ways(graph: &Graph, subject: PartyId, seeds: &[bool], circles: bool) -> Vec<usize> {
    let below = least(graph, Share::may_be_held, seeds, &all(graph));
    let (mut seen, mut ways) = (vec![false; graph.len()], Vec::new());
    let mut level = vec![subject];
    while !level.is_empty() {
        let mut next = Vec::new();
        for owned in level {
            match seen.get_mut(owned.index()) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let counts = |holding: &Holding| {
                holding.owned == owned
                    && (circles || holding.owner != subject)
                    && holding.share.may_be_held()
                    && below.get(holding.owner.index()).copied().unwrap_or(false)
            };
            let own = graph.holdings().iter().enumerate().filter(|(_, h)| counts(h));
            let mut own: Vec<(usize, PartyId)> = own.map(|(at, h)| (at, h.owner)).collect();
            own.sort_by(|a, b| graph.name(a.1).cmp(graph.name(b.1)).then(a.1.cmp(&b.1)));
            ways.extend(own.iter().map(|(at, _)| *at));
            next.extend(own.into_iter().map(|(_, owner)| owner));
        }
        level = next;
    }
    ways
}
