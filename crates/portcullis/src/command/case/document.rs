//! Documents of a case: filed, written out, verified.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use casework::case::Document;
use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::id::{CaseId, Digest};
use casework::recorded::Stream;
use casework::role::Role;
use serde_json::json;

use crate::Exit;
use crate::cli::case::DocumentAction;
use crate::command::audit::documents;
use crate::command::desk::{Seat, id, surroundings};
use crate::files;
use crate::office::audience::{self, Audience};
use crate::office::documents::{BYTES_MAX, Kept};
use crate::office::{Trouble, look, role_for};

pub(super) fn act(seat: &Seat<'_>, action: &DocumentAction) -> Result<Exit, Trouble> {
    match action {
        DocumentAction::Add { case, file, media_type } => {
            add(seat, &id("case", case)?, file, media_type.as_deref())
        }
        DocumentAction::Get { case, digest, out } => get(seat, &id("case", case)?, digest, out),
        DocumentAction::Verify { case } => verify(seat, &id("case", case)?),
    }
}

fn add(
    seat: &Seat<'_>,
    case: &CaseId,
    file: &Path,
    media_type: Option<&str>,
) -> Result<Exit, Trouble> {
    // Whoever may not file does not fill the disk either.
    let docket = seat.desk.docket(Some(case))?;
    let who = seat.who()?;
    role_for(&docket.office, &who, EventKind::DocumentFiled)?;
    audience::sees(look::found(&docket, case)?, &docket, &who)?;
    let bytes = files::read_bytes(file, BYTES_MAX).map_err(surroundings)?;
    let kept = documents(seat)?.keep(&file.display().to_string(), media_type, &bytes)?;
    let Kept { digest, name, media_type, bytes } = kept;
    let told = digest.to_string();
    let event = Event::DocumentFiled { digest, name, media_type, bytes };
    let exit = seat.record(&Stream::Case(case.clone()), event)?;
    files::say(&format!("document {told}"));
    Ok(exit)
}

/// The documents that somebody may have: the office all, a firm those that its own people filed.
fn visible<'d>(
    seat: &Seat<'_>,
    docket: &'d Docket,
    case: &CaseId,
) -> Result<Vec<(&'d Digest, &'d Document)>, Trouble> {
    let case = look::found(docket, case)?;
    let audience = audience::sees(case, docket, &seat.who()?)?;
    let people = &docket.office.people;
    let by_firm = |document: &Document| {
        people.get(&document.by).is_some_and(|by| by.roles.contains(&Role::Applicant))
    };
    let may = |document: &Document| match audience {
        Audience::Officer => true,
        Audience::Applicant => by_firm(document),
        Audience::Agency | Audience::Customs | Audience::Nobody => false,
    };
    Ok(case.documents.iter().filter(|(_, document)| may(document)).collect())
}

fn get(seat: &Seat<'_>, case: &CaseId, digest: &str, out: &Path) -> Result<Exit, Trouble> {
    let docket = seat.desk.docket(Some(case))?;
    let all = visible(seat, &docket, case)?;
    let mut fits = all.iter().filter(|(known, _)| known.as_str().starts_with(digest));
    let (Some((digest, document)), None) = (fits.next(), fits.next()) else {
        return Err(Trouble::Absent(format!("no document, or more than one, `{digest}`")));
    };
    let bytes = documents(seat)?.read(digest)?;
    let failed = |error: std::io::Error| {
        Trouble::bad(format!("{}: {error}", out.display()), "name a new file with --out")
    };
    let mut file = File::create_new(out).map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    let Document { name, media_type, bytes, by } = document;
    seat.show(&json!({
        "digest": digest, "name": name, "media_type": media_type, "bytes": bytes, "by": by,
    }))
}

fn verify(seat: &Seat<'_>, case: &CaseId) -> Result<Exit, Trouble> {
    let docket = seat.desk.docket(Some(case))?;
    let kept = documents(seat)?;
    let mut exit = Exit::Clear;
    for (digest, document) in visible(seat, &docket, case)? {
        match kept.verify(digest) {
            Ok(()) => seat.line(&format!("{digest}  {}  whole", document.name))?,
            Err(why) => {
                exit = Exit::Controlled;
                seat.line(&format!("{digest}  {}  {why}", document.name))?;
            }
        }
    }
    Ok(exit)
}
