//! Recording: under the lock of the log's head the rules decide; then everything is written
//! together, or nothing.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::{AnyConnection, Connection as _};

use super::{Appended, Request, Store, StoreError, once, original, sql};
use crate::chain::{Entry, digest, write};
use crate::docket::Docket;
use crate::event::Event;
use crate::id::{CaseId, PersonId};
use crate::recorded::{Recorded, Stream};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::row::{CaseRow, LicenceRow, case_row, licence_row};

type Make<'m> = Box<dyn FnOnce(&Docket) -> Result<Event, Refusal> + Send + 'm>;

/// What somebody wants recorded; the event is made at the moment of recording.
pub(super) struct Ask<'m> {
    pub(super) stream: Stream,
    pub(super) expected: u64,
    pub(super) at: Timestamp,
    pub(super) by: PersonId,
    pub(super) role: Role,
    pub(super) make: Make<'m>,
}

impl Store {
    /// Records what is asked. A request that was done before is answered by its last event alone.
    pub(super) fn write(
        &self,
        request: Option<&Request>,
        asks: Vec<Ask<'_>>,
    ) -> Result<Vec<Appended>, StoreError> {
        let _first = self.runtime.block_on(self.line.lock());
        self.connected(async |connection| self.record(connection, request, asks).await)
    }

    async fn record(
        &self,
        connection: &mut AnyConnection,
        request: Option<&Request>,
        asks: Vec<Ask<'_>>,
    ) -> Result<Vec<Appended>, StoreError> {
        let mut tx = connection.begin().await?;
        sql::lock(&mut tx).await?;
        let request = request.and_then(|request| Some((asks.first()?.by.clone(), request)));
        if let Some((by, request)) = &request
            && let Some(done) = once::done(&mut tx, by, request).await?
        {
            return Ok(vec![done]);
        }
        let case = asks.iter().find_map(|ask| match &ask.stream {
            Stream::Case(id) => Some(id.clone()),
            Stream::Office | Stream::Denial(_) => None,
        });
        let recalled = self.recall(&mut tx, case.as_ref()).await?;
        let ((mut sequence, mut last), mut docket) = (recalled.head, recalled.docket);
        let upto = sequence;
        if asks.len() > 1 {
            let ids = asks.iter().filter_map(|ask| match &ask.stream {
                Stream::Case(id) => Some(id),
                Stream::Office | Stream::Denial(_) => None,
            });
            self.fetch_many(&mut tx, &mut docket, ids).await?;
        }
        let mut written = Vec::with_capacity(asks.len());
        let mut opened = BTreeMap::new();
        let mut done = Vec::with_capacity(asks.len());
        for ask in asks {
            self.fetch(&mut tx, &mut docket, &ask.stream, upto).await?;
            // Somebody was faster: told before anything is made from what the caller did not see.
            let found = docket.version(&ask.stream);
            if found != ask.expected {
                return Err(Refusal::Conflict { expected: ask.expected, found }.into());
            }
            let event = (ask.make)(&docket)?;
            self.fetch_cited(&mut tx, &mut docket, &event, upto).await?;
            let recorded = Recorded {
                stream: ask.stream,
                version: ask.expected + 1,
                at: ask.at,
                by: ask.by,
                role: ask.role,
                event,
            };
            docket.apply(&recorded)?;
            sequence += 1;
            let body = write(&recorded).map_err(Refusal::NotSo)?;
            last = digest(&last, sequence, &body);
            let version = recorded.version;
            if let Stream::Case(id) = &recorded.stream {
                opened.entry(id.clone()).or_insert(sequence);
            }
            let entry = Entry { sequence, body, digest: last.clone() };
            written.push((recorded.stream, version, entry));
            done.push(Appended { sequence, version, digest: last.clone() });
        }
        sql::insert(&mut tx, &written).await?;
        let (cases, licences) = rows(&docket, &opened);
        sql::put_cases(&mut tx, &cases).await?;
        sql::put_licences(&mut tx, &licences).await?;
        if let Some((by, request)) = &request {
            once::keep(&mut tx, by, request, sequence).await?;
        }
        sql::move_head(&mut tx, sequence, &last).await?;
        tx.commit().await?;
        let written: Vec<_> = written.into_iter().map(|(stream, _, e)| (stream, e)).collect();
        self.committed(&docket, &written);
        Ok(done)
    }

    /// Reads a case into the docket, with the licence that it is a retransfer of.
    async fn fetch(
        &self,
        tx: &mut AnyConnection,
        docket: &mut Docket,
        stream: &Stream,
        upto: u64,
    ) -> Result<(), StoreError> {
        let Stream::Case(id) = stream else { return Ok(()) };
        if !docket.cases.contains_key(id)
            && let Some(case) = self.case_at(tx, id, upto).await?
        {
            docket.cases.insert(id.clone(), case);
        }
        match original(docket, id) {
            Some(licence) if !docket.licences.contains_key(&licence) => {
                self.fetch_licence(tx, docket, &licence).await
            }
            _ => Ok(()),
        }
    }

    /// What an event speaks of besides its own case: the refused case of a denial, a licence's
    /// number.
    async fn fetch_cited(
        &self,
        tx: &mut AnyConnection,
        docket: &mut Docket,
        event: &Event,
        upto: u64,
    ) -> Result<(), StoreError> {
        match event {
            Event::DenialDrafted { case, .. } => {
                self.fetch(tx, docket, &Stream::Case(case.clone()), upto).await
            }
            Event::LicenceGranted { terms, .. } => {
                if let Some(row) = sql::licence(tx, &terms.licence).await? {
                    docket.licences.insert(row.licence, row.case);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Makes all views again from cases that an audit computed, in one step.
    ///
    /// # Errors
    /// The database failed, or something was recorded in the meantime.
    pub fn replace_views(
        &self,
        upto: u64,
        cases: &[CaseRow],
        licences: &[LicenceRow],
    ) -> Result<(), StoreError> {
        let _first = self.runtime.block_on(self.line.lock());
        self.connected(async |connection| {
            let mut tx = connection.begin().await?;
            sql::lock(&mut tx).await?;
            let (found, _) = sql::head(&mut tx).await?;
            if found != upto {
                return Err(Refusal::Conflict { expected: upto, found }.into());
            }
            sql::clear_views(&mut tx).await?;
            sql::put_cases(&mut tx, cases).await?;
            sql::put_licences(&mut tx, licences).await?;
            tx.commit().await?;
            Ok(())
        })
    }
}

/// Rows of the cases that were touched; a case that was there before keeps the place of its first
/// event.
fn rows(docket: &Docket, touched: &BTreeMap<CaseId, u64>) -> (Vec<CaseRow>, Vec<LicenceRow>) {
    let cases = touched.iter().filter_map(|(id, opened)| Some((docket.cases.get(id)?, opened)));
    let rows = cases.clone().map(|(case, opened)| case_row(case, *opened)).collect();
    (rows, cases.filter_map(|(case, _)| licence_row(case)).collect())
}
