//! Why something is not done: refused by the rules, bad input, not there, or a failure.

use casework::blocker::Blocker;
use casework::refusal::Refusal;
use casework::store::StoreError;
use control::problem::{Place, Problem};
use serde_json::{Value, json};

/// Why something is not done.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// The rules refuse it. Nothing was recorded.
    Refused(Refusal),
    /// What was given is at fault: where, what, what to do.
    Bad(Vec<Problem>),
    /// It is not there, or not for this person: which of the two is not told.
    Absent(String),
    /// The program or its surroundings failed.
    Failed(String),
}

impl Trouble {
    /// Bad input without a field.
    pub(crate) fn bad(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Bad(vec![Problem::new(Place::default(), what).hint(hint)])
    }

    /// For programs: what kind, in words, and all blockers.
    pub(crate) fn told(&self) -> Value {
        match self {
            Self::Refused(refusal) => json!({
                "refused": word(refusal),
                "what": first_line(&self.to_string()),
                "blockers": blockers(match refusal {
                    Refusal::Blocked(blockers) => blockers,
                    _ => &[],
                }),
            }),
            Self::Bad(problems) => {
                let one = |p: &Problem| {
                    let (field, line) = (&p.place.field, p.place.line);
                    json!({"field": field, "line": line, "what": p.what, "hint": p.hint})
                };
                json!({"bad_input": problems.iter().map(one).collect::<Vec<_>>()})
            }
            Self::Absent(what) => json!({"absent": what}),
            Self::Failed(what) => json!({"failed": what}),
        }
    }
}

/// Blockers, each with its word and in words.
pub(crate) fn blockers(all: &[Blocker]) -> Vec<Value> {
    let one = |blocker: &Blocker| json!({"blocker": kind(blocker), "what": blocker.to_string()});
    all.iter().map(one).collect()
}

/// The name of a blocker, as programs tell them apart.
fn kind(blocker: &Blocker) -> String {
    let debug = format!("{blocker:?}");
    let name = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let mut word = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !word.is_empty() {
            word.push('_');
        }
        word.extend(letter.to_lowercase());
    }
    word
}

/// The name of a refusal, as programs tell them apart.
pub(crate) fn word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Unknown(_) => "unknown_person",
        Refusal::NotInRole(..) => "not_in_role",
        Refusal::NotForRole(..) => "not_for_role",
        Refusal::NotThisPerson(_) => "not_this_person",
        Refusal::NotNow { .. } => "not_now",
        Refusal::NotSo(_) => "not_so",
        Refusal::ReasonMissing(_) => "reason_missing",
        Refusal::Blocked(_) => "blocked",
        Refusal::Conflict { .. } => "conflict",
        Refusal::Earlier => "earlier",
        Refusal::OtherRequest => "other_request",
    }
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default().trim_end_matches(':')
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Bad(problems) => {
                let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
                f.write_str(&shown.join("\n"))
            }
            Self::Absent(what) | Self::Failed(what) => f.write_str(what),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Refused(refusal) => Self::Refused(refusal),
            other => Self::Failed(other.to_string()),
        }
    }
}

impl From<Vec<Problem>> for Trouble {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Bad(problems)
    }
}
