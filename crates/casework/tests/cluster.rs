//! A PostgreSQL server of our own: from Debian's `postgresql` package, in a folder of its own, on a
//! socket in that folder and on no port. It ends and its folder goes when the tests end, however
//! they end: a small shell waits for their end of a pipe to close.
//!
//! `initdb` refuses to run as root, so root lends it the user `postgres`, which the package makes.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Where Debian puts the programs, the newest version last.
const PROGRAMS: &str = "/usr/lib/postgresql";
const START_MAX: Duration = Duration::from_secs(60);
const WATCH: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off >"$2/log" 2>&1 &
server=$!
read -r _
kill -INT $server
wait $server
cd /
rm -rf "$2"
"#;

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    // Held open for as long as the tests run.
    _watch: Mutex<Child>,
}

/// Whether the tests on PostgreSQL are left out, which is said.
pub(crate) fn skipped() -> bool {
    let skip = std::env::var("PORTCULLIS_SKIP").unwrap_or_default();
    let skipped = skip.split(',').any(|part| part == "postgres");
    if skipped {
        println!("skipped: postgres, as PORTCULLIS_SKIP says");
    }
    skipped
}

/// A new, empty database; its URL.
pub(crate) fn database() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let cluster = CLUSTER.get_or_init(start);
    let name = format!("office{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = cluster.folder.display().to_string();
    let made = Command::new(cluster.programs.join("createdb"))
        .args(["-h", &folder, "-U", "postgres", &name])
        .output()
        .expect("createdb runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    format!("postgres://postgres@localhost/{name}?host={folder}")
}

fn programs() -> PathBuf {
    let hint = "install Debian's package postgresql, or leave these tests out with \
                PORTCULLIS_SKIP=postgres";
    let versions = std::fs::read_dir(PROGRAMS).unwrap_or_else(|error| {
        panic!("{PROGRAMS}: {error}\n  hint: {hint}");
    });
    let bins = versions.map(|entry| entry.expect("a version").path().join("bin"));
    let newest = bins.filter(|bin| bin.join("initdb").exists()).max();
    newest.unwrap_or_else(|| panic!("{PROGRAMS}: no initdb\n  hint: {hint}"))
}

/// A command run by a user whom `initdb` accepts.
fn as_somebody(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().expect("id runs").stdout == b"0\n";
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]).arg(program);
    command
}

fn start() -> Cluster {
    let programs = programs();
    let folder = std::env::temp_dir().join(format!("portcullis-pg-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the server");
    // Only root cannot run the server itself, and only root may give folders away.
    let _ = Command::new("chown").arg("postgres").arg(&folder).stderr(Stdio::null()).status();
    let made = as_somebody(&programs.join("initdb"))
        .args(["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(folder.join("data"))
        .current_dir(&folder)
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let watch = as_somebody(Path::new("sh"))
        .args(["-c", WATCH, "watch"])
        .arg(&programs)
        .arg(&folder)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the server starts");
    let began = Instant::now();
    while !ready(&programs, &folder) {
        let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert!(began.elapsed() < START_MAX, "the server does not answer:\n{log}");
        std::thread::sleep(Duration::from_millis(50));
    }
    Cluster { folder, programs, _watch: Mutex::new(watch) }
}

fn ready(programs: &Path, folder: &Path) -> bool {
    let asked = Command::new(programs.join("pg_isready")).arg("-q").arg("-h").arg(folder).status();
    asked.is_ok_and(|status| status.success())
}
