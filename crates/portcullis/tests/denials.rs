//! Denials of a register against a transfer: the entry, the last day, the number without its list.

use serde_json::Value;

use crate::run::run;
use crate::scratch::Scratch;

const TRANSFER: &str = r#"{"id": "T", "as_of": "2024-06-01", "from": "DE", "destination": "AE",
  "parties": [{"role": "end_user", "name": "Alpha Works", "country": "AE"}],
  "items": [{"id": "1", "article": "ARTICLE", "properties": PROPERTIES,
    "relations": {"usable_in": [], "specially_designed_for": [], "designed_or_modified_for": [],
      "contains": [], "part_of": []}}],
  "end_use": {"awareness": "none", "programme": "civil"}}"#;

/// Truth of the duty to consult France about a transfer of such an article; none if not listed.
fn consult(article: &str, properties: &str, entry: &str, denied: &str, more: &str) -> String {
    let scratch = Scratch::new();
    let denial = format!(
        r#"{{"id": "D", "regime": "mtcr", "authority": "FR", "decided": "2023-06-01", "list_entry": "{entry}",
        "edition": "x", "article": "{denied}", "end_user": {{"name": "Alpha Works", "country": "AE"}}{more}}}"#
    );
    let register = scratch.file("denials.ndjson", denial.replace('\n', ""));
    let transfer = TRANSFER.replace("ARTICLE", article).replace("PROPERTIES", properties);
    let arguments = ["assess", "--format", "json", "--assume", "screening=clear", "--denials"];
    let ran = run(&[&arguments[..], &[&register, "-"]].concat(), &transfer.replace('\n', ""));
    if ran.out.is_empty() {
        return ran.err;
    }
    let answer: Value = serde_json::from_str(&ran.out).unwrap();
    let duties = answer["duties"].as_array().unwrap();
    let own = duties.iter().find(|duty| duty["duty"] == "consult:FR");
    own.map_or("none".to_owned(), |duty| duty["truth"].as_str().unwrap().to_owned())
}

const DRIFT: &str = r#"{"drift_rate_stability": "0.2 deg/h", "acceleration": "40 g"}"#;
const SHOCK: &str = r#"{"drift_rate_stability": "2 deg/h", "acceleration": "200 g"}"#;

#[test]
fn another_entry_for_the_same_kind_of_thing_may_be_a_similar_item() {
    assert_eq!(consult("gyro", DRIFT, "mtcr:9.A.4", "gyro", ""), "true");
    assert_eq!(consult("gyro", SHOCK, "mtcr:9.A.4", "gyro", ""), "unknown");
    assert_eq!(consult("gyro", DRIFT, "mtcr:12.A.1", "launch_apparatus", ""), "none");
    let far = r#"{"envelope": [["400 km", "100 kg"]], "aerosol_capacity": "0 L"}"#;
    assert_eq!(consult("uav", far, "mtcr:1.A.2", "uav", ""), "unknown");
    let fuel = r#"{"cas_number": "60-34-4"}"#;
    assert_eq!(consult("chemical", fuel, "mtcr:4.C.4.b.1", "chemical", ""), "none");
}

#[test]
fn the_last_day_of_a_denial_counts_whole() {
    let until = |day: &str| {
        let more = format!(r#", "valid_until": "{day}""#);
        consult("gyro", DRIFT, "mtcr:9.A.4", "gyro", &more)
    };
    assert_eq!(until("2024-05-31"), "none");
    assert_eq!(until("2024-06-01"), "true");
    let revoked = r#", "revoked": "2024-06-01""#;
    assert_eq!(consult("gyro", DRIFT, "mtcr:9.A.4", "gyro", revoked), "none");
}

#[test]
fn a_number_without_its_list_gets_a_suggestion() {
    let told = consult("gyro", DRIFT, "9.A.4", "gyro", "");
    assert!(told.contains("did you mean `mtcr:9.A.4`?"), "{told}");
}
