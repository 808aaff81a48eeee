//! The law and the engine, through the crate's front door, with data in files.

mod cases;
mod dates;
mod laws;
mod pack;
