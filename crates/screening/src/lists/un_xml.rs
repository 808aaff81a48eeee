//! UN Security Council consolidated list (`CONSOLIDATED_LIST`).

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
    let mut pile = Pile::new(&file);
    let mut records = 0_usize;
    let root = walk(&file, "CONSOLIDATED_LIST", &["INDIVIDUAL", "ENTITY"], |node| {
        records = records.saturating_add(1);
        pile.take(entry(&node), Some(node.line))
    })?;
    let published = date::day(root.attribute("dateGenerated"), Order::DayFirst);
    pile.finish("un", published, records)
}

fn entry(node: &Node) -> Draft {
    let person = node.name == "INDIVIDUAL";
    let kind = if person { PartyKind::Person } else { PartyKind::Organisation };
    let reference = node.text("REFERENCE_NUMBER");
    let number = if is_blank(reference) { node.text("DATAID") } else { reference };
    let mut draft = Draft::new(number, kind);
    let parts = ["FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"];
    draft.name(&join(&parts.map(|part| node.text(part)), " "), NameQuality::Primary);
    draft.name(node.text("NAME_ORIGINAL_SCRIPT"), NameQuality::Strong);
    let prefix = if person { "INDIVIDUAL" } else { "ENTITY" };
    for alias in node.children(&format!("{prefix}_ALIAS")) {
        names_of(&mut draft, alias);
    }
    for address in node.children(&format!("{prefix}_ADDRESS")) {
        let fields = ["STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY"];
        draft.address(&fields.map(|field| address.text(field)));
        draft.country(address.text("COUNTRY"));
    }
    for nationality in node.nested("NATIONALITY", "VALUE") {
        draft.country(nationality.own());
    }
    for birth in node.children("INDIVIDUAL_DATE_OF_BIRTH") {
        birth_of(&mut draft, birth);
    }
    for document in node.children("INDIVIDUAL_DOCUMENT") {
        let label = join(&["TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"].map(|l| document.text(l)), " ");
        if let Some(kind) = identify::kind(&label) {
            let issuers = ["ISSUING_COUNTRY", "COUNTRY_OF_ISSUE"].map(|c| document.text(c));
            let issuer = issuers.into_iter().find(|issuer| !is_blank(issuer)).unwrap_or("");
            draft.identifier(kind, document.text("NUMBER"), issuer);
        }
    }
    draft.programme(node.text("UN_LIST_TYPE"));
    draft.listed_on(date::day(node.text("LISTED_ON"), Order::DayFirst));
    draft.gender(node.text("GENDER"));
    // The schema has no fields for these two. The IMO numbers are those of shipping companies.
    let comments = node.text("COMMENTS1");
    identify::bics(comments).for_each(|bic| draft.identifier(IdentifierKind::Bic, bic, ""));
    for imo in identify::imos(comments) {
        draft.identifier(IdentifierKind::Registration, &format!("IMO {imo}"), "");
    }
    draft.remark(comments);
    draft
}

/// Some aliases hold several names with semicolons between them.
fn names_of(draft: &mut Draft, alias: &Node) {
    let quality = match alias.text("QUALITY") {
        "Low" => NameQuality::Weak,
        "f.k.a." => NameQuality::Former,
        _ => NameQuality::Strong,
    };
    for name in alias.text("ALIAS_NAME").split(';') {
        draft.name(name, quality);
    }
}

fn birth_of(draft: &mut Draft, node: &Node) {
    let circa = node.text("TYPE_OF_DATE") == "APPROXIMATELY";
    let (from, to) = (node.text("FROM_YEAR"), node.text("TO_YEAR"));
    let written = ["DATE", "YEAR", "NOTE"].map(|field| node.text(field));
    let written = written.into_iter().find(|text| !is_blank(text)).unwrap_or("");
    let read = if is_blank(from) || is_blank(to) {
        date::birth(written, Order::DayFirst)
    } else {
        date::birth_between(from, to)
    };
    // A note beside no date, such as "in his forties", is text and no broken date.
    let written = if written == node.text("NOTE") { "" } else { written };
    draft.birth(read.map(|birth| super::date::approximate(birth, circa)), written);
}
