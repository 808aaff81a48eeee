//! The law asked within a case: on submission, and again on every change; denials compared.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use casework::assessing::{ask, law_digest, to_ask};
use casework::assessment::{Consequence, DenialCompared, Matched};
use casework::case::Around;
use casework::event::Event;
use casework::facts::Application;
use casework::id::Digest;
use casework::undercut::{Transfer, compare};
use control::regime::Regime;
use control::regime::load::{PackFile, load};

use crate::desk::Desk;

/// The repository's own law data.
pub(crate) fn regime() -> &'static Regime {
    static REGIME: OnceLock<Regime> = OnceLock::new();
    REGIME.get_or_init(|| {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../regimes");
        let mut texts = Vec::new();
        collect(&root, &root, &mut texts);
        texts.sort();
        let files: Vec<PackFile<'_>> =
            texts.iter().map(|(name, text)| PackFile { name, text }).collect();
        load(&files).unwrap()
    })
}

fn collect(root: &std::path::Path, folder: &std::path::Path, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "cases") {
                collect(root, &path, into);
            }
        } else if path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap().display().to_string();
            into.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

impl Desk {
    /// Puts the repository's law in force.
    pub(crate) fn real_law(&mut self) {
        let digest = law_digest(regime()).unwrap();
        let (profile, source) = ("partner".to_owned(), "the repository".to_owned());
        let event = Event::LawProposed { digest: digest.clone(), profile, source };
        self.office("steward", event).unwrap();
        self.office("steward-2", Event::LawPublished { digest }).unwrap();
    }

    pub(crate) fn around(&self) -> Around<'_> {
        self.docket.around(self.case(), None)
    }

    /// Asks the real law and records the answer; gives what changed.
    pub(crate) fn ask(&mut self) -> Vec<String> {
        let asked = ask(regime(), self.case(), &self.around(), self.at).unwrap();
        let changes = asked.changes.clone();
        let event = Event::Assessed { assessment: asked.assessment, changes: asked.changes };
        self.does("system", event).unwrap();
        changes
    }
}

/// Denials against an application whose one item is a vibration test system.
pub(crate) fn compared(desk: &Desk, application: &Application) -> Vec<DenialCompared> {
    let matches = BTreeSet::from([Matched {
        item: "1".to_owned(),
        paragraph: "mtcr:15.B.1".to_owned(),
        category: "II".to_owned(),
        certain: true,
    }]);
    let on = casework::clock::utc_date(desk.at);
    let transfer = Transfer { application, matches: &matches, regime: regime(), on };
    compare(&desk.docket.register, &desk.docket.office, &transfer)
}
