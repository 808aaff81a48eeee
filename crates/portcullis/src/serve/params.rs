//! The query string: keys may repeat, and a key that nobody reads is a fault, so that a mistyped
//! `treshold` does not screen with another threshold than its sender thinks.

use std::ops::RangeInclusive;

use control::problem::did_you_mean;

use super::refusal::{Item, Refusal};

/// A query string being read.
#[derive(Debug)]
pub(super) struct Params {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    faults: Vec<Item>,
}

impl Params {
    /// Opens a query string or a form.
    pub(super) fn open(text: &str) -> Self {
        let pairs = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
        Self { pairs, known: Vec::new(), faults: Vec::new() }
    }

    /// All values of a key.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<String> {
        self.known.push(key);
        let own = self.pairs.iter().filter(|(own, _)| own == key);
        own.map(|(_, value)| value.clone()).collect()
    }

    /// The last value of a key.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        self.texts(key).pop()
    }

    /// A whole number within bounds.
    pub(super) fn count(
        &mut self,
        key: &'static str,
        bounds: RangeInclusive<usize>,
        default: usize,
    ) -> usize {
        let Some(text) = self.text(key) else { return default };
        match text.parse() {
            Ok(number) if bounds.contains(&number) => number,
            _ => {
                let (least, most) = bounds.into_inner();
                self.fault(key, &text, &format!("a whole number from {least} to {most}"));
                default
            }
        }
    }

    /// A number from 0 to 1.
    pub(super) fn share(&mut self, key: &'static str) -> Option<f64> {
        let text = self.text(key)?;
        match text.parse::<f64>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Some(number),
            _ => {
                self.fault(key, &text, "a number from 0 to 1");
                None
            }
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, key: &'static str, default: bool) -> bool {
        let Some(text) = self.text(key) else { return default };
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => true,
            "false" | "0" | "no" | "off" => false,
            _ => {
                self.fault(key, &text, "true or false");
                default
            }
        }
    }

    /// Notes a fault of a key.
    pub(super) fn fault(&mut self, key: &str, found: &str, wanted: &str) {
        let found: String = found.chars().take(60).collect();
        self.faults.push(Item {
            loc: vec!["query".to_owned(), key.to_owned()],
            msg: format!("`{found}` is not {wanted}"),
            kind: "value_error",
        });
    }

    /// All faults, among them the keys that nobody reads.
    ///
    /// # Errors
    /// There is one.
    pub(super) fn close(mut self) -> Result<(), Refusal> {
        for (key, _) in &self.pairs {
            if !self.known.contains(&key.as_str()) {
                let near = did_you_mean(key, self.known.iter().copied());
                let near = near.map_or(String::new(), |near| format!("; {near}"));
                self.faults.push(Item {
                    loc: vec!["query".to_owned(), key.chars().take(60).collect()],
                    msg: format!("not known here{near}"),
                    kind: "extra_forbidden",
                });
            }
        }
        if self.faults.is_empty() { Ok(()) } else { Err(Refusal::faults(self.faults)) }
    }
}
