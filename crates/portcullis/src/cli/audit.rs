//! Arguments about the audit of an office, its checkpoints and its backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::office::DeskOptions;

/// `portcullis audit`
#[derive(Args, Debug)]
pub(crate) struct AuditCommand {
    /// Which office.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: AuditAction,
}

/// Actions of an audit.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Goes through the whole log: digests, rules, views, documents.
    ///
    /// Exit status: 0 sound; 1 something is wrong; 3 bad input; 4 failure.
    Verify {
        /// A digest that was kept elsewhere: some entry must have it.
        #[arg(long, value_name = "DIGEST")]
        head: Option<String>,
    },
    /// Makes the views again from the log and compares them; refuses while the log has a fault.
    Rebuild,
    /// Writes the log, an entry a line, for an auditor without the database.
    Export {
        /// Into this new file; to standard output when left out.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Makes a pair of keys for checkpoints: FILE for its owner alone, FILE.pub for auditors.
    Key {
        /// A new file.
        file: PathBuf,
    },
    /// Audits the log and signs that it stands so. Keep what it prints where nobody here can change it.
    Checkpoint {
        /// The private key.
        #[arg(long, value_name = "FILE")]
        key: PathBuf,
    },
    /// Checks an exported log by itself: digests, rules, and that it holds every checkpoint signed by
    /// the key. Needs no database and no network.
    ///
    /// Exit status: 0 sound; 1 something is wrong; 3 bad input; 4 failure.
    Check {
        /// The exported log.
        file: PathBuf,
        /// Checkpoints, one a line.
        #[arg(long, value_name = "FILE", requires = "public_key")]
        checkpoints: Option<PathBuf>,
        /// The public key, got from the office by another way than the log.
        #[arg(long, value_name = "FILE")]
        public_key: Option<PathBuf>,
    },
}

/// `portcullis backup`
#[derive(Args, Debug)]
pub(crate) struct Backup {
    /// Which office.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// A new folder.
    pub(crate) folder: PathBuf,
}

/// `portcullis restore`
#[derive(Args, Debug)]
pub(crate) struct Restore {
    /// Into which database; an empty one, or one in which restoring was interrupted.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// The backup.
    pub(crate) folder: PathBuf,
}
