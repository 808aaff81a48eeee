//! UK Sanctions List as CSV: one row per name, address and so on, joined by `Unique ID`. A line
//! `Report Date: …` stands before the column names.

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::decode;
use super::{ListFile, SourceFile, only, uk};
use crate::listing::{IdentifierKind, NameQuality};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let stated = text
        .split_once('\n')
        .filter(|(first, _)| first.trim_start_matches('"').starts_with("Report Date"));
    let (day, body, before) = match stated {
        Some((first, rest)) => (first.split_once(':').map_or("", |(_, day)| day), rest, 1),
        None => ("", &*text, 0),
    };
    let day = day.trim_matches(|c: char| matches!(c, ',' | '"') || c.is_whitespace());
    let required = ["Unique ID", "Name 6", "Name type", "Regime Name"];
    let table = Table::read(file.name, body, b',', before, &required)?;
    let mut pile = Pile::new(&file);
    for (id, rows) in table.joined("Unique ID") {
        let Some(first) = rows.first() else { continue };
        let mut draft = Draft::new(
            id,
            uk::kind(first.first(&["Designation Type", "Individual, Entity, Ship"])),
        );
        rows.iter().for_each(|row| add(&mut draft, row));
        pile.take(draft, Some(first.line))?;
    }
    pile.finish("uk", date::day(day, Order::DayFirst), table.len())
}

fn add(draft: &mut Draft, row: &Row<'_>) {
    let parts = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"];
    let parts = parts.map(|part| row.get(part));
    uk::name(draft, parts, row.get("Name type"), row.get("Alias strength"));
    draft.name(row.get("Name non-latin script"), NameQuality::Strong);
    uk::births(draft, row.get("D.O.B"));
    draft.country(row.get("Nationality(/ies)"));
    draft.country(row.get("Address Country"));
    draft.country(row.get("Current believed flag of ship"));
    let lines = ["1", "2", "3", "4", "5", "6"].map(|n| row.get(&format!("Address Line {n}")));
    let mut lines = lines.to_vec();
    lines.extend([row.get("Address Postal Code"), row.get("Address Country")]);
    draft.address(&lines);
    for (column, kind) in [
        ("UN Reference Number", IdentifierKind::ListReference),
        ("Passport number", IdentifierKind::Passport),
        ("National Identifier number", IdentifierKind::NationalId),
        ("Business registration number (s)", IdentifierKind::Registration),
        ("Hull identification number (HIN)", IdentifierKind::Other),
    ] {
        uk::identifiers(draft, kind, row.get(column));
    }
    uk::imo(draft, row.get("IMO number"));
    draft.gender(row.get("Gender"));
    draft.programme(row.get("Regime Name"));
    draft.listed_on(date::day(row.get("Date Designated"), Order::DayFirst));
    if draft.party.remarks.is_empty() {
        draft.remark(row.get("Other Information"));
        draft.remark(row.get("UK Statement of Reasons"));
    }
}
