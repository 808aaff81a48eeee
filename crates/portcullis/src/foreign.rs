//! Files that are not what is asked for, told by their first bytes: a workbook under the name of a
//! CSV, a text in UTF-16, nothing at all. And the sign between the columns of a CSV.

use crate::files::BadInput;

/// How such files begin, what they are, and what to do.
const BEGINNINGS: &[(&[u8], &str, &str)] = &[
    (b"\xff\xfe", "a text in UTF-16", UTF_8),
    (b"\xfe\xff", "a text in UTF-16", UTF_8),
    (b"PK\x03\x04", "a workbook or a packed folder", WORKBOOK),
    (b"\xd0\xcf\x11\xe0", "a workbook or a document of an office program", WORKBOOK),
    (b"%PDF", "a PDF", "write what it says as JSON or CSV"),
    (b"{\\rtf", "a document of a word processor", "save it as plain text in UTF-8"),
    (b"\x1f\x8b", "a packed file", PACKED),
    (b"<", "XML or a web page", "JSON, NDJSON or CSV is read here; `lists import` reads lists"),
];
const PACKED: &str = "unpack it first; a list of parties, such as `fsf_….jsonl.gz`, goes to \
                      `lists import` as it is";
const UTF_8: &str = "save it in UTF-8; spreadsheets call that `CSV UTF-8`, editors an encoding";
const WORKBOOK: &str = "save the sheet as `CSV UTF-8`, or unpack the folder";
/// For bytes that are no text in UTF-8 otherwise.
pub(crate) const NOT_UTF_8: &str =
    "not UTF-8\n  hint: save it in UTF-8; spreadsheets call that `CSV UTF-8`, editors an encoding";

/// Refuses what is no text of ours by its first bytes.
///
/// # Errors
/// What it is instead.
pub(crate) fn refused(name: &str, first: &[u8]) -> Result<(), BadInput> {
    let known = BEGINNINGS.iter().find(|(begins, ..)| first.starts_with(begins));
    // Text in UTF-16 without a mark has a zero in every other byte.
    let spaced = || first.len() > 3 && first.iter().take(4).filter(|byte| **byte == 0).count() == 2;
    let found = known.map(|(_, what, hint)| (*what, *hint));
    match found.or_else(|| spaced().then_some(("a text in UTF-16", UTF_8))) {
        None => Ok(()),
        Some((what, hint)) => Err(BadInput(format!("{name}: {what}\n  hint: {hint}"))),
    }
}

/// The same, and nothing at all.
///
/// # Errors
/// What it is instead.
pub(crate) fn refused_or_empty(name: &str, first: &[u8]) -> Result<(), BadInput> {
    if first.is_empty() {
        let hint = "was it saved? a pipe before it may have failed";
        return Err(BadInput(format!("{name}: nothing in it\n  hint: {hint}")));
    }
    refused(name, first)
}

/// The sign between the columns: where a comma counts in numbers, spreadsheets write semicolons.
pub(crate) fn delimiter(header: &[u8]) -> u8 {
    let line = header.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|byte| **byte == sign).count();
    let signs = [b',', b';', b'\t'].map(|sign| (count(sign), sign));
    // Of equals the last, which is the comma.
    signs.into_iter().rev().max_by_key(|(count, _)| *count).map_or(b',', |(_, sign)| sign)
}
