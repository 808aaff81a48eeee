//! US Consolidated Screening List as CSV: 29 columns, several values in a cell with `; ` between.

use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::decode;
use super::{ListFile, SourceFile, country, ofac, only, us_csl};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let required = ["_id", "source", "name", "alt_names", "ids"];
    let table = Table::read(file.name, &text, b',', 0, &required)?;
    let mut pile = Pile::new(&file);
    for row in table.rows() {
        pile.take(entry(&row), Some(row.line))?;
    }
    pile.finish("us-csl", None, table.len())
}

fn several(cell: &str) -> Vec<&str> {
    cell.split("; ").map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn entry(row: &Row<'_>) -> Draft {
    let mut countries = several(row.get("nationalities"));
    countries.extend(several(row.get("citizenships")));
    let record = us_csl::Record {
        id: row.get("_id"),
        source: row.get("source"),
        kind: row.get("type"),
        name: row.get("name"),
        alt_names: several(row.get("alt_names")),
        programmes: several(row.get("programs")),
        countries,
        births: several(row.get("dates_of_birth")),
        start: row.get("start_date"),
        end: row.get("end_date"),
        call_sign: row.get("call_sign"),
        flag: row.get("vessel_flag"),
        remarks: row.get("remarks"),
        title: row.get("title"),
        notice: row.get("federal_register_notice"),
    };
    let mut draft = record.draft();
    for line in several(row.get("addresses")) {
        us_csl::address(&mut draft, line);
    }
    for id in several(row.get("ids")) {
        identifier(&mut draft, id);
    }
    draft
}

/// `RU, 7702235133, Tax ID No.` or, without a country, `CBRFRUMM, SWIFT/BIC`.
fn identifier(draft: &mut Draft, id: &str) {
    let Some((rest, label)) = id.rsplit_once(", ") else { return };
    match rest.split_once(", ") {
        Some((issuer, value)) if issuer.len() == 2 && country::code(issuer).is_some() => {
            ofac::labelled(draft, label, value, issuer);
        }
        _ => ofac::labelled(draft, label, rest, ""),
    }
}
