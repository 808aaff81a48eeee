//! The table of peers names a test or a command in every row, and every test that it names exists.

use super::{files, none};

const TABLE: &str = "docs/peers.md";

/// Texts in backticks.
fn quoted(line: &str) -> impl Iterator<Item = &str> {
    line.split('`').skip(1).step_by(2)
}

/// `BINARY::MODULE::FUNCTION`
fn is_test(text: &str) -> bool {
    let word = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_lowercase() || b"_0123456789".contains(&b))
    };
    text.contains("::") && text.split("::").all(word)
}

/// Whether the file is where the path says: `main::serve::receipts` is `main.rs`'s `serve/receipts`.
fn holds(name: &str, modules: &[&str]) -> bool {
    let Some((_, inside)) = name.split_once("/tests/") else { return false };
    let inside = inside.strip_suffix(".rs").unwrap_or(inside);
    // Of `portcullis` all tests are one binary; the others have a folder for each.
    let wanted = match modules {
        ["main", rest @ ..] => rest.join("/"),
        all => all.join("/"),
    };
    inside == wanted
}

#[test]
fn every_row_of_the_peers_table_is_backed() {
    let all = files();
    let (_, table) = all.iter().find(|(name, _)| name == TABLE).expect("the table");
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 15, "the table has rows");
    let mut complaints = Vec::new();
    for row in rows {
        let last = row.trim_end_matches('|').rsplit('|').next().unwrap_or("");
        let mut backed = 0;
        for text in quoted(last) {
            backed += 1;
            if !is_test(text) {
                continue;
            }
            let mut parts: Vec<&str> = text.split("::").collect();
            let function = format!("fn {}()", parts.pop().unwrap_or(""));
            let there =
                |(name, text): &(String, String)| holds(name, &parts) && text.contains(&function);
            if !all.iter().any(there) {
                complaints.push(format!("{TABLE}: no test `{text}`"));
            }
        }
        if backed == 0 {
            complaints.push(format!("{TABLE}: nothing backs `{row}`"));
        }
    }
    none(complaints);
}
