//! What they try from the first consultation on: advice, decision, the life of the licence.

use std::collections::BTreeMap;

use casework::advice::Advice;
use casework::assessment::Level;
use casework::case::Case;
use casework::decision::{Recommendation, Reply};
use casework::event::{Event, EventKind};
use casework::licence::{Outcome, Terms, Verification, VerificationKind};
use casework::recorded::Stream;

use crate::desk::{self, day, id, words};

use super::{MARK, Office};

impl Office {
    pub(super) fn consulting(&mut self, kind: EventKind, case: &Case) -> Event {
        use EventKind as K;
        let name = self.random.below(6);
        let compared = case.assessment.iter().flat_map(|a| &a.denials).next();
        let compared = compared.filter(|_| self.random.chance(80)).map(|d| d.denial.clone());
        let denial = compared.unwrap_or_else(|| id(&format!("D-{name}")));
        let denial_version = self.docket.register.get(&denial).map_or(1, |d| d.number());
        let open =
            case.consultations.iter().find(|(_, c)| c.end.is_none()).map(|(id, _)| id.clone());
        let consultation = open.unwrap_or_else(|| id(&format!("c{}", case.consultations.len())));
        let agency = self.random.pick(&["defence", "energy"]).to_string();
        let agency = id(&agency);
        match kind {
            K::DenialJudged => {
                let (identical, why) = (self.random.chance(30), MARK.to_owned());
                Event::DenialJudged { denial, denial_version, identical, why }
            }
            K::ConsultationSent => {
                let consultation = id(&format!("c{}", case.consultations.len() + 1));
                Event::ConsultationSent {
                    consultation,
                    denial,
                    denial_version,
                    summary: MARK.to_owned(),
                }
            }
            K::ConsultationAnswered => {
                let replies =
                    [Reply::NotIdentical, Reply::NoObjection, Reply::Maintained, Reply::Withdrawn];
                let reply = *self.random.pick(&replies);
                Event::ConsultationAnswered { consultation, reply, reasons: words(MARK) }
            }
            K::ConsultationExtended => {
                Event::ConsultationExtended { consultation, why: MARK.to_owned() }
            }
            K::SilenceRecorded => Event::SilenceRecorded { consultation },
            K::OutcomeNotified => {
                let known = case.consultations.keys().next().cloned();
                let consultation = known.unwrap_or(consultation);
                Event::OutcomeNotified { consultation, explanation: MARK.to_owned() }
            }
            K::AgencyAsked => Event::AgencyAsked { agency },
            K::Advised => Event::Advised {
                agency,
                advice: *self.random.pick(&[
                    Advice::Approve,
                    Advice::Approve,
                    Advice::Approve,
                    Advice::Refuse,
                    Advice::NotRequired,
                ]),
                reasons: words(MARK),
                basis: "act".to_owned(),
                conditions: Vec::new(),
            },
            K::AgencySilent => Event::AgencySilent { agency },
            _ => self.deciding(kind, case),
        }
    }

    pub(super) fn terms(&self, case: &Case) -> Terms {
        let name = case.id.as_str().trim_start_matches("case-").to_owned();
        Terms { licence: id(&format!("L-{name}")), ..desk::terms() }
    }

    fn deciding(&mut self, kind: EventKind, case: &Case) -> Event {
        use EventKind as K;
        let agreed = match case.recommendation.as_ref().map(|r| &r.what) {
            Some(Recommendation::Grant { terms, .. }) => terms.clone(),
            _ => self.terms(case),
        };
        let acceptable = || "another end user".to_owned();
        match kind {
            K::Recommended => {
                let free = case.ceiling() == Some(Level::NotControlled);
                let recommendation = match self.random.below(10) {
                    _ if free => Recommendation::NotRequired,
                    0..=6 => Recommendation::Grant {
                        terms: self.terms(case),
                        covers: *self.random.pick(&[Level::LicenceRequired, Level::PresumedDenied]),
                        despite: BTreeMap::from([(id("D-3"), MARK.to_owned())]),
                    },
                    7 | 8 => Recommendation::Refuse { acceptable: acceptable() },
                    _ => Recommendation::NotRequired,
                };
                let conflict = self.random.chance(70).then(|| MARK.to_owned());
                Event::Recommended { recommendation, reasons: words("weighed"), conflict }
            }
            K::Countersigned => {
                let accepted = self.random.chance(85);
                Event::Countersigned { accepted, reasons: words(MARK) }
            }
            K::LicenceGranted => {
                let basis = case.grant_basis(&self.docket.around(case, None));
                match basis {
                    Some(basis) => Event::LicenceGranted { terms: agreed, basis },
                    None => Event::Withdrawn { why: "no law".to_owned() },
                }
            }
            K::LicenceRefused => {
                Event::LicenceRefused { reasons: words("weighed"), acceptable: acceptable() }
            }
            K::NotRequiredFound => Event::NotRequiredFound { reasons: words("not listed") },
            K::Withdrawn => Event::Withdrawn { why: "not needed".to_owned() },
            K::Appealed => Event::Appealed { grounds: "new evidence".to_owned() },
            K::AppealDecided => {
                let reopened = self.random.chance(50);
                Event::AppealDecided { reopened, reasons: words("looked at again") }
            }
            _ => self.living(kind, case),
        }
    }

    fn living(&mut self, kind: EventKind, case: &Case) -> Event {
        use EventKind as K;
        let number = self.random.below(8);
        let booked = case.licence.iter().flat_map(|l| &l.bookings).last();
        let booked = booked.map(|b| b.shipment.to_string()).filter(|_| self.random.chance(50));
        let shipment = booked.unwrap_or_else(|| format!("s{number}"));
        let amounts = ["1", "2.5", "4", "11"];
        let mut quantity = desk::kilograms(amounts[self.random.below(4)]);
        if self.random.chance(5) {
            quantity.unit = casework::amount::Unit::Piece;
        }
        let mut booking = desk::booking(&shipment, 1 + self.random.below(3) as u16, quantity);
        booking.day = casework::clock::utc_date(self.at);
        let report = id(&format!("v{}", self.random.below(40)));
        match kind {
            K::ShipmentBooked => Event::ShipmentBooked { booking },
            K::BookingCancelled => {
                let (part, why) = (booking.part, "did not leave".to_owned());
                Event::BookingCancelled { shipment: id(&shipment), part, why }
            }
            K::MismatchRaised => Event::MismatchRaised { what: "pieces".to_owned() },
            K::ObligationMet => Event::ObligationMet {
                obligation: id("arrival"),
                shipment: Some(id(&shipment)),
                evidence: "delivery report".to_owned(),
            },
            K::Verified => Event::Verified {
                verification: Verification {
                    id: report,
                    kind: *self
                        .random
                        .pick(&[VerificationKind::Delivery, VerificationKind::PostShipment]),
                    shipment: Some(id(&shipment)),
                    on: day("2024-05-01"),
                    outcome: *self.random.pick(&[
                        Outcome::Favourable,
                        Outcome::Unfavourable,
                        Outcome::CouldNotBeDone,
                        Outcome::Refused,
                    ]),
                    conditions: BTreeMap::new(),
                    serials: Vec::new(),
                    report: MARK.to_owned(),
                },
            },
            K::AdverseClosed => Event::AdverseClosed { verification: report, reasons: words(MARK) },
            K::LicenceSuspended => Event::LicenceSuspended { since: self.at, why: MARK.to_owned() },
            K::LicenceReinstated => Event::LicenceReinstated { reasons: words(MARK) },
            K::LicenceRevoked => Event::LicenceRevoked { reasons: words(MARK) },
            K::LicenceSurrendered => Event::LicenceSurrendered { why: "not needed".to_owned() },
            // Of another history: tried here all the same.
            _ => self.elsewhere(kind, &Stream::Case(case.id.clone())),
        }
    }
}
