//! Parts that are by law parts of systems: what `within` says, laid out so that relations can be
//! compared without a search.
//!
//! A stage of `mtcr:2.A.1.a` is by that paragraph's own words one usable in a system of `mtcr:1.A`.
//! So who names the stage may mean the system, and who names the system may mean its stage.

use crate::ident::{ArticleIdx, NodeIdx};
use crate::regime::condition::{Line, Target, Test, Wanted};
use crate::regime::law::{Paragraph, Rule};
use crate::regime::outline::Outline;
use crate::regime::vocabulary::Vocabulary;

/// A system that a named thing is a part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole {
    /// The system.
    pub node: NodeIdx,
    /// All that is named is such a part; otherwise some of it, or something near it, is.
    pub always: bool,
}

/// Systems by part.
#[derive(Debug, Default)]
pub struct Parts {
    of_node: Vec<Vec<Whole>>,
    of_article: Vec<Vec<Whole>>,
}

impl Parts {
    /// Systems of which what is named is a part, or may be.
    #[must_use]
    pub fn wholes(&self, named: Target) -> &[Whole] {
        let found = match named {
            Target::Node(node) => self.of_node.get(node.index()),
            Target::Article(article) => self.of_article.get(article.index()),
        };
        found.map_or(&[], Vec::as_slice)
    }

    /// Lays out what the paragraphs say.
    #[must_use]
    pub(crate) fn of(outline: &Outline, words: &Vocabulary, paragraphs: &[Paragraph]) -> Self {
        let parts: Vec<&Paragraph> = paragraphs.iter().filter(|p| !p.within.is_empty()).collect();
        let add = |found: &mut Vec<Whole>, part: &Paragraph, always: bool| {
            for node in &part.within {
                match found.iter_mut().find(|known| known.node == *node) {
                    Some(known) => known.always |= always,
                    None => found.push(Whole { node: *node, always }),
                }
            }
        };
        let of_node = (0..outline.ids().count()).map(NodeIdx::new).map(|node| {
            let mut found = Vec::new();
            for part in &parts {
                if outline.is_under(node, part.node) {
                    add(&mut found, part, true);
                } else if outline.is_under(part.node, node) {
                    add(&mut found, part, false);
                }
            }
            found
        });
        let near = words.near();
        let mut of_article = vec![Vec::new(); words.articles().len()];
        for part in &parts {
            let below = paragraphs.iter().filter(|p| outline.is_under(p.node, part.node));
            let covered = below.flat_map(|p| &p.articles);
            let mut all: Vec<&ArticleIdx> =
                covered.filter_map(|own| near.get(own.index())).flatten().collect();
            all.sort_unstable();
            all.dedup();
            for article in all {
                if let Some(found) = of_article.get_mut(article.index()) {
                    add(found, part, false);
                }
            }
        }
        Self { of_node: of_node.collect(), of_article }
    }

    /// Fills in, for everything that asks for parts, the systems that may be named instead.
    pub(crate) fn fill(&self, outline: &Outline, paragraphs: &mut [Paragraph], rules: &mut [Rule]) {
        let fill = |wanted: &mut Wanted, by_itself: bool| {
            wanted.takes_parts = by_itself;
            wanted.wholes = if by_itself { self.meant_by(outline, wanted) } else { Vec::new() };
        };
        for paragraph in paragraphs {
            let by_itself = paragraph.counterparts.is_empty();
            fill(&mut paragraph.equipment, by_itself);
            let gap = paragraph.gap.as_mut().map(|gap| &mut gap.when);
            let lines = paragraph.need.iter_mut().chain(&mut paragraph.unless).chain(gap);
            lines.for_each(|line| each_wanted(line, &mut |wanted| fill(wanted, by_itself)));
        }
        for rule in rules {
            let lines = rule.when.iter_mut().chain(&mut rule.unless).chain(&mut rule.argued);
            lines.for_each(|line| each_wanted(line, &mut |wanted| fill(wanted, true)));
        }
    }

    /// Systems whose parts are asked, save those of which the targets speak themselves.
    fn meant_by(&self, outline: &Outline, wanted: &Wanted) -> Vec<NodeIdx> {
        let spoken_of = |whole: NodeIdx| {
            wanted.targets.iter().any(|target| match target {
                Target::Node(node) => {
                    outline.is_under(*node, whole) || outline.is_under(whole, *node)
                }
                Target::Article(_) => false,
            })
        };
        let all = wanted.targets.iter().flat_map(|target| self.wholes(*target));
        let mut wholes: Vec<NodeIdx> = all.map(|w| w.node).filter(|w| !spoken_of(*w)).collect();
        wholes.sort_unstable();
        wholes.dedup();
        wholes
    }
}

/// Everything in a line that asks for something named.
fn each_wanted(line: &mut Line, change: &mut impl FnMut(&mut Wanted)) {
    for clause in line.alternatives.iter_mut().flatten() {
        let mut test = &mut clause.test;
        while let Test::Not(inner) = test {
            test = inner;
        }
        if let Test::Related { wanted, .. } | Test::Names(wanted) = test {
            change(wanted);
        }
    }
}
