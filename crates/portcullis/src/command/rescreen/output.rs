//! What a run writes: receipts first, and a digest of everything.

use std::io::Write;

use anyhow::Result;
use sha2::{Digest as _, Sha256};

use super::customer::Tally;
use super::receipt::{self, BookAsked, Keeper};
use super::{Run, render};
use crate::cli::rescreen::RescreenFormat;
use crate::files;
use crate::receipt::{Draft, Stamp};

/// Bytes of answers that wait for their receipts to be on disk together.
const HELD_BYTES: usize = 1 << 20;

/// Answers on their way out. None leaves before its receipt is on disk.
pub(crate) struct Output<W> {
    out: W,
    pub(super) format: RescreenFormat,
    keeper: Option<Keeper>,
    digest: Sha256,
    held: Vec<u8>,
    drafts: Vec<Draft>,
}

/// How a run ended.
pub(crate) struct Ended {
    pub(super) tally: Tally,
    /// Something in the book could not be read.
    pub(super) faulty: bool,
    /// Digest of everything that was written.
    pub(crate) digest: String,
    /// What it came to, as its receipt says.
    pub(crate) outcome: String,
}

impl<W: Write> Output<W> {
    /// To be written there; receipts are kept where there is a keeper.
    pub(crate) fn new(out: W, format: RescreenFormat, keeper: Option<Keeper>) -> Self {
        let (digest, held, drafts) = (Sha256::new(), Vec::new(), Vec::new());
        Self { out, format, keeper, digest, held, drafts }
    }

    /// Whether receipts are kept.
    pub(super) fn keeps(&self) -> bool {
        self.keeper.is_some()
    }

    /// What makes the receipts of customers.
    pub(super) fn stamp(&self) -> Option<&Stamp> {
        self.keeper.as_ref().map(|keeper| &keeper.customers)
    }

    /// Takes an answer with its receipt.
    pub(super) fn put(&mut self, text: &str, draft: Option<Draft>) -> Result<()> {
        self.held.extend_from_slice(text.as_bytes());
        self.drafts.extend(draft);
        if self.held.len() < HELD_BYTES { Ok(()) } else { self.release() }
    }

    fn release(&mut self) -> Result<()> {
        if let Some(keeper) = self.keeper.as_mut().filter(|_| !self.drafts.is_empty()) {
            keeper.log.append_all(self.drafts.drain(..))?;
        }
        self.digest.update(&self.held);
        self.out.write_all(&self.held)?;
        self.held.clear();
        Ok(())
    }

    /// Lets out everything taken so far.
    pub(super) fn flush(&mut self) -> Result<()> {
        self.release()?;
        Ok(self.out.flush()?)
    }

    /// Closes the run: the receipt of the whole book, and the last lines.
    pub(super) fn end(
        mut self,
        run: &Run,
        asked: &BookAsked,
        tally: Tally,
        faulty: bool,
    ) -> Result<Ended> {
        let foot = render::foot(run, self.format, &tally, asked);
        self.held.extend_from_slice(foot.as_bytes());
        self.digest.update(&self.held);
        let digest = files::hash_text(&self.digest.finalize());
        let outcome = receipt::book_outcome(run, &tally);
        if let Some(keeper) = &mut self.keeper {
            let asked = asked.text();
            let whole = keeper.book.draft_of((&run.day, &asked), &outcome, &digest);
            keeper.log.append_all(self.drafts.drain(..).chain([whole]))?;
        }
        self.out.write_all(&self.held)?;
        self.out.flush()?;
        Ok(Ended { tally, faulty, digest, outcome })
    }
}
