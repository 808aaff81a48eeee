//! The store on SQLite and on a real PostgreSQL: the same tests on both.

use std::sync::atomic::{AtomicU32, Ordering};

use casework::audit::{audit, rebuild};
use casework::chain::{Fault, read};
use casework::event::Event;
use casework::id::{CaseId, Digest};
use casework::recorded::{Recorded, Stream};
use casework::refusal::Refusal;
use casework::role::Role;
use casework::store::{Appended, CaseFilter, Draft, Request, Store, StoreError};
use sqlx::{Connection as _, Executor as _};

use crate::cluster;
use crate::desk::{Desk, day, id, instant, kilograms, person, terms};

/// The folder of a SQLite database, gone with it.
pub(crate) struct Embedded(std::path::PathBuf);

impl Embedded {
    pub(crate) fn path(&self) -> &std::path::Path {
        &self.0
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn embedded() -> (Embedded, String) {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let name = format!("casework-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite:{}?mode=rwc", folder.join("office.db").display());
    (Embedded(folder), url)
}

macro_rules! on_both {
    ($($name:ident)*) => { $(
        mod $name {
            #[test]
            fn on_sqlite() {
                let (_folder, url) = super::embedded();
                super::tests::$name(&url);
            }

            #[test]
            fn on_postgres() {
                if crate::cluster::skipped() {
                    return;
                }
                super::tests::$name(&crate::cluster::database());
            }
        }
    )* };
}

on_both! {
    what_is_recorded_is_read_back
    a_grant_is_checked_in_its_own_transaction
    whoever_comes_second_is_told
    writers_side_by_side_lose_and_double_nothing
    refused_batches_leave_nothing_behind
    every_kind_of_damage_is_found
    views_are_made_again_from_the_log
    a_retransfer_finds_its_original_licence
    one_licence_number_is_given_once
    opening_twice_changes_nothing
    another_instance_sees_what_was_recorded
    lists_are_read_page_by_page
    a_request_sent_twice_is_done_once
    a_request_sent_many_times_at_once_is_done_once
    the_last_of_a_line_is_booked_once
    a_hit_that_arrives_between_look_and_grant_stops_it
}

/// Records a whole log, event by event, as an office would have.
pub(crate) fn fill(store: &Store, desk: &Desk) -> Vec<Appended> {
    desk.log.iter().map(|entry| store.append(draft(read(&entry.body).unwrap())).unwrap()).collect()
}

pub(crate) fn draft(recorded: Recorded) -> Draft {
    let Recorded { stream, version, at, by, role, event } = recorded;
    Draft { stream, expected: version - 1, at, by, role, event }
}

fn case_id() -> CaseId {
    id("case-1")
}

/// Does something to the database that the program itself never does.
fn tamper(url: &str, text: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
        connection.execute(text).await.unwrap();
        connection.close().await.unwrap();
    });
}

fn faults(store: &Store) -> Vec<Fault> {
    audit(store).unwrap().faults
}

mod tests {
    use super::*;

    pub(super) fn what_is_recorded_is_read_back(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::granted();
        let appended = fill(&store, &desk);
        assert_eq!(store.log(0, 1_000).unwrap(), desk.log, "byte for byte");
        let last = desk.log.last().unwrap();
        assert_eq!(store.head().unwrap(), (last.sequence, last.digest.clone()));
        assert_eq!(appended.last().unwrap().digest, last.digest);
        assert_eq!(store.case(&case_id()).unwrap().as_deref(), Some(desk.case()));
        let history = store.history(&Stream::Case(case_id())).unwrap();
        assert_eq!(history.len() as u64, desk.case().version);
        let report = audit(&store).unwrap();
        assert_eq!(report.faults, []);
        assert_eq!(report.docket, desk.docket);
        assert_eq!(store.licence(&terms().licence).unwrap().unwrap().standing, "valid");
    }

    pub(super) fn a_grant_is_checked_in_its_own_transaction(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::signed();
        fill(&store, &desk);
        let version = desk.case().version;
        let grant = |store: &Store| {
            let officer = person("officer");
            store.append_made(
                (&officer, Role::LicensingOfficer),
                &case_id(),
                version,
                desk.at,
                |docket| {
                    let case = &docket.cases[&case_id()];
                    let basis = case.grant_basis(&docket.around(case, None)).unwrap();
                    Ok(Event::LicenceGranted { terms: terms(), basis })
                },
            )
        };
        // A list that another instance publishes a moment before stops it.
        let other = Store::open(url).unwrap();
        let event = Event::ListPublished {
            list: id("un"),
            digest: Digest::of(b"two"),
            as_of: day("2024-03-04"),
            entries: 1,
        };
        let office = Draft {
            stream: Stream::Office,
            expected: desk.docket.office.version,
            at: desk.at,
            by: person("system"),
            role: Role::System,
            event,
        };
        other.append(office).unwrap();
        let Err(StoreError::Refused(Refusal::Blocked(blockers))) = grant(&store) else {
            panic!("granted")
        };
        let told: Vec<String> = blockers.iter().map(ToString::to_string).collect();
        assert!(told.contains(&"not screened against the list un in force".to_owned()));
        assert_eq!(store.case(&case_id()).unwrap().as_deref(), Some(desk.case()));
        assert_eq!(faults(&store), []);
    }

    pub(super) fn whoever_comes_second_is_told(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::in_review();
        fill(&store, &desk);
        let ask = |agency: &str| Draft {
            stream: Stream::Case(case_id()),
            expected: desk.case().version,
            at: desk.at,
            by: person("officer"),
            role: Role::LicensingOfficer,
            event: Event::AgencyAsked { agency: id(agency) },
        };
        store.append(ask("defence")).unwrap();
        let second = store.append(ask("energy"));
        assert!(matches!(second, Err(StoreError::Refused(Refusal::Conflict { .. }))));
    }

    pub(super) fn writers_side_by_side_lose_and_double_nothing(url: &str) {
        const WRITERS: u32 = 8;
        const EACH: u32 = 15;
        let first = Store::open(url).unwrap();
        let desk = Desk::open();
        fill(&first, &desk);
        let second = Store::open(url).unwrap();
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                // Two instances on one database.
                let store = if writer % 2 == 0 { &first } else { &second };
                let desk = &desk;
                scope.spawn(move || {
                    for number in 0..EACH {
                        let application = crate::desk::application();
                        let case: CaseId = id(&format!("case-{writer}-{number}"));
                        let draft = Draft {
                            stream: Stream::Case(case),
                            expected: 0,
                            at: desk.at,
                            by: person("applicant"),
                            role: Role::Applicant,
                            event: Event::CaseOpened { application },
                        };
                        store.append(draft).unwrap();
                    }
                });
            }
        });
        let report = audit(&second).unwrap();
        assert_eq!(report.faults, []);
        assert_eq!(report.docket.cases.len() as u32, WRITERS * EACH);
        assert_eq!(report.entries, desk.log.len() as u64 + u64::from(WRITERS * EACH));
    }

    fn opening(desk: &Desk, case: &str) -> Draft {
        Draft {
            stream: Stream::Case(id(case)),
            expected: 0,
            at: desk.at,
            by: person("applicant"),
            role: Role::Applicant,
            event: Event::CaseOpened { application: crate::desk::application() },
        }
    }

    fn request(key: &str, content: char) -> Request {
        Request::new(key, Digest::new(content.to_string().repeat(64)).unwrap()).unwrap()
    }

    pub(super) fn a_request_sent_twice_is_done_once(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::open();
        fill(&store, &desk);
        let (by, asked) = (person("applicant"), request("k-1", 'a'));
        assert_eq!(store.done(&by, &asked).unwrap(), None);
        let put = |request: Request, case| {
            store.append_all_once(Some(&request), vec![opening(&desk, case)])
        };
        let first = put(asked.clone(), "case-7").unwrap();
        let again = put(asked.clone(), "case-7").unwrap();
        assert_eq!(first, again);
        assert_eq!(store.done(&by, &asked).unwrap().as_ref(), first.first());
        // Somebody else's key is another key, and a key stands for one thing.
        assert_eq!(store.done(&person("officer"), &asked).unwrap(), None);
        let other = put(request("k-1", 'b'), "case-8");
        assert!(matches!(other, Err(StoreError::Refused(Refusal::OtherRequest))));
        // What is refused leaves no key behind.
        let refused = put(request("k-2", 'c'), "case-7");
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::Conflict { .. }))));
        put(request("k-2", 'd'), "case-8").unwrap();
        assert_eq!(faults(&store), []);
        for wrong in ["", "two words", "\u{e4}", &"k".repeat(129)] {
            assert!(Request::new(wrong, Digest::new("a".repeat(64)).unwrap()).is_err());
        }
    }

    pub(super) fn a_request_sent_many_times_at_once_is_done_once(url: &str) {
        let stores = [Store::open(url).unwrap(), Store::open(url).unwrap()];
        let desk = Desk::open();
        fill(&stores[0], &desk);
        let before = stores[0].head().unwrap().0;
        let done: Vec<_> = std::thread::scope(|scope| {
            let one = |number: usize| {
                let (store, desk) = (&stores[number % 2], &desk);
                scope.spawn(move || {
                    let drafts = vec![opening(desk, "case-7")];
                    store.append_all_once(Some(&request("k-1", 'a')), drafts).unwrap()
                })
            };
            let all: Vec<_> = (0..12).map(one).collect();
            all.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert!(done.windows(2).all(|pair| pair[0] == pair[1]));
        assert_eq!(stores[1].head().unwrap().0, before + 1);
    }

    pub(super) fn refused_batches_leave_nothing_behind(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::open();
        fill(&store, &desk);
        let before = store.head().unwrap();
        let opened = |case: &str, by: &str, role| Draft {
            stream: Stream::Case(id(case)),
            expected: 0,
            at: desk.at,
            by: person(by),
            role,
            event: Event::CaseOpened { application: crate::desk::application() },
        };
        let good = opened("case-1", "applicant", Role::Applicant);
        let bad = opened("case-2", "officer", Role::LicensingOfficer);
        assert!(store.append_all(vec![good.clone(), bad]).is_err());
        assert_eq!(store.head().unwrap(), before);
        assert_eq!(store.case(&case_id()).unwrap(), None);
        store.append(good).unwrap();
        assert_eq!(faults(&store), []);
    }

    pub(super) fn every_kind_of_damage_is_found(url: &str) {
        let store = Store::open(url).unwrap();
        fill(&store, &Desk::granted());
        let total = store.head().unwrap().0;
        assert_eq!(faults(&store), []);
        let find = |text: &'static str, expected: &Fault| {
            tamper(url, text);
            let found = faults(&store);
            assert!(found.contains(expected), "{text}: {found:?}");
        };
        // One changed byte, put right again.
        find(
            "UPDATE event SET body = replace(body, 'civil use', 'civil usE') WHERE sequence > 20",
            &Fault::Changed { sequence: total - 2 },
        );
        tamper(url, "UPDATE event SET body = replace(body, 'civil usE', 'civil use')");
        assert_eq!(faults(&store), []);
        // A view that was edited.
        let name = "case case-1".to_owned();
        find("UPDATE case_view SET state = 'refused'", &Fault::View { name });
        rebuild(&store).unwrap();
        assert_eq!(faults(&store), []);
        // Two entries in each other's place.
        tamper(url, "UPDATE event SET sequence = 1000 WHERE sequence = 5");
        tamper(url, "UPDATE event SET sequence = 5 WHERE sequence = 6");
        find(
            "UPDATE event SET sequence = 6 WHERE sequence = 1000",
            &Fault::Changed { sequence: 5 },
        );
        tamper(url, "UPDATE event SET sequence = 1000 WHERE sequence = 5");
        tamper(url, "UPDATE event SET sequence = 5 WHERE sequence = 6");
        tamper(url, "UPDATE event SET sequence = 6 WHERE sequence = 1000");
        assert_eq!(faults(&store), []);
        // An entry once more, at the end.
        let doubled = "INSERT INTO event (sequence, kind, stream, version, body, digest) \
                       SELECT sequence + 500, kind, stream, version + 500, body, digest \
                       FROM event WHERE sequence = 7";
        tamper(url, doubled);
        assert_eq!(faults(&store), [], "beyond the head nothing counts");
        tamper(url, "UPDATE head SET sequence = 507");
        let found = faults(&store);
        assert!(found.contains(&Fault::Missing { sequence: total + 1 }), "{found:?}");
        tamper(url, "DELETE FROM event WHERE sequence = 507");
        let found = faults(&store);
        assert!(found.contains(&Fault::Head { expected: 507, found: total }), "{found:?}");
        // One missing.
        find("DELETE FROM event WHERE sequence = 9", &Fault::Missing { sequence: 9 });
        let damaged = rebuild(&store);
        assert!(matches!(damaged, Err(StoreError::Log(_))), "no views from a damaged log");
    }

    pub(super) fn views_are_made_again_from_the_log(url: &str) {
        let store = Store::open(url).unwrap();
        fill(&store, &Desk::granted());
        let before = store.cases(&CaseFilter::default(), 10).unwrap();
        tamper(url, "DELETE FROM case_view");
        tamper(url, "DELETE FROM licence_view");
        assert_eq!(faults(&store).len(), 2);
        rebuild(&store).unwrap();
        assert_eq!(store.cases(&CaseFilter::default(), 10).unwrap(), before);
        assert_eq!(faults(&store), []);
    }

    pub(super) fn a_retransfer_finds_its_original_licence(url: &str) {
        let store = Store::open(url).unwrap();
        let mut desk = Desk::granted();
        let booking = crate::desk::booking("s1", 1, kilograms("4"));
        desk.does("customs", Event::ShipmentBooked { booking }).unwrap();
        let mut consent = crate::desk::application();
        consent.kind = "retransfer".to_owned();
        consent.original = Some(id("L-1"));
        let applicant = person("applicant");
        let stream = Stream::Case(id("case-2"));
        let opened = Event::CaseOpened { application: consent };
        desk.act_as(&applicant, Role::Applicant, stream, opened).unwrap();
        fill(&store, &desk);
        let second: CaseId = id("case-2");
        let docket = store.docket(Some(&second)).unwrap();
        let around = docket.around(&docket.cases[&second], None);
        let (licence, _) = around.original.unwrap();
        assert_eq!(licence.balance("1").unwrap().drawn, kilograms("4"));
    }

    pub(super) fn one_licence_number_is_given_once(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::granted();
        fill(&store, &desk);
        // The same case again under another number, up to its signature.
        let signed = Desk::signed();
        for entry in &signed.log {
            let mut draft = draft(read(&entry.body).unwrap());
            if draft.stream == crate::desk::on_case() {
                draft.stream = Stream::Case(id("case-2"));
                store.append(draft).unwrap();
            }
        }
        let second: CaseId = id("case-2");
        let officer = person("officer");
        let granted = store.append_made(
            (&officer, Role::LicensingOfficer),
            &second,
            signed.case().version,
            desk.at,
            |docket| {
                let case = &docket.cases[&id::<CaseId>("case-2")];
                let basis = case.grant_basis(&docket.around(case, None)).unwrap();
                Ok(Event::LicenceGranted { terms: terms(), basis })
            },
        );
        let refused = granted.unwrap_err().to_string();
        assert!(refused.contains("there is a licence L-1 already"), "{refused}");
    }

    /// Two customs offices, each on its own instance, see the same balance and book the rest of it.
    pub(super) fn the_last_of_a_line_is_booked_once(url: &str) {
        let desk = Desk::granted();
        let stores = [Store::open(url).unwrap(), Store::open(url).unwrap()];
        fill(&stores[0], &desk);
        let book = |store: &Store, shipment: &str, expected: u64| {
            let booking = crate::desk::booking(shipment, 1, kilograms("10"));
            store.append(Draft {
                stream: Stream::Case(case_id()),
                expected,
                at: desk.at,
                by: person("customs"),
                role: Role::CustomsAnalyst,
                event: Event::ShipmentBooked { booking },
            })
        };
        let seen = stores.each_ref().map(|store| store.case(&case_id()).unwrap().unwrap().version);
        let booked: Vec<bool> = std::thread::scope(|scope| {
            let tries: Vec<_> = [("s1", &stores[0], seen[0]), ("s2", &stores[1], seen[1])]
                .map(|(shipment, store, seen)| scope.spawn(move || book(store, shipment, seen)))
                .into_iter()
                .collect();
            tries.into_iter().map(|tried| tried.join().unwrap().is_ok()).collect()
        });
        assert_eq!(booked.iter().filter(|booked| **booked).count(), 1, "{booked:?}");
        // Whoever came second looks again and finds nothing left.
        let now = stores[1].case(&case_id()).unwrap().unwrap();
        let refused = book(&stores[1], "s3", now.version).unwrap_err().to_string();
        assert!(refused.contains("0 kilogram left"), "{refused}");
        assert_eq!(faults(&stores[0]), []);
    }

    /// An officer looked and found nothing; another instance records a hit; then comes the grant.
    pub(super) fn a_hit_that_arrives_between_look_and_grant_stops_it(url: &str) {
        let desk = Desk::signed();
        let (store, other) = (Store::open(url).unwrap(), Store::open(url).unwrap());
        fill(&store, &desk);
        let seen = store.docket(Some(&case_id())).unwrap();
        let case = &seen.cases[&case_id()];
        let around = seen.around(case, None);
        assert_eq!(case.can_issue(&terms(), &around, desk.at), []);
        let basis = case.grant_basis(&around).unwrap();
        let mut screening = crate::desk::clean_search(&seen, case);
        let search = screening.parties.get_mut(&crate::desk::end_user()).unwrap();
        search.hits.push(crate::weaknesses::hit("un", "E1", "v1"));
        let draft = |by: &str, role, expected, event| Draft {
            stream: Stream::Case(case_id()),
            expected,
            at: desk.at,
            by: person(by),
            role,
            event,
        };
        let screened = Event::Screened { screening };
        other.append(draft("system", Role::System, case.version, screened)).unwrap();
        let grant = || Event::LicenceGranted { terms: terms(), basis: basis.clone() };
        let first = store.append(draft("officer", Role::LicensingOfficer, case.version, grant()));
        assert!(matches!(first, Err(StoreError::Refused(Refusal::Conflict { .. }))), "{first:?}");
        let now = case.version + 1;
        let second = store.append(draft("officer", Role::LicensingOfficer, now, grant()));
        assert!(matches!(second, Err(StoreError::Refused(Refusal::Blocked(_)))), "{second:?}");
        assert_eq!(store.licence(&terms().licence).unwrap(), None);
        assert_eq!(faults(&other), []);
    }

    pub(super) fn opening_twice_changes_nothing(url: &str) {
        let desk = Desk::granted();
        fill(&Store::open(url).unwrap(), &desk);
        let again = Store::open(url).unwrap();
        assert_eq!(again.log(0, 1_000).unwrap(), desk.log);
        assert_eq!(faults(&again), []);
    }

    pub(super) fn another_instance_sees_what_was_recorded(url: &str) {
        let first = Store::open(url).unwrap();
        let second = Store::open(url).unwrap();
        let desk = Desk::granted();
        fill(&first, &desk);
        assert_eq!(second.docket(None).unwrap().office, desk.docket.office);
        assert_eq!(second.case(&case_id()).unwrap().as_deref(), Some(desk.case()));
        let event = Event::PersonLeft { person: person("officer") };
        let left = Draft {
            stream: Stream::Office,
            expected: desk.docket.office.version,
            at: instant("2024-03-05T08:00:00Z"),
            by: person("admin"),
            role: Role::Administrator,
            event,
        };
        second.append(left).unwrap();
        // The first instance refuses the person at once, whatever it remembers.
        let suspended = Draft {
            stream: Stream::Case(case_id()),
            expected: desk.case().version,
            at: instant("2024-03-05T09:00:00Z"),
            by: person("officer"),
            role: Role::LicensingOfficer,
            event: Event::LicenceSuspended {
                since: instant("2024-03-05T09:00:00Z"),
                why: "doubts".to_owned(),
            },
        };
        let refused = first.append(suspended);
        assert!(matches!(refused, Err(StoreError::Refused(Refusal::Unknown(_)))));
        // A case is still read although one of its people has left.
        assert!(first.case(&case_id()).unwrap().is_some());
    }

    pub(super) fn lists_are_read_page_by_page(url: &str) {
        let store = Store::open(url).unwrap();
        let desk = Desk::open();
        fill(&store, &desk);
        for number in 1..=25 {
            let draft = Draft {
                stream: Stream::Case(id(&format!("case-{number}"))),
                expected: 0,
                at: desk.at,
                by: person("applicant"),
                role: Role::Applicant,
                event: Event::CaseOpened { application: crate::desk::application() },
            };
            store.append(draft).unwrap();
        }
        let mut filter = CaseFilter { state: Some("draft".to_owned()), ..CaseFilter::default() };
        let mut seen = Vec::new();
        loop {
            let rows = store.cases(&filter, 10).unwrap();
            let Some(last) = rows.last() else { break };
            filter.after = last.opened;
            seen.extend(rows.into_iter().map(|row| row.id.to_string()));
        }
        let expected: Vec<String> = (1..=25).map(|number| format!("case-{number}")).collect();
        assert_eq!(seen, expected);
        let other = CaseFilter { firm: Some("firm-2".to_owned()), ..CaseFilter::default() };
        assert_eq!(store.cases(&other, 10).unwrap(), []);
    }
}

#[test]
fn a_database_that_is_not_there_is_said_to_be_not_there() {
    let error = Store::open("sqlite:/nowhere/at/all/office.db").unwrap_err().to_string();
    assert!(error.starts_with("the database: "), "{error}");
    assert!(cluster::skipped() || cluster::database().starts_with("postgres://"));
}
