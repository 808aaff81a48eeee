//! The option that names judgements, common to commands.

use std::path::PathBuf;

use clap::Args;

/// Where the judgements are.
#[derive(Args, Clone, Debug)]
pub(crate) struct JudgementOptions {
    /// Judgements on hits, judgement/1, NDJSON.
    #[arg(long, value_name = "FILE")]
    pub(crate) judgements: Option<PathBuf>,
}
