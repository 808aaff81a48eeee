//! The database: append to the log, read it, read views. SQLite and PostgreSQL through one set of
//! statements; the only module that speaks SQL, and the only one that waits.
//!
//! Writers of all instances lock the head of the log first and so stand in one line. Within that
//! lock the case, the office and the register are read as they are, the rules decide, and event,
//! head and views are written together or not at all.

mod memory;
mod once;
mod sql;
mod work;
mod write;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::AnyPoolOptions;
use sqlx::{AnyConnection, AnyPool, Executor as _};

use crate::case::Case;
use crate::chain::{Entry, Fault, read};
use crate::docket::Docket;
use crate::event::Event;
use crate::id::{CaseId, Digest, LicenceId, PersonId};
use crate::recorded::{Recorded, Stream};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::row::{CaseRow, LicenceRow};
use memory::Memory;
pub use once::{KEY_MAX, Request};
pub use work::WorkFilter;
use write::Ask;

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
    /// Writers of this instance stand in line here, so that only the first of them holds a
    /// connection and readers find the others free.
    line: tokio::sync::Mutex<()>,
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
        let (memory, line) = (Mutex::default(), tokio::sync::Mutex::new(()));
        let store = Self { runtime, pool, memory, line };
        store.complete_rows()?;
        Ok(store)
    }

    /// Does something on a connection. After a failure of the database it is closed: what state a
    /// full disk or a cut line left it in, nobody knows, and a transaction that is half ended would
    /// show an old moment to whoever reads next.
    fn connected<T>(
        &self,
        work: impl AsyncFnOnce(&mut AnyConnection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.runtime.block_on(async {
            let mut connection = self.pool.acquire().await?;
            let done = work(&mut connection).await;
            if matches!(done, Err(StoreError::Database(_))) {
                connection.close_on_drop();
            }
            done
        })
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
        self.append_all_once(None, drafts)
    }

    /// The same for a request that may be sent twice; one that was done before is answered by its
    /// last event alone.
    ///
    /// # Errors
    /// As [`Store::append`], or the request's key was used for something else.
    pub fn append_all_once(
        &self,
        request: Option<&Request>,
        drafts: Vec<Draft>,
    ) -> Result<Vec<Appended>, StoreError> {
        let makes = drafts.into_iter().map(|draft| {
            let Draft { stream, expected, at, by, role, event } = draft;
            Ask { stream, expected, at, by, role, make: Box::new(move |_| Ok(event)) }
        });
        self.write(request, makes.collect())
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
        self.append_made_once(None, who, case, expected, at, make)
    }

    /// The same for a request that may be sent twice.
    ///
    /// # Errors
    /// As [`Store::append_all_once`], or whatever the making refuses.
    pub fn append_made_once(
        &self,
        request: Option<&Request>,
        who: (&PersonId, Role),
        case: &CaseId,
        expected: u64,
        at: Timestamp,
        make: impl FnOnce(&Docket) -> Result<Event, Refusal> + Send,
    ) -> Result<Appended, StoreError> {
        let (by, role) = (who.0.clone(), who.1);
        let stream = Stream::Case(case.clone());
        let ask = Ask { stream, expected, at, by, role, make: Box::new(make) };
        let appended = self.write(request, vec![ask])?;
        appended.into_iter().next().ok_or_else(|| StoreError::Database("no answer".to_owned()))
    }

    /// The office, the register and the named case, all of one moment.
    ///
    /// # Errors
    /// The database failed, or its log is damaged.
    pub fn docket(&self, case: Option<&CaseId>) -> Result<Docket, StoreError> {
        self.connected(async |connection| {
            let mut docket = self.recall(connection, case).await?.docket;
            if let Some(original) = case.and_then(|id| original(&docket, id)) {
                self.fetch_licence(connection, &mut docket, &original).await?;
            }
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
        self.connected(async |connection| {
            let head = sql::head(connection).await?;
            Ok(head)
        })
    }

    /// Entries after a place, in order, at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// The database failed.
    pub fn log(&self, after: u64, limit: u32) -> Result<Vec<Entry>, StoreError> {
        let limit = limit.min(PAGE_MAX);
        self.connected(async |connection| {
            let entries = sql::page(connection, after, limit).await?;
            Ok(entries)
        })
    }

    /// Everything that happened to one thing, in order.
    ///
    /// # Errors
    /// The database failed, or its log is damaged.
    pub fn history(&self, stream: &Stream) -> Result<Vec<Recorded>, StoreError> {
        self.connected(async |connection| {
            let entries = sql::of_stream(connection, &stream.to_string(), 0).await?;
            entries.iter().map(understood).collect()
        })
    }

    /// Cases in the order in which they were opened, at most [`PAGE_MAX`].
    ///
    /// # Errors
    /// The database failed.
    pub fn cases(&self, filter: &CaseFilter, limit: u32) -> Result<Vec<CaseRow>, StoreError> {
        let limit = limit.min(PAGE_MAX);
        self.connected(async |connection| {
            let rows = sql::cases(connection, filter, limit).await?;
            Ok(rows)
        })
    }

    /// A licence by its number.
    ///
    /// # Errors
    /// The database failed.
    pub fn licence(&self, id: &LicenceId) -> Result<Option<LicenceRow>, StoreError> {
        self.connected(async |connection| {
            let row = sql::licence(connection, id).await?;
            Ok(row)
        })
    }
}

fn understood(entry: &Entry) -> Result<Recorded, StoreError> {
    read(&entry.body)
        .map_err(|why| StoreError::Log(Fault::Unreadable { sequence: entry.sequence, why }))
}

/// The licence that a case is a retransfer of.
fn original(docket: &Docket, case: &CaseId) -> Option<LicenceId> {
    docket.cases.get(case)?.application.original.clone()
}
