//! Pack files to a [`Regime`], or every fault at once.
//!
//! In three passes, since references go in all directions: words and numbers first, then
//! paragraphs, then rules, which name sets of paragraphs.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};

use sha2::{Digest, Sha256};
use toml::de::DeTable;

use crate::ident::{InstrumentIdx, ListIdx, MembershipIdx, ParagraphIdx};
use crate::limits::PACK_FILE_BYTES_MAX;
use crate::period::Period;
use crate::problem::{Place, Problem, did_you_mean};
use crate::regime::entry::{Entry, Source};
use crate::regime::ownership::Ownership;
use crate::regime::test_text::Scope;
use crate::regime::vocabulary::Vocabulary;
use crate::regime::{
    Citation, Country, Hint, Instrument, List, Membership, Origin, Outline, Paragraph, Parts,
    Profile, Regime, Treaty,
};

mod index;
mod law;
mod ownership;
mod words;
pub(crate) use index::NUMBER;

/// One file of a pack.
#[derive(Clone, Copy, Debug)]
pub struct PackFile<'a> {
    /// Path below the pack's folder, with `/`.
    pub name: &'a str,
    /// Its text.
    pub text: &'a str,
}

/// Loads a pack.
///
/// # Errors
/// Every fault of every file, sorted by file and line. A pack with a fault is not used at all.
pub fn load(files: &[PackFile<'_>]) -> Result<Regime, Vec<Problem>> {
    let mut files = files.to_vec();
    files.sort_by_key(|file| file.name);
    let mut problems = Vec::new();
    let mut parsed = Vec::new();
    for (source, table, faults) in parse_all(&files) {
        problems.extend(faults);
        parsed.extend(table.map(|table| (source, table)));
    }
    let mut loader = Loader { problems, ..Loader::default() };
    loader.words(&parsed);
    loader.numbers(&parsed);
    loader.paragraphs(&parsed);
    loader.index_below();
    loader.rules(&parsed);
    loader.ownership(&parsed);
    loader.contradictions(&parsed);
    loader.rows(&parsed);
    loader.headers(&parsed);
    loader.finish(digest(&files))
}

/// A file's lines, its tables unless it is too long, and what is wrong with its text.
type Read<'a> = (Source<'a>, Option<toml::Spanned<DeTable<'a>>>, Vec<Problem>);

/// Reads the text of every file, on as many threads as there are processors, in the order given.
fn parse_all<'a>(files: &[PackFile<'a>]) -> Vec<Read<'a>> {
    let next = AtomicUsize::new(0);
    let work = || -> Vec<(usize, Read<'a>)> {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        numbers.map_while(|at| Some((at, parse(files.get(at)?)))).collect()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let mut read = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut read = work();
        // Nothing in a thread fails but by a fault of the reader itself, which must not be lost.
        let joined = others.into_iter().map(|other| other.join());
        read.extend(joined.flat_map(|part| part.unwrap_or_else(|why| resume_unwind(why))));
        read
    });
    read.sort_by_key(|(at, _)| *at);
    read.into_iter().map(|(_, read)| read).collect()
}

fn parse<'a>(file: &PackFile<'a>) -> Read<'a> {
    let source = Source::new(file.name, file.text);
    if file.text.len() > PACK_FILE_BYTES_MAX {
        let what = format!("the file has more than {PACK_FILE_BYTES_MAX} bytes");
        return (source, None, vec![Problem::new(Place::line(file.name, 0), what)]);
    }
    let (table, errors) = DeTable::parse_recoverable(file.text);
    let fault = |error: &toml::de::Error| {
        source.problem(error.span().unwrap_or(0..0), error.message().to_owned())
    };
    let faults = errors.iter().map(fault).collect();
    (source, Some(table), faults)
}

/// SHA-256 over names and texts, each preceded by its length.
#[must_use]
pub fn digest(files: &[PackFile<'_>]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        for part in [file.name, file.text] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

type Parsed<'a> = [(Source<'a>, toml::Spanned<DeTable<'a>>)];

#[derive(Default)]
struct Loader {
    problems: Vec<Problem>,
    instruments: Vec<Instrument>,
    instrument_places: Vec<Place>,
    instrument_numbers: BTreeMap<String, InstrumentIdx>,
    instrument_used: Vec<bool>,
    /// Where articles, properties and states are defined, by kind and id.
    word_places: BTreeMap<(&'static str, String), Place>,
    lists: Vec<List>,
    vocabulary: Vocabulary,
    outline: Outline,
    paragraphs: Vec<Paragraph>,
    /// What stands at each number or below it.
    below: Vec<Vec<ParagraphIdx>>,
    rules: Vec<crate::regime::Rule>,
    ownership: Vec<Ownership>,
    contradictions: Vec<crate::regime::Contradiction>,
    memberships: Vec<Membership>,
    countries: Vec<Country>,
    hs: BTreeMap<String, Vec<Hint>>,
    claimed: BTreeMap<String, Vec<Hint>>,
    profiles: Vec<Profile>,
}

/// All tables of one kind in one file.
fn tables<'a>(
    source: &'a Source<'a>,
    file: &'a toml::Spanned<DeTable<'a>>,
    kind: &str,
    problems: &mut Vec<Problem>,
) -> Vec<Entry<'a>> {
    let Some(value) = file.get_ref().get(kind) else { return Vec::new() };
    let Some(array) = value.get_ref().as_array() else {
        problems.push(source.problem(value.span(), format!("write `[[{kind}]]`")));
        return Vec::new();
    };
    let mut entries = Vec::new();
    for item in array.iter() {
        match item.get_ref().as_table() {
            Some(table) => entries.push(Entry::new(source, table, item.span())),
            None => problems.push(source.problem(item.span(), format!("write `[[{kind}]]`"))),
        }
    }
    entries
}

impl Loader {
    fn each(
        &mut self,
        parsed: &Parsed<'_>,
        kind: &str,
        mut read: impl FnMut(&mut Self, &mut Entry<'_>),
    ) {
        for (source, file) in parsed {
            // `list = "mtcr"` heads a file of paragraphs; `[[list]]` defines lists.
            if kind == "list" && file.get_ref().get(kind).is_some_and(|v| v.get_ref().is_str()) {
                continue;
            }
            let mut problems = Vec::new();
            for mut entry in tables(source, file, kind, &mut problems) {
                read(self, &mut entry);
                problems.extend(entry.finish());
            }
            self.problems.append(&mut problems);
        }
    }

    /// Top-level keys that are no kind of table.
    fn headers(&mut self, parsed: &Parsed<'_>) {
        const KINDS: [&str; 13] = [
            "instrument",
            "list",
            "article",
            "property",
            "paragraph",
            "rule",
            "ownership",
            "contradiction",
            "membership",
            "country",
            "hs",
            "claimed",
            "profile",
        ];
        for (source, file) in parsed {
            for key in file.get_ref().keys() {
                let name = key.get_ref().as_ref();
                if !KINDS.contains(&name) {
                    let hint = did_you_mean(name, KINDS.into_iter()).unwrap_or_default();
                    let problem = source.problem(key.span(), format!("unknown key `{name}`"));
                    self.problems.push(problem.hint(hint));
                }
            }
        }
    }

    fn scope<'s>(&'s self, lists: &'s [(String, ListIdx)], own: Option<&'s str>) -> Scope<'s> {
        Scope {
            vocabulary: &self.vocabulary,
            outline: &self.outline,
            lists,
            countries: &self.countries,
            paragraphs: &self.paragraphs,
            own_list: own,
        }
    }

    fn list_names(&self) -> Vec<(String, ListIdx)> {
        self.lists.iter().enumerate().map(|(at, l)| (l.id.clone(), ListIdx::new(at))).collect()
    }

    /// Citation, review, source, note and period of a line.
    fn origin(&mut self, entry: &mut Entry<'_>, default: Period) -> Origin {
        let text = entry.required("cite");
        let (id, locus) = text.split_once(' ').unwrap_or((text, ""));
        let at = self.instrument_numbers.get(id).map(|at| at.index());
        if at.is_none() && !text.is_empty() {
            let known = self.instruments.iter().map(|i| i.id.as_str());
            let hint = did_you_mean(id, known);
            entry.fault_at("cite", format!("`{id}` is no instrument"), hint);
        }
        if let Some(used) = at.and_then(|at| self.instrument_used.get_mut(at)) {
            *used = true;
        }
        let instrument = InstrumentIdx::new(at.unwrap_or(0));
        let review = entry.required("review");
        if !matches!(review, "confirmed" | "recalled") && !review.is_empty() {
            let hint = Some("`confirmed` or `recalled`".to_owned());
            entry.fault_at("review", format!("`{review}` is no review"), hint);
        }
        let own = entry.period();
        if let (Some(from), Some(until)) = (own.from, own.until)
            && from >= until
        {
            entry.fault_at("until", "`until` is not after `from`", None);
        }
        Origin {
            file: entry.file().to_owned(),
            line: entry.line(),
            cite: Citation { instrument, locus: locus.to_owned() },
            reviewed: review == "confirmed",
            source: entry.text("source").unwrap_or_default().to_owned(),
            note: entry.text("note").unwrap_or_default().to_owned(),
            period: Period { from: own.from.or(default.from), until: own.until.or(default.until) },
        }
    }

    fn rows(&mut self, parsed: &Parsed<'_>) {
        self.each(parsed, "membership", |loader, entry| {
            let code = entry.required("state");
            let state = loader.countries.binary_search_by(|c| c.code.as_str().cmp(code)).ok();
            if state.is_none() && code != "ZZ" {
                entry.fault_at("state", format!("`{code}` is no state"), None);
            }
            let word = entry.required("regime");
            let regime = Treaty::parse(word).unwrap_or_else(|| {
                let hint = Some(format!("regimes: {}", Treaty::ALL.map(Treaty::word).join(", ")));
                entry.fault_at("regime", format!("`{word}` is no regime"), hint);
                Treaty::Mtcr
            });
            let status = entry.required("status").to_owned();
            let origin = loader.origin(entry, Period::ALWAYS);
            let state = state.map(crate::ident::StateIdx::new);
            loader.memberships.push(Membership { state, regime, status, origin });
        });
        for kind in ["hs", "claimed"] {
            self.each(parsed, kind, |loader, entry| loader.hint(entry, kind));
        }
        self.each(parsed, "profile", |loader, entry| {
            let texts = |texts: Vec<&str>| texts.into_iter().map(str::to_owned).collect();
            loader.profiles.push(Profile {
                id: entry.required("id").to_owned(),
                title: entry.required("title").to_owned(),
                settings: texts(entry.texts("settings")),
            });
        });
    }

    fn hint(&mut self, entry: &mut Entry<'_>, kind: &str) {
        let code: String =
            entry.required("code").chars().filter(|c| c.is_ascii_alphanumeric()).collect();
        let mut paragraphs = Vec::new();
        for id in entry.texts("paragraphs") {
            let Some(node) = self.outline.find(id) else {
                let hint = did_you_mean(id, self.outline.ids());
                entry.fault_at("paragraphs", format!("`{id}` is no paragraph"), hint);
                continue;
            };
            // A hint to a heading is a hint to all that stands below it.
            paragraphs.extend(self.below(node));
        }
        let edition = if kind == "hs" { entry.required("edition") } else { "" }.to_owned();
        let scheme = if kind == "hs" { "hs" } else { entry.required("scheme") }.to_owned();
        let specificity = if kind == "hs" { entry.required("specificity") } else { "high" };
        if !matches!(specificity, "high" | "medium" | "low") {
            entry.fault_at("specificity", "write `high`, `medium` or `low`", None);
        }
        let specificity = specificity.to_owned();
        let origin = self.origin(entry, Period::ALWAYS);
        let code = code.to_uppercase();
        let hint = Hint { scheme, code, edition, paragraphs, specificity, origin };
        let table = if kind == "hs" { &mut self.hs } else { &mut self.claimed };
        table.entry(hint.code.clone()).or_default().push(hint);
    }

    fn finish(mut self, digest: String) -> Result<Regime, Vec<Problem>> {
        for ((instrument, place), used) in
            self.instruments.iter().zip(&self.instrument_places).zip(&self.instrument_used)
        {
            if !used {
                let what = format!("instrument `{}` is cited nowhere", instrument.id);
                self.problems.push(Problem::new(place.clone(), what));
            }
        }
        let parts = Parts::of(&self.outline, &self.vocabulary, &self.paragraphs);
        parts.fill(&self.outline, &mut self.paragraphs, &mut self.rules);
        self.number_hints();
        let by_article = self.index_articles();
        let by_form = self.index_forms();
        let (general, served) = (self.index_general(), self.index_served());
        let measured = self.measured();
        let asked_by_rules = self.asks();
        let mut by_state = BTreeMap::new();
        for (at, row) in self.memberships.iter().enumerate() {
            let rows: &mut Vec<MembershipIdx> =
                by_state.entry((row.regime, row.state)).or_default();
            rows.push(MembershipIdx::new(at));
        }
        let regime = Regime {
            digest,
            instruments: self.instruments,
            lists: self.lists,
            vocabulary: self.vocabulary,
            outline: self.outline,
            parts,
            paragraphs: self.paragraphs,
            rules: self.rules,
            ownership: self.ownership,
            contradictions: self.contradictions,
            memberships: self.memberships,
            countries: self.countries,
            hs: self.hs,
            claimed: self.claimed,
            profiles: self.profiles,
            measured,
            asked_by_rules,
            by_article,
            general,
            by_form,
            served,
            by_state,
        };
        self.problems.extend(super::check::check(&regime));
        self.problems.sort();
        self.problems.dedup();
        if self.problems.is_empty() { Ok(regime) } else { Err(self.problems) }
    }
}
