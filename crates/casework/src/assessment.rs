//! A determination as a case keeps it: of which facts, under which law, lists and denials; and what
//! changed since the one before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::id::{DenialId, Digest, ListId};
use crate::notice::RegimeName;

/// Status of the law, as `control` orders it. The order is law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// No control applies.
    NotControlled,
    /// A licence is required.
    LicenceRequired,
    /// A licence is required and there is a strong presumption to deny it.
    PresumedDenied,
    /// No licence can be given.
    Prohibited,
}

impl Level {
    /// As written everywhere.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotControlled => "not_controlled",
            Self::LicenceRequired => "licence_required",
            Self::PresumedDenied => "presumed_denied",
            Self::Prohibited => "prohibited",
        }
    }
}

/// What an assessment was made from. Where one of these has changed, it is stale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The law's instant.
    pub as_of: Timestamp,
    /// The application.
    pub facts: Digest,
    /// The law data.
    pub law: Digest,
    /// Whose law.
    pub profile: String,
    /// Lists searched, each in which version; empty = nobody searched.
    pub lists: BTreeMap<ListId, Digest>,
    /// Version of the register of denials; none = nobody looked.
    pub register: Option<u64>,
    /// Assurances on file, in the words of `transfer/1`.
    pub assurances: BTreeSet<String>,
    /// How many judgements on hits the case held.
    pub judgements: u64,
}

/// One determination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// Of what.
    pub basis: Basis,
    /// Highest status among rules that are true.
    pub floor: Level,
    /// Highest status among rules true or unknown.
    pub ceiling: Level,
    /// Paragraphs.
    pub matches: BTreeSet<Matched>,
    /// Rules.
    pub rules: BTreeSet<RuleFound>,
    /// Duties.
    pub duties: BTreeSet<Owed>,
    /// What would settle it.
    pub questions: Vec<Asking>,
    /// Denials that may concern the transfer, field by field.
    pub denials: Vec<DenialCompared>,
    /// Lines of law that decided something and were not compared with the primary text.
    pub unreviewed: BTreeSet<String>,
}

/// A paragraph that an item is in, or may be in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matched {
    /// Item.
    pub item: String,
    /// Paragraph.
    pub paragraph: String,
    /// Its class, such as `I`.
    pub category: String,
    /// Certain, or possible.
    pub certain: bool,
}

/// A rule that holds, or may hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFound {
    /// Rule.
    pub rule: String,
    /// In words.
    pub heading: String,
    /// Its status; none = duties only.
    pub status: Option<Level>,
    /// Certain, or possible.
    pub certain: bool,
    /// Citation.
    pub cite: String,
}

/// A duty that is owed, or may be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owed {
    /// Its code: `obtain:no_retransfer`, `notify:authority`.
    pub code: String,
    /// Certain, or possible.
    pub certain: bool,
}

/// A question that would narrow the determination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// Field of the application.
    pub field: String,
    /// In words.
    pub text: String,
}

/// A denial compared with the transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DenialCompared {
    /// Which.
    pub denial: DenialId,
    /// Its version in the register.
    pub version: u32,
    /// Under which regime.
    pub regime: RegimeName,
    /// Whose.
    pub authority: String,
    /// What follows.
    pub consequence: Consequence,
    /// Field by field.
    pub fields: Vec<FieldCompared>,
}

/// What a denial that compares asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// Shown; no duty.
    Advisory,
    /// A person decides whether it is the same transaction, and says why.
    Judge,
    /// Essentially identical: consult before granting.
    ConsultBefore,
    /// Essentially identical: notify after granting.
    NotifyAfter,
}

/// One field of a comparison.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldCompared {
    /// Which.
    pub field: String,
    /// How it compares.
    pub outcome: Compares,
    /// As denied.
    pub denied: String,
    /// As applied for.
    pub applied: String,
}

/// Three values of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compares {
    /// Certainly not the same.
    Different,
    /// A person must look.
    Unknown,
    /// The same.
    Same,
}

/// What differs between two assessments of one case, and why it can: first the causes, then the
/// effects. Empty only where nothing differs.
#[must_use]
pub fn changes(before: &Assessment, after: &Assessment) -> Vec<String> {
    let mut told = Vec::new();
    let (a, b) = (&before.basis, &after.basis);
    let mut cause = |differs: bool, what: String| told.extend(differs.then_some(what));
    cause(a.facts != b.facts, "because: the application changed".to_owned());
    cause(a.law != b.law, format!("because: the law data changed to {}", b.law));
    cause(a.profile != b.profile, format!("because: profile {} for {}", b.profile, a.profile));
    cause(a.lists != b.lists, lists(&a.lists, &b.lists));
    cause(a.register != b.register, "because: the register of denials changed".to_owned());
    cause(a.assurances != b.assurances, "because: the assurances on file changed".to_owned());
    cause(a.judgements != b.judgements, "because: hits were judged".to_owned());
    let day = crate::clock::utc_date;
    cause(
        a.as_of != b.as_of,
        format!("because: asked for {} after {}", day(b.as_of), day(a.as_of)),
    );
    let causes = told.len();
    if before.floor != after.floor || before.ceiling != after.ceiling {
        let (floor, ceiling) = (after.floor.word(), after.ceiling.word());
        let (from, to) = (before.floor.word(), before.ceiling.word());
        told.push(format!("now {floor} to {ceiling}; before {from} to {to}"));
    }
    differ(&before.matches, &after.matches, "paragraph", &mut told, |m| {
        format!("{} of item {}{}", m.paragraph, m.item, possible(m.certain))
    });
    differ(&before.rules, &after.rules, "rule", &mut told, |r| {
        format!("{}{}", r.rule, possible(r.certain))
    });
    differ(&before.duties, &after.duties, "duty", &mut told, |d| {
        format!("{}{}", d.code, possible(d.certain))
    });
    let denials = |of: &Assessment| -> BTreeSet<String> {
        let one = |d: &DenialCompared| format!("{} version {}", d.denial, d.version);
        of.denials.iter().map(one).collect()
    };
    differ(&denials(before), &denials(after), "denial", &mut told, Clone::clone);
    let asked = |of: &Assessment| -> BTreeSet<String> {
        of.questions.iter().map(|q| q.text.clone()).collect()
    };
    differ(&asked(before), &asked(after), "question", &mut told, Clone::clone);
    if causes == told.len() && causes > 0 {
        told.push("the determination is the same".to_owned());
    }
    told
}

fn possible(certain: bool) -> &'static str {
    if certain { "" } else { ", possibly" }
}

fn lists(before: &BTreeMap<ListId, Digest>, after: &BTreeMap<ListId, Digest>) -> String {
    let other = |(list, version): &(&ListId, &Digest)| before.get(*list) != Some(*version);
    let new: Vec<&str> = after.iter().filter(other).map(|(list, _)| list.as_str()).collect();
    let gone = before.keys().filter(|list| !after.contains_key(*list)).map(ListId::as_str);
    let gone: Vec<&str> = gone.collect();
    match (new.is_empty(), gone.is_empty()) {
        (false, _) => format!("because: lists changed: {}", new.join(", ")),
        (true, false) => format!("because: lists no longer searched: {}", gone.join(", ")),
        (true, true) => "because: lists changed".to_owned(),
    }
}

fn differ<T: Ord>(
    before: &BTreeSet<T>,
    after: &BTreeSet<T>,
    what: &str,
    told: &mut Vec<String>,
    word: impl Fn(&T) -> String,
) {
    told.extend(after.difference(before).map(|new| format!("{what} new: {}", word(new))));
    told.extend(before.difference(after).map(|old| format!("{what} gone: {}", word(old))));
}
