//! Names against official party lists: from the authorities' own files to an explained answer.
//!
//! Useful alone; knows no export law. No files, no clock, no network: bytes in, data out.

pub mod listing;
pub mod lists;
