//! What can be wrong with a list file: refusals concern the whole file, problems one entry.

use std::fmt;

/// Where and why a file was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Name of the file as given by the caller.
    pub file: String,
    /// Line of the file, counted from one, where one can be named.
    pub line: Option<u64>,
    /// What is wrong, in one sentence without a full stop.
    pub reason: String,
    /// What to do about it.
    pub hint: String,
}

/// Why a list file is refused as a whole. The snapshot in force stays in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No bytes, no rows or no entries.
    Empty(Fault),
    /// Not a file of the kind that was asked for.
    WrongKind(Fault),
    /// The file ends too early: a download that was cut.
    Truncated(Fault),
    /// Not well formed, or not in the shape that the source promises.
    Malformed(Fault),
    /// One of the limits in [`super::limits`] is exceeded.
    TooLarge(Fault),
    /// Far fewer entries than the snapshot before it.
    Shrunken(Fault),
}

impl Refusal {
    /// One word for logs and answers: `empty`, `wrong-kind`, `truncated`, `malformed`,
    /// `too-large`, `shrunken`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty(_) => "empty",
            Self::WrongKind(_) => "wrong-kind",
            Self::Truncated(_) => "truncated",
            Self::Malformed(_) => "malformed",
            Self::TooLarge(_) => "too-large",
            Self::Shrunken(_) => "shrunken",
        }
    }

    /// Where and why.
    pub fn fault(&self) -> &Fault {
        match self {
            Self::Empty(fault)
            | Self::WrongKind(fault)
            | Self::Truncated(fault)
            | Self::Malformed(fault)
            | Self::TooLarge(fault)
            | Self::Shrunken(fault) => fault,
        }
    }

    pub(crate) fn empty(file: &str, reason: impl Into<String>) -> Self {
        Self::Empty(Fault::new(file, None, reason, "fetch the file again from its publisher"))
    }

    pub(crate) fn wrong_kind(file: &str, reason: impl Into<String>) -> Self {
        let hint = "name the kind of the file, or leave it out to have it guessed";
        Self::WrongKind(Fault::new(file, None, reason, hint))
    }

    pub(crate) fn truncated(file: &str, line: Option<u64>, reason: impl Into<String>) -> Self {
        Self::Truncated(Fault::new(file, line, reason, "the file was cut short: fetch it again"))
    }

    pub(crate) fn malformed(file: &str, line: Option<u64>, reason: impl Into<String>) -> Self {
        let hint = "fetch the file again; if it stays so, the publisher changed the format";
        Self::Malformed(Fault::new(file, line, reason, hint))
    }

    pub(crate) fn too_large(file: &str, line: Option<u64>, reason: impl Into<String>) -> Self {
        let hint = "check that this is the list that was meant; limits are in lists/limits.rs";
        Self::TooLarge(Fault::new(file, line, reason, hint))
    }
}

impl Fault {
    pub(crate) fn new(
        file: &str,
        line: Option<u64>,
        reason: impl Into<String>,
        hint: &str,
    ) -> Self {
        Self { file: file.to_owned(), line, reason: reason.into(), hint: hint.to_owned() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fault = self.fault();
        write!(f, "{}", fault.file)?;
        if let Some(line) = fault.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {} ({})\nhint: {}", fault.reason, self.word(), fault.hint)
    }
}

impl std::error::Error for Refusal {}

/// Something in one entry that could not be read. The entry is kept if it has a usable name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Name of the file as given by the caller.
    pub file: String,
    /// Line of the file, counted from one, where one can be named.
    pub line: Option<u64>,
    /// The entry, by the authority's own reference; empty if it has none.
    pub entry: String,
    /// The field concerned.
    pub field: &'static str,
    /// What is wrong.
    pub reason: String,
    /// What follows from it, or what to do.
    pub hint: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.entry.is_empty() {
            write!(f, ": entry `{}`", self.entry)?;
        }
        write!(f, ": {}: {}\nhint: {}", self.field, self.reason, self.hint)
    }
}
