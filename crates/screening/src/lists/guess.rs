//! Which format a file has, by its content; the name of the file is not looked at.

use super::ofac_csv::Role;
use super::{SourceFile, SourceKind, xml};

/// Bytes that are looked at. Every format shows itself in its first lines.
const HEAD_BYTES: usize = 64 * 1024;

/// The kind of the files, or nothing if no format fits. Files that go together, such as the OFAC
/// CSV set, are guessed together: the first that is recognised decides.
pub fn guess(files: &[SourceFile<'_>]) -> Option<SourceKind> {
    files.iter().find_map(guess_one)
}

fn guess_one(file: &SourceFile<'_>) -> Option<SourceKind> {
    let head = file.bytes.get(..HEAD_BYTES.min(file.bytes.len()))?;
    let head = match encoding_rs::Encoding::for_bom(head) {
        Some((encoding, _)) => encoding.decode(head).0,
        None => String::from_utf8_lossy(head),
    };
    let head = head.trim_start();
    match head.chars().next()? {
        '<' => by_root(&xml::root_name(head)?),
        '{' | '[' => by_json(head),
        _ => by_header(head).or_else(|| by_ofac_row(head)),
    }
}

fn by_root(root: &str) -> Option<SourceKind> {
    Some(match root {
        "sdnList" => SourceKind::OfacSdnXml,
        "Sanctions" => SourceKind::OfacAdvancedXml,
        "sanctionsData" => SourceKind::OfacEnhancedXml,
        "CONSOLIDATED_LIST" => SourceKind::UnXml,
        "export" => SourceKind::EuFsfXml,
        "Designations" => SourceKind::UkSanctionsListXml,
        "swiss-sanctions-list" => SourceKind::ChSecoXml,
        _ => return None,
    })
}

fn by_json(head: &str) -> Option<SourceKind> {
    let first = head.lines().next().unwrap_or_default();
    let has = |key: &str| first.contains(&format!("\"{key}\""));
    if has("portcullis_list") || (has("entry") && has("names") && has("kind")) {
        return Some(SourceKind::PortcullisNdjson);
    }
    if has("schema") && has("properties") && has("id") {
        return Some(SourceKind::FtmJson);
    }
    let results = head.contains("\"results\"") && head.contains("\"source\"");
    results.then_some(SourceKind::UsCslJson)
}

fn by_header(head: &str) -> Option<SourceKind> {
    let plain = |line: &str| line.to_lowercase().replace(['"', ' ', '_'], "");
    let mut lines = head.lines().map(plain);
    let (first, second) = (lines.next()?, lines.next().unwrap_or_default());
    let all = |line: &str, parts: &[&str]| parts.iter().all(|part| line.contains(part));
    if all(&first, &["id,source,entitynumber", "altnames"]) {
        return Some(SourceKind::UsCslCsv);
    }
    if all(&first, &["name\tstreetaddress", "effectivedate"]) {
        return Some(SourceKind::BisDpl);
    }
    if all(&first, &["entitylogicalid;", ";"]) {
        return Some(SourceKind::EuFsfCsv);
    }
    if first.starts_with("lastupdated,") && all(&second, &["name6", "groupid"]) {
        return Some(SourceKind::UkConlistCsv);
    }
    if [&first, &second].iter().any(|line| all(line, &["uniqueid", "name6", "regimename"])) {
        return Some(SourceKind::UkSanctionsListCsv);
    }
    if all(&first, &["id,schema,name,aliases"]) {
        return Some(SourceKind::OpensanctionsSimpleCsv);
    }
    None
}

/// The OFAC CSV has no header: a number, the right number of columns, the mark for nothing.
fn by_ofac_row(head: &str) -> Option<SourceKind> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(head.as_bytes());
    let record = reader.records().next()?.ok()?;
    Role::of_width(record.len())?;
    let number =
        record.get(0).is_some_and(|c| !c.is_empty() && c.bytes().all(|b| b.is_ascii_digit()));
    let marked = head.contains("-0-") || record.len() == 2;
    (number && marked).then_some(SourceKind::OfacCsv)
}
