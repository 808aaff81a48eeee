//! What there is in the invented office and around it: people, firms, goods, lists, denials.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::path::{named, words};
use super::{Plan, Step, Year, later};
use crate::amount::Unit;
use crate::assessing::law_digest;
use crate::calendar::{Calendar, FreeDay};
use crate::clock::{ClockName, Days, Length, Period};
use crate::event::Event;
use crate::facts::Stated;
use crate::id::{Digest, PersonId};
use crate::notice::{Notice, NoticeParty, RegimeName, Validity, shipped_rules};
use crate::recorded::Stream;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::store::StoreError;

/// The state of the office. The law data know real states only, so the invented one borrows a code.
pub(super) const HOME: &str = "LU";
/// Whose law is asked.
const PROFILE: &str = "partner";
/// Partners' denials at most, however many cases.
pub(super) const DENIALS_MAX: u32 = 400;
/// Applications that one firm makes, on average.
const CASES_OF_A_FIRM: u32 = 20;
/// Party lists, all invented.
const LISTS: [&str; 3] = ["example-designations", "example-entities", "example-watch"];
/// Agencies asked for their position.
pub(super) const AGENCIES: [&str; 3] = ["defence", "energy", "foreign"];
/// States that denials come from.
const PARTNERS: [&str; 6] = ["AT", "BE", "DK", "FI", "NL", "SE"];
/// Where goods go.
pub(super) const DESTINATIONS: [&str; 14] =
    ["AE", "BR", "CA", "CL", "EG", "IN", "JP", "KR", "MX", "SG", "TH", "TR", "US", "ZA"];
/// A destination to which the law prohibits much.
pub(super) const EMBARGOED: &str = "KP";

/// Who works in the office: how many of each.
const STAFF: [(&str, Role, u32); 13] = [
    ("intake", Role::IntakeOfficer, 3),
    ("assessor", Role::TechnicalAssessor, 4),
    ("officer", Role::LicensingOfficer, 8),
    ("signer", Role::Countersigner, 4),
    ("head", Role::HeadOfUnit, 3),
    ("denials", Role::DenialOfficer, 2),
    ("screener", Role::ScreeningOfficer, 4),
    ("customs", Role::CustomsAnalyst, 4),
    ("inspector", Role::VerificationInspector, 3),
    ("safeguards", Role::SafeguardsReporter, 1),
    ("steward", Role::RuleSteward, 2),
    ("auditor", Role::Auditor, 1),
    ("system", Role::System, 1),
];

/// The person with a number in a role; numbers begin anew after the last.
pub(super) fn who(name: &str, number: u32) -> Result<PersonId, Refusal> {
    let staff = STAFF.iter().find(|(known, ..)| *known == name).map_or(1, |(.., count)| *count);
    named(format!("{name}-{}", number % staff + 1))
}

pub(super) fn adviser(agency: &str) -> Result<PersonId, Refusal> {
    named(format!("adviser-{agency}"))
}

pub(super) fn firms(plan: &Plan) -> u32 {
    (plan.cases / CASES_OF_A_FIRM).clamp(5, 2_000)
}

/// Something to be exported.
pub(super) struct Good {
    pub(super) what: &'static str,
    pub(super) article: Option<&'static str>,
    pub(super) properties: &'static [(&'static str, &'static str)],
    pub(super) hs: &'static str,
    pub(super) unit: Unit,
    /// Of one, in euro.
    pub(super) value: u32,
}

impl Good {
    pub(super) fn stated(&self) -> BTreeMap<String, Stated> {
        let stated = |text: &str| match text {
            "yes" => Stated::Flag(true),
            "no" => Stated::Flag(false),
            text => Stated::Text(text.to_owned()),
        };
        let one = |(name, text): &(&str, &str)| ((*name).to_owned(), stated(text));
        self.properties.iter().map(one).collect()
    }
}

pub(super) const GOODS: [Good; 6] = [
    Good {
        what: "vibration test system",
        article: Some("vibration_test_system"),
        properties: &[
            ("vibration", "20 g"),
            ("force", "60 kN"),
            ("digital_controller", "yes"),
            ("bandwidth", "2 kHz"),
        ],
        hs: "903180",
        unit: Unit::Piece,
        value: 180_000,
    },
    Good {
        what: "gyro for camera mounts",
        article: Some("gyro"),
        properties: &[("drift_rate_stability", "0.1 deg/h"), ("acceleration", "50 g")],
        hs: "901420",
        unit: Unit::Piece,
        value: 9_000,
    },
    Good {
        what: "pump for drinking water",
        article: Some("other_item"),
        properties: &[],
        hs: "841370",
        unit: Unit::Piece,
        value: 2_500,
    },
    Good {
        what: "spare parts for sewing machines",
        article: Some("other_item"),
        properties: &[],
        hs: "845290",
        unit: Unit::Kilogram,
        value: 40,
    },
    Good {
        what: "small shaker for a school",
        article: Some("vibration_test_system"),
        properties: &[
            ("vibration", "5 g"),
            ("force", "1 kN"),
            ("digital_controller", "no"),
            ("bandwidth", "1 kHz"),
        ],
        hs: "903180",
        unit: Unit::Piece,
        value: 6_000,
    },
    Good {
        what: "something that nobody described yet",
        article: None,
        properties: &[],
        hs: "847989",
        unit: Unit::Set,
        value: 30_000,
    },
];

const FIRST: [&str; 12] = [
    "Acorn",
    "Bluebell",
    "Clover",
    "Dandelion",
    "Elder",
    "Foxglove",
    "Gorse",
    "Hazel",
    "Juniper",
    "Lupin",
    "Marigold",
    "Thistle",
];
const SECOND: [&str; 10] = [
    "Bobbin", "Candle", "Gadget", "Kettle", "Lantern", "Pendulum", "Ribbon", "Sprocket", "Teapot",
    "Thimble",
];

/// A name that nobody bears, the same for the same number.
pub(super) fn invented(number: u32, kind: &str) -> String {
    let of = |names: &[&'static str], at: u32| {
        let at = usize::try_from(at).unwrap_or(0) % names.len().max(1);
        names.get(at).copied().unwrap_or_default()
    };
    format!("Invented {} & {} {kind} No {number}", of(&FIRST, number), of(&SECOND, number / 12))
}

impl Year<'_> {
    /// The office opens: people, law, lists, calendar, periods, rules on denials.
    pub(super) fn office(&mut self) -> Result<(), StoreError> {
        let at = later(control::period::midnight(self.plan.from), 0);
        let admin: PersonId = named("admin".to_owned())?;
        let enrolled = |person, role, firm, agency| Event::PersonEnrolled {
            person,
            roles: BTreeSet::from([role]),
            firm,
            agency,
            state: None,
        };
        let mut people = vec![enrolled(admin.clone(), Role::Administrator, None, None)];
        for (name, role, count) in STAFF {
            for number in 0..count {
                people.push(enrolled(who(name, number)?, role, None, None));
            }
        }
        for agency in AGENCIES {
            let agency_id = Some(named(agency.to_owned())?);
            people.push(enrolled(adviser(agency)?, Role::AgencyAdviser, None, agency_id));
        }
        for firm in 0..firms(&self.plan) {
            let person = named(format!("applicant-{firm}"))?;
            let firm = Some(named(format!("firm-{firm}"))?);
            people.push(enrolled(person, Role::Applicant, firm, None));
        }
        for event in people {
            let (by, role) = (admin.clone(), Role::Administrator);
            self.take(at, Step { stream: Stream::Office, by, role, event, wait: 0 })?;
        }
        self.adopt(at)?;
        self.lists(at)
    }

    fn steward(&mut self, at: Timestamp, number: u32, event: Event) -> Result<(), StoreError> {
        let (stream, by, role) = (Stream::Office, who("steward", number)?, Role::RuleSteward);
        self.take(at, Step { stream, by, role, event, wait: 0 })
    }

    fn adopt(&mut self, at: Timestamp) -> Result<(), StoreError> {
        let none = || Refusal::NotSo("the law data have no digest".to_owned());
        let digest = law_digest(self.regime).ok_or_else(none)?;
        let (profile, source) = (PROFILE.to_owned(), "the law data as shipped".to_owned());
        self.steward(at, 0, Event::LawProposed { digest: digest.clone(), profile, source })?;
        self.steward(at, 1, Event::LawPublished { digest })?;
        for name in ["national", "eu"] {
            let calendar = calendar(name, &self.plan)?;
            self.steward(at, 0, Event::CalendarPublished { calendar })?;
        }
        let working = || named("national".to_owned()).map(Days::Working);
        for (clock, count, of) in [
            (ClockName::Decision, 40, working()?),
            (ClockName::Answer, 20, working()?),
            (ClockName::Advice, 15, working()?),
            (ClockName::Appeal, 28, Days::Calendar),
            (ClockName::DenialNotice, 30, Days::Calendar),
            (ClockName::DenialReview, 3, Days::Years),
            (ClockName::UndertakingAge, 6, Days::Months),
            (ClockName::ListAge, 30, Days::Calendar),
        ] {
            let source = "invented house rules".to_owned();
            let period = Period { length: Length { count, of }, source, reviewed: true };
            self.steward(at, 0, Event::PeriodSet { clock, period })?;
        }
        for rule in shipped_rules().map_err(Refusal::NotSo)? {
            self.steward(at, 1, Event::UndercutRuleSet { rule })?;
        }
        Ok(())
    }

    /// Every list in a new version.
    pub(super) fn lists(&mut self, at: Timestamp) -> Result<(), StoreError> {
        let as_of = crate::clock::utc_date(at);
        for list in LISTS {
            let event = Event::ListPublished {
                list: named(list.to_owned())?,
                digest: Digest::of(format!("{list} of {as_of}").as_bytes()),
                as_of,
                entries: 900 + u64::from(self.random.below(100)),
            };
            let (stream, by, role) = (Stream::Office, who("system", 0)?, Role::System);
            self.take(at, Step { stream, by, role, event, wait: 0 })?;
        }
        Ok(())
    }

    /// A partner's denial comes in, or one is withdrawn.
    pub(super) fn denial(&mut self, at: Timestamp) -> Result<(), StoreError> {
        let number = self.docket.register.denials.len();
        let by = who("denials", 0)?;
        let role = Role::DenialOfficer;
        let withdrawn = self.random.chance(100);
        let on = crate::clock::utc_date(at);
        let known = self.docket.register.denials.iter().find(|(_, denial)| denial.holds(on));
        let known = known.filter(|(_, denial)| withdrawn && denial.own.is_none());
        if let Some((id, _)) = known {
            let stream = Stream::Denial(id.clone());
            let reasons = words("the partner reviewed it and withdrew it");
            let event = Event::DenialRevoked { on, on_appeal: false, reasons };
            return self.take(at, Step { stream, by, role, event, wait: 0 });
        }
        let authority = *self.random.pick(&PARTNERS, &"AT");
        let id: crate::id::DenialId = named(format!("{authority}/{number:05}"))?;
        // Half of them concern somebody who applies here as well, sooner or later.
        let other = self.random.below(self.plan.cases.max(20));
        let from = super::CASES + self.random.below(self.plan.cases);
        let applies = self.paths.range(from..).find(|(_, path)| path.good == 0);
        let applies = applies.map(|(_, path)| path.end_user).filter(|_| self.random.chance(500));
        let end_user = applies.unwrap_or(other);
        let country = super::path::country(end_user);
        let mtcr = self.random.chance(600);
        let notice = Notice {
            id: id.clone(),
            regime: if mtcr { RegimeName::Mtcr } else { RegimeName::EuDualUse },
            authority: authority.to_owned(),
            decided: on,
            validity: Validity::RegimeDefault,
            list_entry: Some("mtcr:15.B.1".to_owned()),
            edition: None,
            article: None,
            description: "vibration test system".to_owned(),
            parameters: BTreeMap::new(),
            end_user: NoticeParty {
                name: invented(end_user, "Works"),
                aliases: Vec::new(),
                country: country.to_owned(),
            },
            consignee: None,
            catch_all: false,
            stated_end_use: "testing of toys".to_owned(),
            reason: "invented: risk of diversion".to_owned(),
        };
        let event = Event::DenialReceived { notice };
        self.take(at, Step { stream: Stream::Denial(id), by, role, event, wait: 0 })
    }
}

fn calendar(name: &str, plan: &Plan) -> Result<Calendar, Refusal> {
    let year = plan.from.year();
    let day = |year, month, day| Date::new(year, month, day).ok();
    let mut holidays = BTreeMap::new();
    for year in year..=year.saturating_add(2) {
        for (month, of, what) in [(1, 1, "New Year"), (5, 1, "Spring Day"), (12, 25, "Winter Day")]
        {
            holidays.extend(day(year, month, of).map(|day| (day, what.to_owned())));
        }
    }
    let beyond = || Refusal::NotSo(format!("{year}: no calendar reaches there"));
    Ok(Calendar {
        name: named(name.to_owned())?,
        edition: "invented".to_owned(),
        weekend: vec![FreeDay::Saturday, FreeDay::Sunday],
        holidays,
        from: day(year, 1, 1).ok_or_else(beyond)?,
        until: day(year.saturating_add(4), 12, 31).ok_or_else(beyond)?,
        offset_minutes: 60,
        offsets: Vec::new(),
        source: "invented".to_owned(),
        reviewed: true,
    })
}
