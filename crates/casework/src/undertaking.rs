//! End-use undertakings, cross-checked with the application field by field.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::Quantity;
use crate::facts::Application;
use crate::id::Digest;

/// An end user's signed undertaking, as read from the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undertaking {
    /// The document.
    pub document: Digest,
    /// Who signed it.
    pub signer: String,
    /// In which function.
    pub function: String,
    /// Somebody checked that the signer may bind the end user.
    pub authority_checked: bool,
    /// When.
    pub signed: Date,
    /// End user.
    pub end_user: Signed,
    /// Consignee, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub consignee: Option<Signed>,
    /// Contract reference as written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contract: Option<String>,
    /// Items.
    pub items: Vec<SignedItem>,
    /// Stated end use.
    pub end_use: String,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub location: Option<String>,
    /// What is undertaken, in the assurance words of `transfer/1`.
    pub codes: Vec<String>,
}

/// A party as the undertaking names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signed {
    /// As written.
    pub name: String,
    /// As written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Code of its state.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country: Option<String>,
}

/// An item as the undertaking names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedItem {
    /// The application's item.
    pub item: String,
    /// In words.
    pub description: String,
    /// How much.
    pub quantity: Quantity,
}

/// A field in which application and undertaking disagree, or that only one of them has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disagreement {
    /// Which.
    pub field: String,
    /// As the application has it; empty = not there.
    pub applied: String,
    /// As the undertaking has it; empty = not there.
    pub signed: String,
}

/// Case and spacing aside, the same text.
fn same(a: &str, b: &str) -> bool {
    let words =
        |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    words(a) == words(b)
}

/// Compares an undertaking with the application it belongs to; every difference is told.
#[must_use]
pub fn cross_check(application: &Application, undertaking: &Undertaking) -> Vec<Disagreement> {
    let mut found = Vec::new();
    let mut compare = |field: &str, applied: Option<&str>, signed: Option<&str>| {
        let (applied, signed) = (applied.unwrap_or_default(), signed.unwrap_or_default());
        if !same(applied, signed) {
            let (applied, signed) = (applied.to_owned(), signed.to_owned());
            found.push(Disagreement { field: field.to_owned(), applied, signed });
        }
    };
    for role in ["end_user", "consignee"] {
        let applied: Vec<_> = application.parties.iter().filter(|p| p.role == role).collect();
        let signed = match role {
            "end_user" => Some(&undertaking.end_user),
            _ => undertaking.consignee.as_ref(),
        };
        // With several end users the undertaking is about the one it names.
        let named = applied.iter().find(|p| signed.is_some_and(|s| same(&p.name, &s.name)));
        let party = named.or(applied.first());
        let field = |part: &str| format!("{role}.{part}");
        compare(&field("name"), party.map(|p| p.name.as_str()), signed.map(|s| s.name.as_str()));
        let (a, s) = (party.map(|p| &p.address), signed.map(|s| &s.address));
        compare(&field("address"), a.and_then(|t| t.as_deref()), s.and_then(|t| t.as_deref()));
        let (a, s) = (party.map(|p| &p.country), signed.map(|s| &s.country));
        compare(&field("country"), a.and_then(|t| t.as_deref()), s.and_then(|t| t.as_deref()));
    }
    compare("contract", application.contract.as_deref(), undertaking.contract.as_deref());
    let end_use = &application.end_use;
    compare("end_use", end_use.statement.as_deref(), Some(&undertaking.end_use));
    compare("location", end_use.location.as_deref(), undertaking.location.as_deref());
    for item in &application.items {
        let signed = undertaking.items.iter().find(|signed| signed.item == item.id);
        let (applied, of) = (item.quantity.to_string(), signed.map(|s| s.quantity.to_string()));
        compare(&format!("item {}.quantity", item.id), Some(&applied), of.as_deref());
        let words = signed.map(|s| s.description.as_str());
        compare(&format!("item {}.description", item.id), Some(&item.description), words);
    }
    for signed in &undertaking.items {
        if !application.items.iter().any(|item| item.id == signed.item) {
            compare(&format!("item {}", signed.item), None, Some(&signed.description));
        }
    }
    found
}
