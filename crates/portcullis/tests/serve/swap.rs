//! New lists come into force while requests are answered, and none is dropped.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::bulk::{send, stream};
use super::server::{ANY_AGE, Server, query};
use crate::lists::{import, own};
use crate::scratch::Scratch;

/// Long enough for a slow machine; a test that passes never waits for it.
const PATIENCE: Duration = Duration::from_secs(60);

fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < PATIENCE, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn take(scratch: &Scratch, store: &str, day: &str, entries: usize) {
    let file = scratch.file(&format!("{day}.ndjson"), own("un", day, entries));
    let ran = import(store, &[&file]);
    assert_eq!(ran.status, 0, "{ran:?}");
}

fn day(server: &Server) -> String {
    let catalog = server.get("/catalog").json();
    catalog["datasets"][1]["updated_at"].as_str().unwrap().to_owned()
}

#[test]
fn no_request_is_dropped_while_lists_are_swapped() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    take(&scratch, &store, "2026-01-01", 3);
    let server = Arc::new(Server::start(&["--lists", &store, "--max-age", ANY_AGE, "--poll", "1"]));
    let stop = Arc::new(AtomicBool::new(false));
    let askers: Vec<_> = (0..4)
        .map(|_| {
            let (server, stop) = (Arc::clone(&server), Arc::clone(&stop));
            std::thread::spawn(move || {
                let (mut last, mut asked) = (String::new(), 0);
                while !stop.load(Ordering::Relaxed) {
                    let reply = server
                        .post("/match/default", &query("Company", r#"{"name":"Invented Firm 1"}"#));
                    assert_eq!(reply.status, 200, "{}", reply.text());
                    let all = reply.json();
                    let results = all["responses"]["q"]["results"].as_array().unwrap();
                    assert!(!results.is_empty(), "{all}");
                    // All of an answer is of one moment, and time does not run back.
                    let day = all["data"]["lists"][0]["as_of"].as_str().unwrap().to_owned();
                    let seen = results[0]["last_seen"].as_str().unwrap();
                    assert!(seen.starts_with(&day), "{all}");
                    assert!(day >= last, "{day} after {last}");
                    last = day;
                    asked += 1;
                }
                (last, asked)
            })
        })
        .collect();
    for month in 2..=4 {
        let next = format!("2026-{month:02}-01");
        take(&scratch, &store, &next, 3 + month);
        until("the next lists in force", || day(&server).starts_with(&next));
    }
    stop.store(true, Ordering::Relaxed);
    for asker in askers {
        let (last, asked) = asker.join().unwrap();
        assert!(asked > 0);
        assert!(last.as_str() >= "2026-01-01");
    }
}

#[test]
fn an_update_is_taken_at_once_by_who_has_the_token() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    take(&scratch, &store, "2026-01-01", 3);
    let arguments =
        ["--lists", &store, "--max-age", ANY_AGE, "--poll", "3600", "--update-token", "s3cret"];
    let server = Server::start(&arguments);
    take(&scratch, &store, "2026-02-01", 4);
    assert!(day(&server).starts_with("2026-01-01"));
    for path in ["/updatez", "/updatez?token=", "/updatez?token=wrong&sync=true"] {
        assert_eq!(server.post(path, "").status, 403, "{path}");
    }
    assert_eq!(server.post("/updatez?token=s3cret&synk=true", "").status, 422);
    assert_eq!(server.post("/updatez?token=s3cret&sync=true", "").status, 200);
    assert!(day(&server).starts_with("2026-02-01"));
    let said = server.said.lock().unwrap().clone();
    assert!(!said.contains("s3cret"), "{said}");
    // Without a secret, nobody has it.
    let server = Server::start(&["--lists", &store, "--max-age", ANY_AGE]);
    assert_eq!(server.post("/updatez?token=", "").status, 403);
}

#[test]
fn lists_that_cannot_be_read_leave_the_old_ones_in_force_and_are_told() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    take(&scratch, &store, "2026-01-01", 3);
    let server = Server::start(&["--lists", &store, "--max-age", ANY_AGE, "--poll", "1"]);
    let pointer = scratch.path().join("lists/store.json");
    let good = std::fs::read(&pointer).unwrap();
    std::fs::write(&pointer, "{").unwrap();
    until("the catalogue tells", || server.get("/catalog").json()["index_stale"] == true);
    let catalog = server.get("/catalog").json();
    assert!(catalog["behind"].as_str().unwrap().contains("store.json"), "{catalog}");
    assert_eq!(server.get("/readyz").status, 200);
    let reply = server.post("/match/default", &query("Company", r#"{"name":"Invented Firm 1"}"#));
    assert_eq!(reply.status, 200);
    std::fs::write(&pointer, good).unwrap();
    until("all is well", || server.get("/catalog").json()["index_stale"] == false);
}

#[test]
fn a_store_that_comes_later_is_found() {
    let scratch = Scratch::new();
    let store = scratch.at("lists");
    let server = Server::start(&["--lists", &store, "--max-age", ANY_AGE, "--poll", "1"]);
    assert_eq!(server.get("/readyz").status, 503);
    take(&scratch, &store, "2026-01-01", 3);
    until("ready", || server.get("/readyz").status == 200);
}

#[test]
fn a_sign_to_stop_lets_open_requests_end() {
    let scratch = Scratch::new();
    let mut server = Server::with_lists(&scratch);
    let mut stream = stream(&server, "/v1/screen/bulk");
    let line = b"{\"id\":\"a\",\"name\":\"Imagined Person\"}\n";
    send(&mut stream, line);
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut text = String::new();
    while !text.contains("\"state\"") {
        assert!(reader.read_line(&mut text).unwrap() > 0, "{text}");
    }
    server.sign_to_stop();
    until("no new connections", || TcpStream::connect(&server.address).is_err());
    text.clear();
    send(&mut stream, line);
    stream.write_all(b"0\r\n\r\n").unwrap();
    reader.read_to_string(&mut text).unwrap();
    assert!(text.contains("\"state\"") && text.ends_with("0\r\n\r\n"), "{text}");
    assert_eq!(server.ended(), 0);
}
