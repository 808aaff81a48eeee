//! Arguments about rescreening and judgements.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Format;
use super::judgement::JudgementOptions;
use super::party::ListOptions;
use super::receipts::ReceiptOptions;
use crate::judgements::{Scope, Verdict};

/// How changes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum RescreenFormat {
    /// For people.
    Text,
    /// One object for each customer with a change, between a first and a last line.
    Json,
    /// One row for each change.
    Csv,
}

/// `portcullis rescreen`
#[derive(Args, Debug)]
pub(crate) struct Rescreen {
    /// The customers, as `screen --input` reads them: CSV or NDJSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) book: PathBuf,
    /// The book that the old answers are about; rows that are new, gone or differ are screened
    /// whole. Without it the book is taken to be the same.
    #[arg(long, value_name = "FILE")]
    pub(crate) previous_book: Option<PathBuf>,
    /// Where the lists are.
    #[command(flatten)]
    pub(crate) lists: ListOptions,
    /// The old answers, JSON of `screen` or of the last `rescreen`: their lists, day and settings
    /// are compared with those of now.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["since", "from"])]
    pub(crate) answers: Option<PathBuf>,
    /// The day of the old answers; they are taken to be made with the lists published by then.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// Snapshots that the old answers were made with, such as un@2024-09-26.
    #[arg(long, value_name = "LIST@DAY", value_delimiter = ',')]
    pub(crate) from: Vec<String>,
    /// Snapshots to compare with; those in force when left out.
    #[arg(long, value_name = "LIST@DAY", value_delimiter = ',')]
    pub(crate) to: Vec<String>,
    /// The day of the new answers. Today when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Lowest score that is reported, in place of the policy's general one (0.70).
    #[arg(long, value_name = "0..1")]
    pub(crate) threshold: Option<f64>,
    /// Judgements.
    #[command(flatten)]
    pub(crate) judged: JudgementOptions,
    /// text, json or csv.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: RescreenFormat,
    /// Receipts: one for each customer that is told, one for the whole book.
    #[command(flatten)]
    pub(crate) receipts: ReceiptOptions,
    /// No notes and no progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// No colour (there is none; accepted for scripts, like NO_COLOR).
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// `portcullis judgements`
#[derive(Args, Debug)]
pub(crate) struct JudgementsCommand {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: JudgementsAction,
}

/// Actions on judgements.
#[derive(Debug, Subcommand)]
pub(crate) enum JudgementsAction {
    /// Reads files of judgements and tells every fault with its line, and how many stand.
    ///
    /// Exit status: 0 sound, 3 something is at fault.
    Check {
        /// Files, judgement/1, NDJSON; `-` for standard input.
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        /// The day for which it is told what stands; today when left out.
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Writes one line for a hit of an answer, with the facts that were seen.
    Draft(Draft),
}

/// `portcullis judgements draft`
#[derive(Args, Debug)]
pub(crate) struct Draft {
    /// The answer, JSON of `screen`; `-` for standard input.
    #[arg(long, value_name = "FILE", default_value = "-")]
    pub(crate) answers: PathBuf,
    /// Id of the customer in the answer; may be left out if the answer is the only one.
    #[arg(long)]
    pub(crate) customer: Option<String>,
    /// List of the hit, such as un.
    #[arg(long)]
    pub(crate) list: String,
    /// Entry of the hit, such as KPe.033.
    #[arg(long)]
    pub(crate) entry: String,
    /// What was found.
    #[arg(long, value_enum)]
    pub(crate) verdict: Verdict,
    /// For this customer, or for everybody of this name with the same facts.
    #[arg(long, value_enum, default_value = "customer")]
    pub(crate) scope: Scope,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
    /// Who decides.
    #[arg(long)]
    pub(crate) author: String,
    /// The day of the decision; today when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) decided: Option<String>,
    /// The last day on which it stands.
    #[arg(long, value_name = "DATE")]
    pub(crate) expires: String,
}
