//! Last pass: what is looked up for every item, laid out beforehand.

use crate::ident::{ArticleIdx, NodeIdx, ParagraphIdx};
use crate::regime::{Form, Hint, Outline, Paragraph, Target, Vocabulary};

use super::Loader;

/// Scheme of the hints that numbers of the lists themselves are.
pub(crate) const NUMBER: &str = "paragraph";

impl Loader {
    /// A number of a list that somebody claims is a hint to all that stands below it.
    pub(super) fn number_hints(&mut self) {
        for at in 0..self.outline.ids().count() {
            let node = NodeIdx::new(at);
            let below: Vec<ParagraphIdx> = positions(&self.paragraphs)
                .filter(|(_, p)| p.can_match() && self.outline.is_under(p.node, node))
                .map(|(at, _)| at)
                .collect();
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

    /// Goods paragraphs that an item of each article may be in by the paragraph's own words.
    pub(super) fn index_articles(&self) -> Vec<Vec<ParagraphIdx>> {
        let words = &self.vocabulary;
        let concerns = |paragraph: &Paragraph, article: ArticleIdx| {
            paragraph.articles.iter().any(|own| {
                words.is_kind_of(article, *own)
                    || words.is_kind_of(*own, article) && !words.article(article).generic
            })
        };
        let of = |article| {
            let all = positions(&self.paragraphs);
            all.filter(|(_, p)| concerns(p, article)).map(|(at, _)| at).collect()
        };
        (0..words.articles().len()).map(ArticleIdx::new).map(of).collect()
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
    /// as equipment.
    pub(super) fn index_served(&self) -> Vec<Vec<ParagraphIdx>> {
        let (outline, words) = (&self.outline, &self.vocabulary);
        let soft: Vec<(ParagraphIdx, &Paragraph)> = positions(&self.paragraphs)
            .filter(|(_, p)| p.form != Form::Goods && p.can_match())
            .collect();
        let of = |own: &Paragraph| {
            let item = outline.top(own.node);
            let serve = |(_, p): &&(ParagraphIdx, &Paragraph)| {
                outline.top(p.node) == item || names(outline, words, p, own)
            };
            soft.iter().filter(serve).map(|(at, _)| *at).collect()
        };
        self.paragraphs.iter().map(of).collect()
    }
}

/// Whether one paragraph's `for` names the other, something in it or around it.
fn names(outline: &Outline, words: &Vocabulary, soft: &Paragraph, own: &Paragraph) -> bool {
    soft.equipment.targets.iter().any(|target| match target {
        Target::Node(node) => {
            outline.is_under(own.node, *node) || outline.is_under(*node, own.node)
        }
        Target::Article(article) => own.articles.iter().any(|a| words.are_near(*a, *article)),
    })
}

fn positions(paragraphs: &[Paragraph]) -> impl Iterator<Item = (ParagraphIdx, &Paragraph)> {
    paragraphs.iter().enumerate().map(|(at, paragraph)| (ParagraphIdx::new(at), paragraph))
}
