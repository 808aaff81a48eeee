//! An office over HTTP: who may ask, what is done once, what is seen. All of it on SQLite and on
//! PostgreSQL.

mod documents;
mod know;
mod record;
mod refused;

use casework::id::Digest;
use serde_json::{Value, json};

use super::server::{ANY_AGE, Reply, Server};
use crate::run::{root, run};
use crate::scratch::Scratch;

/// A served office in which everybody has a token.
struct Office {
    scratch: Scratch,
    db: String,
    server: Server,
}

const PEOPLE: [(&str, &[&str], &str); 12] = [
    ("exporter", &["applicant"], "example-motoren"),
    ("rival", &["applicant"], "rival-works"),
    ("intake", &["intake_officer"], ""),
    ("officer", &["licensing_officer"], ""),
    ("screener", &["screening_officer"], ""),
    ("signer", &["countersigner"], ""),
    ("denials", &["denial_officer"], ""),
    ("customs", &["customs_analyst"], ""),
    ("foreign", &["agency_adviser"], ""),
    ("steward", &["rule_steward"], ""),
    ("steward-2", &["rule_steward"], ""),
    ("auditor", &["auditor"], ""),
];

const SCOPES: [&str; 6] =
    ["cases_read", "cases_write", "denials_read", "denials_write", "office_read", "office_write"];

fn command(scratch: &Scratch, db: &str, arguments: &[&str]) {
    let lists = scratch.at("lists");
    let more = ["--db", db, "--as", "admin", "--lists", &lists, "--max-age", ANY_AGE];
    let ran = run(&[arguments, &more[..]].concat(), "");
    assert_eq!(ran.status, 0, "{arguments:?}: {ran:?}");
}

/// The token of somebody.
fn token(person: &str) -> String {
    format!("ptk_{person}")
}

impl Office {
    fn new(db: Option<String>) -> Self {
        let scratch = Scratch::new();
        let lists = scratch.at("lists");
        let ran = run(&["lists", "import", "docs/office/parties.ndjson", "--lists", &lists], "");
        assert_eq!(ran.status, 0, "{ran:?}");
        let db = db.unwrap_or_else(|| scratch.at("office.db"));
        command(&scratch, &db, &["office", "begin"]);
        let digest = Digest::of(token("admin").as_bytes()).to_string();
        let admit =
            ["office", "token", "admit", &digest, "--for", "admin", "--until", "2999-12-31"];
        let scopes = ["--scope", "office_read", "--scope", "office_write"];
        command(&scratch, &db, &[&admit[..], &scopes[..]].concat());
        let documents = scratch.at("documents");
        let served = ["--db", &db, "--lists", &lists, "--max-age", ANY_AGE];
        let server = Server::start(&[&served[..], &["--documents", &documents]].concat());
        let office = Self { scratch, db, server };
        for (person, roles, firm) in PEOPLE {
            let mut event = json!({"event": "person_enrolled", "person": person, "roles": roles});
            if !firm.is_empty() {
                event["firm"] = json!(firm);
            }
            if person == "foreign" {
                event["agency"] = json!("foreign-office");
            }
            office.post("admin", "/v1/office/events", &event, 200);
            office.admit(&token(person), person, &SCOPES, "2999-12-31");
        }
        let steps = "/v1/office/steps";
        let law = json!({"step": "propose_law", "source": "the embedded pack"});
        office.post("steward", steps, &law, 200);
        office.post("steward-2", steps, &json!({"step": "publish_law"}), 200);
        office.post("steward", steps, &json!({"step": "take_lists"}), 200);
        office
    }

    /// Admits a token for a person; its digest.
    fn admit(&self, token: &str, person: &str, scopes: &[&str], until: &str) -> String {
        let digest = Digest::of(token.as_bytes()).to_string();
        let event = json!({"event": "token_admitted", "token": digest, "person": person,
            "scopes": scopes, "until": until});
        self.post("admin", "/v1/office/events", &event, 200);
        digest
    }

    /// Asks as somebody, or with a token.
    fn send(
        &self,
        by: &str,
        method: &str,
        path: &str,
        head: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let token = if by.starts_with("ptk_") { by.to_owned() } else { token(by) };
        let own = format!("Bearer {token}");
        let head = [&[("authorization", own.as_str())], head].concat();
        self.server.ask(method, path, &head, body)
    }

    fn ask(&self, by: &str, method: &str, path: &str, head: &[(&str, &str)], body: &str) -> Reply {
        self.send(by, method, path, head, body.as_bytes())
    }

    fn get(&self, by: &str, path: &str) -> Reply {
        self.ask(by, "GET", path, &[], "")
    }

    #[track_caller]
    fn post(&self, by: &str, path: &str, body: &Value, status: u16) -> Value {
        let reply = self.ask(by, "POST", path, &[], &body.to_string());
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
        reply.json()
    }

    fn open(&self, case: &str) {
        let body = json!({"case": case, "application": application()});
        self.post("exporter", "/v1/cases", &body, 201);
    }
}

fn application() -> Value {
    let text = std::fs::read_to_string(root().join("docs/office/answered.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Tries something on both databases.
macro_rules! on_both {
    ($($name:ident;)*) => { $(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::$name(&crate::serve::office::Office::new(None));
            }

            #[test]
            fn on_postgres() {
                if !crate::cluster::skipped() {
                    let db = crate::cluster::database();
                    super::$name(&crate::serve::office::Office::new(Some(db)));
                }
            }
        }
    )* };
}
use on_both;

on_both! {
    who_has_no_good_token_learns_nothing;
    a_case_goes_on_by_several_and_the_applicant_sees_only_its_own_side;
    a_request_sent_twice_is_done_once_also_when_the_case_has_moved_on;
    tags_versions_and_pages;
    denials_come_in_whole_and_every_reading_is_recorded;
}

fn who_has_no_good_token_learns_nothing(office: &Office) {
    let bare = office.server.get("/v1/cases");
    assert_eq!((bare.status, bare.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(office.get("ptk_guessed", "/v1/cases").status, 401);
    office.admit("ptk_old", "officer", &SCOPES, "2020-01-01");
    assert_eq!(office.get("ptk_old", "/v1/cases").status, 401);
    let other = "ptk_other";
    let digest = office.admit(other, "officer", &["denials_read"], "2999-12-31");
    let refused = office.get(other, "/v1/cases");
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.header("www-authenticate").unwrap().contains("insufficient_scope"));
    let scratch = &office.scratch;
    command(scratch, &office.db, &["office", "token", "revoke", &digest, "--why", "lost"]);
    assert_eq!(office.get(other, "/v1/denials").status, 401);
    command(scratch, &office.db, &["office", "do", "person_left", "person=officer"]);
    assert_eq!(office.get("officer", "/v1/cases").status, 401);
}

fn a_case_goes_on_by_several_and_the_applicant_sees_only_its_own_side(office: &Office) {
    office.open("C-1");
    let (events, steps) = ("/v1/cases/C-1/events", "/v1/cases/C-1/steps");
    let told = office.post("exporter", steps, &json!({"step": "submit"}), 200);
    assert_eq!((&told["done"]["event"], &told["looked"]), (&json!("submitted"), &Value::Null));
    // What the machine found is the office's own.
    let view = office.get("officer", "/v1/cases/C-1").json();
    assert!(view["screening"]["parties"].is_object(), "{view}");
    let own = office.get("exporter", "/v1/cases/C-1");
    for word in ["screening", "version", "blockers", "XXi.002", "determination"] {
        assert!(!own.text().contains(word), "{word}: {}", own.text());
    }
    for path in ["history", "blockers"] {
        let path = format!("/v1/cases/C-1/{path}");
        assert_eq!(office.get("exporter", &path).status, 404);
        assert_eq!(office.get("officer", &path).status, 200);
    }
    // Another firm's case is like one that is not there.
    let not_there = office.get("rival", "/v1/cases/C-9").text().replace("C-9", "C-1");
    assert_eq!(office.get("rival", "/v1/cases/C-1").text(), not_there);
    office.post("rival", steps, &json!({"step": "submit"}), 404);
    let accepted = json!({"event": "case_accepted"});
    office.post("exporter", events, &accepted, 403);
    office.post("intake", events, &accepted, 200);
    office.post("intake", events, &accepted, 409);
    // Open questions are not named to who may not put them.
    let asked = json!({"step": "ask", "fields": ["none"]});
    assert!(!office.post("exporter", steps, &asked, 403).to_string().contains("open:"));
    let judged = json!({"step": "judge_hit", "party": "consignee", "list": "un",
        "entry": "XXi.002", "verdict": "different", "why": "elsewhere", "until": "2999-03-09"});
    office.post("exporter", steps, &judged, 403);
    let blocked = office.post("officer", steps, &json!({"step": "grant"}), 409);
    assert_eq!(blocked["refused"]["because"], "blocked");
    assert_eq!(blocked["refused"]["blockers"][0]["blocker"], "not_recommended");
    let forged = json!({"event": "screened", "screening": {}});
    office.post("officer", events, &forged, 422);
    assert_eq!(office.get("exporter", "/v1/office").status, 404);
    assert_eq!(office.get("exporter", "/v1/denials").status, 404);
    assert_eq!(office.get("officer", "/v1/log/head").status, 200);
    assert_eq!(office.get("officer", "/v1/tasks").status, 200);
    assert_eq!(office.get("officer", "/v1/licences/L-1").status, 404);
}

fn a_request_sent_twice_is_done_once_also_when_the_case_has_moved_on(office: &Office) {
    office.open("C-1");
    let steps = "/v1/cases/C-1/steps";
    let key = [("idempotency-key", "first")];
    let body = r#"{"step": "submit"}"#;
    let first = office.ask("exporter", "POST", steps, &key, body);
    assert_eq!((first.status, first.header("idempotency-replayed")), (200, None));
    let events = "/v1/cases/C-1/events";
    office.post("intake", events, &json!({"event": "case_accepted"}), 200);
    let again = office.ask("exporter", "POST", steps, &key, body);
    assert_eq!((again.status, again.header("idempotency-replayed")), (200, Some("true")));
    assert_eq!(again.json()["done"], first.json()["done"]);
    let other = office.ask("exporter", "POST", events, &key, r#"{"event": "withdrawn"}"#);
    assert_eq!(other.status, 422, "{}", other.text());
    assert_eq!(other.json()["refused"]["because"], "other_request");
}

fn tags_versions_and_pages(office: &Office) {
    let all: Vec<String> = (1..=7).map(|number| format!("C-{number}")).collect();
    for case in &all {
        office.open(case);
    }
    // From page to page as the answers lead: every case once, in order, and an end.
    for (by, path, pages) in [
        ("officer", "/v1/cases?limit=2", 4),
        ("officer", "/v1/cases?state=draft&firm=example-motoren&limit=3", 3),
        ("officer", "/v1/cases?limit=7", 1),
        ("exporter", "/v1/cases?limit=1", 7),
    ] {
        let mut next = Some(path.to_owned());
        let (mut seen, mut turned) = (Vec::new(), 0);
        while let Some(path) = next {
            let page = office.get(by, &path);
            assert_eq!(page.status, 200, "{}", page.text());
            for case in page.json()["cases"].as_array().unwrap() {
                seen.push(case["case"].as_str().unwrap().to_owned());
            }
            turned += 1;
            let link = page.header("link").map(|l| l.trim_start_matches('<').to_owned());
            next = link.map(|link| link.split('>').next().unwrap().to_owned());
            assert_eq!(page.json()["next"].is_null(), next.is_none());
        }
        assert_eq!((&seen, turned), (&all, pages), "{by} {path}");
    }
    assert_eq!(office.get("rival", "/v1/cases").json()["cases"], json!([]));
    assert_eq!(office.get("exporter", "/v1/cases?state=draft").status, 422);
    assert_eq!(office.get("officer", "/v1/cases?limt=2").status, 422);
    for by in ["officer", "exporter"] {
        let tag = office.get(by, "/v1/cases/C-1").header("etag").unwrap().to_owned();
        let same = [("if-none-match", tag.as_str())];
        assert_eq!(office.ask(by, "GET", "/v1/cases/C-1", &same, "").status, 304);
    }
    let own = office.get("exporter", "/v1/cases/C-1").header("etag").unwrap().to_owned();
    let body = r#"{"step": "submit"}"#;
    for (version, status) in [("\"7\"", 412), (own.as_str(), 200), (own.as_str(), 412)] {
        let head = [("if-match", version)];
        let reply = office.ask("exporter", "POST", "/v1/cases/C-1/steps", &head, body);
        assert_eq!(reply.status, status, "{version}: {}", reply.text());
    }
}

fn denials_come_in_whole_and_every_reading_is_recorded(office: &Office) {
    let partner = root().join("crates/portcullis/tests/office/partner.ndjson");
    let text = std::fs::read_to_string(partner).unwrap();
    let key = [("idempotency-key", "batch-1")];
    let taken = office.ask("denials", "POST", "/v1/denials", &key, &text);
    assert_eq!(taken.status, 200, "{}", taken.text());
    let again = office.ask("denials", "POST", "/v1/denials", &key, &text);
    assert_eq!(again.json()["done"], taken.json()["done"]);
    assert_eq!(office.ask("denials", "POST", "/v1/denials", &[], "{}").status, 422);
    let read = office.get("officer", "/v1/denials/FR-2024-7").json();
    assert_eq!(read["read_by"][0]["by"], "officer");
    assert_eq!(office.get("officer", "/v1/denials/FR-0").status, 404);
    assert_eq!(office.get("exporter", "/v1/denials/FR-2024-7").status, 404);
}
