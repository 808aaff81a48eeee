//! Everything that the office remembers, and the one door through which events change it.
//!
//! A whole log goes through it in an audit; the store takes through it the part that one event
//! touches, in the transaction that records the event.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::case::{self, Around, Case};
use crate::event::Event;
use crate::facts::Application;
use crate::id::{CaseId, DenialId, LicenceId};
use crate::licence::Licence;
use crate::office::Office;
use crate::recorded::{Recorded, Stream};
use crate::refusal::Refusal;
use crate::register::Register;

/// The memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docket {
    /// The office.
    pub office: Arc<Office>,
    /// The register of denials.
    pub register: Arc<Register>,
    /// Cases.
    pub cases: BTreeMap<CaseId, Arc<Case>>,
    /// Which case a licence came from.
    pub licences: BTreeMap<LicenceId, CaseId>,
}

impl Docket {
    /// How many events a history has.
    #[must_use]
    pub fn version(&self, stream: &Stream) -> u64 {
        match stream {
            Stream::Office => self.office.version,
            Stream::Denial(id) => self.denial_version(id),
            Stream::Case(id) => self.cases.get(id).map_or(0, |case| case.version),
        }
    }

    fn denial_version(&self, id: &DenialId) -> u64 {
        self.register.get(id).map_or(0, |denial| denial.events)
    }

    /// What the rules of one case look at.
    #[must_use]
    pub fn around<'a>(&'a self, case: &'a Case, licence: Option<&LicenceId>) -> Around<'a> {
        let original = case.application.original.as_ref();
        Around {
            office: &self.office,
            register: &self.register,
            original: original.and_then(|id| self.licence(id)),
            licence_taken: licence.is_some_and(|id| self.licences.contains_key(id)),
        }
    }

    /// A licence with the application it was granted for.
    #[must_use]
    pub fn licence(&self, id: &LicenceId) -> Option<(&Licence, &Application)> {
        let case = self.cases.get(self.licences.get(id)?)?;
        Some((case.licence.as_ref()?, &case.application))
    }

    /// Takes an event, or refuses it; then nothing changes.
    ///
    /// # Errors
    /// The rules refuse it, or it does not follow the last event of its history.
    pub fn apply(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        let found = self.version(&recorded.stream);
        if found + 1 != recorded.version {
            let expected = recorded.version.saturating_sub(1);
            return Err(Refusal::Conflict { expected, found });
        }
        match &recorded.stream {
            Stream::Office => {
                self.office = Arc::new(self.office.apply(recorded)?);
                Ok(())
            }
            Stream::Denial(_) => {
                // A draft of ours belongs to a case that was refused.
                if let Event::DenialDrafted { case, .. } = &recorded.event {
                    self.was_refused(case)?;
                }
                let office = Arc::clone(&self.office);
                Arc::make_mut(&mut self.register).apply(recorded, &office)
            }
            Stream::Case(id) => self.apply_to_case(id, recorded),
        }
    }

    fn apply_to_case(&mut self, id: &CaseId, recorded: &Recorded) -> Result<(), Refusal> {
        let granted = match &recorded.event {
            Event::LicenceGranted { terms, .. } => Some(&terms.licence),
            _ => None,
        };
        let next = match self.cases.get(id) {
            None => case::open(recorded, id, Some(&self.office))?,
            Some(known) => known.apply(recorded, &self.around(known, granted))?,
        };
        if let Some(licence) = granted {
            self.licences.insert(licence.clone(), id.clone());
        }
        self.cases.insert(id.clone(), Arc::new(next));
        Ok(())
    }

    fn was_refused(&self, id: &CaseId) -> Result<(), Refusal> {
        use crate::transition::State::{Appealed, Refused, Upheld};
        let state = self.cases.get(id).map(|case| case.state);
        if state.is_some_and(|state| matches!(state, Refused | Appealed | Upheld)) {
            return Ok(());
        }
        Err(Refusal::NotSo(format!("case {id} was not refused")))
    }
}
