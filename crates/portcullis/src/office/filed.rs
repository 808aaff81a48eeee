//! Documents of a case: who files them, and who may have them.

use casework::case::Document;
use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::id::{CaseId, Digest};
use casework::role::Role;
use serde_json::{Value, json};

use super::audience::{self, Audience};
use super::documents::{Documents, Kept};
use super::{Desk, Trouble, Who, role_for};

/// Whether somebody may file in a case. Asked before the content is read: whoever may not does not
/// fill the disk either.
pub(crate) fn may_file(desk: &Desk, who: &Who, case: &CaseId) -> Result<(), Trouble> {
    let docket = desk.docket(Some(case))?;
    audience::in_case(&docket, case, who)?;
    role_for(&docket.office, who, EventKind::DocumentFiled)?;
    Ok(())
}

/// Keeps content, and the event that says so.
pub(crate) fn filed(
    kept: &Documents,
    name: &str,
    media_type: Option<&str>,
    bytes: &[u8],
) -> Result<(Digest, Event), Trouble> {
    let Kept { digest, name, media_type, bytes } = kept.keep(name, media_type, bytes)?;
    let event = Event::DocumentFiled { digest: digest.clone(), name, media_type, bytes };
    Ok((digest, event))
}

/// The documents that somebody may have: the office all, a firm those that its own people filed.
pub(crate) fn visible<'d>(
    docket: &'d Docket,
    case: &CaseId,
    who: &Who,
) -> Result<Vec<(&'d Digest, &'d Document)>, Trouble> {
    let (case, audience) = audience::in_case(docket, case, who)?;
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

/// The one of them whose digest begins so.
pub(crate) fn one<'d>(
    docket: &'d Docket,
    case: &CaseId,
    who: &Who,
    digest: &str,
) -> Result<(&'d Digest, &'d Document), Trouble> {
    let all = visible(docket, case, who)?;
    let mut fits = all.into_iter().filter(|(known, _)| known.as_str().starts_with(digest));
    match (fits.next(), fits.next()) {
        (Some(found), None) => Ok(found),
        _ => Err(Trouble::Absent(format!("no document, or more than one, `{digest}`"))),
    }
}

/// What is told of a document.
pub(crate) fn told(digest: &Digest, document: &Document) -> Value {
    let Document { name, media_type, bytes, by } = document;
    json!({"digest": digest, "name": name, "media_type": media_type, "bytes": bytes, "by": by})
}
