//! Everything that can stand against a grant.

use jiff::civil::Date;

use crate::assessment::Level;
use crate::clock::NotDue;
use crate::id::{AgencyId, ConsultationId, DenialId, LicenceId, ListId, PartyId, QuestionId};
use crate::undertaking::Disagreement;

/// One thing that stands against a grant. All of them are told at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Blocker {
    /// Nobody recommended to grant.
    NotRecommended,
    /// The recommendation was about other facts.
    RecommendationStale,
    /// What is to be granted is not what was recommended.
    NotAsRecommended,
    /// Signatures of other people are missing.
    Countersignatures {
        /// There are.
        have: usize,
        /// There must be.
        need: usize,
    },
    /// The law was not asked.
    NotAssessed,
    /// The law was asked of something else: what changed.
    AssessmentStale(&'static str),
    /// No law data is published.
    NoLaw,
    /// A rule prohibits it; no licence can be given.
    Prohibited,
    /// A rule may prohibit it; what is open must be settled first.
    MayBeProhibited,
    /// The recommendation covers less than the law may require.
    NotCovered {
        /// Highest status that holds or may hold.
        ceiling: Level,
        /// Covered.
        covers: Level,
    },
    /// A strong presumption stands against it and no government gave its assurance.
    NoGovernmentAssurance,
    /// A duty is not met.
    DutyOpen(String),
    /// Nobody searched the lists, or not for these facts.
    NotScreened,
    /// No list is in force.
    NoLists,
    /// A list was not searched, or in another version.
    ListStale(ListId),
    /// A list is too old to rely on.
    ListTooOld(ListId, Date),
    /// How old a list may be is not configured.
    ListAge(NotDue),
    /// A party was not searched, or not whole.
    PartyNotScreened(PartyId, String),
    /// A hit is not judged, or not in this version, or not any more.
    HitOpen {
        /// Party.
        party: PartyId,
        /// List.
        list: ListId,
        /// Entry.
        entry: String,
    },
    /// A party is a listed one.
    PartyListed {
        /// Party.
        party: PartyId,
        /// List.
        list: ListId,
        /// Entry.
        entry: String,
    },
    /// A denial may be undercut and nobody judged it.
    DenialNotJudged(DenialId),
    /// A denial is essentially identical and its authority was not consulted.
    NotConsulted(DenialId),
    /// A consultation is open.
    ConsultationOpen(ConsultationId),
    /// A denial is maintained, and nobody said why to grant all the same.
    DenialMaintained(DenialId),
    /// Our own denial of the same stands.
    OwnDenial(DenialId),
    /// An agency has not answered.
    AgencyAwaited(AgencyId),
    /// An agency advises to refuse; the most restrictive governs.
    AgencyRefuses(AgencyId),
    /// An agency answered about other facts.
    AdviceStale(AgencyId),
    /// Agencies disagree, and the recommendation does not say why it goes this way.
    ConflictNotExplained,
    /// A condition that an agency advised is not among the terms.
    ConditionLeftOut(AgencyId, String),
    /// The applicant has not answered.
    QuestionOpen(QuestionId),
    /// There is no undertaking.
    NoUndertaking,
    /// The undertaking and the application disagree.
    UndertakingDisagrees(Disagreement),
    /// Nobody checked that the signer may bind the end user.
    SignerNotChecked,
    /// The undertaking is too old.
    UndertakingTooOld(Date),
    /// How old an undertaking may be is not configured.
    UndertakingAge(NotDue),
    /// The terms go beyond the application.
    TermsBeyond(String),
    /// The original licence is not there, or cannot be retransferred from.
    Original(LicenceId, String),
    /// An adverse verification of an earlier licence for the same end user is open.
    AdverseHistory(LicenceId),
}

impl std::fmt::Display for Blocker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotRecommended => f.write_str("nobody recommended to grant"),
            Self::RecommendationStale => f.write_str("the recommendation was about other facts"),
            Self::NotAsRecommended => f.write_str("the terms are not those recommended"),
            Self::Countersignatures { have, need } => {
                write!(f, "{have} of {need} signatures of other people")
            }
            Self::NotAssessed => f.write_str("not assessed"),
            Self::AssessmentStale(what) => write!(f, "assessed before {what} changed"),
            Self::NoLaw => f.write_str("no law data is published"),
            Self::Prohibited => f.write_str("prohibited: no licence can be given"),
            Self::MayBeProhibited => f.write_str("may be prohibited: settle what is open"),
            Self::NotCovered { ceiling, covers } => {
                let (ceiling, covers) = (ceiling.word(), covers.word());
                write!(f, "the law may require {ceiling}; the recommendation covers {covers}")
            }
            Self::NoGovernmentAssurance => {
                f.write_str("presumed denied, and no government-to-government assurance")
            }
            Self::DutyOpen(code) => write!(f, "duty not met: {code}"),
            Self::NotScreened => f.write_str("not screened"),
            Self::NoLists => f.write_str("not screened: no list is in force"),
            Self::ListStale(list) => write!(f, "not screened against the list {list} in force"),
            Self::ListTooOld(list, on) => write!(f, "list {list} was to be renewed by {on}"),
            Self::ListAge(why) => write!(f, "age of lists: {why}"),
            Self::PartyNotScreened(party, why) => write!(f, "party {party} not screened: {why}"),
            Self::HitOpen { party, list, entry } => {
                write!(f, "party {party}: hit {list} {entry} is not judged")
            }
            Self::PartyListed { party, list, entry } => {
                write!(f, "party {party} is listed: {list} {entry}")
            }
            Self::DenialNotJudged(denial) => write!(f, "denial {denial} is not judged"),
            Self::NotConsulted(denial) => write!(f, "denial {denial}: its authority not consulted"),
            Self::ConsultationOpen(id) => write!(f, "consultation {id} is open"),
            Self::DenialMaintained(denial) => {
                write!(f, "denial {denial} is maintained; say why to grant all the same")
            }
            Self::OwnDenial(denial) => write!(f, "our own denial {denial} stands"),
            Self::AgencyAwaited(agency) => write!(f, "agency {agency} has not answered"),
            Self::AgencyRefuses(agency) => write!(f, "agency {agency} advises to refuse"),
            Self::AdviceStale(agency) => write!(f, "agency {agency} answered about other facts"),
            Self::ConflictNotExplained => {
                f.write_str("agencies disagree; say why it goes this way")
            }
            Self::ConditionLeftOut(agency, text) => {
                write!(f, "condition of agency {agency} left out: {text}")
            }
            Self::QuestionOpen(question) => write!(f, "question {question} is not answered"),
            Self::NoUndertaking => f.write_str("no undertaking"),
            Self::UndertakingDisagrees(at) => {
                let (applied, signed) = (&at.applied, &at.signed);
                write!(f, "undertaking, {}: `{applied}` applied, `{signed}` signed", at.field)
            }
            Self::SignerNotChecked => f.write_str("the signer's authority was not checked"),
            Self::UndertakingTooOld(on) => write!(f, "the undertaking was good until {on}"),
            Self::UndertakingAge(why) => write!(f, "age of the undertaking: {why}"),
            Self::TermsBeyond(what) => write!(f, "terms beyond the application: {what}"),
            Self::Original(licence, why) => write!(f, "original licence {licence}: {why}"),
            Self::AdverseHistory(licence) => {
                write!(f, "licence {licence} to this end user has an open adverse verification")
            }
        }
    }
}
