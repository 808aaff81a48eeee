//! The policy: every weight of name matching in one table, an example pair beside each.
//!
//! Nothing here depends on a list, so a score means the same whatever the list holds.

/// Score at or above which a listed party is reported.
pub const THRESHOLD: f64 = 0.70;

/// How well two parts agree, 0 to 1.
pub(crate) mod agree {
    /// "putin", "putin".
    pub(crate) const LITERAL: f32 = 1.0;
    /// One Latin reading, other scripts: "Путин", "putin".
    pub(crate) const SAME_READING: f32 = 0.97;
    /// One reading of Chinese characters, which many names share: "李", "li".
    pub(crate) const SAME_HAN_READING: f32 = 0.80;
    /// Consonants agree with a foreign name in Chinese characters: "奥巴马", "obama".
    pub(crate) const FOREIGN_HAN: f32 = 0.80;
    /// Known spellings of one name: "mohammed", "muhammad".
    pub(crate) const VARIANT: f32 = 0.95;
    /// Spellings with one sound key: "sergey", "sergej".
    pub(crate) const SOUND: f32 = 0.93;
    /// Spellings that share a key of respelling, by the letters of the shorter: "jin", "chin";
    /// "hsiang", "xiang"; "prigojine", "prigozhin".
    pub(crate) const RESPELLED_SHORT: f32 = 0.72;
    pub(crate) const RESPELLED: f32 = 0.82;
    pub(crate) const RESPELLED_LONG: f32 = 0.88;
    /// The consonants of a word that lost its vowels: "tnchn", "tanchon".
    pub(crate) const BARE: f32 = 0.80;
    /// A slip in another spelling of the name: "mohamd", "muhammad".
    pub(crate) const NEAR_VARIANT: f32 = 0.78;
    /// One name in other languages: "john", "juan".
    pub(crate) const EQUIVALENT: f32 = 0.72;
    /// "ben", "benjamin".
    pub(crate) const NICKNAME: f32 = 0.85;
    /// Consonants agree across scripts, by their number: "وليد", "walid".
    pub(crate) const SKELETON_TWO: f32 = 0.72;
    pub(crate) const SKELETON_THREE: f32 = 0.84;
    pub(crate) const SKELETON_MORE: f32 = 0.90;
    /// "j", "joachim".
    pub(crate) const INITIAL: f32 = 0.55;
    /// The same where the list has the initial: it abbreviates its lesser names.
    pub(crate) const LISTED_INITIAL: f32 = 0.4;
    /// "jp", "jean paul".
    pub(crate) const INITIALS: f32 = 0.6;
    /// "pla", "people's liberation army".
    pub(crate) const ACRONYM: f32 = 0.85;
    /// "goodwill", "good will".
    pub(crate) const JOINED: f32 = 0.97;
    /// "ag", "aktiengesellschaft" is literal; "jsc", "ojsc" are of one family.
    pub(crate) const LEGAL_FAMILY: f32 = 0.9;
    /// "co" and "gmbh".
    pub(crate) const LEGAL_GENERAL: f32 = 0.8;
    /// Cost of one edit, divided by the length: "serei", "sergei".
    pub(crate) const EDIT: f32 = 0.6;
    /// The same for two edits: "luakshenka", "lukashenko".
    pub(crate) const SECOND_EDIT: f32 = 1.5;
    /// Taken off when the first letters differ: "anna", "banna".
    pub(crate) const FIRST_LETTER: f32 = 0.14;
    /// Shortest word that may lack its first letter: "anna" is not "hanna".
    pub(crate) const FIRST_LETTER_MIN: usize = 6;
    /// Shortest word of consonants in which an edit is a slip: "محمد" is not "محمدي".
    pub(crate) const ABJAD_EDIT_MIN: usize = 5;
    /// The same when they are exchanged: "afzlullah", "fazlullah".
    pub(crate) const FIRST_SWAP: f32 = 0.05;
    /// Neighbours exchanged in a short word: "adb", "abd"; "aj", "ja".
    pub(crate) const SHORT_SWAP: f32 = 0.80;
    /// A letter lost, or wrong, in a word of three that then cannot be said: "pk", "pak"; "ktm",
    /// "kim".
    pub(crate) const SHORT_LOSS: f32 = 0.85;
    pub(crate) const SHORT_WRONG: f32 = 0.75;
    /// Taken off when both words can be said as one syllable: "ming", "qing".
    pub(crate) const BOTH_SYLLABLES: f32 = 0.06;
    /// A word written backwards: "nitup", "putin".
    pub(crate) const REVERSED: f32 = 0.8;
    /// Shortest word that is read backwards; shorter ones meet by accident.
    pub(crate) const REVERSED_MIN: usize = 5;
    /// A particle mistyped: "ai", "al". What it costs is in `uneven`.
    pub(crate) const PARTICLE_SLIP: f32 = 0.5;
    /// A compound that agrees worse than this has more than one edit.
    pub(crate) const ONE_SLIP: f32 = 0.85;
    /// Shortest Korean word compared with edits in Latin letters.
    pub(crate) const KOREAN_EDIT_MIN: usize = 6;
    /// Taken off when both words are well-known names: "salim", "salem".
    pub(crate) const BOTH_KNOWN: f32 = 0.12;
    /// Taken off for a word of three or four letters: "sad", "said".
    pub(crate) const SHORT: f32 = 0.02;
}

/// How much a part tells.
pub(crate) mod weight {
    /// A rare word of four letters or more: "zarkari".
    pub(crate) const RARE: f32 = 1.0;
    /// "rashid".
    pub(crate) const COMMON: f32 = 0.8;
    /// "mohammed".
    pub(crate) const VERY_COMMON: f32 = 0.6;
    /// "shanghai" in the name of a company.
    pub(crate) const FREQUENT: f32 = 0.6;
    /// "trading" in the name of a company.
    pub(crate) const GENERIC: f32 = 0.4;
    /// Factor of a word of two letters, "xu", and of three, "kim".
    pub(crate) const TWO_LETTERS: f32 = 0.7;
    pub(crate) const THREE_LETTERS: f32 = 0.85;
    /// "j" in "Hans J Friedrich".
    pub(crate) const INITIAL: f32 = 0.7;
    /// "44" in "Brigade 44".
    pub(crate) const NUMBER: f32 = 1.3;
    /// "bin".
    pub(crate) const PARTICLE: f32 = 0.1;
    /// "dr".
    pub(crate) const TITLE: f32 = 0.05;
    /// "of".
    pub(crate) const STOPWORD: f32 = 0.05;
    /// "grf" in "Global Relief Foundation (GRF)": the name has said so already.
    pub(crate) const OWN_ACRONYM: f32 = 0.05;
    /// "gmbh".
    pub(crate) const LEGAL: f32 = 0.08;
    /// "junior".
    pub(crate) const SUFFIX: f32 = 0.25;
}

/// What absence and contradiction cost.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    /// Each side has a part that the other lacks: "Frank Richter", "Frederik Richter".
    pub(crate) conflict: f32,
    /// The query says more: "Vladimir Vladimirovich Putin" against "Vladimir Putin".
    pub(crate) extra: f32,
    /// The list says more: "Boris Johnson" against "Alexandre Boris de Pfeffel Johnson".
    pub(crate) dropped: f32,
    /// The same beyond the weight of one rare part: one name is left out by habit.
    pub(crate) dropped_more: f32,
    /// The same where only one listed part was met, for a query of one word, "Johnson", and for
    /// a longer one, which then had more to say: "Thomas Sa" against "Tomasa Garcia Rios".
    pub(crate) dropped_alone: [f32; 2],
    /// A part met one that tells much less: "hadi" against the title "haji".
    pub(crate) uneven: f32,
}

/// Likeness of contradicting parts, in letters, from which a conflict is softened, and at which
/// it costs no more than an extra part: "Schulze", "Scholz".
pub(crate) const ALIKE_FROM: f32 = 0.5;
pub(crate) const ALIKE_FULL: f32 = 0.8;

/// Agreement below which the whole `uneven` cost is due; it fades towards 1.
pub(crate) const UNEVEN_FULL: f32 = 0.8;

/// Persons: names are left out freely.
pub(crate) const PERSON: Costs = Costs {
    conflict: 1.6,
    extra: 0.65,
    dropped: 0.16,
    dropped_more: 0.25,
    dropped_alone: [0.25, 0.4],
    uneven: 0.3,
};
/// Share of `dropped` where a title stands for the given names: "President Erdogan". Only for
/// rare names; "Mr Smith" is anybody.
pub(crate) const TITLED: f32 = 0.5;

/// Organisations: a further word is another organisation, "Crystalord Systems Limited".
pub(crate) const ORGANISATION: Costs = Costs {
    conflict: 1.6,
    extra: 1.1,
    dropped: 0.25,
    dropped_more: 0.25,
    dropped_alone: [0.25, 0.25],
    uneven: 0.3,
};
/// Ships and aircraft: "Victory" and "Victory 3" are two.
pub(crate) const OBJECT: Costs = Costs {
    conflict: 1.8,
    extra: 1.1,
    dropped: 0.5,
    dropped_more: 0.5,
    dropped_alone: [0.5, 0.5],
    uneven: 0.3,
};

/// Longest word of a ship's name in which an edit is another name: "snow", "snoe".
pub(crate) const OBJECT_SHORT: usize = 4;
/// Factor for legal forms of different families: "Deutsche Bank AG", "Deutsche Bank GmbH".
pub(crate) const LEGAL_CONFLICT: f32 = 0.93;
/// Factor for a charity or an authority against a company: "ANO Iskusstvo", "OOO Iskusstvo".
pub(crate) const LEGAL_NATURE: f32 = 0.72;
/// What the shortest names lose for telling little, and how fast that fades with what is told:
/// "Ali" exactly equal is 0.87, "Reinaldo Gregorio Lenin Cerna" exactly equal is over 0.99.
pub(crate) const LITTLE_TOLD: f32 = 0.25;
pub(crate) const TOLD_HALVES: f32 = 1.85;
/// A weak alias of the list counts a little less.
pub(crate) const WEAK_ALIAS: f32 = 0.97;

/// Facts beside the name. Confirming ones close a share of the gap to 1; contradicting ones are
/// factors.
pub(crate) mod fact {
    /// Same day of birth.
    pub(crate) const BIRTH_DAY: f64 = 0.15;
    /// Same year of birth, no day on one side.
    pub(crate) const BIRTH_YEAR: f64 = 0.05;
    /// A country in common.
    pub(crate) const COUNTRY: f64 = 0.02;
    /// Years of birth more than a year apart, circa more than three.
    pub(crate) const OTHER_YEAR: f64 = 0.80;
    /// Same year, other day.
    pub(crate) const OTHER_DAY: f64 = 0.93;
    /// Male and female.
    pub(crate) const OTHER_GENDER: f64 = 0.85;
    /// No country in common.
    pub(crate) const OTHER_COUNTRY: f64 = 0.95;
    /// A person and a ship.
    pub(crate) const OTHER_KIND: f64 = 0.65;
}

/// Bands of the score.
pub(crate) mod band {
    /// Same name after folding, and nothing contradicts.
    pub(crate) const EXACT: f64 = 0.93;
    /// A reviewer expects the same party.
    pub(crate) const STRONG: f64 = 0.85;
    /// May be the same party.
    pub(crate) const POSSIBLE: f64 = 0.70;
}
