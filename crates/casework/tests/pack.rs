//! The repository's own law data, read once.

use std::sync::OnceLock;

use control::regime::Regime;
use control::regime::load::{PackFile, load};

/// The repository's own law data.
pub(crate) fn regime() -> &'static Regime {
    static REGIME: OnceLock<Regime> = OnceLock::new();
    REGIME.get_or_init(|| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regimes");
        let mut texts = Vec::new();
        collect(&root, &root, &mut texts);
        texts.sort();
        let files: Vec<PackFile<'_>> =
            texts.iter().map(|(name, text)| PackFile { name, text }).collect();
        load(&files).unwrap()
    })
}

fn collect(root: &std::path::Path, folder: &std::path::Path, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "cases") {
                collect(root, &path, into);
            }
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            into.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}
