//! The law: what a day's control lists and rules make of a transfer. Pure, total, deterministic:
//! no files, no clock, no network, no randomness, no threads.
//!
//! The flow, in the order of the modules (a module uses only modules above it, types excepted where
//! the loader reads words of a transfer):
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

pub mod answer;
pub mod assess;
pub mod assume;
pub mod case;
pub mod classify;
pub mod denial;
pub mod describe;
pub mod determine;
pub mod evaluate;
pub mod evidence;
pub mod exact;
pub mod ident;
pub mod input;
pub mod limits;
pub mod normalise;
pub mod party;
pub mod period;
pub mod problem;
pub mod quantity;
pub mod question;
pub mod reach;
pub mod reason;
pub mod regime;
pub mod report;
pub mod transfer;
pub mod truth;
pub mod unit;
