//! The worked examples of the rules: exact halves, chains, sums, circles, unknown shares.

use screening::ownership::{
    Graph, PartyId, RolledUp, Rule, Share, Standing, Sum, Threshold, Verdict, roll_up,
};

const OFAC: Rule = Rule { threshold: Threshold::at_least_half(), sum: Sum::Together };
const UK: Rule = Rule { threshold: Threshold::more_than_half(), sum: Sum::Apart };
const SILENT: Rule = Rule { threshold: Threshold::NotStated, sum: Sum::Together };
const OFF: Rule = Rule { threshold: Threshold::Never, sum: Sum::Together };

/// `X 50 A, A 50 B` is about the last party named; X and Y are listed, U and V only by name, W was
/// not screened.
fn ask(text: &str, rule: &Rule) -> RolledUp {
    let (mut graph, mut standing) = (Graph::default(), Vec::new());
    let mut known: Vec<(String, PartyId)> = Vec::new();
    let mut subject = None;
    for holding in text.split(", ") {
        let (owner, rest) = holding.split_once(' ').unwrap();
        let (share, owned) = rest.rsplit_once(' ').unwrap();
        let mut party = |name: &str| {
            if let Some((_, id)) = known.iter().find(|(own, _)| own == name) {
                return *id;
            }
            let id = graph.party(name);
            known.push((name.to_owned(), id));
            standing.push(match name {
                "X" | "Y" => Standing::Listed,
                "U" | "V" => Standing::NameOnly,
                "W" => Standing::Unscreened,
                _ => Standing::NotListed,
            });
            id
        };
        let (owner, owned) = (party(owner), party(owned));
        let share = if share == "?" { Share::UNKNOWN } else { Share::read(share).unwrap() };
        graph.hold(owner, owned, share);
        subject = Some(owned);
    }
    roll_up(&graph, subject.unwrap(), rule, &standing)
}

fn verdict(text: &str, rule: &Rule) -> Verdict {
    ask(text, rule).verdict
}

use Verdict::{Blocked, NotBlocked, Unknown};

#[test]
fn exactly_half() {
    assert_eq!(verdict("X 50.0 A", &OFAC), Blocked);
    assert_eq!(verdict("X 49.999999999999999999 A", &OFAC), NotBlocked);
    assert_eq!(verdict("X 50.0 A", &UK), NotBlocked);
    assert_eq!(verdict("X 50.000000000000000001 A", &UK), Blocked);
    assert_eq!(verdict("X 100 A", &OFF), NotBlocked);
}

/// Among them examples 1 to 3 of OFAC's FAQ 401.
#[test]
fn chains_and_sums() {
    assert_eq!(verdict("X 50 A, A 50 B", &OFAC), Blocked);
    assert_eq!(verdict("X 50 A, X 50 B, A 25 C, B 25 C", &OFAC), Blocked);
    assert_eq!(verdict("X 50 A, X 10 B, A 40 B", &OFAC), Blocked);
    assert_eq!(verdict("X 50 A, X 25 B, A 25 C, B 25 C", &OFAC), NotBlocked);
    assert_eq!(verdict("X 25 A, X 25 B, A 50 C, B 50 C", &OFAC), NotBlocked);
    assert_eq!(verdict("X 25 A, Y 25 A", &OFAC), Blocked);
    assert_eq!(verdict("X 40 A, Y 10 A", &OFAC), Blocked);
    let flagged = ask("X 40 A, Y 9 A", &OFAC);
    assert_eq!((flagged.verdict, flagged.steps.len()), (NotBlocked, 2));
    let flagged = ask("X 49 A, A 100 B", &OFAC);
    assert_eq!((flagged.verdict, flagged.steps.len()), (NotBlocked, 2));
}

#[test]
fn shares_that_are_not_added_up_leave_a_question() {
    let joint = ask("X 30 A, Y 30 A", &UK);
    assert_eq!((joint.verdict, joint.only_jointly), (Unknown, true));
    assert_eq!(verdict("X 25 A, Y 25 A", &UK), NotBlocked);
    assert_eq!(verdict("X 51 A, X 51 B, A 26 C, B 26 C", &UK), Blocked);
    assert!(!ask("X 51 A, Y 20 A", &UK).only_jointly);
}

#[test]
fn circles_end_and_count_once() {
    assert_eq!(verdict("A 60 B, B 60 A", &OFAC), NotBlocked);
    assert_eq!(verdict("X 50 A, B 30 A, A 50 B", &OFAC), Blocked);
    assert_eq!(verdict("X 10 A, A 30 B, B 30 A", &OFAC), NotBlocked);
    // A holds all of B, and B a fifth of A: of the shares that others hold, X has half.
    let circle = ask("X 40 A, A 100 B, B 20 A", &OFAC);
    assert_eq!((circle.verdict, circle.only_in_a_circle), (Unknown, true));
    assert_eq!(verdict("X 40 A, A 60 A", &OFAC), Unknown);
}

#[test]
fn unknown_stays_unknown() {
    assert_eq!(verdict("X ? A", &OFAC), Unknown);
    assert_eq!(verdict("X 25..50 A", &OFAC), Unknown);
    assert_eq!(verdict("X 25..49.9 A", &OFAC), NotBlocked);
    assert_eq!(verdict("X < 50 A", &OFAC), NotBlocked);
    assert_eq!(verdict("X >= 50 A", &OFAC), Blocked);
    assert_eq!(verdict("X > 50 A", &UK), Blocked);
    assert_eq!(verdict("X >= 50 A", &UK), Unknown);
    assert_eq!(verdict("B ? A", &OFAC), NotBlocked);
    assert_eq!(verdict("X 50 A, A ? B", &OFAC), Unknown);
    assert_eq!(verdict("U 50 A", &OFAC), Unknown);
    assert_eq!(ask("U 50 A", &OFAC).if_hits_hold, Blocked);
    assert_eq!(ask("U 49 A", &OFAC).if_hits_hold, NotBlocked);
    assert_eq!(verdict("W 50 A", &OFAC), Unknown);
    assert_eq!(ask("W 50 A", &OFAC).if_hits_hold, Unknown);
    assert_eq!(verdict("X 100 A", &SILENT), Unknown);
    assert_eq!(verdict("X 1 A, A 1 B", &SILENT), Unknown);
}

#[test]
fn the_same_stake_told_twice_is_no_second_one_for_sure() {
    assert_eq!(verdict("X 30 A, X 30 A", &OFAC), Unknown);
    assert_eq!(verdict("X 50 A, X 50 A", &OFAC), Blocked);
}

#[test]
fn the_reason_is_the_way() {
    let found = ask("X 50 A, Z 50 A, A 50 B, X 10 B", &OFAC);
    let shares: Vec<String> = found.steps.iter().map(|s| s.holding.share.to_string()).collect();
    assert_eq!(shares, ["50 %", "10 %", "50 %"]);
    assert_eq!(found.held.to_string(), "60 %");
    assert_eq!(found.steps[0].owner, Blocked);
}
