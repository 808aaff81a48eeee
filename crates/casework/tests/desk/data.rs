//! What an office is tried with: an application, its undertaking, terms, a search, an assessment.

use std::collections::{BTreeMap, BTreeSet};

use casework::amount::{Amount, Money, Quantity, Unit};
use casework::assessment::{Assessment, Basis, Level, Matched};
use casework::case::Case;
use casework::decision::Recommendation;
use casework::docket::Docket;
use casework::event::Event;
use casework::facts::{Application, EndUse, Item, Party};
use casework::id::{Digest, LicenceId, PartyId};
use casework::licence::{Booking, Condition, ConditionCode, DueRule, Line, Terms};
use casework::searched::{PartySearch, Screening};
use casework::undertaking::{Signed, SignedItem, Undertaking};
use jiff::Timestamp;

use super::{day, id};

pub(crate) fn kilograms(amount: &str) -> Quantity {
    Quantity { amount: Amount::parse(amount).unwrap(), unit: Unit::Kilogram }
}

pub(crate) fn euro(amount: &str) -> Money {
    Money { amount: Amount::parse(amount).unwrap(), currency: id("EUR") }
}

pub(crate) fn party(role: &str, name: &str, country: &str) -> Party {
    Party {
        id: id(role),
        role: role.to_owned(),
        name: name.to_owned(),
        address: None,
        country: Some(country.to_owned()),
        kind: None,
        birth_date: None,
        identifiers: BTreeMap::new(),
        owners: Vec::new(),
    }
}

pub(crate) fn application() -> Application {
    Application {
        firm: id("firm-1"),
        kind: "export".to_owned(),
        original: None,
        from: Some("DE".to_owned()),
        destination: Some("BR".to_owned()),
        route: Vec::new(),
        parties: vec![
            party("exporter", "Firm One", "DE"),
            party("consignee", "Harbour Agency", "BR"),
            party("end_user", "Car Works", "BR"),
        ],
        items: vec![Item {
            id: "1".to_owned(),
            description: "vibration test system".to_owned(),
            form: None,
            article: Some("vibration_test_system".to_owned()),
            scope: None,
            hs_code: None,
            hs_edition: None,
            claimed: Vec::new(),
            properties: BTreeMap::new(),
            relations: BTreeMap::new(),
            quantity: kilograms("10"),
            value: euro("50000"),
        }],
        end_use: EndUse {
            statement: Some("testing of car parts".to_owned()),
            location: Some("main works".to_owned()),
            programme: Some("civil".to_owned()),
            awareness: Some("none".to_owned()),
            safeguarded: None,
        },
        contract: Some("C-17 of 1 February 2024".to_owned()),
    }
}

pub(crate) fn undertaking(application: &Application, document: &Digest) -> Undertaking {
    let signed = |role: &str| {
        let party = application.parties.iter().find(|p| p.role == role)?;
        let (name, address) = (party.name.clone(), party.address.clone());
        Some(Signed { name, address, country: party.country.clone() })
    };
    let item = |item: &Item| SignedItem {
        item: item.id.clone(),
        description: item.description.clone(),
        quantity: item.quantity,
    };
    Undertaking {
        document: document.clone(),
        signer: "the works' director".to_owned(),
        function: "director".to_owned(),
        authority_checked: true,
        signed: day("2024-02-01"),
        end_user: signed("end_user").unwrap(),
        consignee: signed("consignee"),
        contract: application.contract.clone(),
        items: application.items.iter().map(item).collect(),
        end_use: application.end_use.statement.clone().unwrap_or_default(),
        location: application.end_use.location.clone(),
        codes: ["end_use_statement", "no_retransfer"].map(str::to_owned).to_vec(),
    }
}

pub(crate) fn terms() -> Terms {
    Terms {
        licence: LicenceId::new("L-1").unwrap(),
        lines: vec![Line { item: "1".to_owned(), quantity: kilograms("10"), value: euro("50000") }],
        until: day("2026-03-03"),
        conditions: vec![
            condition("use", ConditionCode::StatedUseOnly, DueRule::Standing),
            condition("arrival", ConditionCode::ConfirmDelivery, DueRule::DaysAfterShipment(30)),
        ],
    }
}

pub(crate) fn condition(name: &str, code: ConditionCode, due: DueRule) -> Condition {
    Condition { id: id(name), code, due, text: name.to_owned() }
}

pub(crate) fn grant_recommended(terms: Terms) -> Event {
    let covers = Level::LicenceRequired;
    Event::Recommended {
        recommendation: Recommendation::Grant { terms, covers, despite: BTreeMap::new() },
        reasons: vec!["known maker, civil use".to_owned()],
        conflict: None,
    }
}

pub(crate) fn booking(shipment: &str, part: u16, quantity: Quantity) -> Booking {
    Booking {
        shipment: id(shipment),
        part,
        item: "1".to_owned(),
        quantity,
        value: euro("1000"),
        office: "harbour".to_owned(),
        reference: format!("MRN-{shipment}-{part}"),
        day: day("2024-03-04"),
    }
}

pub(crate) fn words(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

pub(crate) fn end_user() -> PartyId {
    id("end_user")
}

/// A search of all lists in force that found nobody.
pub(crate) fn clean_search(docket: &Docket, case: &Case) -> Screening {
    let search = |party: &Party| {
        let names = vec![party.name.clone()];
        (party.id.clone(), PartySearch { not_done: None, names, hits: Vec::new() })
    };
    Screening {
        facts: case.facts.clone(),
        lists: docket.office.list_versions(),
        parties: case.application.parties.iter().map(search).collect(),
    }
}

/// A settled determination: a licence is required, nothing else.
pub(crate) fn clean_assessment(docket: &Docket, case: &Case, at: Timestamp) -> Assessment {
    let screening = case.screening.as_ref();
    let law = docket.office.law.as_ref().unwrap();
    Assessment {
        basis: Basis {
            as_of: at,
            facts: case.facts.clone(),
            law: law.digest.clone(),
            profile: law.profile.clone(),
            lists: screening.map(|s| s.lists.clone()).unwrap_or_default(),
            register: Some(docket.register.version),
            assurances: case.assurance_words(),
            judgements: case.judged,
        },
        floor: Level::LicenceRequired,
        ceiling: Level::LicenceRequired,
        matches: BTreeSet::from([Matched {
            item: "1".to_owned(),
            paragraph: "mtcr:15.B.1".to_owned(),
            category: "II".to_owned(),
            certain: true,
        }]),
        rules: BTreeSet::from([casework::assessment::RuleFound {
            rule: "mtcr:guidelines.1".to_owned(),
            heading: "case by case".to_owned(),
            status: Some(Level::LicenceRequired),
            certain: true,
            cite: "Guidelines, paragraph 1".to_owned(),
        }]),
        duties: BTreeSet::new(),
        questions: Vec::new(),
        denials: Vec::new(),
        unreviewed: BTreeSet::new(),
    }
}
