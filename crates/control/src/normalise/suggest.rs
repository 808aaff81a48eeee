//! What descriptions and codes suggest: candidates where nothing says what the item is, and articles
//! that the words name although the item is stated to be something else.

use super::wording;
use crate::ident::{ArticleIdx, ParagraphIdx};
use crate::regime::load::NUMBER;
use crate::regime::{Form, Hint, Kinship, Regime, Target};
use crate::transfer::{Item, Stated};

/// Sets what the item's words and codes suggest. Each is a candidate, never a match. `other_item`
/// says of software and technology no more than nothing does: every list has them so.
pub(super) fn suggest(regime: &Regime, item: &mut Item) {
    match item.article {
        Stated::Value(article) if regime.vocabulary.article(article).id != "other_item" => {
            if item.form == Form::Goods {
                item.suggested = belying(regime, item, article);
            }
        }
        Stated::Value(article) if item.form == Form::Goods => {
            let named = articles(regime, item).into_iter();
            item.suggested =
                named.filter(|at| *at != article && !is_explained(regime, item, *at)).collect();
        }
        Stated::Value(_) | Stated::NotStated => {
            item.vague = vague(regime, item);
            item.candidates = firm(regime, item);
            item.candidates.extend(&item.vague);
            item.candidates.sort_unstable();
        }
    }
}

/// Articles that the description says the item is, though it is stated to be another. A catch word says
/// so only where the stated article is not named at all.
fn belying(regime: &Regime, item: &Item, stated: ArticleIdx) -> Vec<ArticleIdx> {
    let words = &regime.vocabulary;
    let near = |at: &ArticleIdx| words.are_near(*at, stated);
    let parts: Vec<&str> = wording::parts(&item.description).collect();
    let thing = |part| wording::thing(part, |text| !words.head(text).is_empty());
    let mut said: Vec<Vec<ArticleIdx>> =
        parts.iter().map(|part| words.head(thing(part))).filter(|said| !said.is_empty()).collect();
    if said.is_empty() && parts.len() > 1 {
        said.push(words.head(&wording::reversed(&parts)));
    }
    let against = said.into_iter().filter(|said| !said.iter().any(near));
    let mut found: Vec<ArticleIdx> = against.flatten().collect();
    let told = named(regime, &item.description).iter().any(near);
    let catch_word = |at: &ArticleIdx| told && words.article(*at).generic;
    found.retain(|at| !catch_word(at) && !is_explained(regime, item, *at));
    found.sort_unstable();
    found.dedup();
    found
}

/// Articles that a description names as it stands, or turned round.
fn named(regime: &Regime, description: &str) -> Vec<ArticleIdx> {
    let mut found = regime.vocabulary.suggested(description);
    if let Some(turned) = wording::turned(description) {
        found.extend(regime.vocabulary.suggested(&turned));
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Articles that the description names, that a customs code stands for unless it is wide, or that
/// somebody's control code covers.
fn articles(regime: &Regime, item: &Item) -> Vec<ArticleIdx> {
    let mut found = named(regime, &item.description);
    let narrow = customs(regime, item).filter(|hint| hint.specificity != "low");
    let claimed = item.claimed.iter().flat_map(|code| claimed(regime, code));
    let coded = narrow.chain(claimed).flat_map(|hint| &hint.paragraphs);
    found.extend(coded.flat_map(|at| regime.paragraph(*at).articles.iter().copied()));
    found.sort_unstable();
    found.dedup();
    found
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

/// What the pack says of the item's customs code.
fn customs<'r>(regime: &'r Regime, item: &Item) -> impl Iterator<Item = &'r Hint> {
    let six = item.hs.value().and_then(|code| code.get(..6));
    six.and_then(|six| regime.hs.get(six)).into_iter().flatten()
}

/// What description, customs code and claimed codes suggest.
fn firm(regime: &Regime, item: &Item) -> Vec<ParagraphIdx> {
    let articles = named(regime, &item.description).into_iter();
    let mut found: Vec<ParagraphIdx> =
        articles.flat_map(|article| regime.paragraphs_of(article).iter().copied()).collect();
    let customs = customs(regime, item).filter(|hint| hint.specificity != "low");
    let claimed = item.claimed.iter().flat_map(|code| claimed(regime, code));
    found.extend(customs.chain(claimed).flat_map(|hint| hint.paragraphs.iter().copied()));
    of_form(regime, item, found)
}

/// What a wide customs heading alone suggests.
fn vague(regime: &Regime, item: &Item) -> Vec<ParagraphIdx> {
    let wide = customs(regime, item).filter(|hint| hint.specificity == "low");
    let found: Vec<ParagraphIdx> = wide.flat_map(|hint| hint.paragraphs.iter().copied()).collect();
    if found.is_empty() {
        return found;
    }
    let firm = firm(regime, item);
    let mut found = of_form(regime, item, found);
    found.retain(|at| firm.binary_search(at).is_err());
    found
}

/// Paragraphs of the item's own form: for software and technology, all that the lists say of such for
/// the goods that are suggested.
fn of_form(regime: &Regime, item: &Item, mut found: Vec<ParagraphIdx>) -> Vec<ParagraphIdx> {
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

/// The form of an item that states none.
pub(super) struct Read {
    pub(super) form: Form,
    /// Why, unless it is goods.
    pub(super) why: Option<&'static str>,
    /// The code that is claimed says so.
    pub(super) by_code: bool,
}

/// Reads the form of an item that states none: what is neither shipped nor carried is no goods, nor is
/// what somebody's control code calls software or technology.
pub(super) fn form(regime: &Regime, kind: &str, codes: &[String], named: bool) -> Read {
    let hints = codes.iter().flat_map(|code| claimed(regime, code));
    let forms =
        || hints.clone().flat_map(|hint| &hint.paragraphs).map(|at| regime.paragraph(*at).form);
    let coded = forms().next().is_some() && forms().all(|form| form != Form::Goods);
    let by_code = || {
        if forms().all(|form| form == Form::Software) { Form::Software } else { Form::Technology }
    };
    let carries_none = Some("an intangible transfer carries no goods");
    let (form, why, by_code) = match kind {
        "technical_assistance" => (Form::Service, Some("technical assistance is a service"), false),
        "intangible" if coded => (by_code(), carries_none, true),
        "intangible" => (Form::Technology, carries_none, false),
        _ if coded && !named => (by_code(), Some("the code that is claimed is of no goods"), true),
        _ => (Form::Goods, None, false),
    };
    Read { form, why, by_code }
}

/// Hints of a claimed code: itself, or the entry that it is a sub-paragraph of (`9A112a` is `9A112`).
/// A number of a list, such as `mtcr:1.E.1`, is a code as well.
pub(crate) fn claimed<'r>(
    regime: &'r Regime,
    code: &str,
) -> impl Iterator<Item = &'r Hint> + Clone {
    let entry = code.get(..5).unwrap_or(code);
    let exact = regime.claimed.get(code);
    let above = regime.claimed.get(entry).filter(|_| exact.is_none()).into_iter().flatten();
    exact.into_iter().flatten().chain(above.filter(|hint| hint.scheme != NUMBER))
}
