//! What people are to the office.

use serde::{Deserialize, Serialize};

/// What somebody is to the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Acts for a firm that applies.
    Applicant,
    /// Looks whether an application is complete.
    IntakeOfficer,
    /// Classifies, asks for parameters.
    TechnicalAssessor,
    /// Recommends and issues.
    LicensingOfficer,
    /// Signs what somebody else recommended.
    Countersigner,
    /// Signs and issues where two signatures are needed; suspends and revokes.
    HeadOfUnit,
    /// Gives an agency's position.
    AgencyAdviser,
    /// Receives, sends and judges denials; consults partners.
    DenialOfficer,
    /// Judges hits on party lists.
    ScreeningOfficer,
    /// Looks up licences and books shipments.
    CustomsAnalyst,
    /// Verifies deliveries and use.
    VerificationInspector,
    /// Reports under safeguards agreements.
    SafeguardsReporter,
    /// Publishes law data, lists, calendars and periods, two at a time.
    RuleSteward,
    /// Enrols people; does nothing in cases.
    Administrator,
    /// Reads everything, writes nothing.
    Auditor,
    /// A partner state's machine, for messages of its own.
    Partner,
    /// The office's own machine: screening, assessing, clocks. Decides nothing.
    System,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 17] = [
        Self::Applicant,
        Self::IntakeOfficer,
        Self::TechnicalAssessor,
        Self::LicensingOfficer,
        Self::Countersigner,
        Self::HeadOfUnit,
        Self::AgencyAdviser,
        Self::DenialOfficer,
        Self::ScreeningOfficer,
        Self::CustomsAnalyst,
        Self::VerificationInspector,
        Self::SafeguardsReporter,
        Self::RuleSteward,
        Self::Administrator,
        Self::Auditor,
        Self::Partner,
        Self::System,
    ];

    /// As written everywhere.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::IntakeOfficer => "intake_officer",
            Self::TechnicalAssessor => "technical_assessor",
            Self::LicensingOfficer => "licensing_officer",
            Self::Countersigner => "countersigner",
            Self::HeadOfUnit => "head_of_unit",
            Self::AgencyAdviser => "agency_adviser",
            Self::DenialOfficer => "denial_officer",
            Self::ScreeningOfficer => "screening_officer",
            Self::CustomsAnalyst => "customs_analyst",
            Self::VerificationInspector => "verification_inspector",
            Self::SafeguardsReporter => "safeguards_reporter",
            Self::RuleSteward => "rule_steward",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
            Self::Partner => "partner",
            Self::System => "system",
        }
    }
}
