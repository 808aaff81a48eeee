//! Receipts: what was asked, of which lists, under which configuration, and the digest of what was
//! answered; one line each, chained by their digests. `docs/formats/receipt.md` is the promise.
//!
//! For who answers: a [`Stamp`] holds what is the same for every answer of a run; [`Stamp::draft`]
//! makes the receipt of one answer and does the digesting, on any thread; [`log::Log`] gives
//! numbers, links and time, in the order of the answers; [`verify::verify`] reads a log back.

pub mod line;
pub mod log;
pub(crate) mod opening;
pub mod verify;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use crate::files;

/// The engine's version.
pub const ENGINE: &str = env!("CARGO_PKG_VERSION");
/// Digest of everything the engine was built from, the law apart: two builds of one version are
/// told apart.
pub const BUILD: &str = env!("PORTCULLIS_BUILD");
/// Version of the form.
const VERSION: u32 = 1;

/// One list as it was searched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchedList {
    /// `un`, `us-sdn` …
    pub list: String,
    /// The day for which the snapshot stands.
    pub as_of: String,
    /// That is the day of import: nobody said when it was published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub undated: bool,
    /// SHA-256 of its entries: `sha256:…`.
    pub digest: String,
}

/// What old answers were made of, where an answer tells what changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// Their day, `YYYY-MM-DD`.
    pub as_of: String,
    /// The lists that were searched.
    pub lists: Vec<SearchedList>,
}

/// What is the same for every answer of a run.
#[derive(Clone, Debug, Default)]
pub struct Setting {
    /// What kind of answer: `screen`, `assess`, `rescreen`, `book`.
    pub kind: &'static str,
    /// Everything the user chose that can change an answer, as one JSON object.
    pub config: String,
    /// The lists that were searched.
    pub lists: Vec<SearchedList>,
    /// Lists of which no snapshot was published by the day that was asked for.
    pub absent: Vec<String>,
    /// What the old answers were made of; none where nothing is compared with them.
    pub before: Option<Before>,
    /// Digest of the search index; none where nothing was searched.
    pub index: Option<String>,
    /// Why the lists could not be read, if so.
    pub unreadable: Option<String>,
    /// The day for which a question without a day was answered, `YYYY-MM-DD`.
    pub today: Option<String>,
}

#[derive(Serialize)]
struct Front<'a> {
    receipt: u32,
    kind: &'a str,
    engine: &'a str,
    build: &'a str,
    config: &'a RawValue,
    config_digest: String,
    lists: &'a [SearchedList],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    absent: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<&'a Before>,
    index: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unreadable: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    today: Option<&'a str>,
}

/// One answer, as its receipt names it.
#[derive(Clone, Copy, Debug)]
pub struct Answered<'a> {
    /// The day of the law, or of the screening.
    pub as_of: &'a str,
    /// The question itself, as one JSON object on one line, so that it can be asked again.
    pub query: &'a str,
    /// What the answer came to, as one JSON object on one line.
    pub outcome: &'a str,
    /// The answer, byte for byte as it was given.
    pub answer: &'a [u8],
}

/// Makes the receipts of a run. What they share is written and digested once.
#[derive(Clone, Debug)]
pub struct Stamp {
    front: Arc<[u8]>,
    state: Sha256,
}

impl Stamp {
    /// The shared part.
    ///
    /// # Errors
    /// `config` is no JSON.
    pub fn new(setting: &Setting) -> serde_json::Result<Self> {
        let config: &RawValue = serde_json::from_str(&setting.config)?;
        let front = Front {
            receipt: VERSION,
            kind: setting.kind,
            engine: ENGINE,
            build: BUILD,
            config,
            config_digest: files::digest(setting.config.as_bytes()),
            lists: &setting.lists,
            absent: &setting.absent,
            before: setting.before.as_ref(),
            index: setting.index.as_deref(),
            unreadable: setting.unreadable.as_deref(),
            today: setting.today.as_deref(),
        };
        Self::begin(&front)
    }

    fn begin(front: &impl Serialize) -> serde_json::Result<Self> {
        let mut front = serde_json::to_vec(front)?;
        // The closing brace: the receipt goes on.
        front.pop();
        let state = Sha256::new_with_prefix(&front);
        Ok(Self { front: front.into(), state })
    }

    /// The receipt of one answer, without its place in a log.
    #[must_use]
    pub fn draft(&self, answered: &Answered<'_>) -> Draft {
        let Answered { as_of, query, outcome, answer } = *answered;
        self.draft_of((as_of, query), outcome, &files::digest(answer))
    }

    /// The same of an answer that was digested as it went out.
    pub(crate) fn draft_of(
        &self,
        (as_of, query): (&str, &str),
        outcome: &str,
        answer_digest: &str,
    ) -> Draft {
        let mut body = Vec::with_capacity(query.len() + outcome.len() + 256);
        let mut put = |text: &str| body.extend_from_slice(text.as_bytes());
        put(",\"as_of\":\"");
        put(as_of);
        put("\",\"query\":");
        put(query);
        put(",\"query_digest\":\"");
        put(&files::digest(query.as_bytes()));
        put("\",\"outcome\":");
        put(outcome);
        put(",\"answer_digest\":\"");
        put(answer_digest);
        put("\"");
        let mut state = self.state.clone();
        state.update(&body);
        Draft { front: Arc::clone(&self.front), body, state }
    }
}

/// A receipt that has no number, no time and no link yet.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What all receipts of the run share; held once.
    front: Arc<[u8]>,
    body: Vec<u8>,
    state: Sha256,
}

#[derive(Serialize)]
struct Mend<'a> {
    receipt: u32,
    kind: &'a str,
    engine: &'a str,
    build: &'a str,
    torn_bytes: usize,
    torn_digest: String,
}

impl Draft {
    /// The note that bytes of a torn line were taken out of a log.
    fn mend(torn: &[u8]) -> serde_json::Result<Self> {
        let torn_digest = files::digest(torn);
        let mend = Mend {
            receipt: VERSION,
            kind: "mend",
            engine: ENGINE,
            build: BUILD,
            torn_bytes: torn.len(),
            torn_digest,
        };
        let Stamp { front, state } = Stamp::begin(&mend)?;
        Ok(Self { front, body: Vec::new(), state })
    }
}

/// A receipt that was read back. What the form may grow is passed over.
#[derive(Clone, Debug, Deserialize)]
pub struct Receipt<'a> {
    /// Version of the form.
    pub receipt: u32,
    /// `screen`, `assess`, `rescreen`, `book`; `mend` for the note that a torn line was taken out.
    pub kind: String,
    /// Version of the engine that answered.
    pub engine: String,
    /// Digest of what it was built from.
    pub build: String,
    /// What the user chose.
    #[serde(borrow, default)]
    pub config: Option<&'a RawValue>,
    /// SHA-256 of `config` as written.
    #[serde(default)]
    pub config_digest: String,
    /// The lists that were searched.
    #[serde(default)]
    pub lists: Vec<SearchedList>,
    /// Lists without a snapshot by the day.
    #[serde(default)]
    pub absent: Vec<String>,
    /// What the old answers were made of.
    #[serde(default)]
    pub before: Option<Before>,
    /// Digest of the index.
    #[serde(default)]
    pub index: Option<String>,
    /// Why the lists could not be read.
    #[serde(default)]
    pub unreadable: Option<String>,
    /// The day of questions without one.
    #[serde(default)]
    pub today: Option<String>,
    /// The day that was answered for.
    #[serde(default)]
    pub as_of: String,
    /// The question.
    #[serde(borrow, default)]
    pub query: Option<&'a RawValue>,
    /// SHA-256 of `query` as written.
    #[serde(default)]
    pub query_digest: String,
    /// What the answer came to.
    #[serde(borrow, default)]
    pub outcome: Option<&'a RawValue>,
    /// SHA-256 of the answer.
    #[serde(default)]
    pub answer_digest: String,
    /// When it was recorded.
    pub recorded_at: String,
    /// Whose time that is: `system`, or `given` by the user.
    pub clock: String,
    /// Its number in the log.
    pub seq: u64,
}

impl<'a> Receipt<'a> {
    /// Reads one line.
    ///
    /// # Errors
    /// Not a receipt of this version, or its own digests do not fit.
    pub fn read(line: &'a str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(line)
            .map_err(|error| format!("no receipt: {}", casework::spoken::line(&error)))?;
        if read.receipt != VERSION {
            return Err(format!("a receipt of version {}, which is not known here", read.receipt));
        }
        let parts = [
            ("config", read.config, &read.config_digest),
            ("query", read.query, &read.query_digest),
        ];
        for (field, raw, digest) in parts {
            let found = raw.map(|raw| files::digest(raw.get().as_bytes()));
            if found.as_ref().is_some_and(|found| found != digest) {
                return Err(format!("`{field}_digest` is not the digest of `{field}`"));
            }
        }
        Ok(read)
    }
}
