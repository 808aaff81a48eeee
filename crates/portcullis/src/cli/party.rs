//! Arguments about party lists and screening.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::Format;
use super::judgement::JudgementOptions;
use super::receipts::ReceiptOptions;

/// Where the lists are, and how old they may be.
#[derive(Args, Clone, Debug)]
pub(crate) struct ListOptions {
    /// Folder of the list store. Without it only the built-in starter list is searched.
    #[arg(long, env = "PORTCULLIS_LISTS", value_name = "DIR")]
    pub(crate) lists: Option<PathBuf>,
    /// Days after which a list is too old to clear anybody.
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub(crate) max_age: u32,
    /// Thresholds by list, programme and kind; the policy adopted into the store when left out.
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
}

/// Folder of the list store, where one is needed.
#[derive(Args, Debug)]
pub(crate) struct StoreFolder {
    /// Folder of the list store.
    #[arg(long, env = "PORTCULLIS_LISTS", value_name = "DIR")]
    pub(crate) lists: PathBuf,
}

/// `portcullis lists`
#[derive(Args, Debug)]
pub(crate) struct Lists {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: ListsAction,
}

/// Actions on the list store.
#[derive(Debug, Subcommand)]
pub(crate) enum ListsAction {
    /// Takes in official list files, folders of them, or http(s) addresses.
    ///
    /// A file that is cut short, malformed or has far fewer entries than the snapshot in force is
    /// refused, and the snapshot stays in force. Exit status: 0 all taken, 3 something refused.
    Import(Import),
    /// Which lists are in force, of which day, how old.
    ///
    /// Exit status: 0 the United Nations list is there and no list is too old, 2 otherwise.
    Status {
        /// Where the lists are.
        #[command(flatten)]
        lists: ListOptions,
        /// The day for which their age is told; today when left out.
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// What changed between two list files or snapshots.
    Diff {
        /// A file, or LIST@DAY of the store, such as un@2024-09-26.
        old: String,
        /// A file, LIST@DAY, or LIST for the one in force.
        new: String,
        /// Folder of the list store.
        #[arg(long, env = "PORTCULLIS_LISTS", value_name = "DIR")]
        lists: Option<PathBuf>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
    /// Computes every digest again and rebuilds the index; exit status 4 if something is damaged.
    Verify {
        /// Where the lists are.
        #[command(flatten)]
        folder: StoreFolder,
    },
    /// Takes a list out of force; its snapshots stay. For lists that their authority has closed.
    Retire {
        /// Short id of the list, such as uk.
        list: String,
        /// Where the lists are.
        #[command(flatten)]
        folder: StoreFolder,
    },
}

/// `portcullis lists import`
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// Files, folders, or http(s) addresses.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<String>,
    /// Where the lists are kept; made if it is not there.
    #[command(flatten)]
    pub(crate) folder: StoreFolder,
    /// Format of the files, such as un-xml; found out by content when left out.
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// Day of publication of files that state none, such as OFAC's CSV.
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,
    /// Takes a list that has far fewer entries than the one in force.
    #[arg(long)]
    pub(crate) accept_shrunken: bool,
    /// Repeats of a download after a fault.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) retries: u32,
    /// Seconds before the first repeat; doubled each time.
    #[arg(long, value_name = "SECONDS", default_value_t = 2.0)]
    pub(crate) wait: f64,
    /// No notes and no progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// How the answer of a screening is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ScreenFormat {
    /// For people.
    Text,
    /// One object for each name.
    Json,
    /// One row for each hit, at least one for each name.
    Csv,
    /// A page for a reviewer, to be opened in a browser and printed.
    Html,
}

/// `portcullis screen`
#[derive(Args, Debug)]
pub(crate) struct Screen {
    /// Names to look for.
    #[arg(value_name = "NAME", conflicts_with = "input")]
    pub(crate) names: Vec<String>,
    /// CSV (columns id, name; country, kind, birth_date, gender, identifier if there) or NDJSON;
    /// `-` for standard input.
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Where the lists are.
    #[command(flatten)]
    pub(crate) lists: ListOptions,
    /// The day: the lists are searched as they stood then, and who was delisted by then is left
    /// out. Today, and the lists in force, when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Lowest score that is reported, in place of the policy's general one (0.70).
    #[arg(long, value_name = "0..1")]
    pub(crate) threshold: Option<f64>,
    /// Most hits for one name.
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub(crate) limit: usize,
    /// Country of the names on the command line, such as IR.
    #[arg(long, value_name = "CODE")]
    pub(crate) country: Option<String>,
    /// person, company, organisation, vessel, aircraft.
    #[arg(long)]
    pub(crate) kind: Option<String>,
    /// Date of birth: 1961, 1961-05, 1961-05-17.
    #[arg(long, value_name = "DATE")]
    pub(crate) birth_date: Option<String>,
    /// An identifier, such as imo:9187629, or a value alone.
    #[arg(long, value_name = "KIND:VALUE")]
    pub(crate) identifier: Vec<String>,
    /// Judgements on hits.
    #[command(flatten)]
    pub(crate) judged: JudgementOptions,
    /// text, json, csv or html.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: ScreenFormat,
    /// Receipts.
    #[command(flatten)]
    pub(crate) receipts: ReceiptOptions,
    /// Screens twice and tells what differs and why. Each side is a day (the lists as they stood),
    /// a snapshot (un@2026-03-01 or its digest), a threshold, or a file with a receipt's config.
    ///
    /// Exit status: 0 nothing differs, 1 something differs, 3 bad input, 4 failure.
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with = "receipts")]
    pub(crate) why_changed: Vec<String>,
    /// No notes and no progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// No colour (there is none; accepted for scripts, like NO_COLOR).
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// `portcullis policy`
#[derive(Args, Debug)]
pub(crate) struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: PolicyAction,
}

/// Actions on a policy.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyAction {
    /// Reads a policy file and reports its faults with their lines.
    Check {
        /// The policy.
        file: PathBuf,
    },
    /// The policy in force, in words.
    Show {
        /// Where the lists are.
        #[command(flatten)]
        lists: ListOptions,
    },
    /// Shows what a policy would change on a labelled or a historical file, before it is in force.
    ///
    /// Exit status: 0 it finds everybody that the present one finds, 1 it loses somebody, 3 bad
    /// input, 4 failure.
    Try(Trial),
    /// Puts a policy in force in the store, if a trial on a labelled file loses nobody.
    ///
    /// Exit status as for try.
    Adopt(Trial),
}

/// `portcullis policy try` and `adopt`
#[derive(Args, Debug)]
pub(crate) struct Trial {
    /// The new policy.
    pub(crate) file: PathBuf,
    /// Names as for screen, with a column `expect`: LIST:ENTRY (several with `;`) or `none`;
    /// empty for rows of which nothing is known.
    #[arg(long, value_name = "FILE")]
    pub(crate) labelled: PathBuf,
    /// Where the lists are; its policy, or that of --policy, is what the new one is held against.
    #[command(flatten)]
    pub(crate) lists: ListOptions,
    /// The day; today when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// text or json.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// No notes and no progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
}
