//! Databases as every version so far wrote them: opened, brought forward, verified, worked on.
//!
//! Each file holds `log-1.ndjson` in the tables of its step. `UPDATE=1` writes those of the newest
//! step once; they are never written again.

use std::path::{Path, PathBuf};

use casework::audit::audit;
use casework::chain::read;
use casework::event::Event;
use casework::licence::Standing;
use casework::role::Role;
use casework::store::{CaseFilter, Draft, Store};
use sqlx::{AssertSqlSafe, Connection as _, Row as _};

use crate::cluster::{shared, skipped};
use crate::desk::{instant, on_case, person, the_case, words};
use crate::store::{draft, embedded};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Steps of the tables that this version knows.
fn steps() -> usize {
    std::fs::read_dir(folder("src/store/schema")).unwrap().count()
}

/// What each step wrote, on SQLite and on PostgreSQL.
const WRITTEN: &[(&str, &str)] = &[
    ("1-sqlite.sql", "1-postgres.sql"),
    ("2-sqlite.sql", "2-postgres.sql"),
    ("3-sqlite.sql", "3-postgres.sql"),
];

fn file(step: usize, pick: impl Fn(&'static (&str, &str)) -> &'static str) -> PathBuf {
    let names = WRITTEN.get(step - 1).expect("a line in `WRITTEN` for each step");
    folder("tests/written").join(pick(names))
}

/// The kept log, as an office would record it.
fn fill(store: &Store) {
    for entry in crate::chain::kept() {
        store.append(draft(read(&entry.body).unwrap())).unwrap();
    }
}

#[test]
fn sqlite_databases_of_every_version_are_brought_forward() {
    let newest = file(steps(), |names| names.0);
    if !newest.exists() && std::env::var_os("UPDATE").is_some() {
        let (_folder, url) = embedded();
        fill(&Store::open(&url).unwrap());
        std::fs::write(&newest, run(dump(&url))).unwrap();
    }
    for step in 1..=steps() {
        let text = std::fs::read_to_string(file(step, |names| names.0)).unwrap();
        let (_folder, url) = embedded();
        run(async {
            let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        });
        goes_on(step, &url);
    }
}

#[test]
fn postgres_databases_of_every_version_are_brought_forward() {
    if skipped() {
        return;
    }
    let newest = file(steps(), |names| names.1);
    if !newest.exists() && std::env::var_os("UPDATE").is_some() {
        let name = shared().create();
        fill(&Store::open(&shared().url(&name)).unwrap());
        let dumped = shared().tool("pg_dump", &["--inserts", "--no-owner", "-d", &name]);
        // Tables and rows only: neither settings nor the lines that only `psql` understands.
        let kept = |line: &&str| {
            !line.is_empty() && !["\\", "--", "SET "].iter().any(|other| line.starts_with(other))
        };
        let lines = dumped.lines().filter(kept);
        std::fs::write(&newest, lines.collect::<Vec<_>>().join("\n") + "\n").unwrap();
    }
    for step in 1..=steps() {
        let name = shared().create();
        let file = file(step, |names| names.1).display().to_string();
        let stop = "ON_ERROR_STOP=1";
        shared().tool("psql", &["-q", "-v", stop, "-d", &name, "-f", &file]);
        goes_on(step, &shared().url(&name));
    }
}

/// What was recorded is there, byte for byte; views are those of this version; work goes on.
fn goes_on(step: usize, url: &str) {
    sqlx::any::install_default_drivers();
    let store = Store::open(url).unwrap_or_else(|error| panic!("step {step}: {error}"));
    let log = crate::chain::kept();
    assert_eq!(store.log(0, 1_000).unwrap(), log, "step {step}");
    let report = audit(&store).unwrap();
    assert_eq!(report.faults, [], "step {step}");
    let rows = store.cases(&CaseFilter::default(), 10).unwrap();
    assert_eq!(rows.len(), 1, "step {step}");
    let case = store.case(&the_case()).unwrap().unwrap();
    assert!(matches!(case.licence.as_ref().unwrap().standing, Standing::Suspended { .. }));
    let reinstated = Draft {
        stream: on_case(),
        expected: case.version,
        at: instant("2024-03-04T12:00:00Z"),
        by: person("head-2"),
        role: Role::HeadOfUnit,
        event: Event::LicenceReinstated { reasons: words("the doubts are settled") },
    };
    store.append(reinstated).unwrap();
    assert_eq!(audit(&store).unwrap().faults, [], "step {step}");
    drop(store);
    let again = Store::open(url).unwrap();
    assert_eq!(again.log(0, 1_000).unwrap().len(), log.len() + 1, "step {step}");
}

fn run<T>(work: impl Future<Output = T>) -> T {
    sqlx::any::install_default_drivers();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(work)
}

/// Tables and rows of a SQLite database as statements.
async fn dump(url: &str) -> String {
    let mut connection = sqlx::AnyConnection::connect(url).await.unwrap();
    let list = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid";
    let mut text = String::new();
    for row in sqlx::query(list).fetch_all(&mut connection).await.unwrap() {
        let (name, kind): (String, String) = (row.get("name"), row.get("type"));
        text.push_str(&row.get::<String, _>("sql"));
        text.push_str(";\n");
        if kind != "table" {
            continue;
        }
        let columns = format!("SELECT name FROM pragma_table_info('{name}')");
        let columns = sqlx::query(AssertSqlSafe(columns)).fetch_all(&mut connection).await.unwrap();
        let quoted = columns.iter().map(|row| format!("quote({})", row.get::<String, _>(0)));
        let quoted = quoted.collect::<Vec<_>>().join(" || ', ' || ");
        let rows = format!("SELECT {quoted} AS line FROM {name} ORDER BY rowid");
        for row in sqlx::query(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap() {
            let line = row.get::<String, _>("line");
            text.push_str(&format!("INSERT INTO {name} VALUES ({line});\n"));
        }
    }
    text
}
