//! Range, payload and accuracy, as the rules of 1.A, 19.A and 2.A.1.d read them.

use control::input::ItemInput;

use super::Three::{self, No, Open, Yes};
use super::every;
use super::fact::{envelope, quantity};
use super::law::Law;
use super::number::{Ratio, Span};

const METRES: i128 = 300_000;

/// Whether some point of the certified trade-off has the range with the load.
fn certified(points: &[(Ratio, Ratio)], range: Ratio, load: Ratio) -> bool {
    if points.iter().any(|(r, p)| *r >= range && *p >= load) {
        return true;
    }
    // Between two points the load falls or rises in a line: it is greatest at the end of the part
    // that has the range, so the only new point worth a look is where the line crosses the range.
    points.windows(2).any(|pair| {
        let ((r1, p1), (r2, p2)) = (pair[0], pair[1]);
        r1 < range && range <= r2 && {
            let share = range.minus(r1).over(r2.minus(r1));
            p1.plus(p2.minus(p1).times(share)) >= load
        }
    })
}

/// `envelope reaches` and `exchange reaches`.
pub(crate) fn reaches(
    law: &Law,
    item: &ItemInput<'_>,
    load: Option<i128>,
    exchange: bool,
) -> Three {
    let range = Ratio::new(METRES, 1);
    let kilograms = load.map(|load| Ratio::new(load, 1));
    if let Some(points) = envelope(item) {
        let none = Ratio::new(0, 1);
        let told = Three::of(certified(&points, range, kilograms.unwrap_or(none)));
        // The stated flight, at its least, must be one that the maker certifies.
        let least = |name| figure(law, item, name).and_then(|span| span.low).map(|(at, _)| at);
        let flight = (least("range").unwrap_or(none), least("payload").unwrap_or(none));
        if !certified(&points, flight.0, flight.1) && flight != (none, none) {
            return if told == Yes && uncertified(law, item, load, exchange) == Yes {
                Yes
            } else {
                Open
            };
        }
        let hollow = points.iter().any(|p| p.0 == none) || points.iter().all(|p| p.1 == none);
        return if hollow { told.max(Open) } else { told };
    }
    uncertified(law, item, load, exchange)
}

/// A quantity that is more than nothing.
fn figure(law: &Law, item: &ItemInput<'_>, name: &str) -> Option<Span> {
    let span = quantity(law, item, name)?;
    (span.stands("<=", Ratio::new(0, 1)) != Yes).then_some(span)
}

fn uncertified(law: &Law, item: &ItemInput<'_>, load: Option<i128>, exchange: bool) -> Three {
    let range = Ratio::new(METRES, 1);
    let kilograms = load.map(|load| Ratio::new(load, 1));
    let stands = |name: &str, limit: Ratio| {
        figure(law, item, name).map_or(Open, |span| span.stands(">=", limit))
    };
    // One point shows what is reached with it, never what is not reached with another.
    let point = every(
        [stands("range", range)].into_iter().chain(kilograms.map(|load| stands("payload", load))),
    );
    if point == Yes {
        return Yes;
    }
    if exchange { traded(law, item, load.unwrap_or(0) as f64) } else { Open }
}

/// Payload traded for fuel at constant efficiency: the same answer at every combination of the ends
/// of what is stated, or none.
fn traded(law: &Law, item: &ItemInput<'_>, load: f64) -> Three {
    let ends = |name: &str| -> Option<Vec<f64>> {
        let (low, high) = figure(law, item, name)?.ends()?;
        Some(vec![low.near(), high.near()])
    };
    let (Some(ranges), Some(loads), Some(takeoffs), Some(empties)) =
        (ends("range"), ends("payload"), ends("takeoff_mass"), ends("empty_mass"))
    else {
        return Open;
    };
    let fuel = quantity(law, item, "usable_fuel");
    let mut seen = Vec::new();
    for range in &ranges {
        for own_load in &loads {
            for takeoff in &takeoffs {
                for empty in &empties {
                    let burnt = takeoff - empty - own_load;
                    if burnt <= 0.0 || burnt >= *takeoff {
                        return Open;
                    }
                    let k = range / (takeoff / (takeoff - burnt)).ln();
                    let (least, most) = tanks(fuel, burnt);
                    if burnt > most * (1.0 + 1e-9) {
                        return Open;
                    }
                    for tank in [least, most] {
                        let fuel = tank.min(takeoff - empty - load);
                        let mass = empty + load + fuel;
                        let reached =
                            if fuel <= 0.0 { 0.0 } else { k * (mass / (mass - fuel)).ln() };
                        seen.push(margin(reached));
                    }
                }
            }
        }
    }
    match (seen.iter().min(), seen.iter().max()) {
        (Some(least), Some(most)) if least == most => *least,
        _ => Open,
    }
}

/// The least and the most that the tanks hold: what was burnt, and no end, when nobody said.
fn tanks(stated: Option<Span>, burnt: f64) -> (f64, f64) {
    let Some(span) = stated else { return (burnt, f64::INFINITY) };
    let low = span.low.map_or(burnt, |(at, _)| at.near());
    let high = span.high.map_or(f64::INFINITY, |(at, _)| at.near());
    (low, high)
}

/// Within 5 % of the limit the model decides nothing.
fn margin(reached: f64) -> Three {
    let limit = METRES as f64;
    if (reached - limit).abs() <= 0.05 * limit { Open } else { Three::of(reached > limit) }
}

/// `accuracy within 3.33 %`: stated as a share of the range, or as a CEP over a range, where the
/// source's own 10 km at 300 km counts. A stated share goes before what a CEP does not settle.
pub(crate) fn accuracy(law: &Law, item: &ItemInput<'_>) -> Three {
    let limit = Ratio::new(333, 10_000);
    let share = quantity(law, item, "system_accuracy").map(|span| span.stands("<=", limit));
    let circle = match (quantity(law, item, "cep"), figure(law, item, "range")) {
        (Some(cep), Some(range)) => {
            let at_300 = range.stands("=", Ratio::new(METRES, 1));
            let example = at_300.min(cep.stands("<=", Ratio::new(10_000, 1)));
            Some(example.max(at_most(cep, range, limit)))
        }
        _ => None,
    };
    if circle == Some(Yes) { Yes } else { share.or(circle).unwrap_or(Open) }
}

fn at_most(cep: Span, range: Span, share: Ratio) -> Three {
    let worst = cep.high.zip(range.low).map(|((cep, _), (range, _))| cep <= range.times(share));
    let best = cep.low.zip(range.high).map(|((cep, _), (range, _))| cep <= range.times(share));
    match (worst, best) {
        (Some(true), _) => Yes,
        (_, Some(false)) => No,
        _ => Open,
    }
}
