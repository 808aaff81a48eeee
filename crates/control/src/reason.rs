//! Reasons cut down to what decided: a true "all" keeps all, a true "any" the alternative that
//! holds, an unknown keeps what is unknown.

use crate::case::{Case, Match};
use crate::describe;
use crate::determine::{Ground, Outcome};
use crate::evaluate::{self, Asking};
use crate::regime::{Line, Paragraph, Rule};
use crate::relation;
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// Equipment of a paragraph that a reason names; the rest is counted.
const TARGETS_SHOWN: usize = 6;

/// Why a paragraph is matched or may be.
#[must_use]
pub fn paragraph(case: &Case<'_>, asking: &Asking<'_>, matched: &Match) -> Vec<String> {
    let paragraph = case.regime.paragraph(matched.paragraph);
    let mut because = Vec::new();
    let covered = crate::classify::covers(case.regime, paragraph, asking.item);
    because.push(coverage(case, asking.item, paragraph, covered));
    for line in &paragraph.need {
        because.extend(self::line(case, asking, line, matched.truth));
    }
    for line in &paragraph.unless {
        let truth = evaluate::line(case, asking.item, line);
        if truth == Truth::Unknown {
            because.extend(claimed(case, asking, line));
        }
    }
    if let Some(gap) = &paragraph.gap {
        let fails = evaluate::all(case, asking.item, &paragraph.need) == Truth::False;
        if fails && !matched.gap {
            because.extend(self::line(case, asking, &gap.when, Truth::Unknown));
        }
        if fails {
            because.push(gap.note.clone());
        }
    }
    once(&mut because);
    because
}

/// Repeated lines once, in their order.
fn once(lines: &mut Vec<String>) {
    let mut seen = std::collections::BTreeSet::new();
    lines.retain(|each| seen.insert(each.clone()));
}

/// Activity by activity what software or technology is for, and what the paragraph asks.
fn purpose(case: &Case<'_>, item: &Item, paragraph: &Paragraph, covered: Truth) -> String {
    let named: Vec<String> = paragraph
        .equipment
        .targets
        .iter()
        .take(TARGETS_SHOWN)
        .map(|t| describe::target(case, *t))
        .collect();
    let more = paragraph.equipment.targets.len().saturating_sub(TARGETS_SHOWN);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let (purposes, beside) = (describe::purposes(case, item), describe::beside(case, item));
    let mut facts = format!("{}, {purposes}{beside}", describe::form(item));
    let mut asked = format!("for {}{more}", named.join(", "));
    if !paragraph.scope.is_empty() {
        facts = match &item.scope {
            Stated::Value(scope) => format!("{facts}, scope {}", scope.join(", ")),
            Stated::NotStated => format!("{facts}, scope not stated"),
        };
        asked = format!("{asked}; scope {}", paragraph.scope.join(", "));
    }
    let verb = if covered == Truth::True { "meets" } else { "open for" };
    format!("{facts}: {verb} `{asked}`")
}

fn coverage(case: &Case<'_>, item: &Item, paragraph: &Paragraph, covered: Truth) -> String {
    if item.form != crate::regime::Form::Goods {
        return purpose(case, item, paragraph, covered);
    }
    match item.article {
        Stated::Value(own) => {
            let id = &case.regime.vocabulary.article(own).id;
            let own_words = crate::classify::article(case.regime, paragraph, item, own);
            match (covered, own_words) {
                (Truth::True, _) => format!("article {id}"),
                (_, Truth::False) => {
                    let naming = relation::naming(case.regime, item, paragraph.node);
                    let said: Vec<String> =
                        naming.map(|k| describe::relation(case, item, k)).collect();
                    let said = said.join("; ");
                    format!("article {id} may be in the general words of the heading: {said}")
                }
                _ if !item.suggested.is_empty() => {
                    format!("article {id}, although another is suggested by description or codes")
                }
                _ => format!("article {id} is wider"),
            }
        }
        Stated::NotStated => "article not stated; suggested by description or codes".to_owned(),
    }
}

/// Why an outcome holds or may hold: the firmest grounds first.
#[must_use]
pub fn outcome(
    case: &Case<'_>,
    rule: &Rule,
    outcome: &Outcome,
    asking: &[Asking<'_>],
) -> Vec<String> {
    let mut because = Vec::new();
    let grounds = outcome.grounds.iter().zip(asking);
    for (ground, asking) in grounds.filter(|(ground, _)| ground.truth == outcome.truth) {
        because.extend(one_ground(case, rule, ground, asking));
    }
    once(&mut because);
    because
}

fn one_ground(case: &Case<'_>, rule: &Rule, ground: &Ground, asking: &Asking<'_>) -> Vec<String> {
    let mut because = Vec::new();
    let conditions =
        Truth::all(rule.when.iter().map(|l| evaluate::condition_line(case, asking, l)));
    for line in &rule.when {
        because.extend(self::line(case, asking, line, conditions));
    }
    for line in rule.unless.iter().chain(&rule.argued) {
        if evaluate::condition_line(case, asking, line).is_open() {
            because.extend(claimed(case, asking, line));
            because.push("an exit is claimed; a person must judge it".to_owned());
        }
    }
    if ground.truth == Truth::Unknown && asking.recipient.is_some_and(|r| r.loose) {
        because.push("a looser connection to the state: a question, not a certainty".to_owned());
    }
    if ground.truth == Truth::Unknown && !rule.judgement.is_empty() {
        because.push(rule.judgement.clone());
    }
    because
}

/// The clauses of an exclusion or exit that may hold. What is certain in it counts as much as what
/// is open: without the claim that somebody made it would not hold anything open.
fn claimed(case: &Case<'_>, asking: &Asking<'_>, line: &Line) -> Vec<String> {
    let mut because = Vec::new();
    for alternative in &line.alternatives {
        let clauses = alternative.iter().map(|c| (c, evaluate::condition(case, asking, &c.test)));
        let clauses: Vec<_> = clauses.collect();
        if clauses.iter().all(|(_, truth)| truth.is_open()) {
            let words = |(clause, truth)| describe::clause(case, asking, clause, truth);
            because.extend(clauses.into_iter().map(words));
        }
    }
    because
}

/// The clauses of a line that decided it.
fn line(case: &Case<'_>, asking: &Asking<'_>, line: &Line, whole: Truth) -> Vec<String> {
    let truth = evaluate::condition_line(case, asking, line);
    // In an unknown whole, what is certain did not leave it open.
    if whole == Truth::Unknown && truth == Truth::True {
        return Vec::new();
    }
    let mut because = Vec::new();
    for alternative in &line.alternatives {
        let clauses = alternative.iter().map(|c| (c, evaluate::condition(case, asking, &c.test)));
        let clauses: Vec<_> = clauses.collect();
        if Truth::all(clauses.iter().map(|(_, t)| *t)) != truth {
            continue;
        }
        for (clause, own) in clauses {
            if own == truth {
                because.push(describe::clause(case, asking, clause, own));
            }
        }
        if truth == Truth::True {
            break;
        }
    }
    because
}
