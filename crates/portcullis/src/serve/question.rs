//! Questions of the paths that speak as yente does, as receipts hold them: whatever is needed to ask
//! again, as it was written. `docs/formats/receipt.md` is the promise.

use std::borrow::Cow;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::answer::{Answered, answer};
use super::params::Params;
use super::reconcile;
use super::search;
use super::snapshot::Snapshot;
use super::terms::{BodyTerms, Terms};
use crate::command::receipts::served::Config;
use crate::receipt::{self, Draft, Setting, Stamp};
use crate::screener::{Match, Screener};
use crate::wire::on_one_line;

/// What of a path's receipts is the same for all answers from one snapshot.
pub(super) fn stamp(
    screener: &Screener,
    max_age: u32,
    kind: &'static str,
) -> anyhow::Result<Stamp> {
    let policy = screener.policy().digest().map(str::to_owned);
    let config = serde_json::to_string(&Config { max_age, policy })?;
    let mut setting = Setting { kind, config, ..Setting::default() };
    screener.describe(&mut setting)?;
    Ok(Stamp::new(&setting)?)
}

/// One question with what was said of all questions of its request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked<'a> {
    /// The dataset of the path.
    pub(super) dataset: &'a str,
    /// The query string.
    pub(super) address: &'a str,
    /// `params` of the body.
    pub(super) params: Option<&'a RawValue>,
    /// The line of a stream.
    pub(super) line: Option<usize>,
}

/// The same in a receipt.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Question<'a> {
    #[serde(borrow)]
    dataset: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "str::is_empty")]
    address: Cow<'a, str>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    params: Option<&'a RawValue>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
    /// The query of a match, or the queries of a reconciliation.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    query: Option<&'a RawValue>,
}

/// The question as one line. What is no JSON, and so was not answered, is not in it.
fn text(asked: &Asked<'_>, query: Option<&str>) -> String {
    let query = query.and_then(|query| serde_json::from_str(query).ok());
    let question = Question {
        dataset: asked.dataset.into(),
        address: asked.address.into(),
        params: asked.params,
        line: asked.line,
        query,
    };
    // Texts and JSON as JSON: that cannot fail.
    on_one_line(&serde_json::to_string(&question).unwrap_or_default()).into_owned()
}

/// What an answer came to.
#[derive(Serialize)]
pub(super) struct Outcome<'a> {
    /// Of the answer.
    pub(super) status: u16,
    /// List, entry and, where names were compared, score.
    pub(super) hits: Vec<(&'a str, &'a str, Option<f64>)>,
}

impl<'a> Outcome<'a> {
    /// Of hits.
    pub(super) fn of(snapshot: &'a Snapshot, status: u16, hits: &[Match]) -> Self {
        let of = hits.iter().map(|hit| (hit.party, Some(hit.score)));
        Self::of_parties(snapshot, status, of)
    }

    /// Of parties.
    pub(super) fn of_parties(
        snapshot: &'a Snapshot,
        status: u16,
        parties: impl Iterator<Item = (u32, Option<f64>)>,
    ) -> Self {
        let one = |(party, score): (u32, Option<f64>)| {
            let list = snapshot.list(party)?.meta.list.as_str();
            Some((list, snapshot.party(party)?.entry.as_str(), score))
        };
        Self { status, hits: parties.filter_map(one).collect() }
    }

    /// As JSON.
    pub(super) fn text(&self) -> String {
        // Texts and numbers: that cannot fail.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// The receipt of an answer.
pub(super) fn draft(
    stamp: &Stamp,
    day: Date,
    asked: &Asked<'_>,
    query: Option<&str>,
    outcome: &str,
    answer: &[u8],
) -> Draft {
    let query = text(asked, query);
    let as_of = day.to_string();
    stamp.draft(&receipt::Answered { as_of: &as_of, query: &query, outcome, answer })
}

/// Answers the question of a receipt again: the answer's bytes, and what it came to.
///
/// # Errors
/// The question cannot be read, or is refused now.
pub(super) fn again(
    snapshot: &Snapshot,
    kind: &str,
    question: &str,
    day: Date,
) -> Result<(Vec<u8>, String), String> {
    let question: Question<'_> = serde_json::from_str(question).map_err(|e| e.to_string())?;
    let query = question.query.map_or("", RawValue::get);
    let dataset = question.dataset.as_ref();
    match kind {
        "match" => {
            let mut params = Params::open(&question.address);
            let mut terms = Terms::read(dataset, &mut params).map_err(|r| r.text())?;
            params.close().map_err(|r| r.text())?;
            if let Some(own) = question.params {
                terms.amend(BodyTerms::read(own)?)?;
            }
            let Answered { json, outcome, .. } =
                answer(snapshot, &terms, query, day, question.line);
            Ok((json.get().as_bytes().to_vec(), outcome))
        }
        "search" => {
            let search = search::read(dataset, &question.address).map_err(|r| r.text())?;
            let page = search::page(snapshot, &search, day).map_err(|r| r.text())?;
            Ok((page.body, page.outcome))
        }
        _ => {
            let terms = reconcile::terms(dataset);
            reconcile::candidates(snapshot, &terms, query, day).map_err(|refusal| refusal.text())
        }
    }
}
