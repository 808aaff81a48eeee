//! Tests and conditions to three values. One match, one arm for each word of the law.

use crate::case::{Case, Classified, Recipient};
use crate::ident::{ArticleIdx, ParagraphIdx, PropertyIdx, StateIdx};
use crate::party;
use crate::quantity::Relation;
use crate::reach::{self, Asked, Reached};
use crate::regime::{
    Contradiction, Kinship, Line, List, ParagraphSet, Regime, Test, Treaty, Whose,
};
use crate::relation;
use crate::transfer::{Item, Stated, Value};
use crate::truth::Truth;

/// All lines hold, for tests of an item alone.
#[must_use]
pub fn all(case: &Case<'_>, item: &Item, lines: &[Line]) -> Truth {
    Truth::all(lines.iter().map(|each| line(case, item, each)))
}

/// Some line holds.
#[must_use]
pub fn any(case: &Case<'_>, item: &Item, lines: &[Line]) -> Truth {
    Truth::any(lines.iter().map(|each| line(case, item, each)))
}

/// One line for an item alone.
#[must_use]
pub fn line(case: &Case<'_>, item: &Item, line: &Line) -> Truth {
    Truth::any(
        line.alternatives
            .iter()
            .map(|tests| Truth::all(tests.iter().map(|t| test(case, item, &t.test)))),
    )
}

/// What a rule's condition is asked about: an item with its paragraphs, and a recipient state.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// The item.
    pub item: &'a Item,
    /// Its classification.
    pub classified: &'a Classified,
    /// The recipient; none for rules that do not ask.
    pub recipient: Option<Recipient>,
}

/// One condition line for an item and a state.
#[must_use]
pub fn condition_line(case: &Case<'_>, asking: &Asking<'_>, line: &Line) -> Truth {
    Truth::any(
        line.alternatives
            .iter()
            .map(|tests| Truth::all(tests.iter().map(|t| condition(case, asking, &t.test)))),
    )
}

/// One condition.
#[must_use]
pub fn condition(case: &Case<'_>, asking: &Asking<'_>, test: &Test) -> Truth {
    match test {
        Test::Not(inner) => condition(case, asking, inner).negate(),
        Test::Listed(set) => {
            let open = asking.classified.unclassified || case.closed && is_closed(case, set);
            let open = if open { Truth::Unknown } else { Truth::False };
            let matched = asking.classified.matches.iter().filter(|m| set.has(m.paragraph));
            matched.map(|m| m.truth).fold(open, Truth::or)
        }
        Test::Recipient(state) => match asking.recipient.map(|r| r.state) {
            Some(Some(own)) => Truth::certain(own == *state),
            _ => Truth::Unknown,
        },
        Test::Membership { whose, regime, statuses } => {
            let state = match whose {
                Whose::Recipient => asking.recipient.and_then(|r| r.state),
                Whose::Exporter => case.transfer.from.value().copied(),
            };
            membership(case, state, *regime, statuses)
        }
        _ => self::test(case, asking.item, test),
    }
}

/// Away from the hot path: hardly a day lies outside the editions.
#[cold]
fn is_closed(case: &Case<'_>, set: &ParagraphSet) -> bool {
    closed(case, set).next().is_some()
}

/// Lists of a set that have no edition in force on the day: what is not in them was in something.
pub fn closed<'a>(case: &'a Case<'_>, set: &'a ParagraphSet) -> impl Iterator<Item = &'a List> {
    let (regime, as_of) = (case.regime, case.transfer.as_of);
    let lists = regime.lists.iter().enumerate().filter(|_| case.closed);
    lists.filter(move |(_, list)| !list.period.holds(as_of)).filter_map(move |(at, list)| {
        let all = regime.paragraphs.iter().enumerate();
        let mut own = all.filter(|(_, paragraph)| paragraph.list.index() == at);
        own.any(|(at, _)| set.has(ParagraphIdx::new(at))).then_some(list)
    })
}

/// One test of an item, or of the transfer as a whole.
#[must_use]
pub fn test(case: &Case<'_>, item: &Item, test: &Test) -> Truth {
    let transfer = case.transfer;
    match test {
        Test::Compare { property, relation, limit } => {
            quantity(case, item, *property, |q| q.compare(*relation, *limit))
        }
        Test::Within { property, low, high } => quantity(case, item, *property, |q| {
            q.compare(Relation::AtLeast, *low).and(q.compare(Relation::AtMost, *high))
        }),
        Test::Word { property, words } => word(case, item, *property, words),
        Test::Flag(property) => flag(case, item, *property),
        Test::Article(articles) => article(case.regime, item, articles),
        Test::Related { kinship, wanted } => relation::related(case.regime, item, *kinship, wanted),
        Test::Names(wanted) => relation::names(case.regime, item, wanted),
        Test::Reach { .. } => reached(case, item, test).map_or(Truth::Unknown, |r| r.truth),
        Test::Accuracy(limit) => {
            case.words.map_or(Truth::Unknown, |words| reach::accuracy(&words, item, *limit))
        }
        Test::Not(inner) => self::test(case, item, inner).negate(),
        Test::Awareness(words) => one_of(&transfer.awareness, words),
        Test::Programme(words) => match transfer.programme {
            Stated::Value("unknown") => Truth::Unknown,
            _ => one_of(&transfer.programme, words),
        },
        Test::Safeguarded => {
            transfer.safeguarded.value().map_or(Truth::Unknown, |holds| Truth::certain(*holds))
        }
        Test::Kind(words) => Truth::certain(words.iter().any(|w| w == transfer.kind)),
        Test::Form(forms) => Truth::certain(forms.contains(&item.form)),
        Test::ShippedFrom(state) => match transfer.from {
            Stated::Value(from) => Truth::certain(from == *state),
            Stated::NotStated => Truth::Unknown,
        },
        Test::Chapter(ranges) => chapter(item, ranges),
        Test::PartyListed(list) => party::listed(case, list),
        Test::AsksContains => asks_contains(case.regime, item),
        Test::NoEdition(list) => {
            Truth::certain(!case.regime.list(*list).period.holds(transfer.as_of))
        }
        Test::Always => Truth::True,
        // These need a rule's item and state; a paragraph cannot ask them.
        Test::Listed(_) | Test::Recipient(_) | Test::Membership { .. } => Truth::Unknown,
    }
}

fn quantity(
    case: &Case<'_>,
    item: &Item,
    property: PropertyIdx,
    compare: impl Fn(&crate::quantity::Interval) -> Truth,
) -> Truth {
    match item.property(property).map(|p| &p.value) {
        Some(Value::Quantity(interval)) => compare(interval),
        _ => absent(case.regime, property),
    }
}

/// Not stated is unknown, but a claim counts only when somebody makes it.
fn absent(regime: &Regime, property: PropertyIdx) -> Truth {
    if regime.vocabulary.property(property).claim { Truth::False } else { Truth::Unknown }
}

fn word(case: &Case<'_>, item: &Item, property: PropertyIdx, words: &[String]) -> Truth {
    match item.property(property).map(|p| &p.value) {
        Some(Value::Word(own)) if words.contains(own) => {
            let against = contradicted(case, item, property);
            if against.is_some() { Truth::Unknown } else { Truth::True }
        }
        Some(Value::Word(_)) => Truth::False,
        Some(Value::Text(own)) => {
            let own = own.to_lowercase();
            Truth::certain(words.iter().any(|w| *w == own.trim()))
        }
        _ => absent(case.regime, property),
    }
}

/// The facts that contradict what the item claims.
#[must_use]
pub fn contradicted<'a>(
    case: &Case<'a>,
    item: &Item,
    property: PropertyIdx,
) -> Option<&'a Contradiction> {
    let Some(Value::Word(own)) = item.property(property).map(|p| &p.value) else { return None };
    case.regime.contradictions.iter().find(|against| {
        against.property == property
            && against.words.contains(own)
            && line(case, item, &against.when) == Truth::True
    })
}

fn flag(case: &Case<'_>, item: &Item, property: PropertyIdx) -> Truth {
    match item.property(property).map(|p| &p.value) {
        Some(Value::Flag(holds)) => Truth::certain(*holds),
        Some(Value::Text(text)) => Truth::certain(!text.trim().is_empty()),
        _ => absent(case.regime, property),
    }
}

fn article(regime: &Regime, item: &Item, articles: &[ArticleIdx]) -> Truth {
    let Stated::Value(own) = item.article else {
        return match item.form {
            crate::regime::Form::Goods => Truth::Unknown,
            _ => Truth::False,
        };
    };
    Truth::any(articles.iter().map(|wanted| is_article(regime, item, own, *wanted)))
}

/// Whether an item stated to be one article is another: the same or a wider one. What it is stated
/// not to be, but its description names, it may be.
#[must_use]
pub fn is_article(regime: &Regime, item: &Item, own: ArticleIdx, wanted: ArticleIdx) -> Truth {
    let words = &regime.vocabulary;
    let may = |own| words.is_kind_of(wanted, own) && !words.article(own).generic;
    if words.is_kind_of(own, wanted) {
        return Truth::True;
    }
    let named = item.suggested.iter().any(|at| words.is_kind_of(*at, wanted) || may(*at));
    if may(own) || named { Truth::Unknown } else { Truth::False }
}

fn one_of(stated: &Stated<&'static str>, words: &[String]) -> Truth {
    match stated {
        Stated::Value(own) => Truth::certain(words.iter().any(|w| w == own)),
        Stated::NotStated => Truth::Unknown,
    }
}

/// The reach test worked out; none if the pack lacks the model's properties.
#[must_use]
pub fn reached(case: &Case<'_>, item: &Item, test: &Test) -> Option<Reached> {
    let Test::Reach { exchange, range, payload } = test else { return None };
    let asked = Asked { exchange: *exchange, range: *range, payload: *payload };
    Some(reach::reach(case.words.as_ref()?, item, &asked))
}

fn chapter(item: &Item, ranges: &[(u8, u8)]) -> Truth {
    let Stated::Value(code) = &item.hs else { return Truth::Unknown };
    let chapter = code.get(..2).and_then(|c| c.parse::<u8>().ok());
    chapter.map_or(Truth::Unknown, |c| {
        Truth::certain(ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)))
    })
}

fn asks_contains(regime: &Regime, item: &Item) -> Truth {
    let stated = item.relation(Kinship::Contains).value().is_some();
    let asked = match item.article {
        Stated::NotStated => true,
        Stated::Value(article) => {
            let article = regime.vocabulary.article(article);
            article.assembly || article.id == "other_item"
        }
    };
    Truth::certain(stated || asked)
}

fn membership(
    case: &Case<'_>,
    state: Option<StateIdx>,
    regime: Treaty,
    statuses: &[String],
) -> Truth {
    let row = state.and_then(|s| case.regime.membership(s, regime, case.transfer.as_of));
    row.map_or(Truth::Unknown, |at| {
        let own = &case.regime.membership_row(at).status;
        Truth::certain(statuses.contains(own))
    })
}
