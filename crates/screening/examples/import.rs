//! Imports list files and prints what came in: `cargo run --release --example import -- PATH…`
//!
//! Each file is guessed and read on its own; the parts of an OFAC CSV set in one directory are
//! read together. Files of no known format are named and passed over.

#![allow(clippy::indexing_slicing, reason = "the shared unpacking module is test code")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use screening::lists::{self, SourceFile, SourceKind};

#[path = "../tests/lists/unpack.rs"]
mod unpack;

struct Group {
    kind: SourceKind,
    files: Vec<(String, Vec<u8>)>,
}

fn main() {
    let (groups, unpacking) = gather(std::env::args_os().skip(1).map(PathBuf::from));
    let (mut reading, mut parties) = (Duration::ZERO, 0);
    for group in groups {
        let files: Vec<SourceFile<'_>> =
            group.files.iter().map(|(name, bytes)| SourceFile { name, bytes }).collect();
        let names: Vec<&str> = files.iter().map(|file| file.name).collect();
        let start = Instant::now();
        let outcome = lists::read(group.kind, &files);
        let took = start.elapsed();
        reading += took;
        println!("{} ({})", names.join(" + "), group.kind);
        match outcome {
            Ok(list) => {
                parties += list.parties.len();
                println!(
                    "  {} of {}: {} entries, {} records, {} problems, {:.0} ms",
                    list.list,
                    list.published.as_deref().unwrap_or("unknown date"),
                    list.parties.len(),
                    list.records,
                    list.problems.len(),
                    took.as_secs_f64() * 1000.0
                );
                print_problems(&list.problems);
            }
            Err(refusal) => println!("  refused: {refusal}"),
        }
    }
    println!(
        "{parties} entries, read in {:.2} s, files fetched and unpacked in {:.2} s",
        reading.as_secs_f64(),
        unpacking.as_secs_f64()
    );
}

/// The files by list, in the order given.
fn gather(paths: impl Iterator<Item = PathBuf>) -> (Vec<Group>, Duration) {
    let start = Instant::now();
    let mut groups: Vec<Group> = Vec::new();
    let mut sets: BTreeMap<PathBuf, usize> = BTreeMap::new();
    for path in paths {
        let name = path.display().to_string();
        let bytes = match unpack::content(&path) {
            Ok(bytes) => bytes,
            Err(error) => {
                println!("{name}: {error}");
                continue;
            }
        };
        let Some(kind) = lists::guess(&[SourceFile { name: &name, bytes: &bytes }]) else {
            println!("{name}: no list format that is known");
            continue;
        };
        let directory = path.parent().unwrap_or(Path::new("")).to_path_buf();
        let known = sets.get(&directory).copied().filter(|_| kind == SourceKind::OfacCsv);
        match known.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.files.push((name, bytes)),
            None => {
                if kind == SourceKind::OfacCsv {
                    sets.insert(directory, groups.len());
                }
                groups.push(Group { kind, files: vec![(name, bytes)] });
            }
        }
    }
    (groups, start.elapsed())
}

/// The first problem of each sort.
fn print_problems(problems: &[lists::Problem]) {
    let mut sorts: BTreeMap<&str, (usize, &lists::Problem)> = BTreeMap::new();
    for problem in problems {
        sorts.entry(problem.field).or_insert((0, problem)).0 += 1;
    }
    for (field, (count, first)) in sorts {
        println!("    {count} in `{field}`, first: entry `{}`: {}", first.entry, first.reason);
    }
}
