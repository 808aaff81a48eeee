//! Answers of a screening as text, JSON and CSV.

use std::fmt::Write as _;

use control::report::hang;
use jiff::civil::Date;
use screening::Evidence;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Run, Screened};
use crate::judgements::Ruling;
use crate::material::{self, Facts};
use crate::output::{List, searched};
use crate::screener::{Found, Match, Screener, band_word, words};
use crate::store::catalogue::ListMeta;

/// The lists in one line, with their days.
pub(super) fn lists(run: &Run<'_>) -> String {
    let lists = run.screener.lists().iter();
    lists.map(ListMeta::told).collect::<Vec<_>>().join(", ")
}

/// List, entry, and the day of listing where it is known.
pub(super) fn entry<'a>(run: &'a Run<'_>, hit: &Match) -> (&'a str, &'a str, Option<&'a str>) {
    let found = run.screener.catalogue().and_then(|catalogue| catalogue.entry(hit.party));
    found.map_or(("", "", None), |(meta, entry)| {
        (meta.list.as_str(), entry.entry.as_str(), entry.listed_on.as_deref())
    })
}

/// What decided beside the names.
pub(super) fn remarks(found: &Found) -> Vec<String> {
    let mut remarks = Vec::new();
    if !found.set_aside.is_empty() {
        let names = found.set_aside.join(", ");
        remarks.push(format!("set aside because facts differ: {names}"));
    }
    if found.more {
        remarks.push("there are more hits than are shown".to_owned());
    }
    remarks
}

/// The probability in words.
pub(super) fn likely(run: &Run<'_>, hit: &Match) -> String {
    format!("probability {:.2}", probability(run, hit))
}

fn probability(run: &Run<'_>, hit: &Match) -> f64 {
    hit.probability.at_share(run.screener.policy().true_share())
}

/// Why nothing found is not nothing, if so.
pub(super) fn incomplete<'a>(run: &'a Run<'_>, found: &'a Found) -> Option<&'a str> {
    run.standing.as_ref().err().or(found.partial.as_ref()).map(String::as_str)
}

pub(super) fn text(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let mut text = String::new();
    text.push_str(&hang("", 2, &row.name));
    let Some(found) = &screened.found else {
        text.push_str("  not screened\n\n");
        return text;
    };
    for ((hit, ruling), rank) in screened.hits().zip(1..) {
        let (list, entry, listed) = entry(run, hit);
        let listed = listed.map_or(String::new(), |day| format!(", listed {day}"));
        let (band, score, name) = (band_word(hit.band), hit.score, &hit.name);
        let likely = likely(run, hit);
        let _ = writeln!(text, "  {rank}. {band} {score:.3}, {likely}  {list} {entry}{listed}");
        let owners = run.screener.owners(None, hit.party, run.how.day);
        let own = [name.clone(), words::matched(hit)].into_iter().chain(owners);
        for told in own.chain(ruling.map(|ruling| ruling.text())) {
            text.push_str(&hang("     ", 5, &told));
        }
    }
    if found.hits.is_empty() {
        let what =
            if incomplete(run, found).is_some() { "nothing found so far" } else { "nothing found" };
        let _ = writeln!(text, "  {what}");
    }
    for note in found.notes.iter().chain(&found.partial) {
        text.push_str(&hang("  note: ", 8, note));
    }
    for note in remarks(found) {
        text.push_str(&hang("  note: ", 8, &note));
    }
    text.push('\n');
    text
}

/// One name with what was found for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer<'a> {
    /// As given.
    id: &'a str,
    /// As given.
    name: &'a str,
    /// done, or not_done: then nothing found is not nothing.
    state: &'static str,
    /// Why it is not done.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// Best first.
    hits: Vec<Hit<'a>>,
    /// What a reviewer should know.
    notes: Vec<String>,
    /// What a judgement would rest on; only where there is something to judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_facts: Option<Facts>,
    /// By what it was found.
    data: Data<'a>,
}

/// A listed party that was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Hit<'a> {
    /// From 1.
    rank: usize,
    /// 0 to 1; ranks, is not a probability.
    score: f64,
    /// How likely it is the same party.
    probability: f64,
    /// weak, possible, strong, exact.
    band: &'static str,
    /// Short id of the list.
    list: &'a str,
    /// The authority's reference.
    entry: &'a str,
    /// The listed name that agrees best.
    name: &'a str,
    /// Day of listing.
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_on: Option<&'a str>,
    /// An official identifier is equal.
    identifier_equal: bool,
    /// In one line.
    reason: String,
    /// What the list's own links say of its owners.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owners: Vec<String>,
    /// Every part of both names once.
    parts: Vec<Part<'a>>,
    /// Facts beside the name.
    facts: Vec<Fact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'a Ruling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_facts: Option<&'a Facts>,
}

/// Parts of two names that met, or one that stands alone.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Part<'a> {
    /// How they met.
    how: &'static str,
    /// Of the name asked for.
    query: &'a str,
    /// Of the listed name.
    listed: &'a str,
    /// How well they agree, 0 to 1.
    agree: f64,
    /// How much they tell.
    weight: f64,
}

/// A fact beside the names.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Fact<'a> {
    /// Which.
    fact: &'static str,
    /// What it says.
    outcome: &'static str,
    /// The values.
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

/// By what an answer was found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Data<'a> {
    /// Version of the program.
    engine: &'static str,
    /// The screening policy, if one was adopted.
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    /// What decides a score besides the two parties.
    settings: &'a str,
    /// The day.
    as_of: String,
    /// The lists that were searched.
    lists: Vec<List<'a>>,
}

/// The data behind an answer of this screener.
pub(crate) fn data<'a>(screener: &'a Screener, settings: &'a str, day: Date) -> Data<'a> {
    Data {
        engine: env!("CARGO_PKG_VERSION"),
        policy: screener.policy().digest(),
        settings,
        as_of: day.to_string(),
        lists: searched(screener.lists()),
    }
}

/// The parts of the evidence.
pub(crate) fn parts(evidence: &Evidence) -> Vec<Part<'_>> {
    let parts = evidence.parts.iter().map(|part| Part {
        how: words::meeting(part.kind),
        query: &part.query,
        listed: &part.listed,
        agree: rounded(part.agree),
        weight: rounded(part.weight),
    });
    parts.collect()
}

/// The facts of the evidence.
pub(crate) fn facts(evidence: &Evidence) -> Vec<Fact<'_>> {
    let facts = evidence.facts.iter().map(|fact| Fact {
        fact: words::fact(fact.kind),
        outcome: words::outcome(fact.outcome),
        detail: fact.detail.trim_matches([',', ' ']),
    });
    facts.collect()
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

/// One answer as one line of JSON.
pub(crate) fn json(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let data = data(run.screener, &run.settings, run.how.day);
    let answer = match &screened.found {
        None => Answer {
            id: &row.id,
            name: &row.name,
            state: "not_done",
            why: row.read.as_ref().err().map(String::as_str),
            hits: Vec::new(),
            notes: Vec::new(),
            customer_facts: None,
            data,
        },
        Some(found) => {
            let why = incomplete(run, found);
            let who = row.read.as_ref().ok().filter(|_| !found.hits.is_empty());
            let facts = who.map(material::of_customer);
            let notes = found.notes.iter().chain(&row.left_out).cloned().chain(remarks(found));
            Answer {
                id: &row.id,
                name: &row.name,
                state: if why.is_some() { "not_done" } else { "done" },
                why,
                hits: screened.hits().zip(1..).map(|(h, rank)| hit_json(run, h, rank)).collect(),
                notes: notes.collect(),
                customer_facts: facts,
                data,
            }
        }
    };
    serde_json::to_string(&answer).unwrap_or_default() + "\n"
}

fn hit_json<'a>(
    run: &'a Run<'_>,
    (hit, judgement): (&'a Match, Option<&'a Ruling>),
    rank: usize,
) -> Hit<'a> {
    let (list, entry, listed_on) = entry(run, hit);
    Hit {
        rank,
        score: hit.score,
        probability: rounded(probability(run, hit)),
        band: band_word(hit.band),
        list,
        entry,
        name: &hit.name,
        listed_on,
        identifier_equal: hit.identifier_equal,
        reason: words::matched(hit),
        owners: run.screener.owners(None, hit.party, run.how.day),
        parts: parts(&hit.evidence),
        facts: facts(&hit.evidence),
        judgement,
        entry_facts: run.screener.catalogue().and_then(|catalogue| catalogue.facts(hit.party)),
    }
}

pub(super) fn csv(run: &Run<'_>, screened: &Screened) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let id = screened.row.id.as_str();
    let mut put = |cells: [&str; 8]| {
        // Into memory: it cannot fail.
        let _ = writer.write_record(cells);
    };
    match &screened.found {
        None => {
            let why = screened.row.read.as_ref().err().map_or("", String::as_str);
            let why = why.lines().next().unwrap_or("");
            put([id, "", "", "", "", "", "", &format!("not screened: {why}")]);
        }
        Some(found) => {
            for ((hit, ruling), rank) in screened.hits().zip(1..) {
                let (list, entry, _) = entry(run, hit);
                let (rank, score): (usize, String) = (rank, format!("{:.3}", hit.score));
                let (last, band) = (rank == found.hits.len(), band_word(hit.band));
                let mut reason = words::matched(hit);
                for owners in run.screener.owners(None, hit.party, run.how.day) {
                    let _ = write!(reason, "; {owners}");
                }
                if let Some(ruling) = ruling {
                    let _ = write!(reason, "; {}", ruling.text());
                }
                if found.more && last {
                    reason.push_str("; there are more hits than are shown");
                }
                if let Some(why) = &found.partial {
                    reason = format!("{reason}; not complete: {why}");
                }
                let rank = rank.to_string();
                put([id, &rank, &score, band, list, entry, &hit.name, &reason]);
            }
            if found.hits.is_empty() {
                let why = incomplete(run, found);
                let why = why.map(|why| format!("not complete: {why}"));
                let why: Vec<String> = why.into_iter().chain(remarks(found)).collect();
                put([id, "0", "", "", "", "", "", &why.join("; ")]);
            }
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
