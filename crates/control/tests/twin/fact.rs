//! What a transfer states, looked up by name; absence is none.

use control::evidence::Evidence;
use control::input::{Given, ItemInput, TransferInput};

use super::law::{Law, text_of};
use super::number::Span;
use super::unit;

/// A transfer as given, what was found out about it, and the profile under which it is looked at.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) input: TransferInput<'static>,
    pub(crate) evidence: Evidence,
    pub(crate) profile: String,
}

/// A property as its words.
pub(crate) fn property(item: &ItemInput<'_>, name: &str) -> Option<String> {
    item.properties.iter().find(|(own, _)| own == name).and_then(|(_, given)| match given {
        Given::Text(text) => Some(text.to_string()),
        Given::Flag(flag) => Some(flag.to_string()),
        Given::Number(number) => Some(number.clone()),
        Given::Points(_) | Given::Other(_) => None,
    })
}

/// A quantity, in base units.
pub(crate) fn quantity(law: &Law, item: &ItemInput<'_>, name: &str) -> Option<Span> {
    let text = property(item, name)?;
    let own = text_of(law.properties.get(name)?, "unit");
    let like = (!own.is_empty()).then(|| unit::fixing(own));
    Some(Span::read(&text, like.as_ref()))
}

/// The points of a certified envelope, in metres and kilograms.
pub(crate) fn envelope(
    item: &ItemInput<'_>,
) -> Option<Vec<(super::number::Ratio, super::number::Ratio)>> {
    let (_, given) = item.properties.iter().find(|(own, _)| own == "envelope")?;
    let Given::Points(points) = given else { return None };
    let read = |text: &str, unit: &str| Span::read(text, Some(&unit::fixing(unit))).low.unwrap().0;
    let mut points: Vec<_> =
        points.iter().map(|(range, load)| (read(range, "km"), read(load, "kg"))).collect();
    points.sort();
    Some(points)
}

/// What a relation names; an empty list says none.
pub(crate) fn relation<'i>(item: &'i ItemInput<'_>, name: &str) -> Option<Vec<&'i str>> {
    let (_, named) = item.relations.iter().find(|(own, _)| own == name)?;
    Some(named.iter().map(AsRef::as_ref).collect())
}

/// Goods when not stated.
pub(crate) fn form<'i>(item: &'i ItemInput<'_>) -> &'i str {
    item.form.as_deref().unwrap_or("goods")
}

/// The law's day in UTC.
pub(crate) fn day(input: &TransferInput<'_>) -> String {
    let text = input.as_of.as_deref().unwrap_or("2025-06-01");
    if text.len() == 10 {
        return text.to_owned();
    }
    let instant: jiff::Timestamp = text.parse().unwrap();
    jiff::tz::Offset::UTC.to_datetime(instant).date().to_string()
}
