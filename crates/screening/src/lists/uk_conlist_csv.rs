//! UK OFSI consolidated list as CSV: one row per alias and address, joined by `Group ID`. The
//! first line holds the date, the second the column names; older files are in Windows-1252.

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::{decode, is_blank};
use super::{ListFile, SourceFile, only, uk};
use crate::listing::{IdentifierKind, NameQuality};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let Some((first, rest)) = text.split_once('\n') else {
        return Err(Refusal::truncated(file.name, Some(1), "there is one line only"));
    };
    let stated =
        first.split_once(',').filter(|(label, _)| label.trim_matches('"').starts_with("Last"));
    let Some((_, day)) = stated else {
        return Err(Refusal::wrong_kind(file.name, "the first line is not `Last Updated,…`"));
    };
    let day = day.trim_end_matches([',', '\r', ' ']).trim_matches('"');
    let required = ["Name 6", "Group ID", "Group Type", "Alias Type"];
    let table = Table::read(file.name, rest, b',', 1, &required)?;
    let mut pile = Pile::new(&file);
    for (id, rows) in table.joined("Group ID") {
        let Some(first) = rows.first() else { continue };
        let mut draft = Draft::new(id, uk::kind(first.get("Group Type")));
        rows.iter().for_each(|row| add(&mut draft, row));
        pile.take(draft, Some(first.line))?;
    }
    pile.finish("uk", date::day(day, Order::DayFirst), table.len())
}

fn add(draft: &mut Draft, row: &Row<'_>) {
    let parts = ["Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"];
    let parts = parts.map(|part| row.get(part));
    uk::name(draft, parts, row.get("Alias Type"), row.get("Alias Quality"));
    draft.name(row.get("Name Non-Latin Script"), NameQuality::Strong);
    uk::births(draft, row.get("DOB"));
    draft.country(row.get("Nationality"));
    draft.country(row.get("Country"));
    let address = ["1", "2", "3", "4", "5", "6"].map(|n| row.get(&format!("Address {n}")));
    let mut address = address.to_vec();
    address.extend([row.get("Post/Zip Code"), row.get("Country")]);
    draft.address(&address);
    documents(draft, row);
    draft.programme(row.get("Regime"));
    draft.listed_on(date::day(row.get("Listed On"), Order::DayFirst));
    let text = row.get("Other Information");
    uk::references(draft, text);
    if draft.party.remarks.is_empty() {
        draft.remark(text);
    }
}

fn documents(draft: &mut Draft, row: &Row<'_>) {
    let passport = row.get("Passport Number");
    if is_blank(passport) {
        for detail in uk::numbered(row.get("Passport Details")) {
            draft.identifier(IdentifierKind::Passport, number(detail), "");
        }
    } else {
        uk::identifiers(draft, IdentifierKind::Passport, passport);
    }
    let national = row.first(&["National Identification Number", "NI Number"]);
    for detail in uk::numbered(national) {
        draft.identifier(IdentifierKind::NationalId, number(detail), "");
    }
}

/// The number in a free text such as `Passport No: 592667 (Qatari passport issued on …)`: the
/// first word with a digit, or the whole text where there is none.
fn number(detail: &str) -> &str {
    let words = detail.split([' ', ',', ';', '(', ')']);
    let mut words = words.map(|word| word.trim_end_matches('.'));
    words.find(|word| word.chars().any(|c| c.is_ascii_digit())).unwrap_or(detail)
}
