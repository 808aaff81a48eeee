//! Parties, and the owners behind them.

use std::collections::BTreeSet;

use super::Reader;
use crate::exact::Exact;
use crate::input::{OwnerInput, PartyInput, Text};
use crate::limits;
use crate::quantity::{Expected, Interval, Relation, read};
use crate::transfer::{Owner, Party};
use crate::truth::Truth;
use crate::unit::Unit;
use crate::word::{PARTY_KINDS, ROLES};

impl Reader<'_> {
    pub(super) fn party(&mut self, at: usize, input: &PartyInput<'_>) -> Party {
        let place = |field: &str| format!("parties[{}].{field}", at + 1);
        let role = self.word(&place("role"), input.role.as_ref(), ROLES);
        if input.role.is_none() {
            self.fault(
                place("role"),
                "a party without a role",
                format!("one of: {}", ROLES.join(", ")),
            );
        }
        let name = input.name.as_deref().unwrap_or_default();
        if name.trim().is_empty() {
            self.fault(
                place("name"),
                "a party without a name",
                "a party that is not named cannot be screened",
            );
        }
        self.length(&place("name"), name);
        Party {
            role: role.unwrap_or("other"),
            name: name.to_owned(),
            country: self.country(&place("country"), input.country.as_ref()),
            kind: self.word(&place("kind"), input.kind.as_ref(), PARTY_KINDS),
            birth_date: input.birth_date.as_ref().map(ToString::to_string),
            identifiers: self.identifiers(&place("identifiers"), &input.identifiers),
            id: input.id.as_ref().map(ToString::to_string),
            owners: self.owners_of(at, input),
        }
    }

    fn identifiers(
        &mut self,
        place: &str,
        given: &[(Text<'_>, Text<'_>)],
    ) -> Vec<(String, String)> {
        self.count(place, given.len(), limits::ENTRIES_MAX);
        given.iter().map(|(kind, value)| (kind.to_string(), value.to_string())).collect()
    }

    /// The tree of owners, with its ids checked. A party's own id may be named by owners of its
    /// owners: holdings may run in a circle.
    fn owners_of(&mut self, at: usize, input: &PartyInput<'_>) -> Vec<Owner> {
        let place = format!("parties[{}]", at + 1);
        let mut tree = Tree::default();
        if let Some(id) = &input.id {
            self.length(&format!("{place}.id"), id);
            tree.named.insert(id.to_string());
        }
        let owners = self.owners(&format!("{place}.owners"), &input.owners, 1, &mut tree);
        for (id, place) in tree.only_id {
            if !tree.named.contains(&id) {
                let what = format!("no owner behind this party has the id `{id}`");
                self.fault(place, what, "give the name here, or where the id stands first");
            }
        }
        owners
    }

    fn owners(
        &mut self,
        place: &str,
        given: &[OwnerInput<'_>],
        depth: usize,
        tree: &mut Tree,
    ) -> Vec<Owner> {
        if given.is_empty() {
            return Vec::new();
        }
        if depth > limits::OWNERS_DEPTH_MAX {
            let most = limits::OWNERS_DEPTH_MAX;
            let what = "owners nested too deeply";
            let hint = format!("the limit is {most}; name an owner by its `id` instead");
            self.fault(place, what, hint);
            return Vec::new();
        }
        tree.count = tree.count.saturating_add(given.len());
        if tree.count > limits::ENTRIES_MAX {
            self.count(place, tree.count, limits::ENTRIES_MAX);
            return Vec::new();
        }
        let mut owners: Vec<Owner> = Vec::new();
        for (at, owner) in given.iter().enumerate() {
            let place = format!("{place}[{}]", at + 1);
            let owner = self.owner(&place, owner, depth, tree);
            if owner.id.is_some() && owners.iter().any(|known| known.id == owner.id) {
                let hint = "add the shares up and state the owner once";
                self.fault(place, "an owner of the same party twice", hint);
            }
            owners.push(owner);
        }
        owners
    }

    fn owner(
        &mut self,
        place: &str,
        input: &OwnerInput<'_>,
        depth: usize,
        tree: &mut Tree,
    ) -> Owner {
        let field = |name: &str| format!("{place}.{name}");
        let name = input.name.as_deref().unwrap_or_default();
        self.length(&field("name"), name);
        if let Some(id) = &input.id {
            self.length(&field("id"), id);
            self.owner_id(place, id, input, tree);
        } else if name.trim().is_empty() {
            let hint =
                "an owner that is not named cannot be screened; leave it out, or give its `id`";
            self.fault(field("name"), "an owner without a name", hint);
        }
        let share = input.share.as_ref().filter(|text| text.trim() != "unknown");
        Owner {
            id: input.id.as_ref().map(ToString::to_string),
            name: name.to_owned(),
            country: self.country(&field("country"), input.country.as_ref()),
            kind: self.word(&field("kind"), input.kind.as_ref(), PARTY_KINDS),
            birth_date: input.birth_date.as_ref().map(ToString::to_string),
            identifiers: self.identifiers(&field("identifiers"), &input.identifiers),
            share: share.and_then(|text| self.share(&field("share"), text)),
            owners: self.owners(&field("owners"), &input.owners, depth.saturating_add(1), tree),
        }
    }

    /// An id stands for one owner: its facts stand in one place, elsewhere stands the id alone.
    fn owner_id(&mut self, place: &str, id: &str, input: &OwnerInput<'_>, tree: &mut Tree) {
        let facts = input.name.is_some()
            || input.country.is_some()
            || input.kind.is_some()
            || input.birth_date.is_some()
            || !input.identifiers.is_empty();
        if !facts && input.owners.is_empty() {
            tree.only_id.push((id.to_owned(), place.to_owned()));
            return;
        }
        if input.name.as_deref().unwrap_or_default().trim().is_empty() {
            self.fault(
                format!("{place}.name"),
                "an owner without a name",
                "only the `id` and `share` of an owner may stand without its name",
            );
        }
        if !tree.named.insert(id.to_owned()) {
            let hint = "state its facts once; elsewhere its `id` and `share`";
            self.fault(format!("{place}.id"), format!("`{id}` is described twice"), hint);
        }
    }

    fn share(&mut self, field: &str, text: &str) -> Option<Interval> {
        let dimension = Unit::ONE.dimension;
        match read(text, Expected { unit: Some("%"), dimension }) {
            Ok(share) if share.compare(Relation::AtMost, Exact::ONE) != Truth::False => Some(share),
            Ok(_) => {
                self.fault(field, format!("`{text}` is more than everything"), "at most 100 %");
                None
            }
            Err((what, hint)) => {
                self.fault(field, what, hint);
                None
            }
        }
    }
}

/// What was met in the tree of owners behind one party.
#[derive(Default)]
struct Tree {
    count: usize,
    /// Ids with facts.
    named: BTreeSet<String>,
    /// Ids that stand alone, and where.
    only_id: Vec<(String, String)>,
}
