//! A book of customers rescreened after a list changed, without and with receipts. Usage:
//! `rescreen DATA BINARY [ROWS] [ROUNDS]`; DATA holds the two lists of the United States four weeks
//! apart and the names of which the book is made. A day is a twentieth of the four weeks' changes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    reason = "a benchmark stops at the first surprise"
)]

mod measure;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use measure::{beside, book, line, timed};
use serde_json::Value;

const THEN: &str = "2023-11-30";
const NOW: &str = "2023-12-28";
/// Working days of four weeks.
const WORKING_DAYS: usize = 20;

/// Entries of a snapshot by their number, as our own form writes them.
type Entries = BTreeMap<String, String>;

/// The entries of a list in a store, from the file that was kept last.
fn entries(store: &Path, known: &mut BTreeSet<PathBuf>) -> Entries {
    let objects = fs::read_dir(store.join("objects")).unwrap();
    let new = objects.map(|object| object.unwrap().path()).find(|path| !known.contains(path));
    let path = new.unwrap();
    let text = fs::read_to_string(&path).unwrap();
    known.insert(path);
    let entry = |line: &str| {
        let read: Value = serde_json::from_str(line).unwrap();
        Some((read["entry"].as_str()?.to_owned(), line.to_owned()))
    };
    text.lines().filter_map(entry).collect()
}

fn import(binary: &str, store: &Path, day: &str, file: &Path) {
    let (store, file) = (store.display().to_string(), file.display().to_string());
    let list = ["lists", "import", "--quiet", "--accept-shrunken", "--lists", &store];
    timed(binary, &[&list[..], &["--published", day, &file]].concat());
}

/// A store with the old list and one in which a part of the entries changed.
fn store(binary: &str, folder: &Path, [then, now]: [&Entries; 2], part: usize) -> PathBuf {
    let store = folder.join(format!("store-{part}"));
    let mut changed = 0;
    let mut mixed = Entries::new();
    for entry in then.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
        let differs = then.get(entry) != now.get(entry);
        changed += usize::from(differs);
        let side = if differs && changed % part == 0 { now } else { then };
        mixed.extend(side.get(entry).map(|line| (entry.clone(), line.clone())));
    }
    for (day, entries) in [(THEN, then), (NOW, &mixed)] {
        let head = serde_json::json!({
            "portcullis_list": 1, "list": "us-sdn", "published": day, "entries": entries.len()
        });
        let lines: Vec<&str> = entries.values().map(String::as_str).collect();
        let file = folder.join(format!("{day}.ndjson"));
        fs::write(&file, format!("{head}\n{}\n", lines.join("\n"))).unwrap();
        import(binary, &store, day, &file);
    }
    println!("{} of {changed} entries changed", changed / part);
    store
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (data, binary) = (Path::new(&arguments[1]), arguments[2].as_str());
    let number = |at: usize, usual| arguments.get(at).map_or(usual, |text| text.parse().unwrap());
    let (rows, rounds) = (number(3, 1_000_000), number(4, 3));
    let folder = std::env::temp_dir().join(format!("portcullis-rescreen-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let customers = folder.join("book.csv");
    book::write(data, rows, fs::File::create(&customers).unwrap());
    let (plain, mut known) = (folder.join("store"), BTreeSet::new());
    let parties = data.join("parties/ofac");
    import(binary, &plain, THEN, &parties.join("sdn_2023-11-30.csv.gz"));
    let then = entries(&plain, &mut known);
    import(binary, &plain, NOW, &parties.join("sdn_csv_2023-12-28/sdn.csv"));
    let now = entries(&plain, &mut known);
    let customers = customers.display().to_string();
    for (what, part) in [("a day", WORKING_DAYS), ("four weeks", 1)] {
        let store = store(binary, &folder, [&then, &now], part).display().to_string();
        let base = ["rescreen", "--quiet", "--format", "json", "--lists", &store];
        let days = ["--since", THEN, "--as-of", NOW, "--book", &customers];
        let log = folder.join("log");
        let took = beside(binary, &[&base[..], &days].concat(), &log, rounds);
        line(&format!("{rows} customers after {what}"), took, &log);
    }
    fs::remove_dir_all(&folder).unwrap();
}
