//! EU financial sanctions file, XML 1.1 (`export` with `sanctionEntity` elements).

use std::collections::BTreeMap;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::{is_blank, join};
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, identify, only};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut parties: Vec<(Draft, u64)> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut records = 0_usize;
    let root = walk(&file, "export", &["sanctionEntity"], |node| {
        records = records.saturating_add(1);
        let draft = entry(&node);
        // A party under two regimes is there twice with one number.
        let known = index.get(&draft.party.entry).and_then(|at| parties.get_mut(*at));
        if let Some((known, _)) = known {
            known.absorb(draft);
        } else {
            index.insert(draft.party.entry.clone(), parties.len());
            parties.push((draft, node.line));
        }
        Ok(())
    })?;
    let mut pile = Pile::new(&file);
    for (draft, line) in parties {
        pile.take(draft, Some(line))?;
    }
    let published = date::day(root.attribute("generationDate"), Order::DayFirst);
    pile.finish("eu", published, records)
}

fn entry(node: &Node) -> Draft {
    let reference = node.attribute("euReferenceNumber");
    let number = if is_blank(reference) { node.attribute("logicalId") } else { reference };
    let mut draft = Draft::new(number, kind(node));
    names(&mut draft, node);
    for citizenship in node.children("citizenship") {
        country(&mut draft, citizenship);
    }
    for address in node.children("address") {
        let fields =
            ["street", "poBox", "zipCode", "city", "place", "region", "countryDescription"];
        draft.address(&fields.map(|field| address.attribute(field)));
        country(&mut draft, address);
    }
    for birth in node.children("birthdate") {
        birth_of(&mut draft, birth);
    }
    for document in node.children("identification") {
        identification(&mut draft, document);
    }
    let un = node.attribute("unitedNationId");
    draft.identifier(IdentifierKind::ListReference, un, "");
    for regulation in node.children("regulation") {
        draft.programme(regulation.attribute("programme"));
        draft.listed_on(date::day(regulation.attribute("publicationDate"), Order::DayFirst));
    }
    draft.listed_on(date::day(node.attribute("designationDate"), Order::DayFirst));
    for remark in node.children("remark") {
        draft.remark(remark.own());
    }
    draft
}

fn kind(node: &Node) -> PartyKind {
    match node.child("subjectType").map_or("", |subject| subject.attribute("code")) {
        "person" => PartyKind::Person,
        "enterprise" => PartyKind::Organisation,
        "vessel" | "ship" => PartyKind::Vessel,
        _ => PartyKind::Unknown,
    }
}

/// The file marks no primary name. Names are numbered as they were entered, so the lowest number
/// is the name under which the party was first listed.
fn names(draft: &mut Draft, node: &Node) {
    let mut names: Vec<&Node> = node.children("nameAlias").collect();
    names.sort_by_key(|name| name.attribute("logicalId").parse::<u64>().unwrap_or(u64::MAX));
    for name in names {
        let weak = name.attribute("strong") == "false";
        let quality = if weak { NameQuality::Weak } else { NameQuality::Strong };
        let given = join(&[name.attribute("firstName"), name.attribute("middleName")], " ");
        let (whole, family) = (name.attribute("wholeName"), name.attribute("lastName"));
        draft.name_of_parts(whole, &given, family, quality);
        draft.gender(name.attribute("gender"));
    }
}

fn country(draft: &mut Draft, node: &Node) {
    let code = node.attribute("countryIso2Code");
    if is_blank(code) || code == "00" {
        draft.country(node.attribute("countryDescription"));
    } else {
        draft.country(code);
    }
}

fn birth_of(draft: &mut Draft, node: &Node) {
    if !matches!(node.attribute("calendarType"), "" | "GREGORIAN") {
        return draft.fault("birth", "a date in another calendar is not read");
    }
    let circa = node.attribute("circa") == "true";
    let (from, to) = (node.attribute("yearRangeFrom"), node.attribute("yearRangeTo"));
    let whole = node.attribute("birthdate");
    let year = node.attribute("year");
    let read = if !is_blank(from) && !is_blank(to) {
        date::birth_between(from, to)
    } else if is_blank(whole) {
        let (month, day) = (node.attribute("monthOfYear"), node.attribute("dayOfMonth"));
        date::birth_from_numbers(year, month, day)
    } else {
        date::birth(whole, Order::DayFirst)
    };
    draft.birth(read.map(|birth| date::approximate(birth, circa)), &join(&[whole, year], " "));
}

fn identification(draft: &mut Draft, node: &Node) {
    let code = node.attribute("identificationTypeCode");
    let kind = identify::kind(code).filter(|kind| *kind != IdentifierKind::Other);
    let described = || identify::kind(node.attribute("identificationTypeDescription"));
    let kind = kind.or_else(described).unwrap_or(IdentifierKind::Other);
    let number = node.attribute("number");
    let number = if is_blank(number) { node.attribute("latinNumber") } else { number };
    draft.identifier(kind, number, node.attribute("countryIso2Code"));
}
