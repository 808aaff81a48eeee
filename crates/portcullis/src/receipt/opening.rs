//! The log of receipts that a command was told to keep.

use anyhow::Result;
use jiff::Timestamp;

use super::log::{Clock, Log};
use crate::cli::receipts::ReceiptOptions;
use crate::files::BadInput;

/// The log that a run appends to, if one was asked for.
pub(crate) fn open(options: &ReceiptOptions) -> Result<Option<Log>> {
    let Some(path) = &options.receipts else { return Ok(None) };
    Log::open(path, clock(options.recorded_at.as_deref())?).map(Some)
}

/// The clock that a receipt is stamped by: the machine's, or the instant given.
pub(crate) fn clock(recorded_at: Option<&str>) -> Result<Clock> {
    let Some(text) = recorded_at else { return Ok(Clock::System) };
    let read = text.parse::<Timestamp>();
    let hint = "write 2024-05-01T03:00:00Z";
    let read = read.map_err(|e| BadInput(format!("--recorded-at: {e}\n  hint: {hint}")))?;
    Ok(Clock::Given(read))
}
