//! One line of law each: instruments, lists, paragraphs, tests, rules, memberships, hints. Plain
//! data; `docs/formats/regime.md` says what each part means.

use super::condition::{Form, Line, Treaty, Wanted};
use crate::ident::{
    ArticleIdx, InstrumentIdx, ListIdx, NodeIdx, ParagraphIdx, PropertyIdx, StateIdx,
};
use crate::period::{AsOf, Period};

/// What a transfer needs, in the order that is itself law: the highest decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// No control applies.
    NotControlled,
    /// A licence is required.
    LicenceRequired,
    /// A licence is required and there is a strong presumption to deny it.
    PresumedDenied,
    /// No licence can be given.
    Prohibited,
}

impl Status {
    /// As written in packs and outputs.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotControlled => "not_controlled",
            Self::LicenceRequired => "licence_required",
            Self::PresumedDenied => "presumed_denied",
            Self::Prohibited => "prohibited",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::NotControlled, Self::LicenceRequired, Self::PresumedDenied, Self::Prohibited]
            .into_iter()
            .find(|status| status.word() == word)
    }
}

/// A document that is cited.
#[derive(Clone, Debug)]
pub struct Instrument {
    /// Short name used in citations.
    pub id: String,
    /// Full title.
    pub title: String,
    /// Its date, `YYYY-MM-DD`.
    pub date: String,
    /// Where it is published.
    pub link: String,
    /// How it was read: `text`, `transposition`, `paraphrase` or `no`.
    pub read: String,
    /// Remark.
    pub note: String,
}

/// Where a line of law comes from. Only the loader makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The document.
    pub instrument: InstrumentIdx,
    /// The place in it.
    pub locus: String,
}

/// Where a line of the pack stands, what it rests on, and whether a person has compared it.
#[derive(Clone, Debug)]
pub struct Origin {
    /// File and line in the pack.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// The source of the law.
    pub cite: Citation,
    /// Compared with the primary text or a faithful copy; otherwise recollection.
    pub reviewed: bool,
    /// What was seen, in a few words.
    pub source: String,
    /// Remark for people.
    pub note: String,
    /// When it is law.
    pub period: Period,
}

/// A control list.
#[derive(Clone, Debug)]
pub struct List {
    /// `mtcr`, `nsg1`, `nsg2`.
    pub id: String,
    /// Title.
    pub title: String,
    /// The edition that the paragraphs give.
    pub edition: InstrumentIdx,
    /// Day of that edition: for earlier days the text was not checked.
    pub edition_from: AsOf,
    /// When the list exists.
    pub period: Period,
}

/// One lettered paragraph.
#[derive(Clone, Debug)]
pub struct Paragraph {
    /// `mtcr:9.A.4`.
    pub id: String,
    /// A condition of its neighbours that the source letters, never matched itself.
    pub limb: bool,
    /// Its list.
    pub list: ListIdx,
    /// Its place in the numbering.
    pub node: NodeIdx,
    /// Short title in our words.
    pub heading: String,
    /// Class within the list, such as `I`; empty if the list has none.
    pub category: String,
    /// What form of item it covers.
    pub form: Form,
    /// A technology paragraph that speaks of software too.
    pub with_software: bool,
    /// Articles covered; empty for headings and for software and technology.
    pub articles: Vec<ArticleIdx>,
    /// The text goes on in general words ("and specially designed or prepared equipment").
    pub general: bool,
    /// Equipment that software or technology must be for.
    pub equipment: Wanted,
    /// Activities, one of which the item must serve; empty = any.
    pub scope: Vec<String>,
    /// Conditions, own and inherited; all must hold.
    pub need: Vec<Line>,
    /// Exclusions, own and inherited; one that is claimed and holds excludes.
    pub unless: Vec<Line>,
    /// Paragraphs that take this one's place when true.
    pub displaced_by: Vec<ParagraphIdx>,
    /// Systems of which a thing of this paragraph is a part by the paragraph's own words.
    pub within: Vec<NodeIdx>,
    /// Paragraphs that say the same of the whole, or of its parts.
    pub counterparts: Vec<ParagraphIdx>,
    /// Where the text contradicts itself.
    pub gap: Option<Gap>,
    /// Properties that its tests ask for, sorted (derived).
    pub asks: Vec<PropertyIdx>,
    /// Source and period.
    pub origin: Origin,
}

impl Paragraph {
    /// Whether it speaks of items of that form; services are read as technology.
    #[must_use]
    pub fn covers_form(&self, form: Form) -> bool {
        let form = if form == Form::Service { Form::Technology } else { form };
        self.form == form || self.with_software && form == Form::Software
    }

    /// Whether an item can be in it; a heading only groups.
    #[must_use]
    pub fn can_match(&self) -> bool {
        !self.articles.is_empty() || !self.equipment.targets.is_empty()
    }
}

/// A contradiction in the text: a paragraph otherwise false is held unknown.
#[derive(Clone, Debug)]
pub struct Gap {
    /// When it shows.
    pub when: Line,
    /// What a person must know.
    pub note: String,
}

/// A duty that a rule imposes.
#[derive(Clone, Debug)]
pub struct DutyRule {
    /// `obtain:end_use_statement`.
    pub code: String,
    /// Owed only where possible: never more than unknown.
    pub where_possible: bool,
}

/// A setting of a profile that a rule depends on.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Name.
    pub name: String,
    /// The rule applies when the setting has this value.
    pub value: bool,
}

/// One line of one rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `mtcr:guidelines.1`.
    pub id: String,
    /// Tells apart the lines of one rule.
    pub part: String,
    /// Our words.
    pub heading: String,
    /// What it makes of the transfer; none = duties only.
    pub status: Option<Status>,
    /// All must hold, for one item and one recipient state together.
    pub when: Vec<Line>,
    /// Claims that end it.
    pub unless: Vec<Line>,
    /// Claims that leave it open.
    pub argued: Vec<Line>,
    /// Who must judge what; empty = nobody.
    pub judgement: String,
    /// Duties.
    pub duties: Vec<DutyRule>,
    /// Looser connections to a state make it unknown.
    pub connected: bool,
    /// Setting of the profile.
    pub setting: Option<Setting>,
    /// The condition is our reading, not the text.
    pub inference: bool,
    /// Whether any condition speaks of a recipient state (derived).
    pub by_state: bool,
    /// Source and period.
    pub origin: Origin,
}

/// Facts that contradict a claim: together with them the claim ends nothing, and a person judges.
#[derive(Clone, Debug)]
pub struct Contradiction {
    /// The claim.
    pub property: PropertyIdx,
    /// Its values that are contradicted.
    pub words: Vec<String>,
    /// The facts that do.
    pub when: Line,
    /// Source.
    pub origin: Origin,
}

/// One row: a state in a regime.
#[derive(Clone, Debug)]
pub struct Membership {
    /// The state; none = every state without a row of its own.
    pub state: Option<StateIdx>,
    /// Which regime.
    pub regime: Treaty,
    /// Closed word.
    pub status: String,
    /// Source and period.
    pub origin: Origin,
}

/// A state.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Short English name.
    pub name: String,
    /// Other names, and places that stand for it in an address.
    pub names: Vec<String>,
    /// All of them as they are looked for in a text.
    pub(crate) folded: Vec<String>,
}

/// A customs or claimed code that suggests paragraphs. A hint, never a match.
#[derive(Clone, Debug)]
pub struct Hint {
    /// `hs`, or the scheme of a claimed code.
    pub scheme: String,
    /// The code, without dots and blanks.
    pub code: String,
    /// Edition of the Harmonized System; empty for claimed codes.
    pub edition: String,
    /// Candidates.
    pub paragraphs: Vec<ParagraphIdx>,
    /// `high`, `medium` or `low`.
    pub specificity: String,
    /// Source.
    pub origin: Origin,
}

/// Whose law is applied.
#[derive(Clone, Debug)]
pub struct Profile {
    /// `partner`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Settings that are on.
    pub settings: Vec<String>,
}
