//! Real pairs of snapshots, where the shared data is there: a book of names on the lists, near them
//! and far from them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::twin::{difference, rescreened, screened};
use crate::lists::import;
use crate::run::root;
use crate::scratch::Scratch;

fn data() -> Option<PathBuf> {
    let folder = std::env::var_os("PORTCULLIS_SHARED")
        .map_or_else(|| root().join("../shared"), PathBuf::from);
    let data = folder.join("data");
    if data.exists() {
        return Some(data);
    }
    println!("skipped: no shared data");
    None
}

/// Names of entries that are not in both versions, with a slip; listed persons; strangers.
fn book(data: &Path, store: &str) -> String {
    let mut names = Vec::new();
    let objects = fs::read_dir(Path::new(store).join("objects")).unwrap();
    let mut lines: Vec<BTreeSet<String>> = Vec::new();
    for object in objects {
        let text = fs::read_to_string(object.unwrap().path()).unwrap();
        lines.push(text.lines().map(str::to_owned).collect());
    }
    let differ = lines[0].symmetric_difference(&lines[1]);
    for (at, line) in differ.enumerate().filter(|(at, _)| at % 3 == 0) {
        let Ok(entry) = serde_json::from_str::<serde_json::Value>(line) else { continue };
        let Some(name) = entry["names"][0]["whole"].as_str() else { continue };
        // Every other one with two letters in the wrong order.
        let mut letters: Vec<char> = name.chars().collect();
        if at % 2 == 0 && letters.len() > 3 {
            letters.swap(1, 2);
        }
        names.push(letters.into_iter().collect::<String>());
    }
    for (file, column, step) in
        [("queries_un_positive.csv", 0, 3), ("queries_negative_global_1k.csv", 0, 5)]
    {
        let mut reader = csv::Reader::from_path(data.join("names").join(file)).unwrap();
        let rows = reader.records().step_by(step);
        names.extend(rows.map(|row| row.unwrap().get(column).unwrap().to_owned()));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["id", "name"]).unwrap();
    for (at, name) in names.iter().enumerate() {
        writer.write_record([&format!("c{at}"), name]).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Compares a pair of snapshots; gives how many hits came, changed and went.
fn pair(data: &Path, files: [&str; 2], days: [&str; 2], dated: bool) -> [usize; 3] {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    for (file, day) in files.iter().zip(days) {
        let file = data.join("parties").join(file).display().to_string();
        let published = if dated { &[][..] } else { &["--published", day] };
        let ran = import(&store, &[published, &["--accept-shrunken", &file]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
    }
    let book = scratch.file("book.csv", book(data, &store));
    let whole = |day: &str| {
        screened(&["--lists", &store, "--as-of", day, "--max-age", "9999", "--input", &book])
    };
    let sides = ["--since", days[0], "--as-of", days[1]];
    let told = rescreened(&[&sides[..], &["--lists", &store, "--book", &book]].concat());
    let mut wanted = String::new();
    let _ = write!(wanted, "{files:?}");
    assert_eq!(told, difference(&whole(days[0]), &whole(days[1])), "{wanted}");
    told.counts()
}

#[test]
fn the_sanctions_list_of_the_united_states_four_weeks_apart() {
    let Some(data) = data() else { return };
    let files = ["ofac/sdn_2023-11-30.csv.gz", "ofac/sdn_csv_2023-12-28/sdn.csv"];
    let counts = pair(&data, files, ["2023-11-30", "2023-12-28"], false);
    println!("new, changed, gone: {counts:?}");
    assert!(counts[0] > 50, "{counts:?}");
}

#[test]
fn the_list_of_the_united_nations_of_2024_and_2026() {
    let Some(data) = data() else { return };
    let files = ["un/un_consolidated_2024-09-26.xml.gz", "un/un_consolidated_2026-02-27.xml"];
    let counts = pair(&data, files, ["2024-09-26", "2026-02-27"], true);
    println!("new, changed, gone: {counts:?}");
    assert!(counts.iter().all(|count| *count > 0), "{counts:?}");
}
