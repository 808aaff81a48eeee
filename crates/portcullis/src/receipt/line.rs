//! One line of a log: which of its bytes are under which digest.
//!
//! A receipt ends `,"seq":N,"prev":"sha256:…","hash":"sha256:…"}`. Its hash is the SHA-256 of all
//! bytes before `,"hash":`, as they stand; nothing is read into them and nothing is put in order.

use sha2::{Digest as _, Sha256};

use crate::files;

/// What the first receipt of a log follows.
pub const NOTHING: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
/// Bytes of one receipt: a transfer of the largest size with everything around it.
pub const BYTES_MAX: usize = 80 << 20;

/// The chain's part of a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// Its number, from 1.
    pub seq: u64,
    /// Hash of the receipt before it.
    pub prev: &'a str,
    /// Its own hash, as it says.
    pub hash: &'a str,
    sealed: &'a [u8],
}

impl Link<'_> {
    /// The hash that its bytes give.
    #[must_use]
    pub fn computed(&self) -> String {
        files::digest(self.sealed)
    }
}

/// Takes a line apart, without its line end.
///
/// # Errors
/// It does not end like a receipt.
pub fn link(line: &[u8]) -> Result<Link<'_>, String> {
    let read = || {
        let text = std::str::from_utf8(line).ok()?;
        let (rest, hash) = quoted(text.strip_suffix('}')?, ",\"hash\":")?;
        let sealed = rest.as_bytes();
        let (rest, prev) = quoted(rest, ",\"prev\":")?;
        let at = rest.rfind(",\"seq\":")?;
        let digits = rest.get(at + 7..)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
        let seq = digits.parse().ok().filter(|_| plain)?;
        Some(Link { seq, prev, hash, sealed })
    };
    read().ok_or_else(|| "not a receipt: it does not end with seq, prev and hash".to_owned())
}

/// The digest in quotation marks at the end of a text, behind a key.
fn quoted<'a>(text: &'a str, key: &str) -> Option<(&'a str, &'a str)> {
    let value_at = text.len().checked_sub(NOTHING.len() + 1)?;
    let value = text.get(value_at..)?.strip_suffix('"')?;
    let hex = value.strip_prefix("sha256:")?;
    let is_hex = hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let rest = text.get(..value_at)?.strip_suffix('"')?.strip_suffix(key)?;
    is_hex.then_some((rest, value))
}

/// Closes a receipt whose digest so far is `state`: adds its tail to `text`, and gives its hash.
pub(super) fn close(
    text: &mut Vec<u8>,
    mut state: Sha256,
    moment: &str,
    seq: u64,
    prev: &str,
) -> String {
    let from = text.len();
    for part in [moment, ",\"seq\":", &seq.to_string(), ",\"prev\":\"", prev, "\""] {
        text.extend_from_slice(part.as_bytes());
    }
    state.update(text.get(from..).unwrap_or_default());
    let hash = files::hash_text(&state.finalize());
    for part in [",\"hash\":\"", &hash, "\"}\n"] {
        text.extend_from_slice(part.as_bytes());
    }
    hash
}
