//! The tests as people write them in the pack, to [`Test`]. A closed vocabulary, no brackets:
//! ` or ` between alternatives, ` and ` within one.

use crate::exact::Exact;
use crate::ident::{ListIdx, ParagraphIdx, PropertyIdx};
use crate::problem::did_you_mean;
use crate::quantity::{Expected, Relation, read};
use crate::regime::{
    Clause, Country, Form, Kinship, Line, Outline, Paragraph, ParagraphSet, PropertyKind, Target,
    Test, Treaty, Vocabulary, Wanted, Whose,
};
use crate::unit::Unit;

/// A fault in a test: what, and a hint.
pub type Fault = (String, Option<String>);

/// What the words of a test can refer to.
#[derive(Debug)]
pub struct Scope<'a> {
    /// Articles and properties.
    pub vocabulary: &'a Vocabulary,
    /// Numbers of all lists.
    pub outline: &'a Outline,
    /// Names of the lists.
    pub lists: &'a [(String, ListIdx)],
    /// States, sorted by code.
    pub countries: &'a [Country],
    /// All paragraphs, for sets; empty while paragraphs are still being read.
    pub paragraphs: &'a [Paragraph],
    /// The list whose numbers need no prefix; none in rules.
    pub own_list: Option<&'a str>,
}

impl Scope<'_> {
    /// Reads a line.
    ///
    /// # Errors
    /// The first thing in it that is not of the closed vocabulary.
    pub fn line(&self, text: &str) -> Result<Line, Fault> {
        let mut alternatives = Vec::new();
        for alternative in text.split(" or ") {
            let clause = |text: &str| {
                Ok(Clause { test: self.test(text.trim())?, text: text.trim().to_owned() })
            };
            let clauses: Result<Vec<Clause>, Fault> =
                alternative.split(" and ").map(clause).collect();
            alternatives.push(clauses?);
        }
        Ok(Line { alternatives })
    }

    fn test(&self, text: &str) -> Result<Test, Fault> {
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        let rest = rest.trim();
        if let Some(kinship) = Kinship::parse(word) {
            return Ok(Test::Related { kinship, wanted: Wanted::of(self.targets(rest)?) });
        }
        match word {
            "not" => Ok(Test::Not(Box::new(self.test(rest)?))),
            "article" => self.articles(after_is(rest)?),
            "names" => Ok(Test::Names(Wanted::of(self.targets(rest)?))),
            "envelope" | "exchange" => self.reach(word == "exchange", rest),
            "accuracy" => self.accuracy(rest),
            "listed" => self.listed(rest),
            "awareness" => Ok(Test::Awareness(words(after_is(rest)?))),
            "programme" => Ok(Test::Programme(words(after_is(rest)?))),
            "kind" => Ok(Test::Kind(words(after_is(rest)?))),
            "form" => self.forms(after_is(rest)?),
            "recipient" | "exporter" => self.state(word, rest),
            "shipped" => self.shipped(rest),
            "party" => party(rest),
            "hs" => chapters(rest),
            "safeguarded" if rest.is_empty() => Ok(Test::Safeguarded),
            "no" => self.edition(rest),
            "always" if rest.is_empty() => Ok(Test::Always),
            "asks" if rest == "contains" => Ok(Test::AsksContains),
            _ => self.property(word, rest),
        }
    }

    fn property(&self, word: &str, rest: &str) -> Result<Test, Fault> {
        let Some(property) = self.vocabulary.find_property(word) else {
            let known = self.vocabulary.properties().iter().map(|p| p.id.as_str());
            return Err((
                format!("`{word}` is no property and no test"),
                did_you_mean(word, known),
            ));
        };
        let is = self.vocabulary.property(property);
        match &is.kind {
            PropertyKind::Flag if rest.is_empty() => Ok(Test::Flag(property)),
            PropertyKind::Text if rest.is_empty() => Ok(Test::Flag(property)),
            PropertyKind::Quantity { .. } | PropertyKind::Count => self.compare(property, rest),
            PropertyKind::Word(allowed) => {
                let words = words(after_is(rest)?);
                if let Some(bad) = words.iter().find(|w| !allowed.contains(w)) {
                    let hint = did_you_mean(bad, allowed.iter().map(String::as_str));
                    return Err((format!("`{bad}` is no value of `{word}`"), hint));
                }
                Ok(Test::Word { property, words })
            }
            PropertyKind::Cas | PropertyKind::Text => {
                Ok(Test::Word { property, words: words(after_is(rest)?) })
            }
            _ => Err((format!("`{word} {rest}` is no test of `{word}`"), None)),
        }
    }

    fn compare(&self, property: PropertyIdx, rest: &str) -> Result<Test, Fault> {
        let expected = self.vocabulary.property(property).expected();
        let expected = expected.unwrap_or(Expected { unit: None, dimension: Unit::ONE.dimension });
        let fault = |(what, hint): (String, String)| (what, Some(hint));
        if let Some(interval) = rest.strip_prefix("within ") {
            let interval = read(interval, expected).map_err(fault)?;
            return match (interval.low, interval.high) {
                (Some(low), Some(high)) => {
                    Ok(Test::Within { property, low: low.value, high: high.value })
                }
                _ => Err((format!("`{rest}` needs two ends"), None)),
            };
        }
        let Some((relation, value)) = Relation::strip(rest) else {
            return Err((format!("`{rest}` compares nothing"), Some("write `>= 300 km`".into())));
        };
        let value = read(value.trim(), expected).map_err(fault)?;
        let limit = value.single().ok_or_else(|| (format!("`{rest}` is no single limit"), None))?;
        Ok(Test::Compare { property, relation, limit })
    }

    fn articles(&self, text: &str) -> Result<Test, Fault> {
        let find = |word: &str| {
            self.vocabulary.find_article(word).ok_or_else(|| {
                let known = self.vocabulary.articles().iter().map(|a| a.id.as_str());
                (format!("`{word}` is no article"), did_you_mean(word, known))
            })
        };
        let articles: Result<Vec<_>, Fault> = comma(text).map(find).collect();
        Ok(Test::Article(articles?))
    }

    /// Paragraph numbers and articles, separated by commas.
    ///
    /// # Errors
    /// A name that is neither.
    pub fn targets(&self, text: &str) -> Result<Vec<Target>, Fault> {
        if text.is_empty() {
            return Err(("a relation needs a target".to_owned(), None));
        }
        comma(text).map(|name| self.target(name)).collect()
    }

    /// One paragraph number, with or without its list, or one article.
    ///
    /// # Errors
    /// A name that is neither.
    pub fn target(&self, name: &str) -> Result<Target, Fault> {
        let own = self.own_list.map(|list| format!("{list}:{name}"));
        let node = own.and_then(|id| self.outline.find(&id)).or_else(|| self.outline.find(name));
        if let Some(node) = node {
            return Ok(Target::Node(node));
        }
        if let Some(article) = self.vocabulary.find_article(name) {
            return Ok(Target::Article(article));
        }
        let articles = self.vocabulary.articles().iter().map(|a| a.id.as_str());
        let hint = did_you_mean(name, self.outline.ids().chain(articles));
        Err((format!("`{name}` is no paragraph and no article"), hint))
    }

    fn reach(&self, exchange: bool, rest: &str) -> Result<Test, Fault> {
        let bad =
            || (format!("`{rest}` is no reach"), Some("write `reaches 300 km with 500 kg`".into()));
        let rest = rest.strip_prefix("reaches ").ok_or_else(bad)?;
        let (range, payload) = match rest.split_once(" with ") {
            Some((range, payload)) => (range, Some(payload)),
            None => (rest, None),
        };
        let single = |text: &str, unit: &'static str| {
            let dimension = Unit::read_canonical(unit).unwrap_or(Unit::ONE).dimension;
            read(text, Expected { unit: Some(unit), dimension }).ok()?.single()
        };
        let range = single(range, "km").ok_or_else(bad)?;
        let payload = match payload {
            Some(text) => Some(single(text, "kg").ok_or_else(bad)?),
            None => None,
        };
        Ok(Test::Reach { exchange, range, payload })
    }

    fn accuracy(&self, rest: &str) -> Result<Test, Fault> {
        let share = rest.strip_prefix("within ").and_then(|t| t.strip_suffix('%'));
        let share = share.and_then(|t| Exact::parse(t.trim()));
        let share = share.and_then(|s| s.over(Exact::whole(100)));
        share.map(Test::Accuracy).ok_or_else(|| (format!("`{rest}` is no accuracy"), None))
    }

    fn listed(&self, rest: &str) -> Result<Test, Fault> {
        let (set, except) = rest.split_once(" except ").unwrap_or((rest, ""));
        let mut members = self.set(set)?;
        if !except.is_empty() {
            let except = self.set(except)?;
            for (at, member) in members.0.iter_mut().enumerate() {
                *member &= !except.has(ParagraphIdx::new(at));
            }
        }
        Ok(Test::Listed(members))
    }

    fn edition(&self, rest: &str) -> Result<Test, Fault> {
        let name = rest.strip_prefix("edition of ").unwrap_or_default();
        let list = self.lists.iter().find(|(id, _)| id == name).map(|(_, at)| *at);
        list.map(Test::NoEdition).ok_or_else(|| {
            let known: Vec<&str> = self.lists.iter().map(|(id, _)| id.as_str()).collect();
            let hint = format!("write `no edition of LIST`; lists: {}", known.join(", "));
            (format!("`no {rest}` is no test"), Some(hint))
        })
    }

    fn set(&self, text: &str) -> Result<ParagraphSet, Fault> {
        let mut members = vec![false; self.paragraphs.len()];
        for part in comma(text) {
            let mut some = false;
            let (name, category) = part.split_once(" category ").unwrap_or((part, ""));
            let list = self.lists.iter().find(|(id, _)| id == name).map(|(_, at)| *at);
            let node = self.outline.find(name);
            for (member, paragraph) in members.iter_mut().zip(self.paragraphs) {
                let inside = list == Some(paragraph.list)
                    || node.is_some_and(|node| self.outline.is_under(paragraph.node, node));
                if inside && (category.is_empty() || category == paragraph.category) {
                    *member = true;
                    some = true;
                }
            }
            if !some {
                return Err((
                    format!("`{part}` names no paragraph"),
                    did_you_mean(name, self.outline.ids()),
                ));
            }
        }
        Ok(ParagraphSet(members))
    }

    fn forms(&self, text: &str) -> Result<Test, Fault> {
        let find =
            |word: &str| Form::parse(word).ok_or_else(|| (format!("`{word}` is no form"), None));
        let forms: Result<Vec<Form>, Fault> = comma(text).map(find).collect();
        Ok(Test::Form(forms?))
    }

    fn state(&self, who: &str, rest: &str) -> Result<Test, Fault> {
        if let Some(code) = rest.strip_prefix("is ")
            && who == "recipient"
        {
            return Ok(Test::Recipient(self.country(code)?));
        }
        let (regime, statuses) = rest.split_once(' ').unwrap_or((rest, ""));
        let regime = Treaty::parse(regime).ok_or_else(|| {
            let hint = format!("regimes: {}", Treaty::ALL.map(Treaty::word).join(", "));
            (format!("`{regime}` is no regime"), Some(hint))
        })?;
        let whose = if who == "recipient" { Whose::Recipient } else { Whose::Exporter };
        let statuses = words(after_is(statuses)?);
        Ok(Test::Membership { whose, regime, statuses })
    }

    fn shipped(&self, rest: &str) -> Result<Test, Fault> {
        let code = rest.strip_prefix("from ").unwrap_or_default();
        Ok(Test::ShippedFrom(self.country(code)?))
    }

    fn country(&self, code: &str) -> Result<crate::ident::StateIdx, Fault> {
        let at = self.countries.binary_search_by(|c| c.code.as_str().cmp(code));
        at.map(crate::ident::StateIdx::new).map_err(|_| (format!("`{code}` is no state"), None))
    }
}

fn party(rest: &str) -> Result<Test, Fault> {
    let list = rest.strip_prefix("is listed by ").unwrap_or_default();
    if list.is_empty() {
        return Err((
            format!("`party {rest}` is no test"),
            Some("write `party is listed by un`".into()),
        ));
    }
    Ok(Test::PartyListed(list.to_owned()))
}

fn after_is(text: &str) -> Result<&str, Fault> {
    text.strip_prefix("is ").ok_or_else(|| (format!("`{text}` lacks `is`"), None))
}

fn comma(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

fn words(text: &str) -> Vec<String> {
    comma(text).map(str::to_lowercase).collect()
}

fn chapters(rest: &str) -> Result<Test, Fault> {
    let bad =
        || (format!("`{rest}` is no list of chapters"), Some("write `chapter 72..76, 84`".into()));
    let list = rest.strip_prefix("chapter ").ok_or_else(bad)?;
    let mut ranges = Vec::new();
    for part in comma(list) {
        let (low, high) = part.split_once("..").unwrap_or((part, part));
        let chapter = |text: &str| text.parse::<u8>().ok().filter(|c| (1..=99).contains(c));
        ranges.push((chapter(low).ok_or_else(bad)?, chapter(high).ok_or_else(bad)?));
    }
    Ok(Test::Chapter(ranges))
}
