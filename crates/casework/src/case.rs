//! A case: what its events make of it. `apply` is pure and refuses whatever the rules of procedure
//! do not allow; replaying the log goes through the same door.

mod decide;
mod draft;
mod issue;
mod life;
mod part;
mod review;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::advice::{Merged, Position, merge};
use crate::assessment::{Assessment, Level, RuleFound};
use crate::clock::{ClockName, Due, NotDue, Running, Stop, utc_date};
use crate::event::{Event, EventKind};
use crate::facts::Application;
use crate::id::{
    AgencyId, CaseId, ConsultationId, DenialId, Digest, FirmId, PartyId, PersonId, QuestionId,
};
use crate::licence::Licence;
use crate::office::{Office, Person};
use crate::recorded::Recorded;
use crate::refusal::Refusal;
use crate::register::Register;
use crate::role::Role;
use crate::searched::{HitKey, Judgement, Screening, Standing, standing};
use crate::transition::{State, allowed};
use crate::undertaking::Undertaking;

pub use part::{
    Consultation, Decided, Decision, Discharge, Document, Ended, Finding, Question, Recommended,
    RuleJudgement,
};

/// Everything around a case that its rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Around<'a> {
    /// The office.
    pub office: &'a Office,
    /// The register of denials.
    pub register: &'a Register,
    /// The licence whose retransfer is asked for, with its application; looked up by the caller.
    pub original: Option<(&'a Licence, &'a Application)>,
    /// A licence with the number to be granted is already there.
    pub licence_taken: bool,
}

/// What a rule may look at besides the case; none while the log is replayed.
type Look<'l> = Option<&'l Around<'l>>;

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// Events so far.
    pub version: u64,
    /// When the last event was recorded.
    pub at: Timestamp,
    /// How far it is.
    pub state: State,
    /// The application as it stands.
    pub application: Application,
    /// Its digest.
    pub facts: Digest,
    /// Applications as they were handed in or changed, by digest, with the day.
    pub submitted: Option<Timestamp>,
    /// The clock of the decision.
    pub running: Option<Running>,
    /// Why it was returned, last.
    pub returned: Vec<String>,
    /// The last determination.
    pub assessment: Option<Assessment>,
    /// What changed at the last one.
    pub changes: Vec<String>,
    /// The last search of the lists.
    pub screening: Option<Screening>,
    /// Judgements on hits, the last of each.
    pub judgements: BTreeMap<HitKey, Judgement>,
    /// How many judgements were made.
    pub judged: u64,
    /// Questions to the applicant.
    pub questions: BTreeMap<QuestionId, Question>,
    /// Duties found met: how, by whom, of which facts.
    pub discharged: BTreeMap<String, Discharge>,
    /// Rules judged.
    pub rules: BTreeMap<String, RuleJudgement>,
    /// Denials judged.
    pub findings: BTreeMap<DenialId, Finding>,
    /// Consultations.
    pub consultations: BTreeMap<ConsultationId, Consultation>,
    /// Positions of agencies.
    pub positions: BTreeMap<AgencyId, Position>,
    /// The recommendation that stands.
    pub recommendation: Option<Recommended>,
    /// Who signed it.
    pub signatures: Vec<PersonId>,
    /// Why signing was refused, last.
    pub sent_back: Vec<String>,
    /// Decisions, each following the one before.
    pub decisions: Vec<Decision>,
    /// Documents by digest.
    pub documents: BTreeMap<Digest, Document>,
    /// The undertaking as read.
    pub undertaking: Option<Undertaking>,
    /// Assurances of governments: code, government and note.
    pub assurances: BTreeMap<String, (String, String)>,
    /// The licence.
    pub licence: Option<Licence>,
    /// What customs saw.
    pub mismatches: Vec<(Timestamp, String)>,
    /// Who did what.
    pub part: BTreeMap<PersonId, BTreeSet<EventKind>>,
}

impl Case {
    /// The case after an event.
    ///
    /// # Errors
    /// The event is refused; nothing changes.
    pub fn apply(&self, recorded: &Recorded, around: &Around<'_>) -> Result<Self, Refusal> {
        let kind = recorded.event.kind();
        let person = around.office.may(&recorded.by, recorded.role, kind)?;
        self.is_theirs(recorded, person)?;
        self.after(recorded, Some(around))
    }

    /// The case after an event that the log already holds. The office and the register of that
    /// day are not at hand, so only what the case itself knows is checked again; an audit goes
    /// through the whole log with [`Case::apply`].
    ///
    /// # Errors
    /// The case itself refuses the event: the log is not what it was.
    pub fn replay(&self, recorded: &Recorded) -> Result<Self, Refusal> {
        self.after(recorded, None)
    }

    fn after(&self, recorded: &Recorded, around: Look<'_>) -> Result<Self, Refusal> {
        let kind = recorded.event.kind();
        if !allowed(self.state, kind) {
            return Err(Refusal::NotNow { event: kind, state: self.state.word() });
        }
        if recorded.at < self.at {
            return Err(Refusal::Earlier);
        }
        let mut next = self.clone();
        next.change(recorded, around)?;
        next.version += 1;
        next.at = recorded.at;
        next.part.entry(recorded.by.clone()).or_default().insert(kind);
        next.keep_clock(recorded.at);
        Ok(next)
    }

    /// A firm's people see their firm's cases; an adviser speaks for the own agency.
    fn is_theirs(&self, recorded: &Recorded, person: &Person) -> Result<(), Refusal> {
        let wrong = |why: &str| Err(Refusal::NotThisPerson(why.to_owned()));
        if recorded.role == Role::Applicant && person.firm.as_ref() != Some(&self.application.firm)
        {
            return wrong("the case is of another firm");
        }
        match &recorded.event {
            Event::Advised { agency, .. } if person.agency.as_ref() != Some(agency) => {
                wrong("an adviser speaks for the own agency")
            }
            _ => Ok(()),
        }
    }

    fn change(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        use EventKind as K;
        match recorded.event.kind() {
            K::DraftChanged
            | K::Submitted
            | K::CaseReturned
            | K::CaseAccepted
            | K::FactsCorrected
            | K::DocumentFiled
            | K::UndertakingFiled
            | K::AssuranceFiled
            | K::QuestionAsked
            | K::QuestionAnswered
            | K::QuestionDropped
            | K::Withdrawn => self.draft(recorded),
            K::Assessed
            | K::Screened
            | K::HitJudged
            | K::DutyDischarged
            | K::RuleJudged
            | K::DenialJudged
            | K::ConsultationSent
            | K::ConsultationAnswered
            | K::ConsultationExtended
            | K::SilenceRecorded
            | K::OutcomeNotified => self.review(recorded, around),
            K::AgencyAsked
            | K::Advised
            | K::AgencySilent
            | K::Recommended
            | K::Countersigned
            | K::LicenceGranted
            | K::LicenceRefused
            | K::NotRequiredFound
            | K::Appealed
            | K::AppealDecided => self.decide(recorded, around),
            _ => self.live(recorded, around),
        }
    }

    /// The clock of the decision stands while something is open that is not the office's to do.
    fn keep_clock(&mut self, at: Timestamp) {
        let why = self.waiting();
        let Some(running) = &mut self.running else { return };
        let open = running.stops.iter_mut().find(|stop| stop.until.is_none());
        let standing = open.as_ref().map(|stop| stop.why.clone());
        if standing == why {
            return;
        }
        if let Some(stop) = open {
            stop.until = Some(at);
        }
        running.stops.extend(why.map(|why| Stop { from: at, why, until: None }));
    }

    fn waiting(&self) -> Option<String> {
        if self.state == State::Returned {
            return Some("returned to the applicant".to_owned());
        }
        let question = self.questions.iter().find(|(_, question)| question.is_open());
        if let Some((id, _)) = question {
            return Some(format!("question {id} to the applicant"));
        }
        let open = self.consultations.iter().find(|(_, consultation)| consultation.end.is_none());
        open.map(|(id, _)| format!("consultation {id}"))
    }

    /// All positions of agencies together.
    #[must_use]
    pub fn advice(&self) -> Merged {
        merge(&self.positions)
    }

    /// When the decision is due.
    ///
    /// # Errors
    /// It cannot be known, and why.
    pub fn due(&self, office: &Office) -> Result<Due, NotDue> {
        match &self.running {
            Some(running) => office.due(ClockName::Decision, running),
            None => Err(NotDue::Stopped("not handed in".to_owned())),
        }
    }

    /// When an agency's position is due; the applicant's silence is not counted against it.
    ///
    /// # Errors
    /// It cannot be known, and why.
    pub fn advice_due(&self, office: &Office, since: Timestamp) -> Result<Due, NotDue> {
        let stops = self.running.iter().flat_map(|running| &running.stops);
        let later = stops.filter(|stop| stop.until.is_none_or(|until| until > since)).cloned();
        let stops = later.map(|stop| Stop { from: stop.from.max(since), ..stop }).collect();
        office.due(ClockName::Advice, &Running { started: since, stops })
    }

    /// When a partner's reply is due.
    ///
    /// # Errors
    /// It cannot be known, and why: a regime without a configured period has none.
    pub fn reply_due(
        &self,
        around: &Around<'_>,
        consultation: &Consultation,
    ) -> Result<Due, NotDue> {
        let none = NotDue::PeriodNotConfigured(ClockName::Consultation);
        let denial = around.register.get(&consultation.denial);
        let regime = denial.and_then(|denial| denial.notice()).map(|notice| notice.regime);
        let rule = regime.and_then(|regime| around.office.undercut.get(&regime));
        let period = rule.and_then(|rule| match consultation.extended {
            Some(_) => rule.extended.as_ref(),
            None => rule.reply.as_ref(),
        });
        around.office.due_by(period.ok_or(none)?, &Running::from(consultation.sent))
    }

    /// How a hit on a party stands on a day.
    #[must_use]
    pub fn hit_standing(&self, party: &PartyId, hit: &crate::searched::Hit, on: Date) -> Standing {
        let key = HitKey { party: party.clone(), list: hit.list.clone(), entry: hit.entry.clone() };
        standing(hit, self.judgements.get(&key), &self.party_digest(party), on)
    }

    /// The digest of a party as it is stated now; judgements hold for this party only.
    #[must_use]
    pub fn party_digest(&self, party: &PartyId) -> Digest {
        let stated = self.application.party(party);
        let text = stated.map(|party| serde_json::to_string(party).unwrap_or_default());
        Digest::of(text.unwrap_or_default().as_bytes())
    }

    /// Assurances on file, the undertaking's included, in the words of `transfer/1`.
    #[must_use]
    pub fn assurance_words(&self) -> BTreeSet<String> {
        let signed = self.undertaking.iter().flat_map(|undertaking| &undertaking.codes);
        signed.chain(self.assurances.keys()).cloned().collect()
    }

    /// The firm.
    #[must_use]
    pub fn firm(&self) -> &FirmId {
        &self.application.firm
    }

    /// The ceiling of the determination once rules that leave something to a person's judgement
    /// were judged: those found not to hold no longer raise it. None = not assessed.
    #[must_use]
    pub fn ceiling(&self) -> Option<Level> {
        let assessment = self.assessment.as_ref()?;
        let counts = |found: &&RuleFound| {
            let judged = self.rules.get(&found.rule).filter(|judged| judged.facts == self.facts);
            let asked = self.asks_judgement(&found.rule);
            found.certain || !asked || judged.is_none_or(|judged| judged.holds)
        };
        let open = assessment.rules.iter().filter(counts).filter_map(|found| found.status);
        let ceiling = open.max().unwrap_or(Level::NotControlled).max(assessment.floor);
        // Whatever the rules say, nothing rises above what the law itself left possible.
        Some(ceiling.min(assessment.ceiling))
    }

    /// Whether the law leaves the rule to a person's judgement in this case.
    #[must_use]
    pub fn asks_judgement(&self, rule: &str) -> bool {
        let mut asked = self.assessment.iter().flat_map(|assessment| &assessment.questions);
        asked.any(|asking| asking.field.strip_prefix("judgement:") == Some(rule))
    }

    /// Signatures that the recommendation needs: two where the presumption is against it or a
    /// Category I item may be among the items, one otherwise.
    #[must_use]
    pub fn signatures_needed(&self) -> usize {
        let grave = self.assessment.as_ref().is_none_or(|assessment| {
            self.ceiling() >= Some(Level::PresumedDenied)
                || assessment.matches.iter().any(|matched| matched.category == "I")
        });
        if grave { 2 } else { 1 }
    }

    /// Whether the person did something in the case that a signature would have to look at.
    #[must_use]
    pub fn took_part(&self, person: &PersonId) -> bool {
        let looks = [EventKind::Countersigned, EventKind::DocumentFiled, EventKind::DenialRead];
        self.part.get(person).is_some_and(|kinds| kinds.iter().any(|kind| !looks.contains(kind)))
    }

    fn decided(&mut self, what: Decided, recorded: &Recorded, reasons: &[String]) {
        let previous = (!self.decisions.is_empty()).then_some(self.decisions.len());
        let (by, at, reasons) = (recorded.by.clone(), recorded.at, reasons.to_vec());
        self.decisions.push(Decision { what, by, at, reasons, previous });
    }

    /// The office's day of an instant.
    fn day(at: Timestamp) -> Date {
        utc_date(at)
    }
}

/// A new case; without an office while the log is replayed.
///
/// # Errors
/// The event is refused.
pub fn open(recorded: &Recorded, id: &CaseId, office: Option<&Office>) -> Result<Case, Refusal> {
    draft::open(recorded, id, office)
}
