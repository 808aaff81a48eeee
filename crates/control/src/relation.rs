//! What an item's relations say of a target: it is named, it may be meant, or it is not.

use crate::ident::{ArticleIdx, NodeIdx};
use crate::regime::{Form, Kinship, Regime, Target, Wanted};
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// A relation or a stronger one names a target. Not stated stays unknown.
#[must_use]
pub fn related(regime: &Regime, item: &Item, kinship: Kinship, wanted: &Wanted) -> Truth {
    let own = match item.relation(kinship) {
        Stated::Value(_) => Truth::False,
        Stated::NotStated => Truth::Unknown,
    };
    let truth = kinship.or_stronger().iter().fold(own, |truth, each| match item.relation(*each) {
        Stated::Value(named) => truth.or(any_named(regime, Some(kinship), named, wanted)),
        Stated::NotStated => truth,
    });
    let held = || {
        kinship == Kinship::UsableIn && may_serve(regime, item, wanted)
            || is_disbelieved(regime, item, kinship)
    };
    if truth == Truth::False && held() { Truth::Unknown } else { truth }
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
    let held =
        || is_contradicted_by_hints(item) || is_belied(item) || may_serve(regime, item, wanted);
    if !stated || truth == Truth::False && held() { Truth::Unknown } else { truth }
}

/// Whether something else than a purpose relation says that the item may be for a target: it is
/// part of one; or it is software or technology, and its article or contents are one.
#[must_use]
pub fn may_serve(regime: &Regime, item: &Item, wanted: &Wanted) -> bool {
    let open = |named: &[Target]| any_named(regime, None, named, wanted).is_open();
    beside(item).any(|kinship| item.relation(kinship).value().is_some_and(|named| open(named)))
        || article_served(regime, item).is_some_and(|article| open(&[Target::Article(article)]))
}

/// Relations that are no purposes and may speak of one: what a thing is part of; and of software and
/// technology, which goods cannot be part of nor inside, what it "contains".
pub fn beside(item: &Item) -> impl Iterator<Item = Kinship> {
    let contains = (item.form != Form::Goods).then_some(Kinship::Contains);
    std::iter::once(Kinship::PartOf).chain(contains)
}

/// The article of software or technology, read as equipment that it may be for. None where it is
/// `other_item`, or where a purpose relation names it anyway.
#[must_use]
pub fn article_served(regime: &Regime, item: &Item) -> Option<ArticleIdx> {
    let article = item.article.value().copied().filter(|_| item.form != Form::Goods)?;
    let named = Kinship::UsableIn.or_stronger().iter().filter_map(|k| item.relation(*k).value());
    let targets = vec![Target::Article(article)];
    let wanted = Wanted { takes_parts: false, ..Wanted::of(targets) };
    let accounted = named.flatten().any(|n| any_named(regime, None, &[*n], &wanted).is_open());
    let other = regime.vocabulary.article(article).id == "other_item";
    (!other && !accounted).then_some(article)
}

/// Software or technology of which description or codes suggest something, while its relations say
/// that it is for nothing.
#[must_use]
pub fn is_contradicted_by_hints(item: &Item) -> bool {
    let purposes = || Kinship::UsableIn.or_stronger().iter().map(|k| item.relation(*k).value());
    item.form != Form::Goods
        && !item.candidates.is_empty()
        && item.relation(Kinship::UsableIn).is_stated()
        && purposes().flatten().all(Vec::is_empty)
}

/// Goods of which description or codes suggest another article than is stated, and that no purpose
/// relation places anywhere: who does not say what a thing is has not said what it is for either.
#[must_use]
pub fn is_belied(item: &Item) -> bool {
    let purposes = Kinship::UsableIn.or_stronger().iter().map(|k| item.relation(*k).value());
    item.form == Form::Goods && !item.suggested.is_empty() && purposes.flatten().all(Vec::is_empty)
}

/// Whether "none" is not taken for an answer: of the purposes of what is belied, and of its contents if
/// it may be an assembly.
#[must_use]
pub fn is_disbelieved(regime: &Regime, item: &Item, kinship: Kinship) -> bool {
    let assembly = |at: &ArticleIdx| regime.vocabulary.article(*at).assembly;
    match kinship {
        Kinship::PartOf => false,
        Kinship::Contains => is_belied(item) && item.suggested.iter().any(assembly),
        _ => is_belied(item),
    }
}

/// Whether any relation names anything.
#[must_use]
pub fn name_anything(item: &Item) -> bool {
    item.relations.iter().any(|each| each.value().is_some_and(|named| !named.is_empty()))
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

/// Relations that name a numbered heading, something in it or something around it.
pub fn naming(regime: &Regime, item: &Item, heading: NodeIdx) -> impl Iterator<Item = Kinship> {
    let names = move |kinship: &Kinship| {
        let named = item.relation(*kinship).value().into_iter().flatten();
        named.into_iter().any(|each| is_near_node(regime, *each, heading))
    };
    Kinship::ALL.into_iter().filter(names)
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
fn is_near_node(regime: &Regime, named: Target, node: NodeIdx) -> bool {
    is_within(regime, named, Target::Node(node)).is_open()
}
