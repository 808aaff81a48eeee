//! Load on a running server: queries a second and how long requests take, with sixteen clients that
//! each ask again as soon as they are answered.
//!
//!     load ADDRESS BATCH SECONDS NAMES.csv...
//!
//! NAMES.csv has the columns full_name, date_of_birth, nationality. Each client walks through all
//! names from a place of its own, so no request is like the one before it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a measurement stops at the first surprise"
)]

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::{Duration, Instant};

const CLIENTS: usize = 16;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, batch, seconds, files @ ..] = &arguments[..] else {
        panic!("load ADDRESS BATCH SECONDS NAMES.csv...")
    };
    let (batch, seconds): (usize, u64) = (batch.parse().unwrap(), seconds.parse().unwrap());
    let queries: Vec<String> = files.iter().flat_map(|file| read(file)).collect();
    assert!(!queries.is_empty(), "no names");
    let requests: Arc<Vec<Vec<u8>>> = Arc::new(
        (0..queries.len()).step_by(batch).map(|at| request(address, &queries, at, batch)).collect(),
    );
    // The first answers after a start fill caches of the machine; they are not counted.
    run(address, &requests, Duration::from_secs(1));
    let begun = Instant::now();
    let mut times = run(address, &requests, Duration::from_secs(seconds));
    let took = begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let at = |share: f64| {
        let place = ((times.len() - 1) as f64 * share) as usize;
        times[place].as_secs_f64() * 1000.0
    };
    println!(
        "batches of {batch}, {CLIENTS} clients: {:.0} queries a second, {:.0} requests a second; \
         half within {:.1} ms, 99 % within {:.1} ms, all within {:.1} ms",
        (times.len() * batch) as f64 / took,
        times.len() as f64 / took,
        at(0.5),
        at(0.99),
        at(1.0)
    );
}

fn read(file: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(file).unwrap();
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (name, birth, nation) = (place("full_name"), place("date_of_birth"), place("nationality"));
    let one = |row: csv::StringRecord| {
        let properties = serde_json::json!({
            "name": [&row[name]], "birthDate": [&row[birth]], "nationality": [&row[nation]],
        });
        serde_json::json!({ "schema": "Person", "properties": properties }).to_string()
    };
    reader.records().map(|row| one(row.unwrap())).collect()
}

fn request(address: &str, queries: &[String], from: usize, batch: usize) -> Vec<u8> {
    let mut body = String::from(r#"{"queries":{"#);
    for at in 0..batch {
        let comma = if at == 0 { "" } else { "," };
        let _ = write!(body, r#"{comma}"q{at}":{}"#, queries[(from + at) % queries.len()]);
    }
    body.push_str("}}");
    let head = format!(
        "POST /match/default HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}

/// Asks for so long; how long each request took.
fn run(address: &str, requests: &Arc<Vec<Vec<u8>>>, length: Duration) -> Vec<Duration> {
    let end = Instant::now() + length;
    let clients = (0..CLIENTS).map(|client| {
        let (address, requests) = (address.to_owned(), Arc::clone(requests));
        std::thread::spawn(move || {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.set_nodelay(true).unwrap();
            let mut reader = BufReader::with_capacity(1 << 16, stream.try_clone().unwrap());
            let mut times = Vec::new();
            let mut next = client * requests.len() / CLIENTS;
            while Instant::now() < end {
                let begun = Instant::now();
                stream.write_all(&requests[next % requests.len()]).unwrap();
                answered(&mut reader);
                times.push(begun.elapsed());
                next += 1;
            }
            times
        })
    });
    let clients: Vec<_> = clients.collect();
    clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
}

fn answered(reader: &mut BufReader<TcpStream>) {
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 200"), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.trim().parse().unwrap();
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    assert!(body.starts_with(br#"{"responses":{"q0":{"status":200,"#));
}
