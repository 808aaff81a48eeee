//! OFAC legacy CSV: the primary file with its aliases, addresses and overflowing remarks.
//!
//! The files have no header. Which is which is told by the number of columns: 12 primary, 5
//! aliases, 6 addresses, 2 comments. Each ends in the byte 0x1A, which makes a cut file visible.

use std::borrow::Cow;
use std::collections::BTreeMap;

use csv::StringRecord;

use super::draft::Draft;
use super::fault::Refusal;
use super::pile::Pile;
use super::rows;
use super::text::{decode, is_blank};
use super::{ListFile, SourceFile, ofac, ofac_remark};
use crate::listing::{IdentifierKind, NameQuality};

/// The mark of the old end-of-file byte.
const END: char = '\u{1a}';

/// The role of a file in the set, by its number of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Primary,
    Aliases,
    Addresses,
    Comments,
}

impl Role {
    pub(super) fn of_width(width: usize) -> Option<Self> {
        match width {
            12 => Some(Self::Primary),
            5 => Some(Self::Aliases),
            6 => Some(Self::Addresses),
            2 => Some(Self::Comments),
            _ => None,
        }
    }
}

/// The rows of the side files by the number of the party.
#[derive(Default)]
struct Sides {
    aliases: BTreeMap<String, Vec<StringRecord>>,
    addresses: BTreeMap<String, Vec<StringRecord>>,
    comments: BTreeMap<String, Vec<StringRecord>>,
}

pub(super) fn read(files: &[SourceFile<'_>]) -> Result<ListFile, Refusal> {
    let mut primary: Option<(SourceFile<'_>, Vec<(u64, StringRecord)>)> = None;
    let mut sides = Sides::default();
    let mut side_files: Vec<(SourceFile<'_>, Role)> = Vec::new();
    for file in files {
        let (role, records) = table(file)?;
        let side = match role {
            Role::Primary if primary.is_some() => {
                let reason = "a second primary file: import one list at a time";
                return Err(Refusal::wrong_kind(file.name, reason));
            }
            Role::Primary => {
                primary = Some((*file, records));
                continue;
            }
            Role::Aliases => &mut sides.aliases,
            Role::Addresses => &mut sides.addresses,
            Role::Comments => &mut sides.comments,
        };
        side_files.push((*file, role));
        for (_, record) in records {
            side.entry(cell(&record, 0).to_owned()).or_default().push(record);
        }
    }
    let Some((file, records)) = primary else {
        let name = files.first().map_or("(no file)", |file| file.name);
        return Err(Refusal::wrong_kind(name, "the primary file with 12 columns is missing"));
    };
    let mut pile = Pile::new(&file);
    for (line, record) in &records {
        pile.take(entry(record, &mut sides), Some(*line))?;
    }
    orphans(&mut pile, &sides, &side_files);
    absent(&mut pile, &side_files);
    let programmes: Vec<&str> = records.iter().map(|(_, record)| cell(record, 3)).collect();
    let list = ofac::list_id(None, file.name, &programmes);
    pile.finish(list, None, records.len())
}

fn table(file: &SourceFile<'_>) -> Result<(Role, Vec<(u64, StringRecord)>), Refusal> {
    let text: Cow<'_, str> = decode(file)?;
    let Some(body) = text.trim_end_matches(['\r', '\n', ' ']).strip_suffix(END) else {
        let reason = "the closing byte 0x1A is missing";
        return Err(Refusal::truncated(file.name, None, reason));
    };
    let records = rows::records(file.name, body, b',', 0)?;
    let width = records.first().map_or(0, |(_, record)| record.len());
    let Some(role) = Role::of_width(width) else {
        let reason = format!("{width} columns fit no file of the set (12, 5, 6 or 2)");
        return Err(Refusal::wrong_kind(file.name, reason));
    };
    rows::check_widths(file.name, &records, |r| r.len() == width, &width.to_string())?;
    let is_number = |record: &StringRecord| cell(record, 0).bytes().all(|b| b.is_ascii_digit());
    if let Some((line, _)) = records.iter().find(|(_, record)| !is_number(record)) {
        let reason = "the first column is not a number";
        return Err(Refusal::malformed(file.name, Some(*line), reason));
    }
    Ok((role, records))
}

/// A cell, trimmed; `-0-` is OFAC's mark for nothing.
fn cell(record: &StringRecord, index: usize) -> &str {
    let cell = record.get(index).unwrap_or_default().trim();
    if cell == "-0-" { "" } else { cell }
}

fn entry(record: &StringRecord, sides: &mut Sides) -> Draft {
    let number = cell(record, 0);
    let mut draft = Draft::new(number, ofac::kind(cell(record, 2)));
    ofac::name(&mut draft, cell(record, 1), NameQuality::Primary);
    ofac::tail_number(&mut draft, cell(record, 1));
    // Several programmes stand in one cell: `SDGT] [IRGC`.
    for programme in cell(record, 3).split(['[', ']']) {
        draft.programme(programme);
    }
    draft.identifier(IdentifierKind::Other, cell(record, 5), "");
    draft.country(cell(record, 9));
    for alias in sides.aliases.remove(number).unwrap_or_default() {
        ofac::name(&mut draft, cell(&alias, 3), ofac::quality(cell(&alias, 2), false));
        draft.remark(cell(&alias, 4));
    }
    for address in sides.addresses.remove(number).unwrap_or_default() {
        draft.address(&[cell(&address, 2), cell(&address, 3), cell(&address, 4)]);
        draft.country(cell(&address, 4));
    }
    // A comment continues the remark in the middle of a word.
    let mut remark = cell(record, 11).to_owned();
    for comment in sides.comments.remove(number).unwrap_or_default() {
        remark.push_str(cell(&comment, 1));
    }
    if !is_blank(&remark) {
        ofac_remark::read(&mut draft, &remark);
    }
    draft.remark(cell(record, 4));
    draft
}

/// The main file alone reads well and lacks most names, which nobody would notice later.
fn absent(pile: &mut Pile<'_>, files: &[(SourceFile<'_>, Role)]) {
    let sides = [
        (Role::Aliases, "names", "the file of aliases was not given"),
        (Role::Addresses, "addresses", "the file of addresses was not given"),
    ];
    for (role, field, reason) in sides {
        if files.iter().all(|(_, given)| *given != role) {
            let hint = "give all files of the set to one import";
            pile.problem("", None, field, reason.to_owned(), hint);
        }
    }
}

/// Side rows of a party that the primary file does not have: the files are of different days.
fn orphans(pile: &mut Pile<'_>, sides: &Sides, files: &[(SourceFile<'_>, Role)]) {
    for (side, role) in [
        (&sides.aliases, Role::Aliases),
        (&sides.addresses, Role::Addresses),
        (&sides.comments, Role::Comments),
    ] {
        let file = files.iter().find(|(_, of)| *of == role).map_or("", |(file, _)| file.name);
        for number in side.keys() {
            let reason = format!("`{file}` has rows for a number that the list does not have");
            let hint = "the files are of different days: fetch them together";
            pile.problem(number, None, "entry", reason, hint);
        }
    }
}
