//! Our own paths answer what the commands answer.

use serde_json::Value;

use super::server::Server;
use crate::run::{root, run};
use crate::scratch::Scratch;

#[test]
fn a_name_is_screened_as_by_the_command() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let store = scratch.at("lists");
    let rows = concat!(
        r#"{"id":"a","name":"Imagined Person O'One & Only","country":"IR","birth_date":"1961-04-05"}"#,
        "\n",
        r#"{"id":"b","name":"Happy Horse"}"#,
        "\n",
        r#"{"id":"c","name":"to order","x_own":1}"#,
        "\n"
    );
    let command = [
        "screen",
        "--lists",
        &store,
        "--max-age",
        "100000",
        "--as-of",
        "2026-05-10",
        "--input",
        "-",
        "--format",
        "json",
    ];
    let by_command = run(&command, rows).out;
    let by_bulk = server.ask("POST", "/v1/screen/bulk?as_of=2026-05-10", &[], rows.as_bytes());
    assert_eq!(by_bulk.text(), by_command);
    for (row, line) in rows.lines().zip(by_command.lines()) {
        let one = server.post("/v1/screen?as_of=2026-05-10", row);
        assert_eq!((one.status, one.text()), (200, format!("{line}\n").as_str()));
    }
    let limited =
        server.post("/v1/screen?limit=1&threshold=0.5", r#"{"name":"Imagined Person"}"#).json();
    assert_eq!(limited["hits"].as_array().unwrap().len(), 1);
}

#[test]
fn a_transfer_is_assessed_as_by_the_command() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let store = scratch.at("lists");
    for file in ["02-category-one-uav.json", "03-category-two-gyro.json", "05-missing-facts.json"] {
        let path = root().join("examples").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        let path = path.display().to_string();
        let command = [
            "assess",
            "--lists",
            &store,
            "--max-age",
            "100000",
            "--format",
            "json",
            "--quiet",
            &path,
        ];
        let by_command = run(&command, "").out;
        let one = server.post("/v1/assess", &text);
        assert_eq!((one.status, one.text()), (200, by_command.as_str()), "{file}");
        let line: Value = serde_json::from_str(&text).unwrap();
        let bulk = server.ask("POST", "/v1/assess/bulk", &[], format!("{line}\n{{\n").as_bytes());
        let lines = bulk.lines();
        assert_eq!(lines[0], one.json(), "{file}");
        assert_eq!((&lines[1]["line"], &lines[1]["status"]), (&2.into(), &422.into()));
    }
    let wrong = server.post("/v1/assess", r#"{"id":"x","destinaton":"AE","items":[]}"#);
    assert_eq!(wrong.status, 422);
    assert!(
        wrong.json()["problems"][0].as_str().unwrap().contains("destinaton"),
        "{}",
        wrong.text()
    );
    let day = server.post("/v1/assess?as_of=soon", "{}");
    assert_eq!(day.status, 422, "{}", day.text());
}

#[test]
fn an_item_is_classified_and_nothing_is_said_of_its_transfer() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let item = r#"{"article":"gyro","properties":{"drift_rate_stability":"0.1 deg/h"}}"#;
    let reply = server.post("/v1/classify?as_of=2025-01-01", item);
    assert_eq!(reply.status, 200, "{}", reply.text());
    let answer = reply.json();
    assert_eq!(answer["matches"][0]["paragraph"], "mtcr:9.A.4");
    assert_eq!(answer["matches"][0]["truth"], "true");
    assert_eq!(answer["unclassified"], false);
    // A status would be read as one of the transfer.
    assert_eq!((answer.get("floor"), answer.get("ceiling")), (None, None));
    assert_eq!(server.post("/v1/classify", "{}").json()["unclassified"], true);
    let wrong = server.post("/v1/classify", r#"{"articl":"gyro"}"#);
    assert_eq!(wrong.status, 422);
    assert!(wrong.text().contains("did you mean `article`"), "{}", wrong.text());
}
