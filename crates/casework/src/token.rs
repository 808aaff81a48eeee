//! Tokens with which machines sign in. The office knows a token by its digest alone: whoever it is
//! for makes it, and nobody else ever sees it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::PersonId;

/// What a token is good for, within what its person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Cases, licences and tasks are read.
    CasesRead,
    /// Something is done in cases.
    CasesWrite,
    /// The register of denials is read.
    DenialsRead,
    /// Something is done with denials.
    DenialsWrite,
    /// People, law, lists, calendars and periods are read.
    OfficeRead,
    /// The office is changed.
    OfficeWrite,
}

impl Scope {
    /// Every scope, in order.
    pub const ALL: [Self; 6] = [
        Self::CasesRead,
        Self::CasesWrite,
        Self::DenialsRead,
        Self::DenialsWrite,
        Self::OfficeRead,
        Self::OfficeWrite,
    ];

    /// As written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CasesRead => "cases_read",
            Self::CasesWrite => "cases_write",
            Self::DenialsRead => "denials_read",
            Self::DenialsWrite => "denials_write",
            Self::OfficeRead => "office_read",
            Self::OfficeWrite => "office_write",
        }
    }
}

/// A token that the office admits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// As whom its bearer acts.
    pub person: PersonId,
    /// For what.
    pub scopes: BTreeSet<Scope>,
    /// The last day (UTC) on which it is good.
    pub until: Date,
    /// Nobody took it back.
    pub admitted: bool,
}

impl Token {
    /// Whether it is good on a day.
    #[must_use]
    pub fn good(&self, on: Date) -> bool {
        self.admitted && on <= self.until
    }
}
