//! Changes as text, JSON and CSV.

use std::fmt::Write as _;

use serde::Serialize;

use super::Run;
use super::compare::{Change, Kind, View};
use super::customer::{Rescreened, Tally};
use super::delta::Counts;
use super::receipt::BookAsked;
use super::sides::Side;
use crate::cli::rescreen::RescreenFormat;
use crate::files;
use crate::judgements::Ruling;
use crate::material::Facts;
use crate::output::{List, searched};
use crate::screener::{band_word, words};

/// Version of the JSON form.
const FORM: u32 = 1;

#[derive(Serialize)]
struct Head<'a> {
    rescreen: u32,
    engine: &'static str,
    settings: &'a str,
    from: Lists<'a>,
    to: Lists<'a>,
    entries: Counts,
}

#[derive(Serialize)]
struct Lists<'a> {
    as_of: String,
    lists: Vec<List<'a>>,
}

#[derive(Serialize)]
struct Foot<'a> {
    #[serde(flatten)]
    tally: &'a Tally,
    /// Digest of the book, by which a later run knows it again.
    book: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

#[derive(Serialize)]
struct Customer<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_screened: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    not_complete: Option<&'a str>,
    changes: Vec<Told<'a>>,
}

#[derive(Serialize)]
struct Told<'a> {
    change: &'static str,
    list: &'a str,
    entry: &'a str,
    why: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    then: Option<Hit<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<Hit<'a>>,
}

#[derive(Serialize)]
struct Hit<'a> {
    score: f64,
    band: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    listed_on: Option<&'a str>,
    identifier_equal: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    set_aside: bool,
    reason: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    owners: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<&'a Ruling>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entry_facts: Option<&'a Facts>,
}

fn line<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}

/// What stands before the first customer.
pub(super) fn head(run: &Run, format: RescreenFormat) -> String {
    let lists =
        |side: &Side| -> String { side.lists.iter().map(list).collect::<Vec<_>>().join(", ") };
    match format {
        RescreenFormat::Csv => {
            "id,change,list,entry,score_then,score,band,matched_name,why,reason\n".to_owned()
        }
        RescreenFormat::Json => {
            let of = |side| -> Lists<'_> {
                let side: &Side = side;
                Lists { as_of: side.day.to_string(), lists: searched(&side.lists) }
            };
            line(&Head {
                rescreen: FORM,
                engine: env!("CARGO_PKG_VERSION"),
                settings: &run.settings,
                from: of(&run.then),
                to: of(&run.now),
                entries: run.delta.counts,
            })
        }
        RescreenFormat::Text => {
            let Counts { added, removed, changed } = run.delta.counts;
            format!(
                "Before, {}: {}\nNow, {}: {}\nEntries: {added} added, {removed} removed, \
                 {changed} changed\n\n",
                run.then.day,
                lists(&run.then),
                run.now.day,
                lists(&run.now)
            )
        }
    }
}

fn list(meta: &crate::store::catalogue::ListMeta) -> String {
    let digest = meta.digest.get(..19).unwrap_or(&meta.digest);
    format!("{} ({digest})", meta.told())
}

/// What stands after the last one.
pub(super) fn foot(run: &Run, format: RescreenFormat, tally: &Tally, asked: &BookAsked) -> String {
    let why = run.standing.as_ref().err().map(String::as_str);
    match format {
        RescreenFormat::Csv => String::new(),
        RescreenFormat::Json => {
            let (book, state) =
                (&*asked.book.digest, if why.is_some() { "not_done" } else { "done" });
            line(&Foot { tally, book, state, why })
        }
        RescreenFormat::Text => {
            let Tally { customers, new, changed, gone, set_aside, open, .. } = tally;
            let mut text = format!(
                "{customers} customers: {new} new hits, {changed} changed, {gone} gone, \
                 {set_aside} set aside; {open} open\n"
            );
            if tally.not_complete > 0 {
                let _ = writeln!(text, "{} customers not searched whole", tally.not_complete);
            }
            if let Some(why) = why {
                let _ = writeln!(text, "Not complete: {why}");
            }
            text
        }
    }
}

/// One customer.
pub(crate) fn one(format: RescreenFormat, done: &Rescreened) -> String {
    match format {
        RescreenFormat::Text => files::printable(&text(done)).into_owned(),
        RescreenFormat::Json => line(&Customer {
            id: &done.id,
            name: &done.name,
            not_screened: done.refused.as_deref(),
            not_complete: done.partial.as_deref(),
            changes: done.changes.iter().map(told).collect(),
        }),
        RescreenFormat::Csv => csv(done),
    }
}

fn told(change: &Change) -> Told<'_> {
    Told {
        change: change.kind.word(),
        list: &change.list,
        entry: &change.entry,
        why: &change.why,
        then: change.then.as_ref().map(hit),
        now: change.now.as_ref().map(hit),
    }
}

fn hit(view: &View) -> Hit<'_> {
    Hit {
        score: view.hit.score,
        band: band_word(view.hit.band),
        name: &view.hit.name,
        listed_on: view.listed_on.as_deref(),
        identifier_equal: view.hit.identifier_equal,
        set_aside: view.hit.set_aside,
        reason: words::matched(&view.hit),
        owners: &view.owners,
        judgement: view.ruling.as_ref(),
        entry_facts: view.facts.as_ref(),
    }
}

fn text(done: &Rescreened) -> String {
    let name = done.name.replace(['\n', '\r', '\t'], " ");
    let mut text = format!("{} {name}\n", done.id);
    if done.refused.is_some() {
        text.push_str("  not rescreened\n");
    }
    if let Some(why) = &done.partial {
        let _ = writeln!(text, "  not complete: {why}");
    }
    for change in &done.changes {
        let Some(view) = change.now.as_ref().or(change.then.as_ref()) else { continue };
        let word = match change.kind {
            Kind::New => "NEW",
            Kind::Changed => "CHANGED",
            Kind::Gone => "GONE",
            Kind::SetAside => "SET ASIDE",
        };
        let then = change.then.as_ref().filter(|_| change.now.is_some());
        let then = then.map_or(String::new(), |then| format!(" (was {:.3})", then.hit.score));
        let (band, score) = (band_word(view.hit.band), view.hit.score);
        let (list, entry, matched) = (&change.list, &change.entry, &view.hit.name);
        let _ = writeln!(text, "  {word}: {band} {score:.3}{then}  {list} {entry}  {matched}");
        for why in &change.why {
            let _ = writeln!(text, "     because {why}");
        }
        let _ = writeln!(text, "     {}", words::matched(&view.hit));
        for owners in &view.owners {
            let _ = writeln!(text, "     {owners}");
        }
        if let Some(ruling) = &view.ruling {
            let _ = writeln!(text, "     {}", ruling.text());
        }
    }
    text.push('\n');
    text
}

fn csv(done: &Rescreened) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut put = |cells: [&str; 10]| {
        // Into memory: it cannot fail.
        let _ = writer.write_record(cells);
    };
    if let Some(why) = &done.refused {
        let why = why.lines().next().unwrap_or("");
        put([&done.id, "not_screened", "", "", "", "", "", "", why, ""]);
    }
    if let Some(why) = &done.partial {
        put([&done.id, "not_complete", "", "", "", "", "", "", why, ""]);
    }
    for change in &done.changes {
        let Some(view) = change.now.as_ref().or(change.then.as_ref()) else { continue };
        let score =
            |view: Option<&View>| view.map_or(String::new(), |v| format!("{:.3}", v.hit.score));
        let (then, now) = (score(change.then.as_ref()), score(change.now.as_ref()));
        let mut reason = words::matched(&view.hit);
        for owners in &view.owners {
            let _ = write!(reason, "; {owners}");
        }
        if let Some(ruling) = &view.ruling {
            let _ = write!(reason, "; {}", ruling.text());
        }
        put([
            &done.id,
            change.kind.word(),
            &change.list,
            &change.entry,
            &then,
            &now,
            band_word(view.hit.band),
            &view.hit.name,
            &change.why.join("; "),
            &reason,
        ]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
