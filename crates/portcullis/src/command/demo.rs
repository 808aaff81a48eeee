//! `portcullis demo`: a year of an invented office.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::Result;
use casework::demo::{Plan, Progress, Summary, fill};
use casework::event::EventKind;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};

use crate::Exit;
use crate::cli::Format;
use crate::cli::office::DemoCommand;
use crate::files;
use crate::office::{Desk, Trouble};
use crate::pack;

/// Events after which progress is told.
const TOLD_EVERY: u64 = 10_000;

/// Runs the command.
pub(crate) fn run(options: &DemoCommand) -> Result<Exit> {
    let regime = match pack::read(options.regimes.as_deref())? {
        Ok(regime) => regime,
        Err(problems) => {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            return Err(files::BadInput(told.join("\n")).into());
        }
    };
    super::desk::settle(make(options, &regime), Format::Text)
}

fn make(options: &DemoCommand, regime: &control::regime::Regime) -> Result<Exit, Trouble> {
    let plan =
        Plan { seed: options.seed, cases: options.cases, from: from(options)?, days: options.days };
    let desk = Desk::open(&options.db, true)?;
    let shown = !options.quiet && io::stderr().is_terminal();
    let mut next = TOLD_EVERY;
    let mut told = |progress: &Progress| {
        if shown && progress.events >= next {
            next += TOLD_EVERY;
            let Progress { on, cases, events } = progress;
            files::say(&format!("{on}: {cases} cases, {events} events"));
        }
    };
    let summary = fill(&desk.store, regime, &plan, &mut told)?;
    write(&summary, &plan).map_err(|error| Trouble::Failed(error.to_string()))?;
    Ok(Exit::Clear)
}

fn from(options: &DemoCommand) -> Result<Date, Trouble> {
    let Some(text) = &options.from else {
        let today = jiff::tz::Offset::UTC.to_datetime(Timestamp::now()).date();
        let days = i64::from(options.days).days();
        return today.checked_sub(days).map_err(|error| Trouble::Failed(error.to_string()));
    };
    let wrong = |error| Trouble::bad(format!("--from: {error}"), "write 2025-01-06");
    text.parse().map_err(wrong)
}

fn write(summary: &Summary, plan: &Plan) -> io::Result<()> {
    let mut out = io::stdout();
    let (cases, events) = (summary.cases, summary.events);
    writeln!(out, "{cases} cases, {events} events from {} for {} days", plan.from, plan.days)?;
    let count = |kind| summary.kinds.get(&kind).copied().unwrap_or(0);
    for (what, kind) in [
        ("granted", EventKind::LicenceGranted),
        ("refused", EventKind::LicenceRefused),
        ("no licence needed", EventKind::NotRequiredFound),
        ("returned", EventKind::CaseReturned),
        ("withdrawn", EventKind::Withdrawn),
        ("shipments", EventKind::ShipmentBooked),
        ("verifications", EventKind::Verified),
        ("partners' denials", EventKind::DenialReceived),
        ("consultations", EventKind::ConsultationSent),
    ] {
        writeln!(out, "  {what}: {}", count(kind))?;
    }
    writeln!(out, "people are named by their work: officer-1, head-1, applicant-0, auditor-1")
}
