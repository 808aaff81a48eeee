//! The slow, obvious way: every completion of what is not known, every set of parties.

use proptest::prelude::*;
use screening::ownership::{
    Bound, Graph, Part, PartyId, Rule, Share, Standing, Sum, Threshold, Verdict, roll_up,
};

/// Whole percents, with the ends of each holding.
pub(crate) type Holdings = Vec<(usize, usize, u32, u32)>;

pub(crate) fn percent(whole: u32) -> Part {
    Part::percent(&whole.to_string()).unwrap()
}

pub(crate) fn share(low: u32, high: u32) -> Share {
    Share::between(Bound::closed(percent(low)), Bound::closed(percent(high))).unwrap()
}

/// The graph, and its last party: the one that is asked about.
pub(crate) fn graph(parties: usize, holdings: &Holdings) -> (Graph, PartyId) {
    let mut graph = Graph::default();
    let ids: Vec<_> = (0..parties).map(|at| graph.party(at.to_string())).collect();
    for (owner, owned, low, high) in holdings {
        graph.hold(ids[*owner], ids[*owned], share(*low, *high));
    }
    (graph, ids[parties - 1])
}

fn reaches(rule: &Rule, sum: u32) -> bool {
    match rule.threshold {
        Threshold::AtLeast(part) => percent_or_more(sum) >= part,
        Threshold::MoreThan(part) => percent_or_more(sum) > part,
        Threshold::NotStated | Threshold::Never => false,
    }
}

fn percent_or_more(sum: u32) -> Part {
    percent(sum.min(100))
}

fn sum(shares: &[(usize, usize, u32)], owned: usize, members: u32) -> u32 {
    let own = shares.iter().filter(|(owner, own, _)| *own == owned && members >> owner & 1 == 1);
    own.map(|(_, _, share)| share).sum()
}

/// In every set that holds the seeds and all whom its members reach.
fn in_every_closed_set(
    rule: &Rule,
    parties: usize,
    shares: &[(usize, usize, u32)],
    seeds: u32,
    subject: usize,
) -> bool {
    (0_u32..1 << parties).all(|set| {
        let holds_seeds = set & seeds == seeds;
        let closed =
            (0..parties).all(|at| set >> at & 1 == 1 || !reaches(rule, sum(shares, at, set)));
        !(holds_seeds && closed) || set >> subject & 1 == 1
    })
}

/// In some set whose members are seeds or are reached by members, each below a seed within it.
fn in_some_consistent_set(
    rule: &Rule,
    parties: usize,
    shares: &[(usize, usize, u32)],
    seeds: u32,
    subject: usize,
) -> bool {
    (0_u32..1 << parties).any(|set| {
        let consistent = (0..parties).all(|at| {
            set >> at & 1 == 0 || seeds >> at & 1 == 1 || reaches(rule, sum(shares, at, set))
        });
        let mut below = seeds & set;
        for _ in 0..parties {
            for (owner, owned, share) in shares {
                if below >> owner & 1 == 1 && set >> owned & 1 == 1 && *share > 0 {
                    below |= 1 << owned;
                }
            }
        }
        consistent && below == set && set >> subject & 1 == 1
    })
}

fn completions(holdings: &Holdings) -> Vec<Vec<(usize, usize, u32)>> {
    let mut all = vec![Vec::new()];
    for (owner, owned, low, high) in holdings {
        let mut next = Vec::new();
        for known in &all {
            for share in [*low, u32::midpoint(*low, *high), *high] {
                let mut known = known.clone();
                known.push((*owner, *owned, share));
                next.push(known);
            }
        }
        all = next;
    }
    all
}

pub(crate) fn slow(
    rule: &Rule,
    parties: usize,
    holdings: &Holdings,
    standing: &[Standing],
) -> Verdict {
    let subject = parties - 1;
    let open: Vec<usize> = (0..subject)
        .filter(|at| matches!(standing[*at], Standing::NameOnly | Standing::Unscreened))
        .collect();
    let sure = (0..subject).filter(|at| standing[*at] == Standing::Listed);
    let sure = sure.fold(0_u32, |set, at| set | 1 << at);
    let (mut always, mut ever) = (true, false);
    for shares in completions(holdings) {
        for choice in 0_u32..1 << open.len() {
            let chosen = open.iter().enumerate().filter(|(bit, _)| choice >> bit & 1 == 1);
            let seeds = chosen.fold(sure, |set, (_, at)| set | 1 << at);
            always &= match rule.sum {
                Sum::Together => in_every_closed_set(rule, parties, &shares, seeds, subject),
                Sum::Apart => (0..subject).any(|at| {
                    seeds >> at & 1 == 1
                        && in_every_closed_set(rule, parties, &shares, 1 << at, subject)
                }),
            };
            ever |= in_some_consistent_set(rule, parties, &shares, seeds, subject);
        }
    }
    match (always, ever) {
        (true, _) => Verdict::Blocked,
        (false, true) => Verdict::Unknown,
        (false, false) => Verdict::NotBlocked,
    }
}

pub(crate) fn rules() -> impl Strategy<Value = Rule> {
    let threshold =
        prop_oneof![Just(Threshold::at_least_half()), Just(Threshold::more_than_half()),];
    let sum = prop_oneof![Just(Sum::Together), Just(Sum::Apart)];
    (threshold, sum).prop_map(|(threshold, sum)| Rule { threshold, sum })
}

pub(crate) fn standings(parties: usize) -> impl Strategy<Value = Vec<Standing>> {
    let one = prop_oneof![
        2 => Just(Standing::Listed),
        1 => Just(Standing::NameOnly),
        1 => Just(Standing::Unscreened),
        4 => Just(Standing::NotListed),
    ];
    prop::collection::vec(one, parties)
}

/// One holding at most between two parties: told twice is another matter.
pub(crate) fn holdings(parties: usize, most: usize) -> impl Strategy<Value = Holdings> {
    let end =
        || prop_oneof![Just(0_u32), Just(10), Just(25), Just(49), Just(50), Just(51), Just(100)];
    let one = (0..parties, 0..parties, end(), end());
    prop::collection::vec(one, 0..=most).prop_map(|all| {
        let mut kept: Holdings = Vec::new();
        for (owner, owned, a, b) in all {
            if !kept.iter().any(|(o, p, ..)| (*o, *p) == (owner, owned)) {
                kept.push((owner, owned, a.min(b), a.max(b)));
            }
        }
        kept
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fixed_points_agree_with_the_enumeration(
        rule in rules(),
        holdings in holdings(5, 5),
        standing in standings(5),
    ) {
        let (graph, subject) = graph(5, &holdings);
        let fast = roll_up(&graph, subject, &rule, &standing).verdict;
        let slow = slow(&rule, 5, &holdings, &standing);
        prop_assert_eq!(fast, slow);
    }
}
