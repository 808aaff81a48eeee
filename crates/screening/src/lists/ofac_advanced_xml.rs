//! OFAC "advanced" XML (`Sanctions`, schema UN sanctions 1.0): reference tables first, then
//! places and documents, then the parties that point at them, last the listings that point back.

use std::collections::BTreeMap;

use super::date;
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::join;
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, ofac, only};
use crate::listing::{NameQuality, PartyKind};

const WANTED: &[&str] = &[
    "DateOfIssue",
    "ReferenceValueSets",
    "Location",
    "IDRegDocument",
    "DistinctParty",
    "SanctionsEntry",
];

/// What the parties point at.
#[derive(Default)]
struct Tables {
    /// Text of a reference value, by its element name and id.
    values: BTreeMap<(String, String), String>,
    /// Party type of a party subtype.
    party_types: BTreeMap<String, String>,
    /// Address line and country, by location.
    locations: BTreeMap<String, (String, String)>,
    /// Kind, number and country, by identity.
    documents: BTreeMap<String, Vec<(String, String, String)>>,
}

impl Tables {
    fn value(&self, element: &str, id: &str) -> &str {
        self.values.get(&(element.to_owned(), id.to_owned())).map_or("", String::as_str)
    }
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut tables = Tables::default();
    let mut drafts: Vec<(Draft, u64)> = Vec::new();
    let mut by_profile: BTreeMap<String, usize> = BTreeMap::new();
    let (mut published, mut titles) = (None, Vec::new());
    walk(&file, "Sanctions", WANTED, |node| {
        match node.name.as_str() {
            "DateOfIssue" => published = date_of(&node),
            "ReferenceValueSets" => tables.fill(&node),
            "Location" => tables.location(&node),
            "IDRegDocument" => tables.document(&node),
            "DistinctParty" => {
                let profile = node.child("Profile").map_or("", |p| p.attribute("ID"));
                by_profile.insert(profile.to_owned(), drafts.len());
                drafts.push((party(&node, &tables), node.line));
            }
            _ => {
                let title = tables.value("List", node.attribute("ListID")).to_owned();
                titles.push(title);
                let at = by_profile.get(node.attribute("ProfileID"));
                if let Some((draft, _)) = at.and_then(|at| drafts.get_mut(*at)) {
                    listing(draft, &node, &tables);
                }
            }
        }
        Ok(())
    })?;
    let mut pile = Pile::new(&file);
    let records = drafts.len();
    for (draft, line) in drafts {
        pile.take(draft, Some(line))?;
    }
    // Some parties are on both lists; the list that most of them are on is the one of the file.
    let on_sdn = titles.iter().filter(|title| ofac::is_sdn(title)).count();
    let title = if on_sdn.saturating_mul(2) > records { "SDN List" } else { "Consolidated List" };
    pile.finish(ofac::list_id(Some(title), file.name, &[]), published, records)
}

impl Tables {
    fn fill(&mut self, sets: &Node) {
        for value in sets.every().iter().flat_map(Node::every) {
            let id = value.attribute("ID").to_owned();
            let code = value.attribute("ISO2");
            let text = if code.is_empty() { value.own() } else { code };
            if value.name == "PartySubType" {
                self.party_types.insert(id.clone(), value.attribute("PartyTypeID").to_owned());
            }
            self.values.insert((value.name.clone(), id), text.to_owned());
        }
    }

    fn location(&mut self, node: &Node) {
        let country = node.child("LocationCountry").map_or("", |c| c.attribute("CountryID"));
        let country = self.value("Country", country).to_owned();
        let mut parts: Vec<&str> = node
            .nested("LocationPart", "LocationPartValue")
            .map(|value| value.text("Value"))
            .collect();
        parts.push(&country);
        let line = join(&parts, ", ");
        self.locations.insert(node.attribute("ID").to_owned(), (line, country));
    }

    fn document(&mut self, node: &Node) {
        let kind = self.value("IDRegDocType", node.attribute("IDRegDocTypeID")).to_owned();
        let issuer = self.value("Country", node.attribute("IssuedBy-CountryID")).to_owned();
        let number = node.text("IDRegistrationNo").to_owned();
        let identity = node.attribute("IdentityID").to_owned();
        self.documents.entry(identity).or_default().push((kind, number, issuer));
    }
}

fn date_of(node: &Node) -> Option<String> {
    date::from_numbers(node.text("Year"), node.text("Month"), node.text("Day"))
}

fn party(node: &Node, tables: &Tables) -> Draft {
    let Some(profile) = node.child("Profile") else {
        return Draft::new(node.attribute("FixedRef"), PartyKind::Unknown);
    };
    let subtype = profile.attribute("PartySubTypeID");
    let kind = match tables.value("PartySubType", subtype) {
        "Vessel" => PartyKind::Vessel,
        "Aircraft" => PartyKind::Aircraft,
        _ => {
            let kind = tables.party_types.get(subtype).map_or("", String::as_str);
            ofac::kind(tables.value("PartyType", kind))
        }
    };
    let mut draft = Draft::new(node.attribute("FixedRef"), kind);
    for identity in profile.children("Identity") {
        let sorts = name_sorts(identity, tables);
        for alias in identity.children("Alias") {
            names(&mut draft, &sorts, alias, tables);
        }
        for (label, number, issuer) in
            tables.documents.get(identity.attribute("ID")).into_iter().flatten()
        {
            ofac::labelled(&mut draft, label, number, issuer);
        }
    }
    for feature in profile.children("Feature") {
        feature_of(&mut draft, feature, tables);
    }
    draft.remark(node.text("Comment"));
    draft
}

/// The sort of each name part, such as `Last Name`, by the id of its group.
fn name_sorts<'a>(identity: &'a Node, tables: &'a Tables) -> BTreeMap<&'a str, &'a str> {
    let masters = identity.nested("NamePartGroups", "MasterNamePartGroup");
    let groups = masters.flat_map(|master| master.children("NamePartGroup"));
    let sort = |group: &'a Node| tables.value("NamePartType", group.attribute("NamePartTypeID"));
    groups.map(|group| (group.attribute("ID"), sort(group))).collect()
}

/// An alias has one documented name per script; its parts say of which sort they are.
fn names(draft: &mut Draft, sorts: &BTreeMap<&str, &str>, alias: &Node, tables: &Tables) {
    let weak = alias.attribute("LowQuality") == "true";
    let alias_type = tables.value("AliasType", alias.attribute("AliasTypeID"));
    for (index, name) in alias.children("DocumentedName").enumerate() {
        let (mut whole, mut given, mut family) = (Vec::new(), Vec::new(), Vec::new());
        for value in name.nested("DocumentedNamePart", "NamePartValue") {
            whole.push(value.own());
            match sorts.get(value.attribute("NamePartGroupID")).copied().unwrap_or("") {
                "Last Name" => family.push(value.own()),
                "First Name" | "Middle Name" | "Patronymic" => given.push(value.own()),
                _ => {}
            }
        }
        let quality = match ofac::quality(alias_type, weak) {
            NameQuality::Primary if index > 0 => NameQuality::Strong,
            quality => quality,
        };
        let whole = join(&whole, " ");
        ofac::tail_number(draft, &whole);
        draft.name_of_parts(&whole, &join(&given, " "), &join(&family, " "), quality);
    }
}

fn feature_of(draft: &mut Draft, feature: &Node, tables: &Tables) {
    let label = tables.value("FeatureType", feature.attribute("FeatureTypeID"));
    for version in feature.children("FeatureVersion") {
        for place in version.children("VersionLocation") {
            let known = tables.locations.get(place.attribute("LocationID"));
            let Some((line, country)) = known else { continue };
            if label != "Place of Birth" {
                draft.country(country);
            }
            if label == "Location" {
                draft.address(&[line]);
            }
        }
        for period in version.children("DatePeriod") {
            if label == "Birthdate" {
                birth(draft, period);
            }
        }
        for detail in version.children("VersionDetail") {
            let by_reference =
                tables.value("DetailReference", detail.attribute("DetailReferenceID"));
            let value = if detail.own().is_empty() { by_reference } else { detail.own() };
            if label != "Birthdate" {
                ofac::labelled(draft, label, value, "");
            }
        }
    }
}

/// A period from the first day possible to the last; equal ends are a day, a year's ends a year.
fn birth(draft: &mut Draft, period: &Node) {
    let first = period.child("Start").and_then(|start| start.child("From"));
    let last = period.child("End").and_then(|end| end.child("To"));
    let (Some(first), Some(last)) = (first, last) else {
        return draft.fault("birth", "the period has no start or no end");
    };
    let circa = ["Start", "End"]
        .iter()
        .any(|end| period.child(end).is_some_and(|end| end.attribute("Approximate") == "true"));
    let number = |node: &Node, field: &str| node.text(field).to_owned();
    let year = first.text("Year");
    let read = if year != last.text("Year") {
        date::birth_between(year, last.text("Year"))
    } else if number(first, "Month") != number(last, "Month") {
        date::birth_from_numbers(year, "", "")
    } else if number(first, "Day") == number(last, "Day") {
        date::birth_from_numbers(year, first.text("Month"), first.text("Day"))
    } else {
        date::birth_from_numbers(year, first.text("Month"), "")
    };
    draft.birth(read.map(|birth| date::approximate(birth, circa)), year);
}

fn listing(draft: &mut Draft, node: &Node, tables: &Tables) {
    for event in node.children("EntryEvent") {
        draft.listed_on(event.child("Date").and_then(date_of));
    }
    for measure in node.children("SanctionsMeasure") {
        let sort = tables.value("SanctionsType", measure.attribute("SanctionsTypeID"));
        if sort == "Program" {
            draft.programme(measure.text("Comment"));
        }
    }
}
