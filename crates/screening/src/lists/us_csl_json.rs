//! US Consolidated Screening List as JSON: `results` with one object per party.

use serde::Deserialize;

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::text::{decode, shorten};
use super::{ListFile, SourceFile, ofac, only, us_csl};

#[derive(Deserialize)]
struct Document {
    results: Vec<Party>,
    #[serde(default)]
    search_performed_at: Option<String>,
}

#[derive(Deserialize)]
struct Party {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    alt_names: Option<Vec<String>>,
    #[serde(default)]
    programs: Option<Vec<String>>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default)]
    nationalities: Option<Vec<String>>,
    #[serde(default)]
    citizenships: Option<Vec<String>>,
    #[serde(default)]
    dates_of_birth: Option<Vec<String>>,
    #[serde(default)]
    start_date: Option<String>,
    #[serde(default)]
    end_date: Option<String>,
    #[serde(default)]
    call_sign: Option<String>,
    #[serde(default)]
    vessel_flag: Option<String>,
    #[serde(default)]
    remarks: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    federal_register_notice: Option<String>,
    #[serde(default)]
    addresses: Option<Vec<Address>>,
    #[serde(default)]
    ids: Option<Vec<Id>>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    city: Option<String>,
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    postal_code: Option<String>,
    #[serde(default)]
    country: Option<String>,
}

#[derive(Deserialize)]
struct Id {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    number: Option<String>,
    #[serde(default)]
    country: Option<String>,
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let document: Document = serde_json::from_str(&text).map_err(|error| {
        let line = u64::try_from(error.line()).ok();
        let reason = shorten(&error.to_string(), 200);
        if error.is_eof() {
            Refusal::truncated(file.name, line, reason)
        } else if error.is_data() {
            Refusal::wrong_kind(file.name, reason)
        } else {
            Refusal::malformed(file.name, line, reason)
        }
    })?;
    let mut pile = Pile::new(&file);
    for party in &document.results {
        pile.take(entry(party), None)?;
    }
    let published = document.search_performed_at.as_deref();
    let published = published.and_then(|day| date::day(day, Order::DayFirst));
    pile.finish("us-csl", published, document.results.len())
}

fn one(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}

fn several(texts: Option<&Vec<String>>) -> Vec<&str> {
    texts.into_iter().flatten().map(String::as_str).collect()
}

fn entry(party: &Party) -> Draft {
    let mut countries = several(party.nationalities.as_ref());
    countries.extend(several(party.citizenships.as_ref()));
    countries.push(one(party.country.as_ref()));
    let record = us_csl::Record {
        id: one(party.id.as_ref()),
        source: one(party.source.as_ref()),
        kind: one(party.kind.as_ref()),
        name: one(party.name.as_ref()),
        alt_names: several(party.alt_names.as_ref()),
        programmes: several(party.programs.as_ref()),
        countries,
        births: several(party.dates_of_birth.as_ref()),
        start: one(party.start_date.as_ref()),
        end: one(party.end_date.as_ref()),
        call_sign: one(party.call_sign.as_ref()),
        flag: one(party.vessel_flag.as_ref()),
        remarks: one(party.remarks.as_ref()),
        title: one(party.title.as_ref()),
        notice: one(party.federal_register_notice.as_ref()),
    };
    let mut draft = record.draft();
    for address in party.addresses.iter().flatten() {
        let fields = [
            &address.address,
            &address.city,
            &address.state,
            &address.postal_code,
            &address.country,
        ];
        draft.address(&fields.map(|field| one(field.as_ref())));
        draft.country(one(address.country.as_ref()));
    }
    for id in party.ids.iter().flatten() {
        let (label, number) = (one(id.kind.as_ref()), one(id.number.as_ref()));
        ofac::labelled(&mut draft, label, number, one(id.country.as_ref()));
    }
    draft
}
