//! The outside world of Portcullis: commands, files, formats. The binary is this library's [`main`];
//! it is a library so that fuzzers and benchmarks reach its readers, through [`doors`], and so that
//! others can check a log of receipts, through [`receipt`].

mod bounded;
mod cli;
mod command;
mod denials;
#[doc(hidden)]
pub mod doors;
mod fetch;
mod files;
mod foreign;
mod flat;
mod ftm;
mod input;
mod judgements;
mod material;
mod office;
mod output;
mod pack;
mod policy;
mod progress;
pub mod receipt;
mod screener;
mod serve;
mod store;
mod who;
mod wire;

use std::process::ExitCode;

use clap::Parser;

/// What a run came to, in rising order of gravity for several transfers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Settled, nothing controlled.
    Clear = 0,
    /// Settled, a control applies.
    Controlled = 1,
    /// Not settled.
    Open = 2,
    /// Bad input.
    Bad = 3,
    /// The program or its surroundings failed.
    Failed = 4,
}

/// Runs the command line of this process and gives its exit status.
pub fn main() -> ExitCode {
    let arguments = match cli::Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            // Help and version are no faults; anything else is bad input.
            return ExitCode::from(if error.use_stderr() { Exit::Bad as u8 } else { 0 });
        }
    };
    let result = match arguments.command {
        cli::Command::Assess(options) => command::assess::run(&options),
        cli::Command::Audit(options) => command::audit::run(&options),
        cli::Command::Backup(options) => command::audit::back_up(&options),
        cli::Command::Restore(options) => command::audit::restore(&options),
        cli::Command::Case(options) => command::case::run(&options),
        cli::Command::Demo(options) => command::demo::run(&options),
        cli::Command::Denial(options) => command::denial::run(&options),
        cli::Command::Office(options) => command::office::run(&options),
        cli::Command::Classify(options) => command::classify::run(&options),
        cli::Command::Screen(options) => command::screen::run(&options),
        cli::Command::Rescreen(options) => command::rescreen::run(&options),
        cli::Command::Judgements(options) => command::judgements::run(&options),
        cli::Command::Lists(options) => command::lists::run(&options),
        cli::Command::Policy(options) => command::policy::run(&options),
        cli::Command::Receipts(options) => command::receipts::run(&options, serve::replay::SERVED),
        cli::Command::Regime(options) => command::regime::run(&options),
        cli::Command::Serve(options) => serve::run(&options),
    };
    match result {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(error) if files::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            files::say(&format!("error: {error:#}"));
            let bad = error.downcast_ref::<files::BadInput>().is_some();
            ExitCode::from(if bad { Exit::Bad } else { Exit::Failed } as u8)
        }
    }
}
