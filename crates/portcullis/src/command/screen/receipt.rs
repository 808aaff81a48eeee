//! The receipt of one screening.

use anyhow::Result;
use clap::ValueEnum as _;
use serde::{Deserialize, Serialize};

use super::{Run, Screened, render};
use crate::cli::party::{Screen, ScreenFormat};
use crate::receipt::log::Log;
use crate::receipt::{Answered, Draft, Setting, Stamp};

/// What the user chose, as the receipt of a screening or a rescreening holds it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Lowest score that is a hit, as it counts.
    pub(crate) threshold: f64,
    /// Most hits for a name; a rescreening tells all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) limit: Option<usize>,
    /// The day of which the lists are, where it is another than that of the question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<String>,
    /// Days after which a list clears nobody.
    pub(crate) max_age: u32,
    /// Digest of the screening policy; none for the built-in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<String>,
    /// Digest of the judgements that were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) judgements: Option<String>,
    /// How the answer is written.
    pub(crate) format: String,
}

/// Makes receipts and keeps them.
pub(super) struct Keeper {
    pub(super) stamp: Stamp,
    pub(super) log: Log,
}

impl Keeper {
    pub(super) fn new(run: &Run<'_>, options: &Screen, log: Log) -> Result<Self> {
        Ok(Self { stamp: stamp(run, options.lists.max_age, options.format)?, log })
    }
}

/// What the receipts of all answers of a run have in common.
pub(crate) fn stamp(run: &Run<'_>, max_age: u32, format: ScreenFormat) -> Result<Stamp> {
    let config = Config {
        threshold: run.how.threshold,
        limit: Some(run.how.limit),
        asked: run.asked.map(|day| day.to_string()),
        max_age,
        policy: run.screener.policy().digest().map(str::to_owned),
        judgements: run.judgements.digest().map(str::to_owned),
        format: word(format),
    };
    let mut setting = Setting { kind: "screen", ..Setting::default() };
    setting.config = serde_json::to_string(&config)?;
    run.screener.describe(&mut setting)?;
    Ok(Stamp::new(&setting)?)
}

fn word(format: ScreenFormat) -> String {
    format.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}

#[derive(Serialize)]
struct Outcome<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
    hits: Vec<(&'a str, &'a str, f64)>,
}

/// What one row's answer came to, as JSON.
pub(crate) fn outcome(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let done = screened.found.as_ref().is_some_and(|f| render::incomplete(run, f).is_none());
    let hits = screened.found.iter().flat_map(|found| &found.hits).map(|hit| {
        let (list, entry, _) = render::entry(run, hit);
        (list, entry, hit.score)
    });
    let outcome = Outcome {
        state: if done { "done" } else { "not_done" },
        refused: row.read.as_ref().err().map(String::as_str),
        hits: hits.collect(),
    };
    // Texts and numbers as JSON: that cannot fail.
    serde_json::to_string(&outcome).unwrap_or_default()
}

/// The receipt of one row's answer.
pub(crate) fn draft(stamp: &Stamp, run: &Run<'_>, screened: &Screened, answer: &str) -> Draft {
    let row = &screened.row;
    let unread = || serde_json::json!({ "id": row.id, "unread": true }).to_string();
    let query = row.query.clone().unwrap_or_else(unread);
    stamp.draft(&Answered {
        as_of: &run.how.day.to_string(),
        query: &query,
        outcome: &outcome(run, screened),
        answer: answer.as_bytes(),
    })
}
