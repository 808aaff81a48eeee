//! Identifiers, parsed once. Each is named for the thing it identifies.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::limits::ID_CHARS_MAX;

/// Letters, digits and `-_./`, so that an identifier stands safely in a path, a page and a log.
fn check(text: &str) -> Result<(), String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    if text.is_empty() || text.chars().count() > ID_CHARS_MAX {
        return Err(format!("`{text}`: an identifier has 1 to {ID_CHARS_MAX} characters"));
    }
    match text.chars().find(|c| !good(*c)) {
        Some(c) => Err(format!("`{text}`: `{c}` is no letter, digit or one of `-_./`")),
        None => Ok(()),
    }
}

macro_rules! identifier {
    ($($(#[$doc:meta])* $name:ident;)*) => { $(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads an identifier.
            ///
            /// # Errors
            /// It is empty, too long, or holds other characters than letters, digits and `-_./`.
            pub fn new(text: impl Into<String>) -> Result<Self, String> {
                let text = text.into();
                check(&text)?;
                Ok(Self(text))
            }

            /// As written.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = String;
            fn try_from(text: String) -> Result<Self, String> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )* };
}

identifier! {
    /// A case of the office.
    CaseId;
    /// A person who signs in; never shared by two people.
    PersonId;
    /// A firm that applies.
    FirmId;
    /// An agency that advises.
    AgencyId;
    /// A licence.
    LicenceId;
    /// A shipment booked on a licence.
    ShipmentId;
    /// A denial, as its authority refers to it.
    DenialId;
    /// A consultation about a denial.
    ConsultationId;
    /// A question to the applicant.
    QuestionId;
    /// An obligation of a licence.
    ObligationId;
    /// A party within one case.
    PartyId;
    /// A verification visit or report.
    VerificationId;
    /// A party list, by its short name.
    ListId;
    /// A holiday calendar, by its name.
    CalendarId;
}

/// SHA-256 in lower-case hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(String);

impl Digest {
    /// The digest of some bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let mut text = String::with_capacity(64);
        for byte in Sha256::digest(bytes) {
            for half in [byte >> 4, byte & 15] {
                text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
            }
        }
        Self(text)
    }

    /// Reads 64 lower-case hexadecimal digits.
    ///
    /// # Errors
    /// It is something else.
    pub fn new(text: impl Into<String>) -> Result<Self, String> {
        let text = text.into();
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if text.len() == 64 && text.chars().all(hex) {
            return Ok(Self(text));
        }
        Err(format!("`{text}` is no SHA-256 digest in lower-case hexadecimal"))
    }

    /// As written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Digest {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::new(text)
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
