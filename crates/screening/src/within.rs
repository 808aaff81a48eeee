//! Names that stand within a name, searched with it: "agent for LISTED NAME in Dubai".
//!
//! What a name within has in common with the whole is done once: its words are read, looked up and
//! their postings marked for all of them together, and a name that cannot reach its threshold is
//! left before any of that is touched. A name within that reads otherwise by itself than as a part
//! of the whole is searched by itself.

use crate::acronym::has_own_acronym;
use crate::compare::Prepared;
use crate::index::{Index, refs};
use crate::link::{Links, equal_to_run};
use crate::listing::PartyKind;
use crate::mend::is_cut;
use crate::name::{Part, acronym_run, compounds};
use crate::normalise::{CHARS_MAX, WORDS_MAX, fold};
use crate::retrieve::Sets;
use crate::search::{Answer, Asked, Hit, Options, Query, ask};
use crate::stretch::{Reach, Stretch};
use crate::tag::{stands_alone, units, words_of};

/// A name within another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inner<'a> {
    /// The name.
    pub name: &'a str,
    /// Its own threshold.
    pub threshold: f64,
}

impl Index {
    /// What [`Index::search`] finds for the query, and the hits that it finds for the same query
    /// with each of the other names instead. These are searched as [`Index::search_of_kind`] does
    /// if `of_kind`.
    pub fn search_within(
        &self,
        query: &Query,
        options: &Options,
        inner: &[Inner<'_>],
        of_kind: bool,
    ) -> (Answer, Vec<Vec<Hit>>) {
        let asked = ask(query);
        let prepared: Vec<Prepared<'_>> = asked.name.parts.iter().map(Prepared::new).collect();
        let joined = compounds(&refs(&asked.name));
        let joined: Vec<_> = joined.iter().map(|c| (c.start, Prepared::new(&c.part))).collect();
        let links = Links::new(self, &prepared, &joined);
        let reach = Reach::of(&links);
        let mut sets = Sets::new(self, prepared.len());
        let whole = Stretch::whole(&links, &reach);
        let hits = self.along(whole, &asked, options, options.facts_clear, &mut sets);
        let of_kind = of_kind || options.facts_clear;
        let places = if inner.is_empty() { None } else { Places::new(query, &asked) };
        let mut found = vec![Vec::new(); inner.len()];
        let mut apart = Vec::new();
        for ((at, inner), found) in inner.iter().enumerate().zip(&mut found) {
            let options = Options { threshold: inner.threshold, ..*options };
            let place = places.as_ref().and_then(|places| places.of(inner.name));
            match place.filter(|place| !self.has_acronym(&asked.name.parts, *place)) {
                Some((from, len)) => {
                    let stretch = whole.part(from, len);
                    *found = self.along(stretch, &asked, &options, of_kind, &mut sets);
                }
                None => apart.push((at, options)),
            }
        }
        sets.give_back();
        for (at, options) in apart {
            if let (Some(inner), Some(found)) = (inner.get(at), found.get_mut(at)) {
                let query = Query { name: inner.name.to_owned(), ..query.clone() };
                *found = self.among(&query, &options, of_kind).hits;
            }
        }
        (Answer { hits, findings: asked.findings }, found)
    }

    /// Whether some listed word is the acronym of these parts: a matter of all of them together.
    fn has_acronym(&self, parts: &[Part], (from, len): (u8, u8)) -> bool {
        let parts = parts.iter().skip(usize::from(from)).take(usize::from(len));
        let parts: Vec<&Part> = parts.collect();
        acronym_run(&parts).is_some_and(|run| equal_to_run(self, &parts, &run).next().is_some())
    }
}

/// Where names stand within a name.
struct Places<'a> {
    parts: &'a [Part],
    /// Parts that are read the same whatever stands beside them.
    alone: Vec<bool>,
    kind: Option<PartyKind>,
    /// Words of letters alone, which fold the same whatever stands beside them.
    folded: Vec<(&'a str, Vec<String>)>,
}

impl<'a> Places<'a> {
    /// None where brackets may have changed the parts.
    fn new(query: &'a Query, asked: &'a Asked) -> Option<Places<'a>> {
        let (parts, kind) = (&asked.name.parts, asked.kind);
        if kind != Some(PartyKind::Person) && has_own_acronym(&query.name) {
            return None;
        }
        let alone = parts.iter().map(|part| stands_alone(&part.text)).collect();
        let letters = |word: &&str| !word.is_empty() && word.chars().all(char::is_alphabetic);
        let words = query.name.split(' ').filter(letters).take(WORDS_MAX);
        let folded = words.map(|word| (word, fold(word).words)).collect();
        Some(Places { parts, alone, kind, folded })
    }

    /// The folded words of a name of which each word is known.
    fn fold(&self, name: &str) -> Option<Vec<&str>> {
        let known = |word: &str| self.folded.iter().find(|(known, _)| *known == word);
        let mut words = Vec::with_capacity(8);
        for word in name.split(' ') {
            words.extend(known(word)?.1.iter().map(String::as_str));
        }
        (name.len() <= CHARS_MAX && words.len() <= WORDS_MAX).then_some(words)
    }

    /// First part and number of parts of a name that is read as these.
    fn of(&self, name: &str) -> Option<(u8, u8)> {
        if self.kind != Some(PartyKind::Person) && has_own_acronym(name) {
            return None;
        }
        let known = self.fold(name);
        // The last word of a business may be read as a longer one.
        let as_it_ends = |words: &&Vec<&str>| {
            self.kind == Some(PartyKind::Person) || words.last().is_none_or(|word| !is_cut(word))
        };
        let plain = known.as_ref().filter(as_it_ends).and_then(|words| {
            self.place(words.len(), |at| {
                let own = self.parts.iter().zip(&self.alone).skip(at);
                words.iter().zip(own).all(|(word, (part, alone))| *alone && **word == *part.text)
            })
        });
        if plain.is_some() {
            return plain;
        }
        let words = match known {
            Some(words) => words.into_iter().map(str::to_owned).collect(),
            None => fold(name).words,
        };
        let words = words_of(words, self.kind);
        let units = units(&words, self.kind);
        let read = |at: usize| units.iter().zip(self.parts.iter().skip(at)).all(|(u, p)| u.made(p));
        self.place(units.len(), read)
    }

    fn place(&self, len: usize, fits: impl Fn(usize) -> bool) -> Option<(u8, u8)> {
        let last = self.parts.len().checked_sub(len).filter(|_| len > 0)?;
        let from = (0..=last).find(|at| fits(*at))?;
        Some((u8::try_from(from).ok()?, u8::try_from(len).ok()?))
    }
}
