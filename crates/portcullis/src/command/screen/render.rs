//! Answers of a screening as text, JSON and CSV.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;

use super::{Run, Screened, page};
use crate::cli::party::ScreenFormat;
use crate::files;
use crate::judgements::Ruling;
use crate::output::{List, searched};
use crate::screener::material::{self, Facts};
use crate::screener::{Found, Match, band_word, words};

/// The lists in one line, with their days.
pub(super) fn lists(run: &Run<'_>) -> String {
    let lists = run.screener.lists().iter();
    lists.map(|meta| format!("{} of {}", meta.list, meta.as_of)).collect::<Vec<_>>().join(", ")
}

/// What stands before the first answer.
pub(super) fn head(run: &Run<'_>, format: ScreenFormat) -> Result<String> {
    Ok(match format {
        ScreenFormat::Csv => "id,rank,score,band,list,entry,matched_name,reason\n".to_owned(),
        ScreenFormat::Html => page::head(run)?,
        ScreenFormat::Text | ScreenFormat::Json => String::new(),
    })
}

/// What stands after the last one.
pub(super) fn foot(run: &Run<'_>, format: ScreenFormat) -> Result<String> {
    Ok(match format {
        ScreenFormat::Html => page::foot()?,
        ScreenFormat::Text => {
            let mut text = format!("Searched: {}\n", lists(run));
            if let Some(digest) = run.screener.policy().digest() {
                let _ = writeln!(text, "Policy: {digest}");
            }
            if let Err(why) = &run.standing {
                let _ = writeln!(text, "Not complete: {why}");
            }
            text
        }
        ScreenFormat::Json | ScreenFormat::Csv => String::new(),
    })
}

/// One answer.
pub(super) fn one(run: &Run<'_>, format: ScreenFormat, screened: &Screened) -> String {
    match format {
        ScreenFormat::Text => files::printable(&text(run, screened)).into_owned(),
        ScreenFormat::Json => json(run, screened),
        ScreenFormat::Csv => csv(run, screened),
        ScreenFormat::Html => page::one(run, screened),
    }
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

fn text(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let mut text = String::new();
    let _ = writeln!(text, "{}", row.name.replace(['\n', '\r', '\t'], " "));
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
        let _ = writeln!(text, "     {name}");
        let _ = writeln!(text, "     {}", words::matched(hit));
        for owners in run.screener.owners(None, hit.party, run.how.day) {
            let _ = writeln!(text, "     {owners}");
        }
        if let Some(ruling) = ruling {
            let _ = writeln!(text, "     {}", ruling.text());
        }
    }
    if found.hits.is_empty() {
        let what =
            if incomplete(run, found).is_some() { "nothing found so far" } else { "nothing found" };
        let _ = writeln!(text, "  {what}");
    }
    for note in found.notes.iter().chain(&found.partial) {
        let _ = writeln!(text, "  note: {note}");
    }
    for note in remarks(found) {
        let _ = writeln!(text, "  note: {note}");
    }
    text.push('\n');
    text
}

#[derive(Serialize)]
struct Answer<'a> {
    id: &'a str,
    name: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    hits: Vec<Hit<'a>>,
    notes: Vec<String>,
    /// What a judgement would rest on; only where there is something to judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_facts: Option<Facts>,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Hit<'a> {
    rank: usize,
    score: f64,
    probability: f64,
    band: &'static str,
    list: &'a str,
    entry: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_on: Option<&'a str>,
    identifier_equal: bool,
    reason: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    owners: Vec<String>,
    parts: Vec<Part<'a>>,
    facts: Vec<Fact<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'a Ruling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_facts: Option<&'a Facts>,
}

#[derive(Serialize)]
struct Part<'a> {
    how: &'static str,
    query: &'a str,
    listed: &'a str,
    agree: f64,
    weight: f64,
}

#[derive(Serialize)]
struct Fact<'a> {
    fact: &'static str,
    outcome: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

#[derive(Serialize)]
struct Data<'a> {
    engine: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    settings: &'a str,
    as_of: String,
    lists: Vec<List<'a>>,
}

fn rounded(number: f64) -> f64 {
    (number * 1000.0).round() / 1000.0
}

fn json(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let data = Data {
        engine: env!("CARGO_PKG_VERSION"),
        policy: run.screener.policy().digest(),
        settings: &run.settings,
        as_of: run.how.day.to_string(),
        lists: searched(run.screener.lists()),
    };
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
    let parts = hit.evidence.parts.iter().map(|p| Part {
        how: words::meeting(p.kind),
        query: &p.query,
        listed: &p.listed,
        agree: rounded(p.agree),
        weight: rounded(p.weight),
    });
    let facts = hit.evidence.facts.iter().map(|f| Fact {
        fact: words::fact(f.kind),
        outcome: words::outcome(f.outcome),
        detail: f.detail.trim_matches([',', ' ']),
    });
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
        parts: parts.collect(),
        facts: facts.collect(),
        judgement,
        entry_facts: run.screener.catalogue().and_then(|catalogue| catalogue.facts(hit.party)),
    }
}

fn csv(run: &Run<'_>, screened: &Screened) -> String {
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
