//! A FollowTheMoney entity as a question: whom does it look like? What cannot be read or compared is
//! told, never dropped in silence.

use std::collections::{BTreeMap, BTreeSet};

use control::problem::did_you_mean;
use screening::listing::{BirthDate, IdentifierKind};
use screening::lists::country_code;

use super::{IDENTIFIERS, SCHEMATA, Schema};
use crate::who::{Who, birth_date, identifier_word};
use crate::wire::pairs::{Pairs, Texts};

/// Names of one example that are searched; more are told.
const NAMES_MAX: usize = 20;
/// Values of one property that are read.
const VALUES_MAX: usize = 200;

/// Whole names that are searched one by one.
const NAMES: &[&str] = &["name", "alias", "previousName", "weakAlias"];
/// Parts from which a name is made where there is none, in the order of writing.
const NAME_PARTS: &[&str] =
    &["firstName", "secondName", "middleName", "fatherName", "motherName", "lastName"];
/// States of a party.
const COUNTRIES: &[&str] =
    &["country", "nationality", "citizenship", "jurisdiction", "flag", "mainCountry"];

/// Whom to look for, out of an example.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    /// What it is.
    pub(crate) schema: &'static Schema,
    /// What was understood, by property.
    pub(crate) properties: BTreeMap<String, Vec<String>>,
    /// One for each name; one without a name where only identifiers are given.
    pub(crate) whos: Vec<Who>,
    /// What was not.
    pub(crate) notes: Vec<String>,
    /// Why the example is not searched whole, if so.
    pub(crate) partial: Option<String>,
}

/// Reads an example.
///
/// # Errors
/// Why it names nobody: an unknown schema, a value that is no text, nothing to look for.
pub(crate) fn read(schema: &str, given: &Pairs<Texts>) -> Result<Example, String> {
    let schema = Schema::named(schema).ok_or_else(|| unknown_schema(schema))?;
    let mut notes = Vec::new();
    let mut properties = BTreeMap::new();
    for (property, values) in &given.0 {
        if !is_compared(property) {
            notes.push(format!("property `{property}` is not compared"));
        } else if values.others {
            return Err(format!("properties.{property}: not a text, nor a list of texts"));
        }
        if values.texts.len() > VALUES_MAX {
            let found = values.texts.len();
            return Err(format!("properties.{property}: {found} values; {VALUES_MAX} at most"));
        }
        let texts = values.texts.iter().map(|text| text.trim());
        let texts: Vec<String> = texts.filter(|text| !text.is_empty()).map(str::to_owned).collect();
        if !texts.is_empty() {
            properties.insert(property.clone(), texts);
        }
    }
    let mut who = Who::default();
    countries(&mut properties, &mut who, &mut notes);
    who.birth = birth(&mut properties, &mut notes);
    gender(&mut properties, &mut who, &mut notes);
    who.kind = schema.kind;
    let aircraft = schema.name == "Airplane";
    for (property, kind, _) in IDENTIFIERS {
        // The mark of an aircraft stands where companies have their number.
        let meant = match (*property, aircraft) {
            ("registrationNumber", true) => IdentifierKind::TailNumber,
            ("registrationNumber", false) => IdentifierKind::Registration,
            _ => *kind,
        };
        if meant == *kind {
            for value in properties.get(*property).into_iter().flatten() {
                who.identify(identifier_word(*kind), value);
            }
        }
    }
    notes.append(&mut who.notes);
    let (names, all) = names(&properties, aircraft);
    if names.is_empty() && who.identifiers.is_empty() {
        let hint = "give `name`, or an identifier such as `imoNumber`";
        return Err(format!("no name and no identifier to look for; {hint}"));
    }
    let partial = (all > names.len())
        .then(|| format!("{all} names are given, of which {NAMES_MAX} were searched"));
    let named = |name: String| Who { name, ..who.clone() };
    let whos = if names.is_empty() { vec![who] } else { names.into_iter().map(named).collect() };
    Ok(Example { schema, properties, whos, notes, partial })
}

fn unknown_schema(schema: &str) -> String {
    let known = SCHEMATA.iter().map(|schema| schema.name);
    let near = did_you_mean(schema, known.clone());
    let near = near.map_or(String::new(), |near| format!("; {near}"));
    let known: Vec<&str> = known.collect();
    format!(
        "schema `{schema}`: no party can be looked for by it{near}; known are {}",
        known.join(", ")
    )
}

/// Properties that are compared with the lists, each once.
pub(crate) fn compared() -> impl Iterator<Item = &'static str> {
    let facts = NAMES.iter().chain(NAME_PARTS).chain(COUNTRIES).chain(&["birthDate", "gender"]);
    // Ship, aircraft and company numbers stand under one property.
    let numbers = IDENTIFIERS.iter().map(|(property, ..)| *property);
    facts.copied().chain(numbers.collect::<BTreeSet<_>>())
}

fn is_compared(property: &str) -> bool {
    compared().any(|known| known == property)
}

/// The names that are searched, and how many there are.
fn names(properties: &BTreeMap<String, Vec<String>>, aircraft: bool) -> (Vec<String>, usize) {
    let mut seen = BTreeSet::new();
    // Lists name an aircraft by its mark, and a mark of letters alone tells too little as a number.
    let marks = aircraft.then_some("registrationNumber");
    let given = NAMES.iter().copied().chain(marks);
    let given = given.filter_map(|property| properties.get(property)).flatten();
    let mut names: Vec<String> = given.filter(|name| seen.insert(*name)).cloned().collect();
    if names.is_empty() {
        let parts = NAME_PARTS.iter().filter_map(|part| properties.get(*part)?.first());
        let whole = parts.map(String::as_str).collect::<Vec<_>>().join(" ");
        names.extend((!whole.is_empty()).then_some(whole));
    }
    let all = names.len();
    names.truncate(NAMES_MAX);
    (names, all)
}

/// Names of states become their codes, in the answer's echo too.
fn countries(
    properties: &mut BTreeMap<String, Vec<String>>,
    who: &mut Who,
    notes: &mut Vec<String>,
) {
    let mut codes: Vec<String> = Vec::new();
    for property in COUNTRIES {
        let Some(values) = properties.get_mut(*property) else { continue };
        values.retain_mut(|value| match country_code(value) {
            Some(code) => {
                if !codes.iter().any(|known| known == code) {
                    codes.push(code.to_owned());
                }
                *value = code.to_lowercase();
                true
            }
            None => {
                notes.push(format!("{property} `{value}` is no state known here; not compared"));
                false
            }
        });
    }
    let mut codes = codes.into_iter();
    who.country = codes.next();
    who.other_countries = codes.collect();
}

/// Several dates of birth are one range: a differing one must not clear what another confirms.
fn birth(
    properties: &mut BTreeMap<String, Vec<String>>,
    notes: &mut Vec<String>,
) -> Option<BirthDate> {
    let values = properties.get_mut("birthDate")?;
    let mut births: Vec<BirthDate> = Vec::new();
    values.retain(|value| {
        // A time of day behind the date says nothing about a person.
        let date = value.split(['T', ' ']).next().unwrap_or(value);
        match birth_date(if value.starts_with('c') { value } else { date }) {
            Ok(birth) => births.push(birth),
            Err(what) => {
                notes.push(format!("birthDate: {what}; not compared"));
                return false;
            }
        }
        true
    });
    let first = births.first()?.clone();
    if births.iter().all(|birth| *birth == first) {
        return Some(first);
    }
    let year_min = births.iter().map(|b| b.year_min).min().unwrap_or(first.year_min);
    let year_max = births.iter().map(|b| b.year_max).max().unwrap_or(first.year_max);
    let circa = births.iter().any(|b| b.circa);
    Some(BirthDate { year_min, year_max, month: None, day: None, circa })
}

fn gender(properties: &mut BTreeMap<String, Vec<String>>, who: &mut Who, notes: &mut Vec<String>) {
    let Some(values) = properties.get_mut("gender") else { return };
    let mut read: BTreeSet<&'static str> = BTreeSet::new();
    for value in &*values {
        match value.to_lowercase().as_str() {
            "male" | "m" => drop(read.insert("male")),
            "female" | "f" => drop(read.insert("female")),
            _ => notes.push(format!("gender `{value}` is not compared")),
        }
    }
    // Two that contradict each other say nothing.
    who.gender = (read.len() == 1).then(|| read.first().map(|g| (*g).to_owned())).flatten();
    *values = read.into_iter().map(str::to_owned).collect();
}
