//! The line of a field in a JSON file of several lines, found only once something is wrong.

/// Line, from 1, at which the field of a path such as `items[gyro].properties.range` stands; the
/// line of the deepest part that exists otherwise.
pub(crate) fn line(text: &str, path: &str) -> usize {
    let mut at = 0;
    for step in steps(path) {
        let found = match step {
            Step::Field(name) => field(text, at, name),
            Step::Entry(label) => entry(text, at, label),
        };
        match found {
            Some(next) => at = next,
            None => break,
        }
    }
    1 + text.get(..at).unwrap_or("").bytes().filter(|b| *b == b'\n').count()
}

enum Step<'p> {
    Field(&'p str),
    Entry(&'p str),
}

fn steps(path: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    for part in path.split('.') {
        let (name, label) = part.split_once('[').unwrap_or((part, ""));
        if !name.is_empty() {
            steps.push(Step::Field(name));
        }
        if let Some(label) = label.strip_suffix(']') {
            steps.push(Step::Entry(label));
        }
    }
    steps
}

/// Offset of the key of a field of the object that follows.
fn field(text: &str, from: usize, name: &str) -> Option<usize> {
    let start = from + text.get(from..)?.find('{')?;
    let quoted = format!("\"{name}\"");
    let mut found = None;
    walk(text, start, |depth, at, token| {
        let after = text.get(at + token.len()..).unwrap_or("").trim_start();
        if depth == 1 && token == quoted && after.starts_with(':') {
            found = Some(at);
        }
        found.is_some()
    });
    found
}

/// Offset of an entry of the list that follows, by its `id` or its position from 1.
fn entry(text: &str, from: usize, label: &str) -> Option<usize> {
    let start = from + text.get(from..)?.find('[')?;
    let mut entries = Vec::new();
    walk(text, start, |depth, at, token| {
        if depth == 2 && matches!(token, "{" | "[") {
            entries.push(at);
        }
        false
    });
    let by_id = entries.iter().copied().find(|at| {
        let value = field(text, *at, "id").and_then(|key| text.get(key..)?.split_once(':'));
        value.is_some_and(|(_, rest)| rest.trim_start().trim_start_matches('"').starts_with(label))
    });
    by_id.or_else(|| entries.get(label.parse::<usize>().ok()?.checked_sub(1)?).copied())
}

/// Visits the tokens of one value: brackets and texts, with the depth after the token opens. Ends
/// when the value does, or when the visitor says so.
fn walk(text: &str, start: usize, mut visit: impl FnMut(usize, usize, &str) -> bool) {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        let mut length = 1;
        match byte {
            b'{' | b'[' => depth += 1,
            b'"' => {
                while let Some(inner) = bytes.get(at + length) {
                    length += if *inner == b'\\' { 2 } else { 1 };
                    if *inner == b'"' {
                        break;
                    }
                }
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return;
                }
            }
            _ => {
                at += 1;
                continue;
            }
        }
        if visit(depth, at, text.get(at..at + length).unwrap_or("")) {
            return;
        }
        at += length;
    }
}

#[cfg(test)]
mod test {
    use super::line;

    const TEXT: &str = "{\n \"id\": \"a\",\n \"items\": [\n  {\"id\": \"x\"},\n  {\"id\": \"y\",\n   \"properties\": {\n    \"range\": 5}}\n ]\n}";

    #[test]
    fn fields_are_found_by_path() {
        assert_eq!(line(TEXT, "items[y].properties.range"), 7);
        assert_eq!(line(TEXT, "items[2].properties"), 6);
        assert_eq!(line(TEXT, "items[x].properties"), 4);
        assert_eq!(line(TEXT, ""), 1);
    }

    #[test]
    fn broken_text_ends() {
        for cut in 0..TEXT.len() {
            line(&TEXT[..cut], "items[y].properties.range");
        }
    }
}
