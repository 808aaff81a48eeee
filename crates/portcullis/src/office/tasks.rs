//! What is to be done, by whom, by when, and why then: found from the cases as they are, never kept.

use std::collections::BTreeSet;

use casework::advice::Position;
use casework::blocker::Blocker;
use casework::case::Case;
use casework::clock::{ClockName, Due, NotDue, Running, utc_date};
use casework::docket::Docket;
use casework::register::Stage;
use casework::role::Role;
use casework::store::WorkFilter;
use casework::transition::State;
use control::period::midnight;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

use super::look::is_stale;
use super::{Desk, Trouble};

/// Something to be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Task {
    /// Where: `case:C-1`, `denial:D-1`, `office`.
    pub(crate) of: String,
    /// What.
    pub(crate) task: String,
    /// Who does such things.
    pub(crate) who: &'static str,
    /// By when, where that is known.
    pub(crate) due: Option<Date>,
    /// It is late.
    pub(crate) overdue: bool,
    /// Why then, or why on no known day.
    pub(crate) because: Vec<String>,
    #[serde(skip)]
    firm: Option<casework::id::FirmId>,
    #[serde(skip)]
    agency: Option<casework::id::AgencyId>,
}

impl Task {
    /// Whether it is for a person: by role, and by firm or agency where it is one's.
    pub(crate) fn is_for(&self, person: &casework::office::Person, role: Option<Role>) -> bool {
        let mut roles = person.roles.iter().filter(|own| role.is_none_or(|role| role == **own));
        roles.any(|role| match role {
            // Who only reads, or answers for the whole, sees everything.
            Role::Auditor | Role::HeadOfUnit => true,
            Role::Applicant => role.word() == self.who && self.firm == person.firm,
            Role::AgencyAdviser => role.word() == self.who && self.agency == person.agency,
            role => role.word() == self.who,
        })
    }
}

struct List {
    today: Date,
    of: String,
    firm: casework::id::FirmId,
    tasks: Vec<Task>,
}

impl List {
    fn add(&mut self, role: Role, task: impl Into<String>, due: Result<Due, NotDue>) {
        let (due, because) = match due {
            Ok(due) => (Some(due.on), due.because),
            Err(why) => (None, vec![why.to_string()]),
        };
        self.put(role, task.into(), due, because);
    }

    fn put(&mut self, role: Role, task: String, due: Option<Date>, because: Vec<String>) {
        let firm = (role == Role::Applicant).then(|| self.firm.clone());
        let overdue = due.is_some_and(|due| due < self.today);
        let (of, who) = (self.of.clone(), role.word());
        self.tasks.push(Task { of, task, who, due, overdue, because, firm, agency: None });
    }
}

/// Everything that is to be done in the office: what is due first, first.
pub(crate) fn all(desk: &Desk, at: Timestamp) -> Result<Vec<Task>, Trouble> {
    let docket = desk.docket(None)?;
    let mut tasks = office(&docket, at);
    desk.store.each_at_work(|docket, id| {
        tasks.extend(docket.cases.get(id).into_iter().flat_map(|case| of_case(docket, case, at)));
        Ok::<(), Trouble>(())
    })?;
    sort(&mut tasks);
    Ok(tasks)
}

fn sort(tasks: &mut [Task]) {
    tasks.sort_by_key(|task| (task.due.is_none(), task.due, task.of.clone()));
}

/// A page of that: of the cases in which these roles may have something to do (all of them where none
/// are named) so many at most, the oldest first; on the first page also the office's own. Within it,
/// what is due first, first. And where the next page begins.
pub(crate) fn page(
    desk: &Desk,
    roles: Option<&[Role]>,
    firm: Option<String>,
    (after, limit): (u64, usize),
    at: Timestamp,
) -> Result<(Vec<Task>, Option<u64>), Trouble> {
    let mut tasks = match after {
        0 => office(&desk.docket(None)?, at),
        _ => Vec::new(),
    };
    let states = roles.and_then(|roles| {
        let each: Option<Vec<_>> = roles.iter().map(|role| states_of(*role)).collect();
        let all: BTreeSet<State> = each?.into_iter().flatten().copied().collect();
        Some(all.into_iter().collect())
    });
    let which = WorkFilter { states, firm, after };
    let next = desk.store.page_at_work(&which, limit, |docket, id| {
        tasks.extend(docket.cases.get(id).into_iter().flat_map(|case| of_case(docket, case, at)));
        Ok::<(), Trouble>(())
    })?;
    sort(&mut tasks);
    Ok((tasks, next))
}

/// States of cases in which a role may have something to do; none for one that sees everything.
fn states_of(role: Role) -> Option<&'static [State]> {
    use State::{Granted, NotRequired, Recommended, Refused, Returned, Review, Signed};
    use State::{Submitted, Upheld};
    Some(match role {
        Role::Auditor | Role::HeadOfUnit | Role::System => return None,
        Role::Applicant => &[Returned, Review, Refused],
        Role::IntakeOfficer => &[Submitted, Review],
        Role::LicensingOfficer => &[Review, Signed, Granted],
        Role::Countersigner => &[Recommended],
        Role::AgencyAdviser => &[Review],
        Role::DenialOfficer => &[Review, Granted, Refused, NotRequired, Upheld],
        Role::ScreeningOfficer => &[Review, Granted],
        Role::VerificationInspector => &[Granted],
        Role::TechnicalAssessor
        | Role::CustomsAnalyst
        | Role::SafeguardsReporter
        | Role::RuleSteward
        | Role::Administrator
        | Role::Partner => &[],
    })
}

/// What is to be done in one case.
pub(crate) fn of_case(docket: &Docket, case: &Case, at: Timestamp) -> Vec<Task> {
    let of = format!("case:{}", case.id);
    let today = utc_date(at);
    let mut list = List { today, of, firm: case.firm().clone(), tasks: Vec::new() };
    let decision = || case.due(&docket.office);
    match case.state {
        State::Draft | State::NotRequired | State::Withdrawn | State::Upheld => {}
        State::Returned => {
            list.put(Role::Applicant, "complete it and hand it in".to_owned(), None, Vec::new());
        }
        State::Submitted => list.add(Role::IntakeOfficer, "accept it or give it back", decision()),
        State::Review => review(&mut list, docket, case, at),
        State::Recommended => {
            let (have, need) = (case.signatures.len(), case.signatures_needed());
            list.add(Role::Countersigner, format!("sign: {have} of {need}"), decision());
        }
        State::Signed => list.add(Role::LicensingOfficer, "decide", decision()),
        State::Granted => granted(&mut list, case),
        State::Refused => {
            let refused = case.decisions.last().map_or(case.at, |decision| decision.at);
            let due = docket.office.due(ClockName::Appeal, &Running::from(refused));
            if due.as_ref().is_ok_and(|due| due.on >= today) {
                list.add(Role::Applicant, "appeal, if at all", due);
            }
        }
        State::Appealed => list.put(Role::HeadOfUnit, "decide the appeal".into(), None, Vec::new()),
    }
    if matches!(case.state, State::Granted | State::Refused | State::NotRequired | State::Upheld) {
        for (id, _) in case.consultations.iter().filter(|(_, c)| c.told.is_none()) {
            let task = format!("tell the outcome of consultation {id}");
            list.put(Role::DenialOfficer, task, None, Vec::new());
        }
    }
    if is_stale(case, docket, at) {
        let because = vec!["facts, law, lists, denials or the day changed".to_owned()];
        list.put(Role::System, "look again".to_owned(), None, because);
    }
    list.tasks
}

fn review(list: &mut List, docket: &Docket, case: &Case, at: Timestamp) {
    let around = docket.around(case, None);
    for (id, question) in case.questions.iter().filter(|(_, question)| question.is_open()) {
        let due = docket.office.due(ClockName::Answer, &Running::from(question.asked));
        list.add(Role::Applicant, format!("answer question {id}"), due);
    }
    for (agency, position) in &case.positions {
        if let Position::Awaited { since } = position {
            let due = case.advice_due(&docket.office, *since);
            list.add(Role::AgencyAdviser, format!("agency {agency}: give its position"), due);
            if let Some(task) = list.tasks.last_mut() {
                task.agency = Some(agency.clone());
            }
        }
    }
    for (id, consultation) in case.consultations.iter().filter(|(_, c)| c.end.is_none()) {
        let due = case.reply_due(&around, consultation);
        list.add(Role::DenialOfficer, format!("consultation {id}: await the reply"), due);
    }
    for blocker in case.open_points(&around, at) {
        let (role, task) = match &blocker {
            Blocker::HitOpen { party, list, entry } => {
                (Role::ScreeningOfficer, format!("judge hit {list} {entry} of party {party}"))
            }
            Blocker::DenialNotJudged(id) => (Role::DenialOfficer, format!("judge denial {id}")),
            Blocker::NotConsulted(id) => {
                (Role::DenialOfficer, format!("consult the authority of denial {id}"))
            }
            Blocker::NoUndertaking | Blocker::SignerNotChecked => {
                (Role::IntakeOfficer, blocker.to_string())
            }
            _ => continue,
        };
        list.add(role, task, case.due(&docket.office));
    }
    list.add(Role::LicensingOfficer, "recommend", case.due(&docket.office));
}

fn granted(list: &mut List, case: &Case) {
    let Some(licence) = &case.licence else { return };
    for owed in licence.obligations().into_iter().filter(|owed| !owed.met) {
        // What stands as long as the goods last is nobody's task of a day.
        let Some(due) = owed.due else { continue };
        let of = owed.shipment.map_or(String::new(), |shipment| format!(" for {shipment}"));
        let because = vec![format!("condition {} of licence {}", owed.id, licence.terms.licence)];
        let task = format!("obligation {}{of}", owed.id);
        list.put(Role::VerificationInspector, task, Some(due), because);
    }
    for adverse in licence.adverse() {
        let task = format!("follow up and close adverse report {}", adverse.id);
        list.put(Role::LicensingOfficer, task, None, vec![adverse.report.clone()]);
    }
    if let casework::licence::Standing::Suspended { why, .. } = &licence.standing {
        let task = "reinstate or revoke the suspended licence".to_owned();
        list.put(Role::HeadOfUnit, task, None, vec![why.clone()]);
    }
    let on = list.today;
    for (party, search) in case.screening.iter().flat_map(|screening| &screening.parties) {
        for hit in &search.hits {
            if case.hit_standing(party, hit, on) == casework::searched::Standing::Open {
                let task = format!("judge hit {} {} of party {party}", hit.list, hit.entry);
                let why = vec!["shipments stand until it is judged".to_owned()];
                list.put(Role::ScreeningOfficer, task, Some(on), why);
            }
        }
    }
}

/// What is to be done in the office itself and in its register.
fn office(docket: &Docket, at: Timestamp) -> Vec<Task> {
    let today = utc_date(at);
    let mut tasks = Vec::new();
    let mut put = |of: String, role: Role, task: String, due: Option<Date>, because| {
        let overdue = due.is_some_and(|due| due < today);
        let who = role.word();
        tasks.push(Task { of, task, who, due, overdue, because, firm: None, agency: None });
    };
    let own = || "office".to_owned();
    for (list, version) in &docket.office.lists {
        let published = Running::from(midnight(version.as_of));
        match docket.office.due(ClockName::ListAge, &published) {
            Ok(due) => put(
                own(),
                Role::RuleSteward,
                format!("renew list {list}"),
                Some(due.on),
                due.because,
            ),
            Err(why) => {
                put(own(), Role::RuleSteward, format!("list {list}: {why}"), None, Vec::new());
            }
        }
    }
    for proposal in docket.office.proposed.values() {
        let why = vec![format!("proposed by {}: {}", proposal.by, proposal.source)];
        put(own(), Role::RuleSteward, "publish the proposed law data".to_owned(), None, why);
    }
    for (id, denial) in &docket.register.denials {
        let of = format!("denial:{id}");
        if denial.draft.is_some() {
            put(of.clone(), Role::HeadOfUnit, "approve the draft".to_owned(), None, Vec::new());
        }
        if denial.revoked.is_some() {
            continue;
        }
        if let Some(version) = denial.versions.last().filter(|_| denial.stage == Stage::Approved) {
            let due = docket.office.due(ClockName::DenialNotice, &Running::from(version.at));
            let (due, because) = match due {
                Ok(due) => (Some(due.on), due.because),
                Err(why) => (None, vec![why.to_string()]),
            };
            put(of.clone(), Role::DenialOfficer, "notify partners".to_owned(), due, because);
        }
        if let Some(review) = denial.review.filter(|_| denial.own.is_some()) {
            put(of, Role::DenialOfficer, "review it".to_owned(), Some(review), Vec::new());
        }
    }
    tasks
}

#[cfg(test)]
mod test {
    use casework::demo::{Plan, fill};

    use super::{Desk, all};
    use crate::office::{Who, views};

    #[test]
    fn pages_together_hold_everybodys_whole_list() {
        let file = std::env::temp_dir().join(format!("portcullis-tasks-{}.db", std::process::id()));
        let desk = Desk::open(&file.display().to_string(), true).unwrap();
        let regime = crate::pack::read(None).unwrap().unwrap();
        let from = jiff::civil::date(2026, 1, 5);
        let plan = Plan { seed: 7, cases: 120, from, days: 250 };
        fill(&desk.store, &regime, &plan, &mut |_| {}).unwrap();
        let at = "2026-09-14T09:00:00Z".parse().unwrap();
        let whole = all(&desk, at).unwrap();
        let office = desk.docket(None).unwrap().office;
        let mut some = 0;
        for (name, person) in &office.people {
            for role in &person.roles {
                let who = Who { person: name.clone(), role: Some(*role), request: None };
                let mut paged = Vec::new();
                let mut after = Some(0);
                while let Some(from) = after {
                    let flags = (false, false);
                    let (page, next) = views::task_page(&desk, &who, flags, (from, 9), at).unwrap();
                    paged.extend(page);
                    after = next;
                }
                let own = whole.iter().filter(|task| task.is_for(person, Some(*role)));
                let mut own: Vec<_> = own.cloned().collect();
                some += own.len();
                let order = |task: &super::Task| (task.of.clone(), task.task.clone());
                paged.sort_by_key(order);
                own.sort_by_key(order);
                assert_eq!(paged, own, "{name} as {role:?}");
            }
        }
        assert!(some > 100, "{some}");
        std::fs::remove_file(&file).unwrap();
    }
}
