//! A log of receipts on disk: appended to by one writer at a time, never changed.
//!
//! A receipt is on disk before its answer is given: [`Log::commit`] returns only then. What a crash
//! leaves is a whole log, or a whole log and the beginning of one line, which is told and taken out
//! only when the user says so.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use jiff::Timestamp;

use super::Draft;
use super::line::{self, BYTES_MAX, NOTHING};
use crate::files::{self, BadInput};

/// Bytes gathered before they are written.
const BUFFER_BYTES: usize = 1 << 20;
/// How every receipt begins.
const BEGINNING: &[u8] = b"{\"receipt\":";

/// What time receipts are recorded at.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's.
    System,
    /// One that the user states; receipts say so.
    Given(Timestamp),
}

impl Clock {
    fn moment(self) -> String {
        let (time, whose) = match self {
            Self::System => (Timestamp::now(), "system"),
            Self::Given(time) => (time, "given"),
        };
        let time = time.round(jiff::Unit::Millisecond).unwrap_or(time);
        format!(",\"recorded_at\":\"{time}\",\"clock\":\"{whose}\"")
    }
}

/// The last receipt of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 in an empty log.
    pub seq: u64,
    /// Its hash; in an empty log what the first receipt will follow.
    pub hash: String,
}

/// A log open for appending. No other writer has it.
#[derive(Debug)]
pub struct Log {
    file: File,
    path: PathBuf,
    clock: Clock,
    head: Head,
    buffer: Vec<u8>,
    moment: Option<String>,
    /// Bytes of the file that are whole receipts.
    whole: u64,
}

/// How a file ends.
struct End {
    head: Head,
    whole: u64,
    torn: Vec<u8>,
}

impl Log {
    /// Opens a log, or begins one.
    ///
    /// # Errors
    /// Another writer has it; its last line is torn or no receipt; the disk.
    pub fn open(path: &Path, clock: Clock) -> Result<Self> {
        let (file, end) = locked(path)?;
        if !end.torn.is_empty() {
            let (seq, bytes) = (end.head.seq, end.torn.len());
            let name = path.display();
            let hint = format!("`portcullis receipts mend {name}` takes them out and notes it");
            let what = format!(
                "{name}: torn: {bytes} bytes without a line end stand after receipt {seq}, as a \
                 crash leaves them\n  hint: {hint}"
            );
            return Err(BadInput(what).into());
        }
        Ok(Self::at(file, path, clock, end))
    }

    fn at(file: File, path: &Path, clock: Clock, end: End) -> Self {
        let (head, whole) = (end.head, end.whole);
        let path = path.to_owned();
        Self { file, path, clock, head, buffer: Vec::new(), moment: None, whole }
    }

    /// Takes the torn last line out of a log, keeps its bytes in a file beside it, and notes that
    /// in the chain. Gives the bytes taken out and where they are kept; nothing if none is torn.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn mend(path: &Path, clock: Clock) -> Result<Option<(usize, PathBuf)>> {
        let (file, end) = locked(path)?;
        if end.torn.is_empty() {
            return Ok(None);
        }
        let torn = end.torn.clone();
        let mut kept = path.as_os_str().to_owned();
        kept.push(format!(".torn-{}", end.head.seq + 1));
        let kept = PathBuf::from(kept);
        files::replace(&kept, &torn)?;
        file.set_len(end.whole).with_context(|| path.display().to_string())?;
        let mut log = Self::at(file, path, clock, end);
        log.append(Draft::mend(&torn)?)?;
        log.commit()?;
        Ok(Some((torn.len(), kept)))
    }

    /// Gives a receipt its number, time and link. It is on disk after [`Self::commit`].
    ///
    /// # Errors
    /// The disk.
    pub fn append(&mut self, draft: Draft) -> Result<()> {
        let clock = self.clock;
        let moment = self.moment.get_or_insert_with(|| clock.moment());
        let Draft { front, body, state } = draft;
        let seq = self.head.seq + 1;
        self.buffer.extend_from_slice(&front);
        self.buffer.extend_from_slice(&body);
        let hash = line::close(&mut self.buffer, state, moment, seq, &self.head.hash);
        self.head = Head { seq, hash };
        if self.buffer.len() < BUFFER_BYTES { Ok(()) } else { self.write() }
    }

    /// Appends receipts and returns when they are on disk.
    ///
    /// # Errors
    /// The disk.
    pub fn append_all(&mut self, drafts: impl IntoIterator<Item = Draft>) -> Result<()> {
        for draft in drafts {
            self.append(draft)?;
        }
        self.commit()
    }

    fn write(&mut self) -> Result<()> {
        let done = self.file.write_all(&self.buffer);
        self.buffer.clear();
        // A full disk leaves part of a line: it is taken back, nothing is half-written.
        done.inspect_err(|_| drop(self.file.set_len(self.whole)))
            .with_context(|| format!("{}: receipts cannot be written", self.path.display()))
    }

    /// Returns when everything appended so far is on disk.
    ///
    /// # Errors
    /// The disk; what was appended since the last commit is then taken back.
    pub fn commit(&mut self) -> Result<()> {
        self.write()?;
        self.moment = None;
        let context = || self.path.display().to_string();
        self.file.sync_data().with_context(context)?;
        self.whole = self.file.metadata().with_context(context)?.len();
        Ok(())
    }

    /// The last receipt.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.head
    }
}

fn locked(path: &Path) -> Result<(File, End)> {
    let context = || path.display().to_string();
    let is_new = !path.exists();
    let options = OpenOptions::new().read(true).append(true).create(true).clone();
    let mut file = options.open(path).map_err(|e| BadInput(format!("{}: {e}", path.display())))?;
    if !file.metadata().with_context(context)?.is_file() {
        // A device or a pipe has no end to go on from.
        return Err(BadInput(format!("{}: not a file", path.display())).into());
    }
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let hint = "wait for it, or give each run a log of its own";
            let what = format!("{}: another run is writing to it\n  hint: {hint}", path.display());
            return Err(BadInput(what).into());
        }
        Err(TryLockError::Error(error)) => {
            return Err(error).with_context(|| format!("{}: locking", path.display()));
        }
    }
    if is_new {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = File::open(folder.unwrap_or(Path::new("."))).with_context(context)?;
        folder.sync_all().with_context(context)?;
    }
    let end = end(&mut file, path)?;
    Ok((file, end))
}

/// The last receipt of a log, without opening it for appending.
///
/// # Errors
/// No log; its last line is torn or no receipt.
pub fn head(path: &Path) -> Result<Head> {
    let mut file = File::open(path).map_err(|e| BadInput(format!("{}: {e}", path.display())))?;
    let end = end(&mut file, path)?;
    if end.torn.is_empty() {
        return Ok(end.head);
    }
    let what = format!("{}: its last line is torn", path.display());
    Err(BadInput(format!("{what}\n  hint: `portcullis receipts verify` tells more")).into())
}

fn end(file: &mut File, path: &Path) -> Result<End> {
    let context = || path.display().to_string();
    let bytes = file.metadata().with_context(context)?.len();
    // From the end, ever more, until two line ends or the beginning are in it.
    let mut wanted = 1 << 14;
    loop {
        let from = bytes.saturating_sub(wanted);
        let tail = read_from(file, from).with_context(context)?;
        let torn_at = tail.iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
        let (whole, torn) = tail.split_at_checked(torn_at).unwrap_or_default();
        let last = whole.strip_suffix(b"\n").unwrap_or_default();
        let start = last.iter().rposition(|b| *b == b'\n').map(|at| at + 1);
        if start.is_none() && from > 0 {
            if tail.len() > 2 * BYTES_MAX {
                let what = format!("{}: no log of receipts", path.display());
                return Err(BadInput(format!("{what}: its last line is too long")).into());
            }
            wanted *= 8;
            continue;
        }
        let whole = from + u64::try_from(torn_at)?;
        let torn = torn.to_vec();
        if whole == 0 {
            // A file of something else must not be taken for a torn log and mended away.
            if !torn.starts_with(BEGINNING) && !BEGINNING.starts_with(&torn) {
                return Err(BadInput(format!("{}: no log of receipts", path.display())).into());
            }
            return Ok(End { head: Head { seq: 0, hash: NOTHING.to_owned() }, whole, torn });
        }
        let last = last.get(start.unwrap_or(0)..).unwrap_or_default();
        let bad = |what: String| {
            let hint = "`portcullis receipts verify` tells more; new receipts need a new file";
            BadInput(format!("{}: last line: {what}\n  hint: {hint}", path.display()))
        };
        let link = line::link(last).map_err(bad)?;
        if link.computed() != link.hash {
            return Err(bad(format!("receipt {} was changed", link.seq)).into());
        }
        let head = Head { seq: link.seq, hash: link.hash.to_owned() };
        return Ok(End { head, whole, torn });
    }
}

fn read_from(file: &mut File, from: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
