//! Who owns a listed party, by the links of its own list, and what the rules make of it.

use std::collections::BTreeMap;

use anyhow::Result;
use control::period::AsOf;
use control::regime::Regime;
use control::truth::Truth;
use jiff::civil::Date;
use screening::listing::{ListedParty, OwnerLink};
use screening::ownership::{Graph, PartyId, Share, Standing, roll_up};

use super::owners::{NO_RULE, rule, told};
use crate::store::catalogue::Catalogue;

/// Owners that are followed from one party. More is a group that a person must draw.
const FOLLOWED_MAX: usize = 1_000;

/// The party of that number on the list of an entry, if it is there.
pub(crate) type Beside<'a> = dyn Fn(&str) -> Option<Result<ListedParty>> + 'a;

/// The graph above one entry.
struct Above<'a> {
    beside: &'a Beside<'a>,
    day: &'a str,
    graph: Graph,
    standing: Vec<Standing>,
    known: BTreeMap<String, PartyId>,
    next: Vec<(PartyId, ListedParty)>,
}

/// One line for each rule that the list counts for, if anybody listed stands above the entry.
pub(crate) fn owners(
    catalogue: &Catalogue,
    regime: Option<&Regime>,
    party: u32,
    day: Date,
) -> Vec<String> {
    let Some((meta, _)) = catalogue.entry(party).filter(|(_, entry)| entry.owned) else {
        return Vec::new();
    };
    let Ok(listed) = catalogue.party(party) else {
        return vec!["its owners on the list cannot be read".to_owned()];
    };
    let beside = |owner: &str| {
        let number = catalogue.number(party, owner)?;
        Some(catalogue.party(number))
    };
    of_entry((&meta.list, listed), &beside, regime, day)
}

/// The same of an entry of a list, wherever its neighbours are kept.
pub(crate) fn of_entry(
    (list, listed): (&str, ListedParty),
    beside: &Beside<'_>,
    regime: Option<&Regime>,
    day: Date,
) -> Vec<String> {
    let written = day.to_string();
    let entry = listed.entry.clone();
    let mut above = Above {
        beside,
        day: &written,
        graph: Graph::default(),
        standing: vec![Standing::NotListed],
        known: BTreeMap::new(),
        next: Vec::new(),
    };
    let subject = above.graph.party(name(&listed));
    above.known.insert(entry.clone(), subject);
    above.next.push((subject, listed));
    while let Some((owned, listed)) = above.next.pop() {
        for link in &listed.owners {
            above.hold(owned, link);
        }
    }
    let rules = regime.map_or(&[][..], |regime| regime.ownership.as_slice());
    let as_of = AsOf::parse(&written).ok();
    let mut own: Vec<_> = rules
        .iter()
        .filter(|rule| rule.covers(list, &entry))
        .filter(|rule| as_of.is_some_and(|day| rule.origin.period.holds(day)))
        .map(|law| (law.authority.clone(), rule(law)))
        .collect();
    if own.is_empty() {
        own.push((format!("no rule on record for {list}"), NO_RULE));
    }
    let line = |(authority, rule)| {
        let rolled = roll_up(&above.graph, subject, &rule, &above.standing);
        let told = told(&above.graph, authority, None, &rolled);
        if told.steps.is_empty() {
            return None;
        }
        let reached = match told.truth {
            Truth::True => "reached",
            Truth::Unknown => "not settled",
            Truth::False => "not reached by ownership",
        };
        let steps = told.steps.iter().map(control::owned::step).collect::<Vec<_>>().join(", ");
        let more = if told.more { ", and more" } else { "" };
        let (authority, held) = (told.authority, told.held);
        Some(format!("owned by listed ({authority}: {reached}, held {held}): {steps}{more}"))
    };
    own.into_iter().filter_map(line).collect()
}

fn name(party: &ListedParty) -> String {
    party.names.first().map_or_else(|| party.entry.clone(), |name| name.whole.clone())
}

impl Above<'_> {
    fn hold(&mut self, owned: PartyId, link: &OwnerLink) {
        let Some(share) = on(link, self.day) else { return };
        let owner = match self.known.get(&link.owner) {
            Some(owner) => *owner,
            None => self.owner(link),
        };
        self.graph.hold(owner, owned, share);
    }

    fn owner(&mut self, link: &OwnerLink) -> PartyId {
        let full = self.graph.len() >= FOLLOWED_MAX;
        let listed = if full { None } else { (self.beside)(&link.owner) };
        let (name, standing) = match &listed {
            Some(Ok(listed)) => (name(listed), standing(listed, self.day)),
            // Not followed or not readable: who is above is not known.
            Some(Err(_)) => (link.owner.clone(), Standing::Unscreened),
            None if full => ("further owners".to_owned(), Standing::Unscreened),
            // The list holds nobody of that number.
            None => (link.owner.clone(), Standing::NotListed),
        };
        let id = self.graph.party(name);
        self.standing.push(standing);
        self.known.insert(link.owner.clone(), id);
        if let Some(Ok(listed)) = listed {
            self.next.push((id, listed));
        }
        id
    }
}

/// Lists of linked parties hold some that are not listed themselves: a programme or a day of listing
/// tells who is. Without either it is not said.
fn standing(listed: &ListedParty, day: &str) -> Standing {
    let early = listed.listed_on.as_deref().is_some_and(|from| day < from);
    if early || listed.is_delisted_by(day) {
        return Standing::NotListed;
    }
    let says = !listed.programmes.is_empty() || listed.listed_on.is_some();
    if says { Standing::Listed } else { Standing::Unscreened }
}

/// What is held on the day; none if the holding had ended or had not begun.
fn on(link: &OwnerLink, day: &str) -> Option<Share> {
    let share = link.share.as_deref().and_then(Share::read).unwrap_or(Share::UNKNOWN);
    let same = |date: &str| day.get(..date.len()).map(|own| own.cmp(date));
    let from = link.from.as_deref().and_then(same);
    let until = link.until.as_deref().and_then(same);
    let whole = link.from.as_deref().is_none_or(|from| from.len() == day.len());
    match (from, until) {
        (Some(std::cmp::Ordering::Less), _) | (_, Some(std::cmp::Ordering::Greater)) => None,
        // Begun or ended within the month or year that is told, or on this very day.
        (Some(std::cmp::Ordering::Equal), _) if !whole => Some(share.perhaps()),
        (_, Some(std::cmp::Ordering::Equal)) => Some(share.perhaps()),
        _ => Some(share),
    }
}
