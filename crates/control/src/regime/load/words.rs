//! First pass: documents, lists, states, articles, properties and the numbering.

use std::collections::btree_map::Entry as Slot;

use crate::ident::{ArticleIdx, InstrumentIdx, ListIdx};
use crate::period::AsOf;
use crate::problem::{Place, did_you_mean};
use crate::regime::entry::Entry;
use crate::regime::vocabulary::{Article, Property, PropertyKind, fold};
use crate::regime::{Country, Instrument, List};
use crate::unit::Unit;

use super::{Loader, Parsed};

impl Loader {
    pub(super) fn words(&mut self, parsed: &Parsed<'_>) {
        self.each(parsed, "instrument", |loader, entry| {
            let instrument = Instrument {
                id: entry.required("id").to_owned(),
                title: entry.required("title").to_owned(),
                date: entry.instant("date").map(|a| a.date().to_string()).unwrap_or_default(),
                link: entry.text("link").unwrap_or_default().to_owned(),
                read: entry.required("read").to_owned(),
                note: entry.text("note").unwrap_or_default().to_owned(),
            };
            if !matches!(instrument.read.as_str(), "text" | "transposition" | "paraphrase" | "no") {
                let hint = Some("`text`, `transposition`, `paraphrase` or `no`".to_owned());
                entry.fault_at("read", "unknown way of reading", hint);
            }
            let own = InstrumentIdx::new(loader.instruments.len());
            let known = loader.instrument_numbers.insert(instrument.id.clone(), own);
            if known.is_some() {
                entry.fault(format!("instrument `{}` is defined twice", instrument.id));
            }
            loader.instrument_places.push(Place::line(entry.file(), entry.line()));
            loader.instrument_used.push(false);
            loader.instruments.push(instrument);
        });
        self.each(parsed, "list", Self::list);
        self.each(parsed, "country", |loader, entry| {
            let code = entry.required("code").to_owned();
            let name = entry.required("name").to_owned();
            loader.once(entry, "state", &code);
            let names: Vec<String> = entry.texts("names").into_iter().map(str::to_owned).collect();
            let folded = std::iter::once(&name).chain(&names).map(|name| fold(name)).collect();
            loader.countries.push(Country { code, name, names, folded });
        });
        self.countries.sort_by(|a, b| a.code.cmp(&b.code));
        self.articles(parsed);
        self.vocabulary.index_phrases();
        self.each(parsed, "property", Self::property);
        self.vocabulary.properties.sort_by(|a, b| a.id.cmp(&b.id));
    }

    fn list(&mut self, entry: &mut Entry<'_>) {
        let edition = entry.required("edition");
        let at = self.instruments.iter().position(|i| i.id == edition);
        if at.is_none() {
            let hint = did_you_mean(edition, self.instruments.iter().map(|i| i.id.as_str()));
            entry.fault_at("edition", format!("`{edition}` is no instrument"), hint);
        }
        if let Some(used) = at.and_then(|at| self.instrument_used.get_mut(at)) {
            *used = true;
        }
        let date = at.and_then(|at| self.instruments.get(at)).map_or("", |i| i.date.as_str());
        let edition_from = AsOf::parse(date).unwrap_or(AsOf(jiff::Timestamp::MIN));
        let _ = entry.texts("categories");
        self.lists.push(List {
            id: entry.required("id").to_owned(),
            title: entry.required("title").to_owned(),
            edition: InstrumentIdx::new(at.unwrap_or(0)),
            edition_from,
            period: entry.period(),
        });
    }

    fn articles(&mut self, parsed: &Parsed<'_>) {
        let mut wider: Vec<(String, String, Place)> = Vec::new();
        self.each(parsed, "article", |loader, entry| {
            let id = entry.required("id").to_owned();
            loader.once(entry, "article", &id);
            if let Some(wide) = entry.text("kind_of") {
                let place = Place::line(entry.file(), entry.line());
                wider.push((id.clone(), wide.to_owned(), place));
            }
            loader.vocabulary.articles.push(Article {
                id,
                meaning: entry.required("meaning").to_owned(),
                synonyms: entry.texts("synonyms").into_iter().map(str::to_lowercase).collect(),
                kind_of: None,
                assembly: entry.flag("assembly"),
                generic: entry.flag("generic"),
            });
        });
        self.vocabulary.articles.sort_by(|a, b| a.id.cmp(&b.id));
        for (narrow, wide, place) in wider {
            let wide_at = self.vocabulary.find_article(&wide);
            let narrow_at = self.vocabulary.find_article(&narrow);
            let circular = wide_at == narrow_at
                || wide_at.zip(narrow_at).is_some_and(|(w, n)| self.vocabulary.is_kind_of(w, n));
            if wide_at.is_none() || circular {
                let what = format!("article `{narrow}` is a kind of `{wide}`, which cannot be");
                self.problems.push(crate::problem::Problem::new(place, what));
                continue;
            }
            let at = narrow_at.map(ArticleIdx::index);
            if let Some(article) = at.and_then(|at| self.vocabulary.articles.get_mut(at)) {
                article.kind_of = wide_at;
            }
        }
    }

    fn property(&mut self, entry: &mut Entry<'_>) {
        let id = entry.required("id").to_owned();
        self.once(entry, "property", &id);
        if id.starts_with("x_") {
            entry.fault_at("id", "`x_…` names belong to whoever writes a transfer", None);
        }
        let words: Vec<String> = entry.texts("words").into_iter().map(str::to_lowercase).collect();
        let unit = entry.text("unit");
        let kind = match (entry.required("kind"), unit) {
            ("quantity", Some(unit)) => match Unit::read_canonical(unit) {
                Some(read) => PropertyKind::Quantity { unit: unit.to_owned(), read },
                None => {
                    entry.fault_at("unit", format!("`{unit}` is no unit"), None);
                    PropertyKind::Count
                }
            },
            ("count", None) => PropertyKind::Count,
            ("flag", None) => PropertyKind::Flag,
            ("word", None) if !words.is_empty() => PropertyKind::Word(words),
            ("cas", None) => PropertyKind::Cas,
            ("text", None) => PropertyKind::Text,
            ("envelope", None) => PropertyKind::Envelope,
            (kind, _) => {
                let what = format!("kind `{kind}` does not fit the unit and words given");
                entry.fault_at("kind", what, None);
                PropertyKind::Text
            }
        };
        self.vocabulary.properties.push(Property {
            id,
            meaning: entry.required("meaning").to_owned(),
            synonyms: entry.texts("synonyms").into_iter().map(str::to_lowercase).collect(),
            kind,
            claim: entry.flag("claim"),
        });
    }

    /// A word that an earlier table has defined is a fault here, with the place of the other.
    fn once(&mut self, entry: &mut Entry<'_>, kind: &'static str, id: &str) {
        let own = Place::line(entry.file(), entry.line());
        match self.word_places.entry((kind, id.to_owned())) {
            Slot::Vacant(slot) => drop(slot.insert(own)),
            Slot::Occupied(first) => {
                entry.fault(format!("{kind} `{id}` is defined twice, first at {}", first.get()));
            }
        }
    }

    /// The numbering of all lists.
    pub(super) fn numbers(&mut self, parsed: &Parsed<'_>) {
        for (source, file) in parsed {
            let mut problems = Vec::new();
            let entries = super::tables(source, file, "paragraph", &mut problems);
            if entries.is_empty() {
                continue;
            }
            let header = file.get_ref().get("list").and_then(|v| v.get_ref().as_str());
            let at = self.lists.iter().position(|list| Some(list.id.as_str()) == header);
            let Some(at) = at else {
                let what = "a file of paragraphs opens with `list = \"…\"`, a list that exists";
                self.problems.push(source.problem(0..0, what));
                continue;
            };
            let list = ListIdx::new(at);
            let list_id = header.unwrap_or_default();
            for mut entry in entries {
                let number = entry.required("id");
                let whole = !number.is_empty() && number.split('.').all(|part| !part.is_empty());
                if !whole {
                    self.problems.push(source.problem(0..0, format!("`{number}` is no number")));
                    continue;
                }
                self.outline.add(list, list_id, number);
            }
        }
    }
}
