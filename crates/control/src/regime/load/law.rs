//! Second and third pass: paragraphs, then rules.

use crate::ident::{ArticleIdx, ListIdx, NodeIdx, ParagraphIdx, PropertyIdx, StateIdx};
use crate::period::Period;
use crate::problem::did_you_mean;
use crate::regime::entry::Entry;
use crate::regime::test_text::Scope;
use crate::regime::{
    Contradiction, DutyRule, Form, Gap, Line, Paragraph, PropertyKind, Rule, Setting, Status,
    Target, Test, Vocabulary, Wanted,
};

use super::{Loader, Parsed};

/// Ids of other paragraphs that a paragraph refers to, resolved when all are read.
struct Others {
    displaced_by: Vec<String>,
    counterparts: Vec<String>,
}

impl Loader {
    pub(super) fn paragraphs(&mut self, parsed: &Parsed<'_>) {
        let mut referring: Vec<(ParagraphIdx, Others)> = Vec::new();
        for (source, file) in parsed {
            let header = file.get_ref().get("list").and_then(|v| v.get_ref().as_str());
            let at = self.lists.iter().position(|list| Some(list.id.as_str()) == header);
            let Some(at) = at else { continue };
            let mut problems = Vec::new();
            for mut entry in super::tables(source, file, "paragraph", &mut problems) {
                let (paragraph, others) = self.paragraph(&mut entry, ListIdx::new(at));
                let position = ParagraphIdx::new(self.paragraphs.len());
                if self.outline.node(paragraph.node).paragraph.is_some() {
                    entry.fault(format!("paragraph `{}` is defined twice", paragraph.id));
                }
                self.outline.set_paragraph(paragraph.node, position);
                self.paragraphs.push(paragraph);
                referring.push((position, others));
                problems.extend(entry.finish());
            }
            self.problems.append(&mut problems);
        }
        self.inherit();
        for (at, others) in referring {
            let find = |ids: &[String]| -> Vec<ParagraphIdx> {
                let node = |id: &String| self.outline.node(self.outline.find(id)?).paragraph;
                ids.iter().filter_map(node).collect()
            };
            let (displaced_by, counterparts) =
                (find(&others.displaced_by), find(&others.counterparts));
            if let Some(paragraph) = self.paragraphs.get_mut(at.index()) {
                paragraph.displaced_by = displaced_by;
                paragraph.counterparts = counterparts;
            }
        }
    }

    fn paragraph(&mut self, entry: &mut Entry<'_>, list: ListIdx) -> (Paragraph, Others) {
        let list_row = self.lists.get(list.index());
        let list_id = list_row.map(|l| l.id.clone()).unwrap_or_default();
        let period = list_row.map_or(Period::ALWAYS, |l| l.period);
        let number = entry.required("id").to_owned();
        let id = format!("{list_id}:{number}");
        let node = self.outline.find(&id).unwrap_or(NodeIdx::new(0));
        let origin = self.origin(entry, period);
        let names = self.list_names();
        let scope = self.scope(&names, Some(&list_id));
        let form = entry.text("form").unwrap_or("goods");
        let form = Form::parse(form).unwrap_or_else(|| {
            entry.fault_at("form", format!("`{form}` is no form"), None);
            Form::Goods
        });
        let articles = articles(&scope, entry);
        let equipment = equipment(&scope, entry);
        if form == Form::Goods && !equipment.targets.is_empty() {
            entry.fault_at("for", "`for` is for software and technology", None);
        }
        if form != Form::Goods && !articles.is_empty() {
            entry.fault_at("article", "software and technology have `for`, not `article`", None);
        }
        let need = lines(&scope, entry, "need");
        let unless = lines(&scope, entry, "unless");
        let gap = entry.inner("gap").and_then(|mut inner| {
            let when = inner.required("when");
            let note = inner.required("note").to_owned();
            let line = scope.line(when);
            if let Err((what, _)) = &line {
                inner.fault(what.clone());
            }
            entry.absorb(inner);
            line.ok().map(|when| Gap { when, note })
        });
        let others = Others {
            displaced_by: numbers(&scope, entry, &list_id, "displaced_by"),
            counterparts: numbers(&scope, entry, &list_id, "counterpart"),
        };
        let within = within(&scope, entry);
        let limb = entry.flag("limb");
        let with_software = entry.flag("with_software");
        let general = entry.flag("general");
        if general && articles.is_empty() {
            entry.fault_at("general", "a heading without `article` has no general words", None);
        }
        let paragraph = Paragraph {
            id,
            limb,
            list,
            node,
            heading: entry.required("heading").to_owned(),
            category: entry.text("category").unwrap_or_default().to_owned(),
            form,
            with_software,
            articles,
            general,
            equipment,
            scope: activities(entry),
            need,
            unless,
            displaced_by: Vec::new(),
            within,
            counterparts: Vec::new(),
            gap,
            asks: Vec::new(),
            origin,
        };
        (paragraph, others)
    }

    /// Chapeau conditions and category of every ancestor, nearest last.
    fn inherit(&mut self) {
        let parents: Vec<Vec<usize>> = self
            .paragraphs
            .iter()
            .map(|paragraph| {
                let mut above = Vec::new();
                let mut at = self.outline.node(paragraph.node).parent;
                while let Some(node) = at {
                    above.extend(self.outline.node(node).paragraph.map(ParagraphIdx::index));
                    at = self.outline.node(node).parent;
                }
                above
            })
            .collect();
        let own: Vec<(Vec<Line>, Vec<Line>, String)> = self
            .paragraphs
            .iter()
            .map(|p| (p.need.clone(), p.unless.clone(), p.category.clone()))
            .collect();
        for (paragraph, above) in self.paragraphs.iter_mut().zip(parents) {
            for (need, unless, category) in above.iter().filter_map(|at| own.get(*at)) {
                paragraph.need.splice(0..0, need.iter().cloned());
                paragraph.unless.splice(0..0, unless.iter().cloned());
                if paragraph.category.is_empty() {
                    paragraph.category.clone_from(category);
                }
            }
        }
    }

    pub(super) fn rules(&mut self, parsed: &Parsed<'_>) {
        self.each(parsed, "rule", |loader, entry| {
            let origin = loader.origin(entry, Period::ALWAYS);
            let names = loader.list_names();
            let scope = loader.scope(&names, None);
            let status = entry.text("status").and_then(|word| {
                let status = Status::parse(word);
                if status.is_none() {
                    entry.fault_at("status", format!("`{word}` is no status"), None);
                }
                status
            });
            let when = lines(&scope, entry, "when");
            let by_state = when.iter().any(speaks_of_recipient);
            let rule = Rule {
                id: entry.required("id").to_owned(),
                part: entry.text("part").unwrap_or_default().to_owned(),
                heading: entry.required("heading").to_owned(),
                status,
                by_state,
                unless: lines(&scope, entry, "unless"),
                argued: lines(&scope, entry, "argued"),
                judgement: entry.text("judgement").unwrap_or_default().to_owned(),
                duties: duties(entry),
                connected: entry.flag("connected"),
                setting: setting(entry),
                inference: entry.text("label") == Some("inference"),
                when,
                origin,
            };
            if rule.when.is_empty() {
                entry.fault("a rule needs `when`; write `always` if it has no condition");
            }
            loader.rules.push(rule);
        });
    }
}

fn lines(scope: &Scope<'_>, entry: &mut Entry<'_>, key: &'static str) -> Vec<Line> {
    let mut lines = Vec::new();
    for text in entry.texts(key) {
        match scope.line(text) {
            Ok(line) => lines.push(line),
            Err((what, hint)) => entry.fault_at(key, format!("in `{text}`: {what}"), hint),
        }
    }
    lines
}

fn articles(scope: &Scope<'_>, entry: &mut Entry<'_>) -> Vec<ArticleIdx> {
    let mut articles = Vec::new();
    for id in entry.texts("article") {
        match scope.vocabulary.find_article(id) {
            Some(article) => articles.push(article),
            None => {
                let known = scope.vocabulary.articles().iter().map(|a| a.id.as_str());
                let hint = did_you_mean(id, known);
                entry.fault_at("article", format!("`{id}` is no article"), hint);
            }
        }
    }
    articles
}

fn equipment(scope: &Scope<'_>, entry: &mut Entry<'_>) -> Wanted {
    let mut targets = Vec::new();
    for name in entry.texts("for") {
        match scope.target(name) {
            Ok(target) => targets.push(target),
            Err((what, hint)) => entry.fault_at("for", what, hint),
        }
    }
    Wanted::of(targets)
}

/// The systems that `within` names.
fn within(scope: &Scope<'_>, entry: &mut Entry<'_>) -> Vec<NodeIdx> {
    let mut systems = Vec::new();
    for name in entry.texts("within") {
        match scope.target(name) {
            Ok(Target::Node(node)) => systems.push(node),
            Ok(Target::Article(_)) => {
                entry.fault_at("within", format!("`{name}` is an article, not a paragraph"), None);
            }
            Err((what, hint)) => entry.fault_at("within", what, hint),
        }
    }
    systems
}

/// Numbers of the same list that a key names.
fn numbers(scope: &Scope<'_>, entry: &mut Entry<'_>, list: &str, key: &'static str) -> Vec<String> {
    let ids: Vec<String> = entry.texts(key).into_iter().map(|n| format!("{list}:{n}")).collect();
    if let Some(bad) = ids.iter().find(|id| scope.outline.find(id).is_none()) {
        entry.fault_at(key, format!("`{bad}` is no paragraph"), None);
    }
    ids
}

fn activities(entry: &mut Entry<'_>) -> Vec<String> {
    let mut activities = Vec::new();
    for word in entry.texts("scope") {
        if crate::word::ACTIVITIES.contains(&word) {
            activities.push(word.to_owned());
        } else {
            let hint = did_you_mean(word, crate::word::ACTIVITIES.iter().copied());
            entry.fault_at("scope", format!("`{word}` is no activity"), hint);
        }
    }
    activities
}

fn duties(entry: &mut Entry<'_>) -> Vec<DutyRule> {
    let read = |text: &str| DutyRule {
        code: text.trim_end_matches('?').to_owned(),
        where_possible: text.ends_with('?'),
    };
    let texts = entry.texts("duties");
    for duty in &texts {
        let (kind, of) = duty.split_once(':').unwrap_or((duty, ""));
        let known = match kind {
            "obtain" => crate::word::ASSURANCES.contains(&of.trim_end_matches('?')),
            "consult" | "notify" | "report" => !of.is_empty(),
            "inform_authority" | "engineering_assessment" | "verify_delivery" => true,
            _ => false,
        };
        if !known {
            entry.fault_at("duties", format!("`{duty}` is no duty"), None);
        }
    }
    texts.into_iter().map(read).collect()
}

fn setting(entry: &mut Entry<'_>) -> Option<Setting> {
    let text = entry.text("setting")?;
    let name = text.strip_prefix("not ").unwrap_or(text);
    Some(Setting { name: name.to_owned(), value: name == text })
}

impl Loader {
    pub(super) fn contradictions(&mut self, parsed: &Parsed<'_>) {
        self.each(parsed, "contradiction", |loader, entry| {
            let origin = loader.origin(entry, Period::ALWAYS);
            let names = loader.list_names();
            let scope = loader.scope(&names, None);
            let name = entry.required("property");
            let property = scope.vocabulary.find_property(name);
            let kind = property.map(|at| scope.vocabulary.property(at));
            let words: Vec<String> = entry.texts("words").into_iter().map(str::to_owned).collect();
            let known = |word: &String| match kind.filter(|own| own.claim).map(|own| &own.kind) {
                Some(PropertyKind::Word(all)) => all.contains(word),
                _ => false,
            };
            if words.is_empty() || !words.iter().all(known) {
                entry.fault_at("words", format!("these are no claims of `{name}`"), None);
            }
            let line = entry.required("when");
            match (scope.line(line), property) {
                (Ok(when), Some(property)) => {
                    let own = Contradiction { property, words, when, origin };
                    loader.contradictions.push(own);
                }
                (Err((what, hint)), _) => {
                    entry.fault_at("when", format!("in `{line}`: {what}"), hint);
                }
                (Ok(_), None) => {
                    entry.fault_at("property", format!("`{name}` is no property"), None);
                }
            }
        });
    }

    /// Which properties each paragraph asks for; returns those that some rule asks for.
    pub(super) fn asks(&mut self) -> Vec<PropertyIdx> {
        let words = &self.vocabulary;
        let sorted = |lines: &mut dyn Iterator<Item = &Line>| {
            let clauses = lines.flat_map(|line| line.alternatives.iter().flatten());
            let mut all = Vec::new();
            clauses.for_each(|clause| asked(words, &clause.test, &mut all));
            all.sort_unstable();
            all.dedup();
            all
        };
        for paragraph in &mut self.paragraphs {
            let gap = paragraph.gap.as_ref().map(|gap| &gap.when);
            let mut lines = paragraph.need.iter().chain(&paragraph.unless).chain(gap);
            paragraph.asks = sorted(&mut lines);
        }
        let rules = self.rules.iter();
        sorted(&mut rules.flat_map(|rule| rule.when.iter().chain(&rule.unless).chain(&rule.argued)))
    }

    /// States that a rule names, whatever the day.
    pub(super) fn measured(&self) -> Vec<StateIdx> {
        fn named(test: &Test) -> Option<StateIdx> {
            match test {
                Test::Recipient(state) | Test::ShippedFrom(state) => Some(*state),
                Test::Not(inner) => named(inner),
                _ => None,
            }
        }
        let lines = self.rules.iter().flat_map(|rule| &rule.when);
        let clauses = lines.flat_map(|line| line.alternatives.iter().flatten());
        let mut states: Vec<StateIdx> = clauses.filter_map(|clause| named(&clause.test)).collect();
        states.sort_unstable();
        states.dedup();
        states
    }
}

/// The properties that a test looks at; what range, payload and accuracy rest on is many.
fn asked(words: &Vocabulary, test: &Test, all: &mut Vec<PropertyIdx>) {
    let mut named = |names: &[&str]| {
        all.extend(names.iter().filter_map(|name| words.find_property(name)));
    };
    match test {
        Test::Compare { property, .. }
        | Test::Within { property, .. }
        | Test::Word { property, .. }
        | Test::Flag(property) => all.push(*property),
        Test::Reach { .. } => {
            named(&["range", "payload", "envelope", "usable_fuel", "takeoff_mass", "empty_mass"]);
        }
        Test::Accuracy(_) => named(&["system_accuracy", "cep", "range"]),
        Test::Not(inner) => asked(words, inner, all),
        _ => {}
    }
}

/// Whether a line names the recipient state, so that the rule is asked state by state.
fn speaks_of_recipient(line: &Line) -> bool {
    line.alternatives.iter().flatten().any(|clause| test_speaks_of_recipient(&clause.test))
}

fn test_speaks_of_recipient(test: &Test) -> bool {
    match test {
        Test::Recipient(_) => true,
        Test::Membership { whose, .. } => *whose == crate::regime::Whose::Recipient,
        Test::Not(inner) => test_speaks_of_recipient(inner),
        _ => false,
    }
}
