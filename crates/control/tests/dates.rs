//! Every period edge of rules and memberships, a second before, at, and after, from the data.

use control::period::AsOf;
use jiff::{SignedDuration, Timestamp};

use crate::pack::pack;

fn shifted(at: Timestamp, seconds: i64) -> AsOf {
    AsOf(at.checked_add(SignedDuration::from_secs(seconds)).unwrap())
}

#[test]
fn from_is_inside_and_until_is_outside() {
    let regime = pack();
    let rules = regime.rules.iter().map(|rule| &rule.origin);
    let rows = regime.memberships.iter().map(|row| &row.origin);
    let mut edges = 0;
    for origin in rules.chain(rows) {
        if let Some(from) = origin.period.from {
            assert!(!origin.period.holds(shifted(from, -1)), "{}:{}", origin.file, origin.line);
            assert!(origin.period.holds(shifted(from, 0)), "{}:{}", origin.file, origin.line);
            edges += 1;
        }
        if let Some(until) = origin.period.until {
            assert!(origin.period.holds(shifted(until, -1)), "{}:{}", origin.file, origin.line);
            assert!(!origin.period.holds(shifted(until, 0)), "{}:{}", origin.file, origin.line);
            assert!(
                !origin.period.holds(shifted(until, 86_400)),
                "{}:{}",
                origin.file,
                origin.line
            );
            edges += 1;
        }
    }
    println!("{edges} edges");
    assert!(edges > 100);
}
