//! What the people of the simulated office try: mostly what they may, often what they may not.

mod tries;

use std::collections::BTreeSet;

use casework::advice::Position;
use casework::assessment::{
    Asking, Assessment, Consequence, DenialCompared, Level, Matched, Owed, RuleFound,
};
use casework::blocker::Blocker;
use casework::case::Case;
use casework::decision::Recommendation;
use casework::docket::Docket;
use casework::duty::performers;
use casework::event::{Event, EventKind};
use casework::facts::Application;
use casework::id::{AgencyId, CaseId, Digest};
use casework::recorded::{Recorded, Stream};
use casework::role::Role;
use casework::searched::{HitKey, Verdict};
use casework::transition::{State, allowed};
use jiff::{Timestamp, ToSpan};

use crate::desk::{self, Desk, day, id, person, words};

/// Stands in whatever officers write that an applicant must never see.
pub(crate) const MARK: &str = "MARK-5d10";
/// Cases that people work on at one time.
const CASES_MAX: usize = 12;

pub(crate) struct Office {
    pub(crate) docket: Docket,
    random: Random,
    at: Timestamp,
    next: u32,
    began: Vec<Recorded>,
}

/// The same numbers from the same seed, on every machine (splitmix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// True so many times in a hundred.
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}

impl Office {
    pub(crate) fn new(seed: u64) -> Self {
        let mut desk = Desk::open();
        let every = [
            Role::TechnicalAssessor,
            Role::LicensingOfficer,
            Role::Countersigner,
            Role::HeadOfUnit,
        ];
        desk.enrol("everybody", &every).unwrap();
        desk.enrol("partner-fr", &[Role::Partner]).unwrap();
        for rule in casework::notice::shipped_rules().unwrap() {
            if rule.reply.is_none() {
                // Only regimes without a working-day period: their calendar is not published here.
                desk.office("steward", Event::UndercutRuleSet { rule }).unwrap();
            }
        }
        let began = desk.log.iter().map(|entry| casework::chain::read(&entry.body).unwrap());
        let began = began.collect();
        Self { docket: desk.docket, random: Random(seed), at: desk.at, next: 1, began }
    }

    pub(crate) fn beginning(&self) -> Vec<Recorded> {
        self.began.clone()
    }

    /// Cases that are over make room for new ones, so that a long run stays small.
    pub(crate) fn tidy(&mut self, twin: &mut Docket) {
        if self.docket.cases.len() <= CASES_MAX * 4 {
            return;
        }
        let over = |case: &Case| {
            matches!(case.state, State::NotRequired | State::Withdrawn | State::Upheld)
                || case
                    .licence
                    .as_ref()
                    .is_some_and(|l| l.exhausted() || l.terms.until < day("2024-04-01"))
                || case.version > 120
        };
        let gone: Vec<CaseId> = self
            .docket
            .cases
            .values()
            .filter(|case| over(case))
            .map(|case| case.id.clone())
            .collect();
        for case in gone {
            self.docket.cases.remove(&case);
            twin.cases.remove(&case);
        }
    }

    /// Something that somebody tries.
    pub(crate) fn attempt(&mut self) -> Recorded {
        if self.random.chance(4) {
            let minutes = i64::try_from(self.random.below(240)).unwrap();
            self.at = self.at.checked_add(minutes.minutes()).unwrap();
        }
        // Nobody comes for a while: what runs out meanwhile has run out.
        if self.random.below(5_000) == 0 {
            self.at = self.at.checked_add((16 * 24).hours()).unwrap();
        }
        let (stream, kind) = self.what();
        let event = self.event(kind, &stream);
        let kind = event.kind();
        let role = match self.random.chance(88) {
            true => *self.random.pick(performers(kind)),
            false => *self.random.pick(&Role::ALL),
        };
        let holders: Vec<_> = self
            .docket
            .office
            .people
            .iter()
            .filter(|(_, known)| known.roles.contains(&role))
            .map(|(name, _)| name.clone())
            .collect();
        let by = match holders.is_empty() || self.random.chance(4) {
            true => person(self.random.pick(desk::PEOPLE).0),
            false => self.random.pick(&holders).clone(),
        };
        let stale = u64::from(self.random.chance(2));
        let version = self.docket.version(&stream) + 1 + stale;
        Recorded { stream, version, at: self.at, by, role, event }
    }

    fn what(&mut self) -> (Stream, EventKind) {
        let draw = self.random.below(100);
        if draw < 2 {
            let last =
                EventKind::ALL.iter().position(|k| *k == EventKind::UndercutRuleSet).unwrap();
            return (Stream::Office, *self.random.pick(&EventKind::ALL[..=last]));
        }
        if draw < 4 {
            let name = format!("D-{}", self.random.below(6));
            let first =
                EventKind::ALL.iter().position(|k| *k == EventKind::DenialReceived).unwrap();
            return (Stream::Denial(id(&name)), *self.random.pick(&EventKind::ALL[first..]));
        }
        let open: Vec<CaseId> = self.docket.cases.keys().rev().take(CASES_MAX).cloned().collect();
        if open.len() < CASES_MAX || self.random.chance(1) {
            self.next += 1;
            return (Stream::Case(id(&format!("case-{:07}", self.next))), EventKind::CaseOpened);
        }
        let case = self.random.pick(&open).clone();
        let state = self.docket.cases[&case].state;
        let may: Vec<EventKind> =
            EventKind::ALL.iter().copied().filter(|kind| allowed(state, *kind)).collect();
        let kind = match self.random.below(100) {
            _ if may.is_empty() => *self.random.pick(EventKind::ALL),
            0..10 => *self.random.pick(EventKind::ALL),
            10..60 => self.next_step(&case).unwrap_or_else(|| self.likely(&case, &may)),
            _ => self.likely(&case, &may),
        };
        (Stream::Case(case), kind)
    }

    /// What a diligent officer does next: whatever stands against the grant.
    fn next_step(&mut self, id: &CaseId) -> Option<EventKind> {
        use EventKind as K;
        let case = &self.docket.cases[id];
        if !matches!(case.state, State::Review | State::Recommended | State::Signed) {
            return None;
        }
        let around = self.docket.around(case, None);
        let blockers = case.can_issue(&self.terms(case), &around, self.at);
        let steps: Vec<K> = blockers
            .iter()
            .filter_map(|blocker| match blocker {
                Blocker::NotAssessed | Blocker::AssessmentStale(_) => Some(K::Assessed),
                Blocker::NotScreened | Blocker::ListStale(_) => Some(K::Screened),
                Blocker::HitOpen { .. } => Some(K::HitJudged),
                Blocker::PartyListed { .. } => Some(K::Screened),
                Blocker::DenialNotJudged(_) => Some(K::DenialJudged),
                Blocker::NotConsulted(_) => Some(K::ConsultationSent),
                Blocker::ConsultationOpen(_) => Some(K::ConsultationAnswered),
                // One agency is slow: its silence is recorded once its time is over.
                Blocker::AgencyAwaited(agency) if agency.as_str() == "energy" => {
                    let late = self.is_late(case, agency);
                    late.then_some(K::AgencySilent)
                }
                Blocker::AgencyAwaited(_) | Blocker::AdviceStale(_) => Some(K::Advised),
                Blocker::QuestionOpen(_) => Some(K::QuestionAnswered),
                Blocker::NoUndertaking | Blocker::UndertakingTooOld(_) => Some(K::UndertakingFiled),
                Blocker::UndertakingDisagrees(_) => Some(K::UndertakingFiled),
                Blocker::DutyOpen(_) => Some(K::DutyDischarged),
                Blocker::MayBeProhibited => Some(K::RuleJudged),
                Blocker::NotCovered { .. } | Blocker::NoGovernmentAssurance => Some(K::RuleJudged),
                _ => None,
            })
            .collect();
        match (case.state, steps.is_empty()) {
            (State::Review, true) => Some(K::Recommended),
            (State::Recommended, true) => Some(K::Countersigned),
            (State::Signed, true) => Some(K::LicenceGranted),
            (_, true) => None,
            _ => Some(*self.random.pick(&steps)),
        }
    }

    fn is_late(&self, case: &Case, agency: &AgencyId) -> bool {
        let Some(Position::Awaited { since }) = case.positions.get(agency) else { return false };
        let due = case.advice_due(&self.docket.office, *since);
        due.is_ok_and(|due| casework::clock::utc_date(self.at) > due.on)
    }

    /// What moves a case on is tried more often than what ends or delays it.
    fn likely(&mut self, case: &CaseId, may: &[EventKind]) -> EventKind {
        use EventKind as K;
        let kind = *self.random.pick(may);
        let rare = [
            K::Withdrawn,
            K::CaseReturned,
            K::LicenceRevoked,
            K::LicenceSurrendered,
            K::FactsCorrected,
        ];
        if rare.contains(&kind) && self.random.chance(85) {
            return self.likely(case, may);
        }
        let case = &self.docket.cases[case];
        if case.state == State::Signed && self.random.chance(60) {
            let what = case.recommendation.as_ref().map(|r| &r.what);
            return match what {
                Some(Recommendation::Grant { .. }) => *self.random.pick(&[
                    K::LicenceGranted,
                    K::LicenceGranted,
                    K::Assessed,
                    K::Screened,
                    K::HitJudged,
                ]),
                Some(Recommendation::Refuse { .. }) => K::LicenceRefused,
                _ => K::NotRequiredFound,
            };
        }
        kind
    }

    fn event(&mut self, kind: EventKind, stream: &Stream) -> Event {
        let case = match stream {
            Stream::Case(id) => self.docket.cases.get(id).cloned(),
            _ => None,
        };
        match case {
            Some(case) => self.in_case(kind, &case),
            None => self.elsewhere(kind, stream),
        }
    }

    fn elsewhere(&mut self, kind: EventKind, stream: &Stream) -> Event {
        use EventKind as K;
        let version = Digest::of(self.random.below(50).to_string().as_bytes());
        match (kind, stream) {
            (K::PersonEnrolled, _) => {
                let role = *self.random.pick(&Role::ALL);
                let name = format!("new-{}", self.random.below(20));
                Event::PersonEnrolled {
                    person: person(&name),
                    roles: BTreeSet::from([role, *self.random.pick(&Role::ALL)]),
                    firm: (role == Role::Applicant).then(|| id("firm-2")),
                    agency: (role == Role::AgencyAdviser).then(|| id("energy")),
                    state: None,
                }
            }
            (K::PersonLeft, _) => {
                Event::PersonLeft { person: person(&format!("new-{}", self.random.below(20))) }
            }
            (K::TokenAdmitted, _) => Event::TokenAdmitted {
                token: version,
                person: person(&format!("new-{}", self.random.below(20))),
                scopes: BTreeSet::from([*self.random.pick(&casework::token::Scope::ALL)]),
                until: casework::clock::utc_date(self.at),
            },
            (K::TokenRevoked, _) => Event::TokenRevoked { token: version, why: "lost".to_owned() },
            (K::LawProposed, _) => {
                let (profile, source) = ("partner".to_owned(), "primary text".to_owned());
                Event::LawProposed { digest: version, profile, source }
            }
            (K::LawPublished, _) => Event::LawPublished { digest: version },
            (K::ListPublished, _) => {
                let as_of = casework::clock::utc_date(self.at);
                let list = if self.random.chance(70) { "un" } else { "us" };
                Event::ListPublished { list: id(list), digest: version, as_of, entries: 1 }
            }
            (K::ListWithdrawn, _) => {
                Event::ListWithdrawn { list: id("us"), why: "not published any more".to_owned() }
            }
            (K::CalendarPublished, _) => {
                Event::CalendarPublished { calendar: desk::plain_calendar("national", &[]) }
            }
            (K::PeriodSet, _) => {
                let clock = casework::clock::ClockName::DenialReview;
                let period = desk::period(3, casework::clock::Days::Years);
                Event::PeriodSet { clock, period }
            }
            (K::UndercutRuleSet, _) => {
                let rule = casework::notice::shipped_rules().unwrap().swap_remove(0);
                Event::UndercutRuleSet { rule }
            }
            (_, Stream::Denial(of)) => self.denial(kind, of.as_str()),
            _ => Event::CaseOpened { application: self.application() },
        }
    }

    fn application(&mut self) -> Application {
        let mut application = desk::application();
        if self.random.chance(30) {
            application.items[0].quantity = desk::kilograms("25");
        }
        application
    }

    fn denial(&mut self, kind: EventKind, of: &str) -> Event {
        use EventKind as K;
        let own = of == "D-0" || of == "D-1";
        let mut notice = crate::weaknesses::notice(of, if own { "DE" } else { "FR" });
        notice.reason = MARK.to_owned();
        notice.description = format!("system {}", self.random.below(4));
        let refused =
            self.docket.cases.values().find(|case| {
                matches!(case.state, State::Refused | State::Upheld | State::Appealed)
            });
        let case = refused.map_or_else(|| id("case-none"), |case| case.id.clone());
        match kind {
            K::DenialApproved => Event::DenialApproved {},
            K::DenialNotified => Event::DenialNotified { to: BTreeSet::from(["FR".to_owned()]) },
            K::DenialReviewed => {
                Event::DenialReviewed { next: day("2027-01-01"), reasons: words(MARK) }
            }
            // Seldom, so that some stay in force.
            K::DenialRevoked if self.random.chance(20) => Event::DenialRevoked {
                on: casework::clock::utc_date(self.at),
                on_appeal: false,
                reasons: words(MARK),
            },
            K::DenialRead | K::DenialRevoked => Event::DenialRead { case: None },
            _ if own => Event::DenialDrafted { notice, case },
            _ => Event::DenialReceived { notice },
        }
    }

    fn in_case(&mut self, kind: EventKind, case: &Case) -> Event {
        use EventKind as K;
        let first = case.questions.iter().find(|(_, q)| q.is_open()).map(|(id, _)| id.clone());
        let question = first.unwrap_or_else(|| id(&format!("q{}", case.questions.len() + 1)));
        match kind {
            K::DraftChanged => Event::DraftChanged { application: self.application() },
            K::Submitted => Event::Submitted { facts: case.facts.clone() },
            K::CaseReturned => Event::CaseReturned { reasons: words("the contract is missing") },
            K::CaseAccepted => Event::CaseAccepted {},
            K::FactsCorrected => {
                Event::FactsCorrected { application: self.application(), why: MARK.to_owned() }
            }
            K::DocumentFiled => Event::DocumentFiled {
                digest: Digest::of(b"undertaking"),
                name: "undertaking.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: 11,
            },
            K::UndertakingFiled => {
                let document = Digest::of(b"undertaking");
                let mut undertaking = desk::undertaking(&case.application, &document);
                undertaking.signed = casework::clock::utc_date(self.at);
                Event::UndertakingFiled { undertaking }
            }
            K::AssuranceFiled => Event::AssuranceFiled {
                code: self.random.pick(control::word::ASSURANCES).to_string(),
                government: "BR".to_owned(),
                note: "note 1".to_owned(),
            },
            K::Assessed => {
                let assessment = self.assessment(case);
                Event::Assessed { assessment, changes: words(MARK) }
            }
            K::Screened => {
                let mut screening = desk::clean_search(&self.docket, case);
                if self.random.chance(25) {
                    let versions = ["v1", "v2"];
                    let mut hit =
                        crate::weaknesses::hit("un", "E1", versions[self.random.below(2)]);
                    hit.identifier_equal = self.random.chance(10);
                    hit.reason = MARK.to_owned();
                    let search = screening.parties.get_mut(&desk::end_user()).unwrap();
                    search.hits.push(hit);
                }
                Event::Screened { screening }
            }
            K::HitJudged => Event::HitJudged {
                hit: HitKey { party: desk::end_user(), list: id("un"), entry: "E1".to_owned() },
                entry_version: self.version_of_a_hit(case),
                verdict: *self.random.pick(&[
                    Verdict::Different,
                    Verdict::Different,
                    Verdict::Unsure,
                ]),
                why: MARK.to_owned(),
                until: day("2030-01-01"),
            },
            K::QuestionAsked => {
                let text = "what is it for?".to_owned();
                let new = id(&format!("q{}", case.questions.len() + 1));
                Event::QuestionAsked {
                    question: new,
                    asking: Asking { field: "end_use".to_owned(), text },
                }
            }
            K::QuestionAnswered => {
                Event::QuestionAnswered { question, answer: "tests".to_owned(), application: None }
            }
            K::QuestionDropped => Event::QuestionDropped { question, why: MARK.to_owned() },
            K::DutyDischarged => {
                let code = "engineering_assessment".to_owned();
                Event::DutyDischarged { code, how: MARK.to_owned() }
            }
            K::RuleJudged => {
                let (rule, holds) = ("presumption".to_owned(), self.random.chance(20));
                Event::RuleJudged { rule, holds, why: MARK.to_owned() }
            }
            _ => self.consulting(kind, case),
        }
    }

    fn version_of_a_hit(&mut self, case: &Case) -> Digest {
        let parties = case.screening.iter().flat_map(|screening| screening.parties.values());
        let first = parties.flat_map(|search| &search.hits).map(|hit| hit.version.clone()).next();
        first.filter(|_| self.random.chance(80)).unwrap_or_else(|| Digest::of(b"v2"))
    }

    fn assessment(&mut self, case: &Case) -> Assessment {
        let mut assessment = desk::clean_assessment(&self.docket, case, self.at);
        if self.random.chance(10) {
            assessment.matches.insert(Matched {
                item: "1".to_owned(),
                paragraph: "mtcr:1.A.1".to_owned(),
                category: "I".to_owned(),
                certain: false,
            });
        }
        if self.random.chance(25) {
            let status = *self.random.pick(&[Level::PresumedDenied, Level::Prohibited]);
            assessment.ceiling = status;
            assessment.rules.insert(RuleFound {
                rule: "presumption".to_owned(),
                heading: "presumed".to_owned(),
                status: Some(status),
                certain: false,
                cite: "a rule".to_owned(),
            });
            let (field, text) = ("judgement:presumption".to_owned(), MARK.to_owned());
            assessment.questions.push(Asking { field, text });
        }
        if self.random.chance(25) {
            let code = "engineering_assessment".to_owned();
            assessment.duties.insert(Owed { code, certain: true });
        }
        if self.random.chance(10) {
            assessment.floor = Level::NotControlled;
            assessment.ceiling = Level::NotControlled;
            assessment.rules.clear();
        }
        let on = casework::clock::utc_date(self.at);
        for denial in self.docket.register.denials.values().filter(|d| d.holds(on)).take(1) {
            let Some(notice) = denial.notice() else { continue };
            assessment.denials.push(DenialCompared {
                denial: notice.id.clone(),
                version: denial.number(),
                regime: notice.regime,
                authority: notice.authority.clone(),
                consequence: *self.random.pick(&[Consequence::Judge, Consequence::ConsultBefore]),
                fields: Vec::new(),
            });
        }
        assessment
    }
}
