//! The answers of a screening in the form that was asked for.

use anyhow::Result;
use control::report::hang;

use super::render::{csv, json, lists, text};
use super::{Run, Screened, page};
use crate::cli::party::ScreenFormat;
use crate::files;

/// What stands before the first answer.
pub(super) fn head(run: &Run<'_>, format: ScreenFormat) -> Result<String> {
    Ok(match format {
        ScreenFormat::Csv => "id,rank,score,band,list,entry,matched_name,reason\n".to_owned(),
        ScreenFormat::Html => page::head(run)?,
        ScreenFormat::Text | ScreenFormat::Json => String::new(),
    })
}

/// What stands after the last one.
pub(super) fn foot(run: &Run<'_>, format: ScreenFormat) -> Result<String> {
    Ok(match format {
        ScreenFormat::Html => page::foot()?,
        ScreenFormat::Text => {
            let mut text = hang("Searched: ", 2, &lists(run));
            if let Some(digest) = run.screener.policy().digest() {
                text.push_str(&hang("Policy: ", 2, digest));
            }
            if let Err(why) = &run.standing {
                text.push_str(&hang("Not complete: ", 2, why));
            }
            text
        }
        ScreenFormat::Json | ScreenFormat::Csv => String::new(),
    })
}

/// One answer.
pub(super) fn one(run: &Run<'_>, format: ScreenFormat, screened: &Screened) -> String {
    match format {
        ScreenFormat::Text => files::printable(&text(run, screened)).into_owned(),
        ScreenFormat::Json => json(run, screened),
        ScreenFormat::Csv => csv(run, screened),
        ScreenFormat::Html => page::one(run, screened),
    }
}
