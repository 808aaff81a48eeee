//! EU financial sanctions file as CSV: one row per name, address, birth, document or citizenship.
//!
//! Version 1.0 has two-letter column prefixes (`Naal_wholename`), 1.1 has long ones
//! (`NameAlias_WholeName`). A table that a spreadsheet saved, with each line wrapped in quotes and
//! padded with tabs, is unwrapped first.

use std::borrow::Cow;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::{decode, is_blank, join};
use super::{ListFile, SourceFile, identify, only};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

const ENTITY: &str = "Entity_logical_id";

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let text = unwrapped(&file, &text)?;
    let table = Table::read(file.name, &text, b';', 0, &[ENTITY])?;
    let rows: Vec<Row<'_>> = table.rows().collect();
    let mut pile = Pile::new(&file);
    for (id, rows) in table.joined(ENTITY) {
        pile.take(entry(id, &rows), rows.first().map(|row| row.line))?;
    }
    let generated = rows.first().map_or("", |row| row.first(&["fileGenerationDate"]));
    let generated = if generated.is_empty() { dated(&rows) } else { generated };
    pile.finish("eu", date::day(generated, Order::DayFirst), table.len())
}

/// Version 1.0 calls its first column `Date_file`; spreadsheets have been seen to change the name.
fn dated<'a>(rows: &[Row<'a>]) -> &'a str {
    rows.first().map_or("", |row| row.first_cell())
}

/// Undoes what a spreadsheet did to a file of one column: quotes around each line, tabs after it.
fn unwrapped<'a>(file: &SourceFile<'_>, text: &'a str) -> Result<Cow<'a, str>, Refusal> {
    let wrapped = |line: &str| line.starts_with('"') && line.trim_end().ends_with("\t\"");
    if !text.lines().next().is_some_and(wrapped) {
        return Ok(Cow::Borrowed(text));
    }
    let mut plain = String::with_capacity(text.len());
    for (index, line) in text.lines().enumerate() {
        let line = line.trim_end_matches([' ', '\r']);
        let inner = line.strip_prefix('"').and_then(|line| line.strip_suffix('"'));
        let Some(inner) = inner else {
            let line = u64::try_from(index).ok().and_then(|index| index.checked_add(1));
            return Err(Refusal::truncated(file.name, line, "the row does not end"));
        };
        // Inside the quoted cell every quotation mark of the inner table is written twice.
        plain.push_str(&inner.trim_end_matches('\t').replace("\"\"", "\""));
        plain.push('\n');
    }
    if !text.ends_with('\n') {
        return Err(Refusal::truncated(file.name, None, "the last row does not end"));
    }
    Ok(Cow::Owned(plain))
}

fn entry(id: &str, rows: &[Row<'_>]) -> Draft {
    let head = |columns: &[&str]| {
        rows.iter().map(|row| row.first(columns)).find(|cell| !is_blank(cell)).unwrap_or("")
    };
    let reference = head(&["Entity_EU_ReferenceNumber", "EU_ref_num"]);
    let number = if reference.is_empty() { id } else { reference };
    let kind = match head(&["Entity_SubjectType_ClassificationCode", "Subject_type"]) {
        "P" | "person" => PartyKind::Person,
        "E" | "enterprise" => PartyKind::Organisation,
        _ => match head(&["Entity_SubjectType"]) {
            "P" | "person" => PartyKind::Person,
            "E" | "enterprise" => PartyKind::Organisation,
            _ => PartyKind::Unknown,
        },
    };
    let mut draft = Draft::new(number, kind);
    let mut names: Vec<&Row<'_>> = rows.iter().collect();
    names.sort_by_key(|row| {
        row.first(&["NameAlias_LogicalId", "Naal_logical_id"]).parse::<u64>().unwrap_or(u64::MAX)
    });
    for row in names {
        name(&mut draft, row);
    }
    for row in rows {
        facts(&mut draft, row);
    }
    let un = head(&["Entity_UnitedNationId"]);
    draft.identifier(IdentifierKind::ListReference, un, "");
    draft.remark(head(&["Entity_Remark"]));
    draft
}

fn name(draft: &mut Draft, row: &Row<'_>) {
    let given = join(
        &[
            row.first(&["NameAlias_FirstName", "Naal_firstname"]),
            row.first(&["NameAlias_MiddleName", "Naal_middlename"]),
        ],
        " ",
    );
    let whole = row.first(&["NameAlias_WholeName", "Naal_wholename"]);
    let family = row.first(&["NameAlias_LastName", "Naal_lastname"]);
    draft.name_of_parts(whole, &given, family, NameQuality::Strong);
    draft.gender(row.first(&["NameAlias_Gender", "Naal_gender"]));
}

fn facts(draft: &mut Draft, row: &Row<'_>) {
    for columns in [
        &["Citizenship_CountryIso2Code", "Citizenship_CountryDescription", "Citi_country"][..],
        &["Address_CountryIso2Code", "Address_CountryDescription", "Addr_country"][..],
    ] {
        let country = columns.iter().map(|column| row.get(column)).find(|c| known(c));
        draft.country(country.unwrap_or(""));
    }
    draft.address(&[
        row.first(&["Address_Street", "Addr_street"]),
        row.first(&["Addr_number", "Address_PoBox"]),
        row.first(&["Address_ZipCode", "Addr_zipcode"]),
        row.first(&["Address_City", "Addr_city"]),
        row.first(&["Address_Place", "Address_Region", "Addr_other"]),
        row.first(&["Address_CountryDescription", "Addr_country"]),
    ]);
    birth(draft, row);
    let number = row.first(&["Identification_Number", "Iden_number"]);
    let label = row.first(&["Identification_TypeDescription", "Identification_TypeCode"]);
    let issuer = row.first(&["Identification_CountryIso2Code", "Iden_country"]);
    let kind = if label.is_empty() { None } else { identify::kind(label) };
    let (number, kind) = kind.map_or_else(|| labelled(number), |kind| (number, kind));
    draft.identifier(kind, number, issuer);
    draft.programme(row.first(&["Entity_Regulation_Programme", "Programme"]));
    let listed = ["Entity_DesignationDate", "Entity_Regulation_PublicationDate"];
    draft.listed_on(date::day(row.first(&listed), Order::DayFirst));
    draft.listed_on(date::day(row.get("Leba_publication_date"), Order::DayFirst));
}

/// Version 1.0 writes the kind behind the number: `A0001 (passport)`.
fn labelled(number: &str) -> (&str, IdentifierKind) {
    let Some((value, rest)) = number.split_once('(') else {
        return (number, IdentifierKind::Other);
    };
    let label = rest.split(['-', ')']).next().unwrap_or_default();
    (value.trim(), identify::kind(label).unwrap_or(IdentifierKind::Other))
}

fn birth(draft: &mut Draft, row: &Row<'_>) {
    let written = row.first(&["BirthDate_BirthDate", "Birt_date"]);
    let year = row.get("BirthDate_Year");
    let (from, to) = (row.get("BirthDate_YearRangeFrom"), row.get("BirthDate_YearRangeTo"));
    let circa = row.get("BirthDate_Circa") == "true";
    let read = if known(from) && known(to) {
        date::birth_between(from, to)
    } else if known(written) {
        date::birth(written, Order::DayFirst)
    } else {
        date::birth_from_numbers(year, row.get("BirthDate_Month"), row.get("BirthDate_Day"))
    };
    draft.birth(read.map(|birth| date::approximate(birth, circa)), &join(&[written, year], " "));
}

/// The file writes `00` and zero where a code or a year is not known.
fn known(text: &str) -> bool {
    !is_blank(text) && !text.chars().all(|c| c == '0')
}
