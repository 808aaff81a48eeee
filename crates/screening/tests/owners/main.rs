//! Ownership through its public door.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is test code, not only the functions marked as tests"
)]

mod laws;
mod shares;
mod twin;
mod vectors;
