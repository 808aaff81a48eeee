//! The office's own record over HTTP.

use serde_json::json;

use super::{Office, on_both};
use crate::run::root;

on_both! {
    the_record_is_kept_and_shown_over_http;
}

fn the_record_is_kept_and_shown_over_http(office: &Office) {
    let (events, steps) = ("/v1/office/events", "/v1/office/steps");
    let calendar = std::fs::read_to_string(root().join("docs/office/calendar.json")).unwrap();
    let calendar: serde_json::Value = serde_json::from_str(&calendar).unwrap();
    let calendar = json!({"event": "calendar_published", "calendar": calendar});
    office.post("officer", events, &calendar, 403);
    office.post("steward", events, &calendar, 200);
    let period = json!({"event": "period_set", "clock": "decision", "period": {
        "length": {"count": 20, "of": {"working": "national"}},
        "source": "export ordinance", "reviewed": false}});
    let head = office.get("auditor", "/v1/log/head").json();
    let key = [("idempotency-key", "p-1")];
    for replayed in [None, Some("true")] {
        let reply = office.ask("steward", "POST", events, &key, &period.to_string());
        assert_eq!((reply.status, reply.header("idempotency-replayed")), (200, replayed));
        assert_eq!(reply.json()["done"]["sequence"], head["sequence"].as_u64().unwrap() + 1);
    }
    // The lists at hand are those in force: nothing is to be done.
    let told = office.post("steward", steps, &json!({"step": "take_lists"}), 200);
    assert_eq!(told, json!({"done": null}));
    office.post("steward", steps, &json!({"step": "propose_law"}), 422);
    let wrong = json!({"step": "propose_law", "profile": "moon", "source": "none"});
    office.post("steward", steps, &wrong, 422);

    let view = office.get("officer", "/v1/office").json();
    assert!(view["calendars"][0].as_str().unwrap().starts_with("calendar national"));
    assert_eq!(view["periods"]["decision"]["source"], "export ordinance");
    assert_eq!(view["people"]["foreign"]["agency"], "foreign-office");
    let history = office.get("officer", "/v1/office/history").json();
    let last = history.as_array().unwrap().last().unwrap();
    let told = json!([last["event"]["event"], last["event"]["clock"], last["by"]]);
    assert_eq!(told, json!(["period_set", "decision", "steward"]), "{last}");
    for by in ["exporter", "foreign"] {
        assert_eq!(office.get(by, "/v1/office/history").status, 404);
    }
}
