//! An office at work: the one layer under the commands and the HTTP interface.
//!
//! How to use it:
//!
//! - [`Desk::open`] opens the database. [`Who`] is who acts: a person, as signed in, and a role where
//!   that person holds several that fit. Roles come from the office's record, never from a request.
//! - What is to happen is an [`Event`], read by [`wire`] from JSON (`wire::event`) or from parts
//!   (`wire::part`, `wire::application`): every fault has its place and a hint.
//! - [`Desk::act`] records it, if the rules allow it, and says where; with `expected` somebody who
//!   acts on an old version is told so. What is made at the moment of recording has its own doors:
//!   [`decide`] (grants with their basis, judgements with their versions), [`look`] (parties searched,
//!   the law asked, questions put). After an event that leaves an assessment stale the office looks
//!   again by [`look::after`].
//! - What people see is a [`serde_json::Value`] of [`audience`]: it picks the type that the role may
//!   see; [`views`] makes lists and checks who may ask. [`tasks`] says what is due and why. [`text`] writes any view for a terminal.
//! - [`Trouble`] is why something is not done; [`Trouble::told`] is its JSON.

pub(crate) mod audience;
pub(crate) mod backup;
pub(crate) mod checkpoint;
pub(crate) mod decide;
pub(crate) mod documents;
pub(crate) mod filed;
pub(crate) mod in_force;
pub(crate) mod log_file;
pub(crate) mod look;
pub(crate) mod officer;
pub(crate) mod register;
pub(crate) mod tasks;
pub(crate) mod text;
mod transfer;
pub(crate) mod trouble;
pub(crate) mod views;
pub(crate) mod wire;

use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::id::{CaseId, PersonId};
use casework::office::{Office, Person};
use casework::recorded::{Recorded, Stream};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::store::{Draft, Request, Store};
use jiff::Timestamp;
use serde::Serialize;

pub(crate) use trouble::Trouble;

/// An open office.
#[derive(Debug)]
pub(crate) struct Desk {
    /// Its memory.
    pub(crate) store: Store,
}

/// Who acts.
#[derive(Clone, Debug)]
pub(crate) struct Who {
    /// As signed in.
    pub(crate) person: PersonId,
    /// The role named, where one was.
    pub(crate) role: Option<Role>,
    /// The request with which a machine asks, done once however often it is sent.
    pub(crate) request: Option<Request>,
}

/// Where something was recorded.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Done {
    /// What.
    pub(crate) event: String,
    /// Of what: `office`, `case:C-1`, `denial:D-1`.
    pub(crate) of: String,
    /// Version of its history now.
    pub(crate) version: u64,
    /// Place in the log.
    pub(crate) sequence: u64,
    /// In which role.
    pub(crate) role: &'static str,
}

impl Desk {
    /// Opens a database: a URL, or the file of an embedded one, which must be there unless a new
    /// office is to be begun.
    pub(crate) fn open(db: &str, begin: bool) -> Result<Self, Trouble> {
        let is_url = ["sqlite:", "postgres:", "postgresql:"].iter().any(|s| db.starts_with(s));
        if is_url {
            return Ok(Self { store: Store::open(db)? });
        }
        if !begin && !std::path::Path::new(db).exists() {
            let hint = "`portcullis office begin --db FILE --as PERSON` begins an office";
            return Err(Trouble::bad(format!("--db: there is no database `{db}`"), hint));
        }
        if db.contains('?') || db.contains('%') {
            let hint = "write a URL, such as sqlite:office.db, for names like this";
            return Err(Trouble::bad(format!("--db: `{db}` is no plain file name"), hint));
        }
        Ok(Self { store: Store::open(&format!("sqlite:{db}?mode=rwc"))? })
    }

    /// Office, register and a case of one moment.
    pub(crate) fn docket(&self, case: Option<&CaseId>) -> Result<Docket, Trouble> {
        Ok(self.store.docket(case)?)
    }

    /// Records an event, if the rules allow it. Without `expected` it goes on from what is there.
    pub(crate) fn act(
        &self,
        who: &Who,
        stream: &Stream,
        event: Event,
        expected: Option<u64>,
        at: Timestamp,
    ) -> Result<Done, Trouble> {
        let done = self.act_all(who, stream, vec![event], expected, at)?;
        done.ok_or_else(|| Trouble::Failed("no answer".to_owned()))
    }

    /// The same for several events of one thing, all or none; tells of the last.
    pub(crate) fn act_all(
        &self,
        who: &Who,
        stream: &Stream,
        events: Vec<Event>,
        expected: Option<u64>,
        at: Timestamp,
    ) -> Result<Option<Done>, Trouble> {
        let case = match stream {
            Stream::Case(id) => Some(id),
            _ => None,
        };
        let docket = self.docket(case)?;
        let expected = expected.unwrap_or_else(|| docket.version(stream));
        let mut drafts = Vec::with_capacity(events.len());
        for (expected, event) in (expected..).zip(events) {
            // The first person of an office is nobody's choice but its owner's.
            let role = if docket.office.people.is_empty() {
                Role::Administrator
            } else {
                role_for(&docket.office, who, event.kind())?
            };
            let (stream, by) = (stream.clone(), who.person.clone());
            drafts.push(Draft { stream, expected, at, by, role, event });
        }
        let Some(last) = drafts.last() else { return Ok(None) };
        let (kind, of, role) = (last.event.kind(), stream.to_string(), last.role.word());
        let appended = self.store.append_all_once(who.request.as_ref(), drafts)?;
        let done = appended.last().map(|appended| {
            let (version, sequence) = (appended.version, appended.sequence);
            Done { event: kind.word(), of, version, sequence, role }
        });
        Ok(done)
    }

    /// What a request led to that was done before, told as it was told then.
    pub(crate) fn done(&self, who: &Who) -> Result<Option<Done>, Trouble> {
        let Some(request) = &who.request else { return Ok(None) };
        let Some(appended) = self.store.done(&who.person, request)? else { return Ok(None) };
        let entries = self.store.log(appended.sequence.saturating_sub(1), 1)?;
        let entry = entries.first().filter(|entry| entry.sequence == appended.sequence);
        let entry = entry.ok_or_else(|| Trouble::Failed("the log has a gap".to_owned()))?;
        let recorded = casework::chain::read(&entry.body).map_err(Trouble::Failed)?;
        Ok(Some(Done {
            event: recorded.event.kind().word(),
            of: recorded.stream.to_string(),
            version: recorded.version,
            sequence: entry.sequence,
            role: recorded.role.word(),
        }))
    }

    /// The time that a record states: the clock's, or a given one that is neither in the future nor
    /// before the last record. Earlier would be history rewritten, later would let clocks run out.
    pub(crate) fn time(&self, given: Option<&str>) -> Result<Timestamp, Trouble> {
        let now = Timestamp::now();
        let Some(text) = given else { return Ok(now) };
        let hint = "write 2026-03-02T08:00:00Z";
        let read = text.parse::<Timestamp>();
        let at = read.map_err(|error| Trouble::bad(format!("--at: {error}"), hint))?;
        let hint = "a record is not of the future, nor of a time before the last one";
        if at > now {
            return Err(Trouble::bad(format!("--at: {at} is later than now"), hint));
        }
        let (sequence, _) = self.store.head()?;
        if let Some(last) = self.store.log(sequence.saturating_sub(1), 1)?.first() {
            let last = casework::chain::read(&last.body).map_err(Trouble::Failed)?;
            if at < last.at {
                let what = format!("--at: {at} is earlier than the last record, of {}", last.at);
                return Err(Trouble::bad(what, hint));
            }
        }
        Ok(at)
    }

    /// Everything that happened to one thing.
    pub(crate) fn history(&self, stream: &Stream) -> Result<Vec<Recorded>, Trouble> {
        Ok(self.store.history(stream)?)
    }
}

/// A person whom the office knows.
pub(crate) fn known<'o>(office: &'o Office, who: &Who) -> Result<&'o Person, Trouble> {
    let person = office.people.get(&who.person).filter(|person| person.active);
    let person = person.ok_or_else(|| Refusal::Unknown(who.person.clone()))?;
    match who.role.filter(|role| !person.roles.contains(role)) {
        Some(role) => Err(Refusal::NotInRole(who.person.clone(), role).into()),
        None => Ok(person),
    }
}

/// The role in which somebody does something: the one named, or the only one that fits.
pub(crate) fn role_for(office: &Office, who: &Who, kind: EventKind) -> Result<Role, Trouble> {
    let person = known(office, who)?;
    let performers = casework::duty::performers(kind);
    if let Some(role) = who.role {
        let fits = performers.contains(&role);
        return fits.then_some(role).ok_or_else(|| Refusal::NotForRole(role, kind).into());
    }
    let mut fit = person.roles.iter().copied().filter(|role| performers.contains(role));
    match (fit.next(), fit.next()) {
        (Some(role), None) => Ok(role),
        (Some(first), Some(second)) => {
            let (first, second) = (first.word(), second.word());
            let what = format!("`{}` may do this as {first} and as {second}", who.person);
            Err(Trouble::bad(what, format!("`--role {first}` says in which role")))
        }
        (None, _) => {
            let own = person.roles.first().copied().unwrap_or(Role::Auditor);
            Err(Refusal::NotForRole(own, kind).into())
        }
    }
}
