//! Properties, the index against its slow twin, hostile input, and the shared sets where present.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod hostile;
mod index;
mod names;
