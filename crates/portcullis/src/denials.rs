//! `denial/1`, NDJSON. A register with a fault is refused whole: a denial that cannot be read must
//! not be forgotten.

use std::path::Path;

use anyhow::Result;
use casework::denial_file::{Line, LineDays};
use casework::gather::similar;
use casework::limits::REGISTER_BYTES_MAX;
use casework::notice::RegimeName;
use control::evidence::{Denial, DenialParty, Denials};
use control::limits::DENIALS_MAX;
use control::period::AsOf;
use control::regime::Regime;

use crate::files::{self, BadInput};

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
        match Line::read(line).and_then(|line| denial(line, regime)) {
            Ok(denial) => denials.push(denial),
            Err(what) => faults.push(format!("{place}: {what}")),
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

/// A denial that the law data can compare. Edition, consignee, stated end use and reason are kept for
/// people in an office's register; they are not compared.
fn denial(line: Line, regime: &Regime) -> Result<Denial, String> {
    if !matches!(line.regime, RegimeName::Mtcr | RegimeName::Nsg) {
        let word = line.regime.word();
        return Err(format!("regime: `{word}` is not compared here; `mtcr` or `nsg`"));
    }
    for (field, code) in
        [("authority", &line.authority), ("end_user.country", &line.end_user.country)]
    {
        if regime.state(code).is_none() {
            return Err(format!("{field}: `{code}` is no country code"));
        }
    }
    if let Some(entry) = line.list_entry.as_ref().filter(|e| regime.outline.find(e).is_none()) {
        let mut with_list = regime.lists.iter().map(|list| format!("{}:{entry}", list.id));
        let meant = with_list.find(|id| regime.outline.find(id).is_some());
        let hint = meant.map(|id| format!("; did you mean `{id}`?")).unwrap_or_default();
        return Err(format!("list_entry: `{entry}` is no paragraph{hint}"));
    }
    line.has_entry()?;
    let LineDays { decided, revoked, .. } = line.days()?;
    let last = |text: &str| AsOf::parse_last(text).map_err(|e| format!("valid_until: {e}"));
    let valid_until = line.valid_until.as_deref().map(last).transpose()?;
    let properties = line.parameters().into_iter().collect();
    Ok(Denial {
        id: line.id,
        regime: line.regime.word().to_owned(),
        authority: line.authority,
        decided,
        valid_until,
        revoked,
        list_entry: line.list_entry,
        article: line.article,
        description: line.description,
        properties,
        end_user: DenialParty { name: line.end_user.name, country: line.end_user.country },
        catch_all: line.catch_all,
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
        similar: users
            .iter()
            .map(|user| similar(&user.name, std::iter::once(denial.end_user.name.as_str())))
            .collect(),
        ..denial.clone()
    });
    Denials::Looked(compared.collect())
}

#[cfg(test)]
mod test {
    use control::evidence::Similar;

    use super::similar;

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
            let found = similar(stated, std::iter::once(denied));
            assert_eq!(found, wanted, "{stated} / {denied}");
        }
    }
}
