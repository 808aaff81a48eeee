//! The list readers through their public door.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "all of this is test code, not only the functions marked as tests"
)]

mod damage;
mod expected;
mod fixture;
mod nested;
mod random;
mod shared;
mod snapshot;
mod unpack;
