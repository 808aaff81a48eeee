//! The statements. Each runs on SQLite and on PostgreSQL as it stands, and is tested on both.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Row as _, SqlSafeStr as _};

use super::{CaseFilter, StoreError, WorkFilter};
use crate::chain::{Entry, Fault, origin};
use crate::id::{CaseId, Digest, FirmId, LicenceId};
use crate::recorded::Stream;
use crate::row::{CaseRow, LicenceRow};

/// Tables of every version so far, oldest first. A step that was published is never changed.
const STEPS: &[(i64, &str, &str)] = &[
    (1, "log and views", include_str!("schema/0001.sql")),
    (2, "requests", include_str!("schema/0002.sql")),
    (3, "work", include_str!("schema/0003.sql")),
];

pub(super) async fn migrate(pool: &AnyPool) -> Result<(), StoreError> {
    let step = |(version, name, text): &(i64, &'static str, &'static str)| {
        let text = (*text).into_sql_str();
        Migration::new(*version, (*name).into(), MigrationType::Simple, text, false)
    };
    let migrator = Migrator::with_migrations(STEPS.iter().map(step).collect());
    migrator.run(pool).await.map_err(|error| StoreError::Database(error.to_string()))?;
    let first = "INSERT INTO head (one, sequence, digest) VALUES (1, 0, $1) ON CONFLICT DO NOTHING";
    sqlx::query(first).bind(origin().to_string()).execute(pool).await?;
    Ok(())
}

/// A place in the log as databases hold it.
pub(super) fn number(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

pub(super) fn place(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Waits until no other instance writes. The first statement of every writing transaction, so that
/// nothing is read before the lock is held.
pub(super) async fn lock(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let text = "UPDATE head SET sequence = sequence WHERE one = 1";
    sqlx::query(text).execute(&mut *connection).await?;
    Ok(())
}

pub(super) async fn head(connection: &mut AnyConnection) -> Result<(u64, Digest), StoreError> {
    let text = "SELECT sequence, digest FROM head WHERE one = 1";
    let row = sqlx::query(text).fetch_one(&mut *connection).await?;
    let sequence = place(row.try_get("sequence")?);
    Ok((sequence, digest(&row, sequence)?))
}

pub(super) async fn move_head(
    connection: &mut AnyConnection,
    sequence: u64,
    digest: &Digest,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE head SET sequence = $1, digest = $2 WHERE one = 1")
        .bind(number(sequence))
        .bind(digest.to_string())
        .execute(&mut *connection)
        .await?;
    Ok(())
}

/// Rows of one statement: long logs are written in few of them.
const ROWS_MAX: usize = 25;

/// `INSERT INTO table VALUES ($1, $2), ($3, $4) ...`: as many rows as there are, so that a long log
/// is written in few statements. Tables and columns are this module's own; values are bound.
fn many(insert: &str, columns: usize, rows: usize, conflict: &str) -> AssertSqlSafe<String> {
    let row = |row: usize| {
        let places: Vec<String> =
            (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    AssertSqlSafe(format!("{insert} VALUES {} {conflict}", rows.join(", ")))
}

/// Whole statements first, then row by row: two texts, each prepared once.
fn chunks<T>(rows: &[T]) -> impl Iterator<Item = &[T]> {
    let whole = rows.chunks_exact(ROWS_MAX);
    let rest = whole.remainder().chunks(1);
    whole.chain(rest)
}

pub(super) async fn insert(
    connection: &mut AnyConnection,
    entries: &[(Stream, u64, Entry)],
) -> Result<(), StoreError> {
    let text = "INSERT INTO event (sequence, kind, stream, version, body, digest)";
    for chunk in chunks(entries) {
        let mut query = sqlx::query(many(text, 6, chunk.len(), ""));
        for (stream, version, entry) in chunk {
            let kind = match stream {
                Stream::Office => "office",
                Stream::Denial(_) => "denial",
                Stream::Case(_) => "case",
            };
            query = query
                .bind(number(entry.sequence))
                .bind(kind)
                .bind(stream.to_string())
                .bind(number(*version))
                .bind(entry.body.clone())
                .bind(entry.digest.to_string());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn page(
    connection: &mut AnyConnection,
    after: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let text = "SELECT sequence, body, digest FROM event WHERE sequence > $1 \
                ORDER BY sequence LIMIT $2";
    let rows = sqlx::query(text).bind(number(after)).bind(i64::from(limit));
    entries(&rows.fetch_all(&mut *connection).await?)
}

/// Entries of one history from a version on.
pub(super) async fn of_stream(
    connection: &mut AnyConnection,
    stream: &str,
    version: u64,
) -> Result<Vec<Entry>, StoreError> {
    let text = "SELECT sequence, body, digest FROM event WHERE stream = $1 AND version >= $2 \
                ORDER BY version";
    let rows = sqlx::query(text).bind(stream.to_owned()).bind(number(version));
    entries(&rows.fetch_all(&mut *connection).await?)
}

/// From where on to read.
#[derive(Debug)]
pub(super) struct Since {
    /// Place of the first event of the office or of a denial.
    pub(super) general: u64,
    /// Whose history to read as well.
    pub(super) stream: Option<String>,
    /// From which of its versions on.
    pub(super) version: u64,
}

/// What one statement found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) head: (u64, Digest),
    pub(super) general: Vec<Entry>,
    pub(super) case: Vec<Entry>,
}

/// The head, events of the office and of denials, and those of one history. One statement is one
/// moment in both databases, without a transaction.
pub(super) async fn since(
    connection: &mut AnyConnection,
    since: &Since,
) -> Result<Found, StoreError> {
    let text = "SELECT 'head' AS part, sequence, '' AS body, digest FROM head WHERE one = 1 \
                UNION ALL SELECT 'general', sequence, body, digest FROM event \
                WHERE kind IN ('office', 'denial') AND sequence >= $1 \
                UNION ALL SELECT 'history', sequence, body, digest FROM event \
                WHERE stream = $2 AND version >= $3 ORDER BY sequence";
    let rows = sqlx::query(text)
        .bind(number(since.general))
        .bind(since.stream.clone().unwrap_or_default())
        .bind(number(since.version));
    let rows = rows.fetch_all(&mut *connection).await?;
    let (mut head, mut general, mut case) = (None, Vec::new(), Vec::new());
    for row in &rows {
        let part: String = row.try_get("part")?;
        let sequence = place(row.try_get("sequence")?);
        match part.as_str() {
            "head" => head = Some((sequence, digest(row, sequence)?)),
            "general" => general.push(entry(row)?),
            _ => case.push(entry(row)?),
        }
    }
    let none = || StoreError::Database("the row `head` is gone".to_owned());
    Ok(Found { head: head.ok_or_else(none)?, general, case })
}

fn entries(rows: &[AnyRow]) -> Result<Vec<Entry>, StoreError> {
    rows.iter().map(entry).collect()
}

fn entry(row: &AnyRow) -> Result<Entry, StoreError> {
    let sequence = place(row.try_get("sequence")?);
    Ok(Entry { sequence, body: row.try_get("body")?, digest: digest(row, sequence)? })
}

pub(super) fn digest(row: &AnyRow, sequence: u64) -> Result<Digest, StoreError> {
    let text: String = row.try_get("digest")?;
    let wrong = |why| StoreError::Log(Fault::Unreadable { sequence, why });
    Digest::new(text).map_err(wrong)
}

pub(super) async fn put_cases(
    connection: &mut AnyConnection,
    rows: &[CaseRow],
) -> Result<(), StoreError> {
    // When it was opened is kept from the first time.
    let text = "INSERT INTO case_view (id, opened, version, state, firm, changed, work, searched)";
    let known = "ON CONFLICT (id) DO UPDATE SET version = excluded.version, \
                 state = excluded.state, firm = excluded.firm, changed = excluded.changed, \
                 work = excluded.work, searched = excluded.searched";
    for chunk in chunks(rows) {
        let mut query = sqlx::query(many(text, 8, chunk.len(), known));
        for row in chunk {
            query = query
                .bind(row.id.to_string())
                .bind(number(row.opened))
                .bind(number(row.version))
                .bind(row.state.clone())
                .bind(row.firm.to_string())
                .bind(row.changed.to_string())
                .bind(i64::from(row.work))
                .bind(row.searched.clone());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn put_licences(
    connection: &mut AnyConnection,
    rows: &[LicenceRow],
) -> Result<(), StoreError> {
    let text = "INSERT INTO licence_view (licence, case_id, standing, until)";
    let known = "ON CONFLICT (licence) DO UPDATE SET standing = excluded.standing, \
                 until = excluded.until";
    for chunk in chunks(rows) {
        let mut query = sqlx::query(many(text, 4, chunk.len(), known));
        for row in chunk {
            query = query
                .bind(row.licence.to_string())
                .bind(row.case.to_string())
                .bind(row.standing.clone())
                .bind(row.until.to_string());
        }
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

pub(super) async fn clear_views(connection: &mut AnyConnection) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM case_view").execute(&mut *connection).await?;
    sqlx::query("DELETE FROM licence_view").execute(&mut *connection).await?;
    Ok(())
}

pub(super) async fn cases(
    connection: &mut AnyConnection,
    filter: &CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    // A text for each question, so that each is answered by the index made for it.
    let text = match (&filter.state, &filter.firm) {
        (None, None) => {
            "SELECT id, opened, version, state, firm, changed, work, searched FROM case_view \
             WHERE opened > $1 ORDER BY opened LIMIT $2"
        }
        (Some(_), None) => {
            "SELECT id, opened, version, state, firm, changed, work, searched FROM case_view \
             WHERE opened > $1 AND state = $3 ORDER BY opened LIMIT $2"
        }
        (None, Some(_)) => {
            "SELECT id, opened, version, state, firm, changed, work, searched FROM case_view \
             WHERE opened > $1 AND firm = $3 ORDER BY opened LIMIT $2"
        }
        (Some(_), Some(_)) => {
            "SELECT id, opened, version, state, firm, changed, work, searched FROM case_view \
             WHERE opened > $1 AND state = $3 AND firm = $4 ORDER BY opened LIMIT $2"
        }
    };
    let mut rows = sqlx::query(text).bind(number(filter.after)).bind(i64::from(limit));
    for named in filter.state.iter().chain(&filter.firm) {
        rows = rows.bind(named.clone());
    }
    let rows = rows.fetch_all(&mut *connection).await?;
    rows.iter().map(case_row).collect()
}

fn case_row(row: &AnyRow) -> Result<CaseRow, StoreError> {
    let changed: String = row.try_get("changed")?;
    let id: String = row.try_get("id")?;
    let firm: String = row.try_get("firm")?;
    Ok(CaseRow {
        id: CaseId::new(id).map_err(StoreError::Database)?,
        opened: place(row.try_get("opened")?),
        version: place(row.try_get("version")?),
        state: row.try_get("state")?,
        firm: FirmId::new(firm).map_err(StoreError::Database)?,
        changed: changed.parse::<Timestamp>().map_err(|e| StoreError::Database(e.to_string()))?,
        work: row.try_get::<i64, _>("work")? == 1,
        searched: row.try_get("searched")?,
    })
}

/// A case that may have something to be done, with its last entry.
#[derive(Debug)]
pub(super) struct AtWork {
    pub(super) id: CaseId,
    pub(super) opened: u64,
    pub(super) sequence: u64,
    /// Empty where the view speaks of an entry that is not there.
    pub(super) digest: String,
}

/// Cases that may have something to be done, in the order in which they were opened: those whose
/// events leave something, and, where nothing is left out, licences whose parties were searched with
/// other lists than those named.
pub(super) async fn at_work(
    connection: &mut AnyConnection,
    searched: &str,
    which: &WorkFilter,
    limit: usize,
) -> Result<Vec<AtWork>, StoreError> {
    // Words of this module and numbers of places; whatever was asked is bound.
    let mut named: Vec<String> = Vec::new();
    let mut bound = |value: &str| {
        named.push(value.to_owned());
        format!("${}", named.len() + 2)
    };
    let firm = which.firm.as_ref().map(|firm| format!(" AND firm = {}", bound(firm)));
    let firm = firm.unwrap_or_default();
    let rest = match &which.states {
        Some(states) => {
            let states: Vec<String> = states.iter().map(|state| bound(state.word())).collect();
            format!("AND state IN ({})", states.join(", "))
        }
        None => format!(
            "UNION SELECT id, opened, version FROM case_view \
             WHERE state = 'granted' AND searched <> {} AND opened > $1{firm}",
            bound(searched)
        ),
    };
    let text = format!(
        "SELECT work.id, work.opened, COALESCE(event.sequence, 0) AS sequence, \
         COALESCE(event.digest, '') AS digest FROM ( \
             SELECT id, opened, version FROM case_view WHERE work <> 0 AND opened > $1{firm} \
             {rest} ORDER BY opened LIMIT $2 \
         ) AS work LEFT JOIN event ON event.stream = 'case:' || work.id \
         AND event.version = work.version ORDER BY work.opened"
    );
    let mut rows = sqlx::query(AssertSqlSafe(text))
        .bind(number(which.after))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
    for value in named {
        rows = rows.bind(value);
    }
    let rows = rows.fetch_all(&mut *connection).await?;
    let one = |row: &AnyRow| {
        let id: String = row.try_get("id")?;
        Ok(AtWork {
            id: CaseId::new(id).map_err(StoreError::Database)?,
            opened: place(row.try_get("opened")?),
            sequence: place(row.try_get("sequence")?),
            digest: row.try_get("digest")?,
        })
    };
    rows.iter().map(one).collect()
}

/// Histories that one statement reads.
pub(super) const HISTORIES_MAX: usize = 100;

/// Whole histories of at most [`HISTORIES_MAX`] things in one statement, each in order.
pub(super) async fn of_streams(
    connection: &mut AnyConnection,
    streams: &[String],
) -> Result<Vec<(String, Entry)>, StoreError> {
    let places: Vec<String> = (1..=HISTORIES_MAX).map(|at| format!("${at}")).collect();
    let text = format!(
        "SELECT stream, sequence, body, digest FROM event WHERE stream IN ({}) \
         ORDER BY stream, version",
        places.join(", ")
    );
    let mut rows = sqlx::query(AssertSqlSafe(text));
    for at in 0..HISTORIES_MAX {
        // No stream has an empty name: one text serves every number of them.
        rows = rows.bind(streams.get(at).cloned().unwrap_or_default());
    }
    let rows = rows.fetch_all(&mut *connection).await?;
    rows.iter().map(|row| Ok((row.try_get("stream")?, entry(row)?))).collect()
}

/// Rows of before, which do not say whether there is something to be done.
pub(super) async fn unsaid(
    connection: &mut AnyConnection,
    limit: u32,
) -> Result<Vec<(CaseId, u64)>, StoreError> {
    let text = "SELECT id, opened FROM case_view WHERE work = 2 ORDER BY opened LIMIT $1";
    let rows = sqlx::query(text).bind(i64::from(limit)).fetch_all(&mut *connection).await?;
    let one = |row: &AnyRow| {
        let id: String = row.try_get("id")?;
        let id = CaseId::new(id).map_err(StoreError::Database)?;
        Ok((id, place(row.try_get("opened")?)))
    };
    rows.iter().map(one).collect()
}

pub(super) async fn licence(
    connection: &mut AnyConnection,
    id: &LicenceId,
) -> Result<Option<LicenceRow>, StoreError> {
    let text = "SELECT licence, case_id, standing, until FROM licence_view WHERE licence = $1";
    let row = sqlx::query(text).bind(id.to_string()).fetch_optional(&mut *connection).await?;
    let Some(row) = row else { return Ok(None) };
    let until: String = row.try_get("until")?;
    let (licence, case): (String, String) = (row.try_get("licence")?, row.try_get("case_id")?);
    Ok(Some(LicenceRow {
        licence: LicenceId::new(licence).map_err(StoreError::Database)?,
        case: CaseId::new(case).map_err(StoreError::Database)?,
        standing: row.try_get("standing")?,
        until: until.parse::<Date>().map_err(|e| StoreError::Database(e.to_string()))?,
    }))
}
