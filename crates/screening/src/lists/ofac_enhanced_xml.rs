//! OFAC "enhanced" XML (`sanctionsData`).

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::{is_blank, join};
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, ofac, only};
use crate::listing::NameQuality;

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut pile = Pile::new(&file);
    let (mut records, mut published, mut title) = (0_usize, None, None);
    walk(&file, "sanctionsData", &["publicationInfo", "entity"], |node| {
        if node.name == "publicationInfo" {
            published = date::day(node.text("dataAsOf"), Order::DayFirst);
            title = node.child("filters").and_then(|filters| {
                let first = filters.nested("sanctionsLists", "sanctionsList").next()?;
                Some(first.own().to_owned())
            });
            return Ok(());
        }
        records = records.saturating_add(1);
        pile.take(entry(&node), Some(node.line))
    })?;
    pile.finish(ofac::list_id(title.as_deref(), file.name, &[]), published, records)
}

fn entry(node: &Node) -> Draft {
    let general = node.child("generalInfo");
    let kind = general.map_or("", |general| general.text("entityType"));
    let mut draft = Draft::new(node.attribute("id"), ofac::kind(kind));
    for name in node.nested("names", "name") {
        names(&mut draft, name);
    }
    for list in node.nested("sanctionsLists", "sanctionsList") {
        draft.listed_on(date::day(list.attribute("datePublished"), Order::DayFirst));
    }
    for programme in node.nested("sanctionsPrograms", "sanctionsProgram") {
        draft.programme(programme.own());
    }
    for address in node.nested("addresses", "address") {
        address_of(&mut draft, address);
    }
    for feature in node.nested("features", "feature") {
        feature_of(&mut draft, feature);
    }
    for document in node.nested("identityDocuments", "identityDocument") {
        let (label, number) = (document.text("type"), document.text("documentNumber"));
        ofac::labelled(&mut draft, label, number, document.text("issuingCountry"));
    }
    if let Some(general) = general {
        draft.remark(general.text("remarks"));
        draft.remark(general.text("title"));
    }
    draft
}

/// A name in each script; the first translation of the primary name is the primary one.
fn names(draft: &mut Draft, name: &Node) {
    let weak = name.text("isLowQuality") == "true";
    let primary = name.text("isPrimary") == "true";
    for translation in name.nested("translations", "translation") {
        let quality = if primary && translation.text("isPrimary") == "true" {
            NameQuality::Primary
        } else {
            ofac::quality(name.text("aliasType"), weak)
        };
        let whole = translation.text("formattedFullName");
        let built = parts(translation);
        let whole = if is_blank(whole) { built.as_str() } else { whole };
        let (given, family) =
            (translation.text("formattedFirstName"), translation.text("formattedLastName"));
        ofac::tail_number(draft, whole);
        draft.name_of_parts(whole, given, family, quality);
    }
}

/// Names in other scripts come in parts only.
fn parts(translation: &Node) -> String {
    let parts: Vec<&str> =
        translation.nested("nameParts", "namePart").map(|part| part.text("value")).collect();
    join(&parts, " ")
}

fn address_of(draft: &mut Draft, address: &Node) {
    let country = address.text("country");
    draft.country(country);
    for translation in address.nested("translations", "translation") {
        let mut parts: Vec<&str> =
            translation.nested("addressParts", "addressPart").map(|p| p.text("value")).collect();
        parts.push(country);
        draft.address(&parts);
    }
}

fn feature_of(draft: &mut Draft, feature: &Node) {
    let label = feature.text("type");
    let value = feature.text("value");
    if label != "Birthdate" {
        return ofac::labelled(draft, label, value, "");
    }
    let circa = feature.child("valueDate").is_some_and(|d| d.text("isApproximate") == "true");
    let read = date::birth(value, Order::DayFirst);
    draft.birth(read.map(|birth| date::approximate(birth, circa)), value);
}
