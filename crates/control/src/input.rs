//! A transfer as given: texts with nothing read into them, absence kept.

use std::borrow::Cow;

/// A text, borrowed from the input where possible.
pub type Text<'a> = Cow<'a, str>;

/// `transfer/1` as its reader found it. The reader has refused unknown fields.
#[derive(Clone, Debug, Default)]
pub struct TransferInput<'a> {
    /// `id`
    pub id: Option<Text<'a>>,
    /// `as_of`
    pub as_of: Option<Text<'a>>,
    /// `profile`
    pub profile: Option<Text<'a>>,
    /// `kind`
    pub kind: Option<Text<'a>>,
    /// `from`
    pub from: Option<Text<'a>>,
    /// `destination`
    pub destination: Option<Text<'a>>,
    /// `route`
    pub route: Vec<Text<'a>>,
    /// `parties`
    pub parties: Vec<PartyInput<'a>>,
    /// `items`
    pub items: Vec<ItemInput<'a>>,
    /// `end_use.programme`
    pub programme: Option<Text<'a>>,
    /// `end_use.awareness`
    pub awareness: Option<Text<'a>>,
    /// `end_use.safeguarded`
    pub safeguarded: Option<bool>,
    /// `end_use.statement`, for people.
    pub statement: Option<Text<'a>>,
    /// `end_use.location`: read for the names of states under measures.
    pub location: Option<Text<'a>>,
    /// `assurances`
    pub assurances: Vec<Text<'a>>,
}

/// A party as given.
#[derive(Clone, Debug, Default)]
pub struct PartyInput<'a> {
    /// `role`
    pub role: Option<Text<'a>>,
    /// `name`
    pub name: Option<Text<'a>>,
    /// `country`
    pub country: Option<Text<'a>>,
    /// `kind`
    pub kind: Option<Text<'a>>,
    /// `birth_date`
    pub birth_date: Option<Text<'a>>,
    /// `identifiers`
    pub identifiers: Vec<(Text<'a>, Text<'a>)>,
    /// `id`, by which owners of its owners may name it.
    pub id: Option<Text<'a>>,
    /// `owners`
    pub owners: Vec<OwnerInput<'a>>,
}

/// An owner as given.
#[derive(Clone, Debug, Default)]
pub struct OwnerInput<'a> {
    /// `id`
    pub id: Option<Text<'a>>,
    /// `name`
    pub name: Option<Text<'a>>,
    /// `country`
    pub country: Option<Text<'a>>,
    /// `kind`
    pub kind: Option<Text<'a>>,
    /// `birth_date`
    pub birth_date: Option<Text<'a>>,
    /// `identifiers`
    pub identifiers: Vec<(Text<'a>, Text<'a>)>,
    /// `share`
    pub share: Option<Text<'a>>,
    /// `owners`: who owns the owner.
    pub owners: Vec<OwnerInput<'a>>,
}

/// An item as given.
#[derive(Clone, Debug, Default)]
pub struct ItemInput<'a> {
    /// `id`
    pub id: Option<Text<'a>>,
    /// `description`
    pub description: Option<Text<'a>>,
    /// `form`
    pub form: Option<Text<'a>>,
    /// `article`
    pub article: Option<Text<'a>>,
    /// `scope`
    pub scope: Option<Vec<Text<'a>>>,
    /// `hs.code`
    pub hs_code: Option<Text<'a>>,
    /// `hs.edition`
    pub hs_edition: Option<Text<'a>>,
    /// `claimed`
    pub claimed: Vec<Text<'a>>,
    /// `quantity`, `unit`, `value`, `currency`, for people.
    pub amounts: Vec<(&'static str, Text<'a>)>,
    /// `properties`
    pub properties: Vec<(Text<'a>, Given<'a>)>,
    /// `relations`
    pub relations: Vec<(Text<'a>, Vec<Text<'a>>)>,
}

/// A property's value as given.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    /// A text.
    Text(Text<'a>),
    /// `true` or `false`.
    Flag(bool),
    /// A bare number, as written.
    Number(String),
    /// A list of pairs of texts.
    Points(Vec<(Text<'a>, Text<'a>)>),
    /// Something else: what.
    Other(&'static str),
}

impl ItemInput<'_> {
    /// The item's name in messages and questions: its id, or its position from 1.
    #[must_use]
    pub fn label(&self, position: usize) -> String {
        self.id.as_ref().map_or_else(|| (position + 1).to_string(), ToString::to_string)
    }
}
