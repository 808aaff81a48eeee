//! `portcullis screen`: names against the party lists in force, in input order, on all cores.

mod page;
mod render;
pub(crate) mod rows;

use std::io::{self, BufWriter, Write as _};
use std::sync::Arc;

use anyhow::Result;
use rayon::prelude::*;

use crate::Exit;
use crate::cli::party::Screen;
use crate::command::lists::day;
use crate::files::{self, BadInput};
use crate::judgements::{Judgements, Ruling};
use crate::policy::{Policy, THRESHOLD_LEAST, THRESHOLD_MOST};
use crate::progress::Progress;
use crate::screener::who::{Who, birth_date, party_kind};
use crate::screener::{Found, How, Match, Screener, material, settings};
use rows::{Row, Rows};

/// Most hits for one name that may be asked for.
pub(crate) const LIMIT_MAX: usize = 10_000;

/// One name with what was found.
pub(super) struct Screened {
    /// The row it came from.
    pub(super) row: Row,
    /// What was found; nothing for a row that could not be read.
    pub(super) found: Option<Arc<Found>>,
    /// What was judged of each hit.
    pub(super) rulings: Vec<Option<Ruling>>,
}

impl Screened {
    /// The hits with what was judged of them.
    pub(super) fn hits(&self) -> impl Iterator<Item = (&Match, Option<&Ruling>)> {
        let hits = self.found.iter().flat_map(|found| &found.hits);
        hits.zip(self.rulings.iter().map(Option::as_ref))
    }

    /// Hits that somebody must still look at.
    fn open(&self) -> usize {
        self.hits().filter(|(_, ruling)| ruling.is_none_or(Ruling::is_open)).count()
    }
}

/// Everything that is the same for all names of a run.
pub(super) struct Run<'a> {
    pub(super) screener: &'a Screener,
    pub(super) how: How,
    pub(super) judgements: Judgements,
    /// What decides a score besides the two parties.
    pub(super) settings: String,
    /// Why nothing found means nothing, if so.
    pub(super) standing: Result<(), String>,
}

/// The general threshold of a run: the one that is given, if it is sensible, or the policy's.
pub(crate) fn threshold(given: Option<f64>, policy: &Policy) -> Result<f64> {
    let Some(given) = given else { return Ok(policy.threshold()) };
    if !(THRESHOLD_LEAST..=1.0).contains(&given) {
        let hint = "below 0.3 every name resembles every other";
        let what = format!("--threshold: between 0.3 and 1\n  hint: {hint}");
        return Err(BadInput(what).into());
    }
    Ok(given.min(THRESHOLD_MOST))
}

/// Runs the command.
pub(crate) fn run(options: &Screen) -> Result<Exit> {
    if options.limit == 0 || options.limit > LIMIT_MAX {
        return Err(BadInput(format!("--limit: between 1 and {LIMIT_MAX}")).into());
    }
    let screener = Screener::open(&options.lists);
    if let Some(why) = screener.fault() {
        return Err(BadInput(why.to_owned()).into());
    }
    let threshold = threshold(options.threshold, screener.policy())?;
    let day = day(options.as_of.as_deref())?;
    let run = Run {
        screener: &screener,
        how: How {
            threshold,
            least: screener.policy().least(threshold),
            limit: options.limit,
            facts_clear: true,
            day,
        },
        judgements: Judgements::given(&options.judged)?,
        settings: settings(threshold, screener.policy()),
        standing: screener.standing(day),
    };
    let mut rows = match &options.input {
        Some(path) => Rows::open(path)?,
        None => Rows::given(arguments(options)?),
    };
    let mut progress = Progress::new(options.quiet, "names");
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mut exit = Exit::Clear;
    let mut refused = 0;
    out.write_all(render::head(&run, options.format)?.as_bytes())?;
    let mut block = rows.block()?;
    while !block.is_empty() {
        let work = || -> Vec<(Screened, String)> {
            let one = |row: Row| {
                let found = row.read.as_ref().ok().map(|who| run.screener.find(who, &run.how));
                let rulings = rulings(&run, &row, found.as_deref());
                let screened = Screened { row, found, rulings };
                let text = render::one(&run, options.format, &screened);
                (screened, text)
            };
            block.into_par_iter().map(one).collect()
        };
        let (next, done) = rayon::join(|| rows.block(), work);
        progress.add(done.len());
        for (screened, text) in done {
            out.write_all(text.as_bytes())?;
            for fault in screened.row.faults() {
                out.flush()?;
                files::say(&format!("{}{fault}", rows.place(screened.row.line)));
                exit = exit.max(Exit::Bad);
            }
            refused += usize::from(screened.found.is_none());
            exit = exit.max(status(&run, &screened));
        }
        block = next?;
    }
    out.write_all(render::foot(&run, options.format)?.as_bytes())?;
    out.flush()?;
    progress.finish();
    if refused > 0 {
        files::say(&format!("{refused} rows were not screened"));
    }
    let warnings = run.standing.as_ref().err().cloned().into_iter().chain(screener.caveat(day));
    for warning in warnings.filter(|_| !options.quiet) {
        files::say(&format!("warning: {warning}"));
    }
    Ok(exit)
}

fn status(run: &Run<'_>, screened: &Screened) -> Exit {
    match &screened.found {
        None => Exit::Bad,
        Some(found) if run.standing.is_err() || found.partial.is_some() => Exit::Open,
        Some(_) if screened.open() == 0 => Exit::Clear,
        Some(_) => Exit::Controlled,
    }
}

fn rulings(run: &Run<'_>, row: &Row, found: Option<&Found>) -> Vec<Option<Ruling>> {
    let (Some(found), Ok(who)) = (found, &row.read) else { return Vec::new() };
    if found.hits.is_empty() {
        return Vec::new();
    }
    let facts = material::of_customer(who);
    let id = Some(row.id.as_str());
    let rule = |hit: &Match| run.screener.ruling(&run.judgements, id, &facts, hit, run.how.day);
    found.hits.iter().map(rule).collect()
}

/// The names on the command line.
fn arguments(options: &Screen) -> Result<Vec<Who>> {
    if options.names.is_empty() {
        let hint = "`portcullis screen \"NAME\"`, or `--input FILE.csv`";
        return Err(BadInput(format!("no name was given\n  hint: {hint}")).into());
    }
    let kind = party_kind(options.kind.as_deref().unwrap_or(""))
        .map_err(|what| BadInput(format!("--kind: {what}")))?;
    let birth = options.birth_date.as_deref().map(birth_date).transpose();
    let birth = birth.map_err(|what| BadInput(format!("--birth-date: {what}")))?;
    let country = options.country.as_deref().map(rows::country).transpose();
    let country = country.map_err(|what| BadInput(format!("--country: {what}")))?;
    let one = |name: &String| {
        let mut who = Who {
            name: name.clone(),
            country: country.clone(),
            kind,
            birth: birth.clone(),
            ..Who::default()
        };
        for identifier in &options.identifier {
            rows::identify(&mut who, identifier);
        }
        who
    };
    Ok(options.names.iter().map(one).collect())
}
