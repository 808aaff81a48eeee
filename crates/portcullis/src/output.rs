//! `determination/1` as JSON: a translation of the answer, field by field.

use control::answer::Answer;
use control::evidence::ScreeningState;
use serde::Serialize;
use utoipa::ToSchema;

use crate::cli::Format;
use crate::files;
use crate::store::catalogue::ListMeta;

/// `determination/1`: what the law of a day requires of a transfer.
#[derive(Serialize, ToSchema)]
pub(crate) struct Determination<'a> {
    id: &'a str,
    as_of: &'a str,
    profile: &'a str,
    floor: &'static str,
    ceiling: &'static str,
    settled: bool,
    matches: Vec<Match<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unclassified: &'a [String],
    outcomes: Vec<Outcome<'a>>,
    duties: Vec<Duty<'a>>,
    questions: Vec<Question<'a>>,
    findings: &'a [String],
    exits: &'a [String],
    screening: Vec<Party<'a>>,
    awaiting_review: Vec<Awaiting<'a>>,
    denials: Vec<Denial<'a>>,
    assumptions: &'a [String],
    unreviewed: &'a [String],
    data: Data<'a>,
}

/// A paragraph that an item is in, or may be in.
#[derive(Serialize, ToSchema)]
#[schema(as = ParagraphMatch)]
pub(crate) struct Match<'a> {
    item: &'a str,
    paragraph: &'a str,
    heading: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    category: &'a str,
    truth: &'static str,
    cite: &'a str,
    because: &'a [String],
}

#[derive(Serialize, ToSchema)]
struct Outcome<'a> {
    rule: &'a str,
    heading: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    truth: &'static str,
    cite: &'a str,
    because: &'a [String],
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inference: bool,
}

#[derive(Serialize, ToSchema)]
struct Duty<'a> {
    duty: &'a str,
    truth: &'static str,
    cite: &'a str,
}

/// What would settle something that is open.
#[derive(Serialize, ToSchema)]
pub(crate) struct Question<'a> {
    ask: &'a str,
    text: &'a str,
    decides: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    flips_at: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = ScreenedParty)]
struct Party<'a> {
    role: &'a str,
    name: &'a str,
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    hits: Vec<Hit<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ownership: Vec<Ownership<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    notes: &'a [String],
}

#[derive(Serialize, ToSchema)]
struct Ownership<'a> {
    authority: &'a str,
    heading: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cite: &'a str,
    reached: &'static str,
    if_hits_hold: &'static str,
    held: &'a str,
    because: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    flags: &'a [&'static str],
}

#[derive(Serialize, ToSchema)]
#[schema(as = ListHit)]
struct Hit<'a> {
    list: &'a str,
    entry: &'a str,
    name: &'a str,
    score: f64,
    band: &'a str,
    identifier_equal: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
    reason: &'a str,
}

/// Hits of one party, or of an owner behind it, that nobody has judged away.
#[derive(Serialize, ToSchema)]
#[schema(as = AwaitingReview)]
struct Awaiting<'a> {
    role: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    via: Option<&'a str>,
    lists: &'a [String],
    hits: usize,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    judged_same: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DenialLine)]
struct Denial<'a> {
    denial: &'a str,
    authority: &'a str,
    truth: &'static str,
    advisory: bool,
    fields: Vec<Field<'a>>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DenialField)]
struct Field<'a> {
    field: &'a str,
    truth: &'static str,
    value: &'a str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = DeterminationData)]
struct Data<'a> {
    engine: &'static str,
    regimes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    policy: Option<&'a str>,
    lists: Vec<List<'a>>,
}

/// A list as an answer names it.
#[derive(Serialize, ToSchema)]
pub(crate) struct List<'a> {
    /// Short id.
    list: &'a str,
    /// Its day.
    as_of: &'a str,
    /// That is the day of import: nobody said when it was published.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    undated: bool,
    /// SHA-256 of its entries.
    digest: &'a str,
}

/// What parties were searched on, and under which policy, if it is not the built-in one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Searched<'a> {
    pub(crate) lists: &'a [ListMeta],
    pub(crate) policy: Option<&'a str>,
    /// Digest of the regime pack, where it is not the built-in one.
    pub(crate) own_pack: Option<&'a str>,
}

/// The lists that were searched.
pub(crate) fn searched(lists: &[ListMeta]) -> Vec<List<'_>> {
    let lists = lists.iter().map(|meta| List {
        list: &meta.list,
        as_of: &meta.as_of,
        undated: meta.undated,
        digest: &meta.digest,
    });
    lists.collect()
}

/// The paragraphs of an answer.
pub(crate) fn matches(answer: &Answer) -> Vec<Match<'_>> {
    let matches = answer.matches.iter().map(|m| Match {
        item: &m.item,
        paragraph: &m.paragraph,
        heading: &m.heading,
        category: &m.category,
        truth: m.truth.word(),
        cite: &m.cite,
        because: &m.because,
    });
    matches.collect()
}

/// The questions of an answer.
pub(crate) fn questions(answer: &Answer) -> Vec<Question<'_>> {
    let questions = answer.questions.iter().map(|q| Question {
        ask: &q.ask,
        text: &q.text,
        decides: &q.decides,
        flips_at: (!q.flips_at.is_empty()).then(|| q.flips_at.join("; ")),
    });
    questions.collect()
}

/// One line of JSON, without the line end.
pub(crate) fn json(answer: &Answer, regimes: &str, on: &Searched<'_>) -> String {
    let outcomes = answer.outcomes.iter().map(|o| Outcome {
        rule: &o.rule,
        heading: &o.heading,
        status: o.status.map(|status| status.word()),
        truth: o.truth.word(),
        cite: &o.cite,
        because: &o.because,
        inference: o.inference,
    });
    let duties =
        answer.duties.iter().map(|d| Duty { duty: &d.duty, truth: d.truth.word(), cite: &d.cite });
    let determination = Determination {
        id: &answer.id,
        as_of: &answer.as_of,
        profile: &answer.profile,
        floor: answer.floor.word(),
        ceiling: answer.ceiling.word(),
        settled: answer.floor == answer.ceiling,
        matches: matches(answer),
        unclassified: &answer.unclassified,
        outcomes: outcomes.collect(),
        duties: duties.collect(),
        questions: questions(answer),
        findings: &answer.findings,
        exits: &answer.exits,
        screening: answer.screening.iter().map(party).collect(),
        awaiting_review: answer.awaiting_review.iter().map(awaiting).collect(),
        denials: answer.denials.iter().map(denial).collect(),
        assumptions: &answer.assumptions,
        unreviewed: &answer.unreviewed,
        data: Data {
            engine: env!("CARGO_PKG_VERSION"),
            regimes,
            policy: on.policy,
            lists: searched(on.lists),
        },
    };
    serde_json::to_string(&determination).unwrap_or_default()
}

#[derive(Serialize)]
struct Withdrawn<'a> {
    id: &'a str,
    withdrawn: bool,
    problems: [&'a str; 1],
}

/// Says that an answer given before does not hold.
pub(crate) fn withdrawn(format: Format, id: &str, line: usize, why: &str) -> String {
    let why = why.trim_end();
    match format {
        Format::Json => {
            let withdrawn = Withdrawn { id, withdrawn: true, problems: [why] };
            serde_json::to_string(&withdrawn).unwrap_or_default() + "\n"
        }
        Format::Text => {
            let why = format!("more rows of this transfer stand at line {line}");
            let text =
                format!("{id}: WITHDRAWN: an answer given before does not hold\n  {why}\n\n");
            files::printable(&text).into_owned()
        }
    }
}

/// What was searched, as lines of the report's sources.
pub(crate) fn sources(on: &Searched<'_>) -> String {
    let line = |m: &ListMeta| format!("  list {}, {} entries\n", m.told(), m.entries);
    let policy = on.policy.map(|digest| format!("  screening policy\n    {digest}\n"));
    let pack = on.own_pack.map(|digest| {
        format!("  law: a regime pack of one's own, not the built-in one\n    {digest}\n")
    });
    pack.into_iter().chain(on.lists.iter().map(line)).chain(policy).collect()
}

fn party(line: &control::answer::ScreeningLine) -> Party<'_> {
    let (state, why) = match &line.screened.state {
        ScreeningState::Done => ("done", None),
        ScreeningState::NotDone(why) => ("not_done", Some(why.as_str())),
        ScreeningState::AssumedClear => ("not_done", Some("set aside: screening=clear is assumed")),
    };
    let hits = line.screened.hits.iter().map(|hit| Hit {
        list: &hit.list,
        entry: &hit.entry,
        name: &hit.name,
        score: hit.score,
        band: &hit.band,
        identifier_equal: hit.identifier_equal,
        via: hit.via.as_deref(),
        reason: &hit.reason,
    });
    let (role, name, notes) = (&line.role, &line.name, &line.screened.notes);
    let ownership = line.ownership.iter().map(|o| Ownership {
        authority: &o.authority,
        heading: &o.heading,
        cite: &o.cite,
        reached: o.truth.word(),
        if_hits_hold: o.if_hits_hold.word(),
        held: &o.held,
        because: &o.because,
        flags: &o.flags,
    });
    Party { role, name, state, why, hits: hits.collect(), ownership: ownership.collect(), notes }
}

fn awaiting(line: &control::review::Awaiting) -> Awaiting<'_> {
    Awaiting {
        role: &line.role,
        name: &line.name,
        via: line.via.as_deref(),
        lists: &line.lists,
        hits: line.hits,
        judged_same: line.judged_same,
    }
}

fn denial(line: &control::answer::DenialLine) -> Denial<'_> {
    let fields =
        line.fields.iter().map(|(field, truth, value)| Field { field, truth: truth.word(), value });
    Denial {
        denial: &line.denial,
        authority: &line.authority,
        truth: line.truth.word(),
        advisory: line.advisory,
        fields: fields.collect(),
    }
}
