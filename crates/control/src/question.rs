//! What is still unknown and would change the answer: the open leaves of the rules between floor and
//! ceiling, each asked once, with the value at which the answer flips.

use std::collections::BTreeMap;

use crate::case::{Case, Origin};
use crate::classify;
use crate::determine::Determination;
use crate::evaluate::{self, Asking};
use crate::evidence::ScreeningState;
use crate::ident::PropertyIdx;
use crate::party;
use crate::regime::{
    Clause, Kinship, Line, Paragraph, PropertyKind, Rule, Target, Test, Wanted, Whose,
};
use crate::relation;
use crate::transfer::{Item, Stated};
use crate::truth::Truth;

/// One question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The field that would answer it.
    pub ask: String,
    /// The question in words.
    pub text: String,
    /// Paragraphs and rules that hang on it.
    pub decides: Vec<String>,
    /// Values at which something flips.
    pub flips_at: Vec<String>,
}

/// All questions, those that decide most first, then by field.
#[must_use]
pub fn questions(case: &Case<'_>, determination: &Determination) -> Vec<Question> {
    let mut sink = Sink { case, found: BTreeMap::new() };
    for outcome in &determination.outcomes {
        let rule = case.regime.rule(outcome.rule);
        let matters = rule.status.is_some_and(|status| status > determination.floor);
        if outcome.truth != Truth::Unknown || !matters {
            continue;
        }
        for ground in &outcome.grounds {
            let Some(item) = case.transfer.items.get(ground.item) else { continue };
            let Some(classified) = determination.classified.get(ground.item) else { continue };
            let asking = Asking { item, classified, recipient: ground.recipient };
            sink.rule(rule, &asking, ground.conditions);
        }
    }
    let mut questions = sink.finish();
    questions.sort_by(|a, b| b.decides.len().cmp(&a.decides.len()).then(a.ask.cmp(&b.ask)));
    questions
}

struct Sink<'a> {
    case: &'a Case<'a>,
    found: BTreeMap<String, Question>,
}

impl Sink<'_> {
    /// The questions. Where words decide, the question names them as people say them.
    fn finish(self) -> Vec<Question> {
        let words = &self.case.regime.vocabulary;
        let is_word = |ask: &str| {
            let name = ask.rsplit_once(".properties.").map(|(_, name)| name);
            let property = name.and_then(|name| words.find_property(name));
            property.is_some_and(|at| matches!(words.property(at).kind, PropertyKind::Word(_)))
        };
        let mut questions: Vec<Question> = self.found.into_values().collect();
        for question in questions.iter_mut().filter(|question| is_word(&question.ask)) {
            let mut named: Vec<String> = Vec::new();
            let lists = question.flips_at.iter().filter_map(|flip| flip.strip_prefix("is "));
            for word in lists.flat_map(|list| list.split(", ")) {
                let word = word.replace('_', " ");
                if !named.contains(&word) {
                    named.push(word);
                }
            }
            if !named.is_empty() {
                question.text = format!("{}: is it {}?", question.text, named.join(", or "));
            }
        }
        questions
    }

    fn ask(&mut self, ask: String, text: String, decides: &str, flips_at: Option<String>) {
        let entry = self.found.entry(ask.clone()).or_insert_with(|| Question {
            ask,
            text,
            decides: Vec::new(),
            flips_at: Vec::new(),
        });
        if !entry.decides.iter().any(|known| known == decides) {
            entry.decides.push(decides.to_owned());
        }
        if let Some(value) = flips_at.filter(|value| !entry.flips_at.contains(value)) {
            entry.flips_at.push(value);
        }
    }

    fn rule(&mut self, rule: &Rule, asking: &Asking<'_>, conditions: Truth) {
        for line in &rule.when {
            self.line(asking, line, &rule.id);
        }
        for line in rule.unless.iter().chain(&rule.argued) {
            if evaluate::condition_line(self.case, asking, line) == Truth::True {
                let text = format!("does the exit that is claimed hold? ({})", rule.heading);
                self.ask(format!("judgement:{}", rule.id), text, &rule.id, None);
            }
            self.line(asking, line, &rule.id);
        }
        if let Some(recipient) = asking.recipient.filter(|r| r.loose) {
            let (field, what) = match recipient.origin {
                Origin::Route(at) => (format!("route[{}]", at + 1), "more than passage"),
                Origin::Party(at) => (format!("parties[{}].country", at + 1), "an end use there"),
                Origin::Location => ("end_use.location".to_owned(), "an end use there"),
                Origin::From => ("from".to_owned(), "an end use there"),
                Origin::Destination | Origin::NoEndUser => {
                    ("destination".to_owned(), "an end use there")
                }
            };
            let state = recipient.state.map_or("?", |s| self.case.regime.country(s).code.as_str());
            let text = format!("{state}: is there {what}?");
            self.ask(field, text, &rule.id, None);
        }
        if conditions == Truth::True && !rule.judgement.is_empty() {
            self.ask(format!("judgement:{}", rule.id), rule.judgement.clone(), &rule.id, None);
        }
    }

    fn line(&mut self, asking: &Asking<'_>, line: &Line, decides: &str) {
        if evaluate::condition_line(self.case, asking, line) != Truth::Unknown {
            return;
        }
        for alternative in &line.alternatives {
            let truth = |c: &Clause| evaluate::condition(self.case, asking, &c.test);
            if Truth::all(alternative.iter().map(truth)) != Truth::Unknown {
                continue;
            }
            for clause in alternative {
                if evaluate::condition(self.case, asking, &clause.test) == Truth::Unknown {
                    self.clause(asking, clause, &clause.test, decides);
                }
            }
        }
    }

    fn clause(&mut self, asking: &Asking<'_>, clause: &Clause, test: &Test, decides: &str) {
        let item = asking.item;
        let field = |name: &str| format!("items[{}].{name}", item.id);
        match test {
            Test::Not(inner) => self.clause(asking, clause, inner, decides),
            Test::Listed(_) => self.listed(asking, test),
            Test::Compare { property, .. } | Test::Within { property, .. } => {
                let name = &self.case.regime.vocabulary.property(*property).id;
                let limit = clause.text.strip_prefix(name.as_str()).map(|t| t.trim().to_owned());
                self.property(item, *property, decides, limit);
            }
            Test::Word { property, .. }
                if evaluate::contradicted(self.case, item, *property).is_some() =>
            {
                let text = "the facts contradict the exit that is claimed: does it hold?";
                self.ask(format!("judgement:{decides}"), text.to_owned(), decides, None);
            }
            Test::Word { property, .. } | Test::Flag(property) => {
                let name = &self.case.regime.vocabulary.property(*property).id;
                let rest = clause.text.strip_prefix(name.as_str()).map(str::trim);
                let limit = rest.filter(|t| !t.is_empty()).unwrap_or("true").to_owned();
                self.property(item, *property, decides, Some(limit));
            }
            Test::Reach { .. } => self.reach(item, test, decides),
            Test::Accuracy(_) => {
                if let Some(at) = self.case.regime.vocabulary.find_property("system_accuracy") {
                    self.property(item, at, decides, Some("<= 3.33 %".to_owned()));
                }
            }
            Test::Article(_) => {
                self.ask(field("article"), "what is it?".to_owned(), decides, None);
            }
            Test::Related { kinship, wanted } => {
                let flips = Some((*kinship, clause.text.as_str()));
                self.relations(item, wanted, decides, flips);
            }
            Test::Names(wanted) => self.purpose(item, wanted, decides),
            _ => self.transfer(asking, test, decides),
        }
    }

    fn transfer(&mut self, asking: &Asking<'_>, test: &Test, decides: &str) {
        let item = asking.item;
        let nobody = asking.recipient.is_some_and(|r| r.origin == Origin::NoEndUser);
        let of_recipient =
            matches!(test, Test::Recipient(_) | Test::Membership { whose: Whose::Recipient, .. });
        if nobody && of_recipient {
            return self.end_user(decides);
        }
        let (ask, text) = match test {
            Test::Awareness(_) => (
                "end_use.awareness".to_owned(),
                "what is known of the end use? `none` means asked, and nothing known",
            ),
            Test::Programme(_) => {
                ("end_use.programme".to_owned(), "which programme does the end use serve?")
            }
            Test::Safeguarded => {
                ("end_use.safeguarded".to_owned(), "is the facility under IAEA safeguards?")
            }
            Test::Chapter(_) => (format!("items[{}].hs.code", item.id), "which customs code?"),
            Test::ShippedFrom(_) => ("from".to_owned(), "from which state are the goods shipped?"),
            Test::Recipient(_) => (self.state_field(asking), "which state?"),
            Test::Membership { whose: Whose::Exporter, .. } => {
                ("from".to_owned(), "the exporting state, or its standing on that day")
            }
            Test::Membership { .. } => {
                (self.state_field(asking), "the state's standing on that day is not on record")
            }
            Test::PartyListed(list) => return self.parties(list, decides),
            _ => return,
        };
        self.ask(ask, text.to_owned(), decides, None);
    }

    fn state_field(&self, asking: &Asking<'_>) -> String {
        match asking.recipient.map(|r| r.origin) {
            Some(Origin::Party(at)) => format!("parties[{}].country", at + 1),
            Some(Origin::Route(at)) => format!("route[{}]", at + 1),
            Some(Origin::Location) => "end_use.location".to_owned(),
            Some(Origin::From) => "from".to_owned(),
            Some(Origin::NoEndUser) => "parties.end_user".to_owned(),
            Some(Origin::Destination) | None => "destination".to_owned(),
        }
    }

    fn parties(&mut self, list: &str, decides: &str) {
        let as_of = self.case.transfer.as_of;
        let parties = self.case.evidence.parties.iter().zip(&self.case.transfer.parties);
        for (at, (screened, party)) in parties.enumerate() {
            let place = format!("parties[{}]", at + 1);
            let own = screened.hits.iter().filter(|h| h.authority == list);
            let open: Vec<_> = own.filter(|h| party::hit(h, as_of) == Truth::Unknown).collect();
            if !open.is_empty() {
                let mut who: Vec<String> = Vec::new();
                for hit in open {
                    let one = hit.via.as_deref().map_or_else(
                        || format!("{} `{}`", party.role, party.name),
                        |via| format!("{via}, behind {} `{}`,", party.role, party.name),
                    );
                    if !who.contains(&one) {
                        who.push(one);
                    }
                }
                let text = format!("is {} the listed party?", who.join(" or "));
                self.ask(format!("judgement:review_hit:{place}"), text, decides, None);
            }
            if let ScreeningState::NotDone(_) = &screened.state {
                let text = format!("{} `{}` is not fully screened", party.role, party.name);
                self.ask(format!("screening.{place}"), text, decides, None);
            }
        }
        if !self.case.transfer.parties.iter().any(|p| p.role == "end_user") {
            self.end_user(decides);
        }
    }

    fn end_user(&mut self, decides: &str) {
        let text = "who is the end user, and in which state? nobody named cannot be screened";
        self.ask("parties.end_user".to_owned(), text.to_owned(), decides, None);
    }

    fn property(&mut self, item: &Item, at: PropertyIdx, decides: &str, flips: Option<String>) {
        let property = self.case.regime.vocabulary.property(at);
        let ask = format!("items[{}].properties.{}", item.id, property.id);
        self.ask(ask, property.meaning.clone(), decides, flips);
    }

    fn reach(&mut self, item: &Item, test: &Test, decides: &str) {
        let Some(reached) = evaluate::reached(self.case, item, test) else { return };
        let Some(ask) = reached.ask else {
            let text = format!("{}: which of them holds?", reached.how);
            return self.ask(format!("judgement:{decides}"), text, decides, None);
        };
        let flips = reached.flips_at.map(|fuel| format!(">= {fuel:.1} kg"));
        self.property(item, ask, decides, flips);
    }

    /// Opens up the paragraphs that an item may be in.
    fn listed(&mut self, asking: &Asking<'_>, test: &Test) {
        let Test::Listed(set) = test else { return };
        let item = asking.item;
        if asking.classified.unclassified {
            let text = "what is it? an article of the vocabulary, or `other_item`".to_owned();
            self.ask(format!("items[{}].article", item.id), text, "classification", None);
        }
        for list in evaluate::closed(self.case, set) {
            let text = format!("no edition of {} is in force on the day: what held then?", list.id);
            self.ask(format!("judgement:{}", list.id), text, &list.id, None);
        }
        for matched in asking.classified.matches.iter().filter(|m| set.has(m.paragraph)) {
            if matched.truth != Truth::Unknown {
                continue;
            }
            let paragraph = self.case.regime.paragraph(matched.paragraph);
            let id = paragraph.id.as_str();
            if matched.gap {
                let note = paragraph.gap.as_ref().map(|gap| gap.note.clone()).unwrap_or_default();
                self.ask(format!("judgement:{id}"), note, id, None);
            }
            if classify::covers(self.case.regime, paragraph, item) == Truth::Unknown {
                self.coverage(item, paragraph);
            }
            let gap = paragraph.gap.as_ref().map(|gap| &gap.when);
            for line in paragraph.need.iter().chain(&paragraph.unless).chain(gap) {
                if evaluate::line(self.case, item, line) == Truth::Unknown {
                    self.line(asking, line, id);
                }
            }
        }
    }

    fn coverage(&mut self, item: &Item, paragraph: &Paragraph) {
        let decides = paragraph.id.as_str();
        if item.form == crate::regime::Form::Goods {
            let text = if item.suggested.is_empty() {
                "what is it? an article of the vocabulary, or `other_item`".to_owned()
            } else {
                let words = &self.case.regime.vocabulary;
                let named = item.suggested.iter().map(|at| words.article(*at).id.as_str());
                let named: Vec<&str> = named.collect();
                let hint = "state the article, or name it in the relation that says why";
                format!("is it what description or codes suggest ({})? {hint}", named.join(", "))
            };
            self.ask(format!("items[{}].article", item.id), text, decides, None);
            return;
        }
        if classify::serves(paragraph, item) == Truth::Unknown {
            let text = match item.scope {
                Stated::NotStated => "for which activity: development, production, use …?",
                Stated::Value(_) => {
                    "is the integration of the design (`development`) or of the product (`production`)?"
                }
            };
            let text = text.to_owned();
            self.ask(format!("items[{}].scope", item.id), text, decides, None);
        }
        self.purpose(item, &paragraph.equipment, decides);
    }

    fn purpose(&mut self, item: &Item, wanted: &Wanted, decides: &str) {
        if relation::names(self.case.regime, item, wanted) == Truth::Unknown {
            self.relations(item, wanted, decides, None);
        }
    }

    /// Asks for the first relation, and for those that name something too wide to tell: another
    /// relation would not narrow what they say. Of purposes (no `test`), one is enough.
    fn relations(
        &mut self,
        item: &Item,
        wanted: &Wanted,
        decides: &str,
        test: Option<(Kinship, &str)>,
    ) {
        let regime = self.case.regime;
        let asked = test.map(|(kinship, _)| kinship);
        let ladder = asked.unwrap_or(Kinship::UsableIn).or_stronger();
        let wide = |kinship: &&Kinship| {
            let named = item.relation(**kinship).value();
            let truth = named.map(|n| relation::any_named(regime, asked, n, wanted));
            truth == Some(Truth::Unknown)
        };
        let wide: Vec<Kinship> = ladder.iter().filter(wide).copied().collect();
        let asks_first = |first: &&Kinship| {
            wide.is_empty() || asked.is_some() && !item.relation(**first).is_stated()
        };
        let first = ladder.first().filter(asks_first);
        for kinship in first.into_iter().chain(wide.iter().filter(|own| Some(*own) != first)) {
            let ask = format!("items[{}].relations.{}", item.id, kinship.word());
            let text = if wide.contains(kinship) {
                let word = kinship.word();
                format!("{word}: which paragraph exactly, or which subsystem of the system named?")
            } else if test.is_some() {
                relation_text(kinship.word())
            } else if relation::is_contradicted_by_hints(item) || relation::is_belied(item) {
                "description or codes suggest listed equipment: for which is it? `other_item` says: \
                 for nothing on the lists"
                    .to_owned()
            } else {
                "for which equipment (paragraphs or articles)?".to_owned()
            };
            self.ask(ask, text, decides, test.map(|(_, text)| text.to_owned()));
        }
        let any_use = asked.is_none_or(|kinship| kinship == Kinship::UsableIn);
        if any_use && item.relation(Kinship::UsableIn).is_stated() {
            self.beside(item, wanted, decides);
        }
    }

    /// Asks for what is no purpose relation and may speak of a purpose all the same.
    fn beside(&mut self, item: &Item, wanted: &Wanted, decides: &str) {
        let regime = self.case.regime;
        let open = |named: &[Target]| relation::any_named(regime, None, named, wanted).is_open();
        for kinship in relation::beside(item) {
            if item.relation(kinship).value().is_some_and(|named| open(named)) {
                let word = kinship.word();
                let text = format!(
                    "{word}: what it names may be what the item is for, and no purpose relation says so"
                );
                self.ask(format!("items[{}].relations.{word}", item.id), text, decides, None);
            }
        }
        let article = relation::article_served(regime, item).map(Target::Article);
        if article.is_some_and(|own| open(&[own])) {
            let text = "for which equipment is it? name it in a relation; the article `other_item` \
                        says: not for what the article names";
            self.ask(format!("items[{}].article", item.id), text.to_owned(), decides, None);
        }
    }
}

fn relation_text(word: &str) -> String {
    match word {
        "contains" => "does it contain a listed item? an empty list says none".to_owned(),
        "part_of" => {
            "of what is it a part? an empty list states that it is part of none".to_owned()
        }
        _ => format!("{}: for what? an empty list states: for none", word.replace('_', " ")),
    }
}

/// What is missing to classify the items, whatever rules make of it.
#[must_use]
pub fn of_items(case: &Case<'_>, determination: &Determination) -> Vec<Question> {
    let mut sink = Sink { case, found: BTreeMap::new() };
    let everything = crate::regime::ParagraphSet(vec![true; case.regime.paragraphs.len()]);
    let test = Test::Listed(everything);
    for (item, classified) in case.transfer.items.iter().zip(&determination.classified) {
        sink.listed(&Asking { item, classified, recipient: None }, &test);
    }
    sink.finish()
}
