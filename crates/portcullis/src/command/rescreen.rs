//! `portcullis rescreen`: a customer book against what changed, in input order, on all cores.

mod answers;
mod books;
mod compare;
mod customer;
mod delta;
mod output;
mod receipt;
mod render;
mod sides;

use std::io::{self, BufWriter};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Result;
use rayon::prelude::*;
use screening::Memory;
use screening::listing::ListedParty;

use crate::Exit;
use crate::cli::rescreen::{Rescreen, RescreenFormat};
use crate::command::screen::rows::{Row, Rows};
use crate::command::screen::threshold;
use crate::files::{self, BadInput, Seal};
use crate::judgements::Judgements;
use crate::policy::Policy;
use crate::progress::Progress;
use crate::receipt::opening;
use crate::screener::{How, policy, settings, standing};
use crate::store::Store;
use crate::store::catalogue::Catalogue;
use answers::{Answered, Whom};
use books::Books;
use customer::{Done, Tally};
use delta::{Delta, Law};
use output::Ended;
use receipt::Keeper;
use sides::Sides;

pub(crate) use answers::about;
pub(crate) use customer::{Asked, Customer, rescreened};
pub(crate) use output::Output;
pub(crate) use receipt::{BookAsked, CustomerAsked, outcome};
pub(crate) use render::one;
pub(crate) use sides::{Side, Snapshots};

/// Everything that is the same for all customers of a run.
pub(crate) struct Run {
    then: Side,
    now: Side,
    /// The day of the new answers, as text.
    day: String,
    delta: Delta,
    law: Law,
    memories: Memories,
    /// All entries of the new side; only where customers may have to be screened whole.
    whole: Option<Catalogue>,
    judgements: Arc<Judgements>,
    policy: Policy,
    how: How,
    settings: String,
    /// Why nothing found means nothing, if so.
    standing: Result<(), String>,
}

/// What an office chose for a run.
pub(crate) struct Terms {
    /// From which score hits are reported.
    pub(crate) policy: Policy,
    /// What was judged.
    pub(crate) judgements: Arc<Judgements>,
    /// The general threshold.
    pub(crate) threshold: f64,
    /// Days after which a list clears nobody.
    pub(crate) max_age: u32,
}

impl Run {
    /// Finds what changed between two sides; `whole` makes ready to screen customers in all lists.
    ///
    /// # Errors
    /// A list cannot be read.
    pub(crate) fn new(
        store: &Store,
        (then, now): (Side, Side),
        terms: Terms,
        whole: bool,
    ) -> Result<Self> {
        let Terms { policy, judgements, threshold, max_age } = terms;
        let bar = |list: &str, party: &ListedParty| policy.bar(list, party, threshold);
        let law = Law::default();
        let delta = Delta::build(store, &then, &now, &judgements, (&bar, &law))?;
        let max_age = i32::try_from(max_age).unwrap_or(i32::MAX);
        let lists: Vec<_> = now.lists.iter().collect();
        // No limit: a hit that is new must not be crowded out by old ones.
        let how = How::new(&policy, threshold, usize::MAX, true, now.day);
        Ok(Self {
            day: now.day.to_string(),
            delta,
            law,
            memories: Memories::default(),
            whole: whole.then(|| now.open(store)).transpose()?,
            judgements,
            how,
            settings: settings(threshold, &policy),
            policy,
            standing: standing(&lists, &now.absent, now.day, max_age),
            then,
            now,
        })
    }

    /// Digest of the index of everything that can have changed an answer.
    pub(crate) fn index(&self) -> String {
        self.delta.digest()
    }
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

/// A book of customers with what is known of it.
pub(crate) struct Book<'a> {
    path: &'a Path,
    held: Option<Books>,
    answered: Option<Answered>,
}

impl<'a> Book<'a> {
    /// Compares it with the previous one, where that is given; `keep` keeps the questions.
    ///
    /// # Errors
    /// A file cannot be read; the old answers are about another book.
    pub(crate) fn open(
        path: &'a Path,
        previous: Option<&Path>,
        answered: Option<Answered>,
        keep: bool,
    ) -> Result<Self> {
        let held = previous.map(|previous| Books::compare(previous, path, keep)).transpose()?;
        if let Some(Answered { whom: Whom::Book(then), .. }) = &answered {
            let (whose, now) = match &held {
                Some(books) => ("previous", books.previous.digest()),
                None => ("present", files::digest_of(path)?),
            };
            if now != *then {
                let hint = "`--previous-book` names the book that was rescreened last";
                let what = format!("the old answers are of the book {then}, the {whose} one is");
                return Err(BadInput(format!("{what} {now}\n  hint: {hint}")).into());
            }
        }
        Ok(Self { path, held, answered })
    }

    fn previous(&self) -> Option<&Seal> {
        self.held.as_ref().map(|books| &books.previous)
    }

    fn answers(&self) -> Option<&Seal> {
        self.answered.as_ref().map(|answered| &answered.seal)
    }

    /// Whether somebody in it may have to be screened in all lists.
    pub(crate) fn needs_all_lists(&self) -> bool {
        let some = |a: &Answered| matches!(a.whom, Whom::Customers(_));
        self.held.is_some() || self.answered.as_ref().is_some_and(some)
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
    let log = opening::open(&options.receipts)?;
    let store = Store::open(folder)?;
    let sides = sides::sides(&store, options, &settings(threshold, &policy))?;
    let Sides { then, now, answered } = sides;
    let judgements = Arc::new(Judgements::given(&options.judged)?);
    let previous = options.previous_book.as_deref();
    let book = Book::open(&options.book, previous, answered, log.is_some())?;
    let max_age = options.lists.max_age;
    let terms = Terms { policy, judgements, threshold, max_age };
    let run = Run::new(&store, (then, now), terms, book.needs_all_lists())?;
    let keeper = log.map(|log| Keeper::new(&run, options, log)).transpose()?;
    let out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mut progress = Progress::new(options.quiet, "customers");
    let output = Output::new(out, options.format, keeper);
    let ended = stream(&run, book, output, Some(&mut progress))?;
    progress.finish();
    if ended.tally.not_screened > 0 {
        files::say(&format!("{} rows were not rescreened", ended.tally.not_screened));
    }
    if let (Err(why), false) = (&run.standing, options.quiet) {
        files::say(&format!("warning: {why}"));
    }
    if options.answers.is_none() && !options.quiet {
        let (engine, settings) = (env!("CARGO_PKG_VERSION"), &run.settings);
        files::say(&format!(
            "note: the old answers are taken to be of engine {engine} with {settings}; others need \
             a screening of the whole book"
        ));
    }
    Ok(exit(&run, &ended))
}

fn exit(run: &Run, ended: &Ended) -> Exit {
    let tally = &ended.tally;
    let mut exit = if ended.faulty { Exit::Bad } else { Exit::Clear };
    if tally.new + tally.changed + tally.gone > 0 {
        exit = exit.max(Exit::Controlled);
    }
    if run.standing.is_err() || tally.not_complete > 0 {
        exit = exit.max(Exit::Open);
    }
    exit
}

/// Rescreens row by row: the next block is read while the last one is searched. Faults are told
/// where there is a progress to be told.
pub(crate) fn stream<W: io::Write>(
    run: &Run,
    mut book: Book<'_>,
    mut output: Output<W>,
    mut progress: Option<&mut Progress>,
) -> Result<Ended> {
    let mut rows = Rows::open(book.path, output.keeps())?;
    let (mut tally, mut faulty) = (Tally::default(), false);
    let format = output.format;
    output.put(&render::head(run, format), None)?;
    let mut block = rows.block()?;
    while !block.is_empty() {
        tally.customers += block.len();
        let (about, stamp) = (&book, output.stamp());
        let one = |row: Row| customer::row(run, about, (format, stamp), row);
        let work = || -> Vec<Done> { block.into_par_iter().map(one).collect() };
        let (next, done) = rayon::join(|| rows.block(), work);
        if let Some(progress) = &mut progress {
            progress.add(done.len());
        }
        for Done { line, faults, told } in done {
            faulty |= !faults.is_empty();
            for fault in faults.iter().filter(|_| progress.is_some()) {
                output.flush()?;
                files::say(&format!("{}{fault}", rows.place(line)));
            }
            let Some(told) = told else { continue };
            tally.add(&told.done);
            output.put(&told.text, told.draft)?;
        }
        block = next?;
    }
    let removed = book.held.as_mut().map(Books::removed);
    for row in removed.into_iter().flatten() {
        let asked = Asked { customer: Customer::Removed, row: &row, before: None, refused: None };
        let Some(told) = customer::told(run, (format, output.stamp()), &asked) else { continue };
        tally.add(&told.done);
        output.put(&told.text, told.draft)?;
    }
    let asked = BookAsked::new(rows.seal(), book.previous(), book.answers());
    output.end(run, &asked, tally, faulty)
}

/// How changes are written, as a receipt holds it.
fn word(format: RescreenFormat) -> String {
    use clap::ValueEnum as _;
    format.to_possible_value().map_or(String::new(), |value| value.get_name().to_owned())
}
