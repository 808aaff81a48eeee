//! Partners' denials taken in from `denial/1`: all of a file, or nothing of it.

use casework::denial_file::{self, ReadDenial};
use casework::event::{Event, EventKind};
use casework::id::DenialId;
use casework::recorded::Stream;
use casework::store::Draft;
use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, Trouble, Who, role_for};

/// What became of a file.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Taken {
    /// Denials that are new.
    pub(crate) new: Vec<DenialId>,
    /// Denials of which a new version came; the versions before are kept.
    pub(crate) changed: Vec<DenialId>,
    /// Denials that are revoked from now on.
    pub(crate) revoked: Vec<DenialId>,
    /// Denials that were known just so.
    pub(crate) known: usize,
}

/// Takes a file in.
pub(crate) fn import(
    desk: &Desk,
    who: &Who,
    name: &str,
    text: &str,
    at: Timestamp,
) -> Result<Taken, Trouble> {
    let read = denial_file::read(name, text)?;
    let docket = desk.docket(None)?;
    let role = role_for(&docket.office, who, EventKind::DenialReceived)?;
    let mut taken = Taken::default();
    let mut drafts = Vec::new();
    for ReadDenial { notice, revoked } in read {
        let id = notice.id.clone();
        let stream = Stream::Denial(id.clone());
        let known = docket.register.get(&id);
        let mut expected = docket.version(&stream);
        let mut put = |event| {
            let (stream, by) = (stream.clone(), who.person.clone());
            drafts.push(Draft { stream, expected, at, by, role, event });
            expected += 1;
        };
        let same = known.is_some_and(|known| known.notice() == Some(&notice));
        let was_revoked = known.is_some_and(|known| known.revoked.is_some());
        // What was revoked and is notified again without a revocation holds again.
        if !same || was_revoked && revoked.is_none() {
            put(Event::DenialReceived { notice });
            if known.is_some() { &mut taken.changed } else { &mut taken.new }.push(id.clone());
        }
        match revoked {
            Some(on) if !same || !was_revoked => {
                let reasons = vec![format!("revoked by its authority, as {name} says")];
                put(Event::DenialRevoked { on, on_appeal: false, reasons });
                taken.revoked.push(id);
            }
            _ if same && was_revoked == revoked.is_some() => taken.known += 1,
            _ => {}
        }
    }
    if !drafts.is_empty() {
        desk.store.append_all_once(who.request.as_ref(), drafts)?;
    }
    Ok(taken)
}
