//! Signed checkpoints of the event log. Whoever can rewrite the database can rewrite its chain; a
//! checkpoint kept elsewhere shows it. An auditor needs the log, the checkpoints and the public key.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use casework::id::Digest;
use casework::spoken;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

use super::Trouble;
use crate::files;

/// Bytes of a key file.
const KEY_BYTES_MAX: usize = 1024;
/// Format of this line.
const VERSION: u32 = 1;

/// A statement that the log stood so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Checkpoint {
    checkpoint: u32,
    /// Place of the last entry.
    pub(crate) sequence: u64,
    /// Its digest, which holds everything before it as well.
    pub(crate) digest: Digest,
    /// When it was signed.
    pub(crate) at: Timestamp,
    /// The public key, in hexadecimal.
    pub(crate) key: String,
    /// Ed25519, in hexadecimal.
    signature: String,
}

impl Checkpoint {
    /// What is signed.
    fn message(&self) -> Vec<u8> {
        let Self { sequence, digest, at, key, .. } = self;
        format!("portcullis checkpoint {VERSION}\n{sequence}\n{digest}\n{at}\n{key}").into_bytes()
    }

    /// Whether a key signed it, which is the auditor's own copy and not the one in the line.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn verify(&self, key: &str) -> Result<(), String> {
        if self.checkpoint != VERSION {
            return Err(format!("checkpoint {}: another format than {VERSION}", self.checkpoint));
        }
        if self.key != key {
            return Err(format!("signed with the key {}, not with {key}", self.key));
        }
        let (key, signature) = unhex(key).zip(unhex(&self.signature)).ok_or("no hexadecimal")?;
        let key = UnparsedPublicKey::new(&ED25519, key);
        let signed = key.verify(&self.message(), &signature);
        signed.map_err(|_| "the signature is not that of this key".to_owned())
    }
}

/// Makes a pair of keys: the private one readable by its owner alone, the public one beside it.
/// Nothing is ever overwritten. Gives the public key.
pub(crate) fn make_keys(path: &Path) -> Result<String, Trouble> {
    let lost = |_| Trouble::Failed("no randomness for a key".to_owned());
    let document = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(lost)?;
    let pair = Ed25519KeyPair::from_pkcs8(document.as_ref());
    let pair = pair.map_err(|error| Trouble::Failed(error.to_string()))?;
    let public = files::hex(pair.public_key().as_ref());
    create(path, 0o600, document.as_ref())?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".pub");
    create(Path::new(&beside), 0o644, format!("{public}\n").as_bytes())?;
    Ok(public)
}

fn create(path: &Path, mode: u32, bytes: &[u8]) -> Result<(), Trouble> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).mode(mode).open(path);
    let written = file.and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| {
        let hint = "keys are never overwritten: name a new file";
        Trouble::bad(format!("{}: {error}", path.display()), hint)
    })
}

/// Signs that the log stands so.
pub(crate) fn sign(
    key: &Path,
    sequence: u64,
    digest: Digest,
    at: Timestamp,
) -> Result<Checkpoint, Trouble> {
    let name = key.display();
    let found = std::fs::metadata(key);
    let found = found.map_err(|error| Trouble::bad(format!("{name}: {error}"), "--key FILE"))?;
    if found.permissions().mode() & 0o077 != 0 {
        let hint = format!("`chmod 600 {name}`, and make a new one if others may have read it");
        return Err(Trouble::bad(format!("{name}: others may read this key"), hint));
    }
    let bytes = files::read_bytes(key, KEY_BYTES_MAX);
    let bytes = bytes.map_err(|error| Trouble::bad(format!("{error:#}"), "--key FILE"))?;
    let pair = Ed25519KeyPair::from_pkcs8(&bytes).map_err(|_| {
        Trouble::bad(format!("{name}: no key"), "`portcullis audit key FILE` makes one")
    })?;
    let public = files::hex(pair.public_key().as_ref());
    let mut made = Checkpoint {
        checkpoint: VERSION,
        sequence,
        digest,
        at,
        key: public,
        signature: String::new(),
    };
    made.signature = files::hex(pair.sign(&made.message()).as_ref());
    Ok(made)
}

/// Reads a public key of a file.
pub(crate) fn public_key(path: &Path) -> Result<String, Trouble> {
    let wrong = |what: String| Trouble::bad(what, "64 hexadecimal digits, as `audit key` writes");
    let text = files::read_text(path, KEY_BYTES_MAX).map_err(|e| wrong(format!("{e:#}")))?;
    let key = text.trim();
    if unhex(key).is_some_and(|bytes| bytes.len() == 32) {
        return Ok(key.to_owned());
    }
    Err(wrong(format!("{}: no public key", path.display())))
}

/// Reads checkpoints, one a line.
pub(crate) fn read(text: &str, name: &str) -> Result<Vec<Checkpoint>, Trouble> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let one = |(at, line): (usize, &str)| {
        serde_json::from_str(line).map_err(|error| {
            let told = spoken::json(&error).what;
            let what = format!("{name}:{}: column {}: {told}", at + 1, error.column());
            Trouble::bad(what, "one checkpoint a line, as `audit checkpoint` writes")
        })
    };
    lines.map(one).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.is_ascii() || !text.len().is_multiple_of(2) || text.contains('+') {
        return None;
    }
    let pair = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    (0..text.len()).step_by(2).map(pair).collect()
}
