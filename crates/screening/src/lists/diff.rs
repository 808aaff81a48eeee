//! What changed between two snapshots of one list.

use std::collections::BTreeMap;

use crate::listing::ListedParty;

/// A field of an entry, in the order of [`ListedParty`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// What kind of thing the party is.
    Kind,
    /// Names and their grades.
    Names,
    /// Dates of birth.
    Birth,
    /// Countries.
    Countries,
    /// Addresses.
    Addresses,
    /// Identifiers.
    Identifiers,
    /// Programmes.
    Programmes,
    /// Day of listing.
    ListedOn,
    /// Day of delisting.
    DelistedOn,
    /// Gender.
    Gender,
    /// Remarks.
    Remarks,
    /// Owners that the list links.
    Owners,
}

impl Field {
    /// The field as it is written in our own form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Names => "names",
            Self::Birth => "birth",
            Self::Countries => "countries",
            Self::Addresses => "addresses",
            Self::Identifiers => "identifiers",
            Self::Programmes => "programmes",
            Self::ListedOn => "listed_on",
            Self::DelistedOn => "delisted_on",
            Self::Gender => "gender",
            Self::Remarks => "remarks",
            Self::Owners => "owners",
        }
    }

    /// True if a change of the field can change who matches. A change of the others does not call
    /// for screening again.
    pub fn matters_to_matching(self) -> bool {
        !matches!(self, Self::Remarks | Self::Addresses | Self::Programmes)
    }
}

/// An entry that is in both snapshots and differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<'a> {
    /// As it was.
    pub old: &'a ListedParty,
    /// As it is.
    pub new: &'a ListedParty,
    /// What differs, in the order of the fields; never empty.
    pub fields: Vec<Field>,
}

/// The difference of two snapshots, each part in the order of the entry numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference<'a> {
    /// Entries of the new snapshot only.
    pub added: Vec<&'a ListedParty>,
    /// Entries of the old snapshot only.
    pub removed: Vec<&'a ListedParty>,
    /// Entries of both that differ.
    pub changed: Vec<Change<'a>>,
}

impl Difference<'_> {
    /// True if the snapshots hold the same entries.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// Compares two snapshots of one list by the numbers of their entries. The order of entries in the
/// files, and the order of values within a field, do not count; only the first name has its place.
pub fn difference<'a>(old: &'a [ListedParty], new: &'a [ListedParty]) -> Difference<'a> {
    let by_entry = |parties: &'a [ListedParty]| -> BTreeMap<&'a str, &'a ListedParty> {
        parties.iter().map(|party| (party.entry.as_str(), party)).collect()
    };
    let (old, new) = (by_entry(old), by_entry(new));
    let mut difference = Difference::default();
    for (entry, old) in &old {
        match new.get(entry) {
            None => difference.removed.push(old),
            Some(new) => {
                let fields = changed_fields(old, new);
                if !fields.is_empty() {
                    difference.changed.push(Change { old, new, fields });
                }
            }
        }
    }
    difference.added = new.iter().filter(|(k, _)| !old.contains_key(*k)).map(|(_, p)| *p).collect();
    difference
}

/// What differs between two versions of an entry, in the order of the fields.
pub fn changed_fields(old: &ListedParty, new: &ListedParty) -> Vec<Field> {
    let same = [
        (Field::Kind, old.kind == new.kind),
        (Field::Names, old.names.first() == new.names.first() && same_set(&old.names, &new.names)),
        (Field::Birth, same_set(&old.birth, &new.birth)),
        (Field::Countries, same_set(&old.countries, &new.countries)),
        (Field::Addresses, same_set(&old.addresses, &new.addresses)),
        (Field::Identifiers, same_set(&old.identifiers, &new.identifiers)),
        (Field::Programmes, same_set(&old.programmes, &new.programmes)),
        (Field::ListedOn, old.listed_on == new.listed_on),
        (Field::DelistedOn, old.delisted_on == new.delisted_on),
        (Field::Gender, old.gender == new.gender),
        (Field::Remarks, old.remarks == new.remarks),
        (Field::Owners, same_set(&old.owners, &new.owners)),
    ];
    same.into_iter().filter(|(_, same)| !same).map(|(field, _)| field).collect()
}

/// Values of a field do not repeat, so equal length and containment make equal sets.
fn same_set<T: PartialEq>(old: &[T], new: &[T]) -> bool {
    old == new || (old.len() == new.len() && old.iter().all(|value| new.contains(value)))
}
