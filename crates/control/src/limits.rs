//! Every maximum in one place, each with its motive. A message that refuses names the limit.

/// Items of one transfer: an official declaration has at most 9,999 lines.
pub const ITEMS_MAX: usize = 10_000;
/// Parties of one transfer; more is a list, not a transfer.
pub const PARTIES_MAX: usize = 500;
/// Stops on a route.
pub const ROUTE_MAX: usize = 100;
/// Properties of one item: more than any paragraph asks for.
pub const PROPERTIES_MAX: usize = 500;
/// Entries of one list in an item: relations, scope, claimed codes, envelope points; owners behind one
/// party.
pub const ENTRIES_MAX: usize = 1_000;
/// Owners of owners: no chain in a register is longer.
pub const OWNERS_DEPTH_MAX: usize = 10;
/// Characters of one text field.
pub const TEXT_MAX: usize = 20_000;
/// Characters of one quantity: nothing that a person writes is longer.
pub const QUANTITY_TEXT_MAX: usize = 200;
/// Decimal digits of one number; beyond it nobody has measured anything.
pub const DIGITS_MAX: usize = 18;
/// Largest power of ten written in a number.
pub const EXPONENT_MAX: u32 = 24;
/// Bytes of one transfer (one JSON object, or all CSV rows of one transfer).
pub const TRANSFER_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Nesting of a JSON input; `transfer/1` needs five levels, and two for each owner of an owner.
pub const DEPTH_MAX: usize = 32;
/// Bytes of one pack file.
pub const PACK_FILE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Transfers whose ids are remembered, to find rows that stand apart:
/// some 80 MB, half as much again while the table grows.
pub const IDS_MAX: usize = 7_000_000;
/// Transfers whose ids are remembered with the line of each, to tell of ids that stand twice: as much
/// memory.
pub const IDS_TOLD_MAX: usize = 3_500_000;
/// Rows of one CSV that stand apart from the first ones of their transfer: 24 MB.
pub const APART_ROWS_MAX: usize = 1_000_000;
/// Denials in one file: no register comes near.
pub const DENIALS_MAX: usize = 1_000_000;
