//! Last pass: what is looked up for every item, laid out beforehand.

use std::collections::BTreeMap;

use crate::ident::{ArticleIdx, NodeIdx, ParagraphIdx};
use crate::regime::{Form, Hint, Paragraph, Target};

use super::Loader;

/// Scheme of the hints that numbers of the lists themselves are.
pub(crate) const NUMBER: &str = "paragraph";

impl Loader {
    /// What stands at each number or below it, headings apart, in source order.
    pub(super) fn index_below(&mut self) {
        let mut below = vec![Vec::new(); self.outline.ids().count()];
        for (at, paragraph) in positions(&self.paragraphs).filter(|(_, p)| p.can_match()) {
            let mut node = Some(paragraph.node);
            while let Some(own) = node {
                below.get_mut(own.index()).into_iter().for_each(|all: &mut Vec<_>| all.push(at));
                node = self.outline.node(own).parent;
            }
        }
        self.below = below;
    }

    /// What stands at a number or below it.
    pub(super) fn below(&self, node: NodeIdx) -> &[ParagraphIdx] {
        self.below.get(node.index()).map_or(&[], Vec::as_slice)
    }

    /// A number of a list that somebody claims is a hint to all that stands below it.
    pub(super) fn number_hints(&mut self) {
        for at in 0..self.outline.ids().count() {
            let node = NodeIdx::new(at);
            let below = self.below(node).to_vec();
            let first = below.first().and_then(|at| self.paragraphs.get(at.index()));
            let Some(origin) = first.map(|p| p.origin.clone()) else { continue };
            let id = &self.outline.node(node).id;
            let letters = id.chars().filter(char::is_ascii_alphanumeric);
            let key = letters.collect::<String>().to_uppercase();
            let hint = Hint {
                scheme: NUMBER.to_owned(),
                code: id.clone(),
                edition: String::new(),
                paragraphs: below,
                specificity: "high".to_owned(),
                origin,
            };
            self.claimed.entry(key).or_default().push(hint);
        }
    }

    /// Goods paragraphs that an item of each article may be in by the paragraph's own words: those of
    /// the article and of wider ones, and unless it is a catch word those of narrower ones.
    pub(super) fn index_articles(&self) -> Vec<Vec<ParagraphIdx>> {
        let lineages = self.vocabulary.lineages();
        let own = self.by_own_article();
        let of = |article: ArticleIdx| own.get(article.index()).into_iter().flatten().copied();
        let articles = (0..lineages.len()).map(ArticleIdx::new);
        let mut found: Vec<Vec<ParagraphIdx>> = vec![Vec::new(); lineages.len()];
        for (article, lineage) in articles.zip(&lineages) {
            for wider in lineage {
                let mut add = |to: ArticleIdx, from| {
                    found.get_mut(to.index()).into_iter().for_each(|all| all.extend(of(from)));
                };
                add(article, *wider);
                if article != *wider && !self.vocabulary.article(*wider).generic {
                    add(*wider, article);
                }
            }
        }
        found.iter_mut().for_each(ascending);
        found
    }

    /// Paragraphs that name each article themselves.
    fn by_own_article(&self) -> Vec<Vec<ParagraphIdx>> {
        let mut own = vec![Vec::new(); self.vocabulary.articles().len()];
        for (at, paragraph) in positions(&self.paragraphs) {
            for article in &paragraph.articles {
                own.get_mut(article.index()).into_iter().for_each(|all: &mut Vec<_>| all.push(at));
            }
        }
        own
    }

    /// Headings that go on in general words.
    pub(super) fn index_general(&self) -> Vec<ParagraphIdx> {
        positions(&self.paragraphs).filter(|(_, p)| p.general).map(|(at, _)| at).collect()
    }

    /// Software and technology paragraphs, by form.
    pub(super) fn index_forms(&self) -> [Vec<ParagraphIdx>; 2] {
        [Form::Software, Form::Technology].map(|form| {
            let all = positions(&self.paragraphs);
            all.filter(|(_, p)| p.covers_form(form) && p.can_match()).map(|(at, _)| at).collect()
        })
    }

    /// For each paragraph the software and technology paragraphs of its item, and those that name it
    /// as equipment, something in it or around it.
    pub(super) fn index_served(&self) -> Vec<Vec<ParagraphIdx>> {
        let (near, own) = (self.vocabulary.near(), self.by_own_article());
        let tops = self.paragraphs.iter().map(|p| self.outline.top(p.node));
        let mut items: BTreeMap<NodeIdx, Vec<ParagraphIdx>> = BTreeMap::new();
        for (at, top) in tops.enumerate() {
            items.entry(top).or_default().push(ParagraphIdx::new(at));
        }
        let mut served: Vec<Vec<ParagraphIdx>> = vec![Vec::new(); self.paragraphs.len()];
        let soft = positions(&self.paragraphs).filter(|(_, p)| p.form != Form::Goods);
        for (at, paragraph) in soft.filter(|(_, p)| p.can_match()) {
            let mut serve = |all: &mut dyn Iterator<Item = ParagraphIdx>| {
                for one in all {
                    served.get_mut(one.index()).into_iter().for_each(|by| by.push(at));
                }
            };
            let item = items.get(&self.outline.top(paragraph.node));
            serve(&mut item.into_iter().flatten().copied());
            for target in &paragraph.equipment.targets {
                match target {
                    Target::Node(node) => {
                        let all = positions(&self.paragraphs);
                        let named = all.filter(|(_, p)| {
                            self.outline.is_under(p.node, *node)
                                || self.outline.is_under(*node, p.node)
                        });
                        serve(&mut named.map(|(at, _)| at));
                    }
                    Target::Article(article) => {
                        let near = near.get(article.index()).into_iter().flatten();
                        let named = near.filter_map(|at| own.get(at.index())).flatten();
                        serve(&mut named.copied());
                    }
                }
            }
        }
        served.iter_mut().for_each(ascending);
        served
    }
}

/// In source order, each once.
fn ascending(all: &mut Vec<ParagraphIdx>) {
    all.sort_unstable();
    all.dedup();
}

fn positions(paragraphs: &[Paragraph]) -> impl Iterator<Item = (ParagraphIdx, &Paragraph)> {
    paragraphs.iter().enumerate().map(|(at, paragraph)| (ParagraphIdx::new(at), paragraph))
}
