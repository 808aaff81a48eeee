//! Requests that may be sent twice and are done once: a machine that hears no answer asks again
//! with the same key. The key is written in the transaction that does what was asked.

use sqlx::{AnyConnection, Row as _};

use super::{Appended, Store, StoreError, sql};
use crate::id::{Digest, PersonId};
use crate::refusal::Refusal;

/// Characters of a key.
pub const KEY_MAX: usize = 128;

/// What somebody asks, under a key of that person's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    key: String,
    content: Digest,
}

impl Request {
    /// `content` is a digest of all that is asked: the same key for something else is refused.
    ///
    /// # Errors
    /// The key is empty, too long, or has other characters than visible ASCII.
    pub fn new(key: &str, content: Digest) -> Result<Self, String> {
        let visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        match key.len() {
            1..=KEY_MAX if visible => Ok(Self { key: key.to_owned(), content }),
            _ => Err(format!("a key has 1 to {KEY_MAX} visible ASCII characters")),
        }
    }
}

impl Store {
    /// What a request led to, if it was done before: its last event.
    ///
    /// # Errors
    /// Its key was used for something else, or the database failed.
    pub fn done(&self, by: &PersonId, request: &Request) -> Result<Option<Appended>, StoreError> {
        self.connected(async |connection| done(connection, by, request).await)
    }
}

pub(super) async fn done(
    connection: &mut AnyConnection,
    by: &PersonId,
    request: &Request,
) -> Result<Option<Appended>, StoreError> {
    let text = "SELECT request.content, event.sequence, event.version, event.digest \
                FROM request JOIN event ON event.sequence = request.sequence \
                WHERE request.person = $1 AND request.request = $2";
    let row = sqlx::query(text).bind(by.to_string()).bind(request.key.clone());
    let Some(row) = row.fetch_optional(&mut *connection).await? else { return Ok(None) };
    let content: String = row.try_get("content")?;
    if content != request.content.to_string() {
        return Err(Refusal::OtherRequest.into());
    }
    let sequence = sql::place(row.try_get("sequence")?);
    let version = sql::place(row.try_get("version")?);
    Ok(Some(Appended { sequence, version, digest: sql::digest(&row, sequence)? }))
}

pub(super) async fn keep(
    connection: &mut AnyConnection,
    by: &PersonId,
    request: &Request,
    sequence: u64,
) -> Result<(), StoreError> {
    let text = "INSERT INTO request (person, request, content, sequence) VALUES ($1, $2, $3, $4)";
    sqlx::query(text)
        .bind(by.to_string())
        .bind(request.key.clone())
        .bind(request.content.to_string())
        .bind(sql::number(sequence))
        .execute(&mut *connection)
        .await?;
    Ok(())
}
