//! The office: its people, the law and lists in force, its calendars and periods.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::calendar::Calendar;
use crate::clock::{ClockName, Days, Due, NotDue, Period, Running, due};
use crate::duty::{compatible, performers};
use crate::event::{Event, EventKind};
use crate::id::{AgencyId, CalendarId, Digest, FirmId, ListId, PersonId};
use crate::notice::{RegimeName, UndercutRule};
use crate::recorded::Recorded;
use crate::refusal::{Refusal, reasoned};
use crate::role::Role;
use crate::token::Token;

/// What the office remembers of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Office {
    /// Events so far.
    pub version: u64,
    /// People, those who left included.
    pub people: BTreeMap<PersonId, Person>,
    /// Tokens by their digests, those taken back included.
    pub tokens: BTreeMap<Digest, Token>,
    /// The law in force.
    pub law: Option<Law>,
    /// Law proposed by somebody and not yet published.
    pub proposed: BTreeMap<Digest, Proposal>,
    /// Lists in force.
    pub lists: BTreeMap<ListId, ListVersion>,
    /// Calendars by name, each in its latest edition.
    pub calendars: BTreeMap<CalendarId, Calendar>,
    /// Periods that are configured.
    pub periods: BTreeMap<ClockName, Period>,
    /// Regimes that are configured.
    pub undercut: BTreeMap<RegimeName, UndercutRule>,
}

/// A person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What that person is.
    pub roles: BTreeSet<Role>,
    /// The firm, of an applicant.
    pub firm: Option<FirmId>,
    /// The agency, of an adviser.
    pub agency: Option<AgencyId>,
    /// The state, of a partner's machine.
    pub state: Option<String>,
    /// Still here.
    pub active: bool,
}

/// Law data in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Law {
    /// Digest of the pack.
    pub digest: Digest,
    /// Whose law.
    pub profile: String,
}

/// Law data that somebody proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Who.
    pub by: PersonId,
    /// Whose law.
    pub profile: String,
    /// What it was read from.
    pub source: String,
}

/// A list in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListVersion {
    /// Content.
    pub digest: Digest,
    /// The day the authority gives it.
    pub as_of: Date,
}

impl Office {
    /// Whether the person may act in that role and the role does such things.
    ///
    /// # Errors
    /// The person is unknown or left, does not hold the role, or the role does not do that.
    pub fn may(&self, person: &PersonId, role: Role, kind: EventKind) -> Result<&Person, Refusal> {
        let known = self.people.get(person).filter(|known| known.active);
        let known = known.ok_or_else(|| Refusal::Unknown(person.clone()))?;
        if !known.roles.contains(&role) {
            return Err(Refusal::NotInRole(person.clone(), role));
        }
        if !performers(kind).contains(&role) {
            return Err(Refusal::NotForRole(role, kind));
        }
        Ok(known)
    }

    /// When something is due by the office's periods and calendars.
    ///
    /// # Errors
    /// It cannot be known, and why: a period that is not configured is never guessed.
    pub fn due(&self, clock: ClockName, running: &Running) -> Result<Due, NotDue> {
        let period = self.periods.get(&clock).ok_or(NotDue::PeriodNotConfigured(clock))?;
        self.due_by(period, running)
    }

    /// When something is due by a period given elsewhere, such as a regime's.
    ///
    /// # Errors
    /// As [`Office::due`].
    pub fn due_by(&self, period: &Period, running: &Running) -> Result<Due, NotDue> {
        due(running, period, |name| self.calendars.get(name))
    }

    /// The versions of all lists in force.
    #[must_use]
    pub fn list_versions(&self) -> BTreeMap<ListId, Digest> {
        self.lists.iter().map(|(list, version)| (list.clone(), version.digest.clone())).collect()
    }

    /// The office after an event of its own.
    ///
    /// # Errors
    /// The event is refused; nothing changes.
    pub fn apply(&self, recorded: &Recorded) -> Result<Self, Refusal> {
        let mut next = self.clone();
        next.change(recorded)?;
        next.version += 1;
        Ok(next)
    }

    fn change(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        // The very first event makes the first administrator, who is nobody's choice but the
        // owner's of the database.
        let first = self.people.is_empty() && recorded.role == Role::Administrator;
        if !first {
            self.may(&recorded.by, recorded.role, recorded.event.kind())?;
        }
        match &recorded.event {
            Event::PersonEnrolled { person, roles, firm, agency, state } => {
                if first && (*person != recorded.by || !roles.contains(&Role::Administrator)) {
                    return Err(Refusal::NotSo("the first person enrols itself".to_owned()));
                }
                let person = Enrolled { person, roles, firm, agency, state };
                self.enrol(&person, first, &recorded.by)
            }
            Event::PersonLeft { person } => match self.people.get_mut(person) {
                Some(known) if known.active => {
                    known.active = false;
                    Ok(())
                }
                _ => Err(Refusal::Unknown(person.clone())),
            },
            Event::TokenAdmitted { token, person, scopes, until } => {
                let (person, scopes) = (person.clone(), scopes.clone());
                self.admit(token, Token { person, scopes, until: *until, admitted: true })
            }
            Event::TokenRevoked { token, why } => {
                reasoned("a revocation", std::slice::from_ref(why))?;
                match self.tokens.get_mut(token) {
                    Some(known) if known.admitted => {
                        known.admitted = false;
                        Ok(())
                    }
                    _ => Err(Refusal::NotSo("this token is not admitted".to_owned())),
                }
            }
            Event::LawProposed { digest, profile, source } => {
                if source.trim().is_empty() {
                    return Err(Refusal::ReasonMissing("law data without a source"));
                }
                let (by, profile) = (recorded.by.clone(), profile.clone());
                let proposal = Proposal { by, profile, source: source.clone() };
                self.proposed.insert(digest.clone(), proposal);
                Ok(())
            }
            Event::LawPublished { digest } => self.publish(digest, &recorded.by),
            Event::ListPublished { list, digest, as_of, .. } => {
                let known = self.lists.get(list);
                if known.is_some_and(|known| known.as_of > *as_of) {
                    return Err(Refusal::NotSo(format!("list {list} is already of a later day")));
                }
                let version = ListVersion { digest: digest.clone(), as_of: *as_of };
                self.lists.insert(list.clone(), version);
                Ok(())
            }
            Event::ListWithdrawn { list, why } => {
                crate::refusal::reasoned("withdrawing a list", std::slice::from_ref(why))?;
                match self.lists.remove(list) {
                    Some(_) => Ok(()),
                    None => Err(Refusal::NotSo(format!("list {list} is not in force"))),
                }
            }
            Event::CalendarPublished { calendar } => {
                calendar.check().map_err(Refusal::NotSo)?;
                self.calendars.insert(calendar.name.clone(), calendar.clone());
                Ok(())
            }
            Event::PeriodSet { clock, period } => self.set_period(*clock, period),
            Event::UndercutRuleSet { rule } => {
                for period in rule.reply.iter().chain(&rule.extended) {
                    self.check_period(period, true)?;
                }
                self.undercut.insert(rule.regime, rule.clone());
                Ok(())
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: "office" }),
        }
    }

    /// A token is admitted once: whoever lost one makes another.
    fn admit(&mut self, digest: &Digest, token: Token) -> Result<(), Refusal> {
        if self.tokens.contains_key(digest) {
            return Err(Refusal::NotSo("this token was admitted before".to_owned()));
        }
        if token.scopes.is_empty() {
            return Err(Refusal::NotSo("a token is good for something".to_owned()));
        }
        let known = self.people.get(&token.person).is_some_and(|person| person.active);
        if !known {
            return Err(Refusal::Unknown(token.person));
        }
        self.tokens.insert(digest.clone(), token);
        Ok(())
    }

    fn enrol(&mut self, new: &Enrolled<'_>, first: bool, by: &PersonId) -> Result<(), Refusal> {
        if !first && new.person == by {
            return Err(Refusal::NotThisPerson("nobody gives roles to oneself".to_owned()));
        }
        if new.roles.is_empty() {
            return Err(Refusal::NotSo("a person holds at least one role".to_owned()));
        }
        for a in new.roles {
            if let Some(b) = new.roles.iter().find(|b| !compatible(*a, **b)) {
                let (a, b) = (a.word(), b.word());
                return Err(Refusal::NotSo(format!("nobody is both {a} and {b}")));
            }
        }
        let needs = [
            (Role::Applicant, new.firm.is_some(), "firm"),
            (Role::AgencyAdviser, new.agency.is_some(), "agency"),
            (Role::Partner, new.state.is_some(), "state"),
        ];
        for (role, given, what) in needs {
            if new.roles.contains(&role) != given {
                let role = role.word();
                return Err(Refusal::NotSo(format!("{what}: named for the role {role} only")));
            }
        }
        let person = Person {
            roles: new.roles.clone(),
            firm: new.firm.clone(),
            agency: new.agency.clone(),
            state: new.state.clone(),
            active: true,
        };
        self.people.insert(new.person.clone(), person);
        Ok(())
    }

    fn publish(&mut self, digest: &Digest, by: &PersonId) -> Result<(), Refusal> {
        let Some(proposal) = self.proposed.get(digest) else {
            return Err(Refusal::NotSo("nobody proposed this law data".to_owned()));
        };
        if proposal.by == *by {
            let why = "law data is published by somebody else than who proposed it";
            return Err(Refusal::NotThisPerson(why.to_owned()));
        }
        self.law = Some(Law { digest: digest.clone(), profile: proposal.profile.clone() });
        self.proposed.remove(digest);
        Ok(())
    }

    fn set_period(&mut self, clock: ClockName, period: &Period) -> Result<(), Refusal> {
        let stops = matches!(
            clock,
            ClockName::Decision | ClockName::Answer | ClockName::Advice | ClockName::Consultation
        );
        self.check_period(period, stops)?;
        self.periods.insert(clock, period.clone());
        Ok(())
    }

    /// A clock that can be stopped is counted in days; a calendar that is named is there.
    fn check_period(&self, period: &Period, stops: bool) -> Result<(), Refusal> {
        if period.source.trim().is_empty() {
            return Err(Refusal::ReasonMissing("a period without a source"));
        }
        match &period.length.of {
            Days::Working(name) if !self.calendars.contains_key(name) => {
                Err(Refusal::NotSo(NotDue::NoCalendar(name.clone()).to_string()))
            }
            Days::Months | Days::Years if stops => {
                Err(Refusal::NotSo("a clock that can be stopped is counted in days".to_owned()))
            }
            _ => Ok(()),
        }
    }
}

struct Enrolled<'e> {
    person: &'e PersonId,
    roles: &'e BTreeSet<Role>,
    firm: &'e Option<FirmId>,
    agency: &'e Option<AgencyId>,
    state: &'e Option<String>,
}
