//! Receipts of the server: one for each answer, on disk before it, checked and replayed offline.

use std::fs;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::server::{ANY_AGE, Reply, Server, query};
use crate::lists::{fixture, import, own};
use crate::run::{root, run};
use crate::scratch::Scratch;

fn receipts(log: &str) -> Vec<Value> {
    let text = fs::read_to_string(log).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn sha256(bytes: &[u8]) -> String {
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

fn kinds(receipts: &[Value]) -> Vec<&str> {
    receipts.iter().map(|receipt| receipt["kind"].as_str().unwrap()).collect()
}

/// A server over the usual fixtures that keeps receipts, its store and its log.
fn keeping(scratch: &Scratch) -> (Server, String, String) {
    let (store, log) = (scratch.at("lists"), scratch.at("log"));
    let files = ["un.xml", "seco.xml", "ftm.json"].map(fixture);
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let ran = import(&store, &files);
    assert_eq!(ran.status, 0, "{ran:?}");
    let arguments = ["--lists", &store, "--max-age", ANY_AGE, "--receipts", &log];
    (Server::start(&arguments), store, log)
}

fn replayed(log: &str, store: &str, count: usize) {
    assert_eq!(run(&["receipts", "verify", log], "").status, 0);
    let ran = run(&["receipts", "replay", log, "--lists", store], "");
    assert_eq!(ran.status, 0, "{ran:?}");
    let wanted = format!("{count} answers given again: {count} the same, 0 differ\n");
    assert_eq!(ran.out, wanted);
}

#[test]
fn every_answer_leaves_a_receipt_that_gives_it_again() {
    let scratch = Scratch::new();
    let (server, store, log) = keeping(&scratch);
    let number = |reply: &Reply| reply.header("x-receipt").map(str::to_owned);
    // A batch: a hit, a clear and one that cannot be read, which has no answer.
    let batch = r#"{"params": {"limit": 3},
        "queries": {"hit": {"schema": "Person", "properties": {"name": ["Imagined Person"]}},
                    "bad": {"schema": "Persn", "properties": {"name": ["Imagined Person"]}},
                    "clear": {"schema": "Company", "properties": {"name": "Happy Horse"}}}}"#;
    let reply = server.post("/match/default?threshold=0.8", batch);
    assert_eq!((reply.status, number(&reply)), (200, Some("1-2".to_owned())));
    let line = r#"{"schema":"Person","properties":{"name":"Imagined Person"}}"#;
    let bulk = format!("{line}\n{{\n{line}\n");
    assert_eq!(server.ask("POST", "/match/made_up/bulk", &[], bulk.as_bytes()).status, 200);
    let page = server.get("/search/default?q=imagined&facets=countries");
    assert_eq!((page.status, number(&page)), (200, Some("5".to_owned())));
    let asked = r#"{"a":{"query":"Imagined Person","type":"Person"},"b":{"query":"Nobody Known"}}"#;
    let form: String =
        form_urlencoded::Serializer::new(String::new()).append_pair("queries", asked).finish();
    let reply = server.ask("POST", "/reconcile/default", &[], form.as_bytes());
    assert_eq!((reply.status, number(&reply)), (200, Some("6".to_owned())), "{}", reply.text());
    let rows = "{\"id\":\"a\",\"name\":\"Imagined Person\"}\n{\"id\":\"b\",\"name\":\"Happy Horse\"}\n{}\n";
    let one = server.post("/v1/screen?limit=2", rows.lines().next().unwrap());
    assert_eq!((one.status, number(&one)), (200, Some("7".to_owned())));
    assert_eq!(server.ask("POST", "/v1/screen/bulk", &[], rows.as_bytes()).status, 200);
    let transfer = fs::read_to_string(root().join("examples/03-category-two-gyro.json")).unwrap();
    let answer = server.post("/v1/assess", &transfer);
    assert_eq!((answer.status, number(&answer)), (200, Some("10".to_owned())));
    assert_eq!(server.ask("POST", "/v1/assess/bulk?as_of=2026-01-01", &[], b"{}\n").status, 200);
    // What says nothing of a party or a transfer leaves none.
    for path in ["/catalog", "/entities/un-KPe.903", "/reconcile/default", "/healthz"] {
        assert_eq!(number(&server.get(path)), None, "{path}");
    }
    let all = receipts(&log);
    let wanted = "match match match match search reconcile screen screen screen assess";
    assert_eq!(kinds(&all).join(" "), wanted);
    // The receipts hold the question as it was put and the digest of the answer as it was given.
    assert_eq!(all[0]["query"]["address"], "threshold=0.8");
    assert_eq!(all[0]["query"]["params"]["limit"], 3);
    assert_eq!(all[0]["outcome"]["hits"][0][0], "ch");
    assert_eq!(all[1]["outcome"], serde_json::json!({"status": 200, "hits": []}));
    assert_eq!(all[3]["query"]["line"], 3);
    assert_eq!(all[4]["answer_digest"], sha256(&page.body));
    assert_eq!(all[6]["answer_digest"], sha256(&one.body));
    assert_eq!(all[9]["answer_digest"], sha256(&answer.body));
    for receipt in &all {
        assert_eq!(receipt["lists"].as_array().unwrap().len(), 3, "{receipt}");
        assert!(receipt["index"].as_str().unwrap().starts_with("sha256:"), "{receipt}");
    }
    replayed(&log, &store, 10);
    // The log is this server's alone.
    let second =
        run(&["screen", "Somebody Else", "--lists", &store, "--receipts", &log, "--quiet"], "");
    assert_eq!(second.status, 3, "{second:?}");
}

#[test]
fn receipts_name_the_lists_in_force_when_they_change_and_each_is_replayed_on_its_own() {
    let scratch = Scratch::new();
    let (store, log) = (scratch.at("lists"), scratch.at("log"));
    let take = |day: &str, entries: usize| {
        let file = scratch.file(&format!("{day}.ndjson"), own("un", day, entries));
        assert_eq!(import(&store, &[&file]).status, 0);
    };
    take("2026-01-01", 3);
    let server = Server::start(&[
        "--lists",
        &store,
        "--max-age",
        ANY_AGE,
        "--receipts",
        &log,
        "--update-token",
        "t",
    ]);
    let ask = || {
        let body = query("Company", r#"{"name":"Invented Firm 1"}"#);
        assert_eq!(server.post("/match/default", &body).status, 200);
        assert_eq!(server.get("/search/un?q=firm").status, 200);
    };
    ask();
    take("2026-02-01", 5);
    assert_eq!(server.post("/updatez?token=t&sync=true", "").status, 200);
    ask();
    let all = receipts(&log);
    let days: Vec<&str> =
        all.iter().map(|receipt| receipt["lists"][0]["as_of"].as_str().unwrap()).collect();
    assert_eq!(days, ["2026-01-01", "2026-01-01", "2026-02-01", "2026-02-01"]);
    replayed(&log, &store, 4);
    // An answer that was given otherwise is told.
    let text = fs::read_to_string(&log).unwrap();
    let other = text.replacen("Invented Firm 1", "Invented Firm 2", 1);
    fs::write(scratch.path().join("other"), other).unwrap();
    assert_eq!(run(&["receipts", "verify", &scratch.at("other")], "").status, 1);
}

#[test]
fn no_answer_goes_out_without_its_receipt() {
    let scratch = Scratch::new();
    let (store, log) = (scratch.at("lists"), scratch.at("log"));
    assert_eq!(import(&store, &[&fixture("un.xml")]).status, 0);
    let arguments = ["--lists", &store, "--max-age", ANY_AGE, "--receipts", &log];
    // The disk is as good as full: no file may have more than a block.
    let server = Server::start_with("trap '' XFSZ; ulimit -f 1; exec \"$0\" \"$@\"", &arguments);
    let body = query("Person", r#"{"name":"Imagined Person"}"#);
    let reply = server.post("/match/default", &body);
    assert_eq!(reply.status, 503, "{}", reply.text());
    assert!(reply.text().contains("receipt cannot be written"), "{}", reply.text());
    assert_eq!(server.post("/v1/screen", r#"{"name":"Imagined Person"}"#).status, 503);
    let line = r#"{"schema":"Person","properties":{"name":"Imagined Person"}}"#;
    let bulk = server.ask("POST", "/match/default/bulk", &[], format!("{line}\n").as_bytes());
    assert!(!bulk.text().contains("results"), "{}", bulk.text());
    // What needs no receipt is answered, and nothing half-written stands in the log.
    assert_eq!(server.get("/catalog").status, 200);
    assert_eq!(run(&["receipts", "verify", &log], "").status, 0);
    assert!(receipts(&log).is_empty());
}

#[test]
fn many_askers_at_once_have_one_chain_without_a_gap() {
    const ASKERS: usize = 8;
    const EACH: usize = 25;
    let scratch = Scratch::new();
    let (server, store, log) = keeping(&scratch);
    let body = query("Person", r#"{"name":"Imagined Person"}"#);
    std::thread::scope(|scope| {
        for _ in 0..ASKERS {
            scope.spawn(|| {
                let mut last = 0;
                for _ in 0..EACH {
                    let reply = server.post("/match/default", &body);
                    assert_eq!(reply.status, 200);
                    // The answer is here: so is its receipt, under the number that is told.
                    let number: usize = reply.header("x-receipt").unwrap().parse().unwrap();
                    assert!(number > last);
                    last = number;
                    assert!(receipts_count(&log) >= number);
                }
            });
        }
    });
    assert_eq!(receipts(&log).len(), ASKERS * EACH);
    replayed(&log, &store, ASKERS * EACH);
}

fn receipts_count(log: &str) -> usize {
    fs::read(log).unwrap().iter().filter(|byte| **byte == b'\n').count()
}
