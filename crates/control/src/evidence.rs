//! What the outside found out before the law was asked: screening and denials. Or that it did not
//! look, which is never "nothing there".

use crate::period::AsOf;
use crate::truth::Truth;

/// Everything found out about one transfer.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// One for each party, in the transfer's order.
    pub parties: Vec<Screened>,
    /// The user set screening aside for the whole transfer, whoever is or is not named in it.
    pub set_aside: bool,
    /// What is known of denials.
    pub denials: Denials,
}

/// The screening of one party.
#[derive(Clone, Debug, PartialEq)]
pub struct Screened {
    /// How far it went.
    pub state: ScreeningState,
    /// Whom the searched lists hold that may be the party. A search that was not complete may
    /// still have found somebody.
    pub hits: Vec<ListHit>,
    /// What a reviewer should know of the search: tricks in the name, wrong check digits, what was
    /// searched.
    pub notes: Vec<String>,
    /// What each authority's rule of ownership makes of the owners behind the party; empty where
    /// no owners are stated.
    pub ownership: Vec<OwnersRolled>,
}

/// What one authority's rule of ownership makes of the owners behind a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnersRolled {
    /// Whose rule, or the list for which no rule is on record on that day.
    pub authority: String,
    /// The rule, by its position in the pack.
    pub rule: Option<usize>,
    /// Whether the listing of the owners reaches the party.
    pub truth: Truth,
    /// The same if every owner whose name alone was found is the listed one.
    pub if_hits_hold: Truth,
    /// What owners that are or may be listed, or reached by the rule, hold of the party itself.
    pub held: String,
    /// The holdings on the way from those owners to the party, nearest first.
    pub steps: Vec<Held>,
    /// There are more steps than are kept.
    pub more: bool,
    /// A listed name stands among the owners, whatever its share.
    pub listed_owner: bool,
    /// Only the sum of owners that the rule does not add up would do.
    pub only_jointly: bool,
    /// Only holdings in a circle would do.
    pub only_in_a_circle: bool,
}

/// One holding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Who holds.
    pub owner: String,
    /// Of whom.
    pub owned: String,
    /// How much, in words.
    pub share: String,
    /// What is known of the owner: `listed`, `name found`, `listing not known`, `owned` or `perhaps
    /// owned` by such an owner, or nothing of these.
    pub standing: &'static str,
}

/// How far the screening of a party went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScreeningState {
    /// All required lists were searched.
    Done,
    /// Not, or not all, or with a list too old: why.
    NotDone(String),
    /// The user sets aside that not all lists were searched; the determination says so. Hits that
    /// were found count all the same.
    AssumedClear,
}

impl Screened {
    /// All required lists were searched, with these hits.
    #[must_use]
    pub fn done(hits: Vec<ListHit>) -> Self {
        Self { hits, ..Self::bare(ScreeningState::Done) }
    }

    /// Nobody searched: why.
    #[must_use]
    pub fn not_done(why: impl Into<String>) -> Self {
        Self::bare(ScreeningState::NotDone(why.into()))
    }

    /// The user set screening aside.
    #[must_use]
    pub fn assumed_clear() -> Self {
        Self::bare(ScreeningState::AssumedClear)
    }

    fn bare(state: ScreeningState) -> Self {
        Self { state, hits: Vec::new(), notes: Vec::new(), ownership: Vec::new() }
    }
}

/// A party found on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListHit {
    /// Short name of the list as it is installed: `un`, `us-sdn`, `un-starter`.
    pub list: String,
    /// Whose list it is, as the law names it: `un` for `un` and for `un-starter`.
    pub authority: String,
    /// The authority's reference.
    pub entry: String,
    /// The listed name that matched.
    pub name: String,
    /// 0 to 1.
    pub score: f64,
    /// `exact`, `strong`, `possible` or `weak`.
    pub band: String,
    /// An official identifier is equal.
    pub identifier_equal: bool,
    /// Not the party itself was found but somebody behind it: `owner A. Owner`.
    pub via: Option<String>,
    /// In a few words, why the names or identifiers are taken to meet.
    pub reason: String,
    /// What an officer decided about this entry and this party.
    pub judged: Option<Judged>,
    /// From this instant, if the list says so.
    pub listed_from: Option<AsOf>,
    /// Until this instant.
    pub listed_until: Option<AsOf>,
}

/// An officer's judgement on a hit. "Unsure" is no judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// The party is the listed one.
    Same,
    /// It is somebody else.
    Different,
}

/// Denials of partners.
#[derive(Clone, Debug)]
pub enum Denials {
    /// Nobody looked.
    NotLooked,
    /// The register given, all of it.
    Looked(Vec<Denial>),
}

/// A denial, `denial/1`, read.
#[derive(Clone, Debug)]
pub struct Denial {
    /// Its id.
    pub id: String,
    /// `mtcr` or `nsg`.
    pub regime: String,
    /// Country code of the authority.
    pub authority: String,
    /// Day of the decision.
    pub decided: AsOf,
    /// The first instant after its validity, if that ends.
    pub valid_until: Option<AsOf>,
    /// When it was revoked.
    pub revoked: Option<AsOf>,
    /// Full paragraph id; none for catch-all denials.
    pub list_entry: Option<String>,
    /// Article word, if given.
    pub article: Option<String>,
    /// What was denied.
    pub description: String,
    /// Properties as written.
    pub properties: Vec<(String, String)>,
    /// End user.
    pub end_user: DenialParty,
    /// Under the catch-all clause.
    pub catch_all: bool,
    /// For the end users of this transfer in order: what screening thinks of the two names.
    pub similar: Vec<Similar>,
}

/// A party of a denial.
#[derive(Clone, Debug, Default)]
pub struct DenialParty {
    /// As written.
    pub name: String,
    /// Country code.
    pub country: String,
}

/// How two names compare, for denials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Similar {
    /// Equal after folding case, accents, punctuation and legal form.
    Same,
    /// Another spelling or script, for a person to judge.
    Perhaps,
    /// Different.
    No,
}
