//! `portcullis screen`: names against the party lists in force, in input order, on all cores.

mod page;
mod present;
pub(crate) mod receipt;
pub(crate) mod render;
pub(crate) mod rows;
mod why_changed;

use std::borrow::Cow;
use std::io::{self, BufWriter, Write as _};
use std::sync::Arc;

use anyhow::Result;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::Exit;
use crate::cli::party::{Screen, ScreenFormat};
use crate::command::lists::{day, today};
use crate::files::{self, BadInput};
use crate::judgements::{Judgements, Ruling};
use crate::material;
use crate::policy::{Policy, THRESHOLD_LEAST, THRESHOLD_MOST};
use crate::progress::Progress;
use crate::receipt::Draft;
use crate::receipt::opening;
use crate::screener::{Found, How, Match, Screener, settings};
use crate::who::{birth_date, party_kind};
use rows::{Row, Rows};

/// Most hits for one name that may be asked for.
pub(crate) const LIMIT_MAX: usize = 10_000;

/// One name with what was found.
pub(crate) struct Screened {
    /// The row it came from.
    pub(crate) row: Row,
    /// What was found; nothing for a row that could not be read.
    pub(crate) found: Option<Arc<Found>>,
    /// What was judged of each hit.
    pub(crate) rulings: Vec<Option<Ruling>>,
}

impl Screened {
    /// The hits with what was judged of them.
    pub(crate) fn hits(&self) -> impl Iterator<Item = (&Match, Option<&Ruling>)> {
        let hits = self.found.iter().flat_map(|found| &found.hits);
        hits.zip(self.rulings.iter().map(Option::as_ref))
    }

    /// Hits that somebody must still look at.
    fn open(&self) -> usize {
        self.hits().filter(|(_, ruling)| ruling.is_none_or(Ruling::is_open)).count()
    }
}

/// Everything that is the same for all names of a run.
pub(crate) struct Run<'a> {
    pub(crate) screener: &'a Screener,
    pub(crate) how: How,
    pub(crate) judgements: &'a Judgements,
    /// What decides a score besides the two parties.
    pub(crate) settings: String,
    /// The day of which the lists are, where it is another than that of the question.
    pub(crate) asked: Option<Date>,
    /// Why nothing found means nothing, if so.
    pub(crate) standing: Result<(), String>,
}

impl<'a> Run<'a> {
    /// Everything that is the same for all names.
    pub(crate) fn new(
        screener: &'a Screener,
        judgements: &'a Judgements,
        threshold: f64,
        limit: usize,
        day: Date,
    ) -> Self {
        let least = screener.policy().least(threshold);
        let how = How { threshold, least, limit, facts_clear: true, day };
        let settings = settings(threshold, screener.policy());
        let standing = screener.standing(day);
        Self { screener, how, judgements, settings, asked: None, standing }
    }

    /// With lists of another day than is asked for: their age counts up to the later of the two.
    pub(crate) fn asked(self, asked: Date) -> Self {
        let day = self.how.day;
        let standing = self.screener.standing(day.max(asked));
        Self { asked: (asked != day).then_some(asked), standing, ..self }
    }

    /// Looks for one row, and writes what was found.
    pub(crate) fn answer(&self, row: Row, format: ScreenFormat) -> (Screened, String) {
        let found = row.read.as_ref().ok().map(|who| self.screener.find(who, &self.how));
        let rulings = rulings(self, &row, found.as_deref());
        let screened = Screened { row, found, rulings };
        let text = present::one(self, format, &screened);
        (screened, text)
    }
}

/// The general threshold of a run: the one that is given, if it is sensible, or the policy's.
pub(crate) fn threshold(given: Option<f64>, policy: &Policy) -> Result<f64, BadInput> {
    let Some(given) = given else { return Ok(policy.threshold()) };
    if !(THRESHOLD_LEAST..=1.0).contains(&given) {
        let hint = "below 0.3 every name resembles every other";
        return Err(BadInput(format!("--threshold: between 0.3 and 1\n  hint: {hint}")));
    }
    Ok(given.min(THRESHOLD_MOST))
}

/// Refuses a limit with which a search means nothing.
fn check_limit(limit: usize) -> Result<(), BadInput> {
    if limit == 0 || limit > LIMIT_MAX {
        return Err(BadInput(format!("--limit: between 1 and {LIMIT_MAX}")));
    }
    Ok(())
}

/// Runs the command.
pub(crate) fn run(options: &Screen) -> Result<Exit> {
    check_limit(options.limit)?;
    if let [a, b] = options.why_changed.as_slice() {
        return why_changed::run(options, a, b);
    }
    let log = opening::open(&options.receipts)?;
    let day = day(options.as_of.as_deref())?;
    let screener = match options.as_of {
        None => Screener::open(&options.lists),
        Some(_) => Screener::open_as_of(&options.lists, day, today()),
    };
    if let Some(why) = screener.fault() {
        return Err(BadInput(why.to_owned()).into());
    }
    let threshold = threshold(options.threshold, screener.policy())?;
    let judgements = Judgements::given(&options.judged)?;
    let run = Run::new(&screener, &judgements, threshold, options.limit, day);
    let rows = match &options.input {
        Some(path) => Rows::open(path, log.is_some())?,
        None => Rows::given(arguments(options)?),
    };
    let keeper = log.map(|log| receipt::Keeper::new(&run, options, log)).transpose()?;
    let exit = stream(&run, rows, keeper, options)?;
    let warnings = run.standing.as_ref().err().cloned().into_iter().chain(screener.caveat(day));
    for warning in warnings.filter(|_| !options.quiet) {
        files::say(&format!("warning: {warning}"));
    }
    Ok(exit)
}

/// Answers row by row: the next block is read while the last one is searched. A block's receipts
/// are on disk before its answers are given.
fn stream(
    run: &Run<'_>,
    mut rows: Rows,
    mut keeper: Option<receipt::Keeper>,
    options: &Screen,
) -> Result<Exit> {
    let mut progress = Progress::new(options.quiet, "names");
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mut exit = Exit::Clear;
    let mut refused = 0;
    out.write_all(present::head(run, options.format)?.as_bytes())?;
    let mut block = rows.block()?;
    while !block.is_empty() {
        let stamp = keeper.as_ref().map(|keeper| &keeper.stamp);
        let work = || -> Vec<Done> {
            let one = |row: Row| {
                let (screened, text) = run.answer(row, options.format);
                let draft = stamp.map(|stamp| receipt::draft(stamp, run, &screened, &text));
                Done { screened, text, draft }
            };
            block.into_par_iter().map(one).collect()
        };
        let (next, mut done) = rayon::join(|| rows.block(), work);
        if let Some(keeper) = &mut keeper {
            keeper.log.append_all(done.iter_mut().filter_map(|each| each.draft.take()))?;
        }
        progress.add(done.len());
        for Done { screened, text, .. } in done {
            out.write_all(text.as_bytes())?;
            for fault in screened.row.faults() {
                out.flush()?;
                files::say(&format!("{}{fault}", rows.place(screened.row.line)));
                exit = exit.max(Exit::Bad);
            }
            refused += usize::from(screened.found.is_none());
            exit = exit.max(status(run, &screened));
        }
        block = next?;
    }
    out.write_all(present::foot(run, options.format)?.as_bytes())?;
    out.flush()?;
    progress.finish();
    if refused > 0 {
        files::say(&format!("{refused} rows were not screened"));
    }
    Ok(exit)
}

/// One row with everything that comes of it.
struct Done {
    screened: Screened,
    text: String,
    draft: Option<Draft>,
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
    let rule = |hit: &Match| run.screener.ruling(run.judgements, id, &facts, hit, run.how.day);
    found.hits.iter().map(rule).collect()
}

/// The names on the command line.
fn arguments(options: &Screen) -> Result<Vec<Row>> {
    if options.names.is_empty() {
        let hint = "`portcullis screen \"NAME\"`, or `--input FILE.csv`";
        return Err(BadInput(format!("no name was given\n  hint: {hint}")).into());
    }
    party_kind(options.kind.as_deref().unwrap_or(""))
        .map_err(|what| BadInput(format!("--kind: {what}")))?;
    let birth = options.birth_date.as_deref().map(birth_date).transpose();
    birth.map_err(|what| BadInput(format!("--birth-date: {what}")))?;
    let country = options.country.as_deref().map(rows::country).transpose();
    country.map_err(|what| BadInput(format!("--country: {what}")))?;
    let identifiers = options.identifier.join(";");
    let one = |(at, name): (usize, &String)| {
        let text = |text: &Option<String>| Cow::from(text.clone().unwrap_or_default());
        let cells = [
            ("id", Cow::from((at + 1).to_string())),
            ("name", Cow::from(name.as_str())),
            ("country", text(&options.country)),
            ("kind", text(&options.kind)),
            ("birth_date", text(&options.birth_date)),
            ("identifier", Cow::from(identifiers.as_str())),
        ];
        Row::of(0, &cells, options.receipts.receipts.is_some())
    };
    Ok(options.names.iter().enumerate().map(one).collect())
}
