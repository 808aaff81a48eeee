//! OpenSanctions simplified table (`targets.simple.csv`): one row per party, several values in a
//! cell with `;` between.

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::decode;
use super::{ListFile, SourceFile, identify, only};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let required = ["id", "schema", "name", "aliases", "identifiers"];
    let table = Table::read(file.name, &text, b',', 0, &required)?;
    let mut pile = Pile::new(&file);
    let mut seen: Option<String> = None;
    for row in table.rows() {
        seen = seen.max(date::day(row.get("last_seen"), Order::DayFirst));
        pile.take(entry(&row), Some(row.line))?;
    }
    pile.finish("opensanctions", seen, table.len())
}

fn several<'a>(row: &Row<'a>, column: &str) -> impl Iterator<Item = &'a str> {
    row.get(column).split(';').map(str::trim).filter(|value| !value.is_empty())
}

fn entry(row: &Row<'_>) -> Draft {
    let kind = match row.get("schema") {
        "Person" => PartyKind::Person,
        "Organization" | "Company" | "PublicBody" => PartyKind::Organisation,
        "Vessel" => PartyKind::Vessel,
        "Airplane" => PartyKind::Aircraft,
        _ => PartyKind::Unknown,
    };
    let mut draft = Draft::new(row.get("id"), kind);
    draft.name(row.get("name"), NameQuality::Primary);
    several(row, "aliases").for_each(|alias| draft.name(alias, NameQuality::Strong));
    for birth in several(row, "birth_date") {
        draft.birth(date::birth(birth, Order::DayFirst), birth);
    }
    several(row, "countries").for_each(|country| draft.country(country));
    several(row, "addresses").for_each(|address| draft.address(&[address]));
    several(row, "identifiers").for_each(|value| identifier(&mut draft, value));
    let programmes = if row.get("program_ids").is_empty() { "dataset" } else { "program_ids" };
    several(row, programmes).for_each(|programme| draft.programme(programme));
    draft.remark(row.get("sanctions"));
    draft
}

/// The table drops the kinds of identifiers; only those with a shape of their own are told apart.
fn identifier(draft: &mut Draft, value: &str) {
    let imo = value.strip_prefix("IMO").and_then(identify::imo);
    match imo {
        Some(imo) => draft.identifier(IdentifierKind::Imo, &imo, ""),
        None if identify::is_lei(value) && value.bytes().any(|b| b.is_ascii_alphabetic()) => {
            draft.identifier(IdentifierKind::Lei, value, "");
        }
        None => draft.identifier(IdentifierKind::Other, value, ""),
    }
}
