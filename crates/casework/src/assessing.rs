//! The law asked about a case: gathered evidence in, an assessment out, with what changed since the
//! last one and why; and the questions that the applicant can answer.

use std::collections::BTreeSet;

use control::answer::{Answer, answer};
use control::assess::{assess, open};
use control::normalise::{Setting, normalise};
use control::period::AsOf;
use control::problem::{Place, Problem};
use control::regime::{Regime, Status};
use control::truth::Truth;
use jiff::Timestamp;

use crate::assessment::{Asking, Assessment, Basis, Level, Matched, Owed, RuleFound, changes};
use crate::case::{Around, Case};
use crate::clock::utc_date;
use crate::gather::gather;
use crate::id::{Digest, QuestionId};
use crate::undercut::{Transfer, compare};

/// An assessment and what changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What the law said.
    pub assessment: Assessment,
    /// What differs from the last one, and why; empty for the first.
    pub changes: Vec<String>,
}

/// Asks the law in force about the case as it stands.
///
/// # Errors
/// The pack is not the one in force, the profile is unknown, or the facts cannot be read: every
/// fault, with its field. Then nothing is determined.
pub fn ask(
    regime: &Regime,
    case: &Case,
    around: &Around<'_>,
    at: Timestamp,
) -> Result<Asked, Vec<Problem>> {
    let fault = |what: &str, hint: &str| vec![Problem::new(Place::default(), what).hint(hint)];
    let Some(law) = &around.office.law else {
        return Err(fault(
            "no law data is published",
            "a rule steward proposes it, another publishes",
        ));
    };
    if law_digest(regime).as_ref() != Some(&law.digest) {
        return Err(fault("the law data at hand is not the one in force", "publish it first"));
    }
    let Some(profile) = regime.profile(&law.profile) else {
        return Err(fault("the profile in force is not in the law data", "publish another"));
    };
    let words: Vec<String> = case.assurance_words().into_iter().collect();
    let input = case.application.transfer(case.id.as_str(), &words);
    let setting = Setting { as_of: Some(AsOf(at)), today: AsOf(at) };
    let (transfer, problems) = normalise(regime, &input, setting);
    if !problems.is_empty() {
        return Err(problems);
    }
    let on = utc_date(at);
    let evidence = gather(case, around.register, on);
    let opened = open(regime, profile, &transfer, &evidence);
    let determination = assess(&opened);
    let answer = answer(&opened, &determination);
    let matches: BTreeSet<Matched> = answer.matches.iter().map(matched).collect();
    let screening = case.screening.as_ref().filter(|screening| screening.facts == case.facts);
    let transfer = Transfer { application: &case.application, matches: &matches, regime, on };
    let denials = compare(around.register, around.office, &transfer);
    let basis = Basis {
        as_of: at,
        facts: case.facts.clone(),
        law: law.digest.clone(),
        profile: law.profile.clone(),
        lists: screening.map(|screening| screening.lists.clone()).unwrap_or_default(),
        register: Some(around.register.version),
        assurances: case.assurance_words(),
        judgements: case.judged,
    };
    let assessment = Assessment {
        basis,
        floor: level(answer.floor),
        ceiling: level(answer.ceiling),
        rules: rules(&answer),
        duties: duties(&answer),
        questions: questions(&answer),
        unreviewed: answer.unreviewed.into_iter().collect(),
        matches,
        denials,
    };
    let before = case.assessment.as_ref();
    let changes = before.map(|before| changes(before, &assessment)).unwrap_or_default();
    Ok(Asked { assessment, changes })
}

/// The digest of a pack, as events write it.
#[must_use]
pub fn law_digest(regime: &Regime) -> Option<Digest> {
    Digest::new(regime.digest.strip_prefix("sha256:")?).ok()
}

fn level(status: Status) -> Level {
    match status {
        Status::NotControlled => Level::NotControlled,
        Status::LicenceRequired => Level::LicenceRequired,
        Status::PresumedDenied => Level::PresumedDenied,
        Status::Prohibited => Level::Prohibited,
    }
}

fn matched(line: &control::answer::MatchLine) -> Matched {
    Matched {
        item: line.item.clone(),
        paragraph: line.paragraph.clone(),
        category: line.category.clone(),
        certain: line.truth == Truth::True,
    }
}

fn rules(answer: &Answer) -> BTreeSet<RuleFound> {
    let rule = |line: &control::answer::OutcomeLine| RuleFound {
        rule: line.rule.clone(),
        heading: line.heading.clone(),
        status: line.status.map(level),
        certain: line.truth == Truth::True,
        cite: line.cite.clone(),
    };
    answer.outcomes.iter().map(rule).collect()
}

fn duties(answer: &Answer) -> BTreeSet<Owed> {
    let duty = |line: &control::answer::DutyLine| Owed {
        code: line.duty.clone(),
        certain: line.truth == Truth::True,
    };
    answer.duties.iter().map(duty).collect()
}

fn questions(answer: &Answer) -> Vec<Asking> {
    let question = |question: &control::question::Question| {
        let flips = match question.flips_at.as_slice() {
            [] => String::new(),
            values => format!(" (turns at {})", values.join(", ")),
        };
        Asking { field: question.ask.clone(), text: format!("{}{flips}", question.text) }
    };
    answer.questions.iter().map(question).collect()
}

/// Open questions of the last assessment that the applicant can answer and was not yet asked, with
/// ids that follow those already given. Judgements and searches are the office's own.
#[must_use]
pub fn to_ask(case: &Case) -> Vec<(QuestionId, Asking)> {
    let own = |asking: &&Asking| {
        let office = ["judgement:", "screening."].iter().any(|own| asking.field.starts_with(own));
        let known = |q: &crate::case::Question| q.is_open() && q.asking.field == asking.field;
        !office && !case.questions.values().any(known)
    };
    let open = case.assessment.iter().flat_map(|assessment| &assessment.questions).filter(own);
    let id = |at: usize| QuestionId::new(format!("q{}", case.questions.len() + at + 1));
    open.enumerate().filter_map(|(at, asking)| Some((id(at).ok()?, asking.clone()))).collect()
}
