//! The law as loaded: plain data, all references resolved, nothing evaluated.
//!
//! `docs/formats/regime.md` says what each part means. Built only by [`load::load`], which refuses a
//! pack with any fault; so every position below is valid and every line is cited.

pub mod check;
pub mod condition;
pub mod entry;
pub mod law;
pub mod load;
pub mod outline;
pub mod ownership;
pub mod parts;
pub mod test_text;
pub mod vocabulary;

use std::collections::BTreeMap;

use crate::ident::{
    ArticleIdx, InstrumentIdx, ListIdx, MembershipIdx, ParagraphIdx, RuleIdx, StateIdx,
};
use crate::period::AsOf;
pub use condition::*;
pub use law::*;
pub use outline::{Node, Outline};
pub use parts::{Parts, Whole};
pub use vocabulary::{Article, Property, PropertyKind, Vocabulary};

/// A whole pack.
#[derive(Debug)]
pub struct Regime {
    /// SHA-256 over the names and bytes of all files.
    pub digest: String,
    /// Documents.
    pub instruments: Vec<Instrument>,
    /// Lists.
    pub lists: Vec<List>,
    /// Words.
    pub vocabulary: Vocabulary,
    /// Numbering of all lists.
    pub outline: Outline,
    /// What is by law a part of which system.
    pub parts: Parts,
    /// Paragraphs in source order.
    pub paragraphs: Vec<Paragraph>,
    /// Rules in source order; nothing depends on it.
    pub rules: Vec<Rule>,
    /// Rules of ownership, in source order.
    pub ownership: Vec<ownership::Ownership>,
    /// Facts that contradict claims.
    pub contradictions: Vec<Contradiction>,
    /// Membership rows.
    pub memberships: Vec<Membership>,
    /// States by code.
    pub countries: Vec<Country>,
    /// Customs hints by code.
    pub hs: BTreeMap<String, Vec<Hint>>,
    /// Claimed-code hints by code.
    pub claimed: BTreeMap<String, Vec<Hint>>,
    /// Profiles.
    pub profiles: Vec<Profile>,
    /// States that some rule names as recipient or as origin: the states under measures.
    pub(crate) measured: Vec<StateIdx>,
    /// Properties that some rule asks for, sorted.
    pub(crate) asked_by_rules: Vec<crate::ident::PropertyIdx>,
    /// Goods paragraphs that an item of that article may be in.
    pub(crate) by_article: Vec<Vec<ParagraphIdx>>,
    /// Goods paragraphs that go on in general words.
    pub(crate) general: Vec<ParagraphIdx>,
    /// For each paragraph the software and technology paragraphs of its item, or for it.
    pub(crate) served: Vec<Vec<ParagraphIdx>>,
    /// Software and technology paragraphs.
    pub(crate) by_form: [Vec<ParagraphIdx>; 2],
    /// Rows of one state and regime.
    pub(crate) by_state: BTreeMap<(Treaty, Option<StateIdx>), Vec<MembershipIdx>>,
}

#[expect(clippy::indexing_slicing, reason = "positions are made by the loader for this pack only")]
impl Regime {
    /// A paragraph.
    #[must_use]
    pub fn paragraph(&self, at: ParagraphIdx) -> &Paragraph {
        &self.paragraphs[at.index()]
    }

    /// A rule.
    #[must_use]
    pub fn rule(&self, at: RuleIdx) -> &Rule {
        &self.rules[at.index()]
    }

    /// A state.
    #[must_use]
    pub fn country(&self, at: StateIdx) -> &Country {
        &self.countries[at.index()]
    }

    /// A list.
    #[must_use]
    pub fn list(&self, at: ListIdx) -> &List {
        &self.lists[at.index()]
    }

    /// A document.
    #[must_use]
    pub fn instrument(&self, at: InstrumentIdx) -> &Instrument {
        &self.instruments[at.index()]
    }

    /// A membership row.
    #[must_use]
    pub fn membership_row(&self, at: MembershipIdx) -> &Membership {
        &self.memberships[at.index()]
    }

    /// Software and technology paragraphs of the paragraph's item, and those that name it.
    pub(crate) fn served_by(&self, at: ParagraphIdx) -> &[ParagraphIdx] {
        &self.served[at.index()]
    }

    /// Goods paragraphs that an item of that article may be in.
    pub(crate) fn paragraphs_of(&self, article: ArticleIdx) -> &[ParagraphIdx] {
        &self.by_article[article.index()]
    }
}

impl Regime {
    /// Finds a paragraph by its full id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<ParagraphIdx> {
        self.outline.find(id).and_then(|node| self.outline.node(node).paragraph)
    }

    /// Finds a state by its code.
    #[must_use]
    pub fn state(&self, code: &str) -> Option<StateIdx> {
        self.countries.binary_search_by(|c| c.code.as_str().cmp(code)).ok().map(StateIdx::new)
    }

    /// The membership row of a state on the day. None = nothing is known.
    #[must_use]
    pub fn membership(&self, state: StateIdx, of: Treaty, as_of: AsOf) -> Option<MembershipIdx> {
        let own = self.by_state.get(&(of, Some(state)));
        // A state with rows of its own, none of which holds today, is unknown: the row for all
        // other states is not about it.
        let rows = own.or_else(|| self.by_state.get(&(of, None)))?;
        rows.iter().copied().find(|row| self.membership_row(*row).origin.period.holds(as_of))
    }

    /// States under measures that a text names: by code in capitals, by a name or by a place.
    #[must_use]
    pub fn measured_in(&self, text: &str) -> Vec<StateIdx> {
        let folded = vocabulary::fold(text);
        let named = |at: &StateIdx| {
            let country = self.country(*at);
            text.split(|c: char| !c.is_alphanumeric()).any(|word| word == country.code)
                || country.folded.iter().any(|name| folded.contains(name.as_str()))
        };
        self.measured.iter().copied().filter(named).collect()
    }

    /// A citation as people write it: title and place.
    #[must_use]
    pub fn cite(&self, citation: &Citation) -> String {
        let title = &self.instrument(citation.instrument).title;
        if citation.locus.is_empty() {
            title.clone()
        } else {
            format!("{title}, {}", citation.locus)
        }
    }

    /// A profile by name.
    #[must_use]
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.id == id)
    }
}
