//! `denial/1`, NDJSON. A register with a fault is refused whole: a denial that cannot be read must
//! not be forgotten.

use std::path::Path;

use anyhow::Result;
use control::evidence::{Denial, DenialParty, Denials, Similar};
use control::limits::DENIALS_MAX;
use control::period::AsOf;
use control::regime::Regime;
use screening::{Query, THRESHOLD, compare_names, same_after_folding};
use serde::Deserialize;

use crate::files::{self, BadInput};

/// Bytes of a register: a gigabyte is far beyond any.
const REGISTER_BYTES_MAX: usize = 1 << 30;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wire {
    id: String,
    regime: String,
    authority: String,
    decided: String,
    #[serde(default)]
    valid_until: Option<String>,
    #[serde(default)]
    revoked: Option<String>,
    #[serde(default)]
    list_entry: Option<String>,
    #[serde(default)]
    edition: Option<String>,
    #[serde(default)]
    article: Option<String>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    properties: serde_json::Map<String, serde_json::Value>,
    end_user: WireParty,
    #[serde(default)]
    consignee: Option<WireParty>,
    #[serde(default)]
    catch_all: bool,
    #[serde(default)]
    stated_end_use: String,
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireParty {
    name: String,
    country: String,
}

/// A register that was read.
#[derive(Debug)]
pub(crate) struct Register {
    /// Its denials.
    pub(crate) denials: Vec<Denial>,
    /// SHA-256 of its text.
    pub(crate) digest: String,
}

/// Reads a register.
pub(crate) fn read(path: &Path, regime: &Regime) -> Result<Register> {
    let text = files::read_text(path, REGISTER_BYTES_MAX)?;
    let bare = text.strip_prefix(files::BYTE_ORDER_MARK).unwrap_or(&text);
    let denials = parse(bare, &path.display().to_string(), regime)?;
    Ok(Register { denials, digest: files::digest(text.as_bytes()) })
}

/// Reads a register's text; faults name it so.
pub(crate) fn parse(text: &str, name: &str, regime: &Regime) -> Result<Vec<Denial>> {
    let mut denials = Vec::new();
    let mut faults = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let place = format!("{name}:{}", at + 1);
        match serde_json::from_str::<Wire>(line) {
            Ok(wire) => match denial(wire, regime) {
                Ok(denial) => denials.push(denial),
                Err(what) => faults.push(format!("{place}: {what}")),
            },
            Err(error) => faults.push(format!("{place}: column {}: {error}", error.column())),
        }
    }
    if denials.len() > DENIALS_MAX {
        faults.push(format!("{name}: more than {DENIALS_MAX} denials, which is the limit"));
    }
    if faults.is_empty() {
        return Ok(denials);
    }
    faults.truncate(20);
    faults.push("  hint: denial/1 is described in docs/formats/denial.md".to_owned());
    Err(BadInput(faults.join("\n")).into())
}

fn denial(wire: Wire, regime: &Regime) -> Result<Denial, String> {
    let day = |field: &str, text: &str| AsOf::parse(text).map_err(|e| format!("{field}: {e}"));
    let opt = |field: &str, text: Option<String>| text.map(|t| day(field, &t)).transpose();
    if !matches!(wire.regime.as_str(), "mtcr" | "nsg") {
        return Err(format!("regime: `{}` is not known; `mtcr` or `nsg`", wire.regime));
    }
    for (field, code) in
        [("authority", &wire.authority), ("end_user.country", &wire.end_user.country)]
    {
        if regime.state(code).is_none() {
            return Err(format!("{field}: `{code}` is no country code"));
        }
    }
    if let Some(entry) = wire.list_entry.as_ref().filter(|e| regime.outline.find(e).is_none()) {
        let mut with_list = regime.lists.iter().map(|list| format!("{}:{entry}", list.id));
        let meant = with_list.find(|id| regime.outline.find(id).is_some());
        let hint = meant.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
        return Err(format!("list_entry: `{entry}` is no paragraph{hint}"));
    }
    if wire.list_entry.is_none() && !wire.catch_all {
        return Err("list_entry: missing, and catch_all is not true".to_owned());
    }
    let text =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let last = |text: String| AsOf::parse_last(&text).map_err(|e| format!("valid_until: {e}"));
    let valid_until = wire.valid_until.map(last).transpose()?;
    // Kept for people in the register; not compared.
    let _ = (wire.edition, wire.consignee, wire.stated_end_use, wire.reason);
    Ok(Denial {
        id: wire.id,
        regime: wire.regime,
        authority: wire.authority,
        decided: day("decided", &wire.decided)?,
        valid_until,
        revoked: opt("revoked", wire.revoked)?,
        list_entry: wire.list_entry,
        article: wire.article,
        description: wire.description,
        properties: wire
            .properties
            .iter()
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        end_user: DenialParty { name: wire.end_user.name, country: wire.end_user.country },
        catch_all: wire.catch_all,
        similar: Vec::new(),
    })
}

/// The register with names compared to the end users of one transfer. Denials to another country
/// are left out: the end user's country is part of the comparison.
pub(crate) fn for_transfer(
    register: Option<&[Denial]>,
    transfer: &control::transfer::Transfer,
    regime: &Regime,
) -> Denials {
    let Some(register) = register else { return Denials::NotLooked };
    let users: Vec<_> = transfer.parties.iter().filter(|p| p.role == "end_user").collect();
    let near = |denial: &&Denial| {
        let country = regime.state(&denial.end_user.country);
        users.is_empty() || users.iter().any(|u| u.country.is_none() || u.country == country)
    };
    let compared = register.iter().filter(near).map(|denial| Denial {
        similar: users.iter().map(|u| similar(&u.name, &denial.end_user.name)).collect(),
        ..denial.clone()
    });
    Denials::Looked(compared.collect())
}

/// Whether two names of end users may be one firm. What cannot be compared is for a person.
fn similar(stated: &str, denied: &str) -> Similar {
    let query = |name: &str| Query { name: name.to_owned(), ..Query::default() };
    let (stated, denied) = (query(stated), query(denied));
    if same_after_folding(&stated.name, &denied.name) {
        return Similar::Same;
    }
    let unreadable = |query: &Query| !query.name.chars().any(char::is_alphanumeric);
    let score = |a: &Query, b: &Query| compare_names(a, b).score;
    // Words too many cost more on one side than on the other; the kinder reading decides.
    let best = score(&stated, &denied).max(score(&denied, &stated));
    if best >= THRESHOLD || unreadable(&stated) || unreadable(&denied) {
        Similar::Perhaps
    } else {
        Similar::No
    }
}

#[cfg(test)]
mod test {
    use super::{Similar, similar};

    #[test]
    fn spelling_is_for_a_person_and_folding_is_not() {
        for (stated, denied, wanted) in [
            ("Mashriq Turbine Works", "Mashreq Turbine Works", Similar::Perhaps),
            ("Mashriq Turbine Works", "MASHRIQ TURBINE WORKS L.L.C.", Similar::Same),
            ("Araucal Aeronáutica SpA", "Araucal Aeronautica", Similar::Same),
            ("Works Turbine Mashriq", "Mashriq Turbine Works", Similar::Perhaps),
            ("Lulwa Space Laboratory", "Zagrosan Rocket Institute", Similar::No),
            ("Владимир Завод", "Vladimir Zavod", Similar::Perhaps),
            ("M. Turbine Works", "Mashriq Turbine Works", Similar::Perhaps),
        ] {
            assert_eq!(similar(stated, denied), wanted, "{stated} / {denied}");
        }
    }
}
