//! Named, dated holiday calendars. A working day is counted only where a calendar says what it is.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::id::CalendarId;
use crate::limits::ENTRIES_MAX;

/// One edition of a calendar. A later edition replaces it for clocks asked for later; the edition
/// that answered is named in the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Its name: `national`, `un-new-york`.
    pub name: CalendarId,
    /// Which edition this is, for people: `2018`, `2018, corrected`.
    pub edition: String,
    /// Days of the week that are free.
    pub weekend: Vec<FreeDay>,
    /// Free days by date, with their names.
    pub holidays: BTreeMap<Date, String>,
    /// First day that the calendar knows.
    pub from: Date,
    /// Last day that the calendar knows.
    pub until: Date,
    /// Minutes east of UTC: when a day begins.
    pub offset_minutes: i16,
    /// Other offsets, each from an instant on: summer and winter time, or a change of the law.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub offsets: Vec<OffsetFrom>,
    /// Where the days were read.
    pub source: String,
    /// Somebody compared them with the source.
    pub reviewed: bool,
}

/// An offset from an instant on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OffsetFrom {
    /// From when on.
    pub from: Timestamp,
    /// Minutes east of UTC.
    pub minutes: i16,
}

/// A free day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FreeDay {
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl FreeDay {
    fn weekday(self) -> Weekday {
        match self {
            Self::Thursday => Weekday::Thursday,
            Self::Friday => Weekday::Friday,
            Self::Saturday => Weekday::Saturday,
            Self::Sunday => Weekday::Sunday,
        }
    }
}

/// What a calendar says about a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Day {
    /// People work.
    Working,
    /// Nobody works: why.
    Free(String),
    /// The calendar does not reach that day.
    NotCovered,
}

impl Calendar {
    /// What it says about a day.
    #[must_use]
    pub fn day(&self, date: Date) -> Day {
        if date < self.from || date > self.until {
            return Day::NotCovered;
        }
        if let Some(name) = self.holidays.get(&date) {
            return Day::Free(name.clone());
        }
        match self.weekend.iter().find(|free| free.weekday() == date.weekday()) {
            Some(_) => Day::Free("weekend".to_owned()),
            None => Day::Working,
        }
    }

    /// The calendar's date of an instant.
    #[must_use]
    pub fn date(&self, at: Timestamp) -> Date {
        let later = self.offsets.iter().rev().find(|offset| offset.from <= at);
        let minutes = later.map_or(self.offset_minutes, |offset| offset.minutes);
        let offset = Offset::from_seconds(i32::from(minutes) * 60);
        offset.unwrap_or(Offset::UTC).to_datetime(at).date()
    }

    /// Name and edition, as answers cite it.
    #[must_use]
    pub fn cite(&self) -> String {
        let review = if self.reviewed { "" } else { ", unreviewed" };
        format!("calendar {}, edition {}{review}", self.name, self.edition)
    }

    /// What is wrong with it, if anything is.
    ///
    /// # Errors
    /// It ends before it begins, its day begins at an impossible hour, or its offsets are not in
    /// order.
    pub fn check(&self) -> Result<(), String> {
        if self.until < self.from {
            return Err(format!("the calendar ends on {} before it begins", self.until));
        }
        let later = self.offsets.iter().map(|offset| offset.minutes);
        for minutes in std::iter::once(self.offset_minutes).chain(later) {
            if !(-18 * 60..=18 * 60).contains(&minutes) {
                return Err(format!("{minutes} minutes from UTC is no offset"));
            }
        }
        let ordered = self.offsets.windows(2).all(|two| match two {
            [first, second] => first.from < second.from,
            _ => true,
        });
        if !ordered || self.offsets.len() > ENTRIES_MAX {
            let what = format!("offsets stand in order of their instants, at most {ENTRIES_MAX}");
            return Err(what);
        }
        if self.source.trim().is_empty() {
            return Err("a calendar names its source".to_owned());
        }
        Ok(())
    }
}

/// The day after.
#[must_use]
pub fn next(date: Date) -> Option<Date> {
    date.checked_add(1.day()).ok()
}
