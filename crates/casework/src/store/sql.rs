//! The statements. Each runs on SQLite and on PostgreSQL as it stands, and is tested on both.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyRow;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{Any, AnyPool, Row as _, SqlSafeStr as _, Transaction};

use super::{CaseFilter, StoreError};
use crate::chain::{Entry, Fault, origin};
use crate::id::{CaseId, Digest, FirmId, LicenceId};
use crate::recorded::{Recorded, Stream};
use crate::row::{CaseRow, LicenceRow};

pub(super) type Tx<'t> = Transaction<'t, Any>;

/// Tables of every version so far, oldest first. A step that was published is never changed.
const STEPS: &[(i64, &str, &str)] = &[(1, "log and views", include_str!("schema/0001.sql"))];

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
fn number(place: u64) -> i64 {
    i64::try_from(place).unwrap_or(i64::MAX)
}

fn place(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

/// Waits until no other instance writes. The first statement of every writing transaction, so that
/// nothing is read before the lock is held.
pub(super) async fn lock(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    let text = "UPDATE head SET sequence = sequence WHERE one = 1";
    sqlx::query(text).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn head(tx: &mut Tx<'_>) -> Result<(u64, Digest), StoreError> {
    let text = "SELECT sequence, digest FROM head WHERE one = 1";
    let row = sqlx::query(text).fetch_one(&mut **tx).await?;
    let sequence = place(row.try_get("sequence")?);
    Ok((sequence, digest(&row, sequence)?))
}

pub(super) async fn move_head(
    tx: &mut Tx<'_>,
    sequence: u64,
    digest: &Digest,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE head SET sequence = $1, digest = $2 WHERE one = 1")
        .bind(number(sequence))
        .bind(digest.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn insert(
    tx: &mut Tx<'_>,
    recorded: &Recorded,
    entry: &Entry,
) -> Result<(), StoreError> {
    let kind = match recorded.stream {
        Stream::Office => "office",
        Stream::Denial(_) => "denial",
        Stream::Case(_) => "case",
    };
    let text = "INSERT INTO event (sequence, kind, stream, version, body, digest) \
                VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(text)
        .bind(number(entry.sequence))
        .bind(kind)
        .bind(recorded.stream.to_string())
        .bind(number(recorded.version))
        .bind(entry.body.clone())
        .bind(entry.digest.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn page(
    tx: &mut Tx<'_>,
    after: u64,
    limit: u32,
) -> Result<Vec<Entry>, StoreError> {
    let text = "SELECT sequence, body, digest FROM event WHERE sequence > $1 \
                ORDER BY sequence LIMIT $2";
    let rows = sqlx::query(text).bind(number(after)).bind(i64::from(limit));
    entries(&rows.fetch_all(&mut **tx).await?)
}

pub(super) async fn of_stream(tx: &mut Tx<'_>, stream: &str) -> Result<Vec<Entry>, StoreError> {
    let text = "SELECT sequence, body, digest FROM event WHERE stream = $1 ORDER BY version";
    let rows = sqlx::query(text).bind(stream.to_owned());
    entries(&rows.fetch_all(&mut **tx).await?)
}

/// Entries of the office and of denials between two places.
pub(super) async fn without_cases(
    tx: &mut Tx<'_>,
    after: u64,
    upto: u64,
) -> Result<Vec<Entry>, StoreError> {
    if after >= upto {
        return Ok(Vec::new());
    }
    let text = "SELECT sequence, body, digest FROM event WHERE kind IN ('office', 'denial') \
                AND sequence > $1 AND sequence <= $2 ORDER BY sequence";
    let rows = sqlx::query(text).bind(number(after)).bind(number(upto));
    entries(&rows.fetch_all(&mut **tx).await?)
}

fn entries(rows: &[AnyRow]) -> Result<Vec<Entry>, StoreError> {
    let one = |row: &AnyRow| {
        let sequence = place(row.try_get("sequence")?);
        Ok(Entry { sequence, body: row.try_get("body")?, digest: digest(row, sequence)? })
    };
    rows.iter().map(one).collect()
}

fn digest(row: &AnyRow, sequence: u64) -> Result<Digest, StoreError> {
    let text: String = row.try_get("digest")?;
    let wrong = |why| StoreError::Log(Fault::Unreadable { sequence, why });
    Digest::new(text).map_err(wrong)
}

pub(super) async fn put_case(tx: &mut Tx<'_>, row: &CaseRow) -> Result<(), StoreError> {
    // When it was opened is kept from the first time.
    let text = "INSERT INTO case_view (id, opened, version, state, firm, changed) \
                VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET \
                version = excluded.version, state = excluded.state, firm = excluded.firm, \
                changed = excluded.changed";
    sqlx::query(text)
        .bind(row.id.to_string())
        .bind(number(row.opened))
        .bind(number(row.version))
        .bind(row.state.clone())
        .bind(row.firm.to_string())
        .bind(row.changed.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn put_licence(tx: &mut Tx<'_>, row: &LicenceRow) -> Result<(), StoreError> {
    let text = "INSERT INTO licence_view (licence, case_id, standing, until) \
                VALUES ($1, $2, $3, $4) ON CONFLICT (licence) DO UPDATE SET \
                standing = excluded.standing, until = excluded.until";
    sqlx::query(text)
        .bind(row.licence.to_string())
        .bind(row.case.to_string())
        .bind(row.standing.clone())
        .bind(row.until.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn clear_views(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM case_view").execute(&mut **tx).await?;
    sqlx::query("DELETE FROM licence_view").execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn cases(
    tx: &mut Tx<'_>,
    filter: &CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, StoreError> {
    // An empty text stands for "any": neither a state nor a firm is called so.
    let text = "SELECT id, opened, version, state, firm, changed FROM case_view \
                WHERE opened > $1 AND ($2 = '' OR state = $2) AND ($3 = '' OR firm = $3) \
                ORDER BY opened LIMIT $4";
    let rows = sqlx::query(text)
        .bind(number(filter.after))
        .bind(filter.state.clone().unwrap_or_default())
        .bind(filter.firm.clone().unwrap_or_default())
        .bind(i64::from(limit))
        .fetch_all(&mut **tx)
        .await?;
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
    })
}

pub(super) async fn licence(
    tx: &mut Tx<'_>,
    id: &LicenceId,
) -> Result<Option<LicenceRow>, StoreError> {
    let text = "SELECT licence, case_id, standing, until FROM licence_view WHERE licence = $1";
    let row = sqlx::query(text).bind(id.to_string()).fetch_optional(&mut **tx).await?;
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
