//! Items against paragraphs.

use std::borrow::Cow;

use crate::case::{Case, Classified, Match};
use crate::evaluate;
use crate::ident::ParagraphIdx;
use crate::regime::{Form, Paragraph, Regime, Test};
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// Classifies one item on the transfer's day.
#[must_use]
pub fn classify(case: &Case<'_>, item: &Item) -> Classified {
    let regime = case.regime;
    let mut found = Classified::default();
    for paragraph in candidates(regime, item).iter() {
        let matched = one(case, item, *paragraph);
        if matched.truth.is_open() {
            found.matches.push(matched);
        }
    }
    let needs_article = item.form == Form::Goods && item.article == Stated::NotStated;
    found.unclassified = needs_article && found.matches.is_empty();
    found.assessment = needs_engineer(case, item, &found.matches);
    narrow(regime, &mut found.matches);
    found
}

/// Paragraphs that can concern the item at all.
pub(crate) fn candidates<'a>(regime: &'a Regime, item: &'a Item) -> Cow<'a, [ParagraphIdx]> {
    let [software, technology] = &regime.by_form;
    Cow::Borrowed(match (item.form, &item.article) {
        (Form::Software, _) => software,
        (Form::Technology | Form::Service, _) => technology,
        (Form::Goods, Stated::NotStated) => &item.candidates,
        (Form::Goods, Stated::Value(article)) => {
            let own = regime.paragraphs_of(*article);
            if !item.suggested.is_empty() {
                let named = item.suggested.iter().flat_map(|at| regime.paragraphs_of(*at));
                let mut all: Vec<ParagraphIdx> = own.iter().chain(named).copied().collect();
                all.sort_unstable();
                all.dedup();
                return Cow::Owned(all);
            }
            own
        }
    })
}

/// One paragraph for one item, without regard to the others.
#[must_use]
pub fn one(case: &Case<'_>, item: &Item, at: ParagraphIdx) -> Match {
    let paragraph = case.regime.paragraph(at);
    let none = Match { paragraph: at, truth: Truth::False, gap: false };
    if !paragraph.origin.period.holds(case.transfer.as_of) {
        return none;
    }
    let covered = covers(case.regime, paragraph, item);
    if covered == Truth::False {
        return none;
    }
    let need = evaluate::all(case, item, &paragraph.need);
    let excluded = evaluate::any(case, item, &paragraph.unless);
    let truth = covered.and(need).and(excluded.negate());
    if truth != Truth::False || excluded == Truth::True {
        return Match { paragraph: at, truth, gap: false };
    }
    // What may be in the gap is held unknown as well: learning that it is cannot widen the answer.
    let gap =
        paragraph.gap.as_ref().map_or(Truth::False, |gap| evaluate::line(case, item, &gap.when));
    Match { paragraph: at, truth: gap.and(Truth::Unknown), gap: gap == Truth::True }
}

/// Whether the paragraph speaks of such an item: its form, article, equipment and activity.
#[must_use]
pub fn covers(regime: &Regime, paragraph: &Paragraph, item: &Item) -> Truth {
    if !paragraph.covers_form(item.form) || !paragraph.can_match() {
        return Truth::False;
    }
    if item.form == Form::Goods {
        return match item.article {
            // What description and codes suggest is a candidate, never a match or a pass.
            Stated::NotStated => Truth::Unknown,
            Stated::Value(own) => Truth::any(
                paragraph.articles.iter().map(|at| evaluate::is_article(regime, item, own, *at)),
            ),
        };
    }
    let named = evaluate::names(regime, item, &paragraph.equipment);
    named.and(serves(paragraph, item))
}

fn serves(paragraph: &Paragraph, item: &Item) -> Truth {
    if paragraph.scope.is_empty() {
        return Truth::True;
    }
    let Stated::Value(scope) = &item.scope else { return Truth::Unknown };
    let serves = paragraph.scope.iter().any(|wanted| scope.iter().any(|own| is_for(own, wanted)));
    Truth::certain(serves)
}

/// Whether one stated activity is one that a paragraph names. `use` and its parts stand for each
/// other; by the lists' own definition integration is a phase of production.
fn is_for(own: &str, wanted: &str) -> bool {
    own == wanted
        || matches!(
            (own, wanted),
            ("operation" | "maintenance", "use")
                | ("use", "operation" | "maintenance")
                | ("integration", "production")
        )
}

fn needs_engineer(case: &Case<'_>, item: &Item, matches: &[Match]) -> bool {
    matches.iter().filter(|m| m.truth == Truth::Unknown).any(|m| {
        let need = &case.regime.paragraph(m.paragraph).need;
        need.iter().flat_map(|line| line.alternatives.iter().flatten()).any(|c| match &c.test {
            Test::Reach { .. } => {
                evaluate::reached(case, item, &c.test).is_some_and(|r| r.assessment)
            }
            _ => false,
        })
    })
}

/// Keeps the most specific: an ancestor goes when something below it is at least as true, and a
/// paragraph goes when one that displaces it is true.
fn narrow(regime: &Regime, matches: &mut Vec<Match>) {
    if matches.len() < 2 {
        return;
    }
    let all = matches.clone();
    matches.retain(|own| {
        let paragraph = regime.paragraph(own.paragraph);
        !all.iter().any(|other| {
            let below = regime.paragraph(other.paragraph);
            let specific = other.paragraph != own.paragraph
                && regime.outline.is_under(below.node, paragraph.node)
                && other.truth >= own.truth;
            let displaced = other.truth == Truth::True
                && paragraph
                    .displaced_by
                    .iter()
                    .any(|by| regime.outline.is_under(below.node, regime.paragraph(*by).node));
            specific || displaced
        })
    });
}
