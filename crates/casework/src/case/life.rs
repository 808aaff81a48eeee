//! After the grant: shipments, obligations, verification, suspension, the end.

use crate::case::{Case, Decided, Look};
use crate::event::Event;
use crate::id::{ObligationId, ShipmentId};
use crate::licence::{Booking, ConditionCode, Licence, Standing, VerificationKind};
use crate::recorded::Recorded;
use crate::refusal::{Refusal, reasoned};
use crate::searched::Standing as HitStanding;

impl Case {
    pub(super) fn live(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        match &recorded.event {
            Event::ShipmentBooked { booking } => self.book(booking, recorded, around),
            Event::BookingCancelled { shipment, part, why } => {
                reasoned("taking a booking back", std::slice::from_ref(why))?;
                let licence = self.held()?;
                let same = |b: &Booking| b.shipment == *shipment && b.part == *part;
                let Some(at) = licence.bookings.iter().position(same) else {
                    return Err(Refusal::NotSo(format!("no part {part} of {shipment} is booked")));
                };
                let gone = licence.bookings.remove(at);
                licence.cancelled.push(gone);
                Ok(())
            }
            Event::MismatchRaised { what } => {
                reasoned("a mismatch", std::slice::from_ref(what))?;
                self.mismatches.push((recorded.at, what.clone()));
                Ok(())
            }
            Event::ObligationMet { obligation, shipment, evidence } => {
                reasoned("an obligation met", std::slice::from_ref(evidence))?;
                self.meet(obligation, shipment.as_ref())
            }
            Event::Verified { .. } | Event::AdverseClosed { .. } => self.verify(recorded),
            _ => self.standing(recorded, around),
        }
    }

    fn held(&mut self) -> Result<&mut Licence, Refusal> {
        self.licence.as_mut().ok_or_else(|| Refusal::NotSo("there is no licence".to_owned()))
    }

    /// A shipment leaves only while the licence may be used and nobody on it may be listed.
    fn book(
        &mut self,
        booking: &Booking,
        recorded: &Recorded,
        around: Look<'_>,
    ) -> Result<(), Refusal> {
        let today = Self::day(recorded.at);
        let granted = self.held()?.granted;
        if booking.day > today || booking.day < Self::day(granted) {
            let why = format!("{}: before the licence or in the future", booking.day);
            return Err(Refusal::NotSo(why));
        }
        let licence = self.held()?;
        for day in [booking.day, today] {
            licence.usable(day).map_err(Refusal::NotSo)?;
        }
        licence.fits(booking).map_err(Refusal::NotSo)?;
        self.clear(around, recorded)?;
        self.held()?.bookings.push(booking.clone());
        Ok(())
    }

    /// Every party was searched in the lists in force, and nobody on it may be listed.
    fn clear(&self, around: Look<'_>, recorded: &Recorded) -> Result<(), Refusal> {
        let mut blockers = Vec::new();
        if let Some(around) = around {
            self.searched(around, Self::day(recorded.at), &mut blockers);
        }
        if blockers.is_empty() { Ok(()) } else { Err(Refusal::Blocked(blockers)) }
    }

    fn meet(&mut self, id: &ObligationId, shipment: Option<&ShipmentId>) -> Result<(), Refusal> {
        let licence = self.held()?;
        let owed = licence.obligations();
        let owed = owed.iter().find(|owed| owed.id == *id && owed.shipment.as_ref() == shipment);
        let Some(owed) = owed.filter(|owed| !owed.met) else {
            return Err(Refusal::NotSo(format!("obligation {id} is not owed like this, or met")));
        };
        // Only a favourable report shows a delivery or a visit; none could be made is not "fine".
        let kind = match owed.code {
            ConditionCode::ConfirmDelivery => Some(VerificationKind::Delivery),
            ConditionCode::AcceptVerification => Some(VerificationKind::PostShipment),
            _ => None,
        };
        let shown = |kind| {
            licence.verifications.iter().any(|(verification, _)| {
                verification.kind == kind
                    && verification.outcome.is_favourable()
                    && (shipment.is_none() || verification.shipment.as_ref() == shipment)
            })
        };
        if kind.is_some_and(|kind| !shown(kind)) {
            return Err(Refusal::NotSo("no favourable verification shows it".to_owned()));
        }
        licence.met.push((id.clone(), shipment.cloned()));
        Ok(())
    }

    fn verify(&mut self, recorded: &Recorded) -> Result<(), Refusal> {
        let by = recorded.by.clone();
        let licence = self.held()?;
        match &recorded.event {
            Event::Verified { verification } => {
                reasoned("a verification", std::slice::from_ref(&verification.report))?;
                if licence.verifications.iter().any(|(known, _)| known.id == verification.id) {
                    let what = format!("verification {} is already there", verification.id);
                    return Err(Refusal::NotSo(what));
                }
                licence.verifications.push((verification.clone(), by));
                Ok(())
            }
            Event::AdverseClosed { verification, reasons } => {
                reasoned("closing an adverse report", reasons)?;
                let open = licence.adverse().any(|adverse| adverse.id == *verification);
                let own = licence
                    .verifications
                    .iter()
                    .any(|(known, reporter)| known.id == *verification && *reporter == by);
                if !open {
                    let what = format!("no adverse report {verification} is open");
                    return Err(Refusal::NotSo(what));
                }
                if own {
                    let why = "nobody closes an adverse report of their own";
                    return Err(Refusal::NotThisPerson(why.to_owned()));
                }
                licence.closed.push(verification.clone());
                Ok(())
            }
            other => Err(Refusal::NotNow { event: other.kind(), state: self.state.word() }),
        }
    }

    fn standing(&mut self, recorded: &Recorded, around: Look<'_>) -> Result<(), Refusal> {
        let event = recorded.event.kind();
        let by = recorded.by.clone();
        let standing = self.held()?.standing.clone();
        match (&recorded.event, standing) {
            (Event::LicenceSuspended { since, why }, Standing::Valid) => {
                reasoned("a suspension", std::slice::from_ref(why))?;
                if *since > recorded.at {
                    return Err(Refusal::NotSo("a suspension in the future".to_owned()));
                }
                let (since, why) = (*since, why.clone());
                self.held()?.standing =
                    Standing::Suspended { since, why: why.clone(), by: Some(by) };
                self.decided(Decided::Suspended, recorded, &[why]);
            }
            (Event::LicenceReinstated { reasons }, Standing::Suspended { by: suspended, .. }) => {
                reasoned("a reinstatement", reasons)?;
                if suspended.as_ref() == Some(&by) {
                    let why = "a licence is reinstated by somebody else than who suspended it";
                    return Err(Refusal::NotThisPerson(why.to_owned()));
                }
                self.clear(around, recorded)?;
                self.held()?.standing = Standing::Valid;
                self.decided(Decided::Reinstated, recorded, reasons);
            }
            (Event::LicenceRevoked { reasons }, Standing::Valid | Standing::Suspended { .. }) => {
                reasoned("a revocation", reasons)?;
                self.held()?.standing = Standing::Revoked;
                self.decided(Decided::Revoked, recorded, reasons);
            }
            (Event::LicenceSurrendered { .. }, Standing::Valid | Standing::Suspended { .. }) => {
                self.held()?.standing = Standing::Surrendered;
            }
            (_, Standing::Valid) => return Err(Refusal::NotNow { event, state: "valid" }),
            (_, Standing::Suspended { .. }) => {
                return Err(Refusal::NotNow { event, state: "suspended" });
            }
            (_, Standing::Revoked) => return Err(Refusal::NotNow { event, state: "revoked" }),
            (_, Standing::Surrendered) => {
                return Err(Refusal::NotNow { event, state: "surrendered" });
            }
        }
        Ok(())
    }

    /// Parties that are listed as far as anybody knows, for people who look at the licence.
    #[must_use]
    pub fn listed_parties(&self, at: jiff::Timestamp) -> Vec<crate::id::PartyId> {
        let on = Self::day(at);
        let parties = self.screening.iter().flat_map(|screening| &screening.parties);
        let listed = parties.filter(|(party, search)| {
            search
                .hits
                .iter()
                .any(|hit| self.hit_standing(party, hit, on) == HitStanding::Identified)
        });
        listed.map(|(party, _)| party.clone()).collect()
    }
}
