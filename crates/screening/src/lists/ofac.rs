//! What the OFAC formats share: kinds of parties, which of the two lists, identifiers by label.

use super::date::{self, Order};
use super::draft::Draft;
use super::identify;
use super::text::{is_blank, tidy};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

/// Programme that only the consolidated (non-SDN) list uses.
const CONSOLIDATED_ONLY: &str = "NS-PLC";

pub(super) fn kind(word: &str) -> PartyKind {
    match word.trim().to_ascii_lowercase().as_str() {
        "individual" => PartyKind::Person,
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        // The CSV leaves the type of entities empty.
        "" | "entity" => PartyKind::Organisation,
        _ => PartyKind::Unknown,
    }
}

/// The short id of the list. `by_title` is what the file says of itself, if it does; the legacy
/// formats say nothing, there a programme decides that only one of the lists has, then the name.
pub(super) fn list_id(by_title: Option<&str>, file: &str, programmes: &[&str]) -> &'static str {
    if let Some(title) = by_title {
        return if is_sdn(title) { "us-sdn" } else { "us-cons" };
    }
    let file = file.to_ascii_lowercase();
    if programmes.contains(&CONSOLIDATED_ONLY) || file.contains("cons") {
        "us-cons"
    } else {
        "us-sdn"
    }
}

/// True for the title of the SDN list itself, not for the lists that are called non-SDN.
pub(super) fn is_sdn(title: &str) -> bool {
    title.contains("SDN List") && !title.contains("Non-SDN")
}

/// The grade of an alias from its type and whether it is of low quality.
pub(super) fn quality(alias_type: &str, weak: bool) -> NameQuality {
    let alias_type = alias_type.to_ascii_lowercase();
    if alias_type.starts_with("name") {
        NameQuality::Primary
    } else if alias_type.starts_with('f') {
        NameQuality::Former
    } else if weak {
        NameQuality::Weak
    } else {
        NameQuality::Strong
    }
}

/// A name such as `YAN, Xiaobing`: of persons the part before the comma is the family name.
pub(super) fn name(draft: &mut Draft, whole: &str, quality: NameQuality) {
    match whole.split_once(", ") {
        Some((family, given)) if draft.party.kind == PartyKind::Person => {
            draft.name_of_parts(whole, given, family, quality);
        }
        _ => draft.name(whole, quality),
    }
}

/// An aircraft is listed under its registration mark.
pub(super) fn tail_number(draft: &mut Draft, name: &str) {
    let name = tidy(name);
    let is_mark = !name.contains(' ') && name.chars().any(|c| c.is_ascii_digit() || c == '-');
    if draft.party.kind == PartyKind::Aircraft && is_mark {
        draft.identifier(IdentifierKind::TailNumber, &name, "");
    }
}

/// A labelled value: an identifier, a gender, a nationality or a birth, by OFAC's own label.
pub(super) fn labelled(draft: &mut Draft, label: &str, value: &str, issuer: &str) {
    let plain = label.trim().trim_end_matches(':').to_ascii_lowercase();
    match plain.as_str() {
        "gender" => draft.gender(value),
        "birthdate" | "dob" => draft.birth(date::birth(value, Order::DayFirst), value),
        "nationality country"
        | "citizenship country"
        | "nationality"
        | "citizen"
        | "nationality of registration"
        | "vessel flag"
        | "flag" => draft.country(value),
        "location" | "place of birth" | "pob" => {}
        _ => identifier(draft, label, value, issuer),
    }
}

fn identifier(draft: &mut Draft, label: &str, value: &str, issuer: &str) {
    if is_blank(value) {
        return;
    }
    match identify::kind(label) {
        None => {}
        Some(IdentifierKind::Imo) => match identify::imo(value) {
            Some(imo) => draft.identifier(IdentifierKind::Imo, &imo, ""),
            None => draft.identifier(IdentifierKind::Registration, value, issuer),
        },
        Some(IdentifierKind::Lei) if !identify::is_lei(value.trim()) => {
            draft.identifier(IdentifierKind::Registration, value, issuer);
        }
        Some(kind) => draft.identifier(kind, value, issuer),
    }
}
