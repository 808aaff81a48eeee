//! What fails around the office: connections are cut in the middle, the server dies, disks fill up,
//! files are locked. No event is lost, doubled or half there, and the log verifies.

mod proxy;

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use casework::audit::audit;
use casework::event::Event;
use casework::facts::Application;
use casework::id::CaseId;
use casework::recorded::Stream;
use casework::refusal::Refusal;
use casework::role::Role;
use casework::store::{Draft, Store, StoreError};
use sqlx::{Connection as _, Executor as _};

use crate::cluster::{Server, UNLIMITED, skipped};
use crate::crash::times;
use crate::desk::{Desk, id, person};
use crate::store::{embedded, fill};

/// Writers side by side.
const WRITERS: u32 = 4;
/// Names the database to the writer that fills its disk.
const URL: &str = "CASEWORK_FULL_URL";
/// Something that can be deleted to make room.
const BALLAST: &str = "CASEWORK_FULL_BALLAST";

fn opened(name: &str, application: Application) -> Draft {
    Draft {
        stream: Stream::Case(id(name)),
        expected: 0,
        at: Desk::empty().at,
        by: person("applicant"),
        role: Role::Applicant,
        event: Event::CaseOpened { application },
    }
}

/// Records a case for certain, as a client does that cannot know whether its last try came through:
/// it tries again, and "somebody was faster" means that it did.
fn insist(store: &Store, name: &str) -> u32 {
    let began = Instant::now();
    for failures in 0.. {
        match store.append(opened(name, crate::desk::application())) {
            Ok(_) | Err(StoreError::Refused(Refusal::Conflict { expected: 0, found: 1 })) => {
                return failures;
            }
            Err(StoreError::Database(_)) => std::thread::sleep(Duration::from_millis(5)),
            Err(other) => panic!("{name}: {other}"),
        }
        assert!(began.elapsed() < Duration::from_secs(120), "{name}: not recorded");
    }
    0
}

/// Writers insist on their cases while something is done to the database; then everything is
/// there, once.
fn whole_in_spite_of(direct: &str, store: &Store, each: u32, harm: impl Fn() + Sync) {
    let desk = Desk::open();
    fill(&Store::open(direct).unwrap(), &desk);
    let done = AtomicBool::new(false);
    let failures: u32 = std::thread::scope(|scope| {
        let harming = scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                harm();
            }
        });
        let writer = |writer: u32| {
            (0..each).map(|number| insist(store, &format!("case-{writer}-{number}"))).sum::<u32>()
        };
        let writers: Vec<_> = (0..WRITERS).map(|at| scope.spawn(move || writer(at))).collect();
        let failures = writers.into_iter().map(|writer| writer.join().unwrap()).sum();
        done.store(true, Ordering::Relaxed);
        harming.join().unwrap();
        failures
    });
    let expected: BTreeSet<CaseId> = (0..WRITERS)
        .flat_map(|writer| (0..each).map(move |number| id(&format!("case-{writer}-{number}"))))
        .collect();
    let report = audit(&Store::open(direct).unwrap()).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.docket.cases.keys().cloned().collect::<BTreeSet<_>>(), expected);
    assert_eq!(report.entries, desk.log.len() as u64 + expected.len() as u64, "none twice");
    println!("{} recorded, {failures} tries failed", expected.len());
    assert!(failures > 0, "nothing was cut");
}

#[test]
fn connections_that_are_cut_anywhere_lose_and_double_nothing() {
    if skipped() {
        return;
    }
    let server = Server::start(UNLIMITED);
    let name = server.create();
    let direct = server.url(&name);
    Store::open(&direct).unwrap();
    let port = proxy::start(server.folder.join(".s.PGSQL.5432"), 20_240_304);
    let url = format!("postgres://postgres@127.0.0.1:{port}/{name}");
    let store = (0..200).find_map(|_| Store::open(&url).ok()).expect("one connection holds");
    let calm = || std::thread::sleep(Duration::from_millis(50));
    whole_in_spite_of(&direct, &store, times(60, 1_500), calm);
}

#[test]
fn connections_that_the_server_ends_lose_and_double_nothing() {
    if skipped() {
        return;
    }
    let url = crate::cluster::database();
    let store = Store::open(&url).unwrap();
    whole_in_spite_of(&url, &store, times(60, 1_500), || {
        std::thread::sleep(Duration::from_millis(15));
        execute(
            &url,
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        );
    });
}

#[test]
fn a_server_that_dies_loses_nothing_that_it_acknowledged() {
    if skipped() {
        return;
    }
    let server = Server::start(UNLIMITED);
    let url = server.database();
    let store = Store::open(&url).unwrap();
    whole_in_spite_of(&url, &store, times(150, 6_000), || {
        std::thread::sleep(Duration::from_millis(200));
        server.crash();
        server.run(UNLIMITED);
    });
}

fn execute(url: &str, text: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let Ok(mut connection) = sqlx::AnyConnection::connect(url).await else { return };
        let _ = connection.execute(text).await;
    });
}

/// An application that takes much room and cannot be made smaller.
fn long(number: u32) -> Application {
    let mut application = crate::desk::application();
    let mut state = u64::from(number) + 1;
    let item = application.items[0].clone();
    for at in 2..30 {
        let mut text = String::new();
        while text.len() < 19_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            text.push_str(&format!("{:016x}", state ^ (state >> 29)));
        }
        let mut more = item.clone();
        more.id = at.to_string();
        more.description = text;
        application.items.push(more);
    }
    application
}

/// Writes until nothing more fits; gives how many were recorded.
fn fill_up(store: &Store) -> u32 {
    for number in 0..400 {
        let before = store.head().unwrap();
        let name = format!("long-{number}");
        match store.append(opened(&name, long(number))) {
            Ok(_) => {}
            Err(StoreError::Database(why)) => {
                eprintln!("full after {number}: {why}");
                assert_eq!(store.head().unwrap(), before, "nothing was recorded");
                assert_eq!(store.case(&id(&name)).unwrap(), None);
                // It goes on failing, and goes on being read.
                for _ in 0..3 {
                    let _ = store.append(opened(&name, long(number)));
                }
                return number;
            }
            Err(other) => panic!("{other}"),
        }
    }
    panic!("it never was full")
}

#[test]
fn a_full_disk_under_postgres_refuses_and_keeps_what_is_there() {
    if skipped() {
        return;
    }
    // Files of the log of the server itself have 16 MiB; one table may grow to 20.
    let server = Server::start("40960");
    let url = server.database();
    let desk = Desk::open();
    let store = Store::open(&url).unwrap();
    fill(&store, &desk);
    let recorded = fill_up(&store);
    drop(store);
    server.crash();
    server.run(UNLIMITED);
    let store = Store::open(&url).unwrap();
    store.append(opened("after", long(1))).unwrap();
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.entries, desk.log.len() as u64 + u64::from(recorded) + 1);
}

/// Does nothing unless it is told which database: it fills its disk.
#[test]
fn the_filler() {
    let Ok(url) = std::env::var(URL) else { return };
    let store = Store::open(&url).unwrap();
    let recorded = fill_up(&store);
    if let Ok(ballast) = std::env::var(BALLAST) {
        std::fs::remove_file(ballast).unwrap();
        store.append(opened("after", crate::desk::application())).unwrap();
        let report = audit(&store).unwrap();
        assert_eq!(report.faults, []);
        assert_eq!(report.docket.cases.len() as u32, recorded + 1);
    }
    eprintln!("recorded {recorded}");
}

fn filler(shell: &str, url: &str) -> Option<u32> {
    let filled = Command::new("sh")
        .args(["-c", shell, "filler"])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "faults::the_filler", "--nocapture"])
        .env(URL, url)
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&filled.stderr).into_owned();
    println!("{told}");
    told.lines().find_map(|line| line.strip_prefix("recorded ")?.parse().ok())
}

#[test]
fn a_full_disk_under_sqlite_refuses_and_keeps_what_is_there() {
    // No file may grow beyond 6 MiB; the signal that comes with it is ignored, as a service does.
    let (_folder, url) = embedded();
    let desk = Desk::open();
    fill(&Store::open(&url).unwrap(), &desk);
    let recorded = filler("trap '' XFSZ; ulimit -f 12288; exec \"$@\"", &url);
    let recorded = recorded.expect("it was full");
    let store = Store::open(&url).unwrap();
    store.append(opened("after", long(1))).unwrap();
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.entries, desk.log.len() as u64 + u64::from(recorded) + 1);
}

#[test]
fn a_full_file_system_under_sqlite_goes_on_once_there_is_room() {
    // A small file system that nobody else sees, where the system lets us make one.
    let (folder, url) = embedded();
    let folder = folder.path();
    let shell = format!(
        "exec unshare -rm sh -c 'mount -t tmpfs -o size=16m none {0} || exit 9; cp -a {0}.kept/. {0}; \
         head -c 6000000 /dev/zero >{0}/ballast; exec \"$0\" \"$@\"' \"$0\" \"$@\"",
        folder.display()
    );
    let allowed = Command::new("unshare")
        .args(["-rm", "sh", "-c", "mount -t tmpfs -o size=1m none \"$0\""])
        .arg(folder)
        .output();
    if !allowed.is_ok_and(|tried| tried.status.success()) {
        println!("skipped: this system lets nobody but root make a file system");
        return;
    }
    fill(&Store::open(&url).unwrap(), &Desk::open());
    let kept = folder.with_extension("kept");
    std::fs::rename(folder, &kept).unwrap();
    std::fs::create_dir(folder).unwrap();
    let filled = Command::new("sh")
        .args(["-c", &shell])
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "faults::the_filler", "--nocapture"])
        .env(URL, &url)
        .env(BALLAST, folder.join("ballast"))
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&filled.stderr).into_owned();
    std::fs::remove_dir_all(&kept).unwrap();
    assert!(filled.status.success() && told.contains("recorded "), "{told}");
    println!("{told}");
}

#[test]
fn a_locked_sqlite_file_is_waited_for() {
    let (_folder, url) = embedded();
    let store = Store::open(&url).unwrap();
    fill(&store, &Desk::open());
    // Shorter than the wait of the store by default, longer in the long run.
    let held = Duration::from_secs(u64::from(times(2, 35)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::scope(|scope| {
        let mut other = runtime.block_on(sqlx::AnyConnection::connect(&url)).unwrap();
        runtime.block_on(other.execute("BEGIN IMMEDIATE")).unwrap();
        let waiting = scope.spawn(|| {
            let began = Instant::now();
            let tried = store.append(opened("case-1", crate::desk::application()));
            (tried, began.elapsed())
        });
        std::thread::sleep(Duration::from_millis(100));
        assert!(store.case(&id("case-1")).unwrap().is_none(), "readers read on");
        std::thread::sleep(held);
        runtime.block_on(other.execute("ROLLBACK")).unwrap();
        let (tried, waited) = waiting.join().unwrap();
        match tried {
            Ok(_) => assert!(held < Duration::from_secs(30) && waited >= held),
            Err(StoreError::Database(why)) => {
                assert!(why.contains("locked") && held > Duration::from_secs(30), "{why}");
                assert!(store.case(&id("case-1")).unwrap().is_none(), "nothing was recorded");
                store.append(opened("case-1", crate::desk::application())).unwrap();
            }
            Err(other) => panic!("{other}"),
        }
    });
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, []);
    assert_eq!(report.docket.cases.len(), 1);
}
