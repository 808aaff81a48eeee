//! A `transfer/1` as an application: the same facts, with what is asked for in units that a licence
//! can be drawn down in.

use std::collections::BTreeMap;

use casework::amount::{Amount, Currency, Money, Quantity, Unit};
use casework::facts::{Application, EndUse, Item, Owner, Party, Stated};
use casework::id::{FirmId, PartyId};
use control::input::{Given, ItemInput, OwnerInput, PartyInput, Text, TransferInput};
use control::problem::{Place, Problem};

use crate::wire::{self, node::Node};

/// Reads one; every fault with its field.
pub(super) fn application(node: Node<'_>, firm: &FirmId) -> Result<Application, Vec<Problem>> {
    let (input, mut problems) = wire::transfer(node);
    let mut fault = |field: String, what: String, hint: &str| {
        problems.push(Problem::new(Place::field(field), what).hint(hint));
    };
    for (field, given) in [("as_of", input.as_of.is_some()), ("profile", input.profile.is_some())] {
        if given {
            let hint = "leave it out: the office's own law and day govern a case";
            fault(field.to_owned(), "not the applicant's to say".to_owned(), hint);
        }
    }
    if !input.assurances.is_empty() {
        let hint = "leave them out: they come with the undertaking and the governments' notes";
        fault("assurances".to_owned(), "not the applicant's to say".to_owned(), hint);
    }
    let parties = parties(&input, &mut fault);
    let items = input.items.iter().enumerate();
    let items = items.filter_map(|(at, given)| item(at, given, &mut fault)).collect();
    let application = Application {
        firm: firm.clone(),
        kind: input.kind.as_deref().unwrap_or("export").to_owned(),
        original: None,
        from: text(&input.from),
        destination: text(&input.destination),
        route: texts(&input.route),
        parties,
        items,
        end_use: EndUse {
            statement: text(&input.statement),
            location: text(&input.location),
            programme: text(&input.programme),
            awareness: text(&input.awareness),
            safeguarded: input.safeguarded,
        },
        contract: None,
    };
    if problems.is_empty() { Ok(application) } else { Err(problems) }
}

type Fault<'f> = &'f mut dyn FnMut(String, String, &str);

fn text(text: &Option<Text<'_>>) -> Option<String> {
    text.as_deref().map(str::to_owned)
}

fn texts(texts: &[Text<'_>]) -> Vec<String> {
    texts.iter().map(|t| t.clone().into_owned()).collect()
}

/// Parties without an id are called by their role, and counted where it occurs again.
fn parties(input: &TransferInput<'_>, fault: Fault<'_>) -> Vec<Party> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::new();
    for (at, given) in input.parties.iter().enumerate() {
        let role = given.role.as_deref().unwrap_or_default();
        let count = seen.entry(role.to_owned()).and_modify(|n| *n += 1).or_insert(1);
        let name = match (given.id.as_deref(), *count) {
            (Some(id), _) => id.to_owned(),
            (None, 1) => role.to_owned(),
            (None, more) => format!("{role}-{more}"),
        };
        let place = |field: &str| format!("parties[{}].{field}", at + 1);
        let hint = "role and name are needed; an id has letters, digits and `-_./`";
        match PartyId::new(name) {
            Ok(id) => all.push(party(id, role, given)),
            Err(what) => fault(place("role"), what, hint),
        }
        if given.name.is_none() {
            fault(place("name"), "missing".to_owned(), hint);
        }
    }
    all
}

fn party(id: PartyId, role: &str, given: &PartyInput<'_>) -> Party {
    Party {
        id,
        role: role.to_owned(),
        name: text(&given.name).unwrap_or_default(),
        address: None,
        country: text(&given.country),
        kind: text(&given.kind),
        birth_date: text(&given.birth_date),
        identifiers: pairs(&given.identifiers),
        owners: given.owners.iter().map(owner).collect(),
    }
}

fn pairs(given: &[(Text<'_>, Text<'_>)]) -> BTreeMap<String, String> {
    given.iter().map(|(kind, value)| (kind.to_string(), value.to_string())).collect()
}

fn owner(given: &OwnerInput<'_>) -> Owner {
    Owner {
        name: text(&given.name).unwrap_or_default(),
        share: text(&given.share),
        id: text(&given.id),
        country: text(&given.country),
        kind: text(&given.kind),
        birth_date: text(&given.birth_date),
        identifiers: pairs(&given.identifiers),
        owners: given.owners.iter().map(owner).collect(),
    }
}

fn item(at: usize, given: &ItemInput<'_>, fault: Fault<'_>) -> Option<Item> {
    let id = given.id.as_deref().map_or_else(|| (at + 1).to_string(), str::to_owned);
    let amount = |name: &str| given.amounts.iter().find(|(n, _)| *n == name).map(|(_, v)| v);
    let mut wanted = |name: &str, hint: &str| {
        let found = amount(name).map(ToString::to_string);
        if found.is_none() {
            fault(format!("items[{id}].{name}"), "missing".to_owned(), hint);
        }
        found
    };
    let quantity = wanted("quantity", "a licence is for a quantity: \"2\"");
    let unit = wanted("unit", "such as \"piece\" or \"kilogram\"");
    let value = wanted("value", "a licence is for a value: \"1200000\"");
    let currency = wanted("currency", "three capital letters: \"EUR\"");
    let (quantity, unit, value, currency) = (quantity?, unit?, value?, currency?);
    let mut read = |field: &str, what: String, hint: &str| {
        fault(format!("items[{id}].{field}"), what, hint);
    };
    let hint = "a plain decimal: 10, 10.5";
    let quantity = Amount::parse(&quantity).map_err(|e| read("quantity", e, hint)).ok();
    let value = Amount::parse(&value).map_err(|e| read("value", e, hint)).ok();
    let known = "piece, set, kilogram, gram, tonne, litre, metre, square_metre, copy or hour";
    let unit: Option<Unit> = serde_json::from_value(unit.clone().into())
        .map_err(|_| read("unit", format!("`{unit}` is no unit of a licence"), known))
        .ok();
    let currency =
        Currency::try_from(currency).map_err(|e| read("currency", e, "such as \"EUR\"")).ok();
    let properties = properties(&id, given, fault);
    Some(Item {
        description: text(&given.description).unwrap_or_default(),
        form: text(&given.form),
        article: text(&given.article),
        scope: given.scope.as_deref().map(texts),
        hs_code: text(&given.hs_code),
        hs_edition: text(&given.hs_edition),
        claimed: texts(&given.claimed),
        properties,
        relations: given.relations.iter().map(|(n, to)| (n.to_string(), texts(to))).collect(),
        quantity: Quantity { amount: quantity?, unit: unit? },
        value: Money { amount: value?, currency: currency? },
        id,
    })
}

fn properties(id: &str, given: &ItemInput<'_>, fault: Fault<'_>) -> BTreeMap<String, Stated> {
    let mut all = BTreeMap::new();
    for (name, value) in &given.properties {
        let stated = match value {
            Given::Text(text) => Stated::Text(text.to_string()),
            Given::Flag(flag) => Stated::Flag(*flag),
            Given::Number(number) => Stated::Text(number.clone()),
            Given::Points(points) => {
                let pair = |(a, b): &(Text<'_>, Text<'_>)| (a.to_string(), b.to_string());
                Stated::Points(points.iter().map(pair).collect())
            }
            Given::Other(what) => {
                let field = format!("items[{id}].properties.{name}");
                let hint = "a text such as \"290 km\"";
                fault(field, format!("{what} does not fit here"), hint);
                continue;
            }
        };
        all.insert(name.to_string(), stated);
    }
    all
}
