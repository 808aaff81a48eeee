//! What happened to an entry, in words.

use screening::listing::ListedParty;
use screening::lists::diff::{Field, changed_fields};

use crate::material;

/// What differs between two versions of an entry, in words.
pub(super) fn differences(then: &ListedParty, now: &ListedParty) -> Vec<String> {
    let mut why = Vec::new();
    for field in changed_fields(then, now) {
        match field {
            Field::Names => names(then, now, &mut why),
            Field::Kind => {
                let kind = |p: &ListedParty| format!("{:?}", p.kind).to_lowercase();
                why.push(format!("kind: {} before, {} now", kind(then), kind(now)));
            }
            Field::Birth => {
                let births =
                    |p: &ListedParty| p.birth.iter().map(material::birth).collect::<Vec<_>>();
                values("birth", &births(then), &births(now), &mut why);
            }
            Field::Countries => {
                values("country", &then.countries, &now.countries, &mut why);
            }
            Field::Addresses => {
                values("address", &then.addresses, &now.addresses, &mut why);
            }
            Field::Identifiers => {
                let ids = |p: &ListedParty| {
                    p.identifiers.iter().map(material::identifier).collect::<Vec<_>>()
                };
                values("identifier", &ids(then), &ids(now), &mut why);
            }
            Field::Gender => {
                let gender = |p: &ListedParty| p.gender.clone().into_iter().collect::<Vec<_>>();
                values("gender", &gender(then), &gender(now), &mut why);
            }
            Field::ListedOn => {
                let day = |p: &ListedParty| p.listed_on.clone().into_iter().collect::<Vec<_>>();
                values("day of listing", &day(then), &day(now), &mut why);
            }
            Field::Programmes => {
                values("programme", &then.programmes, &now.programmes, &mut why);
            }
            Field::Owners => {
                let owners =
                    |p: &ListedParty| p.owners.iter().map(|o| o.owner.clone()).collect::<Vec<_>>();
                values("owner", &owners(then), &owners(now), &mut why);
            }
            Field::DelistedOn | Field::Remarks => {}
        }
    }
    why
}

/// Values of a field that are told one by one; more are counted.
const VALUES_TOLD: usize = 5;

/// Values that are on one side only.
pub(super) fn values(what: &str, then: &[String], now: &[String], why: &mut Vec<String>) {
    let mut tell = |verb: &str, from: &[String], against: &[String]| {
        let only: Vec<&String> = from.iter().filter(|value| !against.contains(value)).collect();
        why.extend(only.iter().take(VALUES_TOLD).map(|value| format!("{what} {verb}: {value}")));
        if only.len() > VALUES_TOLD {
            why.push(format!("{} more {what} {verb}", only.len() - VALUES_TOLD));
        }
    };
    tell("added", now, then);
    tell("removed", then, now);
}

fn names(then: &ListedParty, now: &ListedParty, why: &mut Vec<String>) {
    let wholes = |p: &ListedParty| p.names.iter().map(|n| n.whole.clone()).collect::<Vec<_>>();
    let (before, after) = (wholes(then), wholes(now));
    let first = |all: &[String]| all.first().cloned().unwrap_or_default();
    let count = why.len();
    values("name", &before, &after, why);
    if first(&before) != first(&after) {
        why.push(format!("first name: {} before, {} now", first(&before), first(&after)));
    } else if why.len() == count {
        why.push("grade of a name changed".to_owned());
    }
}
