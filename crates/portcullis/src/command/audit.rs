//! `portcullis audit`, `backup` and `restore`: for whoever holds the database, and for whoever does
//! not trust it.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write as _};
use std::path::Path;

use anyhow::Result;
use casework::audit::{Report, audit, rebuild};
use casework::id::Digest;
use jiff::Timestamp;
use serde_json::json;

use super::desk::{Seat, print, seated, settle};
use crate::Exit;
use crate::cli::Format;
use crate::cli::audit::{AuditAction, AuditCommand, Backup, Restore};
use crate::files;
use crate::office::checkpoint::{self, Checkpoint};
use crate::office::documents::Documents;
use crate::office::{Trouble, backup, log_file};

/// Bytes of a file of checkpoints: one a minute for decades.
const CHECKPOINTS_BYTES_MAX: usize = 1 << 30;

/// Runs the command.
pub(crate) fn run(options: &AuditCommand) -> Result<Exit> {
    let format = options.desk.format;
    match &options.action {
        AuditAction::Key { file } => settle(key(file, format), format),
        AuditAction::Check { file, checkpoints, public_key } => {
            settle(check(file, checkpoints.as_deref(), public_key.as_deref(), format), format)
        }
        action => seated(&options.desk, false, |seat| act(seat, action)),
    }
}

fn act(seat: &Seat<'_>, action: &AuditAction) -> Result<Exit, Trouble> {
    match action {
        AuditAction::Verify { head } => verify(seat, head.as_deref()),
        AuditAction::Rebuild => {
            rebuild(&seat.desk.store)?;
            let report = audit(&seat.desk.store)?;
            tell(&report, &log_file::words(&report.faults), seat.options.format)
        }
        AuditAction::Export { out: None } => {
            log_file::write(&seat.desk, &mut io::stdout().lock(), |_| Ok(()))?;
            Ok(Exit::Clear)
        }
        AuditAction::Export { out: Some(path) } => {
            let name = path.display();
            let failed = |error: io::Error| {
                Trouble::bad(format!("{name}: {error}"), "a log is written into a new file")
            };
            let mut out = BufWriter::new(File::create_new(path).map_err(failed)?);
            let (sequence, digest) = log_file::write(&seat.desk, &mut out, |_| Ok(()))?;
            out.flush().map_err(failed)?;
            seat.show(&json!({"sequence": sequence, "digest": digest}))
        }
        AuditAction::Checkpoint { key } => {
            let report = audit(&seat.desk.store)?;
            if !report.faults.is_empty() {
                let told = log_file::words(&report.faults);
                return tell(&report, &told, seat.options.format);
            }
            let (at, head) = (seat.at, report.head.clone());
            let made = checkpoint::sign(key, report.entries, head, at)?;
            // A line of its own form, whatever the format of views.
            let line = serde_json::to_string(&made).map_err(|e| Trouble::Failed(e.to_string()))?;
            seat.line(&line)?;
            Ok(Exit::Clear)
        }
        AuditAction::Key { .. } | AuditAction::Check { .. } => Ok(Exit::Failed),
    }
}

fn verify(seat: &Seat<'_>, head: Option<&str>) -> Result<Exit, Trouble> {
    let report = audit(&seat.desk.store)?;
    let mut faults = log_file::words(&report.faults);
    if let Some(text) = head {
        let hint = "64 hexadecimal digits, as this command prints";
        let head = Digest::new(text).map_err(|why| Trouble::bad(format!("--head: {why}"), hint))?;
        let mut found = false;
        log_file::write(&seat.desk, &mut io::sink(), |entry| {
            found |= entry.digest == head;
            Ok(())
        })?;
        if !found {
            faults.push(format!("no entry has the digest {head} that was kept elsewhere"));
        }
    }
    let cases = report.docket.cases.values();
    let cited: Vec<&Digest> = cases.flat_map(|case| case.documents.keys()).collect();
    if !cited.is_empty() {
        let documents = self::documents(seat)?;
        faults.extend(cited.iter().filter_map(|digest| {
            let why = documents.verify(digest).err()?;
            Some(format!("document {why}"))
        }));
    }
    tell(&report, &faults, seat.options.format)
}

/// The documents of the office that is open.
pub(super) fn documents(seat: &Seat<'_>) -> Result<Documents, Trouble> {
    let db = seat.options.db.as_deref().unwrap_or_default();
    Documents::of(db, seat.options.documents.as_deref())
}

fn tell(report: &Report, faults: &[String], format: Format) -> Result<Exit, Trouble> {
    let sound = faults.is_empty();
    let (entries, head) = (report.entries, &report.head);
    let cases = report.docket.cases.len();
    let text = match format {
        Format::Json => json!({
            "sound": sound, "entries": entries, "cases": cases, "head": head, "faults": faults,
        })
        .to_string(),
        Format::Text => {
            let mut lines: Vec<String> =
                faults.iter().map(|fault| files::printable(fault).into_owned()).collect();
            let state = if sound { "sound" } else { "NOT SOUND" };
            lines.push(format!("{state}: {entries} entries, {cases} cases, head {head}"));
            lines.join("\n")
        }
    };
    print(&text)?;
    Ok(if sound { Exit::Clear } else { Exit::Controlled })
}

fn key(file: &Path, format: Format) -> Result<Exit, Trouble> {
    let public = checkpoint::make_keys(file)?;
    let text = match format {
        Format::Json => json!({"public_key": public}).to_string(),
        Format::Text => format!("public key {public}"),
    };
    print(&text)?;
    Ok(Exit::Clear)
}

fn check(
    file: &Path,
    checkpoints: Option<&Path>,
    public_key: Option<&Path>,
    format: Format,
) -> Result<Exit, Trouble> {
    let key = public_key.map(checkpoint::public_key).transpose()?;
    let bad = |error: anyhow::Error| Trouble::bad(format!("{error:#}"), "a file of checkpoints");
    let signed: Vec<Checkpoint> = match checkpoints {
        None => Vec::new(),
        Some(path) => {
            let text = files::read_text(path, CHECKPOINTS_BYTES_MAX).map_err(bad)?;
            checkpoint::read(&text, &path.display().to_string())?
        }
    };
    let name = file.display().to_string();
    let opened = File::open(file).map_err(|error| {
        let hint = "`portcullis audit export` writes a log";
        Trouble::bad(format!("{name}: {error}"), hint)
    })?;
    let mut held = vec![false; signed.len()];
    let report = log_file::audit(&name, BufReader::with_capacity(1 << 20, opened), |entry| {
        for (signed, held) in signed.iter().zip(&mut held) {
            *held |= signed.sequence == entry.sequence && signed.digest == entry.digest;
        }
    })?;
    let mut faults = log_file::words(&report.faults);
    for (signed, held) in signed.iter().zip(held) {
        let which = format!("checkpoint of {} at entry {}", signed.at, signed.sequence);
        // Nothing was signed before the first entry.
        let origin = signed.sequence == 0 && signed.digest == casework::chain::origin();
        if !held && !origin {
            faults.push(format!("{which}: the log does not hold it"));
        }
        if let Some(why) = key.as_deref().and_then(|key| signed.verify(key).err()) {
            faults.push(format!("{which}: {why}"));
        }
    }
    tell(&report, &faults, format)
}

/// Runs `portcullis backup`.
pub(crate) fn back_up(options: &Backup) -> Result<Exit> {
    seated(&options.desk, false, |seat| {
        let at = seat.options.at.as_ref().map_or_else(Timestamp::now, |_| seat.at);
        let made = backup::make(&seat.desk, &documents(seat)?, &options.folder, at)?;
        seat.show(&json!(made))
    })
}

/// Runs `portcullis restore`.
pub(crate) fn restore(options: &Restore) -> Result<Exit> {
    seated(&options.desk, true, |seat| {
        let restored = backup::restore(&seat.desk, &documents(seat)?, &options.folder)?;
        let (entries, documents) = (restored.sequence, restored.documents.len());
        seat.show(&json!({
            "restored": entries, "documents": documents, "digest": restored.digest,
            "compared": true,
        }))
    })
}
