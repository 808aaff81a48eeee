//! Whether a log is what it was when it was written; offline, from the file alone.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read as _};

use super::Receipt;
use super::line::{self, BYTES_MAX, NOTHING};
use super::log::Head;

/// Faults that are told one by one.
const FAULTS_MAX: usize = 100;
/// Gaps that are remembered, to tell a receipt out of place from one that is missing.
const GAPS_MAX: usize = 10_000;

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: u64,
    /// What.
    pub what: String,
}

/// What a log came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Lines that are receipts.
    pub receipts: u64,
    /// Faults in the order of their lines.
    pub faults: Vec<Fault>,
    /// Faults beyond those.
    pub more: u64,
    /// The last receipt.
    pub head: Option<Head>,
    /// Number of the receipt that has the hash the user keeps, if it is there.
    pub anchored: Option<u64>,
}

impl Verified {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    fn fault(&mut self, line: u64, what: String) {
        if self.faults.len() < FAULTS_MAX {
            self.faults.push(Fault { line, what });
        } else {
            self.more += 1;
        }
    }
}

/// Receipts that should have come: first number, with the last one and the line before which they
/// belong.
type Gaps = BTreeMap<u64, (u64, u64)>;

/// Reads a log from its first line to its last. Memory does not grow with it. `anchor` is a hash
/// that somebody has kept; the log must hold it.
///
/// # Errors
/// The file cannot be read on.
pub fn verify(mut log: impl BufRead, anchor: Option<&str>) -> io::Result<Verified> {
    let mut verified = Verified::default();
    let mut last = Head { seq: 0, hash: NOTHING.to_owned() };
    let mut gaps = Gaps::new();
    let mut number = 0;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
        if log.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number += 1;
        let Some(text) = bytes.strip_suffix(b"\n") else {
            let what = if bytes.len() < BYTES_MAX {
                format!("torn: {} bytes without a line end, as a crash leaves them", bytes.len())
            } else {
                log.skip_until(b'\n')?;
                format!("more than {BYTES_MAX} bytes, which is the limit")
            };
            verified.fault(number, what);
            continue;
        };
        match one(text) {
            Err(what) => verified.fault(number, what),
            Ok((link, whole)) => {
                verified.receipts += 1;
                if let Err(what) = whole {
                    verified.fault(number, what);
                }
                if anchor == Some(link.hash) {
                    verified.anchored = Some(link.seq);
                }
                place(&mut verified, &mut gaps, &mut last, number, link);
            }
        }
    }
    for (first, (until, line)) in gaps {
        let what = match until - first {
            0 => format!("receipt {first} is missing before this line"),
            _ => format!("receipts {first} to {until} are missing before this line"),
        };
        verified.fault(line, what);
    }
    if let (Some(anchor), None) = (anchor, verified.anchored) {
        let what = format!("no receipt has the hash {anchor}: the log was cut or written anew");
        verified.fault(number, what);
    }
    verified.faults.sort_by_key(|fault| fault.line);
    verified.head = (last.seq > 0).then_some(last);
    Ok(verified)
}

/// A line as a receipt, and whether its bytes are those that were written.
fn one(text: &[u8]) -> Result<(line::Link<'_>, Result<(), String>), String> {
    let link = line::link(text)?;
    let computed = link.computed();
    if computed != link.hash {
        let (seq, hash) = (link.seq, link.hash);
        let what = format!("receipt {seq} was changed: its bytes give {computed}, it says {hash}");
        return Ok((link, Err(what)));
    }
    let read = std::str::from_utf8(text).map_err(|_| "not UTF-8".to_owned());
    let whole = match read.and_then(Receipt::read) {
        Ok(receipt) if receipt.seq == link.seq => Ok(()),
        Ok(_) => Err("its number stands twice".to_owned()),
        Err(what) => Err(format!("receipt {}: {what}", link.seq)),
    };
    Ok((link, whole))
}

/// Compares a receipt with the one before it.
fn place(
    verified: &mut Verified,
    gaps: &mut Gaps,
    last: &mut Head,
    number: u64,
    link: line::Link<'_>,
) {
    let seq = link.seq;
    if seq <= last.seq {
        let what = if filled(gaps, seq) {
            format!("receipt {seq} is out of order: it stands after receipt {}", last.seq)
        } else if seq == last.seq && link.hash == last.hash {
            format!("receipt {seq} is doubled: it is the line before again")
        } else {
            format!("receipt {seq} is doubled: one of that number came before")
        };
        verified.fault(number, what);
        return;
    }
    if seq > last.seq + 1 {
        if gaps.len() < GAPS_MAX {
            gaps.insert(last.seq + 1, (seq - 1, number));
        } else {
            let first = last.seq + 1;
            verified.fault(number, format!("receipts from {first} are missing before this line"));
        }
    } else if link.prev != last.hash {
        let (prev, before, hash) = (link.prev, last.seq, &last.hash);
        let what = format!(
            "receipt {seq} does not follow receipt {before}: it follows {prev}, that has {hash}"
        );
        verified.fault(number, what);
    }
    *last = Head { seq, hash: link.hash.to_owned() };
}

/// Takes a number out of the gaps; whether it was in one.
fn filled(gaps: &mut Gaps, seq: u64) -> bool {
    let Some((first, (until, line))) = gaps.range(..=seq).next_back().map(|(k, v)| (*k, *v)) else {
        return false;
    };
    if seq > until {
        return false;
    }
    gaps.remove(&first);
    if first < seq {
        gaps.insert(first, (seq - 1, line));
    }
    if seq < until {
        gaps.insert(seq + 1, (until, line));
    }
    true
}
