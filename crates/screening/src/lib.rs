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

mod compare;
mod edit;
pub mod fact;
pub mod identifier;
mod index;
mod key;
pub mod listing;
mod name;
pub mod normalise;
pub mod policy;
mod retrieve;
mod roman;
mod save;
mod search;
mod table;
mod tag;
mod weigh;

pub use compare::Meeting;
pub use fact::{Fact, FactKind, Outcome};
pub use index::Index;
pub use normalise::Finding;
pub use policy::THRESHOLD;
pub use save::SaveError;
pub use search::{Aligned, Answer, Band, Comparison, Evidence, Hit, Options, Query};
pub use search::{compare_names, same_after_folding};
