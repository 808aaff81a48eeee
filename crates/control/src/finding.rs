//! What a reader should notice: contradictions in the text, facts that contradict each other, facts
//! that say nothing, codes that disagree with what was stated. A finding decides nothing by itself;
//! where facts are at odds, the evaluation has held the item open already.

use crate::case::{Case, Classified, Match, Origin, recipients};
use crate::classify;
use crate::describe;
use crate::determine::Determination;
use crate::evaluate::{self, Asking};
use crate::ident::{ArticleIdx, ParagraphIdx, PropertyIdx};
use crate::misfit;
use crate::normalise::claimed;
use crate::reach;
use crate::regime::Hint;
use crate::transfer::Item;
use crate::truth::Truth;

/// All findings, item by item, each once.
#[must_use]
pub fn findings(case: &Case<'_>, determination: &Determination) -> Vec<String> {
    let as_of = case.transfer.as_of;
    let lists = case.regime.lists.iter().filter(|_| case.closed);
    let closed = lists.filter(|list| !list.period.holds(as_of));
    let mut found: Vec<String> = closed
        .map(|list| format!("no edition of {} is in force on {}", list.id, as_of.date()))
        .collect();
    found.extend(states(case));
    for (item, classified) in case.transfer.items.iter().zip(&determination.classified) {
        let mut own: Vec<String> = item.remarks.clone();
        for matched in classified.matches.iter().filter(|m| m.gap) {
            let paragraph = case.regime.paragraph(matched.paragraph);
            let note = paragraph.gap.as_ref().map_or("", |gap| gap.note.as_str());
            own.push(format!("{}: {note}", paragraph.id));
        }
        let doubts = |words| reach::doubts(words, &case.regime.vocabulary, item);
        own.extend(case.words.iter().flat_map(doubts));
        own.extend(misfit::findings(case, item));
        own.extend(claims(case, item, classified));
        own.extend(described(case, item, classified));
        own.extend(unasked(case, item));
        if item.article.is_stated() {
            own.extend(disagreeing(case, item, classified));
        }
        for code in &item.claimed {
            if claimed(case.regime, code).next().is_none() {
                own.push(format!("claimed code `{code}` is not known here"));
            }
        }
        for finding in own {
            let finding = format!("item {}: {finding}", item.id);
            if !found.contains(&finding) {
                found.push(finding);
            }
        }
    }
    found
}

/// States under measures that only the place of the end use or the origin names.
fn states(case: &Case<'_>) -> Vec<String> {
    let (regime, transfer) = (case.regime, case.transfer);
    let from = transfer.from.value().is_some_and(|from| regime.measured.contains(from));
    if transfer.location.is_empty() && !from {
        return Vec::new();
    }
    let reached = recipients(regime, transfer).into_iter();
    let told = reached.filter_map(|recipient| {
        let field = match recipient.origin {
            Origin::Location => "end_use.location",
            Origin::From => "from",
            _ => return None,
        };
        let code = &case.regime.country(recipient.state?).code;
        Some(format!("{field} names {code}, which no party, destination or stop does"))
    });
    told.collect()
}

/// Claims that other facts of the item speak against.
fn claims(case: &Case<'_>, item: &Item, classified: &Classified) -> Vec<String> {
    let asking = Asking { item, classified, recipient: None };
    let claims = item.properties.iter().filter_map(|own| {
        let against = evaluate::contradicted(case, item, own.property)?;
        let name = &case.regime.vocabulary.property(own.property).id;
        let facts = describe::against_claim(case, &asking, against).join(", ");
        let note = &against.origin.note;
        Some(format!("{name} {} is contradicted by {facts}. {note}", own.written))
    });
    claims.collect()
}

/// Articles that description or codes suggest, though the item is stated to be something else: those
/// that hold it open, and those of which the facts stated leave nothing open.
fn described(case: &Case<'_>, item: &Item, classified: &Classified) -> Vec<String> {
    let words = &case.regime.vocabulary;
    let Some(stated) = item.article.value() else { return Vec::new() };
    let stated = words.article(*stated).id.as_str();
    let open = |at: &ArticleIdx| {
        let unknown = classified.matches.iter().filter(|m| m.truth == Truth::Unknown);
        let own = |m: &Match| &case.regime.paragraph(m.paragraph).articles;
        unknown.flat_map(own).any(|own| words.are_near(*own, *at))
    };
    let listed = item.suggested.iter().filter(|at| !case.regime.paragraphs_of(**at).is_empty());
    let (held, settled): (Vec<ArticleIdx>, Vec<ArticleIdx>) = listed.partition(|at| open(at));
    let says = [
        (held, "held open until it is clear which"),
        (settled, "the facts stated leave none of its paragraphs open"),
    ];
    let named = says.into_iter().filter(|(named, _)| !named.is_empty());
    named
        .map(|(named, what)| {
            let names: Vec<&str> = named.iter().map(|at| words.article(*at).id.as_str()).collect();
            let names = names.join(", ");
            format!("description or codes suggest {names}, stated is {stated}: {what}")
        })
        .collect()
}

/// Stated properties that no paragraph of such an item and no rule asks for.
fn unasked(case: &Case<'_>, item: &Item) -> Vec<String> {
    if item.properties.is_empty() {
        return Vec::new();
    }
    let regime = case.regime;
    let candidates = classify::candidates(regime, item);
    let paragraphs = candidates.iter().map(|at| regime.paragraph(*at));
    let concern: Vec<_> = paragraphs
        .filter(|p| {
            p.origin.period.holds(case.transfer.as_of)
                && classify::covers(regime, p, item).is_open()
        })
        .collect();
    let asked = |at: PropertyIdx| {
        concern.iter().any(|p| p.asks.contains(&at))
            || regime.asked_by_rules.binary_search(&at).is_ok()
            || regime.vocabulary.property(at).claim
    };
    let idle = item.properties.iter().filter(|own| !asked(own.property));
    idle.map(|own| {
        let name = &regime.vocabulary.property(own.property).id;
        format!("{name} {} was not looked at: nothing asks it of such an item", own.written)
    })
    .collect()
}

/// A stated article, and a code that suggests paragraphs none of which is matched.
fn disagreeing(case: &Case<'_>, item: &Item, classified: &Classified) -> Vec<String> {
    let regime = case.regime;
    let mut found = Vec::new();
    let customs = item.hs.value().and_then(|code| regime.hs.get(code.get(..6)?));
    let stated = item.article.value().copied();
    // A heading of middling width disagrees only where the article is none of those it stands for.
    let elsewhere = |hint: &Hint| {
        let articles = hint.paragraphs.iter().flat_map(|at| &regime.paragraph(*at).articles);
        let mut near = articles.filter_map(|own| Some(regime.vocabulary.are_near(*own, stated?)));
        !near.any(|near| near)
    };
    let customs = customs.into_iter().flatten().filter(|hint| match hint.specificity.as_str() {
        "high" => true,
        "medium" => elsewhere(hint),
        _ => false,
    });
    let claimed = item.claimed.iter().flat_map(|code| claimed(regime, code));
    for hint in customs.chain(claimed) {
        let near = |at: &ParagraphIdx| {
            let suggested = regime.paragraph(*at).node;
            classified.matches.iter().any(|m| {
                let own = regime.paragraph(m.paragraph).node;
                regime.outline.is_under(own, suggested) || regime.outline.is_under(suggested, own)
            })
        };
        if !hint.paragraphs.is_empty() && !hint.paragraphs.iter().any(near) {
            let first = hint.paragraphs.iter().take(3).map(|at| regime.paragraph(*at).id.as_str());
            let names: Vec<&str> = first.collect();
            found.push(format!(
                "{} code `{}` suggests {}, which the facts stated do not match",
                hint.scheme,
                hint.code,
                names.join(", ")
            ));
        }
    }
    found
}
