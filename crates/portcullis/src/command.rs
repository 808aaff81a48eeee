//! One file for each command.

pub(crate) mod assess;
pub(crate) mod classify;
pub(crate) mod lists;
pub(crate) mod receipts;
pub(crate) mod regime;
pub(crate) mod regime_diff;
pub(crate) mod screen;
