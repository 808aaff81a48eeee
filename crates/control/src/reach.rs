//! Range and payload: the test is on the whole trade-off, not on one brochure point
//! (Annex definitions of range and payload; docs/decisions on the range model).
//!
//! A certified envelope decides alone, unless the point stated beside it lies beyond it. Otherwise a
//! stated point decides where it can, and for unmanned aircraft payload is exchanged for fuel at
//! constant efficiency. Within 5 % of a limit the model does not decide. A zero is no figure: a range,
//! payload or mass of zero counts as not stated, and an envelope with one clears nothing.

use crate::exact::Exact;
use crate::ident::PropertyIdx;
use crate::quantity::{Interval, Relation};
use crate::regime::Vocabulary;
use crate::transfer::{Item, Value};
use crate::truth::Truth;

/// Share of the limit within which the model is not trusted.
const MARGIN: f64 = 0.05;
/// What conversion to floats may add to a mass.
const ROUNDING: f64 = 1e-9;

/// The properties that the model reads, found once for a pack.
#[derive(Clone, Copy, Debug)]
pub struct ReachWords {
    range: PropertyIdx,
    payload: PropertyIdx,
    envelope: PropertyIdx,
    fuel: PropertyIdx,
    takeoff: PropertyIdx,
    empty: PropertyIdx,
    accuracy: PropertyIdx,
    cep: PropertyIdx,
}

impl ReachWords {
    /// Finds them; none if a pack lacks one.
    #[must_use]
    pub fn find(vocabulary: &Vocabulary) -> Option<Self> {
        let find = |id| vocabulary.find_property(id);
        Some(Self {
            range: find("range")?,
            payload: find("payload")?,
            envelope: find("envelope")?,
            fuel: find("usable_fuel")?,
            takeoff: find("takeoff_mass")?,
            empty: find("empty_mass")?,
            accuracy: find("system_accuracy")?,
            cep: find("cep")?,
        })
    }
}

/// What a reach test asks.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Payload may be exchanged for fuel.
    pub exchange: bool,
    /// Metres.
    pub range: Exact,
    /// Kilograms; none = any payload, zero included.
    pub payload: Option<Exact>,
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Reached {
    /// Whether the range is reached with the payload.
    pub truth: Truth,
    /// An engineer must assess it.
    pub assessment: bool,
    /// The property that would settle it; none where a person must say which statement holds.
    pub ask: Option<PropertyIdx>,
    /// Fuel in kilograms at which the answer flips.
    pub flips_at: Option<f64>,
    /// How it was found, in words.
    pub how: String,
}

impl Reached {
    fn settled(truth: Truth, how: impl Into<String>) -> Self {
        Self { truth, assessment: false, ask: None, flips_at: None, how: how.into() }
    }
}

/// A stated quantity; a zero is none.
fn quantity(item: &Item, property: PropertyIdx) -> Option<Interval> {
    match item.property(property).map(|p| &p.value) {
        Some(Value::Quantity(interval)) if !is_zero(interval) => Some(*interval),
        _ => None,
    }
}

fn is_zero(interval: &Interval) -> bool {
    interval.high.is_some_and(|high| high.value <= Exact::ZERO)
}

/// Why what is certified is not taken at its word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doubt {
    /// The point stated beside it lies beyond it.
    Exceeded,
    /// A point without range, or no point with a payload.
    Empty,
}

impl Doubt {
    fn words(self) -> &'static str {
        match self {
            Self::Exceeded => "the certified envelope does not hold the range and payload stated",
            Self::Empty => "the certified envelope has a point without range, or no payload at all",
        }
    }
}

fn doubt(words: &ReachWords, item: &Item, points: &[(Exact, Exact)]) -> Option<Doubt> {
    let least = |property| quantity(item, property).and_then(|q| q.low).map(|end| end.value);
    let (range, payload) = (least(words.range), least(words.payload));
    let stated = Asked { exchange: false, range: range.unwrap_or(Exact::ZERO), payload };
    if (range.is_some() || payload.is_some()) && !on_envelope(points, &stated) {
        return Some(Doubt::Exceeded);
    }
    let empty = points.iter().any(|(range, _)| *range <= Exact::ZERO)
        || points.iter().all(|(_, payload)| *payload <= Exact::ZERO);
    empty.then_some(Doubt::Empty)
}

/// Statements about range and payload that contradict each other or say nothing, in words.
#[must_use]
pub fn doubts(words: &ReachWords, vocabulary: &Vocabulary, item: &Item) -> Vec<String> {
    let figures = [words.range, words.payload, words.takeoff, words.empty];
    let mut found: Vec<String> = figures
        .into_iter()
        .filter_map(|property| item.property(property))
        .filter(|own| matches!(&own.value, Value::Quantity(q) if is_zero(q)))
        .map(|own| {
            let name = &vocabulary.property(own.property).id;
            format!("{name} {} decides nothing: taken as not stated", own.written)
        })
        .collect();
    if let Some(Value::Envelope(points)) = item.property(words.envelope).map(|p| &p.value) {
        found.extend(doubt(words, item, points).map(|doubt| doubt.words().to_owned()));
    }
    found
}

/// Applies the reading of the law: envelope, then point, then model.
#[must_use]
pub fn reach(words: &ReachWords, item: &Item, asked: &Asked) -> Reached {
    let Some(Value::Envelope(points)) = item.property(words.envelope).map(|p| &p.value) else {
        return by_point(words, item, asked);
    };
    let certified = Truth::certain(on_envelope(points, asked));
    let doubt = doubt(words, item, points);
    let agreed = match doubt {
        None => true,
        // What both statements reach is reached whichever of them holds.
        Some(Doubt::Exceeded) => {
            certified == Truth::True && by_point(words, item, asked).truth == Truth::True
        }
        Some(Doubt::Empty) => certified == Truth::True,
    };
    match doubt {
        Some(doubt) if !agreed => Reached {
            truth: Truth::Unknown,
            assessment: true,
            ask: (doubt == Doubt::Empty).then_some(words.envelope),
            flips_at: None,
            how: doubt.words().to_owned(),
        },
        _ => Reached::settled(certified, "by the certified envelope"),
    }
}

/// Without an envelope: the stated point, then the model.
fn by_point(words: &ReachWords, item: &Item, asked: &Asked) -> Reached {
    let range = quantity(item, words.range);
    let payload = quantity(item, words.payload);
    let far = range.map_or(Truth::Unknown, |r| r.compare(Relation::AtLeast, asked.range));
    let heavy = match asked.payload {
        None => Truth::True,
        Some(p) => payload.map_or(Truth::Unknown, |q| q.compare(Relation::AtLeast, p)),
    };
    if far.and(heavy) == Truth::True {
        return Reached::settled(Truth::True, "by the stated range and payload");
    }
    if !asked.exchange {
        return Reached {
            truth: Truth::Unknown,
            assessment: true,
            ask: Some(words.envelope),
            flips_at: None,
            how: "one point does not settle the trade-off of a rocket".to_owned(),
        };
    }
    exchanged(words, item, asked)
}

/// Whether some point of the polyline has both.
fn on_envelope(points: &[(Exact, Exact)], asked: &Asked) -> bool {
    let payload = asked.payload.unwrap_or(Exact::ZERO);
    let has = |(r, p): (Exact, Exact)| r >= asked.range && p >= payload;
    if points.iter().any(|point| has(*point)) {
        return true;
    }
    points.windows(2).any(|pair| match pair {
        // The allowed part of a segment, if any, ends at a corner or where a limit is crossed.
        [a, b] => {
            let at_range = crossing(a.0, b.0, asked.range);
            let at_payload = crossing(a.1, b.1, payload);
            [at_range, at_payload]
                .into_iter()
                .flatten()
                .any(|t| along(a.0, b.0, t).zip(along(a.1, b.1, t)).is_some_and(has))
        }
        _ => false,
    })
}

/// Where between 0 and 1 a segment crosses a limit.
fn crossing(from: Exact, to: Exact, limit: Exact) -> Option<Exact> {
    let t = limit.minus(from)?.over(to.minus(from)?)?;
    (t >= Exact::ZERO && t <= Exact::ONE).then_some(t)
}

fn along(from: Exact, to: Exact, t: Exact) -> Option<Exact> {
    from.plus(to.minus(from)?.times(t)?)
}

/// One reading of the stated numbers, in metres and kilograms.
#[derive(Clone, Copy, Debug)]
struct Craft {
    range: f64,
    payload: f64,
    takeoff: f64,
    empty: f64,
}

impl Craft {
    /// Fuel on board at the brochure point.
    fn fuel(&self) -> f64 {
        self.takeoff - self.empty - self.payload
    }

    /// Range with another payload, given the most fuel that the tanks can hold.
    fn range_with(&self, payload: f64, usable: f64) -> f64 {
        let fuel = usable.min(self.takeoff - self.empty - payload);
        if fuel <= 0.0 {
            return 0.0;
        }
        let mass = self.empty + payload + fuel;
        self.efficiency() * libm::log(mass / (mass - fuel))
    }

    /// Metres for each unit of the logarithm.
    fn efficiency(&self) -> f64 {
        self.range / libm::log(self.takeoff / (self.takeoff - self.fuel()))
    }

    /// Fuel at which a payload reaches a range, if the take-off mass allows it.
    fn fuel_for(&self, payload: f64, range: f64) -> Option<f64> {
        let fuel = (self.empty + payload) * (libm::exp(range / self.efficiency()) - 1.0);
        (fuel <= self.takeoff - self.empty - payload).then_some(fuel)
    }
}

/// Every combination of the ends of the stated intervals; none if something is missing or open.
fn crafts(words: &ReachWords, item: &Item) -> Result<Vec<Craft>, PropertyIdx> {
    let ends = |property| {
        let interval = quantity(item, property).ok_or(property)?;
        let low = interval.low.ok_or(property)?.value.approximate();
        let high = interval.high.ok_or(property)?.value.approximate();
        Ok::<Vec<f64>, PropertyIdx>(if low < high { vec![low, high] } else { vec![low] })
    };
    let (ranges, payloads) = (ends(words.range)?, ends(words.payload)?);
    let (takeoffs, empties) = (ends(words.takeoff)?, ends(words.empty)?);
    let mut all = Vec::new();
    for range in &ranges {
        for payload in &payloads {
            for takeoff in &takeoffs {
                for empty in &empties {
                    all.push(Craft {
                        range: *range,
                        payload: *payload,
                        takeoff: *takeoff,
                        empty: *empty,
                    });
                }
            }
        }
    }
    Ok(all)
}

fn exchanged(words: &ReachWords, item: &Item, asked: &Asked) -> Reached {
    let open = |ask, how: &str| Reached {
        truth: Truth::Unknown,
        assessment: false,
        ask: Some(ask),
        flips_at: None,
        how: how.to_owned(),
    };
    let crafts = match crafts(words, item) {
        Ok(crafts) => crafts,
        Err(missing) => return open(missing, "payload may be exchanged for fuel"),
    };
    if crafts.iter().any(|craft| craft.fuel() <= 0.0) {
        return open(words.takeoff, "the masses stated leave no fuel");
    }
    let limit = asked.range.approximate();
    let payload = asked.payload.map_or(0.0, Exact::approximate);
    let fuel = quantity(item, words.fuel);
    let end = |end: Option<crate::quantity::End>| end.map(|e| e.value.approximate());
    let most = fuel.and_then(|f| end(f.high)).unwrap_or(f64::INFINITY);
    // The efficiency is that of the stated flight: if it burnt more than the tanks hold, the take-off
    // mass is not that flight's, and the range without payload would come out too short.
    if crafts.iter().any(|craft| craft.fuel() > most * (1.0 + ROUNDING)) {
        let how = "the masses stated leave more fuel than the tanks hold";
        return Reached { assessment: true, ..open(words.envelope, how) };
    }
    let (mut shortest, mut longest) = (f64::INFINITY, 0.0_f64);
    for craft in &crafts {
        // Not stated, the tanks hold at least the fuel of the brochure flight.
        let least = fuel.and_then(|f| end(f.low)).unwrap_or_else(|| craft.fuel());
        shortest = shortest.min(craft.range_with(payload, least));
        longest = longest.max(craft.range_with(payload, most));
    }
    let how = if shortest.to_bits() == longest.to_bits() {
        format!("exchanging payload for fuel gives {:.0} km", shortest / 1000.0)
    } else {
        let (low, high) = (shortest / 1000.0, longest / 1000.0);
        format!("exchanging payload for fuel gives {low:.0} to {high:.0} km")
    };
    if shortest > limit * (1.0 + MARGIN) {
        return Reached::settled(Truth::True, how);
    }
    if longest < limit * (1.0 - MARGIN) {
        return Reached::settled(Truth::False, how);
    }
    let wide = longest > limit * (1.0 + MARGIN) || shortest < limit * (1.0 - MARGIN);
    let flips_at = match crafts.as_slice() {
        [craft] if fuel.is_none_or(|f| f.single().is_none()) => craft.fuel_for(payload, limit),
        _ => None,
    };
    Reached {
        truth: Truth::Unknown,
        assessment: !wide,
        ask: Some(if wide && fuel.is_none() { words.fuel } else { words.envelope }),
        flips_at,
        how,
    }
}

/// System accuracy as a share of the range: stated, or a CEP at a range. The text's own example,
/// 10 km at 300 km, counts although it is 3.333 %.
#[must_use]
pub fn accuracy(words: &ReachWords, item: &Item, limit: Exact) -> Truth {
    let stated = quantity(item, words.accuracy);
    let by_share = stated.map(|a| a.compare(Relation::AtMost, limit));
    let by_cep = cep_within(words, item, limit);
    match (by_share, by_cep) {
        (Some(Truth::True), _) | (_, Some(Truth::True)) => Truth::True,
        (Some(truth), _) | (None, Some(truth)) => truth,
        (None, None) => Truth::Unknown,
    }
}

fn cep_within(words: &ReachWords, item: &Item, limit: Exact) -> Option<Truth> {
    let (cep, range) = (quantity(item, words.cep)?, quantity(item, words.range)?);
    let example_range = range.compare(Relation::Equal, Exact::whole(300_000));
    let example = example_range.and(cep.compare(Relation::AtMost, Exact::whole(10_000)));
    // The most that the range allows at its near end, and at its far end.
    let most = |end: Option<crate::quantity::End>| end?.value.times(limit);
    let at_worst = most(range.low).map(|most| cep.compare(Relation::AtMost, most));
    let at_best = most(range.high).map(|most| cep.compare(Relation::AtMost, most));
    let share = match (at_worst, at_best) {
        (Some(Truth::True), _) => Truth::True,
        (_, Some(Truth::False)) => Truth::False,
        _ => Truth::Unknown,
    };
    Some(example.or(share))
}
