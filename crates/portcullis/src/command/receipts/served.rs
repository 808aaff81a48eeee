//! Answers that only the server gives: what its receipts hold beside the question, and how they are
//! given again. The server fills this in; the commands know no server.

use anyhow::Result;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::screener::Screener;

/// Everything set on the server that can change such an answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Days after which a list clears nobody.
    pub(crate) max_age: u32,
    /// Digest of the screening policy; none for the built-in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) policy: Option<String>,
}

/// The lists of some receipts, as the server answers from them.
pub(crate) trait Stand {
    /// Answers a question again: the answer, and what it came to.
    ///
    /// # Errors
    /// Why it is refused.
    fn again(&self, kind: &str, question: &str, day: Date) -> Result<(String, String), String>;
}

/// What the server knows of its own answers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Served {
    /// The kinds of its answers.
    pub(crate) kinds: &'static [&'static str],
    /// Reads the lists that a screener searches; the number is the age that they may have.
    pub(crate) open: fn(Screener, u32) -> Result<Box<dyn Stand>>,
}
