//! The law and the engine, through the crate's front door, with data in files.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod cases;
mod dates;
mod findings;
mod laws;
mod misfit;
mod narrowing;
mod owners;
mod pack;
mod questions;
mod reasons;
mod twin;
mod words;
