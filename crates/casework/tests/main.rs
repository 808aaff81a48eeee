//! The rules of procedure through the crate's public doors, on an office in memory and on databases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "a test stops at the first surprise"
)]

mod chain;
mod clocks;
mod cluster;
mod crash;
mod demo;
mod desk;
mod determination;
mod faults;
mod life;
mod pack;
mod scenarios;
mod simulate;
mod store;
mod tables;
mod tokens;
mod undercut;
mod weaknesses;
mod written;
