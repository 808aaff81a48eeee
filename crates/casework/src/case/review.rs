//! What the law, the lists and the register say of a case, and what officers make of it.

use crate::case::{Case, Consultation, Discharge, Ended, Finding, Look, RuleJudgement};
use crate::event::Event;
use crate::id::{ConsultationId, DenialId};
use crate::licence::Standing as LicenceStanding;
use crate::notice::Silence;
use crate::recorded::Recorded;
use crate::refusal::{Refusal, reasoned};
use crate::register::Denial;
use crate::searched::{HitKey, Judgement, Screening, Standing, Verdict};

impl Case {
    pub(super) fn review(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::Assessed { assessment, changes } => {
                let basis = &assessment.basis;
                if basis.facts != self.facts {
                    return Err(Refusal::NotSo("assessed were other facts".to_owned()));
                }
                let law = around.map(|around| around.office.law.as_ref());
                if let Some(law) = law
                    && law.is_none_or(|law| law.digest != basis.law || law.profile != basis.profile)
                {
                    return Err(Refusal::NotSo("the law asked is not the law in force".to_owned()));
                }
                let newest = around.map_or(u64::MAX, |around| around.register.version);
                if basis.register.is_some_and(|version| version > newest) {
                    return Err(Refusal::NotSo("no such version of the register".to_owned()));
                }
                if assessment.floor > assessment.ceiling {
                    return Err(Refusal::NotSo("a floor above its ceiling".to_owned()));
                }
                self.assessment = Some(assessment.clone());
                self.changes = changes.clone();
                Ok(())
            }
            Event::Screened { screening } => self.screened(screening, recorded),
            Event::HitJudged { .. } => self.judge_hit(recorded),
            Event::DutyDischarged { code, how } => {
                reasoned("a duty found met", std::slice::from_ref(how))?;
                let mut owed = self.assessment.iter().flat_map(|assessment| &assessment.duties);
                let Some(duty) = owed.find(|duty| duty.code == *code) else {
                    return Err(Refusal::NotSo(format!("no duty `{code}` is owed here")));
                };
                // These have doors of their own, which cannot be gone around. Whether something that
                // is only possibly owed is owed, an officer may find.
                let own_door = ["obtain:", "consult:"].iter().any(|own| code.starts_with(own));
                if own_door && duty.certain || code.starts_with("review_hit:") {
                    let why = "assurances, consultations and hits are not met by a remark";
                    return Err(Refusal::NotSo(why.to_owned()));
                }
                let (by, facts) = (recorded.by.clone(), self.facts.clone());
                self.discharged.insert(code.clone(), Discharge { how: how.clone(), by, facts });
                Ok(())
            }
            Event::RuleJudged { rule, holds, why } => {
                reasoned("a judgement on a rule", std::slice::from_ref(why))?;
                if !self.asks_judgement(rule) {
                    let what = format!("rule `{rule}` leaves nothing to judge here");
                    return Err(Refusal::NotSo(what));
                }
                let (by, facts, why) = (recorded.by.clone(), self.facts.clone(), why.clone());
                let judged = RuleJudgement { holds: *holds, why, by, facts };
                self.rules.insert(rule.clone(), judged);
                Ok(())
            }
            Event::DenialJudged { denial, denial_version, identical, why } => {
                reasoned("a judgement on a denial", std::slice::from_ref(why))?;
                current(around, denial, *denial_version)?;
                let (version, facts) = (*denial_version, self.facts.clone());
                let (by, why) = (recorded.by.clone(), why.clone());
                let finding = Finding { version, facts, identical: *identical, why, by };
                self.findings.insert(denial.clone(), finding);
                Ok(())
            }
            _ => self.consult(recorded, around),
        }
    }

    fn screened(&mut self, screening: &Screening, recorded: &Recorded) -> Result<(), Refusal> {
        if screening.facts != self.facts {
            return Err(Refusal::NotSo("searched were the parties of other facts".to_owned()));
        }
        self.screening = Some(screening.clone());
        let on = Self::day(recorded.at);
        let identified = screening
            .parties
            .iter()
            .flat_map(|(party, search)| search.hits.iter().map(move |hit| (party, hit)));
        let identified = identified
            .filter(|(party, hit)| self.hit_standing(party, hit, on) == Standing::Identified);
        let first = identified.min_by_key(|(_, hit)| hit.listed_from);
        let found = first.map(|(party, hit)| {
            let why = format!("party {party} is listed: {} {}", hit.list, hit.entry);
            // A listing counts from its own day, not from the day on which we saw it.
            let since = hit.listed_from.map(control::period::midnight);
            (why, since.map_or(recorded.at, |since| since.min(recorded.at)))
        });
        if let Some((why, since)) = found
            && let Some(licence) = &mut self.licence
            && licence.standing == LicenceStanding::Valid
        {
            licence.standing = LicenceStanding::Suspended { since, why, by: None };
        }
        Ok(())
    }

    fn judge_hit(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        let Event::HitJudged { hit, entry_version, verdict, why, until } = &recorded.event else {
            return Ok(());
        };
        reasoned("a judgement on a hit", std::slice::from_ref(why))?;
        let search =
            self.screening.as_ref().and_then(|screening| screening.parties.get(&hit.party));
        let found = search.into_iter().flat_map(|search| &search.hits);
        let mut found = found.filter(|h| h.list == hit.list && h.entry == hit.entry);
        if !found.any(|found| found.version == *entry_version) {
            let HitKey { party, list, entry } = hit;
            let what = format!("party {party} has no hit {list} {entry} in that version");
            return Err(Refusal::NotSo(what));
        }
        if *until < Self::day(recorded.at) {
            return Err(Refusal::NotSo("a judgement that has already ended".to_owned()));
        }
        let judgement = Judgement {
            verdict: *verdict,
            by: recorded.by.clone(),
            at: recorded.at,
            why: why.clone(),
            version: entry_version.clone(),
            facts: self.party_digest(&hit.party),
            until: *until,
        };
        self.judgements.insert(hit.clone(), judgement);
        self.judged += 1;
        if *verdict == Verdict::Same
            && let Some(screening) = self.screening.clone()
        {
            return self.screened(&screening, recorded);
        }
        Ok(())
    }

    fn consult(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::ConsultationSent { consultation, denial, denial_version, summary } => {
                reasoned("a consultation without words", std::slice::from_ref(summary))?;
                let known = current(around, denial, *denial_version)?;
                if known.is_some_and(|known| known.own.is_some()) {
                    return Err(Refusal::NotSo("nobody consults oneself".to_owned()));
                }
                if self.consultations.contains_key(consultation) {
                    return Err(Refusal::NotSo(format!("{consultation} was sent already")));
                }
                let (version, facts) = (*denial_version, self.facts.clone());
                let new = Consultation {
                    denial: denial.clone(),
                    version,
                    facts,
                    sent: recorded.at,
                    extended: None,
                    end: None,
                    told: None,
                };
                self.consultations.insert(consultation.clone(), new);
                Ok(())
            }
            Event::ConsultationAnswered { consultation, reply, reasons } => {
                let end = Ended::Replied(*reply, reasons.clone());
                self.open_consultation(consultation)?.end = Some(end);
                Ok(())
            }
            Event::ConsultationExtended { consultation, why } => {
                reasoned("an extension", std::slice::from_ref(why))?;
                let extended = Some((recorded.at, why.clone()));
                self.open_consultation(consultation)?.extended = extended;
                Ok(())
            }
            Event::SilenceRecorded { consultation } => self.silence(consultation, recorded, around),
            Event::OutcomeNotified { consultation, explanation } => {
                reasoned("an outcome", std::slice::from_ref(explanation))?;
                match self.consultations.get_mut(consultation) {
                    Some(known) if known.told.is_none() => {
                        known.told = Some(recorded.at);
                        Ok(())
                    }
                    _ => Err(Refusal::NotSo(format!("{consultation}: unknown, or told already"))),
                }
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: self.state.word() }),
        }
    }

    fn open_consultation(&mut self, id: &ConsultationId) -> Result<&mut Consultation, Refusal> {
        let open = self.consultations.get_mut(id).filter(|known| known.end.is_none());
        open.ok_or_else(|| Refusal::NotSo(format!("consultation {id} is not open")))
    }

    /// Silence means what the regime says, once its time has run out; never before, and nothing
    /// where the regime does not say.
    fn silence(
        &mut self,
        id: &ConsultationId,
        recorded: &Recorded,
        around: Look<'_>,
    ) -> Result<(), Refusal> {
        let consultation = self.open_consultation(id)?.clone();
        let Some(around) = around else {
            self.open_consultation(id)?.end = Some(Ended::Silence(recorded.at));
            return Ok(());
        };
        let due = self.reply_due(around, &consultation);
        let due = due.map_err(|why| Refusal::NotSo(why.to_string()))?;
        if Self::day(recorded.at) <= due.on {
            return Err(Refusal::NotSo(format!("the partner has time until {}", due.on)));
        }
        let denial = around.register.get(&consultation.denial);
        let regime = denial.and_then(Denial::notice).map(|notice| notice.regime);
        let rule = regime.and_then(|regime| around.office.undercut.get(&regime));
        match rule.and_then(|rule| rule.silence) {
            Some(Silence::NotIdentical) => {
                self.open_consultation(id)?.end = Some(Ended::Silence(recorded.at));
                Ok(())
            }
            Some(Silence::Nothing) => {
                Err(Refusal::NotSo("silence means nothing in this regime".to_owned()))
            }
            None => Err(Refusal::NotSo("what silence means is not configured".to_owned())),
        }
    }
}

/// The denial, in the version that is spoken of; nothing while the log is replayed.
fn current<'a>(
    around: Look<'a>,
    denial: &DenialId,
    version: u32,
) -> Result<Option<&'a Denial>, Refusal> {
    let Some(around) = around else { return Ok(None) };
    let known = around.register.get(denial).filter(|denial| denial.number() > 0);
    let known = known.ok_or_else(|| Refusal::NotSo(format!("there is no denial `{denial}`")))?;
    if known.number() != version {
        let number = known.number();
        return Err(Refusal::NotSo(format!("denial {denial} is at version {number}")));
    }
    Ok(Some(known))
}
