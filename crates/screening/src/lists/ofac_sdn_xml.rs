//! OFAC `sdnList` XML, with the namespace of before and after 2024.

use std::collections::BTreeSet;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::is_blank;
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, ofac, only};
use crate::listing::{IdentifierKind, NameQuality};

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut pile = Pile::new(&file);
    let (mut records, mut promised, mut published) = (0_usize, None, None);
    let mut programmes: BTreeSet<String> = BTreeSet::new();
    walk(&file, "sdnList", &["publshInformation", "sdnEntry"], |node| {
        if node.name == "publshInformation" {
            published = date::day(node.text("Publish_Date"), Order::MonthFirst);
            promised = node.text("Record_Count").parse::<usize>().ok();
            return Ok(());
        }
        records = records.saturating_add(1);
        let draft = entry(&node);
        programmes.extend(draft.party.programmes.iter().cloned());
        pile.take(draft, Some(node.line))
    })?;
    // The file counts itself; a copy with fewer entries was filtered or cut.
    if let Some(promised) = promised.filter(|promised| *promised > records) {
        let reason = format!("{records} entries where Record_Count says {promised}");
        return Err(Refusal::truncated(file.name, None, reason));
    }
    let programmes: Vec<&str> = programmes.iter().map(String::as_str).collect();
    pile.finish(ofac::list_id(None, file.name, &programmes), published, records)
}

fn entry(node: &Node) -> Draft {
    let mut draft = Draft::new(node.text("uid"), ofac::kind(node.text("sdnType")));
    draft.name_of_parts("", node.text("firstName"), node.text("lastName"), NameQuality::Primary);
    ofac::tail_number(&mut draft, node.text("lastName"));
    for alias in node.nested("akaList", "aka") {
        let quality = ofac::quality(alias.text("type"), alias.text("category") == "weak");
        draft.name_of_parts("", alias.text("firstName"), alias.text("lastName"), quality);
    }
    for programme in node.nested("programList", "program") {
        draft.programme(programme.own());
    }
    for address in node.nested("addressList", "address") {
        let fields = [
            "address1",
            "address2",
            "address3",
            "city",
            "stateOrProvince",
            "postalCode",
            "country",
        ];
        draft.address(&fields.map(|field| address.text(field)));
        draft.country(address.text("country"));
    }
    for list in ["nationality", "citizenship"] {
        for state in node.nested(&format!("{list}List"), list) {
            draft.country(state.text("country"));
        }
    }
    for birth in node.nested("dateOfBirthList", "dateOfBirthItem") {
        let written = birth.text("dateOfBirth");
        draft.birth(date::birth(written, Order::DayFirst), written);
    }
    for id in node.nested("idList", "id") {
        ofac::labelled(&mut draft, id.text("idType"), id.text("idNumber"), id.text("idCountry"));
    }
    if let Some(vessel) = node.child("vesselInfo") {
        draft.identifier(IdentifierKind::Other, vessel.text("callSign"), "");
        draft.country(vessel.text("vesselFlag"));
    }
    draft.remark(node.text("remarks"));
    if !is_blank(node.text("title")) {
        draft.remark(node.text("title"));
    }
    draft
}
