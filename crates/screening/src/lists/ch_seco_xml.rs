//! Swiss SECO list (`swiss-sanctions-list`): programmes, then places, then targets.
//!
//! Delisted targets stay in the file; the latest modification decides. Earlier states of a target
//! stand inside its modifications and are not read.

use std::collections::BTreeMap;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::{is_blank, join};
use super::xml::{Node, walk};
use super::{ListFile, SourceFile, identify, limits, only};
use crate::listing::{IdentifierKind, NameQuality, PartyKind};

#[derive(Default)]
struct Tables {
    /// Programme by the id of its sanctions set.
    programmes: BTreeMap<String, String>,
    /// Address parts and country by the id of the place.
    places: BTreeMap<String, (Vec<String>, String)>,
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let mut pile = Pile::new(&file);
    let mut tables = Tables::default();
    let mut targets: Vec<Node> = Vec::new();
    let wanted = ["sanctions-program", "place", "target"];
    let root = walk(&file, "swiss-sanctions-list", &wanted, |node| {
        match node.name.as_str() {
            "sanctions-program" => tables.programme(&node),
            "place" => tables.place(&node),
            // Targets point at places, which come after them in some files.
            _ => targets.push(node),
        }
        Ok(())
    })?;
    for target in &targets {
        pile.take(entry(target, &tables), Some(target.line))?;
    }
    let published = date::day(root.attribute("date"), Order::DayFirst);
    pile.finish("ch", published, targets.len())
}

impl Tables {
    fn programme(&mut self, node: &Node) {
        let in_english = |name: &str| {
            let mut texts = node.children(name).filter(|text| text.attribute("lang") == "eng");
            texts.next().map_or("", Node::own).to_owned()
        };
        let (key, name) = (in_english("program-key"), in_english("program-name"));
        let programme = if key.is_empty() { name } else { key };
        for set in node.children("sanctions-set") {
            self.programmes.insert(set.attribute("ssid").to_owned(), programme.clone());
        }
    }

    fn place(&mut self, node: &Node) {
        let country = node.child("country");
        let code = country.map_or("", |country| country.attribute("iso-code"));
        let name = country.map_or("", Node::own);
        let parts = [node.text("location"), node.text("area"), name];
        let state = if code.is_empty() { name } else { code };
        let place = (parts.map(str::to_owned).to_vec(), state.to_owned());
        self.places.insert(node.attribute("ssid").to_owned(), place);
    }
}

fn entry(target: &Node, tables: &Tables) -> Draft {
    let sorts = [
        ("individual", PartyKind::Person),
        ("entity", PartyKind::Organisation),
        ("object", PartyKind::Unknown),
    ];
    let found = sorts.iter().find_map(|(name, kind)| Some((target.child(name)?, *kind)));
    let Some((body, kind)) = found else {
        return Draft::new(target.attribute("ssid"), PartyKind::Unknown);
    };
    let kind = match body.attribute("object-type") {
        "vessel" => PartyKind::Vessel,
        "aircraft" => PartyKind::Aircraft,
        _ => kind,
    };
    let mut draft = Draft::new(target.attribute("ssid"), kind);
    let mut identities: Vec<&Node> = body.children("identity").collect();
    identities.sort_by_key(|identity| identity.attribute("main") != "true");
    for node in identities {
        identity(&mut draft, node, tables);
    }
    draft.gender(body.attribute("sex"));
    address(&mut draft, body, tables);
    let ids = target.children("sanctions-set-id").map(Node::own);
    for id in ids.chain([target.attribute("sanctions-set-id")]) {
        draft.programme(tables.programmes.get(id).map_or("", String::as_str));
    }
    let foreign = target.children("foreign-identifier").chain(body.children("foreign-identifier"));
    for reference in foreign {
        draft.identifier(IdentifierKind::ListReference, reference.own(), "");
    }
    modifications(&mut draft, target);
    for text in ["justification", "other-information"] {
        body.children(text).for_each(|text| draft.remark(text.own()));
    }
    draft
}

fn identity(draft: &mut Draft, node: &Node, tables: &Tables) {
    for name in node.children("name") {
        names(draft, name);
    }
    for nationality in node.nested("nationality", "country") {
        let code = nationality.attribute("iso-code");
        draft.country(if code.is_empty() { nationality.own() } else { code });
    }
    for birth in node.children("day-month-year") {
        let [year, month, day] = ["year", "month", "day"].map(|part| birth.attribute(part));
        let read = if birth.attribute("calendar").contains("Islamic") {
            None
        } else {
            date::birth_from_numbers(year, month, day)
        };
        draft.birth(read, &join(&[year, month, day], "-"));
    }
    for document in node.children("identification-document") {
        let kind = identify::kind(document.attribute("document-type"));
        let issuer = document.child("issuer");
        let code = issuer.map_or("", |issuer| issuer.attribute("code"));
        let issuer = if code.is_empty() { issuer.map_or("", Node::own) } else { code };
        let number = document.text("number");
        draft.identifier(kind.unwrap_or(IdentifierKind::Other), number, issuer);
    }
    address(draft, node, tables);
}

/// A name in its own spelling, and once more for each variant of its parts: the variants of one
/// script and language belong together.
fn names(draft: &mut Draft, name: &Node) {
    let quality = match (name.attribute("name-type"), name.attribute("quality")) {
        ("primary-name", _) => NameQuality::Primary,
        ("formerly-known-as" | "former-name", _) => NameQuality::Former,
        (_, "low") => NameQuality::Weak,
        _ => NameQuality::Strong,
    };
    let mut parts: Vec<&Node> = name.children("name-part").collect();
    parts.sort_by_key(|part| part.attribute("order").parse::<u32>().unwrap_or(u32::MAX));
    assemble(draft, &parts, quality, |part| part.text("value"));
    let count = |part: &&Node| part.children("spelling-variant").count();
    let most = parts.iter().map(count).max().unwrap_or(0).min(limits::NAMES_MAX);
    let alias = if quality == NameQuality::Primary { NameQuality::Strong } else { quality };
    for index in 0..most {
        assemble(draft, &parts, alias, |part| {
            part.children("spelling-variant").nth(index).map_or(part.text("value"), Node::own)
        });
    }
}

fn assemble<'a>(
    draft: &mut Draft,
    parts: &[&'a Node],
    quality: NameQuality,
    text: impl Fn(&'a Node) -> &'a str,
) {
    let of = |sorts: &[&str]| {
        let chosen: Vec<&str> = parts
            .iter()
            .filter(|part| sorts.contains(&part.attribute("name-part-type")))
            .map(|part| text(part))
            .collect();
        join(&chosen, " ")
    };
    let family = of(&["family-name", "maiden-name"]);
    let given = of(&["given-name", "further-given-name", "father-name", "grand-father-name"]);
    let idle = ["title", "suffix"];
    let rest: Vec<&str> = parts
        .iter()
        .filter(|part| !idle.contains(&part.attribute("name-part-type")))
        .map(|part| text(part))
        .collect();
    let whole = join(&rest, " ");
    draft.name_of_parts(&whole, &given, &family, quality);
}

fn address(draft: &mut Draft, node: &Node, tables: &Tables) {
    for address in node.children("address") {
        let place = tables.places.get(address.attribute("place-id"));
        let fields = ["c-o", "address-details", "p-o-box", "zip-code"];
        let mut parts: Vec<&str> = fields.iter().map(|field| address.text(field)).collect();
        if let Some((place, country)) = place {
            parts.extend(place.iter().map(String::as_str));
            draft.country(country);
        }
        draft.address(&parts);
    }
}

/// The latest modification decides whether the target is still listed.
fn modifications(draft: &mut Draft, target: &Node) {
    let mut last: Option<(String, &str)> = None;
    for modification in target.children("modification") {
        let days = ["effective-date", "enactment-date", "publication-date"];
        let day = days.iter().map(|day| modification.attribute(day)).find(|day| !is_blank(day));
        let Some(day) = day.and_then(|day| date::day(day, Order::DayFirst)) else { continue };
        let sort = modification.attribute("modification-type");
        if sort == "listed" {
            draft.listed_on(Some(day.clone()));
        }
        // Of two on one day the delisting counts less, so that a doubt keeps the target listed.
        let newer = last.as_ref().is_none_or(|(known, known_sort)| {
            day > *known || (day == *known && *known_sort == "de-listed")
        });
        if newer {
            last = Some((day, sort));
        }
    }
    draft.party.delisted_on = last.filter(|(_, sort)| *sort == "de-listed").map(|(day, _)| day);
}
