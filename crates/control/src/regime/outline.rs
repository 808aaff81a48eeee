//! The numbering of the lists as a tree, derived from the ids alone.

use std::collections::BTreeMap;

use crate::ident::{ListIdx, NodeIdx, ParagraphIdx};

/// One number, with or without a paragraph of its own.
#[derive(Clone, Debug)]
pub struct Node {
    /// `mtcr:9.A`.
    pub id: String,
    /// The number above; none at the top.
    pub parent: Option<NodeIdx>,
    /// Its list.
    pub list: ListIdx,
    /// The paragraph with this number.
    pub paragraph: Option<ParagraphIdx>,
}

/// All numbers of all lists.
#[derive(Debug, Default)]
pub struct Outline {
    nodes: Vec<Node>,
    by_id: BTreeMap<String, NodeIdx>,
}

impl Outline {
    /// Adds a number and those above it.
    pub(crate) fn add(&mut self, list: ListIdx, list_id: &str, number: &str) -> NodeIdx {
        let id = format!("{list_id}:{number}");
        if let Some(known) = self.by_id.get(&id) {
            return *known;
        }
        let parent = number.rsplit_once('.').map(|(above, _)| self.add(list, list_id, above));
        let at = NodeIdx::new(self.nodes.len());
        self.nodes.push(Node { id: id.clone(), parent, list, paragraph: None });
        self.by_id.insert(id, at);
        at
    }

    /// Notes which paragraph has the number.
    pub(crate) fn set_paragraph(&mut self, node: NodeIdx, paragraph: ParagraphIdx) {
        if let Some(node) = self.nodes.get_mut(node.index()) {
            node.paragraph = Some(paragraph);
        }
    }

    /// A number.
    #[must_use]
    #[expect(clippy::indexing_slicing, reason = "positions are made by this outline only")]
    pub fn node(&self, at: NodeIdx) -> &Node {
        &self.nodes[at.index()]
    }

    /// Finds a number by its full id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<NodeIdx> {
        self.by_id.get(id).copied()
    }

    /// All full ids, sorted.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.by_id.keys().map(String::as_str)
    }

    /// The item of its list that a number belongs to: the number that none stands above.
    #[must_use]
    pub fn top(&self, at: NodeIdx) -> NodeIdx {
        let mut top = at;
        while let Some(above) = self.node(top).parent {
            top = above;
        }
        top
    }

    /// Whether the first is the second or lies below it.
    #[must_use]
    pub fn is_under(&self, narrow: NodeIdx, wide: NodeIdx) -> bool {
        let mut at = Some(narrow);
        while let Some(node) = at {
            if node == wide {
                return true;
            }
            at = self.node(node).parent;
        }
        false
    }
}
