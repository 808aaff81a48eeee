//! Who may do what. Roles come from the office's own record of a person, never from a request; and
//! separation is checked against the person, whatever roles that person holds.

use crate::event::EventKind::{self, *};
use crate::role::Role;

/// Roles that may bring an event about. Whether this person may, in this case, is for the case.
#[must_use]
pub fn performers(kind: EventKind) -> &'static [Role] {
    use Role::*;
    match kind {
        PersonEnrolled | PersonLeft | TokenAdmitted | TokenRevoked => &[Administrator],
        LawProposed | LawPublished | CalendarPublished | PeriodSet | UndercutRuleSet => {
            &[RuleSteward]
        }
        ListPublished | ListWithdrawn => &[RuleSteward, System],
        CaseOpened | DraftChanged | Submitted | Withdrawn | QuestionAnswered | Appealed
        | LicenceSurrendered => &[Applicant],
        CaseReturned | CaseAccepted => &[IntakeOfficer, LicensingOfficer],
        FactsCorrected => &[TechnicalAssessor, LicensingOfficer],
        UndertakingFiled | AssuranceFiled => &[IntakeOfficer, LicensingOfficer],
        DocumentFiled => &[Applicant, IntakeOfficer, LicensingOfficer, VerificationInspector],
        Assessed => &[System, TechnicalAssessor],
        Screened => &[System, ScreeningOfficer],
        HitJudged => &[ScreeningOfficer],
        QuestionAsked | QuestionDropped => &[TechnicalAssessor, LicensingOfficer, System],
        DutyDischarged | RuleJudged => &[TechnicalAssessor, LicensingOfficer],
        DenialJudged | ConsultationSent | ConsultationAnswered | ConsultationExtended
        | OutcomeNotified => &[DenialOfficer],
        SilenceRecorded => &[DenialOfficer, System],
        AgencyAsked => &[LicensingOfficer],
        Advised => &[AgencyAdviser],
        AgencySilent => &[LicensingOfficer, System],
        Recommended => &[LicensingOfficer],
        Countersigned => &[Countersigner, HeadOfUnit],
        LicenceGranted | LicenceRefused | NotRequiredFound => &[LicensingOfficer, HeadOfUnit],
        AppealDecided => &[HeadOfUnit],
        ShipmentBooked | BookingCancelled | MismatchRaised => &[CustomsAnalyst],
        ObligationMet => &[LicensingOfficer, VerificationInspector],
        Verified => &[VerificationInspector],
        AdverseClosed => &[LicensingOfficer, HeadOfUnit],
        LicenceSuspended => &[LicensingOfficer, HeadOfUnit, System],
        LicenceReinstated | LicenceRevoked => &[HeadOfUnit],
        DenialReceived => &[DenialOfficer, Partner],
        DenialDrafted | DenialNotified | DenialReviewed => &[DenialOfficer],
        DenialApproved => &[HeadOfUnit, DenialOfficer],
        DenialRevoked => &[DenialOfficer, HeadOfUnit, Partner],
        DenialRead => &[
            DenialOfficer,
            LicensingOfficer,
            TechnicalAssessor,
            Countersigner,
            HeadOfUnit,
            Auditor,
        ],
    }
}

/// Whether one person may hold both roles at all: who acts for a firm or a partner, or only reads,
/// holds nothing else.
#[must_use]
pub fn compatible(a: Role, b: Role) -> bool {
    let alone = [Role::Applicant, Role::Partner, Role::System, Role::Auditor, Role::AgencyAdviser];
    a == b || !(alone.contains(&a) || alone.contains(&b))
}
