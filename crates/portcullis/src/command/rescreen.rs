//! `portcullis rescreen`: a customer book against what changed, in input order, on all cores.

mod answers;
mod books;
mod compare;
mod delta;
mod render;
mod sides;

use std::io::{self, BufWriter, Write as _};
use std::sync::{Mutex, PoisonError};

use anyhow::Result;
use rayon::prelude::*;
use screening::Memory;
use screening::listing::ListedParty;

use crate::Exit;
use crate::cli::rescreen::Rescreen;
use crate::command::screen::rows::{Row, Rows};
use crate::command::screen::threshold;
use crate::files::{self, BadInput};
use crate::judgements::Judgements;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::screener::{How, policy, settings, standing};
use crate::store::Store;
use crate::store::catalogue::Catalogue;
use crate::who::Who;
use books::{Books, Known};
use compare::{Case, Change, Kind};
use delta::Delta;
use sides::Side;

/// Everything that is the same for all customers of a run.
struct Run<'a> {
    then: &'a Side,
    now: &'a Side,
    /// The day of the new answers, as text.
    day: String,
    delta: &'a Delta,
    memories: Memories,
    /// All entries of the new side; only where rows of the book differ.
    whole: Option<Catalogue>,
    judgements: &'a Judgements,
    policy: &'a Policy,
    how: How,
    settings: &'a str,
    /// Why nothing found means nothing, if so.
    standing: Result<(), String>,
}

/// What each thread knows of words against the watched entries.
struct Memories(Vec<Mutex<Memory>>);

impl Default for Memories {
    fn default() -> Self {
        Self((0..=rayon::current_num_threads()).map(|_| Mutex::default()).collect())
    }
}

impl Memories {
    /// Lends the thread its own; the last is for whoever is no thread of the pool.
    fn with<T>(&self, work: impl FnOnce(&mut Memory) -> T) -> T {
        let own = rayon::current_thread_index().and_then(|at| self.0.get(at)).or(self.0.last());
        match own {
            Some(memory) => work(&mut memory.lock().unwrap_or_else(PoisonError::into_inner)),
            None => work(&mut Memory::default()),
        }
    }
}

/// A customer with what changed.
struct Rescreened {
    id: String,
    name: String,
    /// Why it could not be rescreened, if so.
    refused: Option<String>,
    changes: Vec<Change>,
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, serde::Serialize)]
struct Tally {
    customers: usize,
    not_screened: usize,
    new: usize,
    changed: usize,
    gone: usize,
    set_aside: usize,
    /// Of the new and the changed hits, those that are not suppressed.
    open: usize,
}

impl Tally {
    fn add(&mut self, done: &Rescreened) {
        self.not_screened += usize::from(done.refused.is_some());
        for change in &done.changes {
            let slot = match change.kind {
                Kind::New => &mut self.new,
                Kind::Changed => &mut self.changed,
                Kind::Gone => &mut self.gone,
                Kind::SetAside => &mut self.set_aside,
            };
            *slot += 1;
            let hit = matches!(change.kind, Kind::New | Kind::Changed);
            let open = change.now.as_ref().is_some_and(compare::View::is_open);
            self.open += usize::from(hit && open);
        }
    }
}

/// Runs the command.
pub(crate) fn run(options: &Rescreen) -> Result<Exit> {
    let policy = policy(&options.lists)?;
    let threshold = threshold(options.threshold, &policy)?;
    let Some(folder) = &options.lists.lists else {
        let hint = "`--lists DIR` names the list store";
        let what = format!("a change of lists is found in a list store\n  hint: {hint}");
        return Err(BadInput(what).into());
    };
    let store = Store::open(folder)?;
    let settings = settings(threshold, &policy);
    let (then, now) = sides::sides(&store, options, &settings)?;
    let judgements = Judgements::given(&options.judged)?;
    let bar = |list: &str, party: &ListedParty| policy.bar(list, party, threshold);
    let delta = Delta::build(&store, &then, &now, &judgements, &bar)?;
    let books = match &options.previous_book {
        Some(previous) => Some(Books::compare(previous, &options.book)?),
        None => None,
    };
    let max_age = i32::try_from(options.lists.max_age).unwrap_or(i32::MAX);
    let run = Run {
        then: &then,
        now: &now,
        day: now.day.to_string(),
        delta: &delta,
        memories: Memories::default(),
        whole: books.as_ref().map(|_| now.open(&store)).transpose()?,
        judgements: &judgements,
        policy: &policy,
        // No limit: a hit that is new must not be crowded out by old ones.
        how: How {
            threshold,
            least: policy.least(threshold),
            limit: usize::MAX,
            facts_clear: true,
            day: now.day,
        },
        settings: &settings,
        standing: standing(&now.lists.iter().collect::<Vec<_>>(), &[], now.day, max_age),
    };
    stream(&run, options, books)
}

fn stream(run: &Run<'_>, options: &Rescreen, mut books: Option<Books>) -> Result<Exit> {
    let mut rows = Rows::open(&options.book, false)?;
    let mut progress = Progress::new(options.quiet, "customers");
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let (mut tally, mut exit) = (Tally::default(), Exit::Clear);
    out.write_all(render::head(run, options.format).as_bytes())?;
    let mut block = rows.block()?;
    while !block.is_empty() {
        tally.customers += block.len();
        let held = books.as_ref();
        let work =
            || -> Vec<Done> { block.into_par_iter().map(|row| customer(run, held, row)).collect() };
        let (next, done) = rayon::join(|| rows.block(), work);
        progress.add(done.len());
        for Done { line, faults, told } in done {
            for fault in faults.iter().chain(told.iter().filter_map(|done| done.refused.as_ref())) {
                out.flush()?;
                files::say(&format!("{}{fault}", rows.place(line)));
                exit = exit.max(Exit::Bad);
            }
            let Some(done) = told else { continue };
            tally.add(&done);
            out.write_all(render::one(options.format, &done).as_bytes())?;
        }
        block = next?;
    }
    for done in books.as_mut().map(Books::removed).into_iter().flatten() {
        let done = removed(run, done);
        tally.add(&done);
        if !done.changes.is_empty() {
            out.write_all(render::one(options.format, &done).as_bytes())?;
        }
    }
    out.write_all(render::foot(run, options.format, &tally).as_bytes())?;
    out.flush()?;
    progress.finish();
    if tally.not_screened > 0 {
        files::say(&format!("{} rows were not rescreened", tally.not_screened));
    }
    if let (Err(why), false) = (&run.standing, options.quiet) {
        files::say(&format!("warning: {why}"));
    }
    if options.answers.is_none() && !options.quiet {
        let (engine, settings) = (env!("CARGO_PKG_VERSION"), run.settings);
        files::say(&format!(
            "note: the old answers are taken to be of engine {engine} with {settings}; others need \
             a screening of the whole book"
        ));
    }
    let changes = tally.new + tally.changed + tally.gone;
    exit = exit.max(if changes > 0 { Exit::Controlled } else { Exit::Clear });
    Ok(if run.standing.is_err() { exit.max(Exit::Open) } else { exit })
}

/// What became of a row.
struct Done {
    line: usize,
    /// Fields that were left out.
    faults: Vec<String>,
    /// Nothing if nothing changed.
    told: Option<Rescreened>,
}

fn customer(run: &Run<'_>, books: Option<&Books>, row: Row) -> Done {
    let Row { line, id, name, read, left_out: faults, .. } = row;
    let mut done = Rescreened { id, name, refused: None, changes: Vec::new() };
    let who = match read {
        Ok(who) => who,
        Err(why) => {
            done.refused = Some(why);
            return Done { line, faults, told: Some(done) };
        }
    };
    let known = books.map_or(Known::Same, |books| books.known(&done.id, &who));
    let (then, whole): (Option<&Who>, bool) = match &known {
        Known::Same => (Some(&who), false),
        Known::Added => (None, true),
        Known::Changed(then) => (Some(then), true),
        Known::Twice(why) => {
            done.refused = Some(why.clone());
            return Done { line, faults, told: Some(done) };
        }
    };
    done.changes = compare::changes(run, Case { id: &done.id, then, now: Some(&who), whole });
    Done { line, faults, told: (!done.changes.is_empty()).then_some(done) }
}

fn removed(run: &Run<'_>, (id, who): (String, Who)) -> Rescreened {
    let case = Case { id: &id, then: Some(&who), now: None, whole: true };
    let changes = compare::changes(run, case);
    Rescreened { name: who.name, id, refused: None, changes }
}
