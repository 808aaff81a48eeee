//! How a description is read for what it says the thing is: part by part, without purposes.

/// Words that join several things.
const JOINING: &[&str] = &["and", "or", "with", "plus", "including", "incl"];
/// Words between a thing and what it belongs to, lies in or comes from.
const BELONGING: &[&str] = &["of", "in", "on", "from", "to", "by"];

/// The parts of a description: they end at punctuation, at a dash that stands alone, and before a word
/// that joins. What a thing is for is in none of them, unless the description begins with it.
pub(super) fn parts(description: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        c.is_ascii_punctuation() && !matches!(c, '-' | '\'' | '"') || matches!(c, '–' | '—' | '\n')
    };
    let pieces = description.split(ends).flat_map(|piece| piece.split(" - "));
    let joined = pieces.flat_map(|piece| pieces_before(piece, JOINING));
    let told = joined.filter(|part| !part.trim().is_empty());
    told.enumerate().map(|(at, part)| {
        let purpose = before(part, &["for"]).next();
        purpose.filter(|said| at > 0 || !said.trim().is_empty()).unwrap_or(part)
    })
}

/// A part without what the thing that it names belongs to: an accelerometer in a missile is one, and a
/// set of missiles is missiles. `names` tells whether a text names anything.
pub(super) fn thing(part: &str, names: impl Fn(&str) -> bool) -> &str {
    before(part, BELONGING).find(|said| names(said)).unwrap_or(part)
}

/// A description turned round, as goods are called in books: "pump, vacuum" is a vacuum pump, a
/// "transducer for pressure" a pressure transducer. Nothing if there is only one part.
pub(super) fn turned(description: &str) -> Option<String> {
    const TURNING: &[&str] = &["for", "of"];
    let pieces = description.split([',', ';']).flat_map(|piece| pieces_before(piece, TURNING));
    let bare = pieces.map(|piece| {
        let piece = piece.trim();
        let (first, rest) = piece.split_once(char::is_whitespace).unwrap_or((piece, ""));
        if TURNING.iter().any(|own| own.eq_ignore_ascii_case(first)) { rest } else { piece }
    });
    let all: Vec<&str> = bare.collect();
    (all.len() > 1).then(|| reversed(&all))
}

/// Parts in the other order.
pub(super) fn reversed(parts: &[&str]) -> String {
    parts.iter().rev().copied().collect::<Vec<_>>().join(" ")
}

/// What stands before each of the words.
fn before<'t>(text: &'t str, words: &'static [&str]) -> impl Iterator<Item = &'t str> {
    let mut at = 0;
    text.split_inclusive(char::is_whitespace).filter_map(move |word| {
        let start = at;
        at += word.len();
        let found = words.iter().any(|own| own.eq_ignore_ascii_case(word.trim_end()));
        if found { text.get(..start) } else { None }
    })
}

/// The text, ending and beginning anew at each of the words.
fn pieces_before<'t>(text: &'t str, words: &'static [&str]) -> impl Iterator<Item = &'t str> {
    let ends = before(text, words).map(str::len).chain([text.len()]);
    let mut from = 0;
    ends.filter_map(move |end| text.get(std::mem::replace(&mut from, end)..end))
}
