//! A saved index as bytes: little-endian, in sections that each carry their length and a CRC-32. A
//! section with a wrong byte, cut short or from elsewhere is refused before anything is made of it.

use std::io::{self, Read as _};

/// Why saved bytes are refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveError {
    /// Not an index of this version; build it again.
    OtherVersion,
    /// Cut short or damaged.
    Damaged,
}

impl std::fmt::Display for SaveError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            SaveError::OtherVersion => "saved index is of another version",
            SaveError::Damaged => "saved index is damaged",
        })
    }
}

impl std::error::Error for SaveError {}

/// Bytes being written.
#[derive(Default)]
pub(crate) struct Writer(pub(crate) Vec<u8>);

impl Writer {
    pub(crate) fn u8(&mut self, n: u8) {
        self.0.push(n);
    }
    pub(crate) fn u32(&mut self, n: u32) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    pub(crate) fn u64(&mut self, n: u64) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    pub(crate) fn f32(&mut self, n: f32) {
        self.0.extend_from_slice(&n.to_le_bytes());
    }
    pub(crate) fn len(&mut self, n: usize) {
        self.u32(u32::try_from(n).unwrap_or(u32::MAX));
    }
    pub(crate) fn text(&mut self, text: &str) {
        self.len(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }
    pub(crate) fn list<T>(&mut self, items: &[T], mut one: impl FnMut(&mut Writer, &T)) {
        self.len(items.len());
        items.iter().for_each(|item| one(self, item));
    }
    pub(crate) fn option(&mut self, text: Option<&str>) {
        self.u8(u8::from(text.is_some()));
        self.text(text.unwrap_or_default());
    }
}

/// Bytes being read.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

/// What was read.
pub(crate) type Read<T> = Result<T, SaveError>;

impl<'a> Reader<'a> {
    pub(crate) fn bytes(&mut self, n: usize) -> Read<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n).ok_or(SaveError::Damaged)?;
        self.0 = rest;
        Ok(head)
    }
    pub(crate) fn array<const N: usize>(&mut self) -> Read<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| SaveError::Damaged)
    }
    pub(crate) fn u8(&mut self) -> Read<u8> {
        self.array::<1>().map(|[b]| b)
    }
    pub(crate) fn bool(&mut self) -> Read<bool> {
        Ok(self.u8()? != 0)
    }
    pub(crate) fn u32(&mut self) -> Read<u32> {
        self.array().map(u32::from_le_bytes)
    }
    pub(crate) fn u64(&mut self) -> Read<u64> {
        self.array().map(u64::from_le_bytes)
    }
    pub(crate) fn f32(&mut self) -> Read<f32> {
        self.array().map(f32::from_le_bytes)
    }
    pub(crate) fn len(&mut self) -> Read<usize> {
        let n = usize::try_from(self.u32()?).map_err(|_| SaveError::Damaged)?;
        // Every item takes at least a byte, so a wild count is refused before room is made.
        if n > self.0.len() { Err(SaveError::Damaged) } else { Ok(n) }
    }
    pub(crate) fn text(&mut self) -> Read<&'a str> {
        let n = self.len()?;
        std::str::from_utf8(self.bytes(n)?).map_err(|_| SaveError::Damaged)
    }
    pub(crate) fn list<T>(
        &mut self,
        mut one: impl FnMut(&mut Reader<'a>) -> Read<T>,
    ) -> Read<Vec<T>> {
        let n = self.len()?;
        let mut items = Vec::with_capacity(n);
        for _ in 0..n {
            items.push(one(self)?);
        }
        Ok(items)
    }
    pub(crate) fn option(&mut self) -> Read<Option<String>> {
        let some = self.bool()?;
        let text = self.text()?;
        Ok(some.then(|| text.to_owned()))
    }
}

/// Writes a section.
pub(crate) fn put_section(to: &mut impl io::Write, bytes: &[u8]) -> io::Result<()> {
    to.write_all(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes())?;
    to.write_all(&crc32fast::hash(bytes).to_le_bytes())?;
    to.write_all(bytes)
}

/// Reads a section and checks it.
pub(crate) fn section(from: &mut impl io::Read) -> Read<Vec<u8>> {
    let (mut len, mut sum) = ([0; 8], [0; 4]);
    from.read_exact(&mut len).map_err(|_| SaveError::Damaged)?;
    from.read_exact(&mut sum).map_err(|_| SaveError::Damaged)?;
    let len = u64::from_le_bytes(len);
    // A wild length makes room for no more than there is.
    let mut bytes = Vec::with_capacity(usize::try_from(len.min(ROOM)).unwrap_or(0));
    from.take(len).read_to_end(&mut bytes).map_err(|_| SaveError::Damaged)?;
    let whole = u64::try_from(bytes.len()) == Ok(len);
    let sound = whole && crc32fast::hash(&bytes) == u32::from_le_bytes(sum);
    if sound { Ok(bytes) } else { Err(SaveError::Damaged) }
}

/// Bytes that are made room for at once.
const ROOM: u64 = 1 << 20;
