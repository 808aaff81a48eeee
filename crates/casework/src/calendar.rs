//! Named, dated holiday calendars. A working day is counted only where a calendar says what it is.

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::id::CalendarId;

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
    /// Minutes east of UTC: when a day begins. A fixed offset; see known gaps.
    pub offset_minutes: i16,
    /// Where the days were read.
    pub source: String,
    /// Somebody compared them with the source.
    pub reviewed: bool,
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
        let offset = Offset::from_seconds(i32::from(self.offset_minutes) * 60);
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
    /// It ends before it begins, or its day begins at an impossible hour.
    pub fn check(&self) -> Result<(), String> {
        if self.until < self.from {
            return Err(format!("the calendar ends on {} before it begins", self.until));
        }
        if !(-18 * 60..=18 * 60).contains(&self.offset_minutes) {
            return Err(format!("{} minutes from UTC is no offset", self.offset_minutes));
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
