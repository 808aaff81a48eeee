//! The register of denials, partners' and our own. Nothing is ever taken out of it: what changes is
//! a new version, and both stay.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::event::Event;
use crate::id::{CaseId, DenialId, PersonId};
use crate::notice::{Notice, Validity};
use crate::office::Office;
use crate::recorded::{Recorded, Stream};
use crate::refusal::{Refusal, reasoned};
use crate::role::Role;

/// All denials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Register {
    /// Changes so far; who read what is no change.
    pub version: u64,
    /// By reference.
    pub denials: BTreeMap<DenialId, Denial>,
}

/// A denial with its history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// Events so far.
    pub events: u64,
    /// Version of the register when it last changed.
    pub changed: u64,
    /// Every version that counted, oldest first.
    pub versions: Vec<Version>,
    /// Ours, not yet approved; the version before goes on counting.
    pub draft: Option<Version>,
    /// Ours, with the refused case.
    pub own: Option<CaseId>,
    /// How far it is.
    pub stage: Stage,
    /// The next review, where one is due.
    pub review: Option<Date>,
    /// Revoked: from when, on appeal.
    pub revoked: Option<Revoked>,
    /// States told.
    pub told: BTreeSet<String>,
    /// Who read it, when, for which case.
    pub reads: Vec<(PersonId, Timestamp, Option<CaseId>)>,
}

/// One version of a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// As notified or drafted.
    pub notice: Notice,
    /// By whom it was entered.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// The end of a denial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// From which day on.
    pub on: Date,
    /// After an appeal.
    pub on_appeal: bool,
    /// By whom.
    pub by: PersonId,
    /// Why.
    pub reasons: Vec<String>,
}

/// How far a denial is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Ours, drafted; holds nobody.
    Drafted,
    /// Ours, approved.
    Approved,
    /// Partners know.
    Notified,
    /// A partner's.
    Received,
}

impl Denial {
    /// The version that counts; none for a first draft.
    #[must_use]
    pub fn notice(&self) -> Option<&Notice> {
        self.versions.last().map(|version| &version.notice)
    }

    fn take(&mut self, version: Version) {
        self.review = match version.notice.validity {
            Validity::UntilRevoked { review } => Some(review),
            Validity::Until(_) | Validity::RegimeDefault => None,
        };
        self.versions.push(version);
    }

    /// The number of the version that counts; 0 = none yet.
    #[must_use]
    pub fn number(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX)
    }

    /// Whether it holds on a day: decided, past the draft, not revoked, not beyond its end. A
    /// review that is overdue ends nothing.
    #[must_use]
    pub fn holds(&self, on: Date) -> bool {
        let Some(notice) = self.notice() else { return false };
        let ended = matches!(notice.validity, Validity::Until(until) if until < on);
        let revoked = self.revoked.as_ref().is_some_and(|revoked| revoked.on <= on);
        notice.decided <= on && !ended && !revoked
    }

    /// Whether its review is overdue.
    #[must_use]
    pub fn review_overdue(&self, on: Date) -> bool {
        self.review.is_some_and(|review| review < on) && self.revoked.is_none()
    }
}

impl Register {
    /// A denial.
    #[must_use]
    pub fn get(&self, id: &DenialId) -> Option<&Denial> {
        self.denials.get(id)
    }

    /// Denials that changed after a version of the register.
    pub fn since(&self, version: u64) -> impl Iterator<Item = &Denial> {
        self.denials.values().filter(move |denial| denial.changed > version)
    }

    /// Applies an event of a denial.
    ///
    /// # Errors
    /// The event is refused; nothing changes.
    pub fn apply(&mut self, recorded: &Recorded, office: &Office) -> Result<(), Refusal> {
        let Stream::Denial(id) = &recorded.stream else {
            return Err(Refusal::NotSo("no event of a denial".to_owned()));
        };
        let person = office.may(&recorded.by, recorded.role, recorded.event.kind())?;
        let known = self.denials.get(id);
        // A partner's machine speaks of its own denials only.
        if recorded.role == Role::Partner {
            let own = person.state.as_deref();
            let said = match &recorded.event {
                Event::DenialReceived { notice } => Some(notice.authority.as_str()),
                _ => known.and_then(Denial::notice).map(|notice| notice.authority.as_str()),
            };
            let theirs = known.and_then(Denial::notice).map(|n| n.authority.as_str());
            if said != own || theirs.is_some_and(|theirs| Some(theirs) != own) {
                let why = "a partner speaks of its own denials only";
                return Err(Refusal::NotThisPerson(why.to_owned()));
            }
        }
        let mut next = next(id, known, recorded)?;
        if !matches!(recorded.event, Event::DenialRead { .. }) {
            self.version += 1;
            next.changed = self.version;
        }
        self.denials.insert(id.clone(), next);
        Ok(())
    }
}

fn next(id: &DenialId, known: Option<&Denial>, recorded: &Recorded) -> Result<Denial, Refusal> {
    let (event, by, at) = (&recorded.event, &recorded.by, recorded.at);
    let (notice, own, stage) = match event {
        Event::DenialReceived { notice } => (notice, None, Stage::Received),
        Event::DenialDrafted { notice, case } => (notice, Some(case.clone()), Stage::Drafted),
        _ => return later(known, recorded),
    };
    notice.check().map_err(Refusal::NotSo)?;
    if notice.id != *id {
        return Err(Refusal::NotSo(format!("the notice is of `{}`, not of `{id}`", notice.id)));
    }
    if let Some(known) = known {
        let before = known.draft.as_ref().map(|draft| &draft.notice).or(known.notice());
        let same = before.map(|n| (&n.regime, &n.authority));
        if same != Some((&notice.regime, &notice.authority)) || known.own != own {
            let why = "a new version keeps regime and authority; another denial needs another id";
            return Err(Refusal::NotSo(why.to_owned()));
        }
        // A revoked denial may be notified anew, in the same words.
        if before == Some(notice) && known.revoked.is_none() {
            return Err(Refusal::NotSo("this version is already there".to_owned()));
        }
    }
    let version = Version { notice: notice.clone(), by: by.clone(), at };
    let mut denial = known.cloned().unwrap_or(Denial {
        events: 0,
        changed: 0,
        versions: Vec::new(),
        draft: None,
        own,
        stage,
        review: None,
        revoked: None,
        told: BTreeSet::new(),
        reads: Vec::new(),
    });
    denial.events += 1;
    if stage == Stage::Drafted {
        denial.draft = Some(version);
    } else {
        denial.take(version);
        denial.revoked = None;
    }
    Ok(denial)
}

fn later(known: Option<&Denial>, recorded: &Recorded) -> Result<Denial, Refusal> {
    let (event, by) = (&recorded.event, &recorded.by);
    let mut denial = known.cloned().ok_or_else(|| Refusal::NotSo("no such denial".to_owned()))?;
    denial.events += 1;
    let not_now = |state| Err(Refusal::NotNow { event: event.kind(), state });
    match event {
        Event::DenialRead { case } => denial.reads.push((by.clone(), recorded.at, case.clone())),
        _ if denial.revoked.is_some() => return not_now("revoked"),
        Event::DenialApproved {} => {
            let Some(draft) = denial.draft.take() else { return not_now("not drafted") };
            if draft.by == *by {
                let why = "a denial is approved by somebody else than who drafted it";
                return Err(Refusal::NotThisPerson(why.to_owned()));
            }
            denial.take(draft);
            denial.stage = Stage::Approved;
        }
        Event::DenialNotified { to } => {
            if denial.own.is_none() || denial.versions.is_empty() || to.is_empty() {
                return not_now("not ours, not approved, or nobody told");
            }
            denial.stage = Stage::Notified;
            denial.told.extend(to.iter().cloned());
        }
        Event::DenialReviewed { next, reasons } => {
            reasoned("a review", reasons)?;
            if denial.own.is_none() || denial.versions.is_empty() {
                return not_now("not ours, or a draft");
            }
            denial.review = Some(*next);
        }
        Event::DenialRevoked { on, on_appeal, reasons } => {
            reasoned("a revocation", reasons)?;
            let drafter = denial.versions.last().map(|version| &version.by);
            if denial.own.is_some() && drafter == Some(by) {
                let why = "a denial of ours is revoked by somebody else than who drafted it";
                return Err(Refusal::NotThisPerson(why.to_owned()));
            }
            let (on, by, reasons) = (*on, by.clone(), reasons.clone());
            denial.revoked = Some(Revoked { on, on_appeal: *on_appeal, by, reasons });
        }
        _ => return not_now("denial"),
    }
    Ok(denial)
}
