//! The remarks column of the OFAC CSV, which holds what the other formats have in fields:
//! `DOB 25 Mar 1977; nationality Iran; Passport T14553558 (Iran) issued …; a.k.a. 'SHORT'.`

use super::date::{self, Order};
use super::draft::Draft;
use super::identify;
use super::ofac;
use crate::listing::NameQuality;

/// Labels that are followed by a value without any mark between them, longest first where one
/// begins like another. The words are OFAC's own.
const LABELS: &[&str] = &[
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Mode S Transponder Code",
    "Aircraft Tail Number",
    "Vessel Registration Identification",
    "Unified Social Credit Code (USCC)",
    "Business Registration Document #",
    "Business Registration Number",
    "Certificate of Incorporation Number",
    "Chinese Commercial Code",
    "Commercial Registry Number",
    "Company Number",
    "C.R. No.",
    "Cedula No.",
    "Citizen's Card Number",
    "C.U.R.P.",
    "C.U.I.T.",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Electoral Registry No.",
    "Folio Mercantil No.",
    "Government Gazette Number",
    "I.D. Card No.",
    "Identification Number",
    "Kenyan ID No.",
    "Legal Entity Number",
    "Matricula Mercantil No",
    "National Foreign ID Number",
    "National ID No.",
    "NIT #",
    "Passport",
    "Personal ID Card",
    "Public Registration Number",
    "R.F.C.",
    "Registration ID",
    "Registration Number",
    "Residency Number",
    "RIF #",
    "RTN",
    "RUC #",
    "SSN",
    "SWIFT/BIC",
    "Stateless Person ID Card",
    "Tax ID No.",
    "Travel Document Number",
    "Turkish Identification Number",
    "UK Company Number",
    "US FEIN",
    "V.A.T. Number",
    "VisaNumberID",
    "MMSI",
    "Gender",
    "nationality",
    "citizen",
];

/// Reads every statement of a remark into the entry and keeps the text.
pub(super) fn read(draft: &mut Draft, remark: &str) {
    let text = remark.trim().trim_end_matches('.');
    for statement in text.split(';') {
        let statement = statement.trim().trim_end_matches('.');
        let statement = statement.strip_prefix("alt. ").unwrap_or(statement);
        alias(draft, statement);
        if let Some(born) = statement.strip_prefix("DOB ") {
            draft.birth(date::birth(born, Order::DayFirst), born);
        } else if let Some(wallet) = statement.strip_prefix("Digital Currency Address - ") {
            let address = wallet.split_once(' ').map_or("", |(_, address)| address);
            ofac::labelled(draft, "Digital Currency Address", address, "");
        } else if let Some((label, value)) = split(statement) {
            let (value, issuer) = issued(value);
            ofac::labelled(draft, label, value, issuer);
        }
    }
    draft.remark(remark);
}

/// Aliases in remarks are the weak ones, in quotation marks.
fn alias(draft: &mut Draft, statement: &str) {
    for (mark, quality) in [("a.k.a. '", NameQuality::Weak), ("f.k.a. '", NameQuality::Former)] {
        if let Some(quoted) = statement.strip_prefix(mark) {
            let name = quoted.trim_end_matches('.').trim_end_matches('\'');
            ofac::name(draft, name, quality);
        }
    }
}

fn split(statement: &str) -> Option<(&'static str, &str)> {
    LABELS.iter().find_map(|label| {
        let value = statement.strip_prefix(label)?;
        value.starts_with(' ').then(|| (*label, value.trim()))
    })
}

/// `T14553558 (Iran) issued 28 Oct 2008 expires …` to the number and the state in brackets.
fn issued(value: &str) -> (&str, &str) {
    let value = value.split(" issued ").next().unwrap_or(value);
    let value = value.split(" expires ").next().unwrap_or(value).trim();
    match value.rsplit_once(" (") {
        Some((number, rest)) => (number.trim(), rest.trim_end_matches(')')),
        // `IMO 7406784` keeps its digits only.
        None => (identify_imo(value), ""),
    }
}

fn identify_imo(value: &str) -> &str {
    value.strip_prefix("IMO ").filter(|rest| identify::imo(rest).is_some()).unwrap_or(value)
}
