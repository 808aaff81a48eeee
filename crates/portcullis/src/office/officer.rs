//! A case as the office sees it: everything, and what stands against a grant. What partners denied is
//! shown by [`denial`] only, which is recorded.

use casework::assessment::{Assessment, DenialCompared};
use casework::case::{Case, Consultation, Decided, Ended};
use casework::docket::Docket;
use casework::duty::performers;
use casework::event::EventKind;
use casework::licence::{Licence, Standing};
use casework::office::Person;
use casework::register::{Denial, Stage};
use casework::searched::{PartySearch, Standing as HitStanding};
use casework::transition::allowed;
use casework::undertaking::cross_check;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::audience::position;
use super::{decide, trouble};

/// Everything of a case. Denials that may concern it are named to those who may read denials.
pub(super) fn case(docket: &Docket, case: &Case, person: &Person, at: Timestamp) -> Value {
    let reads = performers(EventKind::DenialRead).iter().any(|role| person.roles.contains(role));
    let around = docket.around(case, None);
    let blockers = decide::blockers(docket, &case.id, at).unwrap_or_default();
    let decided = case.licence.is_some() || !case.decisions.is_empty();
    json!({
        "case": case.id,
        "version": case.version,
        "state": case.state.word(),
        "due": due(case.due(&docket.office)),
        "next": next(case, person),
        "blockers": if decided { Vec::new() } else { trouble::blockers(&blockers) },
        "determination": case.assessment.as_ref().map(|found| determination(case, found)),
        "denials": case.assessment.as_ref().filter(|_| reads).map(|found| denials(case, found)),
        "consultations": case.consultations.iter().filter(|_| reads).map(|(id, consultation)| {
            (id.to_string(), consulted(case, &around, consultation))
        }).collect::<Map<_, _>>(),
        "screening": case.screening.as_ref().map(|screening| json!({
            "current": screening.facts == case.facts,
            "lists": screening.lists.keys().collect::<Vec<_>>(),
            "parties": screening.parties.iter().map(|(party, search)| {
                (party.to_string(), searched(case, party, search, at))
            }).collect::<Map<_, _>>(),
        })),
        "questions": case.questions.iter().map(|(id, question)| json!({
            "question": id,
            "field": question.asking.field,
            "text": question.asking.text,
            "asked": question.asked,
            "answer": question.answer.as_ref().map(|(_, answer)| answer),
            "dropped": question.dropped,
            "open": question.is_open(),
        })).collect::<Vec<_>>(),
        "advice": advice(docket, case),
        "recommendation": case.recommendation.as_ref().map(|recommended| json!({
            "what": recommended.what,
            "by": recommended.by,
            "at": recommended.at,
            "reasons": recommended.reasons,
            "conflict": recommended.conflict,
            "signatures": case.signatures,
            "signatures_needed": case.signatures_needed(),
        })),
        "sent_back": case.sent_back,
        "decisions": decisions(case),
        "licence": case.licence.as_ref().map(licence),
        "mismatches": case.mismatches.iter().map(|(at, what)| {
            json!({"at": at, "what": what})
        }).collect::<Vec<_>>(),
        "undertaking": case.undertaking.as_ref().map(|undertaking| json!({
            "signer": undertaking.signer,
            "signed": undertaking.signed,
            "disagrees": cross_check(&case.application, undertaking),
        })),
        "assurances": case.assurances.iter().map(|(code, (government, note))| {
            json!({"code": code, "government": government, "note": note})
        }).collect::<Vec<_>>(),
        "documents": case.documents.iter().map(|(digest, document)| json!({
            "digest": digest,
            "name": document.name,
            "media_type": document.media_type,
            "bytes": document.bytes,
            "by": document.by,
        })).collect::<Vec<_>>(),
        "application": case.application,
    })
}

/// A day with how it was counted, or why there is none.
pub(super) fn due(due: Result<casework::clock::Due, casework::clock::NotDue>) -> Value {
    match due {
        Ok(due) => json!({"on": due.on, "because": due.because}),
        Err(why) => json!({"on": null, "because": [why.to_string()]}),
    }
}

/// What this person may do in the case as it stands; guards may still refuse.
fn next(case: &Case, person: &Person) -> Vec<String> {
    let may = |kind: &&EventKind| {
        allowed(case.state, **kind) && performers(**kind).iter().any(|r| person.roles.contains(r))
    };
    EventKind::ALL.iter().filter(may).map(|kind| kind.word()).collect()
}

fn determination(case: &Case, found: &Assessment) -> Value {
    let judged = |rule: &str| {
        let judged = case.rules.get(rule).filter(|judged| judged.facts == case.facts)?;
        Some(json!({"holds": judged.holds, "why": judged.why, "by": judged.by}))
    };
    json!({
        "as_of": found.basis.as_of,
        "floor": found.floor,
        "ceiling": found.ceiling,
        "ceiling_as_judged": case.ceiling(),
        "profile": found.basis.profile,
        "matches": found.matches,
        "rules": found.rules.iter().map(|rule| json!({
            "rule": rule.rule,
            "heading": rule.heading,
            "status": rule.status,
            "certain": rule.certain,
            "cite": rule.cite,
            "for_judgement": case.asks_judgement(&rule.rule),
            "judged": judged(&rule.rule),
        })).collect::<Vec<_>>(),
        "duties": found.duties.iter().map(|duty| json!({
            "duty": duty.code,
            "certain": duty.certain,
            "discharged": case.discharged.get(&duty.code).map(|discharge| &discharge.how),
        })).collect::<Vec<_>>(),
        "questions": found.questions,
        "unreviewed": found.unreviewed,
        "changes": case.changes,
    })
}

/// Which denials may concern the case and how the fields compare; their content is read apart.
fn denials(case: &Case, found: &Assessment) -> Vec<Value> {
    let one = |denial: &DenialCompared| {
        let finding = case.findings.get(&denial.denial);
        let fields: Map<String, Value> =
            denial.fields.iter().map(|f| (f.field.clone(), json!(f.outcome))).collect();
        json!({
            "denial": denial.denial,
            "version": denial.version,
            "regime": denial.regime,
            "authority": denial.authority,
            "consequence": denial.consequence,
            "fields": fields,
            "judged": finding.map(|finding| json!({
                "identical": finding.identical,
                "why": finding.why,
                "by": finding.by,
                "current": finding.version == denial.version && finding.facts == case.facts,
            })),
        })
    };
    found.denials.iter().map(one).collect()
}

fn consulted(
    case: &Case,
    around: &casework::case::Around<'_>,
    consultation: &Consultation,
) -> Value {
    let end = consultation.end.as_ref().map(|end| match end {
        Ended::Replied(reply, reasons) => json!({"reply": reply, "reasons": reasons}),
        Ended::Silence(at) => json!({"silence": at}),
    });
    json!({
        "denial": consultation.denial,
        "sent": consultation.sent,
        "extended": consultation.extended.as_ref().map(|(_, why)| why),
        "due": due(case.reply_due(around, consultation)),
        "end": end,
        "outcome_told": consultation.told,
    })
}

fn searched(
    case: &Case,
    party: &casework::id::PartyId,
    search: &PartySearch,
    at: Timestamp,
) -> Value {
    let on = casework::clock::utc_date(at);
    let hit = |hit: &casework::searched::Hit| {
        let standing = match case.hit_standing(party, hit, on) {
            HitStanding::Identified => "identified",
            HitStanding::Cleared => "cleared",
            HitStanding::Open => "open",
        };
        let key = casework::searched::HitKey {
            party: party.clone(),
            list: hit.list.clone(),
            entry: hit.entry.clone(),
        };
        let judged = case.judgements.get(&key);
        json!({
            "list": hit.list,
            "entry": hit.entry,
            "name": hit.name,
            "score": f64::from(hit.score_permille) / 1000.0,
            "band": hit.band,
            "via": hit.via,
            "reason": hit.reason,
            "standing": standing,
            "judged": judged.map(|judged| json!({
                "verdict": judged.verdict,
                "why": judged.why,
                "by": judged.by,
                "until": judged.until,
            })),
        })
    };
    json!({
        "names": search.names,
        "not_done": search.not_done,
        "hits": search.hits.iter().map(hit).collect::<Vec<_>>(),
    })
}

fn advice(docket: &Docket, case: &Case) -> Value {
    let merged = case.advice();
    let each: Map<String, Value> =
        case.positions.iter().map(|(agency, own)| (agency.to_string(), position(own))).collect();
    let awaited = case.positions.iter().filter_map(|(agency, own)| match own {
        casework::advice::Position::Awaited { since } => {
            Some((agency.to_string(), due(case.advice_due(&docket.office, *since))))
        }
        _ => None,
    });
    json!({
        "governing": merged.governing,
        "conflict": merged.conflict,
        "agencies": each,
        "due": awaited.collect::<Map<_, _>>(),
    })
}

fn decisions(case: &Case) -> Vec<Value> {
    let one = |decision: &casework::case::Decision| {
        let (what, more) = match &decision.what {
            Decided::Granted(licence) => ("granted", Some(licence.to_string())),
            Decided::Refused(acceptable) => ("refused", Some(acceptable.clone())),
            Decided::NotRequired => ("not_required", None),
            Decided::Reopened => ("reopened", None),
            Decided::Upheld => ("upheld", None),
            Decided::Suspended => ("suspended", None),
            Decided::Reinstated => ("reinstated", None),
            Decided::Revoked => ("revoked", None),
        };
        json!({
            "decision": what,
            "licence_or_acceptable": more,
            "by": decision.by,
            "at": decision.at,
            "reasons": decision.reasons,
            "previous": decision.previous,
        })
    };
    case.decisions.iter().map(one).collect()
}

fn licence(held: &Licence) -> Value {
    let standing = match &held.standing {
        Standing::Valid => json!({"standing": "valid"}),
        Standing::Suspended { since, why, by } => {
            json!({"standing": "suspended", "since": since, "why": why, "by": by})
        }
        Standing::Revoked => json!({"standing": "revoked"}),
        Standing::Surrendered => json!({"standing": "surrendered"}),
    };
    let line = |line: &casework::licence::Line| {
        let balance = held.balance(&line.item);
        json!({
            "item": line.item,
            "licensed": line.quantity.to_string(),
            "drawn": balance.as_ref().map(|b| b.drawn.to_string()),
            "left": balance.as_ref().map(|b| b.left.to_string()),
            "value_left": balance.as_ref().map(|b| b.value_left.to_string()),
        })
    };
    let owed = |owed: casework::licence::Obligation| {
        let casework::licence::Obligation { id, code, shipment, due, met } = owed;
        json!({"obligation": id, "code": code, "shipment": shipment, "due": due, "met": met})
    };
    json!({
        "licence": held.terms.licence,
        "granted": held.granted,
        "by": held.by,
        "until": held.terms.until,
        "standing": standing,
        "lines": held.terms.lines.iter().map(line).collect::<Vec<_>>(),
        "exhausted": held.exhausted(),
        "conditions": held.terms.conditions,
        "obligations": held.obligations().into_iter().map(owed).collect::<Vec<_>>(),
        "bookings": held.bookings,
        "cancelled": held.cancelled,
        "verifications": held.verifications.iter().map(|(found, by)| {
            let closed = held.closed.contains(&found.id);
            json!({"found": found, "by": by, "closed": closed})
        }).collect::<Vec<_>>(),
    })
}

/// A denial with all its versions.
pub(crate) fn denial(denial: &Denial, at: Timestamp) -> Value {
    let on = casework::clock::utc_date(at);
    let stage = match denial.stage {
        Stage::Drafted => "drafted",
        Stage::Approved => "approved",
        Stage::Notified => "notified",
        Stage::Received => "received",
    };
    let version = |version: &casework::register::Version| json!({"by": version.by, "at": version.at, "notice": version.notice});
    json!({
        "stage": stage,
        "holds": denial.holds(on),
        "own_case": denial.own,
        "review": denial.review,
        "review_overdue": denial.review_overdue(on),
        "revoked": denial.revoked.as_ref().map(|revoked| json!({
            "on": revoked.on,
            "on_appeal": revoked.on_appeal,
            "by": revoked.by,
            "reasons": revoked.reasons,
        })),
        "told": denial.told,
        "versions": denial.versions.iter().map(version).collect::<Vec<_>>(),
        "draft": denial.draft.as_ref().map(version),
        "read_by": denial.reads.iter().map(|(by, at, case)| {
            json!({"by": by, "at": at, "case": case})
        }).collect::<Vec<_>>(),
    })
}
