//! What is done in a case: events as they are sent, and steps that are made from the case as it is.

use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::id::{CaseId, ConsultationId, DenialId, Digest, ListId, PartyId};
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::{HitKey, Verdict};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::call::{Hand, Seen};
use crate::office::audience::{self, Audience};
use crate::office::{Desk, Trouble, Who, decide, look, wire};

/// Something that is made from the case as it is. Nobody types a digest.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "step", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum Step {
    /// The application as it stands is handed in.
    Submit {},
    /// The office looks again: parties, law.
    Assess {},
    /// Open questions are put to the applicant: those about these fields, or all.
    Ask {
        /// Fields.
        #[serde(default)]
        fields: Vec<String>,
    },
    /// A hit is judged as it was last found.
    JudgeHit {
        /// Of which party.
        #[schema(value_type = String)]
        party: PartyId,
        /// On which list.
        #[schema(value_type = String)]
        list: ListId,
        /// Which entry.
        entry: String,
        /// same, different, unsure
        #[schema(value_type = String)]
        verdict: Verdict,
        /// Why.
        why: String,
        /// Until when it holds.
        #[schema(value_type = String)]
        until: Date,
    },
    /// A denial is judged in the version that counts.
    JudgeDenial {
        /// Which.
        #[schema(value_type = String)]
        denial: DenialId,
        /// An essentially identical transaction.
        identical: bool,
        /// Why.
        why: String,
    },
    /// The partner is consulted about its denial.
    Consult {
        /// A name for it.
        #[schema(value_type = String)]
        consultation: ConsultationId,
        /// Which denial.
        #[schema(value_type = String)]
        denial: DenialId,
        /// What the partner is told.
        summary: String,
    },
    /// What was recommended is granted.
    Grant {},
    /// Refused, with all that was recommended.
    Refuse {
        /// More reasons.
        #[serde(default)]
        reasons: Vec<String>,
        /// What would be acceptable.
        acceptable: Option<String>,
    },
    /// No licence is needed.
    Release {
        /// More reasons.
        #[serde(default)]
        reasons: Vec<String>,
    },
}

impl Step {
    /// What is recorded by it.
    fn kind(&self) -> EventKind {
        match self {
            Self::Submit {} => EventKind::Submitted,
            Self::Assess {} => EventKind::Assessed,
            Self::Ask { .. } => EventKind::QuestionAsked,
            Self::JudgeHit { .. } => EventKind::HitJudged,
            Self::JudgeDenial { .. } => EventKind::DenialJudged,
            Self::Consult { .. } => EventKind::ConsultationSent,
            Self::Grant {} => EventKind::LicenceGranted,
            Self::Refuse { .. } => EventKind::LicenceRefused,
            Self::Release { .. } => EventKind::NotRequiredFound,
        }
    }
}

/// A case that somebody may see, as what, and the version that the sender saw.
pub(super) fn seen(
    desk: &Desk,
    who: &Who,
    hand: &Hand,
    id: &CaseId,
    seen: &Seen,
) -> Result<(Docket, Audience, Option<u64>), Trouble> {
    let docket = desk.docket(Some(id))?;
    let (case, audience) = audience::in_case(&docket, id, who)?;
    let expected = match seen {
        Seen::Any => None,
        Seen::Version(version) => Some(*version),
        Seen::Tag(sent) => {
            let view = audience::case(&docket, id, who, hand.at)?;
            if tag(&view, audience, case.version) != *sent {
                // No version is the one that was seen.
                return Err(Refusal::Conflict { expected: 0, found: case.version }.into());
            }
            Some(case.version)
        }
    };
    Ok((docket, audience, expected))
}

/// The tag of a view: of all that stands in it, so that nothing that changed looks unchanged. How
/// often a case was touched is told to the office alone.
pub(super) fn tag(view: &Value, audience: Audience, version: u64) -> String {
    let digest = Digest::of(view.to_string().as_bytes());
    match audience {
        Audience::Officer => format!("\"{version}.{digest}\""),
        _ => format!("\"{digest}\""),
    }
}

/// Records an event of a case.
pub(super) fn event(
    desk: &Desk,
    who: &Who,
    hand: &Hand,
    id: &CaseId,
    saw: &Seen,
) -> Result<Value, Trouble> {
    let (_, audience, expected) = seen(desk, who, hand, id, saw)?;
    let event = wire::event(hand.text()?, "body")?;
    match &event {
        Event::Screened { .. } | Event::Assessed { .. } => {
            let hint = "POST …/steps {\"step\": \"assess\"} makes the office look";
            return Err(Trouble::bad("what the office finds is not sent to it", hint));
        }
        Event::DocumentFiled { .. } => {
            let hint = "POST …/documents files one";
            return Err(Trouble::bad("a document is filed with its content", hint));
        }
        Event::CaseOpened { application }
        | Event::DraftChanged { application }
        | Event::FactsCorrected { application, .. } => {
            look::readable(hand.sources().regime, application, hand.at)?;
        }
        Event::QuestionAnswered { application: Some(application), .. } => {
            look::readable(hand.sources().regime, application, hand.at)?;
        }
        _ => {}
    }
    act(desk, who, hand, (id, audience), event, expected)
}

/// Records an event and looks again where that is needed. What the office found is its own.
pub(super) fn act(
    desk: &Desk,
    who: &Who,
    hand: &Hand,
    (id, audience): (&CaseId, Audience),
    event: Event,
    expected: Option<u64>,
) -> Result<Value, Trouble> {
    let unsettles = look::unsettles(event.kind());
    let done = desk.act(who, &Stream::Case(id.clone()), event, expected, hand.at)?;
    let looked = unsettles.then(|| look::look(desk, hand.sources(), id, hand.at));
    if audience != Audience::Officer {
        return Ok(json!({ "done": done }));
    }
    Ok(match looked {
        None => json!({ "done": done }),
        Some(Ok(looked)) => json!({"done": done, "looked": looked}),
        Some(Err(why)) => json!({"done": done, "not_looked": why.to_string()}),
    })
}

/// Takes a step in a case.
pub(super) fn step(
    desk: &Desk,
    who: &Who,
    hand: &Hand,
    id: &CaseId,
    saw: &Seen,
) -> Result<Value, Trouble> {
    let (docket, audience, expected) = seen(desk, who, hand, id, saw)?;
    let step: Step = wire::part(hand.text()?, "body")?;
    may(&docket, who, audience, &step)?;
    let event = match step {
        Step::Assess {} => {
            return Ok(json!({"looked": look::look(desk, hand.sources(), id, hand.at)?}));
        }
        Step::Ask { fields } => {
            let (asked, done) = look::put_questions(desk, who, id, &fields, expected, hand.at)?;
            return Ok(json!({"done": done, "asked": asked}));
        }
        Step::Grant {} => {
            let done = decide::grant(desk, who, id, expected, hand.at)?;
            return Ok(json!({ "done": done }));
        }
        Step::Submit {} => decide::submitted(&docket, id)?,
        Step::JudgeHit { party, list, entry, verdict, why, until } => {
            let hit = HitKey { party, list, entry };
            decide::hit_judged(&docket, id, hit, verdict, why, until)?
        }
        Step::JudgeDenial { denial, identical, why } => {
            decide::denial_judged(&docket, denial, identical, why)?
        }
        Step::Consult { consultation, denial, summary } => {
            decide::consultation(&docket, consultation, denial, summary)?
        }
        Step::Refuse { reasons, acceptable } => decide::refused(&docket, id, reasons, acceptable)?,
        Step::Release { reasons } => decide::released(&docket, id, reasons)?,
    };
    act(desk, who, hand, (id, audience), event, expected)
}

/// Whether somebody may take a step at all. Asked before anything is made of it: hits, denials, open
/// questions and what stands against a grant are not named, not even as faults, to whoever has nothing
/// to do with them.
fn may(docket: &Docket, who: &Who, audience: Audience, step: &Step) -> Result<(), Trouble> {
    let kind = step.kind();
    let person = crate::office::known(&docket.office, who)?;
    match step {
        Step::Submit {} => {
            crate::office::role_for(&docket.office, who, kind)?;
            Ok(())
        }
        // The office's machine looks, for any of its people but those who only read.
        Step::Assess {} if audience == Audience::Officer => {
            match person.roles.contains(&Role::Auditor) {
                true => Err(Refusal::NotForRole(Role::Auditor, kind).into()),
                false => Ok(()),
            }
        }
        _ if audience == Audience::Officer => {
            crate::office::role_for(&docket.office, who, kind)?;
            Ok(())
        }
        _ => {
            let own = person.roles.first().copied().unwrap_or(Role::Auditor);
            Err(Refusal::NotForRole(own, kind).into())
        }
    }
}
