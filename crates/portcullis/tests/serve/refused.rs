//! Requests that are not answered, and why.

use super::server::{Server, query};
use crate::scratch::Scratch;

#[test]
fn faults_of_a_request_are_named() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let good = query("Person", r#"{"name":"x"}"#);
    let many: Vec<String> =
        (0..101).map(|n| format!(r#""q{n}":{{"schema":"Person","properties":{{}}}}"#)).collect();
    let many = format!(r#"{{"queries":{{{}}}}}"#, many.join(","));
    for (path, body, status, why) in [
        ("/match/default", "", 422, "ends before"),
        ("/match/default", "{", 422, "ends before"),
        ("/match/default", "[]", 422, "a list does not fit here"),
        ("/match/default", "{}", 422, "queries: missing"),
        ("/match/default", r#"{"queries":{}}"#, 400, "No queries provided."),
        ("/match/default", r#"{"queries":{"a":{},"a":{}}}"#, 422, "`a` is written twice"),
        ("/match/default", r#"{"queries":{"a":{}},"weight":{}}"#, 422, "weight: unknown field"),
        ("/match/default", r#"{"queries":{"a":{}},"weights":{"x":1}}"#, 400, "weights cannot"),
        ("/match/default", r#"{"queries":{"a":{}},"config":{"x":1}}"#, 400, "config cannot"),
        ("/match/default", &many, 400, "at most 100"),
        ("/match/nowhere", &good, 404, "No such dataset: nowhere"),
        ("/match/default?exclude_dataset=default", &good, 400, "no dataset is left"),
        ("/match/default?exclude_schema=Persn", &good, 400, "unknown schema `Persn`"),
        ("/match/default?limit=501", &good, 422, "from 1 to 500"),
        ("/match/default?limit=0", &good, 422, "from 1 to 500"),
        ("/match/default?threshold=nan", &good, 422, "from 0 to 1"),
        ("/match/default?threshold=1.01", &good, 422, "from 0 to 1"),
        ("/match/default?treshold=1", &good, 422, "did you mean `threshold`"),
        ("/match/default?algorithm=nope", &good, 400, "Invalid algorithm: nope"),
        ("/match/default?changed_since=soon", &good, 422, "2026-03-01"),
        ("/v1/screen", r#"{"nam":"x"}"#, 422, "did you mean `name`"),
        ("/v1/screen?threshold=0.1", r#"{"name":"x"}"#, 422, "at least 0.3"),
        ("/v1/nowhere", "", 404, "Not Found"),
        ("/nowhere", "", 404, "Not Found"),
        ("/healthz", "", 405, "Method Not Allowed"),
    ] {
        let reply = server.post(path, body);
        assert_eq!(reply.status, status, "{path} {body}: {}", reply.text());
        let detail = reply.json()["detail"].to_string();
        assert!(detail.contains(why), "{path} {body}: {detail}");
        let kind =
            if path.starts_with("/v1/") { "application/problem+json" } else { "application/json" };
        assert_eq!(reply.header("content-type"), Some(kind), "{path}");
    }
}

#[test]
fn sizes_are_bounded() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let long = format!("/search/default?q={}", "x".repeat(60_000));
    assert_eq!(server.get(&long).status, 414);
    let longer = format!("/search/default?q={}", "x".repeat(70_000));
    assert_eq!(server.get(&longer).status, 414);
    let large = "x".repeat(9 << 20);
    assert_eq!(server.post("/match/default", &large).status, 413);
    let name = "x".repeat(1 << 20);
    let reply = server.post("/match/default", &query("Person", &format!(r#"{{"name":"{name}"}}"#)));
    assert_eq!(reply.status, 422, "{}", reply.text().len());
    assert_eq!(server.get("/search/%ff").status, 400);
}

#[test]
fn answers_are_packed_and_open_to_pages_from_elsewhere() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let reply = server.ask("GET", "/catalog", &[("accept-encoding", "gzip")], b"");
    assert_eq!(reply.header("content-encoding"), Some("gzip"));
    let mut text = String::new();
    let mut unpacked = flate2::read::GzDecoder::new(reply.body.as_slice());
    std::io::Read::read_to_string(&mut unpacked, &mut text).unwrap();
    assert!(text.starts_with(r#"{"datasets":[{"name":"default""#), "{text}");
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let reply = server.ask("GET", "/healthz", &[("accept-encoding", "gzip")], b"");
    assert_eq!(reply.header("content-encoding"), None);
    let preflight = [
        ("origin", "https://example.invalid"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type"),
    ];
    let reply = server.ask("OPTIONS", "/match/default", &preflight, b"");
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("access-control-allow-headers"), Some("*"));
}

#[test]
fn hostile_requests_are_refused_and_the_server_lives() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    // Depth without an end, in every body that is read.
    let deep = "[".repeat(500_000);
    for path in ["/match/default", "/v1/screen", "/v1/assess", "/v1/classify"] {
        let status = server.post(path, &deep).status;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    let inner = format!(r#"{{"queries":{{"q":{{"schema":"Person","properties":{{"name":{deep}"#);
    assert_eq!(server.post("/match/default", &inner).status, 422);
    // Ids and names of lists are looked up, never opened.
    for path in [
        "/entities/..%2F..%2F..%2Fetc%2Fpasswd",
        "/entities/%2e%2e%2f",
        "/entities/un-KPe.903%00",
        "/datasets/..%2F..%2Fetc/entities.ftm.json",
        "/datasets/un/delta/..%2F..%2Fstore.json",
        "/search/..%2Flists",
        "/match/..%2F",
    ] {
        let status = server.get(path).status;
        assert!((400..500).contains(&status), "{path}: {status}");
    }
    // Connections that ask nothing, or for ever, hold up nobody.
    let idle: Vec<_> = (0..300)
        .map(|at| {
            let mut stream = std::net::TcpStream::connect(&server.address).unwrap();
            if at % 2 == 0 {
                let head = b"POST /match/default HTTP/1.1\r\nhost: x\r\ncontent-length: 900\r\n";
                std::io::Write::write_all(&mut stream, head).unwrap();
            }
            stream
        })
        .collect();
    let reply = server.post("/match/default", &query("Person", r#"{"name":"Imagined Person"}"#));
    assert_eq!(reply.status, 200);
    drop(idle);
    assert_eq!(server.get("/readyz").status, 200);
}
