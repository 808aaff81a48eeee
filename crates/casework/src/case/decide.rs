//! Advice, recommendation, signatures, decision, appeal.

use crate::advice::{Advice, Given, Position};
use crate::case::{Case, Decided, Look, Recommended};
use crate::clock::{ClockName, NotDue, Running};
use crate::decision::Recommendation;
use crate::event::{Event, EventKind};
use crate::licence::{Licence, Standing};
use crate::recorded::Recorded;
use crate::refusal::{Refusal, reasoned};
use crate::transition::State;

impl Case {
    pub(super) fn decide(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::AgencyAsked { .. } | Event::Advised { .. } | Event::AgencySilent { .. } => {
                self.advise(recorded, around)
            }
            Event::Recommended { .. } => self.recommend(recorded),
            Event::Countersigned { accepted, reasons } => {
                self.countersign(recorded, *accepted, reasons)
            }
            Event::LicenceGranted { .. }
            | Event::LicenceRefused { .. }
            | Event::NotRequiredFound { .. } => self.conclude(recorded, around),
            _ => self.appeal(recorded, around),
        }
    }

    fn advise(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::AgencyAsked { agency } => {
                // Asked again after the facts changed, it answers again.
                let awaited = matches!(self.positions.get(agency), Some(Position::Awaited { .. }));
                if awaited {
                    return Err(Refusal::NotSo(format!("agency {agency} is asked already")));
                }
                let position = Position::Awaited { since: recorded.at };
                self.positions.insert(agency.clone(), position);
                Ok(())
            }
            Event::Advised { agency, advice, reasons, basis, conditions } => {
                if !self.positions.contains_key(agency) {
                    return Err(Refusal::NotSo(format!("agency {agency} was not asked")));
                }
                reasoned("a position", reasons)?;
                reasoned("a position without its basis", std::slice::from_ref(basis))?;
                if *advice == Advice::ApproveWith && conditions.is_empty() {
                    return Err(Refusal::NotSo("conditions: none given".to_owned()));
                }
                let given = Given {
                    advice: *advice,
                    by: recorded.by.clone(),
                    at: recorded.at,
                    reasons: reasons.clone(),
                    basis: basis.clone(),
                    conditions: conditions.clone(),
                    facts: self.facts.clone(),
                };
                self.positions.insert(agency.clone(), Position::Given(given));
                Ok(())
            }
            Event::AgencySilent { agency } => {
                let Some(Position::Awaited { since }) = self.positions.get(agency) else {
                    return Err(Refusal::NotSo(format!("agency {agency} is not awaited")));
                };
                if let Some(around) = around {
                    let due = self.advice_due(around.office, *since);
                    let due = due.map_err(|why| Refusal::NotSo(why.to_string()))?;
                    if Self::day(recorded.at) <= due.on {
                        let why = format!("the agency has time until {}", due.on);
                        return Err(Refusal::NotSo(why));
                    }
                }
                let silent = Position::DeemedNoObjection { at: recorded.at };
                self.positions.insert(agency.clone(), silent);
                Ok(())
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: self.state.word() }),
        }
    }

    fn recommend(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        let Event::Recommended { recommendation, reasons, conflict } = &recorded.event else {
            return Ok(());
        };
        reasoned("a recommendation", reasons)?;
        if let Recommendation::Refuse { acceptable } = recommendation {
            let what = "a refusal without what would make it acceptable";
            reasoned(what, std::slice::from_ref(acceptable))?;
        }
        if self.advice().conflict {
            let what = "a recommendation where agencies disagree";
            reasoned(what, conflict.as_slice())?;
        }
        if self.assessment.is_none() {
            return Err(Refusal::NotSo("nobody has asked the law yet".to_owned()));
        }
        self.recommendation = Some(Recommended {
            what: recommendation.clone(),
            by: recorded.by.clone(),
            at: recorded.at,
            reasons: reasons.clone(),
            conflict: conflict.clone(),
            facts: self.facts.clone(),
        });
        self.signatures.clear();
        self.state = State::Recommended;
        Ok(())
    }

    fn countersign(
        &mut self,
        recorded: &Recorded,
        accepted: bool,
        reasons: &[String],
    ) -> Result<(), Refusal> {
        if !accepted {
            reasoned("sending back", reasons)?;
            self.recommendation = None;
            self.signatures.clear();
            self.sent_back = reasons.to_vec();
            self.state = State::Review;
            return Ok(());
        }
        if self.state != State::Recommended {
            let (event, state) = (EventKind::Countersigned, self.state.word());
            return Err(Refusal::NotNow { event, state });
        }
        if self.took_part(&recorded.by) {
            let why = "nobody signs a case in which they took part";
            return Err(Refusal::NotThisPerson(why.to_owned()));
        }
        if self.signatures.contains(&recorded.by) {
            return Err(Refusal::NotThisPerson("one person signs once".to_owned()));
        }
        self.signatures.push(recorded.by.clone());
        if self.signatures.len() >= self.signatures_needed() {
            self.state = State::Signed;
        }
        Ok(())
    }

    fn conclude(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        let grave = self.signatures_needed() > 1;
        let own = self.recommendation.as_ref().is_some_and(|r| r.by == recorded.by);
        if grave && own {
            let why = "who recommended does not decide where two signatures are needed";
            return Err(Refusal::NotThisPerson(why.to_owned()));
        }
        if grave && recorded.role != crate::role::Role::HeadOfUnit {
            return Err(Refusal::NotForRole(recorded.role, recorded.event.kind()));
        }
        match &recorded.event {
            Event::LicenceGranted { terms, basis } => {
                if let Some(around) = around {
                    let blockers = self.can_issue(terms, around, recorded.at);
                    if !blockers.is_empty() {
                        return Err(Refusal::Blocked(blockers));
                    }
                    if self.grant_basis(around).as_ref() != Some(basis) {
                        return Err(Refusal::NotSo("the grant rests on something else".to_owned()));
                    }
                }
                self.licence = Some(Licence {
                    terms: terms.clone(),
                    granted: recorded.at,
                    by: recorded.by.clone(),
                    standing: Standing::Valid,
                    bookings: Vec::new(),
                    cancelled: Vec::new(),
                    verifications: Vec::new(),
                    closed: Vec::new(),
                    met: Vec::new(),
                });
                let reasons = self.recommendation.as_ref().map(|r| r.reasons.clone());
                let granted = Decided::Granted(terms.licence.clone());
                self.decided(granted, recorded, &reasons.unwrap_or_default());
                self.state = State::Granted;
            }
            Event::LicenceRefused { reasons, acceptable } => {
                self.refuse(recorded, reasons, acceptable)?;
                self.state = State::Refused;
            }
            Event::NotRequiredFound { reasons } => {
                reasoned("finding that no licence is needed", reasons)?;
                let release = |around| self.can_release(around, recorded.at);
                let blockers = around.map(release).unwrap_or_default();
                if !blockers.is_empty() {
                    return Err(Refusal::Blocked(blockers));
                }
                self.decided(Decided::NotRequired, recorded, reasons);
                self.state = State::NotRequired;
            }
            other => {
                return Err(Refusal::NotNow { event: other.kind(), state: self.state.word() });
            }
        }
        Ok(())
    }

    /// A refusal says all that was recommended; no reason gets lost on the way.
    fn refuse(
        &mut self,
        recorded: &Recorded,
        reasons: &[String],
        acceptable: &str,
    ) -> Result<(), Refusal> {
        reasoned("a refusal", reasons)?;
        let what = "a refusal without what would make it acceptable";
        reasoned(what, &[acceptable.to_owned()])?;
        let Some(recommended) = &self.recommendation else {
            return Err(Refusal::NotSo("nobody recommended to refuse".to_owned()));
        };
        if !matches!(recommended.what, Recommendation::Refuse { .. }) {
            return Err(Refusal::NotSo("the recommendation is not to refuse".to_owned()));
        }
        if let Some(lost) = recommended.reasons.iter().find(|reason| !reasons.contains(reason)) {
            return Err(Refusal::NotSo(format!("a recommended reason is left out: {lost}")));
        }
        self.decided(Decided::Refused(acceptable.to_owned()), recorded, reasons);
        Ok(())
    }

    fn appeal(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::Appealed { grounds } => {
                reasoned("an appeal", std::slice::from_ref(grounds))?;
                let refused = self.decisions.last().map_or(self.at, |decision| decision.at);
                let running = Running::from(refused);
                let none = Err(NotDue::PeriodNotConfigured(ClockName::Appeal));
                match around.map_or(none, |a| a.office.due(ClockName::Appeal, &running)) {
                    Ok(due) if due.on < Self::day(recorded.at) => {
                        return Err(Refusal::NotSo(format!("appeals were due by {}", due.on)));
                    }
                    // No period configured bars nobody from appealing.
                    Ok(_) | Err(NotDue::PeriodNotConfigured(_)) => {}
                    Err(why) => return Err(Refusal::NotSo(why.to_string())),
                }
                self.state = State::Appealed;
            }
            Event::AppealDecided { reopened, reasons } => {
                reasoned("a decision on appeal", reasons)?;
                let decided = [EventKind::LicenceRefused, EventKind::Countersigned];
                let part = self.part.get(&recorded.by);
                let part = part.is_some_and(|kinds| decided.iter().any(|k| kinds.contains(k)));
                if part || self.took_part(&recorded.by) {
                    let why = "an appeal is decided by somebody who took no part in the refusal";
                    return Err(Refusal::NotThisPerson(why.to_owned()));
                }
                let what = if *reopened { Decided::Reopened } else { Decided::Upheld };
                self.decided(what, recorded, reasons);
                self.state = if *reopened { State::Review } else { State::Upheld };
                self.recommendation = None;
                self.signatures.clear();
            }
            other => {
                return Err(Refusal::NotNow { event: other.kind(), state: self.state.word() });
            }
        }
        Ok(())
    }
}
