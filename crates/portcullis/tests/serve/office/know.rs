//! Need to know: whatever an applicant asks, and however, nothing of the office's own comes back.

use casework::role::Role;
use serde_json::{Value, json};

use super::{Office, on_both};
use crate::run::root;

on_both! {
    a_token_of_an_exporter_never_receives_what_is_the_offices_own;
}

/// Words that stand only in what the office, an agency or a partner wrote or found.
const OWN: [&str; 14] = [
    "secret-",
    "XXi.002",
    "HARBOUR AGENCY OF THE NORTH",
    "FR-2024-7",
    "IT-2025-3",
    "diversion",
    "Karr",
    "foreign-office",
    "determination",
    "screening\":",
    "blocker\":",
    "judgements\":",
    "presumed_denied",
    "ptk_",
];

/// A case in which everybody had a word.
fn told_of_by_all(office: &Office) -> Vec<String> {
    let partner = root().join("crates/portcullis/tests/office/partner.ndjson");
    let partner = std::fs::read_to_string(partner).unwrap();
    assert_eq!(office.ask("denials", "POST", "/v1/denials", &[], &partner).status, 200);
    office.open("C-1");
    let (events, steps) = ("/v1/cases/C-1/events", "/v1/cases/C-1/steps");
    office.post("exporter", steps, &json!({"step": "submit"}), 200);
    office.post("intake", events, &json!({"event": "case_accepted"}), 200);
    let hit = json!({"step": "judge_hit", "party": "consignee", "list": "un", "entry": "XXi.002",
        "verdict": "unsure", "why": "secret-judgement", "until": "2999-03-09"});
    office.post("screener", steps, &hit, 200);
    let denial = json!({"step": "judge_denial", "denial": "FR-2024-7", "identical": true,
        "why": "secret-finding"});
    office.post("denials", steps, &denial, 200);
    let consult = json!({"step": "consult", "consultation": "K-1", "denial": "FR-2024-7",
        "summary": "secret-summary"});
    office.post("denials", steps, &consult, 200);
    let asked = json!({"event": "agency_asked", "agency": "foreign-office"});
    office.post("officer", events, &asked, 200);
    let advised = json!({"event": "advised", "agency": "foreign-office", "advice": "refuse",
        "reasons": ["secret-advice"], "basis": "secret-basis"});
    office.post("foreign", events, &advised, 200);
    let path = "/v1/cases/C-1/documents?name=secret-note.txt";
    let note = office.send("officer", "POST", path, &[], b"secret-content");
    assert_eq!(note.status, 201, "{}", note.text());
    // All of it is there for those whom it is for.
    let view = office.get("officer", "/v1/cases/C-1").text().to_owned();
    for word in ["secret-judgement", "secret-finding", "secret-advice", "XXi.002"] {
        assert!(view.contains(word), "{word}: {view}");
    }
    vec!["C-1".to_owned(), "FR-2024-7".to_owned(), note.json()["document"].as_str().unwrap().into()]
}

#[track_caller]
fn nothing_of_it(asked: &str, given: &[String], text: &str) {
    for word in OWN {
        // Whoever names something hears its name again, and no more.
        let named = given.iter().any(|given| given == word) || asked.contains(word);
        assert!(named || !text.contains(word), "{asked}: `{word}` in {text}");
    }
}

fn a_token_of_an_exporter_never_receives_what_is_the_offices_own(office: &Office) {
    let given = told_of_by_all(office);
    let [case, denial, document] = [0, 1, 2].map(|at| given[at].clone());
    let filled = |path: &str| {
        let id = if path.contains("denials") { &denial } else { &case };
        path.replace("{id}", id).replace("{digest}", &document)
    };
    let api = office.server.get("/openapi.json").json();
    let mut tried = 0;
    for (path, operations) in api["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            if operation["security"].is_null() {
                continue;
            }
            let path = filled(path);
            let roles = Role::ALL.map(|role| format!("{path}?role={}", role.word()));
            for asked in roles.iter().chain([&path, &format!("{path}?all=true")]) {
                for body in bodies(method) {
                    let sent = body.to_string();
                    let reply = office.ask("exporter", &method.to_uppercase(), asked, &[], &sent);
                    assert!(reply.status < 500, "{method} {asked}: {}", reply.text());
                    let what = format!("{method} {asked} {sent}");
                    nothing_of_it(&what, &given, reply.text());
                    nothing_of_it(&what, &given, &format!("{:?}", reply.headers));
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "{tried}");
    // An agency hears its own question, customs nothing before there is a licence.
    let agency = office.get("foreign", "/v1/cases/C-1");
    assert_eq!(agency.status, 200);
    for word in ["XXi.002", "FR-2024-7", "secret-judgement", "secret-finding", "blockers"] {
        assert!(!agency.text().contains(word), "{word}: {}", agency.text());
    }
    assert_eq!(office.get("customs", "/v1/cases/C-1").status, 404);
    // What a partner wrote is not even for the officer, but where the reading is recorded.
    for path in ["/v1/cases/C-1", "/v1/cases/C-1/history", "/v1/tasks?all=true", "/v1/denials"] {
        let text = office.get("officer", path);
        assert!(!text.text().contains("diversion"), "{path}: {}", text.text());
    }
}

/// What is sent to a path: nothing to read; to do, everything that a curious hand would try.
fn bodies(method: &str) -> Vec<Value> {
    if method == "get" {
        return vec![Value::Null];
    }
    vec![
        json!({"step": "assess"}),
        json!({"step": "ask", "fields": ["none"]}),
        json!({"step": "judge_hit", "party": "consignee", "list": "un", "entry": "none",
            "verdict": "different", "why": "mine", "until": "2999-03-09"}),
        json!({"step": "judge_denial", "denial": "FR-0", "identical": false, "why": "mine"}),
        json!({"step": "consult", "consultation": "K-1", "denial": "FR-0", "summary": "mine"}),
        json!({"step": "grant"}),
        json!({"step": "refuse"}),
        json!({"step": "release"}),
        json!({"step": "take_lists", "why": "mine"}),
        json!({"event": "case_accepted"}),
        json!({"event": "advised", "agency": "foreign-office", "advice": "approve",
            "reasons": [], "basis": "none"}),
        json!({"event": "denial_read"}),
        json!({"event": "question_answered", "question": "Q-1", "answer": "mine"}),
        json!({"case": "C-1", "application": super::application()}),
    ]
}
