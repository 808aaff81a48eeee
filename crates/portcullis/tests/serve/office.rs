//! An office over HTTP: who may ask, what is done once, what is seen.

use serde_json::{Value, json};

use super::server::{ANY_AGE, Reply, Server};
use crate::run::{root, run};
use crate::scratch::Scratch;

/// A served office in which everybody has a token.
struct Office {
    scratch: Scratch,
    server: Server,
    tokens: Vec<(&'static str, String)>,
}

const PEOPLE: [(&str, &[&str]); 9] = [
    ("exporter", &["--is", "applicant", "--firm", "example-motoren"]),
    ("rival", &["--is", "applicant", "--firm", "rival-works"]),
    ("intake", &["--is", "intake_officer"]),
    ("officer", &["--is", "licensing_officer"]),
    ("screener", &["--is", "screening_officer"]),
    ("signer", &["--is", "countersigner"]),
    ("denials", &["--is", "denial_officer"]),
    ("steward", &["--is", "rule_steward"]),
    ("steward-2", &["--is", "rule_steward"]),
];

const SCOPES: [&str; 6] =
    ["cases_read", "cases_write", "denials_read", "denials_write", "office_read", "office_write"];

fn command(scratch: &Scratch, by: &str, arguments: &[&str]) -> String {
    let (db, lists) = (scratch.at("office.db"), scratch.at("lists"));
    let more = ["--db", &db, "--as", by, "--lists", &lists, "--max-age", ANY_AGE];
    let ran = run(&[arguments, &more[..]].concat(), "");
    assert_eq!(ran.status, 0, "{arguments:?}: {ran:?}");
    ran.out
}

/// A new token, admitted for a person.
fn token(scratch: &Scratch, person: &str, scopes: &[&str], until: &str) -> (String, String) {
    let ran = run(&["office", "token", "new", "--format", "json"], "");
    let new: Value = serde_json::from_str(&ran.out).unwrap();
    let [token, digest] = ["token", "digest"].map(|f| new[f].as_str().unwrap().to_owned());
    let mut arguments = vec!["office", "token", "admit", &digest, "--for", person];
    for scope in scopes {
        arguments.extend(["--scope", scope]);
    }
    command(scratch, "admin", &[&arguments[..], &["--until", until]].concat());
    (token, digest)
}

impl Office {
    fn new() -> Self {
        let scratch = Scratch::new();
        let lists = scratch.at("lists");
        let ran = run(&["lists", "import", "docs/office/parties.ndjson", "--lists", &lists], "");
        assert_eq!(ran.status, 0, "{ran:?}");
        command(&scratch, "admin", &["office", "begin"]);
        let mut tokens = Vec::new();
        for (person, roles) in PEOPLE {
            command(&scratch, "admin", &[&["office", "enrol", person], roles].concat());
            tokens.push((person, token(&scratch, person, &SCOPES, "2999-12-31").0));
        }
        let law = ["office", "law", "propose", "--source", "the embedded pack"];
        command(&scratch, "steward", &law);
        command(&scratch, "steward-2", &["office", "law", "publish"]);
        command(&scratch, "steward", &["office", "lists"]);
        let served = ["--db", &scratch.at("office.db"), "--lists", &lists, "--max-age", ANY_AGE];
        let server = Server::start(&served);
        Self { scratch, server, tokens }
    }

    fn ask(&self, by: &str, method: &str, path: &str, head: &[(&str, &str)], body: &str) -> Reply {
        let known = self.tokens.iter().find(|(person, _)| *person == by);
        let token = known.map_or(by, |(_, token)| token.as_str());
        let own = format!("Bearer {token}");
        let head = [&[("authorization", own.as_str())], head].concat();
        self.server.ask(method, path, &head, body.as_bytes())
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

#[test]
fn who_has_no_good_token_learns_nothing() {
    let office = Office::new();
    let bare = office.server.get("/v1/cases");
    assert_eq!((bare.status, bare.header("www-authenticate")), (401, Some("Bearer")));
    assert_eq!(office.get("ptk_guessed", "/v1/cases").status, 401);
    let (old, _) = token(&office.scratch, "officer", &SCOPES, "2020-01-01");
    assert_eq!(office.get(&old, "/v1/cases").status, 401);
    let (other, digest) = token(&office.scratch, "officer", &["denials_read"], "2999-12-31");
    let refused = office.get(&other, "/v1/cases");
    assert_eq!(refused.status, 403, "{}", refused.text());
    assert!(refused.header("www-authenticate").unwrap().contains("insufficient_scope"));
    command(&office.scratch, "admin", &["office", "token", "revoke", &digest, "--why", "lost"]);
    assert_eq!(office.get(&other, "/v1/denials").status, 401);
    command(&office.scratch, "admin", &["office", "do", "person_left", "person=officer"]);
    assert_eq!(office.get("officer", "/v1/cases").status, 401);
}

#[test]
fn a_case_goes_on_by_several_and_the_applicant_sees_only_its_own_side() {
    let office = Office::new();
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
        "entry": "XXi.002", "verdict": "different", "why": "elsewhere", "until": "2027-03-09"});
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

#[test]
fn a_request_sent_twice_is_done_once_also_when_the_case_has_moved_on() {
    let office = Office::new();
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

#[test]
fn tags_versions_and_pages() {
    let office = Office::new();
    for case in ["C-1", "C-2", "C-3"] {
        office.open(case);
    }
    let page = office.get("officer", "/v1/cases?limit=2");
    let link = page.header("link").unwrap();
    let next = link.trim_start_matches('<').split('>').next().unwrap();
    assert_eq!(page.json()["cases"].as_array().unwrap().len(), 2);
    let last = office.get("officer", next);
    assert_eq!(
        (last.json()["cases"][0]["case"].as_str(), last.header("link")),
        (Some("C-3"), None)
    );
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

#[test]
fn denials_come_in_whole_and_every_reading_is_recorded() {
    let office = Office::new();
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
