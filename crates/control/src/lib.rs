//! The law: what a day's control lists and rules make of a transfer. Pure, total, deterministic:
//! no files, no clock, no network, no randomness, no threads.
//!
//! Modules are listed in dependency order; a module uses only modules above it. The flow:
//!
//! ```text
//! input      a transfer as given
//! assume     facts that a whole file lacks
//! normalise  -> Transfer, with every problem
//! classify   items x paragraphs -> matches, true or unknown
//! evaluate   tests and conditions -> three values
//! determine  rules -> outcomes, the two maxima, duties
//! answer     the same in words, with reasons and questions
//! report     plain text
//! ```
//!
//! [`assess::assess`] is the entry point. `docs/formats/regime.md` describes the pack.

pub mod limits;
pub mod ident;
pub mod word;
pub mod truth;
pub mod period;
pub mod problem;
pub mod exact;
pub mod unit;
pub mod quantity;
pub mod input;
pub mod evidence;
pub mod regime;
pub mod transfer;
pub mod assume;
pub mod normalise;
pub mod relation;
pub mod reach;
pub mod case;
pub mod party;
pub mod evaluate;
pub mod classify;
pub mod denial;
pub mod determine;
pub mod assess;
pub mod describe;
pub mod reason;
pub mod question;
pub mod owned;
pub mod review;
pub mod misfit;
pub mod finding;
pub mod answer;
pub mod report;
