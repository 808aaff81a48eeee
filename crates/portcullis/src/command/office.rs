//! `portcullis office`: people, law, lists, calendars and periods of a licensing office.

use std::collections::BTreeSet;

use anyhow::Result;
use casework::clock::{ClockName, Days, Length, Period};
use casework::event::Event;
use casework::id::PersonId;
use casework::notice::shipped_rules;
use casework::recorded::Stream;
use casework::role::Role;
use serde_json::Value;

use super::desk::{self, Seat, id, seated};
use super::token;
use crate::Exit;
use crate::cli::office::{LawAction, OfficeAction, OfficeCommand, TokenAction};
use crate::office::{Trouble, in_force, views, wire};

/// Runs the command.
pub(crate) fn run(options: &OfficeCommand) -> Result<Exit> {
    if let OfficeAction::Token { action: TokenAction::New } = &options.action {
        return token::new(options.desk.format);
    }
    let begin = matches!(options.action, OfficeAction::Begin { .. });
    seated(&options.desk, begin, |seat| act(seat, &options.action))
}

fn act(seat: &Seat<'_>, action: &OfficeAction) -> Result<Exit, Trouble> {
    match action {
        OfficeAction::Begin { machine } => begin(seat, machine),
        OfficeAction::Lists { why } => lists(seat, why.as_deref()),
        OfficeAction::Show => seat.show(&views::office(&seat.desk, &seat.who()?)?),
        OfficeAction::History => {
            views::staff(&seat.desk, &seat.who()?)?;
            super::case::told(seat, &seat.desk.history(&Stream::Office)?)
        }
        other => seat.record(&Stream::Office, event(seat, other)?),
    }
}

fn begin(seat: &Seat<'_>, machine: &str) -> Result<Exit, Trouble> {
    if seat.desk.store.head()?.0 > 0 {
        let hint = "`portcullis office show` shows it";
        return Err(Trouble::bad("this database holds an office already", hint));
    }
    let who = seat.who()?;
    let machine: PersonId = id("--machine", machine)?;
    for (person, role) in [(who.person.clone(), Role::Administrator), (machine, Role::System)] {
        seat.record(&Stream::Office, enrolled(person, BTreeSet::from([role])))?;
    }
    Ok(Exit::Clear)
}

fn enrolled(person: PersonId, roles: BTreeSet<Role>) -> Event {
    Event::PersonEnrolled { person, roles, firm: None, agency: None, state: None }
}

fn event(seat: &Seat<'_>, action: &OfficeAction) -> Result<Event, Trouble> {
    match action {
        OfficeAction::Enrol { person, roles, firm, agency, state } => {
            let roles: Result<BTreeSet<Role>, Trouble> =
                roles.iter().map(|word| desk::role(word)).collect();
            Ok(Event::PersonEnrolled {
                person: id("person", person)?,
                roles: roles?,
                firm: firm.as_deref().map(|firm| id("--firm", firm)).transpose()?,
                agency: agency.as_deref().map(|agency| id("--agency", agency)).transpose()?,
                state: state.clone(),
            })
        }
        OfficeAction::Law { action } => law(seat, action),
        OfficeAction::Calendar { file } => {
            let calendar = wire::part(&desk::read(file)?, &file.display().to_string())?;
            Ok(Event::CalendarPublished { calendar })
        }
        OfficeAction::Period { clock, count, of, source, reviewed } => {
            let (count, of) = (*count, days(of)?);
            let length = Length { count, of };
            let period = Period { length, source: source.clone(), reviewed: *reviewed };
            Ok(Event::PeriodSet { clock: self::clock(clock)?, period })
        }
        OfficeAction::Undercut { file: Some(file), .. } => {
            let rule = wire::part(&desk::read(file)?, &file.display().to_string())?;
            Ok(Event::UndercutRuleSet { rule })
        }
        OfficeAction::Undercut { regime, file: None } => {
            let wanted = regime.as_deref().unwrap_or_default();
            let rules = shipped_rules().map_err(Trouble::Failed)?;
            let words: Vec<&str> = rules.iter().map(|rule| rule.regime.word()).collect();
            let hint = format!("shipped: {}", words.join(", "));
            let rule = rules.into_iter().find(|rule| rule.regime.word() == wanted);
            let rule = rule
                .ok_or_else(|| Trouble::bad(format!("no rule is shipped for `{wanted}`"), hint))?;
            Ok(Event::UndercutRuleSet { rule })
        }
        OfficeAction::Token { action } => token::event(action),
        OfficeAction::Do { event, fields } => desk::event(event, fields),
        _ => Err(Trouble::Failed("no event is made for this".to_owned())),
    }
}

fn law(seat: &Seat<'_>, action: &LawAction) -> Result<Event, Trouble> {
    let regime = seat.regime()?;
    match action {
        LawAction::Publish => in_force::law_published(&regime),
        LawAction::Propose { profile, source } => {
            in_force::law_proposed(&regime, profile, source.clone())
        }
    }
}

fn clock(word: &str) -> Result<ClockName, Trouble> {
    let read = serde_json::from_value(Value::String(word.to_owned()));
    read.map_err(|_| {
        let hint = "decision, answer, advice, appeal, consultation, denial_notice, denial_review, \
                    undertaking_age or list_age";
        Trouble::bad(format!("`{word}` is no clock"), hint)
    })
}

fn days(text: &str) -> Result<Days, Trouble> {
    match text.split_once(':') {
        Some(("working", calendar)) => Ok(Days::Working(id("calendar", calendar)?)),
        None if text == "calendar" => Ok(Days::Calendar),
        None if text == "months" => Ok(Days::Months),
        None if text == "years" => Ok(Days::Years),
        _ => {
            let hint = "calendar, months, years, or working:CALENDAR";
            Err(Trouble::bad(format!("`{text}` is nothing that is counted"), hint))
        }
    }
}

/// Puts the lists at hand in force.
fn lists(seat: &Seat<'_>, why: Option<&str>) -> Result<Exit, Trouble> {
    let office = seat.desk.docket(None)?.office;
    let events = in_force::lists(&office, &seat.screener(), why)?;
    if events.is_empty() {
        seat.line("the lists at hand are those in force")?;
    }
    for event in events {
        seat.record(&Stream::Office, event)?;
    }
    Ok(Exit::Clear)
}
