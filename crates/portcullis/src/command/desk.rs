//! What the commands of an office have in common: opening it, who acts, reading files, writing views.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use casework::event::Event;
use casework::id::{CaseId, PersonId};
use casework::limits::EVENT_BYTES_MAX;
use casework::recorded::Stream;
use casework::role::Role;
use control::regime::Regime;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};

use crate::Exit;
use crate::cli::Format;
use crate::cli::office::DeskOptions;
use crate::files::{self, BadInput};
use crate::office::look::{self, AtHand, Looked};
use crate::office::{Desk, Done, Trouble, Who, text, wire};
use crate::pack;
use crate::screener::Screener;

/// An open office with somebody at it.
pub(super) struct Seat<'o> {
    pub(super) options: &'o DeskOptions,
    pub(super) desk: Desk,
    pub(super) at: Timestamp,
}

/// Runs something at an office: a refusal is an answer, everything else that fails is an error.
pub(super) fn seated(
    options: &DeskOptions,
    begin: bool,
    act: impl FnOnce(&Seat<'_>) -> Result<Exit, Trouble>,
) -> Result<Exit> {
    let open = || -> Result<Exit, Trouble> {
        let Some(db) = &options.db else {
            let hint = "name the office's database with --db FILE, or in PORTCULLIS_DB";
            return Err(Trouble::bad("--db: missing", hint));
        };
        let desk = Desk::open(db, begin)?;
        let at = desk.time(options.at.as_deref())?;
        act(&Seat { options, desk, at })
    };
    settle(open(), options.format)
}

/// What a run came to. Refusals and what is not there are told and end with status 1.
pub(super) fn settle(done: Result<Exit, Trouble>, format: Format) -> Result<Exit> {
    let trouble = match done {
        Ok(exit) => return Ok(exit),
        Err(trouble) => trouble,
    };
    if format == Format::Json {
        print(&trouble.told().to_string())
            .map_err(|trouble| anyhow::anyhow!(trouble.to_string()))?;
    }
    match trouble {
        Trouble::Refused(_) | Trouble::Absent(_) => {
            files::say(&format!("refused: {trouble}"));
            Ok(Exit::Controlled)
        }
        Trouble::Bad(_) => Err(BadInput(trouble.to_string()).into()),
        Trouble::Failed(what) => Err(anyhow::anyhow!(what)),
    }
}

impl Seat<'_> {
    /// Who acts, as the arguments say.
    pub(super) fn who(&self) -> Result<Who, Trouble> {
        let Some(person) = &self.options.acting else {
            let hint = "say who acts with --as PERSON, or in PORTCULLIS_PERSON";
            return Err(Trouble::bad("--as: missing", hint));
        };
        let person = PersonId::new(person.clone())
            .map_err(|error| Trouble::bad(format!("--as: {error}"), "a person's short name"))?;
        let role = self.options.role.as_deref().map(role).transpose()?;
        Ok(Who { person, role, request: None })
    }

    /// Records an event and tells where; the office then looks at a case again if it must.
    pub(super) fn record(&self, stream: &Stream, event: Event) -> Result<Exit, Trouble> {
        self.record_as(stream, event, None)
    }

    /// The same by somebody who saw a certain version.
    pub(super) fn record_as(
        &self,
        stream: &Stream,
        event: Event,
        expected: Option<u64>,
    ) -> Result<Exit, Trouble> {
        let unsettles = look::unsettles(event.kind());
        let done = self.desk.act(&self.who()?, stream, event, expected, self.at)?;
        let looked = match stream {
            Stream::Case(case) if unsettles => Some(self.look(case)),
            _ => None,
        };
        self.tell(&done, looked)
    }

    /// Tells what was recorded, and what the office saw when it looked. What was recorded stays
    /// recorded if it could not look: the case is stale then, and says so.
    pub(super) fn tell(
        &self,
        done: &Done,
        looked: Option<Result<Looked, Trouble>>,
    ) -> Result<Exit, Trouble> {
        let (looked, why) = match looked {
            None => (None, None),
            Some(Ok(looked)) => (Some(looked), None),
            Some(Err(trouble)) => (None, Some(trouble.to_string())),
        };
        match self.options.format {
            Format::Json => self.out(&json!({"done": done, "looked": looked, "not_looked": why})),
            Format::Text => {
                let Done { event, of, version, sequence, role } = done;
                let what = format!("{of}: {event} as {role}, version {version}, entry {sequence}");
                self.line(&what)?;
                if let Some(looked) = &looked {
                    self.line(summary(looked).trim_end())?;
                }
                if let Some(why) = why {
                    files::say(&format!("not looked at again: {why}"));
                }
                Ok(Exit::Clear)
            }
        }
    }

    /// The office looks at a case with what is at hand.
    pub(super) fn look(&self, case: &CaseId) -> Result<Looked, Trouble> {
        let regime = self.regime()?;
        let screener = self.screener();
        look::look(&self.desk, AtHand { regime: &regime, screener: &screener }, case, self.at)
    }

    /// The law data at hand.
    pub(super) fn regime(&self) -> Result<Regime, Trouble> {
        pack::required(self.options.regimes.as_deref()).map_err(surroundings)
    }

    /// The lists at hand.
    pub(super) fn screener(&self) -> Screener {
        Screener::open(&self.options.list_options())
    }

    /// A view on standard output.
    pub(super) fn show(&self, view: &Value) -> Result<Exit, Trouble> {
        match self.options.format {
            Format::Json => self.out(view),
            Format::Text => {
                self.line(text::text(view).trim_end())?;
                Ok(Exit::Clear)
            }
        }
    }

    fn out(&self, view: &impl Serialize) -> Result<Exit, Trouble> {
        let text = serde_json::to_string(view).map_err(|e| Trouble::Failed(e.to_string()))?;
        print(&text)?;
        Ok(Exit::Clear)
    }

    /// A line for people.
    pub(super) fn line(&self, text: &str) -> Result<(), Trouble> {
        print(&files::printable(text))
    }
}

/// A line on standard output. What was recorded is recorded, whether or not anybody reads on.
pub(super) fn print(text: &str) -> Result<(), Trouble> {
    match writeln!(io::stdout(), "{text}") {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Trouble::Failed(error.to_string()))
        }
        _ => Ok(()),
    }
}

/// What a look came to, in short.
pub(super) fn summary(looked: &Looked) -> String {
    let (floor, ceiling) = (looked.floor.word(), looked.ceiling.word());
    let mut text = match floor == ceiling {
        true => format!("looked at {}: {floor}\n", looked.case),
        false => format!("looked at {}: at least {floor}, at most {ceiling}\n", looked.case),
    };
    for change in &looked.changes {
        text.push_str(&format!("  {change}\n"));
    }
    for hit in &looked.hits {
        text.push_str(&format!("  to be judged: hit {hit}\n"));
    }
    for question in &looked.questions {
        let first = question.text.lines().next().unwrap_or_default();
        text.push_str(&format!("  open: {}: {first}\n", question.field));
    }
    text
}

/// A role by its name.
pub(crate) fn role(word: &str) -> Result<Role, Trouble> {
    let known = Role::ALL.into_iter().find(|role| role.word() == word);
    known.ok_or_else(|| {
        let words = Role::ALL.iter().map(|role| role.word());
        let hint = control::problem::did_you_mean(word, words);
        let hint = hint.unwrap_or_else(|| Role::ALL.map(Role::word).join(", "));
        Trouble::bad(format!("`{word}` is no role"), hint)
    })
}

/// An identifier of the arguments.
pub(crate) fn id<T: TryFrom<String, Error = String>>(what: &str, text: &str) -> Result<T, Trouble> {
    let hint = "1 to 64 letters, digits or -_./";
    T::try_from(text.to_owned()).map_err(|error| Trouble::bad(format!("{what}: {error}"), hint))
}

/// A day of the arguments.
pub(crate) fn day(what: &str, text: &str) -> Result<jiff::civil::Date, Trouble> {
    let wrong = |error| Trouble::bad(format!("{what}: {error}"), "write 2026-03-02");
    text.parse().map_err(wrong)
}

/// The text of a file that somebody hands in.
pub(super) fn read(path: &Path) -> Result<String, Trouble> {
    let text = files::read_text(path, EVENT_BYTES_MAX).map_err(surroundings)?;
    Ok(text.strip_prefix(files::BYTE_ORDER_MARK).map(str::to_owned).unwrap_or(text))
}

/// An event of the arguments: a name with fields, or a file.
pub(super) fn event(name: &str, fields: &[String]) -> Result<Event, Trouble> {
    let is_file = name == "-" || name.ends_with(".json");
    if is_file && fields.is_empty() {
        return wire::event(&read(Path::new(name))?, name);
    }
    let fields = wire::fields(fields, |file| read(Path::new(file)))?;
    wire::named(name, fields)
}

/// An error of the edge as the layer tells it.
pub(super) fn surroundings(error: anyhow::Error) -> Trouble {
    match error.downcast_ref::<BadInput>() {
        Some(BadInput(what)) => {
            let (what, hint) = what.split_once("\n  hint: ").unwrap_or((what, ""));
            Trouble::bad(what, hint)
        }
        None => Trouble::Failed(format!("{error:#}")),
    }
}
