//! The facts that a judgement rests on, of a listed entry and of a customer: a short digest for each
//! field, so that a later change is seen and named, and the facts themselves need not be kept.

use std::collections::BTreeMap;

use screening::listing::{BirthDate, ListedIdentifier, ListedParty};

use crate::files;
use crate::who::Who;

/// Field and digest; a field that is not given is left out.
pub(crate) type Facts = BTreeMap<String, String>;

/// Hexadecimal digits of a digest: 64 bits, against change and not against malice.
const DIGITS: usize = 16;

/// The facts by which a listed entry is told from others. Remarks, programmes and days are not
/// among them: they say why and since when somebody is listed, not who it is.
pub(crate) fn of_entry(party: &ListedParty) -> Facts {
    let names = party.names.iter().map(|n| format!("{} {:?}", n.whole, n.quality)).collect();
    facts([
        ("kind", vec![format!("{:?}", party.kind)]),
        ("names", names),
        ("birth", party.birth.iter().map(birth).collect()),
        ("countries", party.countries.clone()),
        ("addresses", party.addresses.clone()),
        ("identifiers", party.identifiers.iter().map(identifier).collect()),
        ("gender", party.gender.iter().cloned().collect()),
    ])
}

/// What the user said of a customer.
pub(crate) fn of_customer(who: &Who) -> Facts {
    facts([
        ("name", vec![one_line(&who.name)]),
        ("kind", who.kind.iter().map(|kind| format!("{kind:?}")).collect()),
        ("birth", who.birth.iter().map(birth).collect()),
        ("country", who.country.iter().cloned().collect()),
        ("identifiers", who.identifiers.iter().map(identifier).collect()),
        ("gender", who.gender.iter().cloned().collect()),
    ])
}

/// The digest of a customer's name by itself.
pub(crate) fn of_name(name: &str) -> Option<String> {
    facts([("name", vec![one_line(name)])]).remove("name")
}

/// Fields that differ, in the order of their names.
pub(crate) fn changed<'a>(then: &'a Facts, now: &'a Facts) -> Vec<&'a str> {
    let mut fields: Vec<&str> = then.keys().chain(now.keys()).map(String::as_str).collect();
    fields.sort_unstable();
    fields.dedup();
    fields.retain(|field| then.get(*field) != now.get(*field));
    fields
}

/// A date of birth as a user would write it.
pub(crate) fn birth(date: &BirthDate) -> String {
    let mut text = if date.circa { "circa ".to_owned() } else { String::new() };
    text.push_str(&date.year_min.to_string());
    if date.year_max != date.year_min {
        text.push_str(&format!("..{}", date.year_max));
    }
    for part in [date.month, date.day].into_iter().flatten() {
        text.push_str(&format!("-{part:02}"));
    }
    text
}

/// An identifier with its kind and state.
pub(crate) fn identifier(id: &ListedIdentifier) -> String {
    let state = id.country.as_deref().map_or(String::new(), |code| format!(" {code}"));
    format!("{:?} {}{state}", id.kind, id.value).to_lowercase()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The order of values does not count: lists reorder them at will.
fn facts<const N: usize>(fields: [(&str, Vec<String>); N]) -> Facts {
    let given = fields.into_iter().filter(|(_, values)| values.iter().any(|v| !v.is_empty()));
    let digest = |(field, mut values): (&str, Vec<String>)| {
        values.sort_unstable();
        values.dedup();
        let digest = files::digest(format!("{field}\n{}", values.join("\n")).as_bytes());
        let digest = digest.trim_start_matches("sha256:").get(..DIGITS).unwrap_or_default();
        (field.to_owned(), digest.to_owned())
    };
    given.map(digest).collect()
}
