//! A determination in words: what every output is a rendering of.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::Case;
use crate::determine::{Determination, Duty};
use crate::evaluate::Asking;
use crate::evidence::{Denials, Screened};
use crate::finding::findings;
use crate::ident::PropertyIdx;
use crate::owned::{self, OwnershipLine};
use crate::question::{Question, questions};
use crate::reason;
use crate::regime::{Line, Rule, Status, Test, Vocabulary};
use crate::review::{Awaiting, awaiting};
use crate::truth::Truth;

/// The whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The transfer's id.
    pub id: String,
    /// The law's day, RFC 3339 in UTC.
    pub as_of: String,
    /// Whose law.
    pub profile: String,
    /// Highest status among rules that are true.
    pub floor: Status,
    /// Highest status among rules true or unknown.
    pub ceiling: Status,
    /// Paragraphs.
    pub matches: Vec<MatchLine>,
    /// Items of which nothing says what they are: each may be in any paragraph.
    pub unclassified: Vec<String>,
    /// Rules.
    pub outcomes: Vec<OutcomeLine>,
    /// Duties.
    pub duties: Vec<DutyLine>,
    /// Questions.
    pub questions: Vec<Question>,
    /// Contradictions and other things to notice.
    pub findings: Vec<String>,
    /// Exclusions and exits that exist and how to claim them.
    pub exits: Vec<String>,
    /// Parties and what was found.
    pub screening: Vec<ScreeningLine>,
    /// Hits that nobody has judged away.
    pub awaiting_review: Vec<Awaiting>,
    /// Denials compared.
    pub denials: Vec<DenialLine>,
    /// Assumptions that were used.
    pub assumptions: Vec<String>,
    /// Lines of the pack that decided something and are not checked against the primary text.
    pub unreviewed: Vec<String>,
}

impl Answer {
    /// Whether somebody must look at the parties before the transfer is cleared, whatever the law's
    /// statuses are: a hit on a list that nobody has judged away, or owners whose listing reaches a
    /// party, or may.
    #[must_use]
    pub fn parties_open(&self) -> bool {
        !self.awaiting_review.is_empty()
            || self
                .screening
                .iter()
                .flat_map(|line| &line.ownership)
                .any(|owned| owned.truth.is_open())
    }
}

/// A paragraph.
#[derive(Clone, Debug)]
pub struct MatchLine {
    /// Item id.
    pub item: String,
    /// Paragraph id.
    pub paragraph: String,
    /// Its heading.
    pub heading: String,
    /// Its class.
    pub category: String,
    /// True or unknown.
    pub truth: Truth,
    /// Citation.
    pub cite: String,
    /// Why.
    pub because: Vec<String>,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct OutcomeLine {
    /// Rule id.
    pub rule: String,
    /// Its heading.
    pub heading: String,
    /// Its status; none = duties only.
    pub status: Option<Status>,
    /// True or unknown.
    pub truth: Truth,
    /// Citation.
    pub cite: String,
    /// Why.
    pub because: Vec<String>,
    /// The condition is our reading.
    pub inference: bool,
}

/// A duty.
#[derive(Clone, Debug)]
pub struct DutyLine {
    /// Its code.
    pub duty: String,
    /// True or unknown.
    pub truth: Truth,
    /// Citation, or what imposes it.
    pub cite: String,
}

/// A party.
#[derive(Clone, Debug)]
pub struct ScreeningLine {
    /// Role.
    pub role: String,
    /// Name.
    pub name: String,
    /// What was found.
    pub screened: Screened,
    /// What the rules of ownership make of the owners behind it.
    pub ownership: Vec<OwnershipLine>,
}

/// A denial compared.
#[derive(Clone, Debug)]
pub struct DenialLine {
    /// Denial id.
    pub denial: String,
    /// Authority.
    pub authority: String,
    /// Whether consultation is owed.
    pub truth: Truth,
    /// Catch-all: shown without a duty.
    pub advisory: bool,
    /// Field by field: name, truth, value.
    pub fields: Vec<(&'static str, Truth, String)>,
}

/// Puts a determination into words.
#[must_use]
pub fn answer(case: &Case<'_>, determination: &Determination) -> Answer {
    let transfer = case.transfer;
    let exits = exits(case, determination);
    Answer {
        id: transfer.id.clone(),
        as_of: transfer.as_of.to_string(),
        profile: case.profile.id.clone(),
        floor: determination.floor,
        ceiling: determination.ceiling,
        matches: matches(case, determination),
        unclassified: unclassified(case, determination),
        outcomes: outcomes(case, determination),
        duties: determination.duties.iter().map(|duty| duty_line(case, duty)).collect(),
        questions: questions(case, determination)
            .into_iter()
            .chain(owned::questions(case))
            .collect(),
        findings: findings(case, determination),
        exits,
        screening: screening(case),
        awaiting_review: awaiting(case),
        denials: denials(case, determination),
        assumptions: transfer.assumptions.clone(),
        unreviewed: unreviewed(case, determination),
    }
}

fn matches(case: &Case<'_>, determination: &Determination) -> Vec<MatchLine> {
    let mut lines = Vec::new();
    for (item, classified) in case.transfer.items.iter().zip(&determination.classified) {
        let asking = Asking { item, classified, recipient: None };
        for matched in &classified.matches {
            let paragraph = case.regime.paragraph(matched.paragraph);
            lines.push(MatchLine {
                item: item.id.clone(),
                paragraph: paragraph.id.clone(),
                heading: paragraph.heading.clone(),
                category: paragraph.category.clone(),
                truth: matched.truth,
                cite: case.regime.cite(&paragraph.origin.cite),
                because: reason::paragraph(case, &asking, matched),
            });
        }
    }
    lines
}

fn unclassified(case: &Case<'_>, determination: &Determination) -> Vec<String> {
    let items = case.transfer.items.iter().zip(&determination.classified);
    items.filter(|(_, found)| found.unclassified).map(|(item, _)| item.id.clone()).collect()
}

fn outcomes(case: &Case<'_>, determination: &Determination) -> Vec<OutcomeLine> {
    let line = |outcome: &crate::determine::Outcome| {
        let rule = case.regime.rule(outcome.rule);
        let asking: Vec<Asking<'_>> = outcome
            .grounds
            .iter()
            .filter_map(|ground| {
                let item = case.transfer.items.get(ground.item)?;
                let classified = determination.classified.get(ground.item)?;
                Some(Asking { item, classified, recipient: ground.recipient })
            })
            .collect();
        OutcomeLine {
            rule: rule.id.clone(),
            heading: rule.heading.clone(),
            status: rule.status,
            truth: outcome.truth,
            cite: case.regime.cite(&rule.origin.cite),
            because: reason::outcome(case, rule, outcome, &asking),
            inference: rule.inference,
        }
    };
    determination.outcomes.iter().map(line).collect()
}

fn duty_line(case: &Case<'_>, duty: &Duty) -> DutyLine {
    let cite = match duty.rule {
        Some(rule) => case.regime.cite(&case.regime.rule(rule).origin.cite),
        None => match duty.code.split(':').next().unwrap_or_default() {
            "consult" => "no undercut: partners' denials".to_owned(),
            "review_hit" => "a hit on a party list is for a person to judge".to_owned(),
            _ => "range and payload are to be assessed on the whole trade-off".to_owned(),
        },
    };
    DutyLine { duty: duty.code.clone(), truth: duty.truth, cite }
}

fn screening(case: &Case<'_>) -> Vec<ScreeningLine> {
    let pairs = case.transfer.parties.iter().zip(&case.evidence.parties);
    pairs
        .enumerate()
        .map(|(at, (party, screened))| ScreeningLine {
            role: party.role.to_owned(),
            name: party.name.clone(),
            screened: screened.clone(),
            ownership: owned::lines(case, at),
        })
        .collect()
}

fn denials(case: &Case<'_>, determination: &Determination) -> Vec<DenialLine> {
    let Denials::Looked(register) = &case.evidence.denials else { return Vec::new() };
    let compared = determination.denials.iter().flatten();
    compared
        .filter_map(|each| {
            let denial = register.get(each.denial)?;
            Some(DenialLine {
                denial: denial.id.clone(),
                authority: denial.authority.clone(),
                truth: each.truth,
                advisory: each.advisory,
                fields: each.fields.clone(),
            })
        })
        .collect()
}

/// Exclusions and exits of what was found, each once with what it is claimed against, so that nobody
/// has to know of them.
fn exits(case: &Case<'_>, determination: &Determination) -> Vec<String> {
    let mut exits: BTreeMap<PropertyIdx, BTreeSet<&str>> = BTreeMap::new();
    let words = &case.regime.vocabulary;
    for classified in &determination.classified {
        for matched in &classified.matches {
            let paragraph = case.regime.paragraph(matched.paragraph);
            for at in claims(words, paragraph.unless.iter()) {
                exits.entry(at).or_default().insert(&paragraph.id);
            }
        }
    }
    for outcome in &determination.outcomes {
        let rule = case.regime.rule(outcome.rule);
        for at in claims(words, rule.unless.iter().chain(&rule.argued)) {
            exits.entry(at).or_default().insert(&rule.id);
        }
    }
    let line = |(at, of): (PropertyIdx, BTreeSet<&str>)| {
        let property = words.property(at);
        let of: Vec<&str> = of.into_iter().collect();
        format!("`properties.{}`: {} (of {})", property.id, property.meaning, of.join(", "))
    };
    exits.into_iter().map(line).collect()
}

/// The claims that lines ask for.
fn claims<'r>(
    words: &'r Vocabulary,
    lines: impl Iterator<Item = &'r Line>,
) -> impl Iterator<Item = PropertyIdx> {
    let clauses = lines.flat_map(|line| line.alternatives.iter().flatten());
    let named = clauses.filter_map(|clause| match &clause.test {
        Test::Flag(at) | Test::Word { property: at, .. } => Some(*at),
        _ => None,
    });
    named.filter(|at| words.property(*at).claim)
}

/// What decided and has not been checked, and editions that are younger than the day.
fn unreviewed(case: &Case<'_>, determination: &Determination) -> Vec<String> {
    let mut lines = Vec::new();
    for classified in &determination.classified {
        for matched in &classified.matches {
            let paragraph = case.regime.paragraph(matched.paragraph);
            if !paragraph.origin.reviewed {
                lines.push(paragraph.id.clone());
            }
            let list = case.regime.list(paragraph.list);
            if case.transfer.as_of < list.edition_from {
                lines.push(format!(
                    "{} read in the edition of {}",
                    list.id,
                    list.edition_from.date()
                ));
            }
        }
    }
    for outcome in &determination.outcomes {
        let rule = case.regime.rule(outcome.rule);
        if !rule.origin.reviewed {
            lines.push(rule.id.clone());
        }
        for ground in &outcome.grounds {
            memberships(case, rule, ground.recipient.and_then(|r| r.state), &mut lines);
        }
    }
    lines.extend(owned::unreviewed(case));
    lines.sort();
    lines.dedup();
    lines
}

/// Unreviewed membership rows that a rule looked at.
fn memberships(
    case: &Case<'_>,
    rule: &Rule,
    recipient: Option<crate::ident::StateIdx>,
    lines: &mut Vec<String>,
) {
    for clause in rule.when.iter().flat_map(|line| line.alternatives.iter().flatten()) {
        let mut test = &clause.test;
        while let Test::Not(inner) = test {
            test = inner;
        }
        let Test::Membership { whose, regime, .. } = test else { continue };
        let state = match whose {
            crate::regime::Whose::Recipient => recipient,
            crate::regime::Whose::Exporter => case.transfer.from.value().copied(),
        };
        let Some(state) = state else { continue };
        let row = case.regime.membership(state, *regime, case.transfer.as_of);
        if row.is_some_and(|at| !case.regime.membership_row(at).origin.reviewed) {
            lines.push(format!("{} of {}", regime.word(), case.regime.country(state).code));
        }
    }
}
