//! The policy of an office: from which score a hit is reported, by list, programme and kind.
//!
//! A text file, `policy/1` (docs/formats/policy.md). A policy can only be adopted into a store
//! after it was tried on a labelled file and lost nobody; see `command::policy`.

use std::path::Path;

use anyhow::Result;
use screening::listing::ListedParty;
use serde::Deserialize;

use crate::files::{self, BadInput};
use crate::screener::words;

/// Bytes of a policy file.
pub(crate) const BYTES_MAX: usize = 1 << 20;
/// Rules of a policy file.
const RULES_MAX: usize = 1_000;
/// Above this, equal names would be passed over.
pub(crate) const THRESHOLD_MOST: f64 = 0.90;
/// Below this, every name resembles every other.
pub(crate) const THRESHOLD_LEAST: f64 = 0.30;
/// What the first line must say.
const FORMAT: &str = "policy/1";
/// Kinds that a rule may name.
const KINDS: &[&str] = &["person", "organisation", "vessel", "aircraft", "not stated"];

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    format: String,
    threshold: Option<f64>,
    true_share: Option<f64>,
    #[serde(default)]
    rule: Vec<Rule>,
}

/// From which score hits of some entries are reported.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    /// Short id of a list, such as `us-sdn`; any when left out.
    list: Option<String>,
    /// A programme as the list writes it, or its beginning; any when left out.
    programme: Option<String>,
    /// Kind of the listed party; any when left out.
    kind: Option<String>,
    /// The score.
    threshold: f64,
    /// Why it is not the general one.
    why: String,
}

/// What a rule looks at in an entry.
pub(crate) struct About<'a> {
    /// Short id of its list.
    pub(crate) list: &'a str,
    /// Its kind in a word.
    pub(crate) kind: &'a str,
    /// Its programmes.
    pub(crate) programmes: &'a [String],
}

/// A policy, checked.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    threshold: f64,
    true_share: f64,
    rules: Vec<Rule>,
    digest: Option<String>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { threshold: screening::THRESHOLD, true_share: 0.5, rules: Vec::new(), digest: None }
    }
}

impl Policy {
    /// Reads a policy file.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let text = files::read_text(path, BYTES_MAX)?;
        let read = Self::parse(&text);
        Ok(read.map_err(|faults| BadInput(located(&path.display().to_string(), &faults)))?)
    }

    /// Reads a policy; all faults with their lines.
    pub(crate) fn parse(text: &str) -> Result<Self, Vec<(usize, String)>> {
        let read: Text = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            vec![(line(text, at), casework::spoken::spoken(error.message()).to_string())]
        })?;
        let mut faults = Vec::new();
        if read.format != FORMAT {
            let what = format!("format `{}` is not known\n  hint: write {FORMAT}", read.format);
            faults.push((1, what));
        }
        let starts: Vec<usize> =
            text.lines().zip(1..).filter(|(l, _)| l.trim() == "[[rule]]").map(|(_, n)| n).collect();
        if read.rule.len() > RULES_MAX {
            faults.push((1, format!("more than {RULES_MAX} rules, which is the limit")));
        }
        let threshold = read.threshold.unwrap_or(screening::THRESHOLD);
        bounded(threshold).unwrap_or_else(|what| faults.push((1, what)));
        let true_share = read.true_share.unwrap_or(0.5);
        if !(true_share > 0.0 && true_share < 1.0) {
            faults.push((1, "true_share: above 0 and below 1".to_owned()));
        }
        for (at, rule) in read.rule.iter().enumerate() {
            let line = starts.get(at).copied().unwrap_or(1);
            faults.extend(rule.faults().into_iter().map(|what| (line, what)));
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let digest = Some(files::digest(text.as_bytes()));
        Ok(Self { threshold, true_share, rules: read.rule, digest })
    }

    /// SHA-256 of the file; nothing for the built-in policy.
    pub(crate) fn digest(&self) -> Option<&str> {
        self.digest.as_deref()
    }

    /// The general threshold.
    pub(crate) fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Share of true hits among those that this office sees, for the probability.
    pub(crate) fn true_share(&self) -> f64 {
        self.true_share
    }

    /// The lowest threshold of any entry, where the general one is `general`.
    pub(crate) fn least(&self, general: f64) -> f64 {
        self.rules.iter().map(|rule| rule.threshold).fold(general, f64::min)
    }

    /// Whether a rule looks at more than the list of an entry.
    pub(crate) fn needs_entry(&self, list: &str) -> bool {
        let of = |rule: &&Rule| rule.list.as_deref().is_none_or(|named| named == list);
        self.rules.iter().filter(of).any(|rule| rule.programme.is_some() || rule.kind.is_some())
    }

    /// The threshold of an entry: that of the rules that name it, the lowest where there are
    /// several, so that their order does not matter; `general` where there is none.
    pub(crate) fn threshold_of(&self, entry: &About<'_>, general: f64) -> f64 {
        let rules = self.rules.iter().filter(|rule| rule.names(entry));
        rules.map(|rule| rule.threshold).reduce(f64::min).unwrap_or(general)
    }

    /// The threshold of a whole entry.
    pub(crate) fn bar(&self, list: &str, party: &ListedParty, general: f64) -> f64 {
        let (kind, programmes) = (words::kind(party.kind), &party.programmes);
        self.threshold_of(&About { list, kind, programmes }, general)
    }

    /// The rules in words, one a line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let general = format!("any entry: {:.2}", self.threshold);
        let rule = |rule: &Rule| {
            let part =
                |what: &str, of: &Option<String>| of.as_ref().map(|text| format!("{what} {text}"));
            let parts = [part("list", &rule.list), part("programme", &rule.programme)];
            let parts = parts.into_iter().chain([part("kind", &rule.kind)]).flatten();
            let named = parts.collect::<Vec<_>>().join(", ");
            format!("{named}: {:.2} ({})", rule.threshold, rule.why)
        };
        std::iter::once(general).chain(self.rules.iter().map(rule)).collect()
    }
}

impl Rule {
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        bounded(self.threshold).unwrap_or_else(|what| faults.push(what));
        if self.why.trim().is_empty() {
            faults.push("why: a rule needs its reason".to_owned());
        }
        if self.list.is_none() && self.programme.is_none() && self.kind.is_none() {
            let hint = "name a list, a programme or a kind; `threshold` at the top is for all";
            faults.push(format!("the rule names nothing\n  hint: {hint}"));
        }
        let empty =
            |text: &Option<String>| text.as_ref().is_some_and(|text| text.trim().is_empty());
        if empty(&self.list) || empty(&self.programme) {
            faults.push("an empty text names nothing".to_owned());
        }
        if let Some(kind) = &self.kind
            && !KINDS.contains(&kind.as_str())
        {
            let near = control::problem::did_you_mean(kind, KINDS.iter().copied());
            let near = near.map_or(String::new(), |near| format!("{near} "));
            let known = KINDS.join(", ");
            faults.push(format!("kind `{kind}` is not known\n  hint: {near}known are {known}"));
        }
        faults
    }

    fn names(&self, entry: &About<'_>) -> bool {
        let starts = |wanted: &String| entry.programmes.iter().any(|p| p.starts_with(wanted));
        self.list.as_deref().is_none_or(|list| list == entry.list)
            && self.kind.as_deref().is_none_or(|kind| kind == entry.kind)
            && self.programme.as_ref().is_none_or(starts)
    }
}

fn bounded(threshold: f64) -> Result<(), String> {
    if (THRESHOLD_LEAST..=THRESHOLD_MOST).contains(&threshold) {
        return Ok(());
    }
    Err(format!(
        "threshold {threshold}: between {THRESHOLD_LEAST} and {THRESHOLD_MOST}\n  hint: above it \
         equal names would be passed over, below it every name resembles every other"
    ))
}

fn line(text: &str, at: usize) -> usize {
    text.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

/// Faults with their places.
pub(crate) fn located(name: &str, faults: &[(usize, String)]) -> String {
    let one = |(line, what): &(usize, String)| format!("{name}:{line}: {what}");
    faults.iter().map(one).collect::<Vec<_>>().join("\n")
}
