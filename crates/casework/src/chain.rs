//! The chain of digests that holds the log together: each entry's digest covers its place, its text
//! and the digest before it. One changed byte, one missing, doubled or moved entry shows.

use crate::id::Digest;
use crate::limits::EVENT_BYTES_MAX;
use crate::recorded::Recorded;

/// One entry of the log, exactly as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Place in the log, from 1.
    pub sequence: u64,
    /// The event's canonical text.
    pub body: String,
    /// Digest of this entry.
    pub digest: Digest,
}

/// What is wrong with a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// An entry is not where it should be.
    Missing {
        /// The place that is empty.
        sequence: u64,
    },
    /// A place is taken twice.
    Doubled {
        /// Which.
        sequence: u64,
    },
    /// An entry comes before one that it follows.
    Reordered {
        /// Which.
        sequence: u64,
        /// Where it was found: after this one.
        after: u64,
    },
    /// Text or digest was changed, or the entry before was another one.
    Changed {
        /// Which.
        sequence: u64,
    },
    /// The text is no event, or not written as events are written.
    Unreadable {
        /// Which.
        sequence: u64,
        /// Why.
        why: String,
    },
    /// The last entry is not the one that the head names: entries were cut off, or added beside
    /// the program.
    Head {
        /// As the head says.
        expected: u64,
        /// As the log ends.
        found: u64,
    },
    /// The rules refuse what the log holds.
    Refused {
        /// Which.
        sequence: u64,
        /// Why.
        why: String,
    },
    /// A stored view is not what the log makes of it.
    View {
        /// Which.
        name: String,
    },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Missing { sequence } => write!(f, "entry {sequence} is missing"),
            Self::Doubled { sequence } => write!(f, "entry {sequence} is there twice"),
            Self::Reordered { sequence, after } => {
                write!(f, "entry {sequence} stands after entry {after}")
            }
            Self::Changed { sequence } => {
                write!(f, "entry {sequence} was changed, or what stands before it was")
            }
            Self::Unreadable { sequence, why } => write!(f, "entry {sequence}: {why}"),
            Self::Head { expected, found } => {
                write!(f, "the log ends with entry {found}; its head names entry {expected}")
            }
            Self::Refused { sequence, why } => write!(f, "entry {sequence} is refused: {why}"),
            Self::View { name } => write!(f, "view {name} is not what the log makes of it"),
        }
    }
}

/// What stands before the first entry.
#[must_use]
pub fn origin() -> Digest {
    Digest::of(b"portcullis event log 1")
}

/// The canonical text of an event: compact JSON, fields in the order of their declaration.
///
/// # Errors
/// It is longer than an event may be.
pub fn write(recorded: &Recorded) -> Result<String, String> {
    let body = serde_json::to_string(recorded).map_err(|error| error.to_string())?;
    if body.len() > EVENT_BYTES_MAX {
        return Err(format!(
            "an event has at most {EVENT_BYTES_MAX} bytes, this one {}",
            body.len()
        ));
    }
    Ok(body)
}

/// Reads an event and sees that its text is canonical: nothing may hide in it.
///
/// # Errors
/// It is no event, or written in another way.
pub fn read(body: &str) -> Result<Recorded, String> {
    let recorded: Recorded = serde_json::from_str(body).map_err(|error| error.to_string())?;
    if write(&recorded)? != body {
        return Err("not written as events are written".to_owned());
    }
    Ok(recorded)
}

/// The digest of an entry.
#[must_use]
pub fn digest(previous: &Digest, sequence: u64, body: &str) -> Digest {
    Digest::of(format!("{previous}\n{sequence}\n{body}").as_bytes())
}

/// Follows a chain entry by entry.
#[derive(Clone, Debug)]
pub struct Follower {
    sequence: u64,
    digest: Digest,
}

impl Default for Follower {
    fn default() -> Self {
        Self { sequence: 0, digest: origin() }
    }
}

impl Follower {
    /// Where it stands: place and digest of the last entry.
    #[must_use]
    pub fn head(&self) -> (u64, &Digest) {
        (self.sequence, &self.digest)
    }

    /// Takes the next entry as stored and tells what is wrong with it. It then goes on from that
    /// entry, so that one fault is told once.
    pub fn take(&mut self, entry: &Entry) -> Vec<Fault> {
        let mut faults = Vec::new();
        let sequence = entry.sequence;
        let expected = self.sequence + 1;
        if sequence == self.sequence {
            faults.push(Fault::Doubled { sequence });
            return faults;
        }
        if sequence < self.sequence {
            faults.push(Fault::Reordered { sequence, after: self.sequence });
            return faults;
        }
        faults.extend(
            (expected..sequence).take(FAULTS_MAX).map(|at| Fault::Missing { sequence: at }),
        );
        if sequence == expected && digest(&self.digest, sequence, &entry.body) != entry.digest {
            faults.push(Fault::Changed { sequence });
        }
        self.sequence = sequence;
        self.digest = entry.digest.clone();
        faults
    }
}

/// Faults of one kind that are told one by one.
const FAULTS_MAX: usize = 1_000;

/// Everything that is wrong with the chain of a whole log.
#[must_use]
pub fn verify(entries: &[Entry]) -> Vec<Fault> {
    let mut follower = Follower::default();
    entries.iter().flat_map(|entry| follower.take(entry)).collect()
}
