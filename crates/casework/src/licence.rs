//! The life of a licence: lines drawn down by shipments, obligations, verification, suspension.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::amount::{Amount, Money, Quantity};
use crate::id::{LicenceId, ObligationId, PersonId, ShipmentId, VerificationId};

/// A condition as a coded obligation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Its name within the licence.
    pub id: ObligationId,
    /// What is owed.
    pub code: ConditionCode,
    /// By when.
    pub due: DueRule,
    /// In words, for the letter.
    pub text: String,
}

/// What a condition asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConditionCode {
    /// Only the stated use.
    StatedUseOnly,
    /// No retransfer without consent.
    NoRetransfer,
    /// No modification or replication without consent.
    NoModification,
    /// Confirm delivery.
    ConfirmDelivery,
    /// Report the installation.
    ReportInstallation,
    /// Accept a verification visit.
    AcceptVerification,
    /// Pass the conditions on to the other parties.
    PassOn,
    /// Report loss.
    ReportLoss,
    /// Return after a temporary transfer.
    Return,
}

/// When an obligation is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum DueRule {
    /// As long as the licence and the goods last.
    Standing,
    /// On a day.
    On(Date),
    /// So many days after each shipment.
    DaysAfterShipment(u16),
}

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The licence's number.
    pub licence: LicenceId,
    /// Line by line.
    pub lines: Vec<Line>,
    /// Last day on which it may be used.
    pub until: Date,
    /// Conditions.
    pub conditions: Vec<Condition>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The application's item.
    pub item: String,
    /// At most so much.
    pub quantity: Quantity,
    /// Worth at most so much.
    pub value: Money,
}

/// A shipment, or a part of one, booked on a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Booking {
    /// The shipment; parts of a split one share it.
    pub shipment: ShipmentId,
    /// Which part, counted from 1.
    pub part: u16,
    /// The line.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// Worth.
    pub value: Money,
    /// Customs office.
    pub office: String,
    /// Customs reference.
    pub reference: String,
    /// On which day it left.
    pub day: Date,
}

/// How a delivery or a verification came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Everything as licensed.
    Favourable,
    /// Something was not.
    Unfavourable,
    /// Nobody could look. Never counts as favourable.
    CouldNotBeDone,
    /// The host refused. Never counts as favourable.
    Refused,
}

impl Outcome {
    /// Only one outcome is.
    #[must_use]
    pub fn is_favourable(self) -> bool {
        self == Self::Favourable
    }
}

/// What inspectors or papers found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verification {
    /// Its number.
    pub id: VerificationId,
    /// Of what.
    pub kind: VerificationKind,
    /// The shipment, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shipment: Option<ShipmentId>,
    /// When somebody was there or asked.
    pub on: Date,
    /// How it came out.
    pub outcome: Outcome,
    /// Each condition looked at.
    #[serde(default)]
    pub conditions: BTreeMap<ObligationId, Outcome>,
    /// Serial numbers seen.
    #[serde(default)]
    pub serials: Vec<String>,
    /// In words.
    pub report: String,
}

/// Kinds of verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerificationKind {
    /// Before granting.
    PreLicence,
    /// Of arrival.
    Delivery,
    /// Of use, later.
    PostShipment,
}

/// How a licence stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// May be used.
    Valid,
    /// May not be used for now.
    Suspended {
        /// Since when: for a party listed later, since the listing.
        since: Timestamp,
        /// Why.
        why: String,
        /// By whom; the system suspends under nobody's name.
        by: Option<PersonId>,
    },
    /// Ended by the office.
    Revoked,
    /// Given back.
    Surrendered,
}

/// A licence: what was granted and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// What was granted.
    pub terms: Terms,
    /// When.
    pub granted: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// How it stands.
    pub standing: Standing,
    /// Bookings that stand, in the order in which they were made.
    pub bookings: Vec<Booking>,
    /// Bookings taken back.
    pub cancelled: Vec<Booking>,
    /// Verifications, with who reported.
    pub verifications: Vec<(Verification, PersonId)>,
    /// Adverse verifications that somebody else closed.
    pub closed: Vec<VerificationId>,
    /// Obligations met: which, for which shipment.
    pub met: Vec<(ObligationId, Option<ShipmentId>)>,
}

/// What is left of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balance {
    /// Drawn so far.
    pub drawn: Quantity,
    /// Left.
    pub left: Quantity,
    /// Value drawn.
    pub value_drawn: Money,
    /// Value left.
    pub value_left: Money,
}

/// An obligation with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obligation {
    /// Which.
    pub id: ObligationId,
    /// What.
    pub code: ConditionCode,
    /// For which shipment.
    pub shipment: Option<ShipmentId>,
    /// By when; none = standing.
    pub due: Option<Date>,
    /// Somebody met it.
    pub met: bool,
}

impl Licence {
    /// A line.
    #[must_use]
    pub fn line(&self, item: &str) -> Option<&Line> {
        self.terms.lines.iter().find(|line| line.item == item)
    }

    /// What is left of a line; none for a line that is not there.
    #[must_use]
    pub fn balance(&self, item: &str) -> Option<Balance> {
        let line = self.line(item)?;
        let (mut drawn, mut worth) = (Amount::ZERO, Amount::ZERO);
        for booking in self.bookings.iter().filter(|b| b.item == item) {
            drawn = drawn.plus(booking.quantity.amount);
            worth = worth.plus(booking.value.amount);
        }
        let quantity = |amount| Quantity { amount, unit: line.quantity.unit };
        let money = |amount| Money { amount, currency: line.value.currency.clone() };
        Some(Balance {
            drawn: quantity(drawn),
            left: quantity(line.quantity.amount.minus(drawn)),
            value_drawn: money(worth),
            value_left: money(line.value.amount.minus(worth)),
        })
    }

    /// Whether a booking fits its line.
    ///
    /// # Errors
    /// No such line, another unit or currency, a part booked twice, or more than is left.
    pub fn fits(&self, booking: &Booking) -> Result<(), String> {
        let Some((line, balance)) = self.line(&booking.item).zip(self.balance(&booking.item))
        else {
            return Err(format!("the licence has no line `{}`", booking.item));
        };
        let (unit, own) = (line.quantity.unit, booking.quantity.unit);
        if unit != own {
            let (unit, own) = (unit.word(), own.word());
            return Err(format!("booked in {own}, licensed in {unit}: never converted"));
        }
        if line.value.currency != booking.value.currency {
            return Err(format!("booked as {}, licensed as {}", booking.value, line.value));
        }
        if booking.quantity.amount.is_zero() || booking.part == 0 {
            return Err("a booking is of something, and parts are counted from 1".to_owned());
        }
        let twice =
            self.bookings.iter().any(|b| b.shipment == booking.shipment && b.part == booking.part);
        if twice {
            let (shipment, part) = (&booking.shipment, booking.part);
            return Err(format!("part {part} of shipment {shipment} is already booked"));
        }
        if booking.quantity.amount > balance.left.amount {
            let (asked, left) = (booking.quantity, balance.left);
            return Err(format!("{asked} of line {}: {left} left", booking.item));
        }
        if booking.value.amount > balance.value_left.amount {
            let (asked, left) = (&booking.value, &balance.value_left);
            return Err(format!("worth {asked} on line {}: {left} left", booking.item));
        }
        Ok(())
    }

    /// A split shipment put together again: how much of each line left in all its parts.
    #[must_use]
    pub fn recombined(&self, shipment: &ShipmentId) -> BTreeMap<String, Quantity> {
        let mut whole: BTreeMap<String, Quantity> = BTreeMap::new();
        for booking in self.bookings.iter().filter(|b| b.shipment == *shipment) {
            let sum = whole
                .entry(booking.item.clone())
                .or_insert(Quantity { amount: Amount::ZERO, unit: booking.quantity.unit });
            sum.amount = sum.amount.plus(booking.quantity.amount);
        }
        whole
    }

    /// Nothing is left of any line.
    #[must_use]
    pub fn exhausted(&self) -> bool {
        self.terms.lines.iter().all(|line| {
            self.balance(&line.item).is_some_and(|balance| balance.left.amount.is_zero())
        })
    }

    /// Why the licence may not be used on a day, if so.
    ///
    /// # Errors
    /// It is suspended, ended, or past its last day.
    pub fn usable(&self, on: Date) -> Result<(), String> {
        match &self.standing {
            Standing::Suspended { why, .. } => Err(format!("the licence is suspended: {why}")),
            Standing::Revoked => Err("the licence is revoked".to_owned()),
            Standing::Surrendered => Err("the licence was given back".to_owned()),
            Standing::Valid if on > self.terms.until => {
                Err(format!("the licence ended on {}", self.terms.until))
            }
            Standing::Valid => Ok(()),
        }
    }

    /// Every obligation with its day: those after shipments once for each shipment.
    #[must_use]
    pub fn obligations(&self) -> Vec<Obligation> {
        let mut owed = Vec::new();
        let mut last: BTreeMap<&ShipmentId, Date> = BTreeMap::new();
        for booking in self.bookings.iter() {
            let day = last.entry(&booking.shipment).or_insert(booking.day);
            *day = (*day).max(booking.day);
        }
        for condition in &self.terms.conditions {
            let mut owe = |shipment: Option<ShipmentId>, due| {
                let key = (condition.id.clone(), shipment.clone());
                let met = self.met.contains(&key);
                let (id, code) = (condition.id.clone(), condition.code);
                owed.push(Obligation { id, code, shipment, due, met });
            };
            match condition.due {
                DueRule::Standing => owe(None, None),
                DueRule::On(day) => owe(None, Some(day)),
                DueRule::DaysAfterShipment(days) => {
                    for (shipment, day) in &last {
                        let due = day.checked_add(jiff::Span::new().days(i64::from(days))).ok();
                        owe(Some((*shipment).clone()), due);
                    }
                }
            }
        }
        owed
    }

    /// Verifications that are not favourable and that nobody closed.
    pub fn adverse(&self) -> impl Iterator<Item = &Verification> {
        let open = |v: &&(Verification, PersonId)| {
            !v.0.outcome.is_favourable() && !self.closed.contains(&v.0.id)
        };
        self.verifications.iter().filter(open).map(|(verification, _)| verification)
    }
}
