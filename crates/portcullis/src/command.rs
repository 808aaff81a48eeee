//! One file for each command.

pub(crate) mod assess;
pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod classify;
pub(crate) mod demo;
pub(crate) mod denial;
pub(crate) mod desk;
pub(crate) mod judgements;
pub(crate) mod lists;
pub(crate) mod office;
pub(crate) mod policy;
pub(crate) mod receipts;
pub(crate) mod regime;
pub(crate) mod rescreen;
pub(crate) mod screen;
mod token;
