//! Everything that can happen, in one enum. `docs/formats/event.md` promises its JSON: what is
//! written once is read for ever.

mod define;
mod word;

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::advice::Advice;
use crate::assessment::{Asking, Assessment};
use crate::calendar::Calendar;
use crate::clock::{ClockName, Period};
use crate::decision::{GrantBasis, Recommendation, Reply};
use crate::facts::Application;
use crate::id::{
    AgencyId, CaseId, ConsultationId, DenialId, Digest, FirmId, ListId, ObligationId, PersonId,
    QuestionId, ShipmentId, VerificationId,
};
use crate::licence::{Booking, Condition, Terms, Verification};
use crate::notice::{Notice, UndercutRule};
use crate::role::Role;
use crate::searched::{HitKey, Screening, Verdict};
use crate::token::Scope;
use crate::undertaking::Undertaking;
use define::events;

events! {
    /// The office got to know a person.
    PersonEnrolled {
        /// Whom.
        person: PersonId,
        /// What that person is.
        roles: BTreeSet<Role>,
        /// The firm that an applicant acts for.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        firm: Option<FirmId>,
        /// The agency that an adviser speaks for.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        agency: Option<AgencyId>,
        /// The state that a partner's machine speaks for.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        state: Option<String>,
    }
    /// A person does nothing more here.
    PersonLeft {
        /// Whom.
        person: PersonId,
    }
    /// A machine may sign in with a token.
    TokenAdmitted {
        /// Digest of the token, which its owner keeps.
        token: Digest,
        /// As whom.
        person: PersonId,
        /// For what.
        scopes: BTreeSet<Scope>,
        /// The last day on which it is good.
        until: Date,
    }
    /// A token is taken back.
    TokenRevoked {
        /// Digest of the token.
        token: Digest,
        /// Why.
        why: String,
    }
    /// Somebody proposed law data.
    LawProposed {
        /// Digest of the pack.
        digest: Digest,
        /// Whose law.
        profile: String,
        /// What it was read from.
        source: String,
    }
    /// Somebody else published it; from now on it is asked.
    LawPublished {
        /// Digest of the pack.
        digest: Digest,
    }
    /// A party list in a new version; it replaces the one before at once.
    ListPublished {
        /// Which.
        list: ListId,
        /// Content.
        digest: Digest,
        /// The day the authority gives it.
        as_of: Date,
        /// How many parties.
        entries: u64,
    }
    /// A party list is not searched any more.
    ListWithdrawn {
        /// Which.
        list: ListId,
        /// Why.
        why: String,
    }
    /// A holiday calendar, or a new edition of one.
    CalendarPublished {
        /// Itself.
        calendar: Calendar,
    }
    /// How long something may take.
    PeriodSet {
        /// What.
        clock: ClockName,
        /// How long.
        period: Period,
    }
    /// What a regime asks where a denial may be undercut.
    UndercutRuleSet {
        /// Itself.
        rule: UndercutRule,
    }

    /// Somebody began an application.
    CaseOpened {
        /// As it stands.
        application: Application,
    }
    /// The draft, or what was returned, was changed.
    DraftChanged {
        /// As it stands.
        application: Application,
    }
    /// The applicant handed it in.
    Submitted {
        /// What was handed in.
        facts: Digest,
    }
    /// The office gave it back as incomplete.
    CaseReturned {
        /// Why.
        reasons: Vec<String>,
    }
    /// The office found it complete.
    CaseAccepted {}
    /// An officer corrected the facts, saying why.
    FactsCorrected {
        /// As it stands.
        application: Application,
        /// Why.
        why: String,
    }
    /// A document was filed.
    DocumentFiled {
        /// Content.
        digest: Digest,
        /// As the sender calls it.
        name: String,
        /// What its first bytes say it is.
        media_type: String,
        /// How long.
        bytes: u64,
    }
    /// An undertaking was read.
    UndertakingFiled {
        /// As read.
        undertaking: Undertaking,
    }
    /// A government's assurance came in.
    AssuranceFiled {
        /// In the words of `transfer/1`.
        code: String,
        /// Whose.
        government: String,
        /// Number of the note.
        note: String,
    }
    /// The law was asked.
    Assessed {
        /// What it said.
        assessment: Assessment,
        /// What differs from the time before, and why.
        changes: Vec<String>,
    }
    /// The parties were searched.
    Screened {
        /// What was found.
        screening: Screening,
    }
    /// An officer judged a hit.
    HitJudged {
        /// Which.
        hit: HitKey,
        /// Version of the entry that was looked at.
        entry_version: Digest,
        /// What.
        verdict: Verdict,
        /// Why.
        why: String,
        /// The last day on which it holds.
        until: Date,
    }
    /// The applicant was asked. The clock stops.
    QuestionAsked {
        /// Which.
        question: QuestionId,
        /// What.
        asking: Asking,
    }
    /// The applicant answered, changing the facts where the answer does.
    QuestionAnswered {
        /// Which.
        question: QuestionId,
        /// In words.
        answer: String,
        /// The application with the answer in it, where it changes.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        application: Option<Application>,
    }
    /// The office does not need an answer any more.
    QuestionDropped {
        /// Which.
        question: QuestionId,
        /// Why.
        why: String,
    }
    /// A duty of the determination was met or does not arise, as an officer found.
    DutyDischarged {
        /// Its code.
        code: String,
        /// How.
        how: String,
    }
    /// A rule that leaves something to a person's judgement was judged.
    RuleJudged {
        /// Which.
        rule: String,
        /// It holds for this transfer.
        holds: bool,
        /// Why.
        why: String,
    }
    /// A denial was judged the same transaction, or not.
    DenialJudged {
        /// Which.
        denial: DenialId,
        /// Version that was looked at.
        denial_version: u32,
        /// Essentially identical.
        identical: bool,
        /// Why.
        why: String,
    }
    /// A partner was consulted.
    ConsultationSent {
        /// Which consultation.
        consultation: ConsultationId,
        /// About which denial.
        denial: DenialId,
        /// In which version.
        denial_version: u32,
        /// What was told: no more than the partner needs.
        summary: String,
    }
    /// The partner replied.
    ConsultationAnswered {
        /// Which.
        consultation: ConsultationId,
        /// How.
        reply: Reply,
        /// Why.
        reasons: Vec<String>,
    }
    /// The partner asked for information or for more time.
    ConsultationExtended {
        /// Which.
        consultation: ConsultationId,
        /// What was asked.
        why: String,
    }
    /// The partner's time ran out. Recorded as silence, whatever that means.
    SilenceRecorded {
        /// Which.
        consultation: ConsultationId,
    }
    /// The partner was told how the case ended.
    OutcomeNotified {
        /// Which.
        consultation: ConsultationId,
        /// The explanation.
        explanation: String,
    }
    /// An agency was asked for its position.
    AgencyAsked {
        /// Which.
        agency: AgencyId,
    }
    /// An agency gave its position.
    Advised {
        /// Which.
        agency: AgencyId,
        /// What.
        advice: Advice,
        /// Why.
        reasons: Vec<String>,
        /// On what legal basis.
        basis: String,
        /// Conditions advised.
        #[serde(default)]
        conditions: Vec<Condition>,
    }
    /// An agency's time ran out. Recorded as "no objection deemed", which is no approval.
    AgencySilent {
        /// Which.
        agency: AgencyId,
    }
    /// An officer recommended how to decide.
    Recommended {
        /// What.
        recommendation: Recommendation,
        /// Why.
        reasons: Vec<String>,
        /// Where agencies disagree: why it is decided like this all the same.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        conflict: Option<String>,
    }
    /// Somebody else signed the recommendation, or sent it back.
    Countersigned {
        /// Signed.
        accepted: bool,
        /// Why; mandatory for sending back.
        reasons: Vec<String>,
    }
    /// A licence was granted, with nothing standing against it.
    LicenceGranted {
        /// What was granted.
        terms: Terms,
        /// What the grant rested on.
        basis: GrantBasis,
    }
    /// A licence was refused.
    LicenceRefused {
        /// Why; at least one.
        reasons: Vec<String>,
        /// What would make it acceptable; "nothing" is said in words.
        acceptable: String,
    }
    /// The office found that no licence is needed.
    NotRequiredFound {
        /// Why.
        reasons: Vec<String>,
    }
    /// The applicant took it back.
    Withdrawn {
        /// Why.
        why: String,
    }
    /// The applicant appealed.
    Appealed {
        /// On what grounds.
        grounds: String,
    }
    /// The appeal was decided.
    AppealDecided {
        /// The refusal is undone and the case goes on.
        reopened: bool,
        /// Why.
        reasons: Vec<String>,
    }

    /// Customs booked a shipment or a part of one.
    ShipmentBooked {
        /// Itself.
        booking: Booking,
    }
    /// A booking was taken back.
    BookingCancelled {
        /// Shipment.
        shipment: ShipmentId,
        /// Part.
        part: u16,
        /// Why.
        why: String,
    }
    /// Customs saw something that does not fit the licence.
    MismatchRaised {
        /// What.
        what: String,
    }
    /// An obligation was met.
    ObligationMet {
        /// Which.
        obligation: ObligationId,
        /// For which shipment.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        shipment: Option<ShipmentId>,
        /// What shows it.
        evidence: String,
    }
    /// Somebody verified, or tried to.
    Verified {
        /// How it came out.
        verification: Verification,
    }
    /// Somebody else closed an adverse report.
    AdverseClosed {
        /// Which.
        verification: VerificationId,
        /// Why.
        reasons: Vec<String>,
    }
    /// The licence may not be used for now.
    LicenceSuspended {
        /// Since when.
        since: Timestamp,
        /// Why.
        why: String,
    }
    /// It may be used again.
    LicenceReinstated {
        /// Why.
        reasons: Vec<String>,
    }
    /// It ended.
    LicenceRevoked {
        /// Why.
        reasons: Vec<String>,
    }
    /// The holder gave it back.
    LicenceSurrendered {
        /// Why.
        why: String,
    }

    /// A partner's denial came in, new or in a new version.
    DenialReceived {
        /// Itself.
        notice: Notice,
    }
    /// We drafted a denial, or its next version.
    DenialDrafted {
        /// Itself.
        notice: Notice,
        /// The refused case.
        case: CaseId,
    }
    /// Somebody else approved the draft.
    DenialApproved {}
    /// Partners were told.
    DenialNotified {
        /// States told.
        to: BTreeSet<String>,
    }
    /// A denial was reviewed and stands.
    DenialReviewed {
        /// The next review.
        next: Date,
        /// Why it stands.
        reasons: Vec<String>,
    }
    /// A denial was revoked.
    DenialRevoked {
        /// From which day on.
        on: Date,
        /// After an appeal.
        on_appeal: bool,
        /// Why.
        reasons: Vec<String>,
    }
    /// Somebody read a denial: that is recorded as well.
    DenialRead {
        /// For which case, if any.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        case: Option<CaseId>,
    }
}
