//! The receipt of one determination.

use anyhow::Result;
use control::answer::Answer;
use serde::{Deserialize, Serialize};

use super::Run;
use crate::cli::Format;
use crate::flat::Header;
use crate::input::Body;
use crate::receipt::log::Log;
use crate::receipt::{Answered, Draft, Setting, Stamp};
use crate::wire::on_one_line;

/// What the user chose, as a receipt holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// The day that overrides the transfer's.
    pub(crate) as_of: Option<String>,
    /// The day of which the lists are, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) asked: Option<String>,
    /// Whose law, where it overrides the transfer's.
    pub(crate) profile: Option<String>,
    /// Assumptions as given.
    pub(crate) assume: Vec<String>,
    /// Digest of the regime pack.
    pub(crate) regimes: String,
    /// Digest of the register of denials; none where nobody looked.
    pub(crate) denials: Option<String>,
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
    pub(super) fn new(
        run: &Run<'_>,
        denials: Option<String>,
        max_age: u32,
        log: Log,
    ) -> Result<Self> {
        Ok(Self { stamp: stamp(run, denials, max_age)?, log })
    }
}

/// What the receipts of all answers of a run have in common.
pub(crate) fn stamp(run: &Run<'_>, denials: Option<String>, max_age: u32) -> Result<Stamp> {
    let usual = run.setting.as_of.unwrap_or(run.setting.today).date();
    let config = Config {
        as_of: run.setting.as_of.map(|day| day.to_string()),
        asked: (run.asked != usual).then(|| run.asked.to_string()),
        profile: run.profile.map(str::to_owned),
        assume: run.assumptions.iter().map(ToString::to_string).collect(),
        regimes: run.regime.digest.clone(),
        denials,
        max_age,
        policy: run.screener.and_then(|s| s.policy().digest()).map(str::to_owned),
        judgements: run.judgements.digest().map(str::to_owned),
        format: match run.format {
            Format::Text => "text",
            Format::Json => "json",
        }
        .to_owned(),
    };
    let mut setting = Setting { kind: "assess", ..Setting::default() };
    setting.config = serde_json::to_string(&config)?;
    setting.today = Some(run.setting.today.date().to_string());
    if let Some(screener) = run.screener {
        screener.describe(&mut setting)?;
    }
    Ok(Stamp::new(&setting)?)
}

/// What an answer came to.
pub(crate) struct Kept {
    as_of: String,
    /// As JSON.
    pub(crate) outcome: String,
}

#[derive(Serialize)]
struct Outcome<'a> {
    floor: &'static str,
    ceiling: &'static str,
    settled: bool,
    hits: Vec<(&'a str, &'a str, &'a str, f64)>,
}

impl Kept {
    pub(super) fn of(answer: &Answer) -> Self {
        let hits = answer.screening.iter().flat_map(|line| {
            let hits = line.screened.hits.iter();
            hits.map(|hit| (line.role.as_str(), hit.list.as_str(), hit.entry.as_str(), hit.score))
        });
        let outcome = Outcome {
            floor: answer.floor.word(),
            ceiling: answer.ceiling.word(),
            settled: answer.floor == answer.ceiling,
            hits: hits.collect(),
        };
        // Texts and numbers as JSON: that cannot fail.
        let outcome = serde_json::to_string(&outcome).unwrap_or_default();
        Self { as_of: answer.as_of.clone(), outcome }
    }
}

/// A transfer of a flat CSV as the question it was.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flat {
    pub(crate) csv: Table,
}

/// Header and rows, cell by cell as written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// The receipt of one determination.
pub(crate) fn draft(
    stamp: &Stamp,
    kept: &Kept,
    header: Option<&Header>,
    body: &Body,
    answer: &str,
) -> Draft {
    let cells = |row: &csv::StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
    let query = match body {
        Body::Json(text) => on_one_line(text),
        Body::Rows(rows) => {
            let header = header.map_or(Vec::new(), |header| cells(&header.cells));
            let flat = Flat { csv: Table { header, rows: rows.iter().map(cells).collect() } };
            serde_json::to_string(&flat).unwrap_or_default().into()
        }
        // What could not be read, or is withdrawn, has no answer.
        Body::Bad(_) | Body::Withdrawn(..) => "null".into(),
    };
    stamp.draft(&Answered {
        as_of: &kept.as_of,
        query: &query,
        outcome: &kept.outcome,
        answer: answer.as_bytes(),
    })
}
