//! Clocks: computed from events and named calendars; every answer says why.

use casework::advice::Position;
use casework::assessment::Asking;
use casework::calendar::{Calendar, OffsetFrom};
use casework::clock::{ClockName, Days, Due, NotDue, Running, Stop, due};
use casework::event::Event;
use casework::recorded::Stream;

use crate::desk::{Desk, application, day, id, instant, period, plain_calendar};

fn last_day(started: &str, count: u32, calendar: &Calendar) -> Due {
    let running = Running::from(instant(started));
    let period = period(count, Days::Working(calendar.name.clone()));
    due(&running, &period, |_| Some(calendar)).unwrap()
}

#[test]
fn scenario_17_the_same_start_has_another_due_day_under_another_calendar() {
    let weekends = plain_calendar("un", &[]);
    let friday = plain_calendar("national", &[("2018-03-30", "Good Friday")]);
    let start = "2018-03-05T10:00:00Z";
    assert_eq!(last_day(start, 20, &weekends).on, day("2018-04-02"));
    assert_eq!(last_day(start, 20, &friday).on, day("2018-04-03"));
    assert_eq!(last_day(start, 30, &weekends).on, day("2018-04-16"));
    assert_eq!(last_day(start, 30, &friday).on, day("2018-04-17"));
    assert_eq!(
        last_day(start, 20, &friday).because,
        [
            "period: house rules",
            "calendar national, edition 1",
            "2018-03-05: the clock starts; this day does not count",
            "2018-03-30: does not count: Good Friday",
            "2018-04-03: 20 working days",
        ]
    );
}

/// An office that asks the procurement channel about a case. The channel's calendar ends with it.
fn proposed(at: &str) -> Desk {
    let mut desk = Desk::opened(at);
    let un = Calendar { until: day("2025-10-17"), ..plain_calendar("un", &[]) };
    for calendar in [un, plain_calendar("national", &[("2018-03-30", "Good Friday")])] {
        desk.office("steward", Event::CalendarPublished { calendar }).unwrap();
    }
    for (clock, calendar) in [(ClockName::Decision, "national"), (ClockName::Advice, "un")] {
        let period = period(20, Days::Working(id(calendar)));
        desk.office("steward", Event::PeriodSet { clock, period }).unwrap();
    }
    desk.begin(application());
    desk.does("officer", Event::AgencyAsked { agency: id("channel") }).unwrap();
    desk
}

#[test]
fn scenario_17_a_proposal_to_the_procurement_channel() {
    let mut desk = proposed("2018-03-05T10:00:00Z");
    let silent = || Event::AgencySilent { agency: id("channel") };
    let due = desk.case().due(&desk.docket.office).unwrap();
    assert_eq!(due.on, day("2018-04-03"));
    assert!(due.because.contains(&"calendar national, edition 1".to_owned()));
    assert!(due.because.contains(&"2018-03-30: does not count: Good Friday".to_owned()));
    let asked = |desk: &Desk| {
        let Position::Awaited { since } = desk.case().positions[&id("channel")] else {
            panic!("it was asked")
        };
        desk.case().advice_due(&desk.docket.office, since).unwrap()
    };
    assert_eq!(asked(&desk).on, day("2018-04-02"));
    assert!(asked(&desk).because.contains(&"calendar un, edition 1".to_owned()));
    desk.pass(28);
    let early = desk.does("system", silent()).unwrap_err().to_string();
    assert_eq!(early, "the agency has time until 2018-04-02");
    // The channel takes thirty days.
    let period = period(30, Days::Working(id("un")));
    desk.office("steward", Event::PeriodSet { clock: ClockName::Advice, period }).unwrap();
    assert_eq!(asked(&desk).on, day("2018-04-16"));
    desk.pass(14);
    assert!(desk.does("system", silent()).is_err(), "the last day is the channel's");
    desk.pass(1);
    desk.does("system", silent()).unwrap();
    let position = &desk.case().positions[&id("channel")];
    assert!(matches!(position, Position::DeemedNoObjection { .. }), "no approval");
    assert_eq!(desk.case().advice().governing, None);
    crate::scenarios::everywhere(&desk);
}

#[test]
fn scenario_17_the_same_proposal_after_the_channel_is_never_approved_by_silence() {
    let mut desk = proposed("2025-10-06T10:00:00Z");
    for days in [0, 30, 1_000] {
        desk.pass(days);
        let refused = desk.does("system", Event::AgencySilent { agency: id("channel") });
        let why = refused.unwrap_err().to_string();
        assert_eq!(why, "calendar `un` does not say what 2025-10-18 is");
    }
    let open = "agency channel has not answered".to_owned();
    assert!(desk.blockers().contains(&open), "{:?}", desk.blockers());
    crate::scenarios::everywhere(&desk);
}

#[test]
fn a_day_that_no_calendar_knows_is_not_guessed() {
    let mut calendar = plain_calendar("national", &[]);
    calendar.until = day("2018-03-20");
    let running = Running::from(instant("2018-03-05T10:00:00Z"));
    let asked = due(&running, &period(20, Days::Working(id("national"))), |_| Some(&calendar));
    assert_eq!(asked, Err(NotDue::CalendarEnds(id("national"), day("2018-03-21"))));
    let asked = due(&running, &period(20, Days::Working(id("other"))), |_| None);
    assert_eq!(asked, Err(NotDue::NoCalendar(id("other"))));
    let desk = Desk::empty();
    let asked = desk.docket.office.due(ClockName::Decision, &running);
    assert_eq!(asked, Err(NotDue::PeriodNotConfigured(ClockName::Decision)));
    assert_eq!(asked.unwrap_err().to_string(), "period not configured: decision");
}

#[test]
fn the_offset_of_a_calendar_says_when_its_day_begins() {
    let mut calendar = plain_calendar("east", &[]);
    calendar.offset_minutes = 9 * 60;
    // 16:00 in UTC is the next day there.
    assert_eq!(last_day("2018-03-05T16:00:00Z", 1, &calendar).on, day("2018-03-07"));
    assert_eq!(last_day("2018-03-05T14:00:00Z", 1, &calendar).on, day("2018-03-06"));
}

#[test]
fn summer_time_begins_and_ends_at_its_instant() {
    let mut calendar = plain_calendar("national", &[]);
    calendar.offset_minutes = 60;
    let change = |from, minutes| OffsetFrom { from: instant(from), minutes };
    calendar.offsets =
        vec![change("2026-03-29T01:00:00Z", 120), change("2026-10-25T01:00:00Z", 60)];
    calendar.check().unwrap();
    for (at, date) in [
        ("2026-01-15T22:30:00Z", "2026-01-15"),
        // The last winter night: 23:30 in UTC is 00:30 of the day on which clocks go forward.
        ("2026-03-28T22:30:00Z", "2026-03-28"),
        ("2026-03-28T23:30:00Z", "2026-03-29"),
        // In summer the day begins at 22:00 in UTC.
        ("2026-07-15T21:30:00Z", "2026-07-15"),
        ("2026-07-15T22:30:00Z", "2026-07-16"),
        ("2026-10-24T22:30:00Z", "2026-10-25"),
        ("2026-10-25T22:30:00Z", "2026-10-25"),
        ("2026-10-25T23:30:00Z", "2026-10-26"),
    ] {
        assert_eq!(calendar.date(instant(at)), day(date), "{at}");
    }
    assert_eq!(last_day("2026-07-15T22:30:00Z", 1, &calendar).on, day("2026-07-17"));
    calendar.offsets.reverse();
    assert!(calendar.check().unwrap_err().contains("in order"));
    calendar.offsets = vec![change("2026-03-29T01:00:00Z", 1_200)];
    assert!(calendar.check().unwrap_err().contains("no offset"));
}

#[test]
fn months_end_on_their_last_day() {
    let running = Running::from(instant("2024-08-31T10:00:00Z"));
    let asked = due(&running, &period(6, Days::Months), |_| None).unwrap();
    assert_eq!(asked.on, day("2025-02-28"));
}

/// Every day, one at a time, from the definition: slow and plain.
fn plainly(running: &Running, count: u32, calendar: &Calendar) -> jiff::civil::Date {
    let mut date = calendar.date(running.started);
    let mut left = count;
    while left > 0 {
        date = casework::calendar::next(date).unwrap();
        let stands = running.stops.iter().any(|stop| {
            let until = stop.until.map(|until| calendar.date(until)).unwrap();
            calendar.date(stop.from) < date && date <= until
        });
        if !stands && calendar.day(date) == casework::calendar::Day::Working {
            left -= 1;
        }
    }
    date
}

proptest::proptest! {
    #[test]
    fn due_days_agree_with_counting_day_by_day(
        count in 0u32..80,
        start in 0i64..400,
        stops in proptest::collection::vec((0i64..60, 0i64..40), 0..4),
    ) {
        let calendar = plain_calendar("national", &[
            ("2024-03-29", "Good Friday"), ("2024-05-01", "May Day"), ("2024-12-25", "Christmas"),
        ]);
        let hours = |hours: i64| jiff::Span::new().hours(hours);
        let started = instant("2024-01-01T09:00:00Z").checked_add(hours(start * 24)).unwrap();
        let mut at = started;
        let mut list = Vec::new();
        for (gap, length) in stops {
            let from = at.checked_add(hours(gap * 24)).unwrap();
            let until = from.checked_add(hours(length * 24)).unwrap();
            list.push(Stop { from, why: "question".to_owned(), until: Some(until) });
            at = until;
        }
        let running = Running { started, stops: list };
        let of = Days::Working(id("national"));
        let asked = due(&running, &period(count, of), |_| Some(&calendar)).unwrap();
        proptest::prop_assert_eq!(asked.on, plainly(&running, count, &calendar));
    }
}

fn question() -> Event {
    let asking = Asking {
        field: "items[1].properties.usable_fuel".to_owned(),
        text: "how much fuel?".to_owned(),
    };
    Event::QuestionAsked { question: id("q1"), asking }
}

#[test]
fn questions_to_the_applicant_stop_the_clock_and_the_answer_says_so() {
    let mut desk = Desk::in_review();
    let office = desk.docket.office.clone();
    assert_eq!(desk.case().due(&office).unwrap().on, day("2024-04-02"));
    desk.pass(2);
    desk.does("assessor", question()).unwrap();
    let standing = desk.case().due(&office).unwrap_err().to_string();
    assert_eq!(standing, "the clock stands: question q1 to the applicant");
    desk.pass(7);
    let answer = "40 kg".to_owned();
    let event = Event::QuestionAnswered { question: id("q1"), answer, application: None };
    desk.does("applicant", event).unwrap();
    let asked = desk.case().due(&office).unwrap();
    assert_eq!(asked.on, day("2024-04-09"), "seven days later, Good Friday in between");
    let why = "2024-03-07: does not count: question q1 to the applicant".to_owned();
    assert!(asked.because.contains(&why), "{:?}", asked.because);
}

#[test]
fn scenario_35_silence_of_an_agency_is_recorded_as_silence() {
    let mut desk = Desk::in_review();
    desk.does("officer", Event::AgencyAsked { agency: id("defence") }).unwrap();
    let silent = || Event::AgencySilent { agency: id("defence") };
    let early = desk.does("system", silent()).unwrap_err().to_string();
    assert_eq!(early, "the agency has time until 2024-03-18");
    desk.pass(14);
    assert!(desk.does("system", silent()).is_err(), "the last day is the agency's");
    desk.pass(1);
    desk.does("system", silent()).unwrap();
    let position = &desk.case().positions[&id("defence")];
    assert!(matches!(position, Position::DeemedNoObjection { .. }), "no approval");
    assert_eq!(desk.case().advice().governing, None);
    crate::scenarios::everywhere(&desk);
}

#[test]
fn without_a_configured_period_there_is_no_silence() {
    let mut desk = Desk::empty();
    desk.begin(application());
    desk.does("officer", Event::AgencyAsked { agency: id("defence") }).unwrap();
    desk.pass(1_000);
    let refused = desk.does("system", Event::AgencySilent { agency: id("defence") });
    assert_eq!(refused.unwrap_err().to_string(), "period not configured: advice");
}

#[test]
fn a_clock_that_can_be_stopped_is_counted_in_days() {
    let mut desk = Desk::open();
    let period = period(2, Days::Months);
    let event = Event::PeriodSet { clock: ClockName::Decision, period };
    let refused = desk.act_as(
        &crate::desk::person("steward"),
        casework::role::Role::RuleSteward,
        Stream::Office,
        event,
    );
    assert!(refused.is_err());
}
