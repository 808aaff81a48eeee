//! The office looks at a case: parties searched in the lists at hand, the law asked, open questions
//! put to the applicant. What its machine finds it records under its own name; it decides nothing.

use std::collections::{BTreeMap, HashMap};

use casework::assessing::{ask, law_digest, to_ask};
use casework::assessment::Level;
use casework::blocker::Blocker;
use casework::case::Case;
use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::facts::{Application, Owner};
use casework::id::{CaseId, Digest, ListId, PersonId};
use casework::office::Office;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::role::Role;
use casework::searched::{Hit, PartySearch, Screening};
use casework::transition::{State, allowed};
use control::evidence::{ListHit, Screened, ScreeningState};
use control::normalise::{Setting, normalise};
use control::period::AsOf;
use control::problem::Problem;
use control::regime::Regime;
use jiff::Timestamp;
use serde::Serialize;

use super::{Desk, Done, Trouble, Who, role_for};
use crate::judgements::Judgements;
use crate::screener::{Screener, party};
use crate::store::catalogue::Catalogue;

/// The law data and the lists that are at hand. They count only where they are those in force.
#[derive(Clone, Copy)]
pub(crate) struct AtHand<'a> {
    /// The law.
    pub(crate) regime: &'a Regime,
    /// The lists.
    pub(crate) screener: &'a Screener,
}

/// What a look came to.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Looked {
    /// At which case.
    pub(crate) case: CaseId,
    /// Highest status that is certain.
    pub(crate) floor: Level,
    /// Highest status that is possible.
    pub(crate) ceiling: Level,
    /// What differs from the time before, and why.
    pub(crate) changes: Vec<String>,
    /// Questions that the applicant could answer and was not asked.
    pub(crate) questions: Vec<Question>,
    /// Hits to be judged: party, list and entry.
    pub(crate) hits: Vec<String>,
    /// They were asked just now.
    pub(crate) asked: bool,
}

/// A question.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Question {
    /// Which.
    pub(crate) question: String,
    /// About which field.
    pub(crate) field: String,
    /// What.
    pub(crate) text: String,
}

/// Whether an event leaves what was found before stale.
pub(crate) fn unsettles(kind: EventKind) -> bool {
    use EventKind as K;
    matches!(
        kind,
        K::Submitted
            | K::FactsCorrected
            | K::QuestionAnswered
            | K::UndertakingFiled
            | K::AssuranceFiled
            | K::HitJudged
    )
}

/// Everything that keeps the law from reading an application.
pub(crate) fn readable(
    regime: &Regime,
    application: &Application,
    at: Timestamp,
) -> Result<(), Vec<Problem>> {
    let input = application.transfer("new", &[]);
    let setting = Setting { as_of: Some(AsOf(at)), today: AsOf(at) };
    let (_, problems) = normalise(regime, &input, setting);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

/// Why the office cannot look with what is at hand.
pub(crate) fn at_hand(office: &Office, hand: AtHand<'_>) -> Result<PersonId, Trouble> {
    let machine = office.people.iter().find(|(_, p)| p.active && p.roles.contains(&Role::System));
    let Some((machine, _)) = machine else {
        let hint = "`portcullis office enrol machine --role system`";
        return Err(Trouble::bad("nobody is the office's machine", hint));
    };
    let law = office.law.as_ref().map(|law| &law.digest);
    if law.is_none() || law != law_digest(hand.regime).as_ref() {
        let hint = "`portcullis office law propose`, then another steward `office law publish`";
        return Err(Trouble::bad("the law data at hand is not the one in force", hint));
    }
    if let Some(why) = hand.screener.fault() {
        return Err(Trouble::Failed(why.to_owned()));
    }
    if versions(hand.screener)? != office.list_versions() {
        let hint = "`portcullis office lists` puts those at hand in force";
        return Err(Trouble::bad("the lists at hand are not those in force", hint));
    }
    Ok(machine.clone())
}

/// The lists at hand with their versions.
pub(crate) fn versions(screener: &Screener) -> Result<BTreeMap<ListId, Digest>, Trouble> {
    let one = |meta: &crate::store::catalogue::ListMeta| {
        let list = ListId::new(meta.list.clone())?;
        Ok((list, digest(&meta.digest)?))
    };
    let all: Result<_, String> = screener.lists().iter().map(one).collect();
    all.map_err(Trouble::Failed)
}

/// A digest without its `sha256:`.
pub(crate) fn digest(text: &str) -> Result<Digest, String> {
    Digest::new(text.strip_prefix("sha256:").unwrap_or(text))
}

/// Looks at a case as it is now. What would only repeat what is recorded is not recorded again.
pub(crate) fn look(
    desk: &Desk,
    hand: AtHand<'_>,
    id: &CaseId,
    at: Timestamp,
) -> Result<Looked, Trouble> {
    let docket = desk.docket(Some(id))?;
    let case = found(&docket, id)?;
    let machine = at_hand(&docket.office, hand)?;
    if !allowed(case.state, EventKind::Assessed) {
        let (event, state) = (EventKind::Assessed, case.state.word());
        return Err(Refusal::NotNow { event, state }.into());
    }
    let who = Who { person: machine.clone(), role: Some(Role::System), request: None };
    let screening = screening(hand, case, at)?;
    let mut version = case.version;
    if case.screening.as_ref() != Some(&screening) {
        let event = Event::Screened { screening };
        version = desk.act(&who, &Stream::Case(id.clone()), event, Some(version), at)?.version;
    }
    let now = desk.docket(Some(id))?;
    let case = found(&now, id)?;
    let asked = ask(hand.regime, case, &now.around(case, None), at)?;
    let before = case.assessment.as_ref();
    let same = before.is_some_and(|before| same(before, &asked.assessment));
    if !same {
        let regime = hand.regime;
        let make = |docket: &Docket| {
            let case = found(docket, id).map_err(|t| Refusal::NotSo(t.to_string()))?;
            let asked = ask(regime, case, &docket.around(case, None), at);
            let told = |problems: Vec<Problem>| Refusal::NotSo(Trouble::Bad(problems).to_string());
            let asked = asked.map_err(told)?;
            Ok(Event::Assessed { assessment: asked.assessment, changes: asked.changes })
        };
        desk.store.append_made((&machine, Role::System), id, version, at, make)?;
    }
    looked(desk, id, at, !same)
}

/// The same findings of the same day.
fn same(
    before: &casework::assessment::Assessment,
    after: &casework::assessment::Assessment,
) -> bool {
    let day = casework::clock::utc_date;
    let mut later = after.clone();
    later.basis.as_of = before.basis.as_of;
    day(before.basis.as_of) == day(after.basis.as_of) && *before == later
}

fn looked(desk: &Desk, id: &CaseId, at: Timestamp, new: bool) -> Result<Looked, Trouble> {
    let docket = desk.docket(Some(id))?;
    let case = found(&docket, id)?;
    let around = docket.around(case, None);
    let hit = |blocker: Blocker| match blocker {
        Blocker::HitOpen { party, list, entry } => Some(format!("{party} {list} {entry}")),
        _ => None,
    };
    let question = |(question, asking): (casework::id::QuestionId, _)| {
        let casework::assessment::Asking { field, text } = asking;
        Question { question: question.to_string(), field, text }
    };
    let assessment = case.assessment.as_ref();
    let floor = assessment.map_or(Level::NotControlled, |a| a.floor);
    Ok(Looked {
        case: id.clone(),
        floor,
        ceiling: case.ceiling().unwrap_or(Level::Prohibited),
        changes: if new { case.changes.clone() } else { Vec::new() },
        questions: to_ask(case).into_iter().map(question).collect(),
        hits: case.open_points(&around, at).into_iter().filter_map(hit).collect(),
        asked: false,
    })
}

/// Puts every open question that the applicant can answer, and stops the clock with it. `fields`
/// picks some; none picks all.
pub(crate) fn put_questions(
    desk: &Desk,
    who: &Who,
    id: &CaseId,
    fields: &[String],
    expected: Option<u64>,
    at: Timestamp,
) -> Result<(Vec<Question>, Option<Done>), Trouble> {
    let docket = desk.docket(Some(id))?;
    let case = found(&docket, id)?;
    let open = to_ask(case);
    for field in fields {
        if !open.iter().any(|(_, asking)| asking.field == *field) {
            let known: Vec<&str> = open.iter().map(|(_, a)| a.field.as_str()).collect();
            let hint = format!("open: {}", known.join(", "));
            return Err(Trouble::bad(format!("`{field}`: no open question"), hint));
        }
    }
    role_for(&docket.office, who, EventKind::QuestionAsked)?;
    let picked = |field: &String| fields.is_empty() || fields.contains(field);
    let (mut put, mut events) = (Vec::new(), Vec::new());
    for (question, asking) in open.into_iter().filter(|(_, asking)| picked(&asking.field)) {
        let (field, text) = (asking.field.clone(), asking.text.clone());
        put.push(Question { question: question.to_string(), field, text });
        events.push(Event::QuestionAsked { question, asking });
    }
    let expected = Some(expected.unwrap_or(case.version));
    let done = desk.act_all(who, &Stream::Case(id.clone()), events, expected, at)?;
    Ok((put, done))
}

/// Looks again at every case of which something changed since the office looked.
pub(crate) fn stale(desk: &Desk, hand: AtHand<'_>, at: Timestamp) -> Result<Vec<Looked>, Trouble> {
    let mut stale = Vec::new();
    desk.store.each_at_work(|docket, id| {
        let found = docket.cases.get(id).is_some_and(|case| is_stale(case, docket, at));
        stale.extend(found.then(|| id.clone()));
        Ok::<(), Trouble>(())
    })?;
    stale.iter().map(|case| look(desk, hand, case, at)).collect()
}

/// Whether something that was looked at has changed since, or nobody looked.
pub(crate) fn is_stale(case: &Case, docket: &Docket, at: Timestamp) -> bool {
    if !allowed(case.state, EventKind::Assessed) {
        return false;
    }
    let around = docket.around(case, None);
    let granted = case.state == State::Granted;
    case.open_points(&around, at).iter().any(|blocker| match blocker {
        Blocker::NotScreened | Blocker::ListStale(_) => true,
        // A licence is watched by its parties; the law of the day of its grant stands.
        Blocker::NotAssessed | Blocker::AssessmentStale(_) => !granted,
        _ => false,
    })
}

/// A case of a docket.
pub(crate) fn found<'d>(docket: &'d Docket, id: &CaseId) -> Result<&'d Case, Trouble> {
    let case = docket.cases.get(id);
    case.map(|case| &**case).ok_or_else(|| Trouble::Absent(format!("there is no case `{id}`")))
}

fn screening(hand: AtHand<'_>, case: &Case, at: Timestamp) -> Result<Screening, Trouble> {
    let input = case.application.transfer(case.id.as_str(), &[]);
    let setting = Setting { as_of: Some(AsOf(at)), today: AsOf(at) };
    let (transfer, problems) = normalise(hand.regime, &input, setting);
    if !problems.is_empty() {
        return Err(problems.into());
    }
    let searched = party::screen(
        hand.screener,
        hand.regime,
        &transfer,
        setting.today.date(),
        &Judgements::default(),
        false,
    );
    let parties = &case.application.parties;
    if searched.len() != parties.len() {
        return Err(Trouble::Failed("not every party was searched".to_owned()));
    }
    let entries = Entries::of(hand.screener.catalogue(), &searched);
    let mut all = BTreeMap::new();
    for (party, searched) in parties.iter().zip(searched) {
        let mut names = vec![party.name.clone()];
        owners(&party.owners, &mut names);
        let hits: Result<Vec<Hit>, String> =
            searched.hits.iter().map(|hit| listed(hit, &entries)).collect();
        let not_done = match searched.state {
            ScreeningState::Done => None,
            ScreeningState::NotDone(why) => Some(why),
            ScreeningState::AssumedClear => Some("set aside".to_owned()),
        };
        let hits = hits.map_err(Trouble::Failed)?;
        all.insert(party.id.clone(), PartySearch { not_done, names, hits });
    }
    let lists = versions(hand.screener)?;
    Ok(Screening { facts: case.facts.clone(), lists, parties: all })
}

fn owners(all: &[Owner], names: &mut Vec<String>) {
    for owner in all {
        if !owner.name.is_empty() {
            names.push(owner.name.clone());
        }
        owners(&owner.owners, names);
    }
}

/// Versions of the entries that were found.
struct Entries(HashMap<(String, String), Digest>);

impl Entries {
    fn of(catalogue: Option<&Catalogue>, searched: &[Screened]) -> Self {
        let mut versions = HashMap::new();
        let wanted = searched.iter().flat_map(|s| &s.hits);
        let wanted: std::collections::HashSet<(&str, &str)> =
            wanted.map(|hit| (hit.list.as_str(), hit.entry.as_str())).collect();
        let Some(catalogue) = catalogue.filter(|_| !wanted.is_empty()) else {
            return Self(versions);
        };
        for (number, (meta, entry)) in (0_u32..).zip(catalogue.entries()) {
            if !wanted.contains(&(meta.list.as_str(), entry.entry.as_str())) {
                continue;
            }
            // What cannot be read has the version of its list: judgements on it end with the list.
            let facts = match catalogue.facts(number) {
                Some(facts) => format!("{facts:?}"),
                None => meta.digest.clone(),
            };
            let text = format!("{}\n{}\n{facts}", meta.list, entry.entry);
            let key = (meta.list.clone(), entry.entry.clone());
            versions.insert(key, Digest::of(text.as_bytes()));
        }
        Self(versions)
    }
}

fn listed(hit: &ListHit, entries: &Entries) -> Result<Hit, String> {
    let key = (hit.list.clone(), hit.entry.clone());
    let version = entries.0.get(&key).cloned();
    Ok(Hit {
        list: ListId::new(hit.list.clone())?,
        authority: hit.authority.clone(),
        entry: hit.entry.clone(),
        version: version.ok_or_else(|| format!("{} {}: cannot be found", hit.list, hit.entry))?,
        name: hit.name.clone(),
        // To three places already.
        score_permille: format!("{:.0}", hit.score * 1000.0).parse().unwrap_or(1000),
        band: hit.band.clone(),
        identifier_equal: hit.identifier_equal,
        via: hit.via.clone(),
        reason: hit.reason.clone(),
        listed_from: hit.listed_from.map(AsOf::date),
        listed_until: hit.listed_until.map(AsOf::date),
    })
}
