//! What may happen in which state. One table; what is not in it does not happen.

use crate::event::EventKind;

/// How far a case is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The applicant writes it.
    Draft,
    /// Handed in.
    Submitted,
    /// Given back as incomplete.
    Returned,
    /// Complete; everybody looks at it.
    Review,
    /// An officer recommended; others must sign.
    Recommended,
    /// Signed; to be decided.
    Signed,
    /// A licence was granted.
    Granted,
    /// Refused.
    Refused,
    /// No licence is needed.
    NotRequired,
    /// Taken back.
    Withdrawn,
    /// Refused, and appealed.
    Appealed,
    /// Refused, and the appeal dismissed.
    Upheld,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 12] = [
        Self::Draft,
        Self::Submitted,
        Self::Returned,
        Self::Review,
        Self::Recommended,
        Self::Signed,
        Self::Granted,
        Self::Refused,
        Self::NotRequired,
        Self::Withdrawn,
        Self::Appealed,
        Self::Upheld,
    ];

    /// As written everywhere.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Returned => "returned",
            Self::Review => "review",
            Self::Recommended => "recommended",
            Self::Signed => "signed",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::NotRequired => "not_required",
            Self::Withdrawn => "withdrawn",
            Self::Appealed => "appealed",
            Self::Upheld => "upheld",
        }
    }
}

/// States in which something may happen to a case. Whether it may this time is for its guards.
#[must_use]
pub fn states(kind: EventKind) -> &'static [State] {
    use EventKind as K;
    use State::*;
    match kind {
        K::DraftChanged | K::Submitted => &[Draft, Returned],
        K::CaseAccepted => &[Submitted],
        K::CaseReturned => &[Submitted, Review],
        K::UndertakingFiled
        | K::AssuranceFiled
        | K::QuestionAsked
        | K::QuestionAnswered
        | K::QuestionDropped => &[Submitted, Review],
        K::FactsCorrected
        | K::DutyDischarged
        | K::RuleJudged
        | K::AgencyAsked
        | K::Advised
        | K::AgencySilent
        | K::Recommended => &[Review],
        K::DocumentFiled => {
            &[Draft, Submitted, Returned, Review, Recommended, Signed, Granted, Appealed]
        }
        // A case is looked at again for as long as something depends on it.
        K::Assessed | K::Screened | K::HitJudged => {
            &[Submitted, Review, Recommended, Signed, Granted, Appealed]
        }
        K::DenialJudged
        | K::ConsultationSent
        | K::ConsultationAnswered
        | K::ConsultationExtended
        | K::SilenceRecorded => &[Review, Recommended, Signed],
        K::OutcomeNotified => &[Granted, Refused, NotRequired, Withdrawn, Upheld],
        // A signed recommendation can be sent back as well: something may have changed.
        K::Countersigned => &[Recommended, Signed],
        K::LicenceGranted | K::LicenceRefused | K::NotRequiredFound => &[Signed],
        K::Withdrawn => &[Draft, Submitted, Returned, Review, Recommended, Signed],
        K::Appealed => &[Refused],
        K::AppealDecided => &[Appealed],
        K::ShipmentBooked
        | K::BookingCancelled
        | K::MismatchRaised
        | K::ObligationMet
        | K::Verified
        | K::AdverseClosed
        | K::LicenceSuspended
        | K::LicenceReinstated
        | K::LicenceRevoked
        | K::LicenceSurrendered => &[Granted],
        // Not of a case, or only its beginning.
        K::CaseOpened
        | K::PersonEnrolled
        | K::PersonLeft
        | K::TokenAdmitted
        | K::TokenRevoked
        | K::LawProposed
        | K::LawPublished
        | K::ListPublished
        | K::ListWithdrawn
        | K::CalendarPublished
        | K::PeriodSet
        | K::UndercutRuleSet
        | K::DenialReceived
        | K::DenialDrafted
        | K::DenialApproved
        | K::DenialNotified
        | K::DenialReviewed
        | K::DenialRevoked
        | K::DenialRead => &[],
    }
}

/// Whether something may happen in a state.
#[must_use]
pub fn allowed(state: State, kind: EventKind) -> bool {
    states(kind).contains(&state)
}
