//! The repository's own pack, loaded once.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use control::evidence::{Denials, Evidence, Screened};
use control::input::TransferInput;
use control::normalise::{Setting, normalise};
use control::period::AsOf;
use control::regime::Regime;
use control::regime::load::{PackFile, load};
use control::transfer::Transfer;

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regimes")
}

pub(crate) fn collect(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, ending, into);
        } else if path.extension().is_some_and(|e| e == ending) {
            into.push(path);
        }
    }
}

/// The pack's files as names and texts.
pub(crate) fn texts() -> Vec<(String, String)> {
    let root = root();
    let mut paths = Vec::new();
    collect(&root, "toml", &mut paths);
    paths
        .into_iter()
        .filter(|path| !path.components().any(|part| part.as_os_str() == "cases"))
        .map(|path| {
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect()
}

pub(crate) fn pack() -> &'static Regime {
    static PACK: OnceLock<Regime> = OnceLock::new();
    PACK.get_or_init(|| {
        let texts = texts();
        let files: Vec<PackFile<'_>> =
            texts.iter().map(|(name, text)| PackFile { name, text }).collect();
        load(&files).unwrap_or_else(|problems| {
            panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
        })
    })
}

pub(crate) fn day(text: &str) -> AsOf {
    AsOf::parse(text).unwrap()
}

pub(crate) fn transfer(input: &TransferInput<'_>) -> Transfer {
    let setting = Setting { as_of: None, today: day("2025-06-01") };
    let (transfer, problems) = normalise(pack(), input, setting);
    assert!(problems.is_empty(), "{problems:?}");
    transfer
}

/// Nothing looked at, or screening set aside.
pub(crate) fn evidence(transfer: &Transfer, clear: bool) -> Evidence {
    let each = if clear { Screened::assumed_clear() } else { Screened::not_done("test") };
    Evidence {
        parties: vec![each; transfer.parties.len()],
        set_aside: clear,
        denials: Denials::NotLooked,
    }
}
