//! How to look and what may answer: from the query string, for a whole body, or for one query of it.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Deserialize;
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::params::Params;
use super::refusal::{Refusal, unread};
use super::snapshot::{DEFAULT, Snapshot};
use crate::ftm::{Schema, schema_of, topics};
use crate::wire::pairs::{Pairs, Texts};

/// Results of one query at most.
pub(super) const LIMIT_MAX: usize = 500;
/// Ids that may be excluded; in the body, where no length of an address limits them.
const EXCLUDED_MAX: usize = 10_000;
/// Below this every name resembles every other.
const LEAST: f64 = 0.3;
/// Equal names are always hits.
const MOST: f64 = 0.90;
/// Names under which the one way of matching may be asked for.
pub(super) const ALGORITHMS: &[&str] = &[
    "best",
    "portcullis",
    "logic-v1",
    "logic-v2",
    "name-based",
    "name-qualified",
    "regression-v1",
];

/// The query string of a match.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "read one by one; this describes them")]
pub(super) struct MatchParams {
    /// Results of one query at most.
    #[param(default = 5, minimum = 1, maximum = 500)]
    limit: Option<usize>,
    /// Score from which a result is a match. Above 0.9 it counts as 0.9: equal names always match.
    #[param(default = 0.7, minimum = 0.0, maximum = 1.0)]
    threshold: Option<f64>,
    /// Score from which a result is shown; never above the threshold, never below 0.3.
    #[param(default = 0.7, minimum = 0.0, maximum = 1.0)]
    cutoff: Option<f64>,
    /// One of the names of `/algorithms`; all mean the same.
    #[param(default = "best")]
    algorithm: Option<String>,
    /// Lists that are searched: of the default collection these alone, beside a list these as well.
    include_dataset: Option<Vec<String>>,
    /// Lists that are not searched.
    exclude_dataset: Option<Vec<String>>,
    /// Schemata that do not answer.
    exclude_schema: Option<Vec<String>>,
    /// Only parties with one of these topics; those whose topics are not known answer as well.
    topics: Option<Vec<String>>,
    /// Only parties that changed since: `YYYY-MM-DD`, or with a time.
    changed_since: Option<String>,
    /// Entities that do not answer, by any of their ids.
    exclude_entity_ids: Option<Vec<String>>,
}

/// The same in a body, for all queries or for one.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BodyTerms {
    /// Results at most.
    limit: Option<usize>,
    /// Score from which a result is a match.
    threshold: Option<f64>,
    /// Score from which a result is shown.
    cutoff: Option<f64>,
    /// One of the names of `/algorithms`.
    algorithm: Option<String>,
    /// Lists that are searched.
    #[serde(default, alias = "include_datasets")]
    include_dataset: Vec<String>,
    /// Lists that are not searched.
    #[serde(default, alias = "exclude_datasets")]
    exclude_dataset: Vec<String>,
    /// Schemata that do not answer.
    #[serde(default)]
    exclude_schema: Vec<String>,
    /// Only parties with one of these topics.
    #[serde(default)]
    topics: Vec<String>,
    /// Only parties that changed since.
    changed_since: Option<String>,
    /// Entities that do not answer, by any of their ids.
    #[serde(default)]
    exclude_entity_ids: Vec<String>,
}

impl BodyTerms {
    /// Reads `params` of a body.
    ///
    /// # Errors
    /// A field that is not known, or a value of another kind.
    pub(super) fn read(params: &RawValue) -> Result<Self, String> {
        serde_json::from_str(params.get()).map_err(|error| format!("params: {}", unread(&error)))
    }
}

/// What a listed party must have: each key, with one of its values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Wanted(Vec<(Field, Vec<String>)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Countries,
    Topics,
    Datasets,
    Schema,
    Genders,
}

/// How to look, and who may answer.
#[derive(Clone, Debug)]
pub(super) struct Terms {
    pub(super) limit: usize,
    threshold: f64,
    cutoff: f64,
    pub(super) dataset: String,
    pub(super) include: Vec<String>,
    pub(super) exclude: Vec<String>,
    pub(super) exclude_schema: Vec<String>,
    pub(super) topics: Vec<String>,
    changed_since: Option<String>,
    pub(super) exclude_ids: Vec<String>,
    pub(super) wanted: Wanted,
}

impl Terms {
    /// The terms of a match, on a dataset.
    ///
    /// # Errors
    /// A way of matching that is not known; other faults are the parameters'.
    pub(super) fn read(dataset: &str, params: &mut Params) -> Result<Self, Refusal> {
        let mut terms = Self::of_scope(dataset, params, 5);
        terms.threshold = params.share("threshold").unwrap_or(terms.threshold);
        terms.cutoff = params.share("cutoff").unwrap_or(terms.cutoff);
        let algorithm = params.text("algorithm").unwrap_or_else(|| "best".to_owned());
        if !ALGORITHMS.contains(&algorithm.as_str()) {
            return Err(Refusal::bad(format!("Invalid algorithm: {algorithm}")));
        }
        terms.exclude_ids = params.texts("exclude_entity_ids");
        if terms.exclude_ids.len() > EXCLUDED_MAX {
            let most = format!("at most {EXCLUDED_MAX} ids");
            params.fault("exclude_entity_ids", "more", &most);
        }
        Ok(terms)
    }

    /// The terms that say who may answer, on a dataset; the rest as it is when left out.
    pub(super) fn of_scope(dataset: &str, params: &mut Params, limit: usize) -> Self {
        let limit = params.count("limit", 1..=LIMIT_MAX, limit);
        let since = params.text("changed_since");
        if let Some(text) = since.as_deref().filter(|text| moment(text).is_none()) {
            params.fault("changed_since", text, "a day such as 2026-03-01");
        }
        Self {
            limit,
            threshold: screening::THRESHOLD,
            cutoff: screening::THRESHOLD,
            dataset: dataset.to_owned(),
            include: params.texts("include_dataset"),
            exclude: params.texts("exclude_dataset"),
            exclude_schema: params.texts("exclude_schema"),
            topics: params.texts("topics"),
            changed_since: since.as_deref().and_then(moment),
            exclude_ids: Vec::new(),
            wanted: Wanted::default(),
        }
    }

    /// Takes over what a body states: single values replace, lists add.
    ///
    /// # Errors
    /// A value that is out of bounds.
    pub(super) fn amend(&mut self, body: BodyTerms) -> Result<(), String> {
        let share = |key: &str, value: Option<f64>, old: f64| match value {
            None => Ok(old),
            Some(new) if (0.0..=1.0).contains(&new) => Ok(new),
            Some(new) => Err(format!("params.{key}: `{new}` is not a number from 0 to 1")),
        };
        self.threshold = share("threshold", body.threshold, self.threshold)?;
        self.cutoff = share("cutoff", body.cutoff, self.cutoff)?;
        if let Some(limit) = body.limit {
            if !(1..=LIMIT_MAX).contains(&limit) {
                return Err(format!("params.limit: `{limit}` is not from 1 to {LIMIT_MAX}"));
            }
            self.limit = limit;
        }
        if let Some(name) = body.algorithm.filter(|name| !ALGORITHMS.contains(&name.as_str())) {
            return Err(format!("Invalid algorithm: {name}"));
        }
        if let Some(text) = &body.changed_since {
            let read = moment(text);
            self.changed_since = Some(read.ok_or_else(|| {
                format!("params.changed_since: `{text}` is not a day such as 2026-03-01")
            })?);
        }
        self.include.extend(body.include_dataset);
        self.exclude.extend(body.exclude_dataset);
        self.exclude_schema.extend(body.exclude_schema);
        self.topics.extend(body.topics);
        self.exclude_ids.extend(body.exclude_entity_ids);
        if self.exclude_ids.len() > EXCLUDED_MAX {
            return Err(format!("params.exclude_entity_ids: at most {EXCLUDED_MAX} ids"));
        }
        Ok(())
    }

    /// Score from which a result is a match.
    pub(super) fn threshold(&self) -> f64 {
        self.threshold.clamp(LEAST, MOST)
    }

    /// Score from which a result is shown.
    pub(super) fn cutoff(&self) -> f64 {
        self.cutoff.min(self.threshold).clamp(LEAST, MOST)
    }
}

/// A moment as entities write it: `2026-03-01` becomes the beginning of that day, a time is taken
/// to be of our clock, UTC.
pub(super) fn moment(text: &str) -> Option<String> {
    let (day, time) = text.split_once(['T', ' ']).map_or((text, None), |(d, t)| (d, Some(t)));
    let date: Date = day.parse().ok()?;
    let mut clock = [0_u8; 3];
    if let Some(time) = time {
        // A zone or a fraction of a second moves no list by a day.
        let time = time.split(['Z', '+', '.']).next().unwrap_or(time);
        let parts: Vec<&str> = time.split(':').collect();
        if parts.len() > clock.len() {
            return None;
        }
        for (place, part) in clock.iter_mut().zip(parts) {
            *place = part.parse().ok().filter(|number| *number < 60)?;
        }
    }
    let [hour, minute, second] = clock;
    (hour < 24).then(|| format!("{date}T{hour:02}:{minute:02}:{second:02}"))
}

impl Wanted {
    /// Reads the filters of one query: each key must fit, one of its values is enough.
    ///
    /// # Errors
    /// A key that is not known: it must not be passed over in silence.
    pub(super) fn read(filters: &Pairs<Texts>) -> Result<Self, String> {
        let mut all = Vec::new();
        for (key, values) in &filters.0 {
            let field = Self::field(key).ok_or_else(|| {
                format!("filters.{key}: known are countries, topics, datasets, schema, genders")
            })?;
            if values.others {
                return Err(format!("filters.{key}: not a text, nor a list of texts"));
            }
            all.push((field, values.texts.clone()));
        }
        Ok(Self(all))
    }

    fn field(key: &str) -> Option<Field> {
        Some(match key {
            "countries" | "country" | "properties.country" | "properties.nationality" => {
                Field::Countries
            }
            "topics" | "properties.topics" => Field::Topics,
            "datasets" | "dataset" => Field::Datasets,
            "schema" | "schemata" => Field::Schema,
            "genders" | "gender" | "properties.gender" => Field::Genders,
            _ => return None,
        })
    }

    /// Adds one key and value, as the filters of a search are written.
    ///
    /// # Errors
    /// The key is not known.
    pub(super) fn add(&mut self, key: &str, values: Vec<String>) -> Result<(), String> {
        let pair = (key.to_owned(), Texts { texts: values, others: false });
        self.0.append(&mut Self::read(&Pairs(vec![pair]))?.0);
        Ok(())
    }

    fn admits(&self, snapshot: &Snapshot, party: u32) -> bool {
        self.0.iter().all(|(field, values)| {
            let one = |value: &String| values.iter().any(|v| v.eq_ignore_ascii_case(value));
            let Some(listed) = snapshot.party(party) else { return false };
            let list = snapshot.list(party).map_or("", |list| list.meta.list.as_str());
            match field {
                Field::Countries => listed.countries.iter().any(one),
                // What is not known is not "no".
                Field::Topics => {
                    let own = topics(list, &listed.programmes);
                    own.is_empty() || own.iter().any(|topic| values.iter().any(|v| v == topic))
                }
                Field::Datasets => values.iter().any(|v| v == list || v == DEFAULT),
                Field::Schema => values
                    .iter()
                    .any(|v| Schema::named(v).is_some_and(|schema| schema.takes(listed.kind))),
                Field::Genders => listed.gender.as_ref().is_none_or(one),
            }
        })
    }
}

/// Who may answer under some terms, on one snapshot.
#[derive(Debug)]
pub(super) struct Admission<'a> {
    snapshot: &'a Snapshot,
    /// By the number of the list.
    lists: Vec<bool>,
    terms: &'a Terms,
    excluded: BTreeSet<u32>,
}

impl<'a> Admission<'a> {
    /// Works out which lists are asked.
    ///
    /// # Errors
    /// A dataset that is not there, or none that is left.
    pub(super) fn new(snapshot: &'a Snapshot, terms: &'a Terms) -> Result<Self, Refusal> {
        let is = |at: usize, name: &str| {
            let list = snapshot.lists.get(at);
            name == DEFAULT
                || list.is_some_and(|l| l.meta.list == name || l.meta.authority() == name)
        };
        let known =
            |name: &str| name == DEFAULT || (0..snapshot.lists.len()).any(|at| is(at, name));
        // Without lists there is nothing to compare a name with; the standing says so.
        if snapshot.screener.fault().is_none() {
            for name in terms.include.iter().chain([&terms.dataset]) {
                if !known(name) {
                    return Err(Refusal::missing(format!("No such dataset: {name}")));
                }
            }
        }
        let alone = terms.dataset == DEFAULT && !terms.include.is_empty();
        let lists: Vec<bool> = (0..snapshot.lists.len())
            .map(|at| {
                let included = terms.include.iter().any(|name| is(at, name));
                let own = !alone && is(at, &terms.dataset);
                let excluded = terms.exclude.iter().any(|name| is(at, name));
                (included || own) && !excluded
            })
            .collect();
        if snapshot.screener.fault().is_none() && !lists.contains(&true) {
            return Err(Refusal::bad("no dataset is left to be searched"));
        }
        for name in &terms.exclude_schema {
            if Schema::named(name).is_none() {
                return Err(Refusal::bad(format!("exclude_schema: unknown schema `{name}`")));
            }
        }
        let ids = terms.exclude_ids.iter();
        let excluded = ids.filter_map(|id| snapshot.of_id(id).or(snapshot.of_other_id(id)));
        Ok(Self { snapshot, lists, terms, excluded: excluded.collect() })
    }

    /// Whether nothing found in these lists means something on that day; if not, why.
    pub(super) fn standing(&self, day: Date) -> Result<(), String> {
        let asked = |name: &str| {
            let mut lists = self.snapshot.lists.iter().zip(&self.lists);
            lists.any(|(list, asked)| *asked && list.meta.list == name)
        };
        self.snapshot.screener.standing_of(day, |meta| asked(&meta.list))
    }

    /// Whether a list is asked.
    pub(super) fn asks(&self, list: usize) -> bool {
        self.lists.get(list).copied().unwrap_or(false)
    }

    /// Whether a party may answer a question of that schema.
    pub(super) fn admits(&self, party: u32, schema: &Schema) -> bool {
        let (snapshot, terms) = (self.snapshot, self.terms);
        let Some(listed) = snapshot.party(party) else { return false };
        let Some(list) = snapshot.list(party) else { return false };
        let at = snapshot.list_number(party);
        let own = schema_of(listed.kind);
        let changed =
            |since: &String| snapshot.last_change(party).is_none_or(|last| last >= since.as_str());
        at.is_some_and(|at| self.asks(at))
            && schema.takes(listed.kind)
            && !terms.exclude_schema.iter().any(|name| name == own)
            && !self.excluded.contains(&party)
            && terms.changed_since.as_ref().is_none_or(changed)
            && has_topic(&list.meta.list, &listed.programmes, &terms.topics)
            && terms.wanted.admits(snapshot, party)
    }
}

fn has_topic(list: &str, programmes: &[String], wanted: &[String]) -> bool {
    let own = topics(list, programmes);
    wanted.is_empty() || own.is_empty() || own.iter().any(|t| wanted.iter().any(|w| w == t))
}
