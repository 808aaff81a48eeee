//! The regime pack: embedded, or a folder.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::Result;
use control::limits::PACK_FILE_BYTES_MAX;
use control::problem::Problem;
use control::regime::Regime;
use control::regime::load::{PackFile, digest, load};

use crate::files::{self, BadInput};

include!(concat!(env!("OUT_DIR"), "/pack.rs"));

/// Digest of the built-in pack.
static EMBEDDED: OnceLock<String> = OnceLock::new();

/// The digest of a pack, where it is not the built-in one.
pub(crate) fn own(regime: &Regime) -> Option<&str> {
    let embedded = EMBEDDED.get_or_init(|| {
        let files = PACK.iter().map(|(name, text)| PackFile { name, text });
        digest(&files.collect::<Vec<_>>())
    });
    (regime.digest != *embedded).then_some(regime.digest.as_str())
}

/// Loads a pack, or says everything that is wrong with it.
pub(crate) fn read(folder: Option<&Path>) -> Result<std::result::Result<Regime, Vec<Problem>>> {
    let Some(folder) = folder else {
        let files: Vec<PackFile<'_>> =
            PACK.iter().map(|(name, text)| PackFile { name, text }).collect();
        let loaded = load(&files);
        if let Ok(regime) = &loaded {
            EMBEDDED.get_or_init(|| regime.digest.clone());
        }
        return Ok(loaded);
    };
    let mut paths = Vec::new();
    files::collect(folder, &["toml"], &mut paths)?;
    let mut texts = Vec::new();
    for path in paths {
        let name = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
        let name = name.replace('\\', "/");
        if name.split('/').any(|part| part == "cases") {
            continue;
        }
        texts.push((name, files::read_text(&path, PACK_FILE_BYTES_MAX)?));
    }
    if texts.is_empty() {
        return Err(BadInput(format!("{}: no .toml file in it", folder.display())).into());
    }
    let files: Vec<PackFile<'_>> =
        texts.iter().map(|(name, text)| PackFile { name, text }).collect();
    Ok(load(&files))
}

/// Loads a pack; a broken one is refused whole.
pub(crate) fn required(folder: Option<&Path>) -> Result<Regime> {
    read(folder)?.map_err(|problems| {
        let shown: Vec<String> = problems.iter().take(20).map(ToString::to_string).collect();
        let more = problems.len().saturating_sub(20);
        let rest = if more > 0 { format!("\nand {more} more faults") } else { String::new() };
        let name = folder.map_or("the embedded pack".to_owned(), |f| f.display().to_string());
        BadInput(format!("{name} has {} faults:\n{}{rest}", problems.len(), shown.join("\n")))
            .into()
    })
}
