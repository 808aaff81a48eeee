//! The entries of a file as they pile up: duplicates, limits of the whole, problems.

use std::collections::BTreeMap;

use super::draft::Draft;
use super::fault::{Fault, Problem, Refusal};
use super::text::shorten;
use super::{ListFile, SourceFile, limits};
use crate::listing::ListedParty;

/// The entries of a file as they come in.
pub(crate) struct Pile<'a> {
    file: &'a str,
    parties: Vec<ListedParty>,
    seen: BTreeMap<String, usize>,
    problems: Vec<Problem>,
    problems_more: usize,
    nameless: usize,
}

impl<'a> Pile<'a> {
    pub(crate) fn new(file: &SourceFile<'a>) -> Self {
        Self {
            file: file.name,
            parties: Vec::new(),
            seen: BTreeMap::new(),
            problems: Vec::new(),
            problems_more: 0,
            nameless: 0,
        }
    }

    /// Adds an entry, or a problem if it has no usable name.
    pub(crate) fn take(&mut self, mut draft: Draft, line: Option<u64>) -> Result<(), Refusal> {
        if self.parties.len() >= limits::PARTIES_MAX {
            let reason = format!("more than {} entries", limits::PARTIES_MAX);
            return Err(Refusal::too_large(self.file, line, reason));
        }
        draft.settle();
        self.number(&mut draft, line);
        let entry = draft.party.entry.clone();
        for (field, reason) in draft.faults {
            self.problem(&entry, line, field, reason, "the entry is kept without this value");
        }
        if draft.party.names.is_empty() {
            self.nameless = self.nameless.saturating_add(1);
            let hint = "the entry is left out: look it up in the official list";
            self.problem(&entry, line, "names", "no usable name".to_owned(), hint);
        } else {
            self.parties.push(draft.party);
        }
        Ok(())
    }

    /// An entry number must be there and unique, for differences and for evidence.
    fn number(&mut self, draft: &mut Draft, line: Option<u64>) {
        if draft.party.entry.is_empty() {
            let name = draft.party.names.first().map_or("", |name| name.whole.as_str());
            draft.party.entry = format!("name:{}", shorten(name, 80));
            draft.fault("entry", "no number, the name stands for it");
        }
        let count = self.seen.entry(draft.party.entry.clone()).or_insert(0);
        *count = count.saturating_add(1);
        if *count > 1 {
            let entry = format!("{}#{count}", draft.party.entry);
            let hint = format!("kept as `{entry}`");
            let reason = "the number occurs more than once".to_owned();
            self.problem(&draft.party.entry, line, "entry", reason, &hint);
            draft.party.entry = entry;
        }
    }

    pub(crate) fn problem(
        &mut self,
        entry: &str,
        line: Option<u64>,
        field: &'static str,
        reason: String,
        hint: &str,
    ) {
        if self.problems.len() >= limits::PROBLEMS_MAX {
            self.problems_more = self.problems_more.saturating_add(1);
            return;
        }
        self.problems.push(Problem {
            file: self.file.to_owned(),
            line,
            entry: entry.to_owned(),
            field,
            reason,
            hint: hint.to_owned(),
        });
    }

    /// The finished list; refused if it is empty or if too many entries had no name.
    pub(crate) fn finish(
        mut self,
        list: &str,
        published: Option<String>,
        records: usize,
    ) -> Result<ListFile, Refusal> {
        let all = self.parties.len().saturating_add(self.nameless);
        if self.parties.is_empty() {
            return Err(Refusal::empty(self.file, "no entry with a usable name"));
        }
        if !is_list_name(list) {
            let reason = format!("`{}` is no name of a list", shown(list));
            let hint = format!(
                "letters a to z, digits, `-` and `_`, at most {} of them: it names files and paths",
                limits::LIST_NAME_CHARS_MAX
            );
            return Err(Refusal::Malformed(Fault::new(self.file, None, reason, &hint)));
        }
        let share = self.nameless.saturating_mul(100);
        if all >= limits::NAMELESS_ENTRIES_MIN
            && share > all.saturating_mul(limits::NAMELESS_PERCENT_MAX)
        {
            let reason = format!(
                "{} of {all} entries have no usable name, more than {} percent",
                self.nameless,
                limits::NAMELESS_PERCENT_MAX
            );
            let hint = "the publisher probably changed the format: report it";
            return Err(Refusal::Malformed(Fault::new(self.file, None, reason, hint)));
        }
        if self.problems_more > 0 {
            self.problems.push(Problem {
                file: self.file.to_owned(),
                line: None,
                entry: String::new(),
                field: "problems",
                reason: format!("{} more problems are not listed", self.problems_more),
                hint: format!("the limit is {}", limits::PROBLEMS_MAX),
            });
        }
        Ok(ListFile {
            list: list.to_owned(),
            published,
            parties: self.parties,
            problems: self.problems,
            records,
        })
    }
}

/// A list is named by the file, and its name goes into paths: `../x` would leave the store.
fn is_list_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.len() <= limits::LIST_NAME_CHARS_MAX
        && name.chars().all(plain)
}

fn shown(text: &str) -> String {
    text.chars().flat_map(char::escape_default).take(limits::LIST_NAME_CHARS_MAX).collect()
}
