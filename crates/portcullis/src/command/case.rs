//! `portcullis case`: a licence case from the application to the last verification.

mod document;

use casework::event::Event;
use casework::id::{CaseId, LicenceId};
use casework::recorded::{Recorded, Stream};
use casework::searched::{HitKey, Verdict};
use casework::store::CaseFilter;
use serde_json::json;

use anyhow::Result;

use super::desk::{self, Seat, id, seated};
use crate::Exit;
use crate::cli::Format;
use crate::cli::case::{self as cli, CaseAction, CaseCommand, YesNo};
use crate::office::audience::{self, Audience};
use crate::office::{Trouble, decide, known, look, trouble, views, wire};

/// Runs the command.
pub(crate) fn run(options: &CaseCommand) -> Result<Exit> {
    seated(&options.desk, false, |seat| act(seat, &options.action))
}

fn act(seat: &Seat<'_>, action: &CaseAction) -> Result<Exit, Trouble> {
    match action {
        CaseAction::Assess { case: None, .. } => stale(seat),
        CaseAction::Assess { case: Some(case), .. } => {
            let looked = seat.look(&id("case", case)?)?;
            match seat.options.format {
                Format::Json => seat.show(&json!(looked)),
                Format::Text => {
                    seat.line(desk::summary(&looked).trim_end())?;
                    Ok(Exit::Clear)
                }
            }
        }
        CaseAction::Ask { case, fields } => {
            let case = id("case", case)?;
            let who = seat.who()?;
            let (put, _) = look::put_questions(&seat.desk, &who, &case, fields, None, seat.at)?;
            seat.show(&json!(put))
        }
        CaseAction::Document { action } => document::act(seat, action),
        CaseAction::Blockers { case } => blockers(seat, &id("case", case)?),
        CaseAction::Grant { case } => {
            let case = id("case", case)?;
            let done = decide::grant(&seat.desk, &seat.who()?, &case, None, seat.at)?;
            seat.tell(&done, None)
        }
        CaseAction::Do { case, event, fields, expect } => {
            let stream = Stream::Case(id("case", case)?);
            seat.record_as(&stream, desk::event(event, fields)?, *expect)
        }
        CaseAction::Show { case, licence } => show(seat, case, *licence),
        CaseAction::History { case } => history(seat, &id("case", case)?),
        CaseAction::List { state, firm, after, limit } => {
            list(seat, state.clone(), firm.clone(), *after, *limit)
        }
        CaseAction::Tasks { case, all, overdue } => to_do(seat, case.as_deref(), *all, *overdue),
        other => {
            let (case, event) = made(seat, other)?;
            seat.record(&Stream::Case(case), event)
        }
    }
}

/// Events that are made from the case as it is.
fn made(seat: &Seat<'_>, action: &CaseAction) -> Result<(CaseId, Event), Trouble> {
    let at = |case: &String| -> Result<_, Trouble> {
        let case: CaseId = id("case", case)?;
        let docket = seat.desk.docket(Some(&case))?;
        Ok((case, docket))
    };
    match action {
        CaseAction::Open { case, file } => {
            let application = application(seat, file)?;
            Ok((id("case", case)?, Event::CaseOpened { application }))
        }
        CaseAction::Change { case, file, why } => {
            let (case, docket) = at(case)?;
            let application = application(seat, file)?;
            let event = decide::changed(&docket, &case, application, why.clone())?;
            Ok((case, event))
        }
        CaseAction::Submit { case } => {
            let (case, docket) = at(case)?;
            let event = decide::submitted(&docket, &case)?;
            Ok((case, event))
        }
        CaseAction::Answer { case, question, answer, application: file } => {
            let (case, question) = (id("case", case)?, id("question", question)?);
            let application = file.as_ref().map(|file| application(seat, file)).transpose()?;
            let answer = answer.clone();
            Ok((case, Event::QuestionAnswered { question, answer, application }))
        }
        CaseAction::JudgeHit { case, party, list, entry, verdict, why, until } => {
            let (case, docket) = at(case)?;
            let (party, list) = (id("party", party)?, id("list", list)?);
            let hit = HitKey { party, list, entry: entry.clone() };
            let verdict = match verdict {
                cli::Verdict::Same => Verdict::Same,
                cli::Verdict::Different => Verdict::Different,
                cli::Verdict::Unsure => Verdict::Unsure,
            };
            let until = desk::day("--until", until)?;
            let event = decide::hit_judged(&docket, &case, hit, verdict, why.clone(), until)?;
            Ok((case, event))
        }
        CaseAction::JudgeDenial { case, denial, identical, why } => {
            let (case, docket) = at(case)?;
            let (denial, same) = (id("denial", denial)?, *identical == YesNo::Yes);
            let event = decide::denial_judged(&docket, denial, same, why.clone())?;
            Ok((case, event))
        }
        CaseAction::Consult { case, consultation, denial, summary } => {
            let (case, docket) = at(case)?;
            let (consultation, denial) = (id("consultation", consultation)?, id("denial", denial)?);
            let event = decide::consultation(&docket, consultation, denial, summary.clone())?;
            Ok((case, event))
        }
        CaseAction::Refuse { case, reasons, acceptable } => {
            let (case, docket) = at(case)?;
            let event = decide::refused(&docket, &case, reasons.clone(), acceptable.clone())?;
            Ok((case, event))
        }
        CaseAction::Release { case, reasons } => {
            let (case, docket) = at(case)?;
            let event = decide::released(&docket, &case, reasons.clone())?;
            Ok((case, event))
        }
        _ => Err(Trouble::Failed("no event is made for this".to_owned())),
    }
}

/// An application that the law can read: faults are told before it is handed in.
fn application(
    seat: &Seat<'_>,
    file: &std::path::Path,
) -> Result<casework::facts::Application, Trouble> {
    let who = seat.who()?;
    let docket = seat.desk.docket(None)?;
    let firm = known(&docket.office, &who)?.firm.clone();
    let (text, name) = (desk::read(file)?, file.display().to_string());
    let application = wire::application(&text, &name, firm.as_ref())?;
    let read = look::readable(&seat.regime()?, &application, seat.at);
    read.map_err(|mut problems| {
        for problem in &mut problems {
            problem.place.file.clone_from(&name);
            problem.place.line = crate::wire::locate::line(&text, &problem.place.field);
        }
        Trouble::Bad(problems)
    })?;
    Ok(application)
}

fn stale(seat: &Seat<'_>) -> Result<Exit, Trouble> {
    let (regime, screener) = (seat.regime()?, seat.screener());
    let hand = look::AtHand { regime: &regime, screener: &screener };
    look::at_hand(&seat.desk.docket(None)?.office, hand)?;
    let looked = look::stale(&seat.desk, hand, seat.at)?;
    match seat.options.format {
        Format::Json => seat.show(&json!(looked)),
        Format::Text => {
            for one in &looked {
                seat.line(desk::summary(one).trim_end())?;
            }
            seat.line(&format!("{} looked at again", looked.len()))?;
            Ok(Exit::Clear)
        }
    }
}

fn blockers(seat: &Seat<'_>, case: &CaseId) -> Result<Exit, Trouble> {
    let docket = views::inside(&seat.desk, &seat.who()?, case)?;
    let found = decide::blockers(&docket, case, seat.at)?;
    if seat.options.format == Format::Json {
        seat.show(&json!({"case": case, "blockers": trouble::blockers(&found)}))?;
    } else {
        for blocker in &found {
            seat.line(&blocker.to_string())?;
        }
        if found.is_empty() {
            seat.line("nothing stands against a grant")?;
        }
    }
    Ok(if found.is_empty() { Exit::Clear } else { Exit::Controlled })
}

fn show(seat: &Seat<'_>, name: &str, licence: bool) -> Result<Exit, Trouble> {
    let case: CaseId = if licence {
        let number: LicenceId = id("licence", name)?;
        let row = seat.desk.store.licence(&number)?;
        row.ok_or_else(|| Trouble::Absent(format!("there is no licence `{number}`")))?.case
    } else {
        id("case", name)?
    };
    let docket = seat.desk.docket(Some(&case))?;
    seat.show(&audience::case(&docket, &case, &seat.who()?, seat.at)?)
}

fn history(seat: &Seat<'_>, case: &CaseId) -> Result<Exit, Trouble> {
    views::inside(&seat.desk, &seat.who()?, case)?;
    let all = seat.desk.history(&Stream::Case(case.clone()))?;
    told(seat, &all)
}

/// Events one by one, as they stand in the log.
pub(super) fn told(seat: &Seat<'_>, all: &[Recorded]) -> Result<Exit, Trouble> {
    if seat.options.format == Format::Json {
        return seat.show(&all.iter().map(audience::event).collect());
    }
    for recorded in all {
        let Recorded { version, at, by, role, event, .. } = recorded;
        let word = event.kind().word();
        seat.line(&format!("{version:>4}  {at}  {word} by {by} as {}", role.word()))?;
    }
    Ok(Exit::Clear)
}

fn list(
    seat: &Seat<'_>,
    state: Option<String>,
    firm: Option<String>,
    after: u64,
    limit: u32,
) -> Result<Exit, Trouble> {
    let who = seat.who()?;
    let rows = views::cases(&seat.desk, &who, CaseFilter { state, firm, after }, limit)?;
    if seat.options.format == Format::Json {
        // The database is at hand here: there is nothing to hold back.
        return seat.show(&rows.iter().map(|row| views::row(row, Audience::Officer)).collect());
    }
    for row in rows {
        let casework::row::CaseRow { id, opened, state, firm, changed, .. } = row;
        seat.line(&format!("{id}  {state}  {firm}  changed {changed}  opened {opened}"))?;
    }
    Ok(Exit::Clear)
}

fn to_do(seat: &Seat<'_>, case: Option<&str>, all: bool, overdue: bool) -> Result<Exit, Trouble> {
    let case: Option<CaseId> = case.map(|case| id("case", case)).transpose()?;
    let who = seat.who()?;
    let found = views::tasks(&seat.desk, &who, case.as_ref(), (all, overdue), seat.at)?;
    if seat.options.format == Format::Json {
        return seat.show(&json!(found));
    }
    for task in &found {
        let due = task.due.map_or("no day".to_owned(), |due| due.to_string());
        let late = if task.overdue { " LATE" } else { "" };
        seat.line(&format!("{due}{late}  {}  {} ({})", task.of, task.task, task.who))?;
        for why in &task.because {
            seat.line(&format!("    {why}"))?;
        }
    }
    Ok(Exit::Clear)
}
