//! Items against paragraphs.

use std::borrow::Cow;

use crate::case::{Case, Classified, Match};
use crate::evaluate;
use crate::ident::{ArticleIdx, ParagraphIdx};
use crate::regime::{Form, Paragraph, Regime, Test};
use crate::relation;
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// Classifies one item on the transfer's day.
#[must_use]
pub fn classify(case: &Case<'_>, item: &Item) -> Classified {
    let regime = case.regime;
    let mut found = Classified::default();
    for at in candidates(regime, item).iter() {
        let matched = one(case, item, *at);
        if matched.truth.is_open() {
            found.matches.push(matched);
        }
    }
    let needs_article = item.form == Form::Goods && item.article == Stated::NotStated;
    let vague = |m: &Match| item.vague.binary_search(&m.paragraph).is_ok();
    found.unclassified = needs_article && found.matches.iter().all(vague);
    found.assessment = needs_engineer(case, item, &found.matches);
    narrow(regime, item, &mut found.matches);
    found
}

/// Paragraphs that can concern the item at all, in source order.
pub(crate) fn candidates<'a>(regime: &'a Regime, item: &'a Item) -> Cow<'a, [ParagraphIdx]> {
    let [software, technology] = &regime.by_form;
    match (item.form, &item.article) {
        (Form::Goods, Stated::Value(article)) => {
            let own = regime.paragraphs_of(*article);
            let named = relation::name_anything(item);
            if !named && item.suggested.is_empty() {
                return Cow::Borrowed(own);
            }
            let mut found = own.to_vec();
            if named {
                found.extend(&regime.general);
            }
            // What it is stated not to be, but its description names.
            found.extend(item.suggested.iter().flat_map(|at| regime.paragraphs_of(*at)));
            found.sort_unstable();
            found.dedup();
            Cow::Owned(found)
        }
        (Form::Goods, Stated::NotStated) => Cow::Borrowed(&item.candidates),
        (Form::Software, _) => served(regime, item, software),
        (Form::Technology | Form::Service, _) => served(regime, item, technology),
    }
}

/// Software and technology that is said to be for nothing, against what description or codes
/// suggest, is held in what they suggest.
fn served<'a>(regime: &Regime, item: &Item, all: &'a [ParagraphIdx]) -> Cow<'a, [ParagraphIdx]> {
    if !relation::is_contradicted_by_hints(item) {
        return Cow::Borrowed(all);
    }
    let may = |at: &ParagraphIdx| {
        let equipment = &regime.paragraph(*at).equipment;
        item.candidates.binary_search(at).is_ok() || relation::may_serve(regime, item, equipment)
    };
    all.iter().copied().filter(may).collect()
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
            Stated::Value(own) => {
                article(regime, paragraph, item, own).or(in_general_words(regime, paragraph, item))
            }
        };
    }
    let named = relation::names(regime, item, &paragraph.equipment);
    named.and(serves(paragraph, item))
}

/// Whether the paragraph's own articles cover one: a wider article may be a narrower one, unless it
/// is a catch word.
#[must_use]
pub fn article(regime: &Regime, paragraph: &Paragraph, item: &Item, own: ArticleIdx) -> Truth {
    let each = paragraph.articles.iter();
    Truth::any(each.map(|wanted| evaluate::is_article(regime, item, own, *wanted)))
}

/// Whether general words of the text ("and specially designed or prepared equipment") may be meant:
/// only of what a relation places there.
fn in_general_words(regime: &Regime, paragraph: &Paragraph, item: &Item) -> Truth {
    let named =
        paragraph.general && relation::naming(regime, item, paragraph.node).next().is_some();
    Truth::certain(named).and(Truth::Unknown)
}

/// Whether one paragraph stands under the same number as a heading, below the parts of a list.
fn beside_heading(regime: &Regime, own: &Paragraph, heading: &Paragraph) -> bool {
    let outline = &regime.outline;
    let above = outline.node(heading.node).parent;
    above.is_some_and(|above| {
        outline.node(above).parent.is_some() && outline.is_under(own.node, above)
    })
}

fn only_in_general_words(regime: &Regime, paragraph: &Paragraph, item: &Item) -> bool {
    let own = item.article.value();
    paragraph.general
        && item.form == Form::Goods
        && own.is_some_and(|own| article(regime, paragraph, item, *own) == Truth::False)
}

/// Whether the item serves an activity that the paragraph names.
#[must_use]
pub fn serves(paragraph: &Paragraph, item: &Item) -> Truth {
    if paragraph.scope.is_empty() {
        return Truth::True;
    }
    let Stated::Value(scope) = &item.scope else { return Truth::Unknown };
    let serves = |wanted: &String| Truth::any(scope.iter().map(|own| is_for(own, wanted)));
    Truth::any(paragraph.scope.iter().map(serves))
}

/// Whether one stated activity is one that a paragraph names. `use` and its parts stand for each
/// other; by the lists' own definition integration is a phase of production. The same definitions
/// count "integration design" as development, so that integration alone may be that.
fn is_for(own: &str, wanted: &str) -> Truth {
    match (own, wanted) {
        _ if own == wanted => Truth::True,
        ("operation" | "maintenance", "use")
        | ("use", "operation" | "maintenance")
        | ("integration", "production") => Truth::True,
        ("integration", "development") => Truth::Unknown,
        _ => Truth::False,
    }
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
/// paragraph goes when one that displaces it is true. General words of a heading give way to a true
/// paragraph beside it: the list has its own place for the thing.
fn narrow(regime: &Regime, item: &Item, matches: &mut Vec<Match>) {
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
            let placed = other.truth == Truth::True
                && beside_heading(regime, below, paragraph)
                && only_in_general_words(regime, paragraph, item);
            specific || displaced || placed
        })
    });
}
