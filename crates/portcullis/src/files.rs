//! The only place that touches files; every error names the file.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::foreign;

/// Input that is at fault, as against the program or its surroundings.
#[derive(Debug)]
pub(crate) struct BadInput(pub(crate) String);

impl std::fmt::Display for BadInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadInput {}

/// A line on standard error. Nobody to read it is no reason to stop.
pub(crate) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(text));
}

/// Text for a terminal: what an applicant wrote must not move the cursor, turn the direction of
/// writing or wipe a verdict.
pub(crate) fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    let harmful = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(harmful) {
        return text.into();
    }
    text.chars().map(|c| if harmful(c) { '\u{FFFD}' } else { c }).collect::<String>().into()
}

/// Whether the reader of our output went away, which is its right.
pub(crate) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<io::Error>());
    io.is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

/// What reading a CSV ended with: a record beyond its limit is the input's fault, the rest are the
/// surroundings'.
pub(crate) fn unreadable(error: csv::Error) -> anyhow::Error {
    match error.kind() {
        csv::ErrorKind::Io(io) if io.kind() == io::ErrorKind::InvalidData => {
            BadInput(io.to_string()).into()
        }
        _ => error.into(),
    }
}

/// Whether a file that can be read again begins with these bytes.
pub(crate) fn starts_with(path: &Path, wanted: &[u8]) -> Result<bool> {
    let mut found = Vec::new();
    let limit = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
    open(path)?.take(limit).read_to_end(&mut found).with_context(|| path.display().to_string())?;
    Ok(found == wanted)
}

/// A fault of a CSV in our words.
pub(crate) fn csv_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{len} cells where the header has {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => foreign::NOT_UTF_8.to_owned(),
        csv::ErrorKind::Io(io) => io.to_string(),
        _ => error.to_string(),
    }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path).map_err(|error| missing(path, &error))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, file)))
}

/// Digest and length of what was read through a [`sealed`] reader so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seal(Arc<Mutex<(Sha256, u64)>>);

impl Seal {
    /// `sha256:` and the digest in hexadecimal.
    pub(crate) fn digest(&self) -> String {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        hash_text(&seen.0.clone().finalize())
    }

    /// Bytes.
    pub(crate) fn bytes(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1
    }
}

/// A reader whose bytes are digested as they pass, so that what was read is what is named.
pub(crate) struct Sealed<R> {
    inner: R,
    seal: Seal,
}

impl<R: Read> Read for Sealed<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(into)?;
        let mut seen = self.seal.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.0.update(into.get(..count).unwrap_or_default());
        seen.1 += u64::try_from(count).unwrap_or(0);
        Ok(count)
    }
}

/// Opens a file, or standard input, and digests what is read.
pub(crate) fn sealed(path: &Path) -> Result<(Sealed<Box<dyn Read + Send>>, Seal)> {
    let seal = Seal::default();
    Ok((Sealed { inner: open(path)?, seal: seal.clone() }, seal))
}

fn missing(path: &Path, error: &io::Error) -> BadInput {
    let name = path.display();
    BadInput(match error.kind() {
        io::ErrorKind::NotFound => {
            let hint = "paths begin at the folder in which the command runs";
            format!("{name}: there is no such file\n  hint: {hint}")
        }
        io::ErrorKind::PermissionDenied => {
            format!("{name}: may not be read\n  hint: who may read it is set where it lies")
        }
        _ => format!("{name}: {error}"),
    })
}

/// A folder where a file should be is the input's fault.
pub(crate) fn unread(path: &Path, error: io::Error) -> anyhow::Error {
    let name = path.display().to_string();
    if error.kind() == io::ErrorKind::IsADirectory {
        return BadInput(format!("{name}: a folder\n  hint: a file is wanted")).into();
    }
    anyhow::Error::from(error).context(name)
}

/// What some programs put before a text in UTF-8; it is no part of it.
pub(crate) const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Reads a whole text file of at most so many bytes.
pub(crate) fn read_text(path: &Path, bytes_max: usize) -> Result<String> {
    let (name, bytes) = (path.display().to_string(), read_bytes(path, bytes_max)?);
    foreign::refused(&name, &bytes)?;
    let text = String::from_utf8(bytes);
    text.map_err(|_| BadInput(format!("{name}: {}", foreign::NOT_UTF_8)).into())
}

/// Reads a whole file of at most so many bytes.
pub(crate) fn read_bytes(path: &Path, bytes_max: usize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut reader = open(path)?.take(limit);
    reader.read_to_end(&mut bytes).map_err(|error| unread(path, error))?;
    if bytes.len() > bytes_max {
        let what = format!("{}: more than {bytes_max} bytes, which is the limit", path.display());
        return Err(BadInput(what).into());
    }
    Ok(bytes)
}

/// Writes a file so that a reader sees the old content or the new, never a part, and so that it
/// is still there after a loss of power.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<()> {
    replace_by(path, |file| Ok(file.write_all(bytes)?))
}

/// The same with what `put` writes.
pub(crate) fn replace_by(
    path: &Path,
    put: impl FnOnce(&mut dyn io::Write) -> Result<()>,
) -> Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let context = || path.display().to_string();
    fs::create_dir_all(folder).with_context(context)?;
    let mut draft = path.as_os_str().to_owned();
    draft.push(format!(".new-{}", std::process::id()));
    let draft = PathBuf::from(draft);
    let write = || -> Result<()> {
        let mut file = File::create(&draft)?;
        put(&mut file)?;
        file.sync_all()?;
        fs::rename(&draft, path)?;
        Ok(File::open(folder)?.sync_all()?)
    };
    write().inspect_err(|_| drop(fs::remove_file(&draft))).with_context(context)
}

/// `sha256:` and the digest in hexadecimal.
pub(crate) fn digest(bytes: &[u8]) -> String {
    hash_text(&Sha256::digest(bytes))
}

/// Digest of a whole file, however large. Standard input is read only once, so it has none.
pub(crate) fn digest_of(path: &Path) -> Result<String> {
    if path == Path::new("-") {
        let what = "standard input is read only once\n  hint: give the file by its name";
        return Err(BadInput(what.to_owned()).into());
    }
    let (reader, seal) = sealed(path)?;
    let mut reader = BufReader::with_capacity(1 << 20, reader);
    io::copy(&mut reader, &mut io::sink()).with_context(|| path.display().to_string())?;
    Ok(seal.digest())
}

/// A digest as it is written: `sha256:` and hexadecimal.
pub(crate) fn hash_text(digest: &[u8]) -> String {
    with_hex("sha256:", digest)
}

/// Two lower-case digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    with_hex("", bytes)
}

/// By hand and in bytes, because receipts need it three times for every answer.
fn with_hex(before: &str, bytes: &[u8]) -> String {
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'a' + value - 10 };
    let mut text = Vec::with_capacity(before.len() + 2 * bytes.len());
    text.extend_from_slice(before.as_bytes());
    text.extend(bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
    // Digits and what stood before them: always a text.
    String::from_utf8(text).unwrap_or_default()
}

/// All files below a folder that are transfers, sorted; a file is itself.
pub(crate) fn transfers(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if path == Path::new("-") || !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let mut own = Vec::new();
        collect(path, &["json", "ndjson", "jsonl", "csv"], &mut own)?;
        if own.is_empty() {
            let what = format!("{}: no .json, .ndjson or .csv file in it", path.display());
            return Err(BadInput(what).into());
        }
        found.append(&mut own);
    }
    Ok(found)
}

/// Files with one of the endings, sorted by path.
pub(crate) fn collect(folder: &Path, endings: &[&str], into: &mut Vec<PathBuf>) -> Result<()> {
    let entries = fs::read_dir(folder).map_err(|error| missing(folder, &error))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        paths.push(entry.with_context(|| folder.display().to_string())?.path());
    }
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, endings, into)?;
        } else if path.extension().is_some_and(|e| endings.iter().any(|own| e == *own)) {
            into.push(path);
        }
    }
    Ok(())
}
