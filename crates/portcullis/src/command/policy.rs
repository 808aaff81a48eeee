//! `portcullis policy`: thresholds as tested configuration.

mod trial;

use std::io::{self, Write as _};

use anyhow::Result;

use crate::Exit;
use crate::cli::Format;
use crate::cli::party::{ListOptions, Policy as Options, PolicyAction, Trial as TrialOptions};
use crate::files::{self, BadInput};
use crate::policy::{self, BYTES_MAX, Policy};
use crate::screener::Screener;
use crate::store::Store;
use trial::Trial;

/// Expected hits below which a trial proves too little to put a policy in force.
const EXPECTED_LEAST: usize = 10;

/// Runs the command.
pub(crate) fn run(options: &Options) -> Result<Exit> {
    match &options.action {
        PolicyAction::Check { file } => say(&Policy::open(file)?),
        PolicyAction::Show { lists } => say(opened(lists)?.policy()),
        PolicyAction::Try(options) => {
            let (policy, screener) = (Policy::open(&options.file)?, opened(&options.lists)?);
            attempt(options, &screener, policy).map(|(_, exit)| exit)
        }
        PolicyAction::Adopt(options) => adopt(options),
    }
}

fn opened(lists: &ListOptions) -> Result<Screener> {
    let screener = Screener::open(lists);
    match screener.fault() {
        Some(why) => Err(BadInput(why.to_owned()).into()),
        None => Ok(screener),
    }
}

fn say(policy: &Policy) -> Result<Exit> {
    let mut out = io::stdout().lock();
    for line in policy.lines() {
        writeln!(out, "{}", files::printable(&line))?;
    }
    match policy.digest() {
        Some(digest) => writeln!(out, "{digest}")?,
        None => writeln!(out, "built in; no policy was adopted")?,
    }
    Ok(Exit::Clear)
}

fn attempt(options: &TrialOptions, screener: &Screener, policy: Policy) -> Result<(Trial, Exit)> {
    let new = screener.under(policy);
    let (trial, unread) = trial::run(options, screener, &new)?;
    let mut out = io::stdout().lock();
    match options.format {
        Format::Text => out.write_all(files::printable(&trial.text()).as_bytes())?,
        Format::Json => writeln!(out, "{}", serde_json::to_string(&trial)?)?,
    }
    let exit = match (unread, trial.lost.is_empty()) {
        (true, _) => Exit::Bad,
        (false, true) => Exit::Clear,
        (false, false) => Exit::Controlled,
    };
    Ok((trial, exit))
}

fn adopt(options: &TrialOptions) -> Result<Exit> {
    let Some(folder) = &options.lists.lists else {
        let hint = "a policy is adopted into a list store; name it with --lists DIR";
        return Err(BadInput(format!("--lists is missing\n  hint: {hint}")).into());
    };
    let store = Store::open(folder)?;
    let _lock = store.lock()?;
    let screener = opened(&options.lists)?;
    // Read once: what is tried is what is adopted.
    let text = files::read_text(&options.file, BYTES_MAX)?;
    let name = options.file.display().to_string();
    let policy = Policy::parse(&text);
    let policy = policy.map_err(|faults| BadInput(policy::located(&name, &faults)))?;
    let digest = policy.digest().unwrap_or_default().to_owned();
    let (trial, exit) = attempt(options, &screener, policy)?;
    let refused = |why: &str| files::say(&format!("not adopted: {why}"));
    if exit == Exit::Bad {
        refused("rows of the labelled file could not be read");
    } else if exit != Exit::Clear {
        refused("it loses hits that the policy in force finds");
    } else if trial.expected < EXPECTED_LEAST {
        let found = trial.expected;
        let what = format!("the file expects {found} hits, at least {EXPECTED_LEAST} are needed");
        refused(&what);
        return Ok(Exit::Bad);
    } else {
        store.adopt(&text)?;
        if !options.quiet {
            files::say(&format!("adopted {digest}"));
        }
    }
    Ok(exit)
}
