//! Facts that a whole file lacks, stated once by the user. They fill only what a transfer does not
//! state itself, and each one used is listed in the determination.

use std::borrow::Cow;

use crate::input::{Given, ItemInput, TransferInput};
use crate::problem::{Place, Problem, did_you_mean};
use crate::regime::{Kinship, PropertyKind, Regime};

/// Fields of a transfer that can be assumed; `NAME` is any property.
pub const FIELDS: &[&str] = &[
    "screening",
    "from",
    "destination",
    "kind",
    "assurances",
    "end_use.awareness",
    "end_use.programme",
    "end_use.safeguarded",
    "items.form",
    "items.article",
    "items.scope",
    "items.properties.NAME",
    "items.relations.contains",
    "items.relations.usable_in",
    "items.relations.specially_designed_for",
    "items.relations.designed_or_modified_for",
    "items.relations.part_of",
];

/// One assumption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assumption {
    /// The field.
    pub field: String,
    /// Its value; `none` is an empty list.
    pub value: String,
}

impl std::fmt::Display for Assumption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}={}", self.field, self.value)
    }
}

/// Reads `field=value`.
///
/// # Errors
/// Not of that form, or not a field that can be assumed.
pub fn read(regime: &Regime, text: &str) -> Result<Assumption, Problem> {
    let place = || Place::field("--assume");
    let Some((field, value)) = text.split_once('=') else {
        let problem = Problem::new(place(), format!("`{text}` is no assumption"));
        return Err(problem.hint("write FIELD=VALUE, such as end_use.awareness=none"));
    };
    let property = field.strip_prefix("items.properties.");
    let known = match property {
        Some(name) => regime.vocabulary.find_property(name).is_some(),
        None => FIELDS.contains(&field),
    };
    if !known {
        let problem = Problem::new(place(), format!("`{field}` cannot be assumed"));
        let near = match property {
            Some(name) => {
                did_you_mean(name, regime.vocabulary.properties().iter().map(|p| p.id.as_str()))
            }
            None => did_you_mean(field, FIELDS.iter().copied()),
        };
        return Err(problem.hint(near.unwrap_or_else(|| format!("fields: {}", FIELDS.join(", ")))));
    }
    let problem = |what: &str, hint: &str| {
        Err(Problem::new(place(), format!("`{value}` {what} for `{field}`")).hint(hint))
    };
    match field {
        "screening" if value != "clear" => problem("is no value", "only `clear` can be assumed"),
        "end_use.safeguarded" if !matches!(value, "true" | "false") => {
            problem("is no value", "`true` or `false`")
        }
        _ => Ok(Assumption { field: field.to_owned(), value: value.to_owned() }),
    }
}

/// Fills what the transfer does not state; returns those that were used. `screening` is the
/// caller's, since it is no field of a transfer.
pub fn fill(
    regime: &Regime,
    input: &mut TransferInput<'_>,
    assumptions: &[Assumption],
) -> Vec<String> {
    let mut used = Vec::new();
    for assumption in assumptions {
        let value = assumption.value.as_str();
        let text = |slot: &mut Option<Cow<'_, str>>| {
            let absent = slot.is_none();
            if absent {
                *slot = Some(Cow::Owned(value.to_owned()));
            }
            absent
        };
        let filled = match assumption.field.as_str() {
            "from" => text(&mut input.from),
            "destination" => text(&mut input.destination),
            "kind" => text(&mut input.kind),
            "end_use.awareness" => text(&mut input.awareness),
            "end_use.programme" => text(&mut input.programme),
            "end_use.safeguarded" if input.safeguarded.is_none() => {
                input.safeguarded = Some(value == "true");
                true
            }
            "assurances" if input.assurances.is_empty() => {
                input.assurances = list(value);
                !input.assurances.is_empty()
            }
            field => {
                let Some(field) = field.strip_prefix("items.") else { continue };
                let mut any = false;
                for item in &mut input.items {
                    any |= fill_item(regime, item, field, value);
                }
                any
            }
        };
        if filled {
            used.push(assumption.to_string());
        }
    }
    used
}

fn fill_item(regime: &Regime, item: &mut ItemInput<'_>, field: &str, value: &str) -> bool {
    let owned = || Some(Cow::Owned(value.to_owned()));
    match field {
        "form" if item.form.is_none() => item.form = owned(),
        "article" if item.article.is_none() => item.article = owned(),
        "scope" if item.scope.is_none() => item.scope = Some(list(value)),
        _ => {
            if let Some(name) = field.strip_prefix("relations.") {
                let stated = item.relations.iter().any(|(own, _)| own == name);
                if stated || Kinship::parse(name).is_none() {
                    return false;
                }
                item.relations.push((Cow::Owned(name.to_owned()), list(value)));
                return true;
            }
            let Some(name) = field.strip_prefix("properties.") else { return false };
            if item.properties.iter().any(|(own, _)| own == name) {
                return false;
            }
            let kind = regime.vocabulary.find_property(name);
            let kind = kind.map(|at| &regime.vocabulary.property(at).kind);
            let given = match (kind, value) {
                (Some(PropertyKind::Flag), "true" | "false") => Given::Flag(value == "true"),
                _ => Given::Text(Cow::Owned(value.to_owned())),
            };
            item.properties.push((Cow::Owned(name.to_owned()), given));
        }
    }
    true
}

fn list<'a>(value: &str) -> Vec<Cow<'a, str>> {
    if value == "none" {
        return Vec::new();
    }
    value.split(',').map(|part| Cow::Owned(part.trim().to_owned())).collect()
}
