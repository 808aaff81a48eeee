//! The readers as fuzz targets call them: text in, what the commands would make of it out. No
//! interface: nothing here is promised to anybody else.

use std::io::Cursor;
use std::sync::LazyLock;

use control::answer::answer;
use control::assess::{assess, open};
use control::evidence::{Denial, Denials, Evidence, Screened};
use control::input::TransferInput;
use control::normalise::{Setting, normalise, profile};
use control::period::AsOf;
use control::problem::Problem;
use control::regime::{Regime, Status};
use control::report::report;

use crate::command::screen::rows::Rows;
use crate::files::Seal;
use crate::input::{Body, Flat};
use crate::output::Searched;
use crate::store::offered::unpack_within;
use crate::wire::{self, locate, node::Node};
use crate::{denials, office, output, pack, serve};

/// The embedded law, loaded once.
///
/// # Panics
/// The embedded pack has a fault, which its own test would have said first.
#[expect(clippy::expect_used, reason = "a fuzzer without law has nothing to do")]
pub fn law() -> &'static Regime {
    static LAW: LazyLock<Regime> =
        LazyLock::new(|| pack::required(None).expect("the embedded pack loads"));
    &LAW
}

/// The files of the embedded law: name and text.
#[must_use]
pub fn law_files() -> &'static [(&'static str, &'static str)] {
    pack::PACK
}

/// What a transfer came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Determined {
    /// Highest status that is certain.
    pub floor: Status,
    /// Highest status that is possible.
    pub ceiling: Status,
    /// As JSON.
    pub json: String,
    /// As text.
    pub text: String,
}

/// Reads and assesses one `transfer/1`.
///
/// # Errors
/// Everything that is wrong with it, each as it is printed.
pub fn transfer(text: &str) -> Result<Determined, Vec<String>> {
    let node = Node::parse(text).map_err(|error| vec![error.to_string()])?;
    let (input, problems) = wire::transfer(node);
    let done = if problems.is_empty() { determine(&input, None) } else { Err(problems) };
    done.map_err(|mut problems| {
        for problem in &mut problems {
            problem.place.line = locate::line(text, &problem.place.field);
        }
        shown(&problems)
    })
}

/// Reads and assesses flat CSV: one result a transfer.
///
/// # Errors
/// Its header is not one, or it cannot be read on.
pub fn rows(bytes: &[u8]) -> Result<Vec<Result<Determined, Vec<String>>>, String> {
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let mut source = Flat::open("fuzzed", reader, law()).map_err(|error| error.to_string())?;
    let header = source.header.clone();
    let mut all = Vec::new();
    loop {
        let block = source.block().map_err(|error| error.to_string())?;
        if block.is_empty() {
            return Ok(all);
        }
        for record in block {
            all.push(match record.body {
                Body::Json(text) => transfer(&text),
                Body::Bad(problem) | Body::Withdrawn(_, problem) => Err(shown(&[problem])),
                Body::Rows(rows) => {
                    let (input, problems) = header.transfer(&rows);
                    let faulty = !problems.is_empty();
                    let done = if faulty { Err(problems) } else { determine(&input, None) };
                    done.map_err(|problems| shown(&problems))
                }
            });
        }
    }
}

/// Reads a register of denials and compares it with a transfer.
///
/// # Errors
/// The register or the transfer is faulty.
pub fn register(text: &str, transfer: &str) -> Result<(usize, Determined), String> {
    let register = denials::parse(text, "fuzzed", law()).map_err(|error| error.to_string())?;
    let node = Node::parse(transfer).map_err(|error| error.to_string())?;
    let (input, problems) = wire::transfer(node);
    if !problems.is_empty() {
        return Err(shown(&problems).join("\n"));
    }
    let done = determine(&input, Some(&register));
    done.map(|done| (register.len(), done)).map_err(|problems| shown(&problems).join("\n"))
}

/// Reads an event that somebody hands in, and the law reads the application in it: the event as the
/// log would hold it.
///
/// # Errors
/// Everything that is wrong with it.
pub fn event(text: &str) -> Result<String, String> {
    let event = office::wire::event(text, "fuzzed").map_err(|trouble| trouble.to_string())?;
    if let casework::event::Event::CaseOpened { application } = &event {
        // Whatever the law makes of it: it reads it or says what is wrong.
        let _ = application.check();
        let _ = office::look::readable(law(), application, jiff::Timestamp::UNIX_EPOCH);
    }
    serde_json::to_string(&event).map_err(|error| error.to_string())
}

/// One query of a match as the server answers it from the starter list: its status and its answer.
///
/// # Errors
/// The starter list cannot be read, which its own test would have said first.
pub fn query(text: &str) -> Result<(u16, String), String> {
    let day = jiff::civil::date(2026, 3, 1);
    serve::query_of_starter(text, day).map_err(|error| error.to_string())
}

/// A row of names as it is searched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// As a receipt keeps it.
    pub kept: String,
    /// Whom to look for, and what was not understood.
    pub read: String,
}

/// Reads rows of names, CSV or NDJSON: of each its question, or why there is none.
///
/// # Errors
/// Its header is not one, or it cannot be read on.
pub fn questions(bytes: &[u8]) -> Result<Vec<Result<Question, String>>, String> {
    let reader = Box::new(Cursor::new(bytes.to_vec()));
    let rows = Rows::read("fuzzed".to_owned(), reader, Seal::default(), true);
    let mut rows = rows.map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    loop {
        let block = rows.block().map_err(|error| error.to_string())?;
        if block.is_empty() {
            return Ok(all);
        }
        all.extend(block.into_iter().map(|row| {
            let read = format!(
                "{:?} {:?} {:?}",
                row.read.as_ref().map_err(Clone::clone)?,
                row.left_out,
                row.expect
            );
            Ok(Question { kept: row.query.unwrap_or_default(), read })
        }));
    }
}

/// Unpacks what is handed in as a list, to at most so many bytes: the sizes of its files.
///
/// # Errors
/// It is damaged, or holds more.
pub fn unpacked(bytes: &[u8], bytes_max: usize) -> Result<Vec<usize>, String> {
    let files = unpack_within("fuzzed".to_owned(), bytes.to_vec(), bytes_max);
    let files = files.map_err(|error| format!("{error:#}"))?;
    Ok(files.iter().map(|file| file.bytes.len()).collect())
}

fn shown(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// As the command does, without assumptions and with today a fixed day.
fn determine(
    input: &TransferInput<'_>,
    register: Option<&[Denial]>,
) -> Result<Determined, Vec<Problem>> {
    let regime = law();
    let profile = profile(regime, input, None).map_err(|problem| vec![problem])?;
    let today = AsOf(jiff::Timestamp::UNIX_EPOCH);
    let (transfer, problems) = normalise(regime, input, Setting { as_of: None, today });
    if !problems.is_empty() {
        return Err(problems);
    }
    let parties = vec![Screened::not_done("fuzzing"); transfer.parties.len()];
    let denials = match register {
        Some(_) => denials::for_transfer(register, &transfer, regime),
        None => Denials::NotLooked,
    };
    let evidence = Evidence { parties, set_aside: false, denials };
    let case = open(regime, profile, &transfer, &evidence);
    let determination = assess(&case);
    let answer = answer(&case, &determination);
    Ok(Determined {
        floor: determination.floor,
        ceiling: determination.ceiling,
        json: output::json(&answer, &regime.digest, &Searched::default()),
        text: report(&answer, &transfer),
    })
}
