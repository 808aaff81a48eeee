//! The names that stand within a name: behind "care of", in brackets, between other words.

/// A part of a name that is searched by itself.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Piece {
    /// The words.
    pub(super) text: String,
    /// Score below which a hit under this part says nothing.
    pub(super) least: f64,
    /// What the score counts: words around a name make it less likely to be the whole.
    pub(super) factor: f64,
}

impl Piece {
    fn whole(text: &str) -> Self {
        Self { text: text.to_owned(), least: 0.0, factor: 1.0 }
    }
}

/// Words from which on a name may hold another between its other words.
const WINDOWS_FROM: usize = 4;
/// Words of such a name that are looked at; the library stops at as many.
const WINDOWS_WORDS_MAX: usize = 32;
/// Words of a window: fewer are no name, more are found by the whole.
const WINDOW_WORDS: std::ops::RangeInclusive<usize> = 3..=5;
/// A window counts only where it meets a listed name this well.
const WINDOW_LEAST: f64 = 0.85;
/// Share of its score that a window keeps.
const WINDOW_FACTOR: f64 = 0.88;

/// Names within one field that are searched by themselves besides the whole.
const PIECES_MAX: usize = 12;
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
    " dba ",
    " d/b/a ",
    " t/a ",
    " trading as ",
    " doing business as ",
    " on behalf of ",
    " o/b/o ",
    " for account of ",
    " for the account of ",
    " attn ",
    " attn: ",
    " attention: ",
    " care of ",
    " represented by ",
    " - ",
    " – ",
    " — ",
];
/// Signs that do.
const SIGNS: &[char] =
    &['/', ';', '|', '(', ')', '[', ']', '{', '}', ',', ':', '\n', '\r', '\t', '"', '“', '”'];

/// The whole name, then the names that stand within it: a listed name does not become harmless
/// behind "care of". The flag says that there were more than are searched.
pub(super) fn pieces(name: &str) -> (Vec<Piece>, bool) {
    let mut marked = name.to_owned();
    // Lower case may change lengths outside ASCII; the separators are ASCII but for two dashes.
    let lower = name.to_ascii_lowercase();
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
    let mut pieces = vec![Piece::whole(name)];
    let mut cut = false;
    for piece in marked.split(SIGNS).map(str::trim) {
        if piece == name.trim() || !is_a_name(piece) || pieces.iter().any(|p| p.text == piece) {
            continue;
        }
        if pieces.len() > PIECES_MAX {
            cut = true;
            break;
        }
        pieces.push(Piece::whole(piece));
    }
    pieces.extend(windows(name));
    (pieces, cut)
}

/// One Latin word is too little to be somebody; a word of another script may be a whole name.
fn is_a_name(piece: &str) -> bool {
    let letters = piece.chars().filter(|c| c.is_alphabetic()).count();
    let foreign = piece.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    letters >= 6 && piece.split_whitespace().count() >= 2 || foreign >= 2 && foreign == letters
}

/// Every run of a few words: "agent for LISTED NAME in Dubai".
fn windows(name: &str) -> Vec<Piece> {
    let words: Vec<&str> = name.split_whitespace().take(WINDOWS_WORDS_MAX).collect();
    let mut pieces = Vec::new();
    if words.len() < WINDOWS_FROM {
        return pieces;
    }
    for size in WINDOW_WORDS.filter(|size| *size < words.len()) {
        for window in words.windows(size) {
            let text = window.join(" ");
            pieces.push(Piece { text, least: WINDOW_LEAST, factor: WINDOW_FACTOR });
        }
    }
    pieces
}
