//! A limit on what one record of a stream may take: a quotation mark that is never closed must not
//! draw the rest of a file into memory.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::files::BadInput;

/// What may still be read for the record at hand. Renewed after each.
#[derive(Clone, Debug)]
pub(crate) struct Allowance {
    left: Arc<AtomicUsize>,
    quotes: Arc<AtomicUsize>,
    each: usize,
}

impl Allowance {
    /// The next record begins.
    pub(crate) fn renew(&self) {
        self.left.store(self.each, Ordering::Relaxed);
    }

    /// At the end of a CSV: a quotation mark that was never closed has swallowed rows.
    ///
    /// # Errors
    /// The number of quotation marks is odd.
    pub(crate) fn closed(&self) -> Result<(), BadInput> {
        if self.quotes.load(Ordering::Relaxed).is_multiple_of(2) {
            return Ok(());
        }
        let hint = "look for a cell that begins with a quotation mark and does not end with one";
        let what = "a quotation mark is never closed; the rows after it were not seen as rows";
        Err(BadInput(format!("{what}\n  hint: {hint}")))
    }
}

/// A reader that stops with an error when a record takes more than its allowance.
#[derive(Debug)]
pub(crate) struct Bounded<R> {
    inner: R,
    allowance: Allowance,
}

/// Bounds a reader; readers above it may read ahead by some kilobytes, so the limit is not exact.
pub(crate) fn bounded<R: Read>(inner: R, each: usize) -> (Bounded<R>, Allowance) {
    let (left, quotes) = (Arc::new(AtomicUsize::new(each)), Arc::default());
    let allowance = Allowance { left, quotes, each };
    (Bounded { inner, allowance: allowance.clone() }, allowance)
}

impl<R: Seek> Seek for Bounded<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.left.load(Ordering::Relaxed);
        if left == 0 {
            let each = self.allowance.each;
            let what = format!(
                "a record of more than {each} bytes, which is the limit\n  hint: is a quotation \
                 mark left open?"
            );
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        let most = buffer.len().min(left);
        let read = self.inner.read(buffer.get_mut(..most).unwrap_or_default())?;
        let bytes = buffer.get(..read).unwrap_or_default();
        let quotes = bytes.iter().filter(|byte| **byte == b'"').count();
        self.allowance.quotes.fetch_add(quotes, Ordering::Relaxed);
        self.allowance.left.fetch_sub(read.min(left), Ordering::Relaxed);
        Ok(read)
    }
}
