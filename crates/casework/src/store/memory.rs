//! What one instance keeps in memory so that it need not be read every time: office and register,
//! and the cases that people work on. Whatever is kept is compared with the log at every use, by
//! the digest of its last entry, which holds everything before it: another instance may have gone
//! on, or somebody restored an older database.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError};

use sqlx::AnyConnection;

use super::sql::{self, Since};
use super::{Store, StoreError, understood};
use crate::case::Case;
use crate::chain::{Entry, Fault};
use crate::docket::Docket;
use crate::id::{CaseId, Digest, LicenceId};
use crate::office::Office;
use crate::recorded::Stream;
use crate::refusal::Refusal;
use crate::register::Register;

/// Cases kept, twice: those used lately, and those before them.
const CASES_MAX: usize = 2_000;

/// A place in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    sequence: u64,
    digest: Digest,
}

/// Office and register as of a place in the log, and cases.
#[derive(Debug, Default)]
pub(super) struct Memory {
    general: General,
    lately: HashMap<CaseId, Known>,
    before: HashMap<CaseId, Known>,
}

/// Office and register after their last event.
#[derive(Clone, Debug, Default)]
struct General {
    last: Option<Mark>,
    office: Arc<Office>,
    register: Arc<Register>,
}

/// A case after its last event.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) case: Arc<Case>,
    last: Mark,
}

impl Known {
    /// Whether it is the case after that entry.
    pub(super) fn is_at(&self, sequence: u64, digest: &str) -> bool {
        self.last.sequence == sequence && self.last.digest.as_str() == digest
    }
}

impl Memory {
    /// What is kept of a case, which stays as long ago used as it was.
    pub(super) fn peek(&self, id: &CaseId) -> Option<&Known> {
        self.lately.get(id).or_else(|| self.before.get(id))
    }

    /// The same, used now.
    pub(super) fn case(&mut self, id: &CaseId) -> Option<Known> {
        if let Some(known) = self.lately.get(id) {
            return Some(known.clone());
        }
        let known = self.before.remove(id)?;
        self.keep(known.clone());
        Some(known)
    }

    pub(super) fn keep(&mut self, known: Known) {
        if self.lately.len() >= CASES_MAX {
            self.before = std::mem::take(&mut self.lately);
        }
        self.lately.insert(known.case.id.clone(), known);
    }
}

/// Everything that was read in one statement, and so of one moment.
#[derive(Debug)]
pub(super) struct Recalled {
    /// Place and digest of the last entry.
    pub(super) head: (u64, Digest),
    /// Office, register, and the case that was asked for.
    pub(super) docket: Docket,
}

impl Store {
    /// Office, register and one case at the present end of the log: what is kept, and what came
    /// after it.
    pub(super) async fn recall(
        &self,
        connection: &mut AnyConnection,
        case: Option<&CaseId>,
    ) -> Result<Recalled, StoreError> {
        let (general, known) = {
            let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            (memory.general.clone(), case.and_then(|id| memory.case(id)))
        };
        let since = Since {
            general: general.last.as_ref().map_or(0, |mark| mark.sequence),
            stream: case.map(|id| Stream::Case(id.clone()).to_string()),
            version: known.as_ref().map_or(0, |known| known.case.version),
        };
        let found = sql::since(connection, &since).await?;
        let general = match onward(general, &found.general)? {
            Some(general) => general,
            None => {
                let all = Since { general: 0, stream: None, version: 0 };
                let all = sql::since(connection, &all).await?.general;
                let all = all.into_iter().filter(|entry| entry.sequence <= found.head.0);
                onward(General::default(), &all.collect::<Vec<_>>())?.unwrap_or_default()
            }
        };
        let mut docket = Docket {
            office: Arc::clone(&general.office),
            register: Arc::clone(&general.register),
            ..Docket::default()
        };
        let known = match (case, continued(case, known, &found.case)?) {
            (Some(_), Some(known)) => known,
            (Some(id), None) => self.replayed(connection, id, found.head.0).await?,
            (None, _) => None,
        };
        if let Some(known) = &known {
            docket.cases.insert(known.case.id.clone(), Arc::clone(&known.case));
        }
        self.remember(general, known);
        Ok(Recalled { head: found.head, docket })
    }

    /// A further case at a place in the log.
    pub(super) async fn case_at(
        &self,
        connection: &mut AnyConnection,
        id: &CaseId,
        upto: u64,
    ) -> Result<Option<Arc<Case>>, StoreError> {
        let known = self.memory.lock().unwrap_or_else(PoisonError::into_inner).case(id);
        let version = known.as_ref().map_or(0, |known| known.case.version);
        let stream = Stream::Case(id.clone()).to_string();
        let mut found = sql::of_stream(connection, &stream, version).await?;
        found.retain(|entry| entry.sequence <= upto);
        let known = match continued(Some(id), known, &found)? {
            Some(known) => known,
            None => self.replayed(connection, id, upto).await?,
        };
        let case = known.as_ref().map(|known| Arc::clone(&known.case));
        if let Some(known) = known {
            self.memory.lock().unwrap_or_else(PoisonError::into_inner).keep(known);
        }
        Ok(case)
    }

    async fn replayed(
        &self,
        connection: &mut AnyConnection,
        id: &CaseId,
        upto: u64,
    ) -> Result<Option<Known>, StoreError> {
        let stream = Stream::Case(id.clone()).to_string();
        let mut found = sql::of_stream(connection, &stream, 0).await?;
        found.retain(|entry| entry.sequence <= upto);
        Ok(continued(Some(id), None, &found)?.flatten())
    }

    /// A licence with its case, into the docket.
    pub(super) async fn fetch_licence(
        &self,
        connection: &mut AnyConnection,
        docket: &mut Docket,
        licence: &LicenceId,
    ) -> Result<(), StoreError> {
        let Some(row) = sql::licence(connection, licence).await? else { return Ok(()) };
        if !docket.cases.contains_key(&row.case)
            && let Some(case) = self.case_at(connection, &row.case, u64::MAX).await?
        {
            docket.cases.insert(row.case.clone(), case);
        }
        docket.licences.insert(licence.clone(), row.case);
        Ok(())
    }

    fn remember(&self, general: General, known: Option<Known>) {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        memory.general = general;
        if let Some(known) = known {
            memory.keep(known);
        }
    }

    /// Keeps what a transaction made, once it is committed.
    pub(super) fn committed(&self, docket: &Docket, written: &[(Stream, Entry)]) {
        let mark = |entry: &Entry| {
            let (sequence, digest) = (entry.sequence, entry.digest.clone());
            Mark { sequence, digest }
        };
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        for (stream, entry) in written {
            match stream {
                Stream::Case(id) => {
                    let last = mark(entry);
                    let case = docket.cases.get(id).map(Arc::clone);
                    if let Some(case) = case {
                        memory.keep(Known { case, last });
                    }
                }
                Stream::Office | Stream::Denial(_) => {
                    memory.general = General {
                        last: Some(mark(entry)),
                        office: Arc::clone(&docket.office),
                        register: Arc::clone(&docket.register),
                    };
                }
            }
        }
    }
}

/// What is kept, followed by what came after it. None where the log does not hold what is kept.
fn onward(mut general: General, found: &[Entry]) -> Result<Option<General>, StoreError> {
    let Some(new) = after(general.last.as_ref(), found) else { return Ok(None) };
    for entry in new {
        let recorded = understood(entry)?;
        let refused = |refusal| refused(entry, &refusal);
        match &recorded.stream {
            Stream::Office => {
                general.office = Arc::new(general.office.apply(&recorded).map_err(refused)?);
            }
            _ => {
                let register = Arc::make_mut(&mut general.register);
                register.apply(&recorded, &general.office).map_err(refused)?;
            }
        }
        let (sequence, digest) = (entry.sequence, entry.digest.clone());
        general.last = Some(Mark { sequence, digest });
    }
    Ok(Some(general))
}

/// The same for a case. Inside none where there is no such case.
pub(super) fn continued(
    id: Option<&CaseId>,
    known: Option<Known>,
    found: &[Entry],
) -> Result<Option<Option<Known>>, StoreError> {
    let Some(id) = id else { return Ok(Some(None)) };
    let last = known.as_ref().map(|known| known.last.clone());
    let Some(new) = after(last.as_ref(), found) else { return Ok(None) };
    let mut known = known;
    for entry in new {
        let recorded = understood(entry)?;
        let next = match &known {
            None => crate::case::open(&recorded, id, None),
            Some(known) => known.case.replay(&recorded),
        };
        let case = Arc::new(next.map_err(|refusal| refused(entry, &refusal))?);
        let (sequence, digest) = (entry.sequence, entry.digest.clone());
        known = Some(Known { case, last: Mark { sequence, digest } });
    }
    Ok(Some(known))
}

/// Entries that follow the one that is kept, which must come first.
fn after<'e>(last: Option<&Mark>, found: &'e [Entry]) -> Option<&'e [Entry]> {
    let Some(last) = last else { return Some(found) };
    let (first, new) = found.split_first()?;
    (first.sequence == last.sequence && first.digest == last.digest).then_some(new)
}

fn refused(entry: &Entry, refusal: &Refusal) -> StoreError {
    StoreError::Log(Fault::Refused { sequence: entry.sequence, why: refusal.to_string() })
}
