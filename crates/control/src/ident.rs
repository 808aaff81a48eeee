//! Positions in the loaded pack. Each is made by the loader only and is valid for that pack.

macro_rules! position {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            #[expect(clippy::cast_possible_truncation, reason = "packs are limited far below")]
            pub(crate) const fn new(position: usize) -> Self {
                Self(position as u32)
            }

            /// Place in its table.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

position!(
    /// A paragraph of a control list.
    ParagraphIdx
);
position!(
    /// A node of a list's numbering: a paragraph, or a number above paragraphs such as `mtcr:9.A`.
    NodeIdx
);
position!(
    /// An article of the vocabulary.
    ArticleIdx
);
position!(
    /// A property of the vocabulary.
    PropertyIdx
);
position!(
    /// A state.
    StateIdx
);
position!(
    /// A rule.
    RuleIdx
);
position!(
    /// A control list.
    ListIdx
);
position!(
    /// An instrument.
    InstrumentIdx
);
position!(
    /// A membership row.
    MembershipIdx
);
