//! One list of events makes the enum, its kinds and the form in which faults have a path.

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty,)* })*) => {
        /// What can happen.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
        pub enum Event {
            $($(#[$doc])* $name { $($(#[$fdoc])* $field: $type,)* },)*
        }

        /// The same with its name outside, `{"case_opened": {…}}`: read like this, a fault in it has
        /// a path.
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        pub enum NamedEvent {
            $($(#[$doc])* $name { $($(#[$fdoc])* $field: $type,)* },)*
        }

        impl From<NamedEvent> for Event {
            fn from(named: NamedEvent) -> Self {
                match named {
                    $(NamedEvent::$name { $($field,)* } => Self::$name { $($field,)* },)*
                }
            }
        }

        /// An event without what it says: the rows of the tables of roles and transitions.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum EventKind {
            $($(#[$doc])* $name,)*
        }

        impl EventKind {
            /// Every kind, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];
        }

        impl Event {
            /// Its kind.
            #[must_use]
            pub fn kind(&self) -> EventKind {
                match self {
                    $(Self::$name { .. } => EventKind::$name,)*
                }
            }
        }
    };
}

pub(super) use events;
