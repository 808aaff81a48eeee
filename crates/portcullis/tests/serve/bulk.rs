//! Streams of lines: answered while they come, one bad line alone, nothing lost.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Shutdown, TcpStream};

use super::server::{Server, read_reply};
use crate::scratch::Scratch;

const GOOD: &str = r#"{"id":"mine","schema":"Person","properties":{"name":"Imagined Person"}}"#;

pub(super) fn stream(server: &Server, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).unwrap();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

pub(super) fn send(stream: &mut TcpStream, bytes: &[u8]) {
    let chunk = [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat();
    stream.write_all(&chunk).unwrap();
}

#[test]
fn each_line_is_answered_in_order_and_a_bad_one_alone() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let long = "x".repeat((1 << 20) + 1);
    let body =
        [GOOD.as_bytes(), b"\n{\n\n", long.as_bytes(), b"\n\xff\n", GOOD.as_bytes()].concat();
    let reply = server.ask("POST", "/match/default/bulk?limit=1", &[], &body);
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/x-ndjson"));
    let lines = reply.lines();
    let told: Vec<_> = lines
        .iter()
        .map(|l| (l["line"].as_u64().unwrap(), l["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(told, [(1, 200), (2, 400), (4, 413), (5, 400), (6, 200)]);
    assert_eq!(lines[0]["query"]["id"], "mine");
    assert_eq!(lines[0]["results"], lines[4]["results"]);
    assert_eq!(lines[1].get("results"), None);
    // A line of a stream and a query of a batch have the same answer.
    let batch = server.post("/match/default?limit=1", &format!(r#"{{"queries":{{"q":{GOOD}}}}}"#));
    let mut alone = batch.json()["responses"]["q"].clone();
    alone["line"] = 1.into();
    assert_eq!(alone, lines[0]);
}

#[test]
fn answers_come_while_the_request_is_still_being_written() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let mut stream = stream(&server, "/match/default/bulk");
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    for at in 1..=3 {
        send(&mut stream, format!("{GOOD}\n").as_bytes());
        line.clear();
        while !line.contains(&format!(r#"{{"line":{at},"status":200"#)) {
            assert!(reader.read_line(&mut line).unwrap() > 0, "{line}");
        }
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    line.clear();
    std::io::Read::read_to_string(&mut reader, &mut line).unwrap();
    assert!(line.ends_with("0\r\n\r\n"), "{line}");
}

#[test]
fn a_long_stream_is_answered_line_for_line() {
    const LINES: usize = 20_000;
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let mut writing = stream(&server, "/match/made_up/bulk");
    let reading = writing.try_clone().unwrap();
    let writer = std::thread::spawn(move || {
        for block in 0..LINES / 100 {
            let mut text = String::new();
            for at in 0..100 {
                let name = format!("Happy Horse {}", block * 100 + at);
                let _ =
                    writeln!(text, r#"{{"schema":"Company","properties":{{"name":"{name}"}}}}"#);
            }
            send(&mut writing, text.as_bytes());
        }
        writing.write_all(b"0\r\n\r\n").unwrap();
    });
    let reply = read_reply(reading);
    writer.join().unwrap();
    let lines = reply.lines();
    assert_eq!(lines.len(), LINES);
    assert!(
        lines.iter().zip(1_u64..).all(|(line, at)| line["line"] == at && line["status"] == 200)
    );
}

#[test]
fn a_request_that_breaks_off_says_so() {
    let scratch = Scratch::new();
    let server = Server::with_lists(&scratch);
    let mut stream = stream(&server, "/v1/screen/bulk");
    send(&mut stream, b"{\"name\":\"Imagined Person\"}\n{\"name\":\"Imag");
    stream.shutdown(Shutdown::Write).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut BufReader::new(stream), &mut text).unwrap();
    // The connection is at fault: the server may say so in a last line, or end without the last
    // chunk; either way the reader sees that it is not whole.
    assert!(text.contains("broke off") || !text.ends_with("0\r\n\r\n"), "{text}");
    // It lives on.
    assert_eq!(server.get("/healthz").status, 200);
}
