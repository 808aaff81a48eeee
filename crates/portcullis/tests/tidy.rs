//! House rules that no compiler checks: sizes, words, links, files that nothing uses, the glossary.

mod order;
mod peers;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use crate::run::root;

/// Lines of a source file of a crate; beyond it, look for the seam.
const SOURCE_LINES_MAX: usize = 500;
/// Lines of any other program text: tests, examples, scripts. Data and documents are as long as
/// what they hold.
const WRITTEN_LINES_MAX: usize = 800;

/// Files of the repository, those ignored left out: path with `/`, text.
pub(crate) fn files() -> Vec<(String, String)> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("names in UTF-8");
    let names: BTreeSet<&str> = names.split_terminator('\0').collect();
    let read = |name: &str| {
        let bytes = fs::read(root().join(name)).ok()?;
        Some((name.to_owned(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    names.into_iter().filter_map(read).collect()
}

/// Fails with all complaints at once.
pub(crate) fn none(complaints: Vec<String>) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn is_program(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    name.ends_with(".rs") || name.ends_with(".py") || name.ends_with(".sh") || !last.contains('.')
}

#[test]
fn no_file_outgrows_its_reader() {
    let mut complaints = Vec::new();
    for (name, text) in files().iter().filter(|(name, _)| is_program(name)) {
        let most = if name.contains("/src/") { SOURCE_LINES_MAX } else { WRITTEN_LINES_MAX };
        let lines = text.lines().count();
        if lines > most {
            complaints.push(format!("{name}: {lines} lines, {most} at most"));
        }
    }
    none(complaints);
}

#[test]
fn no_module_is_a_grab_bag() {
    let words = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "stuff"];
    let stem = |name: &str| name.rsplit('/').next().map(|l| l.split('.').next().map(str::to_owned));
    let bad = |name: &String| stem(name).flatten().is_some_and(|s| words.contains(&s.as_str()));
    none(files().into_iter().map(|(name, _)| name).filter(bad).collect());
}

#[test]
fn the_project_speaks_only_of_itself() {
    // Put together here, so that this file does not complain of itself. Given names and
    // `possession` are no complaint: words count whole, and two of them only beside each other.
    let whole = [["ses", "sion"], ["sub", "agent"], ["anth", "ropic"], ["chat", "gpt"]];
    let parts = [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["clau", "de code"]];
    let mut complaints = Vec::new();
    for (name, text) in files() {
        for (at, line) in text.lines().enumerate() {
            let line = line.to_lowercase();
            let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).collect();
            let word = whole
                .iter()
                .map(|w| w.concat())
                .find(|w| words.iter().any(|word| word.strip_suffix('s').unwrap_or(word) == w));
            let part = parts.iter().map(|p| p.concat()).find(|p| line.contains(p.as_str()));
            if let Some(found) = word.or(part) {
                complaints.push(format!("{name}:{}: `{found}`", at + 1));
            }
        }
    }
    none(complaints);
}

/// Targets of `[text](target)` in a document, those on the web left out.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|t| !t.contains("://") && !t.starts_with('#')).collect()
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[test]
fn links_lead_somewhere() {
    let mut complaints = Vec::new();
    for (name, text) in files().iter().filter(|(name, _)| name.ends_with(".md")) {
        for link in links(text) {
            let target = link.split('#').next().unwrap_or(link);
            if !root().join(folder(name)).join(target).exists() {
                complaints.push(format!("{name}: `{link}` leads nowhere"));
            }
        }
    }
    none(complaints);
}

/// The places where another file may name this one: module declarations for sources, any text
/// for the rest.
fn is_used(name: &str, all: &[(String, String)]) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    let others = || all.iter().filter(|(other, _)| other != name).map(|(_, text)| text);
    if let Some(stem) = last.strip_suffix(".rs") {
        let module = [format!("mod {stem};"), format!("mod {stem} {{")];
        let parents = all.iter().filter(|(other, _)| {
            let home = folder(name);
            let roots = ["lib.rs", "main.rs", "mod.rs"].map(|r| format!("{home}/{r}"));
            roots.contains(other)
                || *other == format!("{home}.rs")
                || last == "mod.rs" && folder(other) == folder(home)
        });
        let module_of = if last == "mod.rs" {
            [format!("mod {};", home_name(name)), String::from("mod mod;")]
        } else {
            module
        };
        let declared =
            parents.map(|(_, text)| text).any(|text| module_of.iter().any(|m| text.contains(m)));
        let is_root = ["lib.rs", "main.rs", "build.rs"].contains(&last);
        return declared || is_root || folder(name).ends_with("examples") || name.contains("fuzz/");
    }
    others().any(|text| text.contains(last))
}

fn home_name(name: &str) -> &str {
    folder(name).rsplit('/').next().unwrap_or_default()
}

#[test]
fn no_file_lies_about_unused() {
    let all = files();
    // Found by their folder: law, cases, examples, decisions; by the tool that reads them: the rest.
    let folders = ["regimes/", "examples/", "docs/decisions/", "lists/"];
    let tools = [
        "README.md",
        "CHANGELOG.md",
        "Cargo.lock",
        "Cargo.toml",
        "clippy.toml",
        "rustfmt.toml",
        "deny.toml",
        "rust-toolchain.toml",
        ".gitignore",
        "LICENSE",
    ];
    let unused = |name: &&String| {
        let last = name.rsplit('/').next().unwrap_or(name);
        let found = folders.iter().any(|f| name.starts_with(f)) || tools.contains(&last);
        let expected = name.strip_suffix(".expected");
        let beside = expected.is_some_and(|of| all.iter().any(|(other, _)| other == of));
        !found && !beside && name.as_str() != ".ci/run" && !is_used(name, &all)
    };
    none(all.iter().map(|(name, _)| name).filter(unused).cloned().collect());
}

#[test]
fn the_glossary_is_sorted_and_every_word_of_it_is_used() {
    let all = files();
    let glossary = all.iter().find(|(name, _)| name == "docs/glossary.md").expect("a glossary");
    let terms: Vec<String> = glossary
        .1
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(" |").next())
        .skip(1)
        .map(str::to_lowercase)
        .collect();
    let mut complaints = Vec::new();
    for pair in terms.windows(2) {
        if let [a, b] = pair
            && a >= b
        {
            complaints.push(format!("`{b}` stands after `{a}`"));
        }
    }
    let texts: Vec<String> = all
        .iter()
        .filter(|(name, _)| name != "docs/glossary.md")
        .filter(|(name, _)| name.ends_with(".rs") || name.ends_with(".md"))
        .map(|(_, text)| text.to_lowercase())
        .collect();
    let unused = |term: &&String| !texts.iter().any(|text| text.contains(term.as_str()));
    complaints.extend(terms.iter().filter(unused).map(|term| format!("nothing uses `{term}`")));
    none(complaints);
}
