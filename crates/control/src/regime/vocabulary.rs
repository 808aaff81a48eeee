//! The closed words of the packs: articles and properties.

use std::collections::BTreeMap;

use crate::ident::{ArticleIdx, PropertyIdx};
use crate::quantity::Expected;
use crate::unit::Unit;

/// What a thing can be.
#[derive(Clone, Debug)]
pub struct Article {
    /// `gyro`.
    pub id: String,
    /// What the word covers.
    pub meaning: String,
    /// Lower-case words in descriptions that suggest it.
    pub synonyms: Vec<String>,
    /// The wider article.
    pub kind_of: Option<ArticleIdx>,
    /// May contain other controlled items.
    pub assembly: bool,
    /// A legal catch word: not held open for every narrower article.
    pub generic: bool,
}

/// What kind of value a property takes.
#[derive(Clone, Debug)]
pub enum PropertyKind {
    /// A number with a unit of a dimension.
    Quantity {
        /// The unit as written.
        unit: String,
        /// The same, read.
        read: Unit,
    },
    /// A number without a unit.
    Count,
    /// True or false.
    Flag,
    /// One of a closed list.
    Word(Vec<String>),
    /// A Chemical Abstracts Service number, check digit verified.
    Cas,
    /// Free text.
    Text,
    /// A list of range and payload points.
    Envelope,
}

/// What can be stated about an item.
#[derive(Clone, Debug)]
pub struct Property {
    /// `drift_rate_stability`.
    pub id: String,
    /// What it means and how it is measured.
    pub meaning: String,
    /// Other names.
    pub synonyms: Vec<String>,
    /// What it takes.
    pub kind: PropertyKind,
    /// Counts only when stated: an exclusion or an exit that somebody must claim.
    pub claim: bool,
}

impl Property {
    /// How a quantity of it is read; none for other kinds.
    #[must_use]
    pub fn expected(&self) -> Option<Expected<'_>> {
        match &self.kind {
            PropertyKind::Quantity { unit, read } => {
                Some(Expected { unit: Some(unit), dimension: read.dimension })
            }
            PropertyKind::Count => Some(Expected { unit: None, dimension: Unit::ONE.dimension }),
            _ => None,
        }
    }
}

/// An article that a text names, and where its words stand in the folded text.
struct Named {
    article: ArticleIdx,
    start: usize,
    end: usize,
}

/// Articles and properties, sorted by id.
#[derive(Debug, Default)]
pub struct Vocabulary {
    pub(crate) articles: Vec<Article>,
    pub(crate) properties: Vec<Property>,
    /// Folded synonyms by first word.
    phrases: BTreeMap<String, Vec<(String, ArticleIdx)>>,
}

#[expect(clippy::indexing_slicing, reason = "positions are made by the loader for this pack only")]
impl Vocabulary {
    /// An article.
    #[must_use]
    pub fn article(&self, at: ArticleIdx) -> &Article {
        &self.articles[at.index()]
    }

    /// A property.
    #[must_use]
    pub fn property(&self, at: PropertyIdx) -> &Property {
        &self.properties[at.index()]
    }
}

impl Vocabulary {
    /// All articles.
    #[must_use]
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// All properties.
    #[must_use]
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Finds an article.
    #[must_use]
    pub fn find_article(&self, id: &str) -> Option<ArticleIdx> {
        self.articles.binary_search_by(|a| a.id.as_str().cmp(id)).ok().map(ArticleIdx::new)
    }

    /// Finds a property.
    #[must_use]
    pub fn find_property(&self, id: &str) -> Option<PropertyIdx> {
        self.properties.binary_search_by(|p| p.id.as_str().cmp(id)).ok().map(PropertyIdx::new)
    }

    /// Whether the first is the second or a narrower kind of it.
    #[must_use]
    pub fn is_kind_of(&self, narrow: ArticleIdx, wide: ArticleIdx) -> bool {
        let mut at = Some(narrow);
        // The loader refuses circles; the bound is for readers who change it.
        for _ in 0..=self.articles.len() {
            match at {
                Some(article) if article == wide => return true,
                Some(article) => at = self.article(article).kind_of,
                None => return false,
            }
        }
        false
    }

    /// Each article with itself and all wider ones, nearest first.
    pub(crate) fn lineages(&self) -> Vec<Vec<ArticleIdx>> {
        let lineage = |own| {
            let wider = |at: &ArticleIdx| self.article(*at).kind_of;
            std::iter::successors(Some(own), wider).take(self.articles.len()).collect()
        };
        (0..self.articles.len()).map(ArticleIdx::new).map(lineage).collect()
    }

    /// For each article those that it is near to: itself, all wider and all narrower ones.
    pub(crate) fn near(&self) -> Vec<Vec<ArticleIdx>> {
        let mut near = self.lineages();
        for (at, lineage) in self.lineages().iter().enumerate() {
            for wider in lineage.iter().skip(1) {
                if let Some(narrower) = near.get_mut(wider.index()) {
                    narrower.push(ArticleIdx::new(at));
                }
            }
        }
        near
    }

    /// Whether one is the other or a narrower kind of it.
    #[must_use]
    pub fn are_near(&self, one: ArticleIdx, other: ArticleIdx) -> bool {
        self.is_kind_of(one, other) || self.is_kind_of(other, one)
    }

    /// Articles whose synonyms stand as whole words in a description, in the singular or the plural.
    #[must_use]
    pub fn suggested(&self, description: &str) -> Vec<ArticleIdx> {
        let mut found: Vec<ArticleIdx> =
            self.named(description).into_iter().map(|named| named.article).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Articles that a text says the thing is: those whose words end last and, of these, the longest.
    /// "Gas centrifuge" is one, and no centrifuge; a "turbojet accelerometer" is an accelerometer.
    #[must_use]
    pub fn head(&self, text: &str) -> Vec<ArticleIdx> {
        let named = self.named(text);
        let place = |named: &Named| (named.end, std::cmp::Reverse(named.start));
        let last = named.iter().map(place).max();
        let mut found: Vec<ArticleIdx> =
            named.iter().filter(|own| Some(place(own)) == last).map(|own| own.article).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// All that stands in a text, but for words within those of ordinary goods (the words of
    /// `other_item`): a laptop computer is no computer of the lists.
    fn named(&self, description: &str) -> Vec<Named> {
        let text = fold(description);
        let mut found: Vec<Named> = Vec::new();
        for start in text.match_indices(' ').map(|(at, _)| at + 1) {
            let Some(rest) = text.get(start..) else { continue };
            let first = rest.split(' ').next().unwrap_or_default();
            for (phrase, article) in self.phrases.get(first).into_iter().flatten() {
                let after = rest.strip_prefix(phrase.as_str());
                if let Some(after) = after.filter(|after| after.starts_with(' ')) {
                    found.push(Named { article: *article, start, end: text.len() - after.len() });
                }
            }
        }
        if let Some(ordinary) = self.find_article("other_item") {
            let spans = found.iter().filter(|own| own.article == ordinary);
            let spans: Vec<(usize, usize)> = spans.map(|own| (own.start, own.end)).collect();
            let within = |own: &Named| spans.iter().any(|(a, b)| *a <= own.start && own.end <= *b);
            found.retain(|own| !within(own));
        }
        found
    }

    /// Builds the index of synonyms by their first words, once all articles are there: each as it
    /// stands and in the plural.
    pub(crate) fn index_phrases(&mut self) {
        for (at, article) in self.articles.iter().enumerate() {
            for synonym in &article.synonyms {
                let phrase = fold(synonym).trim().to_owned();
                let many = phrase.strip_suffix('y').map(|stem| format!("{stem}ies"));
                let all = [format!("{phrase}s"), format!("{phrase}es"), phrase].into_iter();
                for phrase in all.chain(many) {
                    let first = phrase.split(' ').next().unwrap_or_default().to_owned();
                    self.phrases.entry(first).or_default().push((phrase, ArticleIdx::new(at)));
                }
            }
        }
    }
}

/// Lower case, everything but letters and digits a single blank, a blank at either end.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for c in text.chars() {
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}
