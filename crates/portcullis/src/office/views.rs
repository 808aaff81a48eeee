//! Lists and views, and who may ask for them.

use casework::docket::Docket;
use casework::duty::performers;
use casework::event::EventKind;
use casework::id::{CaseId, DenialId, LicenceId};
use casework::office::Person;
use casework::recorded::Stream;
use casework::role::Role;
use casework::row::CaseRow;
use casework::store::CaseFilter;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::audience::{self, Audience};
use super::{Desk, Trouble, Who, decide, known, officer, tasks, trouble};

/// A case as the office's people may look into it.
pub(crate) fn inside(desk: &Desk, who: &Who, case: &CaseId) -> Result<Docket, Trouble> {
    let docket = desk.docket(Some(case))?;
    let audience = audience::audience(known(&docket.office, who)?, who.role);
    if audience != Audience::Officer || !docket.cases.contains_key(case) {
        let what = format!("there is no case `{case}` for `{}`", who.person);
        return Err(Trouble::Absent(what));
    }
    Ok(docket)
}

/// Cases in the order in which they were opened: all for the office, for a firm its own.
pub(crate) fn cases(
    desk: &Desk,
    who: &Who,
    mut filter: CaseFilter,
    limit: u32,
) -> Result<Vec<CaseRow>, Trouble> {
    let docket = desk.docket(None)?;
    let person = known(&docket.office, who)?;
    match audience::audience(person, who.role) {
        Audience::Officer => {}
        Audience::Applicant => filter.firm = person.firm.as_ref().map(ToString::to_string),
        Audience::Agency | Audience::Customs | Audience::Nobody => {
            let what = "lists of cases are for the office and for firms, of their own";
            return Err(Trouble::Absent(what.to_owned()));
        }
    }
    Ok(desk.store.cases(&filter, limit)?)
}

/// A row of that list. How often a case was touched, and when, is the office's own.
pub(crate) fn row(row: &CaseRow, audience: Audience) -> Value {
    if audience == Audience::Officer {
        return json!({
            "case": row.id, "opened": row.opened, "version": row.version,
            "state": row.state, "firm": row.firm, "changed": row.changed,
        });
    }
    json!({"case": row.id, "firm": row.firm})
}

/// As what somebody looks.
pub(crate) fn audience(desk: &Desk, who: &Who) -> Result<Audience, Trouble> {
    let docket = desk.docket(None)?;
    Ok(audience::audience(known(&docket.office, who)?, who.role))
}

/// Everything that stands against a grant.
pub(crate) fn blockers(
    desk: &Desk,
    who: &Who,
    case: &CaseId,
    at: Timestamp,
) -> Result<Value, Trouble> {
    let docket = inside(desk, who, case)?;
    let found = decide::blockers(&docket, case, at)?;
    Ok(json!({"case": case, "blockers": trouble::blockers(&found)}))
}

/// Everything that happened in a case.
pub(crate) fn history(desk: &Desk, who: &Who, case: &CaseId) -> Result<Value, Trouble> {
    inside(desk, who, case)?;
    let all = desk.history(&Stream::Case(case.clone()))?;
    Ok(all.iter().map(audience::event).collect())
}

/// Everything that happened to the office itself.
pub(crate) fn office_history(desk: &Desk, who: &Who) -> Result<Value, Trouble> {
    staff(desk, who)?;
    let all = desk.history(&Stream::Office)?;
    Ok(all.iter().map(audience::event).collect())
}

/// The case of a licence, as somebody sees it.
pub(crate) fn licence(
    desk: &Desk,
    who: &Who,
    licence: &LicenceId,
    at: Timestamp,
) -> Result<Value, Trouble> {
    // The number of a case that somebody may not see is not told either.
    let absent =
        || Trouble::Absent(format!("there is no licence `{licence}` for `{}`", who.person));
    let case = desk.store.licence(licence)?.ok_or_else(absent)?.case;
    let docket = desk.docket(Some(&case))?;
    audience::case(&docket, &case, who, at).map_err(|trouble| match trouble {
        Trouble::Absent(_) => absent(),
        other => other,
    })
}

/// What is to be done, by the one who asks, or with `all` by anybody.
pub(crate) fn tasks(
    desk: &Desk,
    who: &Who,
    case: Option<&CaseId>,
    (all, overdue): (bool, bool),
    at: Timestamp,
) -> Result<Vec<tasks::Task>, Trouble> {
    let docket = desk.docket(case)?;
    let mut found = match case {
        Some(case) => {
            let (known, _) = audience::in_case(&docket, case, who)?;
            tasks::of_case(&docket, known, at)
        }
        None => tasks::all(desk, at)?,
    };
    shown(&mut found, known(&docket.office, who)?, who, (all, overdue));
    Ok(found)
}

/// What others have to do is shown to the office's own people alone.
fn shown(found: &mut Vec<tasks::Task>, person: &Person, who: &Who, (all, overdue): (bool, bool)) {
    let officer = audience::audience(person, None) == Audience::Officer;
    found.retain(|task| {
        (task.is_for(person, who.role) || all && officer) && (task.overdue || !overdue)
    });
}

/// A page of what is to be done in all cases, and where the next one begins.
pub(crate) fn task_page(
    desk: &Desk,
    who: &Who,
    (all, overdue): (bool, bool),
    page: (u64, usize),
    at: Timestamp,
) -> Result<(Vec<tasks::Task>, Option<u64>), Trouble> {
    let docket = desk.docket(None)?;
    let person = known(&docket.office, who)?;
    let everything = all && audience::audience(person, None) == Audience::Officer;
    let acting = person.roles.iter().copied().filter(|own| who.role.is_none_or(|r| r == *own));
    let roles: Vec<Role> = acting.collect();
    let roles = (!everything).then_some(roles.as_slice());
    let firm = match roles {
        Some([Role::Applicant]) => person.firm.as_ref().map(ToString::to_string),
        _ => None,
    };
    let (mut found, next) = tasks::page(desk, roles, firm, page, at)?;
    shown(&mut found, person, who, (all, overdue));
    Ok((found, next))
}

/// The office for whoever works for it; firms, agencies and partners do not.
pub(crate) fn staff(desk: &Desk, who: &Who) -> Result<Docket, Trouble> {
    let docket = desk.docket(None)?;
    let person = known(&docket.office, who)?;
    let inside = [Role::Administrator, Role::RuleSteward, Role::CustomsAnalyst];
    let sees = audience::audience(person, None) == Audience::Officer
        || person.roles.iter().any(|role| inside.contains(role));
    if sees {
        return Ok(docket);
    }
    Err(Trouble::Absent("the office is shown to its own people".to_owned()))
}

/// People, law, lists, calendars, periods and tokens as they are.
pub(crate) fn office(desk: &Desk, who: &Who) -> Result<Value, Trouble> {
    let office = staff(desk, who)?.office;
    let people = office.people.iter().map(|(name, person)| {
        let roles: Vec<&str> = person.roles.iter().map(|role| role.word()).collect();
        let told = json!({
            "roles": roles, "firm": person.firm, "agency": person.agency,
            "left": (!person.active).then_some(true), "speaks_for": person.state,
        });
        (name.to_string(), told)
    });
    let lists = office.lists.iter().map(|(list, version)| {
        (list.to_string(), json!({"as_of": version.as_of, "digest": version.digest}))
    });
    let tokens = office.tokens.iter().map(|(digest, token)| {
        let scopes: Vec<&str> = token.scopes.iter().map(|scope| scope.word()).collect();
        let told = json!({
            "person": token.person, "scopes": scopes, "until": token.until,
            "revoked": (!token.admitted).then_some(true),
        });
        (digest.to_string(), told)
    });
    let proposed = office.proposed.iter();
    let proposed =
        proposed.map(|(digest, p)| json!({"digest": digest, "by": p.by, "source": p.source}));
    let periods = office.periods.iter().map(|(clock, p)| (clock.word().to_owned(), json!(p)));
    let law = office.law.as_ref();
    Ok(json!({
        "version": office.version,
        "law": law.map(|law| json!({"digest": law.digest, "profile": law.profile})),
        "law_proposed": proposed.collect::<Vec<_>>(),
        "lists": lists.collect::<Map<_, _>>(),
        "periods": periods.collect::<Map<_, _>>(),
        "calendars": office.calendars.values().map(|c| c.cite()).collect::<Vec<_>>(),
        "undercut": office.undercut.keys().map(|regime| regime.word()).collect::<Vec<_>>(),
        "people": people.collect::<Map<_, _>>(),
        "tokens": tokens.collect::<Map<_, _>>(),
    }))
}

/// The register for those who may read denials at all.
pub(crate) fn register(desk: &Desk, who: &Who) -> Result<Docket, Trouble> {
    let docket = desk.docket(None)?;
    let person = known(&docket.office, who)?;
    let may = performers(EventKind::DenialRead).iter().any(|role| person.roles.contains(role));
    if may { Ok(docket) } else { Err(Trouble::Absent("denials are not shown to you".to_owned())) }
}

/// Which denials there are, without what they say.
pub(crate) fn denials(desk: &Desk, who: &Who, at: Timestamp) -> Result<Vec<Value>, Trouble> {
    let docket = register(desk, who)?;
    let on = casework::clock::utc_date(at);
    let one = |(id, denial): (&DenialId, &casework::register::Denial)| {
        let draft = denial.draft.as_ref().map(|draft| &draft.notice);
        let notice = denial.notice().or(draft)?;
        Some(json!({
            "denial": id,
            "regime": notice.regime,
            "authority": notice.authority,
            "decided": notice.decided,
            "version": denial.number(),
            "holds": denial.holds(on),
            "own": denial.own.is_some(),
            "draft": denial.draft.is_some(),
            "review_overdue": denial.review_overdue(on),
        }))
    };
    let all = docket.register.denials.iter();
    Ok(all.filter_map(|(id, denial)| one((id, denial))).collect())
}

/// A denial with all its versions. That somebody read it is recorded first.
pub(crate) fn denial(
    desk: &Desk,
    who: &Who,
    denial: &DenialId,
    case: Option<CaseId>,
    at: Timestamp,
) -> Result<Value, Trouble> {
    let read = casework::event::Event::DenialRead { case };
    desk.act(who, &Stream::Denial(denial.clone()), read, None, at)?;
    let docket = desk.docket(None)?;
    let absent = || Trouble::Absent(format!("there is no denial `{denial}`"));
    Ok(officer::denial(docket.register.get(denial).ok_or_else(absent)?, at))
}
