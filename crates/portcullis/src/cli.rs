//! Argument types only.

pub(crate) mod audit;
pub(crate) mod case;
pub(crate) mod judgement;
pub(crate) mod office;
pub(crate) mod party;
pub(crate) mod receipts;
pub(crate) mod rescreen;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// What the law of a day requires of a transfer, why, and what is still unknown.
#[derive(Debug, Parser)]
#[command(name = "portcullis", version, max_term_width = 80)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// One determination for each transfer (JSON, NDJSON, CSV, folders, `-`).
    ///
    /// Exit status: 0 settled, nothing controlled, nobody to review; 1 settled, a control applies;
    /// 2 not settled, or a hit on a party list that nobody has judged away, or listed owners reach a
    /// party or may; 3 bad input; 4 failure. With several transfers the
    /// worst, in the order 4, 3, 2, 1, 0.
    Assess(Assess),
    /// The office's log: verify, rebuild views, export, signed checkpoints, check offline.
    Audit(audit::AuditCommand),
    /// A whole office, log and documents, into a new folder; the same from SQLite and PostgreSQL.
    Backup(audit::Backup),
    /// Licence cases, from the application to the last verification.
    ///
    /// Exit status: 0 done; 1 refused by the rules, or something stands against it; 3 bad input;
    /// 4 failure.
    Case(case::CaseCommand),
    /// One item against the control lists, without parties.
    Classify(Classify),
    /// Fills an empty database with a year of an invented small state's office.
    ///
    /// For trying, pictures and load tests: firms, people, parties, lists and partners' denials are
    /// invented, the law asked is the real one, and everything goes through the rules.
    Demo(office::DemoCommand),
    /// The register of denials, partners' and our own.
    Denial(office::DenialCommand),
    /// Names against official party lists.
    ///
    /// Exit status: 0 nothing found; 1 something found; 2 the search was not complete, because
    /// lists are missing or too old or a name could not be searched whole; 3 bad input; 4 failure.
    Screen(party::Screen),
    /// A customer book again after a change: only what can have changed.
    ///
    /// Tells new hits, changed hits and hits that are gone, each with why; customers without a
    /// change are not named. Exit status: 0 nothing changed; 1 something changed; 2 the search was
    /// not complete; 3 bad input; 4 failure.
    Rescreen(rescreen::Rescreen),
    /// Judgements on hits: check a file, draft a line.
    Judgements(rescreen::JudgementsCommand),
    /// The office itself: people, law, lists, calendars, periods.
    Office(office::OfficeCommand),
    /// Party lists in their official formats: import, status, diff, verify, retire.
    Lists(party::Lists),
    /// Thresholds of an office: check, show, try a change, adopt it if it loses nobody.
    Policy(party::Policy),
    /// Receipts of answers: verify, head, show, replay, mend.
    Receipts(receipts::Receipts),
    /// The law as data: show, search, diff, check.
    Regime(Regime),
    /// A backup into an empty database; what comes out is compared with it.
    Restore(audit::Restore),
    /// Screening and assessment over HTTP.
    ///
    /// Answers as yente does on its paths (docs/formats/api.md), and on its own under /v1. New lists
    /// come into force while it runs. Ends in order on SIGTERM or SIGINT.
    Serve(Serve),
}

/// `portcullis serve`
#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Address and port; port 0 takes a free one. Only an office's paths ask for a token: let the
    /// rest face a trusted network, or a proxy that asks who is there and encrypts.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8000")]
    pub(crate) listen: String,
    /// Where the party lists are.
    #[command(flatten)]
    pub(crate) lists: party::ListOptions,
    /// Folder of a regime pack; the embedded pack when left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) regimes: Option<PathBuf>,
    /// Denials of partners, NDJSON. Without it nobody looked.
    #[arg(long, value_name = "FILE")]
    pub(crate) denials: Option<PathBuf>,
    /// The office's database, a file or a URL: serves its cases, denials and records, to whoever
    /// bears a token that the office admits.
    #[arg(long, env = "PORTCULLIS_DB", hide_env_values = true, value_name = "FILE")]
    pub(crate) db: Option<String>,
    /// Folder of the office's documents; beside the database's file when left out.
    #[arg(long, env = "PORTCULLIS_DOCUMENTS", value_name = "DIR")]
    pub(crate) documents: Option<PathBuf>,
    /// Receipts of every answer about a party or a transfer, on disk before it goes out.
    #[command(flatten)]
    pub(crate) receipts: receipts::ReceiptOptions,
    /// Seconds between looks at the list store.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    pub(crate) poll: u64,
    /// Secret with which POST /updatez takes new lists at once; without one it is refused.
    #[arg(long, env = "PORTCULLIS_UPDATE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    pub(crate) update_token: Option<String>,
    /// Where the server is reached, as others see it: for the addresses in its answers.
    #[arg(long, value_name = "URL")]
    pub(crate) public_url: Option<String>,
}

/// Text for people, or one JSON object a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// Which law, of which day.
#[derive(Args, Debug)]
pub(crate) struct Law {
    /// The law's day: 2024-05-01, or with time and offset; overrides the transfer's.
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Folder of a regime pack; the embedded pack when left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) regimes: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// No notes and no progress on the terminal.
    #[arg(long)]
    pub(crate) quiet: bool,
    /// No colour (there is none; accepted for scripts, like NO_COLOR).
    #[arg(long)]
    pub(crate) no_color: bool,
}

/// `portcullis assess`
#[derive(Args, Debug)]
pub(crate) struct Assess {
    /// Transfers: files, folders, or `-` for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) files: Vec<PathBuf>,
    /// Which law.
    #[command(flatten)]
    pub(crate) law: Law,
    /// Whose law; overrides the transfer's profile.
    #[arg(long, value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// Denials of partners, NDJSON. Without it nobody looked.
    #[arg(long, value_name = "FILE")]
    pub(crate) denials: Option<PathBuf>,
    /// Where the party lists are.
    #[command(flatten)]
    pub(crate) lists: party::ListOptions,
    /// Judgements on hits.
    #[command(flatten)]
    pub(crate) judged: judgement::JudgementOptions,
    /// A fact that transfers which do not state it themselves take over; `--help` has the fields.
    ///
    /// Fields: screening (only `clear`), from, destination, kind, assurances, end_use.awareness,
    /// end_use.programme, end_use.safeguarded, items.form, items.article, items.scope,
    /// items.properties.NAME, items.relations.contains, items.relations.usable_in,
    /// items.relations.specially_designed_for, items.relations.designed_or_modified_for,
    /// items.relations.part_of. `none` is an empty list. May be given several times; each one that
    /// was used is named in the answer.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub(crate) assume: Vec<String>,
    /// Receipts.
    #[command(flatten)]
    pub(crate) receipts: receipts::ReceiptOptions,
}

/// `portcullis classify`
#[derive(Args, Debug)]
pub(crate) struct Classify {
    /// An item as JSON, or `-`; or use the flags.
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
    /// What it is, such as gyro.
    #[arg(long)]
    pub(crate) article: Option<String>,
    /// Free description.
    #[arg(long)]
    pub(crate) description: Option<String>,
    /// goods, software, technology, service.
    #[arg(long)]
    pub(crate) form: Option<String>,
    /// Customs code.
    #[arg(long)]
    pub(crate) hs: Option<String>,
    /// Claimed control code, such as 9A112.
    #[arg(long)]
    pub(crate) claimed: Vec<String>,
    /// A property, such as drift_rate_stability="0.1 deg/h".
    #[arg(long = "property", short = 'p', value_name = "NAME=VALUE")]
    pub(crate) properties: Vec<String>,
    /// A relation, such as usable_in=mtcr:1.A.1; NAME=none states an empty list.
    #[arg(long = "relation", short = 'r', value_name = "NAME=TARGET,…")]
    pub(crate) relations: Vec<String>,
    /// Which law.
    #[command(flatten)]
    pub(crate) law: Law,
}

/// `portcullis regime`
#[derive(Args, Debug)]
pub(crate) struct Regime {
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: RegimeAction,
}

/// Actions on a pack.
#[derive(Debug, Subcommand)]
pub(crate) enum RegimeAction {
    /// A paragraph, rule, article or property with its tests, citation and place in the pack.
    Show {
        /// Such as mtcr:9.A.4, un:2397.7, gyro, payload.
        id: String,
        /// Which law.
        #[command(flatten)]
        law: Law,
    },
    /// Paragraphs, rules, articles and properties by words.
    Search {
        /// Words.
        #[arg(required = true)]
        words: Vec<String>,
        /// Which law.
        #[command(flatten)]
        law: Law,
    },
    /// What changed between two days, or between two packs.
    Diff {
        /// A date, or a folder.
        old: String,
        /// A date, or a folder.
        new: String,
        /// Which law.
        #[command(flatten)]
        law: Law,
    },
    /// Validates a pack and reports all faults at once, with file and line.
    Check {
        /// Folder of the pack; the embedded one when left out.
        dir: Option<PathBuf>,
        /// text or json.
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}
