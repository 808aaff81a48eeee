//! What the outside found out before the law was asked: screening and denials. Or that it did not
//! look, which is never "nothing there".

use crate::period::AsOf;

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
#[derive(Clone, Debug)]
pub enum Screened {
    /// All required lists were searched.
    Done(Vec<ListHit>),
    /// Not, or not all, or with a list too old: why.
    NotDone(String),
    /// The user sets screening aside; the determination says so.
    AssumedClear,
}

/// A party found on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListHit {
    /// Short name of the list: `un`, `us-sdn`.
    pub list: String,
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
    /// Last instant of validity, if it has one.
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
