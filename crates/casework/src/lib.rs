//! Memory and people: what a licensing office did, who did it, and what may be done next.
//!
//! The ground truth is a log of events, held together by digests. Everything else is computed from
//! it by pure functions: an event comes in, the case as it then stands comes out, or a refusal that
//! says why. No clock and no network: instants are arguments; only `store` touches a database.
//!
//! Modules are listed in dependency order; a module uses only modules above it.

// Every maximum.
pub mod limits;

// Faults of a text in our words.
pub mod spoken;

// Identifiers and digests.
pub mod id;

// Exact quantities and values.
pub mod amount;

// What people are.
pub mod role;

// Holiday calendars.
pub mod calendar;

// Periods, due days and why.
pub mod clock;

// What an applicant states.
pub mod facts;

// What an end user undertakes.
pub mod undertaking;

// What the lists hold, and judgements on it.
pub mod searched;

// Denials and what regimes ask.
pub mod notice;

// Determinations as a case keeps them.
pub mod assessment;

// Lines, shipments, obligations, verification.
pub mod licence;

// Positions of agencies.
pub mod advice;

// Tokens of machines.
pub mod token;

// What is recommended and replied.
pub mod decision;

// Everything that can happen.
pub mod event;

// The same as it stands in the log.
pub mod recorded;

// The chain of digests.
pub mod chain;

// Which role does what.
pub mod duty;

// What can stand against a grant.
pub mod blocker;

// Why something is not done.
pub mod refusal;

// The office itself.
pub mod office;

// The register of denials.
pub mod register;

// Names that may be one party's.
pub mod named;

// Denials against a transfer.
pub mod undercut;

// What happens in which state.
pub mod transition;

// A case and its rules.
pub mod case;

// All of it together, and the one door.
pub mod docket;

// From memory to evidence.
pub mod gather;

// The law asked about a case.
pub mod assessing;

// What each audience sees.
pub mod view;

// Denials as files.
pub mod denial_file;

// Rows of lists.
pub mod row;

// The database.
pub mod store;

// The whole log gone through again.
pub mod audit;

// An invented year.
pub mod demo;
