//! What an import is given: files, folders and packed files become source files in memory.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use screening::lists::{self, SourceFile, SourceKind, limits};

use crate::files::{self, BadInput};

/// Endings that are looked at in a folder.
const ENDINGS: &[&str] = &["xml", "csv", "txt", "json", "jsonl", "ndjson", "gz", "zip"];

/// One source file, unpacked.
#[derive(Debug)]
pub(crate) struct Offered {
    /// Path or address, for people.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
}

impl Offered {
    /// As the readers take it.
    pub(crate) fn source(&self) -> SourceFile<'_> {
        SourceFile { name: &self.name, bytes: &self.bytes }
    }
}

/// The files behind the paths of a command; folders are searched.
pub(crate) fn paths(given: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in given {
        if path.is_dir() {
            files::collect(path, ENDINGS, &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    Ok(found)
}

/// Reads a file, unpacking `.gz` and `.zip`.
pub(crate) fn read(path: &Path) -> Result<Vec<Offered>> {
    let bytes = files::read_bytes(path, limits::FILE_BYTES_MAX)?;
    unpack(path.display().to_string(), bytes)
}

/// Unpacks by content: a name proves nothing.
pub(crate) fn unpack(name: String, bytes: Vec<u8>) -> Result<Vec<Offered>> {
    unpack_within(name, bytes, limits::FILE_BYTES_MAX)
}

/// The same for at most so many bytes, those of all files of an archive together. What holds more
/// is refused: a list that is left out would clear whom it names.
pub(crate) fn unpack_within(
    name: String,
    bytes: Vec<u8>,
    bytes_max: usize,
) -> Result<Vec<Offered>> {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        let reader = flate2::read::MultiGzDecoder::new(Cursor::new(bytes));
        let bytes = bounded(&name, reader, bytes_max)?;
        return Ok(vec![Offered { name: name.trim_end_matches(".gz").to_owned(), bytes }]);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Ok(vec![Offered { name, bytes }]);
    }
    let broken = |error: zip::result::ZipError| BadInput(format!("{name}: {error}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.index_for_name("[Content_Types].xml").is_some() {
        let hint = "save the sheet as CSV, or take the authority's XML or CSV";
        return Err(BadInput(format!("{name}: a workbook\n  hint: {hint}")).into());
    }
    let mut files = Vec::new();
    let mut left = bytes_max;
    for at in 0..archive.len() {
        let member = archive.by_index(at).map_err(broken)?;
        if !member.is_file() {
            continue;
        }
        if files.len() == limits::FILES_MAX {
            let what = format!("{name}: more than {} files, which is the limit", limits::FILES_MAX);
            let hint = "hint: unpack it and import the folder";
            return Err(BadInput(format!("{what}\n  {hint}")).into());
        }
        let inner = member.name().map_err(broken)?;
        let inner = format!("{name}!{inner}");
        let bytes = bounded(&inner, member, left)?;
        left = left.saturating_sub(bytes.len());
        files.push(Offered { bytes, name: inner });
    }
    Ok(files)
}

fn bounded(name: &str, reader: impl Read, bytes_max: usize) -> Result<Vec<u8>> {
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    reader
        .take(limit.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| BadInput(format!("{name}: cut short or damaged: {error}")))
        .context("unpacking")?;
    if bytes.len() > bytes_max {
        let most = limits::FILE_BYTES_MAX;
        let what = format!("{name}: unpacks, with what is beside it, to more than {most} bytes");
        return Err(BadInput(format!("{what}, which is the limit")).into());
    }
    Ok(bytes)
}

/// Puts files together that make one list: the tables of an OFAC CSV set. Everything else is a list
/// by itself and need not wait.
#[derive(Debug)]
pub(crate) struct Sets {
    kind: Option<SourceKind>,
    waiting: Vec<(String, Vec<Offered>)>,
}

impl Sets {
    /// Of files of a kind, if it is known.
    pub(crate) fn new(kind: Option<SourceKind>) -> Self {
        Self { kind, waiting: Vec::new() }
    }

    /// Takes a file; gives it back if it is a list by itself.
    pub(crate) fn add(&mut self, file: Offered) -> Option<Offered> {
        let kind = self.kind.or_else(|| lists::guess(&[file.source()]));
        if kind != Some(SourceKind::OfacCsv) {
            return Some(file);
        }
        let name = set_name(&file.name);
        match self.waiting.iter_mut().find(|(other, _)| *other == name) {
            Some((_, set)) => set.push(file),
            None => self.waiting.push((name, vec![file])),
        }
        None
    }

    /// The sets that waited for more files.
    pub(crate) fn rest(self) -> impl Iterator<Item = Vec<Offered>> {
        self.waiting.into_iter().map(|(_, set)| set)
    }
}

/// Folder, and which of the two OFAC lists, by the publisher's own file names.
fn set_name(name: &str) -> String {
    let path = Path::new(name);
    let folder = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
    let file = path.file_name().map(|f| f.to_string_lossy().to_lowercase()).unwrap_or_default();
    format!("{folder}/{}", if file.starts_with("cons") { "cons" } else { "sdn" })
}
