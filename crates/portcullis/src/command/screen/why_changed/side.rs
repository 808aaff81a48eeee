//! One side of a comparison: which lists, of which day, under which configuration.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use jiff::civil::Date;
use serde::Deserialize;

use crate::cli::party::Screen;
use crate::command::lists::{day, today};
use crate::command::screen::{check_limit, threshold};
use crate::files::{self, BadInput};
use crate::judgements::Judgements;
use crate::policy::Policy;
use crate::screener::{Screener, policy};
use crate::store::catalogue;
use crate::store::{Manifest, Store, past};

/// Bytes of a configuration file.
const CONFIG_BYTES_MAX: usize = 1 << 16;

/// A configuration file: the `config` of a screening's receipt, or a part of it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    threshold: Option<f64>,
    limit: Option<usize>,
    max_age: Option<u32>,
    /// Of a policy that the store keeps.
    policy: Option<String>,
    /// As receipts have it; no hit is hidden by it.
    #[serde(rename = "judgements")]
    _judgements: Option<String>,
    /// As receipts have it; how an answer is written does not change what is found.
    #[serde(rename = "format")]
    _format: Option<String>,
}

/// One side.
pub(super) struct Side {
    /// As the user wrote it.
    pub(super) given: String,
    pub(super) threshold: f64,
    pub(super) limit: usize,
    pub(super) day: Date,
    pub(super) screener: Screener,
    /// None: judgements hide no hit.
    pub(super) judgements: Judgements,
}

/// What a side is told by.
enum Told {
    Config(Config),
    Policy(Policy),
    Day(Date),
    Snapshot(Manifest),
}

impl Side {
    /// Opens the lists of a side; what it does not say is as the options say.
    ///
    /// # Errors
    /// It is none of a threshold, a configuration file, a day, a snapshot; the store.
    pub(super) fn open(given: &str, options: &Screen) -> Result<Self> {
        let store = options.lists.lists.as_deref().map(Store::open).transpose()?;
        let told = read(given, store.as_ref())?;
        let config = match &told {
            Told::Config(config) => config.clone(),
            _ => Config::default(),
        };
        let policy = match (&told, &config.policy) {
            (Told::Policy(policy), _) => policy.clone(),
            (_, Some(digest)) => {
                let path = store.as_ref().and_then(|store| store.policy_of(digest));
                let path = path.ok_or_else(|| at(given, "its policy is not in the store"))?;
                Policy::open(&path)?
            }
            _ => policy(&options.lists)?,
        };
        let given_threshold = config.threshold.or(options.threshold);
        let threshold = threshold(given_threshold, &policy);
        let threshold = threshold.map_err(|BadInput(what)| at(given, &what))?;
        let limit = config.limit.unwrap_or(options.limit);
        check_limit(limit).map_err(|BadInput(what)| at(given, &what))?;
        let (on, asked) = match &told {
            Told::Day(on) => (*on, true),
            _ => (day(options.as_of.as_deref())?, options.as_of.is_some()),
        };
        let max_age = config.max_age.unwrap_or(options.lists.max_age);
        let screener = match &store {
            None => Screener::of(Ok(catalogue::starter()?), max_age, Vec::new()),
            Some(store) => {
                let mut stood = if asked {
                    past::stood(store, on, today())?
                } else {
                    past::Stood { snapshots: store.in_force()?, absent: Vec::new() }
                };
                if let Told::Snapshot(manifest) = &told {
                    stood.absent.retain(|list| *list != manifest.list);
                    stood.snapshots.insert(manifest.list.clone(), manifest.clone());
                }
                let catalogue = catalogue::look_back(store, &stood.snapshots)?;
                Screener::of(Ok(catalogue), max_age, stood.absent)
            }
        };
        let screener = screener.under(policy);
        Ok(Self {
            given: given.to_owned(),
            threshold,
            limit,
            day: on,
            screener,
            judgements: Judgements::default(),
        })
    }
}

fn at(given: &str, what: &str) -> BadInput {
    BadInput(format!("--why-changed `{given}`: {what}"))
}

fn read(given: &str, store: Option<&Store>) -> Result<Told> {
    let number = given.strip_prefix("threshold=").unwrap_or(given).parse::<f64>();
    if let Ok(threshold) = number {
        let config = Config { threshold: Some(threshold), ..Config::default() };
        return Ok(Told::Config(config));
    }
    let path = Path::new(given);
    if path.is_file() && path.extension().is_some_and(|ending| ending == "toml") {
        return Ok(Told::Policy(Policy::open(path)?));
    }
    if path.is_file() {
        let text = files::read_text(path, CONFIG_BYTES_MAX)?;
        let read = serde_json::from_str(&text).map_err(|error| {
            let hint = "a JSON object with threshold, limit, max_age, as a receipt's config has";
            let told = casework::spoken::json(&error);
            at(given, &format!("line {}: {told}\n  hint: {hint}", error.line()))
        });
        return Ok(Told::Config(read?));
    }
    let is_day = given.parse::<Date>().ok();
    let Some(store) = store else {
        let what = if is_day.is_some() || given.contains('@') {
            "a day or a snapshot needs a store\n  hint: `--lists DIR`"
        } else {
            UNKNOWN
        };
        return Err(at(given, what).into());
    };
    if let Some(day) = is_day {
        return Ok(Told::Day(day));
    }
    snapshot(given, store)?.map(Told::Snapshot).ok_or_else(|| at(given, UNKNOWN).into())
}

const UNKNOWN: &str = "neither a threshold, a configuration file, a day nor a snapshot\n  hint: \
                       0.8, config.json, policy.toml, 2026-03-01, un@2026-03-01 or sha256:…";

/// `LIST@DAY`, `LIST@DIGEST` or a digest; digests may be cut.
fn snapshot(given: &str, store: &Store) -> Result<Option<Manifest>> {
    let (lists, version) = match given.split_once('@') {
        Some((list, version)) => (vec![list.to_owned()], version),
        None if given.starts_with("sha256:") => (store.all_lists()?, given),
        None => return Ok(None),
    };
    let mut known = BTreeMap::new();
    for list in lists {
        for manifest in store.history(&list)? {
            known.insert(format!("{list}@{}", manifest.name()), manifest);
        }
    }
    let is_it = |manifest: &&Manifest| {
        manifest.name().starts_with(version)
            || version.len() > "sha256:".len() && manifest.digest.starts_with(version)
    };
    let mut found: Vec<&Manifest> = known.values().filter(is_it).collect();
    match (found.pop(), found.is_empty()) {
        (Some(manifest), true) => Ok(Some(manifest.clone())),
        (found, _) => {
            let what = if found.is_none() { "no such snapshot" } else { "more than one snapshot" };
            let known: Vec<&str> = known.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            Err(at(given, &format!("{what}\n  hint: there is {known}")).into())
        }
    }
}
