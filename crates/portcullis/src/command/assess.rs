//! `portcullis assess`: one determination for each transfer, in input order, on all cores.

pub(crate) mod receipt;
mod tally;

use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use casework::spoken;
use control::answer::answer;
use control::assess::{assess, open};
use control::assume::{self, Assumption};
use control::evidence::{Denial, Evidence, Screened};
use control::input::TransferInput;
use control::normalise::{Setting, normalise, profile};
use control::period::AsOf;
use control::problem::{Place, Problem};
use control::regime::{Regime, Status};
use control::report::report;
use jiff::civil::Date;
use rayon::prelude::*;

use crate::Exit;
use crate::cli::{Assess, Format, Law};
use crate::files::{self, BadInput};
use crate::flat::Header;
use crate::input::{Body, Record, Source};
use crate::judgements::Judgements;
use crate::output::Searched;
use crate::progress::Progress;
use crate::receipt::opening;
use crate::receipt::{Draft, Stamp};
use crate::screener::{Screener, party};
use crate::wire::{self, locate, node::Node};
use crate::{denials, output, pack};
use tally::Tally;

/// Everything that is the same for every transfer of a run.
pub(crate) struct Run<'a> {
    pub(crate) regime: &'a Regime,
    pub(crate) setting: Setting,
    /// The day of which the lists are, and up to which their age counts at least.
    pub(crate) asked: Date,
    pub(crate) profile: Option<&'a str>,
    pub(crate) assumptions: &'a [Assumption],
    pub(crate) register: Option<&'a [Denial]>,
    /// The lists; none where screening is set aside.
    pub(crate) screener: Option<&'a Screener>,
    pub(crate) judgements: &'a Judgements,
    pub(crate) format: Format,
    /// What answers come to is kept.
    pub(crate) keeps: bool,
}

/// What one record gave.
pub(crate) struct Done {
    /// The answer.
    pub(crate) out: String,
    /// What is wrong, where there is no answer.
    pub(crate) err: String,
    exit: Exit,
    /// The transfer's id as stated, where it is answered.
    id: Option<String>,
    /// What the answer came to, where it is to be kept.
    pub(crate) kept: Option<receipt::Kept>,
    draft: Option<Draft>,
}

/// The day that transfers without one are assessed for, and the day that overrides theirs.
pub(crate) fn setting(law: &Law) -> Result<Setting> {
    let as_of = match &law.as_of {
        None => None,
        Some(text) => {
            let hint = "write 2024-05-01, or 2024-05-01T03:00:00+03:30";
            let read = AsOf::parse(text);
            Some(read.map_err(|e| BadInput(format!("--as-of: {e}\n  hint: {hint}")))?)
        }
    };
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date();
    Ok(Setting { as_of, today: AsOf(control::period::midnight(today)) })
}

/// Runs the command.
pub(crate) fn run(options: &Assess) -> Result<Exit> {
    // Screening that is set aside needs no lists; those that are given are searched all the same,
    // because an assumption must not hide what is known.
    let set_aside = options.assume.iter().any(|text| text.starts_with("screening="));
    let needed = !set_aside || options.lists.lists.is_some();
    let setting = setting(&options.law);
    let (regime, screener) = rayon::join(
        || pack::required(options.law.regimes.as_deref()),
        || setting.as_ref().ok().filter(|_| needed).map(|setting| lists(options, setting)),
    );
    let regime = regime?;
    let mut assumptions = Vec::new();
    for text in &options.assume {
        assumptions.push(assume::read(&regime, text).map_err(|p| BadInput(p.to_string()))?);
    }
    let register = match &options.denials {
        None => None,
        Some(path) => Some(denials::read(path, &regime)?),
    };
    let log = opening::open(&options.receipts)?;
    let setting = setting?;
    if let Some(why) = screener.as_ref().and_then(Screener::fault) {
        files::say(&format!("warning: {why}"));
    }
    // A transfer may state a past day. What was judged for that day is not judged for today.
    let day = setting.as_of.unwrap_or(setting.today).date();
    if let Some(Err(why)) = screener.as_ref().map(|s| s.standing(day))
        && !options.law.quiet
        && options.lists.lists.is_some()
    {
        let when = setting.as_of.map_or("today".to_owned(), |_| format!("on {day}"));
        files::say(&format!("warning: {when} {why}"));
    }
    let judgements = Judgements::given(&options.judged)?;
    let run = Run {
        regime: &regime,
        setting,
        asked: day,
        profile: options.profile.as_deref(),
        assumptions: &assumptions,
        register: register.as_ref().map(|register| register.denials.as_slice()),
        screener: screener.as_ref(),
        judgements: &judgements,
        format: options.law.format,
        keeps: log.is_some(),
    };
    let mut keeper = match log {
        None => None,
        Some(log) => {
            let denials = register.as_ref().map(|register| register.digest.clone());
            Some(receipt::Keeper::new(&run, denials, options.lists.max_age, log)?)
        }
    };
    let mut exit = Exit::Clear;
    let mut tally = Tally::default();
    let mut progress = Progress::new(options.law.quiet, "transfers");
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    for path in files::transfers(&options.files)? {
        match stream(&run, &path, &mut out, keeper.as_mut(), &mut progress, &mut tally) {
            Ok(worst) => exit = exit.max(worst),
            Err(error) if error.downcast_ref::<BadInput>().is_some() => {
                files::say(&format!("{error:#}"));
                exit = exit.max(Exit::Bad);
            }
            Err(error) => {
                out.flush()?;
                return Err(error);
            }
        }
    }
    out.flush()?;
    progress.finish();
    tally.close(exit, options.law.quiet);
    Ok(exit)
}

/// The lists, of the day that is asked for.
fn lists(options: &Assess, setting: &Setting) -> Screener {
    match setting.as_of {
        None => Screener::open(&options.lists),
        Some(day) => Screener::open_as_of(&options.lists, day.date(), setting.today.date()),
    }
}

/// One file: the next block is read while the last one is assessed.
fn stream(
    run: &Run<'_>,
    path: &Path,
    out: &mut impl io::Write,
    mut keeper: Option<&mut receipt::Keeper>,
    progress: &mut Progress,
    tally: &mut Tally,
) -> Result<Exit> {
    let mut source = Source::open(path, run.regime)?;
    let header = source.header().cloned();
    let name = if path == Path::new("-") {
        "standard input".to_owned()
    } else {
        path.display().to_string()
    };
    tally.begin(&name);
    let mut exit = Exit::Clear;
    let mut some = false;
    let mut block = source.block().with_context(|| name.clone())?;
    while !block.is_empty() {
        some = true;
        let whole = matches!(source, Source::Whole(_));
        let stamp = keeper.as_ref().map(|keeper| &keeper.stamp);
        let work = || -> Vec<Done> {
            let one = |record| one(run, stamp, &name, header.as_ref(), record, whole);
            block.par_iter().map(one).collect()
        };
        let (next, mut done) = rayon::join(|| source.block().with_context(|| name.clone()), work);
        // Receipts are on disk before the answers are given.
        if let Some(keeper) = &mut keeper {
            keeper.log.append_all(done.iter_mut().filter_map(|each| each.draft.take()))?;
        }
        progress.add(done.len());
        for (each, record) in done.into_iter().zip(&block) {
            exit = exit.max(each.exit);
            out.write_all(each.out.as_bytes())?;
            let told =
                tally.add(&each, record.line).map(|told| format!("{name}:{}: {told}", record.line));
            if !each.err.is_empty() || told.is_some() {
                out.flush()?;
                let err = Some(each.err.trim_end().to_owned()).filter(|err| !err.is_empty());
                err.into_iter().chain(told).for_each(|line| files::say(&line));
            }
        }
        block = next?;
    }
    if !some {
        return Err(BadInput(format!("{name}: no transfer in it")).into());
    }
    Ok(exit)
}

/// One transfer as text, determined as its answer goes out; or everything that is wrong with it.
pub(crate) fn transfer(run: &Run<'_>, text: &str) -> Result<Done, Vec<Problem>> {
    let node = Node::parse(text).map_err(|error| vec![no_json(&error, error.line())])?;
    let (mut input, problems) = wire::transfer(node);
    if !problems.is_empty() {
        return Err(problems);
    }
    determine(run, &mut input)
}

fn one(
    run: &Run<'_>,
    stamp: Option<&Stamp>,
    name: &str,
    header: Option<&Header>,
    record: &Record,
    whole: bool,
) -> Done {
    let mut done = answered(run, name, header, record, whole);
    if let (Some(stamp), Some(kept)) = (stamp, done.kept.take()) {
        done.draft = Some(receipt::draft(stamp, &kept, header, &record.body, &done.out));
    }
    done
}

/// One record's answer, or what is wrong with it.
pub(crate) fn answered(
    run: &Run<'_>,
    name: &str,
    header: Option<&Header>,
    record: &Record,
    whole: bool,
) -> Done {
    let problems = match &record.body {
        Body::Bad(problem) => vec![problem.clone()],
        Body::Withdrawn(id, problem) => {
            let refused = refused(name, record.line, vec![problem.clone()]);
            let out = output::withdrawn(run.format, id, record.line, &refused.err);
            return Done { out, ..refused };
        }
        Body::Json(text) => match Node::parse(text) {
            Err(error) => return syntax(name, record.line, whole, &error),
            Ok(node) => {
                let (mut input, mut problems) = wire::transfer(node);
                if problems.is_empty() {
                    match determine(run, &mut input) {
                        Ok(done) => return done,
                        Err(faults) => problems = faults,
                    }
                }
                if whole {
                    for problem in &mut problems {
                        problem.place.line = locate::line(text, &problem.place.field);
                    }
                }
                problems
            }
        },
        Body::Rows(rows) => {
            let (mut input, mut problems) = match header {
                Some(header) => header.transfer(rows),
                None => (TransferInput::default(), Vec::new()),
            };
            if problems.is_empty() {
                match determine(run, &mut input) {
                    Ok(done) => return done,
                    Err(faults) => problems = faults,
                }
                for problem in &mut problems {
                    let own = header.map(|header| header.line(rows, &problem.place.field));
                    problem.place.line = own.unwrap_or(0);
                }
            }
            problems
        }
    };
    refused(name, record.line, problems)
}

fn syntax(name: &str, line: usize, whole: bool, error: &serde_json::Error) -> Done {
    let line = if whole { error.line() } else { line };
    refused(name, line, vec![no_json(error, line)])
}

pub(crate) fn no_json(error: &serde_json::Error, line: usize) -> Problem {
    let told = spoken::json(error);
    let what = format!("column {}: {}", error.column(), told.what);
    Problem::new(Place::line("", line), what).hint(told.hint)
}

fn refused(name: &str, line: usize, problems: Vec<Problem>) -> Done {
    let mut err = String::new();
    for mut problem in problems {
        name.clone_into(&mut problem.place.file);
        if problem.place.line == 0 {
            problem.place.line = line;
        }
        err.push_str(&problem.to_string());
        err.push('\n');
    }
    Done { out: String::new(), err, exit: Exit::Bad, id: None, kept: None, draft: None }
}

/// Determines one transfer, or says everything that is wrong with it.
fn determine(run: &Run<'_>, input: &mut TransferInput<'_>) -> Result<Done, Vec<Problem>> {
    let regime = run.regime;
    let mut assumed = assume::fill(regime, input, run.assumptions);
    let profile = profile(regime, input, run.profile).map_err(|problem| vec![problem])?;
    let (mut transfer, problems) = normalise(regime, input, run.setting);
    if !problems.is_empty() {
        return Err(problems);
    }
    let clear = run.assumptions.iter().find(|a| a.field == "screening");
    assumed.extend(clear.map(ToString::to_string));
    transfer.assumptions = assumed;
    let evidence = Evidence {
        parties: match run.screener {
            Some(screener) => {
                let aside = clear.is_some();
                party::screen(screener, regime, &transfer, run.asked, run.judgements, aside)
            }
            None => vec![Screened::assumed_clear(); transfer.parties.len()],
        },
        set_aside: clear.is_some(),
        denials: denials::for_transfer(run.register, &transfer, regime),
    };
    let case = open(regime, profile, &transfer, &evidence);
    let determination = assess(&case);
    let answer = answer(&case, &determination);
    // A transfer without parties names nobody who was looked for.
    let searched = run.screener.filter(|_| !transfer.parties.is_empty());
    let searched = Searched {
        lists: searched.map_or(&[], Screener::lists),
        policy: searched.and_then(|screener| screener.policy().digest()),
        own_pack: pack::own(regime),
    };
    let out = match run.format {
        Format::Json => output::json(&answer, &regime.digest, &searched) + "\n",
        Format::Text => {
            files::printable(&report(&answer, &transfer)).into_owned()
                + &output::sources(&searched)
                + "\n"
        }
    };
    let exit = match (determination.settled(), determination.ceiling) {
        (false, _) => Exit::Open,
        // A hit that nobody has judged away is no clearance, whatever the list; nor are owners that
        // reach the party, or may.
        (true, Status::NotControlled) if answer.parties_open() => Exit::Open,
        (true, Status::NotControlled) => Exit::Clear,
        (true, _) => Exit::Controlled,
    };
    let kept = run.keeps.then(|| receipt::Kept::of(&answer));
    let id = input.id.as_deref().map(str::to_owned);
    Ok(Done { out, err: String::new(), exit, id, kept, draft: None })
}
