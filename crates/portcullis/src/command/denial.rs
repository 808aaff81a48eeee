//! `portcullis denial`: the register of denials, partners' and our own.

use anyhow::Result;
use casework::denial_file;
use casework::event::Event;
use casework::id::DenialId;
use casework::limits::REGISTER_BYTES_MAX;
use casework::recorded::Stream;
use serde_json::{Value, json};

use super::desk::{self, Seat, id, seated, surroundings};
use crate::Exit;
use crate::cli::Format;
use crate::cli::office::{DenialAction, DenialCommand};
use crate::files;
use crate::office::{Trouble, register, views, wire};

/// Runs the command.
pub(crate) fn run(options: &DenialCommand) -> Result<Exit> {
    seated(&options.desk, false, |seat| act(seat, &options.action))
}

fn act(seat: &Seat<'_>, action: &DenialAction) -> Result<Exit, Trouble> {
    match action {
        DenialAction::Import { file } => {
            let text = files::read_text(file, REGISTER_BYTES_MAX).map_err(surroundings)?;
            let name = file.display().to_string();
            let taken = register::import(&seat.desk, &seat.who()?, &name, &text, seat.at)?;
            seat.show(&json!(taken))
        }
        DenialAction::Export { own } => {
            let docket = views::register(&seat.desk, &seat.who()?)?;
            let all = docket.register.denials.values();
            let text = denial_file::write(all.filter(|denial| !own || denial.own.is_some()));
            // denial/1 is its own form, whatever the format of views.
            for line in text.lines() {
                seat.line(line)?;
            }
            Ok(Exit::Clear)
        }
        DenialAction::List => list(seat),
        DenialAction::Show { denial, case } => {
            let denial: DenialId = id("denial", denial)?;
            let case = case.as_deref().map(|case| id("--case", case)).transpose()?;
            seat.show(&views::denial(&seat.desk, &seat.who()?, &denial, case, seat.at)?)
        }
        DenialAction::Draft { case, file } => {
            let case = id("case", case)?;
            let notice: casework::notice::Notice =
                wire::part(&desk::read(file)?, &file.display().to_string())?;
            let stream = Stream::Denial(notice.id.clone());
            seat.record(&stream, Event::DenialDrafted { notice, case })
        }
        DenialAction::Do { denial, event, fields } => {
            let stream = Stream::Denial(id("denial", denial)?);
            seat.record(&stream, desk::event(event, fields)?)
        }
    }
}

fn list(seat: &Seat<'_>) -> Result<Exit, Trouble> {
    let all = views::denials(&seat.desk, &seat.who()?, seat.at)?;
    if seat.options.format == Format::Json {
        return seat.show(&json!(all));
    }
    let word = |row: &Value, name: &str| row.get(name).and_then(Value::as_str).map(str::to_owned);
    for row in &all {
        let told: Vec<String> = ["denial", "regime", "authority", "decided"]
            .iter()
            .filter_map(|name| word(row, name))
            .collect();
        let holds = row.get("holds").and_then(Value::as_bool).unwrap_or(false);
        let state = if holds { "holds" } else { "does not hold" };
        seat.line(&format!("{}  {state}", told.join("  ")))?;
    }
    Ok(Exit::Clear)
}
