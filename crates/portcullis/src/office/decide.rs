//! Events that are made from the case as it is: the digest that is handed in, versions that are
//! judged, the basis of a grant. Nobody types a digest.

use casework::blocker::Blocker;
use casework::decision::Recommendation;
use casework::docket::Docket;
use casework::event::{Event, EventKind};
use casework::facts::Application;
use casework::id::{CaseId, ConsultationId, DenialId};
use casework::licence::Terms;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::searched::{HitKey, Verdict};
use casework::transition::State;
use jiff::Timestamp;
use jiff::civil::Date;

use super::look::found;
use super::{Desk, Done, Trouble, Who, role_for};

/// What is handed in is what stands there.
pub(crate) fn submitted(docket: &Docket, id: &CaseId) -> Result<Event, Trouble> {
    Ok(Event::Submitted { facts: found(docket, id)?.facts.clone() })
}

/// A changed application: the applicant's own before it is handed in, a correction with its reason
/// afterwards.
pub(crate) fn changed(
    docket: &Docket,
    id: &CaseId,
    application: Application,
    why: Option<String>,
) -> Result<Event, Trouble> {
    match (found(docket, id)?.state, why) {
        (State::Draft | State::Returned, _) => Ok(Event::DraftChanged { application }),
        (_, Some(why)) => Ok(Event::FactsCorrected { application, why }),
        (_, None) => Err(Refusal::ReasonMissing("a correction").into()),
    }
}

/// A judgement on a hit as it was last found.
pub(crate) fn hit_judged(
    docket: &Docket,
    id: &CaseId,
    hit: HitKey,
    verdict: Verdict,
    why: String,
    until: Date,
) -> Result<Event, Trouble> {
    let case = found(docket, id)?;
    let search = case.screening.as_ref().and_then(|s| s.parties.get(&hit.party));
    let hits = search.map_or(&[][..], |search| &search.hits);
    let Some(known) = hits.iter().find(|h| h.list == hit.list && h.entry == hit.entry) else {
        let HitKey { party, list, entry } = &hit;
        let known: Vec<String> = hits.iter().map(|h| format!("{} {}", h.list, h.entry)).collect();
        let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
        let what = format!("party {party} has no hit {list} {entry}");
        return Err(Trouble::bad(what, format!("hits of this party: {known}")));
    };
    let entry_version = known.version.clone();
    Ok(Event::HitJudged { hit, entry_version, verdict, why, until })
}

/// The version of a denial that counts now.
fn version(docket: &Docket, denial: &DenialId) -> Result<u32, Trouble> {
    let known = docket.register.get(denial).filter(|denial| denial.number() > 0);
    let known = known.ok_or_else(|| Trouble::Absent(format!("there is no denial `{denial}`")))?;
    Ok(known.number())
}

/// A judgement on a denial in the version that counts.
pub(crate) fn denial_judged(
    docket: &Docket,
    denial: DenialId,
    identical: bool,
    why: String,
) -> Result<Event, Trouble> {
    let denial_version = version(docket, &denial)?;
    Ok(Event::DenialJudged { denial, denial_version, identical, why })
}

/// A consultation about a denial in the version that counts.
pub(crate) fn consultation(
    docket: &Docket,
    consultation: ConsultationId,
    denial: DenialId,
    summary: String,
) -> Result<Event, Trouble> {
    let denial_version = version(docket, &denial)?;
    Ok(Event::ConsultationSent { consultation, denial, denial_version, summary })
}

/// The terms that were recommended, if a grant was.
pub(crate) fn terms(docket: &Docket, id: &CaseId) -> Result<Option<Terms>, Trouble> {
    let recommended = found(docket, id)?.recommendation.as_ref();
    Ok(recommended.and_then(|recommended| match &recommended.what {
        Recommendation::Grant { terms, .. } => Some(terms.clone()),
        _ => None,
    }))
}

/// Everything that stands against a grant now: on the recommended terms, or on any.
pub(crate) fn blockers(
    docket: &Docket,
    id: &CaseId,
    at: Timestamp,
) -> Result<Vec<Blocker>, Trouble> {
    let case = found(docket, id)?;
    Ok(match (&terms(docket, id)?, case.recommendation.as_ref().map(|r| &r.what)) {
        (Some(terms), _) => case.can_issue(terms, &docket.around(case, Some(&terms.licence)), at),
        (None, Some(Recommendation::NotRequired)) => {
            case.can_release(&docket.around(case, None), at)
        }
        (None, _) => {
            let mut found = vec![Blocker::NotRecommended];
            found.extend(case.open_points(&docket.around(case, None), at));
            found
        }
    })
}

/// Grants what was recommended. What it rests on is taken in the transaction that records it; all
/// that stands against it is asked there too.
pub(crate) fn grant(
    desk: &Desk,
    who: &Who,
    id: &CaseId,
    expected: Option<u64>,
    at: Timestamp,
) -> Result<Done, Trouble> {
    let docket = desk.docket(Some(id))?;
    let case = found(&docket, id)?;
    let kind = EventKind::LicenceGranted;
    let role = role_for(&docket.office, who, kind)?;
    // Told whole also where the case is not yet so far; asked again in the transaction below.
    let open = blockers(&docket, id, at)?;
    if !open.is_empty() && case.licence.is_none() {
        return Err(Refusal::Blocked(open).into());
    }
    let Some(terms) = terms(&docket, id)? else {
        return Err(Refusal::Blocked(vec![Blocker::NotRecommended]).into());
    };
    let make = |docket: &Docket| {
        let case = found(docket, id).map_err(|trouble| Refusal::NotSo(trouble.to_string()))?;
        let around = docket.around(case, None);
        match case.grant_basis(&around) {
            Some(basis) => Ok(Event::LicenceGranted { terms: terms.clone(), basis }),
            None => Err(Refusal::Blocked(case.can_issue(&terms, &around, at))),
        }
    };
    let expected = expected.unwrap_or(case.version);
    let (request, by) = (who.request.as_ref(), (&who.person, role));
    let appended = desk.store.append_made_once(request, by, id, expected, at, make)?;
    let of = Stream::Case(id.clone()).to_string();
    let (version, sequence) = (appended.version, appended.sequence);
    Ok(Done { event: kind.word(), of, version, sequence, role: role.word() })
}

/// A refusal with all that was recommended, and what else is said.
pub(crate) fn refused(
    docket: &Docket,
    id: &CaseId,
    more: Vec<String>,
    acceptable: Option<String>,
) -> Result<Event, Trouble> {
    let recommended = found(docket, id)?.recommendation.as_ref();
    let mut reasons = recommended.map(|r| r.reasons.clone()).unwrap_or_default();
    reasons.extend(more);
    let known = recommended.and_then(|recommended| match &recommended.what {
        Recommendation::Refuse { acceptable } => Some(acceptable.clone()),
        _ => None,
    });
    let acceptable = acceptable.or(known).unwrap_or_default();
    Ok(Event::LicenceRefused { reasons, acceptable })
}

/// The finding that no licence is needed, with the reasons that were recommended.
pub(crate) fn released(docket: &Docket, id: &CaseId, more: Vec<String>) -> Result<Event, Trouble> {
    let recommended = found(docket, id)?.recommendation.as_ref();
    let mut reasons = recommended.map(|r| r.reasons.clone()).unwrap_or_default();
    reasons.extend(more);
    Ok(Event::NotRequiredFound { reasons })
}
