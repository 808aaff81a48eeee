//! UK Sanctions List as XML (`Designations`).

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, only, uk};
use crate::listing::{IdentifierKind, NameQuality};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut pile = Pile::new(&file);
    let (mut records, mut published) = (0_usize, None);
    walk(&file, "Designations", &["DateGenerated", "Designation"], |node| {
        if node.name == "DateGenerated" {
            published = date::day(node.own(), Order::DayFirst);
            return Ok(());
        }
        records = records.saturating_add(1);
        pile.take(entry(&node), Some(node.line))
    })?;
    pile.finish("uk", published, records)
}

fn entry(node: &Node) -> Draft {
    let mut draft = Draft::new(node.text("UniqueID"), uk::kind(node.text("IndividualEntityShip")));
    for name in node.nested("Names", "Name") {
        let parts = ["Name1", "Name2", "Name3", "Name4", "Name5", "Name6"];
        let parts = parts.map(|part| name.text(part));
        uk::name(&mut draft, parts, name.text("NameType"), name.text("AliasStrength"));
    }
    for name in node.nested("NonLatinNames", "NonLatinName") {
        draft.name(name.text("NameNonLatinScript"), NameQuality::Strong);
    }
    for address in node.nested("Addresses", "Address") {
        let lines = ["1", "2", "3", "4", "5", "6"].map(|n| format!("AddressLine{n}"));
        let mut lines: Vec<&str> = lines.iter().map(|line| address.text(line)).collect();
        lines.extend([address.text("AddressPostalCode"), address.text("AddressCountry")]);
        draft.address(&lines);
        draft.country(address.text("AddressCountry"));
    }
    draft.identifier(IdentifierKind::ListReference, node.text("UNReferenceNumber"), "");
    draft.programme(node.text("RegimeName"));
    draft.listed_on(date::day(node.text("DateDesignated"), Order::DayFirst));
    for details in node.nested("IndividualDetails", "Individual") {
        individual(&mut draft, details);
    }
    for details in node.nested("EntityDetails", "Entity") {
        let numbers = details.nested("BusinessRegistrationNumbers", "BusinessRegistrationNumber");
        for number in numbers {
            uk::identifiers(&mut draft, IdentifierKind::Registration, number.own());
        }
    }
    for details in node.nested("ShipDetails", "Ship") {
        ship(&mut draft, details);
    }
    draft.remark(node.text("OtherInformation"));
    draft.remark(node.text("UKStatementofReasons"));
    draft
}

fn individual(draft: &mut Draft, node: &Node) {
    for birth in node.nested("DOBs", "DOB") {
        uk::births(draft, birth.own());
    }
    for nationality in node.nested("Nationalities", "Nationality") {
        draft.country(nationality.own());
    }
    for passport in node.nested("PassportDetails", "Passport") {
        uk::identifiers(draft, IdentifierKind::Passport, passport.text("PassportNumber"));
    }
    for id in node.nested("NationalIdentifierDetails", "NationalIdentifier") {
        let number = id.text("NationalIdentifierNumber");
        uk::identifiers(draft, IdentifierKind::NationalId, number);
    }
    for gender in node.nested("Genders", "Gender") {
        draft.gender(gender.own());
    }
}

fn ship(draft: &mut Draft, node: &Node) {
    for number in node.nested("IMONumbers", "IMONumber") {
        uk::imo(draft, number.own());
    }
    for flag in node.nested("CurrentBelievedFlagOfShips", "CurrentBelievedFlagOfShip") {
        draft.country(flag.own());
    }
    for hull in node.nested("HullIdentificationNumbers", "HullIdentificationNumber") {
        draft.identifier(IdentifierKind::Other, hull.own(), "");
    }
}
