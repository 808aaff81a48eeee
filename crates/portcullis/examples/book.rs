//! A customer book for measuring. Usage: `book DATA_FOLDER ROWS > book.csv`; `DATA_FOLDER/names`
//! holds the query sets of the benchmarks and `reference/person_name_synonyms.gz`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "measure/book.rs"]
mod book;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    book::write(Path::new(&arguments[1]), arguments[2].parse().unwrap(), std::io::stdout().lock());
}
