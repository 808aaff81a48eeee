//! Rules to outcomes, outcomes to the two maxima and the duties.

use crate::case::{Case, Classified, Recipient, recipients};
use crate::denial::{self, Compared};
use crate::evaluate::{self, Asking};
use crate::ident::RuleIdx;
use crate::party;
use crate::regime::{Rule, Status};
use crate::truth::Truth;

/// A rule that holds or may hold, and for what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which.
    pub rule: RuleIdx,
    /// True or unknown.
    pub truth: Truth,
    /// Items and recipient states for which it does, with the truth for each.
    pub grounds: Vec<Ground>,
}

/// One item and state for which a rule holds or may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ground {
    /// Position of the item.
    pub item: usize,
    /// The state, for rules about states.
    pub recipient: Option<Recipient>,
    /// Truth of the outcome.
    pub truth: Truth,
    /// Truth of the conditions alone, before a person's judgement.
    pub conditions: Truth,
}

/// A duty that is owed or may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duty {
    /// Its code.
    pub code: String,
    /// True or unknown.
    pub truth: Truth,
    /// The rule that imposes it; none for duties from classification, screening and denials.
    pub rule: Option<RuleIdx>,
}

/// The engine's answer: never a decision, which is a person's.
#[derive(Clone, Debug)]
pub struct Determination {
    /// Highest status among rules that are true.
    pub floor: Status,
    /// Highest status among rules true or unknown.
    pub ceiling: Status,
    /// One for each item.
    pub classified: Vec<Classified>,
    /// In the pack's order.
    pub outcomes: Vec<Outcome>,
    /// Sorted by code.
    pub duties: Vec<Duty>,
    /// Denials that may concern the transfer; none = nobody looked.
    pub denials: Option<Vec<Compared>>,
}

impl Determination {
    /// Floor and ceiling are equal.
    #[must_use]
    pub fn settled(&self) -> bool {
        self.floor == self.ceiling
    }
}

/// Evaluates every rule in force and draws the two maxima.
#[must_use]
pub fn determine(case: &Case<'_>, classified: Vec<Classified>) -> Determination {
    let reached = recipients(case.regime, case.transfer);
    let mut outcomes = Vec::new();
    let mut duties = Vec::new();
    let (mut floor, mut ceiling) = (Status::NotControlled, Status::NotControlled);
    for (at, rule) in case.regime.rules.iter().enumerate() {
        if !applies(case, rule) {
            continue;
        }
        let grounds = grounds(case, rule, &classified, &reached);
        let truth = Truth::any(grounds.iter().map(|g| g.truth));
        if !truth.is_open() {
            continue;
        }
        if let Some(status) = rule.status {
            ceiling = ceiling.max(status);
            if truth == Truth::True {
                floor = floor.max(status);
            }
        }
        let at = RuleIdx::new(at);
        owed(case, rule, at, &grounds, &mut duties);
        outcomes.push(Outcome { rule: at, truth, grounds });
    }
    let denials = denial::compare(case, &classified);
    other_duties(case, &classified, denials.as_deref(), &mut duties);
    duties.sort_by(|a, b| a.code.cmp(&b.code).then(b.truth.cmp(&a.truth)));
    duties.dedup_by(|next, first| next.code == first.code);
    Determination { floor, ceiling, classified, outcomes, duties, denials }
}

/// In force on the day, under the profile.
#[must_use]
pub fn applies(case: &Case<'_>, rule: &Rule) -> bool {
    let setting = rule
        .setting
        .as_ref()
        .is_none_or(|setting| case.profile.settings.contains(&setting.name) == setting.value);
    setting && rule.origin.period.holds(case.transfer.as_of)
}

/// Items and states for which the rule holds or may hold.
fn grounds(
    case: &Case<'_>,
    rule: &Rule,
    classified: &[Classified],
    reached: &[Recipient],
) -> Vec<Ground> {
    let mut grounds = Vec::new();
    for (at, (item, classified)) in case.transfer.items.iter().zip(classified).enumerate() {
        let mut ask = |recipient: Option<Recipient>| {
            let asking = Asking { item, classified, recipient };
            let (truth, conditions) = hold(case, rule, &asking);
            if truth.is_open() {
                grounds.push(Ground { item: at, recipient, truth, conditions });
            }
        };
        if rule.by_state {
            for recipient in reached.iter().filter(|r| rule.connected || !r.loose) {
                ask(Some(*recipient));
            }
        } else {
            ask(None);
        }
    }
    grounds
}

/// Truth of the outcome, and of its conditions before any judgement.
#[must_use]
pub fn hold(case: &Case<'_>, rule: &Rule, asking: &Asking<'_>) -> (Truth, Truth) {
    let line = |line| evaluate::condition_line(case, asking, line);
    let mut truth = Truth::all(rule.when.iter().map(line));
    if truth == Truth::False {
        return (truth, truth);
    }
    truth = truth.and(Truth::any(rule.unless.iter().map(line)).negate());
    if Truth::any(rule.argued.iter().map(line)).is_open() {
        truth = truth.and(Truth::Unknown);
    }
    // A stop or another party's state is a question, never a certainty.
    if asking.recipient.is_some_and(|r| r.loose) {
        truth = truth.and(Truth::Unknown);
    }
    let judged = if rule.judgement.is_empty() { truth } else { truth.and(Truth::Unknown) };
    (judged, truth)
}

fn owed(case: &Case<'_>, rule: &Rule, at: RuleIdx, grounds: &[Ground], duties: &mut Vec<Duty>) {
    let conditions = Truth::any(grounds.iter().map(|g| g.conditions));
    for duty in &rule.duties {
        let met = duty
            .code
            .strip_prefix("obtain:")
            .is_some_and(|assurance| case.transfer.assurances.contains(&assurance));
        let truth = if duty.where_possible { conditions.and(Truth::Unknown) } else { conditions };
        if !met && truth.is_open() {
            duties.push(Duty { code: duty.code.clone(), truth, rule: Some(at) });
        }
    }
}

/// Duties that follow from classification, from hits and from denials.
fn other_duties(
    case: &Case<'_>,
    classified: &[Classified],
    denials: Option<&[Compared]>,
    duties: &mut Vec<Duty>,
) {
    let mut owe = |code: String, truth| duties.push(Duty { code, truth, rule: None });
    if classified.iter().any(|c| c.assessment) {
        owe("engineering_assessment".to_owned(), Truth::True);
    }
    for (screened, party) in case.evidence.parties.iter().zip(&case.transfer.parties) {
        let open = screened
            .hits
            .iter()
            .any(|hit| hit.judged.is_none() && party::hit(hit, case.transfer.as_of).is_open());
        let owned = Truth::any(screened.ownership.iter().map(|rolled| rolled.truth));
        if open || owned.is_open() {
            let truth = if open { Truth::True } else { owned };
            owe(format!("review_hit:{}", party.role), truth);
        }
    }
    match (denials, &case.evidence.denials) {
        (Some(compared), crate::evidence::Denials::Looked(register)) => {
            for each in compared.iter().filter(|c| !c.advisory) {
                if let Some(denial) = register.get(each.denial) {
                    owe(format!("consult:{}", denial.authority), each.truth);
                }
            }
        }
        _ => {
            if denial::concerned(case, classified).is_open() {
                owe("consult:partners".to_owned(), Truth::Unknown);
            }
        }
    }
}
