//! Whole commands: status, standard output and standard error.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod awaiting;
mod bad_input;
#[allow(dead_code, reason = "casework's tests also crash it")]
#[path = "../../casework/tests/cluster.rs"]
mod cluster;
mod demo;
mod denials;
mod fetch;
mod intake;
mod lists;
mod office;
mod owners;
mod policy;
mod receipts;
mod rescreen;
mod rules;
mod run;
mod scratch;
mod screen;
mod serve;
mod shared;
mod stream;
mod tidy;
mod undated;
mod why_changed;
