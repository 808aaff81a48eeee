//! Arguments about receipts.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;

/// Where receipts go.
#[derive(Args, Clone, Debug)]
pub(crate) struct ReceiptOptions {
    /// Log to which a receipt of every answer is appended; begun if it is not there.
    #[arg(long, value_name = "FILE")]
    pub(crate) receipts: Option<PathBuf>,
    /// Time that the receipts state instead of the clock's, RFC 3339; they say that it was given.
    #[arg(long, value_name = "DATETIME", requires = "receipts")]
    pub(crate) recorded_at: Option<String>,
}

/// `portcullis receipts`
#[derive(Args, Debug)]
pub(crate) struct Receipts {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: ReceiptsAction,
}

/// Actions on a log of receipts.
#[derive(Debug, Subcommand)]
pub(crate) enum ReceiptsAction {
    /// Checks the chain from the file alone: changed, missing, doubled, reordered and torn lines.
    ///
    /// Exit status: 0 sound; 1 something is wrong; 3 no log; 4 failure.
    Verify {
        /// The log.
        file: PathBuf,
        /// A hash that was kept elsewhere: the log must hold it.
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Number and hash of the last receipt, to be kept elsewhere.
    Head {
        /// The log.
        file: PathBuf,
    },
    /// The receipts, in short; with --seq one of them in full.
    Show {
        /// The log.
        file: PathBuf,
        /// Its number.
        #[arg(long, value_name = "N")]
        seq: Option<u64>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Asks again, of the same lists, and compares the answers byte for byte.
    ///
    /// Exit status: 0 all the same; 1 an answer differs, with the reason; 3 bad input; 4 failure.
    Replay(Replay),
    /// Takes a torn last line out, keeps its bytes beside the log and notes it in the chain.
    Mend {
        /// The log.
        file: PathBuf,
        /// Time that the note states instead of the clock's, RFC 3339.
        #[arg(long, value_name = "DATETIME")]
        recorded_at: Option<String>,
    },
}

/// `portcullis receipts replay`
#[derive(Args, Debug)]
pub(crate) struct Replay {
    /// The log.
    pub(crate) file: PathBuf,
    /// One receipt; all when left out.
    #[arg(long, value_name = "N")]
    pub(crate) seq: Option<u64>,
    /// Folder of the list store that holds the snapshots.
    #[arg(long, env = "PORTCULLIS_LISTS", value_name = "DIR")]
    pub(crate) lists: Option<PathBuf>,
    /// Folder of the regime pack; the embedded pack when left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) regimes: Option<PathBuf>,
    /// The denials that were given, NDJSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) denials: Option<PathBuf>,
    /// The screening policy of the answers, where the store does not have it.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// The judgements that were given, NDJSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) judgements: Option<PathBuf>,
    /// The customers of a rescreening, as they were.
    #[arg(long, value_name = "FILE")]
    pub(crate) book: Option<PathBuf>,
    /// The book before it, where it was given.
    #[arg(long, value_name = "FILE")]
    pub(crate) previous_book: Option<PathBuf>,
    /// The old answers of a rescreening, where they were given.
    #[arg(long, value_name = "FILE")]
    pub(crate) answers: Option<PathBuf>,
    /// Writes the new answers to standard output, and what they came to on standard error.
    #[arg(long, conflicts_with = "format")]
    pub(crate) answer: bool,
    /// text or json.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}
