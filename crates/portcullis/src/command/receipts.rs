//! `portcullis receipts`: logs of receipts checked, shown and replayed.

mod replay;
mod rescreened;
pub(crate) mod served;
mod stage;

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Serialize;

use crate::Exit;
use crate::cli::Format;
use crate::cli::receipts::{Receipts, ReceiptsAction};
use crate::files::{self, BadInput};
use crate::receipt::line::BYTES_MAX;
use crate::receipt::log::{self, Log};
use crate::receipt::verify::{self, Verified};
use crate::receipt::{Receipt, line, opening};

/// Runs the command.
pub(crate) fn run(options: &Receipts, served: served::Served) -> Result<Exit> {
    match &options.action {
        ReceiptsAction::Verify { file, head, format } => check(file, head.as_deref(), *format),
        ReceiptsAction::Head { file } => {
            let head = log::head(file)?;
            writeln!(io::stdout(), "{} {}", head.seq, head.hash)?;
            Ok(Exit::Clear)
        }
        ReceiptsAction::Show { file, seq, format } => show(file, *seq, *format),
        ReceiptsAction::Replay(options) => replay::run(options, served),
        ReceiptsAction::Mend { file, recorded_at } => mend(file, recorded_at.as_deref()),
    }
}

fn reader(file: &Path) -> Result<BufReader<Box<dyn io::Read + Send>>> {
    Ok(BufReader::with_capacity(1 << 20, files::open(file)?))
}

#[derive(Serialize)]
struct Fault<'a> {
    line: u64,
    what: &'a str,
}

#[derive(Serialize)]
struct Checked<'a> {
    sound: bool,
    receipts: u64,
    head: Option<(u64, &'a str)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    anchored: Option<u64>,
    faults: Vec<Fault<'a>>,
    more_faults: u64,
}

fn check(file: &Path, head: Option<&str>, format: Format) -> Result<Exit> {
    if let Some(head) = head {
        let digits = head.strip_prefix("sha256:").unwrap_or_default();
        if digits.len() != 64 || !digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            let hint = "`portcullis receipts head FILE` prints it: sha256: and 64 digits";
            return Err(BadInput(format!("--head: `{head}` is no hash\n  hint: {hint}")).into());
        }
    }
    let name = || file.display().to_string();
    let verified = verify::verify(reader(file)?, head).with_context(name)?;
    let mut out = io::stdout().lock();
    match format {
        Format::Json => {
            let checked = Checked {
                sound: verified.is_sound(),
                receipts: verified.receipts,
                head: verified.head.as_ref().map(|head| (head.seq, head.hash.as_str())),
                anchored: verified.anchored,
                faults: verified
                    .faults
                    .iter()
                    .map(|f| Fault { line: f.line, what: &f.what })
                    .collect(),
                more_faults: verified.more,
            };
            writeln!(out, "{}", serde_json::to_string(&checked)?)?;
        }
        Format::Text => {
            for fault in &verified.faults {
                let what = format!("{}:{}: {}", name(), fault.line, fault.what);
                writeln!(out, "{}", files::printable(&what))?;
            }
            writeln!(out, "{}", summary(&verified))?;
        }
    }
    Ok(if verified.is_sound() { Exit::Clear } else { Exit::Controlled })
}

fn summary(verified: &Verified) -> String {
    let faults = u64::try_from(verified.faults.len()).unwrap_or(u64::MAX) + verified.more;
    let mut text = format!("{} receipts, {faults} faults", verified.receipts);
    if let Some(head) = &verified.head {
        text.push_str(&format!("; head {} {}", head.seq, head.hash));
        if let Some(anchored) = verified.anchored {
            let after = head.seq.saturating_sub(anchored);
            text.push_str(&format!("\nthe kept hash is receipt {anchored}; {after} came after it"));
        }
    }
    text
}

fn mend(file: &Path, recorded_at: Option<&str>) -> Result<Exit> {
    let name = file.display();
    if !file.exists() {
        return Err(BadInput(format!("{name}: no such file")).into());
    }
    let mut out = io::stdout().lock();
    match Log::mend(file, opening::clock(recorded_at)?)? {
        None => writeln!(out, "{name}: nothing is torn")?,
        Some((bytes, kept)) => {
            let kept = kept.display();
            writeln!(out, "{name}: {bytes} bytes of a torn line are now in {kept}; noted")?;
        }
    }
    Ok(Exit::Clear)
}

/// Calls `each` with every line and its number until it says that it is enough. A line that is no
/// receipt is told and passed over; gives whether there was one.
pub(super) fn lines(
    file: &Path,
    mut each: impl FnMut(&str, &Receipt<'_>) -> Result<bool>,
) -> Result<bool> {
    let mut log = reader(file)?;
    let limit = u64::try_from(BYTES_MAX).unwrap_or(u64::MAX);
    let (mut number, mut bytes, mut bad) = (0_u64, Vec::new(), false);
    loop {
        bytes.clear();
        let read = log.by_ref().take(limit).read_until(b'\n', &mut bytes);
        if read.with_context(|| file.display().to_string())? == 0 {
            return Ok(bad);
        }
        number += 1;
        let text = bytes.strip_suffix(b"\n").ok_or("torn or too long");
        let read = text.map_err(str::to_owned).and_then(|text| {
            let link = line::link(text)?;
            if link.computed() != link.hash {
                return Err(format!("receipt {} was changed", link.seq));
            }
            std::str::from_utf8(text).map_err(|_| "not UTF-8".to_owned())
        });
        match read.and_then(|text| Ok((text, Receipt::read(text)?))) {
            Ok((text, receipt)) => {
                if !each(text, &receipt)? {
                    return Ok(bad);
                }
            }
            Err(what) => {
                bad = true;
                files::say(&format!("{}:{number}: {what}", file.display()));
            }
        }
    }
}

fn show(file: &Path, seq: Option<u64>, format: Format) -> Result<Exit> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut shown = false;
    let bad = lines(file, |text, receipt| {
        if seq.is_some_and(|seq| seq != receipt.seq) {
            return Ok(true);
        }
        shown = true;
        let page = match format {
            Format::Json => text.to_owned(),
            Format::Text if seq.is_some() => files::printable(&whole(receipt)).into_owned(),
            Format::Text => files::printable(&brief(receipt)).into_owned(),
        };
        writeln!(out, "{page}")?;
        Ok(seq.is_none())
    })?;
    out.flush()?;
    match seq {
        Some(seq) if !shown => {
            Err(BadInput(format!("{}: no receipt {seq}", file.display())).into())
        }
        _ => Ok(if bad { Exit::Bad } else { Exit::Clear }),
    }
}

fn brief(receipt: &Receipt<'_>) -> String {
    let Receipt { seq, recorded_at, kind, as_of, .. } = receipt;
    let raw =
        |raw: Option<&serde_json::value::RawValue>| raw.map_or("", |raw| raw.get()).to_owned();
    let (query, outcome) = (raw(receipt.query), raw(receipt.outcome));
    let query: String = query.chars().take(200).collect();
    format!("{seq} {recorded_at} {kind} {as_of} {query} {outcome}")
}

fn whole(receipt: &Receipt<'_>) -> String {
    let raw =
        |raw: Option<&serde_json::value::RawValue>| raw.map_or("none", |raw| raw.get()).to_owned();
    let mut lines = vec![
        format!("receipt {}, {}", receipt.seq, receipt.kind),
        format!("  recorded  {} ({} clock)", receipt.recorded_at, receipt.clock),
        format!("  engine    {}, build {}", receipt.engine, receipt.build),
    ];
    if receipt.query.is_some() {
        lines.push(format!("  config    {} ({})", raw(receipt.config), receipt.config_digest));
        for list in &receipt.lists {
            lines.push(format!("  list      {} of {}, {}", list.list, list.as_of, list.digest));
        }
        let index = receipt.index.as_deref().unwrap_or("none, nothing was searched");
        lines.push(format!("  index     {index}"));
        lines.extend(receipt.absent.iter().map(|list| format!("  absent    {list}")));
        lines.extend(receipt.unreadable.iter().map(|why| format!("  lists     {why}")));
        lines.push(format!("  as of     {}", receipt.as_of));
        lines.push(format!("  query     {}", raw(receipt.query)));
        lines.push(format!("            {}", receipt.query_digest));
        lines.push(format!("  outcome   {}", raw(receipt.outcome)));
        lines.push(format!("  answer    {}", receipt.answer_digest));
    }
    lines.join("\n")
}
