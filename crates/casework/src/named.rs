//! Whether two names may be one party's. Names of denials are compared with those of every case, so
//! each is read once and kept for as long as it is used.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use screening::{Query, Reading, THRESHOLD};

use crate::assessment::Compares;

/// Names kept, twice: those used lately, and those before them.
const NAMES_MAX: usize = 4_000;

/// Names as they were read. What is kept changes no answer.
#[derive(Debug, Default)]
struct Kept {
    lately: HashMap<String, Arc<Reading>>,
    before: HashMap<String, Arc<Reading>>,
}

static KEPT: LazyLock<Mutex<Kept>> = LazyLock::new(Mutex::default);

impl Kept {
    fn find(&mut self, name: &str) -> Option<Arc<Reading>> {
        if let Some(known) = self.lately.get(name) {
            return Some(Arc::clone(known));
        }
        let (name, known) = self.before.remove_entry(name)?;
        self.keep(name, Arc::clone(&known));
        Some(known)
    }

    fn keep(&mut self, name: String, reading: Arc<Reading>) {
        if self.lately.len() >= NAMES_MAX {
            self.before = std::mem::take(&mut self.lately);
        }
        self.lately.insert(name, reading);
    }
}

fn reading(name: &str) -> Arc<Reading> {
    let kept = || KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = kept().find(name) {
        return known;
    }
    let read = Arc::new(Reading::of(&Query { name: name.to_owned(), ..Query::default() }));
    kept().keep(name.to_owned(), Arc::clone(&read));
    read
}

/// Whether two names may be one party's. What cannot be compared is for a person.
#[must_use]
pub fn same_name(stated: &str, denied: &str) -> Compares {
    let (one, other) = (reading(stated), reading(denied));
    if one.is_same_after_folding(&other) {
        return Compares::Same;
    }
    let unreadable = |name: &str| !name.chars().any(char::is_alphanumeric);
    if unreadable(stated) || unreadable(denied) {
        return Compares::Unknown;
    }
    let reaches = |a: &Reading, b: &Reading| a.compare(b).score >= THRESHOLD;
    // Words too many cost more on one side than on the other; the kinder reading decides.
    match reaches(&one, &other) || reaches(&other, &one) {
        true => Compares::Unknown,
        false => Compares::Different,
    }
}
