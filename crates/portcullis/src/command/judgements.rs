//! `portcullis judgements`: files of judgements.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::Exit;
use crate::cli::Format;
use crate::cli::rescreen::{Draft, JudgementsAction, JudgementsCommand};
use crate::command::lists::day;
use crate::files::{self, BadInput};
use crate::judgements::{FILE_BYTES_MAX, Judgement, Judgements, Scope};
use crate::material::Facts;

/// Bytes of one answer.
const LINE_BYTES_MAX: u64 = 1 << 26;

/// Runs the command.
pub(crate) fn run(options: &JudgementsCommand) -> Result<Exit> {
    match &options.action {
        JudgementsAction::Check { files, as_of, format } => {
            check(files, day(as_of.as_deref())?, *format)
        }
        JudgementsAction::Draft(draft) => write(draft),
    }
}

#[derive(Serialize)]
struct Checked<'a> {
    file: &'a str,
    judgements: usize,
    standing: usize,
    expired: usize,
    faults: Vec<String>,
    notes: Vec<String>,
}

fn check(paths: &[PathBuf], day: Date, format: Format) -> Result<Exit> {
    let mut exit = Exit::Clear;
    let mut out = io::stdout().lock();
    for path in paths {
        let name = path.display().to_string();
        let text = files::read_text(path, FILE_BYTES_MAX)?;
        let (read, faults) = Judgements::parse(&text, &name);
        let last = |judgement: &&Judgement| judgement.days().is_ok_and(|(_, last)| last < day);
        let expired = read.all().iter().filter(last).count();
        let checked = Checked {
            file: &name,
            judgements: read.all().len(),
            standing: read.all().len() - expired,
            expired,
            faults,
            notes: read.all().iter().filter_map(broad).collect(),
        };
        if !checked.faults.is_empty() {
            exit = Exit::Bad;
        }
        if format == Format::Json {
            writeln!(out, "{}", serde_json::to_string(&checked)?)?;
            continue;
        }
        let Checked { judgements, standing, expired, faults, notes, .. } = &checked;
        let count = faults.len();
        for fault in faults {
            files::say(fault);
        }
        writeln!(
            out,
            "{name}: {judgements} judgements, {standing} not expired on {day}, {expired} expired, \
             {count} faults"
        )?;
        for note in notes {
            writeln!(out, "  note: {}", files::printable(note))?;
        }
    }
    Ok(exit)
}

/// A judgement about a name of which nothing else was known covers all its bearers.
fn broad(judgement: &Judgement) -> Option<String> {
    let alone = judgement.scope == Scope::Name && judgement.customer_facts.len() == 1;
    alone.then(|| {
        let Judgement { name, list, entry, .. } = judgement;
        format!("`{name}` and {list} {entry}: covers everybody of this name without other facts")
    })
}

#[derive(Deserialize)]
struct Answer {
    id: String,
    name: String,
    #[serde(default)]
    customer_facts: Option<Facts>,
    #[serde(default)]
    hits: Vec<Hit>,
}

#[derive(Deserialize)]
struct Hit {
    list: String,
    entry: String,
    #[serde(default)]
    entry_facts: Option<Facts>,
}

fn write(draft: &Draft) -> Result<Exit> {
    let place = draft.answers.display().to_string();
    let answer = find(draft, &place)?;
    let about = format!("{place}: customer {}", answer.id);
    let hit = answer.hits.iter().find(|h| h.list == draft.list && h.entry == draft.entry);
    let Some(hit) = hit else {
        let known: Vec<String> =
            answer.hits.iter().map(|h| format!("{} {}", h.list, h.entry)).collect();
        let known = if known.is_empty() { "no hit at all".into() } else { known.join(", ") };
        let what = format!("{about}: no hit on {} {}", draft.list, draft.entry);
        return Err(BadInput(format!("{what}\n  hint: there is {known}")).into());
    };
    let (Some(customer_facts), Some(entry_facts)) = (answer.customer_facts, &hit.entry_facts)
    else {
        let hint = "the answers of `screen --format json` have them, of an entry that can be read";
        return Err(BadInput(format!("{about}: no facts to judge by\n  hint: {hint}")).into());
    };
    let judgement = Judgement {
        scope: draft.scope,
        customer: (draft.scope == Scope::Customer).then_some(answer.id),
        name: answer.name,
        list: draft.list.clone(),
        entry: draft.entry.clone(),
        verdict: draft.verdict,
        reason: draft.reason.clone(),
        author: draft.author.clone(),
        decided: day(draft.decided.as_deref())?.to_string(),
        expires: draft.expires.clone(),
        customer_facts,
        entry_facts: entry_facts.clone(),
    };
    judgement.check().map_err(BadInput)?;
    writeln!(io::stdout(), "{}", serde_json::to_string(&judgement)?)?;
    Ok(Exit::Clear)
}

/// The answer about the customer.
fn find(draft: &Draft, place: &str) -> Result<Answer> {
    let mut reader = BufReader::with_capacity(1 << 20, files::open(&draft.answers)?);
    let mut found: Option<Answer> = None;
    let (mut line, mut at) = (Vec::new(), 0_usize);
    loop {
        line.clear();
        at += 1;
        let read = reader.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut line);
        if read.with_context(|| place.to_owned())? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer: Answer = serde_json::from_slice(&line).map_err(|error| {
            let hint = "JSON of `screen` is wanted, one answer a line";
            BadInput(format!("{place}:{at}: {}\n  hint: {hint}", casework::spoken::line(&error)))
        })?;
        if draft.customer.as_ref().is_some_and(|id| *id != answer.id) {
            continue;
        }
        if found.is_some() {
            let what = "more than one answer about the customer";
            let hint = "`--customer ID` names one; its id must be its own";
            return Err(BadInput(format!("{place}:{at}: {what}\n  hint: {hint}")).into());
        }
        found = Some(answer);
    }
    found.ok_or_else(|| {
        let id = draft.customer.as_deref().unwrap_or("anybody");
        BadInput(format!("{place}: no answer about {id}")).into()
    })
}
