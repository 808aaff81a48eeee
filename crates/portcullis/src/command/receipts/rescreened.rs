//! Rescreenings asked again: a customer from its receipt alone, a whole book from its file.

use std::io;

use anyhow::Result;
use clap::ValueEnum as _;
use jiff::civil::Date;

use super::replay::{Again, Ground, config, malformed, refused, row};
use super::stage;
use crate::cli::rescreen::RescreenFormat;
use crate::command::rescreen::{
    self, Asked, Book, BookAsked, CustomerAsked, Output, Run, Side, Snapshots, Terms,
};
use crate::command::screen::receipt::Config;
use crate::files;
use crate::receipt::{Receipt, SearchedList};

/// What one run was made of, found again.
pub(super) struct Rescreening {
    key: String,
    run: Run,
    /// What is not as it was.
    differs: Vec<String>,
}

fn key(receipt: &Receipt<'_>) -> String {
    let Receipt { lists, absent, before, index, as_of, config_digest, .. } = receipt;
    format!("{lists:?}{absent:?}{before:?}{index:?}{as_of}{config_digest}")
}

/// The run of a receipt; nothing where its lists are not there.
fn run<'g>(
    ground: &'g mut Ground<'_>,
    receipt: &Receipt<'_>,
    because: &mut Vec<String>,
) -> Result<Option<&'g Run>> {
    let key = key(receipt);
    if ground.rescreening.as_ref().is_none_or(|known| known.key != key) {
        ground.rescreening = None;
        let mut differs = Vec::new();
        let Some(run) = opened(ground, receipt, &mut differs)? else {
            because.extend(differs);
            return Ok(None);
        };
        ground.rescreening = Some(Rescreening { key, run, differs });
    }
    let Some(found) = &ground.rescreening else { return Ok(None) };
    because.extend(found.differs.iter().cloned());
    Ok(Some(&found.run))
}

fn opened(
    ground: &mut Ground<'_>,
    receipt: &Receipt<'_>,
    because: &mut Vec<String>,
) -> Result<Option<Run>> {
    let config: Config = config(receipt)?;
    let Some(policy) = ground.policy(config.policy.as_deref(), because)? else { return Ok(None) };
    let judgements = ground.judged(config.judgements.as_deref(), because)?;
    let store = stage::store(ground.options.lists.as_deref())?;
    let Some(before) = &receipt.before else {
        because.push("the receipt does not say what the old answers were made of".to_owned());
        return Ok(None);
    };
    let mut missing = Vec::new();
    let mut found = |lists: &[SearchedList]| -> Result<Snapshots> {
        let stored = stage::stored(lists, &mut missing);
        stage::snapshots(&store, &stored, &mut missing)
    };
    let (then, now) = (found(&before.lists)?, found(&receipt.lists)?);
    if !missing.is_empty() {
        because.extend(missing);
        return Ok(None);
    }
    let day = |text: &str| text.parse::<Date>().map_err(malformed(receipt));
    let then = Side::new(day(&before.as_of)?, then, Vec::new())?;
    let now = Side::new(day(&receipt.as_of)?, now, receipt.absent.clone())?;
    let Config { threshold, max_age, .. } = config;
    let terms = Terms { policy, judgements, threshold, max_age };
    let run = match Run::new(&store, (then, now), terms, true) {
        Ok(run) => run,
        Err(error) => {
            because.push(format!("list digest differs: {error:#}"));
            return Ok(None);
        }
    };
    let (was, is) = (receipt.index.as_deref().unwrap_or("none"), run.index());
    if was != is {
        because.push(format!("index: it was {was}, it is {is}"));
    }
    Ok(Some(run))
}

fn format(receipt: &Receipt<'_>) -> Result<RescreenFormat> {
    let config: Config = config(receipt)?;
    Ok(RescreenFormat::from_str(&config.format, false).map_err(malformed(receipt))?)
}

/// One customer.
pub(super) fn customer(
    ground: &mut Ground<'_>,
    receipt: &Receipt<'_>,
    because: &mut Vec<String>,
) -> Result<Option<Again>> {
    let query = receipt.query.map_or("", |query| query.get());
    let asked: CustomerAsked<'_> = serde_json::from_str(query).map_err(malformed(receipt))?;
    let (own, before) = (asked.row.get(), asked.before.map(|before| before.get()));
    let (own, before) = (row(own, receipt), before.map(|before| row(before, receipt)));
    let asked = Asked {
        customer: asked.customer,
        row: &own,
        before: before.as_ref(),
        refused: refused(receipt),
    };
    let format = format(receipt)?;
    let Some(run) = run(ground, receipt, because)? else { return Ok(None) };
    Ok(Some(match rescreen::rescreened(run, &asked) {
        Some(done) => Again::of(rescreen::one(format, &done), rescreen::outcome(run, &done)),
        // Nothing changed, so nothing would be told.
        None => Again::of(String::new(), "{\"changes\":[]}".to_owned()),
    }))
}

/// A whole book, from the files that its receipt names by their digests.
pub(super) fn book(
    ground: &mut Ground<'_>,
    receipt: &Receipt<'_>,
    because: &mut Vec<String>,
) -> Result<Option<Again>> {
    let query = receipt.query.map_or("", |query| query.get());
    let then: BookAsked = serde_json::from_str(query).map_err(malformed(receipt))?;
    let options = ground.options;
    let mut sound = true;
    for (what, then, now, flag) in [
        ("book", Some(&then.book), &options.book, "--book"),
        ("previous book", then.previous_book.as_ref(), &options.previous_book, "--previous-book"),
        ("old answers", then.answers.as_ref(), &options.answers, "--answers"),
    ] {
        let Some(then) = then else { continue };
        let now = now.as_deref().map(files::digest_of).transpose()?;
        if now.as_ref() != Some(&then.digest) {
            let now = now.unwrap_or_else(|| format!("not given, {flag} names it"));
            because.push(format!("{what}: it was {}, it is {now}", then.digest));
            sound = false;
        }
    }
    let format = format(receipt)?;
    let Some(run) = run(ground, receipt, because)? else { return Ok(None) };
    let Some(path) = options.book.as_deref().filter(|_| sound) else { return Ok(None) };
    let previous = options.previous_book.as_deref().filter(|_| then.previous_book.is_some());
    let answered = options.answers.as_deref().filter(|_| then.answers.is_some());
    let answered = answered.map(rescreen::about).transpose()?;
    let book = Book::open(path, previous, answered, false)?;
    let mut text = Vec::new();
    let ended = if options.answer {
        rescreen::stream(run, book, Output::new(&mut text, format, None), None)?
    } else {
        rescreen::stream(run, book, Output::new(io::sink(), format, None), None)?
    };
    Ok(Some(Again {
        answer: String::from_utf8_lossy(&text).into_owned(),
        digest: ended.digest,
        outcome: ended.outcome,
    }))
}
