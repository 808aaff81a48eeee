//! Any view as text for a terminal: a line a field, indented. What is absent or empty is left out.

use serde_json::Value;

/// Writes a view.
pub(crate) fn text(view: &Value) -> String {
    let mut out = String::new();
    put(view, 0, &mut out);
    out
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.values().all(is_empty),
        Value::String(text) => text.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A value that stands on the line of its name.
fn short(value: &Value) -> Option<String> {
    match value {
        Value::Bool(true) => Some("yes".to_owned()),
        Value::Bool(false) => Some("no".to_owned()),
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        Value::Array(all) => {
            let words: Option<Vec<&str>> = all.iter().map(word).collect();
            Some(words?.join(", ")).filter(|line| line.chars().count() <= WIDTH)
        }
        Value::Object(all) => amount(all).or_else(|| worded(all)),
        Value::Null => None,
    }
}

/// Quantities and values are read as people write them.
fn amount(all: &serde_json::Map<String, Value>) -> Option<String> {
    let number = all.get("amount").and_then(Value::as_str)?;
    let of = all.get("unit").or(all.get("currency")).and_then(Value::as_str)?;
    (all.len() == 2).then(|| format!("{number} {of}"))
}

/// What has a code for programs and words for people is told in words.
fn worded(all: &serde_json::Map<String, Value>) -> Option<String> {
    let told = all.get("what").and_then(Value::as_str)?;
    (all.len() == 2 && all.contains_key("blocker")).then(|| told.to_owned())
}

fn word(value: &Value) -> Option<&str> {
    value.as_str().filter(|text| text.chars().count() <= 40 && !text.contains([',', '\n']))
}

const WIDTH: usize = 80;

/// Fields that a reader looks for first; the others follow by name.
const FIRST: &[&str] = &[
    "case",
    "licence",
    "task",
    "event",
    "of",
    "state",
    "version",
    "who",
    "due",
    "on",
    "blockers",
    "next",
    "id",
    "party",
    "list",
    "entry",
    "role",
    "rule",
    "duty",
    "denial",
    "obligation",
    "agency",
    "decision",
    "question",
    "text",
    "item",
    "name",
    "what",
];

fn place(name: &str) -> usize {
    FIRST.iter().position(|first| *first == name).unwrap_or(FIRST.len())
}

fn put(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().filter(|(_, value)| !is_empty(value)).collect();
            fields.sort_by_key(|(name, _)| place(name));
            for (name, value) in fields {
                let name = name.replace('_', " ");
                match short(value) {
                    Some(text) => {
                        let text = text.replace('\n', &format!("\n{indent}  "));
                        out.push_str(&format!("{indent}{name}: {text}\n"));
                    }
                    None => {
                        out.push_str(&format!("{indent}{name}:\n"));
                        put(value, depth + 1, out);
                    }
                }
            }
        }
        Value::Array(all) => {
            for value in all.iter().filter(|value| !is_empty(value)) {
                if let Some(text) = short(value) {
                    out.push_str(&format!("{indent}- {text}\n"));
                    continue;
                }
                let mut inner = String::new();
                put(value, depth + 1, &mut inner);
                let start = indent.len() + 2;
                out.push_str(&format!("{indent}- {}", inner.get(start..).unwrap_or(&inner)));
            }
        }
        other => out.push_str(&format!("{indent}{}\n", short(other).unwrap_or_default())),
    }
}

#[cfg(test)]
mod test {
    use serde_json::json;

    #[test]
    fn views_are_lines_with_nothing_empty() {
        let view = json!({
            "case": "C-1", "due": null, "open": true, "route": ["SG", "AE"], "hits": [],
            "items": [{"id": "1", "quantity": {"amount": "2", "unit": "piece"}}, {"id": "2"}],
        });
        let wanted = "case: C-1\nitems:\n  - id: 1\n    quantity: 2 piece\n  - id: 2\nopen: yes\n\
                      route: SG, AE\n";
        assert_eq!(super::text(&view), wanted);
    }
}
