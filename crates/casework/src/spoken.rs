//! What a reader of JSON or TOML finds wrong, in our words and with advice: nobody who fills in a
//! form knows what an EOF or a map is.

use std::fmt;

use control::problem::did_you_mean;
use serde::de::DeserializeOwned;

/// A fault of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The field it names, if it names one.
    pub field: Option<String>,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub hint: String,
}

impl fmt::Display for Spoken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}\n  hint: {}", self.what, self.hint)
    }
}

/// What stands in a text that is no JSON: beginning of the reader's words, ours, advice.
const BROKEN: &[(&str, &str, &str)] = &[
    (
        "EOF while parsing",
        "the text ends before its JSON does",
        "is it cut short? a brace, a bracket or a quotation mark is still open",
    ),
    (
        "trailing comma",
        "a comma with nothing after it",
        "take out the comma before the closing brace or bracket",
    ),
    (
        "trailing characters",
        "more text after the end of the JSON",
        "one JSON object; many go one a line, as NDJSON",
    ),
    (
        "expected value",
        "no JSON value",
        "texts stand in double quotes, objects in `{…}`, lists in `[…]`; an empty place is `null`",
    ),
    ("expected `:`", "no colon after the name of a field", "write `\"name\": value`"),
    (
        "expected `,`",
        "neither a comma nor the end after a value",
        "a comma stands between two fields, a closing brace or bracket at the end",
    ),
    (
        "key must be a string",
        "the name of a field without double quotes",
        "write `\"name\": value`",
    ),
    ("expected ident", "no JSON value", "`true`, `false` and `null` are written in small letters"),
    ("control character", "a line break or tab within a text", "write `\\n` or `\\t` in its place"),
    ("invalid escape", "a backslash before a letter that it does not go with", "write `\\\\`"),
    ("invalid number", "not a number as JSON writes it", "such as `12`, `0.5` or `1e6`"),
    ("number out of range", "a number that is too large", "write it as a text in double quotes"),
    ("recursion limit", "objects within objects too deep", "no form needs that many"),
    ("string values must be quoted", "a value that is none", "texts stand in double quotes"),
    ("duplicate key", "a name that stands twice", "keep one of the two"),
];

/// The reader's name of a type, ours, and how it is written.
const TYPES: &[(&str, &str)] = &[
    ("a string", "write a text in double quotes"),
    ("a borrowed string", "write a text in double quotes"),
    ("string", "write a text in double quotes"),
    ("a sequence", "write a list, `[…]`"),
    ("a boolean", "write `true` or `false`, without quotes"),
    ("a map", "write an object, `{…}`"),
    ("struct", "write an object, `{…}`"),
    ("internally tagged enum", "write an object, `{…}`"),
    ("enum", "write one of the words that the form names"),
    ("a tuple", "write a list, `[…]`"),
    ("f64", "write a number, without quotes"),
    ("u", "write a whole number, without quotes"),
    ("i", "write a whole number, without quotes"),
];

/// A fault of a JSON text.
#[must_use]
pub fn json(error: &serde_json::Error) -> Spoken {
    let text = error.to_string();
    spoken(text.split(" at line ").next().unwrap_or(&text))
}

/// The same with its column, for texts of one line.
#[must_use]
pub fn line(error: &serde_json::Error) -> String {
    format!("column {}: {}", error.column(), json(error))
}

/// Reads a line that is one object.
///
/// # Errors
/// It is none; with its column.
pub fn object<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if !text.trim_start().starts_with('{') {
        return Err("no object\n  hint: write an object, `{…}`, on each line".to_owned());
    }
    serde_json::from_str(text).map_err(|error| line(&error))
}

/// A reader's words, without the place, in ours.
#[must_use]
pub fn spoken(text: &str) -> Spoken {
    let text = text.trim_end();
    let told = |field: Option<&str>, what: String, hint: String| Spoken {
        field: field.map(str::to_owned),
        what,
        hint,
    };
    let known = |words: &[&str]| -> Vec<String> {
        words.iter().step_by(2).map(|word| (*word).to_owned()).collect()
    };
    let near = |name: &str, known: &[String], else_: &str| {
        let near = did_you_mean(name, known.iter().map(String::as_str));
        near.unwrap_or_else(|| match known.is_empty() {
            true => "take it out".to_owned(),
            false => format!("{else_} {}", known.join(", ")),
        })
    };
    let words: Vec<&str> = text.split('`').collect();
    match words.as_slice() {
        ["unknown field ", name, _, all @ ..] => {
            let hint = near(name, &known(all), "known here:");
            return told(Some(name), "unknown field".to_owned(), hint);
        }
        ["missing field ", name, ..] => {
            return told(Some(name), "missing".to_owned(), "it must be stated".to_owned());
        }
        ["duplicate field ", name, ..] => {
            let what = "the field stands twice".to_owned();
            return told(Some(name), what, "keep one of the two".to_owned());
        }
        ["unknown variant ", name, _, all @ ..] => {
            let hint = near(name, &known(all), "one of");
            return told(None, format!("`{name}` is not known here"), hint);
        }
        _ => {}
    }
    // A form may be read from a list of its values; nobody writes one so.
    if text.starts_with("invalid length ") {
        let hint = "write an object, `{…}`, with the fields by name".to_owned();
        return told(None, "a list does not fit here".to_owned(), hint);
    }
    for kind in ["invalid type: ", "invalid value: "] {
        if let Some((found, wanted)) =
            text.strip_prefix(kind).and_then(|rest| rest.split_once(", expected "))
        {
            let hint = TYPES.iter().find(|(name, _)| wanted.starts_with(name));
            let hint =
                hint.map_or_else(|| format!("write {wanted}"), |(_, hint)| (*hint).to_owned());
            return told(None, format!("{} does not fit here", value(found)), hint);
        }
    }
    let broken = BROKEN.iter().find(|(begins, ..)| text.starts_with(begins));
    match broken {
        Some((_, what, hint)) => told(None, (*what).to_owned(), (*hint).to_owned()),
        // Words of our own, from a field that reads itself.
        None => match text.split_once("\n  hint: ").or_else(|| text.split_once("; ")) {
            Some((what, hint)) => told(None, what.to_owned(), hint.to_owned()),
            None => {
                let hint = match text {
                    text if text.ends_with("stands twice") => "keep one of the two",
                    text if text.starts_with("nested") => "no form needs objects that deep",
                    _ => "docs/formats has the fields",
                };
                told(None, text.to_owned(), hint.to_owned())
            }
        },
    }
}

/// A value as the reader names it.
fn value(found: &str) -> String {
    if let Some((_, written)) = found.split_once('`') {
        return format!("`{}`", written.trim_end_matches('`'));
    }
    if let Some(written) = found.strip_prefix("string ") {
        return format!("`{}`", written.trim_matches('"'));
    }
    match found {
        "map" => "an object",
        "sequence" => "a list",
        "null" | "unit value" => "nothing",
        other => other,
    }
    .to_owned()
}

#[cfg(test)]
mod test {
    use std::collections::BTreeMap;

    use super::{json, line};

    type Form = BTreeMap<String, Vec<u32>>;

    #[test]
    fn every_fault_of_a_text_has_words_and_advice() {
        for (text, what) in [
            ("", "ends before"),
            ("{\"a\": [1", "ends before"),
            ("{\"a\": [1],}", "a comma with nothing after it"),
            ("{\"a\": [1,]}", "a comma with nothing after it"),
            ("{} {}", "more text after the end"),
            ("{\"a\": }", "no JSON value"),
            ("{\"a\" [1]}", "no colon"),
            ("{\"a\": [1] \"b\": []}", "neither a comma nor the end"),
            ("{a: [1]}", "without double quotes"),
            ("{\"a\n\": []}", "a line break or tab"),
            ("{\"a\\q\": []}", "a backslash"),
            ("{\"a\": [01]}", "not a number"),
            ("{\"a\": [\"1\"]}", "`1` does not fit here"),
            ("{\"a\": [-1]}", "`-1` does not fit here"),
            ("{\"a\": 1}", "`1` does not fit here"),
            ("{\"a\": {}}", "an object does not fit here"),
            ("[]", "a list does not fit here"),
            ("{\"a\": tru}", "no JSON value"),
        ] {
            let error = serde_json::from_str::<Form>(text).unwrap_err();
            let told = json(&error);
            assert!(told.what.contains(what), "{text}: {told}: {error}");
            assert!(!told.hint.is_empty() && !line(&error).contains(" at line "), "{text}: {told}");
        }
    }
}
