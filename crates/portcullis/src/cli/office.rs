//! Arguments about the office and its register of denials.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Format;
use super::party::ListOptions;

/// Which office, and who acts.
#[derive(Args, Clone, Debug)]
pub(crate) struct DeskOptions {
    /// The office's database: a file, or a URL (`sqlite:…`, `postgres://…`).
    #[arg(long, global = true, env = "PORTCULLIS_DB", hide_env_values = true, value_name = "FILE")]
    pub(crate) db: Option<String>,
    /// Who acts. The command line believes this: keep the database to those who may act as anybody.
    #[arg(long = "as", global = true, env = "PORTCULLIS_PERSON", value_name = "PERSON")]
    pub(crate) acting: Option<String>,
    /// In which role, where the person holds several that fit.
    #[arg(long, global = true, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    /// The time that is recorded instead of the clock's: not in the future, not before the last
    /// record. For trials, and for what was on paper while the machine was down.
    #[arg(long, global = true, env = "PORTCULLIS_AT", value_name = "DATETIME")]
    pub(crate) at: Option<String>,
    /// Folder of the documents; beside the database's file when left out.
    #[arg(long, global = true, env = "PORTCULLIS_DOCUMENTS", value_name = "DIR")]
    pub(crate) documents: Option<PathBuf>,
    /// Folder of the list store. Without it only the built-in starter list is searched.
    #[arg(long, global = true, env = "PORTCULLIS_LISTS", value_name = "DIR")]
    pub(crate) lists: Option<PathBuf>,
    /// Days after which a list is too old to clear anybody, besides the office's own period.
    #[arg(long, global = true, value_name = "DAYS", default_value_t = 30)]
    pub(crate) max_age: u32,
    /// Folder of a regime pack; the embedded pack when left out.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) regimes: Option<PathBuf>,
    /// text or json.
    #[arg(long, global = true, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

impl DeskOptions {
    /// Where the lists are.
    pub(crate) fn list_options(&self) -> ListOptions {
        ListOptions { lists: self.lists.clone(), max_age: self.max_age, policy: None }
    }
}

/// `portcullis demo`
#[derive(Args, Debug)]
pub(crate) struct DemoCommand {
    /// An empty database: a file, or a URL (`sqlite:…`, `postgres://…`).
    #[arg(long, env = "PORTCULLIS_DB", hide_env_values = true, value_name = "FILE")]
    pub(crate) db: String,
    /// Applications within the time.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) cases: u32,
    /// The same seed, plan and law give the same office.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// The first day; a year ago when left out.
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,
    /// For how many days.
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(u16).range(30..=1_100))]
    pub(crate) days: u16,
    /// Folder of a regime pack; the embedded pack when left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) regimes: Option<PathBuf>,
    /// No progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
}

/// `portcullis office`
#[derive(Args, Debug)]
pub(crate) struct OfficeCommand {
    /// Which office, and who acts.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: OfficeAction,
}

/// Actions on the office.
#[derive(Debug, Subcommand)]
pub(crate) enum OfficeAction {
    /// Begins an office in an empty database: the person acting becomes its first administrator.
    Begin {
        /// Name of the office's own machine, which searches and asks the law.
        #[arg(long, value_name = "PERSON", default_value = "machine")]
        machine: String,
    },
    /// Makes a person known, or changes what that person is.
    Enrol {
        /// Whom.
        person: String,
        /// What: licensing_officer, countersigner … (repeat for more).
        #[arg(long = "is", value_name = "ROLE", required = true)]
        roles: Vec<String>,
        /// The firm of an applicant.
        #[arg(long)]
        firm: Option<String>,
        /// The agency of an adviser.
        #[arg(long)]
        agency: Option<String>,
        /// The state of a partner's machine.
        #[arg(long)]
        state: Option<String>,
    },
    /// Law data: one rule steward proposes what is at hand, another publishes it.
    Law {
        /// What to do.
        #[command(subcommand)]
        action: LawAction,
    },
    /// Puts the lists at hand in force, and takes out those that are not there.
    Lists {
        /// Why lists that are not there any more are taken out.
        #[arg(long)]
        why: Option<String>,
    },
    /// Publishes a holiday calendar.
    Calendar {
        /// The calendar as JSON.
        file: PathBuf,
    },
    /// Sets how long something may take.
    Period {
        /// decision, answer, advice, appeal, consultation, denial_notice, denial_review,
        /// undertaking_age or list_age.
        clock: String,
        /// How many.
        count: u32,
        /// calendar, months, years, or working:CALENDAR.
        of: String,
        /// Where it was read.
        #[arg(long)]
        source: String,
        /// Somebody compared it with the source.
        #[arg(long)]
        reviewed: bool,
    },
    /// Adopts what a regime asks about denials, as shipped and unreviewed; or a rule of one's own.
    Undercut {
        /// The regime, such as mtcr; with --file it is the file's.
        #[arg(required_unless_present = "file")]
        regime: Option<String>,
        /// A rule as JSON.
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// People, law, lists, calendars and periods as they are.
    Show,
    /// Everything that happened to the office itself.
    History,
    /// Tokens with which machines sign in at `serve --db`.
    Token {
        /// What to do.
        #[command(subcommand)]
        action: TokenAction,
    },
    /// Records any other event of the office; fields as for `case do`.
    Do {
        /// The event, such as person_left; or a file of JSON.
        event: String,
        /// Its fields.
        fields: Vec<String>,
    },
}

/// Actions on law data.
#[derive(Debug, Subcommand)]
pub(crate) enum LawAction {
    /// Proposes the law data at hand.
    Propose {
        /// Whose law: a profile of the pack.
        #[arg(long, default_value = "partner")]
        profile: String,
        /// What it was read from.
        #[arg(long)]
        source: String,
    },
    /// Publishes the law data at hand, which somebody else proposed.
    Publish,
}

/// Actions on tokens.
#[derive(Debug, Subcommand)]
pub(crate) enum TokenAction {
    /// Makes a token for oneself: the secret, to be kept, and its digest, for the administrator.
    /// Nothing is recorded.
    New,
    /// Admits a token by its digest.
    Admit {
        /// Digest that `office token new` printed.
        digest: String,
        /// As whom its bearer acts.
        #[arg(long = "for", value_name = "PERSON")]
        person: String,
        /// For what: cases_read, cases_write, denials_read, denials_write, office_read,
        /// office_write (repeat for more).
        #[arg(long = "scope", value_name = "SCOPE", required = true)]
        scopes: Vec<String>,
        /// The last day (UTC) on which it is good.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Takes a token back.
    Revoke {
        /// Its digest.
        digest: String,
        /// Why.
        #[arg(long)]
        why: String,
    },
}

/// `portcullis denial`
#[derive(Args, Debug)]
pub(crate) struct DenialCommand {
    /// Which office, and who acts.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: DenialAction,
}

/// Actions on the register of denials.
#[derive(Debug, Subcommand)]
pub(crate) enum DenialAction {
    /// Takes partners' denials from a file of denial/1: all of it, or nothing.
    Import {
        /// The file, or `-`.
        file: PathBuf,
    },
    /// Writes denials as denial/1, one a line.
    Export {
        /// Our own, to be sent to partners.
        #[arg(long)]
        own: bool,
    },
    /// Which denials there are, without what they say.
    List,
    /// A denial with all its versions. That somebody read it is recorded.
    Show {
        /// The denial.
        denial: String,
        /// For which case.
        #[arg(long)]
        case: Option<String>,
    },
    /// Drafts a denial of our own of a refused case.
    Draft {
        /// The refused case.
        case: String,
        /// The notice as JSON.
        file: PathBuf,
    },
    /// Records any other event of a denial; fields as for `case do`.
    Do {
        /// The denial.
        denial: String,
        /// The event, such as denial_approved; or a file of JSON.
        event: String,
        /// Its fields.
        fields: Vec<String>,
    },
}
