//! BIS Denied Persons List: tab separated with a header, one row per name, address and order.

use std::collections::BTreeMap;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows::{Row, Table};
use super::text::{decode, tidy};
use super::{ListFile, SourceFile, only, us_csl};
use crate::listing::PartyKind;

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let required = ["Name", "Street_Address", "Effective_Date", "Expiration_Date"];
    let table = Table::read(file.name, &text, b'\t', 0, &required)?;
    let mut orders: Vec<(Draft, u64)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut updated: Option<String> = None;
    for row in table.rows() {
        updated = updated.max(date::day(row.get("Last_Update"), Order::MonthFirst));
        let key = number(&row);
        let at = *index.entry(key.clone()).or_insert_with(|| {
            orders.push((order(&key, &row), row.line));
            orders.len().saturating_sub(1)
        });
        if let Some((draft, _)) = orders.get_mut(at) {
            place(draft, &row);
        }
    }
    let mut pile = Pile::new(&file);
    for (draft, line) in orders {
        pile.take(draft, Some(line))?;
    }
    pile.finish("us-dpl", updated, table.len())
}

/// The list has no numbers: the name and the day on which the order took effect stand for one.
fn number(row: &Row<'_>) -> String {
    let from = row.get("Effective_Date");
    let from = date::day(from, Order::MonthFirst).unwrap_or_else(|| from.to_owned());
    format!("{} {from}", tidy(row.get("Name")))
}

fn order(number: &str, row: &Row<'_>) -> Draft {
    // The list does not say whether a party is a person.
    let mut draft = Draft::new(number, PartyKind::Unknown);
    us_csl::denied_name(&mut draft, row.get("Name"));
    draft.programme("DPL");
    draft.listed_on(date::day(row.get("Effective_Date"), Order::MonthFirst));
    draft.party.delisted_on = date::day(row.get("Expiration_Date"), Order::MonthFirst);
    draft.remark(row.get("FR_Citation"));
    if row.get("Standard_Order") == "N" {
        draft.remark("not a standard order");
    }
    draft
}

fn place(draft: &mut Draft, row: &Row<'_>) {
    let fields = ["Street_Address", "City", "State", "Postal_Code", "Country"];
    draft.address(&fields.map(|field| row.get(field)));
    let country = row.get("Country");
    // American addresses leave the country empty.
    let american = country.is_empty() && !row.get("State").is_empty();
    draft.country(if american { "US" } else { country });
}
