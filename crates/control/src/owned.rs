//! Ownership in words: what each rule makes of the owners behind a party, what a person must judge,
//! and which rows decided that nobody has checked.

use crate::case::Case;
use crate::evidence::{Held, OwnersRolled};
use crate::question::Question;
use crate::regime::ownership::{Owned, Ownership};
use crate::truth::Truth;

/// One rule and one party.
#[derive(Clone, Debug)]
pub struct OwnershipLine {
    /// Whose rule, or the list without one.
    pub authority: String,
    /// The rule in our words.
    pub heading: String,
    /// Its citation; empty without a rule.
    pub cite: String,
    /// Whether the listing of the owners reaches the party.
    pub truth: Truth,
    /// The same if the names that were found are the listed ones.
    pub if_hits_hold: Truth,
    /// What such owners hold of the party.
    pub held: String,
    /// The ways, and what a reviewer should know of them.
    pub because: Vec<String>,
    /// `listed_owner`, `control`, `joint_holding`, `circle`, `no_rule`.
    pub flags: Vec<&'static str>,
}

fn rule<'a>(case: &Case<'a>, rolled: &OwnersRolled) -> Option<&'a Ownership> {
    case.regime.ownership.get(rolled.rule?)
}

/// Whether somebody must judge control: a listed name holds something, and the rule knows control.
fn asks_control(case: &Case<'_>, rolled: &OwnersRolled) -> bool {
    let knows = rule(case, rolled).is_some_and(|rule| rule.control);
    knows && rolled.listed_owner && rolled.truth != Truth::True
}

/// The lines of one party, by its position.
#[must_use]
pub fn lines(case: &Case<'_>, party: usize) -> Vec<OwnershipLine> {
    let screened = case.evidence.parties.get(party);
    screened.into_iter().flat_map(|s| &s.ownership).map(|rolled| line(case, rolled)).collect()
}

fn line(case: &Case<'_>, rolled: &OwnersRolled) -> OwnershipLine {
    let rule = rule(case, rolled);
    let mut flags = Vec::new();
    let mut flag = |holds: bool, word| flags.extend(holds.then_some(word));
    flag(rolled.truth == Truth::False && rolled.listed_owner, "listed_owner");
    flag(asks_control(case, rolled), "control");
    flag(rolled.only_jointly, "joint_holding");
    flag(rolled.only_in_a_circle, "circle");
    flag(rule.is_none(), "no_rule");
    let mut because: Vec<String> = rolled.steps.iter().map(step).collect();
    if rolled.more {
        because.push("there are more holdings than are shown".to_owned());
    }
    let note = rule.map(|rule| &rule.origin.note).filter(|note| !note.is_empty());
    because.extend(note.filter(|_| !rolled.steps.is_empty()).map(|note| format!("note: {note}")));
    let no_rule = || format!("no rule of ownership is on record for `{}`", rolled.authority);
    OwnershipLine {
        authority: rolled.authority.clone(),
        heading: rule.map_or_else(no_rule, |rule| rule.heading.clone()),
        cite: rule.map_or(String::new(), |rule| case.regime.cite(&rule.origin.cite)),
        truth: rolled.truth,
        if_hits_hold: rolled.if_hits_hold,
        held: rolled.held.clone(),
        because,
        flags,
    }
}

/// A holding in words: `` `X` (listed) holds 50 % of `A` ``.
#[must_use]
pub fn step(held: &Held) -> String {
    let standing =
        if held.standing.is_empty() { String::new() } else { format!(" ({})", held.standing) };
    let share = if held.share == "unknown" { "an unknown share" } else { &held.share };
    format!("`{}`{standing} holds {share} of `{}`", held.owner, held.owned)
}

/// What a person must find before an open roll-up closes.
#[must_use]
pub fn questions(case: &Case<'_>) -> Vec<Question> {
    let mut questions = Vec::new();
    for (at, (screened, party)) in
        case.evidence.parties.iter().zip(&case.transfer.parties).enumerate()
    {
        for rolled in &screened.ownership {
            let rule = rule(case, rolled);
            let place = format!("parties[{}]", at + 1);
            let authority = &rolled.authority;
            let mut ask = |ask: String, text: String| {
                let decides = vec![format!("ownership:{authority}")];
                questions.push(Question { ask, text, decides, flips_at: Vec::new() });
            };
            if asks_control(case, rolled) {
                let text = format!("does a listed owner control `{}`?", party.name);
                ask(format!("judgement:control:{place}:{authority}"), text);
            }
            if rolled.truth == Truth::Unknown {
                let text = open(rolled, rule, &party.name);
                ask(format!("judgement:ownership:{place}:{authority}"), text);
            }
        }
    }
    questions
}

/// What keeps a roll-up open, in the order in which a person would ask.
fn open(rolled: &OwnersRolled, rule: Option<&Ownership>, name: &str) -> String {
    let held = &rolled.held;
    match rule.map(|rule| rule.owned) {
        None => format!(
            "listed owners hold {held} of `{name}`; no rule of ownership is on record for that day"
        ),
        Some(Owned::NotStated) => {
            format!("is `{name}` owned by the listed? the rule states no threshold; held: {held}")
        }
        Some(_) if rolled.only_jointly => {
            format!("do the listed owners of `{name}` act as one? only together they reach it")
        }
        Some(_) if rolled.only_in_a_circle => {
            format!("who holds `{name}` in the end? only holdings in a circle reach the threshold")
        }
        Some(_) if rolled.if_hits_hold == Truth::True => {
            format!("are the owners of `{name}` the listed parties? then it is blocked as well")
        }
        Some(_) => format!("what do listed owners hold of `{name}`? known so far: {held}"),
    }
}

/// Rows that decided something about a party and are not checked against the primary text.
pub fn unreviewed(case: &Case<'_>) -> impl Iterator<Item = String> {
    let rolled = case.evidence.parties.iter().flat_map(|screened| &screened.ownership);
    rolled
        .filter(|rolled| rolled.truth.is_open() || rolled.listed_owner)
        .filter_map(|rolled| rule(case, rolled))
        .filter(|rule| !rule.origin.reviewed)
        .map(|rule| format!("ownership:{}", rule.authority))
}
