//! The owners behind a party: each is screened, and every rule of ownership in force rolls them up.

use std::collections::BTreeMap;

use control::evidence::{Held, Judged, ListHit, OwnersRolled, Screened, ScreeningState};
use control::exact::Exact;
use control::period::AsOf;
use control::quantity::{End, Interval};
use control::regime::Regime;
use control::regime::ownership::{Owned, Ownership};
use control::transfer::{Owner, Party};
use control::truth::Truth;
use screening::ownership::{
    Bound, Graph, Part, PartyId, RolledUp, Rule, Share, Standing, Sum, Threshold, Verdict, roll_up,
};

use super::searching::{Searching, hits, linked, who};
use crate::store::catalogue::UNITED_NATIONS;

/// The owners of one party as a graph, each with what the lists hold of it.
struct Behind {
    graph: Graph,
    subject: PartyId,
    ids: BTreeMap<String, PartyId>,
    /// One for each party of the graph; the subject's stay empty.
    found: Vec<Known>,
}

/// What a search found of one owner.
#[derive(Clone, Default)]
struct Known {
    hits: Vec<ListHit>,
    /// Nothing found means nothing.
    whole: bool,
}

/// Screens the owners of a party and rolls them up, into what is known of the party.
pub(super) fn add(searching: &Searching<'_>, party: &Party, screened: &mut Screened) {
    if party.owners.is_empty() {
        return;
    }
    let mut graph = Graph::default();
    let subject = graph.party(&party.name);
    let mut behind = Behind { graph, subject, ids: BTreeMap::new(), found: vec![Known::default()] };
    behind.ids.extend(party.id.clone().map(|id| (id, subject)));
    behind.name(searching, &party.owners, screened);
    behind.hold(&party.owners, subject);
    for known in &behind.found {
        screened.hits.extend(known.hits.iter().cloned());
    }
    let told = behind.graph.told(subject);
    if !told.surely(Part::WHOLE, false) {
        let name = &party.name;
        let note = format!("owners stated hold {told} of `{name}`; who holds the rest is not said");
        screened.notes.push(note);
    } else if told.surely(Part::WHOLE, true) {
        let name = &party.name;
        screened.notes.push(format!("owners stated hold {told} of `{name}`, more than the whole"));
    }
    roll(searching, &behind, screened);
}

impl Behind {
    /// Every owner with a name becomes a party of the graph and is searched.
    fn name(&mut self, searching: &Searching<'_>, owners: &[Owner], screened: &mut Screened) {
        for owner in owners {
            if !owner.name.is_empty() {
                let id = self.graph.party(&owner.name);
                self.ids.extend(owner.id.clone().map(|own| (own, id)));
                self.found.push(search(searching, owner, screened));
            }
            self.name(searching, &owner.owners, screened);
        }
    }

    /// The holdings, in the order in which [`Self::name`] met the parties.
    fn hold(&mut self, owners: &[Owner], owned: PartyId) {
        let mut next = self.subject.index() + 1;
        self.hold_from(owners, owned, &mut next);
    }

    fn hold_from(&mut self, owners: &[Owner], owned: PartyId, next: &mut usize) {
        for owner in owners {
            let by_id = owner.id.as_ref().and_then(|id| self.ids.get(id)).copied();
            let at = if owner.name.is_empty() {
                by_id
            } else {
                let at = self.graph.at(*next);
                *next += 1;
                at
            };
            // An id that names nobody is refused before.
            let Some(at) = at else { continue };
            self.graph.hold(at, owned, owner.share.as_ref().map_or(Share::UNKNOWN, share));
            self.hold_from(&owner.owners, at, next);
        }
    }
}

fn search(searching: &Searching<'_>, owner: &Owner, screened: &mut Screened) -> Known {
    let who = who(
        searching.regime,
        &owner.name,
        owner.country,
        owner.birth_date.as_deref(),
        &owner.identifiers,
    );
    let found = searching.screener.find(&who, &searching.how);
    let name = &owner.name;
    for note in &found.notes {
        screened.notes.push(format!("owner {name}: {note}"));
    }
    linked(searching, &found, &mut screened.notes);
    if let Some(why) = &found.partial
        && screened.state == ScreeningState::Done
    {
        screened.state = ScreeningState::NotDone(format!("owner {name}: {why}"));
    }
    let (hits, rulings) = hits(searching, &who, &found, Some(&format!("owner {name}")));
    screened.notes.extend(rulings);
    Known { hits, whole: found.partial.is_none() && !found.more }
}

/// A stated share in the units of the roll-up, outward where it does not fit.
fn share(stated: &Interval) -> Share {
    let units = i128::try_from(Part::UNITS).unwrap_or(i128::MAX);
    let part = |units: i128| u128::try_from(units).ok().and_then(Part::units);
    let bound = |end: &End, upwards: bool| {
        let (low, high) = end.value.in_units(units)?;
        let part = part(if upwards { high } else { low })?;
        Some(Bound { part, open: !end.included || low != high })
    };
    let low = stated.low.as_ref().filter(|end| end.value > Exact::ZERO);
    let high = stated.high.as_ref().filter(|end| end.value <= Exact::ONE);
    let low = low.and_then(|end| bound(end, false)).unwrap_or(Share::UNKNOWN.low);
    let high = high.and_then(|end| bound(end, true)).unwrap_or(Share::UNKNOWN.high);
    Share::between(low, high).unwrap_or(Share::UNKNOWN)
}

/// What the law's threshold is to the arithmetic.
pub(super) fn rule(law: &Ownership) -> Rule {
    let threshold = match law.owned {
        Owned::NotStated => Threshold::NotStated,
        Owned::Never => Threshold::Never,
        Owned::From(end) => {
            let least = share(&Interval { low: Some(end), high: None }).low;
            if least.open {
                Threshold::MoreThan(least.part)
            } else {
                Threshold::AtLeast(least.part)
            }
        }
    };
    Rule { threshold, sum: if law.together { Sum::Together } else { Sum::Apart } }
}

/// Nothing is on record: whether ownership reaches further is not known.
pub(super) const NO_RULE: Rule = Rule { threshold: Threshold::NotStated, sum: Sum::Together };

/// Position of a rule in the pack, the rule, its authority and the lists that count for it.
struct Asked<'r> {
    authority: String,
    law: Option<(usize, &'r Ownership)>,
    counts: Box<dyn Fn(&ListHit) -> bool + 'r>,
}

fn roll(searching: &Searching<'_>, behind: &Behind, screened: &mut Screened) {
    let mut installed: Vec<&str> =
        searching.screener.lists().iter().map(|meta| meta.list.as_str()).collect();
    if installed.is_empty() {
        installed.push(UNITED_NATIONS);
    }
    let regime = searching.regime;
    let (asked, missing) = asked(regime, searching.as_of, &installed);
    for asked in asked {
        let mut standing: Vec<Standing> =
            behind.found.iter().map(|known| standing(searching, known, &asked)).collect();
        if let Some(own) = standing.get_mut(behind.subject.index()) {
            *own = Standing::NotListed;
        }
        let rule = asked.law.map_or(NO_RULE, |(_, law)| rule(law));
        let rolled = roll_up(&behind.graph, behind.subject, &rule, &standing);
        let told = told(&behind.graph, asked.authority, asked.law.map(|(at, _)| at), &rolled);
        if told.rule.is_some() || told.truth.is_open() {
            screened.ownership.push(told);
        }
    }
    if !missing.is_empty() {
        let missing = missing.join(", ");
        let note = format!("owners are not rolled up for {missing}: their lists are not installed");
        screened.notes.push(note);
    }
}

/// The rules that are asked, in the order of the pack, and the authorities that are not, because
/// none of their lists is there.
fn asked<'r>(
    regime: &'r Regime,
    as_of: AsOf,
    installed: &'r [&'r str],
) -> (Vec<Asked<'r>>, Vec<&'r str>) {
    let mut asked: Vec<Asked<'r>> = Vec::new();
    let mut missing = Vec::new();
    let of = |authority: &'r str| {
        regime.ownership.iter().filter(move |rule| rule.authority == authority)
    };
    let mut authorities: Vec<&str> =
        regime.ownership.iter().map(|r| r.authority.as_str()).collect();
    authorities.dedup();
    for authority in authorities {
        if !of(authority).any(|rule| installed.iter().any(|list| rule.covers_list(list))) {
            missing.push(authority);
            continue;
        }
        let all = regime.ownership.iter().enumerate();
        let law = all
            .filter(|(_, rule)| rule.authority == authority)
            .find(|(_, rule)| rule.origin.period.holds(as_of));
        asked.push(Asked {
            authority: authority.to_owned(),
            law,
            counts: Box::new(move |hit| of(authority).any(|r| r.covers(&hit.list, &hit.entry))),
        });
    }
    for list in installed {
        asked.push(Asked {
            authority: (*list).to_owned(),
            law: None,
            counts: Box::new(move |hit| {
                let ruled = || regime.ownership.iter().any(|r| r.covers(&hit.list, &hit.entry));
                hit.list == *list && !ruled()
            }),
        });
    }
    (asked, missing)
}

fn standing(searching: &Searching<'_>, known: &Known, asked: &Asked<'_>) -> Standing {
    let mut best = None;
    for hit in known.hits.iter().filter(|hit| (asked.counts)(hit)) {
        let early = hit.listed_from.is_some_and(|from| searching.as_of < from);
        let late = hit.listed_until.is_some_and(|until| searching.as_of >= until);
        let own = match hit.judged {
            _ if early || late => continue,
            Some(Judged::Different) => continue,
            Some(Judged::Same) => Standing::Listed,
            None if hit.identifier_equal => Standing::Listed,
            None => Standing::NameOnly,
        };
        best = best.min(Some(own)).or(Some(own));
    }
    // For a list that is only in question because somebody is on it, not searched is no finding.
    let searched = known.whole && searching.standing.is_ok() || searching.set_aside;
    let nobody =
        if searched || asked.law.is_none() { Standing::NotListed } else { Standing::Unscreened };
    best.unwrap_or(nobody)
}

pub(super) fn truth(verdict: Verdict) -> Truth {
    match verdict {
        Verdict::Blocked => Truth::True,
        Verdict::NotBlocked => Truth::False,
        Verdict::Unknown => Truth::Unknown,
    }
}

/// A roll-up in the words of the evidence.
pub(super) fn told(
    graph: &Graph,
    authority: String,
    rule: Option<usize>,
    rolled: &RolledUp,
) -> OwnersRolled {
    let held = |step: &screening::ownership::Step| Held {
        owner: graph.name(step.holding.owner).to_owned(),
        owned: graph.name(step.holding.owned).to_owned(),
        share: step.holding.share.to_string(),
        standing: match (step.standing, step.owner) {
            (Standing::Listed, _) => "listed",
            (_, Verdict::Blocked) => "owned by the listed",
            (Standing::NameOnly, _) => "name found",
            (Standing::Unscreened, _) => "listing not known",
            (Standing::NotListed, Verdict::Unknown) => "perhaps owned by the listed",
            (Standing::NotListed, Verdict::NotBlocked) => "",
        },
    };
    let named = |standing| matches!(standing, Standing::Listed | Standing::NameOnly);
    OwnersRolled {
        authority,
        rule,
        truth: truth(rolled.verdict),
        if_hits_hold: truth(rolled.if_hits_hold),
        held: rolled.held.to_string(),
        steps: rolled.steps.iter().map(held).collect(),
        more: rolled.more,
        listed_owner: rolled.more || rolled.steps.iter().any(|step| named(step.standing)),
        only_jointly: rolled.only_jointly,
        only_in_a_circle: rolled.only_in_a_circle,
    }
}
