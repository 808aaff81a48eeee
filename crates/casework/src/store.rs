//! The database: append to the log, read it, read views. SQLite and PostgreSQL through one set of
//! statements; the only module that speaks SQL, and the only one that waits.
//!
//! Writers of all instances lock the head of the log first and so stand in one line. Within that
//! lock the case, the office and the register are read as they are, the rules decide, and event,
//! head and views are written together or not at all.

mod sql;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyPool, Executor as _};

use crate::case::Case;
use crate::chain::{Entry, Fault, digest, read, write};
use crate::docket::Docket;
use crate::event::Event;
use crate::id::{CaseId, Digest, LicenceId, PersonId};
use crate::office::Office;
use crate::recorded::{Recorded, Stream};
use crate::refusal::Refusal;
use crate::register::Register;
use crate::role::Role;
use crate::row::{CaseRow, LicenceRow, case_row, licence_row};
use sql::Tx;

/// Connections of one instance.
const CONNECTIONS_MAX: u32 = 16;
/// How long a caller waits for a connection before it is told so.
const CONNECTION_WAIT: Duration = Duration::from_secs(30);
/// Rows of one page of a list.
pub const PAGE_MAX: u32 = 1_000;

/// Something that somebody wants recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// Of what.
    pub stream: Stream,
    /// The version that the caller saw; another one there now is a conflict.
    pub expected: u64,
    /// The clock's time.
    pub at: Timestamp,
    /// By whom, as signed in.
    pub by: PersonId,
    /// In which role.
    pub role: Role,
    /// What.
    pub event: Event,
}

/// Where something was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// Place in the log.
    pub sequence: u64,
    /// Version of its history.
    pub version: u64,
    /// Digest of the entry, which holds everything before it as well.
    pub digest: Digest,
}

/// Why the store did not do what was asked.
#[derive(Debug)]
pub enum StoreError {
    /// The rules refuse it. Nothing was recorded.
    Refused(Refusal),
    /// The log is not what it was: stop, and audit.
    Log(Fault),
    /// The database failed. Nothing was recorded, unless it failed while saying that it was.
    Database(String),
}

impl std::fmt::Display for StoreError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(refusal) => write!(f, "{refusal}"),
            Self::Log(fault) => write!(f, "the log is damaged: {fault}\n  hint: audit it"),
            Self::Database(what) => write!(f, "the database: {what}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<Refusal> for StoreError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error.to_string())
    }
}

/// An open database.
#[derive(Debug)]
pub struct Store {
    runtime: tokio::runtime::Runtime,
    pool: AnyPool,
    memory: Mutex<Memory>,
}

/// Office and register as of a place in the log, kept so that they need not be read every time.
#[derive(Clone, Debug, Default)]
struct Memory {
    sequence: u64,
    office: Arc<Office>,
    register: Arc<Register>,
}

/// Which cases to list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// In that state.
    pub state: Option<String>,
    /// Of that firm.
    pub firm: Option<String>,
    /// Opened after that place in the log: the last row of the page before.
    pub after: u64,
}

impl Store {
    /// Opens a database and brings its tables to this version: `sqlite:office.db?mode=rwc`, or
    /// `postgres://user@host/name`.
    ///
    /// # Errors
    /// It cannot be reached, or its tables are of a later version.
    pub fn open(url: &str) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("store")
            .enable_all()
            .build()
            .map_err(|error| StoreError::Database(error.to_string()))?;
        let embedded = url.starts_with("sqlite:");
        let pool = runtime.block_on(async {
            let options = AnyPoolOptions::new()
                .max_connections(CONNECTIONS_MAX)
                .acquire_timeout(CONNECTION_WAIT)
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        if embedded {
                            // Readers beside a writer; a commit is on the disk when it returns.
                            connection.execute("PRAGMA journal_mode = WAL").await?;
                            connection.execute("PRAGMA synchronous = FULL").await?;
                            connection.execute("PRAGMA busy_timeout = 30000").await?;
                        }
                        Ok(())
                    })
                });
            let pool = options.connect(url).await?;
            sql::migrate(&pool).await?;
            Ok::<_, StoreError>(pool)
        })?;
        Ok(Self { runtime, pool, memory: Mutex::default() })
    }

    /// Records one event, if the rules allow it.
    ///
    /// # Errors
    /// The rules refuse it, somebody was faster, or the database failed.
    pub fn append(&self, draft: Draft) -> Result<Appended, StoreError> {
        let appended = self.append_all(vec![draft])?;
        appended.into_iter().next().ok_or_else(|| StoreError::Database("no answer".to_owned()))
    }

    /// Records events together: all of them, or none.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn append_all(&self, drafts: Vec<Draft>) -> Result<Vec<Appended>, StoreError> {
        let makes = drafts.into_iter().map(|draft| {
            let Draft { stream, expected, at, by, role, event } = draft;
            let make: Make<'_> = Box::new(move |_| Ok(event));
            Ask { stream, expected, at, by, role, make }
        });
        self.runtime.block_on(self.write(makes.collect()))
    }

    /// Records an event that is made from the case as it is at the very moment of recording: a
    /// grant with what it rests on, an assessment.
    ///
    /// # Errors
    /// As [`Store::append`], or whatever the making refuses.
    pub fn append_made(
        &self,
        who: (&PersonId, Role),
        case: &CaseId,
        expected: u64,
        at: Timestamp,
        make: impl FnOnce(&Docket) -> Result<Event, Refusal> + Send,
    ) -> Result<Appended, StoreError> {
        let (by, role) = (who.0.clone(), who.1);
        let stream = Stream::Case(case.clone());
        let ask = Ask { stream, expected, at, by, role, make: Box::new(make) };
        let appended = self.runtime.block_on(self.write(vec![ask]))?;
        appended.into_iter().next().ok_or_else(|| StoreError::Database("no answer".to_owned()))
    }

    async fn write(&self, asks: Vec<Ask<'_>>) -> Result<Vec<Appended>, StoreError> {
        let mut tx = self.pool.begin().await?;
        sql::lock(&mut tx).await?;
        let (mut sequence, mut last) = sql::head(&mut tx).await?;
        let mut memory = self.recall(&mut tx, sequence).await?;
        let mut docket = Docket {
            office: Arc::clone(&memory.office),
            register: Arc::clone(&memory.register),
            ..Docket::default()
        };
        let mut done = Vec::with_capacity(asks.len());
        for ask in asks {
            fetch(&mut tx, &mut docket, &ask.stream).await?;
            // Somebody was faster: told before anything is made from what the caller did not see.
            let found = docket.version(&ask.stream);
            if found != ask.expected {
                return Err(Refusal::Conflict { expected: ask.expected, found }.into());
            }
            let event = (ask.make)(&docket)?;
            fetch_cited(&mut tx, &mut docket, &event).await?;
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
            let entry = Entry { sequence, body, digest: last.clone() };
            sql::insert(&mut tx, &recorded, &entry).await?;
            if let Stream::Case(id) = &recorded.stream
                && let Some(case) = docket.cases.get(id)
            {
                sql::put_case(&mut tx, &case_row(case, sequence)).await?;
                if let Some(licence) = licence_row(case) {
                    sql::put_licence(&mut tx, &licence).await?;
                }
            }
            let version = recorded.version;
            done.push(Appended { sequence, version, digest: last.clone() });
        }
        sql::move_head(&mut tx, sequence, &last).await?;
        tx.commit().await?;
        memory.sequence = sequence;
        memory.office = docket.office;
        memory.register = docket.register;
        self.remember(memory);
        Ok(done)
    }

    /// Office and register at a place in the log: what is kept, and what came after it.
    async fn recall(&self, tx: &mut Tx<'_>, sequence: u64) -> Result<Memory, StoreError> {
        let kept = self.memory.lock().unwrap_or_else(PoisonError::into_inner).clone();
        // A database that was restored to an earlier day is read from its beginning.
        let mut memory = if kept.sequence <= sequence { kept } else { Memory::default() };
        for entry in sql::without_cases(tx, memory.sequence, sequence).await? {
            let at = entry.sequence;
            let recorded = understood(&entry)?;
            let refused = |refusal: Refusal| {
                StoreError::Log(Fault::Refused { sequence: at, why: refusal.to_string() })
            };
            match &recorded.stream {
                Stream::Office => {
                    memory.office = Arc::new(memory.office.apply(&recorded).map_err(refused)?);
                }
                _ => {
                    let register = Arc::make_mut(&mut memory.register);
                    register.apply(&recorded, &memory.office).map_err(refused)?;
                }
            }
        }
        memory.sequence = sequence;
        Ok(memory)
    }

    fn remember(&self, memory: Memory) {
        let mut kept = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        if memory.sequence > kept.sequence {
            *kept = memory;
        }
    }

    /// The office, the register and the named case, all of one moment.
    ///
    /// # Errors
    /// The database failed, or its log is damaged.
    pub fn docket(&self, case: Option<&CaseId>) -> Result<Docket, StoreError> {
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let (sequence, _) = sql::head(&mut tx).await?;
            let memory = self.recall(&mut tx, sequence).await?;
            let mut docket = Docket {
                office: Arc::clone(&memory.office),
                register: Arc::clone(&memory.register),
                ..Docket::default()
            };
            if let Some(case) = case {
                fetch(&mut tx, &mut docket, &Stream::Case(case.clone())).await?;
            }
            tx.rollback().await?;
            self.remember(memory);
            Ok(docket)
        })
    }

    /// A case as it is now.
    ///
    /// # Errors
    /// As [`Store::docket`].
    pub fn case(&self, id: &CaseId) -> Result<Option<Arc<Case>>, StoreError> {
        Ok(self.docket(Some(id))?.cases.remove(id))
    }

    /// Place and digest of the last entry.
    ///
    /// # Errors
    /// The database failed.
    pub fn head(&self) -> Result<(u64, Digest), StoreError> {
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let head = sql::head(&mut tx).await?;
            tx.rollback().await?;
            Ok(head)
        })
    }

    /// Entries after a place, in order, at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// The database failed.
    pub fn log(&self, after: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let limit = limit.min(PAGE_MAX);
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let entries = sql::page(&mut tx, after, limit).await?;
            tx.rollback().await?;
            Ok(entries)
        })
    }

    /// Everything that happened to one thing, in order.
    ///
    /// # Errors
    /// The database failed, or its log is damaged.
    pub fn history(&self, stream: &Stream) -> Result<Vec<Recorded>, StoreError> {
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let entries = sql::of_stream(&mut tx, &stream.to_string()).await?;
            tx.rollback().await?;
            entries.iter().map(understood).collect()
        })
    }

    /// Cases in the order in which they were opened, at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// The database failed.
    pub fn cases(&self, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        let limit = limit.min(PAGE_MAX);
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let rows = sql::cases(&mut tx, filter, limit).await?;
            tx.rollback().await?;
            Ok(rows)
        })
    }

    /// A licence by its number.
    ///
    /// # Errors
    /// The database failed.
    pub fn licence(&self, id: &LicenceId) -> Result<Option<LicenceRow>, StoreError> {
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            let row = sql::licence(&mut tx, id).await?;
            tx.rollback().await?;
            Ok(row)
        })
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
        self.runtime.block_on(async {
            let mut tx = self.pool.begin().await?;
            sql::lock(&mut tx).await?;
            let (found, _) = sql::head(&mut tx).await?;
            if found != upto {
                return Err(Refusal::Conflict { expected: upto, found }.into());
            }
            sql::clear_views(&mut tx).await?;
            for row in cases {
                sql::put_case(&mut tx, row).await?;
            }
            for row in licences {
                sql::put_licence(&mut tx, row).await?;
            }
            tx.commit().await?;
            Ok(())
        })
    }
}

type Make<'m> = Box<dyn FnOnce(&Docket) -> Result<Event, Refusal> + Send + 'm>;

struct Ask<'m> {
    stream: Stream,
    expected: u64,
    at: Timestamp,
    by: PersonId,
    role: Role,
    make: Make<'m>,
}

fn understood(entry: &Entry) -> Result<Recorded, StoreError> {
    read(&entry.body)
        .map_err(|why| StoreError::Log(Fault::Unreadable { sequence: entry.sequence, why }))
}

/// Reads a case into the docket, with the licence that it is a retransfer of.
async fn fetch(tx: &mut Tx<'_>, docket: &mut Docket, stream: &Stream) -> Result<(), StoreError> {
    let Stream::Case(id) = stream else { return Ok(()) };
    if docket.cases.contains_key(id) {
        return Ok(());
    }
    let Some(case) = replay(tx, id).await? else { return Ok(()) };
    if let Some(original) = &case.application.original {
        fetch_licence(tx, docket, original).await?;
    }
    docket.cases.insert(id.clone(), Arc::new(case));
    Ok(())
}

async fn fetch_licence(
    tx: &mut Tx<'_>,
    docket: &mut Docket,
    licence: &LicenceId,
) -> Result<(), StoreError> {
    let Some(row) = sql::licence(tx, licence).await? else { return Ok(()) };
    if let Some(case) = replay(tx, &row.case).await? {
        docket.cases.insert(row.case.clone(), Arc::new(case));
        docket.licences.insert(licence.clone(), row.case);
    }
    Ok(())
}

/// What an event speaks of besides its own case: the refused case of a denial, a licence's number.
async fn fetch_cited(
    tx: &mut Tx<'_>,
    docket: &mut Docket,
    event: &Event,
) -> Result<(), StoreError> {
    match event {
        Event::DenialDrafted { case, .. } => fetch(tx, docket, &Stream::Case(case.clone())).await,
        Event::LicenceGranted { terms, .. } => {
            if let Some(row) = sql::licence(tx, &terms.licence).await? {
                docket.licences.insert(row.licence, row.case);
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn replay(tx: &mut Tx<'_>, id: &CaseId) -> Result<Option<Case>, StoreError> {
    let stream = Stream::Case(id.clone()).to_string();
    let mut case: Option<Case> = None;
    for entry in sql::of_stream(tx, &stream).await? {
        let recorded = understood(&entry)?;
        let next = match &case {
            None => crate::case::open(&recorded, id, None),
            Some(case) => case.replay(&recorded),
        };
        let sequence = entry.sequence;
        case = Some(next.map_err(|refusal| {
            StoreError::Log(Fault::Refused { sequence, why: refusal.to_string() })
        })?);
    }
    Ok(case)
}
