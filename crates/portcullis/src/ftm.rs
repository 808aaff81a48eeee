//! FollowTheMoney, the entity model of other screening systems: its words for what we know, used by
//! the entities that go out and the examples that come in. Source of the names: followthemoney 4.

pub(crate) mod entity;
pub(crate) mod example;
pub(crate) mod id;
pub(crate) mod neighbour;

use screening::listing::{IdentifierKind, PartyKind};

/// Schemata by which somebody may be looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Schema {
    /// Its name.
    pub(crate) name: &'static str,
    /// For people.
    pub(crate) label: &'static str,
    /// The kind that is looked for; none where several are meant.
    pub(crate) kind: Option<PartyKind>,
    /// Kinds of listed party that answer. A party of unknown kind always does.
    pub(crate) finds: &'static [PartyKind],
}

const PERSON: PartyKind = PartyKind::Person;
const ORGANISATION: PartyKind = PartyKind::Organisation;
const VESSEL: PartyKind = PartyKind::Vessel;
const AIRCRAFT: PartyKind = PartyKind::Aircraft;
const ALL: &[PartyKind] = &[PERSON, ORGANISATION, VESSEL, AIRCRAFT];

/// What may be looked for. An address, a position or a security is no party: no list has one, and
/// an empty answer would say that it was looked for.
pub(crate) const SCHEMATA: &[Schema] = &[
    Schema { name: "Thing", label: "Thing", kind: None, finds: ALL },
    Schema {
        name: "LegalEntity",
        label: "Legal entity",
        kind: None,
        finds: &[PERSON, ORGANISATION],
    },
    Schema { name: "Person", label: "Person", kind: Some(PERSON), finds: &[PERSON] },
    Schema {
        name: "Organization",
        label: "Organization",
        kind: Some(ORGANISATION),
        finds: &[ORGANISATION],
    },
    Schema { name: "Company", label: "Company", kind: Some(ORGANISATION), finds: &[ORGANISATION] },
    Schema {
        name: "PublicBody",
        label: "Public body",
        kind: Some(ORGANISATION),
        finds: &[ORGANISATION],
    },
    Schema { name: "Vehicle", label: "Vehicle", kind: None, finds: &[VESSEL, AIRCRAFT] },
    Schema { name: "Vessel", label: "Vessel", kind: Some(VESSEL), finds: &[VESSEL] },
    Schema { name: "Airplane", label: "Airplane", kind: Some(AIRCRAFT), finds: &[AIRCRAFT] },
    Schema { name: "CryptoWallet", label: "Cryptocurrency wallet", kind: None, finds: ALL },
];

impl Schema {
    /// The schema of that name, if parties may be looked for by it.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SCHEMATA.iter().find(|schema| schema.name == name)
    }

    /// Whether a listed party of that kind answers.
    pub(crate) fn takes(&self, kind: PartyKind) -> bool {
        kind == PartyKind::Unknown || self.finds.contains(&kind)
    }
}

/// The schema under which a listed party goes out.
pub(crate) fn schema_of(kind: PartyKind) -> &'static str {
    match kind {
        PartyKind::Person => "Person",
        PartyKind::Organisation => "Organization",
        PartyKind::Vessel => "Vessel",
        PartyKind::Aircraft => "Airplane",
        PartyKind::Unknown => "LegalEntity",
    }
}

/// Identifiers of a party itself: the property, our kind, and whether entities go out under it.
pub(crate) const IDENTIFIERS: &[(&str, IdentifierKind, bool)] = &[
    ("passportNumber", IdentifierKind::Passport, true),
    ("idNumber", IdentifierKind::NationalId, true),
    ("socialSecurityNumber", IdentifierKind::NationalId, false),
    ("taxNumber", IdentifierKind::Tax, true),
    ("vatCode", IdentifierKind::Tax, false),
    ("innCode", IdentifierKind::Tax, false),
    ("registrationNumber", IdentifierKind::Registration, true),
    ("ogrnCode", IdentifierKind::Registration, false),
    ("uscCode", IdentifierKind::Registration, false),
    ("leiCode", IdentifierKind::Lei, true),
    ("swiftBic", IdentifierKind::Bic, true),
    ("imoNumber", IdentifierKind::Imo, true),
    ("mmsi", IdentifierKind::Mmsi, true),
    ("registrationNumber", IdentifierKind::TailNumber, true),
    ("serialNumber", IdentifierKind::AircraftSerial, true),
    ("publicKey", IdentifierKind::Wallet, true),
];

/// The most characters that an identifier may have in the model.
pub(crate) const IDENTIFIER_MAX: usize = 64;

/// A country as the model writes it: ISO's two letters, in small letters, but for states that are
/// no more: it knows them under another code, or under that of the state they belonged to.
pub(crate) fn country_of(code: &str) -> String {
    match code {
        "AN" => "nl".to_owned(),
        "CS" => "csxx".to_owned(),
        other => other.to_lowercase(),
    }
}

/// Topics of the lists that we know. A list that is not here has none, and a party whose topics are
/// not known is never left out by a filter on topics.
const TOPICS: &[(&str, &[&str])] = &[
    ("un", &["sanction"]),
    ("un-starter", &["sanction"]),
    ("us-sdn", &["sanction"]),
    ("us-cons", &["sanction"]),
    ("us-dpl", &["export.control"]),
    ("eu", &["sanction"]),
    ("uk", &["sanction"]),
    ("ch", &["sanction"]),
];

/// Topics of the source lists within the United States' consolidated screening list.
const SCREENING_LIST_TOPICS: &[(&str, &[&str])] = &[
    ("EL", &["export.control"]),
    ("DPL", &["export.control"]),
    ("MEU", &["export.control"]),
    ("UVL", &["export.risk"]),
    ("DTC", &["debarment"]),
    ("ISN", &["sanction", "export.control"]),
    ("SDN", &["sanction"]),
    ("FSE", &["sanction"]),
    ("SSI", &["sanction"]),
    ("PLC", &["sanction"]),
    ("CAP", &["sanction"]),
    ("MBS", &["sanction"]),
    ("CMIC", &["sanction"]),
];

/// Topics of an entry, by its list and its programmes; none where they are not known.
pub(crate) fn topics(list: &str, programmes: &[String]) -> &'static [&'static str] {
    let of = |table: &'static [(&str, &'static [&'static str])], word: &str| {
        table.iter().find(|(known, _)| *known == word).map_or(&[][..], |(_, topics)| *topics)
    };
    if list == "us-csl" {
        return programmes.first().map_or(&[], |source| of(SCREENING_LIST_TOPICS, source));
    }
    of(TOPICS, list)
}
