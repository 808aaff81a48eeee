//! One invented case: what it is about, which way it goes, and what happens next in it.

use jiff::Timestamp;
use jiff::civil::Date;

use super::random::Random;
use super::world::{self, DESTINATIONS, GOODS, Good, HOME, invented, who};
use super::{Plan, Step, Year};
use crate::amount::{Amount, Money, Quantity};
use crate::case::Case;
use crate::decision::Recommendation;
use crate::event::Event;
use crate::facts::{Application, EndUse, Item, Party};
use crate::id::{CaseId, Digest, LicenceId, PersonId};
use crate::licence::{Booking, Outcome, Standing, Verification, VerificationKind};
use crate::recorded::Stream;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::transition::State;
use crate::undertaking::{Signed, SignedItem, Undertaking};

/// Minutes of a working day, roughly, until something is looked at.
pub(super) const DAY: i64 = 24 * 60;

/// Which way a case goes, drawn when it begins.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing that happens or does not")]
pub(super) struct Path {
    pub(super) number: u32,
    pub(super) firm: u32,
    pub(super) end_user: u32,
    pub(super) good: usize,
    pub(super) embargoed: bool,
    pub(super) amount: u32,
    pub(super) original: Option<(LicenceId, u32)>,
    pub(super) steps: u32,
    /// Handed in without its contract first.
    pub(super) returned: bool,
    /// Not taken up at all until it is complete, which it never becomes.
    pub(super) withdrawn: bool,
    pub(super) question: bool,
    pub(super) agencies: u32,
    pub(super) adverse: bool,
    pub(super) silent: bool,
    /// A name on a list is alike.
    pub(super) alike: bool,
    /// A party is a listed one.
    pub(super) listed: bool,
    pub(super) risk: bool,
    pub(super) sent_back: bool,
    pub(super) appeals: bool,
    pub(super) shipments: u32,
    pub(super) verified: Option<Outcome>,
    pub(super) ends: End,
    pub(super) passed_on: bool,
}

/// How a licence ends, if it ends within the time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Open,
    Suspended,
    Revoked,
    Surrendered,
    /// A party is listed after the first shipment.
    Listed,
}

pub(super) fn named<T: TryFrom<String, Error = String>>(text: String) -> Result<T, Refusal> {
    T::try_from(text).map_err(Refusal::NotSo)
}

pub(super) fn words(text: &str) -> Vec<String> {
    vec![text.to_owned()]
}

/// Where an invented end user sits.
pub(super) fn country(end_user: u32) -> &'static str {
    let at = usize::try_from(end_user).unwrap_or(0) % DESTINATIONS.len();
    DESTINATIONS.get(at).copied().unwrap_or("BR")
}

pub(super) fn case_id(number: u32) -> Result<CaseId, Refusal> {
    named(format!("C-{number:07}"))
}

impl Path {
    pub(super) fn draw(random: &mut Random, plan: &Plan) -> Self {
        // Most ask for listed goods; some for what turns out to be free.
        let good = match random.below(100) {
            0..46 => 0,
            46..72 => 1,
            72..82 => 2,
            82..90 => 3,
            90..97 => 4,
            _ => 5,
        };
        let outcomes = [
            Some(Outcome::Favourable),
            Some(Outcome::Favourable),
            Some(Outcome::Favourable),
            Some(Outcome::CouldNotBeDone),
            Some(Outcome::Unfavourable),
            Some(Outcome::Refused),
            None,
            None,
        ];
        Self {
            number: 0,
            firm: random.below(world::firms(plan)),
            end_user: random.below(plan.cases.max(20)),
            good,
            embargoed: random.chance(8),
            amount: 1 + random.below(40),
            original: None,
            steps: 0,
            returned: random.chance(120),
            withdrawn: random.chance(50),
            question: random.chance(200),
            agencies: if random.chance(450) { 1 + random.below(3) } else { 0 },
            adverse: random.chance(40),
            silent: random.chance(60),
            alike: random.chance(150),
            listed: random.chance(12),
            risk: random.chance(60),
            sent_back: random.chance(40),
            appeals: random.chance(250),
            shipments: random.below(4),
            verified: *random.pick(&outcomes, &None),
            ends: match random.below(100) {
                0..4 => End::Suspended,
                4..6 => End::Revoked,
                6..8 => End::Surrendered,
                8..10 => End::Listed,
                _ => End::Open,
            },
            passed_on: random.chance(20),
        }
    }

    /// The same goods are to go to another end user.
    pub(super) fn retransfer(&self, random: &mut Random, licence: LicenceId) -> Self {
        Self {
            original: Some((licence, self.number)),
            end_user: self.end_user + 14,
            steps: 0,
            amount: 1,
            returned: false,
            shipments: 0,
            passed_on: false,
            silent: random.chance(60),
            ends: End::Open,
            ..self.clone()
        }
    }

    pub(super) fn good(&self) -> &'static Good {
        GOODS.get(self.good).unwrap_or(&GOODS[0])
    }

    pub(super) fn firm_person(&self) -> Result<PersonId, Refusal> {
        named(format!("applicant-{}", self.firm))
    }

    fn application(&self) -> Result<Application, Refusal> {
        let (good, to) = (self.good(), country(self.end_user));
        let to = if self.embargoed { world::EMBARGOED } else { to };
        let party = |role: &str, name: String, country: &str| -> Result<Party, Refusal> {
            Ok(Party {
                id: named(role.to_owned())?,
                role: role.to_owned(),
                name,
                address: Some("1 Example Street".to_owned()),
                country: Some(country.to_owned()),
                kind: None,
                birth_date: None,
                identifiers: std::collections::BTreeMap::new(),
                owners: Vec::new(),
            })
        };
        let none = ["usable_in", "specially_designed_for", "designed_or_modified_for", "contains"];
        let none = none.into_iter().chain(["part_of"]).map(|name| (name.to_owned(), Vec::new()));
        let amount = Amount::whole(self.amount);
        let value = Amount::whole(self.amount.saturating_mul(good.value));
        let item = Item {
            id: "1".to_owned(),
            description: good.what.to_owned(),
            form: None,
            article: good.article.map(str::to_owned),
            scope: None,
            hs_code: Some(good.hs.to_owned()),
            hs_edition: Some("2022".to_owned()),
            claimed: Vec::new(),
            properties: good.stated(),
            relations: none.collect(),
            quantity: Quantity { amount, unit: good.unit },
            value: Money { amount: value, currency: named("EUR".to_owned())? },
        };
        Ok(Application {
            firm: named(format!("firm-{}", self.firm))?,
            kind: if self.original.is_some() { "retransfer" } else { "export" }.to_owned(),
            original: self.original.as_ref().map(|(licence, _)| licence.clone()),
            from: Some(HOME.to_owned()),
            destination: Some(to.to_owned()),
            route: Vec::new(),
            parties: vec![
                party("exporter", invented(self.firm, "Company"), HOME)?,
                party("consignee", invented(self.end_user + 7, "Traders"), to)?,
                party("end_user", invented(self.end_user, "Works"), to)?,
            ],
            items: vec![item],
            end_use: EndUse {
                statement: Some("testing of toys".to_owned()),
                location: Some("main works".to_owned()),
                programme: Some("civil".to_owned()),
                awareness: Some("none".to_owned()),
                safeguarded: None,
            },
            contract: (!self.returned).then(|| format!("contract {}", self.number)),
        })
    }
}

impl Year<'_> {
    /// What happens next; none = nothing more.
    pub(super) fn step(
        &mut self,
        path: &mut Path,
        id: &CaseId,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        let Some(case) = self.docket.cases.get(id).map(std::sync::Arc::clone) else {
            let application = path.application()?;
            return path.applicant(id, Event::CaseOpened { application }, 30).map(Some);
        };
        match case.state {
            State::Draft => path.draft(&case, 60).map(Some),
            State::Returned => path.complete(&case).map(Some),
            State::Submitted => self.intake(path, &case, at).map(Some),
            State::Review => self.review(path, &case, at).map(Some),
            State::Recommended => self.sign(path, &case).map(Some),
            State::Signed => self.decide(path, &case, at).map(Some),
            State::Granted => self.life(path, &case, at),
            State::Refused => self.after_refusal(path, &case, at),
            State::Appealed => {
                let reasons = words("looked at again by somebody who took no part");
                let event = Event::AppealDecided { reopened: false, reasons };
                path.officer("head", 2, Role::HeadOfUnit, id, event, DAY).map(Some)
            }
            State::NotRequired | State::Withdrawn | State::Upheld => self.outcome(path, &case),
        }
    }

    /// Partners who were consulted are told how it ended.
    pub(super) fn outcome(&self, path: &Path, case: &Case) -> Result<Option<Step>, Refusal> {
        let told = case.consultations.iter().find(|(_, c)| c.told.is_none() && c.end.is_some());
        let Some((consultation, _)) = told else { return Ok(None) };
        let explanation = format!("the case ended as {}", case.state.word());
        let event = Event::OutcomeNotified { consultation: consultation.clone(), explanation };
        path.officer("denials", 1, Role::DenialOfficer, &case.id, event, DAY).map(Some)
    }

    fn after_refusal(
        &mut self,
        path: &mut Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        if let Some(told) = self.outcome(path, case)? {
            return Ok(Some(told));
        }
        if path.appeals {
            path.appeals = false;
            let grounds = "the works have moved since".to_owned();
            return path.applicant(&case.id, Event::Appealed { grounds }, 10 * DAY).map(Some);
        }
        self.own_denial(path, case, at)
    }

    /// After the grant: shipments, verification, and how it ends.
    fn life(
        &mut self,
        path: &mut Path,
        case: &Case,
        at: Timestamp,
    ) -> Result<Option<Step>, Refusal> {
        if let Some(told) = self.outcome(path, case)? {
            return Ok(Some(told));
        }
        let Some(licence) = &case.licence else { return Ok(None) };
        let id = &case.id;
        match licence.standing {
            Standing::Suspended { .. } if path.ends == End::Suspended => {
                path.ends = End::Open;
                if let Some(first) = self.searched_again(path, case, at)? {
                    path.ends = End::Suspended;
                    return Ok(Some(first));
                }
                let event = Event::LicenceReinstated { reasons: words("the doubts are settled") };
                return path.officer("head", 0, Role::HeadOfUnit, id, event, DAY).map(Some);
            }
            Standing::Suspended { .. } => {
                let event = Event::LicenceRevoked { reasons: words("a party is listed") };
                return path.officer("head", 0, Role::HeadOfUnit, id, event, DAY).map(Some);
            }
            Standing::Revoked | Standing::Surrendered => return Ok(None),
            Standing::Valid => {}
        }
        let booked = u32::try_from(licence.bookings.len()).unwrap_or(u32::MAX);
        if booked < path.shipments.min(path.amount) {
            if let Some(first) = self.searched_again(path, case, at)? {
                return Ok(Some(first));
            }
            let event = Event::ShipmentBooked { booking: path.booking(case, booked, at)? };
            let wait = DAY * i64::from(10 + self.random.below(30));
            return path.officer("customs", 0, Role::CustomsAnalyst, id, event, wait).map(Some);
        }
        if let Some(step) = path.verify(case, at)? {
            return Ok(Some(step));
        }
        let end = std::mem::replace(&mut path.ends, End::Open);
        match end {
            End::Open => Ok(None),
            End::Suspended => {
                path.ends = End::Suspended;
                let (since, why) = (at, "doubts about the end use".to_owned());
                let event = Event::LicenceSuspended { since, why };
                path.officer("officer", 1, Role::LicensingOfficer, id, event, 9 * DAY).map(Some)
            }
            End::Revoked => {
                let event = Event::LicenceRevoked { reasons: words("used for something else") };
                path.officer("head", 0, Role::HeadOfUnit, id, event, DAY).map(Some)
            }
            End::Surrendered => {
                let why = "the contract was cancelled".to_owned();
                path.applicant(id, Event::LicenceSurrendered { why }, DAY).map(Some)
            }
            End::Listed => {
                path.listed = true;
                self.search(path, case, at).map(Some)
            }
        }
    }
}

impl Path {
    pub(super) fn applicant(&self, id: &CaseId, event: Event, wait: i64) -> Result<Step, Refusal> {
        let (stream, by) = (Stream::Case(id.clone()), self.firm_person()?);
        Ok(Step { stream, by, role: Role::Applicant, event, wait })
    }

    pub(super) fn officer(
        &self,
        name: &str,
        shift: u32,
        role: Role,
        id: &CaseId,
        event: Event,
        wait: i64,
    ) -> Result<Step, Refusal> {
        // The machine is one; heads are picked by what they may still do.
        let number = if matches!(name, "head" | "system") { shift } else { self.number + shift };
        let (stream, by) = (Stream::Case(id.clone()), who(name, number)?);
        Ok(Step { stream, by, role, event, wait })
    }

    fn draft(&self, case: &Case, wait: i64) -> Result<Step, Refusal> {
        if case.documents.is_empty() {
            let event = Event::DocumentFiled {
                digest: Digest::of(case.id.as_str().as_bytes()),
                name: "undertaking.pdf".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: 48_000,
            };
            return self.applicant(&case.id, event, wait);
        }
        let event = Event::Submitted { facts: case.facts.clone() };
        self.applicant(&case.id, event, DAY)
    }

    /// The applicant adds what was missing.
    fn complete(&self, case: &Case) -> Result<Step, Refusal> {
        if case.application.contract.is_some() {
            return self.draft(case, 60);
        }
        let mut application = case.application.clone();
        application.contract = Some(format!("contract {}", self.number));
        self.applicant(&case.id, Event::DraftChanged { application }, 60)
    }

    pub(super) fn undertaking(&self, case: &Case, on: Date) -> Undertaking {
        let application = &case.application;
        let signed = |role: &str| {
            let party = application.parties.iter().find(|party| party.role == role)?;
            let (name, address) = (party.name.clone(), party.address.clone());
            Some(Signed { name, address, country: party.country.clone() })
        };
        let nobody = Signed { name: String::new(), address: None, country: None };
        let items = application.items.iter().map(|item| SignedItem {
            item: item.id.clone(),
            description: item.description.clone(),
            quantity: item.quantity,
        });
        let codes = [
            "end_use_statement",
            "no_wmd_delivery_use",
            "no_nuclear_explosive_use",
            "no_modification",
            "no_retransfer",
            "post_shipment_inspection",
        ];
        Undertaking {
            document: Digest::of(case.id.as_str().as_bytes()),
            signer: "an invented director".to_owned(),
            function: "director".to_owned(),
            authority_checked: true,
            signed: on,
            end_user: signed("end_user").unwrap_or(nobody),
            consignee: signed("consignee"),
            contract: application.contract.clone(),
            items: items.collect(),
            end_use: application.end_use.statement.clone().unwrap_or_default(),
            location: application.end_use.location.clone(),
            codes: codes.map(str::to_owned).to_vec(),
        }
    }

    fn booking(&self, case: &Case, number: u32, at: Timestamp) -> Result<Booking, Refusal> {
        let value =
            Money { amount: Amount::whole(self.good().value), currency: named("EUR".to_owned())? };
        Ok(Booking {
            shipment: named(format!("S-{}-{number}", self.number))?,
            part: 1,
            item: "1".to_owned(),
            quantity: Quantity { amount: Amount::whole(1), unit: self.good().unit },
            value,
            office: "harbour".to_owned(),
            reference: format!("MRN-{}-{number}", case.id),
            day: crate::clock::utc_date(at),
        })
    }

    /// Delivery is confirmed, some are visited later, and adverse reports are closed by others.
    fn verify(&self, case: &Case, at: Timestamp) -> Result<Option<Step>, Refusal> {
        let Some(licence) = &case.licence else { return Ok(None) };
        let on = crate::clock::utc_date(at);
        let Some(first) = licence.bookings.first() else { return Ok(None) };
        let report = |name: &str, kind, outcome| -> Result<Event, Refusal> {
            Ok(Event::Verified {
                verification: Verification {
                    id: named(format!("V-{}-{name}", self.number))?,
                    kind,
                    shipment: Some(first.shipment.clone()),
                    on,
                    outcome,
                    conditions: std::collections::BTreeMap::new(),
                    serials: Vec::new(),
                    report: "an invented report".to_owned(),
                },
            })
        };
        let inspector = |event, wait| {
            let role = Role::VerificationInspector;
            self.officer("inspector", 0, role, &case.id, event, wait).map(Some)
        };
        let done = |kind| licence.verifications.iter().any(|(known, _)| known.kind == kind);
        if !done(VerificationKind::Delivery) {
            let event = report("d", VerificationKind::Delivery, Outcome::Favourable)?;
            return inspector(event, DAY);
        }
        let owed = licence
            .obligations()
            .into_iter()
            .find(|owed| !owed.met && owed.shipment.as_ref() == Some(&first.shipment));
        if let Some(owed) = owed {
            let evidence = "delivery certificate".to_owned();
            let event =
                Event::ObligationMet { obligation: owed.id, shipment: owed.shipment, evidence };
            return inspector(event, 25 * DAY);
        }
        if let Some(outcome) = self.verified.filter(|_| !done(VerificationKind::PostShipment)) {
            return inspector(report("p", VerificationKind::PostShipment, outcome)?, 12 * DAY);
        }
        let open = licence.adverse().next().filter(|_| self.number.is_multiple_of(2));
        let Some(open) = open else { return Ok(None) };
        let reasons = words("a second visit was made and found everything as licensed");
        let event = Event::AdverseClosed { verification: open.id.clone(), reasons };
        self.officer("officer", 0, Role::LicensingOfficer, &case.id, event, DAY).map(Some)
    }

    /// What a signed recommendation to grant says.
    pub(super) fn refuses(case: &Case) -> bool {
        let what = case.recommendation.as_ref().map(|recommended| &recommended.what);
        matches!(what, Some(Recommendation::Refuse { .. }))
    }
}
