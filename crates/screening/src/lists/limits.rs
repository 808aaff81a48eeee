//! Every maximum of the list readers, each with its motive.
//!
//! A limit that is hit is always stated: as a refusal when it concerns the whole file, as a problem
//! when one entry is concerned.

/// Bytes of one file. The largest list known (a full FollowTheMoney export) stays below it; more
/// would not fit beside the parsed list in the memory that a small office has.
pub const FILE_BYTES_MAX: usize = 1 << 30;

/// Files of one import. The OFAC CSV set has four; the rest is room for both OFAC lists at once.
pub const FILES_MAX: usize = 16;

/// Entries of one list, about ten times the largest collection published today.
pub const PARTIES_MAX: usize = 20_000_000;

/// Depth of nested XML elements. The deepest official schema uses fourteen.
pub const XML_DEPTH_MAX: usize = 64;

/// Characters of the name of a list. It becomes the name of a folder.
pub const LIST_NAME_CHARS_MAX: usize = 80;

/// XML elements of one entry or one reference table. The largest known holds some thousand.
pub const XML_ENTRY_NODES_MAX: usize = 500_000;

/// Names of one entry. The longest known entry has about four hundred.
pub const NAMES_MAX: usize = 2_000;

/// Characters of one name. A longer one is text in the wrong column, not a name.
pub const NAME_CHARS_MAX: usize = 1_000;

/// Characters of one address, identifier or programme; the rest is cut.
pub const FIELD_CHARS_MAX: usize = 1_000;

/// Values in one field of one entry (addresses, identifiers, programmes, births, countries).
pub const VALUES_MAX: usize = 2_000;

/// Characters of the remarks that are kept. Remarks are read by people, not searched, and a hit
/// names the entry in the official list where the whole text stands.
pub const REMARKS_CHARS_MAX: usize = 500;

/// Problems of one entry. More of them say nothing new.
pub const FAULTS_MAX: usize = 100;

/// Problems that are reported one by one; the last line says how many more there were.
pub const PROBLEMS_MAX: usize = 1_000;

/// Percent of entries that may lack a usable name before the file as a whole is refused. Single
/// bare entries occur; many mean that the format changed and names are being lost.
pub const NAMELESS_PERCENT_MAX: usize = 10;

/// Entries below which [`NAMELESS_PERCENT_MAX`] is not applied, so a small sample can be read.
pub const NAMELESS_ENTRIES_MIN: usize = 20;

/// Percent of the entries of the snapshot before that a new one must reach. Lists lose entries in
/// ones and tens; a fifth at once has been a broken export each time.
pub const KEPT_PERCENT_MIN: usize = 80;

/// Entries of the old snapshot below which [`KEPT_PERCENT_MIN`] is not applied.
pub const KEPT_ENTRIES_MIN: usize = 20;
