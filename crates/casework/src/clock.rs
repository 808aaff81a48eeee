//! Clocks: computed from what happened and from calendars, never counted up. Each answer says how
//! it came about.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Day, next};
use crate::id::CalendarId;
use crate::limits::CLOCK_DAYS_MAX;

/// What a period is for. The words are closed; lengths are data of the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockName {
    /// From submission to decision.
    Decision,
    /// From a question to the applicant to its answer.
    Answer,
    /// From the referral to an agency to its position.
    Advice,
    /// From a refusal to an appeal.
    Appeal,
    /// From a consultation to the reply.
    Consultation,
    /// From a decision to deny to its notification.
    DenialNotice,
    /// From a denial to its review.
    DenialReview,
    /// How old a signed undertaking may be at submission.
    UndertakingAge,
    /// How old a party list may be when it is searched.
    ListAge,
}

impl ClockName {
    /// As written in events.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Answer => "answer",
            Self::Advice => "advice",
            Self::Appeal => "appeal",
            Self::Consultation => "consultation",
            Self::DenialNotice => "denial_notice",
            Self::DenialReview => "denial_review",
            Self::UndertakingAge => "undertaking_age",
            Self::ListAge => "list_age",
        }
    }
}

/// How long something may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Length {
    /// How many.
    pub count: u32,
    /// Of what.
    pub of: Days,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Days {
    /// Every day.
    Calendar,
    /// Days on which people work, by that calendar.
    Working(CalendarId),
    /// Whole months, to the same day or the last day of the month.
    Months,
    /// Whole years.
    Years,
}

/// A length with its source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// How long.
    pub length: Length,
    /// Where it was read.
    pub source: String,
    /// Somebody compared it with the source.
    pub reviewed: bool,
}

/// When a clock ran: started, stopped and resumed by events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// When it started.
    pub started: Timestamp,
    /// When it stopped, why, and when it resumed.
    pub stops: Vec<Stop>,
}

/// One stop of a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// When.
    pub from: Timestamp,
    /// Why.
    pub why: String,
    /// When it went on; none = it stands.
    pub until: Option<Timestamp>,
}

impl Running {
    /// A clock that starts.
    #[must_use]
    pub fn from(started: Timestamp) -> Self {
        Self { started, stops: Vec::new() }
    }

    /// Whether it stands, and why.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stop> {
        self.stops.iter().find(|stop| stop.until.is_none())
    }
}

/// When something is due, and why then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub on: Date,
    /// How it was counted, a line for each step.
    pub because: Vec<String>,
}

/// Why nothing is due on a known day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDue {
    /// Nobody configured the period.
    PeriodNotConfigured(ClockName),
    /// The calendar is not there.
    NoCalendar(CalendarId),
    /// The calendar does not reach so far.
    CalendarEnds(CalendarId, Date),
    /// The clock stands: why.
    Stopped(String),
    /// The length is beyond every clock.
    TooLong,
}

impl std::fmt::Display for NotDue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::PeriodNotConfigured(name) => write!(f, "period not configured: {}", name.word()),
            Self::NoCalendar(name) => write!(f, "there is no calendar `{name}`"),
            Self::CalendarEnds(name, day) => {
                write!(f, "calendar `{name}` does not say what {day} is")
            }
            Self::Stopped(why) => write!(f, "the clock stands: {why}"),
            Self::TooLong => write!(f, "longer than {CLOCK_DAYS_MAX} days"),
        }
    }
}

/// The last day of a period. The day on which a clock starts or resumes does not count; the day on
/// which it stops does.
///
/// # Errors
/// It cannot be known, and why.
pub fn due<'c>(
    running: &Running,
    period: &Period,
    calendar: impl Fn(&CalendarId) -> Option<&'c Calendar>,
) -> Result<Due, NotDue> {
    if period.length.count > CLOCK_DAYS_MAX {
        return Err(NotDue::TooLong);
    }
    let review = if period.reviewed { "" } else { ", unreviewed" };
    let mut because = vec![format!("period: {}{review}", period.source)];
    let working = match &period.length.of {
        Days::Working(name) => {
            let found = calendar(name).ok_or_else(|| NotDue::NoCalendar(name.clone()))?;
            because.push(found.cite());
            Some(found)
        }
        _ => None,
    };
    let date = |at| working.map_or_else(|| utc_date(at), |calendar| calendar.date(at));
    let start = date(running.started);
    because.push(format!("{start}: the clock starts; this day does not count"));
    if matches!(period.length.of, Days::Months | Days::Years) {
        return whole(start, period, because);
    }
    let stops: Vec<(Date, Option<Date>, &str)> =
        running.stops.iter().map(|s| (date(s.from), s.until.map(date), s.why.as_str())).collect();
    let mut day = start;
    let mut counted = 0;
    let mut standing = "";
    while counted < period.length.count {
        day = next(day).ok_or(NotDue::TooLong)?;
        let stop = stops
            .iter()
            .find(|(from, until, _)| day > *from && until.is_none_or(|until| day <= until));
        if let Some((_, until, why)) = stop {
            if until.is_none() {
                return Err(NotDue::Stopped((*why).to_owned()));
            }
            if standing != *why {
                because.push(format!("{day}: does not count: {why}"));
                standing = why;
            }
            continue;
        }
        standing = "";
        match working.map_or(Day::Working, |calendar| calendar.day(day)) {
            Day::Working => counted += 1,
            Day::Free(name) if name == "weekend" => {}
            Day::Free(name) => because.push(format!("{day}: does not count: {name}")),
            Day::NotCovered => {
                let name = working.map(|calendar| calendar.name.clone());
                return Err(name.map_or(NotDue::TooLong, |name| NotDue::CalendarEnds(name, day)));
            }
        }
    }
    let of = if working.is_some() { "working" } else { "calendar" };
    because.push(format!("{day}: {counted} {of} days"));
    Ok(Due { on: day, because })
}

fn whole(start: Date, period: &Period, mut because: Vec<String>) -> Result<Due, NotDue> {
    let count = i64::from(period.length.count);
    let (span, of) = match period.length.of {
        Days::Years => (count.years(), "years"),
        _ => (count.months(), "months"),
    };
    let on = start.checked_add(span).map_err(|_| NotDue::TooLong)?;
    because.push(format!("{on}: {count} {of}"));
    Ok(Due { on, because })
}

/// The day of an instant in UTC, for everything that no calendar places.
#[must_use]
pub fn utc_date(at: Timestamp) -> Date {
    jiff::tz::Offset::UTC.to_datetime(at).date()
}
