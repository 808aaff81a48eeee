//! The law asked about an invented case: really, or as it answered of the same goods before.

use jiff::Timestamp;

use super::path::Path;
use super::{Asked, Step, Year};
use crate::assessing::ask;
use crate::assessment::{Assessment, Basis, changes};
use crate::case::Case;
use crate::event::Event;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::undercut::{Transfer, compare};

impl Year<'_> {
    /// The law in force is asked.
    pub(super) fn ask(&self, path: &Path, case: &Case, at: Timestamp) -> Result<Step, Refusal> {
        let day = crate::clock::utc_date(at);
        let asked = Asked {
            good: path.good,
            to: case.application.destination.clone(),
            retransfer: path.original.is_some(),
            assurances: case.assurance_words(),
            month: (day.year(), day.month()),
        };
        let assessment = match self.known(&asked, case, at) {
            Some(known) => known,
            None => self.really(asked, case, at)?,
        };
        let before = case.assessment.as_ref();
        let changes = before.map(|before| changes(before, &assessment)).unwrap_or_default();
        let event = Event::Assessed { assessment, changes };
        path.officer("system", 0, Role::System, &case.id, event, 60)
    }

    fn really(&self, asked: Asked, case: &Case, at: Timestamp) -> Result<Assessment, Refusal> {
        let around = self.docket.around(case, None);
        let answer = ask(self.regime, case, &around, at).map_err(|problems| {
            let told: Vec<String> = problems.iter().map(|p| p.what.clone()).collect();
            Refusal::NotSo(told.join("; "))
        })?;
        if nobody_found(case) && answer.assessment.denials.is_empty() {
            self.answers.borrow_mut().insert(asked, answer.assessment.clone());
        }
        Ok(answer.assessment)
    }

    /// The answer to the same question, where nobody was found and no denial is near.
    fn known(&self, asked: &Asked, case: &Case, at: Timestamp) -> Option<Assessment> {
        let known = self.answers.borrow().get(asked).filter(|_| nobody_found(case)).cloned()?;
        let transfer = Transfer {
            application: &case.application,
            matches: &known.matches,
            regime: self.regime,
            on: crate::clock::utc_date(at),
        };
        if !compare(&self.docket.register, &self.docket.office, &transfer).is_empty() {
            return None;
        }
        let lists = case.screening.as_ref().map(|screening| screening.lists.clone());
        let basis = Basis {
            as_of: at,
            facts: case.facts.clone(),
            lists: lists.unwrap_or_default(),
            register: Some(self.docket.register.version),
            judgements: case.judged,
            ..known.basis
        };
        Some(Assessment { basis, ..known })
    }
}

/// Searched in these facts, and nobody was found.
fn nobody_found(case: &Case) -> bool {
    let screening = case.screening.as_ref().filter(|screening| screening.facts == case.facts);
    screening.is_some_and(|screening| screening.parties.values().all(|p| p.hits.is_empty()))
}
