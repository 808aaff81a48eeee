//! What a party list holds, in one shape for every source.
//!
//! Text is kept as the authority wrote it; matching derives its own forms. A field that a source
//! does not give is empty, which means "not given", never "none".

/// What kind of thing a listed party is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PartyKind {
    /// A natural person.
    Person,
    /// A company, organisation, group or authority.
    Organisation,
    /// A ship, known by its IMO number where there is one.
    Vessel,
    /// An aircraft, known by its tail or construction number.
    Aircraft,
    /// The source does not say.
    Unknown,
}

/// How good the authority says that a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameQuality {
    /// The name under which the party is listed.
    Primary,
    /// A good alias (UN "Good", OFAC "strong", UK "Primary name variation").
    Strong,
    /// A low-quality alias (UN "Low", OFAC "weak").
    Weak,
    /// A former name.
    Former,
}

/// One name of a listed party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedName {
    /// The whole name as the source gives it, parts joined by single spaces in the source's order.
    pub whole: String,
    /// Family name, where the source separates it.
    pub family: Option<String>,
    /// Given names, where the source separates them.
    pub given: Option<String>,
    /// The authority's own grading.
    pub quality: NameQuality,
}

/// A date of birth as precisely as the source knows it; both years included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BirthDate {
    /// First possible year.
    pub year_min: i16,
    /// Last possible year.
    pub year_max: i16,
    /// Month 1 to 12, if known.
    pub month: Option<u8>,
    /// Day 1 to 31, if known.
    pub day: Option<u8>,
    /// The source says "circa" or "approximately".
    pub circa: bool,
}

/// An official identifier: the kind in our closed vocabulary, the value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedIdentifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// As the source writes it.
    pub value: String,
    /// ISO 3166-1 alpha-2 code of the issuing state, if given.
    pub country: Option<String>,
}

/// Kinds of identifier that screening compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// Passport number.
    Passport,
    /// National identity number.
    NationalId,
    /// Tax number.
    Tax,
    /// Company or organisation registration number.
    Registration,
    /// Legal Entity Identifier (ISO 17442).
    Lei,
    /// Bank identifier code (ISO 9362).
    Bic,
    /// Ship number of the International Maritime Organization.
    Imo,
    /// Maritime mobile service identity.
    Mmsi,
    /// Aircraft registration mark.
    TailNumber,
    /// Aircraft construction (serial) number.
    AircraftSerial,
    /// Address on a digital-currency chain.
    Wallet,
    /// Reference of another list, such as the UN's `IRe.012`.
    ListReference,
    /// Anything else, kept for display.
    Other,
}

/// Who owns a listed party, as the list itself links them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerLink {
    /// Number of the owner's entry in the same list; the owner need not be in it.
    pub owner: String,
    /// Share in percent as the source writes it, if given.
    pub share: Option<String>,
    /// First day, month or year of the holding, `YYYY[-MM[-DD]]`, if given.
    pub from: Option<String>,
    /// Last day, month or year of the holding, if given.
    pub until: Option<String>,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedParty {
    /// The authority's own reference or number, unique within the list.
    pub entry: String,
    /// What it is.
    pub kind: PartyKind,
    /// At least one name; the first is the primary one.
    pub names: Vec<ListedName>,
    /// Dates of birth, for persons.
    pub birth: Vec<BirthDate>,
    /// ISO alpha-2 codes of nationality, residence, incorporation or flag.
    pub countries: Vec<String>,
    /// Addresses, one line each.
    pub addresses: Vec<String>,
    /// Official identifiers.
    pub identifiers: Vec<ListedIdentifier>,
    /// Programmes, regimes or resolutions under which the party is listed.
    pub programmes: Vec<String>,
    /// Day of listing, `YYYY-MM-DD`, if given.
    pub listed_on: Option<String>,
    /// Day of delisting, `YYYY-MM-DD`, if the source keeps delisted entries.
    pub delisted_on: Option<String>,
    /// `male` or `female`, if given.
    pub gender: Option<String>,
    /// Free text of the source, shortened to a stated limit.
    pub remarks: String,
    /// Who owns it, where the list links owners and what they own.
    pub owners: Vec<OwnerLink>,
}

impl ListedParty {
    /// An entry of which nothing else is known yet.
    pub fn new(entry: impl Into<String>, kind: PartyKind) -> Self {
        Self {
            entry: entry.into(),
            kind,
            names: Vec::new(),
            birth: Vec::new(),
            countries: Vec::new(),
            addresses: Vec::new(),
            identifiers: Vec::new(),
            programmes: Vec::new(),
            listed_on: None,
            delisted_on: None,
            gender: None,
            remarks: String::new(),
            owners: Vec::new(),
        }
    }

    /// True if the source itself says that the party was off the list by that day (`YYYY-MM-DD`):
    /// an order that expired or a delisted entry that the source keeps.
    pub fn is_delisted_by(&self, day: &str) -> bool {
        self.delisted_on.as_deref().is_some_and(|delisted| delisted <= day)
    }
}
