//! A PostgreSQL server of our own: from Debian's `postgresql` package, in a folder of its own, on a
//! socket in that folder and on no port. It ends and its folder goes when the tests end, however
//! they end: a small shell waits for their end of a pipe to close. Servers that a test crashes or
//! starves are its own.
//!
//! `initdb` refuses to run as root, so root lends it the user `postgres`, which the package makes.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// Where Debian puts the programs, the newest version last.
const PROGRAMS: &str = "/usr/lib/postgresql";
const START_MAX: Duration = Duration::from_secs(60);
/// Runs the server until its end of a pipe closes; takes two orders, a line each.
const WATCH: &str = r#"
run() {
    (
        ulimit -f "$1"
        exec "$programs/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= \
            -c "fsync=$sync"
    ) >>"$folder/log" 2>&1 &
    server=$!
}
programs=$1
folder=$2
sync=$4
run "$3"
while read -r order limit; do
    case $order in
        # Everything dies at once and nothing is written any more.
        crash) kill -QUIT $server; wait $server; echo gone ;;
        run) run "$limit" ;;
    esac
done
kill -INT $server
wait $server
cd /
[ "$5" = keep ] || rm -rf "$folder"
"#;
/// Files as long as they like.
pub(crate) const UNLIMITED: &str = "unlimited";

pub(crate) struct Server {
    pub(crate) folder: PathBuf,
    programs: PathBuf,
    // Held open for as long as the server runs.
    watch: Mutex<Child>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut watch = self.watch.lock().expect("the watch");
        drop(watch.stdin.take());
        let _ = watch.wait();
    }
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

/// The server that tests share; it ends with them.
pub(crate) fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(UNLIMITED))
}

/// A new, empty database; its URL.
pub(crate) fn database() -> String {
    shared().database()
}

impl Server {
    /// A server of its own. A file grows to at most so many blocks of 512 bytes. Tests kill
    /// processes, not machines, so nothing needs to reach the disk.
    pub(crate) fn start(limit: &str) -> Self {
        Self::begin(limit, "off")
    }

    /// The same, `on` or `off` the disk at each commit.
    pub(crate) fn begin(limit: &str, sync: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(format!("portcullis-pg-{process}-{number}"));
        Self::run_in(folder, [limit, sync], "remove")
    }

    /// The same in a folder that is named; what it holds already is found again, and afterwards it
    /// is removed or, with `keep`, stays.
    pub(crate) fn run_in(folder: PathBuf, [limit, sync]: [&str; 2], afterwards: &str) -> Self {
        let programs = programs();
        std::fs::create_dir_all(&folder).expect("a folder for the server");
        // Only root cannot run the server itself, and only root may give folders away.
        let _ = Command::new("chown").arg("postgres").arg(&folder).stderr(Stdio::null()).status();
        if !folder.join("data").exists() {
            let how = ["-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync"];
            let made = as_somebody(&programs.join("initdb"))
                .args(how)
                .arg("-D")
                .arg(folder.join("data"))
                .current_dir(&folder)
                .output()
                .expect("initdb runs");
            assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        }
        let watch = as_somebody(Path::new("sh"))
            .args(["-c", WATCH, "watch"])
            .arg(&programs)
            .arg(&folder)
            .args([limit, sync, afterwards])
            .current_dir(&folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the server starts");
        let server = Self { folder, programs, watch: Mutex::new(watch) };
        server.wait();
        server
    }

    fn wait(&self) {
        let began = Instant::now();
        while !ready(&self.programs, &self.folder) {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            assert!(began.elapsed() < START_MAX, "the server does not answer:\n{log}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn order(&self, order: &str) {
        let mut watch = self.watch.lock().expect("the watch");
        writeln!(watch.stdin.as_mut().expect("a pipe"), "{order}").expect("the watch listens");
    }

    /// The server dies in the middle of whatever it does.
    pub(crate) fn crash(&self) {
        self.order("crash");
        let mut gone = [0; 5];
        let mut watch = self.watch.lock().expect("the watch");
        watch.stdout.as_mut().expect("a pipe").read_exact(&mut gone).expect("it died");
    }

    /// It is started again, as an administrator would.
    pub(crate) fn run(&self, limit: &str) {
        self.order(&format!("run {limit}"));
        self.wait();
    }

    /// A new, empty database; its name.
    pub(crate) fn create(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("office{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.tool("createdb", &[&name]);
        name
    }

    /// A new, empty database; its URL.
    pub(crate) fn database(&self) -> String {
        self.url(&self.create())
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    /// One of PostgreSQL's own programs, on this server; what it prints.
    pub(crate) fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let folder = self.folder.display().to_string();
        let run = Command::new(self.programs.join(program))
            .args(["-h", &folder, "-U", "postgres"])
            .args(arguments)
            .output()
            .expect("it runs");
        assert!(run.status.success(), "{program}: {}", String::from_utf8_lossy(&run.stderr));
        String::from_utf8(run.stdout).expect("text")
    }
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

fn ready(programs: &Path, folder: &Path) -> bool {
    let asked = Command::new(programs.join("pg_isready")).arg("-q").arg("-h").arg(folder).status();
    asked.is_ok_and(|status| status.success())
}
