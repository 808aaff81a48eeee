//! `judgement/1`, NDJSON: what a person decided about a hit. A file with a fault is refused whole.
//!
//! A judgement stands for the facts that were judged. When the entry or the customer changes, or
//! its last day is over, it is lifted, and the hit is open again. It never takes a hit out of sight.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::cli::judgement::JudgementOptions;
use crate::files::{self, BadInput};
use crate::material::{self, Facts};

/// Bytes of a file of judgements: a million of them are below it.
pub(crate) const FILE_BYTES_MAX: usize = 1 << 30;
/// Characters of a reason.
const REASON_CHARS_MAX: usize = 2_000;
/// Longest time that a judgement stands, in days: two years. Lists and customers that never change
/// are looked at again all the same.
pub(crate) const DAYS_MAX: i32 = 731;
/// Faults of one file that are told one by one.
const FAULTS_MAX: usize = 20;

/// What a person found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// The customer is the listed party.
    Same,
    /// It is somebody else.
    Different,
    /// Nobody can tell yet: the hit stays open.
    Unsure,
}

impl Verdict {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
        }
    }

    fn stricter_than(self, other: Self) -> bool {
        let strict = |verdict| match verdict {
            Self::Same => 2,
            Self::Unsure => 1,
            Self::Different => 0,
        };
        strict(self) > strict(other)
    }
}

/// For whom a judgement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// One customer and one entry.
    Customer,
    /// Everybody of this name with the same facts, and one entry.
    Name,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Judgement {
    /// For whom it stands.
    pub(crate) scope: Scope,
    /// Id of the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<String>,
    /// Name as the customer's row gives it.
    pub(crate) name: String,
    /// Short id of the list.
    pub(crate) list: String,
    /// The authority's reference.
    pub(crate) entry: String,
    /// What was found.
    pub(crate) verdict: Verdict,
    /// Why.
    pub(crate) reason: String,
    /// Who decided.
    pub(crate) author: String,
    /// The day of the decision.
    pub(crate) decided: String,
    /// The last day on which it stands.
    pub(crate) expires: String,
    /// The customer's facts as they were judged.
    pub(crate) customer_facts: Facts,
    /// The entry's facts as they were judged.
    pub(crate) entry_facts: Facts,
}

fn day(field: &str, text: &str) -> Result<Date, String> {
    let hint = "write 2026-05-01";
    text.parse().map_err(|_| format!("{field}: `{text}` is no day\n  hint: {hint}"))
}

impl Judgement {
    /// Its first and last day.
    pub(crate) fn days(&self) -> Result<(Date, Date), String> {
        Ok((day("decided", &self.decided)?, day("expires", &self.expires)?))
    }

    /// Everything that is wrong with it.
    pub(crate) fn check(&self) -> Result<(), String> {
        let texts = [
            ("name", &self.name),
            ("list", &self.list),
            ("entry", &self.entry),
            ("reason", &self.reason),
            ("author", &self.author),
        ];
        if let Some((field, _)) = texts.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(format!("{field}: empty"));
        }
        if self.reason.chars().count() > REASON_CHARS_MAX {
            return Err(format!("reason: more than {REASON_CHARS_MAX} characters"));
        }
        match (self.scope, self.customer.as_deref().map(str::trim)) {
            (Scope::Customer, None | Some("")) => {
                return Err("customer: missing, and scope is `customer`".to_owned());
            }
            (Scope::Name, Some(_)) => {
                return Err("customer: given, and scope is `name`".to_owned());
            }
            _ => {}
        }
        let (decided, expires) = self.days()?;
        let days = crate::store::past::age(&self.decided, expires);
        if expires < decided {
            return Err("expires: before it was decided".to_owned());
        }
        if days > DAYS_MAX {
            return Err(format!("expires: {days} days after it was decided, {DAYS_MAX} at most"));
        }
        let hint = "`portcullis judgements draft` writes a whole line from an answer";
        for (field, facts) in
            [("customer_facts", &self.customer_facts), ("entry_facts", &self.entry_facts)]
        {
            if facts.is_empty() {
                return Err(format!("{field}: nothing was judged\n  hint: {hint}"));
            }
        }
        if self.customer_facts.get("name").map(String::as_str)
            != material::of_name(&self.name).as_deref()
        {
            return Err(format!("customer_facts.name: not the digest of `name`\n  hint: {hint}"));
        }
        Ok(())
    }
}

/// All judgements of a file, found by list and entry.
#[derive(Debug, Default)]
pub(crate) struct Judgements {
    all: Vec<Judgement>,
    digest: Option<String>,
    by_entry: BTreeMap<(String, String), Vec<usize>>,
}

/// Whom a hit is about, and under which facts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    /// The customer's id, where there is one.
    pub(crate) id: Option<&'a str>,
    /// The customer's facts.
    pub(crate) facts: &'a Facts,
    /// The entry's facts; none where they cannot be read.
    pub(crate) entry: Option<&'a Facts>,
    /// An official identifier is equal.
    pub(crate) identifier_equal: bool,
}

/// What a judgement does to a hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Effect {
    /// Judged to be somebody else: stays in sight and is not open.
    Suppressed,
    /// Judged to be the listed party.
    Same,
    /// Judged unsure: open.
    Unsure,
    /// Judged different, which does not count here: open.
    Kept,
    /// Stands no longer: open.
    Lifted,
}

/// A judgement on a hit, as an answer shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Ruling {
    /// What it does.
    pub(crate) state: Effect,
    pub(crate) verdict: &'static str,
    pub(crate) scope: Scope,
    pub(crate) author: String,
    pub(crate) decided: String,
    pub(crate) expires: String,
    pub(crate) reason: String,
    /// Why it does not count, if it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) why: Option<String>,
}

impl Ruling {
    /// Somebody must still look at the hit.
    pub(crate) fn is_open(&self) -> bool {
        self.state != Effect::Suppressed
    }

    /// In one line.
    pub(crate) fn text(&self) -> String {
        let Self { verdict, author, decided, expires, reason, .. } = self;
        let judged =
            format!("judged {verdict} by {author} on {decided}, until {expires}: {reason}");
        let judged = judged.replace(['\n', '\r', '\t'], " ");
        match (self.state, &self.why) {
            (Effect::Suppressed, _) => format!("suppressed: {judged}"),
            (Effect::Lifted, Some(why)) => format!("judgement lifted because {why} ({judged})"),
            (_, Some(why)) => format!("open all the same because {why} ({judged})"),
            (_, None) => judged,
        }
    }
}

impl Judgements {
    /// Reads the file that the arguments name; none is no judgement.
    pub(crate) fn given(options: &JudgementOptions) -> Result<Self> {
        options.judgements.as_deref().map_or_else(|| Ok(Self::default()), Self::read)
    }

    /// SHA-256 of the file; nothing where none was given.
    pub(crate) fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = files::read_text(path, FILE_BYTES_MAX)?;
        let (judgements, faults) = Self::parse(&text, &path.display().to_string());
        if faults.is_empty() {
            let digest = Some(files::digest(text.as_bytes()));
            return Ok(Self { digest, ..judgements });
        }
        let more = faults.len().saturating_sub(FAULTS_MAX);
        let mut told: Vec<String> = faults.into_iter().take(FAULTS_MAX).collect();
        if more > 0 {
            told.push(format!("{more} more faults"));
        }
        told.push("  hint: judgement/1 is described in docs/formats/judgement.md".to_owned());
        Err(BadInput(told.join("\n")).into())
    }

    /// Reads a text; faults name their place.
    pub(crate) fn parse(text: &str, name: &str) -> (Self, Vec<String>) {
        let (mut judgements, mut faults) = (Self::default(), Vec::new());
        let lines = text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate();
        for (at, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
            let read = casework::spoken::object::<Judgement>(line)
                .and_then(|read| read.check().map(|()| read));
            match read {
                Ok(read) => judgements.add(read),
                Err(what) => faults.push(format!("{name}:{}: {what}", at + 1)),
            }
        }
        (judgements, faults)
    }

    fn add(&mut self, judgement: Judgement) {
        let key = (judgement.list.clone(), judgement.entry.clone());
        self.by_entry.entry(key).or_default().push(self.all.len());
        self.all.push(judgement);
    }

    /// All of them, in the order of the file.
    pub(crate) fn all(&self) -> &[Judgement] {
        &self.all
    }

    /// What was judged of a hit, as it stands on a day. The latest judgement of a customer and an
    /// entry supersedes the earlier ones, also when it was lifted since; among equal days the later
    /// line. One about the name counts where there is none about the customer, or where it is the
    /// stricter.
    pub(crate) fn of(
        &self,
        list: &str,
        entry: &str,
        subject: Subject<'_>,
        day: Date,
    ) -> Option<Ruling> {
        // No allocation where nothing was ever judged.
        if self.all.is_empty() {
            return None;
        }
        let own = self.by_entry.get(&(list.to_owned(), entry.to_owned()))?;
        let made = own.iter().filter_map(|at| self.all.get(*at));
        let made = made.filter_map(|j| j.days().ok().filter(|d| d.0 <= day).map(|d| (d, j)));
        // The last of the greatest, so the later line.
        let latest = |fits: &dyn Fn(&Judgement) -> bool| {
            let found = made.clone().filter(|(_, j)| fits(j)).max_by_key(|(days, _)| days.0);
            found.map(|((_, expires), j)| (j, j.lifted(subject, day > expires)))
        };
        let customer = latest(&|j| {
            j.scope == Scope::Customer
                && subject.id.is_some()
                && j.customer.as_deref() == subject.id
        });
        let named = |j: &Judgement| {
            j.scope == Scope::Name && j.customer_facts.get("name") == subject.facts.get("name")
        };
        let name = latest(&|j| named(j) && j.customer_facts == *subject.facts);
        let name = name.or_else(|| latest(&named));
        let (judgement, lifted) = match (customer, name) {
            (Some((own, _)), Some((name, None))) if name.verdict.stricter_than(own.verdict) => {
                (name, None)
            }
            (Some(own), _) => own,
            (None, name) => name?,
        };
        let (effect, why) = match (lifted, judgement.verdict) {
            (Some(why), _) => (Effect::Lifted, Some(why)),
            (None, Verdict::Same) => (Effect::Same, None),
            (None, Verdict::Unsure) => (Effect::Unsure, None),
            (None, Verdict::Different) if subject.identifier_equal => {
                (Effect::Kept, Some("an official identifier is equal".to_owned()))
            }
            (None, Verdict::Different) => (Effect::Suppressed, None),
        };
        Some(judgement.ruling(effect, why))
    }
}

impl Judgement {
    /// Why it no longer stands, if so.
    fn lifted(&self, subject: Subject<'_>, expired: bool) -> Option<String> {
        let mut why = Vec::new();
        if expired {
            why.push(format!("it expired on {}", self.expires));
        }
        let mut tell = |whose: &str, fields: Vec<&str>| {
            if !fields.is_empty() {
                why.push(format!("{} {whose} changed", fields.join(", ")));
            }
        };
        let whose = match self.scope {
            Scope::Customer => "of the customer",
            Scope::Name => "of the party of that name",
        };
        tell(whose, material::changed(&self.customer_facts, subject.facts));
        match subject.entry {
            Some(facts) => tell("of the entry", material::changed(&self.entry_facts, facts)),
            None => why.push("the entry cannot be read".to_owned()),
        }
        (!why.is_empty()).then(|| why.join("; "))
    }

    fn ruling(&self, state: Effect, why: Option<String>) -> Ruling {
        Ruling {
            state,
            verdict: self.verdict.word(),
            scope: self.scope,
            author: self.author.clone(),
            decided: self.decided.clone(),
            expires: self.expires.clone(),
            reason: self.reason.clone(),
            why,
        }
    }
}
