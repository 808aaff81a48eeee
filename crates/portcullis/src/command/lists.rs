//! `portcullis lists`: the store of official party lists.

mod import;
mod show;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use control::period::AsOf;
use jiff::civil::Date;

use crate::Exit;
use crate::cli::party::{Lists, ListsAction};
use crate::files::{self, BadInput};
use crate::store::verify::verify;
use crate::store::{Store, past};

/// Runs the command.
pub(crate) fn run(options: &Lists) -> Result<Exit> {
    match &options.action {
        ListsAction::Import(options) => import::run(options),
        ListsAction::Status { lists, as_of, format } => {
            show::status(lists, day(as_of.as_deref())?, *format)
        }
        ListsAction::Diff { old, new, lists, format } => {
            show::diff(old, new, lists.as_deref(), *format)
        }
        ListsAction::Verify { folder } => check(&folder.lists),
        ListsAction::Retire { list, folder } => retire(&folder.lists, list),
    }
}

/// The day of the law in UTC: `--as-of`, or today.
pub(crate) fn day(as_of: Option<&str>) -> Result<Date> {
    let Some(text) = as_of else { return Ok(today()) };
    let hint = "write 2024-05-01, or 2024-05-01T03:00:00+03:30";
    let read = AsOf::parse(text);
    Ok(read.map_err(|e| BadInput(format!("--as-of: {e}\n  hint: {hint}")))?.date())
}

/// Today in UTC.
pub(crate) fn today() -> Date {
    jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date()
}

fn check(folder: &Path) -> Result<Exit> {
    let store = Store::open(folder)?;
    let verified = verify(&store)?;
    for fault in &verified.faults {
        files::say(fault);
    }
    let (snapshots, lists) = (verified.snapshots, verified.in_force);
    let faults = verified.faults.len();
    let mut out = io::stdout().lock();
    writeln!(out, "{snapshots} snapshots, {lists} lists in force, {faults} faults")?;
    Ok(if faults == 0 { Exit::Clear } else { Exit::Failed })
}

fn retire(folder: &Path, list: &str) -> Result<Exit> {
    let store = Store::open(folder)?;
    let _lock = store.lock()?;
    let mut in_force = store.in_force()?;
    if in_force.remove(list).is_none() {
        let known: Vec<&str> = in_force.keys().map(String::as_str).collect();
        let what = format!("no list `{list}` is in force\n  hint: {}", known.join(", "));
        return Err(BadInput(what).into());
    }
    past::retire(&store, list, today())?;
    crate::store::import::settle(&store, &in_force)?;
    writeln!(io::stdout(), "{list} is no longer in force; its snapshots stay")?;
    Ok(Exit::Clear)
}
