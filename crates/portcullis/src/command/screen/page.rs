//! The evidence as a page: everything that a reviewer needs to say "same" or "different", and no
//! more; readable without scripts and on paper.

use anyhow::Result;
use askama::Template;
use screening::listing::{BirthDate, ListedParty, NameQuality};

use super::render::{self, entry, incomplete, lists, remarks};
use super::{Run, Screened};
use crate::judgements::Ruling;
use crate::screener::{Match, band_word, words};

#[derive(Template)]
#[template(path = "screen_head.html")]
struct Head<'a> {
    lists: &'a str,
    day: &'a str,
    warning: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "screen_foot.html")]
struct Foot {
    engine: &'static str,
}

#[derive(Template)]
#[template(path = "screen_name.html")]
struct Name<'a> {
    id: &'a str,
    name: &'a str,
    refused: Option<&'a str>,
    given: Vec<(&'static str, String)>,
    notes: Vec<String>,
    incomplete: bool,
    hits: Vec<Hit<'a>>,
}

struct Hit<'a> {
    rank: usize,
    band: &'static str,
    score: String,
    probability: String,
    list: &'a str,
    entry: &'a str,
    name: &'a str,
    piece: Option<&'a str>,
    identifier_equal: bool,
    ruling: Option<String>,
    parts: Vec<Part<'a>>,
    facts: Vec<(&'static str, &'static str, &'a str)>,
    listed: Vec<(&'static str, String)>,
}

struct Part<'a> {
    how: &'static str,
    class: String,
    query: &'a str,
    listed: &'a str,
    weight: String,
}

pub(super) fn head(run: &Run<'_>) -> Result<String> {
    let (lists, day) = (lists(run), run.how.day.to_string());
    let warning = run.standing.as_ref().err().map(String::as_str);
    Ok(Head { lists: &lists, day: &day, warning }.render()? + "\n")
}

pub(super) fn foot() -> Result<String> {
    Ok(Foot { engine: env!("CARGO_PKG_VERSION") }.render()? + "\n")
}

pub(super) fn one(run: &Run<'_>, screened: &Screened) -> String {
    let row = &screened.row;
    let found = screened.found.as_deref();
    let who = row.read.as_ref().ok();
    let mut given = Vec::new();
    if let Some(who) = who {
        let mut put = |what, text: Option<String>| given.extend(text.map(|text| (what, text)));
        put("country", who.country.clone());
        put("birth", who.birth.as_ref().map(birth));
        put("gender", who.gender.clone());
        put("kind", who.kind.map(|kind| words::kind(kind).to_owned()));
        for id in &who.identifiers {
            put("identifier", Some(id.value.clone()));
        }
        given.dedup();
    }
    let notes = found.into_iter().flat_map(|f| f.notes.iter().chain(&f.partial));
    let page = Name {
        id: &row.id,
        name: &row.name,
        refused: row.read.as_ref().err().map(String::as_str),
        given,
        notes: notes
            .chain(&row.left_out)
            .cloned()
            .chain(found.into_iter().flat_map(remarks))
            .collect(),
        incomplete: found.is_some_and(|found| incomplete(run, found).is_some()),
        hits: screened.hits().zip(1..).map(|h| hit(run, h)).collect(),
    };
    page.render().unwrap_or_default() + "\n"
}

fn hit<'a>(
    run: &'a Run<'_>,
    ((hit, ruling), rank): ((&'a Match, Option<&'a Ruling>), usize),
) -> Hit<'a> {
    let (list, entry, _) = entry(run, hit);
    let part = |part: &'a screening::Aligned| {
        let how = words::meeting(part.kind);
        let weight = format!("{:.2}", part.weight);
        let class = how.replace(' ', "-");
        Part { how, class, query: &part.query, listed: &part.listed, weight }
    };
    let facts = hit.evidence.facts.iter().map(|f| {
        (words::fact(f.kind), words::outcome(f.outcome), f.detail.trim_matches([',', ' ']))
    });
    let party = run.screener.catalogue().map(|catalogue| catalogue.party(hit.party));
    let owners = run.screener.owners(None, hit.party, run.how.day);
    let mut listed = match party {
        Some(Ok(party)) => listed(&party),
        Some(Err(error)) => vec![("not readable", format!("{error:#}"))],
        None => Vec::new(),
    };
    listed.extend(owners.into_iter().map(|line| ("owners", line)));
    Hit {
        rank,
        band: band_word(hit.band),
        score: format!("{:.3}", hit.score),
        probability: render::likely(run, hit),
        list,
        entry,
        name: &hit.name,
        piece: hit.piece.as_deref(),
        identifier_equal: hit.identifier_equal,
        ruling: ruling.map(Ruling::text),
        parts: hit.evidence.parts.iter().map(part).collect(),
        facts: facts.collect(),
        listed,
    }
}

/// The entry as the authority gives it, field by field.
fn listed(party: &ListedParty) -> Vec<(&'static str, String)> {
    let mut fields = vec![("kind", words::kind(party.kind).to_owned())];
    let mut put = |what, text: String| {
        if !text.is_empty() {
            fields.push((what, text));
        }
    };
    for name in &party.names {
        let grade = match name.quality {
            NameQuality::Primary => "name",
            NameQuality::Strong => "also known as",
            NameQuality::Weak => "also known as (weak)",
            NameQuality::Former => "formerly",
        };
        put(grade, name.whole.clone());
    }
    party.birth.iter().for_each(|date| put("born", birth(date)));
    put("gender", party.gender.clone().unwrap_or_default());
    put("countries", party.countries.join(", "));
    party.addresses.iter().for_each(|address| put("address", address.clone()));
    for id in &party.identifiers {
        let country = id.country.as_ref().map_or(String::new(), |c| format!(" ({c})"));
        put("identifier", format!("{}{country}", id.value));
    }
    put("programmes", party.programmes.join("; "));
    put("listed on", party.listed_on.clone().unwrap_or_default());
    put("delisted on", party.delisted_on.clone().unwrap_or_default());
    put("remarks", party.remarks.clone());
    fields
}

fn birth(date: &BirthDate) -> String {
    let circa = if date.circa { "circa " } else { "" };
    let year = if date.year_min == date.year_max {
        date.year_min.to_string()
    } else {
        format!("{} to {}", date.year_min, date.year_max)
    };
    let month = date.month.map_or(String::new(), |month| format!("-{month:02}"));
    let day = date.day.map_or(String::new(), |day| format!("-{day:02}"));
    format!("{circa}{year}{month}{day}")
}
