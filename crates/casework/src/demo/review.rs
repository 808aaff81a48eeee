//! The office's work on an invented case until it is decided: the law and the lists are asked, what
//! stands against a grant is settled one by one, or the case is refused.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::path::{DAY, Path, named, words};
use super::world::{self, AGENCIES, adviser, who};
use super::{Step, Year};
use crate::advice::{Advice, Position};
use crate::assessment::{Asking, Level};
use crate::blocker::Blocker;
use crate::case::Case;
use crate::decision::{Recommendation, Reply};
use crate::event::Event;
use crate::id::{AgencyId, DenialId, Digest};
use crate::licence::{Condition, ConditionCode, DueRule, Line, Terms};
use crate::notice::{Notice, NoticeParty, RegimeName, Validity};
use crate::recorded::Stream;
use crate::refusal::Refusal;
use crate::register::Stage;
use crate::role::Role;
use crate::searched::{Hit, HitKey, PartySearch, Screening, Verdict};

/// What would have made a refusal acceptable.
const ACCEPTABLE: &str = "an end user who can be visited, and a stated place of use";

impl Year<'_> {
    /// Complete or not; the law and the lists are asked as soon as it is handed in.
    pub(super) fn intake(
        &mut self,
        path: &Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Step, Refusal> {
        let role = Role::IntakeOfficer;
        if path.returned && case.application.contract.is_none() {
            let event = Event::CaseReturned { reasons: words("the contract is missing") };
            return path.officer("intake", 0, role, &case.id, event, 4 * DAY);
        }
        if case.undertaking.is_none() {
            return self.undertaking(path, case, at);
        }
        if case.screening.is_none() {
            return self.search(path, case, at);
        }
        if case.assessment.is_none() {
            return self.ask(path, case, at);
        }
        path.officer("intake", 0, role, &case.id, Event::CaseAccepted {}, DAY)
    }

    fn undertaking(&self, path: &Path, case: &Case, at: Timestamp) -> Result<Step, Refusal> {
        let undertaking = path.undertaking(case, crate::clock::utc_date(at));
        let event = Event::UndertakingFiled { undertaking };
        path.officer("intake", 0, Role::IntakeOfficer, &case.id, event, 30)
    }

    /// The lists are searched as they are now.
    pub(super) fn search(&self, path: &Path, case: &Case, at: Timestamp) -> Result<Step, Refusal> {
        let mut parties = BTreeMap::new();
        for party in &case.application.parties {
            let mut hits = Vec::new();
            let alike = path.alike && party.role == "consignee";
            let listed = path.listed && party.role == "end_user";
            if alike || listed {
                hits.push(hit(path, listed, crate::clock::utc_date(at))?);
            }
            let search = PartySearch { not_done: None, names: vec![party.name.clone()], hits };
            parties.insert(party.id.clone(), search);
        }
        let lists = self.docket.office.list_versions();
        let screening = Screening { facts: case.facts.clone(), lists, parties };
        path.officer("system", 0, Role::System, &case.id, Event::Screened { screening }, 5)
    }

    /// Searched anew where the lists have changed; hits are judged again where they must be.
    pub(super) fn searched_again(
        &self,
        path: &Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        let current = case.screening.as_ref().is_some_and(|screening| {
            screening.facts == case.facts && screening.lists == self.docket.office.list_versions()
        });
        if !current {
            return self.search(path, case, at).map(Some);
        }
        let on = crate::clock::utc_date(at);
        let parties = case.screening.iter().flat_map(|screening| &screening.parties);
        let mut hits =
            parties.flat_map(|(party, found)| found.hits.iter().map(move |h| (party, h)));
        let open = hits.find(|(party, hit)| {
            case.hit_standing(party, hit, on) == crate::searched::Standing::Open
        });
        let Some((party, hit)) = open else { return Ok(None) };
        let event = Event::HitJudged {
            hit: HitKey { party: party.clone(), list: hit.list.clone(), entry: hit.entry.clone() },
            entry_version: hit.version.clone(),
            verdict: Verdict::Different,
            why: "another town, another trade, founded fifty years later".to_owned(),
            until: on.checked_add(jiff::Span::new().years(1)).unwrap_or(on),
        };
        let role = Role::ScreeningOfficer;
        path.officer("screener", 0, role, &case.id, event, 120).map(Some)
    }

    /// Questions, agencies, then whatever stands against a grant, then the recommendation.
    pub(super) fn review(
        &mut self,
        path: &mut Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Step, Refusal> {
        let id = &case.id;
        if path.withdrawn {
            let why = "the customer has gone elsewhere".to_owned();
            return path.applicant(id, Event::Withdrawn { why }, DAY);
        }
        if let Some((question, _)) = case.questions.iter().find(|(_, q)| q.is_open()) {
            let answer = "as the data sheet says".to_owned();
            let question = question.clone();
            let event = Event::QuestionAnswered { question, answer, application: None };
            return path.applicant(id, event, DAY);
        }
        if path.question && case.questions.is_empty() {
            let text = "what exactly are the goods for?".to_owned();
            let asking = Asking { field: "end_use".to_owned(), text };
            let event = Event::QuestionAsked { question: named("q1".to_owned())?, asking };
            let wait = DAY * i64::from(3 + self.random.below(20));
            return path.officer("assessor", 0, Role::TechnicalAssessor, id, event, wait);
        }
        if let Some(step) = self.agencies(path, case, at)? {
            return Ok(step);
        }
        let around = self.docket.around(case, None);
        let open = case.open_points(&around, at);
        let refuse = path.risk || open.iter().any(|blocker| stands(blocker, case));
        if !refuse && let Some(step) = self.settle(path, case, &open, at)? {
            return Ok(step);
        }
        self.recommend(path, case, refuse)
    }

    fn agencies(
        &mut self,
        path: &Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        let id = &case.id;
        for name in AGENCIES.iter().take(usize::try_from(path.agencies).unwrap_or(0)) {
            let agency: AgencyId = named((*name).to_owned())?;
            let wait = DAY * i64::from(1 + self.random.below(8));
            match case.positions.get(&agency) {
                None => {
                    let event = Event::AgencyAsked { agency };
                    let role = Role::LicensingOfficer;
                    return path.officer("officer", 0, role, id, event, wait).map(Some);
                }
                Some(Position::Awaited { since }) => {
                    let due = case.advice_due(&self.docket.office, *since).ok();
                    let late = due.is_some_and(|due| due.on < crate::clock::utc_date(at));
                    if path.silent && *name == "energy" && late {
                        let event = Event::AgencySilent { agency };
                        return path.officer("system", 0, Role::System, id, event, 60).map(Some);
                    }
                    return Self::advice(path, case, agency, name).map(Some);
                }
                Some(_) => {}
            }
        }
        Ok(None)
    }

    fn advice(path: &Path, case: &Case, agency: AgencyId, name: &str) -> Result<Step, Refusal> {
        let adverse = path.adverse && name == "defence";
        let (advice, reason) = match adverse {
            true => (Advice::Refuse, "the end user cannot be visited"),
            false => (Advice::Approve, "no objection on the facts stated"),
        };
        let basis = "invented export control act, section 4".to_owned();
        let reasons = words(reason);
        let event = Event::Advised { agency, advice, reasons, basis, conditions: Vec::new() };
        let (stream, by) = (Stream::Case(case.id.clone()), adviser(name)?);
        Ok(Step { stream, by, role: Role::AgencyAdviser, event, wait: DAY })
    }

    /// The first of the open points that can be settled.
    fn settle(
        &self,
        path: &Path,
        case: &Case,
        open: &[Blocker],
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        let id = &case.id;
        if let Some(step) = self.searched_again(path, case, at)? {
            return Ok(Some(step));
        }
        for blocker in open {
            let step = match blocker {
                Blocker::NotAssessed | Blocker::AssessmentStale(_) => self.ask(path, case, at),
                Blocker::NoUndertaking
                | Blocker::UndertakingTooOld(_)
                | Blocker::UndertakingDisagrees(_) => self.undertaking(path, case, at),
                Blocker::DenialNotJudged(denial) => self.judge(path, case, denial),
                Blocker::NotConsulted(denial) => self.consult(path, case, denial),
                Blocker::ConsultationOpen(consultation) => {
                    let maintained = path.number.is_multiple_of(3);
                    let reply = if maintained { Reply::Maintained } else { Reply::NotIdentical };
                    let consultation = consultation.clone();
                    let reasons = words("the partner looked at its file");
                    let event = Event::ConsultationAnswered { consultation, reply, reasons };
                    path.officer("denials", 0, Role::DenialOfficer, id, event, DAY)
                }
                Blocker::DutyOpen(code) => match code.strip_prefix("obtain:") {
                    Some(word) if !case.assurances.contains_key(word) => {
                        let event = Event::AssuranceFiled {
                            code: word.to_owned(),
                            government: super::path::country(path.end_user).to_owned(),
                            note: format!("note {}", path.number),
                        };
                        path.officer("officer", 0, Role::LicensingOfficer, id, event, DAY)
                    }
                    _ => {
                        let how = "looked into: it does not arise here".to_owned();
                        let event = Event::DutyDischarged { code: code.clone(), how };
                        path.officer("assessor", 1, Role::TechnicalAssessor, id, event, 60)
                    }
                },
                Blocker::MayBeProhibited | Blocker::NoGovernmentAssurance => {
                    let Some(rule) = unjudged(case) else { continue };
                    let why = "a known maker of toys; nothing points elsewhere".to_owned();
                    let event = Event::RuleJudged { rule, holds: false, why };
                    path.officer("assessor", 0, Role::TechnicalAssessor, id, event, 120)
                }
                _ => continue,
            };
            return step.map(Some);
        }
        Ok(None)
    }

    fn judge(&self, path: &Path, case: &Case, denial: &DenialId) -> Result<Step, Refusal> {
        let event = Event::DenialJudged {
            denial: denial.clone(),
            denial_version: self.docket.register.get(denial).map_or(1, |known| known.number()),
            identical: path.number.is_multiple_of(2),
            why: "compared field by field with the notice".to_owned(),
        };
        path.officer("denials", 0, Role::DenialOfficer, &case.id, event, DAY)
    }

    fn consult(&self, path: &Path, case: &Case, denial: &DenialId) -> Result<Step, Refusal> {
        let event = Event::ConsultationSent {
            consultation: named(format!("K-{}-{}", path.number, case.consultations.len() + 1))?,
            denial: denial.clone(),
            denial_version: self.docket.register.get(denial).map_or(1, |known| known.number()),
            summary: "goods of the same entry for the same end user".to_owned(),
        };
        path.officer("denials", 0, Role::DenialOfficer, &case.id, event, 9 * DAY)
    }

    fn recommend(&self, path: &Path, case: &Case, refuse: bool) -> Result<Step, Refusal> {
        let ceiling = case.ceiling().unwrap_or(Level::Prohibited);
        let acceptable = ACCEPTABLE.to_owned();
        let (recommendation, reason) = match ceiling {
            _ if refuse => (Recommendation::Refuse { acceptable }, "risk of diversion"),
            Level::NotControlled if case.advice().governing.is_none() => {
                (Recommendation::NotRequired, "no paragraph of any list holds")
            }
            covers => {
                let terms = terms(path, case)?;
                let grant = Recommendation::Grant { terms, covers, despite: BTreeMap::new() };
                (grant, "known maker, civil use, nothing against it")
            }
        };
        let conflict = "the stricter view was followed, or answered in the file".to_owned();
        let event = Event::Recommended {
            recommendation,
            reasons: words(reason),
            conflict: case.advice().conflict.then_some(conflict),
        };
        path.officer("officer", 0, Role::LicensingOfficer, &case.id, event, DAY)
    }

    /// Somebody else signs, or sends it back once.
    pub(super) fn sign(&self, path: &mut Path, case: &Case) -> Result<Step, Refusal> {
        let accepted = !std::mem::take(&mut path.sent_back);
        let reasons = if accepted { Vec::new() } else { words("say more about the end user") };
        let event = Event::Countersigned { accepted, reasons };
        let shift = u32::try_from(case.signatures.len()).unwrap_or(0);
        path.officer("signer", shift, Role::Countersigner, &case.id, event, 180)
    }

    /// What was signed is decided, once what changed since has been looked at.
    pub(super) fn decide(
        &self,
        path: &mut Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Step, Refusal> {
        let id = &case.id;
        let (name, role) = match case.signatures_needed() {
            1 => ("officer", Role::LicensingOfficer),
            _ => ("head", Role::HeadOfUnit),
        };
        if Path::refuses(case) {
            let reasons = case.recommendation.as_ref().map(|r| r.reasons.clone());
            let reasons = reasons.unwrap_or_default();
            let event = Event::LicenceRefused { reasons, acceptable: ACCEPTABLE.to_owned() };
            return path.officer(name, 0, role, id, event, DAY);
        }
        if let Some(step) = self.searched_again(path, case, at)? {
            return Ok(step);
        }
        let terms = terms(path, case)?;
        let around = self.docket.around(case, Some(&terms.licence));
        let what = case.recommendation.as_ref().map(|recommended| &recommended.what);
        let release = matches!(what, Some(Recommendation::NotRequired));
        let open = match release {
            true => case.can_release(&around, at),
            false => case.can_issue(&terms, &around, at),
        };
        if open.iter().any(|blocker| matches!(blocker, Blocker::AssessmentStale(_))) {
            return self.ask(path, case, at);
        }
        if let Some(blocker) = open.first() {
            // Something new stands against it: back to the officers.
            let event =
                Event::Countersigned { accepted: false, reasons: words(&blocker.to_string()) };
            return path.officer("signer", 0, Role::Countersigner, id, event, DAY);
        }
        if release {
            let event =
                Event::NotRequiredFound { reasons: words("no paragraph of any list holds") };
            return path.officer(name, 0, role, id, event, DAY);
        }
        let none = || Refusal::NotSo("a grant without its basis".to_owned());
        let basis = case.grant_basis(&around).ok_or_else(none)?;
        let wait = DAY * i64::from(5 + path.number % 40);
        path.officer(name, 0, role, id, Event::LicenceGranted { terms, basis }, wait)
    }

    /// A refusal of listed goods becomes a denial of ours: drafted, approved, notified.
    pub(super) fn own_denial(
        &mut self,
        path: &Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        let entry = case.assessment.iter().flat_map(|a| &a.matches).find(|m| m.certain);
        let Some(entry) = entry.filter(|m| m.paragraph.starts_with("mtcr:")) else {
            return Ok(None);
        };
        let id: DenialId = named(format!("{}/{:07}", world::HOME, path.number))?;
        let stream = Stream::Denial(id.clone());
        let step = |by, role, event| Ok(Some(Step { stream, by, role, event, wait: 2 * DAY }));
        match self.docket.register.get(&id).map(|known| known.stage) {
            None => {
                let notice = own_notice(id, path, case, &entry.paragraph, at);
                let event = Event::DenialDrafted { notice, case: case.id.clone() };
                step(who("denials", 0)?, Role::DenialOfficer, event)
            }
            Some(Stage::Drafted) => {
                step(who("head", 1)?, Role::HeadOfUnit, Event::DenialApproved {})
            }
            Some(Stage::Approved) => {
                let to = BTreeSet::from(["AT", "FI", "NL"].map(str::to_owned));
                step(who("denials", 1)?, Role::DenialOfficer, Event::DenialNotified { to })
            }
            Some(_) => Ok(None),
        }
    }
}

fn own_notice(id: DenialId, path: &Path, case: &Case, entry: &str, at: Timestamp) -> Notice {
    let user = case.application.parties.iter().find(|party| party.role == "end_user");
    Notice {
        id,
        regime: RegimeName::Mtcr,
        authority: world::HOME.to_owned(),
        decided: crate::clock::utc_date(at),
        validity: Validity::RegimeDefault,
        list_entry: Some(entry.to_owned()),
        edition: None,
        article: None,
        description: path.good().what.to_owned(),
        parameters: BTreeMap::new(),
        end_user: NoticeParty {
            name: user.map(|user| user.name.clone()).unwrap_or_default(),
            aliases: Vec::new(),
            country: user.and_then(|user| user.country.clone()).unwrap_or_default(),
        },
        consignee: None,
        catch_all: false,
        stated_end_use: "testing of toys".to_owned(),
        reason: "risk of diversion".to_owned(),
    }
}

/// What can only end in a refusal here.
fn stands(blocker: &Blocker, case: &Case) -> bool {
    match blocker {
        Blocker::Prohibited
        | Blocker::PartyListed { .. }
        | Blocker::AgencyRefuses(_)
        | Blocker::OwnDenial(_)
        | Blocker::DenialMaintained(_) => true,
        Blocker::MayBeProhibited | Blocker::NoGovernmentAssurance => {
            unjudged(case).is_none() && case.assessment.is_some()
        }
        _ => false,
    }
}

/// A rule that raises the ceiling, is left to judgement and was not judged of these facts.
fn unjudged(case: &Case) -> Option<String> {
    let rules = case.assessment.iter().flat_map(|assessment| &assessment.rules);
    let open = |rule: &&crate::assessment::RuleFound| {
        let judged = case.rules.get(&rule.rule).is_some_and(|judged| judged.facts == case.facts);
        let raises = rule.status >= Some(Level::PresumedDenied);
        raises && !rule.certain && !judged && case.asks_judgement(&rule.rule)
    };
    rules.filter(|rule| open(rule)).map(|rule| rule.rule.clone()).next()
}

fn hit(path: &Path, listed: bool, on: Date) -> Result<Hit, Refusal> {
    let list = "example-entities";
    let entry = format!("EX-{}", path.number % 997);
    Ok(Hit {
        list: named(list.to_owned())?,
        authority: "example".to_owned(),
        version: Digest::of(entry.as_bytes()),
        name: world::invented(path.number % 997, "Trading"),
        score_permille: if listed { 990 } else { 720 },
        band: if listed { "strong" } else { "possible" }.to_owned(),
        identifier_equal: listed,
        via: None,
        reason: if listed { "the same registration number" } else { "the names are alike" }
            .to_owned(),
        listed_from: listed.then_some(on),
        listed_until: None,
        entry,
    })
}

fn terms(path: &Path, case: &Case) -> Result<Terms, Refusal> {
    let line = |item: &crate::facts::Item| Line {
        item: item.id.clone(),
        quantity: item.quantity,
        value: item.value.clone(),
    };
    let day = crate::clock::utc_date(case.submitted.unwrap_or(case.at));
    let until = day.checked_add(jiff::Span::new().years(2)).unwrap_or(day);
    let condition = |name: &str, code, due, text: &str| -> Result<Condition, Refusal> {
        Ok(Condition { id: named(name.to_owned())?, code, due, text: text.to_owned() })
    };
    Ok(Terms {
        licence: named(format!("LIC-{:07}", path.number))?,
        lines: case.application.items.iter().map(line).collect(),
        until,
        conditions: vec![
            condition(
                "use",
                ConditionCode::StatedUseOnly,
                DueRule::Standing,
                "used for what was stated, where it was stated",
            )?,
            condition(
                "delivery",
                ConditionCode::ConfirmDelivery,
                DueRule::DaysAfterShipment(60),
                "delivery is confirmed within 60 days",
            )?,
        ],
    })
}
