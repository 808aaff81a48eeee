//! Who sees what of a case. The role picks the type; a type that has no place for something cannot
//! give it away. A case that somebody may not see is told like one that is not there.

use casework::advice::Position;
use casework::case::Case;
use casework::docket::Docket;
use casework::event::Event;
use casework::id::CaseId;
use casework::office::Person;
use casework::recorded::Recorded;
use casework::role::Role;
use casework::view::{
    Asked, ForAgency, ForApplicant, ForCustoms, Held, LineLeft, for_agency, for_applicant,
    for_customs,
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::look::found;
use super::{Trouble, Who, known, officer};

/// As what somebody looks at a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Of the firm that applies.
    Applicant,
    /// Of an agency that was asked.
    Agency,
    /// Customs.
    Customs,
    /// Of the office, or its auditor.
    Officer,
    /// Nobody to whom a case is shown.
    Nobody,
}

/// As what a person looks: in the role named, or in the one that sees most.
pub(crate) fn audience(person: &Person, role: Option<Role>) -> Audience {
    let of = |role: Role| match role {
        Role::Applicant => Audience::Applicant,
        Role::AgencyAdviser => Audience::Agency,
        Role::CustomsAnalyst => Audience::Customs,
        Role::IntakeOfficer
        | Role::TechnicalAssessor
        | Role::LicensingOfficer
        | Role::Countersigner
        | Role::HeadOfUnit
        | Role::DenialOfficer
        | Role::ScreeningOfficer
        | Role::VerificationInspector
        | Role::Auditor => Audience::Officer,
        Role::SafeguardsReporter
        | Role::RuleSteward
        | Role::Administrator
        | Role::Partner
        | Role::System => Audience::Nobody,
    };
    let roles = person.roles.iter().copied().filter(|own| role.is_none_or(|role| role == *own));
    let all: Vec<Audience> = roles.map(of).collect();
    let order = [Audience::Officer, Audience::Customs, Audience::Applicant, Audience::Agency];
    order.into_iter().find(|one| all.contains(one)).unwrap_or(Audience::Nobody)
}

/// A case as somebody sees it.
pub(crate) fn case(
    docket: &Docket,
    id: &CaseId,
    who: &Who,
    at: Timestamp,
) -> Result<Value, Trouble> {
    let person = known(&docket.office, who)?;
    let absent = || Trouble::Absent(format!("there is no case `{id}` for `{}`", who.person));
    let case = found(docket, id).map_err(|_| absent())?;
    match audience(person, who.role) {
        Audience::Applicant if person.firm.as_ref() == Some(case.firm()) => {
            Ok(applicant(for_applicant(case, &docket.office, at)))
        }
        Audience::Agency => {
            let agency = person.agency.as_ref();
            let view = agency.and_then(|agency| for_agency(case, agency, &docket.office));
            view.map(agency_view).ok_or_else(absent)
        }
        Audience::Customs => for_customs(case, at).map(customs).ok_or_else(absent),
        Audience::Officer => Ok(officer::case(docket, case, person, at)),
        Audience::Applicant | Audience::Nobody => Err(absent()),
    }
}

/// A case that somebody may see, and as what. One that is not there is told like one that is not shown.
pub(crate) fn in_case<'d>(
    docket: &'d Docket,
    id: &CaseId,
    who: &Who,
) -> Result<(&'d Case, Audience), Trouble> {
    let absent = |_| Trouble::Absent(format!("there is no case `{id}` for `{}`", who.person));
    let case = found(docket, id).map_err(absent)?;
    Ok((case, sees(case, docket, who)?))
}

/// Whether somebody may see a case at all, for its history and its documents.
fn sees(case: &Case, docket: &Docket, who: &Who) -> Result<Audience, Trouble> {
    let person = known(&docket.office, who)?;
    let audience = audience(person, who.role);
    let own = match audience {
        Audience::Applicant => person.firm.as_ref() == Some(case.firm()),
        Audience::Agency => {
            person.agency.as_ref().is_some_and(|agency| case.positions.contains_key(agency))
        }
        Audience::Customs => case.licence.is_some(),
        Audience::Officer => true,
        Audience::Nobody => false,
    };
    let absent = format!("there is no case `{}` for `{}`", case.id, who.person);
    if own { Ok(audience) } else { Err(Trouble::Absent(absent)) }
}

/// An event as the office's people may read it. What partners denied is not in it: it is read apart,
/// which is recorded.
pub(crate) fn event(recorded: &Recorded) -> Value {
    let mut recorded = recorded.clone();
    if let Event::Assessed { assessment, .. } = &mut recorded.event {
        for field in assessment.denials.iter_mut().flat_map(|denial| &mut denial.fields) {
            field.denied.clear();
        }
    }
    json!(recorded)
}

fn applicant(view: ForApplicant) -> Value {
    let ForApplicant { case, state, application, returned, questions, due, refusal, licence } =
        view;
    let question = |asked: &Asked| {
        let Asked { id, field, text, answer, open } = asked;
        json!({"question": id, "field": field, "text": text, "answer": answer, "open": open})
    };
    use casework::view::ApplicantState::{AwaitingAnswers, UnderReview};
    let waits = matches!(state, UnderReview | AwaitingAnswers);
    let refusal =
        refusal.map(|(reasons, acceptable)| json!({"reasons": reasons, "acceptable": acceptable}));
    json!({
        "case": case,
        "state": state_word(state),
        "returned": returned,
        "questions": questions.iter().map(question).collect::<Vec<_>>(),
        "due": due.filter(|_| waits).map(|(on, because)| json!({"on": on, "because": because})),
        "refusal": refusal,
        "licence": licence.map(held),
        "application": application,
    })
}

fn state_word(state: casework::view::ApplicantState) -> &'static str {
    use casework::view::ApplicantState as S;
    match state {
        S::Draft => "draft",
        S::Returned => "returned",
        S::UnderReview => "under_review",
        S::AwaitingAnswers => "awaiting_answers",
        S::Granted => "granted",
        S::Refused => "refused",
        S::NotRequired => "not_required",
        S::Withdrawn => "withdrawn",
        S::Appealed => "appealed",
    }
}

fn held(view: Held) -> Value {
    let Held { licence, until, lines, conditions, owed, usable } = view;
    let owed: Vec<Value> = owed
        .into_iter()
        .map(|(id, shipment, due)| json!({"obligation": id, "shipment": shipment, "due": due}))
        .collect();
    json!({
        "licence": licence,
        "until": until,
        "usable": usable,
        "lines": lines.iter().map(line).collect::<Vec<_>>(),
        "conditions": conditions,
        "owed": owed,
    })
}

fn line(view: &LineLeft) -> Value {
    let LineLeft { item, licensed, left, value_left } = view;
    json!({
        "item": item,
        "licensed": licensed.to_string(),
        "left": left.to_string(),
        "value_left": value_left.to_string(),
    })
}

fn agency_view(view: ForAgency) -> Value {
    let ForAgency { case, application, paragraphs, own, due } = view;
    json!({
        "case": case,
        "position": position(&own),
        "due": due,
        "paragraphs": paragraphs,
        "application": application,
    })
}

/// A position as its own agency and the office see it.
pub(super) fn position(position: &Position) -> Value {
    match position {
        Position::Awaited { since } => json!({"state": "awaited", "since": since}),
        Position::DeemedNoObjection { at } => json!({"state": "deemed_no_objection", "at": at}),
        Position::Given(given) => json!({
            "state": "given",
            "advice": given.advice,
            "by": given.by,
            "at": given.at,
            "reasons": given.reasons,
            "basis": given.basis,
            "conditions": given.conditions,
        }),
    }
}

fn customs(view: ForCustoms) -> Value {
    let ForCustoms { licence, firm, to, lines, until, usable } = view;
    let to: Vec<Value> = to
        .into_iter()
        .map(|(role, name, country)| json!({"role": role, "name": name, "country": country}))
        .collect();
    json!({
        "licence": licence,
        "holder": firm,
        "to": to,
        "until": until,
        "usable": usable,
        "lines": lines.iter().map(line).collect::<Vec<_>>(),
    })
}
