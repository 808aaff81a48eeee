//! The office through its commands, on SQLite and on PostgreSQL: the same words on both. What is
//! done stands in files, in lines that a shell runs; what came out, in a file beside it.

mod audit;

use std::path::Path;
use std::process::Command;

use crate::cluster;
use crate::run::root;
use crate::scratch::Scratch;

/// An office in a folder of its own.
pub(crate) struct Desk {
    pub(crate) scratch: Scratch,
    variables: Vec<(String, String)>,
}

impl Desk {
    pub(crate) fn new(db: Option<String>) -> Self {
        let mut desk =
            Self::beside(&[("docs", "docs"), ("crates/portcullis/tests/office", "data")]);
        desk.set("PORTCULLIS_DOCUMENTS", "documents");
        if let Some(db) = db {
            desk.set("PORTCULLIS_DB", &db);
        }
        desk
    }

    /// A folder from which others of the project are seen under names of its own.
    pub(crate) fn beside(links: &[(&str, &str)]) -> Self {
        let scratch = Scratch::new();
        for (folder, name) in links {
            let folder = root().join(folder).canonicalize().unwrap();
            std::os::unix::fs::symlink(folder, scratch.path().join(name)).unwrap();
        }
        Self { scratch, variables: Vec::new() }
    }

    pub(crate) fn set(&mut self, name: &str, value: &str) {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Runs a line of shell: what it prints, and its status where that is not 0.
    pub(crate) fn shell(&self, line: &str) -> String {
        let binary = Path::new(env!("CARGO_BIN_EXE_portcullis")).parent().unwrap();
        let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap());
        let done = Command::new("sh")
            .args(["-c", line])
            .current_dir(self.scratch.path())
            .env("PATH", path)
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .output()
            .unwrap();
        let mut told = String::from_utf8(done.stdout).unwrap();
        told.push_str(&String::from_utf8(done.stderr).unwrap());
        let status = done.status.code().unwrap();
        if status != 0 {
            told.push_str(&format!("status {status}\n"));
        }
        told
    }

    /// Runs the lines of a text that begin with four spaces, and tells all.
    pub(crate) fn follow(&mut self, text: &str) -> String {
        let own_db = self.variables.iter().any(|(name, _)| name == "PORTCULLIS_DB");
        let mut told = String::new();
        for line in text.lines().filter_map(|line| line.strip_prefix("    ")) {
            if let Some((name, value)) =
                line.strip_prefix("export ").and_then(|l| l.split_once('='))
            {
                if name != "PORTCULLIS_DB" || !own_db {
                    self.set(name, value);
                }
                continue;
            }
            told.push_str(&format!("$ {line}\n{}", masked(&self.shell(line))));
        }
        told
    }
}

/// Digests and keys differ from one pack or key to the next, ages of lists from one day to the next.
fn masked(text: &str) -> String {
    let mut pieces = text.split(" days old");
    let mut ageless = pieces.next().unwrap_or_default().to_owned();
    for rest in pieces {
        let kept = ageless.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        ageless.truncate(kept);
        ageless = ageless + "DAYS days old" + rest;
    }
    digestless(&ageless)
}

fn digestless(text: &str) -> String {
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            run.push(c);
            continue;
        }
        match run.len() {
            64 | 128 => out.push_str("DIGEST"),
            _ => out.push_str(&run),
        }
        run.clear();
        out.push(c);
    }
    out.pop();
    out
}

/// Follows a text on both databases and compares what was told with what is expected.
fn follow(name: &str, text: &str, is_set_up: bool, postgres: bool) {
    let mut desk = match postgres {
        true if cluster::skipped() => return,
        true => Desk::new(Some(cluster::database())),
        false => Desk::new(None),
    };
    if is_set_up {
        set_up(&mut desk);
    }
    let told = desk.follow(text);
    expect(&format!("office/{name}.expected"), &told, !postgres);
}

/// Compares what was told with the file that says what is expected.
pub(crate) fn expect(name: &str, told: &str, writes: bool) {
    let path = root().join("crates/portcullis/tests").join(name);
    if std::env::var_os("UPDATE").is_some() && writes {
        std::fs::write(&path, told).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = told.lines().zip(expected.lines()).find(|(told, expected)| told != expected);
    assert_eq!(differs, None, "{name}");
    assert_eq!(told.lines().count(), expected.lines().count(), "{name}");
}

macro_rules! followed {
    ($($name:ident: $file:literal, $path:literal, $set_up:literal;)*) => { $(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::follow($file, include_str!($path), $set_up, false);
            }

            #[test]
            fn on_postgres() {
                super::follow($file, include_str!($path), $set_up, true);
            }
        }
    )* };
}

/// Follows a text in an office that is set up already.
fn set_up(desk: &mut Desk) {
    let told = desk.follow(include_str!("office/setup.steps"));
    assert!(!told.contains("status "), "{told}");
}

followed! {
    the_walk_through_does_what_it_says: "walk-through", "../../../docs/walk-through.md", false;
    denials_are_judged_consulted_about_and_sent: "denials.steps", "office/denials.steps", true;
    a_licence_lives: "life.steps", "office/life.steps", true;
    what_is_refused_is_told: "refused.steps", "office/refused.steps", true;
}
