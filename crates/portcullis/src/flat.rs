//! Transfers as flat CSV: one row an item, rows of one `transfer_id` are one transfer.

use std::borrow::Cow;

use control::input::{Given, ItemInput, PartyInput, TransferInput};
use control::problem::{Place, Problem, did_you_mean};
use control::regime::{Kinship, Regime};
use control::word::ROLES;

/// What a column feeds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    /// A field of the transfer or the item, by name.
    Field(&'static str),
    /// Name or country of a party.
    Party(&'static str, bool),
    /// A property.
    Property(String),
    /// A relation; entries separated by `;`, `none` for an empty list.
    Relation(&'static str),
    /// `x_…`, carried along by whoever wrote it.
    Own,
}

/// The header, understood.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    columns: Vec<Column>,
    /// As written.
    pub(crate) cells: csv::StringRecord,
}

const FIELDS: &[&str] = &[
    "transfer_id",
    "as_of",
    "profile",
    "kind",
    "from",
    "destination",
    "route",
    "item_id",
    "description",
    "form",
    "scope",
    "hs_code",
    "hs_edition",
    "claimed",
    "article",
    "quantity",
    "unit",
    "value",
    "currency",
    "programme",
    "awareness",
    "safeguarded",
    "end_use_statement",
    "end_use_location",
    "assurances",
];

impl Header {
    /// Reads a header; every column must be known.
    pub(crate) fn read(regime: &Regime, record: &csv::StringRecord) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut columns = Vec::new();
        for name in record {
            let name = name.trim_start_matches('\u{feff}').trim();
            match column(regime, name) {
                Some(column) if columns.contains(&column) && column != Column::Own => {
                    problems.push(Problem::new(Place::field(name), "the column stands twice"));
                }
                Some(column) => columns.push(column),
                None => {
                    let problem = Problem::new(Place::field(name), "unknown column");
                    problems.push(problem.hint(suggestion(regime, name)));
                }
            }
        }
        if !columns.contains(&Column::Field("transfer_id")) {
            let problem = Problem::new(Place::default(), "no column `transfer_id`");
            problems.push(problem.hint("the first line names the columns"));
        }
        if problems.is_empty() {
            Ok(Self { columns, cells: record.clone() })
        } else {
            Err(problems)
        }
    }

    /// The column of the transfer id.
    pub(crate) fn transfer_column(&self) -> Option<usize> {
        self.columns.iter().position(|c| *c == Column::Field("transfer_id"))
    }

    /// The line of the row that a field such as `items[2].properties.range` is about; 0 for the
    /// transfer's own.
    pub(crate) fn line(&self, rows: &[csv::StringRecord], field: &str) -> usize {
        let label = field.strip_prefix("items[").and_then(|rest| rest.split_once(']'));
        let Some((label, _)) = label else { return 0 };
        let column = self.columns.iter().position(|c| *c == Column::Field("item_id"));
        let own = |row: &&csv::StringRecord| {
            column.and_then(|at| row.get(at)).is_some_and(|cell| cell.trim() == label)
        };
        let counted = || rows.get(label.parse::<usize>().ok()?.checked_sub(1)?);
        rows.iter().find(own).or_else(counted).map_or(0, line)
    }

    /// Rows of one transfer to its shape. What the first row says of the transfer holds; a later
    /// row that says otherwise contradicts it.
    pub(crate) fn transfer<'r>(
        &self,
        rows: &'r [csv::StringRecord],
    ) -> (TransferInput<'r>, Vec<Problem>) {
        let mut input = TransferInput::default();
        let mut problems = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut item = ItemInput::default();
            let mut parties: Vec<PartyInput<'r>> = Vec::new();
            for (column, cell) in self.columns.iter().zip(row) {
                let cell = cell.trim();
                if cell.is_empty() {
                    continue;
                }
                match column {
                    Column::Field("safeguarded") if !matches!(cell, "true" | "false") => {
                        let what = format!("`{cell}` does not fit here");
                        let problem = Problem::new(place("safeguarded", row), what);
                        problems.push(problem.hint("`true` or `false`"));
                    }
                    Column::Field(name) => {
                        let contradicts = !field(&mut input, &mut item, name, cell, at == 0);
                        if contradicts {
                            let what = format!("`{cell}` contradicts the transfer's first row");
                            problems.push(Problem::new(place(name, row), what));
                        }
                    }
                    Column::Party(role, is_name) => party(&mut parties, role, *is_name, cell),
                    Column::Property(name) => {
                        let name = Cow::Owned(name.clone());
                        item.properties.push((name, Given::Text(Cow::Borrowed(cell))));
                    }
                    Column::Relation(name) => {
                        item.relations.push((Cow::Borrowed(name), list(cell)));
                    }
                    Column::Own => {}
                }
            }
            // Parties of later rows add to the transfer; nobody who is named goes unscreened.
            for party in parties {
                let same = |known: &PartyInput<'_>| {
                    known.role == party.role
                        && known.name == party.name
                        && known.country == party.country
                };
                if !input.parties.iter().any(same) {
                    input.parties.push(party);
                }
            }
            input.items.push(item);
        }
        (input, problems)
    }
}

fn place(field: &str, row: &csv::StringRecord) -> Place {
    Place { line: line(row), ..Place::field(field) }
}

fn line(row: &csv::StringRecord) -> usize {
    row.position().and_then(|at| usize::try_from(at.line()).ok()).unwrap_or(0)
}

fn column(regime: &Regime, name: &str) -> Option<Column> {
    if let Some(field) = FIELDS.iter().find(|field| **field == name) {
        return Some(Column::Field(field));
    }
    if let Some(property) = name.strip_prefix("prop:") {
        let known = regime.vocabulary.find_property(property).is_some();
        return (known || property.starts_with("x_"))
            .then(|| Column::Property(property.to_owned()));
    }
    if let Some(relation) = name.strip_prefix("rel:") {
        return Kinship::parse(relation).map(|kinship| Column::Relation(kinship.word()));
    }
    for role in ROLES {
        match name.strip_prefix(role) {
            Some("_name") => return Some(Column::Party(role, true)),
            Some("_country") => return Some(Column::Party(role, false)),
            _ => {}
        }
    }
    name.starts_with("x_").then_some(Column::Own)
}

fn suggestion(regime: &Regime, name: &str) -> String {
    let roles = ROLES.iter().flat_map(|r| [format!("{r}_name"), format!("{r}_country")]);
    let properties = regime.vocabulary.properties().iter().map(|p| format!("prop:{}", p.id));
    let relations = Kinship::ALL.into_iter().map(|k| format!("rel:{}", k.word()));
    let fields = FIELDS.iter().map(ToString::to_string);
    let known: Vec<String> = fields.chain(roles).chain(properties).chain(relations).collect();
    did_you_mean(name, known.iter().map(String::as_str)).unwrap_or_else(|| {
        "columns: transfer_id, as_of, …, `<role>_name`, `prop:<name>`, `rel:<name>`, `x_…`"
            .to_owned()
    })
}

/// Puts a cell where it belongs; false if it contradicts an earlier row.
fn field<'r>(
    input: &mut TransferInput<'r>,
    item: &mut ItemInput<'r>,
    name: &'static str,
    cell: &'r str,
    first: bool,
) -> bool {
    let text = Some(Cow::Borrowed(cell));
    let slot = match name {
        "transfer_id" => &mut input.id,
        "as_of" => &mut input.as_of,
        "profile" => &mut input.profile,
        "kind" => &mut input.kind,
        "from" => &mut input.from,
        "destination" => &mut input.destination,
        "programme" => &mut input.programme,
        "awareness" => &mut input.awareness,
        "item_id" => &mut item.id,
        "description" => &mut item.description,
        "form" => &mut item.form,
        "article" => &mut item.article,
        "hs_code" => &mut item.hs_code,
        "hs_edition" => &mut item.hs_edition,
        "end_use_statement" if first => &mut input.statement,
        "end_use_location" if first => &mut input.location,
        _ => {
            lists(input, item, name, cell, first);
            return true;
        }
    };
    if slot.is_some() {
        return *slot == text;
    }
    *slot = text;
    true
}

fn lists<'r>(
    input: &mut TransferInput<'r>,
    item: &mut ItemInput<'r>,
    name: &'static str,
    cell: &'r str,
    first: bool,
) {
    match name {
        "scope" => item.scope = Some(list(cell)),
        "claimed" => item.claimed = list(cell),
        "quantity" | "unit" | "value" | "currency" => {
            item.amounts.push((name, Cow::Borrowed(cell)));
        }
        "route" if first => input.route = list(cell),
        "assurances" if first => input.assurances = list(cell),
        "safeguarded" if first => {
            input.safeguarded = match cell {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            };
        }
        _ => {}
    }
}

fn party<'r>(parties: &mut Vec<PartyInput<'r>>, role: &'static str, is_name: bool, cell: &'r str) {
    let known = parties.iter().position(|p| p.role.as_deref() == Some(role));
    let at = known.unwrap_or_else(|| {
        parties.push(PartyInput { role: Some(Cow::Borrowed(role)), ..PartyInput::default() });
        parties.len() - 1
    });
    if let Some(party) = parties.get_mut(at) {
        let slot = if is_name { &mut party.name } else { &mut party.country };
        *slot = Some(Cow::Borrowed(cell));
    }
}

fn list(cell: &str) -> Vec<Cow<'_, str>> {
    if cell == "none" {
        return Vec::new();
    }
    cell.split(';').map(|part| Cow::Borrowed(part.trim())).filter(|part| !part.is_empty()).collect()
}
