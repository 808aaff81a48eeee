//! What people and machines hand in, read from JSON: events, their parts, applications. Every fault
//! has its field, its line where there is a file, and a hint.

use casework::event::{Event, EventKind, NamedEvent};
use casework::facts::Application;
use casework::limits::EVENT_BYTES_MAX;
use casework::spoken;
use control::problem::{Place, Problem, did_you_mean};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use serde_path_to_error::{Path, Segment};

use super::Trouble;
use crate::wire::locate;
use crate::wire::node::Node;

/// Reads an event with its name inside, `{"event": "case_accepted"}`, as the log writes it.
pub(crate) fn event(text: &str, file: &str) -> Result<Event, Trouble> {
    let mut fields: Map<String, Value> = shape(text, file)?;
    let name = match fields.remove("event") {
        Some(Value::String(name)) => name,
        _ => {
            let place = Place { file: file.to_owned(), line: 0, field: "event".to_owned() };
            let hint = "`\"event\": \"case_accepted\"` says what happened";
            return Err(vec![Problem::new(place, "missing").hint(hint)].into());
        }
    };
    let mut faults = named(&name, fields);
    if let Err(Trouble::Bad(problems)) = &mut faults {
        settle(problems, text, file);
    }
    faults
}

/// An event of a name with its fields.
pub(crate) fn named(name: &str, fields: Map<String, Value>) -> Result<Event, Trouble> {
    if EventKind::named(name).is_none() {
        let words: Vec<String> = EventKind::ALL.iter().map(|kind| kind.word()).collect();
        let hint = did_you_mean(name, words.iter().map(String::as_str));
        let hint = hint.unwrap_or_else(|| "docs/formats/event.md has all".to_owned());
        let place = Place::field("event");
        return Err(vec![Problem::new(place, format!("`{name}` is no event")).hint(hint)].into());
    }
    let outside = Value::Object(Map::from_iter([(name.to_owned(), Value::Object(fields))]));
    let read: Result<NamedEvent, _> = serde_path_to_error::deserialize(outside);
    let read = read.map_err(|error| {
        let place = place(error.path(), 1);
        vec![problem(place, &error.inner().to_string())]
    })?;
    Ok(read.into())
}

/// Reads a part of an event: an undertaking, terms, a calendar.
pub(crate) fn part<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, Trouble> {
    let value: Value = shape(text, file)?;
    let read: Result<T, _> = serde_path_to_error::deserialize(value);
    read.map_err(|error| {
        let mut problems = vec![problem(place(error.path(), 0), &error.inner().to_string())];
        settle(&mut problems, text, file);
        Trouble::Bad(problems)
    })
}

/// Reads an application in its own form, or a `transfer/1` of a firm's own person.
pub(crate) fn application(
    text: &str,
    file: &str,
    firm: Option<&casework::id::FirmId>,
) -> Result<Application, Trouble> {
    let own = node(text, file)?;
    let has_firm = matches!(&own, Node::Map(fields) if fields.iter().any(|(f, _)| f == "firm"));
    if has_firm {
        return part(text, file);
    }
    let Some(firm) = firm else {
        let place = Place { file: file.to_owned(), line: 0, field: "firm".to_owned() };
        let hint =
            "an application names the firm; a transfer/1 is taken from the firm's own people";
        return Err(vec![Problem::new(place, "missing").hint(hint)].into());
    };
    let read = super::transfer::application(own, firm);
    read.map_err(|mut problems| {
        settle(&mut problems, text, file);
        Trouble::Bad(problems)
    })
}

/// Fields given one by one: `name=text`, `name:=json`, `name=@file` and `name:=@file`. A name may
/// be a path, `hit.party=end_user`; one that stands twice, or ends in `[]`, makes a list.
pub(crate) fn fields(
    given: &[String],
    read: impl Fn(&str) -> Result<String, Trouble>,
) -> Result<Map<String, Value>, Trouble> {
    let mut fields = Map::new();
    for text in given {
        let hint = "write name=text, name:=json, name=@file or name:=@file";
        let Some((name, value)) = text.split_once('=') else {
            return Err(Trouble::bad(format!("`{text}` is no field"), hint));
        };
        let (name, is_json) = match name.strip_suffix(':') {
            Some(name) => (name, true),
            None => (name, false),
        };
        let value = match value.strip_prefix('@') {
            Some(file) => read(file)?,
            None => value.to_owned(),
        };
        let value = if is_json { shape(&value, name)? } else { Value::String(value) };
        put(&mut fields, name, value)?;
    }
    Ok(fields)
}

fn put(fields: &mut Map<String, Value>, path: &str, value: Value) -> Result<(), Trouble> {
    let clash = || Trouble::bad(format!("`{path}`: given in two ways"), "one way is enough");
    if let Some((first, rest)) = path.split_once('.') {
        let inner = fields.entry(first).or_insert_with(|| Value::Object(Map::new()));
        return put(inner.as_object_mut().ok_or_else(clash)?, rest, value);
    }
    let name = path.strip_suffix("[]").unwrap_or(path);
    match fields.get_mut(name) {
        Some(Value::Array(list)) => list.push(value),
        Some(_) => return Err(clash()),
        // Reasons and other lists of texts are lists also where there is one.
        None if path.ends_with("[]") => drop(fields.insert(name.to_owned(), vec![value].into())),
        None => drop(fields.insert(name.to_owned(), value)),
    }
    Ok(())
}

/// The JSON of a text, no key twice, not too long and not too deep.
fn shape<T: DeserializeOwned>(text: &str, file: &str) -> Result<T, Trouble> {
    node(text, file)?;
    let read = serde_json::from_str(text);
    read.map_err(|error| no_json(&error, file).into())
}

fn node<'t>(text: &'t str, file: &str) -> Result<Node<'t>, Trouble> {
    if text.len() > EVENT_BYTES_MAX {
        let what = format!("{file}: {} bytes; the limit is {EVENT_BYTES_MAX}", text.len());
        return Err(Trouble::bad(what, "documents are filed by themselves"));
    }
    Node::parse(text).map_err(|error| no_json(&error, file).into())
}

fn no_json(error: &serde_json::Error, file: &str) -> Vec<Problem> {
    let told = spoken::json(error);
    let what = format!("column {}: {}", error.column(), told.what);
    let place = Place { field: told.field.unwrap_or_default(), ..Place::line(file, error.line()) };
    vec![Problem::new(place, what).hint(told.hint)]
}

/// Adds file and line to problems that know their field.
fn settle(problems: &mut [Problem], text: &str, file: &str) {
    for problem in problems {
        file.clone_into(&mut problem.place.file);
        if problem.place.line == 0 && text.contains('\n') {
            problem.place.line = locate::line(text, &problem.place.field);
        }
    }
}

/// A path in our words: entries are counted from 1.
fn place(path: &Path, skip: usize) -> String {
    let mut text = String::new();
    for segment in path.iter().skip(skip) {
        match segment {
            Segment::Seq { index } => text.push_str(&format!("[{}]", index + 1)),
            Segment::Map { key } | Segment::Enum { variant: key } => {
                if !text.is_empty() {
                    text.push('.');
                }
                text.push_str(key);
            }
            Segment::Unknown => {}
        }
    }
    text
}

/// A fault of the reader in our words.
fn problem(mut field: String, text: &str) -> Problem {
    let told = spoken::spoken(text);
    if let Some(name) = told.field {
        let last = field.rsplit(['.', ']']).next().unwrap_or_default();
        if last != name {
            field = if field.is_empty() { name } else { format!("{field}.{name}") };
        }
    }
    let on_a_command = match told.hint.as_str() {
        hint if hint.starts_with("write a list") => ", `name[]=` on a command",
        hint if hint.starts_with("write `true`") => ", `name:=` on a command",
        _ => "",
    };
    Problem::new(Place::field(field), told.what).hint(told.hint + on_a_command)
}

#[cfg(test)]
mod test {
    use super::{application, event, fields, named};

    fn fault(text: &str) -> String {
        event(text, "e.json").unwrap_err().to_string()
    }

    #[test]
    fn faults_name_their_place_and_what_to_do() {
        let told = fault(r#"{"event": "case_returned", "reason": ["no contract"]}"#);
        assert_eq!(told, "e.json: reason: unknown field\n  hint: did you mean `reasons`?");
        let told = fault(r#"{"event": "case_returned"}"#);
        assert_eq!(told, "e.json: reasons: missing\n  hint: it must be stated");
        let told = fault(r#"{"event": "case_retuned"}"#);
        assert!(told.contains("did you mean `case_returned`"), "{told}");
        let told = fault("{\"event\": \"case_accepted\",\n \"event\": \"withdrawn\"}");
        assert!(told.starts_with("e.json:2: column"), "{told}");
        let told = fault(r#"{"event": "case_returned", "reasons": [5]}"#);
        assert!(
            told.starts_with("e.json: reasons[1]: `5` does not fit here\n  hint: write a text"),
            "{told}"
        );
    }

    #[test]
    fn deep_faults_have_a_line() {
        let text = "{\n \"firm\": \"f\",\n \"kind\": \"export\",\n \"parties\": [],\n \"items\": [\n  \
                    {\"id\": \"1\",\n   \"quantity\": {\"amount\": \"1\", \"unit\": \"kg\"},\n   \
                    \"value\": {\"amount\": \"1\", \"currency\": \"EUR\"}}]}";
        let told = application(text, "a.json", None).unwrap_err().to_string();
        assert!(told.starts_with("a.json:7: items[1].quantity.unit: `kg`"), "{told}");
    }

    #[test]
    fn fields_of_a_command_make_an_event() {
        let given = ["hit.party=end_user", "hit.list=un", "hit.entry=X-1", "verdict=different"];
        let version = format!("entry_version={}", "0".repeat(64));
        let given: Vec<String> = given.iter().map(|f| (*f).to_owned()).chain([version]).collect();
        let more = ["why=another birth date", "until=2027-01-01"].map(str::to_owned);
        let all = [given, more.to_vec()].concat();
        let read = fields(&all, |_| unreachable!()).unwrap();
        assert!(named("hit_judged", read).is_ok());
        let twice = ["why=a".to_owned(), "why=b".to_owned()];
        assert!(fields(&twice, |_| unreachable!()).is_err());
    }
}
