//! `denial/1`, a denial a line: what partners and other systems exchange. A file with one fault is
//! refused whole, since a denial that cannot be read must not be forgotten.

use std::collections::BTreeMap;

use control::period::AsOf;
use control::problem::{Place, Problem};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::id::DenialId;
use crate::limits::REGISTER_BYTES_MAX;
use crate::notice::{Notice, NoticeParty, RegimeName, Validity};
use crate::register::Denial;
use crate::spoken;

/// A line of the file, its shape only: whoever reads it sees to what the words mean to them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The authority's reference.
    pub id: String,
    /// Under which arrangement.
    pub regime: RegimeName,
    /// Country code of the authority.
    pub authority: String,
    /// Day of the decision.
    pub decided: String,
    /// The last day on which it holds; none = as long as its regime says.
    #[serde(default)]
    pub valid_until: Option<String>,
    /// Since when it is revoked.
    #[serde(default)]
    pub revoked: Option<String>,
    /// Paragraph; none for catch-all denials.
    #[serde(default)]
    pub list_entry: Option<String>,
    /// Edition of the list in which the paragraph stands.
    #[serde(default)]
    pub edition: Option<String>,
    /// Article word, where known.
    #[serde(default)]
    pub article: Option<String>,
    /// What was denied.
    #[serde(default)]
    pub description: String,
    /// Properties.
    #[serde(default)]
    pub properties: BTreeMap<String, serde_json::Value>,
    /// End user.
    pub end_user: LineParty,
    /// Consignee, where there was one.
    #[serde(default)]
    pub consignee: Option<LineParty>,
    /// Under a catch-all clause.
    #[serde(default)]
    pub catch_all: bool,
    /// Stated end use.
    #[serde(default)]
    pub stated_end_use: String,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// A party of a line.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineParty {
    /// As written.
    pub name: String,
    /// Country code.
    pub country: String,
}

/// The days of a line, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineDays {
    /// Of the decision.
    pub decided: AsOf,
    /// The end, where one is named.
    pub valid_until: Option<AsOf>,
    /// Of the revocation.
    pub revoked: Option<AsOf>,
}

impl Line {
    /// Reads the shape of a line.
    ///
    /// # Errors
    /// What is wrong, with its column.
    pub fn read(text: &str) -> Result<Self, String> {
        spoken::object(text)
    }

    /// Reads its days.
    ///
    /// # Errors
    /// The first that is none, with its field.
    pub fn days(&self) -> Result<LineDays, String> {
        let day = |field: &str, text: &str| {
            AsOf::parse(text).map_err(|error| format!("{field}: {error}"))
        };
        let optional = |field: &str, text: &Option<String>| {
            text.as_deref().map(|text| day(field, text)).transpose()
        };
        Ok(LineDays {
            decided: day("decided", &self.decided)?,
            valid_until: optional("valid_until", &self.valid_until)?,
            revoked: optional("revoked", &self.revoked)?,
        })
    }

    /// Its properties as written.
    #[must_use]
    pub fn parameters(&self) -> BTreeMap<String, String> {
        let written = |value: &serde_json::Value| match value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.properties.iter().map(|(name, value)| (name.clone(), written(value))).collect()
    }

    /// A denial without an entry is one under a catch-all clause, and says so.
    ///
    /// # Errors
    /// It does not.
    pub fn has_entry(&self) -> Result<(), String> {
        if self.list_entry.is_none() && !self.catch_all {
            return Err("list_entry: missing, and catch_all is not true".to_owned());
        }
        Ok(())
    }
}

/// A denial as read: what was notified, and since when it is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadDenial {
    /// What was notified.
    pub notice: Notice,
    /// Since when it is revoked.
    pub revoked: Option<Date>,
}

/// Reads a whole file.
///
/// # Errors
/// Every fault, with its line and field. Then nothing of the file is used.
pub fn read(name: &str, text: &str) -> Result<Vec<ReadDenial>, Vec<Problem>> {
    if text.len() > REGISTER_BYTES_MAX {
        let what = format!("{} bytes; the limit is {REGISTER_BYTES_MAX}", text.len());
        return Err(vec![Problem::new(Place::line(name, 0), what)]);
    }
    let (mut denials, mut problems) = (Vec::new(), Vec::new());
    let mut seen = BTreeMap::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = Place::line(name, at + 1);
        let hint = "denial/1 is described in docs/formats/denial.md";
        match read_line(line) {
            Ok(read) => {
                if let Some(before) = seen.insert(read.notice.id.clone(), at + 1) {
                    let what = format!("`{}` stands in line {before} already", read.notice.id);
                    problems.push(Problem::new(place, what).hint("one version a file"));
                }
                denials.push(read);
            }
            Err(what) => problems.push(Problem::new(place, what).hint(hint)),
        }
    }
    if problems.is_empty() { Ok(denials) } else { Err(problems) }
}

fn read_line(text: &str) -> Result<ReadDenial, String> {
    let line = Line::read(text)?;
    let LineDays { decided, valid_until, revoked } = line.days()?;
    let party = |party: LineParty| NoticeParty {
        name: party.name,
        aliases: Vec::new(),
        country: party.country,
    };
    let parameters = line.parameters();
    let notice = Notice {
        id: DenialId::new(line.id).map_err(|error| format!("id: {error}"))?,
        regime: line.regime,
        authority: line.authority,
        decided: decided.date(),
        // The day named still counts whole: a denial that holds too long is looked at once more.
        validity: valid_until
            .map_or(Validity::RegimeDefault, |until| Validity::Until(until.date())),
        list_entry: line.list_entry,
        edition: line.edition,
        article: line.article,
        description: line.description,
        parameters,
        end_user: party(line.end_user),
        consignee: line.consignee.map(party),
        catch_all: line.catch_all,
        stated_end_use: line.stated_end_use,
        reason: line.reason,
    };
    notice.check()?;
    Ok(ReadDenial { notice, revoked: revoked.map(AsOf::date) })
}

/// Writes denials, one a line; a draft is nothing to exchange. Other names of a party and the day
/// of a review have no place in `denial/1`.
#[must_use]
pub fn write<'d>(denials: impl IntoIterator<Item = &'d Denial>) -> String {
    let mut text = String::new();
    for denial in denials {
        let Some(notice) = denial.notice() else { continue };
        let party = |party: &NoticeParty| LineParty {
            name: party.name.clone(),
            country: party.country.clone(),
        };
        let line = Line {
            id: notice.id.to_string(),
            regime: notice.regime,
            authority: notice.authority.clone(),
            decided: notice.decided.to_string(),
            valid_until: match notice.validity {
                Validity::Until(day) => Some(day.to_string()),
                Validity::UntilRevoked { .. } | Validity::RegimeDefault => None,
            },
            revoked: denial.revoked.as_ref().map(|revoked| revoked.on.to_string()),
            list_entry: notice.list_entry.clone(),
            edition: notice.edition.clone(),
            article: notice.article.clone(),
            description: notice.description.clone(),
            properties: notice
                .parameters
                .iter()
                .map(|(name, value)| (name.clone(), value.clone().into()))
                .collect(),
            end_user: party(&notice.end_user),
            consignee: notice.consignee.as_ref().map(party),
            catch_all: notice.catch_all,
            stated_end_use: notice.stated_end_use.clone(),
            reason: notice.reason.clone(),
        };
        // Plain texts always serialise.
        text.push_str(&serde_json::to_string(&line).unwrap_or_default());
        text.push('\n');
    }
    text
}
