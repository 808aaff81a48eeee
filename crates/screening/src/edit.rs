//! Edit distance with transpositions of neighbours (optimal string alignment), bit-parallel,
//! and the deletion neighbourhood that finds everything within it.

use crate::key::Hashed;

/// Longest word compared by edits; longer words compare by equality only.
pub(crate) const EDIT_CHARS_MAX: usize = 40;

/// Edits tolerated between two words, by their lengths. Short words tolerate none: a letter of
/// "Kim" makes another name.
pub(crate) fn edits_max(a: usize, b: usize) -> usize {
    let (short, long) = (a.min(b), a.max(b));
    match (short, long) {
        (_, l) if l > EDIT_CHARS_MAX => 0,
        (7.., 8..) => 2,
        (3.., 4..) => 1,
        _ => 0,
    }
}

/// Edits tolerated at most in a word, and where one side is two words in one: those are compared
/// for a letter that slipped across the border.
pub(crate) fn edits_most(compound: bool) -> usize {
    if compound { 1 } else { 2 }
}

/// Letters that may be deleted from a word of this length so that every word within
/// `edits_max` of it shares a deletion with it.
pub(crate) fn deletions(len: usize) -> usize {
    match len {
        0..=2 => 0,
        3..=6 => 1,
        7..=EDIT_CHARS_MAX => 2,
        _ => 0,
    }
}

/// Longest particle that is found through a slip.
pub(crate) const PARTICLE_MAX: usize = 3;

/// Letters and digits that a reading is made of.
const LETTERS: usize = 36;

fn slot(b: u8) -> usize {
    match b {
        b'a'..=b'z' => usize::from(b - b'a'),
        b'0'..=b'9' => usize::from(b - b'0') + 26,
        _ => LETTERS,
    }
}

/// A word prepared for many comparisons.
pub(crate) struct Pattern {
    masks: [u64; LETTERS],
    len: usize,
}

impl Pattern {
    /// Prepares an ASCII word of at most 64 letters.
    pub(crate) fn new(word: &str) -> Pattern {
        let mut masks = [0_u64; LETTERS];
        for (i, b) in word.bytes().take(64).enumerate() {
            if let Some(mask) = masks.get_mut(slot(b)) {
                *mask |= 1 << i;
            }
        }
        Pattern { masks, len: word.len().min(64) }
    }

    /// Optimal string alignment distance to `other`.
    pub(crate) fn distance(&self, other: &[u8]) -> usize {
        if self.len == 0 {
            return other.len();
        }
        let (mut vp, mut vn, mut d0, mut pm_old) = (u64::MAX, 0_u64, 0_u64, 0_u64);
        let last = 1_u64 << (self.len - 1);
        let mut distance = self.len;
        for b in other {
            let pm = self.masks.get(slot(*b)).copied().unwrap_or(0);
            let swap = ((!d0 & pm) << 1) & pm_old;
            d0 = ((pm & vp).wrapping_add(vp) ^ vp) | pm | vn | swap;
            let hp = vn | !(d0 | vp);
            let hn = d0 & vp;
            distance += usize::from(hp & last != 0);
            distance -= usize::from(hn & last != 0);
            let hp = (hp << 1) | 1;
            let hn = hn << 1;
            vp = hn | !(d0 | hp);
            vn = hp & d0;
            pm_old = pm;
        }
        distance
    }
}

/// Calls `found` with the hash of `word` and of every word made from it by deleting up to `deletions`
/// letters, and no more than `most`.
pub(crate) fn neighbourhood(word: &[u8], most: usize, tag: u8, found: &mut dyn FnMut(u64)) {
    let whole = Hashed::new(tag);
    found(whole.then(word).end());
    let depth = deletions(word.len()).min(most);
    if depth == 0 {
        return;
    }
    let mut before = whole;
    let mut rest = word;
    while let Some((own, after)) = rest.split_first() {
        found(before.then(after).end());
        if depth == 2 {
            let (mut before, mut rest) = (before, after);
            while let Some((own, after)) = rest.split_first() {
                found(before.then(after).end());
                before = before.then(&[*own]);
                rest = after;
            }
        }
        before = before.then(&[*own]);
        rest = after;
    }
}

/// Calls `found` with every word made by deleting a letter of a short one: words of two letters
/// tolerate no edit, but a particle is recognised.
pub(crate) fn one_less(word: &[u8], found: &mut dyn FnMut(&[u8])) {
    let [a, b] = word else { return };
    found(&[*a]);
    found(&[*b]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slow(a: &str, b: &str) -> usize {
        let (a, b): (Vec<u8>, Vec<u8>) = (a.bytes().collect(), b.bytes().collect());
        let mut d = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                d[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let swap = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
                    (d[i - 1][j] + 1)
                        .min(d[i][j - 1] + 1)
                        .min(d[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]))
                        .min(if swap { d[i - 2][j - 2] + 1 } else { usize::MAX })
                };
            }
        }
        d[a.len()][b.len()]
    }

    proptest::proptest! {
        #[test]
        fn equals_the_table(a in "[a-d]{1,12}", b in "[a-d]{0,12}") {
            proptest::prop_assert_eq!(Pattern::new(&a).distance(b.as_bytes()), slow(&a, &b));
        }

        #[test]
        fn neighbours_share_a_deletion(a in "[a-c]{3,10}", b in "[a-c]{3,10}") {
            let max = edits_max(a.len(), b.len());
            if max > 0 && Pattern::new(&a).distance(b.as_bytes()) <= max {
                let mut left = std::collections::HashSet::new();
                neighbourhood(a.as_bytes(), 2, 0, &mut |hash| { left.insert(hash); });
                let mut met = false;
                neighbourhood(b.as_bytes(), 2, 0, &mut |hash| met |= left.contains(&hash));
                proptest::prop_assert!(met, "{} {}", a, b);
            }
        }
    }
}
