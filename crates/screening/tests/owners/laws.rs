//! What must hold for every graph.

use proptest::prelude::*;
use screening::ownership::{Graph, Standing, Verdict, roll_up};

use crate::twin::{Holdings, graph, holdings, rules, standings};

fn narrower(holdings: &Holdings, at: usize, to: u32) -> Holdings {
    let mut narrower = holdings.clone();
    if let Some((_, _, low, high)) = narrower.get_mut(at) {
        let to = to.clamp(*low, *high);
        (*low, *high) = (to, to);
    }
    narrower
}

/// `then` says nothing that `now` had ruled out.
fn narrows(now: Verdict, then: Verdict) -> bool {
    now == Verdict::Unknown || now == then
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn learning_a_share_only_narrows(
        rule in rules(),
        all in holdings(7, 14),
        standing in standings(7),
        at in 0_usize..14,
        to in 0_u32..=100,
    ) {
        let ((now, subject), (then, _)) = (graph(7, &all), graph(7, &narrower(&all, at, to)));
        let now = roll_up(&now, subject, &rule, &standing).verdict;
        let then = roll_up(&then, subject, &rule, &standing).verdict;
        prop_assert!(narrows(now, then), "{now:?} became {then:?}");
    }

    #[test]
    fn judging_a_hit_only_narrows(
        rule in rules(),
        all in holdings(7, 14),
        standing in standings(7),
        at in 0_usize..6,
        is in any::<bool>(),
    ) {
        let (graph, subject) = graph(7, &all);
        let now = roll_up(&graph, subject, &rule, &standing).verdict;
        let mut judged = standing.clone();
        if matches!(judged[at], Standing::NameOnly | Standing::Unscreened) {
            judged[at] = if is { Standing::Listed } else { Standing::NotListed };
        }
        let then = roll_up(&graph, subject, &rule, &judged).verdict;
        prop_assert!(narrows(now, then), "{now:?} became {then:?}");
    }

    #[test]
    fn the_order_of_holdings_says_nothing(
        rule in rules(),
        all in holdings(7, 14),
        standing in standings(7),
        turn in 0_usize..14,
    ) {
        let mut turned = all.clone();
        turned.reverse();
        let turn = if turned.is_empty() { 0 } else { turn % turned.len() };
        turned.rotate_left(turn);
        let ((one, subject), (other, _)) = (graph(7, &all), graph(7, &turned));
        let one = roll_up(&one, subject, &rule, &standing);
        let other = roll_up(&other, subject, &rule, &standing);
        prop_assert_eq!(one, other);
    }

    #[test]
    fn nobody_listed_blocks_nobody(rule in rules(), all in holdings(7, 14)) {
        let (graph, subject) = graph(7, &all);
        let nobody = [Standing::NotListed; 7];
        prop_assert_eq!(roll_up(&graph, subject, &rule, &nobody).verdict, Verdict::NotBlocked);
    }

    /// What hits would do lies between the answer now and the answer once they are judged.
    #[test]
    fn what_hits_would_do_is_what_they_do(
        rule in rules(),
        all in holdings(7, 14),
        standing in standings(7),
    ) {
        let (graph, subject) = graph(7, &all);
        let now = roll_up(&graph, subject, &rule, &standing);
        let judged: Vec<Standing> = standing
            .iter()
            .map(|s| if *s == Standing::NameOnly { Standing::Listed } else { *s })
            .collect();
        let then = roll_up(&graph, subject, &rule, &judged);
        prop_assert_eq!(now.if_hits_hold, then.verdict);
    }
}

#[test]
fn a_long_chain_and_a_wide_party_end() {
    let mut graph = Graph::default();
    let first = graph.party("first");
    let mut last = first;
    for at in 0..2_000 {
        let next = graph.party(at.to_string());
        graph.hold(last, next, screening::ownership::Share::read("50").unwrap());
        last = next;
    }
    let mut standing = vec![Standing::NotListed; graph.len()];
    standing[first.index()] = Standing::Listed;
    let rule = screening::ownership::Rule {
        threshold: screening::ownership::Threshold::at_least_half(),
        sum: screening::ownership::Sum::Together,
    };
    let found = roll_up(&graph, last, &rule, &standing);
    assert_eq!(found.verdict, Verdict::Blocked);
    assert!(found.more);
}
