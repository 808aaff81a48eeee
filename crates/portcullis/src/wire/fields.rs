//! The fields of one JSON object, taken one by one; what is left over at the end is unknown.

use std::borrow::Cow;
use std::cell::RefCell;

use control::input::{Given, Text};
use control::problem::{Place, Problem, did_you_mean};

use super::node::Node;

/// Faults of one record.
#[derive(Default)]
pub(super) struct Faults(RefCell<Vec<Problem>>);

impl Faults {
    fn add(&self, field: String, what: String, hint: impl Into<String>) {
        self.0.borrow_mut().push(Problem::new(Place::field(field), what).hint(hint));
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.0.into_inner()
    }
}

/// One object.
pub(super) struct Fields<'f, 'a> {
    entries: Vec<(Text<'a>, Node<'a>)>,
    path: String,
    asked: Vec<&'static str>,
    faults: &'f Faults,
}

impl<'f, 'a> Fields<'f, 'a> {
    /// Opens an object; anything else is a fault and reads as an empty one.
    pub(super) fn open(node: Node<'a>, path: String, faults: &'f Faults) -> Self {
        let entries = match node {
            Node::Map(entries) => entries,
            other => {
                let place = if path.is_empty() { "the record".to_owned() } else { path.clone() };
                faults.add(
                    path.clone(),
                    format!("{place} is {}", other.kind()),
                    "write an object `{…}`",
                );
                Vec::new()
            }
        };
        Self { entries, path, asked: Vec::new(), faults }
    }

    fn place(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    /// Takes a field out. `null` is an absence, never a value.
    fn take(&mut self, field: &'static str) -> Option<Node<'a>> {
        self.asked.push(field);
        let at = self.entries.iter().position(|(name, _)| name == field)?;
        let (_, node) = self.entries.swap_remove(at);
        (!matches!(node, Node::Null)).then_some(node)
    }

    fn wrong(&self, field: &str, node: &Node<'_>, hint: &str) {
        self.faults.add(self.place(field), format!("{} does not fit here", node.kind()), hint);
    }

    pub(super) fn text(&mut self, field: &'static str) -> Option<Text<'a>> {
        match self.take(field)? {
            Node::Text(text) => Some(text),
            // A quantity or a code is often written as a bare number; nothing is lost by taking it.
            Node::Number(number) if matches!(field, "id" | "quantity" | "value") => {
                Some(Cow::Owned(number))
            }
            other => {
                self.wrong(field, &other, "write a text in double quotes");
                None
            }
        }
    }

    pub(super) fn flag(&mut self, field: &'static str) -> Option<bool> {
        match self.take(field)? {
            Node::Flag(flag) => Some(flag),
            other => {
                self.wrong(field, &other, "`true` or `false`, without quotes");
                None
            }
        }
    }

    pub(super) fn texts(&mut self, field: &'static str) -> Option<Vec<Text<'a>>> {
        let node = self.take(field)?;
        self.text_list(field, node)
    }

    fn text_list(&self, field: &str, node: Node<'a>) -> Option<Vec<Text<'a>>> {
        let Node::List(nodes) = node else {
            self.wrong(field, &node, "write a list of texts, `[]` for none");
            return None;
        };
        let mut texts = Vec::with_capacity(nodes.len());
        for node in nodes {
            match node {
                Node::Text(text) => texts.push(text),
                other => self.wrong(field, &other, "write a list of texts, `[]` for none"),
            }
        }
        Some(texts)
    }

    /// An object inside; an absent one reads as empty.
    pub(super) fn map(&mut self, field: &'static str) -> Self {
        let node = self.take(field).unwrap_or_else(|| Node::Map(Vec::new()));
        Self::open(node, self.place(field), self.faults)
    }

    /// Objects in a list, each with its path by own id or position.
    pub(super) fn each(&mut self, field: &'static str) -> Vec<Self> {
        let nodes = match self.take(field) {
            None => return Vec::new(),
            Some(Node::List(nodes)) => nodes,
            Some(other) => {
                self.wrong(field, &other, "write a list of objects");
                return Vec::new();
            }
        };
        let place = self.place(field);
        let open = |(at, node): (usize, Node<'a>)| {
            let own = if field == "items" { node.id() } else { None };
            let label = own.unwrap_or_else(|| (at + 1).to_string());
            Self::open(node, format!("{place}[{label}]"), self.faults)
        };
        nodes.into_iter().enumerate().map(open).collect()
    }

    /// An object of texts.
    pub(super) fn pairs(&mut self, field: &'static str) -> Vec<(Text<'a>, Text<'a>)> {
        let mut pairs = Vec::new();
        for (name, node) in self.entries_of(field) {
            match node {
                Node::Text(text) => pairs.push((name, text)),
                other => self.wrong(field, &other, "write a text in double quotes"),
            }
        }
        pairs
    }

    /// An object of lists of texts. `null` is an absence.
    pub(super) fn lists(&mut self, field: &'static str) -> Vec<(Text<'a>, Vec<Text<'a>>)> {
        let mut lists = Vec::new();
        for (name, node) in self.entries_of(field) {
            if matches!(node, Node::Null) {
                continue;
            }
            let path = format!("{field}.{name}");
            if let Some(list) = self.text_list(&path, node) {
                lists.push((name, list));
            }
        }
        lists
    }

    /// An object of property values. `null` is an absence.
    pub(super) fn given(&mut self, field: &'static str) -> Vec<(Text<'a>, Given<'a>)> {
        let mut values = Vec::new();
        for (name, node) in self.entries_of(field) {
            let given = match node {
                Node::Null => continue,
                Node::Text(text) => Given::Text(text),
                Node::Flag(flag) => Given::Flag(flag),
                Node::Number(number) => Given::Number(number),
                Node::List(nodes) => points(nodes),
                Node::Map(_) => Given::Other("an object"),
            };
            values.push((name, given));
        }
        values
    }

    fn entries_of(&mut self, field: &'static str) -> Vec<(Text<'a>, Node<'a>)> {
        match self.take(field) {
            None => Vec::new(),
            Some(Node::Map(entries)) => entries,
            Some(other) => {
                self.wrong(field, &other, "write an object `{…}`");
                Vec::new()
            }
        }
    }

    /// Fields that nobody asked for are unknown; `x_…` is carried along by whoever wrote it.
    pub(super) fn close(self) {
        for (name, _) in &self.entries {
            if name.starts_with("x_") || self.asked.contains(&name.as_ref()) {
                continue;
            }
            let hint = did_you_mean(name, self.asked.iter().copied());
            let hint = hint.unwrap_or_else(|| format!("known here: {}", self.asked.join(", ")));
            self.faults.add(self.place(name), "unknown field".to_owned(), hint);
        }
    }
}

fn points(nodes: Vec<Node<'_>>) -> Given<'_> {
    let mut points = Vec::with_capacity(nodes.len());
    for node in nodes {
        let Node::List(pair) = node else { return Given::Other("a list") };
        let mut pair = pair.into_iter();
        match (pair.next(), pair.next(), pair.next()) {
            (Some(Node::Text(range)), Some(Node::Text(payload)), None) => {
                points.push((range, payload));
            }
            _ => return Given::Other("a list of something other than pairs of quantities"),
        }
    }
    Given::Points(points)
}
