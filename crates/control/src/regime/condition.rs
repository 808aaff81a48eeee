//! The closed vocabulary of tests and conditions, and the things that they name.

use crate::exact::Exact;
use crate::ident::{ArticleIdx, ListIdx, NodeIdx, ParagraphIdx, PropertyIdx, StateIdx};
use crate::quantity::Relation;

/// Whether an item is a thing, a program or knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Goods.
    Goods,
    /// Software.
    Software,
    /// Technology: technical data and technical assistance.
    Technology,
    /// A service; read as technology by the lists.
    Service,
}

impl Form {
    /// All, in the order of the contract.
    pub const ALL: [Self; 4] = [Self::Goods, Self::Software, Self::Technology, Self::Service];

    /// As written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Software => "software",
            Self::Technology => "technology",
            Self::Service => "service",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.word() == word)
    }
}

/// Alternatives, one of which must hold; each is a list of tests that must all hold.
#[derive(Clone, Debug)]
pub struct Line {
    /// The alternatives.
    pub alternatives: Vec<Vec<Clause>>,
}

/// One test and its words in the pack.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The test.
    pub test: Test,
    /// As written.
    pub text: String,
}

/// A named thing in a relation or in `for`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A number of a list, with all below it.
    Node(NodeIdx),
    /// An article, with all narrower ones.
    Article(ArticleIdx),
}

/// What a test of relations, or a `for`, asks to be named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Any of these.
    pub targets: Vec<Target>,
    /// Systems of which targets are parts by law, where the targets speak of no such system
    /// themselves: who names one of these may mean the part (derived from `within`).
    pub wholes: Vec<NodeIdx>,
    /// Who names a part of a target may mean the target; not where a counterpart speaks of the parts.
    pub takes_parts: bool,
}

impl Wanted {
    /// Targets as written; what `within` makes of them is added when all paragraphs are known.
    #[must_use]
    pub fn of(targets: Vec<Target>) -> Self {
        Self { targets, wholes: Vec::new(), takes_parts: true }
    }
}

/// The five relations of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kinship {
    /// Can be used in.
    UsableIn,
    /// Designed or modified for.
    DesignedOrModifiedFor,
    /// Specially designed for.
    SpeciallyDesignedFor,
    /// Has inside it.
    Contains,
    /// Is a part of.
    PartOf,
}

impl Kinship {
    /// All five.
    pub const ALL: [Self; 5] = [
        Self::UsableIn,
        Self::DesignedOrModifiedFor,
        Self::SpeciallyDesignedFor,
        Self::Contains,
        Self::PartOf,
    ];

    /// As written.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::UsableIn => "usable_in",
            Self::DesignedOrModifiedFor => "designed_or_modified_for",
            Self::SpeciallyDesignedFor => "specially_designed_for",
            Self::Contains => "contains",
            Self::PartOf => "part_of",
        }
    }

    /// Itself and the relations that count as it.
    #[must_use]
    pub fn or_stronger(self) -> &'static [Self] {
        match self {
            Self::UsableIn => {
                &[Self::UsableIn, Self::DesignedOrModifiedFor, Self::SpeciallyDesignedFor]
            }
            Self::DesignedOrModifiedFor => {
                &[Self::DesignedOrModifiedFor, Self::SpeciallyDesignedFor]
            }
            Self::SpeciallyDesignedFor => &[Self::SpeciallyDesignedFor],
            Self::Contains => &[Self::Contains],
            Self::PartOf => &[Self::PartOf],
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kinship| kinship.word() == word)
    }
}

/// A set of paragraphs, by position.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ParagraphSet(pub(crate) Vec<bool>);

impl ParagraphSet {
    /// Whether the paragraph is in it.
    #[must_use]
    pub fn has(&self, paragraph: ParagraphIdx) -> bool {
        self.0.get(paragraph.index()).copied().unwrap_or(false)
    }
}

/// A regime or treaty that states belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Treaty {
    /// Missile Technology Control Regime.
    Mtcr,
    /// Nuclear Suppliers Group.
    Nsg,
    /// Treaty on the Non-Proliferation of Nuclear Weapons.
    Npt,
    /// IAEA comprehensive safeguards agreement.
    Csa,
    /// Additional Protocol to it.
    Ap,
}

impl Treaty {
    /// All.
    pub const ALL: [Self; 5] = [Self::Mtcr, Self::Nsg, Self::Npt, Self::Csa, Self::Ap];

    /// As written in packs and reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mtcr => "MTCR",
            Self::Nsg => "NSG",
            Self::Npt => "NPT",
            Self::Csa => "CSA",
            Self::Ap => "AP",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|treaty| treaty.word() == word)
    }
}

/// Whose membership is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The recipient state at hand.
    Recipient,
    /// The state that the goods leave.
    Exporter,
}

/// The closed vocabulary of tests and conditions.
#[derive(Clone, Debug)]
pub enum Test {
    /// A quantity against a limit in base units.
    Compare {
        /// Which property.
        property: PropertyIdx,
        /// How.
        relation: Relation,
        /// The limit.
        limit: Exact,
    },
    /// A quantity between two limits, both included.
    Within {
        /// Which property.
        property: PropertyIdx,
        /// Lower limit.
        low: Exact,
        /// Upper limit.
        high: Exact,
    },
    /// A word or text property is one of these.
    Word {
        /// Which property.
        property: PropertyIdx,
        /// Lower-case words.
        words: Vec<String>,
    },
    /// A flag is true, or a text is given.
    Flag(PropertyIdx),
    /// The item is such an article.
    Article(Vec<ArticleIdx>),
    /// A relation names a target.
    Related {
        /// Which relation, stronger ones included.
        kinship: Kinship,
        /// What must be named.
        wanted: Wanted,
    },
    /// Some purpose relation names a target.
    Names(Wanted),
    /// Range and payload.
    Reach {
        /// Payload may be exchanged for fuel.
        exchange: bool,
        /// Metres.
        range: Exact,
        /// Kilograms; none = with any payload.
        payload: Option<Exact>,
    },
    /// System accuracy as a share of the range.
    Accuracy(Exact),
    /// The contrary.
    Not(Box<Test>),
    /// A paragraph of the set is matched.
    Listed(ParagraphSet),
    /// What the exporter knows or was told.
    Awareness(Vec<String>),
    /// The programme of the end use.
    Programme(Vec<String>),
    /// The facility is under safeguards.
    Safeguarded,
    /// Kind of transfer.
    Kind(Vec<String>),
    /// Form of the item.
    Form(Vec<Form>),
    /// The recipient state is this one.
    Recipient(StateIdx),
    /// The goods leave this state.
    ShippedFrom(StateIdx),
    /// Membership of a state on the day.
    Membership {
        /// Whose.
        whose: Whose,
        /// Which regime.
        regime: Treaty,
        /// Any of these.
        statuses: Vec<String>,
    },
    /// Chapter of the customs code, ranges included.
    Chapter(Vec<(u8, u8)>),
    /// A party is on this authority's list.
    PartyListed(String),
    /// No edition of the list is in force on the day.
    NoEdition(ListIdx),
    /// Contents are stated or must be asked for.
    AsksContains,
    /// Holds always.
    Always,
}
