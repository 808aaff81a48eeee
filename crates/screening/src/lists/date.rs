//! Dates as the lists write them: a day, or a birth known to the day, the year or a range.

use crate::listing::BirthDate;

/// Which number comes first in `03/04/1980`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    /// Day before month: United Nations, European Union, United Kingdom.
    DayFirst,
    /// Month before day: United States.
    MonthFirst,
}

/// Years in which a listed person can have been born or a listing can have been made.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2200;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A point in time as precisely as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Point {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

/// A whole day as `YYYY-MM-DD`, from any of the written forms; a time of day after it is ignored.
pub(crate) fn day(text: &str, order: Order) -> Option<String> {
    let text = text.trim();
    let date = text.split_once('T').filter(|(date, _)| date.len() == 10).map_or(text, |(d, _)| d);
    // `29/06/2012 00:00:00`
    let date = date.split_once(' ').filter(|(_, time)| time.contains(':')).map_or(date, |(d, _)| d);
    let point = point(date, order)?;
    Some(format!("{:04}-{:02}-{:02}", point.year, point.month?, point.day?))
}

/// A day, month or year as `YYYY[-MM[-DD]]`, from the same order; a time of day is ignored.
pub(crate) fn prefix(text: &str) -> Option<String> {
    let text = text.trim();
    let date = text.split_once(['T', ' ']).map_or(text, |(date, _)| date);
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next(), parts.next());
    let width = |part: Option<&str>| part.is_none_or(|part| part.len() == 2);
    if year.len() != 4 || !width(month) || !width(day) || parts.next().is_some() {
        return None;
    }
    let number = |part: Option<&str>| part.map(|part| part.parse::<u8>().ok());
    let (month, day) = (number(month), number(day));
    if month == Some(None) || day == Some(None) {
        return None;
    }
    checked(year.parse().ok()?, month.flatten(), day.flatten()).map(|_| date.to_owned())
}

/// A whole day from its numbers, if there is such a day.
pub(crate) fn from_numbers(year: &str, month: &str, day: &str) -> Option<String> {
    let point = checked(year.trim().parse().ok()?, number(month), number(day))?;
    Some(format!("{:04}-{:02}-{:02}", point.year, point.month?, point.day?))
}

/// A birth from its numbers; month and day may be empty or zero.
pub(crate) fn birth_from_numbers(year: &str, month: &str, day: &str) -> Option<BirthDate> {
    let point = checked(year.trim().parse().ok()?, number(month), number(day))?;
    Some(exact(point, false))
}

/// A birth between two years, both included and given in any order.
pub(crate) fn birth_between(from: &str, to: &str) -> Option<BirthDate> {
    let from = checked(from.trim().parse().ok()?, None, None)?.year;
    let to = checked(to.trim().parse().ok()?, None, None)?.year;
    Some(between(from, to, false))
}

/// The birth marked as approximate if the source says so in a field of its own.
pub(crate) fn approximate(birth: BirthDate, circa: bool) -> BirthDate {
    BirthDate { circa: birth.circa || circa, ..birth }
}

/// A birth in any written form: a day, a month, a year, `1961 to 1963`, `circa 1965`, `1960s`.
pub(crate) fn birth(text: &str, order: Order) -> Option<BirthDate> {
    let lower = text.trim().to_lowercase();
    let mut rest = lower.as_str();
    let mut circa = false;
    for word in
        ["circa", "approximately", "approx.", "approx", "about", "around", "c.", "ca.", "~", "late"]
    {
        if let Some(after) = rest.strip_prefix(word) {
            (circa, rest) = (true, after.trim_start());
        }
    }
    rest = rest.strip_prefix("between ").unwrap_or(rest).trim_end_matches(['.', ' ']);
    let written_circa = rest.strip_suffix("(approximate)").or_else(|| rest.strip_suffix("(circa)"));
    if let Some(before) = written_circa {
        (circa, rest) = (true, before.trim_end());
    }
    if let Some(decade) = rest.strip_suffix("0s").or_else(|| rest.strip_suffix("0's")) {
        let first = checked(format!("{decade}0").parse().ok()?, None, None)?.year;
        return Some(between(first, first.checked_add(9)?, true));
    }
    for separator in [" to ", " and ", " or ", " - ", "–", " / "] {
        if let Some((from, to)) = rest.split_once(separator) {
            let (from, to) = (point(from, order)?, point(to, order)?);
            return Some(between(from.year, to.year, circa));
        }
    }
    if let Some((from, to)) = rest.split_once('-')
        && let (Ok(from), Ok(to)) = (from.trim().parse::<i16>(), to.trim().parse::<i16>())
        && YEARS.contains(&from)
        && YEARS.contains(&to)
    {
        return Some(between(from, to, circa));
    }
    point(rest, order).map(|point| exact(point, circa))
}

fn exact(point: Point, circa: bool) -> BirthDate {
    BirthDate {
        year_min: point.year,
        year_max: point.year,
        month: point.month,
        day: point.day,
        circa,
    }
}

fn between(from: i16, to: i16, circa: bool) -> BirthDate {
    BirthDate { year_min: from.min(to), year_max: from.max(to), month: None, day: None, circa }
}

fn point(text: &str, order: Order) -> Option<Point> {
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|part| !part.is_empty() && !part.eq_ignore_ascii_case("of"))
        .collect();
    match *parts.as_slice() {
        [year] if year.len() == 4 => checked(year.parse().ok()?, None, None),
        [first, second] if first.len() == 4 => {
            checked(first.parse().ok()?, named_or_number(second), None)
        }
        [first, second] if second.len() == 4 => {
            checked(second.parse().ok()?, named_or_number(first), None)
        }
        [year, month, day] if year.len() == 4 => {
            checked(year.parse().ok()?, named_or_number(month), number(day))
        }
        [first, second, year] if year.len() == 4 => {
            let (day, month) = match (named(first), named(second), order) {
                (Some(month), _, _) => (number(second), Some(month)),
                (_, Some(month), _) => (number(first), Some(month)),
                (None, None, Order::DayFirst) => (number(first), number(second)),
                (None, None, Order::MonthFirst) => (number(second), number(first)),
            };
            checked(year.parse().ok()?, month, day)
        }
        _ => None,
    }
}

/// A day without a month says nothing, and neither does one that no calendar has.
fn checked(year: i16, month: Option<u8>, day: Option<u8>) -> Option<Point> {
    if !YEARS.contains(&year) || month.is_some_and(|month| month > 12) {
        return None;
    }
    let Some(month) = month else { return Some(Point { year, month: None, day: None }) };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day.is_some_and(|day| day > last) {
        return None;
    }
    Some(Point { year, month: Some(month), day })
}

/// A number from one on; zero and letters (`00`, `dd`) stand for "not known".
fn number(text: &str) -> Option<u8> {
    let digits = text.trim().trim_end_matches(|c: char| c.is_ascii_alphabetic());
    digits.parse().ok().filter(|number| *number > 0)
}

fn named(text: &str) -> Option<u8> {
    let start = text.get(..3)?.to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| *month == start)?;
    u8::try_from(index.checked_add(1)?).ok()
}

fn named_or_number(text: &str) -> Option<u8> {
    named(text).or_else(|| number(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn birth_text(text: &str) -> String {
        birth(text, Order::DayFirst).map_or_else(
            || "none".to_owned(),
            |b| {
                let circa = if b.circa { "c" } else { "" };
                format!("{}-{} {:?} {:?} {circa}", b.year_min, b.year_max, b.month, b.day)
            },
        )
    }

    #[test]
    fn reads_days() {
        let first = |text| day(text, Order::DayFirst);
        assert_eq!(first("27/04/2020").as_deref(), Some("2020-04-27"));
        assert_eq!(day("03/24/2022", Order::MonthFirst).as_deref(), Some("2022-03-24"));
        assert_eq!(first("2026-02-27T00:00:09.554Z").as_deref(), Some("2026-02-27"));
        assert_eq!(first("11-Sep-2026").as_deref(), Some("2026-09-11"));
        assert_eq!(first("29/06/2012 00:00:00").as_deref(), Some("2012-06-29"));
        assert_eq!(first("31/02/2020"), None);
        assert_eq!(first("00/00/1980"), None);
    }

    #[test]
    fn reads_births() {
        for (text, expected) in [
            ("1962", "1962-1962 None None "),
            ("25 Mar 1977", "1977-1977 Some(3) Some(25) "),
            ("Nov. 1973 ", "1973-1973 Some(11) None "),
            ("circa 1957", "1957-1957 None None c"),
            ("1951 to 1953", "1951-1953 None None "),
            ("1951-1953", "1951-1953 None None "),
            ("01 Jan 1980 to 31 Dec 1982", "1980-1982 None None "),
            ("00/00/1980", "1980-1980 None None "),
            ("dd/mm/1968", "1968-1968 None None "),
            ("1973-12-25", "1973-1973 Some(12) Some(25) "),
            ("1960s", "1960-1969 None None c"),
            ("1965 (approximate)", "1965-1965 None None c"),
            ("sometime", "none"),
            ("99/99/9999", "none"),
        ] {
            assert_eq!(birth_text(text), expected, "{text}");
        }
    }
}
