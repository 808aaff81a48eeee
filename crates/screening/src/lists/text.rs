//! Bytes to text, and the tidying that every source needs: one space between words, no blank ends.

use std::borrow::Cow;

use super::fault::Refusal;
use super::{SourceFile, limits};

/// The text of a file: UTF-8 with or without a mark, UTF-16 with a mark, else Windows-1252.
///
/// Windows-1252 accepts almost any bytes, so a UTF-8 file with a broken byte would turn into
/// gibberish unnoticed. A file that is mostly valid UTF-8 is therefore refused instead.
pub(crate) fn decode<'a>(file: &SourceFile<'a>) -> Result<Cow<'a, str>, Refusal> {
    if file.bytes.len() > limits::FILE_BYTES_MAX {
        let reason = format!("larger than {} bytes", limits::FILE_BYTES_MAX);
        return Err(Refusal::too_large(file.name, None, reason));
    }
    if file.bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::empty(file.name, "the file is empty"));
    }
    if file.bytes.starts_with(b"\x1F\x8B") || file.bytes.starts_with(b"PK\x03\x04") {
        return Err(Refusal::wrong_kind(file.name, "the file is packed: unpack it first"));
    }
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(file.bytes)
        && encoding != encoding_rs::UTF_8
    {
        let rest = file.bytes.get(mark..).unwrap_or_default();
        let (text, broken) = encoding.decode_without_bom_handling(rest);
        return if broken { Err(broken_text(file, encoding.name())) } else { Ok(text) };
    }
    let bytes = file.bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file.bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let sound = lossy.chars().filter(|c| !c.is_ascii()).count().saturating_sub(broken);
    if sound >= broken {
        return Err(broken_text(file, "UTF-8"));
    }
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes);
    Ok(text)
}

fn broken_text(file: &SourceFile<'_>, encoding: &str) -> Refusal {
    Refusal::malformed(file.name, None, format!("the text is not valid {encoding}"))
}

/// The text with every run of white space and control characters as one space, ends trimmed.
pub(crate) fn tidy(text: &str) -> Cow<'_, str> {
    let clean = !text.starts_with(' ')
        && !text.ends_with(' ')
        && !text.contains("  ")
        && !text.chars().any(|c| (c.is_whitespace() && c != ' ') || c.is_control());
    if clean {
        return Cow::Borrowed(text);
    }
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    Cow::Owned(words.join(" "))
}

/// The tidied text, cut at a word boundary to `chars_max` characters with ` …` at the cut.
pub(crate) fn shorten(text: &str, chars_max: usize) -> String {
    let text = tidy(text);
    if text.chars().count() <= chars_max {
        return text.into_owned();
    }
    let cut: String = text.chars().take(chars_max.saturating_sub(2)).collect();
    let end = cut.rfind(' ').filter(|end| *end > cut.len() / 2).unwrap_or(cut.len());
    format!("{} …", cut.get(..end).unwrap_or(&cut).trim_end())
}

/// What sources write for "nothing", beside nothing at all.
const BLANKS: &[&str] = &[
    "n/a",
    "na",
    "none",
    "null",
    "unknown",
    "not known",
    "-0-",
    "not applicable",
    "none identified",
    "undetermined",
];

/// True for what sources write when they know nothing.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    text.is_empty()
        || text.chars().all(|c| matches!(c, '-' | '.' | '?' | '/' | '*'))
        || BLANKS.iter().any(|blank| text.eq_ignore_ascii_case(blank))
}

/// The non-blank texts, tidied and joined.
pub(crate) fn join(parts: &[&str], between: &str) -> String {
    let parts: Vec<Cow<'_, str>> =
        parts.iter().filter(|part| !is_blank(part)).map(|part| tidy(part)).collect();
    parts.join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tidies_and_shortens() {
        assert_eq!(tidy(" a\u{a0} b\r\n c"), "a b c");
        assert_eq!(shorten("one two three four", 12), "one two …");
        assert_eq!(shorten("one", 12), "one");
        assert!(is_blank("\u{0} \u{0}") && is_blank("-0-") && !is_blank("x"));
        assert_eq!(join(&["a", "-0-", "", "b"], ", "), "a, b");
    }

    #[test]
    fn decodes_windows_1252_but_not_broken_utf8() {
        let file = |bytes| SourceFile { name: "x", bytes };
        assert_eq!(decode(&file(b"caf\xe9")).unwrap(), "café");
        assert!(decode(&file(b"caf\xc3\xa9 caf\xc3")).is_err());
        assert_eq!(decode(&file(b"\xff\xfea\0b\0")).unwrap(), "ab");
        assert!(matches!(decode(&file(b" \n")), Err(Refusal::Empty(_))));
    }
}
