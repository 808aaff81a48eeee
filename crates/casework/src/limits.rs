//! Every maximum in one place, each with its motive. A message that refuses names the limit.

/// Bytes of one event as stored: a whole application fits, a file does not.
pub const EVENT_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Characters of an identifier.
pub const ID_CHARS_MAX: usize = 64;
/// Characters of a reason, a note or an answer.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Characters of a name or another short field.
pub const NAME_CHARS_MAX: usize = 500;
/// Entries of one list within an event: parties, items, hits, parameters.
pub const ENTRIES_MAX: usize = 10_000;
/// Digits before the decimal point of an amount.
pub const AMOUNT_DIGITS_MAX: usize = 24;
/// Days of the longest clock; beyond it somebody mistook the unit.
pub const CLOCK_DAYS_MAX: u32 = 36_600;
/// Bytes of a register to import: far beyond any.
pub const REGISTER_BYTES_MAX: usize = 1 << 30;
