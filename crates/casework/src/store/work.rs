//! Cases in which something may be to be done, read many at a time.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError};

use sqlx::{AnyConnection, Connection as _};

use super::memory::Known;
use super::sql::{self, AtWork};
use super::{PAGE_MAX, Store, StoreError, original};
use crate::chain::Entry;
use crate::docket::Docket;
use crate::id::CaseId;
use crate::recorded::Stream;
use crate::row::{case_row, lists_word};
use crate::transition::State;

/// Cases that are in memory at once on the way.
const TOGETHER: usize = sql::HISTORIES_MAX;

/// In which cases something may be to be done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkFilter {
    /// In one of these states; none named = in any, and licences to be searched with newer lists too.
    pub states: Option<Vec<State>>,
    /// Of that firm.
    pub firm: Option<String>,
    /// Opened after that place in the log: where the page before ended.
    pub after: u64,
}

impl Store {
    /// Calls for every case in which something may be to be done, in the order in which they were
    /// opened. Which those are is one question to the database; their histories are read a hundred at
    /// a time, those that are kept already not at all.
    ///
    /// # Errors
    /// The database failed, its log is damaged, or the call failed.
    pub fn each_at_work<E: From<StoreError>>(
        &self,
        mut call: impl FnMut(&Docket, &CaseId) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut which = WorkFilter::default();
        loop {
            // What is gone through as a whole takes no room from what people work on.
            let (docket, ids, last) = self.work_after(&which, TOGETHER, false)?;
            for id in &ids {
                call(&docket, id)?;
            }
            match last {
                Some(last) => which.after = last,
                None => return Ok(()),
            }
        }
    }

    /// Calls for at most so many of those cases, a hundred at most, which are kept in memory as those are
    /// that people work on; where the page ends, if another may follow.
    ///
    /// # Errors
    /// As [`Store::each_at_work`].
    pub fn page_at_work<E: From<StoreError>>(
        &self,
        which: &WorkFilter,
        limit: usize,
        mut call: impl FnMut(&Docket, &CaseId) -> Result<(), E>,
    ) -> Result<Option<u64>, E> {
        if which.states.as_ref().is_some_and(Vec::is_empty) {
            return Ok(None);
        }
        let limit = limit.clamp(1, TOGETHER);
        let (docket, ids, last) = self.work_after(which, limit, true)?;
        for id in &ids {
            call(&docket, id)?;
        }
        Ok(last.filter(|_| ids.len() == limit))
    }

    /// Some cases at work with office and register; the place of the last, if there was one.
    fn work_after(
        &self,
        which: &WorkFilter,
        limit: usize,
        keep: bool,
    ) -> Result<(Docket, Vec<CaseId>, Option<u64>), StoreError> {
        self.connected(async |connection| {
            let mut docket = self.recall(connection, None).await?.docket;
            let searched = lists_word(&docket.office.list_versions());
            let found = sql::at_work(connection, &searched, which, limit).await?;
            let missing = self.kept(&found, &mut docket, keep);
            let read = histories(connection, &missing).await?;
            docket.cases.extend(read.iter().map(|k| (k.case.id.clone(), Arc::clone(&k.case))));
            if keep {
                let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
                read.into_iter().for_each(|known| memory.keep(known));
            }
            let ids: Vec<CaseId> = found.iter().map(|case| case.id.clone()).collect();
            for id in &ids {
                if let Some(original) = original(&docket, id) {
                    self.fetch_licence(connection, &mut docket, &original).await?;
                }
            }
            Ok((docket, ids, found.last().map(|case| case.opened)))
        })
    }

    /// Puts those of the named cases into the docket that are not kept: what is written together is
    /// read together.
    pub(super) async fn fetch_many(
        &self,
        connection: &mut AnyConnection,
        docket: &mut Docket,
        ids: impl Iterator<Item = &CaseId>,
    ) -> Result<(), StoreError> {
        let missing: BTreeSet<CaseId> = {
            let memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
            ids.filter(|id| memory.peek(id).is_none()).cloned().collect()
        };
        for ids in missing.into_iter().collect::<Vec<_>>().chunks(TOGETHER) {
            for known in histories(connection, ids).await? {
                docket.cases.insert(known.case.id.clone(), known.case);
            }
        }
        Ok(())
    }

    /// Puts the cases that are kept as the log has them into the docket; the others.
    fn kept(&self, found: &[AtWork], docket: &mut Docket, used: bool) -> Vec<CaseId> {
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let mut missing = Vec::new();
        for AtWork { id, sequence, digest, .. } in found {
            let known = if used { memory.case(id) } else { memory.peek(id).cloned() };
            match known.filter(|known: &Known| known.is_at(*sequence, digest)) {
                Some(known) => drop(docket.cases.insert(id.clone(), known.case)),
                None => missing.push(id.clone()),
            }
        }
        missing
    }

    /// Makes the rows of before again, which an older version wrote.
    pub(super) fn complete_rows(&self) -> Result<(), StoreError> {
        loop {
            let _first = self.runtime.block_on(self.line.lock());
            let done = self.connected(async |connection| {
                let mut tx = connection.begin().await?;
                sql::lock(&mut tx).await?;
                let mut rows = Vec::new();
                let unsaid = sql::unsaid(&mut tx, PAGE_MAX).await?;
                for (id, opened) in &unsaid {
                    let case = self.case_at(&mut tx, id, u64::MAX).await?;
                    rows.extend(case.map(|case| case_row(&case, *opened)));
                }
                sql::put_cases(&mut tx, &rows).await?;
                tx.commit().await?;
                // A row without a case is an audit's to tell.
                Ok(unsaid.is_empty() || rows.is_empty())
            })?;
            if done {
                return Ok(());
            }
        }
    }
}

/// Cases made from their whole histories, at most [`TOGETHER`].
async fn histories(
    connection: &mut AnyConnection,
    ids: &[CaseId],
) -> Result<Vec<Known>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let streams: Vec<String> = ids.iter().map(|id| Stream::Case(id.clone()).to_string()).collect();
    let mut read: HashMap<String, Vec<Entry>> = HashMap::new();
    for (stream, entry) in sql::of_streams(connection, &streams).await? {
        read.entry(stream).or_default().push(entry);
    }
    let mut known = Vec::with_capacity(ids.len());
    for (id, stream) in ids.iter().zip(&streams) {
        let entries = read.remove(stream).unwrap_or_default();
        known.extend(super::memory::continued(Some(id), None, &entries)?.flatten());
    }
    Ok(known)
}
