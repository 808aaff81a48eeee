//! Arguments about cases.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::office::DeskOptions;

/// `portcullis case`
#[derive(Args, Debug)]
pub(crate) struct CaseCommand {
    /// Which office, and who acts.
    #[command(flatten)]
    pub(crate) desk: DeskOptions,
    /// What to do.
    #[command(subcommand)]
    pub(crate) action: CaseAction,
}

/// Actions on a case.
#[derive(Debug, Subcommand)]
pub(crate) enum CaseAction {
    /// Begins an application: a file in its own form, or a transfer/1 of the applicant's own firm.
    Open {
        /// The case's number, such as 2026-17.
        case: String,
        /// The application, or `-`.
        file: PathBuf,
    },
    /// Changes a draft; after it was handed in, an officer corrects the facts and says why.
    Change {
        /// The case.
        case: String,
        /// The whole application as it is now.
        file: PathBuf,
        /// Why, for a correction.
        #[arg(long)]
        why: Option<String>,
    },
    /// Hands the application in; the office then looks at it.
    Submit {
        /// The case.
        case: String,
    },
    /// Searches the parties and asks the law: of one case, or of all that have become stale.
    Assess {
        /// The case.
        #[arg(required_unless_present = "stale")]
        case: Option<String>,
        /// Every case and licence of which something changed since it was looked at.
        #[arg(long, conflicts_with = "case")]
        stale: bool,
    },
    /// Puts open questions to the applicant; the clock stops until they are answered.
    Ask {
        /// The case.
        case: String,
        /// Fields to ask about; all that are open when left out.
        fields: Vec<String>,
    },
    /// Answers a question, with the application as it is now where the answer changes it.
    Answer {
        /// The case.
        case: String,
        /// The question.
        question: String,
        /// In words.
        answer: String,
        /// The application with the answer in it.
        #[arg(long, value_name = "FILE")]
        application: Option<PathBuf>,
    },
    /// Judges a hit on a party, in the version of the entry that was found.
    JudgeHit {
        /// The case.
        case: String,
        /// The party.
        party: String,
        /// The list.
        list: String,
        /// The entry.
        entry: String,
        /// What.
        #[arg(long, value_enum)]
        verdict: Verdict,
        /// Why.
        #[arg(long)]
        why: String,
        /// The last day on which it holds.
        #[arg(long, value_name = "DATE")]
        until: String,
    },
    /// Judges whether a denial is of the same transaction.
    JudgeDenial {
        /// The case.
        case: String,
        /// The denial.
        denial: String,
        /// Essentially identical, or not.
        #[arg(long, value_enum)]
        identical: YesNo,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// Consults the authority of a denial.
    Consult {
        /// The case.
        case: String,
        /// A number for the consultation.
        consultation: String,
        /// The denial.
        denial: String,
        /// What is told: no more than the partner needs.
        #[arg(long)]
        summary: String,
    },
    /// Documents of a case, by the digest of their content.
    Document {
        /// What to do.
        #[command(subcommand)]
        action: DocumentAction,
    },
    /// Everything that stands against a grant now. Exit status: 0 nothing, 1 something.
    Blockers {
        /// The case.
        case: String,
    },
    /// Grants what was recommended and signed, if nothing stands against it.
    Grant {
        /// The case.
        case: String,
    },
    /// Refuses, with every reason that was recommended.
    Refuse {
        /// The case.
        case: String,
        /// A further reason.
        #[arg(long = "reason")]
        reasons: Vec<String>,
        /// What would make it acceptable; as recommended when left out.
        #[arg(long)]
        acceptable: Option<String>,
    },
    /// Finds that no licence is needed, if nothing stands against it.
    Release {
        /// The case.
        case: String,
        /// A further reason.
        #[arg(long = "reason")]
        reasons: Vec<String>,
    },
    /// Records any other event of a case by its name and fields.
    ///
    /// FIELD is name=text, name:=json, name=@file or name:=@file; `a.b=text` reaches into an object,
    /// `reasons[]=text` adds to a list. docs/formats/case.md has the events with their fields.
    Do {
        /// The case.
        case: String,
        /// The event, such as case_accepted; or a file of JSON, `-` for standard input.
        event: String,
        /// Its fields.
        fields: Vec<String>,
        /// The version of the case that was seen; another one there now is a conflict.
        #[arg(long, value_name = "N")]
        expect: Option<u64>,
    },
    /// A case as the person acting may see it.
    Show {
        /// The case, or a licence with --licence.
        case: String,
        /// What is named is a licence.
        #[arg(long)]
        licence: bool,
    },
    /// Everything that happened in a case.
    History {
        /// The case.
        case: String,
    },
    /// Cases in the order in which they were opened.
    List {
        /// In that state.
        #[arg(long)]
        state: Option<String>,
        /// Of that firm.
        #[arg(long)]
        firm: Option<String>,
        /// After that place in the log: `opened` of the last row of the page before.
        #[arg(long, value_name = "N", default_value_t = 0)]
        after: u64,
        /// Rows.
        #[arg(long, value_name = "N", default_value_t = 100)]
        limit: u32,
    },
    /// What is to be done, by when, and why then; for the person acting, or for all.
    Tasks {
        /// One case.
        case: Option<String>,
        /// Everybody's, not only those of the person acting.
        #[arg(long)]
        all: bool,
        /// Only what is late.
        #[arg(long)]
        overdue: bool,
    },
}

/// Actions on documents.
#[derive(Debug, Subcommand)]
pub(crate) enum DocumentAction {
    /// Files a document: PDF, PNG, JPEG, TIFF or plain text, as its content shows.
    Add {
        /// The case.
        case: String,
        /// The document.
        file: PathBuf,
        /// What it is said to be; what its name says when left out.
        #[arg(long = "type", value_name = "TYPE")]
        media_type: Option<String>,
    },
    /// Writes a document into a new file.
    Get {
        /// The case.
        case: String,
        /// Its digest, or the beginning of it.
        digest: String,
        /// The new file.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Whether every document of a case is there and whole. Exit status: 0 yes, 1 no.
    Verify {
        /// The case.
        case: String,
    },
}

/// A judgement on a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Verdict {
    /// The party is the listed one.
    Same,
    /// It is somebody else.
    Different,
    /// Cannot be said; the hit stays open.
    Unsure,
}

/// A plain answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum YesNo {
    /// It is.
    Yes,
    /// It is not.
    No,
}
