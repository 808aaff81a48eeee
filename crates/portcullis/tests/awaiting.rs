//! A hit on a party list that nobody has judged away is no clearance, whatever the law's statuses.

use serde_json::{Value, json};

use crate::lists::import;
use crate::run::{Ran, run};
use crate::scratch::Scratch;

/// One listed ship and one listed firm, on two authorities' lists; the United Nations list holds
/// somebody else.
fn store(scratch: &Scratch) -> String {
    let mut files = Vec::new();
    let party = |entry: &str, kind: &str, name: &str, identifiers: Value| {
        let mut party = json!({"entry": entry, "kind": kind,
            "names": [{"whole": name, "quality": "primary"}]});
        if identifiers != json!([]) {
            party["identifiers"] = identifiers;
        }
        party
    };
    for list in ["us-sdn", "eu"] {
        let head =
            json!({"portcullis_list": 1, "list": list, "published": "2025-10-10", "entries": 2});
        let ship = json!([{"kind": "imo", "value": "9074729"}]);
        let ship = party("1", "vessel", "Imagined Grey Heron", ship);
        let firm = party("2", "organisation", "Invented Yonder Holding", json!([]));
        files.push(scratch.file(&format!("{list}.ndjson"), format!("{head}\n{ship}\n{firm}\n")));
    }
    let head = json!({"portcullis_list": 1, "list": "un", "published": "2025-10-10", "entries": 1});
    let other = party("KPe.999", "organisation", "Zebra Elsewhere Works", json!([]));
    files.push(scratch.file("un.ndjson", format!("{head}\n{other}\n")));
    let store = scratch.at("lists");
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = import(&store, &files);
    assert_eq!(ran.status, 0, "{ran:?}");
    store
}

fn transfer(parties: &Value, article: &str) -> String {
    let pump = json!({"id": "1", "description": "pump", "article": article,
        "properties": {"drift_rate_stability": "0.1 deg/h"},
        "relations": {"usable_in": [], "designed_or_modified_for": [],
            "specially_designed_for": [], "contains": [], "part_of": []}});
    let transfer = json!({"id": "t", "as_of": "2025-10-15", "from": "DE", "destination": "SE",
        "parties": parties, "items": [pump],
        "end_use": {"programme": "civil", "awareness": "none"}});
    transfer.to_string()
}

fn assess(store: &str, parties: &Value, more: &[&str]) -> Ran {
    let usual = ["assess", "-", "--lists", store, "--as-of", "2025-10-15"];
    run(&[&usual[..], more].concat(), &transfer(parties, "other_item"))
}

fn end_user(more: Value) -> Value {
    let mut party = json!({"role": "end_user", "name": "Invented Yonder Holding", "country": "SE"});
    for (key, value) in more.as_object().unwrap() {
        party[key] = value.clone();
    }
    json!([party])
}

#[test]
fn a_listed_party_awaits_review_and_clears_nothing() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let named = end_user(json!({}));
    let ran = assess(&store, &named, &["--format", "json"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["ceiling"], "not_controlled");
    assert_eq!(answer["settled"], true);
    let awaiting = json!([{"role": "end_user", "name": "Invented Yonder Holding",
        "lists": ["eu", "us-sdn"], "hits": 2}]);
    assert_eq!(answer["awaiting_review"], awaiting);
    let text = assess(&store, &named, &[]);
    assert_eq!(text.status, 2);
    let first = "t: NOT CONTROLLED; 2 hits on party lists await review\n";
    assert!(text.out.starts_with(first), "{}", text.out);
    // An equal number is no less a hit.
    let ship = json!({"name": "Quiet Harbour", "identifiers": {"imo": "9074729"}});
    let ran = assess(&store, &end_user(ship), &[]);
    assert_eq!(ran.status, 2, "{ran:?}");
    assert!(ran.out.starts_with("t: NOT CONTROLLED; 2 hits"), "{}", ran.out);
    // Nobody found is nobody to review.
    let ran = assess(&store, &end_user(json!({"name": "Quiet Harbour"})), &["--format", "json"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.out.contains(r#""awaiting_review":[]"#), "{}", ran.out);
    // Setting the search aside does not set aside what it found.
    let aside = assess(&store, &named, &["--assume", "screening=clear"]);
    assert_eq!(aside.status, 2, "{aside:?}");
}

#[test]
fn a_control_that_applies_stays_a_control() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let named = transfer(&end_user(json!({})), "gyro");
    let usual = ["assess", "-", "--lists", &store, "--as-of", "2025-10-15"];
    let ran = run(&usual, &named);
    assert_eq!(ran.status, 1, "{ran:?}");
    let first = "t: LICENCE REQUIRED; 2 hits on party lists await review\n";
    assert!(ran.out.starts_with(first), "{}", ran.out);
}

#[test]
fn an_owner_that_was_found_is_named() {
    let scratch = Scratch::new();
    let store = store(&scratch);
    let owned = json!({"name": "Quiet Harbour", "owners": [
        {"name": "Invented Yonder Holding", "share": "1 %"},
        {"name": "Zebra Elsewhere Works", "share": "1 %"}]});
    let ran = assess(&store, &end_user(owned), &["--format", "json"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(answer["awaiting_review"][0]["via"], "owner Invented Yonder Holding");
    let asked =
        "is owner Zebra Elsewhere Works, behind end_user `Quiet Harbour`, the listed party?";
    assert!(ran.out.contains(asked), "{}", ran.out);
    assert!(!ran.out.contains("is end_user `Quiet Harbour` the listed party?"), "{}", ran.out);
}
