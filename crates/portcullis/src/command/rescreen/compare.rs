//! One customer on both sides: what is new, changed and gone, and why.

use std::collections::BTreeMap;

use screening::{FactKind, Outcome};

use super::Run;
use super::delta::{Stands, Watched};
use crate::judgements::{Ruling, Subject};
use crate::material::{self, Facts};
use crate::screener::search::{Pool, search, sift};
use crate::screener::{Match, bar, links, words};
use crate::who::Who;

/// What became of a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A hit now and none before.
    New,
    /// A hit before and now, which an answer shows otherwise.
    Changed,
    /// A hit before and none now.
    Gone,
    /// A listed name that would be a new hit but for facts that differ.
    SetAside,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Changed => "changed",
            Self::Gone => "gone",
            Self::SetAside => "set_aside",
        }
    }
}

/// A hit as an answer shows it.
#[derive(Debug)]
pub(super) struct View {
    pub(super) hit: Match,
    pub(super) listed_on: Option<String>,
    pub(super) facts: Option<Facts>,
    /// What the list's own links say of its owners.
    pub(super) owners: Vec<String>,
    pub(super) ruling: Option<Ruling>,
}

impl View {
    /// Somebody must still look at it.
    pub(super) fn is_open(&self) -> bool {
        self.ruling.as_ref().is_none_or(Ruling::is_open)
    }

    fn same(&self, other: &Self) -> bool {
        let (a, b) = (&self.hit, &other.hit);
        a.piece == b.piece
            && a.name == b.name
            && a.score.total_cmp(&b.score).is_eq()
            && a.identifier_equal == b.identifier_equal
            && a.evidence == b.evidence
            && self.listed_on == other.listed_on
            && self.facts == other.facts
            && self.owners == other.owners
            && self.ruling == other.ruling
    }
}

/// One hit of one customer, before and after.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) kind: Kind,
    pub(super) list: String,
    pub(super) entry: String,
    pub(super) why: Vec<String>,
    pub(super) then: Option<View>,
    pub(super) now: Option<View>,
}

/// A customer on each side: the same on both where only lists changed.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) id: &'a str,
    pub(super) then: Option<&'a Who>,
    pub(super) now: Option<&'a Who>,
    /// Whether all lists must be searched: the rows of the two books differ, or there is no old
    /// answer.
    pub(super) whole: bool,
    /// There is no old answer, though the customer may have been in the book.
    pub(super) unanswered: bool,
}

/// What a customer's case came to.
#[derive(Debug, Default)]
pub(super) struct Compared {
    /// In the order of their kinds, the best hits first.
    pub(super) changes: Vec<Change>,
    /// Why the name was not searched whole, where it was searched in all lists and was not.
    pub(super) partial: Option<String>,
}

type Pairs = BTreeMap<(String, String), (Option<View>, Option<View>)>;

/// All changes of a customer.
pub(super) fn changes(run: &Run, case: Case<'_>) -> Compared {
    let (mut pairs, mut partial) = (Pairs::new(), None);
    if case.whole {
        if let Some(who) = case.then {
            watched(run, case.id, who, [true, false], &mut pairs);
            unwatched(run, case.id, who, 0, &mut pairs);
        }
        if let Some(who) = case.now {
            watched(run, case.id, who, [false, true], &mut pairs);
            partial = unwatched(run, case.id, who, 1, &mut pairs);
        }
    } else if let Some(who) = case.now {
        watched(run, case.id, who, [true, true], &mut pairs);
    }
    let customer = if pairs.is_empty() { Vec::new() } else { of_customer(case) };
    let change =
        |((list, entry), (then, now)): ((String, String), (Option<View>, Option<View>))| {
            let hit = |view: &Option<View>| view.as_ref().is_some_and(|view| !view.hit.set_aside);
            let kind = match (hit(&then), hit(&now)) {
                (false, true) => Kind::New,
                (true, false) => Kind::Gone,
                (true, true) => {
                    let same = then.as_ref().zip(now.as_ref()).is_some_and(|(a, b)| a.same(b));
                    if same {
                        return None;
                    }
                    Kind::Changed
                }
                (false, false) if then.is_none() && now.is_some() => Kind::SetAside,
                (false, false) => return None,
            };
            let mut why = customer.clone();
            why.extend(run.delta.of(&list, &entry).into_iter().flat_map(|w| w.why.iter().cloned()));
            effects(then.as_ref(), now.as_ref(), &mut why);
            if why.is_empty() {
                why.push("the row or the entry is written otherwise".to_owned());
            }
            Some(Change { kind, list, entry, why, then, now })
        };
    let mut changes: Vec<Change> = pairs.into_iter().filter_map(change).collect();
    let score = |c: &Change| c.now.as_ref().or(c.then.as_ref()).map_or(0.0, |view| view.hit.score);
    changes.sort_by(|a, b| a.kind.cmp(&b.kind).then(score(b).total_cmp(&score(a))));
    Compared { changes, partial }
}

/// Hits among the entries that are watched, on the sides that are asked for.
fn watched(run: &Run, id: &str, who: &Who, sides: [bool; 2], pairs: &mut Pairs) {
    let bar = |party: u32| run.delta.bar(party, &run.how);
    let all = |_: u32| true;
    let (asked, kind_decides) = (&all, false);
    let pool = Pool { index: &run.delta.index, live: &all, bar: &bar, asked, kind_decides };
    let found = run.memories.with(|memory| sift(&pool, who, &run.how, memory));
    if found.is_empty() {
        return;
    }
    let facts = material::of_customer(who);
    for hit in found {
        let Some((watched, stands)) = run.delta.party(hit.party) else { continue };
        let wanted = [sides[0] && stands != Stands::Now, sides[1] && stands != Stands::Then];
        let pair = pairs.entry((watched.list.clone(), watched.entry.clone())).or_default();
        if wanted[0] {
            pair.0 = view(run, id, &facts, watched, 0, hit.clone());
        }
        if wanted[1] {
            pair.1 = view(run, id, &facts, watched, 1, hit);
        }
    }
}

fn view(
    run: &Run,
    id: &str,
    facts: &Facts,
    watched: &Watched,
    side: usize,
    hit: Match,
) -> Option<View> {
    let version = if side == 0 { watched.then.as_ref() } else { watched.now.as_ref() }?;
    let ruling =
        rule(run, id, facts, (&watched.list, &watched.entry), Some(&version.facts), side, &hit);
    let facts = Some(version.facts.clone());
    let (listed_on, owners) = (version.listed_on.clone(), version.owners.clone());
    Some(View { hit, listed_on, facts, owners, ruling })
}

/// Hits among all other entries, which are the same on both sides. Gives why the name was not
/// searched whole, if it was not.
fn unwatched(run: &Run, id: &str, who: &Who, side: usize, pairs: &mut Pairs) -> Option<String> {
    let catalogue = run.whole.as_ref()?;
    let live = |party: u32| {
        catalogue.entry(party).is_some_and(|(meta, entry)| {
            entry.is_live(&run.day) && run.delta.of(&meta.list, &entry.entry).is_none()
        })
    };
    let facts = material::of_customer(who);
    let bar = |party: u32| bar(&run.policy, catalogue, party, run.how.threshold);
    let (asked, kind_decides) = (&|_: u32| true, false);
    let pool = Pool { index: &catalogue.index, live: &live, bar: &bar, asked, kind_decides };
    let sought = search(&pool, who, &run.how);
    for hit in sought.matches {
        let Some((meta, entry)) = catalogue.entry(hit.party) else { continue };
        let own = catalogue.facts(hit.party);
        let ruling = rule(run, id, &facts, (&meta.list, &entry.entry), own, side, &hit);
        let listed_on = entry.listed_on.clone();
        let owned = entry.owned.then(|| run.law.get());
        let owners = owned
            .map_or_else(Vec::new, |law| links::owners(catalogue, law, hit.party, run.now.day));
        let view = View { hit, listed_on, facts: own.cloned(), owners, ruling };
        let pair = pairs.entry((meta.list.clone(), entry.entry.clone())).or_default();
        *(if side == 0 { &mut pair.0 } else { &mut pair.1 }) = Some(view);
    }
    sought.partial
}

fn rule(
    run: &Run,
    id: &str,
    facts: &Facts,
    (list, entry): (&str, &str),
    own: Option<&Facts>,
    side: usize,
    hit: &Match,
) -> Option<Ruling> {
    let day = if side == 0 { run.then.day } else { run.now.day };
    let subject =
        Subject { id: Some(id), facts, entry: own, identifier_equal: hit.identifier_equal };
    run.judgements.of(list, entry, subject, day)
}

/// What differs between the two rows of a customer.
fn of_customer(case: Case<'_>) -> Vec<String> {
    match (case.then, case.now) {
        (None, Some(_)) if case.unanswered => {
            vec!["there is no old answer about the customer".to_owned()]
        }
        (None, Some(_)) => vec!["customer added to the book".to_owned()],
        (Some(_), None) => vec!["customer removed from the book".to_owned()],
        (Some(then), Some(now)) if case.whole => {
            let (then, now) = (material::of_customer(then), material::of_customer(now));
            let fields = material::changed(&then, &now);
            fields.into_iter().map(|field| format!("{field} of the customer changed")).collect()
        }
        _ => Vec::new(),
    }
}

/// What facts and judgements do now that they did not do before.
fn effects(then: Option<&View>, now: Option<&View>, why: &mut Vec<String>) {
    if let (Some(then), Some(now)) = (then, now) {
        let differs = |view: &View, kind: FactKind| {
            let facts = view.hit.evidence.facts.iter();
            let mut own = facts.filter(|fact| fact.kind == kind);
            own.any(|fact| fact.outcome == Outcome::Contradicts)
        };
        for kind in [FactKind::Kind, FactKind::Birth, FactKind::Country, FactKind::Gender] {
            let word = words::fact(kind);
            match (differs(then, kind), differs(now, kind)) {
                (false, true) => why.push(format!("{word} now differs")),
                (true, false) => why.push(format!("{word} differs no longer")),
                _ => {}
            }
        }
        if then.hit.identifier_equal != now.hit.identifier_equal {
            let what = if now.hit.identifier_equal { "is now" } else { "is no longer" };
            why.push(format!("an official identifier {what} equal"));
        }
        if then.ruling != now.ruling {
            why.extend(now.ruling.as_ref().map(Ruling::text));
        }
    }
}
