//! A first pass over a CSV file: where rows stand apart from the first ones of their transfer, so
//! that the transfer is read whole before anything of it is answered. A pipe cannot be read twice.

use std::collections::HashSet;
use std::fs::File;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{Seek as _, SeekFrom};
use std::path::Path;

use anyhow::{Context as _, Result};
use control::limits::{APART_ROWS_MAX, IDS_MAX, TRANSFER_BYTES_MAX};
use csv::{ByteRecord, Position, Reader};

use crate::bounded::{Allowance, Bounded, bounded};
use crate::files::{self, BYTE_ORDER_MARK, BadInput};

/// Rows that stand apart, by the digest of their transfer's id.
pub(super) struct Apart {
    reader: Reader<Bounded<File>>,
    allowance: Allowance,
    /// Bytes before the text.
    mark: u64,
    hasher: RandomState,
    /// Digest of the id, line, byte; in this order.
    rows: Vec<(u64, u64, u64)>,
}

/// The id in a row, as far as it can be read.
pub(super) fn id(row: &ByteRecord, column: usize) -> String {
    String::from_utf8_lossy(row.get(column).unwrap_or_default()).into_owned()
}

impl Apart {
    /// Goes over the file once; nothing where all rows stand together. What cannot be read on ends
    /// the pass: whoever reads the rows comes to the same place and tells.
    pub(super) fn find(path: &Path, delimiter: u8, column: usize) -> Result<Option<Self>> {
        let mut apart = Self::open(path, delimiter)?;
        let mut seen = HashSet::new();
        let (mut row, mut last, mut header) = (ByteRecord::new(), None, true);
        loop {
            apart.allowance.renew();
            if !matches!(apart.reader.read_byte_record(&mut row), Ok(true)) {
                break;
            }
            if std::mem::take(&mut header) {
                continue;
            }
            let hash = apart.hasher.hash_one(id(&row, column));
            let begins = last.replace(hash) != Some(hash);
            let known = begins && !seen.insert(hash);
            if seen.len() > IDS_MAX {
                let hint = "split it, keeping rows of one transfer in one file";
                let what = format!("more than {IDS_MAX} transfers in one CSV, which is the limit");
                return Err(BadInput(format!("{}: {what}\n  hint: {hint}", path.display())).into());
            }
            let goes_on = !begins && apart.rows.last().is_some_and(|(own, ..)| *own == hash);
            if !(known || goes_on) || row.get(column).unwrap_or_default().is_empty() {
                continue;
            }
            if apart.rows.len() == APART_ROWS_MAX {
                let hint = "sort the file by transfer_id";
                let what = format!(
                    "more than {APART_ROWS_MAX} rows stand apart from the first of their \
                     transfer, which is the limit"
                );
                return Err(BadInput(format!("{}: {what}\n  hint: {hint}", path.display())).into());
            }
            let place = row.position().map_or((0, 0), |at| (at.line(), at.byte()));
            apart.rows.push((hash, place.0, place.1));
        }
        apart.rows.sort_unstable();
        Ok((!apart.rows.is_empty()).then_some(apart))
    }

    fn open(path: &Path, delimiter: u8) -> Result<Self> {
        let mark = u64::try_from(BYTE_ORDER_MARK.len())?;
        let marked = files::starts_with(path, BYTE_ORDER_MARK.as_bytes())?;
        let mark = if marked { mark } else { 0 };
        let mut file = File::open(path).with_context(|| path.display().to_string())?;
        file.seek(SeekFrom::Start(mark))?;
        let (file, allowance) = bounded(file, TRANSFER_BYTES_MAX);
        let mut builder = csv::ReaderBuilder::new();
        let reader = builder.flexible(true).has_headers(false).delimiter(delimiter);
        let reader = reader.from_reader(file);
        Ok(Self { reader, allowance, mark, hasher: RandomState::new(), rows: Vec::new() })
    }

    fn of(&self, id: &str) -> &[(u64, u64, u64)] {
        let hash = self.hasher.hash_one(id);
        let from = self.rows.partition_point(|(own, ..)| *own < hash);
        let to = self.rows.partition_point(|(own, ..)| *own <= hash);
        self.rows.get(from..to).unwrap_or_default()
    }

    /// Whether a row of that id was read with the first ones of its transfer.
    pub(super) fn is_later(&self, id: &str, line: usize) -> bool {
        let line = u64::try_from(line).unwrap_or(u64::MAX);
        self.of(id).binary_search_by_key(&line, |(_, own, _)| *own).is_ok()
    }

    /// Reads the rows that stand apart from the first ones of that id, one after the other. Another
    /// id with the same digest may be among them.
    pub(super) fn rows(
        &mut self,
        id: &str,
        mut take: impl FnMut(ByteRecord, usize) -> Result<()>,
    ) -> Result<()> {
        for (_, line, byte) in self.of(id).to_vec() {
            let mut at = Position::new();
            at.set_byte(byte).set_line(line);
            self.allowance.renew();
            self.reader.seek_raw(SeekFrom::Start(self.mark + byte), at)?;
            let mut row = ByteRecord::new();
            if self.reader.read_byte_record(&mut row).map_err(files::unreadable)? {
                take(row, usize::try_from(line).unwrap_or(0))?;
            }
        }
        Ok(())
    }
}
