//! Who may use whom: crates as ARCHITECTURE.md says, modules in the order of their `lib.rs`.

use std::collections::{BTreeMap, BTreeSet};

use super::{files, none};

/// Crates whose `lib.rs` promises that a module uses only modules above it.
const ORDERED: [&str; 3] = ["crates/casework/src", "crates/control/src", "crates/screening/src"];

/// Program lines of a file: no comments, nothing from its tests on.
fn program(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .take_while(|line| line.trim() != "#[cfg(test)]")
        .filter(|line| !line.trim_start().starts_with("//"))
}

/// Modules that a line names as `crate::name`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::")
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '_').next())
        .filter(|name| !name.is_empty())
}

/// Names that `lib.rs` declares, in its order.
fn modules(text: &str) -> Vec<&str> {
    let private = text.lines().map(|line| line.strip_prefix("pub ").unwrap_or(line));
    private.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect()
}

#[test]
fn a_module_uses_only_modules_above_it() {
    let all = files();
    let mut complaints = Vec::new();
    for source in ORDERED {
        let lib = format!("{source}/lib.rs");
        let lib = &all.iter().find(|(name, _)| *name == lib).expect("a lib.rs").1;
        assert!(lib.contains("dependency order"), "{source}: the promise is gone");
        let order = modules(lib);
        for (name, text) in &all {
            let Some(own) = name.strip_prefix(source).and_then(|n| n.strip_prefix('/')) else {
                continue;
            };
            let own = own.split(['/', '.']).next().unwrap_or_default();
            let Some(place) = order.iter().position(|module| *module == own) else { continue };
            for line in program(text) {
                if line.contains("crate::{") {
                    complaints.push(format!("{name}: one `use crate::module` a line: `{line}`"));
                }
                for used in named(line) {
                    let at = order.iter().position(|module| *module == used);
                    if at.is_some_and(|at| at > place) {
                        complaints.push(format!("{name}: uses `{used}`, which stands below it"));
                    }
                }
            }
        }
    }
    none(complaints);
}

#[test]
fn every_module_opens_with_what_it_is_for() {
    let silent = |(name, text): &(String, String)| {
        name.ends_with(".rs") && name.contains("/src/") && !text.starts_with("//!")
    };
    none(files().into_iter().filter(silent).map(|(name, _)| name).collect());
}

/// Names under a heading of a manifest.
fn section(manifest: &str, heading: &str) -> BTreeSet<String> {
    let lines = manifest.lines().skip_while(|line| *line != heading).skip(1);
    lines
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split(['.', '=', ' ']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What stands between backticks.
fn ticked(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn the_crate_table_is_true() {
    let all: BTreeMap<String, String> = files().into_iter().collect();
    let crates: BTreeSet<String> = all
        .keys()
        .filter_map(|name| name.strip_prefix("crates/")?.strip_suffix("/Cargo.toml"))
        .map(str::to_owned)
        .collect();
    let mut table = BTreeMap::new();
    let text = &all["ARCHITECTURE.md"];
    let rows = text.lines().skip_while(|line| !line.starts_with("| crate |")).skip(2);
    for row in rows.take_while(|line| line.starts_with('|')) {
        let cells: Vec<&str> = row.split('|').collect();
        let name = ticked(cells[1]).pop_first().expect("a crate's name");
        table.insert(name, (ticked(cells[2]), ticked(cells[3])));
    }
    let mut wanted = BTreeMap::new();
    for name in &crates {
        let manifest = &all[&format!("crates/{name}/Cargo.toml")];
        let used = section(manifest, "[dependencies]");
        let split: (BTreeSet<_>, BTreeSet<_>) =
            used.into_iter().partition(|name| crates.contains(name));
        wanted.insert(name.clone(), split);
    }
    assert_eq!(table, wanted, "left ARCHITECTURE.md, right the manifests");
    let members = all["Cargo.toml"].lines().find(|line| line.starts_with("members"));
    for name in &crates {
        let member = format!("\"crates/{name}\"");
        assert!(members.is_some_and(|line| line.contains(&member)), "{name} is no member");
    }
}

#[test]
fn only_the_store_speaks_sql_and_waits() {
    let all = files();
    let mut complaints = Vec::new();
    for (name, text) in &all {
        let of_store = name.starts_with("crates/casework/src/store");
        if !name.starts_with("crates/casework/src/") || of_store || !name.ends_with(".rs") {
            continue;
        }
        let words = ["sqlx", "tokio", "async ", "SystemTime", "Timestamp::now", "std::fs"];
        for word in words {
            if program(text).any(|line| line.contains(word)) {
                complaints.push(format!("{name}: speaks of `{word}`"));
            }
        }
    }
    none(complaints);
}

#[test]
fn law_and_names_do_not_know_each_other() {
    let all = files();
    let mut complaints = Vec::new();
    for (of, other) in [("control", "screening"), ("screening", "control")] {
        let home = format!("crates/{of}/");
        for (name, text) in all.iter().filter(|(name, _)| name.starts_with(&home)) {
            let uses = |line: &str| line.contains(&format!("{other}::"));
            let depends = name.ends_with("Cargo.toml")
                && ["[dependencies]", "[dev-dependencies]"]
                    .iter()
                    .any(|heading| section(text, heading).contains(other));
            if depends || name.ends_with(".rs") && program(text).any(uses) {
                complaints.push(format!("{name}: speaks of `{other}`"));
            }
        }
    }
    none(complaints);
}
