//! Documents of a case: filed, written out, verified.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use casework::id::CaseId;
use casework::recorded::Stream;

use crate::Exit;
use crate::cli::case::DocumentAction;
use crate::command::audit::documents;
use crate::command::desk::{Seat, id, surroundings};
use crate::files;
use crate::office::documents::BYTES_MAX;
use crate::office::{Trouble, filed};

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
    filed::may_file(&seat.desk, &seat.who()?, case)?;
    let bytes = files::read_bytes(file, BYTES_MAX).map_err(surroundings)?;
    let name = file.display().to_string();
    let (digest, event) = filed::filed(&documents(seat)?, &name, media_type, &bytes)?;
    let exit = seat.record(&Stream::Case(case.clone()), event)?;
    files::say(&format!("document {digest}"));
    Ok(exit)
}

fn get(seat: &Seat<'_>, case: &CaseId, digest: &str, out: &Path) -> Result<Exit, Trouble> {
    let docket = seat.desk.docket(Some(case))?;
    let (digest, document) = filed::one(&docket, case, &seat.who()?, digest)?;
    let bytes = documents(seat)?.read(digest)?;
    let failed = |error: std::io::Error| {
        Trouble::bad(format!("{}: {error}", out.display()), "name a new file with --out")
    };
    let mut file = File::create_new(out).map_err(failed)?;
    file.write_all(&bytes).map_err(failed)?;
    seat.show(&filed::told(digest, document))
}

fn verify(seat: &Seat<'_>, case: &CaseId) -> Result<Exit, Trouble> {
    let docket = seat.desk.docket(Some(case))?;
    let kept = documents(seat)?;
    let mut exit = Exit::Clear;
    for (digest, document) in filed::visible(&docket, case, &seat.who()?)? {
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
