//! The receipts of a rescreening: one for each customer that is told, and one for the whole book,
//! which proves that all others are as they were.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::compare::{Change, View};
use super::customer::{Asked, Customer, Rescreened, Tally};
use super::sides::Side;
use super::{Run, word};
use crate::cli::rescreen::Rescreen;
use crate::command::screen::receipt::Config;
use crate::command::screen::rows::Row;
use crate::files::Seal;
use crate::receipt::log::Log;
use crate::receipt::{Answered, Before, Draft, SearchedList, Setting, Stamp};

/// Kind of the receipt of a customer.
pub(crate) const CUSTOMER: &str = "rescreen";
/// Kind of the receipt of a book.
pub(crate) const BOOK: &str = "book";

/// Makes receipts and keeps them.
pub(crate) struct Keeper {
    pub(super) customers: Stamp,
    pub(super) book: Stamp,
    pub(super) log: Log,
}

impl Keeper {
    pub(super) fn new(run: &Run, options: &Rescreen, log: Log) -> Result<Self> {
        let config = Config {
            threshold: run.how.threshold,
            limit: None,
            asked: None,
            max_age: options.lists.max_age,
            policy: run.policy.digest().map(str::to_owned),
            judgements: run.judgements.digest().map(str::to_owned),
            format: word(options.format),
        };
        let config = serde_json::to_string(&config)?;
        let index = Some(run.delta.digest());
        let stamp = |kind| {
            Stamp::new(&Setting {
                kind,
                config: config.clone(),
                lists: lists(&run.now),
                absent: run.now.absent.clone(),
                before: Some(Before { as_of: run.then.day.to_string(), lists: lists(&run.then) }),
                index: index.clone(),
                ..Setting::default()
            })
        };
        Ok(Self { customers: stamp(CUSTOMER)?, book: stamp(BOOK)?, log })
    }
}

fn lists(side: &Side) -> Vec<SearchedList> {
    side.lists.iter().map(SearchedList::from).collect()
}

/// What is asked about a customer, as a receipt holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomerAsked<'a> {
    /// How it stands to the old answers.
    pub(crate) customer: Customer,
    /// Its row as written; `{"id":…,"unread":true}` where it could not be read.
    #[serde(borrow)]
    pub(crate) row: &'a RawValue,
    /// Its row of the previous book, where it was changed.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<&'a RawValue>,
}

fn question(asked: &Asked<'_>) -> String {
    let row = |row: &Row| {
        let unread = || serde_json::json!({ "id": row.id, "unread": true }).to_string();
        RawValue::from_string(row.query.clone().unwrap_or_else(unread)).unwrap_or_default()
    };
    let (own, before) = (row(asked.row), asked.before.map(row));
    let (customer, row, before) = (asked.customer, &*own, before.as_deref());
    // JSON of JSON: that cannot fail.
    serde_json::to_string(&CustomerAsked { customer, row, before }).unwrap_or_default()
}

/// What kind of change on which list and entry, and the scores then and now.
type Told<'a> = (&'static str, &'a str, &'a str, Option<f64>, Option<f64>);

#[derive(Serialize)]
struct Outcome<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
    changes: Vec<Told<'a>>,
}

/// What a customer's answer came to, as JSON.
pub(crate) fn outcome(run: &Run, done: &Rescreened) -> String {
    let told = |change| -> Told<'_> {
        let change: &Change = change;
        let score = |view: &Option<View>| view.as_ref().map(|view| view.hit.score);
        let Change { kind, list, entry, then, now, .. } = change;
        (kind.word(), list, entry, score(then), score(now))
    };
    let open = run.standing.is_err() || done.refused.is_some() || done.partial.is_some();
    let outcome = Outcome {
        state: if open { "not_done" } else { "done" },
        refused: done.refused.as_deref(),
        changes: done.changes.iter().map(told).collect(),
    };
    serde_json::to_string(&outcome).unwrap_or_default()
}

/// The receipt of a customer's answer.
pub(super) fn draft(
    stamp: &Stamp,
    run: &Run,
    asked: &Asked<'_>,
    done: &Rescreened,
    answer: &str,
) -> Draft {
    stamp.draft(&Answered {
        as_of: &run.day,
        query: &question(asked),
        outcome: &outcome(run, done),
        answer: answer.as_bytes(),
    })
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileRead {
    /// SHA-256 of its bytes.
    pub(crate) digest: String,
    /// How many they are.
    pub(crate) bytes: u64,
}

impl FileRead {
    fn of(seal: &Seal) -> Self {
        Self { digest: seal.digest(), bytes: seal.bytes() }
    }
}

/// What is asked about a book, as a receipt holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BookAsked {
    /// The book.
    pub(crate) book: FileRead,
    /// The one that the old answers were about, where it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) previous_book: Option<FileRead>,
    /// The old answers, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) answers: Option<FileRead>,
}

impl BookAsked {
    pub(super) fn new(book: &Seal, previous: Option<&Seal>, answers: Option<&Seal>) -> Self {
        Self {
            book: FileRead::of(book),
            previous_book: previous.map(FileRead::of),
            answers: answers.map(FileRead::of),
        }
    }

    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[derive(Serialize)]
struct BookOutcome<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    #[serde(flatten)]
    tally: &'a Tally,
    /// Everything that can have changed an answer: list, entry, what happened to it.
    entries: Vec<(&'a str, &'a str, &'static str)>,
}

/// What a rescreening came to, as JSON.
pub(super) fn book_outcome(run: &Run, tally: &Tally) -> String {
    let why = run.standing.as_ref().err().map(String::as_str);
    let state = if why.is_some() { "not_done" } else { "done" };
    let entries = run.delta.entries().collect();
    serde_json::to_string(&BookOutcome { state, why, tally, entries }).unwrap_or_default()
}
