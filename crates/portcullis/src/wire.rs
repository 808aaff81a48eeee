//! `transfer/1` as JSON: shape only. Unknown fields, wrong types and doubled keys are problems that
//! name their place; meaning is read later.

mod fields;
pub(crate) mod locate;
pub(crate) mod node;
pub(crate) mod pairs;

use std::borrow::Cow;

use control::input::{ItemInput, OwnerInput, PartyInput, TransferInput};
use control::problem::Problem;

use fields::{Faults, Fields};
use node::Node;

/// Reads the shape of one transfer, with every fault in it.
pub(crate) fn transfer(node: Node<'_>) -> (TransferInput<'_>, Vec<Problem>) {
    let faults = Faults::default();
    let mut fields = Fields::open(node, String::new(), &faults);
    let mut end_use = fields.map("end_use");
    let input = TransferInput {
        id: fields.text("id"),
        as_of: fields.text("as_of"),
        profile: fields.text("profile"),
        kind: fields.text("kind"),
        from: fields.text("from"),
        destination: fields.text("destination"),
        route: fields.texts("route").unwrap_or_default(),
        parties: fields.each("parties").into_iter().map(party).collect(),
        items: fields.each("items").into_iter().map(item).collect(),
        programme: end_use.text("programme"),
        awareness: end_use.text("awareness"),
        safeguarded: end_use.flag("safeguarded"),
        statement: end_use.text("statement"),
        location: end_use.text("location"),
        assurances: fields.texts("assurances").unwrap_or_default(),
    };
    end_use.close();
    fields.close();
    (input, faults.into_problems())
}

/// Reads the shape of one item alone.
pub(crate) fn lone_item(node: Node<'_>) -> (ItemInput<'_>, Vec<Problem>) {
    let faults = Faults::default();
    let input = item(Fields::open(node, "items[1]".to_owned(), &faults));
    (input, faults.into_problems())
}

fn party<'a>(mut fields: Fields<'_, 'a>) -> PartyInput<'a> {
    let input = PartyInput {
        role: fields.text("role"),
        name: fields.text("name"),
        country: fields.text("country"),
        kind: fields.text("kind"),
        birth_date: fields.text("birth_date"),
        identifiers: fields.pairs("identifiers"),
        id: fields.text("id"),
        owners: fields.each("owners").into_iter().map(owner).collect(),
    };
    fields.close();
    input
}

fn owner<'a>(mut fields: Fields<'_, 'a>) -> OwnerInput<'a> {
    let input = OwnerInput {
        id: fields.text("id"),
        name: fields.text("name"),
        country: fields.text("country"),
        kind: fields.text("kind"),
        birth_date: fields.text("birth_date"),
        identifiers: fields.pairs("identifiers"),
        share: fields.text("share"),
        owners: fields.each("owners").into_iter().map(owner).collect(),
    };
    fields.close();
    input
}

fn item<'a>(mut fields: Fields<'_, 'a>) -> ItemInput<'a> {
    let mut hs = fields.map("hs");
    let amounts = ["quantity", "unit", "value", "currency"];
    let input = ItemInput {
        id: fields.text("id"),
        description: fields.text("description"),
        form: fields.text("form"),
        article: fields.text("article"),
        scope: fields.texts("scope"),
        hs_code: hs.text("code"),
        hs_edition: hs.text("edition"),
        claimed: fields.texts("claimed").unwrap_or_default(),
        amounts: amounts.into_iter().filter_map(|f| Some((f, fields.text(f)?))).collect(),
        properties: fields.given("properties"),
        relations: fields.lists("relations"),
    };
    hs.close();
    fields.close();
    input
}

/// A JSON text on one line: as it is, or without the white space between its values; nothing else
/// is touched.
pub(crate) fn on_one_line(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    // For bytes: a search for characters takes longer than the digest.
    if [b'\n', b'\r'].iter().all(|end| !text.as_bytes().contains(end)) {
        return text.into();
    }
    let mut line = String::with_capacity(text.len());
    let (mut quoted, mut escaped) = (false, false);
    for letter in text.chars() {
        if quoted {
            quoted = escaped || letter != '"';
            escaped = !escaped && letter == '\\';
        } else {
            quoted = letter == '"';
            if letter.is_ascii_whitespace() {
                continue;
            }
        }
        line.push(letter);
    }
    line.into()
}
