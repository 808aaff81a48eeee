//! Our own form: a line about the list, then one entry a line, as JSON.
//!
//! The first line `{"portcullis_list":1,"list":…,"published":…,"entries":…}` may be left out by
//! hand-made lists; with it a cut file is noticed at any line. Fields that are empty are left out.
//! Unknown fields are refused, so that a misspelt one is not lost silently.

use serde::{Deserialize, Serialize};

use super::date::{self, Order};
use super::draft::Draft;
use super::fault::{Fault, Refusal};
use super::pile::Pile;
use super::text::{decode, shorten};
use super::{ListFile, SourceFile, country, only};
use crate::listing::{BirthDate, IdentifierKind, ListedParty, NameQuality, PartyKind};

/// The version of the form.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    portcullis_list: u32,
    list: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    entries: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    entry: String,
    kind: String,
    names: Vec<Name>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    birth: Vec<Birth>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    countries: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    identifiers: Vec<Identifier>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    programmes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    listed_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    delisted_on: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    gender: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    remarks: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    owners: Vec<Owner>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Owner {
    owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    share: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Name {
    whole: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    family: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    given: Option<String>,
    /// Left out, the first name is the primary one and the others are strong.
    #[serde(default)]
    quality: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Birth {
    year_min: i16,
    year_max: i16,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    month: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    day: Option<u8>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    circa: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identifier {
    kind: String,
    value: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    country: Option<String>,
}

const KINDS: &[(PartyKind, &str)] = &[
    (PartyKind::Person, "person"),
    (PartyKind::Organisation, "organisation"),
    (PartyKind::Vessel, "vessel"),
    (PartyKind::Aircraft, "aircraft"),
    (PartyKind::Unknown, "unknown"),
];

const QUALITIES: &[(NameQuality, &str)] = &[
    (NameQuality::Primary, "primary"),
    (NameQuality::Strong, "strong"),
    (NameQuality::Weak, "weak"),
    (NameQuality::Former, "former"),
];

const IDENTIFIERS: &[(IdentifierKind, &str)] = &[
    (IdentifierKind::Passport, "passport"),
    (IdentifierKind::NationalId, "national-id"),
    (IdentifierKind::Tax, "tax"),
    (IdentifierKind::Registration, "registration"),
    (IdentifierKind::Lei, "lei"),
    (IdentifierKind::Bic, "bic"),
    (IdentifierKind::Imo, "imo"),
    (IdentifierKind::Mmsi, "mmsi"),
    (IdentifierKind::TailNumber, "tail-number"),
    (IdentifierKind::AircraftSerial, "aircraft-serial"),
    (IdentifierKind::Wallet, "wallet"),
    (IdentifierKind::ListReference, "list-reference"),
    (IdentifierKind::Other, "other"),
];

fn word<T: PartialEq>(table: &[(T, &'static str)], value: &T) -> String {
    table.iter().find(|(known, _)| known == value).map_or("", |(_, word)| word).to_owned()
}

fn meaning<T: Copy>(table: &[(T, &str)], field: &str, word: &str) -> Result<T, String> {
    let found = table.iter().find(|(_, known)| *known == word).map(|(value, _)| *value);
    found.ok_or_else(|| {
        let words: Vec<&str> = table.iter().map(|(_, word)| *word).collect();
        format!("{field} `{}` is none of {}", shorten(word, 40), words.join(", "))
    })
}

/// Writes entries in our own form, one a line after a line about the list. Reading the result
/// gives the same entries.
pub fn write(list: &str, published: Option<&str>, parties: &[ListedParty]) -> String {
    let head = Head {
        portcullis_list: VERSION,
        list: list.to_owned(),
        published: published.map(str::to_owned),
        entries: parties.len(),
    };
    let mut text = line(&head);
    for party in parties {
        text.push_str(&line(&written(party)));
    }
    text
}

/// Serialising these plain structs to memory cannot fail; an empty line would be noticed.
fn line<T: Serialize>(value: &T) -> String {
    let mut line = serde_json::to_string(value).unwrap_or_default();
    line.push('\n');
    line
}

fn written(party: &ListedParty) -> Entry {
    let names = party.names.iter().map(|name| Name {
        whole: name.whole.clone(),
        family: name.family.clone(),
        given: name.given.clone(),
        quality: Some(word(QUALITIES, &name.quality)),
    });
    let birth = party.birth.iter().map(|birth| Birth {
        year_min: birth.year_min,
        year_max: birth.year_max,
        month: birth.month,
        day: birth.day,
        circa: birth.circa,
    });
    let identifiers = party.identifiers.iter().map(|id| Identifier {
        kind: word(IDENTIFIERS, &id.kind),
        value: id.value.clone(),
        country: id.country.clone(),
    });
    let owners = party.owners.iter().map(|link| Owner {
        owner: link.owner.clone(),
        share: link.share.clone(),
        from: link.from.clone(),
        until: link.until.clone(),
    });
    Entry {
        entry: party.entry.clone(),
        kind: word(KINDS, &party.kind),
        names: names.collect(),
        birth: birth.collect(),
        countries: party.countries.clone(),
        addresses: party.addresses.clone(),
        identifiers: identifiers.collect(),
        programmes: party.programmes.clone(),
        listed_on: party.listed_on.clone(),
        delisted_on: party.delisted_on.clone(),
        gender: party.gender.clone(),
        remarks: party.remarks.clone(),
        owners: owners.collect(),
    }
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let file = only(files)?;
    let text = decode(&file)?;
    let mut lines =
        (1_u64..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).peekable();
    let head = match lines.peek() {
        Some((_, first)) if first.contains("\"portcullis_list\"") => {
            let (number, first) = lines.next().unwrap_or((1, ""));
            Some(head(&file, number, first)?)
        }
        _ => None,
    };
    let mut pile = Pile::new(&file);
    let mut records = 0_usize;
    while let Some((number, line)) = lines.next() {
        let entry: Entry = serde_json::from_str(line).map_err(|error| {
            if error.is_eof() && lines.peek().is_none() {
                let reason = "the line ends before its JSON does";
                Refusal::truncated(file.name, Some(number), reason)
            } else {
                unread(&file, number, spoken(&error))
            }
        })?;
        let draft = draft(&entry).map_err(|reason| unread(&file, number, reason))?;
        records = records.saturating_add(1);
        pile.take(draft, Some(number))?;
    }
    let promised = head.as_ref().map_or(records, |head| head.entries);
    if promised != records {
        let reason = format!("{records} entries where the first line says {promised}");
        return Err(Refusal::truncated(file.name, None, reason));
    }
    let (list, published) =
        head.map_or_else(|| ("own".to_owned(), None), |head| (head.list, head.published));
    pile.finish(&list, published, records)
}

fn head(file: &SourceFile<'_>, number: u64, line: &str) -> Result<Head, Refusal> {
    let head: Head =
        serde_json::from_str(line).map_err(|error| unread(file, number, spoken(&error)))?;
    if head.portcullis_list != VERSION {
        let reason = format!("version {} of the form is not known", head.portcullis_list);
        return Err(Refusal::wrong_kind(file.name, reason));
    }
    let sound = |day: &String| date::day(day, Order::DayFirst).as_ref() == Some(day);
    if head.published.as_ref().is_some_and(|day| !sound(day)) {
        let reason = "`published` is not a day written YYYY-MM-DD";
        return Err(unread(file, number, reason));
    }
    Ok(head)
}

/// A line that is not as the form wants it. It was written by an office, not fetched.
fn unread(file: &SourceFile<'_>, line: u64, reason: impl Into<String>) -> Refusal {
    let hint = "mend the line; docs/formats/lists.md shows the form under `portcullis-ndjson`";
    Refusal::Malformed(Fault::new(file.name, Some(line), reason, hint))
}

/// The reader's words in ours, for those who write lists by hand.
fn spoken(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let told = match text.split_once(' ') {
        Some(("missing", rest)) => format!("{rest} is missing"),
        Some(("unknown", rest)) => match rest.split_once(", expected ") {
            Some((field, known)) => format!("{field} is not known here; {known}"),
            None => format!("{rest} is not known here"),
        },
        Some(("invalid", rest)) => match rest.split_once(", expected ") {
            Some((found, wanted)) => {
                let found = found.trim_start_matches("type: ").trim_start_matches("value: ");
                format!("{found} where {wanted} is wanted")
            }
            None => format!("invalid {rest}"),
        },
        Some(("duplicate", rest)) => format!("{rest} stands twice"),
        _ => "not written as JSON is".to_owned(),
    };
    format!("column {}: {}", error.column(), shorten(&told, 200))
}

fn draft(entry: &Entry) -> Result<Draft, String> {
    let mut draft = Draft::new(&entry.entry, meaning(KINDS, "kind", &entry.kind)?);
    for (at, name) in entry.names.iter().enumerate() {
        let quality = match &name.quality {
            Some(quality) => meaning(QUALITIES, "quality", quality)?,
            None if at == 0 => NameQuality::Primary,
            None => NameQuality::Strong,
        };
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        draft.name_of_parts(&name.whole, &part(&name.given), &part(&name.family), quality);
    }
    for birth in &entry.birth {
        draft.birth(Some(read_birth(birth)?), "");
    }
    for code in &entry.countries {
        known_country(code)?;
        draft.country(code);
    }
    for address in &entry.addresses {
        draft.address(&[address]);
    }
    for id in &entry.identifiers {
        let kind = meaning(IDENTIFIERS, "identifier kind", &id.kind)?;
        let issuer = id.country.as_deref().unwrap_or("");
        if !issuer.is_empty() {
            known_country(issuer)?;
        }
        draft.identifier(kind, &id.value, issuer);
    }
    entry.programmes.iter().for_each(|programme| draft.programme(programme));
    draft.listed_on(read_day("listed_on", entry.listed_on.as_deref())?);
    draft.party.delisted_on = read_day("delisted_on", entry.delisted_on.as_deref())?;
    draft.gender(entry.gender.as_deref().unwrap_or(""));
    draft.remark(&entry.remarks);
    for link in &entry.owners {
        let part = |part: &Option<String>| part.clone().unwrap_or_default();
        draft.owner(&link.owner, &part(&link.share), &part(&link.from), &part(&link.until));
    }
    Ok(draft)
}

fn known_country(code: &str) -> Result<(), String> {
    if country::code(code) == Some(code) {
        return Ok(());
    }
    Err(format!("country `{}` is not an ISO alpha-2 code of the table", shorten(code, 40)))
}

fn read_birth(birth: &Birth) -> Result<BirthDate, String> {
    let number = |part: Option<u8>| part.map_or_else(String::new, |part| part.to_string());
    let (month, day) = (number(birth.month), number(birth.day));
    let read = if birth.year_min == birth.year_max {
        date::birth_from_numbers(&birth.year_min.to_string(), &month, &day)
    } else {
        date::birth_between(&birth.year_min.to_string(), &birth.year_max.to_string())
    };
    let same = read.filter(|read| {
        read.year_min == birth.year_min
            && read.year_max == birth.year_max
            && read.month == birth.month
            && read.day == birth.day
    });
    same.map(|read| date::approximate(read, birth.circa))
        .ok_or_else(|| "the birth is not a day, month, year or range of years".to_owned())
}

fn read_day(field: &str, day: Option<&str>) -> Result<Option<String>, String> {
    let Some(written) = day else { return Ok(None) };
    match date::day(written, Order::DayFirst) {
        Some(day) if day == written => Ok(Some(day)),
        _ => Err(format!("{field} `{}` is not a day written YYYY-MM-DD", shorten(written, 40))),
    }
}
