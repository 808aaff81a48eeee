//! The names that stand within a name: behind "care of", in brackets, between other words, without
//! the words of every business, with letters spaced out, or turned round.

use screening::is_commonplace;

/// A part of a name that is searched by itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// The words.
    pub(super) text: String,
    /// Score below which a hit under this part says nothing.
    pub(super) least: f64,
    /// What the score counts: words around a name make it less likely to be the whole.
    pub(super) factor: f64,
    /// Words of a listed name that must be met.
    pub(super) words: usize,
}

/// Least score, factor and words of a piece.
type Weight = (f64, f64, usize);

/// Names within one field that are searched by themselves besides the whole.
const PIECES_MAX: usize = 12;
/// Words from which on a name may hold another between its other words.
const WINDOWS_FROM: usize = 4;
/// Words from which on a name of two words is looked for between others. In shorter names chance
/// finds too many.
const PAIRS_FROM: usize = 5;
/// Words of such a name that are looked at; the library stops at as many.
const WORDS_MAX: usize = 32;
/// Words of the longest window: a longer name is found by the whole.
const WINDOW_WORDS_MAX: usize = 5;

/// The whole counts as it is.
const WHOLE: Weight = (0.0, 1.0, 0);
/// A run of words counts only where it meets a listed name this well, and keeps this share. One
/// word between others is no name within a name.
const WINDOW: Weight = (0.90, 0.88, 2);
/// One Latin word beside a separator ("c/o KOMID", "Garden (KOMID)"), or two short ones: they count
/// only where they are a listed name, near enough.
const SINGLE: Weight = (0.86, 0.95, 1);
/// Letters of such a piece: a listed name may be three letters, fewer say nothing.
const SINGLE_LETTERS_MIN: usize = 3;
/// What is left without business words.
const TELLING: Weight = (0.80, 0.92, 1);

/// Abbreviations with a stroke, which is no separator in them.
const STROKES: &[(&str, &str)] =
    &[("m/v", "mv"), ("m/t", "mt"), ("m/s", "ms"), ("s/s", "ss"), ("a/s", "as"), ("s/a", "sa")];
/// Words that stand between one name and another.
const BETWEEN: &[&str] = &[
    " c/o ",
    " aka ",
    " a.k.a. ",
    " a.k.a ",
    " a/k/a ",
    " alias ",
    " fka ",
    " f/k/a ",
    " f.k.a. ",
    " formerly ",
    " ex ",
    " dba ",
    " d/b/a ",
    " t/a ",
    " trading as ",
    " doing business as ",
    " on behalf of ",
    " by order of ",
    " o/b/o ",
    " owned by ",
    " for account of ",
    " for the account of ",
    " attn ",
    " attn: ",
    " attention: ",
    " fao ",
    " via ",
    " per ",
    " z.hd. ",
    " care of ",
    " represented by ",
    " - ",
    " – ",
    " — ",
];

/// Whether a character parts one name from another. Dots, hyphens, apostrophes and "&" stand
/// inside names.
fn parts(sign: char) -> bool {
    match sign {
        '.' | '-' | '\'' | '’' | '&' | '+' => false,
        '\n' | '\r' | '\t' => true,
        _ if sign.is_ascii() => sign.is_ascii_punctuation(),
        // General and CJK punctuation, guillemets, Arabic comma and semicolon, full-width forms.
        '«' | '»' | '·' | '،' | '؛' | '\u{2012}'..='\u{2015}' | '\u{2018}'..='\u{201F}' => {
            true
        }
        '\u{2022}' | '\u{2039}' | '\u{203A}' | '\u{2044}' => true,
        '\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301F}' => true,
        '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}' => true,
        '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' => true,
        _ => false,
    }
}

/// The whole name, then the names within it: a listed name does not become harmless behind "care
/// of". The flag says that there were more than are searched. `telling` gives what is left of a name
/// without the words of every business.
pub(super) fn pieces(
    name: &str,
    telling: &mut dyn FnMut(&str) -> Option<String>,
) -> (Vec<Piece>, bool) {
    let name = &joined_strokes(name);
    let mut found = Found(vec![Piece::new(name.clone(), WHOLE)]);
    let mut cut = false;
    // Longer names first: they are searched however many single words stand beside them.
    let (names, singles): (Vec<_>, Vec<_>) =
        separated(name).into_iter().partition(|(_, weight)| *weight == WHOLE);
    for (piece, weight) in names.into_iter().chain(singles) {
        if found.0.len() > PIECES_MAX {
            cut = true;
            break;
        }
        found.add(piece, weight);
    }
    found.add(joined_letters(name), WHOLE);
    found.add(turned(name), WHOLE);
    let whole: Vec<String> = found.0.iter().map(|piece| piece.text.clone()).collect();
    for text in whole {
        found.add(telling(&text), TELLING);
    }
    windows(name, &mut found);
    (found.0, cut)
}

struct Found(Vec<Piece>);

impl Found {
    fn add(&mut self, text: impl Into<Option<String>>, weight: Weight) {
        let Some(text) = text.into() else { return };
        if !self.0.iter().any(|piece| piece.text == text) {
            self.0.push(Piece::new(text, weight));
        }
    }
}

impl Piece {
    fn new(text: String, (least, factor, words): Weight) -> Self {
        Self { text, least, factor, words }
    }
}

fn joined_strokes(name: &str) -> String {
    let word = |word: &str| -> String {
        let known = STROKES.iter().find(|(stroke, _)| word.eq_ignore_ascii_case(stroke));
        known.map_or(word, |(_, plain)| *plain).to_owned()
    };
    if !name.contains('/') {
        return name.to_owned();
    }
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether a text begins with a word, in either case.
fn begins(text: &[u8], word: &str) -> bool {
    let head = text.get(..word.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

/// Whether a word of `BETWEEN` is in the name; most names have none.
fn has_between(name: &str) -> bool {
    let bytes = name.as_bytes();
    let spaces = bytes.iter().enumerate().filter(|(_, byte)| **byte == b' ');
    let mut tails =
        spaces.filter_map(|(at, _)| bytes.get(at..)).filter(|tail| may_stand(tail.get(1)));
    tails.any(|tail| BETWEEN.iter().any(|between| begins(tail, between)))
}

/// Whether a word of `BETWEEN` may begin with a byte: most words do not get further than that.
fn may_stand(first: Option<&u8>) -> bool {
    let own = |between: &&str| between.as_bytes().get(1).copied();
    let Some(first) = first.map(u8::to_ascii_lowercase) else { return false };
    BETWEEN.iter().filter_map(own).any(|own| own == first)
}

fn separated(name: &str) -> Vec<(String, Weight)> {
    let begun = without_between(name.trim());
    let mut marked = begun.to_owned();
    if has_between(begun) {
        // Lower case may change lengths outside ASCII; the words between are ASCII but for two
        // dashes.
        let lower = begun.to_ascii_lowercase();
        let mut cuts: Vec<(usize, usize)> = Vec::new();
        for between in BETWEEN {
            cuts.extend(lower.match_indices(between).map(|(at, found)| (at, at + found.len())));
        }
        cuts.sort_unstable();
        for (from, to) in cuts.iter().rev() {
            if let (Some(head), Some(tail)) = (marked.get(..*from), marked.get(*to..)) {
                marked = format!("{head}\n{tail}");
            }
        }
    }
    let pieces = marked.split(parts).map(|piece| without_between(piece.trim()));
    let pieces = pieces.filter(|piece| *piece != name.trim());
    let pieces = pieces.filter_map(|piece| weight(piece).map(|weight| (piece.to_owned(), weight)));
    let two = is_family_and_given(begun);
    pieces.filter(|(_, weight)| !two || *weight != SINGLE).collect()
}

/// "Family, Given": two words that are one name, compared in any order. "Listed, Dalian" is
/// not one, since a place is no name.
fn is_family_and_given(name: &str) -> bool {
    let single = |text: &str| text.split_whitespace().count() == 1 && !is_commonplace(text);
    name.split_once(',').is_some_and(|(family, given)| single(family) && single(given))
}

/// "(aka Listed Name)" without the word that stands before the name.
fn without_between(piece: &str) -> &str {
    if !may_stand(piece.as_bytes().first()) {
        return piece;
    }
    let words = BETWEEN.iter().map(|between| between.trim_start());
    let words = words.filter(|between| begins(piece.as_bytes(), between));
    let len = words.map(str::len).max();
    len.and_then(|len| piece.get(len..)).map_or(piece, str::trim)
}

/// What a piece counts, if it may be somebody. One Latin word is somebody only where it is a listed
/// name, and a place or a word of business is nobody; a word of another script may be a whole name.
fn weight(piece: &str) -> Option<Weight> {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let foreign = piece.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    let whole = letters >= 6 && piece.split_whitespace().count() >= 2;
    if whole || foreign >= 2 && foreign == letters {
        return Some(WHOLE);
    }
    (letters >= SINGLE_LETTERS_MIN && !is_commonplace(piece)).then_some(SINGLE)
}

/// "K A N G B O N G Trading" with the spaced letters written together.
fn joined_letters(name: &str) -> Option<String> {
    let mut words: Vec<String> = Vec::new();
    let mut run = String::new();
    let mut joined = false;
    let single = |word: &str| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.next().is_some() && letters.next().is_none()
    };
    let all = || name.split_whitespace().take(WORDS_MAX * 4);
    all().filter(|word| single(word)).nth(2)?;
    for word in all().map(Some).chain([None]) {
        match word {
            Some(word) if single(word) => run.extend(word.chars().filter(|c| c.is_alphabetic())),
            other => {
                joined |= run.chars().count() >= 3;
                if !run.is_empty() {
                    words.push(std::mem::take(&mut run));
                }
                words.extend(other.map(str::to_owned));
            }
        }
    }
    joined.then(|| words.join(" "))
}

/// Marks that turn the direction of writing make the letters stand in another order than is seen.
pub(super) fn turns(name: &str) -> bool {
    name.contains([
        '\u{202A}', '\u{202B}', '\u{202D}', '\u{202E}', '\u{2066}', '\u{2067}', '\u{2068}',
    ])
}

fn turned(name: &str) -> Option<String> {
    turns(name).then(|| name.chars().rev().collect())
}

/// Every run of a few words: "agent for LISTED NAME in Dubai".
fn windows(name: &str, found: &mut Found) {
    let words: Vec<&str> = name.split_whitespace().take(WORDS_MAX).collect();
    if words.len() < WINDOWS_FROM {
        return;
    }
    let smallest = if words.len() < PAIRS_FROM { 3 } else { 2 };
    // Single letters meet everything and say nothing.
    let tells = |window: &[&str]| window.iter().filter(|w| w.chars().count() > 1).count() >= 2;
    for size in smallest..=WINDOW_WORDS_MAX.min(words.len() - 1) {
        for window in words.windows(size).filter(|window| tells(window)) {
            found.add(window.join(" "), WINDOW);
        }
    }
}

#[cfg(test)]
mod test {
    use screening::telling_part;

    use super::{PIECES_MAX, Piece, SINGLE};

    fn pieces(name: &str) -> (Vec<Piece>, bool) {
        super::pieces(name, &mut telling_part)
    }

    fn texts(name: &str) -> Vec<String> {
        pieces(name).0.into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn names_are_found_within_names() {
        for (name, wanted) in [
            ("Happy Horse c/o Listed Name Ltd", "Listed Name Ltd"),
            ("Happy Horse（Listed Name）", "Listed Name"),
            ("Happy Horse\\Listed Name", "Listed Name"),
            ("M/V SHAMIM (ex Star)", "mv SHAMIM"),
            ("L I S T E D Trading Co", "LISTED Trading Co"),
            ("\u{202E}EMAN DETSIL", "LISTED NAME\u{202E}"),
            ("agent for Listed Name in Dubai", "Listed Name"),
            ("Listed Trdg Corp", "listed"),
            ("Garden Ltd c/o Listed", "Listed"),
            ("Garden Ltd (aka Listed)", "Listed"),
            ("Garden Ltd (a.k.a. Listed)", "Listed"),
            ("c/o Listed", "Listed"),
            ("Garden Ltd [LST]", "LST"),
            ("Listed, Dalian", "Listed"),
        ] {
            let found = texts(name);
            assert!(found.iter().any(|piece| piece == wanted), "{name}: {found:?}");
        }
        assert_eq!(texts("Listed Name"), ["Listed Name"]);
        assert_eq!(texts("Listed, Given"), ["Listed, Given"]);
        for place in ["Garden, Ltd", "Garden Ltd, Dubai", "Garden Ltd c/o Bank", "Garden (UK) 7"] {
            let mut single = pieces(place).0.into_iter().filter(|piece| piece.least == SINGLE.0);
            assert!(single.all(|piece| piece.text == "Garden"), "{place}");
        }
    }

    #[test]
    fn more_names_than_are_searched_is_told() {
        let many = (0..PIECES_MAX * 2).map(|n| format!("Some Name{n}")).collect::<Vec<_>>();
        assert!(pieces(&many.join("; ")).1);
    }
}
