//! Faults that show only in the whole pack: periods that overlap, rules that cannot be told apart,
//! words that the law never uses.

use std::collections::BTreeMap;

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

/// Two rows about the same thing in force at the same time contradict each other.
fn overlaps(regime: &Regime, problems: &mut Vec<Problem>) {
    let mut rows: BTreeMap<String, Vec<&Origin>> = BTreeMap::new();
    for rule in &regime.rules {
        let key = format!("rule `{}` part `{}`", rule.id, rule.part);
        rows.entry(key).or_default().push(&rule.origin);
    }
    for row in &regime.memberships {
        let state = row.state.map_or("ZZ", |s| regime.country(s).code.as_str());
        let key = format!("membership of `{state}` in `{}`", row.regime.word());
        rows.entry(key).or_default().push(&row.origin);
    }
    for rule in &regime.ownership {
        let key = format!("ownership of `{}`", rule.authority);
        rows.entry(key).or_default().push(&rule.origin);
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
    for paragraph in &regime.paragraphs {
        let below = || {
            regime.paragraphs.iter().any(|other| {
                other.node != paragraph.node && regime.outline.is_under(other.node, paragraph.node)
            })
        };
        if paragraph.can_match() || paragraph.limb || below() {
            continue;
        }
        let missing = if paragraph.form == Form::Goods { "article" } else { "for" };
        let what = format!("paragraph `{}` has no `{missing}` and nothing below it", paragraph.id);
        problems.push(at(&paragraph.origin, what));
    }
}
