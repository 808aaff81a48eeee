//! What an item's relations say of a target: it is named, it may be meant, or it is not.

use crate::regime::{Kinship, Regime, Target, Wanted};
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// A relation or a stronger one names a target. Not stated stays unknown.
#[must_use]
pub fn related(regime: &Regime, item: &Item, kinship: Kinship, wanted: &Wanted) -> Truth {
    let own = match item.relation(kinship) {
        Stated::Value(_) => Truth::False,
        Stated::NotStated => Truth::Unknown,
    };
    kinship.or_stronger().iter().fold(own, |truth, each| match item.relation(*each) {
        Stated::Value(named) => truth.or(any_named(regime, Some(kinship), named, wanted)),
        Stated::NotStated => truth,
    })
}

/// Some purpose relation names a target; one relation that names something is enough to say what
/// the item is for, and so is a `usable_in` that names nothing. "Specially designed for nothing"
/// is not: it may be usable in anything.
#[must_use]
pub fn names(regime: &Regime, item: &Item, wanted: &Wanted) -> Truth {
    let mut truth = Truth::False;
    let mut stated = false;
    for each in Kinship::UsableIn.or_stronger() {
        if let Stated::Value(named) = item.relation(*each) {
            stated |= *each == Kinship::UsableIn || !named.is_empty();
            truth = truth.or(any_named(regime, None, named, wanted));
        }
    }
    if stated { truth } else { Truth::Unknown }
}

/// Whether something that is named is a target, lies within one, or may mean one. `asked` is the
/// relation of the test; none for tests of any purpose.
#[must_use]
pub fn any_named(
    regime: &Regime,
    asked: Option<Kinship>,
    named: &[Target],
    wanted: &Wanted,
) -> Truth {
    Truth::any(named.iter().map(|each| {
        let plain = wanted.targets.iter().map(|target| is_within(regime, *each, *target));
        let plain = Truth::any(plain);
        if plain != Truth::False {
            return plain;
        }
        if wanted.takes_parts {
            let through = through_parts(regime, asked, *each, wanted);
            if through != Truth::False {
                return through;
            }
        }
        // Who names the whole system may mean the part that is asked.
        let may = wanted.wholes.iter().any(|whole| is_near_node(regime, *each, *whole));
        Truth::certain(may).and(Truth::Unknown)
    }))
}

/// What is named is by law a part of a system that is asked. What is usable in such a part is usable
/// in the system; what is designed for the part may be designed for the system.
fn through_parts(regime: &Regime, asked: Option<Kinship>, named: Target, wanted: &Wanted) -> Truth {
    let wholes = regime.parts.wholes(named).iter();
    Truth::any(wholes.map(|whole| {
        let system = Target::Node(whole.node);
        let meant =
            Truth::any(wanted.targets.iter().map(|target| is_within(regime, system, *target)));
        if whole.always && asked == Some(Kinship::UsableIn) {
            meant
        } else {
            meant.and(Truth::Unknown)
        }
    }))
}

/// Whether what is named lies within the target. Something wider may or may not.
fn is_within(regime: &Regime, named: Target, target: Target) -> Truth {
    let (outline, words) = (&regime.outline, &regime.vocabulary);
    match (named, target) {
        (Target::Node(named), Target::Node(target)) => {
            if outline.is_under(named, target) {
                Truth::True
            } else if outline.is_under(target, named) {
                Truth::Unknown
            } else {
                Truth::False
            }
        }
        (Target::Article(named), Target::Article(target)) => {
            if words.is_kind_of(named, target) {
                Truth::True
            } else if words.is_kind_of(target, named) {
                Truth::Unknown
            } else {
                Truth::False
            }
        }
        (Target::Article(article), Target::Node(node))
        | (Target::Node(node), Target::Article(article)) => {
            let may = regime.paragraphs.iter().any(|p| {
                outline.is_under(p.node, node)
                    && p.articles.iter().any(|own| words.are_near(*own, article))
            });
            if may { Truth::Unknown } else { Truth::False }
        }
    }
}

/// Whether what is named is the numbered thing, lies within it or around it, or may be it.
fn is_near_node(regime: &Regime, named: Target, node: crate::ident::NodeIdx) -> bool {
    is_within(regime, named, Target::Node(node)).is_open()
}
