//! What descriptions and codes suggest: candidates where nothing says what the item is, and articles
//! that the words name although the item is stated to be none of them.

use crate::ident::{ArticleIdx, ParagraphIdx};
use crate::regime::load::NUMBER;
use crate::regime::{Form, Hint, Kinship, Regime, Target};
use crate::transfer::{Item, Stated};

/// Sets what the item's words and codes suggest. Each is a candidate, never a match.
pub(super) fn suggest(regime: &Regime, item: &mut Item) {
    match item.article {
        Stated::NotStated => item.candidates = candidates(regime, item),
        Stated::Value(article)
            if item.form == Form::Goods
                && regime.vocabulary.article(article).id == "other_item" =>
        {
            let named = regime.vocabulary.suggested(&item.description).into_iter();
            item.suggested =
                named.filter(|at| *at != article && !is_explained(regime, item, *at)).collect();
        }
        Stated::Value(_) => {}
    }
}

/// A relation that names the article says why the description does: a gasket for a vacuum pump is
/// part of one.
fn is_explained(regime: &Regime, item: &Item, article: ArticleIdx) -> bool {
    let words = &regime.vocabulary;
    let near = |other| words.is_kind_of(other, article) || words.is_kind_of(article, other);
    let stated = Kinship::ALL.into_iter().filter_map(|kinship| item.relation(kinship).value());
    stated.flatten().any(|target| match target {
        Target::Article(named) => near(*named),
        Target::Node(node) => regime.paragraphs.iter().any(|paragraph| {
            regime.outline.is_under(paragraph.node, *node)
                && paragraph.articles.iter().any(|own| near(*own))
        }),
    })
}

/// What description, customs code and claimed codes suggest: for software and technology, all that
/// the lists say of such for the goods that are suggested.
fn candidates(regime: &Regime, item: &Item) -> Vec<ParagraphIdx> {
    let mut found: Vec<ParagraphIdx> = regime
        .vocabulary
        .suggested(&item.description)
        .into_iter()
        .flat_map(|article| regime.paragraphs_of(article).iter().copied())
        .collect();
    if let Stated::Value(code) = &item.hs {
        let hints = code.get(..6).and_then(|six| regime.hs.get(six));
        found.extend(hints.into_iter().flatten().flat_map(|hint| hint.paragraphs.iter().copied()));
    }
    for code in &item.claimed {
        found.extend(claimed(regime, code).flat_map(|hint| hint.paragraphs.iter().copied()));
    }
    if item.form == Form::Goods {
        found.retain(|at| regime.paragraph(*at).form == Form::Goods);
    } else {
        let served = found.iter().flat_map(|at| regime.served_by(*at).iter().copied());
        found = served.filter(|at| regime.paragraph(*at).covers_form(item.form)).collect();
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Hints of a claimed code: itself, or the entry that it is a sub-paragraph of (`9A112a` is `9A112`).
/// A number of a list, such as `mtcr:1.E.1`, is a code as well.
pub(crate) fn claimed<'r>(regime: &'r Regime, code: &str) -> impl Iterator<Item = &'r Hint> {
    let entry = code.get(..5).unwrap_or(code);
    let exact = regime.claimed.get(code);
    let above = regime.claimed.get(entry).filter(|_| exact.is_none()).into_iter().flatten();
    exact.into_iter().flatten().chain(above.filter(|hint| hint.scheme != NUMBER))
}
