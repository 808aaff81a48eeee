//! The server over real connections on this machine.

mod bulk;
mod docs;
mod entities;
mod feed;
mod matching;
mod native;
mod office;
mod receipts;
mod reconcile;
mod refused;
mod search;
pub(crate) mod server;
mod swap;
