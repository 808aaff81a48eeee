//! Denials: what was refused to whom, until when it holds, and what a regime makes of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::Period;
use crate::id::DenialId;
use crate::limits::{ENTRIES_MAX, NAME_CHARS_MAX, TEXT_CHARS_MAX};

/// The arrangement under which a denial is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegimeName {
    /// Missile Technology Control Regime.
    Mtcr,
    /// Nuclear Suppliers Group.
    Nsg,
    /// Australia Group.
    Ag,
    /// Wassenaar Arrangement.
    Wa,
    /// European Union, dual-use goods.
    EuDualUse,
    /// European Union, arms.
    EuArms,
    /// A state's own, shared with nobody.
    National,
}

impl RegimeName {
    /// As written everywhere.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mtcr => "mtcr",
            Self::Nsg => "nsg",
            Self::Ag => "ag",
            Self::Wa => "wa",
            Self::EuDualUse => "eu_dual_use",
            Self::EuArms => "eu_arms",
            Self::National => "national",
        }
    }
}

/// A denial, as its authority notified it or as we drafted it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    /// Its authority's reference.
    pub id: DenialId,
    /// Under which arrangement.
    pub regime: RegimeName,
    /// Country code of the authority.
    pub authority: String,
    /// Day of the decision.
    pub decided: Date,
    /// Until when it holds.
    pub validity: Validity,
    /// Paragraph; none for catch-all denials.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub list_entry: Option<String>,
    /// Edition of the list in which the paragraph stands.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub edition: Option<String>,
    /// Article word, where known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub article: Option<String>,
    /// What was denied.
    pub description: String,
    /// Properties as written.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub parameters: BTreeMap<String, String>,
    /// End user.
    pub end_user: NoticeParty,
    /// Consignee, where there was one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consignee: Option<NoticeParty>,
    /// Under a catch-all clause.
    pub catch_all: bool,
    /// Stated end use.
    #[serde(default)]
    pub stated_end_use: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A party of a denial.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeParty {
    /// As written.
    pub name: String,
    /// Other names and scripts.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub aliases: Vec<String>,
    /// Country code.
    pub country: String,
}

/// How long a denial holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Validity {
    /// Up to and including a day.
    Until(Date),
    /// Until it is revoked; to be reviewed on a day.
    UntilRevoked {
        /// The next review.
        review: Date,
    },
    /// As long as its regime says.
    RegimeDefault,
}

impl Notice {
    /// What is wrong with it.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), String> {
        if self.list_entry.is_none() && !self.catch_all {
            return Err("list_entry: missing, and catch_all is not true".to_owned());
        }
        if self.end_user.name.trim().is_empty() {
            return Err("end_user.name: missing".to_owned());
        }
        let code = |code: &str| code.len() == 2 && code.chars().all(|c| c.is_ascii_uppercase());
        let consignee = self.consignee.as_ref().map(|party| &party.country);
        for country in [&self.authority, &self.end_user.country].into_iter().chain(consignee) {
            if !code(country) {
                return Err(format!("`{country}` is no country code"));
            }
        }
        if let Validity::Until(until) = self.validity
            && until < self.decided
        {
            return Err(format!("it ends on {until}, before it was decided"));
        }
        let long = |text: &str| text.chars().count() > TEXT_CHARS_MAX;
        if [&self.description, &self.stated_end_use, &self.reason].iter().any(|t| long(t)) {
            return Err(format!("a text has at most {TEXT_CHARS_MAX} characters"));
        }
        let aliases = self.end_user.aliases.len() + self.parameters.len();
        if aliases > ENTRIES_MAX || self.end_user.name.chars().count() > NAME_CHARS_MAX {
            return Err(format!("more than {ENTRIES_MAX} entries or a name that is too long"));
        }
        Ok(())
    }
}

/// What a regime asks where a transfer may repeat a denied one. All of it is data of the office:
/// what is not configured is a question to a person, never a guess.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndercutRule {
    /// Which regime.
    pub regime: RegimeName,
    /// What must be the same.
    pub what: SameWhat,
    /// Who must be the same.
    pub whom: SameWhom,
    /// For how long a denial counts.
    pub look_back: LookBack,
    /// When partners are spoken to.
    pub when: When,
    /// How long a partner has to reply; none = not configured.
    pub reply: Option<Period>,
    /// How long after an extension; none = not configured.
    pub extended: Option<Period>,
    /// What silence means; none = not configured.
    pub silence: Option<Silence>,
    /// What catch-all denials are.
    pub catch_all: CatchAll,
    /// Where all this was read.
    pub source: String,
    /// Somebody compared it with the source.
    pub reviewed: bool,
}

/// What the regimes are known to ask, as far as it is public: for an office to adopt rule by rule,
/// after comparing it with the primary text. Nothing of it is in force by itself.
///
/// # Errors
/// The embedded file does not read, which a test excludes.
pub fn shipped_rules() -> Result<Vec<UndercutRule>, String> {
    let text = include_str!("../data/undercut.json");
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// What must be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameWhat {
    /// The same or a similar entry of the list.
    Entry,
    /// The same entry with essentially identical parameters.
    Parameters,
}

/// Who must be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SameWhom {
    /// The end user.
    EndUser,
    /// The end user or the consignee.
    EndUserOrConsignee,
}

/// For how long a denial counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookBack {
    /// Nobody configured it: after three years a person decides and says why.
    NotConfigured,
    /// Until it is revoked.
    UntilRevoked,
    /// For so many years.
    Years(u8),
}

/// When partners are spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// Before granting.
    Before,
    /// After granting.
    After,
}

/// What silence means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// The partner does not regard the transaction as identical.
    NotIdentical,
    /// Nothing: the consultation stays open.
    Nothing,
}

/// What catch-all denials are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatchAll {
    /// Shown; no duty.
    Advisory,
    /// Like any other.
    Included,
    /// Nobody configured it: a person decides.
    NotConfigured,
}
