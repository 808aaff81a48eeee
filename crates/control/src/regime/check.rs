//! Faults that show only in the whole pack: periods that overlap, rules that cannot be told apart,
//! words that the law never uses.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::problem::{Place, Problem};
use crate::regime::{Form, Origin, Regime};

/// All of them.
#[must_use]
pub fn check(regime: &Regime) -> Vec<Problem> {
    let mut problems = Vec::new();
    overlaps(regime, &mut problems);
    headings(regime, &mut problems);
    if regime.profile("partner").is_none() {
        let what = "no profile `partner`, which is the default";
        problems.push(Problem::new(Place::default(), what));
    }
    problems
}

fn at(origin: &Origin, what: String) -> Problem {
    Problem::new(Place::line(&origin.file, origin.line), what)
}

/// What a row is about.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Row<'a> {
    /// A part of a rule.
    Rule(&'a str, &'a str),
    /// A state and a regime.
    Membership(&'a str, &'a str),
    /// Whose rule of ownership.
    Ownership(&'a str),
}

impl fmt::Display for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rule(id, part) => write!(f, "rule `{id}` part `{part}`"),
            Self::Membership(state, of) => write!(f, "membership of `{state}` in `{of}`"),
            Self::Ownership(of) => write!(f, "ownership of `{of}`"),
        }
    }
}

/// Two rows about the same thing in force at the same time contradict each other.
fn overlaps(regime: &Regime, problems: &mut Vec<Problem>) {
    let mut rows: BTreeMap<Row<'_>, Vec<&Origin>> = BTreeMap::new();
    for rule in &regime.rules {
        let key = Row::Rule(&rule.id, &rule.part);
        rows.entry(key).or_default().push(&rule.origin);
    }
    for row in &regime.memberships {
        let state = row.state.map_or("ZZ", |s| regime.country(s).code.as_str());
        let key = Row::Membership(state, row.regime.word());
        rows.entry(key).or_default().push(&row.origin);
    }
    for rule in &regime.ownership {
        rows.entry(Row::Ownership(&rule.authority)).or_default().push(&rule.origin);
    }
    for (key, origins) in rows {
        for (position, origin) in origins.iter().enumerate() {
            let earlier = origins.iter().take(position);
            for other in earlier.filter(|other| other.period.overlaps(&origin.period)) {
                let what = format!("{key} overlaps the row at {}:{}", other.file, other.line);
                problems.push(at(origin, what));
            }
        }
    }
}

/// A goods paragraph without articles and without anything below it can never match.
fn headings(regime: &Regime, problems: &mut Vec<Problem>) {
    let mut above = BTreeSet::new();
    for paragraph in &regime.paragraphs {
        let mut at = regime.outline.node(paragraph.node).parent;
        while let Some(node) = at.filter(|node| above.insert(*node)) {
            at = regime.outline.node(node).parent;
        }
    }
    for paragraph in &regime.paragraphs {
        if paragraph.can_match() || paragraph.limb || above.contains(&paragraph.node) {
            continue;
        }
        let missing = if paragraph.form == Form::Goods { "article" } else { "for" };
        let what = format!("paragraph `{}` has no `{missing}` and nothing below it", paragraph.id);
        problems.push(at(&paragraph.origin, what));
    }
}
