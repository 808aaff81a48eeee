//! What the three UK formats share: numbered name parts, graded aliases, references in free text.

use super::date::{self, Order};
use super::draft::Draft;
use super::identify;
use super::text::{is_blank, join};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

pub(super) fn kind(word: &str) -> PartyKind {
    match word.trim().to_ascii_lowercase().as_str() {
        "individual" => PartyKind::Person,
        "entity" => PartyKind::Organisation,
        "ship" | "vessel" => PartyKind::Vessel,
        _ => PartyKind::Unknown,
    }
}

/// Adds a name from its parts 1 to 6; the sixth is the family name or the name of an entity.
pub(super) fn name(draft: &mut Draft, parts: [&str; 6], name_type: &str, strength: &str) {
    let [first, second, third, fourth, fifth, family] = parts;
    let given = join(&[first, second, third, fourth, fifth], " ");
    let quality = quality(name_type, strength);
    if draft.party.kind == PartyKind::Person {
        draft.name_of_parts("", &given, family, quality);
    } else {
        draft.name(&join(&[&given, family], " "), quality);
    }
}

fn quality(name_type: &str, strength: &str) -> NameQuality {
    let name_type = name_type.trim().to_ascii_lowercase();
    let weak = strength.to_ascii_lowercase().contains("low");
    match name_type.as_str() {
        "primary name" | "prime alias" => NameQuality::Primary,
        "fka" => NameQuality::Former,
        _ if weak => NameQuality::Weak,
        _ => NameQuality::Strong,
    }
}

/// Several values in one cell, numbered `(1) … (2) …` or `1) … 2) …`.
pub(super) fn numbered(cell: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let mut start = 0;
    let mut bytes = cell.char_indices().peekable();
    let mut word_start = true;
    while let Some((at, c)) = bytes.next() {
        let begins = word_start && (c == '(' || c.is_ascii_digit());
        word_start = c.is_whitespace();
        if !begins {
            continue;
        }
        let rest = cell.get(at..).unwrap_or_default();
        let inner = rest.trim_start_matches('(').trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = rest.len().saturating_sub(inner.len());
        if inner.starts_with(')') && digits > 0 && digits <= 3 && !rest.starts_with("()") {
            values.push(cell.get(start..at).unwrap_or_default());
            start = at.saturating_add(digits).saturating_add(1);
            while bytes.peek().is_some_and(|(next, _)| *next < start) {
                bytes.next();
            }
            word_start = true;
        }
    }
    values.push(cell.get(start..).unwrap_or_default());
    values.into_iter().map(str::trim).filter(|value| !is_blank(value)).collect()
}

/// Births of a cell: one, or several with numbers.
pub(super) fn births(draft: &mut Draft, cell: &str) {
    for written in numbered(cell) {
        draft.birth(date::birth(written, Order::DayFirst), written);
    }
}

/// Identifiers of a cell.
pub(super) fn identifiers(draft: &mut Draft, kind: IdentifierKind, cell: &str) {
    for value in numbered(cell) {
        draft.identifier(kind, value, "");
    }
}

/// IMO numbers of a cell, which may have words around them.
pub(super) fn imo(draft: &mut Draft, cell: &str) {
    for part in cell.split([',', ';', ' ', ')', ':']) {
        if let Some(imo) = identify::imo(part) {
            draft.identifier(IdentifierKind::Imo, &imo, "");
        }
    }
}

/// References inside the free text: `UN Ref QDe.004`, `(UN Ref):CFi.010`,
/// `(UK Sanctions List Ref):AFG0001`, `(IMO number):9187629`.
pub(super) fn references(draft: &mut Draft, text: &str) {
    let lower = text.to_ascii_lowercase();
    for mark in ["un ref", "uk sanctions list ref"] {
        let mut from = 0;
        while let Some(found) = lower.get(from..).and_then(|rest| rest.find(mark)) {
            from = from.saturating_add(found).saturating_add(mark.len());
            let rest = text.get(from..).unwrap_or_default();
            let rest = rest.trim_start_matches(['.', ')', ':', ' ']);
            let end = rest.find([' ', ',', ';', '(', '\n']).unwrap_or(rest.len());
            let reference = rest.get(..end).unwrap_or_default().trim_end_matches('.');
            let plausible = reference.len() <= 20
                && reference.chars().any(|c| c.is_ascii_digit())
                && reference.starts_with(|c: char| c.is_ascii_uppercase());
            if plausible {
                draft.identifier(IdentifierKind::ListReference, reference, "");
            }
        }
    }
    if let Some(at) = lower.find("imo number") {
        let rest: String = text.get(at..).unwrap_or_default().chars().take(40).collect();
        imo(draft, &rest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_numbered_values() {
        assert_eq!(numbered("(1) Russia (2) Cyprus"), ["Russia", "Cyprus"]);
        assert_eq!(numbered("1) A 2) B (since 2009)"), ["A", "B (since 2009)"]);
        assert_eq!(numbered("P123 (expired)"), ["P123 (expired)"]);
        assert_eq!(numbered("N/A"), Vec::<&str>::new());
        assert_eq!(numbered("日(1)本 (12) é"), ["日(1)本", "é"]);
    }

    #[test]
    fn finds_references() {
        let found = |text| {
            let mut draft = Draft::new("1", PartyKind::Organisation);
            references(&mut draft, text);
            let values = draft.party.identifiers.into_iter().map(|id| id.value);
            values.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("UN Ref QDe.004. Emir"), "QDe.004");
        assert_eq!(found("Annex XIII. UN Ref.KPI.067."), "KPI.067");
        assert_eq!(found("UN REF:QE.A.146.14. Also"), "QE.A.146.14");
        assert_eq!(
            found("(UK Sanctions List Ref):CAF0011 (UN Ref):CFi.010 Ali"),
            "CFi.010 CAF0011"
        );
        assert_eq!(found("(IMO number):9187629 (x)"), "9187629");
    }
}
