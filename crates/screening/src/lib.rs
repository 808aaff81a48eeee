//! Names against official party lists: from the authorities' own files to an explained answer.
//!
//! Useful alone; knows no export law. No files, no clock, no network: bytes in, data out.
//!
//! The flow: a name is folded (`normalise`), read in Latin letters (`roman`), cut into parts with
//! derived forms (`name`) and recognised roles (`tag`); two names meet part by part (`compare`);
//! the meeting is weighed (`weigh`); the index finds every listed name that could reach the
//! threshold (`index`); `search` puts it together.
//!
//! A score says how well two names agree, 0 to 1, whatever the size of the list. It ranks; it is
//! not a probability. Where it must err, it errs towards a review: a missed party costs more.
//!
//! Modules are listed in dependency order; a module uses only modules above it.

// What a party list holds.
pub mod listing;

// Who owns whom, rolled up.
pub mod ownership;

// The authorities' own files, and ours.
pub mod lists;

// Every weight, with an example.
pub mod policy;

// Sound keys and skeletons.
mod key;

// Writing systems.
mod script;

// The reviewable tables.
mod table;

// Look-alikes, digits and signs for letters.
mod disguise;

// Foreign habits of spelling.
mod respell;

// Text to folded words, tricks noted.
pub mod normalise;

// Names without the words of every business.
mod business;

// Readings in Latin letters.
mod roman;

// Edit distance and its neighbourhood.
mod edit;

// What a slip of the keys is worth.
mod slip;

// Parts with their derived forms.
mod name;

// Words of business made whole.
mod mend;

// Roles and weights of parts.
mod tag;

// Names that bring their own acronym.
mod acronym;

// Which costs apply.
mod regime;

// Parts in half a cache line.
mod brief;

// Which parts of two names meet.
mod compare;

// What the meeting is worth.
mod weigh;

// What it can be worth at most.
mod bound;

// Check digits, equality, near misses.
pub mod identifier;

// Birth, country, gender, kind.
pub mod fact;

// Bytes of a saved index, checked.
mod bytes;

// Items that are read when they are asked for.
mod kept;

// Dictionary, postings, lookup table.
mod index;

// From listed parties to an index.
mod build;

// Listed parts that may agree with a query.
mod gather;

// Those that do.
mod link;

// Query parts side by side.
mod stretch;

// Candidates, none lost.
mod retrieve;

// The index as bytes.
mod save;

// What met, and what stood alone.
mod evidence;

// How likely it is the same party.
mod probability;

// The public door.
mod search;

// A name read once, compared with many.
mod reading;

// Names within a name, searched with it.
mod within;

// What is known of words against an index.
mod recall;

// Who cannot be there, without a search.
mod sieve;

pub use build::Builder;
pub use business::{is_commonplace, telling_part};
pub use bytes::SaveError;
pub use compare::Meeting;
pub use evidence::{Aligned, Evidence};
pub use fact::{Fact, FactKind, Outcome};
pub use index::Index;
pub use normalise::Finding;
pub use policy::THRESHOLD;
pub use probability::{Probability, SIGNALS, signals};
pub use reading::Reading;
pub use recall::Memory;
pub use save::MATCHING;
pub use search::{Answer, Band, Comparison, Hit, Options, Query};
pub use search::{compare_names, same_after_folding};
pub use within::Inner;
