//! Receipts of the server replayed: the lists of a receipt opened as the server opens its own.

use anyhow::Result;
use jiff::civil::Date;

use super::question;
use super::snapshot::{KINDS, Snapshot};
use crate::command::receipts::served::{Served, Stand};
use crate::screener::Screener;

/// What the server knows of its own answers.
pub(crate) const SERVED: Served = Served { kinds: &KINDS, open };

fn open(screener: Screener, max_age: u32) -> Result<Box<dyn Stand>> {
    Ok(Box::new(Snapshot::of(screener, Some(max_age))?))
}

impl Stand for Snapshot {
    fn again(&self, kind: &str, question: &str, day: Date) -> Result<(String, String), String> {
        let (answer, outcome) = question::again(self, kind, question, day)?;
        let answer = String::from_utf8(answer).map_err(|_| "not UTF-8".to_owned())?;
        Ok((answer, outcome))
    }
}
