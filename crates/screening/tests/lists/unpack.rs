//! Unpacks `.gz` files and the first member of `.zip` files, for samples that are kept packed.

use std::io::{self, Read};
use std::path::Path;

/// The content of a file, unpacked if its name says that it is packed.
pub(crate) fn content(path: &Path) -> io::Result<Vec<u8>> {
    let bytes = std::fs::read(path)?;
    let mut unpacked = Vec::new();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("gz") => flate2::read::MultiGzDecoder::new(&bytes[..]).read_to_end(&mut unpacked)?,
        Some("zip") => member(&bytes)?.read_to_end(&mut unpacked)?,
        _ => return Ok(bytes),
    };
    Ok(unpacked)
}

/// The compressed data of the first member: 30 bytes of header, then name and extra field.
fn member(zip: &[u8]) -> io::Result<flate2::read::DeflateDecoder<&[u8]>> {
    let number = |at: usize| -> Option<usize> {
        let pair = zip.get(at..at + 2)?;
        Some(usize::from(pair[0]) + (usize::from(pair[1]) << 8))
    };
    let start = number(26).zip(number(28)).map(|(name, extra)| 30 + name + extra);
    let data = start.and_then(|start| zip.get(start..));
    let data = data.filter(|_| zip.starts_with(b"PK\x03\x04") && number(8) == Some(8));
    data.map(flate2::read::DeflateDecoder::new)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not a zip file with one list"))
}
