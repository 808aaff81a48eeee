//! What each audience sees of a case. One type each: a type that has no place for something cannot
//! give it away.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::advice::Position;
use crate::amount::{Money, Quantity};
use crate::case::{Case, Decided};
use crate::clock::utc_date;
use crate::facts::Application;
use crate::id::{AgencyId, CaseId, FirmId, LicenceId, ObligationId, QuestionId, ShipmentId};
use crate::licence::{Condition, Licence};
use crate::office::Office;
use crate::transition::State;

/// For the people of the firm that applies. No denial, position, hit, assessment or officer's name
/// has a place in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForApplicant {
    /// The case.
    pub case: CaseId,
    /// How far it is, as far as the applicant is told.
    pub state: ApplicantState,
    /// As stated.
    pub application: Application,
    /// Why it was given back, while it is.
    pub returned: Vec<String>,
    /// Questions, with the own answers.
    pub questions: Vec<Asked>,
    /// When the decision is due, where that is known; why then.
    pub due: Option<(Date, Vec<String>)>,
    /// Refused: why, and what would make it acceptable.
    pub refusal: Option<(Vec<String>, String)>,
    /// The licence.
    pub licence: Option<Held>,
}

/// How far a case is, as the applicant is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicantState {
    /// Being written.
    Draft,
    /// Given back.
    Returned,
    /// With the office.
    UnderReview,
    /// With the office, which waits for answers.
    AwaitingAnswers,
    /// Granted.
    Granted,
    /// Refused.
    Refused,
    /// No licence is needed.
    NotRequired,
    /// Taken back.
    Withdrawn,
    /// Under appeal.
    Appealed,
}

/// A question to the applicant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which.
    pub id: QuestionId,
    /// About which field.
    pub field: String,
    /// What.
    pub text: String,
    /// The own answer.
    pub answer: Option<String>,
    /// Still to be answered.
    pub open: bool,
}

/// A licence as its holder sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its number.
    pub licence: LicenceId,
    /// Last day.
    pub until: Date,
    /// Lines with what is left.
    pub lines: Vec<LineLeft>,
    /// Conditions.
    pub conditions: Vec<Condition>,
    /// What is owed, by when.
    pub owed: Vec<(ObligationId, Option<ShipmentId>, Option<Date>)>,
    /// May be used; the reasons of a suspension are told by letter.
    pub usable: bool,
}

/// A line with what is left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineLeft {
    /// Item.
    pub item: String,
    /// Licensed.
    pub licensed: Quantity,
    /// Left.
    pub left: Quantity,
    /// Value left.
    pub value_left: Money,
}

/// For an agency that was asked: the application, and its own position only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForAgency {
    /// The case.
    pub case: CaseId,
    /// As stated.
    pub application: Application,
    /// Paragraphs that the items are in or may be in.
    pub paragraphs: Vec<String>,
    /// The own position.
    pub own: Position,
    /// Until when.
    pub due: Option<Date>,
}

/// For customs: the licence, and nothing of how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForCustoms {
    /// Its number.
    pub licence: LicenceId,
    /// The holder.
    pub firm: FirmId,
    /// Names and states of consignees and end users.
    pub to: Vec<(String, String, Option<String>)>,
    /// Lines with what is left.
    pub lines: Vec<LineLeft>,
    /// Last day.
    pub until: Date,
    /// May be used today.
    pub usable: bool,
}

/// What the firm's people see.
#[must_use]
pub fn for_applicant(case: &Case, office: &Office, at: Timestamp) -> ForApplicant {
    let open = case.questions.values().any(crate::case::Question::is_open);
    let state = match case.state {
        State::Draft => ApplicantState::Draft,
        State::Returned => ApplicantState::Returned,
        State::Submitted | State::Review if open => ApplicantState::AwaitingAnswers,
        State::Submitted | State::Review | State::Recommended | State::Signed => {
            ApplicantState::UnderReview
        }
        State::Granted => ApplicantState::Granted,
        State::Refused | State::Upheld => ApplicantState::Refused,
        State::NotRequired => ApplicantState::NotRequired,
        State::Withdrawn => ApplicantState::Withdrawn,
        State::Appealed => ApplicantState::Appealed,
    };
    let questions = case.questions.iter().map(|(id, question)| Asked {
        id: id.clone(),
        field: question.asking.field.clone(),
        text: question.asking.text.clone(),
        answer: question.answer.as_ref().map(|(_, answer)| answer.clone()),
        open: question.is_open(),
    });
    let refusals = case.decisions.iter().rev().filter_map(|decision| match &decision.what {
        Decided::Refused(acceptable) => Some((decision.reasons.clone(), acceptable.clone())),
        _ => None,
    });
    let refused = matches!(case.state, State::Refused | State::Appealed | State::Upheld);
    // Days on which a partner was consulted are not told: that there is a denial is not theirs.
    let told = |line: &String| !line.contains("consultation");
    let due = case.due(office).ok().map(|due| {
        let because = due.because.into_iter().filter(told).collect();
        (due.on, because)
    });
    ForApplicant {
        case: case.id.clone(),
        state,
        application: case.application.clone(),
        returned: if state == ApplicantState::Returned {
            case.returned.clone()
        } else {
            Vec::new()
        },
        questions: questions.collect(),
        due,
        refusal: refusals.take(usize::from(refused)).next(),
        licence: case.licence.as_ref().map(|licence| held(licence, at)),
    }
}

fn held(licence: &Licence, at: Timestamp) -> Held {
    let owed = licence.obligations();
    let open = owed.into_iter().filter(|owed| !owed.met);
    Held {
        licence: licence.terms.licence.clone(),
        until: licence.terms.until,
        lines: lines(licence),
        conditions: licence.terms.conditions.clone(),
        owed: open.map(|owed| (owed.id, owed.shipment, owed.due)).collect(),
        usable: licence.usable(utc_date(at)).is_ok(),
    }
}

fn lines(licence: &Licence) -> Vec<LineLeft> {
    let line = |line: &crate::licence::Line| {
        let balance = licence.balance(&line.item)?;
        Some(LineLeft {
            item: line.item.clone(),
            licensed: line.quantity,
            left: balance.left,
            value_left: balance.value_left,
        })
    };
    licence.terms.lines.iter().filter_map(line).collect()
}

/// What an agency sees; nothing where it was not asked.
#[must_use]
pub fn for_agency(case: &Case, agency: &AgencyId, office: &Office) -> Option<ForAgency> {
    let own = case.positions.get(agency)?.clone();
    let matches = case.assessment.iter().flat_map(|assessment| &assessment.matches);
    let due = match own {
        Position::Awaited { since } => case.advice_due(office, since).ok().map(|due| due.on),
        Position::Given(_) | Position::DeemedNoObjection { .. } => None,
    };
    Some(ForAgency {
        case: case.id.clone(),
        application: case.application.clone(),
        paragraphs: matches.map(|matched| matched.paragraph.clone()).collect(),
        own,
        due,
    })
}

/// What customs see; nothing without a licence.
#[must_use]
pub fn for_customs(case: &Case, at: Timestamp) -> Option<ForCustoms> {
    let licence = case.licence.as_ref()?;
    let roles = ["consignee", "intermediate_consignee", "end_user"];
    let to = case.application.parties.iter().filter(|p| roles.contains(&p.role.as_str()));
    Some(ForCustoms {
        licence: licence.terms.licence.clone(),
        firm: case.firm().clone(),
        to: to.map(|p| (p.role.clone(), p.name.clone(), p.country.clone())).collect(),
        lines: lines(licence),
        until: licence.terms.until,
        usable: licence.usable(utc_date(at)).is_ok(),
    })
}
