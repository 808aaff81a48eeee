//! Items of an index: built, or read from saved bytes when they are asked for. A search asks for a
//! few of many, so opening a saved index does not read them all.

use std::io;
use std::sync::OnceLock;

use crate::bytes::{Read, Reader, SaveError, Writer, put_section, section};

/// What can be saved.
pub(crate) trait Item: Sized {
    fn write(&self, to: &mut Writer);
    fn read(from: &mut Reader<'_>) -> Read<Self>;
}

/// See the module.
#[derive(Clone, Debug)]
pub(crate) enum Kept<T> {
    Built(Vec<T>),
    Saved {
        /// Item `i` is `bytes[ends[i - 1]..ends[i]]`.
        ends: Vec<u32>,
        bytes: Vec<u8>,
        ready: Vec<OnceLock<Box<T>>>,
    },
}

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept::Built(Vec::new())
    }
}

impl<T> Kept<T> {
    pub(crate) fn len(&self) -> usize {
        match self {
            Kept::Built(items) => items.len(),
            Kept::Saved { ends, .. } => ends.len(),
        }
    }

    /// Adds an item to those that are built.
    pub(crate) fn push(&mut self, item: T) {
        if let Kept::Built(items) = self {
            items.push(item);
        }
    }

    /// All items, where they are built.
    pub(crate) fn built(&self) -> &[T] {
        match self {
            Kept::Built(items) => items,
            Kept::Saved { .. } => &[],
        }
    }
}

fn slice<'a>(bytes: &'a [u8], ends: &[u32], at: usize) -> Option<&'a [u8]> {
    let from = at.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied())?;
    let to = *ends.get(at)?;
    bytes.get(usize::try_from(from).ok()?..usize::try_from(to).ok()?)
}

impl<T: Item> Kept<T> {
    pub(crate) fn get(&self, at: usize) -> Option<&T> {
        match self {
            Kept::Built(items) => items.get(at),
            Kept::Saved { ends, bytes, ready } => {
                let cell = ready.get(at)?;
                if let Some(known) = cell.get() {
                    return Some(known);
                }
                let item = T::read(&mut Reader(slice(bytes, ends, at)?)).ok()?;
                Some(cell.get_or_init(|| Box::new(item)))
            }
        }
    }

    pub(crate) fn write(&self, to: &mut impl io::Write) -> io::Result<()> {
        let mut made = (Vec::new(), Vec::new());
        let (ends, bytes) = match self {
            Kept::Saved { ends, bytes, .. } => (ends, bytes),
            Kept::Built(items) => {
                let mut writer = Writer::default();
                for item in items {
                    item.write(&mut writer);
                    made.0.push(u32::try_from(writer.0.len()).unwrap_or(u32::MAX));
                }
                made.1 = writer.0;
                (&made.0, &made.1)
            }
        };
        let ends: Vec<u8> = ends.iter().flat_map(|end| end.to_le_bytes()).collect();
        put_section(to, &ends)?;
        put_section(to, bytes)
    }

    pub(crate) fn read(from: &mut impl io::Read) -> Read<Kept<T>> {
        let ends = section(from)?;
        let (ends, rest) = ends.as_chunks::<4>();
        let ends: Vec<u32> = ends.iter().map(|end| u32::from_le_bytes(*end)).collect();
        let bytes = section(from)?;
        let last = ends.last().copied().unwrap_or(0);
        if !rest.is_empty() || usize::try_from(last) != Ok(bytes.len()) || !ends.is_sorted() {
            return Err(SaveError::Damaged);
        }
        let ready = ends.iter().map(|_| OnceLock::new()).collect();
        Ok(Kept::Saved { ends, bytes, ready })
    }
}

impl<T: Item + PartialEq> PartialEq for Kept<T> {
    fn eq(&self, other: &Kept<T>) -> bool {
        self.len() == other.len() && (0..self.len()).all(|at| self.get(at) == other.get(at))
    }
}
