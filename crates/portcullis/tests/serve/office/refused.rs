//! What an office refuses over HTTP, each with its status.

use serde_json::json;

use super::{Office, on_both};

on_both! {
    every_scope_opens_its_own_paths_and_no_other;
    roles_sizes_and_versions_are_refused_by_their_status;
}

/// Each path with the scope that opens it.
const DOORS: [(&str, &str, &str); 21] = [
    ("GET", "/v1/cases", "cases_read"),
    ("GET", "/v1/cases/C-1", "cases_read"),
    ("GET", "/v1/cases/C-1/history", "cases_read"),
    ("GET", "/v1/cases/C-1/blockers", "cases_read"),
    ("GET", "/v1/cases/C-1/tasks", "cases_read"),
    ("GET", "/v1/cases/C-1/documents", "cases_read"),
    ("GET", "/v1/licences/L-1", "cases_read"),
    ("GET", "/v1/tasks", "cases_read"),
    ("POST", "/v1/cases", "cases_write"),
    ("POST", "/v1/cases/C-1/events", "cases_write"),
    ("POST", "/v1/cases/C-1/steps", "cases_write"),
    ("POST", "/v1/cases/C-1/documents", "cases_write"),
    ("GET", "/v1/denials", "denials_read"),
    ("GET", "/v1/denials/D-1", "denials_read"),
    ("POST", "/v1/denials", "denials_write"),
    ("POST", "/v1/denials/D-1/events", "denials_write"),
    ("GET", "/v1/office", "office_read"),
    ("GET", "/v1/office/history", "office_read"),
    ("GET", "/v1/log/head", "office_read"),
    ("POST", "/v1/office/events", "office_write"),
    ("POST", "/v1/office/steps", "office_write"),
];

fn every_scope_opens_its_own_paths_and_no_other(office: &Office) {
    office.open("C-1");
    for scope in super::SCOPES {
        office.admit(&format!("ptk_{scope}"), "officer", &[scope], "2999-12-31");
    }
    for (method, path, needed) in DOORS {
        for scope in super::SCOPES {
            let reply = office.ask(&format!("ptk_{scope}"), method, path, &[], "{}");
            let challenge = reply.header("www-authenticate").unwrap_or_default();
            let shut = challenge.contains("insufficient_scope");
            assert_eq!(shut, scope != needed, "{scope} {method} {path}: {}", reply.text());
            assert_eq!(shut && reply.status == 403, shut, "{scope} {method} {path}");
            assert!(reply.status < 500, "{scope} {method} {path}: {}", reply.text());
        }
    }
}

fn roles_sizes_and_versions_are_refused_by_their_status(office: &Office) {
    office.open("C-1");
    let (events, steps) = ("/v1/cases/C-1/events", "/v1/cases/C-1/steps");
    office.post("exporter", steps, &json!({"step": "submit"}), 200);
    // In a role that one does not have, in one that may not do it, in one that is none.
    let accepted = json!({"event": "case_accepted"});
    office.post("officer", &format!("{events}?role=intake_officer"), &accepted, 403);
    office.post("screener", events, &accepted, 403);
    office.post(
        "officer",
        &format!("{events}?role=licensing_officer"),
        &json!({"event": "submitted",
        "facts": "0".repeat(64)}),
        403,
    );
    office.post("officer", &format!("{events}?role=king"), &accepted, 422);
    office.post("auditor", steps, &json!({"step": "assess"}), 403);
    let enrolled = json!({"event": "person_enrolled", "person": "exporter",
        "roles": ["licensing_officer"]});
    office.post("exporter", "/v1/office/events", &enrolled, 403);
    office.post("steward", "/v1/office/steps", &json!({"step": "publish_law"}), 409);
    // Longer than an event may be.
    let long = format!(r#"{{"event": "case_returned", "reasons": ["{}"]}}"#, "x".repeat(5 << 20));
    for path in [events, steps, "/v1/office/events", "/v1/office/steps", "/v1/cases"] {
        let reply = office.ask("officer", "POST", path, &[], &long);
        assert_eq!(reply.status, 413, "{path}: {}", reply.text());
    }
    // The version that somebody saw has gone by.
    let seen = office.get("officer", "/v1/cases/C-1").header("etag").unwrap().to_owned();
    let head = [("if-match", seen.as_str())];
    assert_eq!(office.ask("intake", "POST", events, &head, &accepted.to_string()).status, 200);
    let returned = r#"{"event": "case_returned", "reasons": ["no contract"]}"#;
    for stale in [seen.as_str(), "\"1\"", "2"] {
        let reply = office.ask("intake", "POST", events, &[("if-match", stale)], returned);
        assert_eq!(reply.status, 412, "{stale}: {}", reply.text());
        assert_eq!(reply.json()["refused"]["because"], "conflict");
    }
    for wrong in ["soon", "\"x\"", "W/\"2\""] {
        let reply = office.ask("intake", "POST", events, &[("if-match", wrong)], returned);
        assert_eq!(reply.status, 422, "{wrong}: {}", reply.text());
    }
    for (key, status) in [("", 422), (&"k".repeat(129), 422), ("k l", 422)] {
        let reply = office.ask("intake", "POST", events, &[("idempotency-key", key)], returned);
        assert_eq!(reply.status, status, "{key}: {}", reply.text());
    }
}
