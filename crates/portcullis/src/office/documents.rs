//! Documents by the digest of their content, each a file of a folder. A few types are taken, each
//! told by its first bytes; none of them is run or shown by a browser as a page.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use casework::id::Digest;
use casework::limits::NAME_CHARS_MAX;

use super::Trouble;
use crate::files;

/// Bytes of a document: a scanned contract fits, a film does not.
pub(crate) const BYTES_MAX: usize = 32 * 1024 * 1024;

/// A type that is taken: its word, endings of names, how content of it begins.
type Taken = (&'static str, &'static [&'static str], &'static [&'static [u8]]);

/// What is taken.
const TYPES: &[Taken] = &[
    ("application/pdf", &["pdf"], &[b"%PDF-"]),
    ("image/png", &["png"], &[b"\x89PNG\r\n\x1a\n"]),
    ("image/jpeg", &["jpg", "jpeg"], &[b"\xff\xd8\xff"]),
    ("image/tiff", &["tif", "tiff"], &[b"II*\0", b"MM\0*"]),
    ("text/plain", &["txt"], &[]),
];

/// A folder of documents.
#[derive(Clone, Debug)]
pub(crate) struct Documents(PathBuf);

/// A document that is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Its content.
    pub(crate) digest: Digest,
    /// Its name, without folders.
    pub(crate) name: String,
    /// What its first bytes say it is.
    pub(crate) media_type: String,
    /// How long.
    pub(crate) bytes: u64,
}

impl Documents {
    /// The documents of an office: the folder named, or one beside the database's file.
    pub(crate) fn of(db: &str, folder: Option<&Path>) -> Result<Self, Trouble> {
        if let Some(folder) = folder {
            return Ok(Self(folder.to_owned()));
        }
        if db.contains(':') {
            let hint = "name the folder of the documents with --documents, or PORTCULLIS_DOCUMENTS";
            return Err(Trouble::bad("--documents: missing", hint));
        }
        Ok(Self(PathBuf::from(format!("{db}.documents"))))
    }

    /// Keeps a document of a declared type. The same content is kept once.
    pub(crate) fn keep(
        &self,
        name: &str,
        declared: Option<&str>,
        bytes: &[u8],
    ) -> Result<Kept, Trouble> {
        let name = bare(name)?;
        let declared = match declared {
            Some(declared) => declared,
            None => ending(&name)?,
        };
        let found = kind(bytes);
        if found != Some(declared) {
            let found = found.unwrap_or("nothing that is taken");
            let what = format!("`{name}` is said to be {declared}; its content is {found}");
            return Err(Trouble::bad(what, taken()));
        }
        if bytes.len() > BYTES_MAX {
            let what = format!("`{name}`: {} bytes; the limit is {BYTES_MAX}", bytes.len());
            return Err(Trouble::bad(what, "scan with fewer dots, or file it in parts"));
        }
        let digest = Digest::of(bytes);
        self.put_back(&digest, bytes)?;
        let (media_type, length) = (declared.to_owned(), bytes.len());
        let bytes = u64::try_from(length).unwrap_or(u64::MAX);
        Ok(Kept { digest, name, media_type, bytes })
    }

    /// Keeps content under its digest, where it is not there or not whole.
    pub(crate) fn put_back(&self, digest: &Digest, bytes: &[u8]) -> Result<(), Trouble> {
        if self.read(digest).is_ok() {
            return Ok(());
        }
        let written = files::replace(&self.path(digest), bytes);
        written.map_err(|error| Trouble::Failed(format!("{error:#}")))
    }

    /// The content of a document, which is what its digest says or is not given.
    pub(crate) fn read(&self, digest: &Digest) -> Result<Vec<u8>, Trouble> {
        let path = self.path(digest);
        let failed = |what: String| Trouble::Failed(format!("{}: {what}", path.display()));
        let file = File::open(&path).map_err(|error| failed(error.to_string()))?;
        let mut bytes = Vec::new();
        let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
        file.take(limit).read_to_end(&mut bytes).map_err(|error| failed(error.to_string()))?;
        if Digest::of(&bytes) != *digest {
            return Err(failed("damaged: its digest is another one".to_owned()));
        }
        Ok(bytes)
    }

    /// Whether a document is there and whole.
    pub(crate) fn verify(&self, digest: &Digest) -> Result<(), Trouble> {
        self.read(digest).map(drop)
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.0.join(digest.as_str())
    }
}

/// A name without folders and without what a header or a terminal would stumble over.
fn bare(name: &str) -> Result<String, Trouble> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let odd =
        |c: char| c.is_control() || c == '"' || files::printable(&c.to_string()) != c.to_string();
    if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || name.chars().any(odd) {
        let hint = format!("1 to {NAME_CHARS_MAX} characters, no quotes, no control characters");
        return Err(Trouble::bad(
            format!("`{}` is no name of a document", name.escape_debug()),
            hint,
        ));
    }
    Ok(name.to_owned())
}

fn ending(name: &str) -> Result<&'static str, Trouble> {
    let last = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    let known = TYPES.iter().find(|(_, endings, _)| endings.contains(&last.as_str()));
    known
        .map(|(media_type, ..)| *media_type)
        .ok_or_else(|| Trouble::bad(format!("`{name}`: its name does not say what it is"), taken()))
}

fn taken() -> String {
    let types: Vec<&str> = TYPES.iter().map(|(media_type, ..)| *media_type).collect();
    format!("taken are {}", types.join(", "))
}

/// What content is, told by its first bytes; plain text by having nothing else in it.
pub(crate) fn kind(bytes: &[u8]) -> Option<&'static str> {
    let begins = |starts: &&[&[u8]]| starts.iter().any(|start| bytes.starts_with(start));
    let known = TYPES.iter().find(|(_, _, starts)| begins(starts));
    if let Some((media_type, ..)) = known {
        return Some(media_type);
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let plain = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    // A page or a drawing in text form is none: a browser may run what is in it.
    let marked = text.trim_start_matches(files::BYTE_ORDER_MARK).trim_start().starts_with('<');
    (plain && !marked && !text.is_empty()).then_some("text/plain")
}

#[cfg(test)]
mod test {
    use super::{bare, ending, kind};

    #[test]
    fn content_says_what_a_document_is() {
        for (bytes, wanted) in [
            (&b"%PDF-1.7\n"[..], Some("application/pdf")),
            (b"\x89PNG\r\n\x1a\n...", Some("image/png")),
            (b"\xff\xd8\xff\xe0", Some("image/jpeg")),
            (b"MM\0*", Some("image/tiff")),
            (b"contract of 1 March", Some("text/plain")),
            (b"<html><script>alert(1)</script>", None),
            (b"\xef\xbb\xbf <svg onload=x>", None),
            (b"PK\x03\x04", None),
            (b"MZ\x90\0", None),
            (b"a\0b", None),
            (b"", None),
        ] {
            assert_eq!(kind(bytes), wanted, "{bytes:?}");
        }
        assert_eq!(ending("Contract.PDF").unwrap(), "application/pdf");
        assert!(ending("page.html").is_err());
        assert_eq!(bare("../../etc/contract.pdf").unwrap(), "contract.pdf");
        assert!(bare("a\r\nX: y.pdf").is_err() && bare("a\u{202e}fdp.exe").is_err());
    }
}
