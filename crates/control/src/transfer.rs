//! A transfer as normalised: every word resolved against the pack, every absence kept as absence.

use crate::exact::Exact;
use crate::ident::{ArticleIdx, PropertyIdx, StateIdx};
use crate::period::AsOf;
use crate::quantity::Interval;
use crate::regime::{Form, Kinship, Target};

/// Stated, or not. "Does not apply" would be a value, never an absence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stated<T> {
    /// Somebody stated it.
    Value(T),
    /// Nobody did; this is not "none".
    NotStated,
}

impl<T> Stated<T> {
    /// The value, for callers that handle absence.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::NotStated => None,
        }
    }

    /// Whether somebody stated it.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Value(_))
    }
}

impl<T> From<Option<T>> for Stated<T> {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::NotStated, Self::Value)
    }
}

/// A value of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Base units.
    Quantity(Interval),
    /// True or false.
    Flag(bool),
    /// Lower case.
    Word(String),
    /// As written.
    Text(String),
    /// Metres and kilograms, sorted by range.
    Envelope(Vec<(Exact, Exact)>),
}

/// One stated property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    /// Which.
    pub property: PropertyIdx,
    /// Read.
    pub value: Value,
    /// As the transfer has it, for reports.
    pub written: String,
}

/// One item.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id, or its position from 1.
    pub id: String,
    /// Free text.
    pub description: String,
    /// As stated, or as read where it is not (goods, as a rule).
    pub form: Form,
    /// Nobody states the form: it is that of the code that is claimed.
    pub form_by_code: bool,
    /// What it is.
    pub article: Stated<ArticleIdx>,
    /// Activities served, as words of [`word::ACTIVITIES`](crate::word::ACTIVITIES).
    pub scope: Stated<Vec<&'static str>>,
    /// What was stated and says nothing, and why.
    pub remarks: Vec<String>,
    /// Customs code, digits only.
    pub hs: Stated<String>,
    /// Control codes that somebody claimed, letters and digits only.
    pub claimed: Vec<String>,
    /// Sorted by property.
    pub properties: Vec<Property>,
    /// In the order of [`Kinship::ALL`].
    pub relations: [Stated<Vec<Target>>; 5],
    /// Candidates from description and codes, sorted, for items without an article and software and
    /// technology of `other_item` (set by normalising).
    pub candidates: Vec<crate::ident::ParagraphIdx>,
    /// Those of the candidates that nothing but a wide customs heading suggests: what it leaves out
    /// is not cleared by it. Sorted (set by normalising).
    pub vague: Vec<crate::ident::ParagraphIdx>,
    /// Articles that description or codes suggest although the item is stated to be another,
    /// and no relation says why (set by normalising).
    pub suggested: Vec<ArticleIdx>,
}

impl Item {
    /// A stated property.
    #[must_use]
    pub fn property(&self, at: PropertyIdx) -> Option<&Property> {
        self.properties.iter().find(|p| p.property == at)
    }

    /// A relation.
    #[must_use]
    pub fn relation(&self, kinship: Kinship) -> &Stated<Vec<Target>> {
        let [usable, modified, special, contains, part] = &self.relations;
        match kinship {
            Kinship::UsableIn => usable,
            Kinship::DesignedOrModifiedFor => modified,
            Kinship::SpeciallyDesignedFor => special,
            Kinship::Contains => contains,
            Kinship::PartOf => part,
        }
    }
}

/// One party.
#[derive(Clone, Debug)]
pub struct Party {
    /// Word of [`word::ROLES`](crate::word::ROLES).
    pub role: &'static str,
    /// As written.
    pub name: String,
    /// Its state.
    pub country: Option<StateIdx>,
    /// Word of [`word::PARTY_KINDS`](crate::word::PARTY_KINDS).
    pub kind: Option<&'static str>,
    /// As written.
    pub birth_date: Option<String>,
    /// Kind and value, as written.
    pub identifiers: Vec<(String, String)>,
    /// By which owners of its owners may name it.
    pub id: Option<String>,
    /// Who owns it.
    pub owners: Vec<Owner>,
}

/// An owner of a party.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Stands for the same owner wherever it stands behind the party.
    pub id: Option<String>,
    /// As written; empty where only the id stands.
    pub name: String,
    /// Its state.
    pub country: Option<StateIdx>,
    /// Word of [`word::PARTY_KINDS`](crate::word::PARTY_KINDS).
    pub kind: Option<&'static str>,
    /// As written.
    pub birth_date: Option<String>,
    /// Kind and value, as written.
    pub identifiers: Vec<(String, String)>,
    /// Share of the whole; none = not stated.
    pub share: Option<Interval>,
    /// Who owns the owner.
    pub owners: Vec<Owner>,
}

/// A whole transfer.
#[derive(Clone, Debug)]
pub struct Transfer {
    /// Its id.
    pub id: String,
    /// The law's day.
    pub as_of: AsOf,
    /// Word of [`word::KINDS`](crate::word::KINDS).
    pub kind: &'static str,
    /// State that the goods leave.
    pub from: Stated<StateIdx>,
    /// Declared destination.
    pub destination: Stated<StateIdx>,
    /// Stops.
    pub route: Vec<StateIdx>,
    /// Parties in the given order.
    pub parties: Vec<Party>,
    /// Items in the given order, at least one.
    pub items: Vec<Item>,
    /// Word of [`word::PROGRAMMES`](crate::word::PROGRAMMES).
    pub programme: Stated<&'static str>,
    /// Word of [`word::AWARENESS`](crate::word::AWARENESS).
    pub awareness: Stated<&'static str>,
    /// States under measures that `end_use.location` names.
    pub location: Vec<StateIdx>,
    /// The end-use facility is under IAEA safeguards.
    pub safeguarded: Stated<bool>,
    /// Words of [`word::ASSURANCES`](crate::word::ASSURANCES).
    pub assurances: Vec<&'static str>,
    /// Assumptions of `--assume` that were used, as `field=value`.
    pub assumptions: Vec<String>,
}
