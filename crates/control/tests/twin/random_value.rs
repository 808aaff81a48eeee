//! Random values of properties, on either side of a limit and at it.

use std::borrow::Cow;

use control::input::{Given, ItemInput};

use super::dice::Dice;
use super::law::{Law, text_of, texts_of};

fn state(item: &mut ItemInput<'static>, name: &str, given: Given<'static>) {
    if !item.properties.iter().any(|(known, _)| known == name) {
        item.properties.push((Cow::Owned(name.to_owned()), given));
    }
}

fn text(value: String) -> Given<'static> {
    Given::Text(Cow::Owned(value))
}

/// A property that a test asks for, or nothing.
pub(crate) fn property(
    law: &Law,
    dice: &mut Dice,
    item: &mut ItemInput<'static>,
    name: &str,
    test: &str,
) {
    let table = &law.properties[name];
    if !dice.often(if table.contains_key("claim") { 30 } else { 78 }) {
        return;
    }
    let words = test.strip_prefix("is ").map(|list| list.split(", ").collect::<Vec<_>>());
    let given = match (text_of(table, "kind"), words) {
        ("flag", _) => Given::Flag(dice.often(65)),
        ("word", words) => {
            let all = texts_of(table, "words");
            let from = words.filter(|_| dice.often(60)).unwrap_or(all);
            text(dice.of(&from).to_owned())
        }
        ("cas" | "text", Some(words)) if dice.often(65) => text(dice.of(&words).to_owned()),
        ("cas", _) => text(dice.of(&["302-01-2", "7790-98-9", "67-64-1"]).to_owned()),
        ("text", _) => text("Concorde".to_owned()),
        _ => text(quantity(dice, test.split_once(' ').map_or(test, |(_, limit)| limit))),
    };
    state(item, name, given);
}

/// A property that meets the test, a hair beside its limit.
pub(crate) fn meeting(law: &Law, item: &mut ItemInput<'static>, name: &str, test: &str) {
    let given = match (text_of(&law.properties[name], "kind"), test.strip_prefix("is ")) {
        ("flag", _) => Given::Flag(true),
        (_, Some(list)) => text(list.split(", ").next().unwrap_or_default().to_owned()),
        ("text", None) => text("Example".to_owned()),
        _ => {
            let (sign, limit) = test.split_once(' ').unwrap();
            let (number, unit) = limit.split_once(' ').unwrap_or((limit, ""));
            let (mantissa, power) = whole(number.split("..").next().unwrap());
            let hair = match sign {
                ">" | ">=" => mantissa.abs(),
                "<" | "<=" => -mantissa.abs(),
                _ => 0,
            };
            text(format!("{}e{} {unit}", mantissa * 1_000 + hair, power - 3).trim_end().to_owned())
        }
    };
    state(item, name, given);
}

/// A value, an interval or a bound near a limit such as `0.5 deg/h` or `17..23 %`.
pub(crate) fn quantity(dice: &mut Dice, limit: &str) -> String {
    let (number, unit) = limit.split_once(' ').unwrap_or((limit, ""));
    let ends: Vec<&str> = number.split("..").collect();
    let one = dice.of(&ends);
    let (mantissa, power) = whole(one);
    // Thousandths, so that the value can lie a hair beside the limit.
    let near = |dice: &mut Dice| {
        mantissa * dice.of(&[1_000, 1_000, 1_000, 999, 1_001, 900, 1_100, 500, 2_000])
    };
    let (a, b) = (near(dice), near(dice));
    let (low, high) = (a.min(b), a.max(b));
    let (name, by) = other_unit(dice, unit);
    let write = |value: i128| format!("{value}e{}", power - 3 + by);
    let tail = if name.is_empty() { String::new() } else { format!(" {name}") };
    match dice.below(10) {
        0 | 1 => format!("{}..{}{tail}", write(low), write(high)),
        2 => format!(">= {}{tail}", write(a)),
        3 => format!("<= {}{tail}", write(a)),
        4 => format!("{} {}{tail}", dice.of(&["<", ">"]), write(a)),
        5 => inexact(dice, one, unit),
        _ => format!("{}{tail}", write(a)),
    }
}

/// `0.5` as 5 and -1, `1.1e6` as 11 and 5.
fn whole(number: &str) -> (i128, i32) {
    let (digits, power) = number.split_once('e').unwrap_or((number, "0"));
    let part = digits.split_once('.').map_or("", |(_, part)| part);
    let power: i32 = power.parse().unwrap();
    (digits.replace('.', "").parse().unwrap(), power - i32::try_from(part.len()).unwrap())
}

/// The same unit, or another that is a power of ten of it.
fn other_unit(dice: &mut Dice, unit: &str) -> (&'static str, i32) {
    const TENS: &[(&str, &str, i32)] = &[
        ("km", "m", 3),
        ("m", "km", -3),
        ("mm", "um", 3),
        ("mm", "m", -3),
        ("um", "nm", 3),
        ("MPa", "bar", 1),
        ("MPa", "kPa", 3),
        ("kPa", "mbar", 1),
        ("GPa", "MPa", 3),
        ("kg", "t", -3),
        ("kg", "g", 3),
        ("us", "ns", 3),
        ("ns", "ps", 3),
        ("kN", "N", 3),
        ("%", "ppm", 4),
        ("ppm", "%", -4),
        ("kW", "W", 3),
        ("W", "kW", -3),
        ("V", "kV", -3),
        ("Hz", "kHz", -3),
        ("L", "m3", -3),
        ("L", "cm3", 3),
        ("cm2", "mm2", 2),
        ("N s", "kN s", -3),
        ("g/cm3", "kg/m3", 3),
        ("mGal", "Gal", -3),
        ("rad", "Gy", -2),
        ("ug", "g", -6),
        ("MeV", "keV", 3),
    ];
    let fitting: Vec<&(&str, &str, i32)> = TENS.iter().filter(|t| t.0 == unit).collect();
    if fitting.is_empty() || dice.often(60) {
        // Leaked once for each unit of the pack, so that the table above can be plain.
        return (Box::leak(unit.to_owned().into_boxed_str()), 0);
    }
    let (_, name, by) = dice.of(&fitting);
    (*name, *by)
}

/// Another unit, rounded to six digits: on one side of the limit or the other.
fn inexact(dice: &mut Dice, number: &str, unit: &str) -> String {
    let value: f64 = number.parse().unwrap();
    let shift = if dice.often(50) { 1e-5 } else { -1e-5 };
    let (name, value) = match unit {
        "mm" => ("in", value / 25.4),
        "km" => ("mi", value / 1.609_344),
        "kg" => ("lb", value / 0.453_592_37),
        "N" => ("lbf", value / 4.448_221_615),
        "kN" => ("lbf", value / 4.448_221_615e-3),
        "N s" => ("lbf s", value / 4.448_221_615),
        "°C" => ("°F", value * 1.8 + 32.0),
        "K" => ("°C", value - 273.15),
        "GBq" => ("Ci", value / 37.0),
        "deg/s" => return format!("{:.6} deg/h", value * 3_600.0),
        other => return format!("{number} {other}").trim().to_owned(),
    };
    format!("{:.6} {name}", value + value.abs() * shift)
}

/// What the range model asks for, around 300 km and 500 kg.
pub(crate) fn flight(dice: &mut Dice, item: &mut ItemInput<'static>) {
    if dice.often(25) {
        let point = |dice: &mut Dice| {
            let range =
                dice.of(&["250 km", "299.9 km", "300 km", "400 km", "600 km", "186.5 mi", "0 km"]);
            let load = dice.of(&["0 kg", "100 kg", "450 kg", "499.9 kg", "500 kg", "650 kg"]);
            (Cow::Borrowed(range), Cow::Borrowed(load))
        };
        let points = (0..1 + dice.below(3)).map(|_| point(dice)).collect();
        state(item, "envelope", Given::Points(points));
    }
    let mut one = |name: &str, percent: usize, values: &[&'static str]| {
        if dice.often(percent) {
            state(item, name, Given::Text(Cow::Borrowed(dice.of(values))));
        }
    };
    one(
        "range",
        80,
        &[
            "250 km",
            "290 km",
            "299 km",
            "300 km",
            "290..310 km",
            ">= 300 km",
            "900 km",
            "<= 200 km",
            "0 km",
            "0..290 km",
        ],
    );
    one(
        "payload",
        75,
        &["0 kg", "300 kg", "499 kg", "500 kg", "700 kg", "250..320 kg", ">= 500 kg"],
    );
    one("takeoff_mass", 70, &["1200 kg", "2000 kg", "2000..2100 kg", ">= 2000 kg"]);
    one("empty_mass", 70, &["600 kg", "700 kg", "900 kg", "880..900 kg", "<= 900 kg", "0 kg"]);
    one(
        "usable_fuel",
        60,
        &["200 kg", "400 kg", "430 kg", "600 kg", "200..400 kg", ">= 400 kg", "<= 400 kg"],
    );
}

/// What the accuracy of a guidance set is stated by.
pub(crate) fn accuracy(dice: &mut Dice, item: &mut ItemInput<'static>) {
    let mut one = |name: &str, percent: usize, values: &[&'static str]| {
        if dice.often(percent) {
            state(item, name, Given::Text(Cow::Borrowed(dice.of(values))));
        }
    };
    one("system_accuracy", 50, &["3 %", "3.33 %", "3.334 %", "3..4 %", "5 %", "<= 3.33 %"]);
    one("cep", 60, &["10 km", "9.99 km", "10.01 km", "9..11 km", "20 km", "<= 10 km", "1 km"]);
    one("range", 60, &["300 km", "600 km", "290..310 km", "299 km", "301 km"]);
}
