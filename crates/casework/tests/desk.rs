//! An office in memory to try things in: people in every role, data in force, a case at any stage.

mod data;

use std::collections::BTreeSet;

use casework::advice::Advice;
use casework::assessment::Assessment;
use casework::calendar::{Calendar, FreeDay};
use casework::case::Case;
use casework::chain::{Entry, digest, origin, write};
use casework::clock::{ClockName, Days, Length, Period};
use casework::docket::Docket;
use casework::event::Event;
use casework::facts::Application;
use casework::id::{CaseId, Digest, PersonId};
use casework::recorded::{Recorded, Stream};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::Screening;
use jiff::{Timestamp, ToSpan};

pub(crate) use data::*;

pub(crate) struct Desk {
    pub(crate) docket: Docket,
    pub(crate) log: Vec<Entry>,
    pub(crate) at: Timestamp,
}

/// Who sits where: a person for each role, a second one where two are needed.
pub(crate) const PEOPLE: &[(&str, Role)] = &[
    ("applicant", Role::Applicant),
    ("intake", Role::IntakeOfficer),
    ("assessor", Role::TechnicalAssessor),
    ("officer", Role::LicensingOfficer),
    ("officer-2", Role::LicensingOfficer),
    ("signer", Role::Countersigner),
    ("signer-2", Role::Countersigner),
    ("head", Role::HeadOfUnit),
    ("head-2", Role::HeadOfUnit),
    ("adviser", Role::AgencyAdviser),
    ("denials", Role::DenialOfficer),
    ("denials-2", Role::DenialOfficer),
    ("screener", Role::ScreeningOfficer),
    ("customs", Role::CustomsAnalyst),
    ("inspector", Role::VerificationInspector),
    ("steward", Role::RuleSteward),
    ("steward-2", Role::RuleSteward),
    ("auditor", Role::Auditor),
    ("system", Role::System),
];

pub(crate) fn person(name: &str) -> PersonId {
    PersonId::new(name).unwrap()
}

pub(crate) fn role_of(name: &str) -> Role {
    PEOPLE.iter().find(|(known, _)| *known == name).map_or(Role::Administrator, |(_, role)| *role)
}

pub(crate) fn day(text: &str) -> jiff::civil::Date {
    text.parse().unwrap()
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn id<T: TryFrom<String, Error = String>>(text: &str) -> T {
    T::try_from(text.to_owned()).unwrap()
}

pub(crate) fn the_case() -> CaseId {
    id("case-1")
}

pub(crate) fn on_case() -> Stream {
    Stream::Case(the_case())
}

pub(crate) fn law() -> Digest {
    Digest::of(b"law")
}

pub(crate) fn period(count: u32, of: Days) -> Period {
    Period { length: Length { count, of }, source: "house rules".to_owned(), reviewed: true }
}

pub(crate) fn plain_calendar(name: &str, holidays: &[(&str, &str)]) -> Calendar {
    Calendar {
        name: id(name),
        edition: "1".to_owned(),
        weekend: vec![FreeDay::Saturday, FreeDay::Sunday],
        holidays: holidays.iter().map(|(d, n)| (day(d), (*n).to_owned())).collect(),
        from: day("2010-01-01"),
        until: day("2040-12-31"),
        offset_minutes: 0,
        offsets: Vec::new(),
        source: "law of holidays".to_owned(),
        reviewed: true,
    }
}

impl Desk {
    /// An office that has just opened: its people, and nothing in force.
    pub(crate) fn empty() -> Self {
        Self::opened("2024-03-04T08:00:00Z")
    }

    /// The same, opened at another time.
    pub(crate) fn opened(at: &str) -> Self {
        let mut desk = Self { docket: Docket::default(), log: Vec::new(), at: instant(at) };
        let admin = person("admin");
        desk.act_as(
            &admin,
            Role::Administrator,
            Stream::Office,
            Event::PersonEnrolled {
                person: admin.clone(),
                roles: BTreeSet::from([Role::Administrator]),
                firm: None,
                agency: None,
                state: None,
            },
        )
        .unwrap();
        for (name, role) in PEOPLE {
            desk.enrol(name, &[*role]).unwrap();
        }
        desk
    }

    /// The same with law, a list, a calendar and periods.
    pub(crate) fn open() -> Self {
        let mut desk = Self::empty();
        let profile = "partner".to_owned();
        let source = "primary text".to_owned();
        desk.office("steward", Event::LawProposed { digest: law(), profile, source }).unwrap();
        desk.office("steward-2", Event::LawPublished { digest: law() }).unwrap();
        desk.publish_list("un", "one", "2024-03-01").unwrap();
        let calendar = plain_calendar("national", &[("2024-03-29", "Good Friday")]);
        desk.office("steward", Event::CalendarPublished { calendar }).unwrap();
        let working = || Days::Working(id("national"));
        for (clock, period) in [
            (ClockName::Decision, period(20, working())),
            (ClockName::Advice, period(10, working())),
            (ClockName::Appeal, period(28, Days::Calendar)),
            (ClockName::UndertakingAge, period(6, Days::Months)),
            (ClockName::ListAge, period(60, Days::Calendar)),
        ] {
            desk.office("steward", Event::PeriodSet { clock, period }).unwrap();
        }
        desk
    }

    pub(crate) fn enrol(&mut self, name: &str, roles: &[Role]) -> Result<(), Refusal> {
        let has = |role| roles.contains(&role);
        let event = Event::PersonEnrolled {
            person: person(name),
            roles: roles.iter().copied().collect(),
            firm: has(Role::Applicant).then(|| id("firm-1")),
            agency: has(Role::AgencyAdviser).then(|| id("defence")),
            state: has(Role::Partner).then(|| "FR".to_owned()),
        };
        self.act_as(&person("admin"), Role::Administrator, Stream::Office, event)
    }

    pub(crate) fn publish_list(
        &mut self,
        list: &str,
        text: &str,
        as_of: &str,
    ) -> Result<(), Refusal> {
        let digest = Digest::of(text.as_bytes());
        let event = Event::ListPublished { list: id(list), digest, as_of: day(as_of), entries: 1 };
        self.office("system", event)
    }

    pub(crate) fn office(&mut self, name: &str, event: Event) -> Result<(), Refusal> {
        self.act_as(&person(name), role_of(name), Stream::Office, event)
    }

    /// Something done in the case by whoever sits there.
    pub(crate) fn does(&mut self, name: &str, event: Event) -> Result<(), Refusal> {
        self.act_as(&person(name), role_of(name), on_case(), event)
    }

    pub(crate) fn denial(&mut self, name: &str, of: &str, event: Event) -> Result<(), Refusal> {
        self.act_as(&person(name), role_of(name), Stream::Denial(id(of)), event)
    }

    pub(crate) fn act_as(
        &mut self,
        by: &PersonId,
        role: Role,
        stream: Stream,
        event: Event,
    ) -> Result<(), Refusal> {
        let version = self.docket.version(&stream) + 1;
        let recorded = Recorded { stream, version, at: self.at, by: by.clone(), role, event };
        self.docket.apply(&recorded)?;
        let (sequence, previous) = match self.log.last() {
            Some(last) => (last.sequence + 1, last.digest.clone()),
            None => (1, origin()),
        };
        let body = write(&recorded).unwrap();
        let digest = digest(&previous, sequence, &body);
        self.log.push(Entry { sequence, body, digest });
        Ok(())
    }

    pub(crate) fn pass(&mut self, days: i64) {
        self.at = self.at.checked_add((days * 24).hours()).unwrap();
    }

    pub(crate) fn case(&self) -> &Case {
        &self.docket.cases[&the_case()]
    }

    /// A case that is complete and under review.
    pub(crate) fn in_review() -> Self {
        let mut desk = Self::open();
        desk.begin(application());
        desk
    }

    pub(crate) fn begin(&mut self, application: Application) {
        self.does("applicant", Event::CaseOpened { application: application.clone() }).unwrap();
        let document = Digest::of(b"undertaking");
        self.does(
            "applicant",
            Event::DocumentFiled {
                digest: document.clone(),
                name: "undertaking.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: 11,
            },
        )
        .unwrap();
        self.does("applicant", Event::Submitted { facts: application.digest() }).unwrap();
        let undertaking = undertaking(&application, &document);
        self.does("intake", Event::UndertakingFiled { undertaking }).unwrap();
        self.does("intake", Event::CaseAccepted {}).unwrap();
    }

    /// The office's machine searches and asks, as things stand now.
    pub(crate) fn look(&mut self) {
        self.search(|_| ());
        self.assess(|_| ());
    }

    pub(crate) fn search(&mut self, change: impl FnOnce(&mut Screening)) {
        let mut screening = self.clean_search();
        change(&mut screening);
        self.does("system", Event::Screened { screening }).unwrap();
    }

    pub(crate) fn clean_search(&self) -> Screening {
        clean_search(&self.docket, self.case())
    }

    pub(crate) fn assess(&mut self, change: impl FnOnce(&mut Assessment)) {
        let mut assessment = self.clean_assessment();
        change(&mut assessment);
        let event = Event::Assessed { assessment, changes: Vec::new() };
        self.does("system", event).unwrap();
    }

    pub(crate) fn clean_assessment(&self) -> Assessment {
        clean_assessment(&self.docket, self.case(), self.at)
    }

    pub(crate) fn enrol_adviser(&mut self, name: &str, agency: &str) {
        let event = Event::PersonEnrolled {
            person: person(name),
            roles: BTreeSet::from([Role::AgencyAdviser]),
            firm: None,
            agency: Some(id(agency)),
            state: None,
        };
        self.act_as(&person("admin"), Role::Administrator, Stream::Office, event).unwrap();
    }

    pub(crate) fn advise(&mut self, name: &str, agency: &str, advice: Advice, reason: &str) {
        let event = Event::Advised {
            agency: id(agency),
            advice,
            reasons: words(reason),
            basis: "export control act".to_owned(),
            conditions: Vec::new(),
        };
        self.act_as(&person(name), Role::AgencyAdviser, on_case(), event).unwrap();
    }

    pub(crate) fn recommend(&mut self, name: &str) {
        self.does(name, grant_recommended(terms())).unwrap();
    }

    pub(crate) fn sign(&mut self, name: &str) {
        self.does(name, Event::Countersigned { accepted: true, reasons: Vec::new() }).unwrap();
    }

    /// A case with nothing against it, signed.
    pub(crate) fn signed() -> Self {
        let mut desk = Self::in_review();
        desk.look();
        desk.recommend("officer");
        desk.sign("signer");
        desk
    }

    pub(crate) fn grant(&mut self, name: &str) -> Result<(), Refusal> {
        let case = self.case();
        let basis = case.grant_basis(&self.docket.around(case, None)).unwrap();
        self.does(name, Event::LicenceGranted { terms: terms(), basis })
    }

    pub(crate) fn granted() -> Self {
        let mut desk = Self::signed();
        desk.grant("officer").unwrap();
        desk
    }

    /// What stands against granting now, in words.
    pub(crate) fn blockers(&self) -> Vec<String> {
        let case = self.case();
        let around = self.docket.around(case, Some(&terms().licence));
        case.can_issue(&terms(), &around, self.at).iter().map(ToString::to_string).collect()
    }
}
