//! XML as a stream of entries: each wanted element arrives as a small tree, one after the other.
//!
//! The whole document is checked on the way: it must be well formed, have the expected root and
//! end after it. Namespaces are not compared, because publishers change theirs without notice;
//! the root element and the entries decide.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::fault::Refusal;
use super::text::decode;
use super::{SourceFile, limits};

/// An element with what it holds. Absent attributes, children and texts read as empty.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Node>,
    /// Line of the start tag.
    pub(crate) line: u64,
}

impl Node {
    pub(crate) fn attribute(&self, name: &str) -> &str {
        self.attributes.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub(crate) fn children<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Node> {
        self.children.iter().filter(move |child| child.name == name)
    }

    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    /// Every child, whatever its name.
    pub(crate) fn every(&self) -> &[Node] {
        &self.children
    }

    /// The grandchildren `inner` of every child `outer`, as in `<names><name/></names>`.
    pub(crate) fn nested<'a>(
        &'a self,
        outer: &'a str,
        inner: &'a str,
    ) -> impl Iterator<Item = &'a Node> {
        self.children(outer).flat_map(move |child| child.children(inner))
    }

    /// The element's own text, trimmed.
    pub(crate) fn own(&self) -> &str {
        self.text.trim()
    }

    /// The text of the first child of that name.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.child(name).map_or("", Node::own)
    }
}

/// Reads a document and hands over every element whose name is in `wanted`, outermost first found.
/// Returns the root element without its children, for the dates that stand there.
pub(crate) fn walk(
    file: &SourceFile<'_>,
    root: &str,
    wanted: &[&str],
    mut on: impl FnMut(Node) -> Result<(), Refusal>,
) -> Result<Node, Refusal> {
    let text = decode(file)?;
    let mut walk = Walk::new(file.name, &text, root, wanted);
    let mut reader = Reader::from_str(&text);
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return Err(walk.refuse(offset(&reader), &error.to_string())),
        };
        let at = offset(&reader);
        match event {
            Event::Start(start) => walk.open(&start, at)?,
            Event::Empty(start) => {
                walk.open(&start, at)?;
                if let Some(node) = walk.close() {
                    on(node)?;
                }
            }
            Event::End(_) => {
                if let Some(node) = walk.close() {
                    on(node)?;
                }
            }
            Event::Text(text) => {
                let text = text.xml_content(quick_xml::XmlVersion::Explicit1_0);
                walk.write(&text, at)?;
            }
            Event::CData(data) => {
                let text = data.xml_content(quick_xml::XmlVersion::Explicit1_0);
                walk.write(&text, at)?;
            }
            Event::GeneralRef(reference) => {
                let text = resolve(&reference)
                    .ok_or_else(|| walk.refuse(at, "a character reference without meaning"))?;
                walk.write(&text, at)?;
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            Event::Eof => return walk.end(),
        }
    }
}

fn offset(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The name of the root element, or nothing if the text does not begin like XML.
pub(crate) fn root_name(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text);
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) | Event::Empty(start) => return Some(local(&start)),
            Event::Text(text) if text.xml10_content().trim().is_empty() => {}
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            _ => return None,
        }
    }
}

fn local(start: &BytesStart<'_>) -> String {
    start.local_name().as_ref().to_owned()
}

fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return Some(character.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(reference).map(str::to_owned)
}

/// The state between two events.
struct Walk<'a> {
    file: &'a str,
    source: &'a str,
    root_name: &'a str,
    wanted: &'a [&'a str],
    root: Option<Node>,
    depth: usize,
    /// The open elements of the entry being read, outermost first.
    open: Vec<Node>,
    nodes: usize,
    counted_to: usize,
    line: u64,
}

impl<'a> Walk<'a> {
    fn new(file: &'a str, source: &'a str, root_name: &'a str, wanted: &'a [&'a str]) -> Self {
        Self {
            file,
            source,
            root_name,
            wanted,
            root: None,
            depth: 0,
            open: Vec::new(),
            nodes: 0,
            counted_to: 0,
            line: 1,
        }
    }

    /// The line at a byte offset; offsets come in ascending order.
    fn line_at(&mut self, offset: usize) -> u64 {
        let offset = offset.min(self.source.len());
        if let Some(passed) = self.source.as_bytes().get(self.counted_to..offset) {
            let lines = passed.iter().filter(|byte| **byte == b'\n').count();
            self.line = self.line.saturating_add(u64::try_from(lines).unwrap_or(0));
            self.counted_to = offset;
        }
        self.line
    }

    /// A syntax error at the very end is a cut download; anywhere else the file is malformed.
    fn refuse(&mut self, offset: usize, reason: &str) -> Refusal {
        let line = Some(self.line_at(offset));
        let rest = self.source.get(offset.min(self.source.len())..).unwrap_or_default();
        if rest.trim().is_empty() && self.depth > 0 {
            return Refusal::truncated(
                self.file,
                line,
                format!("ends inside an element: {reason}"),
            );
        }
        Refusal::malformed(self.file, line, format!("not well-formed XML: {reason}"))
    }

    fn open(&mut self, start: &BytesStart<'_>, at: usize) -> Result<(), Refusal> {
        let mut node = Node { name: local(start), line: self.line_at(at), ..Node::default() };
        self.depth = self.depth.saturating_add(1);
        if self.depth > limits::XML_DEPTH_MAX {
            let reason = format!("elements are nested more than {} deep", limits::XML_DEPTH_MAX);
            return Err(Refusal::too_large(self.file, Some(node.line), reason));
        }
        if self.root.is_some() && self.depth == 1 {
            let reason = "there is a second root element";
            return Err(Refusal::malformed(self.file, Some(node.line), reason));
        }
        let inside = !self.open.is_empty();
        let is_root = self.root.is_none();
        let is_wanted = !is_root && !inside && self.wanted.contains(&node.name.as_str());
        if !(inside || is_wanted || is_root) {
            return Ok(());
        }
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.refuse(at, &error.to_string()))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Explicit1_0)
                .map_err(|error| self.refuse(at, &error.to_string()))?;
            let key = attribute.key.local_name().as_ref().to_owned();
            node.attributes.push((key, value.into_owned()));
        }
        if is_root {
            if node.name != self.root_name {
                let reason = format!(
                    "the root element is `{}`, not `{}`",
                    super::text::shorten(&node.name, 60),
                    self.root_name
                );
                return Err(Refusal::wrong_kind(self.file, reason));
            }
            self.root = Some(node);
            return Ok(());
        }
        self.nodes = if inside { self.nodes.saturating_add(1) } else { 1 };
        if self.nodes > limits::XML_ENTRY_NODES_MAX {
            let reason = format!("an entry has over {} elements", limits::XML_ENTRY_NODES_MAX);
            return Err(Refusal::too_large(self.file, Some(node.line), reason));
        }
        self.open.push(node);
        Ok(())
    }

    /// The finished entry, if the element that closes is one.
    fn close(&mut self) -> Option<Node> {
        self.depth = self.depth.saturating_sub(1);
        let node = self.open.pop()?;
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(node);
                None
            }
            None => Some(node),
        }
    }

    fn write(&mut self, text: &str, at: usize) -> Result<(), Refusal> {
        if let Some(node) = self.open.last_mut() {
            node.text.push_str(text);
        } else if self.depth == 0 && !text.trim().is_empty() {
            return Err(self.refuse(at, "text outside the root element"));
        }
        Ok(())
    }

    fn end(mut self) -> Result<Node, Refusal> {
        if self.depth > 0 {
            let line = Some(self.line_at(self.source.len()));
            return Err(Refusal::truncated(self.file, line, "ends before its root element closes"));
        }
        self.root.ok_or_else(|| Refusal::wrong_kind(self.file, "holds no XML element"))
    }
}
